//! Timers. Mirrors `lib/timer.ncl`.

use crate::Settings;
use crate::decode::record;
use crate::leaf::{Calendar, Duration, UnitName};
use source::Located;

record! {
    /// A unit that starts another by the calendar.
    pub struct Timer {
        /// Name of its unit, without suffix; that of the job when absent.
        pub name: Option<Located<UnitName>>,
        /// When it elapses.
        pub schedule: Located<Calendar>,
        /// Largest random delay.
        pub random_delay: Located<Duration>,
        /// Whether a missed run is made up for.
        pub catch_up: Located<bool>,
        /// Further settings, checked.
        pub extra: Settings,
        /// Further settings, not checked.
        pub unchecked: Settings,
    }
}
