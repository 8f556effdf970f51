//! Archives of OCI image layouts.

use super::{Budget, tar};
use crate::write::ARTIFACT;
use crate::{Contents, Kind, ReadError};
use serde::Deserialize;
use std::collections::BTreeMap;
use tree::Digest;

const FORMAT: &str = "OCI archive";

/// Whether a tar archive holds a layout. One that cannot be read holds none.
pub(super) fn is_layout(bytes: &[u8]) -> bool {
    let mut is_layout = false;
    let mut look = |path: &str, _: &mut ::tar::Entry<'_, &[u8]>| {
        is_layout |= path == "oci-layout";
        Ok(())
    };
    tar::entries(bytes, &mut look).is_ok() && is_layout
}

/// Reads the one artifact of the layout. All that is read is what its digest says.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Contents, ReadError> {
    let mut files = BTreeMap::new();
    tar::entries(bytes, &mut |path, entry| {
        budget.entry()?;
        let file = budget.read(entry)?;
        files.insert(path.to_owned(), file);
        Ok(())
    })?;
    let index = files
        .get("index.json")
        .ok_or_else(|| wrong("it has no `index.json`"))?;
    let index: Index = json(index)?;
    let [manifest] = index.manifests.as_slice() else {
        return Err(wrong("it does not hold exactly one manifest"));
    };
    let manifest: Manifest = json(blob(&files, manifest)?)?;
    if manifest.artifact_type.as_deref() != Some(ARTIFACT) {
        return Err(wrong(format!("it is no artifact of the type `{ARTIFACT}`")));
    }
    let [layer] = manifest.layers.as_slice() else {
        return Err(wrong("it does not hold exactly one layer"));
    };
    tar::read(blob(&files, layer)?, Kind::Oci, budget)
}

fn blob<'a>(
    files: &'a BTreeMap<String, Vec<u8>>,
    descriptor: &Descriptor,
) -> Result<&'a [u8], ReadError> {
    let digest = &descriptor.digest;
    let hex = digest.strip_prefix("sha256:").unwrap_or_default();
    let blob = files
        .get(&format!("blobs/sha256/{hex}"))
        .ok_or_else(|| wrong(format!("it has no blob `{digest}`")))?;
    match Digest::of(blob).to_hex() == hex {
        true => Ok(blob),
        false => Err(wrong(format!("its blob `{digest}` is damaged"))),
    }
}

fn json<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, ReadError> {
    serde_json::from_slice(bytes).map_err(|error| wrong(error.to_string()))
}

fn wrong(reason: impl Into<String>) -> ReadError {
    ReadError::format(FORMAT, reason)
}

#[derive(Deserialize)]
struct Index {
    manifests: Vec<Descriptor>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    artifact_type: Option<String>,
    layers: Vec<Descriptor>,
}

#[derive(Deserialize)]
struct Descriptor {
    digest: String,
}
