//! What of a file is asked for, and which stacks stand on one host.

use crate::installable::Installable;
use crate::rules;
use model::decode::{Entry, Table};
use model::leaf::Name;
use model::{Acceptance, Stack};
use source::{
    Diagnostic, Origin, Report, Value, ValueKind, ValuePath, did_you_mean, list_of_names,
};
use std::fmt;
use std::sync::Arc;

/// The stacks of one host. One that stands alone is a host of its own.
#[derive(Debug)]
pub(super) struct Together {
    /// The stacks, by name.
    pub(super) members: Vec<Member>,
    /// Warnings about the stacks together that are known.
    pub(super) accepts: Table<String, Acceptance>,
}

/// A stack of a host.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: BuildName,
    /// Shared with what is checked of it.
    pub(super) stack: Arc<Stack>,
    /// Whether its tree is asked for. The others of its host are judged with it.
    pub(super) is_wanted: bool,
}

/// Which of the stacks of a file it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BuildName {
    /// The only one.
    Alone,
    /// That of an environment.
    Environment(String),
    /// One of those of a host.
    OnHost {
        /// The host.
        host: String,
        /// The stack, as the host calls it.
        stack: String,
    },
}

impl BuildName {
    /// The environment, when the file has several.
    pub(crate) fn environment(&self) -> Option<&str> {
        match self {
            Self::Environment(environment) => Some(environment),
            Self::Alone | Self::OnHost { .. } => None,
        }
    }

    /// The host, when the file has several.
    pub(crate) fn host(&self) -> Option<&str> {
        match self {
            Self::OnHost { host, .. } => Some(host),
            Self::Alone | Self::Environment(_) => None,
        }
    }

    /// What the tree of a stack is called in a store.
    pub(super) fn of_build(&self, stack: &Stack) -> String {
        match self {
            Self::Alone => stack.name.to_string(),
            Self::Environment(environment) => format!("{}-{environment}", stack.name),
            Self::OnHost { .. } => self.to_string(),
        }
    }

    /// Whether a value is in this stack; of one that stands alone all are.
    pub(super) fn holds(&self, path: Option<&ValuePath>) -> bool {
        match self {
            Self::Alone | Self::Environment(_) => true,
            Self::OnHost { .. } => path.is_some_and(|path| path.starts_with(&self.path())),
        }
    }

    /// Where the stack is in what the file exports.
    pub(crate) fn path(&self) -> ValuePath {
        let names = match self {
            Self::Alone => Vec::new(),
            Self::Environment(environment) => vec!["environments", environment],
            Self::OnHost { host, stack } => vec!["hosts", host, "stacks", stack],
        };
        let names = names.into_iter();
        names.fold(ValuePath::root(), |path, name| path.field(name))
    }

    /// What follows `#`; nothing when there is nothing to choose.
    pub(crate) fn selector(&self) -> Option<String> {
        match self {
            Self::Alone => None,
            Self::Environment(_) | Self::OnHost { .. } => Some(self.to_string()),
        }
    }
}

impl fmt::Display for BuildName {
    /// Writes `prod`, or `web1.wiki`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alone => Ok(()),
            Self::Environment(environment) => f.write_str(environment),
            Self::OnHost { host, stack } => write!(f, "{host}.{stack}"),
        }
    }
}

/// The hosts of what is asked for, each with all its stacks.
pub(super) fn select(
    value: &Value,
    decoded: model::Installable,
    installable: &Installable,
    report: &mut Report,
) -> Vec<Together> {
    match decoded {
        model::Installable::Stack(stack) => match &installable.name {
            None => vec![alone(BuildName::Alone, *stack)],
            Some(wanted) => {
                report.add(unknown_environment(wanted, &[]));
                Vec::new()
            }
        },
        model::Installable::Environments(environments) => {
            if environments.is_empty() {
                report.add(no_environments(value));
            }
            of_environments(environments, installable, report)
        }
        model::Installable::Hosts(hosts) => {
            if hosts.is_empty() {
                report.add(no_hosts(value));
            }
            of_hosts(hosts, installable, report)
        }
    }
}

fn alone(name: BuildName, stack: Stack) -> Together {
    Together {
        members: vec![Member {
            name,
            stack: Arc::new(stack),
            is_wanted: true,
        }],
        accepts: Table::new(),
    }
}

