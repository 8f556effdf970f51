//! N: what nginx does with a request.

use crate::changes::{findings, with};
use crate::deployment::{DOMAIN, Variant, default};
use crate::servers::{Block, reject_server, server};
use formats::nginx::ListenAddress;

fn https() -> Block {
    server(default(), DOMAIN, true).expect("a server for the site over TLS")
}

fn location(words: &str) -> Block {
    let found = https().location(words);
    found.unwrap_or_else(|| panic!("a location `{words}`"))
}

/// The site with pages for errors and maintenance.
fn with_pages(words: &str) -> Block {
    let site = server(Variant::ErrorPages.built(), DOMAIN, true).unwrap();
    let found = site.location(words);
    found.unwrap_or_else(|| panic!("a location `{words}`"))
}

fn both(port: u16) -> Vec<ListenAddress> {
    vec![ListenAddress::any_v4(port), ListenAddress::any_v6(port)]
}

fn addresses(server: &Block) -> Vec<ListenAddress> {
    let listens = server.listens().into_iter();
    listens.map(|listen| listen.address).collect()
}

/// Asserts a header of answers, whatever their status.
#[track_caller]
fn assert_header(block: &Block, name: &str, value: &str) {
    let headers = block.each("add_header");
    let expected = [name, value, "always"].map(str::to_owned).to_vec();
    assert!(headers.contains(&expected), "{name} in {headers:#?}");
}

