//! What happens in a `location`.

use super::{Host, answer, cache, extra, headers, push, route, texts};
use crate::context::Output;
use formats::nginx::{Directive, Item};
use model::Location;
use source::Located;

pub(super) fn lower(host: &Host<'_>, location: &Location, output: &mut Output<'_>) -> Vec<Item> {
    let Location {
        order: _,
        root,
        alias,
        try_files,
        r#return,
        proxy,
        uwsgi,
        cache,
        internal,
        headers,
        extra: further,
        unchecked,
    } = location;
    let mut directives = Vec::new();
    if internal.value {
        directives.push(Directive::simple("internal", []).caused_by(&internal.origin));
    }
    for (name, folder) in [("root", root), ("alias", alias)] {
        let Some(folder) = folder else { continue };
        let parameter = texts::with_variables(host, &folder.value, &folder.origin, output);
        let directive = parameter.map(|folder| Directive::simple(name, [folder]));
        push(&mut directives, directive, &folder.origin);
    }
    if let Some(paths) = try_files
        && let Some(first) = paths.first()
    {
        let directive = list(host, "try_files", paths, output);
        push(&mut directives, directive, &first.origin);
    }
    if let Some(answer) = r#return {
        directives.extend(answer::lower(host, answer, output));
    }
    if let Some(proxy) = proxy {
        directives.extend(route::to_proxy(host, proxy, output));
    }
    if let Some(upstream) = uwsgi {
        directives.extend(route::to_uwsgi(host, upstream, output));
    }
    if let Some(cache) = cache {
        directives.extend(cache::used(host, cache, output));
    }
    directives.extend(headers::lower(host, headers, output));
    let mut items: Vec<Item> = directives.into_iter().map(Item::from).collect();
    items.extend(extra::lower(further.as_ref(), unchecked.as_ref(), output));
    items
}

/// A directive of several texts with variables.
pub(super) fn list(
    host: &Host<'_>,
    name: &'static str,
    texts: &[Located<String>],
    output: &mut Output<'_>,
) -> Option<Directive> {
    let parameters: Vec<_> = texts
        .iter()
        .map(|text| texts::with_variables(host, &text.value, &text.origin, output))
        .collect();
    let parameters: Option<Vec<_>> = parameters.into_iter().collect();
    Some(Directive::simple(name, parameters?))
}
