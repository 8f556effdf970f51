//! N: the main file of nginx, and the site.

use crate::deployment::{Deployment, direct, prod, prod_with, vagrant};
use crate::servers::{Block, port_of, reject_server, server, servers};
use formats::nginx::{Directive, Item, Listen, ListenAddress};

const DOMAIN: &str = "permacoop.fairness.coop";

fn https() -> Block {
    server(prod(), DOMAIN, true).expect("a server for the site over TLS")
}

fn http() -> Block {
    server(prod(), DOMAIN, false).expect("a server for the site in plain text")
}

fn local() -> Block {
    server(vagrant(), "localhost", false).expect("a server for the site in plain text")
}

/// The sites of both environments.
fn sites() -> [Block; 2] {
    [https(), local()]
}

fn both(port: u16) -> [ListenAddress; 2] {
    [ListenAddress::any_v4(port), ListenAddress::any_v6(port)]
}

fn addresses(server: &Block) -> Vec<ListenAddress> {
    let listens = server.listens().into_iter();
    listens.map(|listen| listen.address).collect()
}

/// The parameters of each directive of a name in a block of the main file; `main` is the file itself.
fn main_file(deployment: &Deployment, block: &str, name: &str) -> Vec<Vec<String>> {
    let file = deployment.nginx_main();
    let inside: Vec<&Directive> = file.items.iter().filter_map(Item::directive).collect();
    let directives: Vec<&Directive> = match block {
        "main" => inside,
        _ => {
            let mut blocks = inside.into_iter().filter(|own| own.name.as_str() == block);
            let found = blocks.next().unwrap_or_else(|| panic!("a block `{block}`"));
            assert_eq!(blocks.next(), None, "one block `{block}`");
            let items = found.block.iter().flatten();
            items.filter_map(Item::directive).collect()
        }
    };
    let named = directives
        .into_iter()
        .filter(|own| own.name.as_str() == name);
    let words = |own: &Directive| {
        own.parameters
            .iter()
            .map(|word| word.as_str().to_owned())
            .collect()
    };
    named.map(words).collect()
}

/// Asserts what the main files of both environments say.
#[track_caller]
fn assert_main(block: &str, name: &str, expected: &[&[&str]]) {
    for deployment in [prod(), vagrant()] {
        assert_eq!(main_file(deployment, block, name), expected, "{name}");
    }
}

#[test]
fn pe_n1_workers_run_as_the_web_user() {
    assert_main("main", "user", &[&["www-data"]]);
    assert_main("main", "worker_processes", &[&["auto"]]);
    assert_main("main", "pid", &[&["/run/nginx.pid"]]);
    assert_main("events", "worker_connections", &[&["768"]]);
}

#[test]
fn pe_n2_files_are_sent_fast_and_small() {
    let expected = [
        ("sendfile", "on"),
        ("tcp_nopush", "on"),
        ("tcp_nodelay", "on"),
        ("keepalive_timeout", "65"),
        ("types_hash_max_size", "2048"),
        ("gzip", "on"),
        ("default_type", "application/octet-stream"),
    ];
    for (name, value) in expected {
        assert_main("http", name, &[&[value]]);
    }
}

#[test]
fn pe_n3_no_site_speaks_older_protocols() {
    assert_main("http", "ssl_protocols", &[&["TLSv1.2", "TLSv1.3"]]);
}

#[test]
fn pe_n4_modules_types_and_sites_are_included() {
    assert_main("main", "include", &[&["/etc/nginx/modules-enabled/*.conf"]]);
    let inside: [&[&str]; 3] = [
        &["/etc/nginx/mime.types"],
        &["/etc/nginx/conf.d/*.conf"],
        &["/etc/nginx/sites-enabled/*"],
    ];
    assert_main("http", "include", &inside);
}

#[test]
fn pe_n5_logs_stand_where_debian_rotates_them() {
    assert_main("http", "access_log", &[&["/var/log/nginx/access.log"]]);
    assert_main("main", "error_log", &[&["/var/log/nginx/error.log"]]);
}

#[test]
fn pe_n6_debians_own_site_is_gone() {
    for deployment in [prod(), vagrant()] {
        let lines = deployment.text("etc/tmpfiles.d/permacoop.conf");
        assert!(
            lines
                .lines()
                .any(|line| line == "r /etc/nginx/sites-enabled/default"),
            "{lines}"
        );
    }
}

#[test]
fn pe_n7_answers_may_not_be_framed_nor_guessed() {
    for site in sites() {
        // Whatever the status; no location takes them away by headers of its own.
        let expected = [
            ["X-Content-Type-Options", "nosniff", "always"],
            ["X-Frame-Options", "DENY", "always"],
        ];
        assert_eq!(site.each("add_header"), expected);
        for place in ["/", "/api/", "= /favicon.ico"] {
            assert!(!site.location(place).unwrap().has("add_header"), "{place}");
        }
    }
}

