//! D: config files, and the host.

use crate::changes::{findings, with};
use crate::common::run;
use crate::deployment::{Deployment, Variant, default};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// What pgAdmin reads as Python.
pub(crate) const CONFIG_SYSTEM: &str = "etc/stackc/pgaw/config_system";

/// Runs it with a password where the container has the secret, and gives what it sets.
fn config_system(built: &Deployment, password: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    fs::write(&secret, password).unwrap();
    let text = built.text(CONFIG_SYSTEM);
    let here = text.replace("/run/secrets/pgdb-pass", secret.to_str().unwrap());
    assert_ne!(text, here);
    let shown = here + "print(CONFIG_DATABASE_URI)\nprint(MAX_LOGIN_ATTEMPTS)\n";
    let output = Command::new("python3")
        .args(["-c", &shown])
        .output()
        .unwrap();
    let stdout = stdout_of(output);
    let (uri, attempts) = stdout.trim_end().split_once('\n').unwrap();
    (uri.to_owned(), attempts.to_owned())
}

fn stdout_of(output: Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    String::from_utf8(output.stdout).unwrap()
}

/// Where pgAdmin keeps its settings, with this password in the file of the secret.
pub(crate) fn database_uri(built: &Deployment, password: &str) -> String {
    config_system(built, password).0
}

#[test]
fn pg_d1_pgadmin_reads_its_database_and_the_login_attempts_from_its_config() {
    let (uri, attempts) = config_system(default(), "secret");
    assert_eq!(uri, "postgresql://postgres:secret@pg-db:5432/pgadmin");
    assert_eq!(attempts, "10");
    // Role and database are those of the container, not typed again.
    let other = with(
        "{ containers.pg-db.params = { role | force = \"pga\", database | force = \"settings\" } }",
    );
    assert_eq!(
        database_uri(&other, "x"),
        "postgresql://pga:x@pg-db:5432/settings"
    );
}

#[test]
fn pg_d2_logins_are_added_by_hand_one_a_line() {
    // No unit runs it.
    assert!(default().units().iter().all(|unit| {
        let commands = [
            "Service.ExecStart",
            "Service.ExecStartPost",
            "Container.Exec",
        ];
        commands.iter().all(|key| {
            !unit
                .words(key)
                .iter()
                .any(|word| word.contains("add_users"))
        })
    }));
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("password"), "a b\"c'\n").unwrap();
    fs::write(at("python"), "#!/bin/sh\nprintf '[%s]' \"$@\"; echo; cat\n").unwrap();
    let script = default().text("etc/stackc/pgaw/add_users");
    let script = script
        .replace("/venv/bin/python3", &format!("sh {}", at("python")))
        .replace("/run/secrets/user-password", &at("password"));
    fs::write(at("script"), script).unwrap();
    fs::write(at("list"), "ann@example.org\nbob@example.org\n").unwrap();
    let output = Command::new("sh")
        .args(["-eu", &at("script")])
        .stdin(fs::File::open(at("list")).unwrap())
        .output()
        .unwrap();
    let setup = "[/pgadmin4/setup.py]";
    let expected: String = ["ann@example.org", "bob@example.org"]
        .iter()
        .map(|address| {
            format!(
                "{setup}[add-user][{address}][a b\"c']\n\
                 {setup}[load-servers][/pgadmin4/lessons.json][--user][{address}]\n"
            )
        })
        .collect();
    assert_eq!(stdout_of(output), expected);
}

/// Compares the stack with a host whose kernel has this command line; gives what is said.
fn with_command_line(line: &str) -> String {
    let host = tempfile::tempdir().unwrap();
    fs::create_dir_all(host.path().join("etc")).unwrap();
    fs::create_dir_all(host.path().join("boot/firmware")).unwrap();
    fs::write(host.path().join("boot/firmware/cmdline.txt"), line).unwrap();
    let said = run([
        Path::new("diff"),
        &host.path().join("etc"),
        Path::new("--stack"),
        default().root(),
        Path::new("--unified"),
    ]);
    assert_eq!(said.code, Some(1), "{}", said.stderr);
    said.stdout
}

