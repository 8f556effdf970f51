//! What is the host's own.

use super::{Directive, Scope, Weakness, WeaknessKind};

const KIND: WeaknessKind = WeaknessKind::ExposedInternals;

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for directive in ["root", "alias"]
        .iter()
        .flat_map(|name| scope.frame.own(name))
    {
        if directive.parameter(0).is_some_and(is_whole_host) {
            let headline = format!(
                "`{} /` serves every file of the host that nginx can read",
                directive.name.as_str()
            );
            found.push(
                Weakness::error(KIND, directive, headline).hint("name the folder that is meant"),
            );
        }
    }
    found.extend(status(scope));
}

/// Whether a path is `/`, written in some way.
fn is_whole_host(path: &str) -> bool {
    let mut depth = 0_u32;
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => depth = depth.saturating_sub(1),
            _ => depth += 1,
        }
    }
    path.starts_with('/') && depth == 0
}

fn status(scope: &Scope<'_>) -> Option<Weakness> {
    let frame = scope.frame;
    let status = frame.own("stub_status").first()?;
    let denies = |it: &&Directive| it.parameter(0) == Some("all");
    let is_restricted = frame.effective("deny").iter().any(denies)
        || !frame.effective("auth_basic").is_empty()
        || frame
            .levels()
            .any(|level| !level.own("internal").is_empty());
    let is_local = |it: &&Directive| {
        it.parameter(0).is_some_and(|word| {
            ["unix:", "127.", "[::1]", "localhost"]
                .iter()
                .any(|near| word.starts_with(near))
        })
    };
    let listens = frame.effective("listen");
    let is_near = !listens.is_empty() && listens.iter().all(is_local);
    (!is_restricted && !is_near).then(|| {
        Weakness::warning(
            KIND,
            status,
            "everyone can see how busy nginx is: `stub_status` is not restricted",
        )
        .hint("add `allow 127.0.0.1; allow ::1; deny all;`")
    })
}
