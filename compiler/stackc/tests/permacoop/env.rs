//! E: what the programs read from their environment, at run time and while they are built.

use crate::deployment::{check_beside, findings, prod, vagrant};
use std::collections::BTreeSet;

/// Asserts the plain value of a variable in both environments.
#[track_caller]
fn assert_value(service: &str, variable: &str, expected: [&str; 2]) {
    let values =
        [prod(), vagrant()].map(|deployment| deployment.variables(service)[variable].clone());
    assert_eq!(values, expected, "{service}: {variable}");
}

/// Asserts that a variable comes from a secret in both environments, and stands in no file.
#[track_caller]
fn assert_secret(service: &str, variable: &str, secret: &str) {
    for deployment in [prod(), vagrant()] {
        assert_eq!(
            deployment.secret_variable(service, variable).as_deref(),
            Some(secret)
        );
        assert!(!deployment.variables(service).contains_key(variable));
    }
}

/// Asserts that a service with a wrong value is refused in these words.
#[track_caller]
fn assert_refused(service: &str, variable: &str, value: &str, words: &str) {
    let found = findings(&format!(
        "{{ services.{service}.env.{variable} | force = {value} }}"
    ));
    let is_it =
        |line: &str| line.contains("[SC0250]") && line.contains(&format!("`{variable}` {words}"));
    assert!(found.lines().any(is_it), "{found}");
}

/// Asserts that a program without any variable is told exactly which it cannot do without.
#[track_caller]
fn assert_required(contract: &str, expected: &[&str]) {
    let stack = format!(
        r#"let {{ Stack, .. }} = import "stackc/main.ncl" in
        {{
          name = "bare",
          description = "A program without variables",
          target = 'Debian13,
          users.bare = {{}},
          services.bare = {{
            runs = 'Command ["/bin/true"],
            user = "bare",
            env_contract = (import "env.ncl").{contract},
          }},
        }} | Stack"#
    );
    let said = check_beside(&stack);
    let names: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    assert!(said.contains("[SC0251]"), "{said}");
    assert_eq!(names.first(), Some(&"bare"), "{said}");
    let names: BTreeSet<&str> = names[1..].iter().copied().collect();
    assert_eq!(names, expected.iter().copied().collect(), "{said}");
}

#[test]
fn what_every_program_cannot_do_without_is_asked_for() {
    let database = [
        "DATABASE_HOST",
        "DATABASE_PORT",
        "DATABASE_USERNAME",
        "DATABASE_PASSWORD",
        "DATABASE_NAME",
    ];
    let own = [
        "PORT",
        "CALENDAR_TOKEN",
        "FILE_ENCRYPTION_KEY",
        "UPLOAD_LOCATION",
    ];
    assert_required("migrate", &database);
    assert_required("api", &[database.as_slice(), &own].concat());
    assert_required("client_proxy", &["LEGACY_PORT", "KIT_PORT"]);
    assert_required("client_kit", &["ORIGIN"]);
    let legacy = [
        "CLIENT_API_URL",
        "CLIENT_API_URL_SSR",
        "CLIENT_CALENDAR_TOKEN",
    ];
    assert_required("build_legacy", &legacy);
    assert_required(
        "build_kit",
        &["VITE_CLIENT_API_URL", "VITE_CLIENT_API_URL_SSR"],
    );
}

#[test]
fn pe_e1_the_host_of_the_database_is_a_host() {
    for service in ["api", "migrate"] {
        assert_value(
            service,
            "DATABASE_HOST",
            ["database.fairness.coop", "localhost"],
        );
    }
    assert_refused("migrate", "DATABASE_HOST", "\"db host\"", "is a host name");
}

#[test]
fn pe_e2_the_port_of_the_database_is_a_port() {
    for service in ["api", "migrate"] {
        assert_value(service, "DATABASE_PORT", ["5432", "5432"]);
    }
    // Upstream once rendered the password here.
    assert_refused("migrate", "DATABASE_PORT", "\"hunter2\"", "is a port");
    assert_refused(
        "migrate",
        "DATABASE_PORT",
        "'Secret \"database_password\"",
        "is a port",
    );
}

#[test]
fn pe_e3_the_role_of_the_database_is_given() {
    for service in ["api", "migrate"] {
        assert_value(service, "DATABASE_USERNAME", ["permacoop", "docker"]);
    }
}

#[test]
fn pe_e4_the_password_of_the_database_is_a_secret() {
    for service in ["api", "migrate"] {
        assert_secret(service, "DATABASE_PASSWORD", "database_password");
    }
    assert_refused(
        "migrate",
        "DATABASE_PASSWORD",
        "\"docker\"",
        "must be a secret",
    );
}

#[test]
fn pe_e5_the_database_has_its_name() {
    for service in ["api", "migrate"] {
        assert_value(service, "DATABASE_NAME", ["permacoop", "permacoop"]);
    }
}

