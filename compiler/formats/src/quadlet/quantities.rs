//! Values that podman parses: addresses, ports, numbers, times, sizes, names of a list.
//!
//! The grammars are those of podman's options (`podman-run(1)`, `podman-network-create(1)`,
//! `podman-build(1)`). The generator passes values on unread, so that a wrong one is found out when the
//! unit starts.

use crate::systemd::is_signal;
use std::net::{IpAddr, Ipv6Addr};

/// The forms of values that podman parses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An address of IPv4 or IPv6.
    Address,
    /// An address of IPv6.
    Address6,
    /// A network, or its first and last address.
    AddressRange,
    /// A capability.
    Capability,
    /// A whole number from 0.
    Count,
    /// A whole number, or -1.
    CountOrUnlimited,
    /// The address of a name server, or `none`.
    Dns,
    /// A time.
    Duration,
    /// A time, or `disable`.
    DurationOrDisable,
    /// A line of `/etc/hosts`.
    HostEntry,
    /// The name of a host.
    HostName,
    /// A range of ids in the container and outside.
    IdMap,
    /// A port or range.
    Port,
    /// A network.
    Prefix,
    /// A port of the host and one of the container.
    PublishedPort,
    /// A signal.
    Signal,
    /// A size in bytes.
    Size,
    /// A time zone.
    Timezone,
    /// A limit of resources.
    Ulimit,
}

impl Form {
    /// Whether a text is of this form.
    pub(super) fn is(self, text: &str) -> bool {
        match self {
            Self::Address => is_address(text),
            Self::Address6 => is_address6(text),
            Self::AddressRange => is_range(text),
            Self::Capability => is_capability(text),
            Self::Count => is_count(text, u32::MAX.into()),
            Self::CountOrUnlimited => is_count_or_unlimited(text),
            Self::Dns => text == "none" || is_address(text),
            Self::Duration => is_duration(text),
            Self::DurationOrDisable => text == "disable" || is_duration(text),
            Self::HostEntry => is_host_entry(text),
            Self::HostName => is_host_name(text),
            Self::IdMap => is_id_map(text),
            Self::Port => is_port(text),
            Self::Prefix => is_prefix(text),
            Self::PublishedPort => is_published_port(text),
            Self::Signal => is_signal(text),
            Self::Size => is_size(text),
            Self::Timezone => is_timezone(text),
            Self::Ulimit => is_ulimit(text),
        }
    }

    /// What is expected, for messages.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::Address => "an address such as `10.0.0.2`",
            Self::Address6 => "an address such as `fd00::2`",
            Self::AddressRange => {
                "a network such as `10.0.0.0/25` or a range such as `10.0.0.10-10.0.0.20`"
            }
            Self::Capability => "a capability of Linux such as `NET_BIND_SERVICE`, or `all`",
            Self::Count => "a whole number",
            Self::CountOrUnlimited => "a whole number, or `-1` for no limit",
            Self::Dns => "an address such as `10.0.0.2`, or `none`",
            Self::Duration => "a time such as `30s` or `1m30s`",
            Self::DurationOrDisable => "a time such as `30s`, or `disable`",
            Self::HostEntry => "a name and an address such as `db:10.0.0.2`",
            Self::HostName => "a host name of at most 64 letters, digits, `-`, `.` and `_`",
            Self::IdMap => "ids such as `0:1000:1`",
            Self::Port => "a port or range such as `8080` or `8000-8010/udp`",
            Self::Prefix => "a network such as `10.0.0.0/24`",
            Self::PublishedPort => "ports such as `8080:80`, `127.0.0.1:8080:80` or `8080:80/udp`",
            Self::Signal => "a signal such as `SIGTERM`",
            Self::Size => "a size such as `512m`",
            Self::Timezone => "a time zone such as `Europe/Berlin`, or `local`",
            Self::Ulimit => "a limit such as `nofile=1024:4096`, or `host`",
        }
    }

    /// What to write instead.
    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Address => "write one address, without a port",
            Self::Address6 => "write an address of IPv6; `IP=` takes one of IPv4",
            Self::AddressRange => "write the length of the prefix, or both ends",
            Self::Capability => "look it up in `capabilities(7)`",
            Self::Count => "write digits alone, without a unit",
            Self::CountOrUnlimited => "write digits alone, without a unit",
            Self::Dns => "write one address, without a port",
            Self::Duration => "write a number with `ms`, `s`, `m` or `h`",
            Self::DurationOrDisable => "write a number with `ms`, `s`, `m` or `h`",
            Self::HostEntry => "write `NAME:ADDRESS`, or `NAME:host-gateway`",
            Self::HostName => "write a name without blanks",
            Self::IdMap => "write `CONTAINER:HOST:AMOUNT` in numbers",
            Self::Port => "write ports from 1 to 65535",
            Self::Prefix => "write address and length of the prefix",
            Self::PublishedPort => {
                "write ports from 1 to 65535, and an address of IPv6 in brackets"
            }
            Self::Signal => "write the name of a signal",
            Self::Size => "write a number with `b`, `k`, `m` or `g`",
            Self::Timezone => "write its name below `/usr/share/zoneinfo`",
            Self::Ulimit => "write `NAME=SOFT:HARD`, the name as in `getrlimit(2)`",
        }
    }
}

