//! Exports of all golden trees, opened by the programs that they are for.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

#[path = "../common/mod.rs"]
mod common;

mod archives;
mod artifacts;
mod bad;
mod exports;
mod flake;
mod folders;
mod install;
mod lintian;
mod nix;
mod packaging;
mod reproducible;
