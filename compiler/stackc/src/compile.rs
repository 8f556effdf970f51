//! The compiler, on one screen.

use crate::accept::Acceptances;
use crate::installable::{Installable, Place};
use crate::library::LIBRARY;
use crate::policies::{self, Judgement, PolicyFiles};
use crate::rules;
use backend::Lowered;
use eval::{EvalError, Limits, Project, Unreadable};
use model::Stack;
use source::{
    Diagnostic, Origin, Report, Sources, Value, ValueKind, ValuePath, did_you_mean, list_of_names,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::{Description, Generation, Target};
use tree::{StoreName, TreeError};

/// What to compile, and within which bounds.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) installable: Installable,
    pub(crate) root: Option<PathBuf>,
    pub(crate) limits: Limits,
    /// Files of policies that are asked about every stack.
    pub(crate) policies: Vec<PathBuf>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) sources: Sources,
    pub(crate) report: Report,
    /// One for each environment, in the order of their names; empty when there are errors.
    pub(crate) builds: Vec<Build>,
}

/// One tree.
#[derive(Debug)]
pub(crate) struct Build {
    /// The environment, when the file has several.
    pub(crate) environment: Option<String>,
    /// Its name in a store: that of the stack, and of the environment.
    pub(crate) name: StoreName,
    pub(crate) generation: Generation,
}

/// Compiles the stacks that a file exports.
///
/// # Errors
/// Only when the machine fails; what is wrong with the text is in the report.
pub(crate) fn compile(request: &Request) -> Result<Compiled, CompileError> {
    let Place { root, entry } = request
        .installable
        .place(request.root.as_deref())
        .map_err(CompileError::Place)?;
    let project = Project::open(&root, &entry)?;
    // What is wrong with one environment is no trouble of the others.
    let project = match &request.installable.environment {
        Some(environment) => project.focused(ValuePath::root().field("environments"), environment),
        None => project,
    };
    let evaluation = eval::evaluate(&project, &LIBRARY, &request.limits)
        .map_err(|error| CompileError::reading(&root, &request.installable, error))?;

    let mut report = evaluation.report;
    let mut sources = evaluation.sources;
    let mut builds = Vec::new();
    if let Some(value) = evaluation.value.filter(|_| !report.has_errors()) {
        let decoded = model::decode(&value, &mut report).filter(|_| !report.has_errors());
        if let Some(model::Installable::Environments(environments)) = &decoded
            && environments.is_empty()
        {
            report.add(no_environments(&value));
        }
        let chosen = chosen(decoded, &request.installable, &mut report);
        let stacks = chosen.iter().map(|(_, stack)| stack);
        let files = PolicyFiles {
            of_all: &request.policies,
            root: &root,
            limits: &request.limits,
        };
        let judgement = policies::judge(&files, &value, stacks, &mut sources, &mut report)?;
        let mut acceptances = Acceptances::default();
        if request.installable.environment.is_some() {
            acceptances.of_some_stacks();
        }
        for (environment, stack) in chosen {
            let accept = (&mut acceptances, &judgement);
            builds.extend(compile_stack(environment, stack, accept, &mut report));
        }
        acceptances.finish(&mut report);
    }
    if report.has_errors() {
        builds.clear();
    }
    Ok(Compiled {
        sources,
        report,
        builds,
    })
}

fn compile_stack(
    environment: Option<String>,
    stack: Stack,
    (acceptances, judgement): (&mut Acceptances, &Judgement),
    report: &mut Report,
) -> Option<Build> {
    let mut findings = judgement.of(&stack);
    let accepts = stack.accepts.clone();
    let checked = model::check(stack, &mut findings);
    let lowered = checked
        .as_ref()
        .map(|checked| backend::lower(checked, &mut findings));
    acceptances.accept(&accepts, judgement, findings, report);
    let (checked, lowered) = (checked?, lowered?);
    if report.has_errors() {
        return None;
    }
    let name = match &environment {
        Some(environment) => format!("{}-{environment}", checked.stack.name),
        None => checked.stack.name.to_string(),
    };
    let generation = assemble(&checked.stack, lowered, report)?;
    Some(Build {
        environment,
        name: StoreName::parse(&name).expect("names of stacks and environments are short words"),
        generation,
    })
}

fn assemble(stack: &Stack, lowered: Lowered, report: &mut Report) -> Option<Generation> {
    let Lowered {
        artifacts,
        units,
        secrets,
    } = lowered;
    let description = Description {
        stack: StoreName::parse(stack.name.as_str()).expect("a name is a store name"),
        target: target(stack),
        units,
        secrets,
    };
    Generation::assemble(description, artifacts)
        .map_err(|errors| {
            for error in &errors {
                report.add(path_conflict(error));
            }
        })
        .ok()
}

