//! The control files of a package: Debian's policy, chapter 5.

use super::Extras;
use crate::Maintainer;
use md5::{Digest as _, Md5};
use std::collections::{BTreeMap, BTreeSet};
use store::{FileKind, Generation, Manifest};
use tree::Reader;

/// What a package says of itself.
pub(super) struct Control<'a> {
    pub(super) package: &'a str,
    pub(super) version: &'a str,
    pub(super) maintainer: &'a Maintainer,
    pub(super) generation: &'a Generation,
}

impl Control<'_> {
    /// The control files, by name; the scripts are not among them.
    pub(super) fn files(&self, extras: &Extras) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("control", self.control(extras)),
            ("conffiles", self.conffiles()),
            ("md5sums", md5sums(extras)),
        ])
    }

    fn control(&self, extras: &Extras) -> String {
        let manifest = self.generation.manifest();
        let files = self.generation.tree().iter();
        let sizes = files.map(|artifact| artifact.bytes().unwrap_or_default().len());
        let extra_sizes = extras.values().map(Vec::len);
        let kibibytes: usize = sizes
            .chain(extra_sizes)
            .map(|size| size.div_ceil(1024))
            .sum();
        let fields = [
            ("Package", self.package.to_owned()),
            ("Version", self.version.to_owned()),
            ("Architecture", "all".to_owned()),
            ("Maintainer", self.maintainer.as_str().to_owned()),
            ("Installed-Size", kibibytes.to_string()),
            ("Depends", depends(manifest)),
            ("Section", "admin".to_owned()),
            ("Priority", "optional".to_owned()),
            ("Description", self.description()),
        ];
        let fields = fields
            .iter()
            .map(|(name, value)| format!("{name}: {value}\n"));
        fields.collect()
    }

    fn description(&self) -> String {
        let manifest = self.generation.manifest();
        let stack = &manifest.stack;
        let hash = self.generation.tree().digest();
        let mut text = format!(
            "files of the stack {stack}\n \
             They were made by stackc. Installing them makes users and directories, and\n \
             starts, restarts or reloads the units whose files have changed.\n .\n \
             The tree has the hash {hash}.\n"
        );
        let entries = manifest.files.values();
        let foreign: BTreeSet<&str> = entries
            .filter_map(|entry| entry.owned_keys.as_ref())
            .map(|keys| keys.file.as_str())
            .collect();
        if !foreign.is_empty() {
            text.push_str(" .\n It does not set the keys of files that belong to others:\n");
            for file in foreign {
                text.push_str(&format!("  {file}\n"));
            }
        }
        if !manifest.secrets.is_empty() {
            text.push_str(" .\n These secrets must be made on the host:\n");
            for name in manifest.secrets.keys() {
                text.push_str(&format!("  {name}\n"));
            }
        }
        text.trim_end().to_owned()
    }

    /// Regular files: dpkg asks before it replaces one that somebody changed.
    fn conffiles(&self) -> String {
        let files = self.generation.manifest().files.iter();
        let files = files.filter(|(_, entry)| !matches!(entry.kind, FileKind::Symlink { .. }));
        files
            .map(|(path, _)| format!("{}\n", path.on_host()))
            .collect()
    }
}

fn md5sums(extras: &Extras) -> String {
    let hex = |bytes: &[u8]| {
        let digest = Md5::digest(bytes);
        digest
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    extras
        .iter()
        .map(|(path, bytes)| format!("{}  {path}\n", hex(bytes)))
        .collect()
}

/// The programs that read the files, at least as new as the target has them.
fn depends(manifest: &Manifest) -> String {
    let has = |folder: &str| {
        manifest
            .files
            .keys()
            .any(|path| path.as_str().starts_with(folder))
    };
    let readers = || manifest.files.values().flat_map(|entry| &entry.readers);
    let is_nginx =
        |reader: &Reader| matches!(reader, Reader::Unit(unit) if unit.name == "nginx.service");
    let needs = [
        ("nftables", readers().any(|reader| *reader == Reader::Nft)),
        ("nginx", readers().any(is_nginx)),
        ("podman", has("etc/containers/systemd/")),
        ("systemd", true),
    ];
    let needs = needs.iter().filter(|(_, is_needed)| *is_needed);
    let needs = needs.map(|(name, _)| match manifest.target.versions.get(*name) {
        Some(version) => format!("{name} (>= {version})"),
        None => (*name).to_owned(),
    });
    needs.collect::<Vec<_>>().join(", ")
}
