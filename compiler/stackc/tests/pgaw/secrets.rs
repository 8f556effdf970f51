//! S: secrets, where they come from and who reads them.

use crate::changes::findings;
use crate::config::{CONFIG_SYSTEM, database_uri};
use crate::deployment::{Variant, default};
use crate::unit::Unit;

/// Asserts that a container has a secret as a file with this owner, closed to all others.
#[track_caller]
fn assert_file(container: &Unit, secret: &str, uid: u32) {
    let mut secrets = container.secrets().into_iter();
    let found = secrets.find(|(name, _)| *name == format!("pgaw-{secret}"));
    let (_, options) = found.unwrap_or_else(|| panic!("{}: {secret}", container.name));
    for option in [
        "type=mount".to_owned(),
        format!("target=/run/secrets/{secret}"),
        format!("uid={uid}"),
        "mode=0400".to_owned(),
    ] {
        assert!(
            options.contains(&option),
            "{secret}: {option} in {options:?}"
        );
    }
}

fn backends() -> impl Iterator<Item = Unit> {
    (1..=3).map(|n| default().container(&format!("backend-{n}")))
}

#[test]
fn pg_s1_the_password_of_the_database_is_a_file_of_its_user() {
    assert_file(&default().container("aw-db"), "dbroot", 999);
    // Nothing of the tree is read by a login shell.
    assert!(
        !default()
            .paths()
            .iter()
            .any(|path| path.contains("profile.d"))
    );
}

#[test]
fn pg_s2_the_password_of_the_lessons_may_hold_any_character() {
    assert_file(&default().container("aw-db"), "readonly", 999);
    // psql reads the file and quotes what it found; the shell never sees it. Within the quoted
    // document of the shell the backquotes are psql's own.
    let script = default().text("etc/stackc/pgaw/init");
    let read = "\\set password `cat \"$READONLY_PWD_FILE\"`";
    assert!(script.lines().any(|line| line == read), "{script}");
    assert!(script.contains("<<'SQL'\n"), "{script}");
    assert!(script.contains("PASSWORD :'password';"), "{script}");
    assert_eq!(script.matches("READONLY_PWD_FILE").count(), 1);
}

#[test]
fn pg_s3_the_first_password_of_pgadmin_is_a_file_of_its_user() {
    for backend in backends() {
        assert_file(&backend, "pgadmin", 5050);
    }
}

#[test]
fn pg_s4_one_password_is_at_both_ends_and_encoded_in_the_url() {
    assert_file(&default().container("pg-db"), "pgdb-pass", 999);
    for backend in backends() {
        assert_file(&backend, "pgdb-pass", 5050);
    }
    // With the trailing line feed that an editor leaves, and what a URL would take for its own.
    let plain = "postgresql://postgres:secret@pg-db:5432/pgadmin";
    assert_eq!(database_uri(default(), "secret\n"), plain);
    assert_eq!(
        database_uri(default(), "a/b@c:d%e f?\n"),
        "postgresql://postgres:a%2Fb%40c%3Ad%25e%20f%3F@pg-db:5432/pgadmin",
    );
    assert!(
        default()
            .text(CONFIG_SYSTEM)
            .contains("\"/run/secrets/pgdb-pass\"")
    );
}

#[test]
fn pg_s5_a_user_name_that_nothing_reads_is_reported_and_not_emitted() {
    assert_eq!(default().files_with("PGDB_USER"), [""; 0]);
    let found = findings("{ containers.backend.env.PGDB_USER = \"postgres\" }");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].rule, "env-contract");
    assert_eq!(found[0].path, "containers.backend.env.PGDB_USER");
}

#[test]
fn pg_s6_the_key_of_the_database_is_a_copy_that_its_user_owns() {
    // PG-T3 runs the script that makes it.
    let script = default().text("etc/stackc/pgaw/certificate-pgaw.sh");
    let copy = "install -o 999 -g 999 -m 0400 ";
    let key = script
        .lines()
        .find(|line| line.ends_with("/copies/aw-db/privkey.pem"));
    assert!(key.is_some_and(|line| line.starts_with(copy)), "{script}");
    // Never certbot's own file, whose owner upstream changed.
    assert!(
        !script.contains("chown") && !script.contains("chmod"),
        "{script}"
    );
    let mounts = default().container("aw-db").mounts();
    assert!(
        mounts
            .iter()
            .all(|mount| mount.source != "pgaw-letsencrypt.volume")
    );
}

#[test]
fn pg_s7_the_proxy_sends_the_full_chain() {
    for variant in Variant::ALL {
        let server = crate::servers::server(variant.built(), "postgres.crwpitcher.com", true);
        let certificate = server.unwrap().words("ssl_certificate").remove(0);
        assert!(certificate.ends_with("/fullchain.pem"), "{certificate}");
    }
}

#[test]
fn pg_s8_new_logins_begin_with_a_secret() {
    for backend in backends() {
        assert_file(&backend, "user-password", 5050);
    }
    let script = default().text("etc/stackc/pgaw/add_users");
    assert!(
        script.contains("$(cat /run/secrets/user-password)"),
        "{script}"
    );
    assert!(!script.contains("PASSWORD="), "{script}");
    let secret = default().secret("user-password");
    assert_eq!(secret["constraint"]["min_length"], 6, "as pgAdmin demands");
}

#[test]
fn pg_s9_keys_of_the_application_are_nowhere() {
    // Without a dump pgAdmin makes them at its first start and keeps them in its database.
    let pg_db = default().container("pg-db");
    let initial = pg_db
        .mounts()
        .into_iter()
        .filter(|mount| mount.target.contains("initdb.d"));
    assert_eq!(initial.count(), 0);
    for variant in Variant::ALL {
        for key in [
            "SECRET_KEY",
            "CSRF_SESSION_KEY",
            "SECURITY_PASSWORD_SALT",
            "INSERT INTO",
        ] {
            assert_eq!(variant.built().files_with(key), [""; 0], "{variant:?}");
        }
    }
}

#[test]
fn pg_s10_a_path_is_given_to_the_variable_that_takes_paths() {
    for container in ["aw-db", "pg-db"] {
        let unit = default().container(container);
        assert_eq!(unit.variable("POSTGRES_PASSWORD"), None);
        let path = unit.variable("POSTGRES_PASSWORD_FILE").unwrap();
        assert!(path.starts_with("/run/secrets/"), "{path}");
    }
    // By type: the one wants a secret and no text, the other the path of one; see PG-X7.
    for (variable, value) in [
        ("POSTGRES_PASSWORD", "\"/run/secrets/dbroot\""),
        ("POSTGRES_PASSWORD_FILE | force", "\"/run/secrets/dbroot\""),
        ("POSTGRES_PASSWORD_FILE | force", "'SecretFile \"nobody\""),
    ] {
        let found = findings(&format!("{{ containers.aw-db.env.{variable} = {value} }}"));
        assert!(!found.is_empty(), "{variable} = {value}");
    }
}
