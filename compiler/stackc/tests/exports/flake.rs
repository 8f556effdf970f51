//! The flake, evaluated and built by real Nix without a network. nixpkgs is a stub where anything asks for it.

use crate::common::{copy_folder, stack, stackc, workspace};
use crate::exports::{export, golden_tree, world_readable_folder};
use judge::Outcome;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// What of the repository the flake reads, but for golden trees and stacks.
const PARTS: [&str; 14] = [
    "flake.nix",
    "flake.lock",
    "nix",
    "templates",
    "Cargo.toml",
    "Cargo.lock",
    "clippy.toml",
    "rustfmt.toml",
    "ARCHITECTURE.md",
    "README.md",
    "docs",
    "lib",
    "golden/pgaw",
    "stacks/pgaw",
];

/// A folder with the flake, the stub, and what else a test needs, at `/srv/subject`.
fn subject() -> TempDir {
    let folder = world_readable_folder();
    let flake = folder.path().join("stackc");
    for part in PARTS {
        let (from, to) = (workspace().join(part), flake.join(part));
        match from.is_dir() {
            true => copy_folder(&from, &to),
            false => {
                fs::create_dir_all(&flake).unwrap();
                fs::copy(&from, &to).unwrap();
            }
        }
    }
    fs::create_dir(flake.join("compiler")).unwrap();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports/flake");
    copy_folder(&tests, &folder.path().join("tests"));
    folder
}

/// Runs a script with Nix; the program is at `/srv/bin/stackc`.
fn nix(subject: &TempDir, script: &str, words: &[&str]) -> Outcome {
    let program = Path::new(stackc().get_program())
        .parent()
        .unwrap()
        .to_owned();
    let prelude = r#"
stub='--override-input nixpkgs path:/srv/subject/tests/nixpkgs --no-write-lock-file'
stackc=path:/srv/subject/stackc
"#;
    judge::nix_with(
        &[(subject.path(), "/srv/subject"), (&program, "/srv/bin")],
        &format!("{prelude}{script}"),
        words,
    )
}

#[track_caller]
fn assert_says(outcome: &Outcome, expected: &str) {
    assert!(outcome.succeeded(), "{}", outcome.transcript());
    assert_eq!(outcome.stdout, expected, "{}", outcome.transcript());
}

#[test]
fn every_output_of_the_flake_evaluates() {
    let script = r#"
nix flake check --offline --no-build --all-systems $stub $stackc 2>&1 | grep -E '^(error|warning: unknown|trace)' || true
nix flake metadata --offline $stackc > /dev/null
for output in packages apps devShells checks; do
  nix eval --offline --json $stub "$stackc#$output" --apply 'all: builtins.mapAttrs (system: builtins.attrNames) all' | sed "s/^/$output /"
done
nix eval --offline --json $stub $stackc#checks.aarch64-linux --apply 'builtins.mapAttrs (name: check: builtins.substring 0 11 check.drvPath)'
nix eval --offline --raw $stub $stackc#formatter.x86_64-linux.name; echo
flake="builtins.getFlake \"$stackc\"" packages='(builtins.getFlake "path:/srv/subject/tests/nixpkgs").legacyPackages.x86_64-linux'
nix eval --offline --json --impure --expr "let f = $flake; in map builtins.attrNames [ f.lib f.nixosModules f.systemManagerModules f.templates ]"
nix eval --offline --raw --impure --expr "(($flake).overlays.default ($packages) { }).stackc.pname"
"#;
    let expected = r#"warning: unknown flake output 'systemManagerModules'
packages {"aarch64-linux":["default","stackc"],"x86_64-linux":["default","stackc"]}
apps {"aarch64-linux":["default","stackc"],"x86_64-linux":["default","stackc"]}
devShells {"aarch64-linux":["default"],"x86_64-linux":["default"]}
checks {"aarch64-linux":["clippy","format","golden","package","quadlet","sysusers","tests"],"x86_64-linux":["clippy","format","golden","package","quadlet","sysusers","tests"]}
{"clippy":"/nix/store/","format":"/nix/store/","golden":"/nix/store/","package":"/nix/store/","quadlet":"/nix/store/","sysusers":"/nix/store/","tests":"/nix/store/"}
nixfmt-rfc-style
[["buildStack","importNar","importTree"],["default","stackc"],["default","stackc"],["default","import","stack"]]
stackc"#;
    assert_says(&nix(&subject(), script, &[]), expected);
}

