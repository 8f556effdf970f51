//! What runs on a host, as its programs tell it.

use crate::common::{file, generation, installed};
use host::render::status;
use host::{Answer, Live, Programs, compare};
use std::collections::BTreeMap;
use store::{Generation, SecretNeed};
use tree::{Artifact, Delivery, Reader, Scope, UnitRef, Via};

const TABLE: &str = "table inet wiki {\n\tchain input {\n\t\ttype filter hook input priority filter; policy accept;\n\t\ttcp dport { 80, 443 } accept\n\t}\n}\n";

const GOOD: &str = "Type=simple\nId=web.service\nLoadState=loaded\nActiveState=active\nResult=success\nNeedDaemonReload=no\n";

/// A stack with a unit, a table, quadlets of a user, and secrets of both kinds.
fn sample() -> Generation {
    let scope = Scope::User(1001);
    let quadlet = |name: &str, text: &str| {
        let at = format!("etc/containers/systemd/users/1001/{name}");
        let artifact = Artifact::file(crate::common::path(&at), text);
        artifact.read_by(Reader::Manager(scope))
    };
    let artifacts = vec![
        file(
            "etc/systemd/system/web.service",
            "[Unit]\n",
            &["systemd", "web.service"],
        ),
        file("etc/stackc/wiki/a.nft", TABLE, &["nft"]),
        quadlet("data.volume", "[Volume]\n"),
        quadlet("named.volume", "[Volume]\nVolumeName=pages\n"),
        quadlet("app.build", "[Build]\nImageTag=localhost/app\n"),
        quadlet(
            "db.container",
            "[Container]\nImage=docker.io/library/postgres:16\nVolume=data.volume:/x\n",
        ),
        quadlet("app.container", "[Container]\nImage=app.build\n"),
    ];
    let deliver = |via, consumer: &str| Delivery {
        via,
        consumers: vec![UnitRef::new(Scope::System, consumer)],
    };
    let podman = Via::PodmanVariable {
        scope,
        secret: "wiki-db".to_owned(),
        variable: "DB".to_owned(),
    };
    let credential = Via::Credential {
        scope: Scope::System,
        name: "mail".to_owned(),
        path: "/etc/credstore/mail".to_owned(),
    };
    let made = Via::PodmanVariable {
        scope,
        secret: "wiki-made".to_owned(),
        variable: "URL".to_owned(),
    };
    let need = |delivery| SecretNeed {
        deliveries: vec![delivery],
        ..SecretNeed::default()
    };
    let secrets = BTreeMap::from([
        ("db".to_owned(), need(deliver(podman, "db.service"))),
        ("mail".to_owned(), need(deliver(credential, "web.service"))),
        (
            "made".to_owned(),
            SecretNeed {
                template: Some("{db}".to_owned()),
                ..need(deliver(made, "db.service"))
            },
        ),
    ]);
    generation(artifacts, &[("web.service", "restart+")], secrets)
}

/// Answers by the beginning of a command; what is not listed cannot be run.
struct Fake(BTreeMap<&'static str, Result<Answer, &'static str>>, bool);

impl Programs for Fake {
    fn ask(&self, scope: Scope, command: &[&str]) -> Result<Answer, String> {
        let command = command.join(" ");
        assert_eq!(
            command.starts_with("podman"),
            scope == Scope::User(1001),
            "{command}"
        );
        let answer = self
            .0
            .iter()
            .find(|(start, _)| command.starts_with(**start));
        match answer {
            Some((_, answer)) => answer.clone().map_err(str::to_owned),
            None => Err("cannot run it: No such file or directory (os error 2)".to_owned()),
        }
    }

    fn exists(&self, path: &str) -> Result<bool, String> {
        assert_eq!(path, "/etc/credstore/mail");
        Ok(self.1)
    }
}

fn said(stdout: &str) -> Result<Answer, &'static str> {
    Ok(Answer {
        is_success: true,
        stdout: stdout.to_owned(),
        stderr: String::new(),
    })
}

fn failed(stderr: &str) -> Result<Answer, &'static str> {
    Ok(Answer {
        is_success: false,
        stdout: String::new(),
        stderr: stderr.to_owned(),
    })
}

