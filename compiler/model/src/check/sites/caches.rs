//! Folders that nginx writes to: nobody else's, and large enough.

use crate::check::expand::Expanded;
use crate::leaf::{FolderLevels, Name};
use crate::{Cache, NginxServer, rules};
use source::{Diagnostic, Located, Origin, Report};
use std::collections::BTreeMap;

/// Eight pages of memory, the least that `ngx_http_file_cache_set_slot` takes where a page has 4 KiB.
const LEAST_ZONE: u64 = 8 * 4096;

/// What stands in a folder: nothing shares it with a cache, spools share it when their levels agree.
enum Use<'a> {
    Cache,
    Spool(&'a FolderLevels),
}

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    for program in expanded.stack.programs() {
        let Some(nginx) = program.nginx else {
            continue;
        };
        for (cache_name, cache) in &nginx.caches {
            room(cache_name, cache, report);
        }
        folders(expanded, program.name, nginx, report);
    }
}

fn room(name: &Name, cache: &Cache, report: &mut Report) {
    if cache.zone_size.bytes() < LEAST_ZONE {
        report.add(
            Diagnostic::error(
                &rules::NGINX_FOLDER,
                format!("the memory of the cache `{name}` is too small for nginx"),
            )
            .at(&cache.zone_size.origin, "at least `32k`"),
        );
    }
    if let Some(length) = cache.levels.lengths().iter().find(|length| **length > 2) {
        report.add(
            Diagnostic::error(
                &rules::NGINX_FOLDER,
                format!(
                    "the folders of the cache `{name}` cannot have names of {length} characters"
                ),
            )
            .at(&cache.levels.origin, "each 1 or 2, such as `1:2`"),
        );
    }
}

fn folders(expanded: &Expanded, server: &Name, nginx: &NginxServer, report: &mut Report) {
    let mut used: BTreeMap<&str, (&Origin, Use<'_>)> = BTreeMap::new();
    for cache in nginx.caches.values() {
        occupy(&mut used, &cache.folder, Use::Cache, report);
    }
    let sites = expanded.stack.sites.values();
    for site in sites.filter(|site| site.served_by.value == *server) {
        for spool in site.spools() {
            occupy(&mut used, &spool.folder, Use::Spool(&spool.levels), report);
        }
    }
}

fn occupy<'a>(
    used: &mut BTreeMap<&'a str, (&'a Origin, Use<'a>)>,
    folder: &'a Located<crate::leaf::AbsolutePath>,
    how: Use<'a>,
    report: &mut Report,
) {
    let path = folder.as_str().trim_end_matches('/');
    match used.get(path) {
        None => {
            used.insert(path, (&folder.origin, how));
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
