//! T, F and D: renewal, the table, and the user.

use crate::deployment::{Deployment, direct, prod, vagrant};
use formats::nft::{
    Chain, Direction, Hook, Is, Match, Operand, Policy, Rule, Side, Transport, Verdict,
};
use std::collections::BTreeSet;

fn input(deployment: &Deployment) -> Chain {
    let chains = deployment.table().chains.into_iter();
    let mut found = chains.filter(|chain| chain.base.is_some_and(|base| base.hook == Hook::Input));
    let chain = found.next().expect("a chain at input");
    assert_eq!(found.next(), None);
    chain
}

/// Whether a rule lets the host itself through.
fn spares_loopback(rule: &Rule) -> bool {
    rule.matches.iter().any(|condition| match condition {
        Match::Interface(Direction::Input, Is::NotEqual, Operand::Values(names)) => {
            let names: Vec<&str> = names.as_slice().iter().map(|name| name.name()).collect();
            names == ["lo"]
        }
        _ => false,
    })
}

/// The TCP ports that a rule is about.
fn ports(rule: &Rule) -> BTreeSet<u16> {
    let ports = rule.matches.iter().filter_map(|condition| match condition {
        Match::Port(Transport::Tcp, Side::Destination, Is::Equal, Operand::Values(ports)) => {
            Some(ports)
        }
        _ => None,
    });
    let ranges = ports.flat_map(|ports| ports.as_slice());
    ranges
        .flat_map(|range| range.first().number()..=range.last().number())
        .collect()
}

#[test]
fn pe_t1_the_first_certificate_is_asked_for_by_a_job_after_nginx() {
    let job = prod().service("certbot-site");
    job.assert("Service.Type", &["oneshot"]);
    let words = job.words("Service.ExecStart");
    let begin = [
        "/usr/bin/certbot",
        "certonly",
        "--non-interactive",
        "--agree-tos",
    ];
    assert_eq!(words[..4], begin);
    for pair in [
        ["--email", "equipe@fairness.coop"],
        ["-d", "permacoop.fairness.coop"],
        ["--webroot-path", "/var/www/letsencrypt"],
    ] {
        assert!(
            words.windows(2).any(|own| own == pair),
            "{pair:?} in {words:?}"
        );
    }
    assert!(words.contains(&"--webroot".to_owned()));
    // One that is good is kept, so that the same job renews.
    assert!(words.contains(&"--keep-until-expiring".to_owned()));
    for key in ["Unit.Requires", "Unit.After"] {
        assert!(
            job.words(key).contains(&"nginx.service".to_owned()),
            "{key}"
        );
    }
}

#[test]
fn pe_t2_certificates_are_renewed_twice_a_day_and_nginx_takes_them_over() {
    let timer = prod().unit("permacoop-certbot-site.timer");
    timer.assert("Timer.OnCalendar", &["*-*-* 00,12:00:00"]);
    timer.assert("Timer.RandomizedDelaySec", &["3600"]);
    timer.assert("Timer.Persistent", &["true"]);
    timer.assert("Timer.Unit", &["permacoop-certbot-site.service"]);
    timer.assert("Install.WantedBy", &["timers.target"]);
    assert!(prod().has("etc/systemd/system/timers.target.wants/permacoop-certbot-site.timer"));
    let words = prod().service("certbot-site").words("Service.ExecStart");
    let hook = words
        .iter()
        .position(|word| word == "--deploy-hook")
        .unwrap();
    assert!(
        words[hook + 1].ends_with("systemctl try-reload-or-restart nginx.service"),
        "{words:?}"
    );
    // No other timer of ours renews, and no crontab.
    let timers: Vec<String> = prod()
        .paths()
        .into_iter()
        .filter(|path| path.ends_with(".timer") && !path.contains(".wants/"))
        .collect();
    let own = ["-first", ""]
        .map(|which| format!("etc/systemd/system/permacoop-certbot-site{which}.timer"));
    assert_eq!(timers, own);
    assert!(!prod().paths().iter().any(|path| path.contains("cron")));
}

#[test]
fn pe_t3_challenges_have_a_folder_of_root() {
    let lines = prod().text("etc/tmpfiles.d/permacoop.conf");
    assert!(
        lines
            .lines()
            .any(|line| line == "d /var/www/letsencrypt 0755 root root"),
        "{lines}"
    );
    assert!(
        !vagrant()
            .text("etc/tmpfiles.d/permacoop.conf")
            .contains("letsencrypt")
    );
}

#[test]
fn pe_f1_only_the_host_itself_reaches_the_four_programs() {
    for deployment in [prod(), vagrant()] {
        let chain = input(deployment);
        // 80, 443 and ssh are let through: nothing else is dropped.
        assert_eq!(chain.base.unwrap().policy, Policy::Accept);
        let mut dropped = BTreeSet::new();
        for rule in &chain.rules {
            assert_eq!(rule.verdict, Some(Verdict::Drop), "{rule:?}");
            assert!(spares_loopback(rule), "{rule:?}");
            assert_eq!(rule.matches.len(), 2, "{rule:?}");
            dropped.extend(ports(rule));
        }
        assert_eq!(dropped, BTreeSet::from([3000, 3001, 3002, 3003]));
    }
    // Without the proxy there is nothing at its port.
    let dropped: BTreeSet<u16> = input(direct()).rules.iter().flat_map(ports).collect();
    assert_eq!(dropped, BTreeSet::from([3000, 3002, 3003]));
}

#[test]
fn pe_d1_a_system_user_owns_where_it_works() {
    for deployment in [prod(), vagrant()] {
        let users = deployment.text("etc/sysusers.d/permacoop.conf");
        let line = "u permacoop - \"Permacoop\" /srv/permacoop -";
        assert!(users.lines().any(|own| own == line), "{users}");
        let folders = deployment.text("etc/tmpfiles.d/permacoop.conf");
        for folder in ["", "/client", "/server", "/next"] {
            let line = format!("d /srv/permacoop{folder} 0755 permacoop permacoop");
            assert!(
                folders.lines().any(|own| own == line),
                "{line} in {folders}"
            );
        }
    }
}