#[test]
fn a_tree_is_imported_by_its_hash_without_nixpkgs() {
    let subject = subject();
    let tree = golden_tree("pgaw");
    let folder = subject.path().join("consumer");
    fs::create_dir(&folder).unwrap();
    export(&tree.folder, "dir", &folder.join("pgaw"));
    let flake = r#"{
  inputs.stackc.url = "path:/srv/subject/stackc";
  outputs = { self, stackc }: {
    tree = stackc.lib.importTree { name = "pgaw"; path = ./pgaw; hash = "HASH"; };
    other = stackc.lib.importTree { name = "other"; path = ./pgaw; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; };
  };
}
"#;
    fs::write(folder.join("flake.nix"), flake.replace("HASH", &tree.hash)).unwrap();
    // The lock names the real nixpkgs, which nobody can fetch here: nobody does.
    let script = r#"
cp -r /srv/subject/consumer /tmp/consumer
nix eval --offline --raw path:/tmp/consumer#tree; echo
grep -c 0c88e1f2bdb93d5999019e99cb0e61e1fe2af4c5 /tmp/consumer/flake.lock
nix eval --offline --raw path:/tmp/consumer#other 2>&1 | grep -c 'hash mismatch\|store path mismatch'
/srv/bin/stackc verify "$(nix eval --offline --raw path:/tmp/consumer#tree)"
"#;
    let expected = format!("/nix/store/{}\n1\n1\n{}\n", tree.object, tree.hash);
    assert_says(&nix(&subject, script, &[]), &expected);
}

