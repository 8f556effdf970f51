//! INLOOP as it must come out: each row of its acceptance table is a test, named by its id.
//!
//! Rows are grouped as there: parameters `P`, units `U`, nginx `N`, variables `E`, users, directories and
//! database `D`, findings `X`; `R` are the rules that hold for every stack. [`coverage`] asserts that no row is
//! missing. Files are read by the parsers of `formats` and compared by what they mean.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

#[path = "../common/mod.rs"]
mod common;

mod deployment;

#[path = "../common/tree.rs"]
mod tree;

#[path = "../common/changes.rs"]
mod changes;

#[path = "../common/unit.rs"]
mod unit;

#[path = "../common/servers.rs"]
mod servers;

mod parameters;

mod units;

mod nginx;

mod env;

mod host;

mod findings;

mod rules;

mod coverage;
