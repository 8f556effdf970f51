//! The weaknesses of nginx configurations: for each kind, what shows it and what is near and fine.

use formats::Version;
use formats::nginx::{Build, Context, File, Weakness, WeaknessKind, weaknesses};
use source::Severity::{self, Error, Warning};

const BUILD: Build = Build {
    nginx: Version::new(1, 26, 3),
    openssl: Some(Version::new(3, 0, 0)),
};

fn found(text: &str) -> Vec<Weakness> {
    let file = File::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let is_main = ["events", "http", "worker_", "quic_bpf"]
        .iter()
        .any(|it| text.starts_with(it));
    let context = match is_main {
        true => Context::Main,
        false => Context::Http,
    };
    weaknesses(&file.items, context, BUILD)
}

/// What each text shows, and nothing else.
fn shows(kind: WeaknessKind, cases: &[(&str, &[Severity])]) {
    for (text, expected) in cases {
        let found = found(text);
        let kinds: Vec<_> = found.iter().map(|it| it.kind).collect();
        let severities: Vec<_> = found.iter().map(|it| it.severity).collect();
        assert_eq!(severities, *expected, "{text}: {found:#?}");
        assert!(kinds.iter().all(|it| *it == kind), "{text}: {found:#?}");
        for it in &found {
            assert!(!it.hint.is_empty() && !it.headline.ends_with('.'), "{it:?}");
        }
    }
}

/// A location in a plain server.
macro_rules! at {
    ($place:literal, $text:literal) => {
        concat!(
            "server{listen 80 default_server;location ",
            $place,
            " {",
            $text,
            "}}"
        )
    };
}

#[test]
fn an_alias_that_leads_out_of_its_folder() {
    shows(
        WeaknessKind::AliasTraversal,
        &[
            (at!("/files", "alias /srv/files/;"), &[Error]),
            (at!("^~ /files", "alias /srv/files/;"), &[Error]),
            (at!("/files/", "alias /srv/files;"), &[Error]),
            (at!("/files", "alias /srv/files;"), &[Warning]),
            (at!("/files/", "alias /srv/files/;"), &[]),
            (at!("= /file", "alias /srv/files/a;"), &[]),
            (at!("~ ^/img(.*)$", "alias /srv/img/$1;"), &[Error]),
            (at!("~ ^/img/(.*)$", "alias /srv/img/$1;"), &[]),
            (at!("~ ^/img([a-z]+)$", "alias /srv/img/$1;"), &[]),
            (at!("~ ^/i(?<rest>.*)$", "alias /srv/${rest};"), &[Error]),
            (at!("~ ^/any/(.*)$", "alias $1;"), &[Error]),
        ],
    );
}

#[test]
fn a_host_that_the_client_makes_up() {
    shows(
        WeaknessKind::HostSpoofing,
        &[
            (at!("/", "proxy_set_header Host $http_host;"), &[Warning]),
            (at!("/", "proxy_set_header host ${http_host};"), &[Warning]),
            (at!("/", "proxy_set_header Host $arg_host;"), &[Warning]),
            (
                at!("/", "set $h $http_host;proxy_set_header Host $h;"),
                &[Warning],
            ),
            (at!("/", "uwsgi_param HTTP_HOST $http_host;"), &[Warning]),
            (
                at!("/", "proxy_set_header X-Forwarded-Host $http_host;"),
                &[Warning],
            ),
            (at!("/", "proxy_set_header Host $host;"), &[]),
            (at!("/", "proxy_set_header Host $host:$server_port;"), &[]),
            (at!("/", "proxy_set_header X-Origin $http_origin;"), &[]),
        ],
    );
}

