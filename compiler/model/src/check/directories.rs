//! Directories: what a service reads and writes is declared, and it can get there (R21).
//!
//! Of a path only the directories that the stack declares are judged; those above and between belong
//! to the host, and are taken to let everyone through.

use super::expand::Expanded;
use crate::decode::{Entry, Text};
use crate::leaf::{AbsolutePath, LoginName, Name};
use crate::{Directory, NginxServer, Service, Stack, rules};
use source::{Diagnostic, Origin, Report, list_of_names};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let stack = &expanded.stack;
    let is_known = |user: &LoginName| user.as_str() == "root" || stack.users.contains_key(user);
    let mut judge = Judge {
        stack,
        denials: BTreeMap::new(),
        report,
    };
    for (name, service) in &stack.services {
        // A user that nobody makes is reported as such.
        if service
            .user
            .as_ref()
            .is_some_and(|user| !is_known(&user.value))
        {
            continue;
        }
        judge.service(name, service);
        if let Some(nginx) = &service.nginx {
            judge.workers(name, nginx);
        }
    }
    for ((directory, verb), denied) in &judge.denials {
        judge.report.add(denial(stack, directory, verb, denied));
    }
}

/// Asks of each service and each path, and collects what keeps whom away.
struct Judge<'a, 'r> {
    stack: &'a Stack,
    /// By the directory that keeps services away and what they cannot do there: one cause each.
    denials: BTreeMap<(&'a AbsolutePath, &'static str), Vec<Denied<'a>>>,
    report: &'r mut Report,
}

/// A service that needs something, and as whom it runs.
struct Denied<'a> {
    service: &'a Name,
    user: &'a str,
    needs: &'a Origin,
}

impl<'a> Judge<'a, '_> {
    fn service(&mut self, name: &'a Name, service: &'a Service) {
        let who = Who::of(self.stack, service);
        let reads = service.reads.iter().map(|path| (path, Access::Read));
        let writes = service.writes.iter().map(|path| (path, Access::Write));
        for (path, access) in reads.chain(writes) {
            self.can(name, &who, &path.value, &path.origin, access);
        }
    }

    /// The workers of an nginx of the host write to its caches and spools, and read what sites serve.
    fn workers(&mut self, name: &'a Name, nginx: &'a NginxServer) {
        let Some(user) = &nginx.user else {
            return;
        };
        let declared = self.stack.users.get(&user.value);
        let groups = declared.into_iter().flat_map(|user| &user.groups);
        let who = Who {
            user: Some(&user.value),
            groups: groups
                .map(|group| &group.value)
                .chain([&user.value])
                .collect(),
        };
        for folder in self.stack.folders_written_by_nginx(name, nginx) {
            self.can(name, &who, &folder.value, &folder.origin, Access::Write);
        }
        let sites = self.stack.sites.values();
        for site in sites.filter(|site| site.served_by.value == *name) {
            let locations = site.locations.values();
            let folders = locations.flat_map(|location| [&location.root, &location.alias]);
            for folder in folders.chain([&site.root]).flatten() {
                // A path with variables is known only to nginx.
                let path =
                    AbsolutePath::parse(&folder.value).filter(|_| !folder.value.contains('$'));
                if let Some(path) = path {
                    self.can(name, &who, &path, &folder.origin, Access::Read);
                }
            }
        }
    }

    /// The declared directories that a path goes through, from the root on.
    fn above(&self, path: &AbsolutePath) -> Vec<(&'a AbsolutePath, &'a Entry<Directory>)> {
        let directories = &self.stack.directories;
        let ends = path.as_str().match_indices('/').map(|(end, _)| end);
        let folders = ends.flat_map(|end| [&path.as_str()[..end], &path.as_str()[..=end]]);
        let whole = path.as_str().trim_end_matches('/');
        let further = [whole.to_owned(), format!("{whole}/")];
        let paths: BTreeSet<&str> = folders.chain(further.iter().map(String::as_str)).collect();
        paths
            .into_iter()
            .filter_map(|folder| directories.get_key_value(folder))
            .collect()
    }

    /// Finds what keeps a service from a path.
    fn can(
        &mut self,
        service: &'a Name,
        who: &Who<'a>,
        path: &AbsolutePath,
        needs: &'a Origin,
        access: Access,
    ) {
        let above = self.above(path);
        let Some((last, own)) = above.last() else {
            self.report.add(undeclared(service, who, path, needs));
            return;
        };
        let user = who.name();
        let mut deny = |directory, verb| {
            let denied = Denied {
                service,
                user,
                needs,
            };
            let all = self.denials.entry((directory, verb)).or_default();
            all.push(denied);
        };
        for (directory, entry) in &above {
            if who.bits(entry) & 0o1 == 0 {
                return deny(*directory, "enter");
            }
        }
        let (needed, verb) = match access {
            Access::Read => (0o4, "read"),
            Access::Write => (0o2, "write to"),
        };
        // Below a declared directory others decide; for writing, it is the place where things are made.
        if who.bits(own) & needed == 0 && (access == Access::Write || path == *last) {
            deny(*last, verb);
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

    fn name(&self) -> &'a str {
        self.user.map_or("root", |user| user.as_str())
    }
}

fn undeclared(service: &Name, who: &Who<'_>, path: &AbsolutePath, needs: &Origin) -> Diagnostic {
    Diagnostic::error(
        &rules::UNDECLARED_DIRECTORY,
        format!("`{path}`, which `{service}` uses, is in no declared directory"),
    )
    .at(needs, "used here")
    .hint(format!(
        "declare it: `directories.\"{path}\" = {{ owner = \"{}\" }}`",
        who.name()
    ))
}

fn denial(
    stack: &Stack,
    directory: &AbsolutePath,
    verb: &str,
    denied: &[Denied<'_>],
) -> Diagnostic {
    let services: BTreeMap<&str, &str> = denied
        .iter()
        .map(|denied| (denied.service.as_str(), denied.user))
        .collect();
    let headline = match denied {
        [one, rest @ ..] if rest.iter().all(|other| other.service == one.service) => format!(
            "`{}` runs as `{}`, which cannot {verb} `{directory}`",
            one.service, one.user
        ),
        _ => format!(
            "{} cannot {verb} `{directory}`",
            list_of_names(services.keys().copied())
        ),
    };
    let mut diagnostic = Diagnostic::error(&rules::DIRECTORY_ACCESS, headline);
    for (
        index,
        Denied {
            service,
            user,
            needs,
        },
    ) in denied.iter().enumerate()
    {
        let message = match services.len() {
            1 => format!("`{service}` needs this"),
            _ => format!("`{service}`, which runs as `{user}`, needs this"),
        };
        diagnostic = match index {
            0 => diagnostic.at(needs, message),
            _ => diagnostic.and(needs, message),
        };
    }
    let entry = &stack.directories[directory];
    let hint =
        "change the mode, the owner or the group of the directory, or the groups of the service";
    diagnostic
        .and(
            &entry.mode.origin,
            format!("{}:{} {}", entry.owner, entry.group, entry.mode),
        )
        .hint(hint)
}
