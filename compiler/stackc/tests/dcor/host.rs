//! D1 to D11: users, directories, the database and the certificate.

use crate::deployment::{DOMAIN, Variant, default};

#[test]
fn dc_d1_the_data_belongs_to_root() {
    default().assert_directory("/data", ["0755", "root", "root"]);
}

#[test]
fn dc_d2_ckan_owns_its_folders() {
    for folder in [
        "/data/ckan-dcor",
        "/data/ckan-dcor/resources",
        "/data/ckan-dcor/storage",
        "/data/depots/users-dcor",
        "/var/lib/ckan/webassets",
    ] {
        default().assert_directory(folder, ["0755", "www-data", "www-data"]);
    }
}

#[test]
fn dc_d3_uploads_are_seen_by_nobody_else() {
    default().assert_directory("/data/nginx-upload-temp", ["0700", "www-data", "www-data"]);
}

#[test]
fn dc_d4_uploads_in_ckan_are_seen_by_nobody_else() {
    default().assert_directory("/data/tmp/uwsgi", ["0700", "www-data", "www-data"]);
    default().assert_directory("/data/tmp", ["0755", "root", "root"]);
}

#[test]
fn dc_d5_administrators_read_the_logs() {
    default().assert_directory("/var/log/ckan", ["0755", "www-data", "adm"]);
    // Files in it are rotated with the mode that they are made with.
    let logs = Variant::Ops.built().text("etc/logrotate.d/dcor-logs");
    assert!(logs.contains("create 0640 www-data adm"), "{logs}");
}

#[test]
fn dc_d6_a_cache_has_a_folder_and_may_have_a_disk() {
    default().assert_directory("/cache", ["0755", "www-data", "www-data"]);
    let disk = "(import \"ops.ncl\") & { params.cache_disk = \"/dev/disk/by-label/cache\" }";
    let built = crate::changes::with(disk);
    let mount = built.system_unit("cache.mount");
    mount.assert("Mount.What", &["/dev/disk/by-label/cache"]);
    mount.assert("Mount.Where", &["/cache"]);
    mount.assert("Mount.Type", &["xfs"]);
    mount.assert("Mount.Options", &["noatime"]);
    // Whoever uses the folder brings the mount with it.
    let worker = built.service("ckan-worker");
    assert!(
        worker
            .words("Unit.RequiresMountsFor")
            .contains(&"/cache/ckanext-dc_serve".to_owned())
    );
    assert!(
        !Variant::Ops
            .built()
            .paths()
            .contains("etc/systemd/system/cache.mount")
    );
}

#[test]
fn dc_d7_the_key_is_read_by_those_who_may() {
    let built = Variant::Provided.built();
    let line = built.text("etc/tmpfiles.d/dcor-key.conf");
    let line = line.lines().last().unwrap();
    assert_eq!(
        line,
        format!("z /etc/ssl/private/{DOMAIN}.key 0640 root ssl-cert")
    );
    // Really: systemd gives it to them.
    let script = r#"
        mkdir -p /etc/ssl/private && touch "$1" && chmod 0644 "$1"
        systemd-sysusers && systemd-tmpfiles --create dcor-key.conf && stat -c '%a %U %G' "$1""#;
    let key = format!("/etc/ssl/private/{DOMAIN}.key");
    let said = built.view().script(script, &[&key]);
    assert_eq!(
        said.stdout.lines().last(),
        Some("640 root ssl-cert"),
        "{}",
        said.transcript()
    );
}

#[test]
fn dc_d8_challenges_have_a_folder() {
    default().assert_directory("/var/www/acme-challenge", ["0770", "root", "www-data"]);
}

#[test]
fn dc_d9_the_role_owns_its_databases_and_may_do_nothing_else() {
    let job = default().service("dcor-database");
    job.assert("Service.User", &["postgres"]);
    job.assert(
        "Service.ExecStart",
        &[
            "/usr/bin/psql",
            "--no-psqlrc",
            "--quiet",
            "--file=/etc/stackc/dcor/database",
        ],
    );
    job.assert(
        "Service.LoadCredential",
        &["db_password:/etc/credstore/dcor-db_password"],
    );
    let script = default().text("etc/stackc/dcor/database");
    let role =
        "ALTER ROLE \"ckan_default\" NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';";
    assert!(script.contains(role), "{script}");
    // Of the credential, and in no command line or log.
    assert!(script.contains("\\set password `cat \"$CREDENTIALS_DIRECTORY/db_password\"`"));
    assert!(script.contains("SET log_statement = 'none';"));
    for database in ["ckan_default", "ckan_test"] {
        let create = format!(
            "CREATE DATABASE \"{database}\" OWNER \"ckan_default\" TEMPLATE template0 ENCODING ''UTF8''"
        );
        assert!(script.contains(&create), "{script}");
        let once = format!("NOT EXISTS (SELECT FROM pg_database WHERE datname = '{database}')");
        assert!(script.contains(&once), "{script}");
    }
}

#[test]
fn dc_d10_what_packages_bring_is_not_made_again() {
    // Users of packages, units of packages: used, and not written.
    let sysusers = default().text("etc/sysusers.d/dcor.conf");
    for (word, ours) in [("www-data", false), ("postgres", false), ("solr", true)] {
        let declared = sysusers
            .lines()
            .any(|line| line.starts_with(&format!("u {word} ")));
        assert_eq!(declared, ours, "{word}: {sysusers}");
    }
    let paths = default().paths();
    for unit in ["postgresql", "redis-server", "nginx", "supervisor"] {
        let path = format!("etc/systemd/system/{unit}.service");
        assert!(!paths.contains(&path), "{path}");
    }
    for variant in Variant::ALL {
        assert_eq!(variant.built().files_with("supervisor"), [""; 0]);
    }
}

#[test]
fn dc_d11_a_pair_of_our_own_is_one_that_clients_take() {
    let built = Variant::Intranet.built();
    let script = r#"
        sh /etc/stackc/dcor/certificate-dcor.sh 2> /dev/null
        cd "/etc/ssl/stackc/$1"
        openssl x509 -noout -text -in fullchain.pem
        openssl x509 -noout -checkend 315000000 -in fullchain.pem
        openssl x509 -noout -checkhost "$1" -in fullchain.pem
        openssl rsa -noout -check -passin pass: -in privkey.pem
        stat -c '%a' privkey.pem"#;
    let said = built.view().script(script, &[DOMAIN]);
    for expected in [
        "Public-Key: (4096 bit)",
        "Signature Algorithm: sha256WithRSAEncryption",
        &format!("DNS:{DOMAIN}"),
        "Certificate will not expire",
        &format!("Hostname {DOMAIN} does match certificate"),
        "RSA key ok",
        "600",
    ] {
        assert!(
            said.stdout.contains(expected),
            "{expected}: {}",
            said.transcript()
        );
    }
    let job = built.service("dcor-certificate-dcor");
    job.assert("Service.Type", &["oneshot"]);
}
