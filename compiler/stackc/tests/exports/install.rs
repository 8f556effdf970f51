//! Debian packages on hosts: what dpkg and their scripts leave behind.

use crate::exports::{export, golden_tree, said, world_readable_folder};
use judge::Root;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A package of a small stack of our own, exported from a project.
fn package(folder: &Path, stack: &str, version: &str) {
    let project = folder.join("project");
    fs::create_dir_all(&project).unwrap();
    fs::write(project.join("stack.ncl"), stack).unwrap();
    let to = folder.join(format!("{version}.deb"));
    let words = [
        "export",
        project.to_str().unwrap(),
        "--format",
        "deb",
        "--maintainer",
        "Jane Doe <jane@example.org>",
        "--package-version",
        version,
        "--output",
        to.to_str().unwrap(),
    ];
    let (code, _, stderr) = said(words);
    assert_eq!(code, Some(0), "{stderr}");
}

/// What every script below begins with. Nothing that the packages need is pulled from the network.
const DPKG: &str = r#"
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
install_package() {
  dpkg --force-depends --force-confold --install "$@" > /tmp/dpkg.log 2>&1 || { cat /tmp/dpkg.log; exit 1; }
  while [ -d /run/systemd/system ] && systemctl list-jobs --no-legend | grep -q small; do sleep 0.05; done
}
"#;

#[test]
fn golden_trees_are_installed_with_modes_and_owners() {
    for name in [
        "otterwiki",
        "dcor-debian13",
        "inloop",
        "permacoop-prod",
        "pgaw",
    ] {
        let folder = world_readable_folder();
        let tree = golden_tree(name);
        export(&tree.folder, "deb", &folder.path().join("x.deb"));
        // A chroot: no systemd is running. The second time nothing is left to do.
        let script = r#"
install_package /srv/exports/x.deb
grep '^stackc-[^:]*: [^d]' /tmp/dpkg.log >&2 || true
install_package /srv/exports/x.deb
cat /usr/share/stackc-*/files | while IFS="$(printf '\t')" read -r mode user group path; do
  if [ "$mode" = - ]; then
    echo "link $user:$group $path -> $(readlink "/$path")"
  else
    stat -c "%04a %U:%G $path" "/$path"
  fi
done
"#;
        let view = Root::find().view().bind(folder.path(), "/srv/exports");
        let outcome = view.script(&format!("{DPKG}{script}"), &[]);
        let found: Vec<&str> = outcome.stdout.lines().collect();
        assert_eq!(found, tree.files, "{name}: {}", outcome.transcript());
        assert_eq!(outcome.stderr, "", "{name}");
    }
}

#[test]
fn files_of_other_packages_are_kept_until_the_package_is_purged() {
    let folder = world_readable_folder();
    let tree = golden_tree("permacoop-prod");
    export(&tree.folder, "deb", &folder.path().join("x.deb"));
    let script = r#"
before=$(sha256sum < /etc/nginx/nginx.conf)
install_package /srv/exports/x.deb
grep -c permacoop /etc/nginx/nginx.conf > /dev/null && echo replaced
[ "$before" = "$(sha256sum < /etc/nginx/nginx.conf.distrib)" ] && echo kept
install_package /srv/exports/x.deb
dpkg --remove stackc-permacoop > /dev/null 2>&1
dpkg --purge stackc-permacoop > /dev/null 2>&1
[ "$before" = "$(sha256sum < /etc/nginx/nginx.conf)" ] && echo back
dpkg-divert --list | grep stackc || true
find /etc /usr/share /var/lib -path '*stackc-permacoop*' ! -path '/var/lib/dpkg/*' -o -name '*.distrib'
"#;
    let view = Root::find().view().bind(folder.path(), "/srv/exports");
    let outcome = view.script(&format!("{DPKG}{script}"), &[]);
    assert_eq!(
        outcome.stdout,
        "replaced\nkept\nback\n",
        "{}",
        outcome.transcript()
    );
}

