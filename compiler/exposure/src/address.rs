//! Sets of addresses.

use formats::nft::{PrefixV4, PrefixV6};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// IPv4 or IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// Both.
    pub const ALL: [Self; 2] = [Self::V4, Self::V6];

    /// That of an address.
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::V4,
            IpAddr::V6(_) => Self::V6,
        }
    }

    fn bits(self) -> u32 {
        match self {
            Self::V4 => 32,
            Self::V6 => 128,
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V4 => "IPv4",
            Self::V6 => "IPv6",
        })
    }
}

/// Addresses of one family: intervals from the first to the last, sorted and apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AddressSet(Vec<(u128, u128)>);

impl AddressSet {
    /// Every address.
    pub(crate) fn all(family: Family) -> Self {
        Self(vec![(0, u128::MAX >> (128 - family.bits()))])
    }

    /// What lies in one of the intervals.
    pub(crate) fn of(intervals: impl IntoIterator<Item = (u128, u128)>) -> Self {
        let mut sorted: Vec<(u128, u128)> = intervals.into_iter().collect();
        sorted.sort_unstable();
        let mut joined: Vec<(u128, u128)> = Vec::new();
        for (first, last) in sorted {
            match joined.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => {
                    before.1 = before.1.max(last);
                }
                _ => joined.push((first, last)),
            }
        }
        Self(joined)
    }

    /// The addresses of prefixes.
    pub(crate) fn of_v4(prefixes: &[PrefixV4]) -> Self {
        Self::of(prefixes.iter().map(|prefix| prefix.bounds()))
    }

    /// The addresses of prefixes.
    pub(crate) fn of_v6(prefixes: &[PrefixV6]) -> Self {
        Self::of(prefixes.iter().map(|prefix| prefix.bounds()))
    }

    /// The addresses of a range.
    pub(crate) fn of_range(range: model::leaf::AddressRange) -> Self {
        let (first, bits) = match range.first() {
            IpAddr::V4(first) => (u128::from(first.to_bits()), 32),
            IpAddr::V6(first) => (first.to_bits(), 128),
        };
        let behind = bits - u32::from(range.length());
        let others = u128::MAX.checked_shr(128 - behind).unwrap_or(0);
        Self(vec![(first, first | others)])
    }

    /// One address.
    pub(crate) fn one(address: IpAddr) -> Self {
        let number = match address {
            IpAddr::V4(address) => address.to_bits().into(),
            IpAddr::V6(address) => address.to_bits(),
        };
        Self(vec![(number, number)])
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is in both.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let (mut one, mut two) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut both = Vec::new();
        while let (Some(a), Some(b)) = (one.peek(), two.peek()) {
            let (first, last) = (a.0.max(b.0), a.1.min(b.1));
            if first <= last {
                both.push((first, last));
            }
            if a.1 < b.1 {
                one.next();
            } else {
                two.next();
            }
        }
        Self(both)
    }

    /// What is in the first only.
    pub(crate) fn minus(&self, other: &Self) -> Self {
        self.and(&other.others())
    }

    /// What is in either.
    pub(crate) fn or(&self, other: &Self) -> Self {
        Self::of(self.0.iter().chain(&other.0).copied())
    }

    /// Every number that is not in it.
    fn others(&self) -> Self {
        let mut gaps = Vec::new();
        let mut next = Some(0);
        for (first, last) in &self.0 {
            if let Some(start) = next
                && start < *first
            {
                gaps.push((start, first - 1));
            }
            next = last.checked_add(1);
        }
        gaps.extend(next.map(|start| (start, u128::MAX)));
        Self(gaps)
    }

    /// Whether it holds more addresses than another.
    pub(crate) fn is_larger_than(&self, other: &Self) -> bool {
        // The sum of all lengths less one is below 2^128 for sets that are apart.
        let size = |set: &Self| {
            let lengths = set.0.iter().map(|(first, last)| last - first);
            lengths.fold(0_u128, u128::saturating_add)
        };
        size(self) > size(other)
    }

    /// The prefixes that have these addresses and no others, as people write them; at most so many.
    pub(crate) fn prefixes(&self, family: Family, most: usize) -> Vec<String> {
        let mut prefixes = Vec::new();
        for (first, last) in &self.0 {
            let mut next = Some(*first);
            while let Some(start) = next.filter(|start| start <= last) {
                if prefixes.len() == most {
                    prefixes.push("…".to_owned());
                    return prefixes;
                }
                let aligned = start.trailing_zeros().min(family.bits());
                let fits = |free: &u32| match 1_u128.checked_shl(*free) {
                    Some(size) => size - 1 <= last - start,
                    None => *last == u128::MAX && start == 0,
                };
                let free = (0..=aligned).rev().find(fits).unwrap_or(0);
                prefixes.push(written(family, start, free));
                next = 1_u128
                    .checked_shl(free)
                    .and_then(|size| start.checked_add(size));
            }
        }
        prefixes
    }
}

fn written(family: Family, first: u128, free: u32) -> String {
    let address = match family {
        Family::V4 => IpAddr::V4(Ipv4Addr::from_bits(
            u32::try_from(first).unwrap_or(u32::MAX),
        )),
        Family::V6 => IpAddr::V6(Ipv6Addr::from_bits(first)),
    };
    match free {
        0 => address.to_string(),
        _ => format!("{address}/{}", family.bits() - free),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::decode::Text as _;
    use model::leaf::AddressRange;

    fn set(ranges: &[&str]) -> AddressSet {
        let ranges = ranges.iter().map(|range| AddressRange::parse(range));
        let sets = ranges.map(|range| AddressSet::of_range(range.expect("a range")));
        sets.fold(AddressSet::default(), |all, one| all.or(&one))
    }

    #[test]
    fn sets_are_joined_cut_and_written_as_prefixes() {
        let cases: &[(AddressSet, Family, &[&str])] = &[
            (AddressSet::all(Family::V4), Family::V4, &["0.0.0.0/0"]),
            (AddressSet::all(Family::V6), Family::V6, &["::/0"]),
            (
                set(&["10.0.0.0/9", "10.128.0.0/9"]),
                Family::V4,
                &["10.0.0.0/8"],
            ),
            (
                set(&["10.0.0.0/30"]).minus(&set(&["10.0.0.1"])),
                Family::V4,
                &["10.0.0.0", "10.0.0.2/31"],
            ),
            (
                set(&["2001:db8::/32"]).and(&set(&["2001:db8:1::/48", "fd00::/8"])),
                Family::V6,
                &["2001:db8:1::/48"],
            ),
            (
                AddressSet::all(Family::V4).minus(&set(&["128.0.0.0/1"])),
                Family::V4,
                &["0.0.0.0/1"],
            ),
            (
                set(&["ffff::/16"]).minus(&set(&["ffff::/17"])),
                Family::V6,
                &["ffff:8000::/17"],
            ),
            (AddressSet::default(), Family::V4, &[]),
        ];
        for (set, family, expected) in cases {
            assert_eq!(set.prefixes(*family, 9), *expected);
        }
        let all = AddressSet::all(Family::V6);
        assert!(all.minus(&all).is_empty());
        assert!(all.minus(&set(&["::1"])).is_larger_than(&set(&["::1"])));
        assert_eq!(
            set(&["1.0.0.0/30"])
                .minus(&set(&["1.0.0.1"]))
                .prefixes(Family::V4, 1)
                .len(),
            2
        );
    }
}
