//! Who reads the files that change.

use crate::actions::Reasons;
use crate::{Action, KeysPlan, Kind, Meaning, PathPlan, State, compare_texts};
use std::collections::{BTreeMap, BTreeSet};
use store::Manifest;
use tree::{Artifact, Reader, Scope, TreePath, UnitRef};

/// The changed files that a unit reads.
#[derive(Default)]
pub(crate) struct Changed {
    pub(crate) all: BTreeSet<TreePath>,
    /// Whether the unit's own file is among them.
    pub(crate) is_unit: bool,
    /// Whether that file is not there yet.
    pub(crate) is_unit_absent: bool,
    /// Whether settings of a network change, and not only those of its unit.
    pub(crate) is_network: bool,
}

impl Changed {
    /// What changed files call for by themselves, and what changes for each unit.
    pub(crate) fn of(
        manifest: &Manifest,
        paths: &[PathPlan<'_>],
        keys: &[KeysPlan<'_>],
    ) -> (Reasons, BTreeMap<UnitRef, Self>) {
        let mut notes = Notes::default();
        for path in paths.iter().filter(|path| is_read_anew(path)) {
            let entry = manifest.files.get(path.path).or(path.base);
            // A file with keys is read by nobody: its readers read the file that the keys are for.
            let entry = entry.filter(|entry| entry.owned_keys.is_none());
            notes.path(path, entry.map_or(&[], |entry| &entry.readers));
        }
        let in_tree = keys.iter().filter(|keys| keys.sets_keys());
        for in_tree in in_tree.filter_map(|keys| keys.in_tree) {
            let entry = manifest.files.get(in_tree);
            let plan = paths.binary_search_by(|plan| plan.path.cmp(in_tree));
            if let (Some(entry), Ok(at)) = (entry, plan) {
                notes.path(&paths[at], &entry.readers);
            }
        }
        (notes.reasons, notes.units)
    }
}

/// Whether something that is read would be another, were the plan carried out, or is so already.
fn is_read_anew(path: &PathPlan<'_>) -> bool {
    match path.kind {
        Kind::Unreadable => false,
        Kind::Create | Kind::Orphan => true,
        Kind::Unchanged
        | Kind::Update
        | Kind::Mode
        | Kind::Owner
        | Kind::Drifted
        | Kind::Conflict
        | Kind::Unowned => path.differences.content || path.is_news,
    }
}

#[derive(Default)]
struct Notes {
    reasons: Reasons,
    units: BTreeMap<UnitRef, Changed>,
}

impl Notes {
    fn path(&mut self, path: &PathPlan<'_>, readers: &[Reader]) {
        for reader in readers {
            self.reader(path, reader, readers);
        }
    }

    fn reader(&mut self, path: &PathPlan<'_>, reader: &Reader, readers: &[Reader]) {
        let is_gone = path.stack.is_none();
        // A manager only sees that the file is another; everybody else reads the same in it.
        let is_same = path.is_form && !path.is_news;
        match reader {
            Reader::Manager(scope) => {
                if let Some(action) = by_link(*scope, path) {
                    self.because(action, path);
                }
                self.because(Action::DaemonReload(*scope), path);
            }
            _ if is_same => {}
            Reader::Unit(unit) => self.unit(path, unit, readers),
            // These add what a file says, and take nothing back.
            Reader::Sysusers | Reader::Tmpfiles(_) | Reader::Nft if is_gone => {}
            Reader::Sysusers => self.because(Action::MakeUsers, path),
            Reader::Tmpfiles(scope) => self.because(Action::MakeDirectories(*scope), path),
            Reader::Nft => self.because(Action::LoadTable(path.path.clone()), path),
        }
    }

    fn unit(&mut self, path: &PathPlan<'_>, unit: &UnitRef, readers: &[Reader]) {
        let is_unit = readers.contains(&Reader::Manager(unit.scope));
        let changed = self.units.entry(unit.clone()).or_default();
        changed.all.insert(path.path.clone());
        changed.is_unit |= is_unit;
        changed.is_unit_absent |= is_unit && *path.host == State::Absent;
        changed.is_network |= is_unit && touches(path, "Network");
    }

    fn because(&mut self, action: Action, path: &PathPlan<'_>) {
        let because = self.reasons.entry(action).or_default();
        because.insert(path.path.clone());
    }
}

/// What a link in a folder of links means to its unit (`systemd.unit(5)`: `multi-user.target.wants/`).
fn by_link(scope: Scope, path: &PathPlan<'_>) -> Option<Action> {
    let (folder, name) = path.path.as_str().rsplit_once('/')?;
    let is_of_links = folder.ends_with(".wants") || folder.ends_with(".requires");
    let unit = UnitRef::new(scope, name);
    match (is_of_links, path.kind) {
        (true, Kind::Orphan) => Some(Action::Disable(unit)),
        (true, _) if *path.host == State::Absent => Some(Action::Enable(unit)),
        _ => None,
    }
}

/// Whether settings of a section change, as far as that can be told.
fn touches(path: &PathPlan<'_>, section: &str) -> bool {
    let host = match path.host {
        State::File(file) => file.bytes.as_deref(),
        _ => None,
    };
    let stack = path.stack.and_then(Artifact::bytes);
    let text =
        |bytes: Option<&[u8]>| bytes.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    let (Some(host), Some(stack)) = (text(host), text(stack)) else {
        return true;
    };
    match compare_texts(path.path, Some(&host), Some(&stack)) {
        Some(Ok(Meaning::Keys(changes))) => changes.iter().any(|change| change.section == section),
        Some(Ok(Meaning::Same | Meaning::Order)) => false,
        Some(Err(_)) | None => true,
    }
}
