//! `stackc build`

use super::compile_and_report;
use crate::cli::Global;
use crate::compile::Build;
use crate::installable::Installable;
use crate::show::{self, Trouble, Verdict};
use crate::stores;
use source::Sources;
use std::path::PathBuf;
use store::{BuildRecord, Store, StorePath};

/// Build a stack into the store, and print the store path
///
/// Prints one path per line, for each environment in the order of their names, and leaves a link
/// `result` to it (`result-NAME` when there are several environments).
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder or file, with `#ENVIRONMENT` for one of several
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
    /// Print a JSON object for scripts
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let Some(compiled) = compile_and_report(global, &arguments.installable)? else {
        return Ok(Verdict::Different);
    };
    let store = arguments.store.open()?;
    let mut built = Vec::new();
    for build in &compiled.builds {
        let path = add(&store, build, &compiled.sources)?;
        built.push((build, path));
    }
    if !arguments.no_out_link {
        let is_alone = built.len() == 1;
        for (build, path) in &built {
            let link = out_link(arguments, build, is_alone);
            store::replace_link(&link, &path.path())?;
        }
    }
    show::result(&if arguments.json {
        json(&built)
    } else {
        let lines = built
            .iter()
            .map(|(_, path)| format!("{}\n", path.path().display()));
        lines.collect()
    })?;
    Ok(Verdict::Fine)
}

fn add(store: &Store, build: &Build, sources: &Sources) -> Result<StorePath, Trouble> {
    let tree = build.generation.tree();
    let path = store.add(tree, &build.name)?;
    let compiler = concat!("stackc ", env!("CARGO_PKG_VERSION"));
    let record = BuildRecord::new(compiler, sources, path.name(), tree);
    store.write_record(&record)?;
    Ok(path)
}

fn out_link(arguments: &Arguments, build: &Build, is_alone: bool) -> PathBuf {
    match &build.environment {
        Some(environment) if !is_alone => {
            let mut name = arguments.out_link.clone().into_os_string();
            name.push(format!("-{environment}"));
            name.into()
        }
        Some(_) | None => arguments.out_link.clone(),
    }
}

/// Raised when a field changes its meaning or goes away.
const FORMAT: u32 = 1;

#[derive(serde::Serialize)]
struct JsonBuilds<'a> {
    format: u32,
    builds: Vec<JsonBuild<'a>>,
}

#[derive(serde::Serialize)]
struct JsonBuild<'a> {
    environment: Option<&'a str>,
    stack: &'a str,
    store_path: String,
    hash: String,
    files: usize,
}

fn json(built: &[(&Build, StorePath)]) -> String {
    let builds = built.iter().map(|(build, path)| JsonBuild {
        environment: build.environment.as_deref(),
        stack: build.generation.manifest().stack.as_str(),
        store_path: path.path().display().to_string(),
        hash: build.generation.tree().digest().to_string(),
        files: build.generation.tree().len(),
    });
    let builds = JsonBuilds {
        format: FORMAT,
        builds: builds.collect(),
    };
    let mut text = serde_json::to_string_pretty(&builds).expect("all keys are strings");
    text.push('\n');
    text
}
