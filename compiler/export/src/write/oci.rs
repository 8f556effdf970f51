//! OCI artifacts: an image layout in one archive, as `oci-archive:` names it.
//!
//! The layout holds one manifest of one layer, the tar archive of the tree. It is an artifact and no image: it has a
//! type of its own and the empty configuration, so nobody takes it for something to run.
//! <https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidelines-for-artifact-usage>

use super::archive::{self, Archive, LongNames};
use crate::{Facts, WriteError};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use store::Generation;
use tree::{Digest, FileMode, Owner};

/// What the artifact is: a tree of stackc, in one layer.
pub(crate) const ARTIFACT: &str = "application/vnd.stackc.tree.v1";

/// The archive of the tree.
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const EMPTY: &str = "application/vnd.oci.empty.v1+json";

/// The content of the empty configuration.
const EMPTY_BYTES: &[u8] = b"{}";

/// The version of all schemas.
const SCHEMA: u32 = 2;

/// The annotation that holds the identity of the tree.
const HASH: &str = "dev.stackc.tree.hash";

/// Writes the archive.
pub(super) fn write(
    out: &mut dyn Write,
    generation: &Generation,
    facts: &Facts,
) -> Result<(), WriteError> {
    let mut layer = Vec::new();
    archive::tree(&mut layer, generation.tree(), facts.time)?;
    let name = generation.manifest().stack.to_string();
    let annotations = annotations(generation, facts, &name);
    let manifest = json(&Manifest {
        schema_version: SCHEMA,
        media_type: MANIFEST,
        artifact_type: ARTIFACT,
        config: Descriptor::of(EMPTY, EMPTY_BYTES),
        layers: vec![Descriptor {
            annotations: BTreeMap::from([(
                "org.opencontainers.image.title",
                format!("{name}.tar"),
            )]),
            ..Descriptor::of(LAYER, &layer)
        }],
        annotations,
    });
    let index = json(&Index {
        schema_version: SCHEMA,
        media_type: INDEX,
        manifests: vec![Descriptor {
            artifact_type: Some(ARTIFACT),
            ..Descriptor::of(MANIFEST, &manifest)
        }],
    });
    let mut archive = Archive::new(out, facts.time, LongNames::Written);
    let mut add =
        |path: &str, bytes: &[u8]| archive.file(path, bytes, FileMode::PUBLIC, &Owner::root());
    let blobs: BTreeMap<String, &[u8]> = [EMPTY_BYTES, &layer, &manifest]
        .map(|bytes| (blob_path(&Digest::of(bytes)), bytes))
        .into();
    for (path, bytes) in &blobs {
        add(path, bytes)?;
    }
    add("index.json", &index)?;
    add("oci-layout", br#"{"imageLayoutVersion":"1.0.0"}"#)?;
    Ok(archive.finish()?)
}

/// Where the layout keeps some bytes.
fn blob_path(digest: &Digest) -> String {
    format!("blobs/sha256/{}", digest.to_hex())
}

fn annotations(
    generation: &Generation,
    facts: &Facts,
    name: &str,
) -> BTreeMap<&'static str, String> {
    let mut annotations = BTreeMap::from([
        ("org.opencontainers.image.title", name.to_owned()),
        (HASH, generation.tree().digest().to_string()),
    ]);
    if let Some(version) = &facts.version {
        annotations.insert("org.opencontainers.image.version", version.clone());
    }
    annotations
}

fn json(object: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(object).expect("all keys are strings")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Index {
    schema_version: u32,
    media_type: &'static str,
    manifests: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    schema_version: u32,
    media_type: &'static str,
    artifact_type: &'static str,
    config: Descriptor,
    layers: Vec<Descriptor>,
    annotations: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    media_type: &'static str,
    digest: String,
    size: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    artifact_type: Option<&'static str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<&'static str, String>,
}

impl Descriptor {
    fn of(media_type: &'static str, bytes: &[u8]) -> Self {
        Self {
            media_type,
            digest: format!("sha256:{}", Digest::of(bytes).to_hex()),
            size: bytes.len(),
            artifact_type: None,
            annotations: BTreeMap::new(),
        }
    }
}
