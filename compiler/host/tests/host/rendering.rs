//! A plan as people see it.

use crate::common::{artifact, empty, file, file_state, generation, installed, path, state};
use host::render::{Direction, Which, names, stat, status, unified};
use host::{Host, Ids, compare};
use std::collections::BTreeMap;
use store::{Delivery, Generation, SecretNeed, Via};
use tree::{FileMode, Owner, Scope};

const WEB: &str = "etc/containers/systemd/web.container";

fn text_on(host: &mut Host, at: &str, text: &str) {
    let root = Ids { uid: 0, gid: 0 };
    host.states.insert(path(at), file_state(text, "0644", root));
}

/// A stack, and a host that was configured by hand.
fn by_hand() -> (Generation, Host) {
    let web = "[Container]\nImage=localhost/wiki\n\n[Service]\nRestart=always\n";
    let generation = generation(
        [
            file(WEB, web, &["systemd", "web.service"]),
            file("etc/wiki/new.env", "A=1\n", &["web.service"]),
            artifact("etc/wiki/private", "x 0600 wiki").unwrap(),
        ],
        &[("web.service", "restart+"), ("db.service", "restart+")],
        BTreeMap::new(),
    );
    let mut host = empty(&generation);
    let old = "[Container]\nImage=localhost/wiki\nPublishPort=9090:9090\n";
    text_on(&mut host, WEB, old);
    host.states
        .insert(path("etc/wiki/private"), state("x 0644"));
    (generation, host)
}

#[test]
fn the_status_says_what_differs_and_what_follows() {
    let (generation, host) = by_hand();
    let expected = "
 M etc/containers/systemd/web.container  update
     [Container] PublishPort=9090:9090 removed
     [Service] Restart=always added
 A etc/stackc/wiki/manifest.json  create
 A etc/wiki/new.env  create
 M etc/wiki/private  mode
     mode 0600 instead of 0644
     owner wiki:wiki instead of root:root
then:
   daemon-reload, because of etc/containers/systemd/web.container
   restart web.service, because of etc/containers/systemd/web.container, etc/wiki/new.env
   untouched: db.service
   plan sha256-…
";
    let status = status(&compare(&generation, &host));
    let (before, plan) = status.rsplit_once("sha256-").unwrap();
    assert_eq!(plan.trim_end().len(), 44, "32 bytes in base64");
    assert_eq!(format!("\n{before}sha256-…\n"), expected);
}

#[test]
fn nothing_to_do_is_nothing_to_say() {
    let (generation, _) = by_hand();
    let mut host = installed(&generation);
    host.states
        .insert(path("etc/wiki/private"), state("x 0600 wiki"));
    let plan = compare(&generation, &host);
    assert!(plan.is_same());
    let all = [status(&plan), stat(&plan, None), names(&plan)].concat();
    assert_eq!(
        all + &unified(&plan, Which::All, Direction::HostToStack),
        ""
    );
}

#[test]
fn every_surprise_has_a_remark() {
    let cases = [
        ("x", "?", "x", "?? etc/a/f  unreadable: Permission denied"),
        (
            "-",
            "/",
            "x",
            "AM etc/a/f  unowned: a directory is in the way",
        ),
        (
            "-",
            "y",
            "x",
            "AM etc/a/f  unowned: a file that is not ours",
        ),
        (
            "-",
            "behind",
            "x",
            "AM etc/a/f  unowned: `etc/a` is a symlink",
        ),
        ("x", "-", "x", "DA etc/a/f  drifted: deleted on the host"),
        ("x", "y", "x", "MM etc/a/f  drifted: changed on the host"),
        (
            "x",
            "y",
            "z",
            "MM etc/a/f  conflict: changed on the host and in the stack",
        ),
        (
            "x",
            "-",
            "z",
            "DA etc/a/f  conflict: deleted on the host, changed in the stack",
        ),
        (
            "x",
            "y",
            "-",
            "MD etc/a/f  conflict: changed on the host, gone from the stack",
        ),
        ("x", "x", "-", " D etc/a/f  orphan: gone from the stack"),
    ];
    for (base, on_host, stack, expected) in cases {
        let with = |text| generation(artifact("etc/a/f", text), &[], BTreeMap::new());
        let mut host = installed(&with(base));
        host.states.insert(path("etc/a/f"), state(on_host));
        let now = with(stack);
        let status = status(&compare(&now, &host));
        assert_eq!(status.lines().next(), Some(expected));
    }
}

#[test]
fn diffs_are_unified_in_both_directions() {
    let (generation, host) = by_hand();
    let plan = compare(&generation, &host);
    let diff = unified(&plan, Which::All, Direction::HostToStack);
    let web = "\
diff host/etc/containers/systemd/web.container stack/etc/containers/systemd/web.container
--- host/etc/containers/systemd/web.container
+++ stack/etc/containers/systemd/web.container
@@ -1,3 +1,5 @@
 [Container]
 Image=localhost/wiki
-PublishPort=9090:9090
+
+[Service]
+Restart=always
";
    assert!(diff.starts_with(web), "{diff}");
    let rest = "\
diff host/etc/wiki/new.env stack/etc/wiki/new.env
--- /dev/null
+++ stack/etc/wiki/new.env
@@ -0,0 +1 @@
+A=1
diff host/etc/wiki/private stack/etc/wiki/private
old mode 0644
new mode 0600
old owner root:root
new owner wiki:wiki
";
    assert!(diff.ends_with(rest), "{diff}");
    let reverse = unified(&plan, Which::All, Direction::StackToHost);
    let expected = "\
diff stack/etc/wiki/new.env host/etc/wiki/new.env
--- stack/etc/wiki/new.env
+++ /dev/null
@@ -1 +0,0 @@
-A=1
diff stack/etc/wiki/private host/etc/wiki/private
old mode 0600
new mode 0644
old owner wiki:wiki
new owner root:root
";
    assert!(reverse.ends_with(expected), "{reverse}");
}

