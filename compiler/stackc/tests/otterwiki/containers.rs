//! C: what the three containers are.

use crate::changes::{findings, with};
use crate::deployment::{Variant, default};
use crate::unit::Unit;

const CONTAINERS: [&str; 3] = ["db", "web", "nginx"];

/// Asserts a setting of all three containers.
#[track_caller]
fn assert_each(setting: &str, expected: [&[&str]; 3]) {
    for (name, expected) in CONTAINERS.iter().zip(expected) {
        default().container(name).assert(setting, expected);
    }
}

/// Asserts that a unit waits for others, and does not run without them.
#[track_caller]
fn assert_needs(unit: &Unit, needed: &[&str]) {
    for setting in ["Unit.Requires", "Unit.After"] {
        let words = unit.words(setting);
        for service in needed {
            let has = words.iter().any(|word| word == service);
            assert!(has, "{}: {setting} has {words:?}, not {service}", unit.name);
        }
    }
}

#[test]
fn ow_c1_images_are_pinned_or_built_here() {
    assert_each(
        "Container.Image",
        [
            &["docker.io/library/postgres:16.4"],
            &["otterwiki-web.build"],
            &["docker.io/library/nginx:1.25.3"],
        ],
    );
    default()
        .quadlet("otterwiki-web.build")
        .assert("Build.ImageTag", &["localhost/otterwiki_web:latest"]);
    // The site is compiled and mounted, so that nginx needs no image of its own.
    let site = default()
        .container("nginx")
        .mount_at("/etc/nginx/conf.d")
        .unwrap();
    assert_eq!(site.source, "/etc/stackc/otterwiki/nginx");
}

#[test]
fn ow_c2_containers_carry_the_name_of_their_stack() {
    assert_each(
        "Container.ContainerName",
        [&["otterwiki-db"], &["otterwiki-web"], &["otterwiki-nginx"]],
    );
}

#[test]
fn ow_c3_the_short_names_are_aliases_on_the_network() {
    assert_each(
        "Container.Network",
        [
            &["otterwiki.network:alias=db"],
            &["otterwiki.network:alias=web"],
            &["otterwiki.network"],
        ],
    );
}

#[test]
fn ow_c4_only_nginx_is_published() {
    assert_each(
        "Container.PublishPort",
        [&[], &[], &["8080:80", "8443:443"]],
    );
    let standalone = Variant::Standalone.built().container("nginx");
    standalone.assert("Container.PublishPort", &["8443:443"]);
}

#[test]
fn ow_c5_containers_mount_what_they_use_and_no_more() {
    type Rows = &'static [(&'static str, &'static str, &'static str)];
    // In the order source, target, access.
    let rows: [(&str, Rows); 3] = [
        (
            "db",
            &[("otterwiki-db.volume", "/var/lib/postgresql/data", "rw")],
        ),
        (
            // Certificates are not among them: upstream mounts them here and never reads them.
            "web",
            &[
                ("otterwiki-app_data.volume", "/app-data", "rw"),
                ("otterwiki-static.volume", "/app/otterwiki/static", "rw"),
                ("/etc/stackc/otterwiki/uwsgi.ini", "/app/uwsgi.ini", "ro"),
            ],
        ),
        (
            "nginx",
            &[
                ("otterwiki-static.volume", "/app/otterwiki/static", "ro"),
                ("otterwiki-letsencrypt.volume", "/etc/letsencrypt", "ro"),
                ("otterwiki-acme.volume", "/var/www/acme", "ro"),
                ("/etc/stackc/otterwiki/nginx", "/etc/nginx/conf.d", "ro"),
            ],
        ),
    ];
    for (name, expected) in rows {
        let mounts = default().container(name).mounts();
        let found = mounts.iter().map(|mount| {
            let access = if mount.is(&["ro"]) { "ro" } else { "rw" };
            (mount.source.as_str(), mount.target.as_str(), access)
        });
        assert_eq!(found.collect::<Vec<_>>(), expected, "{name}");
    }
}

#[test]
fn ow_c6_shared_volumes_have_a_shared_label() {
    let label = |container: &str, target: &str| {
        let mount = default().container(container).mount_at(target).unwrap();
        mount.label().map(str::to_owned)
    };
    for (container, target) in [("db", "/var/lib/postgresql/data"), ("web", "/app-data")] {
        let label = label(container, target);
        assert!(
            matches!(label.as_deref(), Some("Z" | "z")),
            "{container}: {label:?}"
        );
    }
    for (container, target) in [
        ("web", "/app/otterwiki/static"),
        ("nginx", "/app/otterwiki/static"),
        ("nginx", "/etc/letsencrypt"),
        ("nginx", "/var/www/acme"),
        ("certbot", "/etc/letsencrypt"),
        ("certbot", "/var/www/acme"),
        ("certificate-wiki", "/etc/letsencrypt"),
        ("static_files", "/refreshed"),
    ] {
        assert_eq!(
            label(container, target).as_deref(),
            Some("z"),
            "{container}: {target}"
        );
    }
}

