//! What a plan was made from, so that nobody carries it out on something else.

use crate::{Host, Plan, State};
use std::io::Write as _;
use store::Manifest;
use tree::{Digest, Hasher};

/// The digests of all that a plan depends on. Equal bindings give equal plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Of the manifest that the last generation left on the host.
    pub base: Option<Digest>,
    /// Of what was seen of the host.
    pub host: Digest,
    /// Of the manifest of the generation that is wanted, which has the digests of all its files.
    pub stack: Digest,
}

impl Binding {
    pub(crate) fn of(plan: &Plan<'_>) -> Self {
        let of = |manifest: &Manifest| Digest::of(manifest.to_json().as_bytes());
        Self {
            base: plan.host.previous.as_ref().map(of),
            host: digest(plan.host),
            stack: of(plan.generation.manifest()),
        }
    }

    /// All of them in one.
    pub fn id(&self) -> Digest {
        let Self { base, host, stack } = self;
        let base = base.map(|base| base.to_string()).unwrap_or_default();
        Digest::of(format!("{base}\n{host}\n{stack}\n").as_bytes())
    }
}

/// The digest of lines, one for each path, in an order that is always the same.
fn digest(host: &Host) -> Digest {
    let mut hasher = Hasher::new();
    let mut line = |path: &str, state: &State| {
        writeln!(hasher, "{path:?} {}", facts(state)).expect("hashing does not fail");
    };
    for (path, state) in &host.states {
        line(path.as_str(), state);
    }
    for (path, state) in &host.foreign {
        line(path.as_str(), state);
    }
    for extra in &host.extras.found {
        writeln!(hasher, "{:?} {}", extra.path, extra.what).expect("hashing does not fail");
    }
    for (folder, n_more) in &host.extras.more {
        writeln!(hasher, "{folder:?} {n_more}").expect("hashing does not fail");
    }
    hasher.finish()
}

fn facts(state: &State) -> String {
    let owner = state
        .ids()
        .map(|ids| format!("{}:{}", ids.uid, ids.gid))
        .unwrap_or_default();
    match state {
        State::File(file) => {
            let digest = file.digest.map(|digest| digest.to_string());
            let content = digest.unwrap_or_else(|| format!("{} bytes", file.size));
            format!("file {} {owner} {content}", file.mode)
        }
        State::Symlink { target, .. } => format!("symlink {owner} {}", target.escape_ascii()),
        State::Behind { ancestor, what } => format!("behind {what} {ancestor:?}"),
        State::Unreadable { cause } => format!("unreadable {cause:?}"),
        State::Absent | State::Directory | State::Special(_) => state.noun().to_owned(),
    }
}
