//! R4 to R12: how units run, what they publish and mount, and for whom.

use super::all;
use crate::changes::{findings, with};
use crate::deployment::QUADLETS;
use crate::unit::Unit;
use std::collections::{BTreeMap, BTreeSet};

/// The parts of the unit that a quadlet becomes: long-running, a job, or behind a timer.
fn is_oneshot(unit: &Unit) -> bool {
    unit.text("Service.Type").as_deref() == Some("oneshot")
}

#[test]
fn r4_units_are_enabled_where_their_manager_looks() {
    for (variant, built) in all() {
        for name in built.quadlets("container") {
            let unit = built.quadlet(&name);
            let timed = name == "otterwiki-certbot.container";
            let expected: &[&str] = if timed { &[] } else { &["default.target"] };
            unit.assert("Install.WantedBy", expected);
            assert!(
                !timed || !unit.has("Service.RemainAfterExit"),
                "{variant:?}: {name}"
            );
        }
        let links = |folder: &str| -> BTreeSet<String> {
            let paths = built.paths().into_iter();
            paths
                .filter_map(|path| path.strip_prefix(folder).map(str::to_owned))
                .collect()
        };
        let timers: BTreeSet<String> = links("etc/systemd/user/")
            .into_iter()
            .filter(|path| path.ends_with(".timer") && !path.contains('/'))
            .collect();
        assert_eq!(
            links("etc/systemd/user/timers.target.wants/"),
            timers,
            "{variant:?}"
        );
        for timer in timers {
            built
                .user_unit(&timer)
                .assert("Install.WantedBy", &["timers.target"]);
        }
    }
}

#[test]
fn r5_who_requires_a_unit_starts_after_it() {
    for (variant, built) in all() {
        for unit in built.units() {
            let requires: BTreeSet<_> = unit.words("Unit.Requires").into_iter().collect();
            let after: BTreeSet<_> = unit.words("Unit.After").into_iter().collect();
            assert!(
                requires.is_subset(&after),
                "{variant:?}: {}: {requires:?}",
                unit.name
            );
        }
    }
}

#[test]
fn r6_what_runs_for_ever_is_started_again() {
    for (variant, built) in all() {
        for name in built.quadlets("container") {
            let unit = built.quadlet(&name);
            let restart = unit.text("Service.Restart");
            let expected = if is_oneshot(&unit) {
                None
            } else {
                Some("always")
            };
            assert_eq!(restart.as_deref(), expected, "{variant:?}: {name}");
        }
    }
}

#[test]
fn r7_a_port_behind_the_proxy_is_not_published() {
    for (variant, built) in all() {
        for name in ["web", "db"] {
            let file = format!("otterwiki-{name}.container");
            if built.quadlets("container").contains(&file) {
                let unit = built.quadlet(&file);
                assert!(!unit.has("Container.PublishPort"), "{variant:?}: {name}");
            }
        }
    }
    let found = findings("{ containers.web.publish.uwsgi = { host = 9090 } }");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].rule, "internal-port-published");
}

#[test]
fn r8_a_port_of_the_host_is_published_once_also_by_jobs() {
    for (variant, built) in all() {
        let mut seen = BTreeSet::new();
        for name in built.quadlets("container") {
            for port in built.quadlet(&name).words("Container.PublishPort") {
                let (host, _) = port.rsplit_once(':').unwrap();
                assert!(seen.insert(host.to_owned()), "{variant:?}: {name}: {port}");
            }
        }
    }
    let overlay = "{ params.tls = 'Standalone, containers.nginx.publish.http.host = 8080 }";
    let found = findings(overlay);
    assert!(
        found.iter().any(|finding| finding.rule == "port-conflict"),
        "{found:#?}"
    );
}

#[test]
fn r9_a_shared_volume_has_the_shared_label_at_every_mount() {
    for (variant, built) in all() {
        let mut mounts: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
        for name in built.quadlets("container") {
            for mount in built.quadlet(&name).mounts() {
                let is_volume = mount.source.ends_with(".volume");
                let label = mount.label().map(str::to_owned);
                if is_volume {
                    mounts.entry(mount.source).or_default().push(label);
                }
            }
        }
        assert!(mounts.len() > 2, "{variant:?}: {mounts:?}");
        for (volume, labels) in mounts {
            let expected = if labels.len() > 1 { "z" } else { "Z" };
            let all_same = labels
                .iter()
                .all(|label| label.as_deref() == Some(expected));
            assert!(all_same, "{variant:?}: {volume}: {labels:?}");
        }
    }
}

#[test]
fn r10_volumes_are_owned_by_numbers_or_left_alone() {
    for (variant, built) in all() {
        for name in built.quadlets("volume") {
            let volume = built.quadlet(&name);
            assert!(
                !volume.has("Volume.User") && !volume.has("Volume.Group"),
                "{variant:?}: {name}"
            );
        }
    }
    let owned = with("{ volumes.app_data.owner = { uid = 33, gid = 33 } }");
    let volume = owned.quadlet("otterwiki-app_data.volume");
    volume.assert("Volume.User", &["33"]);
    volume.assert("Volume.Group", &["33"]);
}

#[test]
fn r11_a_rootless_stack_runs_under_its_account() {
    for (variant, built) in all() {
        let tmpfiles = built.text("etc/tmpfiles.d/otterwiki.conf");
        assert!(
            tmpfiles.contains("/var/lib/systemd/linger/otterwiki"),
            "{variant:?}"
        );
        let quadlets = built
            .paths()
            .into_iter()
            .filter(|path| path.starts_with("etc/containers/"));
        assert!(
            quadlets.into_iter().all(|path| path.starts_with(QUADLETS)),
            "{variant:?}"
        );
        for (path, text) in built.texts() {
            if path.starts_with("etc/systemd/system/") {
                let unit = Unit::native(&path, &text);
                assert!(!unit.has("Service.User"), "{path}");
                assert!(!text.contains("podman"), "{path}");
            }
            if path.starts_with("etc/systemd/user/") {
                let unit = Unit::native(&path, &text);
                unit.assert("Unit.ConditionUser", &["otterwiki"]);
            }
        }
    }
    let account = |ids: &str| {
        let found = findings(&format!(
            "{{ account | force = 'Rootless {{ user = \"otterwiki\", uid = 1001, subordinate_ids = {ids} }} }}"
        ));
        found
            .iter()
            .any(|finding| finding.rule == "subordinate-ids")
    };
    assert!(account("{ first = 165536, count = 65535 }"), "too few");
    assert!(
        account("{ first = 60000, count = 65536 }"),
        "those of logins"
    );
    assert!(!account("{ first = 165536, count = 65536 }"));
}

#[test]
fn r12_lost_client_addresses_are_warned_of() {
    let found = findings("{ accepts | force = { transport-security = \"not here\" } }");
    let warnings: Vec<_> = found
        .iter()
        .map(|f| (f.severity.as_str(), f.rule.as_str()))
        .collect();
    assert_eq!(warnings, [("warning", "client-address-lost")]);
    assert_eq!(
        findings(
            "{ accepts | force = { transport-security = \"not here\" }, account | force = 'Rootful, \
               params = { http = 80, https = 443 }, firewall.redirects | force = {} }"
        ),
        []
    );
}