/// The capabilities that Linux has (`capabilities(7)`), without `CAP_`.
const CAPABILITIES: [&str; 41] = [
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
];

/// Limits that `--ulimit` knows (`getrlimit(2)`).
const LIMITS: [&str; 15] = [
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

/// `HOST_NAME_MAX`, in bytes.
const LONGEST_HOST_NAME: usize = 64;

/// A number as `strconv.ParseUint` reads it, at most `most`.
fn is_count(text: &str, most: u64) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u64>().is_ok_and(|n| n <= most)
}

/// A number, or -1 for no limit.
fn is_count_or_unlimited(text: &str) -> bool {
    text == "-1" || is_count(text, i64::MAX.unsigned_abs())
}

/// A duration as Go reads it: `1m30s`, `500ms`; a number without unit is only 0.
fn is_duration(text: &str) -> bool {
    const UNITS: [&str; 8] = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"];
    if text == "0" {
        return true;
    }
    let mut rest = text;
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        let Some(number) = number.filter(|at| is_decimal(&rest[..*at])) else {
            return false;
        };
        let behind = &rest[number..];
        let Some(unit) = UNITS.iter().find_map(|unit| behind.strip_prefix(unit)) else {
            return false;
        };
        rest = unit;
    }
    !text.is_empty()
}

fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => {
            digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        None => !text.is_empty() && digits(text),
    }
}

/// A size as `units.RAMInBytes` reads it: `512m`, `1.5GiB`.
fn is_size(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let number = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = &lower[number.len()..];
    let is_unit = matches!(unit, "" | "b")
        || ["k", "m", "g", "t", "p"].iter().any(|step| {
            unit.strip_prefix(step)
                .is_some_and(|end| matches!(end, "" | "b" | "ib"))
        });
    is_unit && is_decimal(number.strip_suffix(' ').unwrap_or(number))
}

