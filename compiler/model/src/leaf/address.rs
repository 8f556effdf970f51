//! Addresses of the host.

use crate::decode::Text;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

/// An IPv4 or IPv6 address, in the spelling of RFC 5952.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(IpAddr);

impl Address {
    /// `127.0.0.1`, which only the host itself reaches.
    pub const LOOPBACK: Self = Self(IpAddr::V4(Ipv4Addr::LOCALHOST));

    /// The address.
    pub fn ip(self) -> IpAddr {
        self.0
    }
}

impl Text for Address {
    const EXPECTED: &'static str = "an IPv4 or IPv6 address such as `127.0.0.1`";

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

crate::decode::text_types!(Address);

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
