//! Texts that are not well-formed.

use super::{adopt, label_if};
use crate::lexical;
use crate::rules;
use crate::texts::Texts;
use nickel_lang_core::error::{ParseError, ParseErrors};
use nickel_lang_core::files::{FileId, Files};
use nickel_lang_core::position::RawSpan;
use source::{Diagnostic, Party, Span};

/// All that is wrong with the form of one file.
pub(crate) fn syntax(errors: ParseErrors, texts: &Texts, files: &Files) -> Vec<Diagnostic> {
    let explain = |error| one(error, texts, files);
    errors.errors.into_iter().map(explain).collect()
}

/// One error. The frequent ones get our words.
pub(super) fn one(error: ParseError, texts: &Texts, files: &Files) -> Diagnostic {
    match error {
        ParseError::UnexpectedToken(span, expected) => {
            unexpected_token(span, &expected, texts, files)
        }
        ParseError::UnexpectedEOF(file, _) => unexpected_end(file, texts, files),
        ParseError::DisabledFeature { feature, span } => {
            let headline = format!("the language is built without the feature `{feature}`");
            let diagnostic = Diagnostic::error(&rules::SYNTAX, headline);
            label_if(diagnostic, Party::Primary, texts.span(span), "needs it")
        }
        ParseError::ExternalFormatError(format, message, span) => {
            let headline = format!("{}: {}", format.to_uppercase(), external(&message));
            let diagnostic = Diagnostic::error(&rules::SYNTAX, headline);
            let place = span.and_then(|span| first_line(span, texts, files));
            label_if(diagnostic, Party::Primary, place, "")
        }
        other => adopt(other, &rules::SYNTAX, texts, files),
    }
}

/// What a parser of another format says, without its drawing of the text and its count of lines.
fn external(message: &str) -> &str {
    let mut lines = message.lines().map(str::trim).rev();
    let last = lines.find(|line| !line.is_empty()).unwrap_or(message);
    [" at line ", " at byte "]
        .iter()
        .filter_map(|place| last.find(place))
        .min()
        .map_or(last, |end| &last[..end])
}

/// The part of a place that lies on its first line.
fn first_line(span: RawSpan, texts: &Texts, files: &Files) -> Option<Span> {
    let (start, end) = (span.start.to_usize(), span.end.to_usize());
    let rest = files.source(span.src_id).get(start..end)?;
    let line = rest.lines().next().unwrap_or_default();
    texts.span_of(span.src_id, start..start + line.len())
}

fn unexpected_token(
    span: RawSpan,
    expected: &[String],
    texts: &Texts,
    files: &Files,
) -> Diagnostic {
    let text = files.source(span.src_id);
    let token = text.get(span.start.to_usize()..span.end.to_usize());
    let headline = match token.map(str::trim) {
        Some(token) if !token.is_empty() && !token.contains(['\n', '`']) => {
            format!("unexpected `{token}`")
        }
        _ => "unexpected token".to_owned(),
    };
    let diagnostic = Diagnostic::error(&rules::SYNTAX, headline);
    let takes = |token: &str| expected.iter().any(|expected| expected == token);
    let takes_comma = takes("\",\"");
    let label = match takes("\"dec num literal\"") && !takes_comma {
        true => "a value must stand here",
        false => "",
    };
    let diagnostic = label_if(diagnostic, Party::Primary, texts.span(span), label);
    match lexical::missing_comma(text, span.start.to_usize()) {
        Some(after) if takes_comma => {
            let place = texts.span_of(span.src_id, after.clone());
            label_if(diagnostic, Party::Secondary, place, "no comma after this")
                .hint("end the field before with a comma")
        }
        _ => match lexical::unclosed_bracket(text.get(..span.start.to_usize()).unwrap_or(text)) {
            Some(bracket) if is_closing(token) => {
                let place = texts.span_of(span.src_id, bracket);
                label_if(
                    diagnostic,
                    Party::Secondary,
                    place,
                    "this is not closed yet",
                )
            }
            _ => diagnostic,
        },
    }
}

fn is_closing(token: Option<&str>) -> bool {
    matches!(token, Some("}" | "]" | ")" | "|]"))
}

fn unexpected_end(file: FileId, texts: &Texts, files: &Files) -> Diagnostic {
    let text = files.source(file);
    if lexical::is_empty(text) {
        let diagnostic = Diagnostic::error(&rules::SYNTAX, "the file is empty");
        let place = texts.span_of(file, 0..0);
        return label_if(diagnostic, Party::Primary, place, "a value must stand here")
            .hint("a stack is a record: `{ name = \"…\", … } | Stack`");
    }
    let end = text.trim_end().len();
    let diagnostic = Diagnostic::error(
        &rules::SYNTAX,
        "the file ends in the middle of an expression",
    );
    let place = texts.span_of(file, end..end);
    let diagnostic = label_if(
        diagnostic,
        Party::Primary,
        place,
        "something is missing here",
    );
    match lexical::unclosed_bracket(text) {
        Some(bracket) => {
            let place = texts.span_of(file, bracket);
            label_if(diagnostic, Party::Secondary, place, "this is never closed")
        }
        None => diagnostic,
    }
}
