//! Sites. Mirrors `lib/site.ncl`.

use crate::decode::{Table, choice, record};
use crate::leaf::{Duration, HeaderName, HostName, Name, Size, StatusCodes};
use crate::{CertificateSource, Challenge, Location, Route, Spool, Stack};
use source::Located;

record! {
    /// A site.
    pub struct Site {
        /// The nginx container that serves it.
        pub served_by: Located<Name>,
        /// Its names.
        pub names: Vec<Located<HostName>>,
        /// Whether it answers to all names that no site has.
        pub default: Located<bool>,
        /// Its certificate; plain http when absent.
        pub certificate: Option<Located<Name>>,
        /// How TLS is spoken.
        pub tls: Option<Tls>,
        /// Largest request body.
        pub body_limit: Located<BodyLimit>,
        /// Where request bodies wait.
        pub upload_spool: Option<Spool>,
        /// Where answers of a proxy wait.
        pub proxy_spool: Option<Spool>,
        /// The folder that files are below.
        pub root: Option<Located<String>>,
        /// Files that stand for a folder.
        pub index: Option<Vec<Located<String>>>,
        /// What is answered instead, by status codes.
        pub error_pages: Table<StatusCodes, String>,
        /// Headers of all answers.
        pub headers: Table<HeaderName, String>,
        /// By nginx's notation.
        pub locations: Table<String, Location>,
        /// Further directives, checked.
        pub extra: Option<Located<String>>,
        /// Further directives, not checked.
        pub unchecked: Option<Located<String>>,
    }
}

choice! {
    /// Largest request body.
    pub enum BodyLimit {
        /// No limit.
        Unlimited,
        /// So many bytes.
        Bytes(Size),
    }
}

record! {
    /// How TLS is spoken.
    pub struct Tls {
        /// Versions.
        pub protocols: Option<Vec<Located<String>>>,
        /// Cipher suites up to TLS 1.2.
        pub ciphers: Option<Vec<Located<String>>>,
        /// Whether the order of nginx counts.
        pub prefer_server_ciphers: Option<Located<bool>>,
        /// How long a session can be taken up again.
        pub session_timeout: Option<Located<Duration>>,
        /// Where sessions are kept.
        pub session_cache: Option<Located<String>>,
        /// Whether sessions are kept by the client.
        pub session_tickets: Option<Located<bool>>,
    }
}

impl Site {
    /// Every part that its locations hand requests to.
    pub fn routes(&self) -> impl Iterator<Item = Route<'_>> {
        self.locations
            .values()
            .flat_map(|location| location.routes())
    }

    /// Its spools.
    pub fn spools(&self) -> impl Iterator<Item = &Spool> {
        [&self.upload_spool, &self.proxy_spool]
            .into_iter()
            .flatten()
    }
}

impl Stack {
    /// Whether a site has a plain server: not when certbot answers on the plain port by itself.
    pub fn has_plain_server(&self, site: &Site) -> bool {
        let certificate = site.certificate.as_ref();
        let certificate = certificate.and_then(|name| self.certificates.get(name.as_str()));
        match certificate.map(|certificate| &certificate.source.value) {
            Some(CertificateSource::LetsEncrypt(lets_encrypt)) => {
                matches!(lets_encrypt.challenge.value, Challenge::Webroot)
            }
            Some(CertificateSource::SelfSigned(_) | CertificateSource::Provided(_)) | None => true,
        }
    }
}
