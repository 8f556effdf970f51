//! C: what the containers are.

use crate::changes::with;
use crate::deployment::{Variant, default};
use crate::unit::Unit;
use std::collections::BTreeSet;

/// The containers of the table; the replicas are alike.
const CONTAINERS: [&str; 4] = ["aw-db", "pg-db", "backend-1", "proxy"];

/// Asserts a setting of the four.
#[track_caller]
fn assert_each(setting: &str, expected: [&[&str]; 4]) {
    for (name, expected) in CONTAINERS.iter().zip(expected) {
        default().container(name).assert(setting, expected);
    }
}

#[test]
fn all_of_them_restart() {
    for name in default().quadlets("container") {
        let unit = default().quadlet(&name);
        let is_job = unit.text("Service.Type").as_deref() == Some("oneshot");
        let expected: &[&str] = if is_job { &[] } else { &["always"] };
        unit.assert("Service.Restart", expected);
    }
}

#[test]
fn pg_c1_units_carry_the_name_of_the_stack() {
    let names: BTreeSet<String> = default().quadlets("container").into_iter().collect();
    for unit in [
        "aw-db",
        "pg-db",
        "backend-1",
        "backend-2",
        "backend-3",
        "proxy",
    ] {
        let file = format!("pgaw-{unit}.container");
        assert!(names.contains(&file), "{file} in {names:?}");
        let name = format!("pgaw-{unit}");
        let container = default().container(unit);
        container.assert("Container.ContainerName", &[&name]);
        container.assert("Install.WantedBy", &["multi-user.target"]);
    }
}

#[test]
fn pg_c2_images_are_pinned_or_built_here() {
    assert_each(
        "Container.Image",
        [
            &["pgaw-aw-db.build"],
            &["docker.io/library/postgres:16.2"],
            &["docker.io/dpage/pgadmin4:8.5"],
            &["docker.io/library/nginx:1.25.5-alpine"],
        ],
    );
    // The base, `postgres:16.2`, is in the Dockerfile of the checkout.
    let build = default().quadlet("pgaw-aw-db.build");
    build.assert("Build.ImageTag", &["localhost/pgaw_aw-db:latest"]);
    build.assert("Build.File", &["Dockerfile"]);
    build.assert("Build.SetWorkingDirectory", &["/opt/pgaw/aw-db"]);
}

#[test]
fn pg_c3_nginx_and_the_databases_share_no_network() {
    let networks = |name: &str| -> Vec<String> {
        let words = default().container(name).words("Container.Network");
        let network = |word: &String| word.split(':').next().unwrap_or_default().to_owned();
        words.iter().map(network).collect()
    };
    let (back, front) = ("pgaw-backnet.network", "pgaw-frontnet.network");
    assert_eq!(networks("aw-db"), [back]);
    assert_eq!(networks("pg-db"), [back]);
    for replica in ["backend-1", "backend-2", "backend-3"] {
        assert_eq!(networks(replica), [back, front]);
    }
    assert_eq!(networks("proxy"), [front]);
}

#[test]
fn pg_c4_databases_answer_to_the_names_that_are_stored() {
    assert_each(
        "Container.Network",
        [
            &["pgaw-backnet.network:alias=aw-db"],
            &["pgaw-backnet.network:alias=pg-db"],
            &["pgaw-backnet.network", "pgaw-frontnet.network"],
            &["pgaw-frontnet.network"],
        ],
    );
    // What `add_users.sh` gives to each login of pgAdmin.
    let servers: serde_json::Value =
        serde_json::from_str(&default().text("etc/stackc/pgaw/lessons")).unwrap();
    let server = &servers["Servers"]["1"];
    assert_eq!(server["Host"], "aw-db");
    assert_eq!(server["Port"], 5432);
    assert_eq!(server["Username"], "readonly");
    assert_eq!(server["MaintenanceDB"], "adventureworks");
}

#[test]
fn pg_c5_pgadmin_and_its_database_are_not_published() {
    let both: &[&str] = &["80:80", "443:443"];
    let published = |name: &str| {
        let words = default().container(name).words("Container.PublishPort");
        words.into_iter().collect::<BTreeSet<String>>()
    };
    let set = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    assert_eq!(published("aw-db"), set(&["5432:5432"]));
    assert_eq!(published("proxy"), set(both));
    for inside in ["pg-db", "backend-1", "backend-2", "backend-3"] {
        assert_eq!(published(inside), set(&[]), "{inside}");
    }
}

#[test]
fn pg_c6_databases_share_128_mebibytes() {
    assert_each("Container.ShmSize", [&["128m"], &["128m"], &[], &[]]);
    // Ubuntu's podman 4.9 has the key as well; one below 4.7 takes an option.
    let older = Variant::Ubuntu2404.built().container("aw-db");
    older.assert("Container.ShmSize", &["128m"]);
}

