//! What a host has besides the stack. Mirrors `lib/host.ncl`.

use crate::decode::{choice, record};
use crate::leaf::{Address, AddressRange, InterfaceName, Port};
use source::Located;

record! {
    /// Something else that listens on the host.
    pub struct HostListener {
        /// Port of the host.
        pub port: Located<Port>,
        /// TCP or UDP.
        pub protocol: Located<Transport>,
        /// Address it is bound to; all when absent.
        pub address: Option<Located<Address>>,
        /// What it is for.
        pub purpose: Option<Located<String>>,
        /// What its clients must speak.
        pub speaks: Option<Located<Speaks>>,
        /// Why everyone may reach what only applications should.
        pub public: Option<Located<String>>,
        /// Whether the host is lost without it.
        pub essential: Located<bool>,
        /// Whether it runs at all.
        pub running: Located<bool>,
    }
}

choice! {
    /// A protocol with ports.
    pub enum Transport {
        /// TCP.
        Tcp,
        /// UDP.
        Udp,
    }
}

choice! {
    /// What the clients of a listener must speak.
    pub enum Speaks {
        /// HTTP, over TLS or not.
        Http,
        /// PostgreSQL's own protocol.
        Postgresql,
        /// That of MySQL and MariaDB.
        Mysql,
        /// RESP, as Redis and Valkey do.
        Redis,
        /// memcached's own protocol.
        Memcached,
        /// MongoDB's own protocol.
        Mongodb,
        /// The uwsgi protocol.
        Uwsgi,
        /// FastCGI.
        FastCgi,
        /// SCGI.
        Scgi,
        /// Anything else.
        Other,
    }
}

record! {
    /// A network that packets come from.
    pub struct HostNetwork {
        /// Where they come in; anywhere when empty.
        pub interfaces: Vec<Located<InterfaceName>>,
        /// Where they come from; from anywhere when empty.
        pub addresses: Vec<Located<AddressRange>>,
    }
}
