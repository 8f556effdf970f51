//! Which bytes of a host are kept for showing: memory stays bounded, whatever is on the host.

use crate::State;
use crate::state::MOST_SHOWN;
use std::collections::BTreeMap;
use store::{FileKind, Generation, Manifest};
use tree::{Artifact, Digest, TreePath};

/// So many bytes of files that differ are kept; of the rest their digests.
const MOST_KEPT: u64 = 64 << 20;

pub(super) struct Keep<'a> {
    /// Files with more bytes are not read.
    pub(super) longest: u64,
    /// What the stack wants. Bytes that are the same are in its tree.
    wanted: BTreeMap<&'a TreePath, Digest>,
    left: u64,
}

impl<'a> Keep<'a> {
    pub(super) fn new(generation: &'a Generation, longest: u64) -> Self {
        let Manifest { files, stack, .. } = generation.manifest();
        let own = Manifest::path_of(stack);
        let own = generation.tree().get(&own).and_then(Artifact::bytes);
        let wanted = files.iter().filter_map(|(path, entry)| match entry.kind {
            FileKind::File { digest, .. } => Some((path, digest)),
            FileKind::Manifest { .. } => own.map(|bytes| (path, Digest::of(bytes))),
            FileKind::Symlink { .. } => None,
        });
        Self {
            longest,
            wanted: wanted.collect(),
            left: MOST_KEPT,
        }
    }

    /// What is kept of one of our paths.
    pub(super) fn of(&mut self, path: &TreePath, mut state: State) -> State {
        if let State::File(file) = &mut state {
            let is_wanted = self
                .wanted
                .get(path)
                .is_some_and(|wanted| file.digest == Some(*wanted));
            if is_wanted {
                file.bytes = None;
            }
        }
        self.foreign(state)
    }

    /// What is kept of a path of others.
    pub(super) fn foreign(&mut self, mut state: State) -> State {
        if let State::File(file) = &mut state {
            let length = file.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64);
            match self.left.checked_sub(length) {
                Some(left) if length <= MOST_SHOWN => self.left = left,
                Some(_) | None => file.bytes = None,
            }
        }
        state
    }
}
