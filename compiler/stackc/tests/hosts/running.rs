//! A host that runs, and what its systemd, nft and podman say: asked by the program itself, on a booted machine.

use crate::common::stackc;
use judge::Root;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A service that only waits, a volume, and a table.
const STACK: &str = r#"
let { Stack, .. } = import "stackc/main.ncl" in
{
  name = "club",
  description = "A club",
  target = 'Debian13,
  volumes.pages = {},
  containers.wiki = {
    image = 'Pull "registry.example.org/wiki:1.0.0",
    volumes."/pages".volume = "pages",
    env.TOKEN = 'Secret "token",
  },
  secrets.token = { description = "Opens the wiki" },
  users.club = {},
  services.bell = {
    description = "Rings",
    runs = 'Command ["/usr/bin/sleep", "infinity"],
    user = "club",
    restart = 'Never,
  },
  firewall = { input = 'Drop, allow.ssh.ports = [22] },
} | Stack
"#;

/// Asks, and says with which code the answer came; `podman` cannot be set up in a view and is left out.
const ASK: &str = r#"
ask() { /program/stackc diff --live --no-pager --stack /objects/*-club > /run/said && code=0 || code=$?
        sed -n '/^live:/,$p' /run/said; echo "exit code $code"; }
"#;

/// What needs mounts of its own, which a view cannot make.
const NOT_IN_A_VIEW: &str = "[Service]
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

/// The tree of the stack, as a layer with the program and the object that it is compared with.
fn layer() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("stack.ncl"), STACK).unwrap();
    let mut build = stackc();
    build.current_dir(folder.path());
    build.args(["build", "--no-out-link", "--store", "layer/objects", "."]);
    let output = build.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let object = String::from_utf8(output.stdout).unwrap();
    let layer = folder.path().join("layer");
    copy(&Path::new(object.trim_end()).join("etc"), &layer);
    let drop_ins = layer.join("etc/systemd/system/club-.service.d");
    fs::create_dir(&drop_ins).unwrap();
    fs::write(drop_ins.join("nested.conf"), NOT_IN_A_VIEW).unwrap();
    let program = layer.join("program");
    fs::create_dir(&program).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_stackc"), program.join("stackc")).unwrap();
    // Nobody's podman runs in a view: one that knows nothing answers in its place.
    let podman = layer.join("usr/bin/podman");
    fs::create_dir_all(podman.parent().unwrap()).unwrap();
    let text = "#!/bin/sh\ncase \"$*\" in 'secret ls'*) echo club-token;; 'volume ls'*) ;; *) exit 1;; esac\n";
    fs::write(&podman, text).unwrap();
    fs::set_permissions(&podman, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    let mut copy = Command::new("cp");
    copy.args(["--recursive", "--no-dereference", "--no-preserve=all"]);
    assert!(copy.arg(from).arg(to).status().unwrap().success());
}

/// What is said of the machine after a script has run on it.
fn after(script: &str) -> Vec<String> {
    let folder = layer();
    let view = Root::find().view().layer(folder.path().join("layer"));
    let all =
        format!("{ASK}\nsystemd-sysusers\nsystemctl start club-bell.service\n{script}\nask\n");
    let outcome = view.boot(&all);
    assert_eq!(outcome.status, 0, "{}", outcome.transcript());
    outcome.stdout.lines().map(str::to_owned).collect()
}

/// What podman lacks on all of these machines.
const MISSING: [&str; 2] = [
    "   volume systemd-club-pages is missing in podman: the next start makes an empty one",
    "   image registry.example.org/wiki:1.0.0 is missing in podman: the next start pulls it",
];

#[test]
fn a_machine_that_has_what_it_should_lacks_only_what_podman_lacks() {
    let said = after("systemctl stop club-wiki.service; systemctl reset-failed");
    let expected = [
        "live:",
        "   club-wiki.service does not run",
        MISSING[0],
        MISSING[1],
        "exit code 1",
    ];
    assert_eq!(said, expected);
}

#[test]
fn what_happened_to_a_machine_is_seen() {
    let said = after(
        "systemctl reset-failed; systemctl kill --signal=SEGV club-bell.service; sleep 0.3
         touch --date=tomorrow /etc/systemd/system/club-nftables.service
         nft add rule inet stackc_club input tcp dport 5432 accept
         systemctl stop club-wiki.service; systemctl reset-failed club-wiki.service",
    );
    let expected = [
        "live:",
        "   club-bell.service has failed (signal)",
        "   club-nftables.service is loaded from an older file: its manager has not read the new one",
        "   club-wiki.service does not run",
        "   table inet stackc_club is loaded otherwise than etc/stackc/club/nftables.nft says",
        "     [table inet stackc_club > chain input] rule tcp dport 5432 accept removed",
        MISSING[0],
        MISSING[1],
        "exit code 1",
    ];
    assert_eq!(said, expected);
}

#[test]
fn what_cannot_be_asked_is_said_and_the_comparison_is_not_whole() {
    let said = after(
        "systemctl stop club-wiki.service; systemctl reset-failed club-wiki.service
         rm /usr/bin/podman; mv /usr/sbin/nft /usr/sbin/no-nft",
    );
    let none = "No such file or directory (os error 2)";
    let expected = [
        "live:".to_owned(),
        "   club-wiki.service does not run".to_owned(),
        format!("   not seen: images of podman: cannot run `podman`: {none}"),
        format!("   not seen: secrets of podman: cannot run `podman`: {none}"),
        format!("   not seen: tables: cannot run `nft`: {none}"),
        format!("   not seen: volumes of podman: cannot run `podman`: {none}"),
        "exit code 2".to_owned(),
    ];
    assert_eq!(said, expected);
}
