//! nginx: directives against releases, servers against each other, names with rules.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use formats::Version;
use formats::nginx::{
    Context, Directive, Endpoint, File, HeaderName, HostPort, Http2, Listen, ListenAddress,
    Location, Parameter, Problem, ServerName, check, conflicts, http2, reject_handshake,
};
use proptest::prelude::*;

const DEBIAN_12: Version = Version::new(1, 22, 1);
const DEBIAN_13: Version = Version::new(1, 26, 3);
const NEWEST: Version = Version::new(1, 31, 4);

/// The findings of a text as `line: headline (hint)`.
fn findings(context: Context, version: Version, text: &str) -> Vec<String> {
    let file = File::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    check(&file.items, context, version)
        .iter()
        .map(|finding| {
            let line = finding.line.0.unwrap();
            match finding.hint() {
                Some(hint) => format!("{line}: {finding} ({hint})"),
                None => format!("{line}: {finding}"),
            }
        })
        .collect()
}

#[test]
fn debian_files_have_no_findings() {
    let corpus = [
        (Context::Main, DEBIAN_13, include_str!("corpus/nginx.conf")),
        (Context::Http, DEBIAN_12, include_str!("corpus/mime.types")),
        (
            Context::Location,
            DEBIAN_12,
            include_str!("corpus/proxy_params"),
        ),
        (
            Context::Http,
            DEBIAN_12,
            include_str!("corpus/uwsgi_params"),
        ),
        (
            Context::Http,
            DEBIAN_12,
            include_str!("corpus/default-site"),
        ),
        (Context::Http, DEBIAN_12, include_str!("corpus/php-site")),
        (Context::Http, NEWEST, include_str!("corpus/cache-site")),
    ];
    for (context, version, text) in corpus {
        assert_eq!(findings(context, version, text), [""; 0], "{text}");
    }
}

