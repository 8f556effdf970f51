//! An Otter Wiki as it must come out: each row of its acceptance table is a test, named by its id.
//!
//! The table says what a correct deployment of the wiki carries, with the faults of the upstream
//! deployment corrected. Rows are grouped as there: parameters `P`, containers `C`, volumes, network and
//! builds `V`, units `U`, nginx `N`, uwsgi `I`, variables `E`, firewall and host `F` and `H`, findings
//! `X`; `R` are the rules that hold for every stack. [`coverage`] asserts that no row is missing.
//!
//! Files are read by the parsers of `formats` and compared by what they mean.

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

mod containers;

mod volumes;

mod units;

mod nginx;

mod uwsgi;

mod env;

mod firewall;

mod host;

mod install;

mod findings;

mod rules;

mod coverage;
