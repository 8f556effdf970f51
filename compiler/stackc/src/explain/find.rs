//! What a thing is: a file, a line, a unit, a port, or a name of the stack.

use super::value::line_of;
use super::{Answer, Line, Question, values};
use crate::compile::Build;
use source::{Origin, Segment, Value, ValueKind, ValuePath};
use tree::{Artifact, OnChange, Reader, UnitRef};

/// The fields of a stack whose keys are names of its own.
const TABLES: [&str; 12] = [
    "containers",
    "services",
    "sites",
    "secrets",
    "networks",
    "volumes",
    "files",
    "builds",
    "certificates",
    "users",
    "groups",
    "directories",
];

/// Everything that goes by a name.
pub(super) fn answers(question: &Question<'_>) -> Vec<Answer> {
    if let Some((file, line)) = file_and_line(question) {
        return vec![match line {
            Some(line) => of_line(file, line),
            None => of_file(file),
        }];
    }
    let mut answers = folder(question);
    if let Some(port) = port(question.thing) {
        answers.extend(of_port(question, port));
    }
    answers.extend(of_units(question));
    answers.extend(of_secrets(question));
    answers.extend(of_names(question));
    answers
}

/// What can be asked, for suggestions.
pub(super) fn names(build: &Build, value: Option<&Value>) -> Vec<String> {
    let manifest = build.generation.manifest();
    let tree = build.generation.tree().iter();
    let mut names: Vec<String> = tree.map(|artifact| artifact.path.to_string()).collect();
    names.extend(manifest.units.keys().map(|unit| unit.name.clone()));
    names.extend(manifest.secrets.keys().cloned());
    if let Some(Value {
        kind: ValueKind::Record(stack),
        ..
    }) = value
    {
        for table in TABLES {
            if let Some(ValueKind::Record(parts)) = stack.get(table).map(|field| &field.value.kind)
            {
                names.extend(parts.keys().map(str::to_owned));
            }
        }
    }
    names
}

/// `etc/x`, `/etc/x` or `etc/x:12`.
fn file_and_line<'q>(question: &Question<'q>) -> Option<(&'q Artifact, Option<usize>)> {
    let find = |path: &str| {
        let path = path.strip_prefix('/').unwrap_or(path);
        let mut artifacts = question.build.generation.tree().iter();
        artifacts.find(|artifact| {
            let keys = artifact.owned_keys.as_ref();
            artifact.path.to_string() == path
                || keys.is_some_and(|keys| keys.file.below_root() == path)
        })
    };
    if let Some(file) = find(question.thing) {
        return Some((file, None));
    }
    let (path, line) = question.thing.rsplit_once(':')?;
    Some((find(path)?, Some(line.parse().ok()?)))
}

fn of_file(file: &Artifact) -> Answer {
    let mut answer = Answer {
        title: format!("the file {}", file.path),
        facts: facts_of(file),
        ..Answer::default()
    };
    let text = String::from_utf8_lossy(file.bytes().unwrap_or_default());
    for (index, _) in text.lines().enumerate() {
        let line = index + 1;
        answer.lines.push(Line {
            line: line_of(file, line),
            because: because(file, line)
                .map(|origin| origin.path().to_string())
                .collect(),
        });
    }
    answer
}

fn of_line(file: &Artifact, line: usize) -> Answer {
    let text = line_of(file, line);
    let mut answer = Answer {
        title: format!("line {line} of {}: {}", file.path, text.text.trim()),
        values: values(because(file, line).map(|origin| origin.path().clone())),
        ..Answer::default()
    };
    let n_lines = String::from_utf8_lossy(file.bytes().unwrap_or_default())
        .lines()
        .count();
    if line == 0 || line > n_lines {
        answer.facts.push(format!("the file has {n_lines} lines"));
    } else if answer.values.is_empty() {
        let known = "no value made this line alone: it is in every file of this kind";
        answer.facts.push(known.to_owned());
        answer.facts.extend(facts_of(file));
    }
    answer
}

/// The values that a line was made from, each once.
fn because(file: &Artifact, line: usize) -> impl Iterator<Item = &Origin> {
    let mut found: Vec<&Origin> = Vec::new();
    for (at, origin) in &file.causes {
        if *at == line && !found.iter().any(|other| other.path() == origin.path()) {
            found.push(origin);
        }
    }
    found.into_iter()
}

fn facts_of(file: &Artifact) -> Vec<String> {
    let mut facts = vec![format!("mode {}, owner {}", file.mode, file.owner)];
    if let Some(keys) = &file.owned_keys {
        facts.push(format!("holds keys for {}", keys.file));
    }
    if !file.readers.is_empty() {
        let readers: Vec<String> = file.readers.iter().map(Reader::to_string).collect();
        facts.push(format!("read by {}", readers.join(", ")));
    }
    for origin in &file.origins {
        facts.push(format!("is there because of {}", origin.path()));
    }
    if file.origins.is_empty() && file.causes.is_empty() {
        facts.push("every tree has it".to_owned());
    }
    facts
}

/// A folder of the tree: its files.
fn folder(question: &Question<'_>) -> Vec<Answer> {
    let path = question.thing.trim_matches('/');
    let prefix = format!("{path}/");
    let tree = question.build.generation.tree().iter();
    let below: Vec<&Artifact> = tree
        .filter(|artifact| artifact.path.to_string().starts_with(&prefix))
        .collect();
    if below.is_empty() {
        return Vec::new();
    }
    let facts = below.iter().map(|file| {
        let because: Vec<String> = file
            .origins
            .iter()
            .map(|one| one.path().to_string())
            .collect();
        format!("{}  ← {}", file.path, because.join(", "))
    });
    vec![Answer {
        title: format!("the folder {path}"),
        facts: facts
            .map(|fact| fact.trim_end_matches("  ← ").to_owned())
            .collect(),
        ..Answer::default()
    }]
}

