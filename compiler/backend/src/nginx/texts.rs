//! Texts in the notation of nginx, in which `$name` is a variable.

use super::{Host, extra};
use crate::context::Output;
use crate::refusal::{self, carried};
use crate::rules;
use formats::nginx::{self, Parameter, Piece};
use model::leaf::Duration;
use source::{Diagnostic, Origin, did_you_mean};

/// A parameter in which nginx expands variables; those that nothing declares are reported.
pub(super) fn with_variables(
    host: &Host<'_>,
    text: &str,
    origin: &Origin,
    output: &mut Output<'_>,
) -> Option<Parameter> {
    let pieces = pieces(text);
    report_unknown(host, &pieces, origin, output);
    carried(
        Parameter::text_with_variables(&pieces),
        origin,
        output.report,
    )
}

/// The value of a header, which is one line.
pub(super) fn header_value(
    host: &Host<'_>,
    text: &str,
    origin: &Origin,
    output: &mut Output<'_>,
) -> Option<Parameter> {
    let pieces = pieces(text);
    report_unknown(host, &pieces, origin, output);
    carried(Parameter::header_value(&pieces), origin, output.report)
}

/// A time in whole seconds, in the largest unit that fits; nginx counts no smaller ones here.
pub(super) fn seconds(
    duration: &Duration,
    origin: &Origin,
    output: &mut Output<'_>,
) -> Option<Parameter> {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    if !duration.microseconds().is_multiple_of(1_000_000) {
        let reason = "nginx counts whole seconds here";
        let hint = "write it in whole seconds, such as `90s` or `30m`";
        output.report.add(refusal::unwritable(reason, hint, origin));
        return None;
    }
    let seconds = duration.microseconds() / 1_000_000;
    let (length, unit) = UNITS
        .into_iter()
        .find(|(length, _)| seconds.is_multiple_of(*length))?;
    let text = format!("{}{unit}", seconds / length);
    carried(Parameter::literal(&text), origin, output.report)
}

/// `on` or `off`.
pub(super) fn switch(is_on: bool) -> Parameter {
    Parameter::keyword(if is_on { "on" } else { "off" })
}

/// Cuts a text at its variables; a `$` that begins none is a dollar sign.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        let (name, behind) = variable(after);
        pieces.push(Piece::Literal(before));
        pieces.push(match name {
            "" => Piece::Literal("$"),
            name => Piece::Variable(name),
        });
        rest = behind;
    }
    pieces.push(Piece::Literal(rest));
    pieces
}

/// The name at the beginning of what follows a `$`, and what follows the name.
fn variable(after: &str) -> (&str, &str) {
    let braced = after
        .strip_prefix('{')
        .and_then(|text| text.split_once('}'));
    braced.unwrap_or_else(|| {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        after.split_at(after.find(|c| !is_name(c)).unwrap_or(after.len()))
    })
}

/// Says which variables nothing declares; nginx would not start.
fn report_unknown(host: &Host<'_>, pieces: &[Piece<'_>], origin: &Origin, output: &mut Output<'_>) {
    for piece in pieces {
        let Piece::Variable(name) = piece else {
            continue;
        };
        if nginx::is_variable(name) || extra::declares_variable(host, name) {
            continue;
        }
        let near = did_you_mean(name, nginx::variables());
        output.report.add(
            Diagnostic::error(
                &rules::UNSUPPORTED_SETTING,
                format!("nginx has no variable `${name}`"),
            )
            .at(origin, "used here")
            .maybe_hint(near.map(|near| format!("did you mean `${near}`?"))),
        );
    }
}
