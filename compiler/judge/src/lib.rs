//! The real programs as judges of generated trees: test support, no part of the compiler.
//!
//! A [`Root`] is a Debian system in a folder, built once by `compiler/judge/bootstrap`. A [`View`] is a
//! throw-away copy of it with a tree laid over, in which any command may really act. The judges run
//! what reads our files on a host: quadlet, `systemd-analyze`, `systemd-sysusers`, `systemd-tmpfiles`,
//! `nginx`, `nft`, podman, Nix and a few more. [`tree()`] finds out what a folder holds and asks each judge
//! that is concerned:
//!
//! ```no_run
//! let verdicts = judge::tree("golden/otterwiki/tree".as_ref(), &judge::Options::default());
//! assert_eq!(judge::objections(&verdicts), "");
//! ```
//!
//! A judge never skips: without a root, [`Root::find`] panics with the command that builds one.

mod root;
pub use root::Root;

mod view;
pub use view::{Outcome, View};

mod machine;

mod provided;
pub use provided::{Options, Provided, Stub};

mod verdict;
pub use verdict::{Verdict, objections};

mod tree;
pub use tree::{tree, tree_by};

mod case;
mod sections;
mod words;

mod container;
mod quadlet;
mod systemd;

mod security;
pub use security::{Exposure, security};

mod instructions;
pub use instructions::instructions;

mod accounts;
pub use accounts::{Applied, Fact, apply_accounts};

mod nginx;
mod nginx_image;

mod gixy;
pub use gixy::{Analysis, gixy, gixy_checks};

mod nft;
pub use nft::nft_ruleset;

mod podman;
mod small;

mod nix;
pub use nix::{nix, nix_hash_path, nix_store_add, nix_with};