#[test]
fn a_line_break_of_the_client() {
    shows(
        WeaknessKind::HttpSplitting,
        &[
            (at!("/", "return 301 https://$host$uri;"), &[Error]),
            (at!("/", "return https://$host$document_uri;"), &[Error]),
            (at!("/", "rewrite ^ https://$host$uri permanent;"), &[Error]),
            (at!("/", "add_header X-Path $uri;"), &[Error]),
            (at!("/", "proxy_set_header X-Path $uri;"), &[Error]),
            (
                at!(
                    "~ ^/v1/(?<action>[^.]*)\\.json$",
                    "add_header X-Action $action;"
                ),
                &[Error],
            ),
            (
                at!(
                    "~ ^/v1/([^.]*)\\.json$",
                    "set $a $1;add_header X-Action $a;"
                ),
                &[Error],
            ),
            (at!("/", "return 301 https://$host$request_uri;"), &[]),
            (at!("/", "return 200 $uri;"), &[]),
            (at!("/", "return 404;"), &[]),
            (at!("/", "rewrite ^/a/(.*)$ /b/$1 break;"), &[]),
            (at!("/", "rewrite ^/a/(.*)$ /b/$1 permanent;"), &[]),
            (at!("~ ^/v1/(.*)$", "add_header X-Action $1;"), &[]),
            (at!("/", "add_header X-Agent $http_user_agent;"), &[]),
        ],
    );
}

#[test]
fn a_server_that_the_client_chooses() {
    shows(
        WeaknessKind::RequestForgery,
        &[
            (
                at!("/", "resolver 127.0.0.53;proxy_pass http://$arg_to;"),
                &[Error],
            ),
            (
                at!("/", "resolver 127.0.0.53;proxy_pass $http_x_to;"),
                &[Error],
            ),
            (
                at!("/", "resolver 127.0.0.53;proxy_pass http://app.$cookie_a;"),
                &[Error],
            ),
            (
                at!(
                    "~ ^/to/([a-z.]+)/",
                    "resolver 127.0.0.53;proxy_pass http://$1;"
                ),
                &[Error],
            ),
            (
                at!(
                    "/",
                    "internal;resolver 127.0.0.53;proxy_pass http://$arg_to;"
                ),
                &[],
            ),
            (
                at!(
                    "~ ^/to/([a-z]+)/",
                    "resolver 127.0.0.53;proxy_pass http://$1;"
                ),
                &[],
            ),
            (
                "map $http_x $to{default a;b b;}server{location /{resolver 127.0.0.53;proxy_pass http://$to;}}",
                &[],
            ),
        ],
    );
}

#[test]
fn names_that_are_resolved_once_by_nobody_or_by_strangers() {
    shows(
        WeaknessKind::NameResolution,
        &[
            (at!("/", "proxy_pass https://api.example.com;"), &[Warning]),
            (
                at!("/", "set $to app;proxy_pass http://$to:8000;"),
                &[Error],
            ),
            (at!("/", "set $to app;proxy_pass http://$to;"), &[Error]),
            (
                at!("/", "set $to http://app:8000;proxy_pass $to;"),
                &[Error],
            ),
            (
                at!(
                    "/",
                    "resolver 127.0.0.11;set $to app;proxy_pass http://$to;"
                ),
                &[],
            ),
            (at!("/", "set $to 127.0.0.1;proxy_pass http://$to;"), &[]),
            (
                "upstream app{server b;}server{location /{set $to app;proxy_pass http://$to;}}",
                &[],
            ),
            (at!("/", "proxy_pass http://app:8000;"), &[]),
            (at!("/", "proxy_pass http://unix:/run/app.sock;"), &[]),
            (at!("/", "resolver 8.8.8.8;"), &[Warning]),
            (
                at!("/", "resolver [2001:4860:4860::8888]:53 valid=30s;"),
                &[Warning],
            ),
            (
                at!("/", "resolver 10.89.0.1 [fd00::1]:53 valid=30s ipv6=off;"),
                &[],
            ),
        ],
    );
}

#[test]
fn an_if_in_a_location_that_does_more_than_rewrite() {
    shows(
        WeaknessKind::IfInLocation,
        &[
            (
                at!("/", "if ($a){proxy_pass http://b;add_header X 1;}"),
                &[Warning],
            ),
            (at!("/", "if ($a){return 403;}"), &[]),
            (
                at!("/", "if ($a){rewrite ^ /x last;}if ($b){set $c 1;}"),
                &[],
            ),
            ("server{if ($a){return 403;}}", &[]),
        ],
    );
}