fn of_environments(
    environments: Table<Name, Stack>,
    installable: &Installable,
    report: &mut Report,
) -> Vec<Together> {
    let wanted = installable.name.as_deref();
    if let Some(wanted) = wanted
        && !environments.contains_key(wanted)
        && !report.has_errors()
    {
        let names: Vec<&str> = environments.keys().map(Name::as_str).collect();
        report.add(unknown_environment(wanted, &names));
    }
    environments
        .into_iter()
        .filter(|(name, _)| wanted.is_none_or(|wanted| name.as_str() == wanted))
        .map(|(name, entry)| alone(BuildName::Environment(name.to_string()), entry.value))
        .collect()
}

fn of_hosts(
    hosts: Table<Name, model::HostStacks>,
    installable: &Installable,
    report: &mut Report,
) -> Vec<Together> {
    let wanted = installable.host_and_stack();
    if let Some((host, _)) = wanted
        && !hosts.contains_key(host)
        && !report.has_errors()
    {
        let names: Vec<&str> = hosts.keys().map(Name::as_str).collect();
        report.add(unknown(format!("there is no host `{host}`"), host, &names));
    }
    hosts
        .into_iter()
        .filter(|(name, _)| wanted.is_none_or(|(host, _)| name.as_str() == host))
        .map(|(name, host)| of_host(&name, host, wanted.and_then(|(_, stack)| stack), report))
        .collect()
}

fn of_host(
    name: &Name,
    host: Entry<model::HostStacks>,
    wanted: Option<&str>,
    report: &mut Report,
) -> Together {
    let Entry { key, value, .. } = host;
    let model::HostStacks {
        stacks, accepts, ..
    } = value;
    if stacks.is_empty() {
        report.add(
            Diagnostic::error(
                &rules::NO_STACKS,
                format!("the host `{name}` carries no stack"),
            )
            .at(&key, "empty")
            .hint("name one under its `stacks`, or remove the host"),
        );
    }
    if let Some(wanted) = wanted
        && !stacks.contains_key(wanted)
        && !report.has_errors()
    {
        let names: Vec<&str> = stacks.keys().map(Name::as_str).collect();
        let headline = format!("the host `{name}` carries no stack `{wanted}`");
        report.add(unknown(headline, wanted, &names));
    }
    let member = |(stack, entry): (Name, Entry<Stack>)| Member {
        is_wanted: wanted.is_none_or(|wanted| stack.as_str() == wanted),
        name: BuildName::OnHost {
            host: name.to_string(),
            stack: stack.to_string(),
        },
        stack: Arc::new(entry.value),
    };
    Together {
        members: stacks.into_iter().map(member).collect(),
        accepts,
    }
}

fn unknown_environment(wanted: &str, names: &[&str]) -> Diagnostic {
    let note = match names {
        [] => "the file exports one stack and no environments".to_owned(),
        names => format!("there are {}", list_of_names(names.iter().copied())),
    };
    let near = did_you_mean(wanted, names.iter().copied());
    Diagnostic::error(
        &rules::UNKNOWN_ENVIRONMENT,
        format!("there is no environment `{wanted}`"),
    )
    .at(&Origin::new(ValuePath::root(), None), "")
    .note(note)
    .maybe_hint(near.map(|near| format!("did you mean `{near}`?")))
}

fn unknown(headline: String, wanted: &str, names: &[&str]) -> Diagnostic {
    let near = did_you_mean(wanted, names.iter().copied());
    let diagnostic = Diagnostic::error(&rules::UNKNOWN_HOST, headline)
        .at(&Origin::new(ValuePath::root(), None), "")
        .maybe_hint(near.map(|near| format!("did you mean `{near}`?")));
    match names {
        [] => diagnostic,
        [one] => diagnostic.note(format!("there is `{one}`")),
        names => diagnostic.note(format!(
            "there are {}",
            list_of_names(names.iter().copied())
        )),
    }
}

/// There is nothing to choose from, and so nothing to build.
fn no_environments(value: &Value) -> Diagnostic {
    Diagnostic::error(&rules::NO_ENVIRONMENTS, "there are no environments")
        .at(origin_of(value, "environments"), "empty")
        .hint("write one, or export the stack itself")
}

fn no_hosts(value: &Value) -> Diagnostic {
    Diagnostic::error(&rules::NO_STACKS, "there are no hosts")
        .at(origin_of(value, "hosts"), "empty")
        .hint("write one, or export a stack, which is a host of its own")
}

/// Where a field of a record is written.
fn origin_of<'a>(value: &'a Value, name: &str) -> &'a Origin {
    let field = match &value.kind {
        ValueKind::Record(fields) => fields.get(name),
        _ => None,
    };
    field.map_or(&value.origin, |field| &field.value.origin)
}
