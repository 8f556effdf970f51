//! The stack's nftables table. Mirrors `lib/firewall.ncl`.

use crate::Transport;
use crate::decode::{Table, choice, record};
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
    /// Ports that are open where everything else is closed.
    pub struct Allowed {
        /// Ports of the host.
        pub ports: Vec<Located<Port>>,
        /// TCP or UDP.
        pub protocol: Located<Transport>,
        /// A network of the host; everyone when absent.
        pub from: Option<Located<Name>>,
        /// Comment of the rules.
        pub comment: Option<Located<String>>,
    }
}

choice! {
    /// What becomes of connections that no rule is about.
    pub enum InputPolicy {
        /// They go on.
        Accept,
        /// They are dropped.
        Drop,
    }
}

record! {
    /// A table of the stack's own.
    pub struct Firewall {
        /// The interface that faces the outside.
        pub interface: Option<Located<InterfaceName>>,
        /// Redirected TCP ports.
        pub redirects: Table<Name, Redirect>,
        /// What becomes of connections from outside that no rule is about.
        pub input: Located<InputPolicy>,
        /// What is open all the same.
        pub allow: Table<Name, Allowed>,
        /// Services whose ports only the host itself may reach.
        pub local_only: Vec<Located<Name>>,
        /// Further chains and sets.
        pub extra: Option<Located<String>>,
    }
}
