//! The program as shells and scripts meet it: exit codes, streams, links, a store in trouble.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

#[path = "../common/mod.rs"]
mod common;

mod project;

mod diff;

mod results;

mod links;

mod expose;

mod golden;

mod hosts;

mod cache;

mod limits;

mod objects;

mod surroundings;

mod trouble;

mod watch;