#[test]
fn a_nar_is_fetched_and_unpacked_by_its_hash_without_nixpkgs() {
    let subject = subject();
    let tree = golden_tree("dcor");
    export(&tree.folder, "nar", &subject.path().join("dcor.nar"));
    let script = r#"
import() {
  nix build --offline --impure --no-link --print-out-paths --expr "
    (builtins.getFlake \"$stackc\").lib.importNar { name = \"dcor\"; url = \"file:///srv/subject/dcor.nar\"; hash = \"$1\"; }"
}
import "$1"
import sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= 2>&1 | grep -c 'hash mismatch'
"#;
    let expected = format!("/nix/store/{}\n1\n", tree.object);
    assert_says(&nix(&subject, script, &[&tree.hash]), &expected);
}

/// `$1` is the hash, `$2` the name.
const BUILD: &str = r#"
# On a busy machine Nix 2.26 now and then kills a builder in its sandbox itself, before it has begun.
build() {
  for _ in 1 2 3 4 5; do
    if try_build "$@" 2> /tmp/said; then return; fi
    grep -q 'signal 9' /tmp/said || break
  done
  cat /tmp/said >&2
  return 1
}
try_build() {
  nix build $options --offline --impure --no-link --print-out-paths $stub --expr "
    let flake = builtins.getFlake \"$stackc\"; package = (builtins.getFlake \"path:/srv/subject/tests/nixpkgs\").legacyPackages.x86_64-linux;
    in flake.lib.buildStack { name = \"$2\"; src = /srv/subject/stacks; stackc = package.callPackage (flake + \"/nix/package.nix\") { }; $3 }"
}
path=$(build x "$2" 'stack = "pgaw";')
nix hash path "$options_store$path"
build x "$2" "stack = \"pgaw\"; hash = \"$1\";"
build x "$2" 'stack = "pgaw"; hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";' 2>&1 | grep -c 'hash mismatch'
path=$(build x prod 'stack = "permacoop"; environment = "prod";')
nix hash path "$options_store$path"
"#;

/// Builds see their inputs and the folders named, and no network.
const SANDBOX: &str = r#"
umount /proc/sys # a namespace cannot have a `proc` that shows more than ours
NIX_CONFIG="$NIX_CONFIG
sandbox = true
sandbox-fallback = false
extra-sandbox-paths = /lib=/usr/lib /lib64=/usr/lib64 /usr /srv/bin"
export NIX_CONFIG
options='--store /tmp/store'
options_store=/tmp/store
"#;

fn stacks(subject: &TempDir) {
    for name in ["pgaw", "permacoop"] {
        copy_folder(&stack(name), &subject.path().join("stacks").join(name));
    }
}

fn expected_builds() -> (String, String) {
    let (pgaw, prod) = (golden_tree("pgaw"), golden_tree("permacoop-prod"));
    let expected = format!(
        "{}\n/nix/store/{}\n1\n{}\n",
        pgaw.hash, pgaw.object, prod.hash
    );
    (pgaw.hash, expected)
}

#[test]
fn a_stack_is_built_to_the_same_tree() {
    let subject = subject();
    stacks(&subject);
    let (hash, expected) = expected_builds();
    let script = format!("options= options_store=\n{BUILD}");
    assert_says(&nix(&subject, &script, &[&hash, "pgaw"]), &expected);
}

#[test]
fn a_stack_is_built_in_the_sandbox_of_nix() {
    let subject = subject();
    stacks(&subject);
    let (hash, expected) = expected_builds();
    // Folders of the root stand for the closure that a package of nixpkgs would bring.
    let script = format!("{SANDBOX}{BUILD}");
    assert_says(&nix(&subject, &script, &[&hash, "pgaw"]), &expected);
}

/// The configuration that a module makes of a tree, one line for each value; `$1` is the module, `$2` the name.
const MODULE: &str = r#"
cp -r /srv/subject /tmp/subject
nix eval --offline --impure --json --expr "import /tmp/subject/tests/module.nix {
  module = /tmp/subject/stackc/nix/$1.nix; trees.$2 = /tmp/subject/$2; }"
"#;

fn configuration(module: &str, name: &str, tree: &str) -> serde_json::Value {
    let subject = subject();
    export(&golden_tree(tree).folder, "dir", &subject.path().join(name));
    let outcome = nix(&subject, MODULE, &[module, name]);
    assert!(outcome.succeeded(), "{}", outcome.transcript());
    serde_json::from_str(&outcome.stdout).unwrap()
}

#[test]
fn nixos_gets_every_file_of_a_tree() {
    let found = configuration("nixos", "inloop", "inloop");
    let etc = found["environment"]["etc"].as_object().unwrap();
    let tree = golden_tree("inloop");
    let is_unit = |path: &str| {
        path.starts_with("etc/systemd/system/") || path.starts_with("etc/systemd/user/")
    };
    let paths = tree
        .files
        .iter()
        .map(|line| line.split(' ').nth(2).unwrap());
    let expected: Vec<&str> = paths.filter(|path| !is_unit(path)).collect();
    let found_paths: Vec<String> = etc.keys().map(|path| format!("etc/{path}")).collect();
    assert_eq!(found_paths, expected);
    let secret = &etc["inloop/inloop.env"];
    assert_eq!(
        (&secret["mode"], &secret["user"], &secret["group"]),
        (&"0640".into(), &"root".into(), &"inloop".into())
    );
    assert!(
        secret["source"]
            .as_str()
            .unwrap()
            .ends_with("-inloop/etc/inloop/inloop.env")
    );
    assert_eq!(etc["nginx/conf.d/inloop.conf"].get("mode"), None);

    let systemd = &found["systemd"];
    assert!(
        systemd["packages"][0]
            .as_str()
            .unwrap()
            .ends_with("-inloop")
    );
    let unit = &systemd["units"]["gunicorn.service"];
    assert_eq!(unit["wantedBy"], serde_json::json!(["multi-user.target"]));
    assert_eq!(unit["overrideStrategy"], "asDropin");
    assert!(
        unit["text"]
            .as_str()
            .unwrap()
            .starts_with("[Unit]\nX-Reload-Triggers="),
        "{unit}"
    );
    let users = &systemd["services"]["stackc-inloop-users"]["serviceConfig"]["ExecStart"];
    assert!(
        users
            .as_str()
            .unwrap()
            .ends_with("-inloop/etc/sysusers.d/inloop.conf"),
        "{users}"
    );
}

#[test]
fn nixos_restarts_a_unit_when_what_it_reads_changes_and_no_other() {
    let triggers = |tree| {
        let found = configuration("nixos", "inloop", tree);
        found["systemd"]["units"].clone()
    };
    let (one, other) = (triggers("inloop"), triggers("inloop-error_pages"));
    let text =
        |units: &serde_json::Value, unit: &str| units[unit]["text"].as_str().unwrap().to_owned();
    // The application is the same, the sites are others.
    assert_eq!(
        text(&one, "gunicorn.service"),
        text(&other, "gunicorn.service")
    );
    assert_ne!(text(&one, "nginx.service"), text(&other, "nginx.service"));
}

#[test]
fn system_manager_gets_every_file_of_a_tree() {
    let found = configuration("system-manager", "dcor", "dcor-debian13");
    assert_eq!(found["assertions"][0]["assertion"], true);
    let etc = found["environment"]["etc"].as_object().unwrap();
    let units = found["systemd"]["units"].as_object().unwrap();
    let tree = golden_tree("dcor-debian13");
    for line in &tree.files {
        let path = line.split(' ').nth(2).unwrap();
        let below = path.strip_prefix("etc/").unwrap();
        match below.strip_prefix("systemd/system/") {
            None => assert!(etc.contains_key(below), "{path}"),
            Some(rest) => match rest.split_once('/') {
                None => {
                    let text = fs::read_to_string(tree.folder.join(path)).unwrap();
                    assert_eq!(units[rest]["text"], text, "{path}");
                }
                Some((folder, unit)) if folder.ends_with(".wants") => {
                    let of = folder.strip_suffix(".wants").unwrap();
                    assert_eq!(units[unit]["wantedBy"], serde_json::json!([of]), "{path}");
                }
                Some(_) => {
                    let at = format!("systemd/system.control/{rest}");
                    assert!(
                        etc[&at]["source"].as_str().unwrap().ends_with(path),
                        "{path}"
                    );
                }
            },
        }
    }
}

#[test]
fn templates_work() {
    let script = r#"
mkdir /tmp/stack /tmp/import
cd /tmp/stack
nix flake init --offline --template "$stackc#stack" 2> /dev/null
export HOME=/tmp/home
override="--override-input stackc $stackc --override-input stackc/nixpkgs path:/srv/subject/tests/nixpkgs"
tree=$(nix build --offline --no-link --print-out-paths $override path:.)
/srv/bin/stackc check . 2>&1
hash=$(/srv/bin/stackc hash .)
[ "$hash" = "$(nix hash path "$tree")" ] && echo built
cd /tmp/import
nix flake init --offline --template "$stackc#import" 2> /dev/null
cp -r "$tree" hello
sed -i 's,sha256-[^"]*,'"$hash", flake.nix
nix eval --offline --raw $override --override-input nixpkgs path:/srv/subject/tests/nixpkgs path:.#nixosConfigurations.host --apply '
  host: (builtins.elemAt host.modules 1).stackc.trees.hello'
echo " $(nix store add --offline --name hello hello)"
"#;
    let outcome = nix(&subject(), script, &[]);
    let mut lines = outcome.stdout.lines();
    assert_eq!(lines.next(), Some("built"), "{}", outcome.transcript());
    let line = lines.next().unwrap_or_default();
    let (evaluated, added) = line.split_once(' ').unwrap_or_default();
    assert!(evaluated.ends_with("-hello"), "{}", outcome.transcript());
    assert_eq!(evaluated, added, "{}", outcome.transcript());
}
