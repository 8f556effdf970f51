//! What differs between a folder and a tree, file by file.

use super::trouble;
use crate::show::Trouble;
use host::render::unified_texts;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tree::{Artifact, Content, Tree};

/// What stands at a path of the folder.
enum Found {
    /// A regular file.
    File { bytes: Vec<u8>, executable: bool },
    /// A symbolic link.
    Link(PathBuf),
    /// A folder that no file of the tree lies in, or something that no tree holds.
    Stranger,
}

/// All differences, as text that ends in a newline: texts as unified diffs, all else in a sentence.
pub(super) fn difference(folder: &Path, tree: &Tree) -> Result<String, Trouble> {
    let mut wanted: BTreeMap<&str, &Artifact> = BTreeMap::new();
    let mut folders = BTreeSet::new();
    for artifact in tree.iter() {
        let path = artifact.path.as_str();
        wanted.insert(path, artifact);
        let above = Path::new(path).ancestors().skip(1);
        folders.extend(above.map(Path::to_owned));
    }
    let mut found = BTreeMap::new();
    walk(folder, Path::new(""), &folders, &mut found)?;

    let mut difference = String::new();
    for (path, artifact) in &wanted {
        let found = found.remove(Path::new(path));
        difference.push_str(&one(folder, artifact, found));
    }
    for path in found.keys() {
        let path = folder.join(path);
        writeln!(difference, "`{}` is not in the tree", path.display())
            .expect("writing to a string succeeds");
    }
    Ok(difference)
}

/// Collects what is below `path`; goes only into folders of the tree.
fn walk(
    root: &Path,
    path: &Path,
    folders: &BTreeSet<PathBuf>,
    found: &mut BTreeMap<PathBuf, Found>,
) -> Result<(), Trouble> {
    let folder = root.join(path);
    let entries = fs::read_dir(&folder).map_err(|cause| trouble("read", &folder, &cause))?;
    for entry in entries {
        let entry = entry.map_err(|cause| trouble("read", &folder, &cause))?;
        let path = path.join(entry.file_name());
        let whole = entry.path();
        let read = |cause| trouble("read", &whole, &cause);
        let metadata = entry.metadata().map_err(read)?;
        let kind = if metadata.is_dir() && folders.contains(&path) {
            walk(root, &path, folders, found)?;
            continue;
        } else if metadata.is_file() {
            Found::File {
                bytes: fs::read(&whole).map_err(read)?,
                // The one permission that an archive keeps, of the owner as Nix reads it.
                executable: metadata.permissions().mode() & 0o100 != 0,
            }
        } else if metadata.is_symlink() {
            Found::Link(fs::read_link(&whole).map_err(read)?)
        } else {
            Found::Stranger
        };
        found.insert(path, kind);
    }
    Ok(())
}

/// What differs at the path of one artifact.
fn one(folder: &Path, artifact: &Artifact, found: Option<Found>) -> String {
    let path = folder.join(artifact.path.as_str()).display().to_string();
    match (&artifact.content, found) {
        (Content::File(wanted), None) => {
            texts("/dev/null", artifact, &[], wanted).unwrap_or(format!("`{path}` is missing\n"))
        }
        (Content::File(wanted), Some(Found::File { bytes, executable })) => {
            let mut difference = texts(&path, artifact, &bytes, wanted)
                .unwrap_or(format!("`{path}` has other content\n"));
            let word = match (executable, artifact.mode.is_executable()) {
                (false, true) => "is not executable, as it is in the tree",
                (true, false) => "is executable, and not so in the tree",
                (true, true) | (false, false) => return difference,
            };
            writeln!(difference, "`{path}` {word}").expect("writing to a string succeeds");
            difference
        }
        (Content::Symlink(target), Some(Found::Link(found)))
            if found == Path::new(&target.to_string()) =>
        {
            String::new()
        }
        (Content::Symlink(target), _) => format!("`{path}` is no link to `{target}`\n"),
        (Content::File(_), Some(Found::Link(_) | Found::Stranger)) => {
            format!("`{path}` is no file\n")
        }
    }
}

/// The unified diff of two texts, nothing when they are equal; none when one is no text.
fn texts(name: &str, artifact: &Artifact, old: &[u8], new: &[u8]) -> Option<String> {
    let [old, new_text] = [old, new].map(|bytes| std::str::from_utf8(bytes).ok());
    let to = format!("stack/{}", artifact.path);
    match (old, new_text) {
        // Nothing to show of an empty file that is missing.
        (Some(""), Some("")) if name == "/dev/null" => None,
        (Some(old), Some(new)) => Some(unified_texts(name, &to, old, new)),
        _ => None,
    }
}
