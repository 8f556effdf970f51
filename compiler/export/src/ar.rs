//! `ar(5)`, as `deb(5)` wants it: names of at most fifteen characters, owners and times that say nothing.

use crate::ReadError;
use std::io::{self, Write};

/// What every archive begins with.
pub(crate) const MAGIC: &[u8] = b"!<arch>\n";

/// Bytes of the header of a member.
const HEADER: usize = 60;

/// What every header ends with.
const END: &[u8] = b"`\n";

/// Writes a member. The name is one of those that `deb(5)` gives.
pub(crate) fn write_member(
    out: &mut dyn Write,
    name: &str,
    time: u32,
    bytes: &[u8],
) -> io::Result<()> {
    let size = bytes.len();
    write!(
        out,
        "{name:<16}{time:<12}{0:<6}{0:<6}{1:<8}{size:<10}",
        0, 100_644
    )?;
    out.write_all(END)?;
    out.write_all(bytes)?;
    // Members begin at even places.
    match size % 2 {
        0 => Ok(()),
        _ => out.write_all(b"\n"),
    }
}

/// The members of an archive, in order, by their names without a closing slash.
pub(crate) fn members(bytes: &[u8]) -> Result<Vec<(String, &[u8])>, ReadError> {
    let wrong = |reason| ReadError::format("ar archive", reason);
    let mut rest = bytes.strip_prefix(MAGIC).ok_or(ReadError::Unknown)?;
    let mut members = Vec::new();
    while !rest.is_empty() {
        let (header, behind) = rest
            .split_at_checked(HEADER)
            .ok_or_else(|| wrong("it is cut off"))?;
        if !header.ends_with(END) {
            return Err(wrong("a member has no header"));
        }
        let field =
            |from: usize, to: usize| String::from_utf8_lossy(&header[from..to]).into_owned();
        let name = field(0, 16);
        let name = name.trim_end().trim_end_matches('/').to_owned();
        let size: usize = field(48, 58)
            .trim_end()
            .parse()
            .map_err(|_| wrong("a member has no size"))?;
        let (member, behind) = behind
            .split_at_checked(size)
            .ok_or_else(|| wrong("it is cut off"))?;
        members.push((name, member));
        rest = behind.get(size % 2..).unwrap_or_default();
    }
    Ok(members)
}
