//! D12 to D16: files of the host's own programs.

use crate::changes::with;
use crate::deployment::{DOMAIN, Deployment, Variant, default};
use formats::apt::{self, Item, Statement};
use formats::properties::{self, Dialect};
use std::collections::BTreeMap;

/// What the relay reads.
fn relay(built: &Deployment, path: &str) -> BTreeMap<String, String> {
    let file = properties::parse(&built.text(path), Dialect::Ssmtp).expect("a file of ssmtp");
    let entries = file.entries();
    entries
        .map(|entry| (entry.key().to_owned(), entry.value().to_owned()))
        .collect()
}

#[test]
fn dc_d12_upgrades_come_by_themselves_and_restart_by_night() {
    let text = default().text("etc/apt/apt.conf.d/60dcor");
    let file = apt::parse(&text).expect("a file of apt");
    assert!(
        file.items
            .iter()
            .any(|item| matches!(item, Item::Statement(Statement::Scope { .. })))
    );
    // As apt itself reads it.
    let said = default().view().run(&["apt-config", "dump"]);
    for line in [
        "Unattended-Upgrade::Mail \"dcor@mpl.mpg.de\";",
        "Unattended-Upgrade::Automatic-Reboot \"true\";",
        "Unattended-Upgrade::Automatic-Reboot-Time \"00:01\";",
        "APT::Periodic::Unattended-Upgrade \"1\";",
    ] {
        assert!(said.stdout.contains(line), "{line}: {}", said.transcript());
    }
}

#[test]
fn dc_d13_letters_of_the_host_go_to_the_server() {
    let path = "etc/ssmtp/ssmtp.conf";
    let expected = [
        ("FromLineOverride", "YES"),
        ("hostname", DOMAIN),
        ("mailhub", "mail.example.org"),
    ];
    let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(relay(default(), path), BTreeMap::from(expected));
    default().assert_file(path, ["0640", "root", "mail"]);
}

#[test]
fn dc_d13_in_operation_the_relay_has_a_login() {
    let built = Variant::Ops.built();
    let keys = relay(built, "etc/ssmtp/dcor.conf");
    for (key, value) in [
        ("root", "dcor@mpl.mpg.de"),
        ("rewriteDomain", DOMAIN),
        ("UseTLS", "Yes"),
        ("UseSTARTTLS", "Yes"),
        ("AuthUser", "dcor"),
        ("mailhub", "mail.example.org"),
    ] {
        assert_eq!(keys.get(key).map(String::as_str), Some(value), "{key}");
    }
    assert!(!keys.contains_key("AuthPass"));
    built.assert_file("etc/ssmtp/dcor.conf", ["0640", "root", "mail"]);
    // The relay's own file is made on the host, by a job that is given the password.
    let job = built.service("dcor-relay");
    job.assert(
        "Service.LoadCredential",
        &["mail_password:/etc/credstore/dcor-mail_password"],
    );
    job.assert(
        "Service.ExecStart",
        &["/bin/sh", "/etc/stackc/dcor/relay_password"],
    );
    let script = r#"
        mkdir -p /run/given && printf '%s' 'a b\n$HOME"' > /run/given/mail_password
        CREDENTIALS_DIRECTORY=/run/given sh /etc/stackc/dcor/relay_password
        stat -c '%a %U %G' /etc/ssmtp/ssmtp.conf && tail -n 1 /etc/ssmtp/ssmtp.conf
        grep -c ^mailhub= /etc/ssmtp/ssmtp.conf"#;
    let said = built.view().script(script, &[]);
    assert!(said.is_silent(), "{}", said.transcript());
    assert_eq!(
        said.stdout.lines().collect::<Vec<_>>(),
        ["640 root mail", r#"AuthPass=a b\n$HOME""#, "1"]
    );
}

#[test]
fn dc_d14_the_journal_has_a_limit() {
    let text = default().text("etc/systemd/journald.conf.d/dcor.conf");
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines, ["", "[Journal]", "SystemMaxUse=200M"]);
    let said = default()
        .view()
        .run(&["systemd-analyze", "cat-config", "systemd/journald.conf"]);
    assert!(
        said.stdout.contains("SystemMaxUse=200M"),
        "{}",
        said.transcript()
    );
}

#[test]
fn dc_d15_services_with_old_libraries_are_restarted() {
    let text = default().text("etc/needrestart/conf.d/dcor.conf");
    assert!(text.contains("$nrconf{restart} = 'a';\n"), "{text}");
    // As needrestart reads it: upstream's line, quoted as a whole, has no effect.
    let script = r#"perl -e 'our %nrconf; do $ARGV[0] or die "$@"; print $nrconf{restart}' "$1""#;
    let said = default()
        .view()
        .script(script, &["/etc/needrestart/conf.d/dcor.conf"]);
    assert_eq!(said.stdout, "a", "{}", said.transcript());
}

#[test]
fn dc_d16_in_operation_logs_are_kept_for_a_week() {
    let built = Variant::Ops.built();
    let (ckan, nginx) = ("etc/logrotate.d/dcor-logs", "etc/logrotate.d/nginx");
    for (path, logs, lines) in [
        (
            ckan,
            "/var/log/ckan/ckan-*.log",
            vec!["copytruncate", "create 0640 www-data adm"],
        ),
        (
            nginx,
            "/var/log/nginx/*.log",
            vec!["delaycompress", "sharedscripts"],
        ),
    ] {
        let text = built.text(path);
        formats::logrotate::parse(&text).expect("a file of logrotate");
        assert!(text.contains(logs), "{text}");
        let common = ["daily", "rotate 7", "compress", "missingok", "notifempty"];
        for line in common.into_iter().chain(lines) {
            let is_it = |own: &str| own.trim() == line;
            assert!(text.lines().any(is_it), "{line}: {text}");
        }
    }
    assert!(!default().paths().contains(ckan));
}

#[test]
fn the_maintainer_is_written_once() {
    let changed = with("{ params.maintainer = \"somebody@example.org\" }");
    assert_eq!(changed.files_with("dcor@mpl.mpg.de"), [""; 0]);
    assert_eq!(
        changed.files_with("somebody@example.org"),
        default().files_with("dcor@mpl.mpg.de")
    );
}
