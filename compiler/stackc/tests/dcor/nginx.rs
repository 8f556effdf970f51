//! N1 to N14: what nginx does with a request, and N11, the switch for emergencies.

use crate::changes::{findings, with};
use crate::deployment::{DOMAIN, Deployment, Variant, default};
use crate::servers::{Block, named, reject_server, server};
use formats::nginx::{Listen, ListenAddress};

pub(crate) fn https(built: &Deployment) -> Block {
    server(built, DOMAIN, true).expect("a server for the site over TLS")
}

fn addresses(server: &Block) -> Vec<ListenAddress> {
    let listens = server.listens().into_iter();
    listens.map(|listen| listen.address).collect()
}

fn both(port: u16) -> Vec<ListenAddress> {
    vec![ListenAddress::any_v4(port), ListenAddress::any_v6(port)]
}

const DOWNLOADS: &str = r"~ \.(rtdc)$";

#[test]
fn dc_n1_the_cache_outlives_a_boot() {
    let cache = &named(default(), "proxy_cache_path")[0];
    let words = cache.parameters();
    assert_eq!(words[0], "/var/cache/nginx/dcor");
    for option in ["levels=1:2", "keys_zone=cache:30m", "max_size=250m"] {
        assert!(words.contains(&option.to_owned()), "{words:?}");
    }
    default().assert_directory("/var/cache/nginx/dcor", ["0700", "www-data", "www-data"]);
}

#[test]
fn dc_n2_answers_wait_beside_the_cache() {
    let spool = https(default()).words("proxy_temp_path");
    assert_eq!(spool, ["/var/cache/nginx/dcor-proxy", "1", "2"]);
    default().assert_directory(&spool[0], ["0700", "www-data", "www-data"]);
}

#[test]
fn dc_n3_the_site_speaks_tls_and_http2_on_both_protocols() {
    let site = https(Variant::Debian13.built());
    assert_eq!(addresses(&site), both(443));
    assert_eq!(site.words("http2"), ["on"]);
    assert_eq!(site.words("server_name"), [DOMAIN]);
    // `http2 on;` came with 1.25.1; Ubuntu 24.04 has 1.24.
    let site = https(default());
    assert_eq!(addresses(&site), both(443));
    assert!(!site.has("http2"));
    assert!(site.listens().iter().all(|listen: &Listen| listen.http2));
}

#[test]
fn dc_n4_the_certificate_is_a_chain_at_a_path_that_never_changes() {
    let pair = |variant: Variant| {
        let site = https(variant.built());
        let words = ["ssl_certificate", "ssl_certificate_key"].map(|name| site.words(name));
        words.concat()
    };
    let provided = [
        format!("/etc/ssl/certs/{DOMAIN}.cert"),
        format!("/etc/ssl/private/{DOMAIN}.key"),
    ];
    assert_eq!(pair(Variant::Provided), provided);
    // Not certbot's `live/`, which is empty before the first certificate (R18); nor do we write
    // where Debian keeps the authorities that it trusts.
    for (variant, folder) in [
        (Variant::Default, "/etc/letsencrypt/stackc"),
        (Variant::Intranet, "/etc/ssl/stackc"),
    ] {
        let expected = ["fullchain.pem", "privkey.pem"];
        let expected = expected.map(|file| format!("{folder}/{DOMAIN}/{file}"));
        assert_eq!(pair(variant), expected, "{variant:?}");
    }
}

#[test]
fn dc_n5_nginx_takes_as_much_as_ckan() {
    assert_eq!(https(default()).words("client_max_body_size"), ["100g"]);
    let smaller = with("{ params.upload_gigabytes = 7 }");
    assert_eq!(https(&smaller).words("client_max_body_size"), ["7g"]);
    assert_eq!(smaller.app()["ckan.max_resource_size"], "7000");
}

#[test]
fn dc_n6_uploads_wait_beside_the_data() {
    let spool = https(default()).words("client_body_temp_path");
    assert_eq!(spool, ["/data/nginx-upload-temp", "1", "2"]);
}

#[test]
fn dc_n7_downloads_pass_as_they_are() {
    let downloads = https(default()).location(DOWNLOADS).unwrap();
    // Without a URI behind the address, that of the client goes through unchanged.
    assert_eq!(downloads.words("proxy_pass"), ["http://127.0.0.1:8080"]);
    let headers = downloads.each("proxy_set_header");
    assert!(headers.contains(&vec!["Host".to_owned(), "$host".to_owned()]));
    for off in ["proxy_store", "proxy_cache", "gzip"] {
        assert_eq!(downloads.words(off), ["off"], "{off}");
    }
}

