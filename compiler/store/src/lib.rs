//! Trees on disk, and what is written about them.
//!
//! [`Generation::assemble`] gives a tree its [`Manifest`], which says what a host needs to know of it.
//! A [`Store`] is a folder that keeps trees under the names that Nix would give them; [`Store::add`]
//! is the only way in, and nothing half written ever has such a name. Beside an object lies its
//! [`BuildRecord`], which says where each line came from and takes no part in its identity.
//!
//! Failures are [`StoreError`]s: each names the path and the cause.

mod manifest;
pub use manifest::{
    Constraint, Delivery, FileEntry, FileKind, Manifest, ManifestError, OnChange, SecretNeed,
    Target, UnitPolicy, Via,
};

mod generation;
pub use generation::{Description, Generation, Mismatch};

mod record;
pub use record::{BuildRecord, ClosureFile, FileRecord, Place, Position, RecordError};

mod error;
pub use error::StoreError;

mod disk;
pub use disk::{
    Cache, Store, StorePath, hash_folder, open_regular, place_file, place_folder, read_folder,
    replace_link, write_folder,
};
