//! D: users, directories and the database.

use crate::changes::{findings, with};
use crate::deployment::{Variant, default};
use crate::servers::{port_of, servers};
use std::collections::BTreeSet;

/// The words of the line of sysusers.d that makes a user.
fn user(name: &str) -> Vec<String> {
    let lines = default().lines_of("etc/sysusers.d/inloop.conf", "u");
    let found = lines.into_iter().find(|words| words[0] == name);
    found.unwrap_or_else(|| panic!("the user {name}"))
}

/// Asserts mode, owner and group of a directory.
#[track_caller]
fn assert_directory(path: &str, expected: [&str; 3]) {
    let directories = default().directories();
    assert_eq!(
        directories[path].each_ref().map(String::as_str),
        expected,
        "{path}"
    );
}

fn readme() -> &'static str {
    include_str!("../../../../stacks/inloop/README.md")
}

#[test]
fn in_d1_people_log_in_as_inloop() {
    assert_eq!(
        user("inloop"),
        ["inloop", "-", "-", "/home/inloop", "/bin/bash"]
    );
    let members = default().lines_of("etc/sysusers.d/inloop.conf", "m");
    assert_eq!(members, [["inloop", "docker"], ["inloop", "sudo"]]);
}

#[test]
fn in_d2_gunicorn_has_no_home() {
    assert_eq!(user("gunicorn"), ["gunicorn", "-", "-", "/", "-"]);
}

#[test]
fn in_d3_the_queue_is_at_home_in_its_data() {
    assert_eq!(user("huey"), ["huey", "-", "-", "/var/lib/inloop", "-"]);
}

#[test]
fn in_d4_everybody_may_pass_through_the_data() {
    assert_directory("/var/lib/inloop", ["0755", "huey", "huey"]);
    let found = findings("{ directories.\"/var/lib/inloop\".mode | force = \"0750\" }");
    let [finding] = found.as_slice() else {
        panic!("{found:#?}");
    };
    for locked_out in [
        "`gunicorn`, which runs as `gunicorn`",
        "`nginx`, which runs as `www-data`",
    ] {
        assert!(finding.text.contains(locked_out), "{found:#?}");
    }
}

#[test]
fn in_d5_the_media_belong_to_the_queue() {
    assert_directory("/var/lib/inloop/media", ["0755", "huey", "huey"]);
}

#[test]
fn in_d6_solutions_are_written_by_gunicorn_and_read_by_the_queue() {
    let path = "/var/lib/inloop/media/solutions";
    assert_directory(path, ["0755", "gunicorn", "gunicorn"]);
    let found = findings(&format!(
        "{{ directories.\"{path}\".mode | force = \"0711\" }}"
    ));
    let text = format!("`huey`, which cannot read `{path}`");
    assert!(
        found.iter().any(|finding| finding.text.contains(&text)),
        "{found:#?}"
    );
    let found = findings(&format!(
        "{{ directories.\"{path}\".owner | force = \"huey\" }}"
    ));
    let text = format!("`gunicorn`, which cannot write to `{path}`");
    assert!(
        found.iter().any(|finding| finding.text.contains(&text)),
        "{found:#?}"
    );
}

#[test]
fn in_d7_the_deployment_key_stays_on_the_host() {
    assert_directory("/var/lib/inloop/.ssh", ["0700", "huey", "huey"]);
    for variant in Variant::ALL {
        let is_key = |path: &String| path.contains(".ssh");
        assert!(!variant.built().paths().iter().any(is_key));
        assert_eq!(variant.built().files_with("PRIVATE KEY"), [""; 0]);
    }
    assert!(readme().contains("ssh-keygen"));
}

#[test]
fn in_d8_the_web_root_belongs_to_whoever_installs() {
    assert_directory("/srv/inloop/htdocs", ["0755", "inloop", "inloop"]);
}

