//! X: what must not compile, with the reports that people see, and what a comparison must find.
//!
//! The stacks are in `stacks/otterwiki/failing`, the reports beside them; `BLESS=1` rewrites these.

use crate::common::failing::{assert_all_tested, report};
use crate::common::{run, stack, workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Asserts that a stack is refused by a rule, in these words.
#[track_caller]
fn assert_fails(name: &str, code: &str) {
    let said = report("otterwiki", name, Some(1), &[]);
    assert!(said.starts_with(&format!("error[{code}]")), "{said}");
}

#[test]
fn ow_x1_lets_encrypt_needs_an_e_mail_address() {
    assert_fails("ow_x1_no_email", "SC0023");
}

#[test]
fn ow_x2_a_session_key_below_sixteen_characters_is_too_weak() {
    assert_fails("ow_x2_weak_session_key", "SC0253");
}

#[test]
fn ow_x3_the_wiki_runs_once() {
    assert_fails("ow_x3_two_replicas", "SC0231");
}

#[test]
fn ow_x4_certbot_and_nginx_cannot_share_a_port() {
    assert_fails("ow_x4_port_80_twice", "SC0210");
}

#[test]
fn ow_x5_volumes_are_owned_by_numbers() {
    assert_fails("ow_x5_volume_owned_by_name", "SC0020");
}

#[test]
fn ow_x6_a_shared_volume_has_no_private_label() {
    assert_fails("ow_x6_private_label_of_shared_volume", "SC0221");
}

#[test]
fn ow_x7_requests_go_only_to_containers_on_a_shared_network() {
    assert_fails("ow_x7_upstream_on_another_network", "SC0264");
}

#[test]
fn ow_x7_requests_go_only_to_containers_that_exist() {
    assert_fails("ow_x7_upstream_that_does_not_exist", "SC0201");
}

#[test]
fn the_deployment_of_upstream_is_refused_for_its_faults() {
    report("otterwiki", "upstream", Some(1), &[]);
    report("otterwiki", "upstream_then", Some(1), &[]);
}

#[test]
fn every_failing_stack_has_a_test() {
    let sources = include_str!("findings.rs");
    assert_all_tested("otterwiki", sources);
}

/// What a comparison says about each path: the two columns and kind, then the settings that change.
type Status = BTreeMap<String, Vec<String>>;

/// Compares the stack with the deployment that upstream describes.
fn compare_with_upstream() -> (Status, BTreeSet<String>) {
    let tests = workspace().join("compiler/stackc/tests");
    let said = run([
        Path::new("diff"),
        &tests.join("hosts/otterwiki-upstream/etc"),
        Path::new("--stack"),
        &stack("otterwiki"),
    ]);
    assert_eq!(said.code, Some(1), "they differ: {}", said.stderr);
    let (paths, plan) = said
        .stdout
        .split_once("\nthen:\n")
        .expect("the plan follows");
    let mut found = Status::new();
    let mut path = String::new();
    for line in paths.lines() {
        if let Some(detail) = line.strip_prefix("     ") {
            found
                .entry(path.clone())
                .or_default()
                .push(detail.to_owned());
        } else if let Some((own, kind)) = line.rsplit_once("  ") {
            path = own.split_whitespace().last().unwrap().to_owned();
            found.insert(path.clone(), vec![kind.to_owned()]);
        }
    }
    let actions = plan.lines().map(|line| {
        let action = line.trim_start();
        action
            .split_once(", because of")
            .map_or(action, |(action, _)| action)
            .to_owned()
    });
    (found, actions.collect())
}

#[test]
fn ow_x8_the_faults_of_the_upstream_quadlets_are_seen_by_a_comparison() {
    let (status, actions) = compare_with_upstream();
    let quadlet = |name: &str| {
        let path = format!("etc/containers/systemd/users/1001/otterwiki{name}");
        status
            .get(&path)
            .unwrap_or_else(|| panic!("{path} in {:#?}", status.keys()))
    };
    #[track_caller]
    fn assert_detail(details: &[String], begin: &str, end: &str) {
        let is_it = |detail: &String| detail.starts_with(begin) && detail.ends_with(end);
        assert!(details.iter().any(is_it), "{begin} … {end} in {details:#?}");
    }
    // Missing `Restart=`.
    for name in ["-db", "-web", "-nginx"] {
        let details = quadlet(&format!("{name}.container"));
        assert_eq!(details[0], "update");
        assert_detail(details, "[Service] Restart=always", "added");
    }
    // Missing order of nginx.
    let nginx = quadlet("-nginx.container");
    assert_detail(nginx, "[Unit] After=", "otterwiki-web.service added");
    assert_detail(nginx, "[Unit] Requires=", "otterwiki-web.service added");
    // The uwsgi port is no longer published.
    assert_detail(
        quadlet("-web.container"),
        "[Container] PublishPort=9090:9090",
        "removed",
    );
    // Volumes are no longer owned by a name.
    for name in ["-app_data", "-db", "-letsencrypt", "-static"] {
        let details = quadlet(&format!("{name}.volume"));
        assert_detail(details, "[Volume] User=otterwiki", "removed");
    }
    // The timer and the table are new.
    for path in [
        "etc/systemd/user/otterwiki-letsencrypt-daily.timer",
        "etc/systemd/user/timers.target.wants/otterwiki-letsencrypt-daily.timer",
        "etc/stackc/otterwiki/nftables.nft",
        "etc/systemd/system/otterwiki-nftables.service",
    ] {
        assert_eq!(
            status.get(path).map(|details| details[0].as_str()),
            Some("create"),
            "{path}"
        );
    }
    // And what follows is done to the units it concerns.
    for action in [
        "start otterwiki-letsencrypt-daily.timer (user 1001)",
        "start otterwiki-nftables.service",
        "restart otterwiki-web.service (user 1001)",
        "restart otterwiki-db.service (user 1001)",
        "daemon-reload (user 1001)",
    ] {
        assert!(actions.contains(action), "{action} in {actions:#?}");
    }
}
