//! X: what must not compile, with the reports that people see.
//!
//! The stacks are in `stacks/pgaw/failing`, the reports beside them; `BLESS=1` rewrites these. X6, which
//! must compile, is in [`crate::replicas`].

use crate::common::failing::{assert_all_tested, report};

/// Asserts that a stack is refused by a rule, in these words.
#[track_caller]
fn assert_fails(name: &str, headline: &str) {
    let said = report("pgaw", name, Some(1), &["--deny-warnings"]);
    assert!(said.starts_with(headline), "{said}");
}

#[test]
fn pg_x1_replicas_need_affinity() {
    assert_fails("pg_x1_no_affinity", "error[SC0269]");
}

#[test]
fn pg_x2_a_rootless_proxy_cannot_choose_by_address() {
    assert_fails("pg_x2_rootless", "error[SC0242]");
}

#[test]
fn pg_x3_two_containers_cannot_publish_port_80() {
    assert_fails("pg_x3_port_80_twice", "error[SC0210]");
}

#[test]
fn pg_x4_a_key_that_others_can_read_is_refused() {
    assert_fails("pg_x4_key_that_all_can_read", "error[SC0020]");
    assert_fails("pg_x4_secret_that_all_can_read", "error[SC0253]");
}

#[test]
fn pg_x5_limits_fit_into_the_memory_of_the_host() {
    assert_fails("pg_x5_more_memory_than_there_is", "warning[SC0237]");
}

#[test]
fn pg_x7_a_password_is_no_path() {
    assert_fails("pg_x7_path_as_password", "error[SC0250]");
}

#[test]
fn pg_s5_a_variable_that_nobody_reads_is_refused() {
    assert_fails("pg_s5_variable_that_nobody_reads", "error[SC0250]");
}

#[test]
fn the_deployment_of_upstream_is_refused_for_its_faults() {
    report("pgaw", "upstream", Some(1), &[]);
    report("pgaw", "upstream_then", Some(0), &[]);
}

#[test]
fn every_failing_stack_has_a_test() {
    let sources = include_str!("findings.rs");
    assert_all_tested("pgaw", sources);
}
