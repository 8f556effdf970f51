//! Directories: what a service reads and writes is declared, and it can get there (R21).
//!
//! Of a path only the directories that the stack declares are judged; those above and between belong
//! to the host, and are taken to let everyone through.

use super::expand::Expanded;
use crate::decode::{Entry, Text};
use crate::leaf::{AbsolutePath, LoginName, Name};
use crate::{Directory, NginxServer, Service, Stack, rules};
use source::{Diagnostic, Located, Report};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let stack = &expanded.stack;
    let is_known = |user: &LoginName| user.as_str() == "root" || stack.users.contains_key(user);
    for (name, service) in &stack.services {
        // A user that nobody makes is reported as such.
        if service
            .user
            .as_ref()
            .is_some_and(|user| !is_known(&user.value))
        {
            continue;
        }
        let who = Who::of(stack, service);
        let reads = service.reads.iter().map(|path| (path, Access::Read));
        let writes = service.writes.iter().map(|path| (path, Access::Write));
        for (path, access) in reads.chain(writes) {
            can(stack, name, &who, path, access, report);
        }
        if let Some(nginx) = &service.nginx {
            workers(stack, name, nginx, report);
        }
    }
}

/// The workers of an nginx of the host write to its caches and spools, and read what sites serve.
fn workers(stack: &Stack, name: &Name, nginx: &NginxServer, report: &mut Report) {
    let Some(user) = &nginx.user else {
        return;
    };
    let declared = stack.users.get(&user.value);
    let groups = declared.into_iter().flat_map(|user| &user.groups);
    let who = Who {
        user: Some(&user.value),
        groups: groups
            .map(|group| &group.value)
            .chain([&user.value])
            .collect(),
    };
    for folder in stack.folders_written_by_nginx(name, nginx) {
        can(stack, name, &who, folder, Access::Write, report);
    }
    let sites = stack
        .sites
        .values()
        .filter(|site| site.served_by.value == *name);
    for site in sites {
        let locations = site.locations.values();
        let folders = locations.flat_map(|location| [&location.root, &location.alias]);
        for folder in folders.chain([&site.root]).flatten() {
            // A path with variables is known only to nginx.
            let Some(path) = AbsolutePath::parse(&folder.value) else {
                continue;
            };
            if !folder.value.contains('$') {
                let path = Located::new(path, folder.origin.clone());
                can(stack, name, &who, &path, Access::Read, report);
            }
        }
    }
}

/// What a service does with a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

/// As whom a service opens files.
struct Who<'a> {
    /// `None` for root.
    user: Option<&'a LoginName>,
    groups: Vec<&'a LoginName>,
}

impl<'a> Who<'a> {
    fn of(stack: &'a Stack, service: &'a Service) -> Self {
        let user = service.user.as_ref().map(|user| &user.value);
        let user = user.filter(|user| user.as_str() != "root");
        let mut groups: Vec<&LoginName> = service.groups.iter().map(|group| &group.value).collect();
        match &service.group {
            Some(group) => groups.push(&group.value),
            None => groups.extend(user),
        }
        let declared = user.and_then(|user| stack.users.get(user));
        groups.extend(
            declared
                .into_iter()
                .flat_map(|user| user.groups.iter().map(|g| &g.value)),
        );
        Self { user, groups }
    }

    /// The permission bits that count for a directory, as in `rwx` of one class (`path_resolution(7)`).
    fn bits(&self, directory: &Directory) -> u32 {
        let mode = u32::from(directory.mode.bits());
        match self.user {
            None => 0o7,
            Some(user) if *user == directory.owner.value => mode >> 6 & 0o7,
            Some(_) if self.groups.contains(&&directory.group.value) => mode >> 3 & 0o7,
            Some(_) => mode & 0o7,
        }
    }

    fn name(&self) -> &str {
        self.user.map_or("root", |user| user.as_str())
    }
}

/// Reports what keeps a service from a path.
fn can(
    stack: &Stack,
    name: &Name,
    who: &Who<'_>,
    path: &Located<AbsolutePath>,
    access: Access,
    report: &mut Report,
) {
    let above: Vec<(&AbsolutePath, &Entry<Directory>)> = stack
        .directories
        .iter()
        .filter(|(directory, _)| path.value.is_below(directory))
        .collect();
    let Some((last, own)) = above.last() else {
        report.add(
            Diagnostic::error(
                &rules::UNDECLARED_DIRECTORY,
                format!("`{path}`, which `{name}` uses, is in no declared directory"),
            )
            .at(&path.origin, "used here")
            .hint(format!(
                "declare it: `directories.\"{path}\" = {{ owner = \"{}\" }}`",
                who.name()
            )),
        );
        return;
    };
    for (directory, entry) in &above {
        if who.bits(entry) & 0o1 == 0 {
            report.add(denied(name, who, path, (directory, entry), "enter"));
            return;
        }
    }
    let (needed, verb) = match access {
        Access::Read => (0o4, "read"),
        Access::Write => (0o2, "write to"),
    };
    // Below a declared directory others decide; for writing, it is the place where things are made.
    if who.bits(own) & needed == 0 && (access == Access::Write || path.value == **last) {
        report.add(denied(name, who, path, (last, own), verb));
    }
}

fn denied(
    name: &Name,
    who: &Who<'_>,
    path: &Located<AbsolutePath>,
    (directory, entry): (&AbsolutePath, &Entry<Directory>),
    verb: &str,
) -> Diagnostic {
    Diagnostic::error(
        &rules::DIRECTORY_ACCESS,
        format!(
            "`{name}` runs as `{}`, which cannot {verb} `{directory}`",
            who.name()
        ),
    )
    .at(&path.origin, format!("`{name}` needs this"))
    .and(
        &entry.mode.origin,
        format!("{}:{} {}", entry.owner, entry.group, entry.mode),
    )
    .hint("change the mode, the owner or the group of the directory, or the groups of the service")
}
