//! Debian packages.
//!
//! Beside the tree a package holds files of its own below `/usr`, which the tree knows nothing of.

use super::{Budget, tar};
use crate::{Contents, Kept, Kind, ReadError, ar};
use flate2::read::GzDecoder;

const FORMAT: &str = "Debian package";

/// The only version of the format, and the minor ones that change nothing for us.
const VERSION: &[u8] = b"2.";

pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Contents, ReadError> {
    let members = ar::members(bytes)?;
    let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    let data = match names.as_slice() {
        ["debian-binary", "control.tar.gz", "data.tar.gz"] => members[2].1,
        _ => {
            let names = names.join("`, `");
            let reason = format!("its members are `{names}`, which stackc does not write");
            return Err(ReadError::format(FORMAT, reason));
        }
    };
    if !members[0].1.starts_with(VERSION) {
        return Err(ReadError::format(FORMAT, "its version is not 2"));
    }
    let data = budget.read(&mut GzDecoder::new(data))?;
    let mut contents = Contents::new(Kind::Deb, Kept::Names);
    tar::entries(&data, &mut |path, entry| {
        if path == "usr" || path.starts_with("usr/") {
            return budget.entry();
        }
        match tar::artifact(path, entry, budget)? {
            None => budget.entry(),
            Some(artifact) => contents.add(budget, artifact),
        }
    })?;
    Ok(contents)
}
