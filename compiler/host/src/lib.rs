//! What a host has, compared with what a stack wants.
//!
//! A host is a directory that stands for `/etc`: [`Host::observe`] reads it, follows no symlink, and
//! tells what it cannot read from what is not there. [`compare`] is a function of two values and gives
//! a [`Plan`]: for each path what changed since the last generation and what would change now, then
//! the actions on units that follow. The functions of [`render`] show a plan to people.
//!
//! Nothing here changes a host, and no secret of a host is shown.

mod state;
pub use state::{FileState, Ids, State};

mod observe;
pub use observe::{
    Accounts, Archive, Disk, Extra, Extras, Host, HostError, Listing, Names, Role, Sight,
};

mod quadlets;

mod applied;

mod facts;
pub use facts::Differences;

mod plan;
pub use plan::{Column, Kind, PathPlan, Plan};

mod binding;
pub use binding::Binding;

mod compare;
pub use compare::compare;

mod keys;
pub use keys::{KeyKind, KeyPlan, KeysPlan, Texts};

mod units;

mod action;
pub use action::{Action, PlannedAction};

mod changed;

mod actions;

mod mask;
pub use mask::Mask;

mod meaning;
pub use meaning::{KeyChange, Meaning, Unparsed, compare_texts};

mod contents;
pub use contents::{Contents, Differing};

mod live;
pub use live::{Answer, Finding, Live, Programs, ThisHost, Unseen};

pub mod render;
