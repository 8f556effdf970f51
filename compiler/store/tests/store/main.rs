//! Manifests, records and objects. The umask has a process of its own, in `umask.rs`.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod caches;
mod links;
mod manifests;
mod objects;
mod records;
#[path = "../scratch/mod.rs"]
mod scratch;
