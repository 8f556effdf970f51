//! E12 to E22: settings of the application that the environment may override.

use super::assert_finding;
use crate::changes::{Finding, findings, with};
use crate::deployment::{Deployment, default};
use std::sync::OnceLock;

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
