//! Directories that services need. Mirrors `lib/directory.ncl`.

use crate::decode::record;
use crate::leaf::{FileMode, LoginName};
use source::Located;

record! {
    /// A directory that is made, and kept.
    pub struct Directory {
        /// What is kept in it.
        pub description: Option<Located<String>>,
        /// Its owner.
        pub owner: Located<LoginName>,
        /// Its group.
        pub group: Located<LoginName>,
        /// Permission bits.
        pub mode: Located<FileMode>,
    }
}
