//! Where the syntax depends on the release.

use super::{Directive, Parameter};
use crate::Version;

/// How HTTP/2 is switched on.
///
/// No form is without error or warning on both sides of 1.25.1
/// (<https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Http2 {
    /// `http2 on;` in the server, from 1.25.1.
    Directive,
    /// `listen … http2`, before.
    ListenParameter,
}

/// The form of HTTP/2 that a release takes without a warning.
pub fn http2(version: Version) -> Http2 {
    if version >= Version::new(1, 25, 1) {
        Http2::Directive
    } else {
        Http2::ListenParameter
    }
}

impl Http2 {
    /// `http2 on;`, where it is a directive.
    pub fn directive(self) -> Option<Directive> {
        match self {
            Self::Directive => Some(Directive::simple("http2", [Parameter::keyword("on")])),
            Self::ListenParameter => None,
        }
    }
}

/// `ssl_reject_handshake on;`, from 1.19.4.
///
/// Below it a default TLS server needs a certificate of its own and `return 444`.
pub fn reject_handshake(version: Version) -> Option<Directive> {
    (version >= Version::new(1, 19, 4))
        .then(|| Directive::simple("ssl_reject_handshake", [Parameter::keyword("on")]))
}
