//! What a format cannot carry, said at the user's line.

use crate::rules;
use formats::unit::AssignError;
use formats::{ParseError, Refused};
use source::{Diagnostic, Origin, Report};

/// A file that its program would skip.
pub(crate) fn ignored(headline: String, origin: &Origin, label: &str) -> Diagnostic {
    Diagnostic::error(&rules::IGNORED_FILE, headline).at(origin, label)
}

/// Text that is not in the syntax of its program.
pub(crate) fn not_parsed(program: &str, error: &ParseError, origin: &Origin) -> Diagnostic {
    Diagnostic::error(
        &rules::EXTRA_SYNTAX,
        format!("{program} cannot read this text: {error}"),
    )
    .at(origin, "in this text")
}

/// What to do about a setting that nobody has checked, where `extra` takes it as well.
pub(crate) const TRY_EXTRA: &str = "try `extra`: what stackc knows, it checks";

/// A setting that nobody has checked.
pub(crate) fn unchecked(what: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::warning(
        &rules::UNCHECKED_SETTING,
        format!("{what} is written without a check"),
    )
    .at(origin, "written as it is")
}

/// A text that cannot be written, for a reason in words.
pub(crate) fn unwritable(reason: &str, hint: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::error(
        &rules::UNWRITABLE,
        format!("this text cannot be written: {reason}"),
    )
    .at(origin, "this text")
    .hint(hint)
}

/// A text that a format refused.
pub(crate) fn refused(refused: &Refused, origin: &Origin) -> Diagnostic {
    unwritable(&refused.to_string(), refused.hint, origin)
}

/// A text that a format refused for a key.
pub(crate) fn key_refused(key: &str, refused: &Refused, origin: &Origin) -> Diagnostic {
    unwritable(&format!("`{key}=` {refused}"), refused.hint, origin)
}

/// A setting that a unit does not take.
pub(crate) fn not_assigned(error: &AssignError, origin: &Origin, label: &str) -> Diagnostic {
    let diagnostic = match error {
        AssignError::Refused { .. } => Diagnostic::error(
            &rules::UNWRITABLE,
            format!("this text cannot be written: {error}"),
        ),
        AssignError::UnknownKey { .. }
        | AssignError::NotInVersion { .. }
        | AssignError::WrongKind { .. } => {
            Diagnostic::error(&rules::UNSUPPORTED_SETTING, error.to_string())
        }
    };
    diagnostic.at(origin, label).maybe_hint(error.hint())
}

/// What a format made of a value, or nothing and a finding at the value.
pub(crate) fn carried<T>(
    made: Result<T, Refused>,
    origin: &Origin,
    report: &mut Report,
) -> Option<T> {
    made.map_err(|refused| report.add(self::refused(&refused, origin)))
        .ok()
}
