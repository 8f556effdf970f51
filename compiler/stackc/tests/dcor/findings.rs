//! X: what must not compile, with the reports that people see.
//!
//! The stacks are in `stacks/dcor/failing`, the reports beside them; `BLESS=1` rewrites these.

use crate::common::failing::{assert_all_tested, report};

/// Asserts that a stack is refused by a rule, in these words.
#[track_caller]
pub(crate) fn assert_fails(name: &str, code: &str) {
    let said = report("dcor", name, Some(1), &[]);
    assert!(said.starts_with(&format!("error[{code}]")), "{said}");
}

#[test]
fn dc_i13_workers_do_not_share_connections() {
    assert_fails("dc_i13_workers_share_connections", "SC0280");
}

#[test]
fn dc_x1_one_worker_is_not_enough() {
    assert_fails("dc_x1_one_worker", "SC0020");
}

#[test]
fn dc_x2_nginx_takes_no_less_than_ckan() {
    assert_fails("dc_x2_upload_limit", "SC0280");
}

#[test]
fn dc_x3_the_timeout_of_uwsgi_goes_with_the_downloads() {
    assert_fails("dc_x3_streamed_with_a_short_timeout", "SC0280");
    assert_fails("dc_x3_buffered_with_a_timeout", "SC0280");
}

#[test]
fn dc_x4_options_that_uwsgi_does_not_know_are_refused() {
    assert_fails("dc_x4_unknown_uwsgi_key", "SC0302");
}

#[test]
fn dc_x5_plugins_come_after_those_they_build_on() {
    assert_fails("dc_x5_plugin_order", "SC0020");
}

#[test]
fn dc_x6_solr_is_asked_for_a_core() {
    assert_fails("dc_x6_solr_without_core", "SC0280");
}

#[test]
fn dc_x7_spools_and_caches_belong_to_the_workers_of_nginx() {
    assert_fails("dc_x7_spool_of_root", "SC0247");
    assert_fails("dc_x7_cache_of_root", "SC0247");
}

#[test]
fn dc_x8_a_certificate_comes_with_its_chain() {
    assert_fails("dc_x8_leaf_certificate", "SC0274");
}

#[test]
fn the_deployment_of_upstream_is_refused_for_its_faults() {
    report("dcor", "upstream", Some(1), &[]);
    report("dcor", "upstream_then", Some(0), &[]);
}

#[test]
fn every_failing_stack_has_a_test() {
    let sources = concat!(include_str!("findings.rs"), include_str!("timers.rs"));
    assert_all_tested("dcor", sources);
}
