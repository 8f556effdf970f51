//! Caches of nginx have room to work.

use crate::check::expand::Expanded;
use crate::leaf::Name;
use crate::{Cache, rules};
use source::{Diagnostic, Report};

/// Eight pages of memory, the least that `ngx_http_file_cache_set_slot` takes where a page has 4 KiB.
const LEAST_ZONE: u64 = 8 * 4096;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    for program in expanded.stack.programs() {
        let Some(nginx) = program.nginx else {
            continue;
        };
        for (cache_name, cache) in &nginx.caches {
            room(cache_name, cache, report);
        }
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
