//! SHA-256 and the ways to write it.

use data_encoding::{BASE64, BitOrder, Encoding, HEXLOWER, HEXLOWER_PERMISSIVE, Specification};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;
use std::sync::LazyLock;

/// The algorithm's name in every notation that names one.
const ALGORITHM: &str = "sha256";

/// A SHA-256 digest.
///
/// Displayed as [subresource integrity](https://www.w3.org/TR/SRI/) string, as Nix does:
/// `sha256-pQpattmS9VmO3ZIQUFn66az8GSmB4IvYhTTCFn6SUmo=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// A digest that was computed before.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// 64 lower-case hexadecimal digits.
    pub fn to_hex(&self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// 52 characters of Nix's own base 32, as `nix-hash --base32` prints them.
    pub fn to_nix32(&self) -> String {
        nix32(&self.0)
    }

    /// Reads 64 hexadecimal digits of either case.
    pub fn from_hex(text: &str) -> Result<Self, DigestError> {
        Self::decode(text, &HEXLOWER_PERMISSIVE, text)
    }

    fn decode(text: &str, encoding: &Encoding, digits: &str) -> Result<Self, DigestError> {
        let bytes = encoding.decode(digits.as_bytes()).ok();
        match bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()) {
            Some(bytes) => Ok(Self(bytes)),
            None => Err(DigestError {
                text: text.to_owned(),
            }),
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{ALGORITHM}-{}", BASE64.encode(&self.0))
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    /// Reads the form that is displayed.
    fn from_str(text: &str) -> Result<Self, DigestError> {
        let digits = text
            .strip_prefix(ALGORITHM)
            .and_then(|rest| rest.strip_prefix('-'))
            .ok_or_else(|| DigestError {
                text: text.to_owned(),
            })?;
        Self::decode(text, &BASE64, digits)
    }
}

/// Computes the digest of what is written to it. Writing never fails.
#[derive(Clone, Debug, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// A hasher that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The digest of everything written.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes bytes in Nix's base 32: no `e`, `o`, `t`, `u`, and the *last* digit holds the first bits.
///
/// See [the manual](https://nix.dev/manual/nix/latest/protocols/nix32).
pub(crate) fn nix32(bytes: &[u8]) -> String {
    NIX32.encode(bytes).chars().rev().collect()
}

/// Reads what [`nix32`] writes.
pub(crate) fn from_nix32(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.bytes().rev().collect();
    NIX32.decode(&digits).ok()
}

static NIX32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification
        .symbols
        .push_str("0123456789abcdfghijklmnpqrsvwxyz");
    specification.bit_order = BitOrder::LeastSignificantFirst;
    specification
        .encoding()
        .expect("32 distinct symbols make an encoding")
});

/// A text that is no SHA-256 digest in the expected notation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestError {
    /// The text.
    pub text: String,
}

impl fmt::Display for DigestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no SHA-256 digest such as `sha256-pQpattmS9VmO3ZIQUFn66az8GSmB4IvYhTTCFn6SUmo=`",
            self.text.escape_debug()
        )
    }
}

impl std::error::Error for DigestError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_written_as_nix_writes_them() {
        // The first from the Nix manual on `nix-hash`, the second the digest of nothing.
        let cases = [
            (
                &b"abc"[..],
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "1b8m03r63zqhnjf7l5wnldhh7c134ap5vpj0850ymkq1iyzicy5s",
                "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
            ),
            (
                b"",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73",
                "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            ),
        ];
        for (bytes, hex, nix32, sri) in cases {
            let digest = Digest::of(bytes);
            assert_eq!(digest.to_hex(), hex);
            assert_eq!(digest.to_nix32(), nix32);
            assert_eq!(digest.to_string(), sri);
            assert_eq!(sri.parse(), Ok(digest));
            assert_eq!(Digest::from_hex(&hex.to_uppercase()), Ok(digest));
            assert_eq!(from_nix32(nix32).as_deref(), Some(&digest.0[..]));
        }
    }

    #[test]
    fn anything_else_is_no_digest() {
        let sri = Digest::of(b"").to_string();
        let bad = [
            "",
            "sha256-",
            "sha512-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            sri.trim_end_matches('='),
            &sri.replace('-', ":"),
            &sri.replace("FU=", "FV="),
            &format!("{sri}\n"),
        ];
        for text in bad {
            assert!(text.parse::<Digest>().is_err(), "{text:?}");
        }
        assert!(Digest::from_hex("e3b0").is_err());
        assert_eq!(from_nix32("e"), None);
    }
}
