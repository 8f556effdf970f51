//! `nginx -t`: the sites of the host's own nginx, and those that a container mounts.
//!
//! The test opens certificates, keys and logs, resolves the names of upstreams and binds the addresses it
//! listens on. What exists only when a host runs is stated by the test's [`Options`](crate::Options); the names of
//! containers are those that share a network with nginx in the generated units.

use crate::case::Case;
use crate::container::{Mount, Run};
use crate::nginx_image::{as_root_if_alone, layer};
use crate::provided::world_readable_folder;
use crate::quadlet::{Manager, User};
use crate::root::is_root;
use crate::{Outcome, Verdict, View};
use std::collections::BTreeSet;
use std::fs::{copy, create_dir_all, read_dir, read_link};
use std::io;
use std::os::unix::fs::symlink;
use std::path::Path;
use tempfile::TempDir;

/// Warnings leave the exit status 0, but good files leave no word. The version goes to standard output.
const TEST: &str = "nginx -v 2>&1\nnginx -t -q -e stderr";

/// The whole configuration, each file below a line with its name.
const DUMP: &str = "nginx -T -q -e stderr";

const FOLDER: &str = "/etc/nginx";

pub(crate) fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let answers = ask(case, TEST).into_iter();
    let verdict =
        |(subject, outcome): (String, Outcome)| Verdict::silent("nginx", &subject, &outcome);
    answers.map(verdict).collect()
}

/// The whole configuration of each nginx of a tree, as nginx itself assembles it.
pub(crate) fn dumps(case: &Case<'_>) -> Vec<(String, Outcome)> {
    ask(case, DUMP)
}

/// What a script says in the view of each nginx of the tree: of the host, and of each container.
fn ask(case: &Case<'_>, script: &str) -> Vec<(String, Outcome)> {
    let mut answers = Vec::new();
    if case.below("etc/nginx/").next().is_some() {
        answers.push((FOLDER.to_owned(), host(case)));
    }
    for manager in case.generations.keys() {
        answers.extend(containers(case, manager));
    }
    let answers = answers.into_iter().map(|(subject, view)| {
        let outcome = view.map(|(view, _layer)| view.script(script, &[]));
        (
            subject,
            outcome.unwrap_or_else(|error| Outcome::not_run(&error.to_string())),
        )
    });
    answers.collect()
}

/// A view, and the folder that is laid over it and lasts as long as this.
type Prepared = io::Result<(View, TempDir)>;

fn host(case: &Case<'_>) -> Prepared {
    let layer = world_readable_folder()?;
    let names = case.options.names.iter().map(String::as_str);
    hosts(layer.path(), names)?;
    if !is_root() {
        let own = case.folder.join("etc/nginx/nginx.conf");
        let debian = case.root.folder().join("etc/nginx/nginx.conf");
        let main = std::fs::read_to_string(if own.exists() { own } else { debian })?;
        create_dir_all(layer.path().join("etc/nginx"))?;
        std::fs::write(
            layer.path().join("etc/nginx/nginx.conf"),
            as_root_if_alone(&main),
        )?;
    }
    let view = case.view().layer(layer.path());
    Ok((with_addresses(view, case), layer))
}

fn with_addresses(view: View, case: &Case<'_>) -> View {
    let addresses = case.options.addresses.iter();
    addresses.fold(view, |view, address| view.address(*address))
}

/// `/etc/hosts` of a view: each name is the loopback interface.
fn hosts<'a>(layer: &Path, names: impl Iterator<Item = &'a str>) -> io::Result<()> {
    let lines = std::iter::once("localhost").chain(names);
    let lines: String = lines.map(|name| format!("127.0.0.1 {name}\n")).collect();
    create_dir_all(layer.join("etc"))?;
    std::fs::write(layer.join("etc/hosts"), lines)
}

/// Each container that mounts something of the tree at or below `/etc/nginx`.
fn containers(case: &Case<'_>, manager: &Manager) -> Vec<(String, Prepared)> {
    let user = User::of(manager);
    let units = case.generated(manager);
    let run = |unit| Some((unit, Run::of(unit, units, &user)?));
    let runs: Vec<_> = units.iter().filter_map(run).collect();
    let mut views = Vec::new();
    for (unit, run) in &runs {
        let mounts = run.mounts();
        if mounts.iter().any(is_configuration) {
            let networks = run.networks();
            let near = runs
                .iter()
                .filter(|(_, other)| !networks.is_disjoint(&other.networks()));
            let names = near.flat_map(|(_, other)| other.names()).collect();
            let subject = format!("{}/{}.service", manager.subject(), unit.name);
            views.push((subject, container(case, &unit.name, &mounts, &names)));
        }
    }
    views
}

fn is_configuration(mount: &Mount) -> bool {
    let rest = mount.target.strip_prefix(FOLDER);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn container(case: &Case<'_>, unit: &str, mounts: &[Mount], names: &BTreeSet<&str>) -> Prepared {
    let image = layer(&case.root)?;
    for mount in mounts {
        // Volumes, and what a host only gets later, have nothing to show but the container's own stubs.
        if let Some(source) = case.on_host(&mount.source) {
            let target = mount.target.trim_start_matches('/');
            place(&source, &image.path().join(target))?;
        }
    }
    hosts(image.path(), names.iter().copied())?;
    let provided = case.options.containers.get(unit);
    if let Some(provided) = provided {
        provided.write(&case.root, image.path())?;
    }
    let view = case.root.view().layer(image.path());
    let absent = provided.iter().flat_map(|provided| provided.absent());
    let view = absent.fold(view, View::absent);
    Ok((view.bind(image.path().join("etc/nginx"), FOLDER), image))
}

/// Shows `source` at `target` as a mount does: instead of what was there.
fn place(source: &Path, target: &Path) -> io::Result<()> {
    if target.is_dir() {
        std::fs::remove_dir_all(target)?;
    }
    if let Some(parent) = target.parent() {
        create_dir_all(parent)?;
    }
    if !source.is_dir() {
        return copy(source, target).map(drop);
    }
    create_dir_all(target)?;
    for entry in read_dir(source)? {
        let entry = entry?;
        let target = target.join(entry.file_name());
        if entry.file_type()?.is_symlink() {
            // It leads wherever it leads inside the container.
            symlink(read_link(entry.path())?, &target)?;
        } else {
            place(&entry.path(), &target)?;
        }
    }
    Ok(())
}