/// An address.
fn is_address(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// An address of IPv6.
fn is_address6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// A network with the length of its prefix.
fn is_prefix(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else {
        return false;
    };
    match address.parse() {
        Ok(IpAddr::V4(_)) => is_count(length, 32),
        Ok(IpAddr::V6(_)) => is_count(length, 128),
        Err(_) => false,
    }
}

/// A network, or its first and last address joined by `-`.
fn is_range(text: &str) -> bool {
    is_prefix(text)
        || text
            .split_once('-')
            .is_some_and(|(first, last)| is_address(first) && is_address(last))
}

/// A name that the kernel takes for a host, of the letters that names have.
fn is_host_name(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    (1..=LONGEST_HOST_NAME).contains(&text.len())
        && text.chars().all(word)
        && !text.starts_with(['-', '.'])
}

/// The name of a time zone, or `local` for that of the host.
fn is_timezone(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '/');
    text.chars().all(word) && text.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// `CONTAINER:HOST[:AMOUNT]`, perhaps behind flags and with `@` before the id of the host.
fn is_id_map(text: &str) -> bool {
    let id = |text: &str| is_count(text, u32::MAX.into());
    let parts: Vec<&str> = text
        .trim_start_matches(['+', 'u', 'g'])
        .split(':')
        .collect();
    match parts.as_slice() {
        [inside, outside] => id(inside) && id(outside.trim_start_matches('@')),
        [inside, outside, amount] => {
            id(inside) && id(outside.trim_start_matches('@')) && id(amount)
        }
        _ => false,
    }
}

/// A capability with or without `CAP_`, or `all`.
fn is_capability(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let name = upper.strip_prefix("CAP_").unwrap_or(&upper);
    upper == "ALL" || CAPABILITIES.contains(&name)
}

/// `NAME=SOFT[:HARD]`, or `host` for the limits of the host.
fn is_ulimit(text: &str) -> bool {
    let Some((name, values)) = text.split_once('=') else {
        return text == "host";
    };
    let is_value = |value: &str| is_count_or_unlimited(value);
    LIMITS.contains(&name) && values.split(':').count() <= 2 && values.split(':').all(is_value)
}

/// `NAME[;NAME…]:ADDRESS`, or `host-gateway` for the address.
fn is_host_entry(text: &str) -> bool {
    text.split_once(':').is_some_and(|(names, address)| {
        let address = address.trim_start_matches('[').trim_end_matches(']');
        names.split(';').all(is_host_name) && (address == "host-gateway" || is_address(address))
    })
}

/// `[[ADDRESS:][HOST]:]CONTAINER[/PROTOCOL]`, the ports single or ranges of one length.
fn is_published_port(text: &str) -> bool {
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (address, ports) = match ports.strip_prefix('[').map(|rest| rest.split_once("]:")) {
        Some(Some((address, ports))) => (Some(address), ports),
        Some(None) => return false,
        None => match ports.match_indices(':').nth(1) {
            Some(_) => match ports.split_once(':') {
                Some((address, ports)) => (Some(address), ports),
                None => return false,
            },
            None => (None, ports),
        },
    };
    let is_paired = match ports.split_once(':') {
        None => address.is_none() && n_ports(ports).is_some(),
        Some(("", inside)) => n_ports(inside).is_some(),
        Some((outside, inside)) => n_ports(inside).is_some() && n_ports(outside) == n_ports(inside),
    };
    is_paired && address.is_none_or(is_address) && is_protocol(protocol)
}

/// A port or range with a protocol.
fn is_port(text: &str) -> bool {
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    n_ports(ports).is_some() && is_protocol(protocol)
}

fn is_protocol(text: &str) -> bool {
    matches!(text, "tcp" | "udp" | "sctp")
}

/// How many ports a port or range has.
fn n_ports(text: &str) -> Option<u16> {
    let port = |text: &str| -> Option<u16> {
        let is_digits = text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|port| is_digits && *port > 0)
    };
    match text.split_once('-') {
        None => port(text).map(|_| 1),
        Some((first, last)) => {
            let (first, last) = (port(first)?, port(last)?);
            (last > first).then(|| last - first + 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(is_good: impl Fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(is_good(text), "{text} is good");
        }
        for text in bad {
            assert!(!is_good(text), "{text} is bad");
        }
    }

    #[test]
    fn numbers_times_and_sizes_are_those_of_go() {
        check(
            |text| is_count(text, 9),
            &["0", "9"],
            &["", "10", "-1", "+1", "x", "1.0"],
        );
        check(
            is_count_or_unlimited,
            &["-1", "0", "2048"],
            &["", "-2", "x", "1k"],
        );
        check(
            is_duration,
            &["0", "30s", "1m30s", "500ms", "1.5h", ".5s", "10us", "1µs"],
            &["", "30", "1d", "s", "1 s", "-1s", ".s", "abc", "1m30"],
        );
        check(
            is_size,
            &["0", "512m", "1g", "1.5GiB", "64k", "10b", "1 g", "2TB"],
            &["", "m", "x", "1z", "1mm", "-1", "1  g", "512mi"],
        );
    }

    #[test]
    fn addresses_and_networks_are_those_of_net() {
        check(
            is_address,
            &["10.0.0.1", "::1"],
            &["", "nope", "10.0.0", "10.0.0.256", "[::1]"],
        );
        check(is_address6, &["fd00::2"], &["10.0.0.1"]);
        check(
            is_prefix,
            &["10.0.0.0/8", "fd00::/64", "10.0.0.0/32"],
            &[
                "10.0.0.0",
                "10.0.0.0/99",
                "10.0.0.0/-1",
                "x/8",
                "10.0.0.0/",
                "fd00::/129",
            ],
        );
        check(
            is_range,
            &["10.0.0.0/24", "10.0.0.5-10.0.0.9"],
            &["10.0.0.5", "10.0.0.5-x", "-"],
        );
        check(
            is_host_entry,
            &[
                "db:10.0.0.1",
                "db;pg:10.0.0.1",
                "db:::1",
                "db:[::1]",
                "db:host-gateway",
            ],
            &["db", "db:", ":10.0.0.1", "db:nope", "a b:10.0.0.1"],
        );
    }

    #[test]
    fn ports_are_published_as_podman_reads_it() {
        check(
            is_published_port,
            &[
                "80",
                "8080:80",
                "8080:80/udp",
                "127.0.0.1:8080:80",
                "127.0.0.1::80",
                "[::1]:8080:80",
                ":80",
                "8000-8010:9000-9010",
                "8000-8010",
            ],
            &[
                "",
                "99999:80",
                "0:80",
                "80:0",
                "a:80",
                "80/icmp",
                "1:2:3:4",
                "localhost:80:80",
                "[::1]80",
                "[::1]:80",
                "[::1",
                "8000-8010:9000-9001",
                "9-8",
                "80:",
                "127.0.0.1:80",
                "-80",
                "80-",
                ":8080:80",
            ],
        );
        check(
            is_port,
            &["80", "8000-8010/udp"],
            &["", "99999", "80/x", "0"],
        );
    }

    #[test]
    fn names_and_maps_are_those_of_podman() {
        check(
            is_host_name,
            &["a", "web-1.example.org", "a_b"],
            &["", "a b", "-a", ".a", "ä"],
        );
        assert!(!is_host_name(&"x".repeat(65)));
        check(
            is_timezone,
            &["UTC", "Europe/Berlin", "Etc/GMT+1", "local"],
            &["", "x y", "/etc", "../x"],
        );
        check(
            is_id_map,
            &["0:1000", "0:1000:1", "0:@1000:1", "+u0:1000:1"],
            &["", "zz", "0", "0:x", "0:1:2:3", "0:4294967296"],
        );
        check(
            is_capability,
            &["CAP_NET_RAW", "net_raw", "all", "cap_chown"],
            &["", "CAP_NOPE", "CAP_"],
        );
        check(
            is_ulimit,
            &["host", "nofile=1024", "nofile=1:-1"],
            &["", "nofile", "nope=1", "nofile=x", "nofile=1:2:3"],
        );
    }

    #[test]
    fn lists_of_words_are_sorted() {
        assert!(CAPABILITIES.is_sorted() && LIMITS.is_sorted());
    }
}
