//! Numbers of owners, for formats that keep no names.

use crate::WriteError;
use crate::release::Release;
use formats::sysusers::{self, Id, Item};
use std::collections::BTreeMap;
use store::Generation;
use tree::{AccountName, Artifact};

/// Accounts that have the same number on every Debian and Ubuntu: those of `base-passwd`, users and groups of the
/// same name and number. <https://www.debian.org/doc/debian-policy/ch-opersys.html#uid-and-gid-classes>
const DEBIAN: &[(&str, u32)] = &[
    ("daemon", 1),
    ("bin", 2),
    ("sys", 3),
    ("man", 12),
    ("lp", 7),
    ("mail", 8),
    ("news", 9),
    ("uucp", 10),
    ("proxy", 13),
    ("www-data", 33),
    ("backup", 34),
    ("list", 38),
    ("irc", 39),
];

/// Groups of `base-passwd` without a user of their name.
const DEBIAN_GROUPS: &[(&str, u32)] = &[
    ("adm", 4),
    ("tty", 5),
    ("disk", 6),
    ("kmem", 15),
    ("dialout", 20),
    ("fax", 21),
    ("voice", 22),
    ("cdrom", 24),
    ("floppy", 25),
    ("tape", 26),
    ("sudo", 27),
    ("audio", 29),
    ("dip", 30),
    ("operator", 37),
    ("src", 40),
    ("shadow", 42),
    ("utmp", 43),
    ("video", 44),
    ("sasl", 45),
    ("plugdev", 46),
    ("staff", 50),
    ("games", 60),
    ("users", 100),
];

/// The numbers of names that are the same on every host that the tree is for.
#[derive(Default)]
pub(super) struct Numbers {
    users: BTreeMap<String, u32>,
    groups: BTreeMap<String, u32>,
}

impl Numbers {
    /// Those of the release, and those that the tree's own lines of `sysusers.d(5)` choose.
    pub(super) fn of(generation: &Generation) -> Self {
        let mut numbers = Self::default();
        numbers.add("root", 0);
        let target = &generation.manifest().target.name;
        if Release::of_target(target).is_some() {
            DEBIAN.iter().for_each(|(name, id)| numbers.add(name, *id));
            let groups = DEBIAN_GROUPS.iter();
            numbers
                .groups
                .extend(groups.map(|(name, id)| ((*name).to_owned(), *id)));
        }
        let lines = generation.tree().iter();
        let lines = lines.filter(|artifact| artifact.path.as_str().starts_with("etc/sysusers.d/"));
        lines.for_each(|artifact| numbers.add_lines(artifact));
        numbers
    }

    fn add(&mut self, name: &str, number: u32) {
        self.users.insert(name.to_owned(), number);
        self.groups.insert(name.to_owned(), number);
    }

    fn add_lines(&mut self, artifact: &Artifact) {
        let text = artifact
            .bytes()
            .and_then(|bytes| std::str::from_utf8(bytes).ok());
        let Some(Ok(file)) = text.map(sysusers::parse) else {
            return;
        };
        for item in &file.items {
            match item {
                Item::User(user) => {
                    let name = user.name();
                    let (uid, gid) = user.chosen().map_or((None, None), Id::numbers);
                    self.users.extend(uid.map(|uid| (name.to_string(), uid)));
                    self.groups.extend(gid.map(|gid| (name.to_string(), gid)));
                }
                Item::Group {
                    group,
                    id,
                    cause: _,
                } => {
                    let gid = id.as_ref().and_then(|id| id.numbers().1);
                    self.groups.extend(gid.map(|gid| (group.to_string(), gid)));
                }
                Item::Comment(_) | Item::Member { .. } | Item::Range { .. } => {}
            }
        }
    }

    /// The user and group of a file.
    ///
    /// # Errors
    /// A name whose number nobody chose.
    pub(super) fn of_file(&self, artifact: &Artifact) -> Result<(u32, u32), WriteError> {
        let number = |names: &BTreeMap<String, u32>, what, name: &AccountName| {
            let known = names.get(name.as_str()).copied();
            let number = name.number().or(known);
            number.ok_or_else(|| WriteError::UnknownNumber {
                path: artifact.path.clone(),
                what,
                name: name.to_string(),
            })
        };
        let owner = &artifact.owner;
        Ok((
            number(&self.users, "user", &owner.user)?,
            number(&self.groups, "group", &owner.group)?,
        ))
    }
}
