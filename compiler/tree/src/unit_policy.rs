//! What a change of the tree means to a unit.

/// What the manager of a unit is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitPolicy {
    /// What a change of a file means that the unit reads.
    pub on_change: OnChange,
    /// Whether it is started when it is new, as opposed to being started by others.
    pub start: bool,
}

/// What the change of a file means to a unit that reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OnChange {
    /// It must start again.
    Restart,
    /// It reads its files again when told.
    Reload,
    /// It reads them the next time it runs, such as a oneshot of a timer.
    Nothing,
}
