//! P: what differs from site to site, and that every use of it follows.

use crate::changes::{CHANGED, Finding, findings, with};
use crate::deployment::{DOMAIN, Deployment, Variant, default};
use crate::servers::server;

/// Asserts that a changed value has replaced the old one in every file.
#[track_caller]
fn assert_replaced(changed: &Deployment, old: &str, new: &str) {
    let before = default().files_with(old);
    assert!(!before.is_empty(), "`{old}` is used");
    assert_eq!(changed.files_with(old), [""; 0], "nothing holds `{old}`");
    let after = changed.files_with(new);
    assert_eq!(after, before, "`{new}` took each of its places");
}

/// Asserts that a value of a parameter is refused where it is written.
#[track_caller]
fn assert_refused(overlay: &str, message: &str) {
    let found = findings(overlay);
    let is_it = |finding: &Finding| finding.file == CHANGED && finding.text.contains(message);
    assert!(found.iter().any(is_it), "{overlay}: {found:#?}");
}

#[test]
fn in_p1_the_domain_is_written_once_and_used_everywhere() {
    let changed = with("{ params.domain = \"code.example.edu\" }");
    assert_replaced(&changed, DOMAIN, "code.example.edu");
    assert!(server(&changed, "code.example.edu", true).is_some());
    assert_eq!(
        changed.variable("ALLOWED_HOSTS").as_deref(),
        Some("code.example.edu")
    );
    // The application's own name for itself is that of the host.
    let words = default()
        .service("inloop-first-run")
        .words("Service.ExecStartPre");
    assert!(words.contains(&"--system-fqdn".to_owned()), "{words:?}");
    assert_refused("{ params.domain = \"not a name\" }", "is not a host name");
}

#[test]
fn in_p2_the_checkout_is_where_python_looks() {
    assert_eq!(
        default().variable("PYTHONPATH").as_deref(),
        Some("/home/inloop/inloop")
    );
    let changed =
        with("{ params.checkout = \"/srv/checkout\", directories.\"/srv/checkout\" = {} }");
    assert_eq!(
        changed.variable("PYTHONPATH").as_deref(),
        Some("/srv/checkout")
    );
    assert_eq!(changed.files_with("/home/inloop/inloop"), [""; 0]);
    let found = findings("{ params.checkout = \"/srv/checkout\" }");
    assert!(
        found
            .iter()
            .any(|finding| finding.rule == "undeclared-directory"),
        "{found:#?}"
    );
}

#[test]
fn in_p3_all_programs_are_those_of_the_virtual_environment() {
    let changed = with("{ params.virtualenv = \"/home/inloop/env\" }");
    assert_replaced(&changed, "/home/inloop/virtualenv", "/home/inloop/env");
    let start = changed.service("gunicorn").words("Service.ExecStart");
    assert_eq!(start[0], "/home/inloop/env/bin/gunicorn");
}

#[test]
fn in_p4_the_web_root_is_outside_of_any_home() {
    let root = "/srv/inloop/htdocs";
    let site = server(default(), DOMAIN, true).unwrap();
    assert_eq!(site.words("root"), [root]);
    let changed = with("{ params.web_root = \"/srv/www\" }");
    assert_replaced(&changed, root, "/srv/www");
    // In the home, which only its owner may look around in, nginx finds no compressed files.
    let found = findings(
        "{ params.web_root = \"/home/inloop/htdocs\", directories.\"/home/inloop\".mode | force = \"0750\" }",
    );
    let locked_out = "`nginx`, which runs as `www-data`";
    let is_locked_out = |finding: &Finding| finding.text.contains(locked_out);
    assert!(found.iter().any(is_locked_out), "{found:#?}");
}

#[test]
fn in_p5_the_data_root_is_the_home_of_the_queue() {
    let changed = with("{ params.data = \"/data/inloop\" }");
    assert_replaced(&changed, "/var/lib/inloop", "/data/inloop");
    let media = server(&changed, DOMAIN, true).unwrap();
    let media = media.location("/sendfile/").unwrap();
    assert_eq!(media.words("alias"), ["/data/inloop/media/"]);
}

#[test]
fn in_p6_two_solutions_are_tested_at_the_same_time() {
    let workers = |built: &Deployment| built.service("huey").words("Service.ExecStart").pop();
    assert_eq!(workers(default()).as_deref(), Some("--workers=2"));
    let changed = with("{ params.queue_workers = 5 }");
    assert_eq!(workers(&changed).as_deref(), Some("--workers=5"));
    assert!(!findings("{ params.queue_workers = 0 }").is_empty());
}