#[test]
fn tls_that_is_broken() {
    shows(
        WeaknessKind::WeakTls,
        &[
            ("ssl_protocols TLSv1 TLSv1.2;", &[Warning]),
            ("ssl_protocols TLSv1.2 TLSv1.3;", &[]),
            ("ssl_ciphers RC4-SHA;", &[Warning]),
            ("ssl_ciphers ECDHE-RSA-DES-CBC3-SHA:AES128-SHA;", &[Warning]),
            ("ssl_ciphers HIGH:!aNULL:!MD5:!RC4;", &[]),
            ("ssl_ciphers HIGH;", &[Warning]),
            ("ssl_ciphers DEFAULT@SECLEVEL=0:@SECLEVEL=0;", &[Warning]),
            (
                "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305;",
                &[],
            ),
        ],
    );
}

#[test]
fn browsers_that_are_not_told_to_come_back_by_https() {
    macro_rules! with {
        ($text:literal) => {
            concat!("server{listen 443 ssl;ssl_certificate a;", $text, "}")
        };
    }
    shows(
        WeaknessKind::TransportSecurity,
        &[
            (with!(""), &[Warning]),
            (with!("ssl_reject_handshake on;"), &[]),
            (
                with!("add_header Strict-Transport-Security max-age=31536000;"),
                &[],
            ),
            (
                with!("location /{add_header strict-transport-security max-age=31536000;}"),
                &[],
            ),
            (
                with!("add_header Strict-Transport-Security max-age=3600;"),
                &[Warning],
            ),
            (
                with!("add_header Strict-Transport-Security max-age=0;"),
                &[],
            ),
            (
                with!("add_header Strict-Transport-Security includeSubDomains;"),
                &[Warning],
            ),
            (
                with!("add_header Strict-Transport-Security \"max-age=31536000; preload\";"),
                &[Warning],
            ),
            (
                with!(
                    "add_header Strict-Transport-Security \"max-age=31536000; includeSubDomains; preload\";"
                ),
                &[],
            ),
            (
                "add_header Strict-Transport-Security max-age=31536000;server{listen 443 ssl;}",
                &[],
            ),
            ("server{listen 80;}", &[]),
        ],
    );
}

#[test]
fn answers_that_name_the_release() {
    shows(
        WeaknessKind::VersionShown,
        &[
            ("server_tokens on;", &[Warning]),
            ("server_tokens build;", &[Warning]),
            ("server_tokens off;", &[]),
        ],
    );
}

#[test]
fn lists_that_are_inherited_as_a_whole_or_not_at_all() {
    shows(
        WeaknessKind::LostInheritance,
        &[
            (
                "server{proxy_set_header A 1;location /{proxy_set_header B 2;}}",
                &[Warning],
            ),
            (
                "server{proxy_set_header A 1;location /{proxy_set_header a 2;}}",
                &[],
            ),
            (
                "server{proxy_set_header A 1;location /{proxy_pass http://b;}}",
                &[],
            ),
            (
                "server{uwsgi_param A 1;uwsgi_param B 1;location /{uwsgi_param C 2;}}",
                &[Warning, Warning],
            ),
            (
                "server{add_trailer A 1;location /{add_trailer B 2;}}",
                &[Warning],
            ),
            (
                "server{add_trailer A 1;location /{add_trailer_inherit merge;add_trailer B 2;}}",
                &[],
            ),
        ],
    );
}

#[test]
fn headers_that_are_not_what_they_seem() {
    shows(
        WeaknessKind::MalformedHeader,
        &[
            (
                "add_header Content-Security-Policy \"default-src 'self';\n img-src *\";",
                &[Error],
            ),
            ("add_header Content-Type text/plain;", &[Warning]),
            (
                at!(
                    "/",
                    "proxy_hide_header Content-Type;add_header Content-Type text/plain;"
                ),
                &[],
            ),
            ("add_header X-Frame-Options DENY;", &[]),
        ],
    );
}

