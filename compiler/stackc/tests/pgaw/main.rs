//! pgaw as it must come out: each row of its acceptance table is a test, named by its id.
//!
//! Rows are grouped as there: parameters `P`, containers `C`, networks and volumes `V`, secrets `S`, nginx
//! `N`, certificates `T`, config files and host `D`, findings `X`. [`coverage`] asserts that no row is
//! missing. Files are read by the parsers of `formats` and compared by what they mean; scripts are run.

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

mod replicas;

mod volumes;

mod secrets;

mod nginx;

mod certificates;

mod config;

mod findings;

mod coverage;
