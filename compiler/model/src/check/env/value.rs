//! One variable against what the application expects of it.

use super::kind::{self, noun};
use crate::decode::{Entry, Text};
use crate::leaf::{AbsolutePath, EnvName, Port};
use crate::{EnvValue, List, TemplatePart, Variable, VariableType, rules};
use source::{Diagnostic, Located, Origin, Report};

/// What is wrong, where the expectation is declared, and the entry of a list that it is about.
struct Trouble<'a> {
    text: String,
    declared: &'a Origin,
    entry: Option<&'a Origin>,
}

impl<'a> Trouble<'a> {
    fn new(text: impl Into<String>, declared: &'a Origin) -> Self {
        Self {
            text: text.into(),
            declared,
            entry: None,
        }
    }
}

pub(super) fn check(
    variable: &EnvName,
    entry: &Entry<EnvValue>,
    expected: &Variable,
    report: &mut Report,
) {
    let Err(trouble) = judge(&entry.value, expected) else {
        return;
    };
    let headline = format!("`{variable}` {}", trouble.text);
    let diagnostic = Diagnostic::error(&rules::ENV_CONTRACT, headline)
        .at(trouble.entry.unwrap_or(&entry.origin), "given here")
        .and(trouble.declared, "declared by its `env_contract`");
    report.add(diagnostic.maybe_hint(hint_for_path(variable, &entry.value, expected)));
}

fn judge<'a>(value: &'a EnvValue, expected: &'a Variable) -> Result<(), Trouble<'a>> {
    let declared = &expected.kind.origin;
    let not_a = |what: &str| {
        let noun = noun(&expected.kind.value);
        Err(Trouble::new(format!("is {noun}, not {what}"), declared))
    };
    if expected.secret.value && !value.is_secret() {
        return Err(Trouble::new("must be a secret", &expected.secret.origin));
    }
    match (value, &expected.kind.value) {
        (EnvValue::Text(text), _) => judge_text(text, expected),
        (EnvValue::Number(number), VariableType::Port) => {
            let port = number.to_integer::<u16>().and_then(Port::new);
            let wrong = || format!("is a port from 1 to 65535, and {number} is not");
            port.map(|_| ())
                .ok_or_else(|| Trouble::new(wrong(), declared))
        }
        (EnvValue::Number(number), VariableType::Integer) => match number.to_integer() {
            Some(number) => at_least(number, expected),
            None => not_a(&number.to_string()),
        },
        (EnvValue::Number(_), VariableType::String) => Ok(()),
        (EnvValue::Number(_), _) => not_a("a number"),
        (EnvValue::Bool(_), VariableType::Bool) => {
            let text = value.text(Some(expected)).unwrap_or_default();
            not_forbidden(&text, expected)
        }
        (EnvValue::Bool(_), _) => not_a("a boolean"),
        (EnvValue::List(entries), VariableType::List(list)) => {
            judge_entries(entries, list, expected)
        }
        (EnvValue::List(_), _) => not_a("a list"),
        (EnvValue::SecretTemplate(template), VariableType::Url(schemes)) => {
            let begin = match template.parts.first() {
                Some(TemplatePart::Text(text)) => text.as_str(),
                Some(TemplatePart::Secret { .. }) | None => "",
            };
            kind::check_scheme(begin, schemes).map_err(|text| Trouble::new(text, declared))
        }
        (EnvValue::SecretFile(_), VariableType::Path | VariableType::String) => Ok(()),
        (EnvValue::SecretFile(_), _) => not_a("the path of a file"),
        (EnvValue::Secret(_), kind) if !expected.secret.value && is_checked(kind) => {
            not_a("a secret")
        }
        (EnvValue::SecretTemplate(_) | EnvValue::Secret(_), _) => Ok(()),
    }
}

/// Where podman puts secrets that are files.
const SECRET_FILES: &str = "/run/secrets/";

