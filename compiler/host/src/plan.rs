//! What would happen to a host.

use crate::{Binding, Differences, Host, KeysPlan, Live, Mask, PlannedAction, State};
use store::{FileEntry, Generation};
use tree::{Artifact, TreePath, UnitRef};

/// What would happen to a host. Borrows both sides, so that it can show them.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// The generation that is wanted.
    pub generation: &'a Generation,
    /// The host as it was observed.
    pub host: &'a Host,
    /// Every path of this generation and of the one before, in the order of a walk.
    pub paths: Vec<PathPlan<'a>>,
    /// Every file that belongs to others and of which keys are ours, or were.
    pub keys: Vec<KeysPlan<'a>>,
    /// What must be done after the files are in place, in this order.
    pub actions: Vec<PlannedAction>,
    /// The units that were there before and whose files stay as they are.
    pub untouched: Vec<&'a UnitRef>,
    /// The units that have other files than before the next time they run, and run by themselves or by hand.
    pub later: Vec<&'a UnitRef>,
    /// What must not be shown of the host.
    pub mask: Mask,
    /// What runs on the host, when somebody looked.
    pub live: Option<Live>,
}

impl Plan<'_> {
    /// Whether the host is what the stack wants, with nothing beside it in the folders of the stack.
    pub fn is_same(&self) -> bool {
        self.paths.iter().all(|path| path.kind == Kind::Unchanged)
            && self.changed_keys().next().is_none()
            && self.host.extras.is_empty()
            && self.live.iter().all(|live| live.findings.is_empty())
    }

    /// What the plan was made from.
    pub fn binding(&self) -> Binding {
        Binding::of(self)
    }

    /// The paths where something would happen, or cannot be known.
    pub fn changes(&self) -> impl Iterator<Item = &PathPlan<'_>> {
        self.paths
            .iter()
            .filter(|path| path.kind != Kind::Unchanged)
    }

    /// The files that belong to others about whose keys there is something to say.
    pub fn changed_keys(&self) -> impl Iterator<Item = &KeysPlan<'_>> {
        let is_changed =
            |keys: &&KeysPlan<'_>| keys.is_trouble() || keys.changes().next().is_some();
        self.keys.iter().filter(is_changed)
    }

    /// Whether some path could not be read, so that the comparison is not whole.
    pub fn is_partial(&self) -> bool {
        self.paths.iter().any(|path| path.kind == Kind::Unreadable)
            || self.keys.iter().any(KeysPlan::is_trouble)
            || !self.host.extras.unreadable.is_empty()
            || self.live.iter().any(|live| !live.unseen.is_empty())
    }
}

/// What would happen at a path.
#[derive(Clone, Copy, Debug)]
pub struct PathPlan<'a> {
    /// The path.
    pub path: &'a TreePath,
    /// In one word.
    pub kind: Kind,
    /// Base → host: what changed on the host since the last generation, if there was one.
    pub drift: Column,
    /// Host → stack: what would change on the host now.
    pub change: Column,
    /// In what host and stack differ.
    pub differences: Differences,
    /// Whether the stack wants other bytes than the last generation had, so that who reads them has not read
    /// them yet, although the host may have them already.
    pub is_news: bool,
    /// Whether host and stack mean the same, and only write it in another way.
    pub is_form: bool,
    /// What the last generation put there.
    pub base: Option<&'a FileEntry>,
    /// What is there.
    pub host: &'a State,
    /// What shall be there.
    pub stack: Option<&'a Artifact>,
}

/// One of the two columns of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// No difference.
    Same,
    /// It was not there.
    Added,
    /// It is no longer there.
    Deleted,
    /// It is another.
    Modified,
    /// It cannot be read.
    Unknown,
}

impl Column {
    /// A space, `A`, `D`, `M` or `?`.
    pub fn letter(self) -> char {
        match self {
            Self::Same => ' ',
            Self::Added => 'A',
            Self::Deleted => 'D',
            Self::Modified => 'M',
            Self::Unknown => '?',
        }
    }
}

/// What would happen at a path, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Nothing: the host has what the stack wants.
    Unchanged,
    /// A new file.
    Create,
    /// Other bytes, or another target.
    Update,
    /// Other permission bits, and perhaps another owner; the same bytes.
    Mode,
    /// Another owner; the same bytes and permission bits.
    Owner,
    /// Somebody changed it on the host, the stack did not: it would be put back.
    Drifted,
    /// It changed on the host and in the stack.
    Conflict,
    /// Ours before, and no longer in the stack: it would be deleted.
    Orphan,
    /// Something that is not ours stands there.
    Unowned,
    /// It cannot be read, so nobody knows.
    Unreadable,
}

impl Kind {
    /// The word: `create`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Create => "create",
            Self::Update => "update",
            Self::Mode => "mode",
            Self::Owner => "owner",
            Self::Drifted => "drifted",
            Self::Conflict => "conflict",
            Self::Orphan => "orphan",
            Self::Unowned => "unowned",
            Self::Unreadable => "unreadable",
        }
    }
}