/// A host on which all is well, but for what is replaced.
fn look(others: impl IntoIterator<Item = (&'static str, Result<Answer, &'static str>)>) -> Live {
    let mut answers = BTreeMap::from([
        ("systemctl show", said(GOOD)),
        ("nft --stateless list table inet wiki", said(TABLE)),
        ("podman secret ls", said("other\nwiki-db\n")),
        ("podman volume ls", said("systemd-data\npages\n")),
        ("podman image exists", said("")),
    ]);
    answers.extend(others);
    let generation = sample();
    let host = installed(&generation);
    Live::of(&compare(&generation, &host), &Fake(answers, true))
}

/// The one thing that is found.
fn only(live: &Live) -> String {
    assert_eq!(live.unseen.len(), 0, "{live:?}");
    let [finding] = live.findings.as_slice() else {
        panic!("{live:?}");
    };
    let details = finding.details.iter().map(|detail| format!("; {detail}"));
    format!("{}: {finding}{}", finding.kind, details.collect::<String>())
}

#[test]
fn a_host_that_runs_as_it_should_has_nothing_to_say() {
    assert_eq!(look([]), Live::default());
}

#[test]
fn units_are_judged_by_what_their_manager_says() {
    let cases = [
        (
            "NeedDaemonReload=no",
            "NeedDaemonReload=yes",
            "older-file: web.service is loaded from an older file: its manager has not read the new one",
        ),
        (
            "ActiveState=active\nResult=success",
            "ActiveState=failed\nResult=exit-code",
            "failed: web.service has failed (exit-code)",
        ),
        ("=active", "=inactive", "inactive: web.service does not run"),
        (
            "LoadState=loaded",
            "LoadState=not-found",
            "not-loaded: web.service is not known to its manager",
        ),
        (
            "LoadState=loaded",
            "LoadState=bad-setting",
            "not-loaded: web.service could not be loaded by its manager (bad-setting)",
        ),
        (
            "LoadState=loaded",
            "LoadState=masked",
            "masked: web.service is masked, so that nothing can start it",
        ),
    ];
    for (from, to, expected) in cases {
        let answer = GOOD.replace(from, to);
        assert_eq!(only(&look([("systemctl show", said(&answer))])), expected);
    }
    // A job that has run is no longer active.
    let job = GOOD
        .replace("=active", "=inactive")
        .replace("=simple", "=oneshot");
    assert_eq!(look([("systemctl show", said(&job))]), Live::default());
}

#[test]
fn tables_are_compared_by_what_they_mean() {
    let listed = |text: &str| look([("nft", said(text))]);
    assert_eq!(
        listed(&TABLE.replace("80, 443", "443, 80")),
        Live::default()
    );
    assert_eq!(
        only(&listed(
            &TABLE.replace("\t\ttcp dport { 80, 443 } accept\n", "")
        )),
        "table: table inet wiki is loaded otherwise than etc/stackc/wiki/a.nft says; \
         [table inet wiki > chain input] rule tcp dport { 80, 443 } accept added"
    );
    let none = failed("Error: No such file or directory\nlist table inet wiki\n");
    assert_eq!(
        only(&look([("nft", none)])),
        "table: table inet wiki is not loaded"
    );
}

#[test]
fn secrets_volumes_and_images_that_are_missing_are_named() {
    let cases = [
        (
            ("podman secret ls", said("other\n")),
            "secret: secret wiki-db (user 1001) is missing in podman; db.service needs it",
        ),
        (
            ("podman volume ls", said("pages\n")),
            "volume: volume systemd-data (user 1001) is missing in podman: the next start makes an empty one",
        ),
        (
            ("podman image exists localhost/app", failed("")),
            "image: image localhost/app (user 1001) is missing in podman: the next start builds it",
        ),
        (
            ("podman image exists docker", failed("")),
            "image: image docker.io/library/postgres:16 (user 1001) is missing in podman: the next start pulls it",
        ),
    ];
    for ((command, answer), expected) in cases {
        let live = match command.strip_prefix("podman image exists ") {
            // The more exact beginning comes first.
            Some(_) => {
                let rest = if command.ends_with("app") {
                    "podman image exists docker"
                } else {
                    "podman image exists localhost"
                };
                look_without_images([(command, answer), (rest, said(""))])
            }
            None => look([(command, answer)]),
        };
        assert_eq!(only(&live), expected);
    }
    let generation = sample();
    let host = installed(&generation);
    let plan = compare(&generation, &host);
    let live = Live::of(&plan, &Fake(BTreeMap::new(), false));
    let found: Vec<String> = live.findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        ["secret file /etc/credstore/mail is missing; web.service needs it"]
    );
}

