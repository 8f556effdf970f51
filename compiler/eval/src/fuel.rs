//! Counts evaluation steps, and stops evaluation when a limit is reached.
//!
//! The language's machine is generic over its [`Cache`] of suspended values, and asks it before it
//! enters one. [`Fuel`] passes everything on to the standard cache and counts these questions. When
//! a limit is reached it answers that the value is being computed already; the machine then stops
//! with `InfiniteRecursion` and the place it was at. Whoever sees that error asks the [`Budget`]
//! whether it was meant.
//!
//! The cache is also asked for every value that is read. That is where recursion over values that are
//! nested too deeply is noticed, and cut off.

use crate::allocator;
use crate::limits::Limits;
use nickel_lang_core::eval::Closure;
use nickel_lang_core::eval::cache::lazy::{CBNCache, ThunkUpdateFrame};
use nickel_lang_core::eval::cache::{BlackholedError, Cache, CacheIndex};
use nickel_lang_core::eval::value::NickelValue;
use nickel_lang_core::identifier::Ident;
use nickel_lang_core::term::BindingType;
use nickel_lang_core::term::record::FieldDeps;
use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// The limit that stopped an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The step limit.
    Steps,
    /// The memory limit.
    Memory,
    /// The time limit.
    Time,
    /// A value inside the evaluation is nested too deeply to be written out.
    Depth,
}

/// What an evaluation may still use.
#[derive(Debug)]
pub(crate) struct Budget {
    steps_left: Cell<u64>,
    /// What [`allocator::used`] may say at most.
    memory: i64,
    deadline: Option<Instant>,
    /// Where the stack of this thread began, as an address.
    stack_start: usize,
    /// Bytes of stack that may be in use while a suspended value is read.
    stack_for_reading: usize,
    stopped: Cell<Option<Stop>>,
}

/// The share of the stack that may be in use while a suspended value is read.
///
/// The evaluator itself does not recurse. Only when it writes a value out (`std.serialize`, the message
/// of a contract) it first reads all of it recursively, and then recurses over it once more, with
/// frames up to twenty times larger.
const SHARE_FOR_READING: usize = 64;

/// How many steps pass between two looks at the clock; a step takes about a microsecond.
const STEPS_BETWEEN_LOOKS: u64 = 4096;

impl Budget {
    /// The budget of an evaluation that starts now, in this thread.
    pub(crate) fn new(limits: &Limits) -> Self {
        let memory = i64::try_from(limits.memory).unwrap_or(i64::MAX);
        Self {
            steps_left: Cell::new(limits.steps),
            memory: allocator::used().saturating_add(memory),
            deadline: limits
                .time
                .and_then(|time| Instant::now().checked_add(time)),
            stack_start: stack_address(),
            stack_for_reading: limits.stack / SHARE_FOR_READING,
            stopped: Cell::new(None),
        }
    }

    /// Whether a suspended value may be read from here; if not, evaluation ends at its next step.
    fn may_read(&self) -> bool {
        let used = self.stack_start.abs_diff(stack_address());
        if used > self.stack_for_reading {
            self.stopped.set(self.stopped.get().or(Some(Stop::Depth)));
        }
        used <= self.stack_for_reading
    }

    /// Counts one step; fails when that is one too many, and for ever after.
    pub(crate) fn step(&self) -> Result<(), Stop> {
        if let Some(stop) = self.stopped.get() {
            return Err(stop);
        }
        let left = self.steps_left.get();
        if left == 0 {
            return self.stop(Stop::Steps);
        }
        self.steps_left.set(left - 1);
        if allocator::used() > self.memory {
            return self.stop(Stop::Memory);
        }
        if left.is_multiple_of(STEPS_BETWEEN_LOOKS) && self.is_late() {
            return self.stop(Stop::Time);
        }
        Ok(())
    }

    /// The limit that was reached, if one was.
    pub(crate) fn stopped(&self) -> Option<Stop> {
        self.stopped.get()
    }

    #[cold]
    fn stop(&self, stop: Stop) -> Result<(), Stop> {
        self.stopped.set(Some(stop));
        Err(stop)
    }

    fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| {
            deadline.saturating_duration_since(Instant::now()) == Duration::ZERO
        })
    }
}

/// About where the stack of this thread is now.
#[inline(never)]
fn stack_address() -> usize {
    let here = 0u8;
    std::ptr::from_ref(std::hint::black_box(&here)).addr()
}

/// The standard cache of suspended values, with a budget.
#[derive(Clone)]
pub(crate) struct Fuel {
    inner: CBNCache,
    pub(crate) budget: Rc<Budget>,
}

impl Cache for Fuel {
    type UpdateIndex = ThunkUpdateFrame;

    fn new() -> Self {
        Self {
            inner: CBNCache::new(),
            budget: Rc::new(Budget::new(&Limits::default())),
        }
    }

    fn get_update_index(
        &mut self,
        idx: &mut CacheIndex,
    ) -> Result<Option<Self::UpdateIndex>, BlackholedError> {
        self.budget.step().map_err(|_| BlackholedError)?;
        self.inner.get_update_index(idx)
    }

    fn make_update_index(
        &mut self,
        idx: &mut CacheIndex,
    ) -> Result<Self::UpdateIndex, BlackholedError> {
        self.inner.make_update_index(idx)
    }

    fn get(&self, idx: CacheIndex) -> Closure {
        if self.budget.may_read() {
            self.inner.get(idx)
        } else {
            NickelValue::null().into()
        }
    }

    fn add(&mut self, closure: Closure, binding: BindingType) -> CacheIndex {
        self.inner.add(closure, binding)
    }

    fn patch<F: Fn(&mut Closure)>(&mut self, idx: CacheIndex, change: F) {
        self.inner.patch(idx, change);
    }

    fn get_then<T, F: FnOnce(&Closure) -> T>(&self, idx: CacheIndex, use_it: F) -> T {
        self.inner.get_then(idx, use_it)
    }

    fn update(&mut self, closure: Closure, idx: Self::UpdateIndex) {
        self.inner.update(closure, idx);
    }

    fn reset_index_state(&mut self, idx: &mut Self::UpdateIndex) {
        self.inner.reset_index_state(idx);
    }

    fn build_cached(&mut self, idx: &mut CacheIndex, record: &[(Ident, CacheIndex)]) {
        self.inner.build_cached(idx, record);
    }

    fn saturate<I: DoubleEndedIterator<Item = Ident> + Clone>(
        &mut self,
        idx: CacheIndex,
        fields: I,
    ) -> NickelValue {
        self.inner.saturate(idx, fields)
    }

    fn revert(&mut self, idx: &CacheIndex) -> CacheIndex {
        self.inner.revert(idx)
    }

    fn deps(&self, idx: &CacheIndex) -> Option<FieldDeps> {
        self.inner.deps(idx)
    }
}
