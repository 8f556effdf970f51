//! The languages of the files that web services on Linux read.
//!
//! One room for each format, all with the same furniture: `syntax` (the grammar as types), `parse`
//! and `print` (inverse to each other; all quoting lives there), `tables` (keys and directives by
//! version). Rooms know nothing of stacks: they carry any text exactly, or refuse it with a
//! [`Refused`] that says which character which program cannot read.

mod version;
pub use version::{Releases, Version, VersionError};

mod refused;
pub use refused::Refused;

mod cause;
pub use cause::{Cause, Printed};

mod parse_error;
pub use parse_error::ParseError;

pub mod nginx;

pub mod nft;

pub mod ini;

pub mod shell;

pub mod unit;

pub mod systemd;

pub mod quadlet;

pub mod tmpfiles;

pub mod sysusers;

pub mod env;

pub mod sysctl;

pub mod modules_load;

pub mod logrotate;

pub mod apt;

pub mod certbot;

pub mod properties;

pub mod tokens;
