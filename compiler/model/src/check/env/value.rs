//! One variable against what the application expects of it.

use crate::decode::{Entry, Text};
use crate::leaf::{AbsolutePath, Email, EnvName, HostName, Port};
use crate::{EnvValue, TemplatePart, Variable, VariableType, rules};
use source::{Diagnostic, Number, Origin, Report, list_of_names};

/// What is wrong, and where the expectation is declared.
type Trouble<'a> = (String, &'a Origin);

pub(super) fn check(
    variable: &EnvName,
    entry: &Entry<EnvValue>,
    expected: &Variable,
    report: &mut Report,
) {
    let mut complain = |(trouble, declared): Trouble<'_>| {
        let diagnostic = Diagnostic::error(&rules::ENV_CONTRACT, format!("`{variable}` {trouble}"))
            .at(&entry.origin, "given here")
            .and(declared, "declared by its `env_contract`");
        report.add(diagnostic);
    };
    let kind = &expected.kind.origin;
    if expected.secret.value && !entry.is_secret() {
        complain(("must be a secret".into(), &expected.secret.origin));
        return;
    }
    match &entry.value {
        EnvValue::Text(text) => {
            if let Err(trouble) = check_text(text, expected) {
                complain(trouble);
            }
        }
        EnvValue::Number(number) => {
            if let Err(trouble) = check_number(*number, expected) {
                complain((trouble, kind));
            }
        }
        EnvValue::Bool(_) => {
            if expected.kind.value != VariableType::Bool {
                let noun = noun(&expected.kind.value);
                complain((format!("is {noun}, not a boolean"), kind));
            }
        }
        EnvValue::SecretTemplate(template) => {
            if let VariableType::Url(schemes) = &expected.kind.value {
                let starts_with_scheme = match template.parts.first() {
                    Some(TemplatePart::Text(text)) => scheme_of(text)
                        .is_some_and(|scheme| schemes.iter().any(|known| known == scheme)),
                    _ => false,
                };
                if !starts_with_scheme {
                    complain((wrong_scheme(schemes), kind));
                }
            }
        }
        EnvValue::SecretFile(_) => {
            if !matches!(
                expected.kind.value,
                VariableType::Path | VariableType::String
            ) {
                let noun = noun(&expected.kind.value);
                complain((format!("is {noun}, not the path of a file"), kind));
            }
        }
        EnvValue::Secret(_) => {}
    }
}

fn check_text<'a>(text: &str, expected: &'a Variable) -> Result<(), Trouble<'a>> {
    let noun = noun(&expected.kind.value);
    let kind = &expected.kind.origin;
    let fits = match &expected.kind.value {
        VariableType::String => true,
        VariableType::Integer => text.parse::<i64>().is_ok(),
        VariableType::Bool => *text == expected.true_as.value || *text == expected.false_as.value,
        VariableType::Path => !text.is_empty() && !text.contains('\0'),
        VariableType::Host => {
            HostName::parse(text).is_some() || text.parse::<std::net::IpAddr>().is_ok()
        }
        VariableType::Port => text
            .parse::<u16>()
            .is_ok_and(|port| Port::new(port).is_some()),
        VariableType::Email => Email::parse(text).is_some(),
        VariableType::Url(schemes) => {
            let scheme = scheme_of(text);
            if !scheme.is_some_and(|scheme| schemes.iter().any(|known| known == scheme)) {
                return Err((wrong_scheme(schemes), kind));
            }
            if has_password(text) {
                let trouble = "carries a password in plain text; write it as `'SecretTemplate`";
                return Err((trouble.into(), kind));
            }
            true
        }
        VariableType::OneOf(values) => {
            if !values.iter().any(|value| value == text) {
                let names = list_of_names(values.iter().map(String::as_str));
                return Err((format!("must be one of {names}"), kind));
            }
            true
        }
    };
    if !fits {
        return Err((format!("is {noun}, and {text:?} is not"), kind));
    }
    if let Some(folder) = &expected.below {
        let is_below = AbsolutePath::parse(text).is_some_and(|path| path.is_below(&folder.value));
        if !is_below {
            return Err((format!("must lie below `{folder}`"), &folder.origin));
        }
    }
    let n_characters = text.chars().count();
    if n_characters < expected.min_length.value as usize {
        let least = &expected.min_length;
        let trouble = format!("has {n_characters} characters and needs {least}");
        return Err((trouble, &least.origin));
    }
    let mut forbidden = expected.forbidden.iter();
    if let Some(value) = forbidden.find(|value| value.value == text) {
        return Err((format!("must not be {text:?}"), &value.origin));
    }
    Ok(())
}

fn check_number(number: Number, expected: &Variable) -> Result<(), String> {
    match &expected.kind.value {
        VariableType::Integer | VariableType::String => Ok(()),
        VariableType::Port => {
            let port = number.to_integer::<u16>().and_then(Port::new);
            port.map(|_| ())
                .ok_or_else(|| format!("is a port from 1 to 65535, and {number} is not"))
        }
        other => Err(format!("is {}, not a number", noun(other))),
    }
}

fn noun(kind: &VariableType) -> &'static str {
    match kind {
        VariableType::String => "text",
        VariableType::Integer => "a whole number",
        VariableType::Bool => "a boolean",
        VariableType::Path => "a path",
        VariableType::Host => "a host name or address",
        VariableType::Port => "a port",
        VariableType::Email => "an e-mail address",
        VariableType::Url(_) => "a URL",
        VariableType::OneOf(_) => "one of a few words",
    }
}

fn wrong_scheme(schemes: &[String]) -> String {
    let plural = if schemes.len() == 1 { "" } else { "s" };
    let names = list_of_names(schemes.iter().map(String::as_str));
    format!("must be a URL of the scheme{plural} {names}")
}

fn scheme_of(url: &str) -> Option<&str> {
    url.split_once("://").map(|(scheme, _)| scheme)
}

/// `scheme://user:password@host/…` (RFC 3986, 3.2.1).
fn has_password(url: &str) -> bool {
    let authority = url
        .split_once("://")
        .map(|(_, rest)| rest.split('/').next().unwrap_or_default());
    let user = authority.and_then(|authority| authority.rsplit_once('@'));
    user.and_then(|(user, _)| user.split_once(':'))
        .is_some_and(|(_, password)| !password.is_empty())
}