const SECURITY: [(&str, &str); 5] = [
    ("Strict-Transport-Security", "max-age=31536000"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    (
        "Referrer-Policy",
        "no-referrer, strict-origin-when-cross-origin",
    ),
    (
        "Content-Security-Policy",
        "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; \
         object-src 'none'; frame-ancestors 'none'; form-action 'self'",
    ),
];

#[test]
fn in_n1_the_site_speaks_tls_and_http2_on_both_protocols() {
    let site = https();
    assert_eq!(addresses(&site), both(443));
    assert_eq!(site.words("http2"), ["on"]);
    assert_eq!(site.words("server_name"), [DOMAIN]);
    assert_eq!(site.words("root"), ["/srv/inloop/htdocs"]);
    // Ubuntu's nginx is older than the directive.
    let older = server(Variant::Ubuntu2404.built(), DOMAIN, true).unwrap();
    assert!(!older.has("http2"));
    assert!(older.listens().iter().all(|listen| listen.http2));
}

#[test]
fn in_n2_the_certificate_is_where_its_owner_puts_it() {
    let site = https();
    assert_eq!(site.words("ssl_certificate"), ["/etc/ssl/inloop/cert.pem"]);
    assert_eq!(
        site.words("ssl_certificate_key"),
        ["/etc/ssl/inloop/key.pem"]
    );
}

#[test]
fn in_n3_browsers_come_back_by_https() {
    assert_header(&https(), SECURITY[0].0, SECURITY[0].1);
}

#[test]
fn in_n4_browsers_do_not_guess_types() {
    assert_header(&https(), SECURITY[1].0, SECURITY[1].1);
}

#[test]
fn in_n5_nobody_frames_the_site() {
    assert_header(&https(), SECURITY[2].0, SECURITY[2].1);
}

#[test]
fn in_n6_other_sites_learn_no_referrer() {
    assert_header(&https(), SECURITY[3].0, SECURITY[3].1);
}

#[test]
fn in_n7_browsers_load_nothing_from_elsewhere() {
    assert_header(&https(), SECURITY[4].0, SECURITY[4].1);
}

#[test]
fn in_n8_the_header_that_made_things_worse_is_gone() {
    for variant in Variant::ALL {
        assert_eq!(variant.built().files_with("X-XSS-Protection"), [""; 0]);
    }
}

#[test]
fn in_n9_texts_are_compressed() {
    let site = https();
    assert_eq!(site.words("gzip"), ["on"]);
    assert_eq!(site.words("gzip_vary"), ["on"]);
    let types = [
        "text/plain",
        "text/css",
        "application/json",
        "application/javascript",
        "image/svg+xml",
    ];
    assert_eq!(site.words("gzip_types"), types);
}

#[test]
fn in_n10_static_files_are_compressed_beforehand_and_kept_for_ever() {
    let files = location("/static/");
    assert_eq!(files.words("gzip_static"), ["on"]);
    assert_eq!(files.words("expires"), ["max"]);
    // From the root of the site; another handler would take their place.
    assert_eq!(files.names(), ["gzip_static", "expires"]);
}

#[test]
fn in_n11_files_that_browsers_ask_for_and_nobody_has_are_no_news() {
    for name in ["bootstrap", "bootstrap-theme"] {
        let file = location(&format!("= /static/vendor/css/{name}.min.css.map"));
        assert_eq!(file.words("log_not_found"), ["off"]);
        assert_eq!(file.words("return"), ["404"]);
    }
}

#[test]
fn in_n12_icons_are_found_where_browsers_look() {
    for name in ["favicon.ico", "apple-touch-icon.png"] {
        let icon = location(&format!("= /{name}"));
        let file = format!("/srv/inloop/htdocs/static/favicons/{name}");
        assert_eq!(icon.words("alias"), [file]);
    }
}

#[test]
fn in_n13_uploads_are_sent_only_when_the_application_says_so() {
    let media = location("/sendfile/");
    assert!(media.has("internal"));
    assert_eq!(media.words("alias"), ["/var/lib/inloop/media/"]);
}

#[test]
fn in_n14_everything_else_goes_to_gunicorn() {
    assert_eq!(location("/").words("proxy_pass"), ["http://127.0.0.1:8000"]);
    // The port is that of the service, not typed again.
    let moved = with("{ services.gunicorn.listens.http = 8001 }");
    let root = server(&moved, DOMAIN, true).unwrap().location("/").unwrap();
    assert_eq!(root.words("proxy_pass"), ["http://127.0.0.1:8001"]);
}

#[test]
fn in_n15_the_application_learns_of_the_client_from_nginx_alone() {
    let headers = location("/").each("proxy_set_header");
    for (name, value) in [
        ("Accept-Encoding", ""),
        ("Proxy", ""),
        ("X-Forwarded-Host", "$http_host"),
        ("X-Forwarded-Proto", "$scheme"),
        ("X-Forwarded-For", "$remote_addr"),
        ("X-Forwarded-Port", "$server_port"),
    ] {
        let of_name: Vec<_> = headers.iter().filter(|words| words[0] == name).collect();
        assert_eq!(
            of_name,
            [&vec![name.to_owned(), value.to_owned()]],
            "{name}"
        );
    }
}

#[test]
fn in_n16_plain_http_leads_to_https_for_good() {
    let plain = server(default(), DOMAIN, false).unwrap();
    assert_eq!(addresses(&plain), both(80));
    // The host that the client asks for is the name of the site: others are refused (IN-N17).
    let rest = plain.location("/").unwrap();
    assert_eq!(rest.words("return"), ["301", "https://$host$request_uri"]);
    assert_eq!(plain.words("server_name"), [DOMAIN]);
    assert!(plain.listens().iter().all(|listen| !listen.default_server));
}

#[test]
fn in_n17_unknown_names_are_refused_in_plain_text() {
    let refused = reject_server(default(), 80).unwrap();
    assert_eq!(addresses(&refused), both(80));
    assert_eq!(refused.words("return"), ["444"]);
}

#[test]
fn in_n18_unknown_names_are_refused_over_tls_without_a_certificate() {
    let refused = reject_server(default(), 443).unwrap();
    assert_eq!(addresses(&refused), both(443));
    assert_eq!(refused.words("ssl_reject_handshake"), ["on"]);
    assert!(!refused.has("ssl_certificate"));
}

#[test]
fn in_n19_the_size_of_uploads_is_said() {
    assert_eq!(https().words("client_max_body_size"), ["1m"]);
    let larger = with("{ params.upload_limit = \"20m\" }");
    let site = server(&larger, DOMAIN, true).unwrap();
    assert_eq!(site.words("client_max_body_size"), ["20m"]);
}

#[test]
fn in_n20_nginx_may_have_pages_of_its_own_for_errors() {
    let site = server(Variant::ErrorPages.built(), DOMAIN, true).unwrap();
    let pages = [
        vec!["404", "/404.html"],
        vec!["500", "502", "504", "/50x.html"],
        vec!["503", "/offline.html"],
    ];
    assert_eq!(site.each("error_page"), pages);
    assert_eq!(with_pages("/").words("proxy_intercept_errors"), ["on"]);
    // Each page is a file: `/` would ask the application for it.
    for page in ["404", "50x"] {
        let page = with_pages(&format!("= /{page}.html"));
        assert_eq!(page.names(), ["internal"]);
    }
    // Off by default.
    assert!(!https().has("error_page"));
    assert!(!location("/").has("proxy_intercept_errors"));
}

#[test]
fn in_n21_a_file_closes_the_site_for_maintenance() {
    let switch = with_pages("/");
    assert_eq!(switch.words("if"), ["(-f", "$document_root/offline.html)"]);
    let text = Variant::ErrorPages
        .built()
        .text("etc/nginx/conf.d/inloop.conf");
    let (_, then) = text.split_once("offline.html) {").unwrap();
    assert_eq!(
        then.split_whitespace().take(3).collect::<Vec<_>>(),
        ["return", "503;", "}"]
    );
    assert!(!location("/").has("if"));
}

#[test]
fn in_n22_the_page_of_maintenance_is_not_kept_and_loses_no_header() {
    let page = with_pages("= /offline.html");
    assert!(page.has("internal"));
    assert_header(&page, "Cache-Control", "no-store, max-age=0");
    for (name, value) in SECURITY {
        assert_header(&page, name, value);
    }
    assert_eq!(page.each("add_header").len(), SECURITY.len() + 1);
}

#[test]
fn in_n23_the_pictures_of_the_pages_are_files() {
    // Nothing stands in the way of the root, least of all the switch of IN-N21.
    assert_eq!(with_pages("/images/").names(), [""; 0]);
    assert!(https().location("/images/").is_none());
}

#[test]
fn wrong_directives_are_found_before_nginx_finds_them() {
    let found =
        findings("{ sites.inloop.locations.\"/static/\".extra | force = \"gzip_static maybe;\" }");
    assert!(
        found.iter().any(|finding| finding.severity == "error"),
        "{found:#?}"
    );
}