#[test]
fn ow_c7_the_database_gets_role_and_name_in_plain_text_and_the_password_as_a_file() {
    let db = default().container("db");
    assert_eq!(
        db.words("Container.Environment"),
        [
            "POSTGRES_DB=otterwiki",
            // The row has the password as a variable. A file is what the image prefers: it appears
            // neither in `podman inspect` nor in the environment of the server.
            "POSTGRES_PASSWORD_FILE=/run/secrets/db_password",
            "POSTGRES_USER=otterwiki",
        ],
    );
    let [(secret, options)] = <[_; 1]>::try_from(db.secrets()).unwrap();
    assert_eq!(secret, "otterwiki-db_password");
    for option in ["type=mount", "target=/run/secrets/db_password", "mode=0400"] {
        assert!(options.iter().any(|own| own == option), "{options:?}");
    }
    let nginx = default().container("nginx");
    assert!(!nginx.has("Container.Environment") && !nginx.has("Container.Secret"));
    let web = default().container("web");
    assert_eq!(
        web.secrets().len(),
        2,
        "the database's URL and the session key"
    );
}

#[test]
fn ow_c8_each_container_requires_what_it_starts_after() {
    let unit = |name: &str| default().container(name);
    assert_needs(
        &unit("web"),
        &["otterwiki-db.service", "otterwiki-static_files.service"],
    );
    assert_needs(
        &unit("nginx"),
        &[
            "otterwiki-web.service",
            "otterwiki-certificate-wiki.service",
        ],
    );
    // Naming a `.volume`, `.network` or `.build` makes the generator require it and order after it.
    for name in CONTAINERS {
        for mount in unit(name).mounts() {
            let is_quadlet = mount.source.ends_with(".volume");
            assert!(
                is_quadlet || mount.source.starts_with('/'),
                "{name}: {mount:?}"
            );
        }
        let networks = unit(name).words("Container.Network");
        assert!(
            networks
                .iter()
                .all(|network| network.starts_with("otterwiki.network"))
        );
    }
    // A database that is up but not yet ready fails whoever connects.
    unit("db").assert("Container.Notify", &["healthy"]);
}

#[test]
fn ow_c9_containers_run_as_the_user_of_their_image() {
    for name in CONTAINERS {
        let unit = default().container(name);
        assert!(
            !unit.has("Container.User") && !unit.has("Container.Group"),
            "{name}"
        );
    }
}

#[test]
fn ow_c10_health_is_asked_where_there_is_somebody_to_answer() {
    let db = default().container("db");
    db.assert(
        "Container.HealthCmd",
        &["pg_isready", "-U", "otterwiki", "-d", "otterwiki"],
    );
    db.assert("Container.HealthInterval", &["30s"]);
    db.assert("Container.HealthTimeout", &["5s"]);
    db.assert("Container.HealthRetries", &["5"]);

    // uwsgi speaks no HTTP on its port; what it answers is asked for through nginx.
    assert!(!default().container("web").has("Container.HealthCmd"));

    let nginx = default().container("nginx");
    let command = nginx.words("Container.HealthCmd");
    assert_eq!(command.first().map(String::as_str), Some("curl"));
    let url = "https://wiki.mydomain.com/-/healthz".to_owned();
    assert!(command.contains(&url), "{command:?}");
    // Asked inside the container, whatever the name resolves to outside.
    assert!(
        command.contains(&"::127.0.0.1:443".to_owned()),
        "{command:?}"
    );
    nginx.assert("Container.HealthInterval", &["60s"]);
    nginx.assert("Container.HealthTimeout", &["10s"]);
    nginx.assert("Container.HealthRetries", &["3"]);
}

#[test]
fn ow_c11_the_wiki_runs_once_and_others_may_run_twice() {
    let one = |name: &str| {
        let file = format!("otterwiki-{name}.container");
        let mut names = default().quadlets("container").into_iter();
        assert!(names.any(|name| name == file), "{file}");
    };
    CONTAINERS.into_iter().for_each(one);
    let found = findings("{ containers.web.replicas = 2 }");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].rule, "forbidden-replicas");
    assert!(
        found[0].text.contains("has no locking"),
        "{}",
        found[0].text
    );
}

#[test]
fn ow_c12_nginx_reloads_without_a_stop() {
    let nginx = default().container("nginx");
    // Podman 5.4 has no `ReloadCmd=`: its generator passes `ExecReload=` on.
    nginx.assert(
        "Service.ExecReload",
        &[
            "/usr/bin/podman",
            "exec",
            "otterwiki-nginx",
            "nginx",
            "-s",
            "reload",
        ],
    );
    let newer = with("{ versions.podman = \"5.5.0\" }").container("nginx");
    newer.assert("Container.ReloadCmd", &["nginx", "-s", "reload"]);
    assert!(!newer.has("Service.ExecReload"));
}
