//! C15 and X6: the replicas of pgAdmin, and what the databases begin with.

use crate::changes::with;
use crate::deployment::{Deployment, QUADLETS, default};
use crate::servers::upstream;
use std::collections::BTreeMap;

#[test]
fn pg_c15_the_schema_of_the_settings_is_made_by_one() {
    // The second and third wait until the first is healthy, that is, has made the schema.
    default()
        .container("backend-1")
        .assert("Container.Notify", &["healthy"]);
    for replica in ["backend-2", "backend-3"] {
        let unit = default().container(replica);
        let after = unit.words("Unit.After");
        let first = "pgaw-backend-1.service".to_owned();
        assert!(after.contains(&first), "{replica}: {after:?}");
        unit.assert("Unit.Wants", &["pgaw-backend-1.service"]);
    }
    let first = default().container("backend-1").words("Unit.After");
    assert!(!first.iter().any(|unit| unit.starts_with("pgaw-backend")));
}

#[test]
fn pg_c15_the_lessons_have_a_role_that_only_reads() {
    let script = default().text("etc/stackc/pgaw/init");
    let role =
        "CREATE ROLE readonly LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';";
    let lines: Vec<&str> = script.lines().collect();
    let place = |line: &str| lines.iter().position(|own| *own == line);
    let order = [
        place(role),
        place("GRANT pg_read_all_data TO readonly;"),
        place("\\i /var/data/install.sql"),
    ];
    assert!(order.iter().all(Option::is_some), "{script}");
    assert!(order.is_sorted(), "{script}");
    // A statement that fails ends the initialisation.
    assert!(script.contains("ON_ERROR_STOP=1"), "{script}");
}

#[test]
fn a_replica_that_is_ended_takes_nobody_with_it() {
    // That is what the limits are for. `Requires=` would restart the others and nginx along with it.
    for name in ["proxy", "backend-2", "backend-3"] {
        let required = default().container(name).words("Unit.Requires");
        let backends = required.iter().filter(|unit| unit.contains("backend"));
        assert_eq!(backends.count(), 0, "{name}: {required:?}");
    }
}

/// The texts of the tree without those that say what is in it.
fn texts(built: &Deployment) -> BTreeMap<String, String> {
    let mut texts = built.texts();
    texts.remove("etc/stackc/pgaw/manifest.json");
    texts
}

#[test]
fn pg_x6_five_replicas_are_five_units_and_five_servers_and_nothing_else_changes() {
    let five = with("{ params.replicas = 5 }");
    let servers = upstream(&five, "backend").unwrap().each("server");
    let expected: Vec<[String; 1]> = (1..=5).map(|n| [format!("pgaw-backend-{n}:80")]).collect();
    assert_eq!(servers, expected);

    let (before, after) = (texts(default()), texts(&five));
    let new: Vec<&String> = after
        .keys()
        .filter(|path| !before.contains_key(*path))
        .collect();
    let unit = |n: u32| format!("{QUADLETS}/pgaw-backend-{n}.container");
    assert_eq!(new, [&unit(4), &unit(5)]);
    assert!(before.keys().all(|path| after.contains_key(path)));
    let changed: Vec<&String> = before
        .iter()
        .filter(|(path, text)| after[*path] != **text)
        .map(|(path, _)| path)
        .collect();
    // nginx, which waits for them, and its group.
    let proxy = format!("{QUADLETS}/pgaw-proxy.container");
    assert_eq!(changed, [&proxy, "etc/stackc/pgaw/proxy/pgaw.conf"]);
    // The fourth is the third under another name.
    assert_eq!(
        after[&unit(4)].replace("backend-4", "backend-3"),
        before[&unit(3)]
    );
}