/// Two services; `SECOND` is to be filled in.
const STACK: &str = r#"
let { Stack, .. } = import "stackc/main.ncl" in
{
  name = "small",
  description = "A small stack",
  target = 'Debian13,
  services = {
    first = { runs = 'Command ["/usr/bin/sleep", "1001"] },
    second = { runs = 'Command ["/usr/bin/sleep", "SECOND"] },
  },
} | Stack
"#;

fn packages() -> TempDir {
    let folder = world_readable_folder();
    let second = |seconds: &str| STACK.replace("SECOND", seconds);
    package(folder.path(), &second("2001"), "1");
    package(folder.path(), &second("2002"), "2");
    let gone = second("2002")
        .lines()
        .filter(|line| !line.contains("first ="))
        .collect::<Vec<_>>()
        .join("\n");
    package(folder.path(), &gone, "3");
    folder
}

#[test]
fn upgrades_restart_what_changed_and_nothing_else() {
    let folder = packages();
    let script = r#"
. /srv/exports/functions
pids() { for unit in small-first small-second; do systemctl show --property=MainPID --value $unit.service; done | tr '\n' ' '; }
install_package /srv/exports/1.deb
echo "installed: $(systemctl is-active small-first.service small-second.service | tr '\n' ' ')"
set -- $(pids)
install_package /srv/exports/1.deb
[ "$(pids)" = "$1 $2 " ] || echo "something was restarted: $* $(pids)"
first=$1 second=$2
install_package /srv/exports/2.deb
set -- $(pids)
[ "$1" = "$first" ] && echo "first is the same"
[ "$2" != "$second" ] && echo "second is another: $(tr '\0' ' ' < /proc/$2/cmdline)"
# An upgrade that fails half way: what was there stays.
mkdir -p /tmp/bad/DEBIAN && dpkg-deb --control /srv/exports/3.deb /tmp/bad/DEBIAN && mkdir -p /tmp/bad/etc/systemd
sed -i 's/^Version: .*/Version: 4/; s/^Depends: .*/Conflicts: dpkg/' /tmp/bad/DEBIAN/control && rm /tmp/bad/DEBIAN/conffiles
echo 'exit 7' >> /tmp/bad/DEBIAN/preinst && dpkg-deb --build /tmp/bad /tmp/4.deb > /dev/null
dpkg --force-all --install /tmp/4.deb > /dev/null 2>&1 && echo "it did not fail"
ls /etc/systemd/system | grep first; find /etc /var/lib/stackc-small -name '*.dpkg-remove' -o -name gone
# A file that somebody keeps in another form counts as it is: its unit gets what is there.
sed -i 's/2002/2003/' /etc/systemd/system/small-second.service
install_package /srv/exports/1.deb
grep ExecStart= /etc/systemd/system/small-second.service
set -- $(pids)
echo "kept: $(tr '\0' ' ' < /proc/$2/cmdline)"
install_package --force-confnew /srv/exports/3.deb
echo "upgraded: $(systemctl is-active small-first.service small-second.service | tr '\n' ' ')"
ls /etc/systemd/system | grep small-first || echo "no file of first"
dpkg --remove stackc-small > /dev/null 2>&1
echo "removed: $(systemctl is-active small-second.service) $(ls /etc/systemd/system/multi-user.target.wants | grep -c small || true)"
dpkg --purge stackc-small > /dev/null 2>&1
find /etc /var/lib/stackc-small -name '*small*' 2> /dev/null || true
echo "purged: $(systemctl --failed --no-legend | wc -l) failed"
"#;
    fs::write(folder.path().join("functions"), DPKG).unwrap();
    let view = Root::find().view().bind(folder.path(), "/srv/exports");
    let outcome = view.boot(script);
    let expected = "\
installed: active active \n\
first is the same\n\
second is another: /usr/bin/sleep 2002 \n\
small-first.service\n\
ExecStart=/usr/bin/sleep 2003\n\
kept: /usr/bin/sleep 2003 \n\
upgraded: inactive active \n\
no file of first\n\
removed: inactive 0\n\
purged: 0 failed\n";
    assert_eq!(outcome.stdout, expected, "{}", outcome.transcript());
}

/// A network alone; `INTERNAL` is to be filled in.
const NETWORK: &str = r#"
let { Stack, .. } = import "stackc/main.ncl" in
{
  name = "small",
  description = "A small stack",
  target = 'Debian13,
  networks.inner.internal = INTERNAL,
} | Stack
"#;

#[test]
fn a_network_whose_settings_change_is_made_anew() {
    let folder = world_readable_folder();
    package(folder.path(), &NETWORK.replace("INTERNAL", "false"), "1");
    package(folder.path(), &NETWORK.replace("INTERNAL", "true"), "2");
    fs::write(folder.path().join("functions"), DPKG).unwrap();
    let script = r#"
. /srv/exports/functions
install_package /srv/exports/1.deb
systemctl start small-inner-network.service
podman network inspect --format '{{.Internal}}' systemd-small-inner
install_package /srv/exports/2.deb
podman network inspect --format '{{.Internal}}' systemd-small-inner
systemctl is-active small-inner-network.service
"#;
    let view = Root::find().view().bind(folder.path(), "/srv/exports");
    let outcome = view.boot(script);
    assert_eq!(
        outcome.stdout,
        "false\ntrue\nactive\n",
        "{}",
        outcome.transcript()
    );
}

#[test]
fn a_user_s_manager_is_told_when_it_runs() {
    let folder = world_readable_folder();
    for (tree, name) in [("otterwiki", "1.deb"), ("otterwiki-provided", "2.deb")] {
        export(&golden_tree(tree).folder, "deb", &folder.path().join(name));
    }
    fs::write(folder.path().join("functions"), DPKG).unwrap();
    // The first tree has timers for certificates of Let's Encrypt, the second has none.
    let script = r#"
. /srv/exports/functions
of_user() { systemctl --user --machine 1001@ "$@"; }
timers() {
  for _ in $(seq 50); do if [ "$(waiting)" = "$1" ]; then echo "$1 timers"; return; fi; sleep 0.1; done
  echo "$(waiting) timers, not $1"
}
waiting() { of_user list-units --no-legend 'otterwiki*.timer' | grep -c waiting || true; }
install_package /srv/exports/1.deb
grep -c 'Creating user' /tmp/dpkg.log
systemctl start user@1001.service
timers 2
install_package --force-confnew /srv/exports/2.deb
timers 0
find /etc -name 'otterwiki*.timer'
install_package --force-confnew /srv/exports/1.deb
timers 2
dpkg --remove stackc-otterwiki > /dev/null 2>&1
timers 0
of_user show --property=LoadState --value otterwiki-db.service
install_package /srv/exports/1.deb
timers 2
of_user show --property=LoadState --value otterwiki-db.service
"#;
    let view = Root::find().view().bind(folder.path(), "/srv/exports");
    let outcome = view.boot(script);
    let expected = "1\n2 timers\n0 timers\n2 timers\n0 timers\nmasked\n2 timers\nloaded\n";
    assert_eq!(outcome.stdout, expected, "{}", outcome.transcript());
}
