//! Addresses of the host.

use crate::decode::Text;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

/// Addresses with a common beginning, such as `10.8.0.0/24`; a single one is a range of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AddressRange {
    first: IpAddr,
    length: u8,
}

impl AddressRange {
    /// The first address; all bits behind the prefix are zero.
    pub fn first(self) -> IpAddr {
        self.first
    }

    /// How many bits are common.
    pub fn length(self) -> u8 {
        self.length
    }
}

impl Text for AddressRange {
    const EXPECTED: &'static str =
        "an address, or a range such as `10.8.0.0/24` that begins with its first address";

    fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let first: IpAddr = address.parse().ok()?;
        let longest = if first.is_ipv4() { 32 } else { 128 };
        let length = match length {
            Some(length) if length.bytes().all(|byte| byte.is_ascii_digit()) => {
                length.parse().ok()?
            }
            Some(_) => return None,
            None => longest,
        };
        // What a prefix leaves over must be zero: nft would drop it without a word.
        let zeros = match first {
            IpAddr::V4(address) => address.to_bits().trailing_zeros().min(32),
            IpAddr::V6(address) => address.to_bits().trailing_zeros().min(128),
        };
        let is_range = length <= longest && zeros >= u32::from(longest - length);
        is_range.then_some(Self { first, length })
    }
}

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

crate::decode::text_types!(Address, AddressRange);

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let longest = if self.first.is_ipv4() { 32 } else { 128 };
        match self.length == longest {
            true => self.first.fmt(f),
            false => write!(f, "{}/{}", self.first, self.length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_begin_with_their_first_address() {
        for good in [
            "10.8.0.0/24",
            "0.0.0.0/0",
            "192.0.2.7",
            "2001:db8::/32",
            "::/0",
            "fd00::1",
        ] {
            let range = AddressRange::parse(good).map(|range| range.to_string());
            assert_eq!(range.as_deref(), Some(good));
        }
        for bad in [
            "10.8.0.1/24",
            "10.8.0.0/33",
            "fd00::1/64",
            "10.8.0.0/",
            "10.8.0.0/+8",
            "10.8",
            "",
        ] {
            assert_eq!(AddressRange::parse(bad), None, "{bad}");
        }
    }
}
