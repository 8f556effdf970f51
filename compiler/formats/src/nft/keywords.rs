//! Words that cannot be names.

/// Words that some nft takes as keyword where a name could stand (`src/scanner.l`), and a few that it takes
/// only elsewhere; sorted.
#[rustfmt::skip] // many short words
pub(super) const KEYWORDS: &[&str] = &[
    "8021ad", "8021q", "accept", "add", "ah", "all", "and", "arp", "bridge", "burst", "bytes",
    "cgroup", "chain", "chains", "comment", "comp", "constant", "continue", "counter",
    "counters", "cpu", "create", "ct", "daddr", "dccp", "define", "delete", "describe",
    "destroy", "device", "devices", "dnat", "dport", "drop", "dst", "dup", "dynamic", "ecn",
    "element", "eq", "esp", "ether", "exists", "export", "exthdr", "fib", "flags", "flow",
    "flowtable", "flush", "frag", "fwd", "ge", "geneve", "get", "goto", "gre", "gretap", "gt",
    "handle", "hash", "hbh", "hook", "hour", "ibriport", "ibrname", "icmp", "icmpv6", "igmp",
    "iif", "iifgroup", "iifname", "iiftype", "import", "include", "index", "inet", "insert", "interval",
    "ip", "ip6", "ipsec", "jhash", "jump", "last", "le", "limit", "limits", "list", "log",
    "lshift", "lt", "map", "mark", "masquerade", "meta", "meter", "meters", "mh", "missing",
    "monitor", "name", "ne", "netdev", "nexthop", "nftrace", "not", "notrack", "numgen",
    "obriport", "obrname", "offload", "oif", "oifgroup", "oifname", "oiftype", "or", "osf",
    "packets", "performance", "pkttype", "policy", "position", "prefix", "priority", "queue",
    "quota", "quotas", "random", "rate", "redefine", "redirect", "reject", "rename", "replace",
    "reset", "return", "rshift", "rt", "rt0", "rt2", "rtclassid", "rule", "rules", "ruleset",
    "saddr", "sctp", "secmark", "set", "sets", "size", "skgid", "skuid", "snat", "socket",
    "sport", "srh", "symhash", "synproxy", "table", "tables", "tcp", "th", "time", "timeout",
    "tproxy", "tunnel", "type", "typeof", "udp", "udplite", "undefine", "vlan", "vmap", "vni",
    "vxlan", "xor", "xt",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
    }
}
