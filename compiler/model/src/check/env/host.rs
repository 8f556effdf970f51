//! A host that a variable names is one that its container can resolve (R19).
//!
//! Podman's name server knows, on each network, the aliases and names of the containers on it
//! (`podman-network-create(1)`). A name of the stack that is none of them does not resolve. Other names
//! may: by the DNS of the host, or its `/etc/hosts`.

use crate::check::expand::Expanded;
use crate::decode::Entry;
use crate::leaf::{EnvName, Name};
use crate::{Container, EnvValue, TemplatePart, Variable, VariableType, rules};
use source::{Diagnostic, Report, list_of_names};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) fn check(
    (expanded, known_hosts): (&Expanded, &Hosts<'_>),
    name: &Name,
    (variable, entry): (&EnvName, &Entry<EnvValue>),
    expected: &Variable,
    report: &mut Report,
) {
    // A service of the host asks the resolver of the host, of which nothing is known here.
    let Some(container) = expanded.stack.containers.get(name) else {
        return;
    };
    for host in hosts(&entry.value, &expected.kind.value) {
        let Some((owner, target)) = known_hosts.owners.get(host.as_str()).copied() else {
            continue;
        };
        if known_hosts.resolves(container, &host) || is_wired_by_hand(container, target) {
            continue;
        }
        let answers = names_for(expanded, container, owner);
        let (trouble, hint) = match answers.first() {
            Some(first) => {
                let all = list_of_names(answers.iter().map(String::as_str));
                let trouble = format!("to `{name}` it answers as {all}");
                (
                    trouble,
                    format!("write `{first}`, or add an alias `{host}`"),
                )
            }
            None => (
                format!("it shares no network with `{name}`"),
                "put both on one network".to_owned(),
            ),
        };
        report.add(
            Diagnostic::error(
                &rules::UNREACHABLE_HOST,
                format!("`{variable}` names the host `{host}`, which `{name}` cannot resolve"),
            )
            .at(&entry.origin, "given here")
            .and(&target.key, trouble)
            .hint(hint),
        );
    }
}

/// The hosts that a value names, as far as they are known here and have one label.
fn hosts(value: &EnvValue, kind: &VariableType) -> Vec<String> {
    let text = match value {
        EnvValue::Text(text) => text.clone(),
        EnvValue::SecretTemplate(template) => template.parts.iter().map(known).collect(),
        EnvValue::Number(_)
        | EnvValue::Bool(_)
        | EnvValue::List(_)
        | EnvValue::Secret(_)
        | EnvValue::SecretFile(_) => return Vec::new(),
    };
    let hosts: Vec<&str> = match kind {
        VariableType::Host => vec![&text],
        VariableType::Url(_) => hosts_of_url(&text),
        VariableType::String
        | VariableType::Integer
        | VariableType::Bool
        | VariableType::Path
        | VariableType::UrlPath
        | VariableType::Address
        | VariableType::Port
        | VariableType::Email
        | VariableType::Locale(_)
        | VariableType::TimeZone
        | VariableType::OneOf(_)
        | VariableType::List(_) => Vec::new(),
    };
    hosts.into_iter().map(str::to_ascii_lowercase).collect()
}

/// The text of a piece. That of a secret is not known, and no host has this character.
fn known(part: &TemplatePart) -> &str {
    match part {
        TemplatePart::Text(text) => text,
        TemplatePart::Secret { .. } => "\0",
    }
}

/// `scheme://user:password@host:port/…` (RFC 3986, 3.2); PostgreSQL takes several hosts, with commas.
pub(super) fn hosts_of_url(url: &str) -> Vec<&str> {
    let Some((_, rest)) = url.split_once("://") else {
        return Vec::new();
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let hosts = authority.rsplit('@').next().unwrap_or_default();
    let without_port = |host: &'_ str| host.find(':').unwrap_or(host.len());
    let hosts = hosts.split(',');
    hosts.map(|host| &host[..without_port(host)]).collect()
}

/// What names mean in a stack.
pub(super) struct Hosts<'a> {
    /// The container that a name means: an alias on any network before the name in the stack.
    owners: BTreeMap<&'a str, (&'a Name, &'a Entry<Arc<Container>>)>,
    /// The names that are known on each network.
    known: BTreeSet<(&'a Name, String)>,
}

impl<'a> Hosts<'a> {
    pub(super) fn of(expanded: &'a Expanded) -> Self {
        let containers = &expanded.stack.containers;
        let (mut owners, mut known) = (BTreeMap::new(), BTreeSet::new());
        for (name, container) in containers {
            for (network, on) in &container.networks {
                for alias in &on.aliases {
                    owners.entry(alias.as_str()).or_insert((name, container));
                    known.insert((network, alias.to_string()));
                }
                let own = names_of_parts(expanded, name);
                known.extend(own.map(|own| (network, own)));
            }
        }
        for (name, container) in containers {
            owners.entry(name.as_str()).or_insert((name, container));
        }
        Self { owners, known }
    }

    fn resolves(&self, container: &Container, host: &str) -> bool {
        let mut networks = container.networks.keys();
        networks.any(|network| self.known.contains(&(network, host.to_owned())))
    }
}

/// What podman calls a container on its networks.
fn names_of_parts<'a>(expanded: &'a Expanded, of: &'a Name) -> impl Iterator<Item = String> {
    let stack = &expanded.stack.name.value;
    let parts = expanded.parts_of(of.as_str());
    parts.map(move |(part, _)| match part {
        part if part == stack => stack.to_string(),
        part => format!("{stack}-{part}"),
    })
}

/// The names under which a container finds another: aliases, then the names that podman gives it.
fn names_for(expanded: &Expanded, container: &Container, owner: &Name) -> Vec<String> {
    let Some(target) = expanded.stack.containers.get(owner) else {
        return Vec::new();
    };
    let shared = target.networks.iter();
    let shared: Vec<_> = shared
        .filter(|(network, _)| container.networks.contains_key(*network))
        .collect();
    if shared.is_empty() {
        return Vec::new();
    }
    let aliases = shared.iter().flat_map(|(_, on)| &on.aliases);
    let own = names_of_parts(expanded, owner);
    aliases.map(|alias| alias.to_string()).chain(own).collect()
}

/// Keys of a container that give it names, networks or hosts beside what the stack says.
const NAMING: [&str; 7] = [
    "AddHost",
    "ContainerName",
    "HostName",
    "Network",
    "NetworkAlias",
    "Pod",
    "PodmanArgs",
];

/// Whether settings beside the fields may make a name resolve after all.
fn is_wired_by_hand(container: &Container, target: &Container) -> bool {
    let settings = [container, target].map(|container| [&container.extra, &container.unchecked]);
    let mut keys = settings
        .iter()
        .flatten()
        .flat_map(|settings| settings.values());
    keys.any(|keys| keys.value.keys().any(|key| NAMING.contains(&key.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_stand_after_the_user_and_before_the_port() {
        let cases: [(&str, &[&str]); 8] = [
            ("postgresql://a:b@db/x", &["db"]),
            ("postgresql://a:\0@db:5432/x?y=@z", &["db"]),
            ("redis://cache", &["cache"]),
            ("postgresql://one:1,two:2/x", &["one", "two"]),
            ("http://a@b@c/", &["c"]),
            ("sqlite:////app-data/db.sqlite", &[""]),
            ("postgresql:///x?host=/run", &[""]),
            ("mailto:a@b", &[]),
        ];
        for (url, expected) in cases {
            assert_eq!(hosts_of_url(url), expected, "{url}");
        }
    }
}
