//! What a format cannot carry, said at the user's line.

use formats::unit::AssignError;
use formats::{ParseError, Refused};
use source::{Diagnostic, Origin, Report, Rule};

/// All rules of this crate, by code.
pub static RULES: &[&Rule] = &[
    &UNWRITABLE,
    &UNSUPPORTED_SETTING,
    &EXTRA_CONFLICT,
    &EXTRA_SYNTAX,
    &UNCHECKED_SETTING,
    &UNKNOWN_UNIT,
    &UNKNOWN_RELEASE,
    &IGNORED_FILE,
];

/// Every text can be written so that its program reads it back unchanged.
pub(crate) static UNWRITABLE: Rule = Rule {
    code: "SC0301",
    name: "unwritable-text",
    summary: "Every text can be written so that its program reads it back unchanged.",
};

/// Every setting exists in the release that reads it.
pub(crate) static UNSUPPORTED_SETTING: Rule = Rule {
    code: "SC0302",
    name: "unsupported-setting",
    summary: "Every setting exists in the release that reads it.",
};

/// A further setting does not contradict what the stack says elsewhere.
pub(crate) static EXTRA_CONFLICT: Rule = Rule {
    code: "SC0303",
    name: "extra-conflict",
    summary: "A further setting does not contradict what the stack says elsewhere.",
};

/// Further text is in the syntax of its program.
pub(crate) static EXTRA_SYNTAX: Rule = Rule {
    code: "SC0304",
    name: "extra-syntax",
    summary: "Further text is in the syntax of its program.",
};

/// Every setting is one that stackc knows.
pub(crate) static UNCHECKED_SETTING: Rule = Rule {
    code: "SC0305",
    name: "unchecked-setting",
    summary: "Every setting is one that stackc knows.",
};

/// Every unit that a further setting names is one that its manager has.
pub(crate) static UNKNOWN_UNIT: Rule = Rule {
    code: "SC0306",
    name: "unknown-unit",
    summary: "Every unit that a further setting names is one that its manager has.",
};

/// The programs of the target are of releases that stackc knows.
pub(crate) static UNKNOWN_RELEASE: Rule = Rule {
    code: "SC0307",
    name: "unknown-release",
    summary: "The programs of the target are of releases that stackc knows.",
};

/// A program reads the files that are written for it.
pub(crate) static IGNORED_FILE: Rule = Rule {
    code: "SC0308",
    name: "ignored-file",
    summary: "A program reads the files that are written for it.",
};

/// A file that its program would skip.
pub(crate) fn ignored(headline: String, origin: &Origin, label: &str) -> Diagnostic {
    Diagnostic::error(&IGNORED_FILE, headline).at(origin, label)
}

/// Text that is not in the syntax of its program.
pub(crate) fn not_parsed(program: &str, error: &ParseError, origin: &Origin) -> Diagnostic {
    Diagnostic::error(
        &EXTRA_SYNTAX,
        format!("{program} cannot read this text: {error}"),
    )
    .at(origin, "in this text")
}

/// What to do about a setting that nobody has checked, where `extra` takes it as well.
pub(crate) const TRY_EXTRA: &str = "try `extra`: what stackc knows, it checks";

/// A setting that nobody has checked.
pub(crate) fn unchecked(what: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::warning(
        &UNCHECKED_SETTING,
        format!("{what} is written without a check"),
    )
    .at(origin, "written as it is")
}

/// A text that cannot be written, for a reason in words.
pub(crate) fn unwritable(reason: &str, hint: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::error(
        &UNWRITABLE,
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
        AssignError::Refused { .. } => {
            Diagnostic::error(&UNWRITABLE, format!("this text cannot be written: {error}"))
        }
        AssignError::UnknownKey { .. }
        | AssignError::NotInVersion { .. }
        | AssignError::WrongKind { .. } => {
            Diagnostic::error(&UNSUPPORTED_SETTING, error.to_string())
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
