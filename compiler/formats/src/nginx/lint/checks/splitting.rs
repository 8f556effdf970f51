//! Line breaks of a client in headers and request lines.

use super::{Directive, Scope, Weakness, WeaknessKind};
use crate::nginx::lint::text::variables;

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for (name, what) in [
        ("return", "the answer"),
        ("rewrite", "the answer"),
        ("add_header", "the answer"),
        ("add_trailer", "the answer"),
        ("proxy_set_header", "the request to the application"),
        ("proxy_pass", "the request to the application"),
    ] {
        for directive in scope.frame.own(name) {
            let Some(value) = header_value(directive) else {
                continue;
            };
            let breaks =
                |variable: &&str| scope.declared.influence(scope.frame, variable).line_break;
            let variable = variables(value).find(breaks);
            let Some(variable) =
                variable.filter(|_| !(name == "proxy_pass" && takes_path_as_sent(scope)))
            else {
                continue;
            };
            let headline = format!("a line break in `${variable}` would end a header of {what}");
            found.push(
                Weakness::error(WeaknessKind::HttpSplitting, directive, headline)
                    .hint("use `$request_uri`, which stays encoded, or a group that matches no line break"),
            );
        }
    }
}

/// The part of a directive that stands in a header or request line.
fn header_value(directive: &Directive) -> Option<&str> {
    let first = directive.parameter(0)?;
    match directive.name.as_str() {
        "proxy_pass" => Some(first),
        // Other answers are bodies.
        "return" => match directive.parameter(1) {
            None => Some(first).filter(|text| text.contains("://") || text.starts_with("$scheme")),
            Some(text) => matches!(first, "301" | "302" | "303" | "307" | "308").then_some(text),
        },
        // Within nginx the path stays a path; groups are encoded again in a redirect, variables are not.
        "rewrite" => {
            let text = directive.parameter(1)?;
            let redirects = matches!(directive.parameter(2), Some("redirect" | "permanent"));
            let leads_away = ["http://", "https://", "$scheme"]
                .iter()
                .any(|start| text.starts_with(start));
            let names_path =
                variables(text).any(|name| !name.starts_with(|c: char| c.is_ascii_digit()));
            ((redirects || leads_away) && names_path).then_some(text)
        }
        _ => directive.parameter(1),
    }
}

/// `rewrite ^ $request_uri;` puts the encoded path in the place of the decoded one.
fn takes_path_as_sent(scope: &Scope<'_>) -> bool {
    let rewrites = scope.frame.own("rewrite").iter();
    rewrites
        .into_iter()
        .any(|it| it.parameter(0) == Some("^") && it.parameter(1) == Some("$request_uri"))
}
