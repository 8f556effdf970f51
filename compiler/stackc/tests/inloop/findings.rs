//! X: what must not compile, with the reports that people see.
//!
//! The stacks are in `stacks/inloop/failing`, the reports beside them; `BLESS=1` rewrites these.

use crate::common::failing::{assert_all_tested, report};
use crate::common::stack;
use crate::deployment::STACK;
use std::fs;

/// Asserts that a stack is refused by a rule, in these words.
#[track_caller]
fn assert_fails(name: &str, code: &str) {
    let said = report(STACK, name, Some(1), &[]);
    let findings: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("error[") || line.starts_with("warning["))
        .collect();
    let expected = format!("error[{code}]");
    assert!(!findings.is_empty());
    assert!(
        findings.iter().all(|line| line.starts_with(&expected)),
        "{findings:?}"
    );
}

/// The first line of a report, which says everything in one line.
fn headline(name: &str) -> String {
    let report = stack(STACK)
        .join("failing")
        .join(name)
        .with_extension("txt");
    let report = fs::read_to_string(report).unwrap();
    report.lines().next().unwrap().to_owned()
}

#[test]
fn in_u3_a_restart_of_the_engine_does_not_stop_the_site() {
    assert_fails("in_u3_hard_dependency_on_docker", "SC0280");
}

#[test]
fn in_x1_one_error_lists_all_variables_that_are_missing() {
    assert_fails("in_x1_missing_variables", "SC0251");
    let report = stack(STACK).join("failing/in_x1_missing_variables.txt");
    let report = fs::read_to_string(report).unwrap();
    assert_eq!(report.matches("error[").count(), 1);
    // IN-E1 to IN-E12.
    for name in [
        "ADMINS",
        "ALLOWED_HOSTS",
        "CACHE_URL",
        "DATABASE_URL",
        "DJANGO_SETTINGS_MODULE",
        "FROM_EMAIL",
        "LANG",
        "MEDIA_ROOT",
        "PYTHONPATH",
        "REDIS_URL",
        "SECRET_KEY",
        "STATIC_ROOT",
    ] {
        assert!(
            headline("in_x1_missing_variables").contains(&format!("`{name}`")),
            "{name}"
        );
    }
}

#[test]
fn in_x2_whoever_knows_of_nginx_says_where_it_takes_files() {
    assert_fails("in_x2_no_location_to_hand_files_to", "SC0252");
}

#[test]
fn in_x3_files_are_handed_to_an_internal_location_of_the_site() {
    assert_fails("in_x3_location_that_nginx_lacks", "SC0280");
    assert_fails("in_x3_location_for_everybody", "SC0280");
}

#[test]
fn in_x4_cache_and_queue_have_databases_of_their_own() {
    assert_fails("in_x4_one_database_for_cache_and_queue", "SC0252");
}

#[test]
fn in_x5_the_application_takes_requests_for_all_names_of_its_site() {
    assert_fails("in_x5_name_that_is_not_allowed", "SC0252");
}

#[test]
fn in_x6_static_files_are_where_nginx_looks_for_them() {
    assert_fails("in_x6_static_files_outside_the_root", "SC0280");
}

#[test]
fn in_x7_tasks_are_below_the_media() {
    assert_fails("in_x7_tasks_outside_the_media", "SC0252");
}

#[test]
fn in_x8_whoever_reads_a_folder_may_enter_those_above() {
    assert_fails("in_x8_home_that_nobody_may_enter", "SC0247");
}

#[test]
fn in_x9_the_queue_has_no_tmp_of_its_own() {
    assert_fails("in_x9_hardened_queue", "SC0236");
}

#[test]
fn the_deployment_of_upstream_is_refused_for_its_faults() {
    report(STACK, "upstream", Some(1), &[]);
    report(STACK, "upstream_then", Some(0), &[]);
}

#[test]
fn every_failing_stack_has_a_test() {
    let sources = include_str!("findings.rs");
    assert_all_tested(STACK, sources);
}
