//! The stack's nftables table. Mirrors `lib/firewall.ncl`.

use crate::decode::{Table, record};
use crate::leaf::{InterfaceName, Name, Port};
use source::Located;

record! {
    /// A redirected port.
    pub struct Redirect {
        /// Port that the outside sees.
        pub from: Located<Port>,
        /// Port of the host.
        pub to: Located<Port>,
        /// Comment of the rule.
        pub comment: Option<Located<String>>,
    }
}

record! {
    /// A table of the stack's own.
    pub struct Firewall {
        /// The interface that faces the outside.
        pub interface: Option<Located<InterfaceName>>,
        /// Redirected TCP ports.
        pub redirects: Table<Name, Redirect>,
        /// Services whose ports only the host itself may reach.
        pub local_only: Vec<Located<Name>>,
        /// Further chains and sets.
        pub extra: Option<Located<String>>,
    }
}
