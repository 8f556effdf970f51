//! N: what nginx does with a request.

use crate::changes::{findings, with};
use crate::deployment::{Variant, default};
use crate::servers::{Block, port_of, reject_server, server, servers};
use formats::nginx::{Listen, ListenAddress};

const DOMAIN: &str = "wiki.mydomain.com";

fn https() -> Block {
    server(default(), DOMAIN, true).expect("a server for the site over TLS")
}

fn http() -> Block {
    server(default(), DOMAIN, false).expect("a server for the site in plain text")
}

fn both(port: u16) -> Vec<ListenAddress> {
    vec![ListenAddress::any_v4(port), ListenAddress::any_v6(port)]
}

fn addresses(server: &Block) -> Vec<ListenAddress> {
    let listens = server.listens().into_iter();
    listens.map(|listen| listen.address).collect()
}

#[test]
fn ow_n1_the_site_speaks_tls_and_http2_on_both_protocols() {
    let site = https();
    assert_eq!(addresses(&site), both(443));
    assert_eq!(site.words("http2"), ["on"]);
    assert_eq!(site.words("server_name"), [DOMAIN]);
    // `http2 on;` came with 1.25.1; below it is a parameter of `listen`.
    let older = with("{ containers.nginx.nginx.version = \"1.24.0\" }");
    let site = server(&older, DOMAIN, true).unwrap();
    assert!(!site.has("http2"));
    assert!(site.listens().iter().all(|listen: &Listen| listen.http2));
}

#[test]
fn ow_n2_the_certificate_stands_at_a_path_that_never_changes() {
    // Not certbot's `live/`, which is empty before the first certificate (R18).
    let folder = format!("/etc/letsencrypt/stackc/{DOMAIN}");
    let site = https();
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
fn ow_n3_requests_may_have_any_size() {
    assert_eq!(https().words("client_max_body_size"), ["0"]);
}

#[test]
fn ow_n4_what_is_no_file_goes_to_the_application() {
    let root = https().location("/").unwrap();
    assert_eq!(root.words("try_files"), ["$uri", "@app"]);
}

#[test]
fn ow_n5_the_application_is_asked_by_uwsgi() {
    let app = https().location("@app").unwrap();
    assert_eq!(app.words("uwsgi_pass"), ["web:9090"]);
    assert_eq!(app.words("include"), ["/etc/nginx/uwsgi_params"]);
    // Name and port are those of the container, not typed again.
    let moved = with("{ containers.web.listens.uwsgi | force = 9191 }");
    let app = server(&moved, DOMAIN, true)
        .and_then(|site| site.location("@app"))
        .unwrap();
    assert_eq!(app.words("uwsgi_pass"), ["web:9191"]);
    assert_eq!(moved.uwsgi()["socket"], ":9191");
}

#[test]
fn ow_n6_the_application_learns_host_client_and_scheme_from_nginx_alone() {
    let app = https().location("@app").unwrap();
    let expected = [
        ["HTTP_HOST", "$host"],
        ["HTTP_X_REAL_IP", "$remote_addr"],
        ["HTTP_X_FORWARDED_FOR", "$proxy_add_x_forwarded_for"],
        ["HTTP_X_FORWARDED_PROTO", "$scheme"],
    ];
    assert_eq!(app.each("uwsgi_param"), expected);
}

#[test]
fn ow_n7_static_files_are_served_from_their_folder() {
    let files = https().location("/static/").unwrap();
    assert_eq!(files.words("alias"), ["/app/otterwiki/static/"]);
}

#[test]
fn ow_n8_plain_http_answers_challenges_and_sends_the_rest_to_https() {
    let plain = http();
    assert_eq!(addresses(&plain), both(80));
    let challenges = plain.location("^~ /.well-known/acme-challenge/").unwrap();
    assert_eq!(challenges.words("root"), ["/var/www/acme"]);
    assert!(!challenges.has("return"));
    let rest = plain.location("/").unwrap();
    assert_eq!(rest.words("return"), ["301", "https://$host$request_uri"]);
    // A `return` beside the locations would answer the challenges as well.
    assert!(!plain.has("return"), "{plain:?}");
    // Certbot has the port for itself.
    assert!(server(Variant::Standalone.built(), DOMAIN, false).is_none());
    // No challenge, no webroot.
    let self_signed = server(Variant::SelfSigned.built(), DOMAIN, false).unwrap();
    assert!(
        self_signed
            .location("^~ /.well-known/acme-challenge/")
            .is_none()
    );
}

#[test]
fn ow_n9_names_that_no_site_has_are_refused() {
    let plain = reject_server(default(), 80).expect("a default server in plain text");
    assert_eq!(addresses(&plain), both(80));
    assert_eq!(plain.words("return"), ["444"]);
    let tls = reject_server(default(), 443).expect("a default server over TLS");
    assert_eq!(addresses(&tls), both(443));
    assert_eq!(tls.words("ssl_reject_handshake"), ["on"]);
    assert!(!tls.has("ssl_certificate"));
    // There is one default for each address, and no site is it by accident.
    let servers = servers(default());
    let listens = servers.iter().flat_map(Block::listens);
    let defaults = listens.filter(|listen| listen.default_server);
    let mut ports: Vec<_> = defaults.map(|listen| port_of(&listen)).collect();
    ports.sort();
    assert_eq!(ports, [Some(80), Some(80), Some(443), Some(443)]);
}

#[test]
fn ow_n10_the_lost_client_address_is_known_and_accepted() {
    // The stack as it stands says nothing ...
    assert_eq!(findings("{}"), []);
    // ... because it accepts a warning that is there without the acceptance.
    let found = findings("{ accepts | force = { transport-security = \"not here\" } }");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(
        (found[0].rule.as_str(), found[0].severity.as_str()),
        ("client-address-lost", "warning")
    );
    assert_eq!(found[0].path, "sites.wiki.served_by");
}
