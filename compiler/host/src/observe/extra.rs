//! What stands in the folders of a stack beside its files: leftovers, files of somebody else, and what
//! changes a unit without being in its file.

use super::{LONGEST, Listing, Sight};
use crate::quadlets;
use std::collections::{BTreeMap, BTreeSet};
use store::{FileKind, Manifest, Via};
use tree::TreePath;

/// So many entries of a folder are named; the rest is counted.
const MOST_NAMED: usize = 100;

/// So many stacks of a host are known.
const MOST_STACKS: usize = 10_000;

/// What a host has in the folders of a stack, and no stack of the host knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// In the order of their paths.
    pub found: Vec<Extra>,
    /// Folders with so many that not all are named, and how many more there are.
    pub more: BTreeMap<String, usize>,
    /// Folders that could not be read, and why.
    pub unreadable: BTreeMap<String, String>,
}

/// Something beside the files of a stack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extra {
    /// Its path, relative to the root; bytes that are no text are escaped.
    pub path: String,
    /// What it is: `a file`.
    pub what: &'static str,
    /// What it does there.
    pub role: Role,
}

/// What something does beside the files of a stack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It stands in a folder of the stack.
    Beside,
    /// A manager reads it together with this unit or quadlet (`systemd.unit(5)`, drop-ins).
    DropIn(String),
    /// A manager reads it in place of the unit that a generator makes (`systemd.generator(7)`).
    Instead(String),
}

impl Extras {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.more.is_empty()
    }

    fn note(&mut self, folder: &str, listing: Listing, role: impl Fn(&str) -> Role) {
        let folder = format!("{}/{folder}", TreePath::TOP);
        for (name, what) in listing.entries {
            let name = shown(&name);
            let role = role(&name);
            let path = format!("{folder}/{name}");
            self.found.push(Extra { path, what, role });
        }
        self.rest(folder, listing.n_more, listing.trouble);
    }

    fn rest(&mut self, folder: String, n_more: usize, trouble: Option<String>) {
        if n_more > 0 {
            self.more.insert(folder.clone(), n_more);
        }
        self.unreadable
            .extend(trouble.map(|trouble| (folder, trouble)));
    }
}

/// Finds what stands beside the files of this generation and of the one before.
pub(super) fn find(sight: &impl Sight, now: &Manifest, before: Option<&Manifest>) -> Extras {
    let known = Known::of(sight, before.into_iter().chain([now]));
    let mut extras = Extras::default();
    for folder in own_folders(now, before) {
        let listing = sight.list(folder, MOST_NAMED, &|name| known.has(folder, name));
        extras.note(folder, listing, |_| Role::Beside);
    }
    for (folder, units) in UnitFolder::all(now) {
        units.find(sight, &folder, &known, &mut extras);
    }
    extras.found.sort();
    extras
}

/// Paths below `etc` that some stack of the host has, and the folders around them.
struct Known(BTreeSet<String>);

impl Known {
    fn of<'a>(sight: &impl Sight, manifests: impl IntoIterator<Item = &'a Manifest>) -> Self {
        let mut known = Self(BTreeSet::new());
        manifests
            .into_iter()
            .for_each(|manifest| known.add(manifest));
        let stacks = sight.list("stackc", MOST_STACKS, &|_| false);
        for name in stacks.entries.keys() {
            let manifest = std::str::from_utf8(name).ok().and_then(|name| {
                let path = format!("stackc/{name}/manifest.json");
                let bytes = sight.look(&path, LONGEST).into_bytes()?;
                Manifest::parse(&bytes).ok()
            });
            manifest.iter().for_each(|manifest| known.add(manifest));
        }
        known
    }

    fn add(&mut self, manifest: &Manifest) {
        for path in manifest.files.keys() {
            self.with_folders(path.below_etc());
        }
        let deliveries = manifest.secrets.values();
        for delivery in deliveries.flat_map(|secret| &secret.deliveries) {
            match &delivery.via {
                Via::Credential { path, .. } | Via::HostFile { path, .. } => {
                    let path = path.strip_prefix("/etc/");
                    path.into_iter().for_each(|path| self.with_folders(path));
                }
                Via::PodmanFile { .. } | Via::PodmanVariable { .. } => {}
            }
        }
    }

    fn with_folders(&mut self, path: &str) {
        for folder in folders_of(path) {
            if !self.0.insert(folder.to_owned()) {
                break;
            }
        }
        self.0.insert(path.to_owned());
    }

    fn has(&self, folder: &str, name: &[u8]) -> bool {
        let name = std::str::from_utf8(name);
        name.is_ok_and(|name| self.0.contains(&format!("{folder}/{name}")))
    }
}

/// The folders around a path, the nearest first.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(at, _)| &path[..at])
}

