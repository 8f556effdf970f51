//! Files of keys and values without further structure.

use super::setting::{Spelling, one};
use crate::context::Context;
use crate::refusal::carried;
use formats::properties::{self, Dialect};
use formats::{Cause, Printed, env as env_format, sysctl as sysctl_format};
use model::decode::Table;
use model::leaf::EnvName;
use model::{KeyValues, KeyValuesReader, Sections, Setting};
use source::Report;

/// `ssmtp.conf(5)` and `login.defs(5)` spell booleans alike, in different case.
pub(super) fn pairs(context: &Context<'_>, pairs: &KeyValues, report: &mut Report) -> Printed {
    let (dialect, words) = match pairs.reader.value {
        KeyValuesReader::Ssmtp => (Dialect::Ssmtp, spelling("ssmtp", "YES", "NO")),
        KeyValuesReader::LoginDefs => (Dialect::LoginDefs, spelling("shadow", "yes", "no")),
    };
    let mut file = properties::File::new(dialect, context.head());
    for (key, entry) in &pairs.keys {
        if let Some(text) = one(&entry.value, words, &entry.origin, report) {
            let set = file.set(key, &text, Cause::from(&entry.origin));
            carried(set, &entry.origin, report);
        }
    }
    properties::print(&file)
}

/// Perl takes `0` for false.
pub(super) fn perl(context: &Context<'_>, hashes: &Sections, report: &mut Report) -> Printed {
    let mut file = properties::File::new(Dialect::Perl, context.head());
    for (hash, keys) in hashes {
        for (key, entry) in &keys.value {
            if let Some(text) = one(
                &entry.value,
                spelling("perl", "1", "0"),
                &entry.origin,
                report,
            ) {
                let key = format!("{hash}{{{key}}}");
                let set = file.set(&key, &text, Cause::from(&entry.origin));
                carried(set, &entry.origin, report);
            }
        }
    }
    properties::print(&file)
}

pub(super) fn env(
    context: &Context<'_>,
    variables: &Table<EnvName, Setting>,
    report: &mut Report,
) -> Printed {
    let mut file = env_format::File::new(env_format::Dialect::Systemd, context.head());
    for (name, entry) in variables {
        if let Some(text) = one(
            &entry.value,
            Spelling::words("systemd"),
            &entry.origin,
            report,
        ) {
            let set = file.set(name.as_str(), &text, Cause::from(&entry.origin));
            carried(set, &entry.origin, report);
        }
    }
    env_format::print(&file)
}

/// The kernel takes `1` and `0`.
pub(super) fn sysctl(
    context: &Context<'_>,
    parameters: &Table<String, Setting>,
    report: &mut Report,
) -> Printed {
    let mut file = sysctl_format::File::new(context.head());
    for (key, entry) in parameters {
        let text = one(
            &entry.value,
            spelling("systemd-sysctl", "1", "0"),
            &entry.origin,
            report,
        );
        let key = carried(sysctl_format::Key::parse(key), &entry.key, report);
        let value =
            text.and_then(|text| carried(sysctl_format::Value::new(&text), &entry.origin, report));
        if let (Some(key), Some(value)) = (key, value) {
            let setting = sysctl_format::Setting::new(key, value);
            file.add(setting.because(Cause::from(&entry.origin)));
        }
    }
    sysctl_format::print(&file)
}

fn spelling(reader: &'static str, yes: &'static str, no: &'static str) -> Spelling {
    Spelling { reader, yes, no }
}
