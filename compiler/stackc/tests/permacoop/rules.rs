//! R: the rules for all stacks, as far as they concern this one.

use crate::deployment::{Deployment, direct, prod, vagrant};
use crate::servers::{Block, servers};
use formats::nft::Family;
use std::collections::{BTreeMap, BTreeSet};

fn all() -> [(&'static str, &'static Deployment); 3] {
    [
        ("prod", prod()),
        ("vagrant", vagrant()),
        ("direct", direct()),
    ]
}

#[test]
fn r1_secrets_are_only_named() {
    for (name, deployment) in all() {
        for secret in deployment.manifest()["secrets"].as_array().unwrap() {
            let secret_name = secret["name"].as_str().unwrap();
            let host_path = format!("/etc/credstore/permacoop-{secret_name}");
            let job = deployment.service("credentials");
            let loaded = job.words("Service.LoadCredential");
            assert!(
                loaded.contains(&format!("{secret_name}:{host_path}")),
                "{name}: {loaded:?}"
            );
            // Its consumers are listed, with the way it takes.
            let deliveries = secret["deliveries"].as_array().unwrap();
            assert!(deliveries.len() > 1, "{secret:#}");
            let files = deliveries
                .iter()
                .filter_map(|it| it["via"]["host_file"].as_object());
            for file in files {
                assert_eq!(
                    (&file["user"], &file["mode"]),
                    (&"root".into(), &"0600".into())
                );
                assert!(file["path"].as_str().unwrap().starts_with("/run/"));
            }
        }
    }
}

#[test]
fn r4_units_are_enabled_by_links_and_timers_start_their_jobs_alone() {
    for (name, deployment) in all() {
        for unit in deployment.units() {
            for target in unit.words("Install.WantedBy") {
                let link = format!("etc/systemd/system/{target}.wants/{}", unit.name);
                assert!(deployment.has(&link), "{name}: {link}");
            }
            if unit.name.ends_with(".timer") {
                unit.assert("Install.WantedBy", &["timers.target"]);
                let [job] = <[String; 1]>::try_from(unit.words("Timer.Unit")).unwrap();
                let job = deployment.unit(&job);
                assert!(!job.has("Install.WantedBy") && !job.has("Service.RemainAfterExit"));
            }
        }
    }
}

#[test]
fn r5_who_needs_another_comes_after_it() {
    for (name, deployment) in all() {
        for unit in deployment.units() {
            let after: BTreeSet<String> = unit.words("Unit.After").into_iter().collect();
            for key in ["Unit.Requires", "Unit.Wants"] {
                for needed in unit.words(key).iter().filter(|it| it.ends_with(".service")) {
                    assert!(
                        after.contains(needed),
                        "{name}: {} {key} {needed}",
                        unit.name
                    );
                }
            }
        }
    }
}

#[test]
fn r6_what_runs_for_ever_is_restarted() {
    for (name, deployment) in all() {
        for unit in deployment
            .units()
            .iter()
            .filter(|unit| unit.has("Service.ExecStart"))
        {
            let is_job = unit.text("Service.Type").as_deref() == Some("oneshot");
            let restart = unit.text("Service.Restart");
            assert!(
                is_job || restart.as_deref() == Some("always"),
                "{name}: {}",
                unit.name
            );
        }
    }
}

#[test]
fn r7_and_r8_ports_are_unique_and_only_the_host_reaches_them() {
    for (name, deployment) in all() {
        let mut owners: BTreeMap<String, String> = BTreeMap::new();
        let table = deployment.text("etc/stackc/permacoop/nftables.nft");
        for service in ["api", "client-legacy", "client-kit", "client-proxy"] {
            if !deployment.has(&format!("etc/systemd/system/permacoop-{service}.service")) {
                continue;
            }
            let variables = deployment.variables(service);
            assert_eq!(variables["HOST"], "127.0.0.1");
            let port = variables["PORT"].clone();
            assert!(
                table.contains(&format!("iifname != \"lo\" tcp dport {port} drop")),
                "{table}"
            );
            let before = owners.insert(port, service.to_owned());
            assert_eq!(before, None, "{name}: {service}");
        }
    }
}

#[test]
fn r13_and_r16_all_servers_of_a_port_listen_alike_for_both_protocols() {
    for (name, deployment) in all() {
        let mut tls: BTreeMap<String, bool> = BTreeMap::new();
        for server in servers(deployment) {
            let listens = server.listens();
            assert_eq!(listens.len(), 2, "{name}: IPv4 and IPv6");
            for listen in listens {
                let address = format!("{:?}", listen.address);
                assert_eq!(
                    *tls.entry(address).or_insert(listen.ssl),
                    listen.ssl,
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn r17_headers_are_sent_whatever_the_status() {
    for (name, deployment) in all() {
        let headers = |server: &Block| server.each("add_header");
        let all: Vec<Vec<String>> = servers(deployment).iter().flat_map(headers).collect();
        assert_eq!(all.len(), 2, "{name}");
        assert!(
            all.iter().all(|words| words.last().unwrap() == "always"),
            "{all:?}"
        );
    }
}

#[test]
fn r22_users_are_declared_and_root_runs_only_what_needs_it() {
    for (name, deployment) in all() {
        let declared = deployment.text("etc/sysusers.d/permacoop.conf");
        for unit in deployment
            .units()
            .iter()
            .filter(|unit| unit.has("Service.ExecStart"))
        {
            match unit.text("Service.User") {
                Some(user) => assert!(declared.contains(&format!("u {user} ")), "{name}: {user}"),
                None => {
                    let of_root = ["-credentials.", "-cert", "-nftables."];
                    let is_known = of_root.iter().any(|part| unit.name.contains(part));
                    assert!(is_known, "{name}: {} runs as root", unit.name);
                }
            }
        }
    }
}

#[test]
fn r23_commands_are_absolute() {
    for (name, deployment) in all() {
        for unit in deployment.units() {
            for key in [
                "ExecStart",
                "ExecStartPre",
                "ExecStartPost",
                "ExecReload",
                "ExecStop",
            ] {
                for command in unit.each(&format!("Service.{key}")) {
                    assert!(
                        command[0].starts_with('/'),
                        "{name}: {}: {command:?}",
                        unit.name
                    );
                    for old in ["setuidgid", "envdir", "supervisor", "nvm"] {
                        assert!(
                            !command.iter().any(|word| word.contains(old)),
                            "{command:?}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn r25_the_table_is_our_own() {
    for (_, deployment) in all() {
        let table = deployment.table();
        assert_eq!(table.family, Family::Inet);
        assert_eq!(table.name.as_str(), "stackc_permacoop");
    }
}
