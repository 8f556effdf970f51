//! Rules of the user's own: files of functions that are asked about every stack, and judge like ours.
//!
//! `--policy FILE` asks a file about all stacks; a stack names further files below its own root. Each
//! file is a project of its own: confined to its folder, and evaluated within the bounds of any other.

use crate::compile::{CompileError, Inputs};
use crate::library::LIBRARY;
use crate::rules;
use eval::{EvalError, Limits, Project};
use model::decode::{Entry, Table};
use model::leaf::Name;
use model::{Mentioned, Policy, Severity, Stack};
use source::{
    Diagnostic, Gravity, Located, Origin, Report, Segment, Sources, Value, ValueKind, ValuePath,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where policies come from.
pub(crate) struct PolicyFiles<'a> {
    /// Files that are asked about every stack.
    pub(crate) of_all: &'a [PathBuf],
    /// The folder that files named by stacks lie below.
    pub(crate) root: &'a Path,
    /// The bounds of each evaluation.
    pub(crate) limits: &'a Limits,
}

/// What all policies say.
#[derive(Debug, Default)]
pub(crate) struct Judgement {
    known: BTreeMap<String, (Arc<source::Policy>, Origin)>,
    found: BTreeMap<ValuePath, Report>,
}

impl Judgement {
    /// The names of all policies.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(String::as_str)
    }

    /// What was found in a stack.
    pub(crate) fn of(&self, stack: &Stack) -> Report {
        self.found.get(&path_of(stack)).cloned().unwrap_or_default()
    }
}

/// A file and the stacks it is asked about.
struct Asked<'s> {
    /// As it is named.
    named: &'s Path,
    /// Everything that it is named by.
    names: Vec<PathBuf>,
    project: Project,
    /// Where a stack names it.
    by: Option<&'s Located<String>>,
    stacks: Vec<ValuePath>,
}

/// Asks all policies about the stacks, which are parts of `whole`. What is wrong with the policies
/// themselves goes to the report.
///
/// # Errors
/// When a file of the command line cannot be read.
pub(crate) fn judge<'s>(
    files: &PolicyFiles<'s>,
    whole: &Value,
    stacks: impl Iterator<Item = &'s Stack>,
    (sources, inputs): (&mut Sources, &mut Inputs),
    report: &mut Report,
) -> Result<Judgement, CompileError> {
    let mut judgement = Judgement::default();
    for (file, asked) in ask(files, stacks)? {
        let names = asked.names.iter().cloned();
        inputs.links.extend(names.map(|name| (name, file.clone())));
        let values = asked.stacks.iter().filter_map(|path| value_at(whole, path));
        let values: Vec<Value> = values.cloned().collect();
        let before = sources.clone();
        let evaluation = match eval::judge(&asked.project, &LIBRARY, files.limits, before, values) {
            Ok(evaluation) => evaluation,
            Err(error) => {
                report.add(unreadable(&asked, error)?);
                continue;
            }
        };
        inputs.add(asked.project.root(), &evaluation);
        *sources = evaluation.sources;
        let is_evaluated = !evaluation.report.has_errors();
        for finding in evaluation.report.iter() {
            report.add(in_policy(finding.clone(), &asked));
        }
        if let Some(value) = evaluation.value.filter(|_| is_evaluated)
            && let Some(policies) = model::decode_policies(&value, report)
        {
            judgement.take(&policies, &asked.stacks, report);
        }
    }
    Ok(judgement)
}

/// The policies of some files, by name, without asking them anything.
///
/// # Errors
/// When a file cannot be read.
pub(crate) fn list(
    files: &[PathBuf],
    limits: &Limits,
    sources: &mut Sources,
    report: &mut Report,
) -> Result<Vec<Arc<source::Policy>>, CompileError> {
    let files = PolicyFiles {
        of_all: files,
        root: Path::new("."),
        limits,
    };
    let nothing = Value {
        kind: ValueKind::Null,
        origin: Origin::new(ValuePath::root(), None),
    };
    let stacks = std::iter::empty();
    let read = (sources, &mut Inputs::default());
    let judgement = judge(&files, &nothing, stacks, read, report)?;
    Ok(judgement
        .known
        .into_values()
        .map(|(policy, _)| policy)
        .collect())
}

/// Every file once, with all stacks it is asked about.
fn ask<'s>(
    files: &PolicyFiles<'s>,
    stacks: impl Iterator<Item = &'s Stack>,
) -> Result<BTreeMap<PathBuf, Asked<'s>>, CompileError> {
    let stacks: Vec<&Stack> = stacks.collect();
    let mut asked = BTreeMap::new();
    for file in files.of_all {
        let folder = file.parent().unwrap_or(Path::new(""));
        let (root, name) = match (folder == Path::new(""), file.file_name()) {
            (_, None) => return Err(CompileError::Place(no_file(file))),
            (true, Some(name)) => (Path::new("."), name),
            (false, Some(name)) => (folder, name),
        };
        let entry = Asked {
            named: file,
            names: Vec::new(),
            project: Project::open(root, Path::new(name))?.shown_below(folder),
            by: None,
            stacks: stacks.iter().map(|stack| path_of(stack)).collect(),
        };
        let entry = asked.entry(identity(file)).or_insert(entry);
        entry.names.push(file.clone());
    }
    for stack in stacks {
        for file in &stack.policies {
            let path = Path::new(&file.value);
            let below = files.root.join(path);
            let entry = match asked.entry(identity(&below)) {
                std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::btree_map::Entry::Vacant(new) => new.insert(Asked {
                    named: path,
                    names: Vec::new(),
                    project: Project::open(files.root, path)?,
                    by: Some(file),
                    stacks: Vec::new(),
                }),
            };
            entry.names.push(below);
            let stack = path_of(stack);
            if !entry.stacks.contains(&stack) {
                entry.stacks.push(stack);
            }
        }
    }
    Ok(asked)
}