#[test]
fn in_d9_the_key_of_the_certificate_is_read_by_root_alone() {
    let lines = default().lines_of("etc/tmpfiles.d/inloop.conf", "z");
    assert_eq!(lines, [["/etc/ssl/inloop/key.pem", "0600", "root", "root"]]);
    // Applied to a key that somebody has copied carelessly.
    let script = "mkdir -p /etc/ssl/inloop; echo key > /etc/ssl/inloop/key.pem; chmod 0644 /etc/ssl/inloop/key.pem
        systemd-sysusers 2> /dev/null; systemd-tmpfiles --create /etc/tmpfiles.d/inloop.conf 2> /dev/null
        stat -c '%a %U:%G' /etc/ssl/inloop/key.pem";
    let said = default().view().script(script, &[]);
    assert_eq!(said.stdout.trim(), "600 root:root", "{}", said.transcript());
    // Pairs that are made here have a script that takes care of them.
    let staging = Variant::Staging
        .built()
        .lines_of("etc/tmpfiles.d/inloop.conf", "z");
    assert!(staging.is_empty(), "{staging:?}");
}

#[test]
fn in_d10_the_role_owns_its_database() {
    let unit = default().service("inloop-database");
    unit.assert("Service.User", &["postgres"]);
    let file = "/etc/stackc/inloop/database";
    let start = [
        "/usr/bin/psql",
        "--no-psqlrc",
        "--quiet",
        &format!("--file={file}"),
    ];
    unit.assert("Service.ExecStart", &start);
    unit.assert(
        "Service.LoadCredential",
        &["db_password:/etc/credstore/inloop-db_password"],
    );
    let text = default().text(file.trim_start_matches('/'));
    for statement in [
        "CREATE ROLE \"inloop\" LOGIN",
        "CREATE DATABASE \"inloop\" OWNER \"inloop\" TEMPLATE template0 ENCODING ''UTF8''",
        "PASSWORD :'password'",
        "\\set password `cat \"$CREDENTIALS_DIRECTORY/db_password\"`",
    ] {
        assert!(text.contains(statement), "{statement} in {text}");
    }
    // The role, the database and the password are those of the application's URL.
    let other = with("{ params.postgres.role | force = \"code\" }");
    assert!(
        other
            .text("etc/stackc/inloop/database")
            .contains("CREATE ROLE \"code\"")
    );
    let url = other.secret("huey-DATABASE_URL")["template"].clone();
    assert_eq!(
        url,
        "postgres://code:{db_password|percent}@localhost:5432/code"
    );
}

#[test]
fn in_d11_data_and_engine_may_have_file_systems_of_their_own() {
    let built = Variant::Disks.built();
    for (name, folder, device) in [
        ("var-lib-inloop", "/var/lib/inloop", "/dev/vg/inloop"),
        ("var-lib-docker", "/var/lib/docker", "/dev/vg/docker"),
    ] {
        let unit = built.system_unit(&format!("{name}.mount"));
        unit.assert("Mount.Where", &[folder]);
        unit.assert("Mount.What", &[device]);
        unit.assert("Mount.Options", &["nosuid,nodev"]);
    }
    // Mounted at boot, before tmpfiles.d makes directories on them.
    let path = "etc/systemd/system/local-fs.target.d/inloop.conf";
    let target = crate::unit::Unit::native("local-fs.target", &built.text(path));
    target.assert(
        "Unit.Requires",
        &["var-lib-inloop.mount", "var-lib-docker.mount"],
    );
    // Off by default.
    assert!(
        !default()
            .paths()
            .iter()
            .any(|path| path.ends_with(".mount"))
    );
}

#[test]
fn in_d12_the_packages_are_named() {
    let install = readme()
        .lines()
        .find(|line| line.contains("apt install"))
        .unwrap();
    for package in [
        "build-essential",
        "git",
        "python3",
        "python3-dev",
        "python3-venv",
        "redis-server",
        "libpq-dev",
        "acl",
    ] {
        assert!(
            install.split(' ').any(|word| word == package),
            "{package} in {install}"
        );
    }
    assert!(!install.contains("daemontools"));
}

#[test]
fn in_d13_only_nginx_is_reached_from_outside() {
    let text = default().text("etc/stackc/inloop/nftables.nft");
    for port in [8000, 5432, 6379] {
        let rule = format!("iifname != \"lo\" tcp dport {port} drop");
        assert!(text.contains(&rule), "{rule} in {text}");
    }
    assert_eq!(
        text.matches(" drop ").count(),
        3,
        "80, 443 and ssh stay as they are"
    );
    let listens = servers(default())
        .into_iter()
        .flat_map(|server| server.listens());
    let ports: BTreeSet<u16> = listens.filter_map(|listen| port_of(&listen)).collect();
    assert_eq!(ports, BTreeSet::from([80, 443]));
}
