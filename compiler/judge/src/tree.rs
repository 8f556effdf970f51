//! The entry: all judges over one tree.

use crate::case::Case;
use crate::{Options, Verdict, accounts, nft, nginx, podman, quadlet, small, systemd};
use std::path::Path;

/// The verdicts a judge gives, by [`Verdict::judge`], and the judge. It finds what concerns it in the tree,
/// and gives no verdict when nothing does.
type Judge = (&'static [&'static str], fn(&Case<'_>) -> Vec<Verdict>);

const JUDGES: &[Judge] = &[
    (&["quadlet"], quadlet::judge),
    (&["systemd"], systemd::judge),
    (&["sysusers", "tmpfiles"], accounts::judge),
    (&["podman"], podman::judge),
    (&["nginx"], nginx::judge),
    (&["nft"], nft::judge),
    (&["shell"], small::shell),
    (&["sudoers"], small::sudoers),
    (&["logrotate"], small::logrotate),
];

/// Lets every real program judge what it would read of the tree in `folder`, which holds `etc/…`.
///
/// The verdicts are in the order quadlet, systemd, sysusers, tmpfiles, podman, nginx, nft, and the small
/// ones. A tree nobody reads gets no verdict, so a test should expect some. A tree that cannot be read gets
/// one that does not pass.
///
/// # Panics
///
/// Without a root, as [`Root::find`](crate::Root::find) does.
pub fn tree(folder: &Path, options: &Options) -> Vec<Verdict> {
    ask(JUDGES.iter(), folder, options)
}

/// Lets one judge look at the tree: [`tree()`] for a test that is about one program.
///
/// # Panics
///
/// Without a root, and when there is no such judge.
pub fn tree_by(judge: &str, folder: &Path, options: &Options) -> Vec<Verdict> {
    let known = |(names, _): &&Judge| names.contains(&judge);
    assert!(JUDGES.iter().any(|it| known(&it)), "no judge `{judge}`");
    ask(JUDGES.iter().filter(known), folder, options)
}

fn ask<'a>(
    judges: impl Iterator<Item = &'a Judge>,
    folder: &Path,
    options: &Options,
) -> Vec<Verdict> {
    match Case::open(folder, options) {
        Ok(case) => judges.flat_map(|(_, judge)| judge(&case)).collect(),
        Err(error) => {
            let subject = folder.display().to_string();
            vec![Verdict::new("tree", &subject, false, &error.to_string())]
        }
    }
}
