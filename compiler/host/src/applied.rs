//! A host as it would be just after a generation was applied: so two generations are compared like a
//! host and a stack, and the plan is what follows when the second takes the place of the first.

use crate::{Accounts, Extras, FileState, Host, Ids, Names, State};
use std::collections::BTreeMap;
use store::{Generation, Manifest};
use tree::{Artifact, Content, Digest, FileMode, HostPath, TreePath};

impl Host {
    /// A host that has all of one generation and nothing else, to be compared with another.
    pub fn applied(old: &Generation, new: &Generation) -> Self {
        let owners = old.manifest().files.values().map(|entry| &entry.owner);
        let accounts = Accounts::numbered(owners);
        let mut states: BTreeMap<TreePath, State> = paths(new.manifest())
            .map(|path| (path.clone(), State::Absent))
            .collect();
        for path in paths(old.manifest()) {
            let artifact = old.tree().get(path);
            let state = artifact.map_or(State::Absent, |artifact| state(artifact, &accounts));
            states.insert(path.clone(), state);
        }
        // Keys alone make no file; here they stand for the file that others have.
        let root = || (FileMode::PUBLIC, Ids::default());
        let mut foreign: BTreeMap<HostPath, State> = owned(new.manifest())
            .map(|(_, file)| (file.clone(), file_state(&[], root())))
            .collect();
        for (path, file) in owned(old.manifest()) {
            let bytes = old.tree().get(path).and_then(Artifact::bytes);
            let state = file_state(bytes.unwrap_or_default(), root());
            foreign.insert(file.clone(), state);
        }
        Self {
            previous: Some(old.manifest().clone()),
            accounts: Some(accounts),
            states,
            foreign,
            extras: Extras::default(),
            names: Names::OldAndNew,
        }
    }
}

fn paths(manifest: &Manifest) -> impl Iterator<Item = &TreePath> {
    manifest.files.keys()
}

/// The files of a tree with keys of files that belong to others, and these files.
fn owned(manifest: &Manifest) -> impl Iterator<Item = (&TreePath, &HostPath)> {
    let files = manifest.files.iter();
    files.filter_map(|(path, entry)| Some((path, &entry.owned_keys.as_ref()?.file)))
}

fn state(artifact: &Artifact, accounts: &Accounts) -> State {
    let ids = accounts.ids_of(&artifact.owner);
    match &artifact.content {
        Content::File(bytes) => file_state(bytes, (artifact.mode, ids)),
        Content::Symlink(target) => State::Symlink {
            target: target.as_str().as_bytes().to_vec(),
            ids,
        },
    }
}

fn file_state(bytes: &[u8], (mode, ids): (FileMode, Ids)) -> State {
    State::File(FileState {
        mode,
        ids,
        size: bytes.len() as u64,
        digest: Some(Digest::of(bytes)),
        bytes: Some(bytes.to_vec()),
    })
}
