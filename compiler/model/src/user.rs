//! Users and groups of the host. Mirrors `lib/user.ncl`.

use crate::decode::record;
use crate::leaf::{AbsolutePath, LoginName, Uid};
use source::Located;

record! {
    /// A user that services run as.
    pub struct User {
        /// Who it is.
        pub description: Option<Located<String>>,
        /// Its id; the host picks one when absent.
        pub uid: Option<Located<Uid>>,
        /// Its home directory.
        pub home: Located<AbsolutePath>,
        /// Its shell, where people log in as it.
        pub shell: Option<Located<AbsolutePath>>,
        /// Further groups.
        pub groups: Vec<Located<LoginName>>,
        /// The package that makes it.
        pub provided_by: Option<Located<String>>,
    }
}

record! {
    /// A group without a user of its name.
    pub struct Group {
        /// Its id; the host picks one when absent.
        pub gid: Option<Located<Uid>>,
        /// The package that makes it.
        pub provided_by: Option<Located<String>>,
    }
}
