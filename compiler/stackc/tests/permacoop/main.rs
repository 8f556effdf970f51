//! Permacoop as it must come out: each row of its acceptance table is a test, named by its id.
//!
//! The table says what a correct deployment carries, with the faults of the upstream deployment
//! corrected. Rows are grouped as there: environments `P`, units `U`, nginx `N`, variables `E`,
//! renewal, firewall and users `T`, `F` and `D`, findings `X`. [`coverage`] asserts that no row is missing.
//!
//! Files are read by the parsers of `formats` and compared by what they mean.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

#[path = "../common/mod.rs"]
mod common;

mod deployment;

#[path = "../common/unit.rs"]
mod unit;

#[path = "../common/servers.rs"]
mod servers;

mod environments;

mod units;

mod boot;

mod nginx;

mod env;

mod host;

mod findings;

mod rules;

mod coverage;
