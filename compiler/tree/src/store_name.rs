//! The names that Nix gives to what it stores.

use crate::Digest;
use crate::digest::{from_nix32, nix32};
use std::fmt;
use std::str::FromStr;

/// The folder that takes part in every store path of Nix. Ours lie elsewhere and have the same names.
pub const NIX_STORE: &str = "/nix/store";

/// The limit of Nix for the name part, in bytes.
const LONGEST_NAME: usize = 211;

/// Bytes of a digest that are left in a store path.
const HASH_BYTES: usize = 20;

/// Characters of Nix's base 32 that write them.
const HASH_CHARACTERS: usize = 32;

/// The part of a store path that people choose: `otterwiki`.
///
/// One to 211 ASCII letters, digits and `+ - . _ ? =`, as in the manual under
/// [store path](https://nix.dev/manual/nix/latest/store/store-path). A leading `.`, which only newer
/// versions accept, is refused.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreName(String);

impl StoreName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, StoreNameError> {
        let is_name_character =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_' | '?' | '=');
        let reason = if text.is_empty() {
            "is empty"
        } else if text.len() > LONGEST_NAME {
            "is longer than 211 characters"
        } else if text.starts_with('.') {
            "begins with `.`"
        } else if !text.chars().all(is_name_character) {
            "may hold only ASCII letters, digits and `+`, `-`, `.`, `_`, `?`, `=`"
        } else {
            return Ok(Self(text.to_owned()));
        };
        Err(StoreNameError {
            name: text.to_owned(),
            reason,
        })
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StoreName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for StoreName {
    type Err = StoreNameError;

    fn from_str(text: &str) -> Result<Self, StoreNameError> {
        Self::parse(text)
    }
}

/// A text that cannot be the name of an object in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreNameError {
    /// The text.
    pub name: String,
    /// What is wrong with it, as a phrase that follows the name.
    pub reason: &'static str,
}

impl fmt::Display for StoreNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.escape_debug();
        write!(f, "the store name `{name}` {}", self.reason)
    }
}

impl std::error::Error for StoreNameError {}

/// The last component of a store path: `xv2iccirbrvklck36f1g7vldn5v58vck-myfile`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StorePathName {
    hash: [u8; HASH_BYTES],
    name: StoreName,
}

impl StorePathName {
    /// The name of a source that is identified by the digest of its NAR and refers to no other path.
    ///
    /// This is what `nix store add`, `nix-store --add` and `builtins.path` compute: the SHA-256 of
    /// `source:sha256:HEX:/nix/store:NAME`, folded to 20 bytes
    /// ([the manual](https://nix.dev/manual/nix/latest/protocols/store-path)).
    pub fn of_source(nar_digest: &Digest, name: &StoreName) -> Self {
        let hex = nar_digest.to_hex();
        let fingerprint = format!("source:sha256:{hex}:{NIX_STORE}:{name}");
        Self {
            hash: fold(&Digest::of(fingerprint.as_bytes())),
            name: name.clone(),
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Result<Self, StorePathNameError> {
        let error = || StorePathNameError {
            text: text.to_owned(),
        };
        let (hash, rest) = text.split_at_checked(HASH_CHARACTERS).ok_or_else(error)?;
        let name = rest.strip_prefix('-').ok_or_else(error)?;
        let hash = from_nix32(hash).and_then(|bytes| bytes.try_into().ok());
        Ok(Self {
            hash: hash.ok_or_else(error)?,
            name: StoreName::parse(name).map_err(|_| error())?,
        })
    }

    /// The part after the hash.
    pub fn name(&self) -> &StoreName {
        &self.name
    }

    /// The store path in Nix's own store.
    pub fn in_nix_store(&self) -> String {
        format!("{NIX_STORE}/{self}")
    }
}

/// Nix's `compressHash`: the bytes beyond the twentieth are added to the first ones by exclusive or.
fn fold(digest: &Digest) -> [u8; HASH_BYTES] {
    let mut folded = [0; HASH_BYTES];
    for (index, byte) in digest.as_bytes().iter().enumerate() {
        folded[index % HASH_BYTES] ^= byte;
    }
    folded
}

impl fmt::Display for StorePathName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", nix32(&self.hash), self.name)
    }
}

impl FromStr for StorePathName {
    type Err = StorePathNameError;

    fn from_str(text: &str) -> Result<Self, StorePathNameError> {
        Self::parse(text)
    }
}

/// A text that is not the last component of a store path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorePathNameError {
    /// The text.
    pub text: String,
}

impl fmt::Display for StorePathNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no store path name: expected 32 characters of Nix's base 32, `-` and a name",
            self.text.escape_debug()
        )
    }
}

impl std::error::Error for StorePathNameError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn store_paths_are_those_of_nix() {
        // From Nix Pills, chapter 18: `echo mycontent > myfile`, then "${./myfile}".
        let hex = "2bfef67de873c54551d884fdab3055d84d573e654efa79db3c0d7b98883f9ee3";
        let name = StoreName::parse("myfile").unwrap();
        let path = StorePathName::of_source(&Digest::from_hex(hex).unwrap(), &name);
        let expected = "/nix/store/xv2iccirbrvklck36f1g7vldn5v58vck-myfile";
        assert_eq!(path.in_nix_store(), expected);
        assert_eq!(path.to_string().parse(), Ok(path));
    }

    #[test]
    fn names_have_the_grammar_of_nix() {
        for good in ["a", "otterwiki-prod", "a.b_c+d?e=f", &"x".repeat(211)] {
            assert!(StoreName::parse(good).is_ok(), "{good}");
        }
        for bad in ["", ".a", "a b", "a/b", "ä", "a\n", &"x".repeat(212)] {
            assert!(StoreName::parse(bad).is_err(), "{bad:?}");
        }
        let hash = "xv2iccirbrvklck36f1g7vldn5v58vck";
        let bad = [
            "",
            hash,
            &format!("{hash}-"),
            &format!("{hash}_a"),
            &format!("{}-a", hash.replace('x', "e")),
            &format!("{}ä-a", &hash[..31]),
            ".building-aaaaaaaaaaaaaaaaaaaaaaaaaa-a",
        ];
        for text in bad {
            assert!(StorePathName::parse(text).is_err(), "{text}");
        }
    }
}