#[test]
fn pe_e6_the_token_of_the_calendar_is_a_secret_by_its_new_name() {
    assert_secret("api", "CALENDAR_TOKEN", "calendar_token");
    assert_refused("api", "CALENDAR_TOKEN", "\"abcd1234\"", "must be a secret");
    let found = findings("{ services.api.env.CALENDAR_SECRET = 'Secret \"calendar_token\" }");
    assert!(
        found.contains("does not read the variable `CALENDAR_SECRET`"),
        "{found}"
    );
}

#[test]
fn pe_e7_the_key_of_files_is_a_secret() {
    assert_secret("api", "FILE_ENCRYPTION_KEY", "file_encryption_key");
    assert_refused(
        "api",
        "FILE_ENCRYPTION_KEY",
        "\"secret\"",
        "must be a secret",
    );
}

#[test]
fn pe_e8_uploads_are_named_from_the_working_directory() {
    assert_value("api", "UPLOAD_LOCATION", ["uploads", "uploads"]);
    assert_refused("api", "UPLOAD_LOCATION", "\"\"", "is a path");
}

#[test]
fn pe_e9_what_the_api_reads_no_more_is_reported() {
    // The report for the two of upstream is asserted with the other findings.
    let found = findings("{ services.api.env.ACCOUNTING_QUOTE_PREFIX = \"FS-DEVIS\" }");
    assert!(
        found.contains("does not read the variable `ACCOUNTING_QUOTE_PREFIX`"),
        "{found}"
    );
    for service in ["api", "migrate"] {
        let variables = prod().variables(service);
        assert!(
            !variables.keys().any(|name| name.starts_with("ACCOUNTING")),
            "{variables:?}"
        );
    }
}

#[test]
fn pe_e10_the_client_on_sapper_is_built_with_both_urls_of_the_api() {
    let public = [
        "https://permacoop.fairness.coop/api",
        "http://localhost:3080/api",
    ];
    assert_value("build-legacy", "CLIENT_API_URL", public);
    assert_value(
        "build-legacy",
        "CLIENT_API_URL_SSR",
        ["http://localhost:3000/api"; 2],
    );
    assert_refused(
        "build-legacy",
        "CLIENT_API_URL",
        "\"permacoop.fairness.coop/api\"",
        "must be a URL",
    );
    // They are read while it is built; running, it does not know them.
    assert!(
        !prod()
            .variables("client-legacy")
            .contains_key("CLIENT_API_URL")
    );
    let found =
        findings("{ services.client-legacy.env.CLIENT_API_URL = \"https://x.example.org\" }");
    assert!(
        found.contains("`client-legacy` does not read the variable `CLIENT_API_URL`"),
        "{found}"
    );
}

#[test]
fn pe_e11_the_token_in_the_public_client_is_the_secret_and_is_reported() {
    assert_secret("build-legacy", "CLIENT_CALENDAR_TOKEN", "calendar_token");
    // The stack accepts the warning in so many words; without them it is there.
    assert_eq!(findings("{}"), "");
    let found = findings(
        "{ accepts | force = { transport-security = \"not here\", host-spoofing = \"not here\" } }",
    );
    assert_eq!(found.lines().count(), 1, "{found}");
    assert!(found.contains("warning[SC0255]"), "{found}");
}

#[test]
fn pe_e12_the_client_on_sveltekit_is_built_with_both_urls_of_the_api() {
    let public = [
        "https://permacoop.fairness.coop/api",
        "http://localhost:3080/api",
    ];
    assert_value("build-kit", "VITE_CLIENT_API_URL", public);
    assert_value(
        "build-kit",
        "VITE_CLIENT_API_URL_SSR",
        ["http://localhost:3000/api"; 2],
    );
    // Vite takes them from the environment as from `.env.local`; the file is for people who build by hand.
    let file = prod().env_file("etc/permacoop/client-kit.env");
    assert_eq!(file, prod().variables("build-kit"));
}

#[test]
fn pe_e13_every_program_is_told_what_it_reads_of_node() {
    for service in ["api", "client-legacy", "client-kit", "client-proxy"] {
        assert_value(service, "NODE_ENV", ["production"; 2]);
        assert_value(service, "HOST", ["127.0.0.1"; 2]);
        assert_refused(service, "PORT", "\"http\"", "is a port");
        assert_refused(service, "NODE_ENV", "\"prod\"", "must be one of");
    }
    assert_value("client-proxy", "LEGACY_PORT", ["3002"; 2]);
    assert_value("client-proxy", "KIT_PORT", ["3003"; 2]);
}

#[test]
fn pe_e14_files_of_variables_are_for_root_and_the_user_and_hold_no_secret() {
    for deployment in [prod(), vagrant()] {
        for name in ["server", "client-legacy", "client-kit"] {
            let path = format!("etc/permacoop/{name}.env");
            let file = deployment.file(&path);
            let facts = ["user", "group", "mode"].map(|key| file[key].as_str().unwrap().to_owned());
            assert_eq!(facts, ["root", "permacoop", "0640"], "{path}");
            let variables = deployment.env_file(&path);
            let is_secret = |name: &String| {
                name.contains("PASSWORD") || name.contains("TOKEN") || name.contains("KEY")
            };
            assert!(!variables.keys().any(is_secret), "{variables:?}");
        }
    }
}
