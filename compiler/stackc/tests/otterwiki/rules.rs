//! R: the rules for every stack, as far as they say something about the wiki.

use crate::common::run;
use crate::deployment::{Deployment, QUADLETS, Variant, default, findings, with};
use crate::servers::{Block, port_of, reject_server, server, servers};
use crate::unit::Unit;
use formats::nft::Family;
use formats::nginx::ListenAddress;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

fn all() -> impl Iterator<Item = (Variant, &'static Deployment)> {
    Variant::ALL
        .into_iter()
        .map(|variant| (variant, variant.built()))
}

/// The parts of the unit that a quadlet becomes: long-running, a job, or behind a timer.
fn is_oneshot(unit: &Unit) -> bool {
    unit.text("Service.Type").as_deref() == Some("oneshot")
}

#[test]
fn r1_secrets_are_names_and_the_manifest_says_who_needs_them() {
    let secrets = default().manifest()["secrets"].clone();
    let names: Vec<&str> = secrets
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["db_password", "session_key", "web-SQLALCHEMY_DATABASE_URI"]
    );
    for secret in secrets.as_array().unwrap() {
        assert!(secret["constraint"]["min_length"].is_number(), "{secret:#}");
        for delivery in secret["deliveries"].as_array().unwrap() {
            assert!(
                !delivery["consumers"].as_array().unwrap().is_empty(),
                "{secret:#}"
            );
        }
    }
    let file = &secrets[0]["deliveries"][0]["via"]["podman_file"];
    assert_eq!((&file["mode"], &file["uid"]), (&"0400".into(), &999.into()));

    // A value where a secret belongs does not compile, and so reaches no file.
    for overlay in [
        "{ containers.web.env.SECRET_KEY | force = \"a value of a secret\" }",
        "{ containers.web.env.SQLALCHEMY_DATABASE_URI | force = \"postgresql://a:b@db/c\" }",
        "{ containers.web.env.MAIL_PASSWORD = \"hunter2\" }",
    ] {
        let found = findings(overlay);
        assert!(
            found.iter().any(|f| f.rule == "env-contract"),
            "{overlay}: {found:#?}"
        );
    }
}

#[test]
fn r2_every_value_is_defined_once() {
    // Role and database are in the quadlet, the health check and the URL.
    let changed = with("{ containers.db.params.database = \"pages\" }");
    let db = changed.container("db");
    assert_eq!(db.variable("POSTGRES_DB").as_deref(), Some("pages"));
    db.assert(
        "Container.HealthCmd",
        &["pg_isready", "-U", "otterwiki", "-d", "pages"],
    );
    // The port of nginx is in `listen` and in what is published.
    let changed = with("{ containers.nginx.listens.https = 4443 }");
    let published = changed.container("nginx").words("Container.PublishPort");
    assert!(published.contains(&"8443:4443".to_owned()), "{published:?}");
    let site = server(&changed, "wiki.mydomain.com", true).unwrap();
    assert!(
        site.listens()
            .iter()
            .all(|listen| port_of(listen) == Some(4443))
    );
    // The port of the host is in what is published and in the table; see OW-P8. The domain: OW-P1.
}

#[test]
fn r3_the_contract_of_the_variables_is_kept() {
    let cases = [
        // Missing, unknown, of another type, against a rule between variables, of another unit.
        (
            "containers.web.env | force = { SECRET_KEY = 'Secret \"session_key\" }",
            "env-missing",
        ),
        ("containers.web.env.SITE_NANE = \"x\"", "env-contract"),
        ("containers.web.env.MAIL_PORT = \"smtp\"", "env-contract"),
        (
            "containers.web.env.REPOSITORY | force = \"/app-data/other\"",
            "env-rule",
        ),
        ("containers.db.env.SITE_NAME = \"x\"", "env-contract"),
    ];
    for (overlay, rule) in cases {
        let found = findings(&format!("{{ {overlay} }}"));
        assert!(
            found.iter().any(|finding| finding.rule == rule),
            "{overlay}: {found:#?}"
        );
    }
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
    let found = findings("{ accepts | force = {} }");
    let warnings: Vec<_> = found
        .iter()
        .map(|f| (f.severity.as_str(), f.rule.as_str()))
        .collect();
    assert_eq!(warnings, [("warning", "client-address-lost")]);
    assert_eq!(
        findings("{ accepts | force = {}, account | force = 'Rootful }"),
        []
    );
}

