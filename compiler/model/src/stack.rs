//! A stack, and what a file may export. Mirrors `lib/stack.ncl`.

use crate::decode::{Decode, Table, fields, record};
use crate::leaf::{AbsolutePath, LoginName, Name, Size};
use crate::{
    Acceptance, Account, Assertion, Build, Certificate, ConfigFile, Container, Directory, Firewall,
    Group, Network, Secret, Service, Site, Target, User, Versions, Volume,
};
use source::{Located, Report, Value, ValueKind};

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
        pub containers: Table<Name, Container>,
        /// What the host runs itself, by name.
        pub services: Table<Name, Service>,
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
    }
}

/// What a file exports: one stack, or one for each environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Installable {
    /// A stack of its own.
    Stack(Box<Stack>),
    /// Stacks by environment, all over a common base.
    Environments(Table<Name, Stack>),
}

/// Decodes what a file evaluated to; everything wrong with it goes to the report.
pub fn decode(value: &Value, report: &mut Report) -> Option<Installable> {
    let is_environments = matches!(
        &value.kind,
        ValueKind::Record(record) if record.contains_key("environments")
    );
    if !is_environments {
        return Stack::decode(value, report).map(|stack| Installable::Stack(Box::new(stack)));
    }
    let record = fields(value, &["environments"], report)?;
    Table::decode(&record["environments"].value, report).map(Installable::Environments)
}
