//! Configuration files of applications, below the stack's own folder.

use crate::context::{Context, Output};
use crate::refusal;
use formats::Refused;
use formats::ini::{Comment, Dialect, Entry as Line, File, Key, Section, SectionName, Value};
use model::decode::{Entry, Table};
use model::{ConfigFile, Content, MountSource, Setting};
use source::Origin;
use tree::{Artifact, FileMode, Reader};

/// Where a file stands in the tree; `None` when there is no such file.
pub(crate) fn path(context: &Context<'_>, name: &str) -> Option<String> {
    let file = context.stack.stack.files.get(name)?;
    let extension = match file.content.value {
        Content::Uwsgi(_) => "ini",
    };
    Some(format!("{}/{name}.{extension}", context.own_folder()))
}

pub(crate) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    for (name, file) in &context.stack.stack.files {
        let Some(path) = path(context, name.as_str()) else {
            continue;
        };
        let Some(path) = output.path(&path, &file.key) else {
            continue;
        };
        let printed = match &file.content.value {
            Content::Uwsgi(settings) => uwsgi(context, settings, file, output).print(),
        };
        let mode =
            FileMode::new(file.mode.bits().into()).expect("permission bits are permission bits");
        let mut artifact = Artifact::file(path, printed.text)
            .with_mode(mode)
            .because_of(&file.key)
            .with_causes(printed.causes);
        for reader in readers(context, name.as_str()) {
            artifact = artifact.read_by(reader);
        }
        output.add(artifact);
    }
}

/// The units of the parts that mount a file.
fn readers(context: &Context<'_>, file: &str) -> Vec<Reader> {
    let mounts = |part: &model::check::Part| {
        let mut sources = part
            .container
            .volumes
            .values()
            .flat_map(|m| m.value.sources());
        sources.any(|source| matches!(source, MountSource::File(name) if name.as_str() == file))
    };
    let parts = context.stack.parts.iter();
    parts
        .filter(|(_, part)| mounts(part))
        .map(|(name, _)| Reader::Unit(context.part_unit(name)))
        .collect()
}

fn uwsgi(
    context: &Context<'_>,
    settings: &Table<String, Setting>,
    file: &Entry<ConfigFile>,
    output: &mut Output<'_>,
) -> File {
    let mut lines = Vec::new();
    for (key, entry) in settings {
        for (text, origin) in texts(&entry.value, &entry.origin) {
            match line(key, &text, &origin) {
                Ok(line) => lines.push(line),
                Err(refused) => output.report.add(refusal::refused(&refused, &origin)),
            }
        }
    }
    let name = SectionName::parse("uwsgi").expect("a word is the name of a section");
    let mut ini = File::new(Dialect::Uwsgi, [Section::new(name, lines)]);
    match Comment::new(&context.headline()) {
        Ok(comment) => ini.header.push(comment),
        Err(refused) => output.report.add(refusal::refused(&refused, &file.key)),
    }
    ini
}

fn line(key: &str, text: &str, origin: &Origin) -> Result<Line, Refused> {
    let line = Line::new(Key::parse(key)?, Value::text(Dialect::Uwsgi, text)?);
    Ok(line.caused_by(origin))
}

/// A setting as the texts it is written as: a list repeats its key.
fn texts(setting: &Setting, origin: &Origin) -> Vec<(String, Origin)> {
    match setting {
        Setting::Bool(boolean) => vec![(boolean.to_string(), origin.clone())],
        Setting::Number(number) => vec![(number.to_string(), origin.clone())],
        Setting::Text(text) => vec![(text.clone(), origin.clone())],
        Setting::List(settings) => settings
            .iter()
            .flat_map(|setting| texts(&setting.value, &setting.origin))
            .collect(),
    }
}
