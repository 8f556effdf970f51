//! E1 to E11: the variables that the deployment needs, and that wrong ones do not compile.

mod settings;

use crate::changes::{Finding, findings, with};
use crate::deployment::{Deployment, Variant, default};
use serde_json::json;

/// Asserts a finding of a rule at a path.
#[track_caller]
fn assert_finding(found: &[Finding], rule: &str, path: &str, text: &str) {
    let is_it = |finding: &Finding| {
        finding.rule == rule && finding.path == path && finding.text.contains(text)
    };
    assert!(found.iter().any(is_it), "{rule} at {path}: {found:#?}");
}

/// How a secret reaches its consumers, as the manifest says it.
fn ways(secret: &str) -> Vec<(String, serde_json::Value)> {
    let secret = default().secret(secret);
    let deliveries = secret["deliveries"].as_array().unwrap();
    let way = |delivery: &serde_json::Value| {
        let (via, details) = delivery["via"].as_object().unwrap().iter().next().unwrap();
        let mut details = details.clone();
        details["consumers"] = delivery["consumers"].clone();
        (via.clone(), details)
    };
    deliveries.iter().map(way).collect()
}

#[test]
fn ow_e1_the_database_password_is_a_secret_that_both_ends_share() {
    // By file, which the image prefers to a variable: see OW-C7.
    let db = default().container("db");
    assert_eq!(db.variable("POSTGRES_PASSWORD"), None);
    assert_eq!(db.secret_variable("POSTGRES_PASSWORD"), None);
    let file = db.variable("POSTGRES_PASSWORD_FILE").unwrap();
    let [(via, details)] = <[_; 1]>::try_from(ways("db_password")).unwrap();
    assert_eq!(via, "podman_file");
    assert_eq!(details["path"], file.as_str());
    assert_eq!(details["secret"], "otterwiki-db_password");
    assert_eq!(details["consumers"][0]["name"], "otterwiki-db.service");
    let template = default().secret("web-SQLALCHEMY_DATABASE_URI")["template"].clone();
    assert!(
        template.as_str().unwrap().contains("{db_password|percent}"),
        "{template}"
    );
    // Required: without it nothing compiles.
    let found = findings("{ containers.db.env.POSTGRES_PASSWORD_FILE = \"/a/file\" }");
    assert_finding(
        &found,
        "env-contract",
        "containers.db.env.POSTGRES_PASSWORD_FILE",
        "must be a secret",
    );
}

/// The URL of the database, as the manifest and the script that makes it have it.
fn database_url(built: &Deployment) -> String {
    let template = built.secret("web-SQLALCHEMY_DATABASE_URI")["template"].clone();
    let url = template.as_str().unwrap().to_owned();
    let script = built.text("etc/stackc/otterwiki/secrets.sh");
    let made = url.replace("{db_password|percent}", "${percent_secret_db_password}");
    assert!(script.contains(&format!("\"{made}\"")), "{made}: {script}");
    url
}

#[test]
fn ow_e2_the_role_of_the_database_is_that_of_the_url() {
    let changed = with("{ containers.db.params.role = \"librarian\" }");
    for (built, expected) in [(default(), "otterwiki"), (&changed, "librarian")] {
        let role = built.container("db").variable("POSTGRES_USER").unwrap();
        assert_eq!(role, expected);
        let url = database_url(built);
        assert!(url.starts_with(&format!("postgresql://{role}:")), "{url}");
    }
}

#[test]
fn ow_e3_the_database_is_that_of_the_url() {
    let changed = with("{ containers.db.params.database = \"pages\" }");
    for (built, expected) in [(default(), "otterwiki"), (&changed, "pages")] {
        let database = built.container("db").variable("POSTGRES_DB").unwrap();
        assert_eq!(database, expected);
        let url = database_url(built);
        assert!(url.ends_with(&format!("@db/{database}")), "{url}");
    }
}

#[test]
fn ow_e4_the_database_url_is_made_on_the_host_with_the_password_percent_encoded() {
    let web = default().container("web");
    assert_eq!(web.variable("SQLALCHEMY_DATABASE_URI"), None);
    let secret = web.secret_variable("SQLALCHEMY_DATABASE_URI").unwrap();
    assert_eq!(secret, "otterwiki-web-SQLALCHEMY_DATABASE_URI");
    let template = default().secret("web-SQLALCHEMY_DATABASE_URI")["template"].clone();
    assert_eq!(
        template,
        "postgresql://otterwiki:{db_password|percent}@db/otterwiki"
    );
    let [(via, details)] = <[_; 1]>::try_from(ways("web-SQLALCHEMY_DATABASE_URI")).unwrap();
    assert_eq!(via, "podman_variable");
    assert_eq!(details["variable"], "SQLALCHEMY_DATABASE_URI");
    assert_eq!(details["secret"], secret.as_str());
    assert_eq!(details["consumers"][0]["name"], "otterwiki-web.service");

    let sqlite = Variant::Sqlite.built().container("web");
    let url = sqlite.variable("SQLALCHEMY_DATABASE_URI");
    assert_eq!(url.as_deref(), Some("sqlite:////app-data/db.sqlite"));

    let path = "containers.web.env.SQLALCHEMY_DATABASE_URI";
    for (url, rule, text) in [
        (
            "\"mysql://db/otterwiki\"",
            "env-contract",
            "must be a URL of the schemes `postgresql` and `sqlite`",
        ),
        (
            "\"postgresql://otterwiki:hunter2@db/otterwiki\"",
            "plain-password",
            "holds a password in plain text",
        ),
    ] {
        let found = findings(&format!("{{ {path} | force = {url} }}"));
        assert_finding(&found, rule, path, text);
    }
}