#[test]
fn each_complaint_of_nginx_is_found() {
    use Context::{Http, Location, Main, Server, Stream, Upstream};
    let cases: [(Context, Version, &str, &[&str]); 31] = [
        (
            Server,
            DEBIAN_13,
            "\nadd_heder X y;",
            &["2: nginx has no directive `add_heder` (did you mean `add_header`?)"],
        ),
        (
            Server,
            DEBIAN_13,
            "frobnicate;",
            &["1: nginx has no directive `frobnicate`"],
        ),
        (
            Server,
            DEBIAN_13,
            "ssl on;",
            &["1: nginx has no directive `ssl` (write `ssl` as a parameter of `listen`)"],
        ),
        (
            Location,
            DEBIAN_13,
            "listen 80;",
            &["1: nginx directive `listen` may not stand in `location` (it may stand in `server`)"],
        ),
        (
            Http,
            DEBIAN_13,
            "server { location / { if ($a) { proxy_set_header A b; } } }",
            &[
                "1: nginx directive `proxy_set_header` may not stand in `if in location` (it may stand in `http`, `server` and `location`)",
            ],
        ),
        (
            Server,
            DEBIAN_13,
            "add_header X;",
            &["1: nginx directive `add_header` takes 2 to 3 parameters, and has 1"],
        ),
        (
            Server,
            DEBIAN_13,
            "root;",
            &["1: nginx directive `root` takes 1 parameter, and has 0"],
        ),
        (
            Location,
            DEBIAN_13,
            "internal x;",
            &["1: nginx directive `internal` takes no parameters, and has 1"],
        ),
        (
            Server,
            DEBIAN_13,
            "gzip_types;",
            &["1: nginx directive `gzip_types` takes at least 1 parameter, and has 0"],
        ),
        (
            Server,
            DEBIAN_13,
            "location /;",
            &["1: nginx directive `location` needs a block (write `{ … }` instead of `;`)"],
        ),
        (
            Server,
            DEBIAN_13,
            "root /x {}",
            &["1: nginx directive `root` takes no block (write `;` instead of the block)"],
        ),
        (
            Server,
            DEBIAN_12,
            "http2 on;",
            &["1: nginx directive `http2` exists since 1.25.1, and the target has 1.22.1"],
        ),
        (Server, DEBIAN_13, "http2 on;", &[]),
        (
            Server,
            DEBIAN_13,
            "add_header_inherit merge;",
            &[
                "1: nginx directive `add_header_inherit` exists since 1.29.3, and the target has 1.26.3",
            ],
        ),
        (
            Server,
            DEBIAN_13,
            "gzip yes;",
            &["1: nginx directive `gzip` expects `on` or `off`"],
        ),
        (Server, DEBIAN_13, "gzip ON;", &[]),
        (
            Server,
            DEBIAN_13,
            "client_max_body_size 100MB;",
            &[
                "1: nginx directive `client_max_body_size` expects a size such as `512`, `8k`, `1m` or `2g`",
            ],
        ),
        (
            Server,
            DEBIAN_13,
            "proxy_read_timeout 5min;",
            &[
                "1: nginx directive `proxy_read_timeout` expects a time such as `500ms`, `60s` or `1h30m`",
            ],
        ),
        (
            Server,
            DEBIAN_13,
            "ssl_verify_client maybe;",
            &[
                "1: nginx directive `ssl_verify_client` expects one of `off`, `on`, `optional` and `optional_no_ca`",
            ],
        ),
        (
            Server,
            DEBIAN_13,
            "add_header Price 5$;",
            &[
                "1: parameter 2 of nginx directive `add_header` has a `$` that begins no variable (write a literal dollar sign as `${dollar}`, declared by `geo $dollar`)",
            ],
        ),
        (
            Server,
            DEBIAN_13,
            "client_max_body_size 1m;\nclient_max_body_size 1m;",
            &["2: nginx directive `client_max_body_size` stands twice in one block"],
        ),
        (
            Http,
            DEBIAN_13,
            "root /a;\nserver {\nroot /b;\nroot /c;\nlocation / { root /d; }\n}",
            &["4: nginx directive `root` stands twice in one block"],
        ),
        (
            Server,
            DEBIAN_13,
            "gzip on;\ngzip off;",
            &["2: nginx directive `gzip` stands twice in one block"],
        ),
        (
            Server,
            DEBIAN_13,
            "add_header A b; add_header A b; listen 80; listen 81; ssl_certificate a; ssl_certificate b; server_name a; server_name b; location /a { } location /b { }",
            &[],
        ),
        (Location, DEBIAN_13, "proxy_redirect ~^(.*)$ /;", &[]),
        (
            Server,
            DEBIAN_13,
            "listen 443 ssl http2;",
            &[
                "1: the parameter `http2` of `listen` is deprecated since nginx 1.25.1 (write `http2 on;` in the server)",
            ],
        ),
        (
            Server,
            DEBIAN_12,
            "listen 443 quic;",
            &[
                "1: the parameter `quic` of `listen` exists since nginx 1.25, and the target has 1.22.1",
            ],
        ),
        (
            Upstream,
            DEBIAN_13,
            "keepalive 16 local;",
            &["1: nginx directive `keepalive` takes 1 parameter, and has 2"],
        ),
        (Upstream, NEWEST, "keepalive 16 local;", &[]),
        (Stream, DEBIAN_13, "server { listen 1; proxy_pass a; }", &[]),
        (
            Main,
            DEBIAN_13,
            "http { server { listen 1; } map $a $b { whatever 1; } types { listen x; } server; }",
            &["1: nginx directive `server` needs a block (write `{ … }` instead of `;`)"],
        ),
    ];
    for (context, version, text, expected) in cases {
        assert_eq!(findings(context, version, text), expected, "{text}");
    }
}

#[test]
fn http2_is_written_in_the_form_of_the_release() {
    let listen = Listen {
        ssl: true,
        http2: true,
        ..Listen::new(ListenAddress::any_v6(443))
    };
    let cases = [
        (DEBIAN_12, "listen [::]:443 ssl http2;\n"),
        (Version::new(1, 25, 0), "listen [::]:443 ssl http2;\n"),
        (Version::new(1, 25, 1), "listen [::]:443 ssl;\nhttp2 on;\n"),
    ];
    for (version, expected) in cases {
        let form = http2(version);
        let mut directives = vec![listen.directive(form)];
        directives.extend(form.directive());
        let file = File::new(directives);
        assert_eq!(file.print().text, expected);
        assert_eq!(check(&file.items, Context::Server, version), []);
    }
}

