//! Spoiled trees: for every judge, mistakes that it must find. A judge that cannot fail is no judge.

mod common;

use common::{folder, options};
use judge::{Options, Verdict, objections, tree, tree_by};
use std::fs::{create_dir_all, read_to_string, write};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// One mistake: in a file of a sample, some text becomes other text.
struct Mistake {
    sample: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
    /// The judge and its subject.
    found_by: &'static str,
    /// Part of what it says.
    says: &'static str,
}

const DB: &str = "etc/containers/systemd/users/1001/wiki-db.container";
const WEB: &str = "etc/containers/systemd/users/1001/wiki-web.container";
const NGINX: &str = "etc/containers/systemd/users/1001/wiki-nginx.container";
const BUILD: &str = "etc/containers/systemd/users/1001/wiki-web.build";
const TIMER: &str = "etc/systemd/user/wiki-tidy.timer";
const TIDY: &str = "etc/systemd/user/wiki-tidy.service";
const SITE: &str = "etc/stackc/wiki/nginx/wiki.conf";
const TABLE: &str = "etc/stackc/wiki/wiki.nft";
const SEARCH: &str = "etc/containers/systemd/shop-search.container";
const NETWORK: &str = "etc/containers/systemd/shop.network";
const SHOP_SITE: &str = "etc/nginx/sites-enabled/shop.conf";
const SHOP: &str = "etc/systemd/system/shop.service";

