//! Good trees: every judge is asked, and none objects.

mod common;

use common::{folder, options};
use judge::{
    Fact, Verdict, apply_accounts, nft_ruleset, nix_hash_path, nix_store_add, objections, tree,
    tree_by,
};

#[test]
fn every_judge_accepts_a_rootless_stack() {
    let verdicts = tree(&folder("wiki"), &options("wiki"));
    assert_eq!(objections(&verdicts), "");
    let expected = [
        "quadlet users/1001",
        "systemd system",
        "systemd users/1001",
        "systemd units of users",
        "systemd links of units",
        "sysusers /etc/sysusers.d",
        "tmpfiles /etc/tmpfiles.d",
        "podman users/1001/wiki-db-volume.service",
        "podman users/1001/wiki-network.service",
        "podman users/1001/wiki-web-build.service",
        "podman users/1001/wiki-db.service",
        "podman users/1001/wiki-nginx.service",
        "podman users/1001/wiki-web.service",
        "nginx users/1001/wiki-nginx.service",
        "nft /etc/stackc/wiki/wiki.nft",
    ];
    assert_eq!(judged(&verdicts), expected);
}

#[test]
fn every_judge_accepts_a_rootful_stack_with_native_services() {
    let verdicts = tree(&folder("shop"), &options("shop"));
    assert_eq!(objections(&verdicts), "");
    let expected = [
        "quadlet system",
        "systemd system",
        "systemd links of units",
        "sysusers /etc/sysusers.d",
        "tmpfiles /etc/tmpfiles.d",
        "podman system/shop-network.service",
        "podman system/shop-search.service",
        "nginx /etc/nginx",
        "nft /etc/stackc/shop/shop.nft",
        "shell /etc/stackc/shop/refresh.sh",
        "sudoers /etc/sudoers.d/shop",
        "logrotate /etc/logrotate.d/shop",
    ];
    assert_eq!(judged(&verdicts), expected);
}

#[test]
fn the_version_of_nginx_is_said() {
    for sample in ["wiki", "shop"] {
        let verdicts = tree_by("nginx", &folder(sample), &options(sample));
        let nginx = verdicts.first();
        let output = nginx.map(|verdict| verdict.output.as_str());
        let version = output.and_then(|output| output.strip_prefix("nginx version: nginx/1."));
        assert!(version.is_some(), "{sample}: {output:?}");
    }
}

#[test]
fn applied_paths_have_modes_and_owners() {
    let applied = apply_accounts(&folder("wiki"), &options("wiki")).unwrap();
    assert_eq!(objections(&applied.verdicts), "");
    let cases = [
        ("/home/wiki", 'd', 0o750, "wiki"),
        ("/var/lib/wiki", 'd', 0o755, "root"),
        ("/var/lib/wiki/pages", 'd', 0o700, "wiki"),
        ("/var/lib/systemd/linger/wiki", 'f', 0o644, "root"),
    ];
    for (path, kind, mode, owner) in cases {
        let fact = Fact {
            kind,
            mode,
            owner: owner.to_owned(),
            group: owner.to_owned(),
        };
        assert_eq!(applied.facts.get(path), Some(&fact), "{path}");
    }
}

#[test]
fn the_ruleset_of_the_kernel_is_json() {
    let file = "/etc/stackc/wiki/wiki.nft";
    let ruleset = nft_ruleset(&folder("wiki"), &options("wiki"), file).unwrap();
    assert!(ruleset.is_silent(), "{}", ruleset.transcript());
    assert!(
        ruleset.stdout.starts_with(r#"{"nftables": ["#),
        "{}",
        ruleset.stdout
    );
    let comments = ruleset.stdout.matches(r#""comment": "90"#).count();
    assert_eq!(comments, 2, "{}", ruleset.stdout);
}

#[test]
fn nix_names_a_folder_by_its_content() {
    let sample = tempfile::tempdir().unwrap();
    std::fs::write(sample.path().join("hello"), "hello\n").unwrap();
    let hash = nix_hash_path(sample.path()).unwrap();
    let path = nix_store_add(sample.path(), "hello").unwrap();
    assert_eq!(hash, "sha256-8rZj4G7p7f80xdR6Es9zkss4jol73O52CI0Xc1P5/t0=");
    assert_eq!(path, "/nix/store/4g25bq5gyg86iwz76gjmp92x1m4a5rf7-hello");
    std::fs::write(sample.path().join("hello"), "hello, world\n").unwrap();
    assert_ne!(nix_hash_path(sample.path()).unwrap(), hash);
    let refused = nix_store_add(sample.path(), "a name with blanks").unwrap_err();
    assert!(
        refused.stderr.contains("not a valid store path"),
        "{}",
        refused.transcript()
    );
}

/// Judges and subjects, in order.
fn judged(verdicts: &[Verdict]) -> Vec<String> {
    let judged = verdicts
        .iter()
        .map(|it| format!("{} {}", it.judge, it.subject));
    judged.collect()
}
