//! The users and groups of a host, from its own `passwd(5)` and `group(5)`.

use crate::Ids;
use std::collections::BTreeMap;
use tree::{AccountName, Owner};

/// The numbers of names. The first line with a name counts, as for the C library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    users: BTreeMap<String, u32>,
    groups: BTreeMap<String, u32>,
}

impl Accounts {
    /// Reads both files; lines that are none are skipped, as the C library does.
    pub fn parse(passwd: &str, group: &str) -> Self {
        Self {
            users: names(passwd),
            groups: names(group),
        }
    }

    /// Accounts of these owners under numbers that no host uses.
    pub(crate) fn numbered<'a>(owners: impl IntoIterator<Item = &'a Owner>) -> Self {
        let mut accounts = Self::default();
        for Owner { user, group } in owners {
            number(&mut accounts.users, user);
            number(&mut accounts.groups, group);
        }
        accounts
    }

    /// The numbers of an owner whose names are known; those of root otherwise.
    pub(crate) fn ids_of(&self, owner: &Owner) -> Ids {
        let id = |names: &BTreeMap<String, u32>, name: &AccountName| {
            let known = || names.get(name.as_str()).copied();
            name.number().or_else(known).unwrap_or_default()
        };
        Ids {
            uid: id(&self.users, &owner.user),
            gid: id(&self.groups, &owner.group),
        }
    }

    /// Whether these numbers are those of the owner.
    ///
    /// When the host's files know neither the name nor the number (a directory service may), it
    /// cannot be decided, and counts as the same.
    pub fn is_same(&self, owner: &Owner, ids: Ids) -> bool {
        let Owner { user, group } = owner;
        matches(&self.users, user, ids.uid) && matches(&self.groups, group, ids.gid)
    }

    /// The names of these numbers, or the numbers: `www-data:1001`.
    pub fn describe(&self, ids: Ids) -> String {
        let user = name_or_number(&self.users, ids.uid);
        let group = name_or_number(&self.groups, ids.gid);
        format!("{user}:{group}")
    }
}

/// The first number given to a name; a host gives them from below.
const FIRST_OF_OURS: u32 = 1 << 31;

fn number(names: &mut BTreeMap<String, u32>, name: &AccountName) {
    let is_named = name.number().is_none() && *name != AccountName::root();
    if is_named && !names.contains_key(name.as_str()) {
        let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
        names.insert(
            name.as_str().to_owned(),
            FIRST_OF_OURS.saturating_add(count),
        );
    }
}

/// Name and number of each line: `NAME:PASSWORD:NUMBER:…`.
fn names(text: &str) -> BTreeMap<String, u32> {
    let mut names = BTreeMap::new();
    for line in text.lines() {
        let mut fields = line.split(':');
        let (Some(name), Some(number)) = (fields.next(), fields.nth(1)) else {
            continue;
        };
        if let (false, Ok(number)) = (name.is_empty(), number.parse()) {
            names.entry(name.to_owned()).or_insert(number);
        }
    }
    names
}

fn matches(names: &BTreeMap<String, u32>, wanted: &AccountName, number: u32) -> bool {
    match wanted
        .number()
        .or_else(|| names.get(wanted.as_str()).copied())
    {
        Some(wanted) => wanted == number,
        None if *wanted == AccountName::root() => number == 0,
        None => names.values().all(|known| *known != number),
    }
}

fn name_or_number(names: &BTreeMap<String, u32>, number: u32) -> String {
    let known = names.iter().find(|(_, known)| **known == number);
    match known {
        Some((name, _)) => name.clone(),
        None if number == 0 => AccountName::root().to_string(),
        None => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_compared_by_the_host_s_own_names() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\nwiki:x:1001:1001::/:\nwiki:x:7:7::/:\n\nbad\n:x:3:\n+::::::\n";
        let accounts = Accounts::parse(passwd, "root:x:0:\nwiki:x:1002:\n");
        let same = |user, group, uid, gid| {
            accounts.is_same(&Owner::parse(user, group).unwrap(), Ids { uid, gid })
        };
        assert!(same("root", "root", 0, 0));
        assert!(same("wiki", "wiki", 1001, 1002));
        assert!(!same("wiki", "wiki", 7, 1002));
        assert!(same("1001", "1002", 1001, 1002));
        assert!(!same("1001", "1002", 1001, 0));
        assert!(!same("wiki", "root", 1001, 1002));
        // A name that is not known has no file of somebody who is.
        assert!(!same("ldap", "root", 1001, 0));
        assert!(same("ldap", "root", 50_000, 0));
        let describe = |uid, gid| accounts.describe(Ids { uid, gid });
        assert_eq!(describe(1001, 1002), "wiki:wiki");
        assert_eq!(describe(5, 0), "5:root");
        assert_eq!(
            Accounts::default().describe(Ids { uid: 0, gid: 9 }),
            "root:9"
        );
    }
}
