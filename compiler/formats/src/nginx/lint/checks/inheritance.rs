//! Lists that a block inherits as a whole or not at all.
//!
//! One `proxy_set_header` in a location takes all those of the server away. `add_header` has the same
//! rule; those are repeated by the compiler.

use super::{Scope, Weakness, WeaknessKind};
use std::collections::BTreeSet;

const LISTS: &[&str] = &[
    "proxy_set_header",
    "grpc_set_header",
    "fastcgi_param",
    "uwsgi_param",
    "scgi_param",
    "add_trailer",
    "proxy_hide_header",
    "uwsgi_hide_header",
    "fastcgi_hide_header",
];

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for name in LISTS {
        let own = scope.frame.own(name);
        let (Some(first), Some(outer)) = (own.first(), scope.frame.outer()) else {
            continue;
        };
        let key = |word: Option<&str>| word.unwrap_or_default().to_ascii_lowercase();
        let known: BTreeSet<String> = own.iter().map(|it| key(it.parameter(0))).collect();
        let merges =
            *name == "add_trailer" && scope.frame.value("add_trailer_inherit") == Some("merge");
        let lost = outer
            .effective(name)
            .iter()
            .filter(|it| !known.contains(&key(it.parameter(0))));
        for lost in lost.filter(|_| !merges) {
            let what = lost.parameter(0).unwrap_or_default();
            let headline =
                format!("`{name} {what}` does not reach a block that has a `{name}` of its own");
            found.push(
                Weakness::warning(WeaknessKind::LostInheritance, lost, headline)
                    .and(first, "this takes it away")
                    .hint("repeat it in the inner block: nginx inherits all of them or none"),
            );
        }
    }
}