#[test]
fn only_line_feeds_end_lines_and_a_missing_one_is_said() {
    let generation = generation([file("etc/a b", "x\ry\nz\n", &[])], &[], BTreeMap::new());
    let mut host = installed(&generation);
    text_on(&mut host, "etc/a b", "x\ry\nz");
    let expected = "\
diff host/etc/a b stack/etc/a b
--- host/etc/a b\t
+++ stack/etc/a b\t
@@ -1,2 +1,2 @@
 x\ry
-z
\\ No newline at end of file
+z
";
    assert_eq!(
        unified(
            &compare(&generation, &host),
            Which::All,
            Direction::HostToStack
        ),
        expected
    );
}

#[test]
fn what_is_no_text_is_described() {
    let cases = [
        (
            "\0",
            "- a file with 1 bytes that are no text\n+ a file with 1 lines\n",
        ),
        ("/", "- a directory\n+ a file with 1 lines\n"),
        (
            "?",
            "- unreadable: Permission denied\n+ a file with 1 lines\n",
        ),
        (
            "-> a\u{1b}b",
            "- a symlink to a\\u{1b}b\n+ a file with 1 lines\n",
        ),
    ];
    let generation = generation([file("etc/a/f", "x\n", &[])], &[], BTreeMap::new());
    for (on_host, expected) in cases {
        let mut host = installed(&generation);
        host.states.insert(path("etc/a/f"), state(on_host));
        let diff = unified(
            &compare(&generation, &host),
            Which::All,
            Direction::HostToStack,
        );
        assert_eq!(diff, format!("diff host/etc/a/f stack/etc/a/f\n{expected}"));
    }
}

#[test]
fn numbers_are_counted_and_summed() {
    let (generation, host) = by_hand();
    let plan = compare(&generation, &host);
    let table = stat(&plan, None);
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], " etc/containers/systemd/web.container |  4 ++-");
    assert_eq!(lines[2], " etc/wiki/new.env                     |  1 +");
    assert_eq!(lines[3], " etc/wiki/private                     |  0");
    let manifest = generation.manifest().to_json().lines().count();
    let sum = format!(" 4 files, {} lines added, 1 line removed", manifest + 4);
    assert_eq!(lines[4], sum);
    assert_eq!(
        names(&plan),
        "etc/containers/systemd/web.container\netc/stackc/wiki/manifest.json\netc/wiki/new.env\netc/wiki/private\n"
    );
}

#[test]
fn secrets_of_the_host_are_shown_nowhere() {
    let deliver = |via| Delivery {
        via,
        consumers: Vec::new(),
    };
    let variable = Via::PodmanVariable {
        scope: Scope::System,
        secret: "wiki".to_owned(),
        variable: "DB_KEY".to_owned(),
    };
    let whole_file = Via::HostFile {
        path: "/etc/wiki/secrets.env".to_owned(),
        variable: None,
        owner: Owner::root(),
        mode: FileMode::PRIVATE,
    };
    let secret = SecretNeed {
        deliveries: vec![deliver(variable), deliver(whole_file)],
        ..SecretNeed::default()
    };
    let web = "[Container]\nImage=a\nEnvironment=X_TOKEN=public\n";
    let before = generation(
        [file(WEB, web, &[]), file("etc/wiki/secrets.env", "", &[])],
        &[],
        BTreeMap::new(),
    );
    let now = generation(
        [file(WEB, web, &[])],
        &[],
        BTreeMap::from([("db".to_owned(), secret)]),
    );
    let mut host = installed(&before);
    let by_hand = "[Container]\nEnvironment=DB_KEY=hunter2\nEnvironment=X_TOKEN=public\nImage=b\n\
                   Environment=URL=postgresql://wiki:hunter3@db/wiki\n";
    text_on(&mut host, WEB, by_hand);
    text_on(&mut host, "etc/wiki/secrets.env", "A=hunter4\n");
    let plan = compare(&now, &host);
    let directions = [Direction::HostToStack, Direction::StackToHost];
    let diffs = directions
        .map(|direction| unified(&plan, Which::All, direction))
        .concat();
    let all = [status(&plan), stat(&plan, None), diffs].concat();
    assert!(!all.contains("hunter"), "{all}");
    for shown in [
        "DB_KEY=<hidden>",
        "wiki:<hidden>",
        "X_TOKEN=public",
        "which are not shown",
    ] {
        assert!(all.contains(shown), "{shown} is not in\n{all}");
    }
}

#[test]
fn a_host_cannot_write_to_the_terminal_of_who_reads_the_status() {
    let generation = generation(
        [file(WEB, "[Container]\nImage=a\n", &[])],
        &[],
        BTreeMap::new(),
    );
    let mut host = installed(&generation);
    text_on(&mut host, WEB, "[Container]\nImage=\u{1b}[2J\n");
    let status = status(&compare(&generation, &host));
    assert!(!status.contains('\u{1b}'), "{status}");
}

#[test]
fn a_text_that_is_not_in_its_format_is_compared_as_text_and_that_is_said() {
    let at = "etc/systemd/system/a.service";
    let generation = generation(
        [file(at, "[Service]\nExecStart=/bin/a\n", &[])],
        &[],
        BTreeMap::new(),
    );
    let mut host = installed(&generation);
    host.states.insert(path(at), state("[Service"));
    let said = status(&compare(&generation, &host));
    let expected = "     compared by lines: the text of the host cannot be read: line 1: ";
    assert!(said.contains(expected), "{said}");
}
