//! Gives the compiler a digest of what it is made of: what it has found out before holds for itself alone.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};
use tree::Hasher;

/// The crates that are not part of the program.
const OTHERS: [&str; 2] = ["bench", "judge"];

fn main() -> io::Result<()> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut crates: Vec<PathBuf> = fs::read_dir(workspace.join("compiler"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    crates.retain(|path| !OTHERS.iter().any(|other| path.ends_with(other)));
    crates.sort();
    let sources = crates.into_iter().map(|path| path.join("src"));
    // The library, the pages of the rules, and the versions of everything else.
    let others = ["lib", "docs/rules", "Cargo.lock"].map(|name| workspace.join(name));
    let mut hasher = Hasher::new();
    for part in sources.chain(others) {
        rerun_if_changed(&part);
        let mut files = Vec::new();
        collect(&part, &mut files)?;
        files.sort();
        for file in files {
            let name = file.strip_prefix(&part).unwrap_or(&file);
            let bytes = fs::read(&file)?;
            write!(hasher, "{}\0{}\0", name.display(), bytes.len())?;
            hasher.write_all(&bytes)?;
        }
    }
    say(&format!(
        "rustc-env=STACKC_SOURCES={}",
        hasher.finish().to_hex()
    ));
    Ok(())
}

/// The files at or below a path.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}

fn rerun_if_changed(path: &Path) {
    say(&format!("rerun-if-changed={}", path.display()));
}

fn say(line: &str) {
    println!("cargo::{line}");
}
