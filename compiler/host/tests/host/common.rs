//! Generations and hosts in a few words.

use host::{FileState, Host, Ids, State};
use std::collections::BTreeMap;
use store::{Description, Generation, OnChange, SecretNeed, Target, UnitPolicy};
use tree::{Artifact, Digest, FileMode, Owner, Reader, Scope, StoreName, SymlinkTarget};
use tree::{TreePath, UnitRef};

pub(crate) fn path(text: &str) -> TreePath {
    TreePath::parse(text).unwrap()
}

/// A unit of the system.
pub(crate) fn unit(name: &str) -> UnitRef {
    UnitRef::new(Scope::System, name)
}

/// `restart`, `reload` or `nothing`, with a `+` when it is to be started.
pub(crate) fn policy(text: &str) -> UnitPolicy {
    UnitPolicy {
        on_change: match text.trim_end_matches('+') {
            "restart" => OnChange::Restart,
            "reload" => OnChange::Reload,
            _ => OnChange::Nothing,
        },
        start: text.ends_with('+'),
    }
}

/// A file with some text, read by the units named.
pub(crate) fn file(at: &str, text: &str, readers: &[&str]) -> Artifact {
    let readers = readers.iter().map(|name| match *name {
        "systemd" => Reader::Manager(Scope::System),
        "sysusers" => Reader::Sysusers,
        "tmpfiles" => Reader::Tmpfiles(Scope::System),
        "nft" => Reader::Nft,
        name => Reader::Unit(unit(name)),
    });
    readers.fold(Artifact::file(path(at), text), Artifact::read_by)
}

/// A generation of the stack `wiki`.
pub(crate) fn generation(
    artifacts: impl IntoIterator<Item = Artifact>,
    units: &[(&str, &str)],
    secrets: BTreeMap<String, SecretNeed>,
) -> Generation {
    let description = Description {
        stack: StoreName::parse("wiki").unwrap(),
        target: Target::default(),
        units: units
            .iter()
            .map(|(name, text)| (unit(name), policy(text)))
            .collect(),
        secrets,
    };
    Generation::assemble(description, artifacts).unwrap()
}

/// What somebody wrote: the text, and after spaces the mode and the owner.
///
/// `-` is nothing, `-> x` a symlink, `/` a directory, `?` unreadable, `behind` below a symlink.
pub(crate) fn state(text: &str) -> State {
    let cause = || "Permission denied".to_owned();
    match text {
        "-" => State::Absent,
        "/" => State::Directory,
        "?" => State::Unreadable { cause: cause() },
        "behind" => State::Behind {
            ancestor: "etc/a".to_owned(),
            what: "a symlink",
        },
        _ => match text.strip_prefix("-> ") {
            Some(target) => State::Symlink {
                target: target.as_bytes().to_vec(),
                ids: Ids { uid: 0, gid: 0 },
            },
            None => {
                let words: Vec<&str> = text.split(' ').collect();
                let ids = match words.get(2) {
                    Some(&"wiki") => Ids { uid: 7, gid: 7 },
                    _ => Ids { uid: 0, gid: 0 },
                };
                file_state(words[0], words.get(1).unwrap_or(&"0644"), ids)
            }
        },
    }
}

pub(crate) fn file_state(text: &str, mode: &str, ids: Ids) -> State {
    State::File(FileState {
        mode: mode.parse().unwrap(),
        ids,
        size: text.len() as u64,
        digest: Some(Digest::of(text.as_bytes())),
        bytes: Some(text.as_bytes().to_vec()),
    })
}

/// The same notation for what a stack has; `-` is no artifact.
pub(crate) fn artifact(at: &str, text: &str) -> Option<Artifact> {
    if text == "-" {
        return None;
    }
    if let Some(target) = text.strip_prefix("-> ") {
        let target = SymlinkTarget::parse(target).unwrap();
        return Some(Artifact::symlink(path(at), target));
    }
    let words: Vec<&str> = text.split(' ').collect();
    let mode: FileMode = words.get(1).unwrap_or(&"0644").parse().unwrap();
    let owner = words.get(2).unwrap_or(&"root");
    let artifact = Artifact::file(path(at), words[0]).with_mode(mode);
    Some(artifact.owned_by(Owner::parse(owner, owner).unwrap()))
}

/// A host that has just this generation.
pub(crate) fn installed(generation: &Generation) -> Host {
    let states = generation.tree().iter().map(|artifact| {
        let text = String::from_utf8(artifact.bytes().unwrap_or_default().to_vec()).unwrap();
        let ids = Ids { uid: 0, gid: 0 };
        let mode = artifact.mode.to_string();
        (artifact.path.clone(), file_state(&text, &mode, ids))
    });
    Host {
        previous: Some(generation.manifest().clone()),
        accounts: Some(host::Accounts::parse(
            "root:x:0:\nwiki:x:7:\n",
            "root:x:0:\nwiki:x:7:\n",
        )),
        states: states.collect(),
        foreign: BTreeMap::new(),
        extras: host::Extras::default(),
        names: host::Names::HostAndStack,
    }
}

/// A host without a generation, with nothing at the paths of one.
pub(crate) fn empty(generation: &Generation) -> Host {
    let absent = |artifact: &Artifact| (artifact.path.clone(), State::Absent);
    Host {
        previous: None,
        states: generation.tree().iter().map(absent).collect(),
        ..installed(generation)
    }
}
