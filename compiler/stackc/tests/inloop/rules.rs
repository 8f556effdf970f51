//! R1 to R27: what holds for every stack, as far as it concerns this one.

use crate::changes::findings;
use crate::common::run;
use crate::deployment::{APPLICATION, DOMAIN, Deployment, Variant, default};
use crate::servers::{Block, reject_server, server, servers};
use formats::nginx::ListenAddress;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn all() -> impl Iterator<Item = (Variant, &'static Deployment)> {
    Variant::ALL
        .into_iter()
        .map(|variant| (variant, variant.built()))
}

/// Whether `check` finds this rule broken.
#[track_caller]
fn assert_found(overlay: &str, rule: &str) {
    let found = findings(overlay);
    assert!(
        found.iter().any(|finding| finding.rule == rule),
        "{rule}: {found:#?}"
    );
}

#[test]
fn r1_secrets_are_names() {
    for (variant, built) in all() {
        let secrets = built.manifest()["secrets"].as_array().unwrap().clone();
        let names: BTreeSet<&str> = secrets
            .iter()
            .map(|secret| secret["name"].as_str().unwrap())
            .collect();
        assert!(
            names.contains("db_password") && names.contains("secret_key"),
            "{variant:?}"
        );
        for secret in &secrets {
            assert!(
                !secret["deliveries"].as_array().unwrap().is_empty(),
                "{secret}"
            );
        }
        let file = built.text("etc/inloop/inloop.env");
        assert!(
            !file.contains("SECRET") && !file.contains("DATABASE_URL"),
            "{file}"
        );
    }
}

#[test]
fn r2_what_is_written_once_is_used_everywhere() {
    let moved = crate::changes::with("{ services.gunicorn.listens.http = 8010 }");
    assert_eq!(moved.files_with("8000"), [""; 0]);
    assert_eq!(moved.files_with("8010").len(), 2, "nginx and the table");
}

#[test]
fn r3_variables_keep_their_contract() {
    assert_found(
        "{ services.gunicorn.env.ADMIN = \"a@example.org\" }",
        "env-contract",
    );
    // All services that share the file agree on it.
    assert_found("{ services.huey.env.TIME_ZONE = \"UTC\" }", "service");
}

#[test]
fn r4_units_are_enabled_by_links() {
    for (variant, built) in all() {
        for unit in built.units() {
            for target in unit.words("Install.WantedBy") {
                assert!(
                    built.wanted_by(&unit.name).contains(&target),
                    "{variant:?}: {}",
                    unit.name
                );
            }
            if unit.name.ends_with(".timer") {
                unit.assert("Install.WantedBy", &["timers.target"]);
            }
        }
    }
}

#[test]
fn r5_a_requirement_is_an_order_but_for_the_queue() {
    for (variant, built) in all() {
        for unit in built.units() {
            let after = unit.words("Unit.After");
            let needs = [unit.words("Unit.Requires"), unit.words("Unit.Wants")].concat();
            let unordered: Vec<String> = needs
                .into_iter()
                .filter(|need| !after.contains(need))
                .collect();
            let expected: &[&str] = match unit.name.as_str() {
                "gunicorn.service" if variant.has_queue() => &["huey.service"],
                // Before the network, which does not wait for it.
                "inloop-nftables.service" => &["network-pre.target"],
                "inloop.conf" if variant == Variant::Disks => &[],
                _ => &[],
            };
            let disks = unit
                .words("Unit.Requires")
                .iter()
                .any(|need| need.ends_with(".mount"));
            assert!(
                unordered == expected || disks,
                "{variant:?}: {}: {unordered:?}",
                unit.name
            );
        }
    }
}

#[test]
fn r6_what_runs_for_ever_is_started_again() {
    for (variant, built) in all() {
        for unit in built
            .units()
            .iter()
            .filter(|unit| unit.words("Service.Type") == ["exec"])
        {
            unit.assert("Service.Restart", &["on-failure"]);
            unit.assert("Unit.StartLimitBurst", &["3"]);
            assert!(
                APPLICATION
                    .iter()
                    .any(|name| unit.name == format!("{name}.service")),
                "{variant:?}"
            );
        }
    }
}

