//! nginx tries regular expressions one after the other and takes the first that matches, so their
//! order is a decision. A table has none: who writes more than one says it.

use crate::{Site, rules};
use source::{Diagnostic, Origin, Report};
use std::collections::BTreeMap;

pub(super) fn check(site: &Site, report: &mut Report) {
    let mut seen: BTreeMap<u32, (&str, &Origin)> = BTreeMap::new();
    for (pattern, location) in &site.locations {
        let order = &location.order;
        if !pattern.starts_with('~') {
            if order.value != 0 {
                report.add(
                    Diagnostic::error(
                        &rules::LOCATION_ORDER,
                        format!("the location `{pattern}` has no place in the order of locations"),
                    )
                    .at(&order.origin, "no regular expression is ordered by it")
                    .and(&location.key, "the location")
                    .hint("remove `order`: of the other locations the longest that fits is taken"),
                );
            }
            continue;
        }
        let Some((other, key)) = seen.insert(order.value, (pattern, &location.key)) else {
            continue;
        };
        report.add(
            Diagnostic::error(
                &rules::LOCATION_ORDER,
                format!("`{other}` and `{pattern}` have the same place in the order of locations"),
            )
            .at(&location.key, "this regular expression")
            .and(key, "and this one")
            .note("nginx takes the first regular expression that matches")
            .hint("set the `order` of one: lower numbers are tried first"),
        );
    }
}
