//! The checks, one kind of weakness in each file.

mod access;
mod alias;
mod decoded;
mod exposed;
mod forgery;
mod headers;
mod host;
mod hsts;
mod if_in_location;
mod inheritance;
mod limits;
mod loose_regex;
mod misreading;
mod origin;
mod regexes;
mod resolution;
mod splitting;
mod tls;
mod tls_setting;
mod version;

use super::{Scope, Weakness, WeaknessKind};
use crate::nginx::{Context, Directive, Modifier};

/// A check looks at one block, and adds what it finds.
pub(super) type Check = fn(&Scope<'_>, &mut Vec<Weakness>);

pub(super) const CHECKS: &[Check] = &[
    alias::check,
    host::check,
    splitting::check,
    forgery::check,
    resolution::check,
    if_in_location::check,
    tls::check,
    hsts::check,
    version::check,
    inheritance::check,
    headers::check,
    regexes::check,
    loose_regex::check,
    origin::check,
    access::check,
    exposed::check,
    decoded::check,
    misreading::check,
    limits::check,
    tls_setting::check,
];

/// Directives that hand a request to another server.
const PASSES: &[&str] = &[
    "proxy_pass",
    "grpc_pass",
    "uwsgi_pass",
    "fastcgi_pass",
    "scgi_pass",
];