#[track_caller]
fn assert_proxied(location: &str, service: &str, port: u16) {
    for (site, deployment) in sites().iter().zip([prod(), vagrant()]) {
        let place = site.location(location).unwrap();
        // Without a path of its own: the application sees the URI as the client sent it.
        assert_eq!(
            place.words("proxy_pass"),
            [format!("http://127.0.0.1:{port}")]
        );
        assert_eq!(deployment.variables(service)["PORT"], port.to_string());
    }
}

#[test]
fn pe_n8_the_api_is_asked_at_its_port() {
    assert_proxied("/api/", "api", 3000);
    let moved = prod_with("{ params.ports.api = 3100 }");
    let api = server(&moved, DOMAIN, true)
        .unwrap()
        .location("/api/")
        .unwrap();
    assert_eq!(api.words("proxy_pass"), ["http://127.0.0.1:3100"]);
}

#[test]
fn pe_n9_the_proxy_is_asked_at_its_port() {
    assert_proxied("/", "client-proxy", 3001);
    let moved = prod_with("{ params.ports.proxy = 3101 }");
    let rest = server(&moved, DOMAIN, true).unwrap().location("/").unwrap();
    assert_eq!(rest.words("proxy_pass"), ["http://127.0.0.1:3101"]);
}

#[test]
fn pe_n10_the_site_speaks_tls_and_http2_on_both_protocols() {
    let site = https();
    assert_eq!(addresses(&site), both(443));
    assert_eq!(site.words("http2"), ["on"]);
    assert_eq!(site.words("server_name"), [DOMAIN]);
    // nginx 1.24 has no such directive yet.
    let older = prod_with("{ target = 'Ubuntu2404 }");
    let site = server(&older, DOMAIN, true).unwrap();
    assert!(!site.has("http2"));
    assert!(site.listens().iter().all(|listen: &Listen| listen.http2));
}

#[test]
fn pe_n11_the_certificate_is_the_full_chain_of_the_domain() {
    // Not in certbot's `live/`, which is empty before the first certificate (R18): the folder is a link
    // to it as soon as there is one.
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
    let script = prod().text("etc/stackc/permacoop/certificate-site.sh");
    assert!(
        script.contains(&format!("ln -sfn ../live/{DOMAIN} {folder}")),
        "{script}"
    );
}

#[test]
fn pe_n12_sessions_are_kept_by_the_server_for_a_day() {
    let site = https();
    assert_eq!(site.words("ssl_session_timeout"), ["1d"]);
    assert_eq!(site.words("ssl_session_cache"), ["shared:MozSSL:10m"]);
    assert_eq!(site.words("ssl_session_tickets"), ["off"]);
}

#[test]
fn pe_n13_ciphers_are_those_of_the_intermediate_configuration() {
    let site = https();
    assert_eq!(site.words("ssl_protocols"), ["TLSv1.2", "TLSv1.3"]);
    assert_eq!(site.words("ssl_prefer_server_ciphers"), ["off"]);
    let [ciphers] = <[String; 1]>::try_from(site.words("ssl_ciphers")).unwrap();
    let mut ciphers: Vec<&str> = ciphers.split(':').collect();
    ciphers.sort_unstable();
    // The two of DHE-RSA are dropped together with their parameters (N14).
    let expected = [
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-RSA-CHACHA20-POLY1305",
    ];
    assert_eq!(ciphers, expected);
}

#[test]
fn pe_n14_no_file_of_parameters_can_be_empty_as_there_is_none() {
    for deployment in [prod(), vagrant()] {
        for (path, text) in deployment.texts() {
            assert!(
                !text.contains("dhparam") && !text.contains(":DHE-"),
                "{path}"
            );
        }
    }
}

#[test]
fn pe_n15_the_virtual_machine_answers_in_plain_text_to_every_name() {
    let site = local();
    assert_eq!(addresses(&site), both(80));
    assert!(site.listens().iter().all(|listen| listen.default_server));
    assert_eq!(site.words("server_name"), ["localhost"]);
    assert_eq!(servers(vagrant()).len(), 1);
    for place in ["/", "/api/", "= /favicon.ico"] {
        let (here, there) = (site.location(place), https().location(place));
        let (here, there) = (here.unwrap(), there.unwrap());
        for name in [
            "proxy_pass",
            "proxy_set_header",
            "access_log",
            "log_not_found",
        ] {
            assert_eq!(here.each(name), there.each(name), "{place}: {name}");
        }
    }
    let text = vagrant().text("etc/nginx/conf.d/permacoop.conf");
    assert!(!text.contains("ssl"), "{text}");
}

#[test]
fn pe_n16_the_icon_comes_from_the_client_and_is_not_logged() {
    for site in sites() {
        let icon = site.location("= /favicon.ico").unwrap();
        assert_eq!(icon.words("access_log"), ["off"]);
        assert_eq!(icon.words("log_not_found"), ["off"]);
        let rest = site.location("/").unwrap();
        for name in ["proxy_pass", "proxy_set_header"] {
            assert_eq!(icon.each(name), rest.each(name));
        }
    }
}

