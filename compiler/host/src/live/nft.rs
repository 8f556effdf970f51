//! Tables as the kernel has them, by `nft list table`.

use super::{Finding, Live, Programs, complaint};
use crate::{KeyChange, Meaning, Plan, compare_texts};
use formats::nft::File;
use tree::{Artifact, Reader, Scope, TreePath};

pub(super) fn look(plan: &Plan<'_>, programs: &impl Programs, live: &mut Live) {
    let tables = plan
        .generation
        .tree()
        .iter()
        .filter(|artifact| artifact.readers.contains(&Reader::Nft));
    for artifact in tables {
        let text = artifact
            .bytes()
            .and_then(|bytes| std::str::from_utf8(bytes).ok());
        let Some(file) = text.and_then(|text| File::parse(text).ok()) else {
            live.unseen(artifact.path.as_str(), "it is not understood");
            continue;
        };
        for table in &file.tables {
            let (family, name) = (table.family.word(), table.name.as_str());
            let one = File {
                tables: vec![table.clone()],
                ..File::default()
            };
            compare(artifact, family, name, &one.print().text, programs, live);
        }
    }
}

fn compare(
    artifact: &Artifact,
    family: &str,
    name: &str,
    wanted: &str,
    programs: &impl Programs,
    live: &mut Live,
) {
    let table = format!("table {family} {name}");
    let command = ["nft", "--stateless", "list", "table", family, name];
    let answer = match programs.ask(Scope::System, &command) {
        Ok(answer) => answer,
        Err(reason) => return live.unseen("tables", reason),
    };
    // nft(8) has one exit status for all failures.
    if !answer.is_success && answer.stderr.contains("No such file or directory") {
        return live.find("table", Scope::System, &table, "is not loaded");
    }
    if !answer.is_success {
        return live.unseen("tables", complaint("nft", &answer));
    }
    match differences(&artifact.path, &answer.stdout, wanted) {
        Ok(details) if details.is_empty() => {}
        Ok(details) => live.findings.push(Finding {
            kind: "table",
            scope: Scope::System,
            name: table,
            matter: format!("is loaded otherwise than {} says", artifact.path),
            details,
        }),
        Err(reason) => live.unseen(table, reason),
    }
}

/// In what a loaded table differs from the one that is wanted, a sentence each.
fn differences(path: &TreePath, loaded: &str, wanted: &str) -> Result<Vec<String>, String> {
    match compare_texts(path, Some(loaded), Some(wanted)) {
        Some(Ok(Meaning::Same)) => Ok(Vec::new()),
        Some(Ok(Meaning::Order)) => Ok(vec!["its chains stand in another order".to_owned()]),
        Some(Ok(Meaning::Keys(changes))) => {
            Ok(changes.iter().flat_map(KeyChange::sentences).collect())
        }
        Some(Err(unparsed)) => Err(format!(
            "what is loaded is not understood: {}",
            unparsed.error
        )),
        None => Err(format!("{path} is of no known format")),
    }
}
