//! Values of the stack in the words that several formats share.

use crate::context::Context;
use model::check::Part;
use model::decode::Entry;
use model::leaf::{Duration, EnvName, FileMode, Name};
use model::{EnvValue, Restart, SecretFile};

/// How a variable reaches a container.
pub(crate) enum Delivered {
    /// In plain text.
    Text(String),
    /// From the podman secret of this name.
    Secret(String),
}

/// What a variable is delivered as.
pub(crate) fn of(
    context: &Context<'_>,
    part: &Part,
    name: &EnvName,
    entry: &Entry<EnvValue>,
) -> Delivered {
    let contract = part.container.env_contract.as_ref();
    let expected = contract.and_then(|contract| contract.variables.get(name));
    match &entry.value {
        EnvValue::Secret(secret) => Delivered::Secret(context.secret(&secret.value)),
        EnvValue::SecretTemplate(_) => {
            Delivered::Secret(context.derived_secret(&part.of, name.as_str()))
        }
        EnvValue::SecretFile(secret) => {
            let file = part.container.secret_files.get(secret.as_str());
            Delivered::Text(
                file.map_or_else(String::new, |file| secret_file_path(&secret.value, file)),
            )
        }
        plain @ (EnvValue::Text(_)
        | EnvValue::Number(_)
        | EnvValue::Bool(_)
        | EnvValue::List(_)) => {
            let expected = expected.map(|expected| &expected.value);
            Delivered::Text(plain.text(expected).unwrap_or_default())
        }
    }
}

/// Where a container finds a secret that is a file.
pub(crate) fn secret_file_path(name: &Name, file: &SecretFile) -> String {
    match &file.path {
        Some(path) => path.to_string(),
        None => format!("/run/secrets/{name}"),
    }
}

/// A time span as Go's `time.ParseDuration` reads it: whole seconds, or microseconds.
pub(crate) fn go_duration(span: &Duration) -> String {
    let microseconds = span.microseconds();
    if microseconds.is_multiple_of(1_000_000) {
        format!("{}s", microseconds / 1_000_000)
    } else {
        format!("{microseconds}us")
    }
}

/// Permission bits as a tree has them.
pub(crate) fn file_mode(mode: FileMode) -> tree::FileMode {
    tree::FileMode::new(mode.bits().into()).expect("permission bits are permission bits")
}

/// What `Restart=` says of a choice; nothing where that is systemd's default.
pub(crate) fn restart(restart: &Restart) -> Option<&'static str> {
    match restart {
        Restart::Always => Some("always"),
        Restart::OnFailure => Some("on-failure"),
        Restart::Never => None,
    }
}