#[test]
fn pg_c7_each_replica_is_limited() {
    let limits: &[&str] = &["--memory=400m", "--cpus=0.5"];
    assert_each("Container.PodmanArgs", [&[], &[], limits, &[]]);
    // Podman 5.5 has a key for memory, and none for processors.
    let newer = with("{ versions.podman = \"5.5.0\" }").container("backend-1");
    newer.assert("Container.Memory", &["400m"]);
    newer.assert("Container.PodmanArgs", &["--cpus=0.5"]);
}

#[test]
fn pg_c8_postgresql_offers_tls_with_its_own_copy_of_the_pair() {
    // The row has `/run/secrets`, where upstream binds certbot's files. Here a renewal replaces the copy
    // in a folder, which a secret of podman could not follow.
    let folder = "/etc/ssl/postgresql";
    let settings = [
        "-c".to_owned(),
        "ssl=on".to_owned(),
        "-c".to_owned(),
        format!("ssl_cert_file={folder}/fullchain.pem"),
        "-c".to_owned(),
        format!("ssl_key_file={folder}/privkey.pem"),
    ];
    let db = default().container("aw-db");
    assert_eq!(db.words("Container.Exec"), settings);
    let mount = db.mount_at(folder).unwrap();
    assert_eq!(mount.source, "pgaw-certificate-pgaw-aw-db.volume");
    assert!(mount.is(&["ro", "z"]), "{mount:?}");
    for other in ["pg-db", "backend-1", "proxy"] {
        assert!(!default().container(other).has("Container.Exec"), "{other}");
    }
}

#[test]
fn pg_c9_variables_name_files_and_no_passwords() {
    let user = "POSTGRES_USER=postgres";
    assert_each(
        "Container.Environment",
        [
            &[
                "POSTGRES_DB=adventureworks",
                "POSTGRES_PASSWORD_FILE=/run/secrets/dbroot",
                // The image's own default, written out for the health check.
                user,
                "READONLY_PWD_FILE=/run/secrets/readonly",
            ],
            &[
                "POSTGRES_DB=pgadmin",
                "POSTGRES_PASSWORD_FILE=/run/secrets/pgdb-pass",
                user,
            ],
            &[
                "PGADMIN_DEFAULT_EMAIL=admin@foo.com",
                "PGADMIN_DEFAULT_PASSWORD_FILE=/run/secrets/pgadmin",
            ],
            &[],
        ],
    );
}

#[test]
fn pg_c10_each_container_gets_its_secrets_and_no_others() {
    let names = |name: &str| -> Vec<String> {
        let secrets = default().container(name).secrets().into_iter();
        secrets.map(|(name, _)| name).collect()
    };
    // The pair is no secret of podman, but a volume (C8) and certbot's folder.
    assert_eq!(names("aw-db"), ["pgaw-dbroot", "pgaw-readonly"]);
    assert_eq!(names("pg-db"), ["pgaw-pgdb-pass"]);
    for replica in ["backend-1", "backend-2", "backend-3"] {
        let expected = ["pgaw-pgadmin", "pgaw-pgdb-pass", "pgaw-user-password"];
        assert_eq!(names(replica), expected, "{replica}");
    }
    assert_eq!(names("proxy"), [""; 0]);
    let pair = default().container("proxy").mount_at("/etc/letsencrypt");
    assert!(pair.unwrap().is(&["ro"]));
}