#[test]
fn dc_n8_buffering_and_the_timeout_of_uwsgi_go_together() {
    let spool = |built: &Deployment| {
        let downloads = https(built).location(DOWNLOADS).unwrap();
        downloads.words("proxy_max_temp_file_size").concat()
    };
    assert_eq!(spool(default()), "100000m");
    assert!(!default().uwsgi().contains_key("socket-timeout"));
    let streamed = Variant::Streamed.built();
    assert_eq!(spool(streamed), "0");
    assert_eq!(streamed.uwsgi()["socket-timeout"], "7200");
    for pairing in [
        "{ params.download = 'Streamed, files.uwsgi.content = 'Uwsgi { socket-timeout = 7199 } }",
        "{ files.uwsgi.content = 'Uwsgi { socket-timeout = 7200 } }",
    ] {
        let found = findings(pairing);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0].rule, "assertion");
    }
}

#[test]
fn dc_n9_other_answers_are_kept_for_half_an_hour() {
    let root = https(default()).location("/").unwrap();
    assert_eq!(root.words("proxy_pass"), ["http://127.0.0.1:8080"]);
    let headers = root.each("proxy_set_header");
    assert!(headers.contains(&vec!["Host".to_owned(), "$host".to_owned()]));
    assert_eq!(root.words("proxy_cache"), ["cache"]);
    assert_eq!(root.words("proxy_cache_valid"), ["30m"]);
    let key = "$host$scheme$proxy_host$request_uri";
    assert_eq!(root.words("proxy_cache_key"), [key]);
    assert_eq!(root.words("proxy_read_timeout"), ["7200"]);
}

#[test]
fn dc_n10_whoever_logs_in_gets_answers_of_their_own() {
    let root = https(default()).location("/").unwrap();
    let logged_in = [
        "$cookie_auth_tkt",
        "$http_authorization",
        "$http_x_ckan_api_key",
    ];
    assert_eq!(root.words("proxy_cache_bypass"), logged_in);
    assert_eq!(root.words("proxy_no_cache"), logged_in);
}

#[test]
fn dc_n11_in_an_emergency_answers_are_kept_whatever_ckan_says() {
    let headers = |built: &Deployment| {
        let root = https(built).location("/").unwrap();
        root.each("proxy_ignore_headers").concat()
    };
    assert_eq!(headers(default()), [""; 0]);
    let switched = with("{ params.cache_anyway = true }");
    assert_eq!(
        headers(&switched),
        ["X-Accel-Expires", "Expires", "Cache-Control"]
    );
}

#[test]
fn dc_n12_plain_http_answers_challenges_and_sends_the_rest_to_https() {
    for variant in Variant::ALL {
        let plain = server(variant.built(), DOMAIN, false).unwrap();
        assert_eq!(addresses(&plain), both(80), "{variant:?}");
        assert!(!plain.has("return"), "{variant:?}");
        let rest = plain.location("/").unwrap();
        assert_eq!(rest.words("return"), ["301", "https://$host$request_uri"]);
        let challenges = plain.location("^~ /.well-known/acme-challenge/");
        let asked = !matches!(variant, Variant::Intranet | Variant::Provided);
        assert_eq!(challenges.is_some(), asked, "{variant:?}");
        if let Some(challenges) = challenges {
            assert_eq!(challenges.words("root"), ["/var/www/acme-challenge"]);
        }
    }
}

#[test]
fn dc_n13_unknown_names_are_refused_in_plain_text() {
    for variant in Variant::ALL {
        let refused = reject_server(variant.built(), 80).unwrap();
        assert_eq!(addresses(&refused), both(80));
        assert_eq!(refused.words("server_name"), ["_"]);
        assert_eq!(refused.words("return"), ["444"]);
    }
}

#[test]
fn dc_n14_unknown_names_are_refused_before_there_is_a_certificate() {
    for variant in Variant::ALL {
        let refused = reject_server(variant.built(), 443).unwrap();
        assert_eq!(addresses(&refused), both(443));
        assert_eq!(refused.words("ssl_reject_handshake"), ["on"]);
        assert!(!refused.has("ssl_certificate"));
        // R13: all of one address say `ssl`, whoever they answer to.
        assert!(refused.speaks_tls() && https(variant.built()).speaks_tls());
    }
}
