//! Who runs the containers. Mirrors `lib/account.ncl`.

use crate::decode::{choice, record};
use crate::leaf::{AbsolutePath, LoginName, Uid};
use source::Located;

choice! {
    /// The manager that runs the containers.
    pub enum Account {
        /// The system manager.
        Rootful,
        /// The user manager of one account, which lingers.
        Rootless(Box<Rootless>),
    }
}

record! {
    /// An account that runs containers without privileges.
    pub struct Rootless {
        /// Login name.
        pub user: Located<LoginName>,
        /// Numeric id; names the folder `users/UID` that its quadlets are read from.
        pub uid: Located<Uid>,
        /// Home directory.
        pub home: Located<AbsolutePath>,
        /// The ids its containers map their users to.
        pub subordinate_ids: Located<SubordinateIds>,
    }
}

record! {
    /// A range of subordinate ids (`subuid(5)`, `subgid(5)`).
    pub struct SubordinateIds {
        /// The first.
        pub first: Located<Uid>,
        /// How many.
        pub count: Located<Uid>,
    }
}
