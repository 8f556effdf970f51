//! A plan as text for people: a status with two columns, unified diffs, numbers, or names.
//!
//! Pure functions; whoever calls them decides about colour, pager and output.

mod sides;

mod status;
pub use status::status;

mod unified;
pub use unified::{Direction, unified, unified_path, unified_texts};

mod stat;
pub use stat::{Stat, stat, stats};

use crate::Plan;

/// The paths where something would happen, one in each line.
pub fn names(plan: &Plan<'_>) -> String {
    plan.changes()
        .map(|path| format!("{}\n", path.path))
        .collect()
}
