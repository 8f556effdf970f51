//! X: what must not compile, with the reports that people see; and how the environments differ.
//!
//! The stacks are in `stacks/permacoop/failing`, the reports beside them; `BLESS=1` rewrites these.

use crate::common::failing::{assert_all_tested, report};
use crate::deployment::{Deployment, prod, vagrant};
use std::collections::BTreeSet;

/// Asserts that a stack is refused by a rule, in these words, and for one environment only.
#[track_caller]
fn assert_fails(name: &str, code: &str, environment: &str) {
    let said = report("permacoop", name, Some(1), &[]);
    assert!(said.starts_with(&format!("error[{code}]")), "{said}");
    let places = said
        .lines()
        .filter(|line| line.contains("at `environments."));
    let places: Vec<&str> = places.collect();
    let place = format!("at `environments.{environment}.");
    assert!(
        !places.is_empty() && places.iter().all(|line| line.contains(&place)),
        "{said}"
    );
}

#[test]
fn pe_x1_an_environment_needs_the_token_of_the_calendar() {
    assert_fails("pe_x1_no_calendar_token", "SC0201", "staging");
}

#[test]
fn pe_x2_lets_encrypt_needs_an_e_mail_address() {
    assert_fails("pe_x2_no_email", "SC0023", "prod");
}

#[test]
fn pe_x2_lets_encrypt_needs_a_public_name() {
    assert_fails("pe_x2_localhost", "SC0261", "vagrant");
}

#[test]
fn pe_x3_a_secret_is_no_port() {
    assert_fails("pe_x3_password_as_port", "SC0250", "prod");
    assert_fails("pe_x3_secret_as_listener", "SC0020", "prod");
}

#[test]
fn pe_x4_two_programs_cannot_share_a_port() {
    assert_fails("pe_x4_one_port_for_two", "SC0210", "prod");
}

#[test]
fn pe_x5_requests_go_only_to_services_that_exist() {
    assert_fails("pe_x5_nobody_listens", "SC0201", "prod");
}

#[test]
fn pe_x5_requests_go_only_to_ports_that_a_service_listens_on() {
    assert_fails("pe_x5_another_port", "SC0201", "prod");
}

#[test]
fn pe_p14_a_new_environment_must_say_where_its_database_is() {
    assert_fails("pe_p14_new_environment", "SC0023", "staging");
}

#[test]
fn pe_e9_variables_that_are_read_no_more_are_reported() {
    assert_fails("pe_e9_unread_variable", "SC0250", "prod");
}

#[test]
fn pe_e11_a_secret_in_the_public_client_is_reported() {
    let said = report("permacoop", "pe_e11_published_token", Some(0), &[]);
    assert!(said.starts_with("warning[SC0255]"), "{said}");
}

#[test]
fn the_deployment_of_upstream_is_refused_for_its_faults() {
    report("permacoop", "upstream", Some(1), &[]);
    report("permacoop", "upstream_then", Some(0), &[]);
}

#[test]
fn every_failing_stack_has_a_test() {
    let sources = include_str!("findings.rs");
    assert_all_tested("permacoop", sources);
}

/// Lines of one tree that the other lacks, besides those of files that only one has.
fn lines_of_one(one: &Deployment, other: &Deployment) -> Vec<(String, String)> {
    let (ours, theirs) = (one.texts(), other.texts());
    let mut lines = Vec::new();
    for (path, text) in &ours {
        // The record of hashes follows from the rest.
        let Some(their_text) = theirs
            .get(path)
            .filter(|_| !path.ends_with("manifest.json"))
        else {
            continue;
        };
        let known: BTreeSet<&str> = their_text.lines().collect();
        let own = text.lines().filter(|line| !known.contains(line));
        lines.extend(own.map(|line| (path.clone(), line.trim().to_owned())));
    }
    lines
}

#[test]
fn pe_x6_the_environments_differ_in_tls_domain_urls_database_and_secrets() {
    let (only_prod, only_vagrant): (Vec<String>, Vec<String>) = {
        let (ours, theirs) = (prod().paths(), vagrant().paths());
        (
            ours.difference(&theirs).cloned().collect(),
            theirs.difference(&ours).cloned().collect(),
        )
    };
    assert_eq!(only_vagrant, [""; 0]);
    // Of the files, only those of the certificate.
    assert!(
        only_prod
            .iter()
            .all(|path| path.contains("permacoop-cert") || path.contains("/certificate-")),
        "{only_prod:?}"
    );
    // Of the lines, those of the site's servers, of the certificate, and the values that an environment gives.
    let given = [
        "CLIENT_API_URL=",
        "ORIGIN=",
        "DATABASE_HOST=",
        "DATABASE_USERNAME=",
    ];
    let is_expected = |(path, line): &(String, String)| match path.as_str() {
        "etc/nginx/conf.d/permacoop.conf" => {
            let words = [
                "listen",
                "server_name",
                "ssl_",
                "http2",
                "return",
                "root /var/www/letsencrypt;",
                "location",
            ];
            words.iter().any(|word| line.starts_with(word))
        }
        "etc/systemd/system/nginx.service.d/permacoop.conf" => {
            line.contains("permacoop-certificate-site")
        }
        "etc/tmpfiles.d/permacoop.conf" => line.contains("/var/www/letsencrypt"),
        "etc/stackc/permacoop/credentials.sh" => line.contains("-lt") || line.contains("at least"),
        _ => given.iter().any(|variable| line.contains(variable)),
    };
    for (one, other) in [(prod(), vagrant()), (vagrant(), prod())] {
        let lines = lines_of_one(one, other);
        assert!(!lines.is_empty());
        let unexpected: Vec<_> = lines.iter().filter(|line| !is_expected(line)).collect();
        assert!(unexpected.is_empty(), "{unexpected:#?}");
    }
}
