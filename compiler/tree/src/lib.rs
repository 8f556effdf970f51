//! The file domain: what a host is to hold, as values.
//!
//! A stack is lowered to [`Artifact`]s, each a file or a symlink with its mode, owner, readers and
//! causes. They are collected in a [`Tree`], which has at most one of them at each [`TreePath`]. The
//! identity of a tree is the [`Digest`] of its NAR serialisation ([`nar`]), and its name in a store is
//! the [`StorePathName`] that Nix gives to the same files.
//!
//! Nothing here opens a file, and nothing here knows what a container or a site is.

mod tree_path;
pub use tree_path::{TreePath, TreePathError};

mod host_path;
pub use host_path::HostPath;

mod file_mode;
pub use file_mode::{FileMode, FileModeError};

mod owner;
pub use owner::{AccountName, AccountNameError, Owner};

mod symlink_target;
pub use symlink_target::{SymlinkTarget, SymlinkTargetError};

mod reader;
pub use reader::{Reader, Scope, UnitRef};

mod unit_policy;
pub use unit_policy::{OnChange, UnitPolicy};

mod secret_need;
pub use secret_need::{Constraint, Delivery, SecretNeed, Via};

mod owned_keys;
pub use owned_keys::{KeyFormat, OwnedKey, OwnedKeys};

mod artifact;
pub use artifact::{Artifact, Content};

mod clashes;
pub use clashes::{TreeError, clashes};

mod tree;
pub use tree::Tree;

pub mod nar;
pub use nar::NarError;

mod digest;
pub use digest::{Digest, DigestError, Hasher};

mod store_name;
pub use store_name::{NIX_STORE, StoreName, StoreNameError, StorePathName, StorePathNameError};
