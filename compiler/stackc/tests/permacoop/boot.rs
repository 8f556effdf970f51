//! The virtual machine as a booted systemd runs it, with programs that stand for those of Permacoop.

use crate::deployment::vagrant;
use judge::Root;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Listens on its port, as a program on Node.js does.
const NODE: &str = r#"#!/usr/bin/perl
use IO::Socket::INET;
my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $ENV{PORT}, Listen => 1) or die;
sleep 1 while 1;
"#;

/// A migration that finds its database when it is tried for the third time.
const NPM: &str = r#"#!/bin/sh
echo tried >> /srv/permacoop/server/tries
[ "$(wc -l < /srv/permacoop/server/tries)" -ge 3 ]
"#;

/// What needs mounts of its own, which a view cannot make; and a shorter wait.
const NOT_IN_A_VIEW: &str = "[Service]
RestartSec=1s
PrivateTmp=no
PrivateDevices=no
ProtectHome=no
ProtectSystem=no
ProtectControlGroups=no
ProtectKernelLogs=no
ProtectKernelModules=no
ProtectKernelTunables=no
ProtectProc=default
";

/// The tree of the virtual machine with its secrets and programs.
fn layer() -> TempDir {
    let layer = tempfile::tempdir().unwrap();
    let copied = Command::new("cp")
        .args(["-a", "--no-preserve=mode"])
        .arg(vagrant().root().join("etc"))
        .arg(layer.path())
        .status();
    assert!(copied.is_ok_and(|status| status.success()));
    let write = |path: &str, text: &str, mode: u32| {
        let path = layer.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    };
    for secret in ["database_password", "calendar_token", "file_encryption_key"] {
        write(
            &format!("etc/credstore/permacoop-{secret}"),
            "docker\n",
            0o600,
        );
    }
    let dropin = "etc/systemd/system/permacoop-.service.d/nested.conf";
    write(dropin, NOT_IN_A_VIEW, 0o644);
    write("usr/bin/node", NODE, 0o755);
    write("usr/bin/npm", NPM, 0o755);
    for folder in ["legacy", "kit", "proxy"] {
        fs::create_dir_all(
            layer
                .path()
                .join(Path::new("srv/permacoop/client"))
                .join(folder),
        )
        .unwrap();
    }
    layer
}

#[test]
fn pe_u5_a_database_that_is_late_is_waited_for() {
    let layer = layer();
    let said = Root::find().view().layer(layer.path()).boot(
        "systemd-sysusers; systemd-tmpfiles --create --remove permacoop.conf
         systemctl start permacoop.target nginx
         wc -l < /srv/permacoop/server/tries
         systemctl is-active permacoop-migrate permacoop-api permacoop-client-proxy nginx
         stat --format='%U %a' /srv/permacoop/server/uploads",
    );
    let lines: Vec<&str> = said.stdout.lines().collect();
    let expected = ["3", "active", "active", "active", "active", "permacoop 750"];
    assert_eq!(lines, expected, "{}", said.transcript());
}
