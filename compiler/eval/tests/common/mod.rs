//! What all tests of evaluation share: a small library, and projects in folders.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use eval::{CappedAllocator, Evaluation, Library, Limits, Project};
use source::RuleRef;
use source::render::{Color, human};
use std::fs;
use std::path::Path;

#[global_allocator]
static ALLOCATOR: CappedAllocator = CappedAllocator;

/// A library in the style of the real one, with one of each.
pub(crate) static LIBRARY: Library = Library {
    files: &[
        ("stackc/main.ncl", include_str!("library/main.ncl")),
        ("stackc/port.ncl", include_str!("library/port.ncl")),
    ],
};

/// Evaluates `stack.ncl` in a folder.
pub(crate) fn evaluate_folder(folder: &Path, library: &Library, limits: &Limits) -> Evaluation {
    let project = Project::open(folder, Path::new("stack.ncl")).unwrap();
    eval::evaluate(&project, library, limits).unwrap()
}

/// Evaluates a project that consists of these files, the first of them.
pub(crate) fn evaluate_files(files: &[(&str, &str)], limits: &Limits) -> Evaluation {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let project = Project::open(folder.path(), Path::new(files[0].0)).unwrap();
    eval::evaluate(&project, &LIBRARY, limits).unwrap()
}

/// Evaluates one text.
pub(crate) fn evaluate_text(text: &str, limits: &Limits) -> Evaluation {
    evaluate_files(&[("stack.ncl", text)], limits)
}

/// The report as people see it.
pub(crate) fn report_of(evaluation: &Evaluation) -> String {
    human(&evaluation.report, &evaluation.sources, Color::Never)
}

/// The names of the rules that were broken, in source order.
pub(crate) fn rules_of(evaluation: &Evaluation) -> Vec<&'static str> {
    let sorted = evaluation.report.sorted();
    sorted
        .iter()
        .map(|diagnostic| match &diagnostic.rule {
            RuleRef::Rule(rule) => rule.name,
            RuleRef::Policy(policy) => panic!("`{}` is no rule of stackc", policy.name),
        })
        .collect()
}
