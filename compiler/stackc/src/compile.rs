//! The compiler, on one screen.

mod error;
mod inputs;
mod select;

pub(crate) use error::CompileError;
pub(crate) use inputs::{Input, Inputs};
pub(crate) use select::BuildName;

use crate::accept::Acceptances;
use crate::installable::{Installable, Place};
use crate::library::LIBRARY;
use crate::policies::{self, Judgement, PolicyFiles};
use crate::rules;
use backend::Lowered;
use eval::{History, Limits, Project};
use exposure::Exposure;
use model::{CheckedHost, CheckedOnHost, CheckedStack, Stack};
use select::{Member, Together, select};
use source::{Diagnostic, Report, Sources, Value, ValuePath};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
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
    /// Whether what the file evaluates to is wanted beside what is made of it.
    pub(crate) keeps_value: bool,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) sources: Sources,
    pub(crate) report: Report,
    /// One for each stack that was asked for, in the order of their names; empty when there are errors.
    pub(crate) builds: Vec<Build>,
    /// Who can reach what on each host, by its name; there even when that is what is wrong.
    pub(crate) exposures: Vec<(String, Exposure)>,
    /// What was read.
    pub(crate) inputs: Inputs,
    /// What the file evaluated to, when that is wanted.
    pub(crate) value: Option<Value>,
}

/// One tree.
#[derive(Debug)]
pub(crate) struct Build {
    /// Which of the stacks of the file it is.
    pub(crate) of: BuildName,
    /// Its name in a store: that of the stack and of the environment, or `HOST.STACK`.
    pub(crate) name: StoreName,
    pub(crate) generation: Generation,
}

/// Compiles the stacks that a file exports.
///
/// # Errors
/// Only when the machine fails; what is wrong with the text is in the report.
pub(crate) fn compile(request: &Request) -> Result<Compiled, CompileError> {
    let (root, project) = open(request)?;
    let evaluation = eval::evaluate(&project, &LIBRARY, &request.limits)
        .map_err(|error| CompileError::reading(&root, &request.installable, error))?;

    let mut inputs = Inputs::default();
    inputs.add(&root, &evaluation);
    let mut report = evaluation.report;
    let mut sources = evaluation.sources;
    let mut builds = Vec::new();
    let mut exposures = Vec::new();
    let mut evaluated = None;
    if let Some(value) = evaluation.value.filter(|_| !report.has_errors()) {
        let decoded = model::decode(&value, &mut report).filter(|_| !report.has_errors());
        let hosts =
            decoded.map(|decoded| select(&value, decoded, &request.installable, &mut report));
        let hosts = hosts.unwrap_or_default();
        let members = hosts.iter().flat_map(|host| &host.members);
        let stacks = members.map(|member| &*member.stack);
        let files = PolicyFiles {
            of_all: &request.policies,
            root: &root,
            limits: &request.limits,
        };
        let read = (&mut sources, &mut inputs);
        let judgement = policies::judge(&files, &value, stacks, read, &mut report)?;
        // It is as large as everything that is made of it.
        evaluated = request.keeps_value.then_some(value);
        let mut acceptances = Acceptances::default();
        if request.installable.name.is_some() {
            acceptances.of_some_stacks();
        }
        for host in hosts {
            let accept = (&mut acceptances, &judgement);
            let (host_builds, exposure) = compile_host(host, accept, &mut report);
            builds.extend(host_builds);
            exposures.extend(exposure);
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
        exposures,
        inputs,
        value: evaluated,
    })
}

/// The sources of what is to be compiled, and the folder that they lie in.
fn open(request: &Request) -> Result<(PathBuf, Project), CompileError> {
    let Place { root, entry } = request
        .installable
        .place(request.root.as_deref())
        .map_err(CompileError::Place)?;
    let project = focused(Project::open(&root, &entry)?, &request.installable);
    Ok((root, project))
}

/// How values came to be, by their paths.
///
/// # Errors
/// As [`compile`].
pub(crate) fn histories(
    request: &Request,
    paths: Vec<ValuePath>,
) -> Result<BTreeMap<ValuePath, History>, CompileError> {
    let (root, project) = open(request)?;
    eval::histories(&project, &LIBRARY, &request.limits, paths)
        .map_err(|error| CompileError::reading(&root, &request.installable, error))
}

/// What is wrong with one environment or host is no trouble of the others. Of a host all is asked: its stacks
/// are judged together.
fn focused(project: Project, installable: &Installable) -> Project {
    let field = |name| ValuePath::root().field(name);
    let project = match &installable.name {
        Some(name) => project.focused(field("environments"), name),
        None => project,
    };
    match installable.host_and_stack() {
        Some((host, _)) => project.focused(field("hosts"), host),
        None => project,
    }
}