#[test]
fn r13_all_servers_of_an_address_speak_the_same_protocol() {
    for (variant, built) in all() {
        let mut flags: BTreeMap<ListenAddress, BTreeSet<(bool, bool)>> = BTreeMap::new();
        for listen in servers(built).iter().flat_map(Block::listens) {
            let of_address = flags.entry(listen.address).or_default();
            of_address.insert((listen.ssl, listen.http2));
        }
        assert!(
            flags.values().all(|flags| flags.len() == 1),
            "{variant:?}: {flags:?}"
        );
    }
}

#[test]
fn r14_unknown_names_are_refused() {
    for (variant, built) in all() {
        let tls = reject_server(built, 443).unwrap();
        assert_eq!(tls.words("ssl_reject_handshake"), ["on"], "{variant:?}");
        if variant != Variant::Standalone {
            let plain = reject_server(built, 80).unwrap();
            assert_eq!(plain.words("return"), ["444"], "{variant:?}");
        }
    }
}

#[test]
fn r14_below_1_19_4_no_default_server_is_left_without_a_pair() {
    // `ssl_reject_handshake` came with 1.19.4. Below it the default server would need a pair of its
    // own; such a release is not that of any target, so the stack is refused instead.
    let found = findings("{ containers.nginx.nginx.version = \"1.18.0\" }");
    assert!(
        found.iter().any(|finding| finding.severity == "error"),
        "{found:#?}"
    );
}

#[test]
fn r15_plain_http_leads_to_https_for_good() {
    for (variant, built) in all() {
        if variant == Variant::Standalone {
            continue;
        }
        let plain = server(built, "wiki.mydomain.com", false).unwrap();
        let rest = plain.location("/").unwrap();
        assert_eq!(
            rest.words("return"),
            ["301", "https://$host$request_uri"],
            "{variant:?}"
        );
        assert!(!plain.has("return") && !plain.has("rewrite"), "{variant:?}");
    }
    // Without the redirects of the table the port is part of the address.
    let direct = with("{ firewall.redirects | force = {} }");
    let plain = server(&direct, "wiki.mydomain.com", false).unwrap();
    let target = plain.location("/").unwrap().words("return").remove(1);
    assert_eq!(target, "https://$host:8443$request_uri");
}

#[test]
fn r16_there_are_listeners_for_both_protocols() {
    for (variant, built) in all() {
        for server in servers(built) {
            let mut addresses = server.listens().into_iter().map(|listen| listen.address);
            let pair = (addresses.next(), addresses.next(), addresses.next());
            let (Some(ListenAddress::V4(v4, one)), Some(ListenAddress::V6(v6, two)), None) = &pair
            else {
                panic!("{variant:?}: {pair:?}");
            };
            assert!(
                v4.is_unspecified() && v6.is_unspecified() && one == two,
                "{pair:?}"
            );
        }
        // Without an address podman publishes on both; the table is one for both.
        let published = built.container("nginx").words("Container.PublishPort");
        assert!(
            published.iter().all(|port| port.matches(':').count() == 1),
            "{published:?}"
        );
        assert_eq!(built.table().family, Family::Inet, "{variant:?}");
    }
}