#[test]
fn pg_d3_words_are_added_to_the_command_line_of_the_kernel_and_the_rest_stays() {
    let partial = default().text("etc/stackc/pgaw/partial/boot/firmware/cmdline.txt");
    assert_eq!(partial, "cgroup_enable=cpuset cgroup_enable=memory\n");
    let own = "console=tty1 root=PARTUUID=28ffafa1-02 rootwait";
    let said = with_command_line(&format!("{own}\n"));
    let after = format!("+{own} cgroup_enable=cpuset cgroup_enable=memory\n");
    assert!(said.contains(&after), "{said}");
    // Where they are already, nothing of it changes.
    let said = with_command_line(&format!(
        "{own} cgroup_enable=memory cgroup_enable=cpuset\n"
    ));
    assert!(!said.contains("rootwait"), "{said}");
    // On another host there is no such file.
    let built = Variant::Closed.built();
    assert!(!built.paths().iter().any(|path| path.contains("cmdline")));
    // Newer images need one word only.
    let newer = with("{ files.cmdline.content | force = 'Tokens [\"cgroup_enable=memory\"] }");
    let partial = newer.text("etc/stackc/pgaw/partial/boot/firmware/cmdline.txt");
    assert_eq!(partial, "cgroup_enable=memory\n");
}

#[test]
fn pg_d4_replicas_start_only_where_their_limit_counts() {
    for variant in Variant::ALL {
        for replica in ["backend-1", "backend-2", "backend-3"] {
            let unit = variant.built().container(replica);
            unit.assert("Unit.ConditionControlGroupController", &["memory"]);
        }
    }
    assert!(
        !default()
            .container("aw-db")
            .has("Unit.ConditionControlGroupController")
    );
}

#[test]
fn pg_d5_the_host_has_a_podman_with_quadlets() {
    let versions = default().manifest()["target"]["versions"].clone();
    let podman = versions["podman"].as_str().unwrap().to_owned();
    let podman: formats::Version = podman.parse().unwrap();
    assert!(podman >= formats::Version::new(4, 4, 0));
    let found = findings("{ target | force = 'Debian12 }");
    assert!(
        found.iter().any(|f| f.rule == "unsupported-target"),
        "{found:#?}"
    );
    for built in Variant::ALL.map(Variant::built) {
        assert_eq!(built.files_with("docker-compose"), [""; 0]);
        assert_eq!(built.files_with("docker compose"), [""; 0]);
    }
}

#[test]
fn pg_d6_nobody_joins_a_group_that_is_as_good_as_root() {
    // No user, no group and no member of one: the system manager runs podman.
    for built in Variant::ALL.map(Variant::built) {
        assert!(!built.paths().iter().any(|path| path.contains("sysusers.d")));
    }
}

#[test]
fn pg_d7_tls_can_be_forced_upon_clients_of_the_database() {
    let built = Variant::OnlyTls.built();
    let db = built.container("aw-db");
    let mount = db.mount_at("/etc/postgresql/pg_hba.conf").unwrap();
    assert!(mount.is(&["ro"]), "{mount:?}");
    let words = db.words("Container.Exec");
    let setting = "hba_file=/etc/postgresql/pg_hba.conf".to_owned();
    assert!(
        words.contains(&setting) && words.contains(&"ssl=on".to_owned()),
        "{words:?}"
    );
    let text = built.text("etc/stackc/pgaw/pg_hba");
    let rules: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_whitespace().collect())
        .collect();
    // What comes over the network comes over TLS, with a password; the health check asks within.
    let network: Vec<_> = rules.iter().filter(|rule| rule[0] != "local").collect();
    assert_eq!(
        network,
        [&["hostssl", "all", "all", "all", "scram-sha-256"]]
    );
    assert!(
        !default().paths().contains("etc/stackc/pgaw/pg_hba"),
        "off by default"
    );
}
