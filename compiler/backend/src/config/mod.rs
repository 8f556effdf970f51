//! Configuration files: of applications, of the host, and keys of files that belong to others.

mod apt;
mod keys;
mod logrotate;
mod parts;
mod place;
mod python;
mod setting;
mod text;
mod unit;
mod uwsgi;

use crate::context::{Context, Output};
use crate::refusal::{self, carried};
use crate::values;
use formats::{Cause, Printed, Refused, tokens};
use model::decode::Entry;
use model::{ConfigFile, Content, FileText, Owned};
use parts::Parts;
use source::{Located, Report};
use std::collections::BTreeSet;
use tree::{Artifact, HostPath, KeyFormat, OwnedKey, OwnedKeys, Owner};

/// The absolute path at which a host has a file of the stack; `None` when there is no such file.
pub(crate) fn on_host(context: &Context<'_>, name: &str) -> Option<String> {
    let (name, file) = context.stack.stack.files.get_key_value(name)?;
    Some(place::on_host(context, name, file))
}

pub(crate) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    let parts = Parts::of(context);
    for (name, file) in &context.stack.stack.files {
        let on_host = place::on_host(context, name, file);
        if file.owned.value == Owned::Whole {
            place::report_ignored(file, &on_host, output.report);
        }
        let in_tree = match file.owned.value {
            Owned::Whole => on_host.trim_start_matches('/').to_owned(),
            Owned::Keys => format!("{}/partial{on_host}", context.own_folder()),
        };
        let placed = place::origin(file);
        let Some(path) = output.path(&in_tree, placed) else {
            continue;
        };
        let Printed { text, causes } = print(context, file, output);
        let artifact = match file.owned.value {
            Owned::Whole => Artifact::file(path, text),
            Owned::Keys => match owned_keys(file, &on_host) {
                Some(owned) => Artifact::keys(path, text, owned),
                None => continue,
            },
        };
        let mut artifact = with_attributes(artifact, file)
            .because_of(&file.key)
            .with_causes(causes);
        let by_path = place::readers(context, &on_host);
        let of_parts = parts.readers(context, name.as_str(), file);
        for reader in by_path.into_iter().chain(of_parts) {
            artifact = artifact.read_by(reader);
        }
        output.add(artifact);
    }
}

/// The text by the printer of the format. What it refuses is in the report.
fn print(context: &Context<'_>, file: &Entry<ConfigFile>, output: &mut Output<'_>) -> Printed {
    match &file.content.value {
        Content::Uwsgi(options) => uwsgi::print(context, options, file, output.report),
        Content::Ini(sections) => python::print(
            context,
            formats::ini::python::Reader::Ckan,
            sections,
            output.report,
        ),
        Content::Supervisor(sections) => {
            let reader = formats::ini::python::Reader::Supervisor;
            python::print(context, reader, sections, output.report)
        }
        Content::KeyValues(pairs) => keys::pairs(context, pairs, output.report),
        Content::Perl(hashes) => keys::perl(context, hashes, output.report),
        Content::Env(variables) => keys::env(context, variables, output.report),
        Content::Sysctl(parameters) => keys::sysctl(context, parameters, output.report),
        Content::Apt(options) => apt::print(context, options, output.report),
        Content::Logrotate(rotations) => logrotate::print(context, rotations, output.report),
        Content::Unit(sections) => unit::print(context, sections, file, output),
        Content::Tokens(words) => print_tokens(words, output.report),
        Content::Text(plain) => text::print(context, plain, output.report),
    }
}

fn print_tokens(words: &[Located<FileText>], report: &mut Report) -> Printed {
    let mut file = tokens::File::default();
    for word in words {
        if let Some(token) = carried(tokens::Token::parse(word), &word.origin, report) {
            let cause = Cause::from(&word.origin);
            file.entries.push(tokens::Entry { token, cause });
        }
    }
    tokens::print(&file)
}

/// Says what a program cannot read of a whole value.
fn refuse(
    reader: &'static str,
    reason: impl Into<String>,
    hint: &'static str,
    origin: &source::Origin,
    report: &mut Report,
) {
    let refused = Refused {
        offset: 0,
        found: None,
        reader,
        reason: reason.into(),
        hint,
    };
    report.add(refusal::refused(&refused, origin));
}

/// The keys of a file of which only they are ours.
fn owned_keys(file: &ConfigFile, on_host: &str) -> Option<OwnedKeys> {
    let of_sections = |sections: &model::Sections, spelled: fn(&str) -> String| {
        let keys = sections.iter().flat_map(|(section, keys)| {
            keys.keys()
                .map(move |key| OwnedKey::new(section, spelled(key)))
        });
        keys.collect::<BTreeSet<OwnedKey>>()
    };
    let (format, keys) = match &file.content.value {
        Content::Ini(sections) => (KeyFormat::Ini, of_sections(sections, str::to_owned)),
        // supervisor has keys in lower case.
        Content::Supervisor(sections) => {
            let keys = of_sections(sections, str::to_lowercase);
            (KeyFormat::Supervisor, keys)
        }
        Content::Tokens(words) => {
            let words = words
                .iter()
                .map(|word| OwnedKey::new("", word.value.0.as_str()));
            (KeyFormat::Tokens, words.collect())
        }
        Content::Uwsgi(_)
        | Content::KeyValues(_)
        | Content::Perl(_)
        | Content::Env(_)
        | Content::Sysctl(_)
        | Content::Apt(_)
        | Content::Logrotate(_)
        | Content::Unit(_)
        | Content::Text(_) => return None,
    };
    let file = HostPath::parse(on_host).ok()?;
    Some(OwnedKeys { file, format, keys })
}

fn with_attributes(artifact: Artifact, file: &ConfigFile) -> Artifact {
    let owner = Owner::parse(file.owner.as_str(), file.group.as_str())
        .expect("a login name is a name of an owner");
    artifact
        .with_mode(values::file_mode(file.mode.value))
        .owned_by(owner)
}