#[rustfmt::skip] // one mistake, one line
const MISTAKES: &[Mistake] = &[
    // quadlet, of a user and of the system
    wiki(DB, "ContainerName=", "ContainerNmae=", "quadlet users/1001", "unsupported key 'ContainerNmae'"),
    wiki(DB, "docker.io/library/postgres", "postgres", "quadlet users/1001", "not a fully qualified image name"),
    wiki(DB, "wiki.network", "other.network", "quadlet users/1001", "other"),
    wiki(DB, "[Container]", "[Container", "quadlet users/1001", "not a key-value pair"),
    wiki(BUILD, "ImageTag=", "ImageTga=", "quadlet users/1001", "no ImageTag key"),
    shop(SEARCH, "Image=", "Imgae=", "quadlet system", "Imgae"),
    shop(NETWORK, "Subnet=10.89.60.0/24", "", "quadlet system", "subnet"),
    // systemd: generated and native, of the system and of users
    wiki(DB, "[Service]", "[Servce]", "systemd users/1001", "Unknown section 'Servce'"),
    wiki(DB, "MemoryMax=256M", "MemoryMax=256MB", "systemd users/1001", "Invalid memory limit '256MB'"),
    wiki(WEB, "Requires=wiki-db.service", "Requires=wiki-database.service", "systemd users/1001", "wiki-database.service not found"),
    wiki(TIMER, "00,12:00:00", "00,25:00:00", "systemd units of users", "Failed to parse calendar"),
    wiki(TIDY, "/usr/bin/podman exec", "/opt/absent", "systemd units of users", "/opt/absent"),
    wiki(TIDY, "wiki-web.service", "wiki-wbe.service", "systemd units of users", "wiki-wbe.service"),
    wiki("etc/systemd/system/wiki-nftables.service", "Type=oneshot", "Type=onshot", "systemd system", "onshot"),
    shop(SEARCH, "Restart=always", "Restart=sometimes", "systemd system", "sometimes"),
    shop(SHOP, "postgresql.service", "postgres.service", "systemd system", "postgres.service"),
    shop(SHOP, "User=shop", "Usr=shop", "systemd system", "Unknown key"),
    shop(SHOP, "venv/bin", "env/bin", "systemd system", "not executable"),
    shop("etc/systemd/system/nginx.service.d/shop.conf", "Wants=", "Wnats=", "systemd system", "Wnats"),
    // accounts and paths
    wiki("etc/sysusers.d/wiki.conf", "u wiki 1001", "u wiki x1001", "sysusers /etc/sysusers.d", "wiki.conf"),
    wiki("etc/sysusers.d/wiki.conf", " /home/wiki ", " home/wiki ", "sysusers /etc/sysusers.d", "wiki.conf"),
    wiki("etc/tmpfiles.d/wiki.conf", "0700 wiki wiki", "0700 wikki wiki", "tmpfiles /etc/tmpfiles.d", "wikki"),
    wiki("etc/tmpfiles.d/wiki.conf", "0700 wiki", "0780 wiki", "tmpfiles /etc/tmpfiles.d", "0780"),
    // podman, rootless and rootful
    wiki(DB, "HealthInterval=30s", "HealthInterval=30", "podman users/1001/wiki-db.service", "30"),
    wiki(DB, "mode=0400", "mod=0400", "podman users/1001/wiki-db.service", "mod"),
    wiki(DB, "HealthCmd=pg_isready -U wiki -d wiki", "", "podman users/1001/wiki-db.service", "healthcheck"),
    wiki(DB, "NetworkAlias=db", "Ulimit=nofile", "podman users/1001/wiki-db.service", "ulimit"),
    wiki(NGINX, "8443:443", "99999:443", "podman users/1001/wiki-nginx.service", "99999"),
    wiki(WEB, "/var/lib/wiki/pages:", "/var/lib/wiki/page:", "podman users/1001/wiki-web.service", "/var/lib/wiki/page"),
    wiki(WEB, "wiki/web.env", "wiki/wbe.env", "podman users/1001/wiki-web.service", "wbe.env"),
    wiki(BUILD, "[Build]", "[Build]\nPodmanArgs=--squish", "podman users/1001/wiki-web-build.service", "unknown flag: --squish"),
    wiki("etc/containers/systemd/users/1001/wiki.network", "bridge", "bridgge", "podman users/1001/wiki-network.service", "bridgge"),
    wiki("etc/containers/systemd/users/1001/wiki-db.volume", "Driver=local", "Driver=lokal", "podman users/1001/wiki-db-volume.service", "lokal"),
    shop(NETWORK, "10.89.60.0/24", "banana", "podman system/shop-network.service", "banana"),
    shop(NETWORK, "Gateway=10.89.60.1", "Gateway=10.89.61.1", "podman system/shop-network.service", "gateway"),
    shop(SEARCH, "uid=8983", "uid=solr", "podman system/shop-search.service", "solr"),
    shop(SEARCH, "library/solr", "Library/Solr", "podman system/shop-search.service", "lowercase"),
    // nginx, in a container and on the host
    wiki(SITE, "return 444;", "retrun 444;", "nginx users/1001/wiki-nginx.service", "unknown directive \"retrun\""),
    wiki(SITE, "uwsgi_pass web:9090", "uwsgi_pass wiki:9090", "nginx users/1001/wiki-nginx.service", "host not found in upstream \"wiki\""),
    wiki(SITE, "wiki/privkey.pem", "wiki/key.pem", "nginx users/1001/wiki-nginx.service", "wiki/key.pem"),
    wiki(SITE, "listen 443 ssl;", "listen 443 ssl http2;", "nginx users/1001/wiki-nginx.service", "deprecated"),
    wiki(SITE, "/etc/nginx/uwsgi_params", "/etc/nginx/proxy_params", "nginx users/1001/wiki-nginx.service", "proxy_params"),
    wiki(WEB, "Network=wiki.network", "Network=host", "nginx users/1001/wiki-nginx.service", "host not found in upstream \"web\""),
    wiki(NGINX, ":/etc/wiki-tls/wiki:", ":/etc/wiki-tls/tls:", "nginx users/1001/wiki-nginx.service", "wiki/fullchain.pem"),
    wiki(SITE, "dhparam.pem", "dh.pem", "nginx users/1001/wiki-nginx.service", "dh.pem"),
    shop(SHOP_SITE, "cache.internal", "cash.internal", "nginx /etc/nginx", "host not found in upstream \"cash.internal:8001\""),
    shop(SHOP_SITE, "192.0.2.7:80", "192.0.2.8:80", "nginx /etc/nginx", "192.0.2.8:80"),
    shop(SHOP_SITE, "http2 on;\n", "http2 on;\n    http2 on;\n", "nginx /etc/nginx", "duplicate"),
    shop(SHOP_SITE, "/shop/dhparam", "/shop/dh", "nginx /etc/nginx", "/shop/dh.pem"),
    // nft: syntax, what only the kernel knows, and the second time
    wiki(TABLE, "tcp dport 80", "tcp dort 80", "nft /etc/stackc/wiki/wiki.nft", "syntax error"),
    wiki(TABLE, "type nat hook prerouting priority dstnat", "type filter hook prerouting priority dstnat", "nft /etc/stackc/wiki/wiki.nft", "Operation not supported"),
    wiki(TABLE, "delete table inet stackc_wiki\n", "", "nft /etc/stackc/wiki/wiki.nft", "the ruleset differs"),
    shop("etc/stackc/shop/shop.nft", "skuid shop", "skuid shopp", "nft /etc/stackc/shop/shop.nft", "User does not exist"),
    // the small ones
    shop("etc/stackc/shop/refresh.sh", "done", "don", "shell /etc/stackc/shop/refresh.sh", "yntax error"),
    shop("etc/sudoers.d/shop", "NOPASSWD:", "NOPASSWORD:", "sudoers /etc/sudoers.d/shop", "syntax error"),
    shop("etc/logrotate.d/shop", "rotate 8", "rotate eight", "logrotate /etc/logrotate.d/shop", "eight"),
];