/// What tells one file from another, however it is named.
fn identity(file: &Path) -> PathBuf {
    file.canonicalize().unwrap_or_else(|_| file.to_owned())
}

fn no_file(file: &Path) -> String {
    format!("`{}` names no file of policies", file.display())
}

/// Says which policy failed: what it says of a stack may be all that has a place.
fn in_policy(finding: Diagnostic, asked: &Asked<'_>) -> Diagnostic {
    let path = finding.path.as_ref();
    match path.and_then(|path| path.segments().first().copied()) {
        Some(Segment::Field(policy)) => {
            let note = format!("in the policy `{policy}` of `{}`", asked.named.display());
            finding.note(note)
        }
        _ => finding,
    }
}

/// What is wrong with a file that a stack names; one of the command line is trouble.
fn unreadable(asked: &Asked<'_>, error: EvalError) -> Result<Diagnostic, CompileError> {
    let EvalError::Entry { cause, .. } = error else {
        return Err(error.into());
    };
    let Some(by) = asked.by else {
        let path = asked.named.to_owned();
        let instead = None;
        return Err(CompileError::Entry {
            path,
            cause,
            instead,
        });
    };
    Ok(Diagnostic::error(
        &rules::POLICY_FILE,
        format!("cannot read the policies in `{by}`: {cause}"),
    )
    .at(&by.origin, "named here")
    .hint("name a file by its path below the folder of the stack"))
}

impl Judgement {
    /// Takes over the policies of a file and what they found in these stacks.
    fn take(&mut self, policies: &Table<Name, Policy>, stacks: &[ValuePath], report: &mut Report) {
        for (name, entry) in policies {
            let Some(policy) = self.declare(name, entry, report) else {
                continue;
            };
            for (stack, findings) in stacks.iter().zip(&entry.check) {
                let found = self.found.entry(stack.clone()).or_default();
                let findings = findings.iter();
                findings.for_each(|finding| found.add(diagnostic(&policy, entry, finding)));
            }
        }
    }

    /// Names are for accepting and explaining, so each means one thing.
    fn declare(
        &mut self,
        name: &Name,
        entry: &Entry<Policy>,
        report: &mut Report,
    ) -> Option<Arc<source::Policy>> {
        let taken = |what: &str| {
            let headline = format!("the name `{name}` is that of {what}");
            Diagnostic::error(&rules::POLICY_CONFLICT, headline)
                .at(&entry.key, "this policy")
                .hint("give it another name")
        };
        if let Some(rule) = rules::find(name.as_str()) {
            report.add(taken("a rule of stackc").note(format!("{}: {}", rule.code, rule.summary)));
            return None;
        }
        if let Some((_, other)) = self.known.get(name.as_str()) {
            report.add(taken("another policy").and(other, "the other"));
            return None;
        }
        let policy = Arc::new(source::Policy {
            name: name.to_string(),
            gravity: match entry.severity.value {
                Severity::Error => Gravity::Error,
                Severity::Warning => Gravity::Warning,
            },
            summary: entry.summary.value.clone(),
            page: entry.page.as_ref().map(|page| page.value.clone()),
        });
        let known = (Arc::clone(&policy), entry.key.clone());
        self.known.insert(name.to_string(), known);
        Some(policy)
    }
}

fn diagnostic(
    policy: &Arc<source::Policy>,
    entry: &Policy,
    finding: &model::Finding,
) -> Diagnostic {
    let message = finding.message.value.clone();
    let diagnostic = match entry.severity.value {
        Severity::Error => Diagnostic::error(Arc::clone(policy), message),
        Severity::Warning => Diagnostic::warning(Arc::clone(policy), message),
    };
    let otherwise = (&finding.message.origin, "says this policy");
    Mentioned::point_at(&finding.about, otherwise, diagnostic)
        .note(format!("policy: {}", policy.summary))
        .maybe_hint(finding.hint.as_ref().map(|hint| hint.value.clone()))
}

/// Where a stack is in what a file exports: around its name.
fn path_of(stack: &Stack) -> ValuePath {
    stack
        .name
        .origin
        .path()
        .parent()
        .cloned()
        .unwrap_or_default()
}

/// The value at a path through records.
fn value_at<'v>(whole: &'v Value, path: &ValuePath) -> Option<&'v Value> {
    let mut segments = path.segments().into_iter();
    segments.try_fold(whole, |value, segment| match (&value.kind, segment) {
        (ValueKind::Record(record), Segment::Field(name)) => {
            record.get(name).map(|field| &field.value)
        }
        _ => None,
    })
}
