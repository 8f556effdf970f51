//! E: the variables, and that wrong ones do not compile.

use crate::deployment::{Deployment, Finding, Variant, default, findings, with};
use serde_json::json;
use std::sync::OnceLock;

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

#[test]
fn ow_e2_the_role_of_the_database_is_that_of_the_url() {
    let db = default().container("db");
    let role = db.variable("POSTGRES_USER").unwrap();
    assert_eq!(role, "otterwiki");
    let template = default().secret("web-SQLALCHEMY_DATABASE_URI")["template"].clone();
    let url = template.as_str().unwrap().to_owned();
    assert!(url.starts_with(&format!("postgresql://{role}:")), "{url}");
}

#[test]
fn ow_e3_the_database_is_that_of_the_url() {
    let db = default().container("db");
    let database = db.variable("POSTGRES_DB").unwrap();
    assert_eq!(database, "otterwiki");
    let template = default().secret("web-SQLALCHEMY_DATABASE_URI")["template"].clone();
    let url = template.as_str().unwrap().to_owned();
    assert!(url.ends_with(&format!("@db/{database}")), "{url}");
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
    for (url, text) in [
        (
            "\"mysql://db/otterwiki\"",
            "must be a URL of the schemes `postgresql` and `sqlite`",
        ),
        (
            "\"postgresql://otterwiki:hunter2@db/otterwiki\"",
            "carries a password in plain text",
        ),
    ] {
        let found = findings(&format!("{{ {path} | force = {url} }}"));
        assert_finding(&found, "env-contract", path, text);
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

/// An optional setting: a value, how the application gets it, and one that it does not take, with
/// the reason.
struct Setting {
    name: &'static str,
    value: &'static str,
    given: &'static str,
    wrong: Option<(&'static str, &'static str)>,
}

const fn text(name: &'static str) -> Setting {
    let (value, given) = ("\"100% \\\"mine\\\"\"", "100% \"mine\"");
    Setting {
        name,
        value,
        given,
        wrong: None,
    }
}

const fn switch(name: &'static str) -> Setting {
    Setting {
        name,
        // Spelled as Python and the application do; `1` and `yes` are only for people.
        value: "true",
        given: "True",
        wrong: Some(("\"maybe\"", "is a boolean")),
    }
}

const fn setting(
    name: &'static str,
    [value, given]: [&'static str; 2],
    wrong: [&'static str; 2],
) -> Setting {
    Setting {
        name,
        value,
        given,
        wrong: Some((wrong[0], wrong[1])),
    }
}

/// The rows of optional settings, by their ids.
const SETTINGS: [(u32, &[Setting]); 10] = [
    (
        13,
        &[
            text("SITE_NAME"),
            setting(
                "MAIL_SERVER",
                ["\"mail.example.org\"", "mail.example.org"],
                ["\"a b\"", "is a host name"],
            ),
        ],
    ),
    (
        14,
        &[
            text("SITE_DESCRIPTION"),
            text("SITE_LOGO"),
            text("SITE_ICON"),
            setting("MAIL_PORT", ["587", "587"], ["0", "is a port"]),
        ],
    ),
    (
        15,
        &[
            setting(
                "READ_ACCESS",
                ["\"APPROVED\"", "APPROVED"],
                ["\"EVERYBODY\"", "must be one of"],
            ),
            setting(
                "WRITE_ACCESS",
                ["\"REGISTERED\"", "REGISTERED"],
                ["\"approved\"", "must be one of"],
            ),
            setting(
                "ATTACHMENT_ACCESS",
                ["\"ANONYMOUS\"", "ANONYMOUS"],
                ["true", "not a boolean"],
            ),
            text("MAIL_USERNAME"),
            // A secret: its good value is asserted by itself.
            Setting {
                name: "MAIL_PASSWORD",
                value: "",
                given: "",
                wrong: Some(("\"hunter2\"", "must be a secret")),
            },
        ],
    ),
    (
        16,
        &[
            switch("AUTO_APPROVAL"),
            switch("MAIL_USE_TLS"),
            Setting {
                value: "false",
                given: "False",
                ..switch("MAIL_USE_SSL")
            },
        ],
    ),
    (
        17,
        &[
            switch("DISABLE_REGISTRATION"),
            setting(
                "MAIL_DEFAULT_SENDER",
                ["\"wiki@example.org\"", "wiki@example.org"],
                ["\"wiki\"", "is an e-mail address"],
            ),
        ],
    ),
    (
        18,
        &[
            switch("EMAIL_NEEDS_CONFIRMATION"),
            setting(
                "COMMIT_MESSAGE",
                ["\"OPTIONAL\"", "OPTIONAL"],
                ["\"NEVER\"", "must be one of"],
            ),
        ],
    ),
    (
        19,
        &[
            switch("NOTIFY_ADMINS_ON_REGISTER"),
            switch("NOTIFY_USER_ON_APPROVAL"),
            switch("GIT_WEB_SERVER"),
        ],
    ),
    (
        20,
        &[
            switch("RETAIN_PAGE_NAME_CASE"),
            setting(
                "ROBOTS_TXT",
                ["\"disallow\"", "disallow"],
                ["\"Allow\"", "must be one of"],
            ),
        ],
    ),
    (
        21,
        &[
            setting(
                "LOG_LEVEL",
                ["\"WARNING\"", "WARNING"],
                ["\"LOUD\"", "must be one of"],
            ),
            text("AUTH_METHOD"),
            text("WIKILINK_STYLE"),
            text("SIDEBAR_MENUTREE_MODE"),
            switch("SIDEBAR_MENUTREE_IGNORE_CASE"),
            text("SIDEBAR_MENUTREE_MAX_DEPTH"),
            text("SIDEBAR_MENUTREE_FOCUS"),
            text("SIDEBAR_CUSTOM_MENU"),
            text("SIDEBAR_SHORTCUTS"),
        ],
    ),
    (
        22,
        &[
            setting(
                "MAX_FORM_MEMORY_SIZE",
                ["20000000", "20000000"],
                ["\"20m\"", "is a whole number"],
            ),
            switch("MINIFY_HTML"),
            switch("HIDE_LOGO"),
        ],
    ),
];

fn overlay<'a>(values: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let fields: Vec<String> = values
        .map(|(name, value)| format!("{name} = {value}"))
        .collect();
    format!("{{ containers.web.env = {{ {} }} }}", fields.join(", "))
}

/// The stack with every optional setting.
fn with_all() -> &'static Deployment {
    static BUILT: OnceLock<Deployment> = OnceLock::new();
    BUILT.get_or_init(|| {
        let all = SETTINGS.iter().flat_map(|(_, settings)| settings.iter());
        let given = all.filter(|setting| !setting.value.is_empty());
        with(&overlay(given.map(|setting| (setting.name, setting.value))))
    })
}

/// What is said when every optional setting is wrong.
fn all_wrong() -> &'static [Finding] {
    static FOUND: OnceLock<Vec<Finding>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let all = SETTINGS.iter().flat_map(|(_, settings)| settings.iter());
        let wrong = all.filter_map(|setting| Some((setting.name, setting.wrong?.0)));
        findings(&overlay(wrong))
    })
}

