//! R13 to R20: nginx, and the certificates it reads.

use super::all;
use crate::changes::{findings, with};
use crate::deployment::{Variant, default};
use crate::servers::{Block, reject_server, server, servers};
use formats::nft::Family;
use formats::nginx::ListenAddress;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn r13_all_servers_of_an_address_speak_the_same_protocol() {
    for (variant, built) in all() {
        let mut flags: BTreeMap<ListenAddress, BTreeSet<(bool, bool)>> = BTreeMap::new();
        for listen in servers(built).iter().flat_map(Block::listens) {
            let of_address = flags.entry(listen.address).or_default();
            of_address.insert((listen.ssl, listen.http2));
        }
        assert!(flags.len() >= 2, "{variant:?}: {flags:?}");
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
        // Challenges are answered in plain text, where a webroot is used.
        let challenges = plain.location("^~ /.well-known/acme-challenge/");
        let has_webroot = built.files_with("--webroot-path") != [""; 0];
        assert_eq!(challenges.is_some(), has_webroot, "{variant:?}");
        if let Some(challenges) = challenges {
            assert_eq!(challenges.words("root"), ["/var/www/acme"], "{variant:?}");
            assert!(
                !challenges.has("return") && !challenges.has("rewrite"),
                "{variant:?}"
            );
        }
    }
    // Without the redirects of the table the port is part of the address.
    let direct = with(
        "{ firewall.redirects | force = {}, accepts.challenge-unreachable = \"a router leads it\" }",
    );
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
        .any(|pair| pair[0] == "--deploy-hook" && pair[1].starts_with("/stackc/certificate.sh &&"));
    assert!(hooks, "{hook:?}");
    // Then every consumer is told, through its unit; OW-U4 runs both.
    let host = default().text("etc/stackc/otterwiki/certbot-wiki.sh");
    let tell = "systemctl --user try-reload-or-restart otterwiki-nginx.service\n";
    assert!(host.contains(tell), "{host}");
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
    let timer = with(overlay).user_unit("otterwiki-certbot-wiki.timer");
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