/// Compiles the stacks of a host: each by itself, then all of them together, then those that are asked for
/// into trees.
fn compile_host(
    host: Together,
    (acceptances, judgement): (&mut Acceptances, &Judgement),
    report: &mut Report,
) -> (Vec<Build>, Option<(String, Exposure)>) {
    let Together { members, accepts } = host;
    let stacks = members.iter().map(|member| Arc::clone(&member.stack));
    let CheckedHost {
        stacks,
        report: mut between,
    } = model::check_host(stacks);
    let mut finished = Vec::new();
    let mut findings = Vec::new();
    for (member, checked) in members.iter().zip(stacks) {
        let CheckedOnHost { stack, mut report } = checked;
        report.append(judgement.of(&member.stack));
        if let Some(stack) = stack {
            let lowered = backend::lower(&stack, &mut report);
            finished.push(Finished {
                name: member.name.clone(),
                is_wanted: member.is_wanted,
                stack,
                lowered,
            });
        }
        findings.push(report);
    }
    judge_together(&finished, &mut between);
    let is_whole = finished.len() == members.len() && !findings.iter().any(Report::has_errors);
    let exposure = is_whole.then(|| exposed(&finished, &mut between)).flatten();
    let mut not_accepted = Report::new();
    acceptances.accept(&accepts, judgement, between, &mut not_accepted);
    distribute(not_accepted, &members, &mut findings, report);
    for (member, own) in members.iter().zip(findings) {
        acceptances.accept(&member.stack.accepts, judgement, own, report);
    }
    if report.has_errors() {
        return (Vec::new(), exposure);
    }
    let wanted = finished.into_iter().filter(|finished| finished.is_wanted);
    let builds = wanted.filter_map(|finished| build(finished, report));
    (builds.collect(), exposure)
}

/// Gives what is found between the stacks of a host to the stack where it is shown, which may accept it as
/// well as the host.
fn distribute(between: Report, members: &[Member], findings: &mut [Report], report: &mut Report) {
    for finding in between.iter() {
        let mut pairs = members.iter().zip(findings.iter_mut());
        match pairs.find(|(member, _)| member.name.holds(finding.path.as_ref())) {
            Some((_, own)) => own.add(finding.clone()),
            None => report.add(finding.clone()),
        }
    }
    let accepted = between.accepted().into_iter();
    accepted.for_each(|accepted| report.accept(accepted.clone()));
}

/// A stack that is checked and lowered.
struct Finished {
    name: BuildName,
    is_wanted: bool,
    stack: CheckedStack,
    lowered: Lowered,
}

/// Judges what the stacks of a host bring to it: here everything about the host is known.
fn judge_together(host: &[Finished], report: &mut Report) {
    let lowered: Vec<&Lowered> = host.iter().map(|finished| &finished.lowered).collect();
    backend::judge_together(&lowered, report);
    let artifacts = lowered.iter().flat_map(|lowered| &lowered.artifacts);
    for error in tree::clashes(artifacts) {
        report.add(path_conflict(&error));
    }
}

/// Who can reach what on a host, and what is wrong with that.
fn exposed(host: &[Finished], report: &mut Report) -> Option<(String, Exposure)> {
    let first = host.first()?;
    let name = match first.name.host() {
        Some(host) => host.to_owned(),
        None => first.name.of_build(&first.stack.stack),
    };
    let members: Vec<exposure::Member<'_>> = host
        .iter()
        .map(|finished| exposure::Member {
            stack: &finished.stack,
            tables: &finished.lowered.tables,
        })
        .collect();
    let exposure = exposure::judge(&members, report);
    exposure::check(&members, &exposure, report);
    Some((name, exposure))
}

fn build(finished: Finished, report: &mut Report) -> Option<Build> {
    let Finished {
        name: of,
        stack,
        lowered,
        ..
    } = finished;
    let stack = &stack.stack;
    let name = of.of_build(stack);
    Some(Build {
        of,
        name: StoreName::parse(&name)
            .expect("names of stacks, environments and hosts are short words"),
        generation: assemble(stack, lowered, report)?,
    })
}

fn assemble(stack: &Stack, lowered: Lowered, report: &mut Report) -> Option<Generation> {
    let Lowered {
        artifacts,
        units,
        secrets,
        asked: _,
        sites: _,
        tables: _,
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
    let what = match error {
        TreeError::SameKey { .. } => "owns this key",
        _ => "asks for this path",
    };
    for origin in first {
        diagnostic = diagnostic.at(origin, what);
    }
    for origin in second {
        diagnostic = diagnostic.and(origin, "so does this");
    }
    diagnostic.maybe_hint(error.hint().map(str::to_owned))
}