fn target(stack: &Stack) -> Target {
    let versions = &stack.versions;
    let named = [
        ("podman", &versions.podman),
        ("systemd", &versions.systemd),
        ("nginx", &versions.nginx),
        ("nftables", &versions.nftables),
    ];
    Target {
        name: stack.target.to_string(),
        versions: named
            .into_iter()
            .map(|(program, version)| (program.to_owned(), version.to_string()))
            .collect(),
    }
}

fn path_conflict(error: &TreeError) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(&rules::PATH_CONFLICT, error.to_string());
    let [first, second] = error.parties();
    for origin in first {
        diagnostic = diagnostic.at(origin, "asks for this path");
    }
    for origin in second {
        diagnostic = diagnostic.and(origin, "so does this");
    }
    diagnostic
}

/// The stacks that were asked for, by environment.
fn chosen(
    decoded: Option<model::Installable>,
    installable: &Installable,
    report: &mut Report,
) -> Vec<(Option<String>, Stack)> {
    let environments: BTreeMap<String, Stack> = match decoded {
        None => return Vec::new(),
        Some(model::Installable::Stack(stack)) if installable.environment.is_none() => {
            return vec![(None, *stack)];
        }
        Some(model::Installable::Stack(_)) => BTreeMap::new(),
        Some(model::Installable::Environments(environments)) => environments
            .into_iter()
            .map(|(name, entry)| (name.to_string(), entry.value))
            .collect(),
    };
    let Some(wanted) = &installable.environment else {
        return environments
            .into_iter()
            .map(|(name, stack)| (Some(name), stack))
            .collect();
    };
    if !environments.contains_key(wanted) && !report.has_errors() {
        report.add(unknown_environment(wanted, &environments));
    }
    environments
        .into_iter()
        .filter(|(name, _)| name == wanted)
        .map(|(name, stack)| (Some(name), stack))
        .collect()
}

fn unknown_environment(wanted: &str, environments: &BTreeMap<String, Stack>) -> Diagnostic {
    let names = || environments.keys().map(String::as_str);
    let note = if environments.is_empty() {
        "the file exports one stack and no environments".to_owned()
    } else {
        format!("there are {}", list_of_names(names()))
    };
    Diagnostic::error(
        &rules::UNKNOWN_ENVIRONMENT,
        format!("there is no environment `{wanted}`"),
    )
    .at(&Origin::new(ValuePath::root(), None), "")
    .note(note)
    .maybe_hint(did_you_mean(wanted, names()).map(|near| format!("did you mean `{near}`?")))
}

/// There is nothing to choose from, and so nothing to build.
fn no_environments(value: &Value) -> Diagnostic {
    let field = match &value.kind {
        ValueKind::Record(fields) => fields.get("environments"),
        _ => None,
    };
    let origin = field.map_or(&value.origin, |field| &field.value.origin);
    Diagnostic::error(&rules::NO_ENVIRONMENTS, "there are no environments")
        .at(origin, "empty")
        .hint("write one, or export the stack itself")
}

/// Why nothing could be compiled.
#[derive(Debug)]
pub(crate) enum CompileError {
    /// The installable leads nowhere.
    Place(String),
    /// The file to start from cannot be read.
    Entry {
        /// As the user knows it.
        path: PathBuf,
        /// Why not.
        cause: Unreadable,
        /// What to name instead, when it is missing.
        instead: Option<String>,
    },
    /// The sources could not be read.
    Eval(EvalError),
}

impl CompileError {
    /// An entry that cannot be read, by the path that the user knows.
    fn reading(root: &Path, installable: &Installable, error: EvalError) -> Self {
        match error {
            EvalError::Entry { path, cause } => Self::Entry {
                path: root.join(path),
                instead: matches!(cause, Unreadable::Missing).then(|| installable.instead()),
                cause,
            },
            other => Self::Eval(other),
        }
    }

    /// What the user can do about it.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Place(_) => None,
            Self::Entry { cause, instead, .. } => {
                let hint = cause.hint().map(str::to_owned);
                instead.clone().or(hint)
            }
            Self::Eval(error) => error.hint().map(str::to_owned),
        }
    }
}

impl From<EvalError> for CompileError {
    fn from(error: EvalError) -> Self {
        Self::Eval(error)
    }
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Place(message) => f.write_str(message),
            Self::Entry { path, cause, .. } => {
                write!(f, "cannot read `{}`: {cause}", path.display())
            }
            Self::Eval(error) => error.fmt(f),
        }
    }
}
