//! What is built from a stack: tables, quadlets, verdicts.

use eval::{Library, Limits, Project};
use exposure::{Exposure, Judged, Member, Way};
use formats::{nft, unit};
use source::Report;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tree::Content;

/// A stack, compiled.
pub(crate) struct Built {
    pub(crate) exposure: Exposure,
    /// The file of the tables.
    pub(crate) table: Option<String>,
    /// The rules of others.
    pub(crate) foreign: Option<String>,
    /// The values of quadlets, by file name and key.
    pub(crate) quadlets: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    pub(crate) is_rootless: bool,
}

impl Built {
    /// Compiles the `stack.ncl` of a folder, whatever is said about its exposure.
    pub(crate) fn of(folder: &Path, environment: Option<&str>) -> Self {
        let project = Project::open(folder, Path::new("stack.ncl")).unwrap();
        let evaluation = eval::evaluate(&project, &library(), &Limits::default()).unwrap();
        let mut report = evaluation.report;
        let shown = |report: &Report| {
            let said = source::render::short(report, &evaluation.sources);
            format!("{}: {said}", folder.display())
        };
        let value = evaluation
            .value
            .unwrap_or_else(|| panic!("{}", shown(&report)));
        let stack = match model::decode(&value, &mut report) {
            Some(model::Installable::Stack(stack)) => *stack,
            Some(model::Installable::Environments(mut all)) => {
                all.remove(environment.unwrap()).unwrap().value
            }
            _ => panic!("{}", shown(&report)),
        };
        let checked = model::check(stack, &mut report);
        let checked = checked.unwrap_or_else(|| panic!("{}", shown(&report)));
        let lowered = backend::lower(&checked, &mut report);
        assert!(!report.has_errors(), "{}", shown(&report));
        let tables = &lowered.tables;
        let member = Member {
            stack: &checked,
            tables,
        };
        let mut quadlets = BTreeMap::new();
        for artifact in &lowered.artifacts {
            let path = artifact.path.as_str();
            let name = path.rsplit('/').next().unwrap();
            if let Content::File(bytes) = &artifact.content
                && (name.ends_with(".container") || name.ends_with(".network"))
            {
                let file = unit::parse(std::str::from_utf8(bytes).unwrap()).unwrap();
                let keys: &mut BTreeMap<String, Vec<String>> =
                    quadlets.entry(name.to_owned()).or_default();
                for (_, entry) in file.entries() {
                    let values = keys.entry(entry.key.as_str().to_owned()).or_default();
                    values.push(entry.value.as_str().to_owned());
                }
            }
        }
        let printed = nft::File {
            header: Vec::new(),
            tables: tables.clone(),
        };
        let foreign = &checked.stack.host.foreign_rules;
        Self {
            exposure: exposure::judge(&[member], &mut Report::new()),
            table: (!tables.is_empty()).then(|| printed.print().text),
            foreign: foreign.as_ref().map(|text| text.value.clone()),
            quadlets,
            is_rootless: matches!(checked.stack.account.value, model::Account::Rootless(_)),
        }
    }

    /// What an endpoint answers: who it is, and the port that it hears.
    pub(crate) fn answer_of(&self, judged: &Judged) -> String {
        let endpoint = &judged.endpoint;
        match &endpoint.way {
            Way::Redirected { to } => format!("host:{to}"),
            Way::Forwarded { to, .. } => {
                // A listener of several is called `CONTAINER.LISTENER`.
                let part = endpoint.who.split('.').next().unwrap();
                let name = self.quadlets.keys().find_map(|file| {
                    let stem = file.strip_suffix(".container")?;
                    let is_it = stem == part || stem.ends_with(&format!("-{part}"));
                    is_it.then_some(stem)
                });
                format!("{}:{to}", name.unwrap())
            }
            Way::Process(_) | Way::Networks(_) | Way::Unheard | Way::Nothing => {
                format!("host:{}", endpoint.port)
            }
        }
    }
}

/// `lib/`, as the program embeds it.
fn library() -> Library {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lib");
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).unwrap().display();
            let name: &'static str = format!("stackc/{name}").leak();
            let text: &'static str = std::fs::read_to_string(&path).unwrap().leak();
            files.push((name, text));
        }
    }
    Library {
        files: files.leak(),
    }
}
