//! Nix gives the same hashes, store paths and archives, for golden and generated trees.

use crate::exports::{exported, said, world_readable_folder};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use store::hash_folder;
use tree::{StoreName, StorePathName};

/// Everything that Nix is asked about one folder. `$1` is the folder, `$2` its NAR as we wrote it, `$3` the name, `$4`
/// the hash and `$5` the store path that we computed.
const QUESTIONS: &str = r#"
check() { [ "$2" = "$3" ] || { echo "$1: $2, not $3"; exit 1; }; }
check 'nix hash path' "$(nix hash path "$1")" "$4"
cp -a "$1" "/tmp/$3"
check 'nix-store --add' "$(nix-store --add "/tmp/$3")" "$5"
check 'nix store add' "$(nix --offline store add --name "$3" "$1")" "$5"
expression="builtins.path { path = /. + \"$1\"; name = \"$3\"; sha256 = \"$4\"; }"
check 'builtins.path' "$(nix eval --impure --offline --raw --expr "$expression")" "$5"
wrong="builtins.path { path = /. + \"$1\"; name = \"other-$3\"; sha256 = \"sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"; }"
if nix eval --impure --offline --raw --expr "$wrong" 2> /dev/null; then echo "a wrong hash is taken"; exit 1; fi
check 'nix-store --dump' "$(nix-store --dump "$1" | sha256sum)" "$(sha256sum < "$2")"
rm -rf /tmp/restored
nix-store --restore /tmp/restored < "$2"
check 'nix-store --restore' "$(nix hash path /tmp/restored)" "$4"
diff -r --no-dereference "$1" /tmp/restored
"#;

#[test]
fn nix_agrees_on_every_golden_tree() {
    let (trees, exports) = exported("nar", "nar");
    for tree in &trees {
        let nar = format!("/srv/exports/{}.nar", tree.name);
        let path = format!("/nix/store/{}", tree.object);
        let words = ["/srv/subject", &nar, &tree.name, &tree.hash, &path];
        let outcome = judge::nix(&tree.folder, exports.path(), QUESTIONS, &words);
        assert!(
            outcome.succeeded() && outcome.stdout.is_empty(),
            "{}: {}",
            tree.name,
            outcome.transcript()
        );
    }
}

/// A folder with what is rare in a tree, and names of any bytes.
fn odd_folder(folder: &Path) {
    let deep = folder.join("d/".repeat(60));
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("leaf"), "x").unwrap();
    fs::create_dir_all(folder.join("empty/in/empty")).unwrap();
    let names: [&[u8]; 16] = [
        b"a",
        b"a-b",
        b"a!",
        b"ab",
        b"B",
        b"a.d",
        b"\xc3\xbc",
        b"u\xcc\x88",
        b"\xff\xfe",
        b" ",
        b"\\x",
        b"'\"`$",
        b"\n",
        b"\x01\x7f",
        b"-rf",
        b"...",
    ];
    for name in names {
        fs::write(folder.join(OsStr::from_bytes(name)), name).unwrap();
    }
    let longest = "x".repeat(255);
    fs::write(folder.join(&longest), "").unwrap();
    for (length, name) in [
        (0, "0"),
        (1, "1"),
        (7, "7"),
        (8, "8"),
        (9, "9"),
        (9 << 20, "large"),
    ] {
        fs::write(folder.join(name), vec![b'\0'; length]).unwrap();
    }
    for bits in [0o755, 0o700, 0o744, 0o654, 0o611, 0o444, 0o400, 0o4755] {
        let file = folder.join(format!("mode-{bits:o}"));
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(bits)).unwrap();
    }
    for (number, target) in ["/dev/null", "..", "nowhere", "a b", &longest]
        .iter()
        .enumerate()
    {
        symlink(target, folder.join(format!("link-{number}"))).unwrap();
    }
}

#[test]
fn nix_agrees_on_folders_with_what_is_rare_in_a_tree() {
    let folder = world_readable_folder();
    let (subject, exports) = (folder.path().join("subject"), folder.path().join("exports"));
    fs::create_dir(&subject).unwrap();
    fs::create_dir(&exports).unwrap();
    odd_folder(&subject);
    let hash = hash_folder(&subject).unwrap();
    let name = StoreName::parse("odd").unwrap();
    let path = StorePathName::of_source(&hash, &name).in_nix_store();
    // Nobody writes the NAR of such a folder but Nix itself; it is read by us in the tests of `tree`.
    let script = format!("nix-store --dump \"$1\" > /tmp/nar\n{QUESTIONS}");
    let hash = hash.to_string();
    let words = ["/srv/subject", "/tmp/nar", "odd", &hash, &path];
    let outcome = judge::nix(&subject, &exports, &script, &words);
    assert!(
        outcome.succeeded() && outcome.stdout.is_empty(),
        "{}",
        outcome.transcript()
    );
}

/// Numbers that look random and are the same every time (Numerical Recipes, 7.1).
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, end: u32) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16).checked_rem(end).unwrap_or_default() as usize
    }
}

fn fill(folder: &Path, numbers: &mut Numbers, depth: u32) {
    const NAMES: [&str; 10] = ["a", "a-b", "a!", "ab", "B", "ü", "日本", "a b", "~", "Z.d"];
    for name in NAMES {
        let path = folder.join(name);
        match numbers.below(6) {
            0 if depth > 0 => {
                fs::create_dir(&path).unwrap();
                fill(&path, numbers, depth - 1);
            }
            1 => symlink(NAMES[numbers.below(10)], &path).unwrap(),
            2 | 3 => {
                let bytes = vec![b'x'; numbers.below(70)];
                fs::write(&path, bytes).unwrap();
                let bits = [0o644, 0o755, 0o600, 0o511][numbers.below(4)];
                fs::set_permissions(&path, fs::Permissions::from_mode(bits)).unwrap();
            }
            _ => {}
        }
    }
}

#[test]
fn nix_agrees_on_generated_folders() {
    const COUNT: u32 = 60;
    let folder = world_readable_folder();
    let mut expected = String::new();
    for number in 0..COUNT {
        let path = folder.path().join(number.to_string());
        fs::create_dir(&path).unwrap();
        fill(&path, &mut Numbers(number), 5);
        expected.push_str(&format!("{}\n", hash_folder(&path).unwrap()));
    }
    let script = format!(
        "for number in $(seq 0 {}); do nix hash path \"$1/$number\"; done",
        COUNT - 1
    );
    let outcome = judge::nix(folder.path(), folder.path(), &script, &["/srv/subject"]);
    assert_eq!(outcome.stdout, expected, "{}", outcome.transcript());
}

#[test]
fn what_nix_has_restored_or_imported_is_verified() {
    let (trees, exports) = exported("nar", "nar");
    for tree in trees.iter().take(3) {
        let nar = exports.path().join(format!("{}.nar", tree.name));
        let verified = said([
            OsStr::new("verify"),
            nar.as_os_str(),
            OsStr::new("--hash"),
            OsStr::new(&tree.hash),
        ]);
        assert_eq!(
            verified,
            (Some(0), format!("{}\n", tree.hash), String::new())
        );
    }
}
