//! `stackc verify`

use super::{JSON_FORMAT, show_json};
use crate::cli::Global;
use crate::opened::{Opened, open};
use crate::show::{self, Trouble, Verdict};
use export::{Examined, Problem, examine};
use std::path::PathBuf;
use tree::{Digest, StorePathName};

/// Check an object of a store, or an export, against its hash and its manifest
///
/// Takes objects and links to them, folders, and files that `stackc export` writes. Every file is compared with the
/// manifest that is among them: contents, and modes and owners where the format keeps them. An object must bear the
/// name that its content gives it. Prints the hash, as `nix hash path` would.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// An object, a folder, or a file: nar, tar, deb, oci or confext
    path: PathBuf,
    /// The hash that it must have: `sha256-…`, as `stackc hash` prints it
    #[arg(long, value_name = "HASH")]
    hash: Option<Digest>,
    /// Print a JSON object for scripts: `ok`, `kind`, `stack`, `hash`, `store_name`, `files`, `problems`
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let path = arguments.path.display();
    if !arguments.path.exists() {
        return Err(Trouble::new(format!("there is no `{path}`")));
    }
    let Opened { contents, name } = open(&arguments.path)?.ok_or_else(|| {
        Trouble::new(format!("`{path}` is neither a tree of stackc nor an export of one"))
            .hint("name an object of a store, a folder with an `etc/stackc`, or what `stackc export` wrote")
    })?;
    let mut examined = examine(&contents, arguments.hash.as_ref());
    examined.problems.extend(misnamed(&examined, name));

    for problem in &examined.problems {
        show::problem(global, &format!("`{path}`: {problem}"));
    }
    if arguments.json {
        show_json(&json(&contents, &examined))?;
    } else if let Some(digest) = &examined.digest {
        show::result(&format!("{digest}\n"))?;
    }
    Ok(match examined.problems.is_empty() {
        true => Verdict::Fine,
        false => Verdict::Different,
    })
}

fn misnamed(examined: &Examined, name: Option<StorePathName>) -> Option<Problem> {
    let expected = name?;
    let found = StorePathName::of_source(&examined.digest?, expected.name());
    (found != expected).then_some(Problem::Name { found, expected })
}

#[derive(serde::Serialize)]
struct JsonVerified {
    format: u32,
    ok: bool,
    kind: &'static str,
    stack: Option<String>,
    hash: Option<String>,
    store_name: Option<String>,
    files: usize,
    problems: Vec<String>,
}

fn json(contents: &export::Contents, examined: &Examined) -> JsonVerified {
    let Examined {
        stack,
        digest,
        problems,
    } = examined;
    let store_name = match (stack, digest) {
        (Some(stack), Some(digest)) => Some(StorePathName::of_source(digest, stack).to_string()),
        (None, _) | (_, None) => None,
    };
    JsonVerified {
        format: JSON_FORMAT,
        ok: problems.is_empty(),
        kind: contents.kind.word(),
        stack: stack.as_ref().map(ToString::to_string),
        hash: digest.as_ref().map(ToString::to_string),
        store_name,
        files: contents.files.len(),
        problems: problems.iter().map(ToString::to_string).collect(),
    }
}