/// `8080`, `tcp/8080` or `8080/tcp`.
fn port(thing: &str) -> Option<u16> {
    let number = thing.strip_prefix("tcp/").or(thing.strip_suffix("/tcp"));
    number.unwrap_or(thing).parse().ok()
}

/// The values that are this port: where something listens, is published, or is redirected.
fn of_port(question: &Question<'_>, port: u16) -> Option<Answer> {
    const FIELDS: [&str; 5] = ["listens", "publish", "redirects", "ports", "port"];
    let mut found = Vec::new();
    visit(question.stack.0, &mut |value| {
        let names = |segment: &Segment| match segment {
            Segment::Field(name) => FIELDS.contains(&name.as_str()),
            Segment::Index(_) | Segment::Variant(_) => false,
        };
        let ValueKind::Number(number) = value.kind else {
            return;
        };
        let path = value.origin.path();
        if number.to_integer::<u16>() == Some(port) && path.segments().into_iter().any(names) {
            found.push(path.clone());
        }
    });
    (!found.is_empty()).then(|| Answer {
        title: format!("port {port}"),
        values: values(found),
        ..Answer::default()
    })
}

fn visit(value: &Value, visitor: &mut impl FnMut(&Value)) {
    visitor(value);
    match &value.kind {
        ValueKind::Array(elements) => elements.iter().for_each(|one| visit(one, visitor)),
        ValueKind::Record(fields) => fields.values().for_each(|one| visit(&one.value, visitor)),
        ValueKind::Enum(_, Some(payload)) => visit(payload, visitor),
        ValueKind::Null
        | ValueKind::Bool(_)
        | ValueKind::Number(_)
        | ValueKind::String(_)
        | ValueKind::Enum(_, None) => {}
    }
}

/// Units of this name, with or without `.service`.
fn of_units(question: &Question<'_>) -> Vec<Answer> {
    let thing = question.thing;
    let service = format!("{thing}.service");
    let units = question.build.generation.manifest().units.iter();
    let named = units.filter(|(unit, _)| unit.name == thing || unit.name == service);
    named
        .map(|(unit, policy)| {
            let on_change = match policy.on_change {
                OnChange::Restart => "is restarted when a file of it changes",
                OnChange::Reload => "is reloaded when a file of it changes",
                OnChange::Nothing => "reads its files when it runs the next time",
            };
            let mut answer = Answer {
                title: format!("the unit {unit}"),
                facts: vec![on_change.to_owned()],
                ..Answer::default()
            };
            let mut because = Vec::new();
            for file in question.build.generation.tree().iter() {
                if reads(file, unit) {
                    answer.facts.push(format!("reads {}", file.path));
                    if makes(file, unit) {
                        because.extend(file.origins.iter().map(|one| one.path().clone()));
                    }
                }
            }
            answer.values = values(because);
            answer
        })
        .collect()
}

fn reads(file: &Artifact, unit: &UnitRef) -> bool {
    file.readers.contains(&Reader::Unit(unit.clone()))
}

/// Whether the manager makes the unit of this file, which it reads itself.
fn makes(file: &Artifact, unit: &UnitRef) -> bool {
    file.readers.contains(&Reader::Manager(unit.scope))
}

/// Secrets of this name, in the stack or on the host.
fn of_secrets(question: &Question<'_>) -> Vec<Answer> {
    let manifest = question.build.generation.manifest();
    let on_host = format!("{}-{}", manifest.stack, question.thing);
    let secrets = manifest.secrets.iter();
    let named = secrets.filter(|(name, _)| **name == question.thing || **name == on_host);
    named
        .map(|(name, need)| {
            let mut facts = Vec::new();
            if let Some(template) = &need.template {
                facts.push(format!("made from others: {template}"));
            }
            for delivery in &need.deliveries {
                let consumers: Vec<String> =
                    delivery.consumers.iter().map(UnitRef::to_string).collect();
                facts.push(format!("used by {}", consumers.join(", ")));
            }
            facts.sort();
            facts.dedup();
            Answer {
                title: format!("the secret {name}"),
                facts,
                ..Answer::default()
            }
        })
        .collect()
}

/// Values at this path, and parts of this name.
fn of_names(question: &Question<'_>) -> Option<Answer> {
    let (stack, root) = &question.stack;
    let n_root = root.segments().len();
    let mut found = Vec::new();
    visit(stack, &mut |value| {
        let path = value.origin.path();
        let inside = path.segments().into_iter().skip(n_root);
        let inside = inside.fold(ValuePath::root(), |path, one| path.child(one.clone()));
        let is_part = match inside.segments().as_slice() {
            [Segment::Field(table), Segment::Field(name)] => {
                name == question.thing && TABLES.contains(&table.as_str())
            }
            _ => false,
        };
        let is_path = [inside.to_string(), path.to_string()].contains(&question.thing.to_owned());
        if !inside.is_root() && (is_part || is_path) {
            found.push(path.clone());
        }
    });
    found.dedup_by(|one, other| one.to_string() == other.to_string());
    (!found.is_empty()).then(|| Answer {
        title: format!("the value {}", question.thing),
        is_value: found.len() == 1,
        values: values(found),
        ..Answer::default()
    })
}
