//! H: what the host must be.

use crate::changes::with;
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
