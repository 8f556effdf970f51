//! The logs for code scanning: what SARIF 2.1.0 demands of what we write.
//!
//! The types refuse fields that they do not know, and lack what may be left out only where we leave it out.

use super::{Case, text};
use crate::common::stackc;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Log {
    #[serde(rename = "$schema")]
    schema: String,
    version: String,
    runs: [Run; 1],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Run {
    tool: Tool,
    original_uri_base_ids: BTreeMap<String, Base>,
    column_kind: String,
    results: Vec<Finding>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Base {
    description: Message,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tool {
    driver: Driver,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Driver {
    name: String,
    semantic_version: String,
    rules: Vec<Descriptor>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Descriptor {
    id: String,
    name: String,
    short_description: Message,
    default_configuration: Value,
    help: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Finding {
    rule_id: String,
    rule_index: usize,
    level: String,
    message: Message,
    locations: Vec<Location>,
    #[serde(default)]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<String, String>,
    #[serde(default)]
    suppressions: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Location {
    physical_location: Option<Physical>,
    message: Option<Message>,
    #[serde(default)]
    logical_locations: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

fn log(folder: &Path, arguments: Vec<String>) -> Run {
    let mut command = stackc();
    command
        .current_dir(folder)
        .args(["check", "--findings", "sarif"]);
    let output = command.args(arguments).output().unwrap();
    let log: Log = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(log.version, "2.1.0");
    assert!(log.schema.ends_with("/sarif-schema-2.1.0.json"));
    let [run] = log.runs;
    run
}

#[test]
fn every_log_is_as_the_standard_says() {
    for case in Case::all() {
        let run = log(&case.folder, case.arguments());
        let place = case.folder.display();
        let driver = &run.tool.driver;
        assert_eq!(
            [&*driver.name, &*driver.semantic_version, &*run.column_kind],
            ["stackc", env!("CARGO_PKG_VERSION"), "unicodeCodePoints"]
        );
        assert!(
            run.original_uri_base_ids
                .values()
                .all(|base| !base.description.text.is_empty())
        );
        for rule in &driver.rules {
            assert!(!rule.short_description.text.is_empty(), "{place}");
            let level = text(&rule.default_configuration, "level");
            assert!(["error", "warning"].contains(&level), "{place}");
            let page = text(rule.help.as_ref().unwrap(), "markdown");
            let heading = format!("# {} {}\n", rule.id, rule.name);
            assert!(page.starts_with(&heading), "{place}");
        }
        let mut fingerprints = BTreeSet::new();
        assert!(!run.results.is_empty(), "{place}");
        for finding in &run.results {
            assert_eq!(
                driver.rules[finding.rule_index].id, finding.rule_id,
                "{place}"
            );
            assert!(["error", "warning"].contains(&&*finding.level), "{place}");
            assert!(!finding.message.text.is_empty(), "{place}");
            let fingerprint = &finding.partial_fingerprints["stackcFinding/v1"];
            assert!(fingerprints.insert(fingerprint), "{place}: {fingerprint}");
            assert!(finding.locations.len() <= 1, "{place}");
            for location in finding.locations.iter().chain(&finding.related_locations) {
                assert_location(location, &run, &case.folder);
            }
            for suppression in &finding.suppressions {
                assert_eq!(text(suppression, "kind"), "inSource", "{place}");
                assert!(!text(suppression, "justification").is_empty(), "{place}");
            }
        }
    }
}

fn assert_location(location: &Location, run: &Run, folder: &Path) {
    let place = folder.display();
    assert!(
        location.physical_location.is_some() || !location.logical_locations.is_empty(),
        "{place}"
    );
    assert!(
        location
            .message
            .as_ref()
            .is_none_or(|message| !message.text.is_empty()),
        "{place}"
    );
    let Some(Physical {
        artifact_location,
        region,
    }) = &location.physical_location
    else {
        return;
    };
    let Artifact { uri, uri_base_id } = artifact_location;
    assert!(
        run.original_uri_base_ids.contains_key(uri_base_id),
        "{place}"
    );
    let is_uri = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
    assert!(
        !uri.starts_with('/') && uri.chars().all(is_uri),
        "{place}: {uri}"
    );
    let start = (region.start_line, region.start_column);
    let end = (region.end_line, region.end_column);
    assert!(start >= (1, 1) && start <= end, "{place}");
    if uri_base_id == "PROJECT" {
        let file = fs::read_to_string(folder.join(uri)).unwrap();
        let n_lines = file.split('\n').count();
        assert!(region.end_line <= n_lines, "{place}");
    }
}

/// Lines that are put before a finding move it, and leave it the same finding.
#[test]
fn fingerprints_survive_moved_lines() {
    let named = |name| {
        Case::all()
            .into_iter()
            .find(|case| case.folder.ends_with(name))
            .unwrap()
    };
    for case in ["port-conflict", "unused", "syntax", "extra-conflict"].map(named) {
        let stack = fs::read_to_string(case.folder.join("stack.ncl")).unwrap();
        let moved = tempfile::tempdir().unwrap();
        fs::write(
            moved.path().join("stack.ncl"),
            format!("# A line\n\n# and more.\n{stack}"),
        )
        .unwrap();
        let of = |folder: &Path| {
            let results = log(folder, vec!["stack.ncl".into()]).results.into_iter();
            results
                .map(|finding| {
                    let line = finding.locations[0]
                        .physical_location
                        .as_ref()
                        .unwrap()
                        .region
                        .start_line;
                    (finding.partial_fingerprints, line)
                })
                .collect::<Vec<_>>()
        };
        let before = of(&case.folder);
        let expected: Vec<_> = before
            .into_iter()
            .map(|(prints, line)| (prints, line + 3))
            .collect();
        assert_eq!(of(moved.path()), expected, "{}", case.folder.display());
    }
}
