//! Users and groups of the host: one definition for each name, one name for each id.

use super::super::expand::Expanded;
use super::is_same_place;
use crate::leaf::{LoginName, Uid};
use crate::{Account, rules};
use source::{Diagnostic, Origin, Report};
use std::collections::BTreeMap;

pub(super) fn check(stacks: &[Expanded], report: &mut Report) {
    let users: Vec<Login<'_>> = stacks.iter().flat_map(users).collect();
    names("user", &users, report);
    ids("user", &users, report);
    let groups: Vec<Login<'_>> = stacks.iter().flat_map(groups).collect();
    names("group", &groups, report);
    ids("group", &groups, report);
    subordinate_ids(stacks, report);
}

/// A user or group that a stack declares.
struct Login<'a> {
    name: &'a LoginName,
    origin: &'a Origin,
    id: Option<(Uid, &'a Origin)>,
    /// Its further settings, as far as two must agree about them.
    settings: Vec<(&'static str, String)>,
    is_provided: bool,
    /// Whether containers run as it, so that naming it twice means to share it.
    is_account: bool,
}

fn users(stack: &Expanded) -> Vec<Login<'_>> {
    let mut logins = Vec::new();
    if let Account::Rootless(rootless) = &stack.stack.account.value {
        let ids = &rootless.subordinate_ids;
        logins.push(Login {
            name: &rootless.user.value,
            origin: &rootless.user.origin,
            id: Some((rootless.uid.value, &rootless.uid.origin)),
            settings: vec![
                ("home", rootless.home.to_string()),
                (
                    "subordinate ids",
                    format!("{} from {}", ids.count, ids.first),
                ),
            ],
            is_provided: false,
            is_account: true,
        });
    }
    for (name, user) in &stack.stack.users {
        let shell = user.shell.as_ref();
        logins.push(Login {
            name,
            origin: &user.key,
            id: user.uid.as_ref().map(|uid| (uid.value, &uid.origin)),
            settings: vec![
                ("home", user.home.to_string()),
                ("shell", shell.map_or_else(String::new, ToString::to_string)),
            ],
            is_provided: user.provided_by.is_some(),
            is_account: false,
        });
    }
    logins
}

fn groups(stack: &Expanded) -> Vec<Login<'_>> {
    let groups = stack.stack.groups.iter();
    groups
        .map(|(name, group)| Login {
            name,
            origin: &group.key,
            id: group.gid.as_ref().map(|gid| (gid.value, &gid.origin)),
            settings: Vec::new(),
            is_provided: group.provided_by.is_some(),
            is_account: false,
        })
        .collect()
}

/// `systemd-sysusers` takes the first of two lines for a name, and leaves the other out.
fn names(what: &str, logins: &[Login<'_>], report: &mut Report) {
    let mut known: BTreeMap<&LoginName, &Login<'_>> = BTreeMap::new();
    for login in logins {
        let Some(first) = known.get(login.name) else {
            known.insert(login.name, login);
            continue;
        };
        if is_same_place(first.origin, login.origin) {
            continue;
        }
        if let Some(setting) = differing(first, login) {
            report.add(
                Diagnostic::error(
                    &rules::USER_CONFLICT,
                    format!(
                        "the {what} `{}` has two definitions, which differ in the {setting}",
                        login.name
                    ),
                )
                .at(login.origin, "defined here")
                .and(first.origin, "and here")
                .note("systemd-sysusers would take the one and leave out the other")
                .hint("say the same in both, or give one another name"),
            );
        } else if what == "user"
            && !first.is_provided
            && !login.is_provided
            && !both_accounts(first, login)
        {
            report.add(
                Diagnostic::warning(
                    &rules::USER_CONFLICT,
                    format!("two stacks make the user `{}`, and are not kept apart by it", login.name),
                )
                .at(login.origin, "made here")
                .and(first.origin, "and here")
                .note("what runs as one user can read and stop what the other stack runs as it")
                .hint("give each a user of its own; if they shall share one, say in one of them who makes it: `provided_by = \"…\"`"),
            );
        }
    }
}

fn both_accounts(one: &Login<'_>, other: &Login<'_>) -> bool {
    one.is_account && other.is_account
}

/// What two definitions of a name do not agree about. Of one that others make only the id is known.
fn differing(one: &Login<'_>, other: &Login<'_>) -> Option<&'static str> {
    let id = |login: &Login<'_>| login.id.map(|(id, _)| id);
    let is_provided = one.is_provided || other.is_provided;
    let differs = match (id(one), id(other)) {
        (Some(one), Some(other)) => one != other,
        (None, None) => false,
        _ => !is_provided,
    };
    if differs {
        return Some("id");
    }
    if is_provided {
        return None;
    }
    let pairs = one.settings.iter().flat_map(|(name, value)| {
        let same = other
            .settings
            .iter()
            .filter(move |(other, _)| other == name);
        same.map(move |(_, other)| (*name, value, other))
    });
    let mut pairs = pairs.filter(|(_, value, other)| value != other);
    pairs.next().map(|(name, _, _)| name)
}

/// An id is that of one name; `systemd-sysusers` gives the second another, and nobody notices.
fn ids(what: &str, logins: &[Login<'_>], report: &mut Report) {
    let mut known: BTreeMap<Uid, (&LoginName, &Origin)> = BTreeMap::new();
    for login in logins {
        let Some((id, origin)) = login.id else {
            continue;
        };
        let Some((first, other)) = known.get(&id) else {
            known.insert(id, (login.name, origin));
            continue;
        };
        if *first == login.name {
            continue;
        }
        report.add(
            Diagnostic::error(
                &rules::USER_CONFLICT,
                format!(
                    "the {what}s `{first}` and `{}` have the same id",
                    login.name
                ),
            )
            .at(origin, format!("the id of `{}`", login.name))
            .and(other, format!("the id of `{first}`"))
            .hint("give one of them another id"),
        );
    }
}

/// R11: ranges of two accounts do not meet, or their containers can write each other's files.
fn subordinate_ids(stacks: &[Expanded], report: &mut Report) {
    let accounts = stacks
        .iter()
        .filter_map(|stack| match &stack.stack.account.value {
            Account::Rootless(rootless) => Some(rootless),
            Account::Rootful => None,
        });
    let mut ranges: Vec<_> = accounts
        .map(|rootless| {
            let ids = &rootless.subordinate_ids;
            let first = u64::from(ids.first.number());
            let end = first + u64::from(ids.count.number());
            (first, end, &rootless.user.value, &ids.origin)
        })
        .collect();
    ranges.sort_by(|one, other| (one.0, one.2).cmp(&(other.0, other.2)));
    let mut furthest: Option<(u64, &LoginName, &Origin)> = None;
    for (first, end, user, origin) in ranges {
        if let Some((taken, other_user, other)) = furthest
            && first < taken
            && user != other_user
        {
            report.add(
                Diagnostic::error(
                    &rules::SUBORDINATE_IDS,
                    format!("the subordinate ids of `{user}` and `{other_user}` meet"),
                )
                .at(origin, format!("from {first} to {}", end.saturating_sub(1)))
                .and(other, format!("up to {}", taken - 1))
                .hint("give one of them `subordinate_ids` of its own: a free range of 65536"),
            );
        }
        if furthest.is_none_or(|(taken, ..)| end > taken) {
            furthest = Some((end, user, origin));
        }
    }
}
