//! Golden trees: `NAME/` is the tree as a folder, `NAME.txt` its hash and what a folder does not
//! keep.

mod files;

use crate::compile::Build;
use crate::show::Trouble;
use host::render::unified_texts;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tree::Content;

/// What a comparison found.
pub(crate) enum Comparison {
    /// Byte for byte the same.
    Same,
    /// What differs, as text that ends in a newline.
    Different(String),
}

/// Compares a build with its golden tree.
pub(crate) fn compare(golden: &Path, build: &Build) -> Result<Comparison, Trouble> {
    let (folder, listing) = places(golden, build);
    if !folder.is_dir() {
        let missing = format!(
            "there is no golden tree `{}`: write it with `--bless`\n",
            folder.display()
        );
        return Ok(Comparison::Different(missing));
    }
    let wanted = list(build);
    let found = read_if_there(&listing)?.unwrap_or_default();
    let digest = store::hash_folder(&folder)?;
    if digest == build.generation.tree().digest() && wanted == found {
        return Ok(Comparison::Same);
    }
    let mut difference = files::difference(&folder, build.generation.tree())?;
    if wanted != found {
        let name = listing.display().to_string();
        difference.push_str(&unified_texts(&name, "stack", &found, &wanted));
    }
    Ok(Comparison::Different(difference))
}

/// Writes a golden tree; whether it was another before.
pub(crate) fn bless(golden: &Path, build: &Build) -> Result<bool, Trouble> {
    if let Comparison::Same = compare(golden, build)? {
        return Ok(false);
    }
    let (folder, listing) = places(golden, build);
    fs::create_dir_all(golden).map_err(|cause| trouble("make", golden, &cause))?;
    if folder.exists() {
        is_ours(&folder)?;
        fs::remove_dir_all(&folder).map_err(|cause| trouble("remove", &folder, &cause))?;
    }
    store::write_folder(build.generation.tree(), &folder)?;
    fs::write(&listing, list(build)).map_err(|cause| trouble("write", &listing, &cause))?;
    Ok(true)
}

/// A folder is only removed when it looks like a tree: nothing but `etc` in it.
fn is_ours(folder: &Path) -> Result<(), Trouble> {
    let entries = fs::read_dir(folder).map_err(|cause| trouble("read", folder, &cause))?;
    for entry in entries {
        let entry = entry.map_err(|cause| trouble("read", folder, &cause))?;
        if entry.file_name() != "etc" {
            return Err(Trouble::new(format!(
                "`{}` is no golden tree: it holds more than `etc`",
                folder.display()
            )));
        }
    }
    Ok(())
}

fn places(golden: &Path, build: &Build) -> (PathBuf, PathBuf) {
    let name = build.name.as_str();
    (golden.join(name), golden.join(format!("{name}.txt")))
}

/// Hash and store path, then mode, owner and path of each file.
fn list(build: &Build) -> String {
    let tree = build.generation.tree();
    let name = tree.store_path_name(&build.name);
    let mut list = format!("{}\n{name}\n\n", tree.digest());
    for artifact in tree.iter() {
        let kind = match &artifact.content {
            Content::File(_) => artifact.mode.to_string(),
            Content::Symlink(_) => "link".to_owned(),
        };
        write!(list, "{kind} {} {}", artifact.owner, artifact.path)
            .expect("writing to a string succeeds");
        if let Content::Symlink(target) = &artifact.content {
            write!(list, " -> {target}").expect("writing to a string succeeds");
        }
        list.push('\n');
    }
    list
}

fn read_if_there(path: &Path) -> Result<Option<String>, Trouble> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(trouble("read", path, &cause)),
    }
}

fn trouble(action: &str, path: &Path, cause: &io::Error) -> Trouble {
    let trouble = Trouble::new(format!("cannot {action} `{}`: {cause}", path.display()));
    match cause.kind() {
        io::ErrorKind::PermissionDenied if action == "read" => trouble.hint("make it readable"),
        _ => trouble,
    }
}
