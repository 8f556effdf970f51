//! How much an evaluation may use.

use std::time::Duration;

/// Bounds of an evaluation. Each ends in a finding with a place, never in an abort.
///
/// The defaults leave a factor of five or more over the largest stack measured (5000 containers
/// under full contracts: 3.6 million steps, 0.2 GiB), and stop every runaway program in seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How often a suspended value may be entered, plus the values of the result. Deterministic:
    /// the same text takes the same number of steps everywhere.
    pub steps: u64,
    /// Bytes allocated and not freed by the evaluating thread, checked at every step. A single step
    /// that allocates without returning is stopped at 9/8 of it. Needs the
    /// [`CappedAllocator`](crate::CappedAllocator).
    pub memory: u64,
    /// Bytes of the evaluating thread's stack, reserved and not committed.
    ///
    /// Freeing a chain of suspended values recurses once per link, which takes at most a third of the
    /// memory the chain took: so this is half of `memory`. Every shape of expression that was tried
    /// needs less than an eighth of it at the default of `expression`.
    pub stack: usize,
    /// How deeply records, arrays and enum variants may nest in the result, and in imported JSON,
    /// YAML and TOML.
    pub depth: usize,
    /// Bytes of one file.
    pub source_size: u64,
    /// Tokens from the start of an expression to any place in it, through all open brackets. A
    /// separator (`,` or `;`) ends an expression, so neither records nor arrays grow it: what grows
    /// it is what makes the language recurse, such as brackets in brackets, `1 + 1 + …`, `a & b & …`
    /// and `let … in let … in …`.
    pub expression: usize,
    /// Wall-clock time from start to end; none for no limit.
    pub time: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 20_000_000,
            memory: 2 << 30,
            stack: 1 << 30,
            depth: 128,
            source_size: 16 << 20,
            expression: 10_000,
            time: Some(Duration::from_secs(60)),
        }
    }
}
