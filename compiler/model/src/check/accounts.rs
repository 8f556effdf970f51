//! Users and groups: whoever runs something or owns something exists (R22).

use super::expand::Expanded;
use crate::leaf::LoginName;
use crate::{Account, Stack, rules};
use source::{Diagnostic, Located, Report, did_you_mean};
use std::collections::BTreeSet;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let stack = &expanded.stack;
    let accounts = Accounts::of(stack);
    for service in stack.services.values() {
        let workers = service.nginx.as_ref().and_then(|nginx| nginx.user.as_ref());
        for user in service.user.iter().chain(workers) {
            accounts.user(user, report);
        }
        let file = service.env_file.as_ref().map(|file| &file.group);
        for group in service.group.iter().chain(&service.groups).chain(file) {
            accounts.group(group, report);
        }
    }
    for directory in stack.directories.values() {
        accounts.user(&directory.owner, report);
        accounts.group(&directory.group, report);
    }
    for user in stack.users.values() {
        for group in &user.groups {
            accounts.group(group, report);
        }
    }
    for (name, group) in &stack.groups {
        if let Some(user) = stack.users.get(name) {
            report.add(
                Diagnostic::error(
                    &rules::NAME_CONFLICT,
                    format!("the group `{name}` comes with the user of its name"),
                )
                .at(&group.key, "declared here")
                .and(&user.key, "the user")
                .hint("remove the group"),
            );
        }
    }
}

/// The names that may own something.
struct Accounts<'a> {
    users: BTreeSet<&'a LoginName>,
    groups: BTreeSet<&'a LoginName>,
}

impl<'a> Accounts<'a> {
    fn of(stack: &'a Stack) -> Self {
        let mut users: BTreeSet<&LoginName> = stack.users.keys().collect();
        if let Account::Rootless(rootless) = &stack.account.value {
            users.insert(&rootless.user.value);
        }
        let mut groups = users.clone();
        groups.extend(stack.groups.keys());
        Self { users, groups }
    }

    fn user(&self, name: &Located<LoginName>, report: &mut Report) {
        self.find("user", "users", &self.users, name, report);
    }

    fn group(&self, name: &Located<LoginName>, report: &mut Report) {
        self.find("group", "groups", &self.groups, name, report);
    }

    fn find(
        &self,
        what: &str,
        table: &str,
        known: &BTreeSet<&LoginName>,
        name: &Located<LoginName>,
        report: &mut Report,
    ) {
        if name.as_str() == "root" || known.contains(&name.value) {
            return;
        }
        let near = did_you_mean(name.as_str(), known.iter().map(|name| name.as_str()));
        let hint = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "declare it: `{table}.{name} = {{}}`, with `provided_by` if a package makes it"
            ),
        };
        report.add(
            Diagnostic::error(
                &rules::UNDECLARED_ACCOUNT,
                format!("there is no {what} `{name}`"),
            )
            .at(&name.origin, format!("no such {what}"))
            .hint(hint),
        );
    }
}