/// Asserts a row: left to the application by default, given as it is read, refused when it is wrong.
#[track_caller]
fn assert_optional(row: u32) {
    let (_, settings) = SETTINGS.iter().find(|(id, _)| *id == row).expect("a row");
    for setting in *settings {
        let default_value = default().container("web").variable(setting.name);
        assert_eq!(
            default_value, None,
            "{} is left to the application",
            setting.name
        );
        if !setting.value.is_empty() {
            let given = with_all().container("web").variable(setting.name);
            assert_eq!(given.as_deref(), Some(setting.given), "{}", setting.name);
        }
        if let Some((_, reason)) = setting.wrong {
            let path = format!("containers.web.env.{}", setting.name);
            assert_finding(all_wrong(), "env-contract", &path, reason);
        }
    }
}

#[test]
fn ow_e12_settings_are_overridden_by_the_environment_and_others_are_none() {
    let found = findings("{ containers.web.env.SITE_NANE = \"My wiki\" }");
    let path = "containers.web.env.SITE_NANE";
    assert_finding(
        &found,
        "env-contract",
        path,
        "does not read the variable `SITE_NANE`",
    );
    assert_finding(&found, "env-contract", path, "did you mean `SITE_NAME`?");
}

#[test]
fn ow_e13_the_name_of_the_site_and_the_mail_server() {
    assert_optional(13);
}

#[test]
fn ow_e14_the_looks_of_the_site_and_the_mail_port() {
    assert_optional(14);
}

#[test]
fn ow_e15_who_may_read_and_write_and_the_account_for_mail() {
    assert_optional(15);
    let built = with(
        "{ secrets.mail_password = {}, containers.web.env.MAIL_PASSWORD = 'Secret \"mail_password\" }",
    );
    let web = built.container("web");
    let secret = web.secret_variable("MAIL_PASSWORD");
    assert_eq!(secret.as_deref(), Some("otterwiki-mail_password"));
    assert_eq!(web.variable("MAIL_PASSWORD"), None);
}

#[test]
fn ow_e16_approval_and_one_kind_of_encryption_for_mail() {
    assert_optional(16);
    let found = findings("{ containers.web.env = { MAIL_USE_TLS = true, MAIL_USE_SSL = true } }");
    let text = "only one of `MAIL_USE_TLS` and `MAIL_USE_SSL` can be true";
    assert!(
        found
            .iter()
            .any(|f| f.rule == "env-rule" && f.text.contains(text)),
        "{found:#?}"
    );
}

#[test]
fn ow_e17_registration_and_the_sender_of_mail() {
    assert_optional(17);
}

#[test]
fn ow_e18_confirmation_needs_a_mail_server() {
    assert_optional(18);
    let found = findings("{ containers.web.env.EMAIL_NEEDS_CONFIRMATION = true }");
    let path = "containers.web.env.EMAIL_NEEDS_CONFIRMATION";
    assert_finding(&found, "env-rule", path, "is true and needs `MAIL_SERVER`");
}

#[test]
fn ow_e19_notifications_and_the_git_server() {
    assert_optional(19);
}

#[test]
fn ow_e20_the_case_of_names_and_robots() {
    assert_optional(20);
}

#[test]
fn ow_e21_the_log_level_and_how_pages_are_linked_and_listed() {
    assert_optional(21);
}

#[test]
fn ow_e22_the_size_of_forms_and_the_looks_of_pages() {
    assert_optional(22);
}
