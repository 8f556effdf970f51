//! The entry: all judges over one tree.

use crate::case::Case;
use crate::{Options, Verdict, accounts, nft, nginx, podman, quadlet, small, systemd};
use std::path::Path;

/// Every judge. Each finds what concerns it in the tree, and gives no verdict when nothing does.
const JUDGES: &[fn(&Case<'_>) -> Vec<Verdict>] = &[
    quadlet::judge,
    systemd::judge,
    accounts::judge,
    podman::judge,
    nginx::judge,
    nft::judge,
    small::shell,
    small::sudoers,
    small::logrotate,
];

/// Lets every real program judge what it would read of the tree in `folder`, which holds `etc/…`.
///
/// The verdicts are in the order of the judges: quadlet, systemd, accounts, podman, nginx, nft and the
/// small ones. A tree nobody reads gets no verdict, so a test should expect some. What cannot be judged
/// for want of a readable tree is a verdict that does not pass.
///
/// # Panics
///
/// Without a root, as [`Root::find`](crate::Root::find) does.
pub fn tree(folder: &Path, options: &Options) -> Vec<Verdict> {
    match Case::open(folder, options) {
        Ok(case) => JUDGES.iter().flat_map(|judge| judge(&case)).collect(),
        Err(error) => {
            let subject = folder.display().to_string();
            vec![Verdict::new("tree", &subject, false, &error.to_string())]
        }
    }
}
