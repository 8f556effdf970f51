//! Sites. Mirrors `lib/site.ncl`.

use crate::decode::{Table, choice, record};
use crate::leaf::{HostName, Name, Size};
use source::Located;

record! {
    /// Where a request is handed to.
    pub struct Upstream {
        /// A container on a network that nginx shares.
        pub container: Located<Name>,
        /// One of its listeners.
        pub listener: Located<Name>,
    }
}

record! {
    /// What happens to requests for some paths.
    pub struct Location {
        /// Paths to try in order.
        pub try_files: Option<Vec<Located<String>>>,
        /// The folder that stands for the location.
        pub alias: Option<Located<String>>,
        /// An application that speaks the uwsgi protocol.
        pub uwsgi: Option<Located<Upstream>>,
        /// Further directives, checked.
        pub extra: Option<Located<String>>,
        /// Further directives, not checked.
        pub unchecked: Option<Located<String>>,
    }
}

record! {
    /// A site.
    pub struct Site {
        /// The nginx container that serves it.
        pub served_by: Located<Name>,
        /// Its names.
        pub names: Vec<Located<HostName>>,
        /// Its certificate; plain http when absent.
        pub certificate: Option<Located<Name>>,
        /// Largest request body.
        pub body_limit: Located<BodyLimit>,
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
