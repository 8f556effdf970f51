//! A plan as text for people: a status with two columns, unified diffs, numbers, or names.
//!
//! Pure functions; whoever calls them decides about colour, pager and output.

mod sides;
pub(crate) use sides::{Side, sides};

mod extras;

mod live;

mod keys;
pub use keys::{host_value, unified_keys};

mod status;
pub use status::{acts, status};

mod unified;
pub use unified::{Direction, Which, unified, unified_path, unified_texts};

mod stat;
pub use stat::{Stat, stat, stats};

use crate::Plan;

/// The paths where something would happen, and those of what is extra, one in each line.
pub fn names(plan: &Plan<'_>) -> String {
    let paths = plan.changes().map(|path| path.path.as_str());
    let keys = plan.changed_keys().map(|keys| keys.file.below_root());
    let extras = plan.host.extras.found.iter();
    let extras = extras.map(|extra| extra.path.as_str());
    let all = paths.chain(keys).chain(extras);
    all.map(|path| format!("{path}\n")).collect()
}
