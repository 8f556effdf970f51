//! Locations. Mirrors `lib/location.ncl`.

use crate::decode::{Table, choice, record};
use crate::leaf::{Duration, HeaderName, Name, RedirectCode, StatusCode, UriPath};
use source::{Located, Origin};

choice! {
    /// Which replica gets a request.
    pub enum Balance {
        /// Each in turn.
        RoundRobin,
        /// The least busy.
        LeastConnections,
        /// Always the same for a network of clients.
        ClientAddress,
        /// Always the same for the same text.
        Hash(Hash),
    }
}

record! {
    /// A text that decides.
    pub struct Hash {
        /// By nginx's notation.
        pub key: Located<String>,
        /// Whether most requests keep their replica when their number changes.
        pub consistent: Located<bool>,
    }
}

record! {
    /// An application that speaks the uwsgi protocol.
    pub struct Upstream {
        /// A container on a network that nginx shares.
        pub to: Located<Name>,
        /// One of its listeners.
        pub listener: Located<Name>,
        /// Which replica gets a request.
        pub balance: Located<Balance>,
    }
}

record! {
    /// An application that speaks HTTP.
    pub struct Proxy {
        /// A container on a network that nginx shares.
        pub to: Located<Name>,
        /// One of its listeners.
        pub listener: Located<Name>,
        /// Which replica gets a request.
        pub balance: Located<Balance>,
        /// How it is spoken to.
        pub scheme: Located<Scheme>,
        /// What it sees instead of the text of the location.
        pub uri: Option<Located<UriPath>>,
        /// Headers of the request that it gets.
        pub headers: Table<HeaderName, String>,
        /// Whether a client may turn the connection into a WebSocket.
        pub websocket: Located<bool>,
        /// What is made of its redirects.
        pub redirect: Option<Located<ProxyRedirect>>,
    }
}

choice! {
    /// How an application is spoken to.
    pub enum Scheme {
        /// In plain text.
        Http,
        /// Over TLS.
        Https,
    }
}

choice! {
    /// What is made of an application's redirects.
    pub enum ProxyRedirect {
        /// Nothing.
        Off,
        /// They begin otherwise.
        Replace(Replace),
    }
}

record! {
    /// Another beginning of redirects.
    pub struct Replace {
        /// What is replaced; nginx's own name for the application when absent.
        pub from: Option<Located<String>>,
        /// What stands there instead.
        pub to: Located<String>,
    }
}

choice! {
    /// An answer of nginx itself.
    pub enum Return {
        /// The way to another place.
        Redirect(ReturnRedirect),
        /// No more than a status.
        Status(Located<StatusCode>),
        /// A text.
        Text(ReturnText),
    }
}

record! {
    /// The way to another place.
    pub struct ReturnRedirect {
        /// For ever or for now.
        pub code: Located<RedirectCode>,
        /// Where to.
        pub to: Located<String>,
    }
}

record! {
    /// An answer with a body.
    pub struct ReturnText {
        /// Its status.
        pub code: Located<StatusCode>,
        /// Its media type.
        pub r#type: Located<String>,
        /// What is sent.
        pub body: Located<String>,
    }
}

record! {
    /// How answers are kept.
    pub struct CacheUse {
        /// One of the caches of the server.
        pub cache: Located<Name>,
        /// How long, when the answer does not say.
        pub valid: Option<Located<Duration>>,
        /// What tells answers apart.
        pub key: Option<Located<String>>,
        /// What keeps a request from the cache.
        pub bypass: Vec<Located<String>>,
    }
}

record! {
    /// What happens to requests for some paths.
    pub struct Location {
        /// Its place among the regular expressions of the site.
        pub order: Located<u32>,
        /// The folder that files are below.
        pub root: Option<Located<String>>,
        /// The folder that stands for the location.
        pub alias: Option<Located<String>>,
        /// Paths to try in order.
        pub try_files: Option<Vec<Located<String>>>,
        /// An answer of nginx itself.
        pub r#return: Option<Located<Return>>,
        /// An application that speaks HTTP.
        pub proxy: Option<Located<Proxy>>,
        /// An application that speaks the uwsgi protocol.
        pub uwsgi: Option<Located<Upstream>>,
        /// How the answers of the proxy are kept.
        pub cache: Option<Located<CacheUse>>,
        /// Whether no client may ask for it.
        pub internal: Located<bool>,
        /// Headers of the answer.
        pub headers: Table<HeaderName, String>,
        /// Further directives, checked.
        pub extra: Option<Located<String>>,
        /// Further directives, not checked.
        pub unchecked: Option<Located<String>>,
    }
}

/// Where a location hands its requests to, whatever the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route<'a> {
    /// The part.
    pub to: &'a Located<Name>,
    /// One of its listeners.
    pub listener: &'a Located<Name>,
    /// Which replica gets a request.
    pub balance: &'a Located<Balance>,
    /// The protocol.
    pub protocol: Protocol,
}

/// What nginx speaks with an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// HTTP, over TLS or not.
    Http,
    /// uwsgi
    Uwsgi,
}

impl Location {
    /// Where requests go, when they go to another part.
    pub fn routes(&self) -> impl Iterator<Item = Route<'_>> {
        let proxy = self.proxy.as_ref().map(|proxy| Route {
            to: &proxy.to,
            listener: &proxy.listener,
            balance: &proxy.balance,
            protocol: Protocol::Http,
        });
        let uwsgi = self.uwsgi.as_ref().map(|upstream| Route {
            to: &upstream.to,
            listener: &upstream.listener,
            balance: &upstream.balance,
            protocol: Protocol::Uwsgi,
        });
        proxy.into_iter().chain(uwsgi)
    }
}

impl<'a> Route<'a> {
    /// Where it says how replicas are chosen: its `balance`, or without one the place that names them.
    pub fn balanced_at(&self) -> &'a Origin {
        if self.balance.origin.is_default() {
            &self.to.origin
        } else {
            &self.balance.origin
        }
    }
}

impl Balance {
    /// Whether a client always reaches the same replica.
    pub fn is_sticky(&self) -> bool {
        match self {
            Self::RoundRobin | Self::LeastConnections => false,
            Self::ClientAddress | Self::Hash(_) => true,
        }
    }

    /// Whether the address of the client decides.
    pub fn looks_at_client_address(&self) -> bool {
        const ADDRESS: [&str; 4] = [
            "$remote_addr",
            "${remote_addr}",
            "$binary_remote_addr",
            "${binary_remote_addr}",
        ];
        match self {
            Self::RoundRobin | Self::LeastConnections => false,
            Self::ClientAddress => true,
            Self::Hash(hash) => ADDRESS.iter().any(|name| hash.key.contains(name)),
        }
    }
}