#[test]
fn the_handshake_is_rejected_from_1_19_4() {
    assert_eq!(reject_handshake(Version::new(1, 19, 3)), None);
    let directive = reject_handshake(Version::new(1, 19, 4)).unwrap();
    assert_eq!(
        File::new([directive]).print().text,
        "ssl_reject_handshake on;\n"
    );
}

#[test]
fn equal_addresses_have_one_spelling() {
    let cases = [
        ("80", Some("80")),
        ("*:80", Some("80")),
        ("0.0.0.0:80", Some("80")),
        ("127.0.0.1", Some("127.0.0.1:80")),
        ("[::]:80", Some("[::]:80")),
        ("[0:0::0]:80", Some("[::]:80")),
        ("[::1]", Some("[::1]:80")),
        ("Localhost:8080", Some("localhost:8080")),
        ("unix:/run/x.sock", Some("unix:/run/x.sock")),
        ("0", None),
        ("65536", None),
        ("+80", None),
        ("127.0.0.1:0", None),
        ("a b:80", None),
        ("[::", None),
        ("", None),
        ("unix:x", None),
    ];
    for (text, expected) in cases {
        let found = ListenAddress::parse(text)
            .ok()
            .map(|address| address.to_string());
        assert_eq!(found.as_deref(), expected, "{text}");
    }
}

#[test]
fn listen_directives_are_read_back() {
    let listen = Listen {
        ssl: true,
        http2: true,
        default_server: true,
        options: vec![
            Parameter::keyword("reuseport"),
            Parameter::keyword("backlog=511"),
        ],
        ..Listen::new(ListenAddress::any_v4(443))
    };
    let directive = listen.directive(Http2::ListenParameter);
    let text = File::new([directive.clone()]).print().text;
    assert_eq!(
        text,
        "listen 443 ssl http2 default_server reuseport backlog=511;\n"
    );
    assert_eq!(Listen::of(&directive).unwrap(), listen);
}

