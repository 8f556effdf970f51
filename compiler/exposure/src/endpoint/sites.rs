//! What the sites of a stack say about listeners: what nginx speaks with them, and where nginx listens.

use super::{Private, private};
use model::leaf::{Name, Port};
use model::{CheckedStack, NginxServer, Protocol, Route, Speaks};
use source::Origin;
use std::collections::BTreeMap;

/// The sites, by those that they are about.
pub(super) struct Sites<'a> {
    /// What nginx hands requests to, by program and listener.
    routes: BTreeMap<(&'a str, &'a str), Route<'a>>,
    /// Who serves sites.
    servers: BTreeMap<&'a str, Served>,
}

#[derive(Clone, Copy, Default)]
struct Served {
    has_plain: bool,
    has_tls: bool,
}

impl<'a> Sites<'a> {
    pub(super) fn of(stack: &'a CheckedStack) -> Self {
        let stack = &stack.stack;
        let mut sites = Self {
            routes: BTreeMap::new(),
            servers: BTreeMap::new(),
        };
        for site in stack.sites.values() {
            let served = sites.servers.entry(site.served_by.as_str()).or_default();
            served.has_plain |= stack.has_plain_server(site);
            served.has_tls |= site.certificate.is_some();
            for route in site.routes() {
                let key = (route.to.as_str(), route.listener.as_str());
                sites.routes.entry(key).or_insert(route);
            }
        }
        sites
    }

    /// Whether an nginx listens there; `true` for other programs, and where only nginx itself knows.
    pub(super) fn open(&self, program: &str, nginx: Option<&NginxServer>, listener: &Name) -> bool {
        let (Some(nginx), Some(served)) = (nginx, self.servers.get(program)) else {
            return true;
        };
        if nginx.main.is_some() || nginx.unchecked.is_some() {
            return true;
        }
        match listener.as_str() {
            "http" => served.has_plain,
            "https" => served.has_tls,
            _ => true,
        }
    }

    /// What a listener of a program is, if it is meant for applications only: by what the stack says, by
    /// what nginx speaks with it, else by its usual port.
    pub(super) fn private(
        &self,
        program: &str,
        listener: &Name,
        port: &Port,
        stated: Option<(&Speaks, &Origin)>,
    ) -> Option<Private> {
        let route = self.routes.get(&(program, listener.as_str()));
        match (stated, route.map(|route| (route.protocol, route))) {
            (None, Some((Protocol::Http, _))) => None,
            (None, Some((Protocol::Uwsgi, route))) => {
                private(Some((&Speaks::Uwsgi, &route.listener.origin)), 0)
            }
            (stated, _) => private(stated, port.number()),
        }
    }
}