#[test]
fn pg_c11_containers_mount_what_they_use_and_no_more() {
    type Rows = &'static [(&'static str, &'static str, &'static str)];
    // In the order source, target, access.
    let rows: [(&str, Rows); 4] = [
        (
            "aw-db",
            &[
                (
                    "/etc/stackc/pgaw/init",
                    "/docker-entrypoint-initdb.d/init.sh",
                    "ro",
                ),
                (
                    "pgaw-certificate-pgaw-aw-db.volume",
                    "/etc/ssl/postgresql",
                    "ro",
                ),
                ("pgaw-awdb-data.volume", "/var/lib/postgresql/data", "rw"),
            ],
        ),
        (
            "pg-db",
            &[("pgaw-pgdb-data.volume", "/var/lib/postgresql/data", "rw")],
        ),
        (
            "backend-1",
            &[
                (
                    "/etc/stackc/pgaw/config_system",
                    "/etc/pgadmin/config_system.py",
                    "ro",
                ),
                ("/etc/stackc/pgaw/add_users", "/pgadmin4/add_users.sh", "ro"),
                ("/etc/stackc/pgaw/lessons", "/pgadmin4/lessons.json", "ro"),
            ],
        ),
        (
            "proxy",
            &[
                ("pgaw-letsencrypt.volume", "/etc/letsencrypt", "ro"),
                ("/etc/stackc/pgaw/proxy", "/etc/nginx/conf.d", "ro"),
                ("pgaw-certbot-www.volume", "/var/www/certbot", "ro"),
            ],
        ),
    ];
    for (name, expected) in rows {
        let mounts = default().container(name).mounts();
        let found: BTreeSet<_> = mounts
            .iter()
            .map(|mount| {
                let access = if mount.is(&["ro"]) { "ro" } else { "rw" };
                (mount.source.as_str(), mount.target.as_str(), access)
            })
            .collect();
        assert_eq!(found, expected.iter().copied().collect(), "{name}");
    }
    // The dump of an earlier deployment is for those who have one; see PG-S9.
    let target = "/docker-entrypoint-initdb.d/pgadmin.sql";
    let dump = Variant::Closed.built().container("pg-db").mount_at(target);
    let dump = dump.unwrap();
    assert_eq!(dump.source, "/srv/pgaw/pgadmin.sql");
    assert!(dump.is(&["ro"]), "{dump:?}");
}

#[test]
fn pg_c12_health_is_asked_for() {
    let asks = |name: &str, command: &[&str], start: Option<&str>| {
        let unit = default().container(name);
        unit.assert("Container.HealthCmd", command);
        assert_eq!(
            unit.text("Container.HealthStartPeriod").as_deref(),
            start,
            "{name}"
        );
    };
    let is_ready = |database| ["pg_isready", "-U", "postgres", "-d", database];
    asks("aw-db", &is_ready("adventureworks"), None);
    asks("pg-db", &is_ready("pgadmin"), Some("30s"));
    let ping = [
        "wget",
        "-q",
        "-O",
        "/dev/null",
        "http://127.0.0.1:80/misc/ping",
    ];
    asks("backend-1", &ping, Some("300s"));
    let pg_db = default().container("pg-db");
    pg_db.assert("Container.HealthInterval", &["30s"]);
    pg_db.assert("Container.HealthTimeout", &["5s"]);
    pg_db.assert("Container.HealthRetries", &["5"]);
    assert!(!default().container("proxy").has("Container.HealthCmd"));
}

/// Asserts that a unit waits for others.
#[track_caller]
fn assert_after(unit: &Unit, others: &[&str]) {
    let after = unit.words("Unit.After");
    for other in others {
        let service = format!("pgaw-{other}.service");
        assert!(
            after.contains(&service),
            "{}: {service} in {after:?}",
            unit.name
        );
    }
}

#[test]
fn pg_c13_each_container_starts_when_what_it_needs_works() {
    for replica in ["backend-1", "backend-2", "backend-3"] {
        assert_after(&default().container(replica), &["pg-db"]);
    }
    // Started is not enough: pgAdmin gives up when the database refuses it.
    default()
        .container("pg-db")
        .assert("Container.Notify", &["healthy"]);
    // nginx exits when a name does not resolve.
    let proxy = default().container("proxy");
    assert_after(
        &proxy,
        &["backend-1", "backend-2", "backend-3", "certificate-pgaw"],
    );
    default()
        .container("backend-3")
        .assert("Container.Notify", &["healthy"]);
    // Podman 4.9 has no `Notify=healthy`.
    let older = Variant::Ubuntu2404.built().container("pg-db");
    older.assert(
        "Service.ExecStartPost",
        &[
            "/usr/bin/podman",
            "wait",
            "--condition=healthy",
            "pgaw-pg-db",
        ],
    );
    // Naming a network makes the generator require it and order after it.
    for name in CONTAINERS {
        let networks = default().container(name).words("Container.Network");
        assert!(networks.iter().all(|network| network.contains(".network")));
    }
}

#[test]
fn pg_c14_containers_run_as_the_user_of_their_image_who_can_read_their_secrets() {
    for name in CONTAINERS {
        let unit = default().container(name);
        assert!(
            !unit.has("Container.User") && !unit.has("Container.Group"),
            "{name}"
        );
    }
    let owners = |name: &str| -> BTreeSet<String> {
        let secrets = default().container(name).secrets();
        let options = secrets.into_iter().flat_map(|(_, options)| options);
        options
            .filter(|option| option.starts_with("uid="))
            .collect()
    };
    for (name, owner) in [("aw-db", "999"), ("pg-db", "999"), ("backend-1", "5050")] {
        assert_eq!(
            owners(name),
            BTreeSet::from([format!("uid={owner}")]),
            "{name}"
        );
    }
}
