//! nftables: rulesets of other tools, read as far as they are understood.

use formats::nft::{Effect, ListedBase, Listing, Policy};

/// A ruleset of others, and what is known of each rule: its matches, whether they are all, its effect.
#[test]
fn rules_of_others_stay_in_their_place_with_what_is_known_of_them() {
    let text = r#"#!/usr/sbin/nft -f
flush ruleset
define x = 4
table inet filter {
	set known { type inet_service; elements = { 22, 80 }; }
	set unknown { type ipv4_addr; flags dynamic; timeout 1h; }
	map ports { type inet_service : verdict; elements = { 22 : accept } }
	chain input {
		type filter hook input priority filter; policy drop;
		ct state vmap { invalid : drop, established : accept }
		iif "lo" accept
		meta nfproto ipv4 tcp dport @known counter packets 1 bytes 60 accept comment "known"
		tcp dport 25 limit rate 10/second accept
		meta mark & 0x00000001 == 0x00000001 tcp dport 8080 drop
		tcp dport vmap { 22 : accept }
		icmp type echo-request accept
		tcp dport 80 dnat ip to 10.88.0.2:80
		meta mark set 0x1
		log prefix "in: " group 2
		jump other
		tcp dport 81 reject with tcp reset
		xt target "DNAT"
	}
	chain other { }
	chain in { type filter hook ingress device "eth0" priority 0; }
}
table bridge b { chain c { type filter hook forward priority 0; }
}
include "/etc/nftables.d/*.nft"
"#;
    let listing = Listing::read(text).unwrap();
    assert_eq!(listing.flushes, Some(2));
    assert_eq!(listing.unread, [3, 29]);
    let table = &listing.tables[0];
    assert_eq!(table.sets.len(), 1);
    let [input, other, ingress] = &table.chains[..] else {
        panic!("{:?}", table.chains);
    };
    assert!(matches!(input.base, ListedBase::Known(base) if base.policy == Policy::Drop));
    assert_eq!(other.base, ListedBase::None);
    assert_eq!(ingress.base, ListedBase::Unknown(None));
    assert_eq!(listing.tables[1].family, None);
    let rules: Vec<String> = input
        .rules
        .iter()
        .map(|rule| {
            let matches: Vec<String> = rule.matches.iter().map(ToString::to_string).collect();
            let effect = match &rule.effect {
                Effect::Nothing => "nothing".to_owned(),
                Effect::Verdict(verdict) => verdict.to_string(),
                Effect::Unknown => "?".to_owned(),
            };
            let more = if rule.is_whole { "" } else { " …" };
            format!("{}: {}{more} -> {effect}", rule.line, matches.join(" "))
        })
        .collect();
    assert_eq!(
        rules,
        [
            "10: ct state invalid -> drop",
            "10: ct state established -> accept",
            "11: iifname \"lo\" -> accept",
            "12: ip saddr 0.0.0.0/0 tcp dport @known -> accept",
            "13: tcp dport 25 … -> accept",
            "14: tcp dport 8080 … -> drop",
            "15:  … -> ?",
            "16: meta l4proto icmp … -> accept",
            "17: tcp dport 80 … -> ?",
            "18:  … -> nothing",
            "19:  … -> nothing",
            "20:  -> jump other",
            "21: tcp dport 81 -> reject",
            "22:  … -> ?",
        ]
    );
    assert_eq!(listing.unread(), [3, 13, 14, 15, 16, 17, 22, 29]);
}

#[test]
fn only_a_ruleset_that_never_ends_cannot_be_listed() {
    for broken in [
        "table inet x {",
        "table inet x { chain y {",
        "table inet x { comment \"",
    ] {
        assert!(Listing::read(broken).is_err(), "{broken}");
    }
    for odd in [
        "",
        "}",
        "{",
        "é",
        "table",
        "flush ruleset",
        "add rule inet x y accept",
        "table inet x",
    ] {
        let listing = Listing::read(odd);
        assert!(listing.is_ok() || odd == "table", "{odd}: {listing:?}");
    }
}
