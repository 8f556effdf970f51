//! N: what nginx does with a request.

use crate::changes::with;
use crate::deployment::{Variant, default};
use crate::servers::{Block, named, server, servers, upstream};
use formats::nginx::ListenAddress;

const DOMAIN: &str = "postgres.crwpitcher.com";

fn https() -> Block {
    server(default(), DOMAIN, true).expect("a server over TLS")
}

fn http() -> Block {
    server(default(), DOMAIN, false).expect("a server in plain text")
}

fn both(port: u16) -> Vec<ListenAddress> {
    vec![ListenAddress::any_v4(port), ListenAddress::any_v6(port)]
}

fn addresses(server: &Block) -> Vec<ListenAddress> {
    let listens = server.listens().into_iter();
    listens.map(|listen| listen.address).collect()
}

/// Where the image has its main file; both rows that it fulfils are about what stands in it.
const MAIN_FILE: &str = "/etc/nginx/nginx.conf";

/// Asserts that the main file of the image stays: it is that of nginx.org, which has
/// `worker_processes auto`, `worker_connections 1024`, `include mime.types` and an `access_log`
/// (<https://github.com/nginx/nginx/blob/release-1.25.5/conf/nginx.conf>,
/// `pkg-oss/debian/nginx.conf` of the packages in the image), and includes `conf.d`.
#[track_caller]
fn assert_main_file_of_the_image() {
    let proxy = default().container("proxy");
    let image = proxy.text("Container.Image").unwrap();
    assert!(
        image.starts_with("docker.io/library/nginx:1.25.5"),
        "{image}"
    );
    for mount in proxy.mounts() {
        assert!(!MAIN_FILE.starts_with(&mount.target), "{mount:?}");
    }
    assert!(proxy.mount_at("/etc/nginx/conf.d").is_some());
    assert!(!proxy.has("Container.Entrypoint") && !proxy.has("Container.Exec"));
}

#[test]
fn pg_n1_workers_and_connections_are_those_of_the_image() {
    assert_main_file_of_the_image();
    for name in ["worker_processes", "events", "worker_connections"] {
        assert_eq!(named(default(), name).len(), 0, "{name}");
    }
}

#[test]
fn pg_n2_requests_go_to_the_replica_of_their_client() {
    let group = upstream(default(), "backend").unwrap();
    assert_eq!(group.names(), ["ip_hash", "server", "server", "server"]);
    let expected: Vec<[String; 1]> = (1..=3).map(|n| [format!("pgaw-backend-{n}:80")]).collect();
    assert_eq!(group.each("server"), expected);
    // A whole class in one /24 shares a replica; the full address or a cookie spreads it.
    for key in ["$binary_remote_addr", "$cookie_pga4_session"] {
        let overlay = format!(
            "{{ sites.pgadmin.locations.\"/\".proxy.balance | force = 'Hash {{ key = \"{key}\" }} }}"
        );
        let group = upstream(&with(&overlay), "backend").unwrap();
        assert_eq!(group.words("hash"), [key, "consistent"]);
        assert!(!group.has("ip_hash"));
    }
}

#[test]
fn pg_n3_plain_http_answers_challenges_and_sends_the_rest_to_https() {
    let plain = http();
    assert_eq!(addresses(&plain), both(80));
    assert!(plain.listens().iter().all(|listen| listen.default_server));
    assert_eq!(plain.words("server_name"), [DOMAIN]);
    let challenges = plain.location("^~ /.well-known/acme-challenge/").unwrap();
    assert_eq!(challenges.words("root"), ["/var/www/certbot"]);
    let rest = plain.location("/").unwrap();
    assert_eq!(rest.words("return"), ["301", "https://$host$request_uri"]);
    assert!(
        !plain.has("return"),
        "it would answer the challenges as well"
    );
    // The site is the default, so there are no others.
    assert_eq!(servers(default()).len(), 2);
}

#[test]
fn pg_n4_no_server_tells_its_version() {
    for variant in Variant::ALL {
        let beside = named(variant.built(), "server_tokens");
        let words: Vec<_> = beside.iter().map(Block::parameters).collect();
        assert_eq!(words, [["off"]], "{variant:?}");
        assert!(
            servers(variant.built())
                .iter()
                .all(|server| !server.has("server_tokens"))
        );
    }
}

#[test]
fn pg_n5_the_site_speaks_tls_and_http2_on_both_protocols() {
    let site = https();
    assert_eq!(addresses(&site), both(443));
    assert_eq!(site.words("http2"), ["on"]);
    assert_eq!(site.words("server_name"), [DOMAIN]);
    // A stable path, not certbot's `live/`, which is empty before the first certificate (R18).
    let folder = format!("/etc/letsencrypt/stackc/{DOMAIN}");
    assert_eq!(
        site.words("ssl_certificate"),
        [format!("{folder}/fullchain.pem")]
    );
    assert_eq!(
        site.words("ssl_certificate_key"),
        [format!("{folder}/privkey.pem")]
    );
}

#[test]
fn pg_n6_pgadmin_learns_host_client_and_scheme() {
    let root = https().location("/").unwrap();
    let mut headers = root.each("proxy_set_header");
    headers.sort();
    let expected = [
        ["Host", "$host"],
        ["X-Forwarded-For", "$proxy_add_x_forwarded_for"],
        ["X-Forwarded-Proto", "$scheme"],
        ["X-Real-IP", "$remote_addr"],
    ];
    assert_eq!(headers, expected);
}

#[test]
fn pg_n7_requests_are_handed_to_the_group() {
    let root = https().location("/").unwrap();
    assert_eq!(root.words("proxy_pass"), ["http://backend"]);
    assert_eq!(
        root.words("proxy_redirect"),
        ["http://backend", "https://$host"]
    );
}

#[test]
fn pg_n8_media_types_and_logs_are_those_of_the_image() {
    assert_main_file_of_the_image();
    for server in servers(default()) {
        assert!(
            !server.has("access_log") && !server.has("types"),
            "{server:?}"
        );
    }
}