#[test]
fn in_p7_gunicorn_chooses_how_many_workers_unless_told() {
    assert_eq!(default().variable("WEB_CONCURRENCY"), None);
    let changed = with("{ params.web_workers = 3 }");
    assert_eq!(changed.variable("WEB_CONCURRENCY").as_deref(), Some("3"));
}

#[test]
fn in_p8_podman_takes_the_place_of_docker() {
    let engine = |variant: Variant| {
        let wants = variant.built().service("huey").words("Unit.Wants");
        wants
            .into_iter()
            .find(|unit| unit.starts_with("docker") || unit.starts_with("podman"))
    };
    assert_eq!(engine(Variant::Default).as_deref(), Some("docker.service"));
    assert_eq!(engine(Variant::Podman).as_deref(), Some("podman.socket"));
    // Where clients of Docker look, for the group that the queue is in.
    let socket = Variant::Podman
        .built()
        .text("etc/systemd/system/podman.socket.d/inloop.conf");
    let socket = crate::unit::Unit::native("podman.socket", &socket);
    assert_eq!(
        socket.words("Socket.ListenStream"),
        ["", "/run/docker.sock"]
    );
    assert_eq!(socket.words("Socket.SocketGroup"), ["docker"]);
    let groups = Variant::Podman
        .built()
        .lines_of("etc/sysusers.d/inloop.conf", "g");
    assert_eq!(groups[0][0], "docker", "no package makes it");
}

#[test]
fn in_p9_the_certificate_comes_from_one_of_three_sources() {
    let certificate = |variant: Variant| {
        let site = server(variant.built(), DOMAIN, true).unwrap();
        let pair = ["ssl_certificate", "ssl_certificate_key"];
        pair.map(|name| site.words(name).remove(0))
    };
    let at = |folder: &str| ["fullchain", "privkey"].map(|file| format!("{folder}/{file}.pem"));
    let provided = ["cert", "key"].map(|file| format!("/etc/ssl/inloop/{file}.pem"));
    assert_eq!(certificate(Variant::Default), provided);
    assert_eq!(
        certificate(Variant::Staging),
        at("/etc/ssl/stackc/inloop.example.org")
    );
    assert_eq!(
        certificate(Variant::LetsEncrypt),
        at("/etc/letsencrypt/stackc/inloop.example.org")
    );
    // A pair is made before nginx starts; certbot comes by a timer.
    let nginx = |variant: Variant| {
        let text = variant
            .built()
            .text("etc/systemd/system/nginx.service.d/inloop.conf");
        crate::unit::Unit::native("nginx.service", &text).words("Unit.After")
    };
    let job = "inloop-certificate-inloop.service".to_owned();
    assert!(!nginx(Variant::Default).contains(&job));
    assert!(nginx(Variant::Staging).contains(&job));
    assert!(nginx(Variant::LetsEncrypt).contains(&job));
    let timers = Variant::LetsEncrypt
        .built()
        .wanted_by("inloop-certbot-inloop.timer");
    assert_eq!(timers, ["timers.target"]);
}

#[test]
fn in_p10_the_queue_may_run_on_another_host() {
    let web = Variant::Elsewhere.built();
    assert!(!web.has_service("huey"));
    let gunicorn = web.service("gunicorn");
    for key in ["Wants", "After"] {
        let words = gunicorn.words(&format!("Unit.{key}"));
        assert!(
            words.contains(&"remote-fs.target".to_owned()),
            "{key}: {words:?}"
        );
    }
    for unit in web.units() {
        let names = [unit.words("Unit.Requires"), unit.words("Unit.Wants")].concat();
        assert!(
            !names
                .iter()
                .any(|name| name.starts_with("docker") || name == "huey.service")
        );
    }
    let queue = web.variable("REDIS_URL");
    assert_eq!(queue.as_deref(), Some("redis://queue.example.org:6379/1"));
    let cache = web.variable("CACHE_URL");
    assert_eq!(cache.as_deref(), Some("redis://127.0.0.1:6379/0"));
    // Here nothing waits for file systems of others.
    let words = default().service("gunicorn").words("Unit.After");
    assert!(!words.contains(&"remote-fs.target".to_owned()));
}
