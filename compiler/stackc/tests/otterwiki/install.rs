//! The command of the stack's README that installs a tree.

use crate::common::{run, stack};
use crate::deployment::{Deployment, Variant, default};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

/// Where the command installs to.
const TO: &str = "--directory=/ ";

/// The command, as it stands in the README.
fn documented() -> String {
    let readme = fs::read_to_string(stack("otterwiki").join("README.md")).unwrap();
    let mut lines = readme.lines().map(str::trim);
    let command = lines.find(|line| line.starts_with("tar --directory=result "));
    command
        .expect("a command that installs `result`")
        .to_owned()
}

/// Runs the command below a folder that stands for `/`, as somebody whose umask hides everything.
fn install(built: &Deployment, root: &Path) {
    let command = documented();
    assert_eq!(command.matches(TO).count(), 1, "{command}");
    let command = command.replace(TO, "--directory=\"$1\" ");
    let folder = tempfile::tempdir().unwrap();
    symlink(built.root(), folder.path().join("result")).unwrap();
    let output = Command::new("sh")
        .args(["-euc", &format!("umask 077; {command}"), "sh"])
        .arg(root)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && stderr.is_empty(), "{stderr}");
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

/// Compares a host with a tree.
fn assert_no_difference(root: &Path, built: &Deployment) {
    let said = run([
        Path::new("diff"),
        &root.join("etc"),
        Path::new("--stack"),
        built.root(),
    ]);
    assert_eq!(said.code, Some(0), "{}{}", said.stdout, said.stderr);
}

#[test]
fn the_documented_command_gives_what_the_manifest_says_and_changes_nothing_else() {
    let host = tempfile::tempdir().unwrap();
    let folders = [
        ("etc", 0o755),
        ("etc/systemd", 0o751),
        ("etc/systemd/system", 0o700),
        ("etc/sysusers.d", 0o775),
    ];
    for (folder, bits) in folders {
        let path = host.path().join(folder);
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(bits)).unwrap();
    }
    let foreign = host.path().join("etc/systemd/system/ssh.service");
    fs::write(&foreign, "[Service]\n").unwrap();

    // The second time it finds what another generation has left.
    for built in [Variant::Sqlite.built(), default()] {
        install(built, host.path());
        for (folder, bits) in folders {
            let path = host.path().join(folder);
            assert_eq!(mode(&path), bits, "{folder}");
        }
        // Folders that were not there can be entered by the account, whose manager reads them.
        for folder in [
            "etc/stackc/otterwiki/nginx",
            "etc/containers/systemd/users/1001",
        ] {
            assert_eq!(mode(&host.path().join(folder)), 0o755, "{folder}");
        }
        assert!(foreign.exists());
    }
    // What the first generation had and the second has not: nothing here.
    assert_no_difference(host.path(), default());
}
