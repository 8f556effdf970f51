//! Folders of the host: one owner and mode each, and one use by nginx.

use super::super::expand::Expanded;
use super::servers::Server;
use crate::leaf::{AbsolutePath, FolderLevels};
use crate::{Account, rules};
use source::{Diagnostic, Located, Origin, Report};
use std::collections::BTreeMap;

/// Of the home of an account, as it is made for containers.
const HOME_MODE: &str = "0750";

pub(super) fn check(stacks: &[Expanded], report: &mut Report) {
    directories(stacks, report);
    of_nginx(stacks, report);
}

/// Who owns a directory, and who may do what with it.
struct Wish<'a> {
    what: String,
    origin: &'a Origin,
}

/// `systemd-tmpfiles` takes the first of two lines for a path, and leaves the other out.
fn directories(stacks: &[Expanded], report: &mut Report) {
    let mut known: BTreeMap<&str, Wish<'_>> = BTreeMap::new();
    for stack in stacks {
        for (path, wish) in wishes(stack) {
            let Some(other) = known.get(path) else {
                known.insert(path, wish);
                continue;
            };
            if other.what == wish.what {
                continue;
            }
            report.add(
                Diagnostic::error(
                    &rules::DIRECTORY_CONFLICT,
                    format!("the directory `{path}` is declared twice, and differently"),
                )
                .at(wish.origin, &wish.what)
                .and(other.origin, &other.what)
                .note("systemd-tmpfiles would make the one and leave out the other")
                .hint("say the same in both, or give each a directory of its own"),
            );
        }
    }
}

fn wishes(stack: &Expanded) -> Vec<(&str, Wish<'_>)> {
    let mut wishes = Vec::new();
    if let Account::Rootless(rootless) = &stack.stack.account.value {
        let user = &rootless.user;
        let wish = Wish {
            what: format!("{user}:{user} {HOME_MODE}"),
            origin: &rootless.home.origin,
        };
        wishes.push((trimmed(&rootless.home), wish));
    }
    for (path, directory) in &stack.directories {
        let wish = Wish {
            what: format!("{}:{} {}", directory.owner, directory.group, directory.mode),
            origin: &directory.key,
        };
        wishes.push((trimmed(path), wish));
    }
    wishes
}

fn trimmed(path: &AbsolutePath) -> &str {
    match path.as_str().trim_end_matches('/') {
        "" => "/",
        path => path,
    }
}

/// What stands in a folder of nginx: nothing shares it with a cache, spools share it when their levels
/// agree.
enum Use<'a> {
    Cache,
    Spool(&'a FolderLevels),
}

type Used<'a> = BTreeMap<(Server<'a>, &'a str), (&'a Origin, Use<'a>)>;

fn of_nginx(stacks: &[Expanded], report: &mut Report) {
    let mut used = Used::new();
    for stack in stacks {
        for program in stack.stack.programs() {
            let server = Server::of(stack, program.name);
            for cache in program.nginx.iter().flat_map(|nginx| nginx.caches.values()) {
                occupy(&mut used, server, &cache.folder, Use::Cache, report);
            }
        }
        for site in stack.stack.sites.values() {
            let server = Server::of(stack, &site.served_by.value);
            for spool in site.spools() {
                let how = Use::Spool(&spool.levels);
                occupy(&mut used, server, &spool.folder, how, report);
            }
        }
    }
}

fn occupy<'a>(
    used: &mut Used<'a>,
    server: Server<'a>,
    folder: &'a Located<AbsolutePath>,
    how: Use<'a>,
    report: &mut Report,
) {
    let key = (server, trimmed(folder));
    match used.get(&key) {
        None => {
            used.insert(key, (&folder.origin, how));
        }
        Some((_, Use::Spool(levels))) if matches!(how, Use::Spool(own) if own == *levels) => {}
        Some((other, _)) => report.add(
            Diagnostic::error(
                &rules::NGINX_FOLDER,
                format!("nginx cannot use the folder `{folder}` for two things"),
            )
            .at(&folder.origin, "used here")
            .and(other, "and here")
            .hint("give each a folder of its own"),
        ),
    }
}
