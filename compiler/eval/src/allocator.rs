//! An allocator that stops an evaluation at its memory limit, without aborting the process.
//!
//! The language checks its budget at every step, but a single step can allocate without end (a
//! string doubled forty times, a number with a billion digits). So the program installs
//! [`CappedAllocator`]. It counts per thread, and only threads that are [`armed`](arm) have a limit.
//! When an armed thread passes it, that thread reports through its channel and sleeps for ever: it
//! cannot be unwound from inside the allocator, and what it holds is of no more use. The memory it
//! holds stays allocated, which is the price of an error instead of an abort; the process usually
//! ends soon after.
//!
//! A sleeping thread keeps the locks it holds. Ours are only held while [`uncapped`]. The language
//! has one, around its table of identifiers; if the limit is passed exactly while that table grows,
//! later evaluations in the same process end at their time limit.

use crate::supervise::Signal;
use mimalloc::MiMalloc;
use std::alloc::{GlobalAlloc, Layout};
use std::cell::{Cell, RefCell};
use std::sync::mpsc::Sender;

/// mimalloc, with a limit for evaluating threads.
///
/// An evaluation makes and frees millions of small values. mimalloc does that in less time than the system's
/// allocator, and what one thread frees the others use again.
///
/// ```
/// #[global_allocator]
/// static ALLOCATOR: eval::CappedAllocator = eval::CappedAllocator;
/// # assert!(eval::CappedAllocator::is_installed());
/// ```
#[derive(Debug)]
pub struct CappedAllocator;

thread_local! {
    /// Bytes allocated minus bytes freed by this thread; what other threads allocated is not ours
    /// when we free it, so it may go below zero.
    static USED: Cell<i64> = const { Cell::new(0) };
    /// Where `USED` ends; none while not armed.
    static LIMIT: Cell<i64> = const { Cell::new(i64::MAX) };
    /// Where to report. Only touched while arming and when exhausted, never by an allocation.
    static BELL: RefCell<Option<Sender<Signal>>> = const { RefCell::new(None) };
}

impl CappedAllocator {
    /// Whether this is the allocator of the process. Without it, memory is not limited.
    pub fn is_installed() -> bool {
        let before = used();
        let probe = std::hint::black_box(Box::new(0u64));
        let after = used();
        drop(probe);
        before != after
    }
}

/// Limits this thread to `bytes` more than it has allocated now. The limit lasts until the thread
/// ends.
pub(crate) fn arm(bytes: u64, bell: Sender<Signal>) {
    BELL.set(Some(bell));
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    LIMIT.set(USED.get().saturating_add(bytes));
}

/// Bytes allocated and not freed by this thread; 0 when [`CappedAllocator`] is not installed.
pub(crate) fn used() -> i64 {
    USED.get()
}

/// Does something small that must not be interrupted by the limit, such as holding a lock.
pub(crate) fn uncapped<T>(work: impl FnOnce() -> T) -> T {
    let limit = LIMIT.replace(i64::MAX);
    let result = work();
    LIMIT.set(limit);
    result
}

/// Counts `bytes` more, and does not return when that is too much.
fn count(bytes: usize) {
    // The cells need no registration and no destructor, so they work in every phase of a thread.
    let used = USED.get().saturating_add_unsigned(bytes as u64);
    if used > LIMIT.get() {
        exhausted();
    }
    USED.set(used);
}

fn uncount(bytes: usize) {
    USED.set(USED.get().saturating_sub_unsigned(bytes as u64));
}

/// Reports that this thread needs more than it may have, and sleeps for ever.
#[cold]
fn exhausted() -> ! {
    // From here on the thread may allocate again, as sending does.
    LIMIT.set(i64::MAX);
    let told = BELL.try_with(|bell| match bell.try_borrow().as_deref() {
        Ok(Some(bell)) => bell.send(Signal::Exhausted).is_ok(),
        Ok(None) | Err(_) => false,
    });
    // When nobody could be told, nobody waits: sleeping is right all the same.
    std::hint::black_box(&told);
    loop {
        std::thread::park();
    }
}

/// What to do when the system has no memory: an armed thread stops like at its own limit.
fn checked(pointer: *mut u8) -> *mut u8 {
    if pointer.is_null() && LIMIT.get() != i64::MAX {
        exhausted();
    }
    pointer
}

#[expect(unsafe_code, reason = "an allocator cannot be written without")]
// SAFETY: every call is passed on to `MiMalloc` with unchanged arguments, and its result is returned;
// what happens besides is counting in thread-local cells, which neither allocates nor unwinds, or
// not returning at all.
unsafe impl GlobalAlloc for CappedAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the promises of `GlobalAlloc::alloc`, which are those of `MiMalloc`.
        checked(unsafe { MiMalloc.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: as in `alloc`.
        checked(unsafe { MiMalloc.alloc_zeroed(layout) })
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        uncount(layout.size());
        // SAFETY: `pointer` came from `MiMalloc` with this layout, since all of ours do.
        unsafe { MiMalloc.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if size > layout.size() {
            count(size - layout.size());
        } else {
            uncount(layout.size() - size);
        }
        // SAFETY: as in `dealloc`; `size` is the caller's.
        checked(unsafe { MiMalloc.realloc(pointer, layout, size) })
    }
}
