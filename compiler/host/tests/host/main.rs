//! Hosts in memory and on a disk, compared with generations.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod applied;
mod archives;
mod binding;
mod common;
mod extras;
mod hostile;
mod keys;
mod kinds;
mod live;
mod masking;
mod observing;
mod rendering;
mod units;