fn look_without_images(
    others: impl IntoIterator<Item = (&'static str, Result<Answer, &'static str>)>,
) -> Live {
    let mut answers = BTreeMap::from([
        ("systemctl show", said(GOOD)),
        ("nft", said(TABLE)),
        ("podman secret ls", said("wiki-db\n")),
        ("podman volume ls", said("systemd-data\npages\n")),
    ]);
    answers.extend(others);
    let generation = sample();
    let host = installed(&generation);
    Live::of(&compare(&generation, &host), &Fake(answers, true))
}

#[test]
fn what_cannot_be_asked_is_said_and_never_guessed() {
    let generation = sample();
    let host = installed(&generation);
    let mut plan = compare(&generation, &host);
    assert!(plan.is_same() && !plan.is_partial());
    plan.live = Some(Live::of(&plan, &Fake(BTreeMap::new(), true)));
    assert!(plan.is_partial());
    let reason = "cannot run it: No such file or directory (os error 2)";
    let expected = format!(
        "live:\n   not seen: images of podman (user 1001): {reason}\n   not seen: secrets of podman (user 1001): {reason}\n   \
         not seen: tables: {reason}\n   not seen: units: {reason}\n   not seen: volumes of podman (user 1001): {reason}\n"
    );
    assert_eq!(status(&plan), expected);

    let refused = look([
        (
            "systemctl show",
            failed("Failed to connect to bus: Host is down\n"),
        ),
        (
            "nft",
            failed("Operation not permitted (you must be root)\n"),
        ),
        ("podman image exists", failed("Error: permission denied\n")),
        (
            "podman volume ls",
            Err("`podman` did not answer within 20 s"),
        ),
    ]);
    assert_eq!(refused.findings, []);
    let unseen: Vec<String> = refused
        .unseen
        .iter()
        .map(|unseen| format!("{}: {}", unseen.what, unseen.reason))
        .collect();
    assert_eq!(
        unseen,
        [
            "images of podman (user 1001): `podman` says: Error: permission denied",
            "tables: `nft` says: Operation not permitted (you must be root)",
            "units: `systemctl` says: Failed to connect to bus: Host is down",
            "volumes of podman (user 1001): `podman` did not answer within 20 s",
        ]
    );
}

#[test]
fn what_a_plan_starts_is_not_missed_before() {
    let generation = sample();
    let host = crate::common::empty(&generation);
    let plan = compare(&generation, &host);
    let answer = GOOD
        .replace("LoadState=loaded", "LoadState=not-found")
        .replace("=active", "=inactive");
    let answers = BTreeMap::from([("systemctl show", said(&answer)), ("nft", said(TABLE))]);
    let live = Live::of(&plan, &Fake(answers, true));
    assert_eq!(live.findings, []);
}

#[test]
fn programs_of_this_host_are_really_asked() {
    let host = host::ThisHost;
    let answer = host.ask(
        Scope::System,
        &["sh", "-c", "echo $LC_ALL; echo b >&2; exit 3"],
    );
    let expected = Answer {
        is_success: false,
        stdout: "C.UTF-8\n".to_owned(),
        stderr: "b\n".to_owned(),
    };
    assert_eq!(answer, Ok(expected));
    let none = host
        .ask(Scope::System, &["no-such-program-at-all"])
        .unwrap_err();
    assert_eq!(
        none,
        "cannot run `no-such-program-at-all`: No such file or directory (os error 2)"
    );
    assert_eq!(host.exists("/"), Ok(true));
    assert_eq!(host.exists("/no/such/file"), Ok(false));
    assert!(host.exists("/proc/self/exe/x").is_err());
    if rustix::process::geteuid().is_root() {
        let answer = host.ask(
            Scope::User(65_534),
            &["sh", "-c", "id -u; id -G; echo $XDG_RUNTIME_DIR"],
        );
        assert_eq!(answer.unwrap().stdout, "65534\n65534\n/run/user/65534\n");
    } else {
        let refused = host.ask(Scope::User(4_000_000), &["id"]).unwrap_err();
        assert_eq!(refused, "only root and the user 4000000 may ask");
    }
}
