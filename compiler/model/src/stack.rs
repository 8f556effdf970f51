//! A stack, and what a file may export. Mirrors `lib/stack.ncl`.

use crate::decode::{Decode, Table, fields, record};
use crate::leaf::Name;
use crate::{
    Account, Build, Certificate, ConfigFile, Container, Firewall, Network, Secret, Site, Target,
    Versions, Volume,
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
        /// What runs, by name.
        pub containers: Table<Name, Container>,
        /// Certificates by name.
        pub certificates: Table<Name, Certificate>,
        /// Sites by name.
        pub sites: Table<Name, Site>,
        /// The nftables table.
        pub firewall: Option<Located<Firewall>>,
        /// Warnings that are known: rule name to reason.
        pub accepts: Table<String, String>,
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
