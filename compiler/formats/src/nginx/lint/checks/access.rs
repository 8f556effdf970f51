//! Restrictions of access that do not restrict.

use super::{Context, Directive, Scope, Weakness, WeaknessKind};

const KIND: WeaknessKind = WeaknessKind::AccessBypassed;

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    found.extend(allow_without_deny(scope));
    found.extend(answer_before_access(scope));
}

/// Nobody is denied; an inner block that says anything takes the outer rules away.
fn allow_without_deny(scope: &Scope<'_>) -> Option<Weakness> {
    let frame = scope.frame;
    let allow = frame
        .own("allow")
        .iter()
        .find(|it| it.parameter(0) != Some("all"))?;
    // There another check denies.
    let is_one_of_several = frame.value("satisfy") == Some("any");
    (frame.own("deny").is_empty() && !is_one_of_several).then(|| {
        let address = allow.parameter(0).unwrap_or_default();
        let headline = format!("`allow {address}` allows nobody more: no `deny` stands beside it");
        Weakness::error(KIND, allow, headline).hint("add `deny all;` behind it")
    })
}

const RESTRICTIONS: &[&str] = &["deny", "auth_basic", "auth_request"];

/// nginx rewrites and returns before it asks who may enter
/// (<https://nginx.org/en/docs/dev/development_guide.html#http_phases>).
fn answer_before_access(scope: &Scope<'_>) -> Option<Weakness> {
    let frame = scope.frame;
    if !matches!(frame.context, Context::Server | Context::Location) {
        return None;
    }
    let answer = frame.own("return").iter().find(|it| gives_something(it))?;
    let restriction = RESTRICTIONS.iter().find_map(|name| {
        let it = frame.effective(name).first()?;
        (it.parameter(0) != Some("off")).then_some(*it)
    })?;
    let headline = format!(
        "`return` answers before `{}` is asked",
        restriction.name.as_str()
    );
    Some(
        Weakness::error(KIND, answer, headline)
            .and(restriction, "this restricts nothing there")
            .hint("serve the answer as a file, or from a named location that `try_files` leads to"),
    )
}

/// Whether an answer has content; redirects and refusals give nothing away.
fn gives_something(answer: &Directive) -> bool {
    let code = answer.parameter(0).unwrap_or_default();
    code.starts_with('2') && answer.parameter(1).is_some_and(|body| !body.is_empty())
}
