//! Services as a booted systemd runs them: what they get is what the stack and the host say.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

mod common;

use common::{stackc, workspace};
use judge::{Outcome, Root};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Listens on a port, after a while, and writes down its arguments and its environment.
const LISTEN: &str = r#"
use IO::Socket::INET;
my ($port, @rest) = @ARGV;
open my $out, '>', 'got' or die;
print $out map { "$_\0" } @rest, map { "$_=$ENV{$_}" } qw(PLAIN SECRET URL TOKEN_FILE);
open my $token, '<', $ENV{TOKEN_FILE} or die;
local $/;
my $value = <$token>;
print $out $value;
close $out;
sleep 1;
my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 1) or die;
sleep 1 while 1;
"#;

/// Text that shells, systemd and URLs each read in a way of their own.
const PASSWORD: &str = "a b\"c'd\\e$HOME`id`%i#;@/é\u{1f980}\tz";

/// What needs mounts of its own, which a view cannot make; the rest of the hardening holds.
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

/// The tree of the stack, laid over the Debian root together with its secrets.
fn layer(password: &str) -> TempDir {
    let layer = tempfile::tempdir().unwrap();
    let store = tempfile::tempdir().unwrap();
    let stack = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/services");
    let built = stackc()
        .arg("build")
        .arg(stack)
        .args(["--no-out-link", "--store"])
        .arg(store.path())
        .output()
        .unwrap();
    assert!(built.status.success(), "{built:?}");
    let object = String::from_utf8(built.stdout).unwrap();
    let copied = std::process::Command::new("cp")
        .args(["-a", "--no-preserve=mode"])
        .arg(format!("{}/etc", object.trim()))
        .arg(layer.path())
        .status();
    assert!(copied.is_ok_and(|status| status.success()));
    for (path, text) in [
        ("etc/credstore/demo-password", password),
        ("etc/credstore/demo-token", "t0ken\n"),
        ("srv/listen.pl", LISTEN),
        (
            "etc/systemd/system/demo-.service.d/nested.conf",
            NOT_IN_A_VIEW,
        ),
    ] {
        let path = layer.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    layer
}

fn boot(layer: &TempDir, script: &str) -> Outcome {
    Root::find().view().layer(layer.path()).boot(script)
}

/// What makes the users and directories of the tree, as each boot does.
const PREPARE: &str = "systemd-sysusers; systemd-tmpfiles --create demo.conf\n";

#[test]
fn services_get_their_arguments_variables_and_secrets_exactly() {
    let layer = layer(PASSWORD);
    let script = format!("{PREPARE}systemctl start demo-app.service; cat /var/lib/app/got");
    let outcome = boot(&layer, &script);
    assert_eq!(outcome.status, 0, "{}", outcome.transcript());
    let percent: String = PASSWORD
        .bytes()
        .map(|byte| format!("%{byte:02x}"))
        .collect();
    let expected = [
        "two words".to_owned(),
        "100% $HOME; \"quoted\"".to_owned(),
        "PLAIN=100% $HOME \"quoted\" \\ ".to_owned(),
        format!("SECRET={PASSWORD}"),
        format!("URL=postgresql://app:{percent}@localhost/app?a={{b}}"),
        "TOKEN_FILE=/run/credentials/demo-app.service/token".to_owned(),
        "t0ken\n".to_owned(),
    ];
    let found: Vec<&str> = outcome.stdout.split('\0').collect();
    assert_eq!(found, expected, "{}", outcome.transcript());
}

#[test]
fn who_needs_a_service_starts_when_it_listens_and_the_target_groups_all() {
    let layer = layer("a password");
    let script = format!(
        "{PREPARE}systemctl start demo-after.service\n\
         cat /var/lib/app/order /var/lib/app/listening\n\
         stat --format='%U %a' /var/lib/app\n\
         systemctl stop demo.target; systemctl is-active demo-app.service || true"
    );
    let outcome = boot(&layer, &script);
    assert_eq!(outcome.status, 0, "{}", outcome.transcript());
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines[0], "migrated", "{}", outcome.transcript());
    assert!(
        lines[1].contains("127.0.0.1:3000"),
        "{}",
        outcome.transcript()
    );
    assert_eq!(
        lines[2..],
        ["app 700", "inactive"],
        "{}",
        outcome.transcript()
    );
}

#[test]
fn a_secret_that_is_too_weak_or_missing_keeps_its_services_from_starting() {
    for (password, says) in [
        ("abc", "needs at least 4 characters"),
        ("CHANGE ME", "must not be"),
    ] {
        let layer = layer(password);
        let script = format!(
            "{PREPARE}! systemctl start demo-app.service 2> /dev/null\n\
             [ ! -e /var/lib/app/got ]\n\
             journalctl --quiet --output=cat --unit=demo-credentials.service || true"
        );
        let outcome = boot(&layer, &script);
        assert_eq!(outcome.status, 0, "{}", outcome.transcript());
        assert!(outcome.stdout.contains(says), "{}", outcome.transcript());
    }
    let layer = layer("a password");
    fs::remove_file(layer.path().join("etc/credstore/demo-token")).unwrap();
    let script = format!("{PREPARE}! systemctl start demo-app.service; [ ! -e /var/lib/app/got ]");
    let outcome = boot(&layer, &script);
    assert_eq!(outcome.status, 0, "{}", outcome.transcript());
}

/// The jobs that stackc makes for its own ends, and what shows that they have done their work.
const JOBS: [(&str, &str, &str); 4] = [
    (
        "otterwiki",
        "otterwiki-subids.service",
        "grep -q ^otterwiki: /etc/subuid && grep -q ^otterwiki: /etc/subgid",
    ),
    (
        "otterwiki",
        "otterwiki-nftables.service",
        "nft list table inet stackc_otterwiki | grep -q redirect",
    ),
    (
        "dcor",
        "dcor-certificate-dcor.service",
        "openssl x509 -noout -in /etc/letsencrypt/stackc/dcor.mpl.mpg.de/fullchain.pem",
    ),
    (
        "inloop-staging",
        "inloop-certificate-inloop.service",
        "openssl x509 -noout -in /etc/ssl/stackc/inloop.example.org/fullchain.pem",
    ),
];

#[test]
fn jobs_of_our_own_do_their_work_with_the_little_that_they_may_reach() {
    for (tree, unit, proof) in JOBS {
        let layer = tempfile::tempdir().unwrap();
        let copied = std::process::Command::new("cp")
            .arg("-a")
            .arg(workspace().join("golden").join(tree).join("etc"))
            .arg(layer.path())
            .status();
        assert!(copied.is_ok_and(|status| status.success()));
        let folder = layer
            .path()
            .join("etc/systemd/system")
            .join(format!("{unit}.d"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("nested.conf"), NOT_IN_A_VIEW).unwrap();
        let script = format!(
            "systemd-sysusers; systemctl start {unit} || {{ journalctl --unit={unit} >&2; exit 1; }}\n{proof}"
        );
        let outcome = boot(&layer, &script);
        assert_eq!(outcome.status, 0, "{unit}: {}", outcome.transcript());
    }
}