#[test]
fn r7_ports_of_the_host_itself_are_closed_to_others() {
    for (variant, built) in all() {
        let table = built.text("etc/stackc/inloop/nftables.nft");
        for port in [8000, 5432, 6379] {
            assert!(
                table.contains(&format!("tcp dport {port} drop")),
                "{variant:?}: {port}"
            );
        }
    }
}

#[test]
fn r8_ports_of_the_host_are_unique() {
    assert_found("{ services.gunicorn.listens.http = 6379 }", "port-conflict");
}

#[test]
fn r13_all_servers_of_an_address_speak_the_same_protocol() {
    for (variant, built) in all() {
        let mut flags: BTreeMap<ListenAddress, BTreeSet<(bool, bool)>> = BTreeMap::new();
        for listen in servers(built).iter().flat_map(Block::listens) {
            let of_address = flags.entry(listen.address).or_default();
            of_address.insert((listen.ssl, listen.http2));
        }
        assert_eq!(flags.len(), 4, "{variant:?}");
        assert!(
            flags.values().all(|flags| flags.len() == 1),
            "{variant:?}: {flags:?}"
        );
    }
}

#[test]
fn r14_unknown_names_are_refused() {
    for (variant, built) in all() {
        let plain = reject_server(built, 80).unwrap();
        assert_eq!(plain.words("return"), ["444"], "{variant:?}");
        let tls = reject_server(built, 443).unwrap();
        assert_eq!(tls.words("ssl_reject_handshake"), ["on"], "{variant:?}");
    }
}

#[test]
fn r15_plain_http_leads_to_https_but_for_challenges() {
    for (variant, built) in all() {
        let plain = server(built, DOMAIN, false).unwrap();
        let rest = plain.location("/").unwrap();
        assert_eq!(
            rest.words("return"),
            ["301", "https://$host$request_uri"],
            "{variant:?}"
        );
        let challenges = plain.location("^~ /.well-known/acme-challenge/");
        assert_eq!(challenges.is_some(), variant == Variant::LetsEncrypt);
        assert!(!plain.has("return"), "{variant:?}");
    }
}

#[test]
fn r16_there_are_listeners_for_both_protocols() {
    for (variant, built) in all() {
        for server in servers(built) {
            let addresses: Vec<_> = server
                .listens()
                .into_iter()
                .map(|listen| listen.address)
                .collect();
            let is_pair = matches!(&addresses[..],
                [ListenAddress::V4(_, one), ListenAddress::V6(_, two)] if one == two);
            assert!(is_pair, "{variant:?}: {addresses:?}");
        }
    }
}

#[test]
fn r17_no_block_loses_a_header() {
    for (variant, built) in all() {
        let site = server(built, DOMAIN, true).unwrap();
        let headers = site.each("add_header");
        assert_eq!(headers.len(), 5, "{variant:?}");
        assert!(
            headers.iter().all(|words| words[2] == "always"),
            "{variant:?}"
        );
        let Some(page) = site.location("= /offline.html") else {
            continue;
        };
        let repeated = page.each("add_header");
        assert!(
            headers.iter().all(|header| repeated.contains(header)),
            "{variant:?}"
        );
    }
}

#[test]
fn r18_certificates_are_renewed_and_nginx_is_told() {
    let built = Variant::LetsEncrypt.built();
    let timer = built.system_unit("inloop-certbot-inloop.timer");
    timer.assert("Timer.OnCalendar", &["*-*-* 00,12:00:00"]);
    timer.assert("Timer.RandomizedDelaySec", &["3600"]);
    timer.assert("Timer.Persistent", &["true"]);
    let command = built
        .service("inloop-certbot-inloop")
        .words("Service.ExecStart");
    let hook = command
        .iter()
        .position(|word| word == "--deploy-hook")
        .unwrap();
    assert!(
        command[hook + 1].ends_with("systemctl try-reload-or-restart nginx.service"),
        "{command:?}"
    );
    let chain = server(built, DOMAIN, true)
        .unwrap()
        .words("ssl_certificate");
    assert!(chain[0].ends_with("/fullchain.pem"), "{chain:?}");
}

