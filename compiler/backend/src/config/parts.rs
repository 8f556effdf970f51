//! Who reads a configuration file of the stack.

use crate::context::Context;
use model::check::Role;
use model::leaf::Name;
use model::{ConfigFile, MountSource};
use std::collections::{BTreeMap, BTreeSet};
use tree::Reader;

/// The parts of a stack by what connects them with files: looked for once, and not for each file.
pub(super) struct Parts<'a> {
    /// Those that mount a file.
    mounting: BTreeMap<&'a str, BTreeSet<&'a Name>>,
    /// Those that are a container of the stack, or a replica of it.
    of: BTreeMap<&'a Name, Vec<&'a Name>>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(context: &Context<'a>) -> Self {
        let mut parts = Self {
            mounting: BTreeMap::new(),
            of: BTreeMap::new(),
        };
        for (name, part) in &context.stack.parts {
            if part.role == Role::Own {
                parts.of.entry(&part.of).or_default().push(name);
            }
            let volumes = part.container.volumes.values();
            for source in volumes.flat_map(|mount| mount.value.sources()) {
                if let MountSource::File(file) = source {
                    let mounting = parts.mounting.entry(file.as_str()).or_default();
                    mounting.insert(name);
                }
            }
        }
        parts
    }

    /// The units of the parts that mount a file, and of those that are said to read it.
    pub(super) fn readers(
        &self,
        context: &Context<'_>,
        name: &str,
        file: &ConfigFile,
    ) -> Vec<Reader> {
        let named = || file.readers.iter().map(|reader| &reader.value);
        let mounting = self.mounting.get(name).into_iter().flatten().copied();
        let own = named().filter_map(|reader| self.of.get(reader)).flatten();
        let parts: BTreeSet<&Name> = mounting.chain(own.copied()).collect();
        let services = named().filter(|name| context.stack.services.contains_key(*name));
        parts
            .into_iter()
            .chain(services)
            .map(|name| Reader::Unit(context.part_unit(name)))
            .collect()
    }
}