#[test]
fn ow_e5_the_session_key_is_a_secret_of_sixteen_characters() {
    let web = default().container("web");
    assert_eq!(
        web.secret_variable("SECRET_KEY").as_deref(),
        Some("otterwiki-session_key")
    );
    let constraint = default().secret("session_key")["constraint"].clone();
    assert_eq!(
        constraint,
        json!({ "min_length": 16, "forbidden": ["CHANGE ME"] })
    );
    // The application would exit; here the unit that brings the secrets does, and says why.
    let script = default().text("etc/stackc/otterwiki/secrets.sh");
    assert!(script.contains("needs at least 16 characters"), "{script}");
    assert!(script.contains("CHANGE ME"), "{script}");

    let plain = findings("{ containers.web.env.SECRET_KEY | force = \"sixteen characters\" }");
    let path = "containers.web.env.SECRET_KEY";
    assert_finding(&plain, "env-contract", path, "must be a secret");
    let short = findings("{ secrets.session_key.min_length | force = 15 }");
    let path = "secrets.session_key.min_length";
    assert_finding(&short, "weak-secret", path, "needs at least 16 characters");
    let placeholder = findings("{ secrets.session_key.forbidden | force = [] }");
    assert_finding(
        &placeholder,
        "weak-secret",
        "secrets.session_key",
        "CHANGE ME",
    );
}

/// Asserts a path of the application: its value, and that it must lie below the data.
#[track_caller]
fn assert_path(name: &str, expected: &str) {
    let web = default().container("web");
    assert_eq!(web.variable(name).as_deref(), Some(expected));
    let path = format!("containers.web.env.{name}");
    for (value, text) in [
        ("\"/elsewhere/file\"", "must lie below `/app-data`"),
        ("\"/app-data/../file\"", "must lie below `/app-data`"),
    ] {
        let found = findings(&format!("{{ {path} | force = {value} }}"));
        assert_finding(&found, "env-contract", &path, text);
    }
}

#[test]
fn ow_e6_the_settings_lie_below_the_data() {
    assert_path("OTTERWIKI_SETTINGS", "/app-data/settings.cfg");
}

#[test]
fn ow_e7_the_repository_lies_below_the_data() {
    assert_path("OTTERWIKI_REPOSITORY", "/app-data/repository");
}

#[test]
fn ow_e8_both_names_of_the_repository_are_one_path() {
    assert_path("REPOSITORY", "/app-data/repository");
    let moved = with("{ containers.web.env.OTTERWIKI_REPOSITORY | force = \"/app-data/pages\" }");
    let web = moved.container("web");
    assert_eq!(
        web.variable("REPOSITORY").as_deref(),
        Some("/app-data/pages")
    );
    let path = "containers.web.env.REPOSITORY";
    let found = findings(&format!("{{ {path} | force = \"/app-data/other\" }}"));
    assert_finding(&found, "env-rule", path, "must be equal");
}

/// Asserts that no file mentions a variable of the upstream scripts.
#[track_caller]
fn assert_compiled_away(name: &str) {
    for variant in Variant::ALL {
        assert_eq!(variant.built().files_with(name), [""; 0], "{variant:?}");
    }
}

#[test]
fn ow_e9_the_domain_is_compiled_into_the_site() {
    assert_compiled_away("OTTERWIKI_DOMAIN");
    let site = "etc/stackc/otterwiki/nginx/otterwiki.conf".to_owned();
    assert!(
        default()
            .files_with("server_name wiki.mydomain.com;")
            .contains(&site)
    );
}

#[test]
fn ow_e10_the_e_mail_address_is_an_argument_of_certbot() {
    assert_compiled_away("OTTERWIKI_CERTBOT_EMAIL");
    let command = default().container("certbot").words("Container.Exec");
    let has = command
        .windows(2)
        .any(|pair| pair == ["--email", "certbot@mydomain.com"]);
    assert!(has, "{command:?}");
    let found = findings("{ params.email = \"nobody\" }");
    let refused = |finding: &Finding| finding.text.contains("is not an e-mail address");
    assert!(found.iter().any(refused), "{found:#?}");
}

#[test]
fn ow_e11_what_the_renewal_script_was_told_is_derived() {
    assert_compiled_away("OTTERWIKI_CONTEXT");
    assert_compiled_away("OTTERWIKI_VOLUME");
    assert_compiled_away("otterwiki_letsencrypt");
}