const fn wiki(
    file: &'static str,
    from: &'static str,
    to: &'static str,
    found_by: &'static str,
    says: &'static str,
) -> Mistake {
    let sample = "wiki";
    Mistake {
        sample,
        file,
        from,
        to,
        found_by,
        says,
    }
}

const fn shop(
    file: &'static str,
    from: &'static str,
    to: &'static str,
    found_by: &'static str,
    says: &'static str,
) -> Mistake {
    let mistake = wiki(file, from, to, found_by, says);
    let sample = "shop";
    Mistake { sample, ..mistake }
}

#[test]
fn quadlet_finds_its_mistakes() {
    finds_its_mistakes("quadlet");
}

#[test]
fn systemd_finds_its_mistakes() {
    finds_its_mistakes("systemd");
}

#[test]
fn sysusers_finds_its_mistakes() {
    finds_its_mistakes("sysusers");
}

#[test]
fn tmpfiles_finds_its_mistakes() {
    finds_its_mistakes("tmpfiles");
}

#[test]
fn podman_finds_its_mistakes() {
    finds_its_mistakes("podman");
}

#[test]
fn nginx_finds_its_mistakes() {
    finds_its_mistakes("nginx");
}

#[test]
fn nft_finds_its_mistakes() {
    finds_its_mistakes("nft");
}

#[test]
fn the_small_judges_find_their_mistakes() {
    for judge in ["shell", "sudoers", "logrotate"] {
        finds_its_mistakes(judge);
    }
}

fn finds_its_mistakes(judge: &str) {
    let mut n_mistakes = 0;
    let mut missed = String::new();
    for mistake in MISTAKES.iter().filter(|mistake| of(mistake) == judge) {
        n_mistakes += 1;
        let verdicts = judge_spoiled(mistake);
        let mut objections = verdicts.iter().filter(|verdict| !verdict.passed);
        let found = objections.any(|verdict| {
            let by = format!("{} {}", verdict.judge, verdict.subject);
            by == mistake.found_by && verdict.output.contains(mistake.says)
        });
        if !found {
            let Mistake {
                sample: _,
                file,
                from,
                to,
                found_by,
                says,
            } = mistake;
            let said = judge::objections(&verdicts);
            missed += &format!("{file}: {from} -> {to}\n  not {found_by}: {says}\n{said}\n");
        }
    }
    assert!(missed.is_empty(), "{missed}");
    assert_ne!(n_mistakes, 0);
}

/// The judge who is to find a mistake.
fn of(mistake: &Mistake) -> &'static str {
    mistake.found_by.split(' ').next().unwrap_or_default()
}

fn judge_spoiled(mistake: &Mistake) -> Vec<Verdict> {
    let spoiled = tempfile::tempdir().expect("a temporary folder");
    copy_tree(&folder(mistake.sample), spoiled.path());
    let file = spoiled.path().join(mistake.file);
    let text = read_to_string(&file).expect(mistake.file);
    assert!(
        text.contains(mistake.from),
        "{}: {}",
        mistake.file,
        mistake.from
    );
    write(&file, text.replace(mistake.from, mistake.to)).expect(mistake.file);
    let judge = mistake.found_by.split(' ').next();
    tree_by(
        judge.unwrap_or_default(),
        spoiled.path(),
        &options(mistake.sample),
    )
}

fn copy_tree(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-aT").args([from, to]).status();
    assert!(copied.is_ok_and(|status| status.success()));
}

#[test]
fn a_link_that_leads_nowhere_enables_nothing() {
    let spoiled = tempfile::tempdir().unwrap();
    let wants = spoiled
        .path()
        .join("etc/systemd/system/multi-user.target.wants");
    create_dir_all(&wants).unwrap();
    symlink("../absent.service", wants.join("absent.service")).unwrap();
    let said = objections(&tree(spoiled.path(), &Options::default()));
    assert!(said.contains("absent.service leads to nothing"), "{said}");
}

#[test]
fn a_tree_that_cannot_be_read_does_not_pass() {
    let folder = tempfile::tempdir().unwrap();
    let verdicts = tree(&folder.path().join("absent"), &Options::default());
    assert_eq!(verdicts.iter().filter(|verdict| !verdict.passed).count(), 1);
}

#[test]
fn a_command_nobody_judges_does_not_pass() {
    let folder = tempfile::tempdir().unwrap();
    let quadlets = folder.path().join("etc/containers/systemd");
    create_dir_all(&quadlets).unwrap();
    write(
        quadlets.join("a.image"),
        "[Image]\nImage=docker.io/library/a:1\n",
    )
    .unwrap();
    let said = objections(&tree(folder.path(), &Options::default()));
    assert!(said.contains("no judge for `podman image pull"), "{said}");
}