#[test]
fn patterns_that_a_request_keeps_busy() {
    shows(
        WeaknessKind::ExplosiveRegex,
        &[
            (at!("~ ^/(a+)+$", "return 404;"), &[Error]),
            (at!("/", "rewrite ^/((x|xy|y)+)z$ /q last;"), &[Error]),
            ("map $uri $a{default 0;\"~^(\\w+\\s?)*$\" 1;}", &[Error]),
            ("server{server_name \"~^(([a-z]+)\\.?)+$\";}", &[Error]),
            (
                at!("/", "if ($arg_a ~ \"^(b|b)*c\"){return 404;}"),
                &[Error],
            ),
            (at!("~ ^/(a|b)+$", "return 404;"), &[]),
        ],
    );
}

#[test]
fn patterns_that_say_more_or_less_than_they_mean() {
    shows(
        WeaknessKind::LooseRegex,
        &[
            (at!("~ \\.php", "return 404;"), &[Warning]),
            (at!("~* \\.(jpe?g|png)", "expires max;"), &[Warning]),
            (at!("~ \\.php$", "return 404;"), &[]),
            (at!("~ ^/api/health$", "return 404;"), &[Warning]),
            (at!("~* ^/api/health$", "return 404;"), &[]),
            (at!("~ ^/api/v[12]$", "return 404;"), &[]),
        ],
    );
}

#[test]
fn strangers_that_pass_the_check_of_a_header() {
    shows(
        WeaknessKind::OriginCheck,
        &[
            (
                "server{if ($http_origin !~ \"example\\.org$\"){return 403;}}",
                &[Warning],
            ),
            (
                "server{if ($http_origin !~ \"^https://example\\.org\"){return 403;}}",
                &[Warning],
            ),
            (
                "server{if ($http_origin !~ \"^https://www.example\\.org$\"){return 403;}}",
                &[Warning],
            ),
            (
                "server{if ($http_origin !~ \"^https://www\\.example\\.org$\"){return 403;}}",
                &[],
            ),
            (
                "server{if ($http_referer !~ \"^https://www\\.example\\.org/\"){return 403;}}",
                &[],
            ),
            (
                "server{if ($http_referrer !~ \"^https://\"){return 403;}}",
                &[Warning],
            ),
            (
                "map $http_origin $cors{default \"\";~example\\.org$ $http_origin;}",
                &[Warning],
            ),
            (at!("/", "valid_referers none server_names;"), &[Warning]),
            (at!("/", "valid_referers server_names;"), &[]),
        ],
    );
}

#[test]
fn restrictions_that_do_not_restrict() {
    shows(
        WeaknessKind::AccessBypassed,
        &[
            (at!("/", "allow 10.0.0.0/8;"), &[Error]),
            (at!("/", "allow 10.0.0.0/8;deny all;"), &[]),
            (at!("/", "allow all;"), &[]),
            (at!("/", "satisfy any;allow 10.0.0.0/8;auth_basic x;"), &[]),
            (at!("/", "deny all;return 200 secret;"), &[Error]),
            (
                "server{auth_basic x;location /{return 200 secret;}}",
                &[Error],
            ),
            (
                "server{auth_basic x;location /{auth_basic off;return 200 open;}}",
                &[],
            ),
            (at!("/", "deny all;return 301 https://$host/;"), &[]),
            (at!("/", "deny all;return 403;"), &[]),
        ],
    );
}

#[test]
fn what_is_the_hosts_own() {
    shows(
        WeaknessKind::ExposedInternals,
        &[
            ("server{root /;}", &[Error]),
            ("server{root /srv/../.;}", &[Error]),
            (at!("/x/", "alias /;"), &[Error]),
            ("server{root /srv/../etc;}", &[]),
            (at!("/x", "stub_status;"), &[Warning]),
            (at!("/x", "stub_status;allow 127.0.0.1;deny all;"), &[]),
            ("server{listen 127.0.0.1:81;location /x{stub_status;}}", &[]),
        ],
    );
}

