//! How much an evaluation may use.

use std::ops::Deref;
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
    /// that allocates without returning is stopped at 9/8 of it. Never less than 1 MiB. Needs the
    /// [`CappedAllocator`](crate::CappedAllocator).
    pub memory: u64,
    /// Bytes of the evaluating thread's stack, reserved and not committed.
    ///
    /// Never less than [`Limits::LEAST_STACK`]. It bounds `memory`, `expression` and `depth`, however
    /// high these are: see [`Limits::stack_for`] and the constants of this file.
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

impl Limits {
    /// The least stack of an evaluation, in bytes. Reserving it costs nothing.
    ///
    /// Preparing and evaluating the library takes a twentieth of it, and its longest expression a
    /// quarter of the tokens that are then allowed.
    pub const LEAST_STACK: usize = 64 << 20;

    /// The deepest data that is ever allowed.
    ///
    /// The result leaves the evaluating thread; whoever has it recurses over it on the stack of a main
    /// thread, which is 8 MiB as a rule.
    pub const DEEPEST: usize = 4096;

    /// The stack that allows to use this much memory.
    pub fn stack_for(memory: u64) -> usize {
        let half = usize::try_from(memory / MEMORY_PER_STACK).unwrap_or(usize::MAX);
        half.max(Self::LEAST_STACK)
    }
}

/// What it takes to read the first file, before which no finding has a place.
const LEAST_MEMORY: u64 = 1 << 20;

/// Bytes of memory that may be used for each byte of stack.
///
/// Freeing a chain of suspended values recurses once per link, which takes at most a third of the
/// memory that the chain took.
const MEMORY_PER_STACK: u64 = 2;

/// Bytes of stack for each token of an expression.
///
/// Of all shapes that were tried, arrays in arrays and patterns in patterns take most: 7 KiB a token,
/// an eighth of this (`no_shape_of_a_text_overflows_the_stack` tries them at the least stack).
const STACK_PER_TOKEN: usize = 64 << 10;

/// Bytes of stack for each level of data.
const STACK_PER_LEVEL: usize = 32 << 10;

/// The limits that hold: those that were asked for, as far as the stack bears them.
#[derive(Clone, Debug)]
pub(crate) struct Bounds {
    held: Limits,
    asked: Limits,
}

impl Bounds {
    pub(crate) fn new(asked: &Limits) -> Self {
        let asked = asked.clone();
        let stack = asked.stack.max(Limits::LEAST_STACK);
        let held = Limits {
            stack,
            memory: asked
                .memory
                .min((stack as u64).saturating_mul(MEMORY_PER_STACK))
                .max(LEAST_MEMORY),
            expression: asked.expression.min(stack / STACK_PER_TOKEN),
            depth: asked
                .depth
                .min(stack / STACK_PER_LEVEL)
                .min(Limits::DEEPEST),
            ..asked.clone()
        };
        Self { held, asked }
    }

    /// What raises the limit of memory: an option of the program, as are the others.
    pub(crate) fn memory_option(&self) -> &'static str {
        self.option(self.held.memory < self.asked.memory, "`--max-memory`")
    }

    /// What raises the limit of expressions.
    pub(crate) fn expression_option(&self) -> &'static str {
        let is_held = self.held.expression < self.asked.expression;
        self.option(is_held, "`--max-expression`")
    }

    /// What raises the limit of depth, if it can be raised.
    pub(crate) fn depth_option(&self) -> Option<&'static str> {
        let is_held = self.held.depth < self.asked.depth;
        let is_last = self.held.depth == Limits::DEEPEST;
        (!is_last).then(|| self.option(is_held, "`--max-depth`"))
    }

    fn option(&self, is_held_by_stack: bool, own: &'static str) -> &'static str {
        match is_held_by_stack {
            true => "`--max-stack`",
            false => own,
        }
    }
}

impl Deref for Bounds {
    type Target = Limits;

    fn deref(&self) -> &Limits {
        &self.held
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 20_000_000,
            memory: 2 << 30,
            stack: Self::stack_for(2 << 30),
            depth: 128,
            source_size: 16 << 20,
            expression: 10_000,
            time: Some(Duration::from_secs(60)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_hold_as_they_are() {
        let bounds = Bounds::new(&Limits::default());
        assert_eq!(*bounds, Limits::default());
        assert_eq!(bounds.memory_option(), "`--max-memory`");
        assert_eq!(bounds.expression_option(), "`--max-expression`");
        assert_eq!(bounds.depth_option(), Some("`--max-depth`"));
    }

    #[test]
    fn what_the_stack_cannot_bear_does_not_hold() {
        let asked = Limits {
            stack: 0,
            memory: u64::MAX,
            depth: usize::MAX,
            expression: usize::MAX,
            ..Limits::default()
        };
        let bounds = Bounds::new(&asked);
        assert_eq!(bounds.stack, Limits::LEAST_STACK);
        assert_eq!(bounds.memory, 128 << 20);
        assert_eq!((bounds.expression, bounds.depth), (1024, 2048));
        assert_eq!(bounds.memory_option(), "`--max-stack`");
        assert_eq!(bounds.expression_option(), "`--max-stack`");
        assert_eq!(bounds.depth_option(), Some("`--max-stack`"));

        let deep = Bounds::new(&Limits {
            stack: usize::MAX,
            ..asked
        });
        assert_eq!(deep.depth, Limits::DEEPEST);
        assert_eq!(deep.depth_option(), None);
    }
}