#[test]
fn r18_nginx_starts_without_a_certificate_and_renewal_tells_it() {
    let site = server(default(), "wiki.mydomain.com", true).unwrap();
    let certificate = site.words("ssl_certificate").remove(0);
    assert!(certificate.ends_with("/fullchain.pem"), "{certificate}");
    assert!(
        !certificate.starts_with("/etc/letsencrypt/live/"),
        "{certificate}"
    );
    // The script keeps that path alive: a placeholder first, then a link to certbot's files.
    let script = default().text("etc/stackc/otterwiki/certificate-wiki.sh");
    for text in [
        "../placeholder/wiki.mydomain.com",
        "../live/wiki.mydomain.com",
    ] {
        let link = format!("ln -sfn {text} /etc/letsencrypt/stackc/wiki.mydomain.com");
        assert!(script.contains(&link), "{link} in {script}");
    }
    // It is run before nginx, and again by certbot's deploy hook.
    let hook = default().container("certbot").words("Container.Exec");
    let hooks = hook
        .windows(2)
        .any(|pair| pair == ["--deploy-hook", "/stackc/certificate.sh"]);
    assert!(hooks, "{hook:?}");
    for container in ["certbot", "certificate-wiki"] {
        let mount = default()
            .container(container)
            .mount_at("/stackc/certificate.sh")
            .unwrap();
        assert_eq!(
            mount.source, "/etc/stackc/otterwiki/certificate-wiki.sh",
            "{container}"
        );
    }
    // The table of the wiki names its own schedule (OW-U3); twice a day is what others get.
    let overlay =
        "{ certificates.wiki.source | force = 'LetsEncrypt { email = \"a@example.org\" } }";
    let timer = with(overlay).user_unit("otterwiki-certbot.timer");
    timer.assert("Timer.OnCalendar", &["*-*-* 00,12:00:00"]);
    timer.assert("Timer.RandomizedDelaySec", &["3600"]);
    timer.assert("Timer.Persistent", &["true"]);
}

#[test]
fn r19_the_upstream_is_an_alias_on_a_shared_network() {
    for (variant, built) in all() {
        let site = server(built, "wiki.mydomain.com", true).unwrap();
        let upstream = site.location("@app").unwrap().words("uwsgi_pass").remove(0);
        let (name, port) = upstream.rsplit_once(':').unwrap();
        let network = |container: &str| {
            built
                .container(container)
                .text("Container.Network")
                .unwrap()
        };
        let web = network("web");
        let (on, aliases) = web.split_once(':').unwrap();
        assert_eq!(network("nginx"), on, "{variant:?}");
        assert_eq!(aliases, format!("alias={name}"), "{variant:?}");
        assert_eq!(built.uwsgi()["socket"], format!(":{port}"), "{variant:?}");
        let after = built.container("nginx").words("Unit.After");
        assert!(
            after.contains(&"otterwiki-web.service".to_owned()),
            "{variant:?}: {after:?}"
        );
    }
}

#[test]
fn r20_a_location_and_its_alias_end_alike() {
    let site = server(default(), "wiki.mydomain.com", true).unwrap();
    let files = site.location("/static/").unwrap();
    assert!(files.words("alias")[0].ends_with('/'));
    let overlay = "{ sites.wiki.locations.\"/static/\".alias | force = \"/app/otterwiki/static\" }";
    let found = findings(overlay);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].rule, "alias-slash");
}

#[test]
fn r21_folders_are_declared_with_owner_and_mode() {
    // The home is the only folder of the host that the containers write to: podman's storage.
    let tmpfiles = default().text("etc/tmpfiles.d/otterwiki.conf");
    let home = tmpfiles
        .lines()
        .find(|line| line.starts_with("d /home/otterwiki "))
        .unwrap();
    let words: Vec<&str> = home.split_whitespace().collect();
    assert_eq!(
        words,
        ["d", "/home/otterwiki", "0750", "otterwiki", "otterwiki"]
    );
    // What they read from the tree is readable by the account: the store keeps no secret modes.
    for file in default().manifest()["files"].as_array().unwrap() {
        if file["kind"] == "symlink" {
            continue;
        }
        let mode = u32::from_str_radix(file["mode"].as_str().unwrap(), 8).unwrap();
        assert_eq!(mode & 0o444, 0o444, "{file:#}");
    }
}

#[test]
fn r22_the_account_is_declared() {
    let sysusers = default().text("etc/sysusers.d/otterwiki.conf");
    assert!(
        sysusers
            .lines()
            .any(|line| line.starts_with("u otterwiki 1001 ")),
        "{sysusers}"
    );
    for unit in default().units() {
        assert!(
            !unit.has("Service.User") && !unit.has("Service.Group"),
            "{}",
            unit.name
        );
    }
}

