//! H: what the host must be.

use crate::changes::{findings, with};
use crate::deployment::{Variant, default};
use formats::sysusers::Item;

#[test]
fn ow_h1_the_account_is_made_with_its_home_and_its_subordinate_ids() {
    let file = default().sysusers();
    let users: Vec<_> = file
        .items
        .iter()
        .filter_map(|item| match item {
            Item::User(user) => Some(user.name().as_str().to_owned()),
            Item::Comment(_) | Item::Group { .. } | Item::Member { .. } | Item::Range { .. } => {
                None
            }
        })
        .collect();
    assert_eq!(users, ["otterwiki"]);
    let text = default().text("etc/sysusers.d/otterwiki.conf");
    let line = text.lines().find(|line| line.starts_with('u')).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[1..3], ["otterwiki", "1001"], "{line}");
    assert!(words.contains(&"/home/otterwiki"), "{line}");

    let home = default().text("etc/tmpfiles.d/otterwiki.conf");
    assert!(
        home.lines()
            .any(|line| line.starts_with("d /home/otterwiki ")),
        "{home}"
    );

    // At least 65536 of them, given before the account's manager starts.
    let script = default().text("etc/stackc/otterwiki/subids.sh");
    for option in ["--add-subuids 165536-231071", "--add-subgids 165536-231071"] {
        assert!(script.contains(option), "{script}");
    }
    let unit = default().system_unit("otterwiki-subids.service");
    unit.assert("Unit.Before", &["user@1001.service"]);
    let link = "etc/systemd/system/multi-user.target.wants/otterwiki-subids.service";
    assert!(default().paths().contains(link));

    let other = with("{ params.user = \"wiki\" }");
    assert!(
        other
            .text("etc/sysusers.d/otterwiki.conf")
            .contains("/home/wiki")
    );
    assert!(
        other
            .text("etc/tmpfiles.d/otterwiki.conf")
            .contains("/var/lib/systemd/linger/wiki")
    );
}

#[test]
fn subordinate_ids_are_given_once_and_are_those_of_no_other_login() {
    let script = r#"
        printf '%s' "$1" > /etc/subuid
        rm -f /etc/subgid
        echo "otterwiki:x:1001:1001::/home/otterwiki:/bin/sh" >> /etc/passwd
        status=0; sh /etc/stackc/otterwiki/subids.sh || status=$?
        sh /etc/stackc/otterwiki/subids.sh 2> /dev/null || true
        echo "status $status"; cat /etc/subuid /etc/subgid"#;
    let own = "otterwiki:165536:65536";
    // What is there before, and after: each kind of login has ranges before, across and behind ours.
    let cases = [
        ("", 0, vec![own, own]),
        ("a:100000:65536\n", 0, vec!["a:100000:65536", own, own]),
        ("a:231072:65536\n", 0, vec!["a:231072:65536", own, own]),
        ("1001:400000:65536\n", 0, vec!["1001:400000:65536", own]),
        ("a:100000:65537\n", 1, vec!["a:100000:65537"]),
        ("1002:231071:1\n", 1, vec!["1002:231071:1"]),
    ];
    for (before, status, after) in cases {
        let said = default().view().script(script, &[before]);
        let lines: Vec<&str> = said.stdout.lines().collect();
        let expected = format!("status {status}");
        let expected: Vec<&str> = std::iter::once(expected.as_str()).chain(after).collect();
        assert_eq!(lines, expected, "{before:?}: {}", said.transcript());
        if status == 1 {
            let shown = format!("{before}the ids 165536 to 231071 of `otterwiki` meet those");
            assert!(said.stderr.contains(&shown), "{}", said.stderr);
        }
    }
}

#[test]
fn a_uid_outside_those_of_people_has_no_subordinate_ids_by_default() {
    let account = |uid: u32, more: &str| {
        let account = format!("'Rootless {{ user = \"otterwiki\", uid = {uid}{more} }}");
        findings(&format!("{{ account | force = {account} }}"))
    };
    for uid in [500, 999, 66534] {
        let found = account(uid, "");
        assert_eq!(found.len(), 1, "{found:#?}");
        let expected = format!("the id {uid} has no subordinate ids of its own");
        assert!(found[0].text.contains(&expected), "{found:#?}");
        let more = ", subordinate_ids = { first = 165536, count = 65536 }";
        assert_eq!(account(uid, more), []);
    }
    for uid in [1000, 66533] {
        assert_eq!(account(uid, ""), []);
    }
    let root = account(0, "");
    assert_eq!(root.len(), 1, "{root:#?}");
    assert_eq!(root[0].rule, "malformed-value");
}

#[test]
fn ow_h2_no_sysctl_is_changed_because_no_port_is_privileged() {
    for variant in Variant::ALL {
        let built = variant.built();
        assert_eq!(built.files_with("ip_unprivileged_port_start"), [""; 0]);
        assert!(
            !built
                .paths()
                .iter()
                .any(|path| path.starts_with("etc/sysctl"))
        );
        for name in built.quadlets("container") {
            for port in built.quadlet(&name).words("Container.PublishPort") {
                let (host, _) = port.rsplit_once(':').unwrap();
                let number: u16 = host.rsplit(':').next().unwrap().parse().unwrap();
                assert!(number > 1023, "{variant:?}: {name}: {port}");
            }
        }
    }
}
