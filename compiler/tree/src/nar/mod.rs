//! The Nix archive format: the documented bytes whose hash is the identity of a tree.
//!
//! A NAR holds a file, a symlink or a directory with all that is in it, and nothing that differs
//! between two hosts with the same files: no time, no owner, no mode but the executable bit. Equal
//! trees have equal NARs, byte for byte. The format is given in the
//! [Nix manual](https://nix.dev/manual/nix/latest/protocols/nix-archive) and in figure 5.2 of
//! [Dolstra's thesis](https://edolstra.github.io/pubs/phd-thesis.pdf):
//!
//! ```text
//! archive   = string("nix-archive-1") node
//! node      = string("(") string("type") ( regular | symlink | directory ) string(")")
//! regular   = string("regular") [ string("executable") string("") ] string("contents") string(BYTES)
//! symlink   = string("symlink") string("target") string(TARGET)
//! directory = string("directory") entry*
//! entry     = string("entry") string("(") string("name") string(NAME) string("node") node string(")")
//! string(S) = the length of S as 64 bits, little-endian; S; zero bytes up to a multiple of 8
//! ```
//!
//! Entries ascend strictly by the bytes of their names. A name is neither empty nor `.` nor `..`, and
//! holds no `/` and no NUL. A regular file is executable when its owner may run it (`mode & 0o100`).
//!
//! The writer streams: a file is copied through, never held. The reader accepts what the writer can write, and
//! nothing else: every archive of the same files is the same bytes.

mod write;
pub use write::{Directory, Node, Written, write};

mod read;
pub use read::{Entry, NarError, Visitor, read};

const MAGIC: &[u8] = b"nix-archive-1";

/// All strings are padded to a multiple of this many bytes.
const ALIGNMENT: u64 = 8;

/// Whether an entry can have this name.
fn is_name(name: &[u8]) -> bool {
    !matches!(name, b"" | b"." | b"..") && !name.iter().any(|byte| matches!(byte, b'/' | b'\0'))
}

/// The zero bytes behind a string of this length.
fn padding_of(length: u64) -> u64 {
    (ALIGNMENT - length % ALIGNMENT) % ALIGNMENT
}
