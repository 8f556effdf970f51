//! Podman's generator, `podman-systemd.unit(5)`: the judge, and the units it makes for other judges.

mod manager;
pub(crate) use manager::{Manager, User};

mod generated;
pub(crate) use generated::Generated;

use crate::case::Case;
use crate::{Outcome, Verdict, View};
use std::collections::{BTreeMap, BTreeSet};

/// Where quadlets are, in a tree.
const QUADLETS: &str = "etc/containers/systemd/";

/// Endings of the files that become a service each.
const KINDS: &[&str] = &[
    "container",
    "volume",
    "network",
    "build",
    "image",
    "pod",
    "kube",
];

/// What the generator did for one manager.
pub(crate) struct Generation {
    n_quadlets: usize,
    /// Its complaints, without the units.
    said: Outcome,
    pub(crate) units: Vec<Generated>,
}

/// Any word of the generator is an objection, and so is a file that became no unit.
pub(crate) fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let generations = case.generations.iter();
    generations
        .map(|(manager, generation)| verdict(manager, generation))
        .collect()
}

fn verdict(manager: &Manager, generation: &Generation) -> Verdict {
    let Generation {
        n_quadlets,
        said,
        units,
    } = generation;
    let subject = manager.subject();
    if said.is_silent() && units.len() != *n_quadlets {
        let output = format!("{n_quadlets} quadlets became {} services", units.len());
        return Verdict::new("quadlet", &subject, false, &output);
    }
    Verdict::silent("quadlet", &subject, said)
}

/// Runs the generator for every manager that has quadlets among the files of a tree.
pub(crate) fn generate(view: &View, files: &BTreeSet<String>) -> BTreeMap<Manager, Generation> {
    let mut n_quadlets = BTreeMap::new();
    for path in files.iter().filter_map(|path| path.strip_prefix(QUADLETS)) {
        let kind = path.rsplit_once('.').map(|(_, kind)| kind);
        if kind.is_some_and(|kind| KINDS.contains(&kind)) {
            *n_quadlets.entry(Manager::of(path)).or_default() += 1;
        }
    }
    let generation = |(manager, n_quadlets)| (one(view, &manager, n_quadlets), manager);
    let generations = n_quadlets.into_iter().map(generation);
    generations
        .map(|(generation, manager)| (manager, generation))
        .collect()
}

/// Runs the generator and prints its units behind headers of their names.
fn one(view: &View, manager: &Manager, n_quadlets: usize) -> Generation {
    let generate = manager.generate("/run/generated");
    let script = format!(
        "status=0\n{{ {generate} }} || status=$?\n\
         for unit in /run/generated/*.service; do\n\
           [ ! -f \"$unit\" ] || {{ printf '\\036%s\\n' \"${{unit##*/}}\"; cat \"$unit\"; }}\n\
         done\nexit $status"
    );
    let mut said = view.script(&script, &[]);
    let parts = std::mem::take(&mut said.stdout);
    let parts = parts.split('\u{1e}').skip(1);
    let units = parts.filter_map(|part| {
        let (name, text) = part.split_once('\n')?;
        let name = name.strip_suffix(".service")?.to_owned();
        let text = text.to_owned();
        Some(Generated { name, text })
    });
    Generation {
        n_quadlets,
        units: units.collect(),
        said,
    }
}
