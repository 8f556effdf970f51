//! `stackc build`

use super::{JSON_FORMAT, Reported, compiled, question, reported, request, show_json};
use crate::cache::KnownBuild;
use crate::cli::Global;
use crate::compile::Build;
use crate::installable::Installable;
use crate::show::{self, Trouble, Verdict};
use crate::stores;
use source::Sources;
use std::io;
use std::path::{Path, PathBuf};
use store::{BuildRecord, Store, StoreError, StorePath};

/// Build a stack into the store, and print the store path
///
/// Prints one path per line, for each stack that the file exports in the order of their names, and leaves
/// a link `result` to it (`result-NAME` when there are several). The stacks of a host are judged together,
/// also when only one of them is built.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder or file, with `#NAME` for one of its environments, hosts, or stacks of a host (`#HOST.STACK`)
    #[arg(default_value = ".", value_name = "PATH[#NAME]")]
    installable: Installable,
    #[command(flatten)]
    store: stores::StoreOption,
    /// Name of the link to the result
    #[arg(short, long, value_name = "PATH", default_value = "result")]
    out_link: PathBuf,
    /// Leave no link
    #[arg(long, conflicts_with = "out_link")]
    no_out_link: bool,
    /// Print a JSON object for scripts: `builds`, `diagnostics`
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let (reported, built) = match known(global, arguments)? {
        Some(known) => known,
        None => anew(global, arguments)?,
    };
    // What was built is told also when there is no place for a link.
    if arguments.json {
        show_json(&json(&built, reported.diagnostics()))?;
    } else {
        let lines = built
            .iter()
            .map(|(_, path)| format!("{}\n", path.path().display()));
        show::result(&lines.collect::<String>())?;
    }
    if !arguments.no_out_link {
        let is_alone = built.len() == 1;
        for (build, path) in &built {
            make_link(&out_link(arguments, build, is_alone), path)?;
        }
    }
    Ok(reported.verdict)
}

/// Trees in a store.
type Built = Vec<(KnownBuild, StorePath)>;

/// What was built before and is still there, when nothing has changed.
fn known(global: &Global, arguments: &Arguments) -> Result<Option<(Reported, Built)>, Trouble> {
    let request = request(global, &arguments.installable);
    let Some(known) = question(global, &request).and_then(|asked| asked.known(&request)) else {
        return Ok(None);
    };
    let Some(builds) = known.builds.clone() else {
        return Ok(None);
    };
    let store = arguments.store.open()?;
    let in_store = |build: KnownBuild| {
        let path = store.object(&build.object);
        path.is_whole(&build.record).then_some((build, path))
    };
    let Some(built) = builds.into_iter().map(in_store).collect::<Option<Built>>() else {
        return Ok(None);
    };
    let reported = Reported::of_known(global, known);
    Ok(Some(match reported.verdict {
        Verdict::Fine => (reported, built),
        Verdict::Different => (reported, Vec::new()),
    }))
}

/// Compiles, and remembers what came of it.
fn anew(global: &Global, arguments: &Arguments) -> Result<(Reported, Built), Trouble> {
    let request = request(global, &arguments.installable);
    let reported = reported(global, compiled(global, &request)?);
    let mut built = Vec::new();
    if reported.verdict == Verdict::Fine {
        let store = arguments.store.open()?;
        for build in &reported.builds {
            built.push(add(&store, build, &reported.sources)?);
        }
        if let Some(question) = question(global, &request) {
            let builds: Vec<KnownBuild> = built.iter().map(|(build, _)| build.clone()).collect();
            let read = (&reported.sources, &reported.inputs);
            question.remember(read, &reported.report, Some(&builds));
        }
    }
    Ok((reported, built))
}

fn make_link(link: &Path, path: &StorePath) -> Result<(), Trouble> {
    store::replace_link(link, &path.path()).map_err(|error| {
        let folder = link.parent().filter(|folder| *folder != Path::new(""));
        let cause = match &error {
            StoreError::Io { cause, .. } => Some(cause.kind()),
            _ => None,
        };
        let hint = "name another with `--out-link`, or leave none with `--no-out-link`";
        match (cause, folder) {
            (Some(io::ErrorKind::NotFound), Some(folder)) => {
                let message = format!("there is no folder `{}` for the link", folder.display());
                Trouble::new(message).hint(hint)
            }
            (Some(_), _) => Trouble::new(error.to_string()).hint(hint),
            (None, _) => error.into(),
        }
    })
}

fn add(
    store: &Store,
    build: &Build,
    sources: &Sources,
) -> Result<(KnownBuild, StorePath), Trouble> {
    let tree = build.generation.tree();
    let path = store.add(tree, &build.name)?;
    let compiler = concat!("stackc ", env!("CARGO_PKG_VERSION"));
    let record = BuildRecord::new(compiler, sources, path.name(), tree);
    let (_, record) = store.write_record(&record)?;
    let known = KnownBuild {
        of: build.of.clone(),
        stack: build.generation.manifest().stack.to_string(),
        object: path.name().clone(),
        digest: tree.digest(),
        files: tree.len(),
        record,
    };
    Ok((known, path))
}

fn out_link(arguments: &Arguments, build: &KnownBuild, is_alone: bool) -> PathBuf {
    match build.of.selector() {
        Some(selector) if !is_alone => {
            let mut name = arguments.out_link.clone().into_os_string();
            name.push(format!("-{selector}"));
            name.into()
        }
        Some(_) | None => arguments.out_link.clone(),
    }
}

#[derive(serde::Serialize)]
struct JsonBuilds<'a> {
    format: u32,
    builds: Vec<JsonBuild<'a>>,
    diagnostics: Vec<serde_json::Value>,
}

#[derive(serde::Serialize)]
struct JsonBuild<'a> {
    environment: Option<&'a str>,
    host: Option<&'a str>,
    stack: &'a str,
    store_path: String,
    hash: String,
    files: usize,
}

fn json(built: &[(KnownBuild, StorePath)], diagnostics: Vec<serde_json::Value>) -> JsonBuilds<'_> {
    let builds = built.iter().map(|(build, path)| JsonBuild {
        environment: build.of.environment(),
        host: build.of.host(),
        stack: &build.stack,
        store_path: path.path().display().to_string(),
        hash: build.digest.to_string(),
        files: build.files,
    });
    JsonBuilds {
        format: JSON_FORMAT,
        builds: builds.collect(),
        diagnostics,
    }
}