/// What to write instead of the path of a secret: where the application wants the secret itself, the
/// path would be the password.
fn hint_for_path(variable: &EnvName, value: &EnvValue, expected: &Variable) -> Option<String> {
    let EnvValue::Text(text) = value else {
        return None;
    };
    let secret = text.strip_prefix(SECRET_FILES)?;
    if !expected.secret.value {
        return None;
    }
    Some(if expected.kind.value == VariableType::Path {
        format!("write `'SecretFile {secret:?}`")
    } else {
        format!(
            "the path would be the secret; write `'Secret {secret:?}`, or `{variable}_FILE = 'SecretFile {secret:?}` where the application reads it"
        )
    })
}

/// Whether a value is of a grammar that nobody could check in a secret, and has nothing to hide.
fn is_checked(kind: &VariableType) -> bool {
    match kind {
        VariableType::Integer
        | VariableType::Bool
        | VariableType::Port
        | VariableType::Locale(_)
        | VariableType::TimeZone
        | VariableType::OneOf(_) => true,
        VariableType::String
        | VariableType::Path
        | VariableType::UrlPath
        | VariableType::Host
        | VariableType::Address
        | VariableType::Email
        | VariableType::Url(_)
        | VariableType::List(_) => false,
    }
}

fn judge_text<'a>(text: &str, expected: &'a Variable) -> Result<(), Trouble<'a>> {
    let declared = &expected.kind.origin;
    kind::check(text, expected).map_err(|text| Trouble::new(text, declared))?;
    if let VariableType::List(list) = &expected.kind.value {
        n_entries(kind::entries(text, list).count(), expected)?;
    }
    if let (VariableType::Integer, Ok(number)) = (&expected.kind.value, text.parse()) {
        at_least(number, expected)?;
    }
    if let Some(folder) = &expected.below {
        let is_below = AbsolutePath::parse(text).is_some_and(|path| path.is_below(&folder.value));
        if !is_below {
            let text = format!("must lie below `{folder}`");
            return Err(Trouble::new(text, &folder.origin));
        }
    }
    let n_characters = text.chars().count();
    if n_characters < expected.min_length.value as usize {
        let least = &expected.min_length;
        let text = format!("has {n_characters} characters and needs {least}");
        return Err(Trouble::new(text, &least.origin));
    }
    not_forbidden(text, expected)
}

/// The entries that an array gives; together they are one text, in which separators stand between them
/// only.
fn judge_entries<'a>(
    entries: &'a [Located<String>],
    list: &List,
    expected: &'a Variable,
) -> Result<(), Trouble<'a>> {
    let declared = &expected.kind.origin;
    let separator = &list.separator;
    for entry in entries {
        let about = |text| Trouble {
            text,
            declared,
            entry: Some(&entry.origin),
        };
        if entry.value.is_empty() || entry.value.contains(separator.as_str()) {
            let text = format!("has an entry that is empty or holds its separator `{separator}`");
            return Err(about(text));
        }
        kind::check_entry(&entry.value, list, expected).map_err(about)?;
    }
    n_entries(entries.len(), expected)
}

fn at_least(number: i64, expected: &Variable) -> Result<(), Trouble<'_>> {
    let Some(least) = &expected.at_least else {
        return Ok(());
    };
    if number >= i64::from(least.value) {
        return Ok(());
    }
    let text = format!("must be at least {least}, and {number} is not");
    Err(Trouble::new(text, &least.origin))
}

fn n_entries(n_entries: usize, expected: &Variable) -> Result<(), Trouble<'_>> {
    let Some(least) = &expected.at_least else {
        return Ok(());
    };
    if n_entries >= least.value as usize {
        return Ok(());
    }
    let text = format!("has too few entries: {n_entries} instead of at least {least}");
    Err(Trouble::new(text, &least.origin))
}

fn not_forbidden<'a>(text: &str, expected: &'a Variable) -> Result<(), Trouble<'a>> {
    let mut forbidden = expected.forbidden.iter();
    match forbidden.find(|value| value.value == text) {
        Some(value) => Err(Trouble::new(format!("must not be {text:?}"), &value.origin)),
        None => Ok(()),
    }
}
