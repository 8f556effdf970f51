//! What happens in a `location`.

use super::{Host, extra, push, refusable, upstream};
use crate::context::Output;
use crate::refusal;
use formats::nginx::{self, Directive, Item, Parameter, Piece};
use model::{Location, Upstream};
use source::{Diagnostic, Located, Origin, did_you_mean};

/// What the application behind uwsgi learns of the request, as WSGI spells headers.
///
/// Only what nginx itself knows: a header that a client sends must not be taken for it.
const FORWARDED: [(&str, &str); 4] = [
    ("HTTP_HOST", "$host"),
    ("HTTP_X_REAL_IP", "$remote_addr"),
    ("HTTP_X_FORWARDED_FOR", "$proxy_add_x_forwarded_for"),
    ("HTTP_X_FORWARDED_PROTO", "$scheme"),
];

pub(super) fn lower(host: &Host<'_>, location: &Location, output: &mut Output<'_>) -> Vec<Item> {
    let Location {
        try_files,
        alias,
        uwsgi,
        extra: further,
        unchecked,
    } = location;
    let mut directives = Vec::new();
    if let Some(alias) = alias {
        report_unknown_variables(host, alias, output);
        let folder = refusable(with_variables(&alias.value), &alias.origin, output);
        let alias_directive = folder.map(|folder| Directive::simple("alias", [folder]));
        push(&mut directives, alias_directive, &alias.origin);
    }
    if let Some(paths) = try_files
        && let Some(first) = paths.first()
    {
        let directive = try_directive(host, paths, output);
        push(&mut directives, directive, &first.origin);
    }
    if let Some(upstream) = uwsgi {
        directives.extend(pass_to_uwsgi(host, upstream, output));
    }
    let mut items: Vec<Item> = directives.into_iter().map(Item::from).collect();
    items.extend(extra::lower(further.as_ref(), unchecked.as_ref(), output));
    items
}

fn try_directive(
    host: &Host<'_>,
    paths: &[Located<String>],
    output: &mut Output<'_>,
) -> Option<Directive> {
    let mut parameters = Vec::new();
    for path in paths {
        report_unknown_variables(host, path, output);
        parameters.push(refusable(
            with_variables(&path.value),
            &path.origin,
            output,
        )?);
    }
    Some(Directive::simple("try_files", parameters))
}

fn pass_to_uwsgi(
    host: &Host<'_>,
    upstream: &Located<Upstream>,
    output: &mut Output<'_>,
) -> Vec<Directive> {
    let origin: &Origin = &upstream.origin;
    let mut directives = Vec::new();
    let address = upstream::address(host, upstream)
        .and_then(|address| refusable(Parameter::text(&address), origin, output));
    let pass = address.map(|address| Directive::simple("uwsgi_pass", [address]));
    push(&mut directives, pass, origin);
    let include = Parameter::keyword("/etc/nginx/uwsgi_params");
    push(
        &mut directives,
        Some(Directive::simple("include", [include])),
        origin,
    );
    for (name, value) in FORWARDED {
        let parameters = [Parameter::keyword(name), Parameter::keyword(value)];
        push(
            &mut directives,
            Some(Directive::simple("uwsgi_param", parameters)),
            origin,
        );
    }
    directives
}

/// Says which variables of a text nothing declares; nginx would not start.
fn report_unknown_variables(host: &Host<'_>, text: &Located<String>, output: &mut Output<'_>) {
    for name in variables_in(&text.value) {
        if nginx::is_variable(name) || extra::mentions_variable(host, name) {
            continue;
        }
        let near = did_you_mean(name, nginx::variables());
        output.report.add(
            Diagnostic::error(
                &refusal::UNSUPPORTED_SETTING,
                format!("nginx has no variable `${name}`"),
            )
            .at(&text.origin, "used here")
            .maybe_hint(near.map(|near| format!("did you mean `${near}`?"))),
        );
    }
}

/// The names behind `$` in a text.
fn variables_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('$').skip(1).filter_map(|after| {
        let name = match after
            .strip_prefix('{')
            .and_then(|text| text.split_once('}'))
        {
            Some((name, _)) => name,
            None => {
                let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                after.split(|c| !is_name(c)).next().unwrap_or_default()
            }
        };
        (!name.is_empty()).then_some(name)
    })
}

/// Text in nginx's own notation, in which `$name` is a variable.
fn with_variables(text: &str) -> Result<Parameter, formats::Refused> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, from_dollar) = rest.split_at(at);
        let after = &from_dollar[1..];
        let (name, behind) = match after
            .strip_prefix('{')
            .and_then(|text| text.split_once('}'))
        {
            Some((name, behind)) => (name, behind),
            None => {
                let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                after.split_at(after.find(|c| !is_name(c)).unwrap_or(after.len()))
            }
        };
        pieces.push(Piece::Literal(before));
        if name.is_empty() {
            pieces.push(Piece::Literal("$"));
        } else {
            pieces.push(Piece::Variable(name));
        }
        rest = behind;
    }
    pieces.push(Piece::Literal(rest));
    Parameter::text_with_variables(&pieces)
}
