//! Ports and address prefixes.

use super::text::{malformed, refused};
use crate::Refused;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU16;
use std::str::FromStr;

/// A port that a process can listen on: 1 to 65535.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port(NonZeroU16);

/// Ports from a first to a last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PortRange {
    first: Port,
    last: Port,
}

/// IPv4 addresses with a common beginning; the host bits are zero, because nft drops them silently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PrefixV4 {
    address: Ipv4Addr,
    length: u8,
}

/// IPv6 addresses with a common beginning; the host bits are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PrefixV6 {
    address: Ipv6Addr,
    length: u8,
}

impl Port {
    /// A port; refuses 0.
    pub fn new(number: u16) -> Result<Self, Refused> {
        match NonZeroU16::new(number) {
            Some(number) => Ok(Self(number)),
            None => Err(malformed(
                0,
                "a port cannot be 0",
                "write a port from 1 to 65535",
            )),
        }
    }

    /// The number, never 0.
    pub fn number(self) -> u16 {
        self.0.get()
    }
}

impl PortRange {
    /// A range; refuses one that ends before it begins.
    pub fn new(first: Port, last: Port) -> Result<Self, Refused> {
        if first > last {
            return Err(malformed(
                0,
                "a port range cannot end before it begins",
                "write the lower port first",
            ));
        }
        Ok(Self { first, last })
    }

    /// The first port.
    pub fn first(self) -> Port {
        self.first
    }

    /// The last port.
    pub fn last(self) -> Port {
        self.last
    }
}

impl From<Port> for PortRange {
    fn from(port: Port) -> Self {
        Self {
            first: port,
            last: port,
        }
    }
}

impl PrefixV4 {
    /// A prefix; refuses lengths above 32 and set host bits.
    pub fn new(address: Ipv4Addr, length: u8) -> Result<Self, Refused> {
        let host_bits = u32::MAX.checked_shr(length.into()).unwrap_or(0);
        check_prefix(length, 32, address.to_bits() & host_bits == 0)?;
        Ok(Self { address, length })
    }

    /// The first and the last address, as numbers.
    pub fn bounds(self) -> (u128, u128) {
        let host_bits = u32::MAX.checked_shr(self.length.into()).unwrap_or(0);
        let first = self.address.to_bits();
        (first.into(), (first | host_bits).into())
    }

    /// Whether more than one address has it.
    pub fn is_range(self) -> bool {
        self.length < 32
    }
}

impl PrefixV6 {
    /// A prefix; refuses lengths above 128 and set host bits.
    pub fn new(address: Ipv6Addr, length: u8) -> Result<Self, Refused> {
        let host_bits = u128::MAX.checked_shr(length.into()).unwrap_or(0);
        check_prefix(length, 128, address.to_bits() & host_bits == 0)?;
        Ok(Self { address, length })
    }

    /// The first and the last address, as numbers.
    pub fn bounds(self) -> (u128, u128) {
        let host_bits = u128::MAX.checked_shr(self.length.into()).unwrap_or(0);
        let first = self.address.to_bits();
        (first, first | host_bits)
    }

    /// Whether more than one address has it.
    pub fn is_range(self) -> bool {
        self.length < 128
    }
}

fn check_prefix(length: u8, longest: u8, has_zero_host_bits: bool) -> Result<(), Refused> {
    if length > longest {
        return Err(malformed(
            0,
            &format!("a prefix cannot be longer than {longest} bits"),
            "write a shorter prefix",
        ));
    }
    if !has_zero_host_bits {
        return Err(Refused {
            hint: "write the first address of the network, such as `10.0.0.0/8`",
            ..refused(0, None, "a prefix cannot have bits behind its length")
        });
    }
    Ok(())
}

impl FromStr for Port {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        match number(text) {
            Some(number) => Self::new(number),
            None => Err(malformed(
                0,
                "is no port from 1 to 65535",
                "write a port, such as `8080`",
            )),
        }
    }
}

impl FromStr for PortRange {
    type Err = Refused;

    /// Reads `80` or `8000-8100`.
    fn from_str(text: &str) -> Result<Self, Refused> {
        match text.split_once('-') {
            Some((first, last)) => Self::new(first.parse()?, last.parse()?),
            None => Ok(text.parse::<Port>()?.into()),
        }
    }
}

impl FromStr for PrefixV4 {
    type Err = Refused;

    /// Reads `10.0.0.0/8` or a single address.
    fn from_str(text: &str) -> Result<Self, Refused> {
        let (address, length) = split_prefix(text, 32)?;
        match address.parse() {
            Ok(address) => Self::new(address, length),
            Err(_) => Err(malformed(
                0,
                "is no IPv4 address",
                "write it as `192.0.2.1`",
            )),
        }
    }
}

impl FromStr for PrefixV6 {
    type Err = Refused;

    /// Reads `fe80::/10` or a single address.
    fn from_str(text: &str) -> Result<Self, Refused> {
        let (address, length) = split_prefix(text, 128)?;
        match address.parse() {
            Ok(address) => Self::new(address, length),
            Err(_) => Err(malformed(
                0,
                "is no IPv6 address",
                "write it as `2001:db8::1`",
            )),
        }
    }
}

fn split_prefix(text: &str, whole: u8) -> Result<(&str, u8), Refused> {
    match text.split_once('/') {
        None => Ok((text, whole)),
        Some((address, length)) => match number(length) {
            Some(length) => Ok((address, length)),
            None => Err(malformed(
                address.len() + 1,
                "is no length of a prefix",
                "write it as `192.0.2.0/24`",
            )),
        },
    }
}

/// Digits only: no sign.
fn number<T: FromStr>(text: &str) -> Option<T> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

impl fmt::Display for PrefixV4 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.address)?;
        match self.is_range() {
            true => write!(f, "/{}", self.length),
            false => Ok(()),
        }
    }
}

impl fmt::Display for PrefixV6 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.address)?;
        match self.is_range() {
            true => write!(f, "/{}", self.length),
            false => Ok(()),
        }
    }
}
