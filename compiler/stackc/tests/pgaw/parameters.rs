//! P: what differs from site to site, and that every use of it follows.

use crate::changes::{CHANGED, Finding, findings, with};
use crate::common::{copy_folder, run, stack};
use crate::deployment::{Deployment, Variant, default};
use crate::servers::server;
use std::fs;
use std::path::Path;

/// Asserts that a changed value has replaced the old one in every file.
#[track_caller]
fn assert_replaced(changed: &Deployment, old: &str, new: &str) {
    let before = default().files_with(old);
    assert!(!before.is_empty(), "`{old}` is used");
    assert_eq!(changed.files_with(old), [""; 0], "nothing holds `{old}`");
    let after = changed.files_with(new);
    assert_eq!(after, before, "`{new}` took each of its places");
}

/// Asserts that a value of a parameter is refused where it is written, and not where it is used.
#[track_caller]
fn assert_refused(overlay: &str, message: &str) {
    let found = findings(overlay);
    let is_it = |finding: &Finding| finding.file == CHANGED && finding.text.contains(message);
    assert!(found.iter().any(is_it), "{overlay}: {found:#?}");
}

#[test]
fn pg_p1_the_domain_is_written_once_and_used_everywhere() {
    let changed = with("{ params.domain = \"sql.example.org\" }");
    assert_replaced(&changed, "postgres.crwpitcher.com", "sql.example.org");
    assert_refused("{ params.domain = \"not a name\" }", "is not a host name");
}

#[test]
fn pg_p2_the_e_mail_address_is_required_by_lets_encrypt() {
    let changed = with("{ params.email = \"somebody@example.org\" }");
    let old = "certbot@crwpitcher.com";
    assert_replaced(&changed, old, "somebody@example.org");

    // The parameters without a default for it.
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&stack("pgaw"), folder.path());
    let params = folder.path().join("params.ncl");
    let text = fs::read_to_string(&params).unwrap();
    let without = text.replace(&format!("    | default\n    = \"{old}\","), "    ,");
    assert_ne!(text, without);
    fs::write(&params, without).unwrap();
    let check = |tls: &str| {
        let file = folder.path().join(CHANGED);
        let text = format!("(import \"stack.ncl\") & {{ params.tls = {tls} }}");
        fs::write(&file, text).unwrap();
        run([Path::new("check"), &file])
    };
    let said = check("'LetsEncrypt");
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("`email`"), "{}", said.stderr);
    let said = check("'SelfSigned");
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
}

#[test]
fn pg_p3_there_are_three_replicas_and_the_number_may_change() {
    let backends = |built: &Deployment| {
        let names = built.quadlets("container").into_iter();
        names
            .filter(|name| name.starts_with("pgaw-backend"))
            .count()
    };
    assert_eq!(backends(default()), 3);
    assert_eq!(backends(&with("{ params.replicas = 2 }")), 2);
    assert_refused("{ params.replicas = 0 }", "");
}

#[test]
fn pg_p4_limits_of_the_replicas_follow_and_are_added_up() {
    let changed = with("{ params = { cpus = 0.25, memory = \"300m\" } }");
    for replica in 1..=3 {
        let words = changed
            .container(&format!("backend-{replica}"))
            .words("Container.PodmanArgs");
        assert_eq!(words, ["--memory=300m", "--cpus=0.25"]);
    }
    // Three times 683 MiB are more than 2 GiB by one.
    assert_eq!(findings("{ params.memory = \"682m\" }"), []);
    let found = findings("{ params.memory = \"683m\" }");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].rule, "memory");
    assert_refused("{ params.cpus = 0 }", "a number of processors from 0.001");
    assert_refused("{ params.memory = \"a lot\" }", "is not a size");
}

#[test]
fn pg_p5_the_first_login_is_given_to_every_replica() {
    let changed = with("{ params.admin = \"teacher@example.org\" }");
    assert_replaced(&changed, "admin@foo.com", "teacher@example.org");
    assert_refused("{ params.admin = \"teacher\" }", "is not an e-mail address");
}

#[test]
fn pg_p6_the_certificate_comes_from_lets_encrypt_or_from_the_host() {
    let certbot = "pgaw-certbot.container".to_owned();
    let has_certbot = |variant: Variant| variant.built().quadlets("container").contains(&certbot);
    assert!(has_certbot(Variant::Default));
    assert!(!has_certbot(Variant::SelfSigned));
    let words = default().container("certbot").words("Container.Exec");
    assert!(words.contains(&"--webroot".to_owned()), "{words:?}");
    for variant in Variant::ALL {
        let tls = server(variant.built(), "postgres.crwpitcher.com", true);
        assert!(tls.is_some(), "{variant:?}");
    }
    assert_refused("{ params.tls = 'SelfMade }", "'SelfMade");
}

#[test]
fn pg_p7_the_database_is_open_to_the_internet_or_not() {
    for variant in Variant::ALL {
        let published = variant
            .built()
            .container("aw-db")
            .words("Container.PublishPort");
        let expected: &[&str] = match variant {
            Variant::Closed => &[],
            _ => &["5432:5432"],
        };
        assert_eq!(published, expected, "{variant:?}");
    }
}