#[test]
fn r23_commands_are_absolute() {
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
                    let program = &command[0];
                    assert!(
                        program.starts_with('/'),
                        "{variant:?}: {}: {program}",
                        unit.name
                    );
                    for old in ["setuidgid", "envdir", "supervisor", "compose"] {
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
fn r24_images_are_qualified_and_pinned() {
    for (variant, built) in all() {
        for name in built.quadlets("container") {
            let image = built.quadlet(&name).text("Container.Image").unwrap();
            let local = image.starts_with("localhost/") || image.ends_with(".build");
            let (repository, tag) = image.rsplit_once(':').unwrap_or((&image, ""));
            let pinned = repository.starts_with("docker.io/") && !tag.is_empty() && tag != "latest";
            assert!(local || pinned, "{variant:?}: {name}: {image}");
        }
    }
    for image in [
        "postgres:16.4",
        "docker.io/library/postgres",
        "docker.io/library/postgres:latest",
    ] {
        let found = findings(&format!("{{ containers.db.image = 'Pull \"{image}\" }}"));
        assert!(
            found.iter().any(|finding| finding.rule == "unpinned-image"),
            "{image}: {found:#?}"
        );
    }
}

#[test]
fn r25_the_table_is_the_stacks_own() {
    for (variant, built) in all() {
        let table = built.table();
        assert_eq!(
            (table.family, table.name.as_str()),
            (Family::Inet, "stackc_otterwiki")
        );
        // Declared, deleted and defined in one transaction; nothing else is touched.
        let text = built.text("etc/stackc/otterwiki/nftables.nft");
        let commands: Vec<&str> = text
            .lines()
            .filter(|line| !line.starts_with(['#', '\t', '}']) && !line.is_empty())
            .collect();
        assert_eq!(
            commands,
            [
                "table inet stackc_otterwiki",
                "delete table inet stackc_otterwiki",
                "table inet stackc_otterwiki {",
            ],
            "{variant:?}",
        );
        let link = "etc/systemd/system/sysinit.target.wants/otterwiki-nftables.service";
        assert!(built.paths().contains(link), "{variant:?}");
    }
}

#[test]
fn r27_a_comparison_sees_content_presence_and_mode() {
    let host = tempfile::tempdir().unwrap();
    let etc = host.path().join("etc");
    let copied = std::process::Command::new("cp")
        .args(["-r", "--no-preserve=ownership,mode"])
        .args([default().root().join("etc"), etc.clone()])
        .status();
    assert!(copied.unwrap().success());
    // As the manifest wants it, whatever the umask of whoever runs the test.
    for file in default().manifest()["files"].as_array().unwrap() {
        if let Some(mode) = file["mode"].as_str() {
            let path = host.path().join(file["path"].as_str().unwrap());
            let mode = u32::from_str_radix(mode, 8).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
    }
    let stack = default().root();
    let compare = || {
        let said = run([
            Path::new("diff"),
            Path::new("--json"),
            &etc,
            Path::new("--stack"),
            stack,
        ]);
        assert!(matches!(said.code, Some(0 | 1)), "{}", said.stderr);
        let plan: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
        let paths = plan["paths"].as_array().unwrap().iter().map(|path| {
            let text = |key: &str| path[key].as_str().unwrap().to_owned();
            (text("path"), text("kind"))
        });
        (said.code, paths.collect::<BTreeMap<_, _>>())
    };
    assert_eq!(compare(), (Some(0), BTreeMap::new()), "a copy is the same");

    let at = |path: &str| host.path().join(path);
    let (edited, removed, opened) = (
        "etc/stackc/otterwiki/uwsgi.ini",
        "etc/systemd/user/otterwiki-letsencrypt-daily.timer",
        "etc/stackc/otterwiki/nftables.nft",
    );
    let text = fs::read_to_string(at(edited)).unwrap();
    fs::write(at(edited), text.replace("1024", "100")).unwrap();
    fs::remove_file(at(removed)).unwrap();
    fs::set_permissions(at(opened), fs::Permissions::from_mode(0o666)).unwrap();
    let (code, paths) = compare();
    assert_eq!(code, Some(1));
    let expected = [edited, removed, opened].map(str::to_owned);
    assert_eq!(
        paths.keys().cloned().collect::<BTreeSet<_>>(),
        BTreeSet::from(expected),
        "{paths:?}"
    );
}