#[test]
fn paths_that_are_decoded_on_the_way() {
    shows(
        WeaknessKind::DecodedPath,
        &[
            (at!("/a/", "proxy_pass http://app/;"), &[Warning]),
            (at!("= /a", "proxy_pass http://app/b;"), &[]),
            (at!("/a/", "proxy_pass http://app;"), &[]),
            ("server{merge_slashes off;}", &[Warning]),
        ],
    );
}

#[test]
fn directives_that_mean_something_else() {
    shows(
        WeaknessKind::Misreading,
        &[
            ("error_log off;", &[Warning]),
            ("error_log /dev/null crit;", &[]),
            (at!("/", "rewrite ^/(a)/b /$2 last;"), &[Warning]),
            (at!("/", "rewrite ^/(a)/(b) /$2 last;"), &[]),
            ("map $a $b{x 1;y 2;}", &[Warning]),
            ("map $a $b{x 1;}", &[]),
            ("map $a $b{default 0;x 1;y 2;}", &[]),
            ("geo $b{10.0.0.0/8 1;}", &[Warning]),
            (
                at!("/", "try_files $uri @app;proxy_pass http://app;"),
                &[Warning],
            ),
            (at!("/", "try_files $uri @app;"), &[]),
        ],
    );
}

#[test]
fn limits_that_are_reached_too_early() {
    shows(
        WeaknessKind::ServerLimits,
        &[
            ("events{worker_connections 768;}", &[Warning]),
            (
                "worker_rlimit_nofile 1000;events{worker_connections 768;}",
                &[Warning],
            ),
            (
                "worker_rlimit_nofile 2048;events{worker_connections 768;}",
                &[],
            ),
            ("events{worker_connections 512;}", &[]),
            ("keepalive_requests 100;", &[Warning]),
            ("keepalive_requests 1000;", &[]),
            ("quic_bpf on;worker_processes auto;", &[Warning]),
            ("quic_bpf on;worker_processes 1;", &[]),
        ],
    );
}

#[test]
fn settings_of_tls_without_effect() {
    shows(
        WeaknessKind::TlsSetting,
        &[
            (
                "server{ssl_stapling on;ssl_certificate /etc/letsencrypt/live/a/f.pem;}",
                &[Warning],
            ),
            (
                "server{ssl_stapling on;ssl_certificate /etc/ssl/a.pem;}",
                &[Warning],
            ),
            (
                "resolver 127.0.0.53;server{ssl_stapling on;ssl_certificate /etc/ssl/a.pem;}",
                &[],
            ),
            ("ssl_ecdh_curve X25519MLKEM768:X25519;", &[Error]),
            ("ssl_ecdh_curve ?X25519MLKEM768:X25519;", &[]),
            (
                "server{listen 443 ssl default_server;ssl_reject_handshake on;}server{listen 443 ssl;add_header Strict-Transport-Security max-age=31536000;ssl_protocols TLSv1.3;}",
                &[Warning],
            ),
            (
                "ssl_protocols TLSv1.3;server{listen 443 ssl default_server;ssl_reject_handshake on;}server{listen 443 ssl;add_header Strict-Transport-Security max-age=31536000;ssl_protocols TLSv1.3;}",
                &[],
            ),
        ],
    );
}

#[test]
fn a_new_openssl_knows_the_new_groups() {
    let file = File::parse("ssl_ecdh_curve X25519MLKEM768;").expect("nginx syntax");
    let of = |openssl| weaknesses(&file.items, Context::Http, Build { openssl, ..BUILD });
    assert_eq!(of(Some(Version::new(3, 5, 0))), []);
    assert_eq!(
        of(None).iter().map(|it| it.severity).collect::<Vec<_>>(),
        [Warning]
    );
}
