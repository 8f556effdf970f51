//! A stack, and what a file may export. Mirrors `lib/stack.ncl`.

use crate::decode::{Decode, Table, fields, record};
use crate::leaf::{AbsolutePath, LoginName, Name, Size};
use crate::{
    Acceptance, Account, Assertion, Build, Certificate, ConfigFile, Container, Directory, Firewall,
    Group, HostListener, HostNetwork, Network, Secret, Service, Site, Target, User, Versions,
    Volume,
};
use source::{Located, Report, Value, ValueKind};
use std::sync::Arc;

record! {
    /// Everything that runs one web service on one host.
    pub struct Stack {
        /// Names units and files of the host.
        pub name: Located<Name>,
        /// One line about the service.
        pub description: Located<String>,
        /// The release of the host.
        pub target: Located<Target>,
        /// Versions of the programs that read the output.
        pub versions: Versions,
        /// What the host has.
        pub host: Host,
        /// Who runs the containers.
        pub account: Located<Account>,
        /// Secrets by name.
        pub secrets: Table<Name, Secret>,
        /// Networks by name.
        pub networks: Table<Name, Network>,
        /// Volumes by name.
        pub volumes: Table<Name, Volume>,
        /// Configuration files by name.
        pub files: Table<Name, ConfigFile>,
        /// Local images by name.
        pub builds: Table<Name, Build>,
        /// What runs in containers, by name.
        pub containers: Table<Name, Arc<Container>>,
        /// What the host runs itself, by name.
        pub services: Table<Name, Arc<Service>>,
        /// Users of the host.
        pub users: Table<LoginName, User>,
        /// Groups without a user of their name.
        pub groups: Table<LoginName, Group>,
        /// Directories of the host.
        pub directories: Table<AbsolutePath, Directory>,
        /// Whether a target groups the services.
        pub grouped: Located<bool>,
        /// Certificates by name.
        pub certificates: Table<Name, Certificate>,
        /// Sites by name.
        pub sites: Table<Name, Site>,
        /// The nftables table.
        pub firewall: Option<Located<Firewall>>,
        /// What must hold beyond the rules.
        pub assertions: Table<Name, Assertion>,
        /// Files of policies.
        pub policies: Vec<Located<String>>,
        /// Warnings that are known, by the name or code of their rule.
        pub accepts: Table<String, Acceptance>,
    }
}

record! {
    /// What a host has.
    pub struct Host {
        /// Its memory.
        pub memory: Option<Located<Size>>,
        /// What listens on it besides the stack.
        pub listens: Table<Name, HostListener>,
        /// Networks that its packets come from.
        pub networks: Table<Name, HostNetwork>,
        /// The rules of other tools.
        pub foreign_rules: Option<Located<String>>,
    }
}

record! {
    /// A host and all stacks that it carries. The library hands its facts down into each of them.
    pub struct HostStacks {
        /// Its release.
        pub target: Located<Target>,
        /// Versions of its programs.
        pub versions: Versions,
        /// What it has.
        pub host: Host,
        /// What runs on it.
        pub stacks: Table<Name, Stack>,
        /// Warnings about the stacks together that are known, by rule.
        pub accepts: Table<String, Acceptance>,
    }
}

/// What a file exports: one stack, one for each environment, or hosts with several each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Installable {
    /// A stack of its own, and so a host of its own.
    Stack(Box<Stack>),
    /// Stacks by environment, all over a common base. Each is a host of its own.
    Environments(Table<Name, Stack>),
    /// Hosts by name.
    Hosts(Table<Name, HostStacks>),
}

/// Decodes what a file evaluated to; everything wrong with it goes to the report.
pub fn decode(value: &Value, report: &mut Report) -> Option<Installable> {
    match collection(value) {
        Some(Collection::Environments) => {
            table(value, "environments", report).map(Installable::Environments)
        }
        Some(Collection::Hosts) => table(value, "hosts", report).map(Installable::Hosts),
        None => Stack::decode(value, report).map(|stack| Installable::Stack(Box::new(stack))),
    }
}

enum Collection {
    Environments,
    Hosts,
}

/// Which of the records a file exports that are no stack themselves.
fn collection(value: &Value) -> Option<Collection> {
    let ValueKind::Record(record) = &value.kind else {
        return None;
    };
    if record.contains_key("environments") {
        Some(Collection::Environments)
    } else if record.contains_key("hosts") {
        Some(Collection::Hosts)
    } else {
        None
    }
}

/// The only field of a record, as a table.
fn table<T: Decode>(
    value: &Value,
    name: &'static str,
    report: &mut Report,
) -> Option<Table<Name, T>> {
    let record = fields(value, &[name], report)?;
    Table::decode(&record.get(name)?.value, report)
}
