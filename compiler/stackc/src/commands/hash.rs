//! `stackc hash`

use super::{JSON_FORMAT, compile_and_report, show_json};
use crate::cli::Global;
use crate::installable::Installable;
use crate::show::{self, Trouble, Verdict};
use store::StorePath;

/// Print the hash of a stack, or of an object of a store, as `nix hash path` would
///
/// The hash is the SHA-256 of the NAR serialisation in SRI form. A folder that is an object of a
/// store is verified and hashed as it is; anything else is compiled, and nothing is written. Several
/// stacks give a line each, with the name of the environment, or of host and stack, behind the hash.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder or file, with `#NAME` for one of its environments, hosts, or stacks of a host (`#HOST.STACK`); or an object of a store
    #[arg(default_value = ".", value_name = "PATH[#NAME]")]
    installable: Installable,
    /// Print a JSON object for scripts: `hashes`, `diagnostics`
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let json = match arguments.installable.object() {
        Some(object) => of_object(&object)?,
        None => of_stacks(global, &arguments.installable)?,
    };
    if arguments.json {
        show_json(&json)?;
    } else {
        show::result(&lines(&json.hashes))?;
    }
    Ok(json.verdict)
}

fn of_object(object: &StorePath) -> Result<JsonHashes, Trouble> {
    object.verify()?;
    let hash = JsonHash {
        environment: None,
        host: None,
        selector: None,
        name: object.name().name().to_string(),
        hash: store::hash_folder(&object.path())?.to_string(),
    };
    Ok(JsonHashes {
        format: JSON_FORMAT,
        hashes: vec![hash],
        diagnostics: Vec::new(),
        verdict: Verdict::Fine,
    })
}

fn of_stacks(global: &Global, installable: &Installable) -> Result<JsonHashes, Trouble> {
    let reported = compile_and_report(global, installable)?;
    let diagnostics = reported.diagnostics();
    let hashes = reported.builds.into_iter().map(|build| JsonHash {
        environment: build.of.environment().map(str::to_owned),
        host: build.of.host().map(str::to_owned),
        selector: build.of.selector(),
        name: build.name.to_string(),
        hash: build.generation.tree().digest().to_string(),
    });
    Ok(JsonHashes {
        format: JSON_FORMAT,
        hashes: hashes.collect(),
        diagnostics,
        verdict: reported.verdict,
    })
}

/// One hash stands alone; several are told apart by what follows `#`.
fn lines(hashes: &[JsonHash]) -> String {
    let line = |hash: &JsonHash| match &hash.selector {
        Some(selector) if hashes.len() > 1 => format!("{} {selector}\n", hash.hash),
        Some(_) | None => format!("{}\n", hash.hash),
    };
    hashes.iter().map(line).collect()
}

#[derive(serde::Serialize)]
struct JsonHashes {
    format: u32,
    hashes: Vec<JsonHash>,
    diagnostics: Vec<serde_json::Value>,
    #[serde(skip)]
    verdict: Verdict,
}

#[derive(serde::Serialize)]
struct JsonHash {
    environment: Option<String>,
    host: Option<String>,
    #[serde(skip)]
    selector: Option<String>,
    name: String,
    hash: String,
}
