//! Ways out of a store: a tree as bytes that other tools take, and the way back.
//!
//! [`write()`] turns a [`Generation`](store::Generation) into an archive or image of some [`Format`]. The bytes
//! depend on the tree and on [`Facts`] that the caller states, and on nothing else: entries are sorted, times are
//! given, owners are those of the manifest, and no fact of this machine takes part.
//!
//! [`read()`] opens such a file again, whoever made it: [`Contents`]. [`examine`] compares contents with the
//! manifest that is among them, and lists every [`Problem`].
//!
//! Nothing here opens a file: what is written goes to a [`Write`](std::io::Write), what is read comes from memory
//! or a stream.

mod format;
pub use format::{Facts, Format, Maintainer, MaintainerError};

mod error;
pub use error::{ReadError, WriteError};

mod contents;
pub use contents::{Contents, Kept, Kind};

mod examine;
pub use examine::{Examined, Problem, examine};

mod write;
pub use write::{confext_tree, write};

mod read;
pub use read::{MOST_BYTES, read};

mod release;

mod ar;
