//! F: the nftables table, by its rules.

use crate::deployment::{Variant, default};
use formats::nft::{
    Chain, ChainKind, Direction, Family, Hook, Is, Match, Operand, Policy, Priority, Rule, Side,
    Transport, Verdict,
};

fn chain(hook: Hook) -> Chain {
    let chains = default().table().chains.into_iter();
    let mut found = chains.filter(|chain| chain.base.is_some_and(|base| base.hook == hook));
    let chain = found
        .next()
        .unwrap_or_else(|| panic!("a chain at {hook:?}"));
    assert_eq!(found.next(), None, "one chain at {hook:?}");
    chain
}

/// The interface that a rule asks for.
fn interface(rule: &Rule) -> Option<String> {
    rule.matches.iter().find_map(|condition| match condition {
        Match::Interface(Direction::Input, Is::Equal, Operand::Values(names)) => {
            let [name] = names.as_slice() else {
                return None;
            };
            (!name.is_prefix()).then(|| name.name().to_owned())
        }
        _ => None,
    })
}

/// The TCP ports that a rule asks for.
fn ports(rule: &Rule) -> Vec<u16> {
    let ports = rule.matches.iter().find_map(|condition| match condition {
        Match::Port(Transport::Tcp, Side::Destination, Is::Equal, Operand::Values(ports)) => {
            let ports = ports.as_slice().iter();
            Some(
                ports
                    .flat_map(|range| range.first().number()..=range.last().number())
                    .collect(),
            )
        }
        _ => None,
    });
    ports.unwrap_or_default()
}

fn redirect(rule: &Rule) -> Option<u16> {
    match rule.verdict {
        Some(Verdict::RedirectTo(port)) => Some(port.number()),
        _ => None,
    }
}

#[test]
fn ow_f1_privileged_ports_are_redirected_for_both_protocols() {
    let table = default().table();
    // One table for IPv4 and IPv6.
    assert_eq!(table.family, Family::Inet);
    let chain = chain(Hook::Prerouting);
    let base = chain.base.unwrap();
    assert_eq!(
        (base.kind, base.priority),
        (ChainKind::Nat, Priority::DSTNAT)
    );
    let rules = chain.rules.iter().map(|rule| {
        assert_eq!(rule.matches.len(), 2, "{rule:?}");
        (interface(rule), ports(rule), redirect(rule))
    });
    let outside = || Some("ens5".to_owned());
    assert_eq!(
        rules.collect::<Vec<_>>(),
        [
            (outside(), vec![80], Some(8080)),
            (outside(), vec![443], Some(8443)),
        ],
    );
}

#[test]
fn ow_f2_the_rules_keep_their_numbers_as_comments() {
    let rules = chain(Hook::Prerouting).rules;
    let comments = rules
        .iter()
        .map(|rule| rule.comment.as_ref().map(|text| text.as_str()));
    let [http, https] = <[_; 2]>::try_from(comments.collect::<Vec<_>>()).unwrap();
    assert!(http.is_some_and(|text| text.starts_with("900") && text.contains("Let's Encrypt")));
    assert!(https.is_some_and(|text| text.starts_with("901") && text.contains("https")));
}

#[test]
fn ow_f3_what_is_redirected_is_accepted_and_nothing_else() {
    let chain = chain(Hook::Input);
    assert_eq!(chain.base.unwrap().kind, ChainKind::Filter);
    // The host's own firewall decides about everything else, and says so to whoever lists the table.
    let comment = chain.comment.as_ref().map(|text| text.as_str());
    assert!(comment.is_some_and(|text| text.contains("another table that drops it still does")));
    assert_eq!(chain.base.unwrap().policy, Policy::Accept);
    let [rule] = <[Rule; 1]>::try_from(chain.rules).unwrap();
    assert_eq!(rule.verdict, Some(Verdict::Accept));
    assert_eq!(interface(&rule).as_deref(), Some("ens5"));
    assert_eq!(ports(&rule), [80, 443, 8080, 8443]);
    // The port of uwsgi is reachable from nowhere: no rule, and no publication.
    for variant in Variant::ALL {
        let built = variant.built();
        assert!(
            !built
                .text("etc/stackc/otterwiki/nftables.nft")
                .contains("9090"),
            "{variant:?}"
        );
        for name in built.quadlets("container") {
            let published = built.quadlet(&name).words("Container.PublishPort");
            assert!(
                !published.iter().any(|port| port.contains("9090")),
                "{variant:?}: {name}"
            );
        }
    }
}

#[test]
fn ow_f4_the_table_is_loaded_before_the_network_and_again_with_the_tables_of_others() {
    let unit = default().system_unit("otterwiki-nftables.service");
    let before = unit.words("Unit.Before");
    // Everything that is before `network-pre.target` is before `network-online.target`.
    assert!(
        before.contains(&"network-pre.target".to_owned()),
        "{before:?}"
    );
    unit.assert("Unit.Wants", &["network-pre.target"]);
    let load = ["/usr/sbin/nft", "-f", "/etc/stackc/otterwiki/nftables.nft"];
    unit.assert("Service.ExecStart", &load);
    unit.assert("Service.ExecReload", &load);
    // `nftables.service` flushes every table; whenever it starts again, this one is loaded again.
    unit.assert("Unit.After", &["nftables.service"]);
    unit.assert("Unit.PartOf", &["nftables.service"]);
    // So does a reload of it; stopping a table that was flushed is no failure.
    unit.assert("Unit.ReloadPropagatedFrom", &["nftables.service"]);
    let text = default().text("etc/systemd/system/otterwiki-nftables.service");
    let remove = "ExecStop=-/usr/sbin/nft delete table inet stackc_otterwiki\n";
    assert!(text.contains(remove), "{text}");
    unit.assert("Install.WantedBy", &["sysinit.target"]);
    let link = "etc/systemd/system/sysinit.target.wants/otterwiki-nftables.service";
    assert!(default().paths().contains(link));
    // The table replaces itself and touches no other: no `flush ruleset`.
    let text = default().text("etc/stackc/otterwiki/nftables.nft");
    assert!(!text.contains("flush"), "{text}");
    assert!(
        text.contains("delete table inet stackc_otterwiki"),
        "{text}"
    );
}
