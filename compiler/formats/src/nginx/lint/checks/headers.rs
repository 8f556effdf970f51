//! Headers that are not what they seem.

use super::{Directive, Scope, Weakness, WeaknessKind};

const KIND: WeaknessKind = WeaknessKind::MalformedHeader;

const HIDES: &[&str] = &[
    "proxy_hide_header",
    "uwsgi_hide_header",
    "fastcgi_hide_header",
    "grpc_hide_header",
];

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for name in [
        "add_header",
        "add_trailer",
        "proxy_set_header",
        "grpc_set_header",
    ] {
        found.extend(
            scope
                .frame
                .own(name)
                .iter()
                .filter_map(|it| several_lines(it)),
        );
    }
    for header in scope.frame.own("add_header") {
        found.extend(content_type(scope, header));
    }
}

fn several_lines(header: &Directive) -> Option<Weakness> {
    let (name, value) = (header.parameter(0)?, header.parameter(1)?);
    value.contains(['\n', '\r']).then(|| {
        let headline = format!(
            "the value of the header `{name}` has several lines, and nginx sends each as a header"
        );
        Weakness::error(KIND, header, headline).hint("write it on one line")
    })
}

/// nginx sends a type of its own already.
fn content_type(scope: &Scope<'_>, header: &Directive) -> Option<Weakness> {
    let is_type = header.parameter(0)?.eq_ignore_ascii_case("content-type");
    let hidden = HIDES.iter().flat_map(|name| scope.frame.effective(name));
    let mut hidden = hidden.filter_map(|hide| hide.parameter(0));
    let is_replaced = hidden.any(|name| name.eq_ignore_ascii_case("content-type"));
    (is_type && !is_replaced).then(|| {
        let headline = "`add_header Content-Type` is sent beside the type that nginx sends already";
        Weakness::warning(KIND, header, headline).hint("use `default_type`, or `types`")
    })
}
