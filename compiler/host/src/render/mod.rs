//! A plan as text for people: a status with two columns, unified diffs, numbers, or names.
//!
//! Pure functions; whoever calls them decides about colour, pager and output.

mod sides;

mod keys;
pub use keys::{host_value, unified_keys};

mod status;
pub use status::status;

mod unified;
pub use unified::{Direction, unified, unified_path, unified_texts};

mod stat;
pub use stat::{Stat, stat, stats};

use crate::Plan;

/// The paths where something would happen, one in each line.
pub fn names(plan: &Plan<'_>) -> String {
    let paths = plan.changes().map(|path| path.path.as_str());
    let keys = plan.changed_keys().map(|keys| keys.file.below_root());
    paths.chain(keys).map(|path| format!("{path}\n")).collect()
}