/// The folders below `etc` that nobody else has a reason to write to.
fn own_folders<'a>(now: &'a Manifest, before: Option<&'a Manifest>) -> BTreeSet<&'a str> {
    let files = before.into_iter().chain([now]).flat_map(|manifest| {
        let own = format!("stackc/{}/", manifest.stack);
        let files = manifest.files.keys().map(TreePath::below_etc);
        files.filter(move |path| path.starts_with(&own))
    });
    // The first folder of all is that of all stacks.
    files
        .flat_map(folders_of)
        .filter(|folder| folder.contains('/'))
        .collect()
}

/// What a stack has in a folder of units or quadlets.
#[derive(Default)]
struct UnitFolder {
    /// Names of units and quadlets that drop-ins are for.
    names: BTreeSet<String>,
    /// Units that a generator makes, unless a file of their name stands here.
    generated: BTreeSet<String>,
    /// Whether the folder is of the one account whose containers these are.
    is_account: bool,
}

impl UnitFolder {
    /// All of a generation, by the folder below `etc`.
    fn all(manifest: &Manifest) -> BTreeMap<String, Self> {
        let mut folders: BTreeMap<String, Self> = BTreeMap::new();
        let files = manifest.files.iter();
        let files = files.filter(|(_, entry)| matches!(entry.kind, FileKind::File { .. }));
        for path in files.map(|(path, _)| path.below_etc()) {
            let Some((folder, name)) = path.rsplit_once('/') else {
                continue;
            };
            if matches!(folder, "systemd/system" | "systemd/user") {
                let folder = folders.entry(folder.to_owned()).or_default();
                folder.names.insert(name.to_owned());
            } else if let (true, Some(unit)) =
                (quadlets::is_folder(folder), quadlets::service_of_file(name))
            {
                let user = folder.strip_prefix("containers/systemd/users/");
                let account = user.is_some_and(|user| user.parse::<u32>().is_ok());
                let own = folders.entry(folder.to_owned()).or_default();
                own.names.insert(name.to_owned());
                own.is_account = account;
                let manager = match user {
                    Some(_) => "systemd/user",
                    None => "systemd/system",
                };
                let made = folders.entry(manager.to_owned()).or_default();
                made.names.insert(unit.clone());
                made.generated.insert(unit);
            }
        }
        folders
    }

    fn find(&self, sight: &impl Sight, folder: &str, known: &Known, extras: &mut Extras) {
        let is_beside = |name: &str| self.is_account && !known.has(folder, name.as_bytes());
        let listing = sight.list(
            folder,
            MOST_NAMED,
            &|name| match std::str::from_utf8(name) {
                Ok(name) => {
                    let is_ours = known.has(folder, name.as_bytes());
                    let is_instead = self.generated.contains(name) && !is_ours;
                    !is_instead && !is_beside(name) && self.unit_of_drop_ins(name).is_none()
                }
                Err(_) => !self.is_account,
            },
        );
        let mut beside = listing.clone();
        beside.entries.clear();
        for (name, what) in listing.entries {
            let text = String::from_utf8_lossy(&name).into_owned();
            match self.unit_of_drop_ins(&text) {
                Some(unit) if what == "a directory" => {
                    let drop_ins = format!("{folder}/{text}");
                    let is_drop_in = |name: &[u8]| name.ends_with(b".conf");
                    let listing = sight.list(&drop_ins, MOST_NAMED, &|name| {
                        !is_drop_in(name) || known.has(&drop_ins, name)
                    });
                    extras.note(&drop_ins, listing, |_| Role::DropIn(unit.to_owned()));
                }
                _ => {
                    beside.entries.insert(name, what);
                }
            }
        }
        extras.note(folder, beside, |name| match self.unit_of_drop_ins(name) {
            Some(unit) => Role::DropIn(unit.to_owned()),
            None if self.generated.contains(name) => Role::Instead(name.to_owned()),
            None => Role::Beside,
        });
    }

    /// One of our units that a folder of drop-ins is for: `web.service.d`, or `web-.service.d` for all
    /// units whose names begin so.
    fn unit_of_drop_ins(&self, folder: &str) -> Option<&str> {
        let of = folder.strip_suffix(".d")?;
        if let Some(name) = self.names.get(of) {
            return Some(name);
        }
        let (prefix, kind) = of.rsplit_once('.')?;
        if !prefix.ends_with('-') {
            return None;
        }
        let names = self.names.range(prefix.to_owned()..);
        let mut names = names.take_while(|name| name.starts_with(prefix));
        names
            .find(|name| name.rsplit_once('.').is_some_and(|(_, own)| own == kind))
            .map(String::as_str)
    }
}

/// A name for people: bytes that are no printable text are escaped.
fn shown(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(name) if !name.contains(char::is_control) => name.to_owned(),
        _ => name.escape_ascii().to_string(),
    }
}