#[test]
fn pe_n17_the_api_gets_the_uri_unchanged() {
    for site in sites() {
        let [target] =
            <[String; 1]>::try_from(site.location("/api/").unwrap().words("proxy_pass")).unwrap();
        let authority = target.strip_prefix("http://").unwrap();
        assert!(
            !authority.contains('/') && !authority.contains('$'),
            "{target}"
        );
    }
}

#[test]
fn pe_n18_everything_else_goes_to_the_clients() {
    for site in sites() {
        assert_eq!(
            site.location("/").unwrap().words("proxy_pass"),
            ["http://127.0.0.1:3001"]
        );
    }
}

#[test]
fn pe_n19_applications_learn_host_client_and_scheme() {
    for site in sites() {
        for place in ["/", "/api/", "= /favicon.ico"] {
            let mut headers = site.location(place).unwrap().each("proxy_set_header");
            headers.sort();
            let expected = [
                ["Host", "$http_host"],
                ["X-Forwarded-For", "$proxy_add_x_forwarded_for"],
                ["X-Forwarded-Proto", "$scheme"],
                ["X-Real-IP", "$remote_addr"],
            ];
            assert_eq!(headers, expected, "{place}");
        }
    }
}

#[test]
fn pe_n20_plain_http_answers_challenges_and_sends_the_rest_to_https() {
    let plain = http();
    assert_eq!(addresses(&plain), both(80));
    assert!(plain.listens().iter().all(|listen| !listen.default_server));
    // What is no file there is not found: nginx says so without `try_files`.
    let challenges = plain.location("^~ /.well-known/acme-challenge/").unwrap();
    assert_eq!(challenges.words("root"), ["/var/www/letsencrypt"]);
    assert!(!challenges.has("return"));
    let rest = plain.location("/").unwrap();
    assert_eq!(rest.words("return"), ["301", "https://$host$request_uri"]);
    assert!(!plain.has("return"), "{plain:?}");
}

#[test]
fn pe_n21_names_that_no_site_has_are_refused() {
    let plain = reject_server(prod(), 80).expect("a default server in plain text");
    assert_eq!(plain.words("return"), ["444"]);
    let tls = reject_server(prod(), 443).expect("a default server over TLS");
    assert_eq!(tls.words("ssl_reject_handshake"), ["on"]);
    assert!(!tls.has("ssl_certificate"));
    let servers = servers(prod());
    let defaults = servers
        .iter()
        .flat_map(Block::listens)
        .filter(|listen| listen.default_server);
    let mut ports: Vec<_> = defaults.map(|listen| port_of(&listen)).collect();
    ports.sort();
    assert_eq!(ports, [Some(80), Some(80), Some(443), Some(443)]);
}

#[test]
fn pe_n22_the_site_stays_while_certificates_are_made() {
    // One file holds the site and the challenges, and nginx needs no certificate of Let's Encrypt to read
    // it: a pair for the time being is made before nginx starts.
    assert!(http().location("^~ /.well-known/acme-challenge/").is_some());
    let nginx = prod().unit("nginx.service.d/permacoop.conf");
    let after = nginx.words("Unit.After");
    assert!(
        after.contains(&"permacoop-certificate-site.service".to_owned()),
        "{after:?}"
    );
    // Neither job stops nginx or touches its sites.
    for job in ["certificate-site", "certbot-site"] {
        let unit = prod().service(job);
        let keys = ["ExecStart", "ExecStartPre", "ExecStartPost"];
        let words: Vec<String> = keys
            .iter()
            .flat_map(|key| unit.words(&format!("Service.{key}")))
            .collect();
        let words = words.join(" ");
        assert!(
            !words.contains("stop nginx") && !words.contains("/etc/nginx"),
            "{words}"
        );
    }
    assert!(
        !prod()
            .text("etc/stackc/permacoop/certificate-site.sh")
            .contains("nginx")
    );
}

#[test]
fn pe_n23_nginx_can_pick_the_client_itself() {
    let site = server(direct(), DOMAIN, true).unwrap();
    for (place, service) in [
        ("/", "client-legacy"),
        ("/kit", "client-kit"),
        ("/api/", "api"),
    ] {
        let port = direct().variables(service)["PORT"].clone();
        let target = format!("http://127.0.0.1:{port}");
        assert_eq!(
            site.location(place).unwrap().words("proxy_pass"),
            [target],
            "{place}"
        );
    }
    let nginx = direct().unit("nginx.service.d/permacoop.conf");
    for service in ["api", "client-legacy", "client-kit"] {
        let unit = format!("permacoop-{service}.service");
        assert!(nginx.words("Unit.After").contains(&unit), "{unit}");
    }
}
