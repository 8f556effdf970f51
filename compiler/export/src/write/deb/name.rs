//! Names and versions of packages: Debian's policy, 5.6.1 and 5.6.12.

use crate::{Facts, WriteError};
use store::Generation;
use tree::StoreName;

/// What every name begins with: a stack `redis` is not Debian's package of that name.
const PREFIX: &str = "stackc-";

/// How many characters of a hash tell two trees apart.
const SHORT_HASH: usize = 12;

/// The name of the package of a stack: lower-case letters, digits, `+`, `-` and `.`.
///
/// What else a stack can be called becomes `-`. Environments of a stack are versions of one package: a host has one
/// of them.
pub(super) fn package_name(stack: &StoreName) -> String {
    let name = stack.as_str().to_ascii_lowercase();
    let is_other = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-' | '.');
    format!("{PREFIX}{}", name.replace(is_other, "-"))
}

/// The version that was given, or one of the tree: it tells two trees apart, and has no order.
pub(super) fn version(generation: &Generation, facts: &Facts) -> Result<String, WriteError> {
    let Some(version) = &facts.version else {
        let hash = generation.tree().digest().to_nix32();
        return Ok(format!("0+{}", &hash[..SHORT_HASH]));
    };
    let begins = version.starts_with(|c: char| c.is_ascii_digit());
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '~' | '-');
    match begins && version.chars().all(is_fine) && !version.ends_with('-') {
        true => Ok(version.clone()),
        false => Err(WriteError::Version {
            version: version.clone(),
        }),
    }
}