#[test]
fn servers_that_do_not_go_together_are_found() {
    let cases: [(&str, &[&str]); 15] = [
        (
            "server { listen 80; listen *:80; }",
            &["one server listens twice on `80`"],
        ),
        ("server { listen 80; listen [::]:80; }", &[]),
        (
            "server { listen 80 reuseport; } server { listen 0.0.0.0:80 reuseport; server_name a; }",
            &["socket options for `80` stand at more than one `listen`"],
        ),
        (
            "server { listen 80 proxy_protocol; } server { listen 80 proxy_protocol; server_name a; }",
            &[],
        ),
        (
            "server { listen 80 default_server; } server { listen 80 default_server; server_name a; }",
            &["two servers are the default server of `80`"],
        ),
        (
            "server { listen 443 ssl; ssl_reject_handshake on; } server { listen 443; server_name a; }",
            &["`443` is listened on with `ssl` and without; all connections would be TLS"],
        ),
        (
            "server { server_name a B; } server { listen 80; server_name b; }",
            &["two servers on `80` have the name `b`; the second is never used"],
        ),
        (
            "server { listen 80; } server { listen 80; }",
            &["two servers on `80` have the name ``; the second is never used"],
        ),
        (
            "server { listen 80; server_name a; } server { listen 81; server_name a; }",
            &[],
        ),
        (
            "server { listen 443 ssl; }",
            &["`443` is listened on with `ssl`, and the server has no certificate"],
        ),
        ("ssl_certificate /c; server { listen 443 ssl; }", &[]),
        ("server { listen 443 ssl; ssl_certificate /c; }", &[]),
        (
            "server { listen 443 ssl; listen 443 quic; ssl_certificate /c; }",
            &[],
        ),
        (
            "http { server { listen 70000; } }",
            &["`listen` needs a port from 1 to 65535 (read by nginx)"],
        ),
        (
            "upstream a { server 127.0.0.1:80; server 127.0.0.1:80; }",
            &[],
        ),
    ];
    for (text, expected) in cases {
        let file = File::parse(text).unwrap();
        let found: Vec<String> = conflicts(&file.items)
            .iter()
            .map(|conflict| conflict.kind.to_string())
            .collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn names_that_http_shares_are_taken_once() {
    let cases: [(&str, &[&str]); 12] = [
        (
            "upstream a { server h; } upstream A { server i; }",
            &["two `upstream` groups are called `A`"],
        ),
        (
            "log_format a x; log_format a x;",
            &["two `log_format`s are called `a`"],
        ),
        (
            "limit_req_zone $host zone=a:1m rate=1r/s; limit_conn_zone $host zone=a:1m;",
            &["two directives want the zone of memory `a`"],
        ),
        (
            "proxy_cache_path /a keys_zone=z:1m; uwsgi_cache_path /b keys_zone=z:1m;",
            &["two directives want the zone of memory `z`"],
        ),
        (
            "server { ssl_session_cache shared:S:1m; } server { listen 81; ssl_session_cache shared:S:2m; }",
            &["two directives want the zone of memory `S`"],
        ),
        (
            "server { ssl_session_cache shared:S:1m; } server { listen 81; ssl_session_cache builtin shared:S:1m; }",
            &[],
        ),
        (
            "upstream a { zone z 64k; server h; } upstream b { zone z 64k; server i; }",
            &[],
        ),
        (
            "map $host $a { default 1; } map $uri $a { default 1; }",
            &["the variable `$a` has two definitions; the last holds everywhere"],
        ),
        (
            "map $host $a { default 1; } map $host $a { default 1; }",
            &[],
        ),
        (
            "geo $a { default 1; } split_clients $host $a { * 2; }",
            &["the variable `$a` has two definitions; the last holds everywhere"],
        ),
        (
            "http { log_format a x; log_format a y; }",
            &["two `log_format`s are called `a`"],
        ),
        ("map; geo; upstream; log_format; limit_req_zone zone=;", &[]),
    ];
    for (text, expected) in cases {
        let file = File::parse(text).unwrap();
        let found: Vec<String> = conflicts(&file.items)
            .iter()
            .map(|conflict| conflict.kind.to_string())
            .collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_conflict_names_both_places() {
    let text = "server {\n    listen 80 default_server;\n}\nserver {\n    server_name a;\n    listen 80 default_server;\n}\n";
    let file = File::parse(text).unwrap();
    let [conflict] = conflicts(&file.items).try_into().unwrap();
    assert_eq!(conflict.place.line.0, Some(6));
    assert_eq!(conflict.other.unwrap().line.0, Some(2));
}

#[test]
fn server_names_follow_our_grammar() {
    let good = [
        ("", ""),
        ("_", "_"),
        ("Wiki.Example.ORG", "wiki.example.org"),
        ("*.example.org", "*.example.org"),
        (".example.org", ".example.org"),
        ("www.*", "www.*"),
        (r"~^(?<n>\w+)\.x$", r"~^(?<n>\w+)\.x$"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("192.0.2.1", "192.0.2.1"),
        ("[::1]", "[::1]"),
    ];
    for (text, written) in good {
        assert_eq!(ServerName::parse(text).unwrap().to_string(), written);
    }
    let long = "a".repeat(64);
    let bad = [
        ".",
        "*",
        "*.",
        "a b",
        "a;b",
        "a*b",
        "a..b",
        "-a",
        "a-",
        "bücher.example",
        "~",
        "~a\nb",
        "[x]",
        "$host",
        "a.",
        &long,
    ];
    for text in bad {
        assert!(ServerName::parse(text).is_err(), "{text}");
    }
    assert_eq!(ServerName::parse("a.b").unwrap().exact(), Some("a.b"));
    assert_eq!(ServerName::parse("_").unwrap().exact(), None);
    let refused = ServerName::parse("bücher.example").unwrap_err();
    assert_eq!((refused.offset, refused.found), (1, Some('ü')));
    assert_eq!(refused.hint, "write the name in its `xn--` form");
}

#[test]
fn locations_are_read_in_the_notation_of_nginx() {
    let good = [
        ("/", "location / {}\n"),
        ("= /x", "location = /x {}\n"),
        ("^~ /static/", "location ^~ /static/ {}\n"),
        (r"~ \.(rtdc)$", "location ~ \"\\.(rtdc)$\" {}\n"),
        ("~* ^/a", "location ~* ^/a {}\n"),
        ("@app", "location @app {}\n"),
        ("/a b", "location \"/a b\" {}\n"),
        ("/x=;{}", "location \"/x=;{}\" {}\n"),
    ];
    for (text, printed) in good {
        let location: Location = text.parse().unwrap();
        assert_eq!(location.to_string(), text);
        let directive = location.directive([] as [Directive; 0]);
        assert_eq!(File::new([directive]).print().text, printed);
    }
    let bad = [
        "", "x", "=/x", "~x", "^~/x", "= x", "@", "@a b", "~ ", "/a\nb", "@a;", " /",
    ];
    for text in bad {
        assert!(text.parse::<Location>().is_err(), "{text:?}");
    }
    assert_eq!("= x".parse::<Location>().unwrap_err().offset, 2);
}

#[test]
fn endpoints_and_headers_follow_their_grammars() {
    for text in [
        "web:9090",
        "127.0.0.1:8000",
        "[::1]:80",
        "unix:/run/app.sock",
    ] {
        assert_eq!(text.parse::<Endpoint>().unwrap().to_string(), text);
    }
    let long = format!("unix:/{}", "x".repeat(107));
    for text in [
        "web",
        "web:",
        "web:0",
        "web:65536",
        "web:+1",
        ":80",
        "a b:80",
        "unix:x",
        "unix:/a:b",
        &long,
    ] {
        assert!(text.parse::<Endpoint>().is_err(), "{text}");
    }
    assert_eq!("WEB:80".parse::<HostPort>().unwrap().to_string(), "web:80");
    for text in ["X-Frame-Options", "host", "a_b"] {
        assert_eq!(HeaderName::parse(text).unwrap().as_str(), text);
    }
    for text in ["", "a b", "a:", "a\r\nb", "$a", "é"] {
        assert!(HeaderName::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_location_hands_requests_to_one_place() {
    let cases = [
        ("proxy_pass", "http://127.0.0.1:1"),
        ("uwsgi_pass", "127.0.0.1:1"),
        ("fastcgi_pass", "127.0.0.1:1"),
        ("grpc_pass", "127.0.0.1:1"),
        ("scgi_pass", "127.0.0.1:1"),
        ("memcached_pass", "127.0.0.1:1"),
        ("try_files", "$uri =404"),
        ("proxy_cache", "off"),
        ("proxy_cache_key", "$uri"),
        ("internal", ""),
    ];
    for (name, words) in cases {
        let line = format!("{name} {words};\n");
        assert_eq!(
            findings(Context::Location, DEBIAN_13, &line),
            [""; 0],
            "{name}"
        );
        let expected = format!("2: nginx directive `{name}` stands twice in one block");
        let twice = line.repeat(2);
        assert_eq!(findings(Context::Location, DEBIAN_13, &twice), [expected]);
    }
}

#[test]
fn a_duplicate_names_both_places() {
    let file = File::parse("root /a;\n\nroot /b;\n").unwrap();
    let [finding] = check(&file.items, Context::Server, DEBIAN_13)
        .try_into()
        .unwrap();
    let Problem::Duplicate { first } = finding.problem else {
        panic!("{finding}");
    };
    assert_eq!((first.line.0, finding.line.0), (Some(1), Some(3)));
}

proptest! {
    #[test]
    fn checking_never_panics(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "server", "location", "/", "{", "}", ";", "listen", "80", "[::]:80", "ssl", "http2",
                "server_name", "a", "~", "$", "root", "if", "map", "gzip", "on", "1é", "5m", "\"\"",
                "proxy_read_timeout", "proxy_pass", "client_max_body_size", "return", "unix:/x",
            ]),
            0..30,
        ),
    ) {
        if let Ok(file) = File::parse(&words.join(" ")) {
            for context in [Context::Main, Context::Http, Context::Server, Context::Location] {
                for finding in check(&file.items, context, DEBIAN_13) {
                    prop_assert!(!finding.to_string().is_empty());
                }
            }
            for conflict in conflicts(&file.items) {
                prop_assert!(!conflict.kind.to_string().is_empty());
            }
        }
    }
}
