//! `nft(8)`: tables checked, then really applied, twice.

use crate::case::Case;
use crate::{Options, Outcome, Verdict};
use std::io;
use std::path::Path;

/// Checks a file (`$1`), applies it twice and compares. `-c` alone misses what only a hook forbids, such
/// as `redirect` in a filter chain; a second time shows that the file replaces what it made.
const JUDGE: &str = r#"
systemd-sysusers > /dev/null 2>&1 || true # rules may name users
nft -c -f "$1"
nft -f "$1" && nft -s list ruleset > /run/once
nft -f "$1" && nft -s list ruleset > /run/twice
diff /run/once /run/twice >&2 || { echo "applied twice, the ruleset differs" >&2; exit 1; }
"#;

const RULESET: &str = r#"
systemd-sysusers > /dev/null 2>&1 || true
nft -f "$1"
nft -j list ruleset
"#;

pub(crate) fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let files = case.files.iter().filter(|path| is_ruleset(path));
    let judge = |path: &String| {
        let path = format!("/{path}");
        Verdict::silent("nft", &path, &case.view().script(JUDGE, &[&path]))
    };
    files.map(judge).collect()
}

fn is_ruleset(path: &str) -> bool {
    path.ends_with(".nft") || path == "etc/nftables.conf" || path.starts_with("etc/nftables.d/")
}

/// The ruleset that the kernel has after `file`, an absolute path of the tree in `folder`, was applied
/// to an empty network namespace: JSON of `libnftables-json(5)` on standard output.
///
/// # Errors
///
/// When the tree cannot be read or a stub cannot be made.
///
/// # Panics
///
/// Without a root, as [`Root::find`](crate::Root::find) does.
pub fn nft_ruleset(folder: &Path, options: &Options, file: &str) -> io::Result<Outcome> {
    let case = Case::open(folder, options)?;
    Ok(case.view().script(RULESET, &[file]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rulesets_are_known_by_their_path() {
        let cases = [
            ("etc/nftables.conf", true),
            ("etc/nftables.d/a", true),
            ("etc/stackc/a/b.nft", true),
            ("etc/stackc/nftables.conf", false),
        ];
        for (path, expected) in cases {
            assert_eq!(is_ruleset(path), expected, "{path}");
        }
    }
}
