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
    assert_eq!(
        changed.files_with(new),
        before,
        "`{new}` took each of its places"
    );
}

/// Asserts that a value of a parameter is refused where it is written, and not where it is used.
#[track_caller]
fn assert_refused(overlay: &str, message: &str) {
    let found = findings(overlay);
    let is_it = |finding: &Finding| finding.file == CHANGED && finding.text.contains(message);
    assert!(found.iter().any(is_it), "{overlay}: {found:#?}");
}

#[test]
fn ow_p1_the_domain_is_written_once_and_used_everywhere() {
    let changed = with("{ params.domain = \"pages.example.org\" }");
    assert_replaced(&changed, "wiki.mydomain.com", "pages.example.org");
    assert_refused("{ params.domain = \"not a name\" }", "is not a host name");
}

#[test]
fn ow_p2_the_interface_reaches_every_rule_of_the_table() {
    let changed = with("{ params.interface = \"enp1s0\" }");
    assert_replaced(&changed, "\"ens5\"", "\"enp1s0\"");
    assert_refused(
        "{ params.interface = \"a name longer than a kernel takes\" }",
        "is not the name of a network interface",
    );
}

#[test]
fn ow_p3_the_uid_names_the_folder_of_the_quadlets_and_everything_of_the_account() {
    let changed = with("{ params.uid = 1234 }");
    let of_the_account = |uid: u32| format!("etc/containers/systemd/users/{uid}/");
    let is_old = |path: &String| path.starts_with(&of_the_account(1001));
    assert!(!changed.paths().iter().any(is_old));
    let moved = default().paths().into_iter().map(|path| {
        let rest = path.strip_prefix(&of_the_account(1001)).map(str::to_owned);
        rest.map_or(path, |rest| of_the_account(1234) + &rest)
    });
    assert_eq!(changed.paths(), moved.collect());
    assert!(
        changed
            .text("etc/sysusers.d/otterwiki.conf")
            .contains("1234")
    );
    changed
        .system_unit("otterwiki-subids.service")
        .assert("Unit.Before", &["user@1234.service"]);
    assert_refused("{ params.uid = -1 }", "is not a numeric id");
}

#[test]
fn ow_p4_the_checkout_is_what_is_built() {
    let changed = with("{ params.checkout = \"/srv/checkout\" }");
    assert_replaced(&changed, "/home/otterwiki/otterwiki", "/srv/checkout");
    assert_refused(
        "{ params.checkout = \"checkout\" }",
        "is not an absolute path",
    );
}

#[test]
fn ow_p5_the_e_mail_address_is_asked_for_by_lets_encrypt_only() {
    let changed = with("{ params.email = \"somebody@example.org\" }");
    assert_replaced(&changed, "certbot@mydomain.com", "somebody@example.org");

    // The parameters without a default for it, as somebody has them who wants no letters.
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&stack("otterwiki"), folder.path());
    let params = folder.path().join("params.ncl");
    let text = fs::read_to_string(&params).unwrap();
    let without = text.replace("    | default\n    = \"certbot@mydomain.com\",", "    ,");
    assert_ne!(text, without);
    fs::write(&params, without).unwrap();
    let check = |tls: &str| {
        let file = folder.path().join("changed.ncl");
        fs::write(
            &file,
            format!("(import \"stack.ncl\") & {{ params.tls = {tls} }}"),
        )
        .unwrap();
        run([Path::new("check"), &file])
    };
    let provided = "'Provided { certificate = \"/a.pem\", key = \"/b.pem\" }";
    for needless in ["'SelfSigned", provided] {
        let said = check(needless);
        assert_eq!(said.code, Some(0), "{needless}");
        assert!(!said.stderr.contains("email"), "{needless} {said:?}");
    }
    for needful in ["'Webroot", "'Standalone"] {
        let said = check(needful);
        assert_eq!(said.code, Some(1), "{needful}");
        assert!(said.stderr.contains("`email`"), "{}", said.stderr);
    }
}

#[test]
fn ow_p6_the_certificate_comes_from_one_of_four_sources() {
    // By webroot, by a certbot that answers for itself, from elsewhere, made on the host.
    let has_certbot = [
        (Variant::Default, true),
        (Variant::Standalone, true),
        (Variant::Provided, false),
        (Variant::SelfSigned, false),
    ];
    for (variant, expected) in has_certbot {
        let built = variant.built();
        let names = built.quadlets("container");
        let certbot = names.contains(&"otterwiki-certbot.container".to_owned());
        assert_eq!(certbot, expected, "{variant:?}");
        let tls = server(built, "wiki.mydomain.com", true);
        assert!(tls.is_some(), "{variant:?} is served over TLS");
    }
    let exec = |variant: Variant| variant.built().container("certbot").words("Container.Exec");
    assert!(exec(Variant::Default).contains(&"--webroot".to_owned()));
    assert!(exec(Variant::Standalone).contains(&"--standalone".to_owned()));
    let found = findings("{ params.tls = 'SelfMade }");
    assert!(
        found
            .iter()
            .any(|finding| finding.text.contains("'SelfMade")),
        "{found:#?}"
    );
}

#[test]
fn ow_p7_role_and_database_are_both_otterwiki() {
    let db = default().container("db");
    assert_eq!(db.variable("POSTGRES_USER").as_deref(), Some("otterwiki"));
    assert_eq!(db.variable("POSTGRES_DB").as_deref(), Some("otterwiki"));
}

#[test]
fn ow_p8_the_ports_of_the_host_are_8080_and_8443_and_never_below_1024() {
    let published = |built: &Deployment| built.container("nginx").words("Container.PublishPort");
    assert_eq!(published(default()), ["8080:80", "8443:443"]);
    let changed = with("{ params = { http = 10080, https = 10443 } }");
    assert_eq!(published(&changed), ["10080:80", "10443:443"]);
    let table = changed.text("etc/stackc/otterwiki/nftables.nft");
    assert!(table.contains("10080") && table.contains("10443"));
    assert!(!table.contains("8080") && !table.contains("8443"));
    let found = findings("{ params.http = 1023 }");
    let refused = |finding: &Finding| finding.rule == "privileged-port";
    assert!(found.iter().any(refused), "{found:#?}");
}

#[test]
fn ow_p9_the_database_is_postgresql_or_a_file() {
    let names = |variant: Variant| variant.built().quadlets("container");
    let db = "otterwiki-db.container".to_owned();
    assert!(names(Variant::Default).contains(&db));
    assert!(!names(Variant::Sqlite).contains(&db));
    let web = Variant::Sqlite.built().container("web");
    assert_eq!(
        web.variable("SQLALCHEMY_DATABASE_URI").as_deref(),
        Some("sqlite:////app-data/db.sqlite"),
    );
    let volumes = Variant::Sqlite.built().quadlets("volume");
    assert!(!volumes.contains(&"otterwiki-db.volume".to_owned()));
}