#[test]
fn r19_nginx_comes_after_what_it_asks() {
    for (variant, built) in all() {
        let text = built.text("etc/systemd/system/nginx.service.d/inloop.conf");
        let nginx = crate::unit::Unit::native("nginx.service", &text);
        assert!(
            nginx
                .words("Unit.After")
                .contains(&"gunicorn.service".to_owned()),
            "{variant:?}"
        );
    }
}

#[test]
fn r20_locations_and_folders_both_end_in_a_slash() {
    assert_found(
        "{ sites.inloop.locations.\"/sendfile/\".alias | force = \"/var/lib/inloop/media\" }",
        "alias-slash",
    );
}

#[test]
fn r21_directories_are_declared_and_can_be_entered() {
    assert_found(
        "{ services.huey.writes | force = [\"/srv/elsewhere\"] }",
        "undeclared-directory",
    );
    for (variant, built) in all() {
        let directories = built.directories();
        for unit in built.units() {
            for path in unit.words("Unit.RequiresMountsFor") {
                let is_below = |folder: &String| Path::new(&path).starts_with(folder);
                assert!(directories.keys().any(is_below), "{variant:?}: {path}");
            }
        }
    }
}

#[test]
fn r22_users_and_groups_are_declared() {
    assert_found(
        "{ services.huey.user | force = \"hugo\" }",
        "undeclared-account",
    );
    for (variant, built) in all() {
        let of_us = built.lines_of("etc/sysusers.d/inloop.conf", "u");
        let mut known: BTreeSet<String> = of_us.into_iter().map(|words| words[0].clone()).collect();
        known.insert("postgres".to_owned());
        for unit in built.units() {
            let users = unit.words("Service.User");
            assert!(
                users.iter().all(|user| known.contains(user)),
                "{variant:?}: {}",
                unit.name
            );
        }
    }
}

#[test]
fn r23_commands_are_absolute_and_run_as_somebody() {
    for (variant, built) in all() {
        for unit in built.units() {
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
                        "{variant:?}: {}: {command:?}",
                        unit.name
                    );
                }
            }
        }
        for name in APPLICATION
            .iter()
            .filter(|name| variant.has_queue() || **name != "huey")
        {
            assert!(
                built.service(name).has("Service.User"),
                "{variant:?}: {name}"
            );
        }
    }
}

#[test]
fn r25_the_table_is_the_stacks_own() {
    for (variant, built) in all() {
        let text = built.text("etc/stackc/inloop/nftables.nft");
        let begin =
            "table inet stackc_inloop\ndelete table inet stackc_inloop\ntable inet stackc_inloop {";
        assert!(text.contains(begin), "{variant:?}");
        assert_eq!(
            built.wanted_by("inloop-nftables.service"),
            ["sysinit.target"]
        );
    }
}

#[test]
fn r26_the_queue_shares_its_tmp() {
    for (variant, built) in all() {
        for unit in built.units() {
            let is_private = unit.words("Service.PrivateTmp") == ["true"];
            match unit.name.as_str() {
                "huey.service" => assert!(!is_private, "{variant:?}"),
                "gunicorn.service" | "inloop-migrate.service" => assert!(is_private, "{variant:?}"),
                _ => {}
            }
        }
    }
}

#[test]
fn r27_a_comparison_sees_what_differs() {
    let host = tempfile::tempdir().unwrap();
    let etc = host.path().join("etc");
    let copied = std::process::Command::new("cp")
        .args(["-r", "--no-preserve=ownership,mode"])
        .args([default().root().join("etc"), etc.clone()])
        .status();
    assert!(copied.unwrap().success());
    std::fs::write(etc.join("inloop/inloop.env"), "LANG=C\n").unwrap();
    std::fs::remove_file(etc.join("nginx/conf.d/inloop.conf")).unwrap();
    let said = run([
        Path::new("diff"),
        Path::new("--name-only"),
        &etc,
        Path::new("--stack"),
        default().root(),
    ]);
    assert_eq!(said.code, Some(1), "{}", said.stderr);
    for path in ["etc/inloop/inloop.env", "etc/nginx/conf.d/inloop.conf"] {
        assert!(said.stdout.contains(path), "{}", said.stdout);
    }
}
