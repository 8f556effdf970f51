//! The `server` blocks of the stack's nginx, by the names and ports they answer to.

#![allow(dead_code, reason = "each test program uses its part")]

use crate::deployment::Deployment;
use formats::nginx::{Directive, Item, Listen, ListenAddress};

/// A `server`, `location` or `upstream`.
#[derive(Clone, Debug)]
pub(crate) struct Block(Directive);

/// What stands beside all servers, by name.
pub(crate) fn named(deployment: &Deployment, name: &str) -> Vec<Block> {
    let items = deployment.nginx().items;
    let directives = items.iter().filter_map(Item::directive);
    directives
        .filter(|directive| directive.name.as_str() == name)
        .map(|directive| Block(directive.clone()))
        .collect()
}

/// All servers.
pub(crate) fn servers(deployment: &Deployment) -> Vec<Block> {
    named(deployment, "server")
}

/// The group of servers of a name.
pub(crate) fn upstream(deployment: &Deployment, name: &str) -> Option<Block> {
    let mut all = named(deployment, "upstream").into_iter();
    all.find(|group| group.parameters() == [name])
}

/// The server of a name that speaks TLS, or the one that does not.
pub(crate) fn server(deployment: &Deployment, name: &str, tls: bool) -> Option<Block> {
    let mut all = servers(deployment).into_iter();
    all.find(|server| server.speaks_tls() == tls && server.words("server_name") == [name])
}

/// The server that gets the requests for names that no site has.
pub(crate) fn reject_server(deployment: &Deployment, port: u16) -> Option<Block> {
    let is_default = |listen: &Listen| listen.default_server && port_of(listen) == Some(port);
    let mut all = servers(deployment).into_iter();
    all.find(|server| server.listens().iter().all(is_default))
}

impl Block {
    /// What stands before the `;` or the block.
    pub(crate) fn parameters(&self) -> Vec<String> {
        let parameters = self.0.parameters.iter();
        parameters.map(|word| word.as_str().to_owned()).collect()
    }

    /// The directives in it, by name.
    pub(crate) fn names(&self) -> Vec<String> {
        let items = self.0.block.iter().flatten();
        let directives = items.filter_map(Item::directive);
        directives
            .map(|directive| directive.name.as_str().to_owned())
            .collect()
    }

    /// The parameters of a directive that stands once.
    #[track_caller]
    pub(crate) fn words(&self, name: &str) -> Vec<String> {
        let mut each = self.each(name);
        assert_eq!(each.len(), 1, "`{name}` in {:?}", self.0);
        each.remove(0)
    }

    /// The parameters of each directive of a name.
    pub(crate) fn each(&self, name: &str) -> Vec<Vec<String>> {
        let words = |directive: &Directive| {
            let parameters = directive.parameters.iter();
            parameters.map(|word| word.as_str().to_owned()).collect()
        };
        self.0.named(name).map(words).collect()
    }

    /// Whether a directive stands here.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.named(name).next().is_some()
    }

    /// Where it listens.
    pub(crate) fn listens(&self) -> Vec<Listen> {
        let listens = self.0.named("listen");
        listens
            .map(|listen| Listen::of(listen).expect("a `listen`"))
            .collect()
    }

    /// Whether it listens for TLS, on every address alike.
    pub(crate) fn speaks_tls(&self) -> bool {
        let listens = self.listens();
        let tls = listens.iter().any(|listen| listen.ssl);
        assert!(
            listens.iter().all(|listen| listen.ssl == tls),
            "{listens:?}"
        );
        tls
    }

    /// The location with these words: `/static/`, or `^~ /.well-known/`.
    pub(crate) fn location(&self, words: &str) -> Option<Block> {
        let written = |directive: &Directive| {
            let words: Vec<&str> = directive
                .parameters
                .iter()
                .map(|word| word.as_str())
                .collect();
            words.join(" ")
        };
        let mut locations = self.0.named("location");
        let found = locations.find(|location| written(location) == words)?;
        Some(Block(found.clone()))
    }

    /// The blocks of a name in it, in their order.
    pub(crate) fn blocks(&self, name: &str) -> Vec<Block> {
        self.0.named(name).cloned().map(Block).collect()
    }
}

/// The port of a `listen`.
pub(crate) fn port_of(listen: &Listen) -> Option<u16> {
    match listen.address {
        ListenAddress::V4(_, port) | ListenAddress::V6(_, port) => Some(port),
        ListenAddress::Name(_, port) => Some(port),
        ListenAddress::Unix(_) => None,
    }
}
