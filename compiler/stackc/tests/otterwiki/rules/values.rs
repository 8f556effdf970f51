//! R1 to R3: secrets, single definitions, variables.

use crate::changes::{findings, with};
use crate::deployment::default;
use crate::servers::{port_of, server};

#[test]
fn r1_secrets_are_names_and_the_manifest_says_who_needs_them() {
    let secrets = default().manifest()["secrets"].clone();
    let names: Vec<&str> = secrets
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["db_password", "session_key", "web-SQLALCHEMY_DATABASE_URI"]
    );
    for secret in secrets.as_array().unwrap() {
        assert!(secret["constraint"]["min_length"].is_number(), "{secret:#}");
        for delivery in secret["deliveries"].as_array().unwrap() {
            assert!(
                !delivery["consumers"].as_array().unwrap().is_empty(),
                "{secret:#}"
            );
        }
    }
    let file = &secrets[0]["deliveries"][0]["via"]["podman_file"];
    assert_eq!((&file["mode"], &file["uid"]), (&"0400".into(), &999.into()));

    // A value where a secret belongs does not compile, and so reaches no file.
    for overlay in [
        "{ containers.web.env.SECRET_KEY | force = \"a value of a secret\" }",
        "{ containers.web.env.SQLALCHEMY_DATABASE_URI | force = \"postgresql://a:b@db/c\" }",
        "{ containers.web.env.MAIL_PASSWORD = \"hunter2\" }",
    ] {
        let found = findings(overlay);
        let is_refused = |rule: &str| ["env-contract", "plain-password"].contains(&rule);
        assert!(
            found.iter().any(|f| is_refused(&f.rule)),
            "{overlay}: {found:#?}"
        );
    }
}

#[test]
fn r2_every_value_is_defined_once() {
    // Role, database and alias are in the quadlet, the health check and the URL.
    let changed = with(
        "{ containers.db = { params = { role = \"librarian\", database = \"pages\" }, \
         networks.otterwiki.aliases | force = [\"catalogue\"] } }",
    );
    let db = changed.container("db");
    assert_eq!(db.variable("POSTGRES_USER").as_deref(), Some("librarian"));
    assert_eq!(db.variable("POSTGRES_DB").as_deref(), Some("pages"));
    db.assert("Container.Network", &["otterwiki.network:alias=catalogue"]);
    db.assert(
        "Container.HealthCmd",
        &["pg_isready", "-U", "librarian", "-d", "pages"],
    );
    assert_eq!(
        changed.secret("web-SQLALCHEMY_DATABASE_URI")["template"],
        "postgresql://librarian:{db_password|percent}@catalogue/pages"
    );
    // A URL that does not follow does not compile.
    let found = findings(
        "{ containers.db.networks.otterwiki.aliases | force = [\"catalogue\"], \
         containers.web.env.SQLALCHEMY_DATABASE_URI | force = \
         'SecretTemplate \"postgresql://otterwiki:{db_password|percent}@db/otterwiki\" }",
    );
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].rule, "unreachable-host");
    // The port of nginx is in `listen`, in what is published and in the health check.
    let changed = with("{ containers.nginx.listens.https = 4443 }");
    let published = changed.container("nginx").words("Container.PublishPort");
    assert!(published.contains(&"8443:4443".to_owned()), "{published:?}");
    let site = server(&changed, "wiki.mydomain.com", true).unwrap();
    assert!(
        site.listens()
            .iter()
            .all(|listen| port_of(listen) == Some(4443))
    );
    let asked = changed.container("nginx").words("Container.HealthCmd");
    assert!(asked.contains(&"::127.0.0.1:4443".to_owned()), "{asked:?}");
    // The port of the host is in what is published and in the table; see OW-P8. The domain: OW-P1.
}

#[test]
fn r3_the_contract_of_the_variables_is_kept() {
    let cases = [
        // Missing, unknown, of another type, against a rule between variables, of another unit.
        (
            "containers.web.env | force = { SECRET_KEY = 'Secret \"session_key\" }",
            "env-missing",
        ),
        ("containers.web.env.SITE_NANE = \"x\"", "env-contract"),
        ("containers.web.env.MAIL_PORT = \"smtp\"", "env-contract"),
        (
            "containers.web.env.REPOSITORY | force = \"/app-data/other\"",
            "env-rule",
        ),
        ("containers.db.env.SITE_NAME = \"x\"", "env-contract"),
    ];
    for (overlay, rule) in cases {
        let found = findings(&format!("{{ {overlay} }}"));
        assert!(
            found.iter().any(|finding| finding.rule == rule),
            "{overlay}: {found:#?}"
        );
    }
}
