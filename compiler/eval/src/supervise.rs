//! Runs the evaluation in a thread of its own, and takes over when that thread cannot go on.
//!
//! The thread has a large stack, a limited allocator, and may panic. The supervisor waits for
//! whatever comes first: its result, its panic, its call that memory is exhausted, or the end of the
//! time. In the last two cases the thread is left behind: it cannot be ended from outside.
//!
//! Nor does the supervisor wait for what a job has no more use for: a job [leaves](leave) it to the thread,
//! which frees it after it has handed over its result, or not at all when the process ends before.

use crate::allocator;
use crate::limits::Limits;
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::thread;
use std::time::Duration;

/// How a supervised job ended.
#[derive(Debug)]
pub(crate) enum Ending<T> {
    /// With a result.
    Finished(T),
    /// With a panic, which said this.
    Panicked(String),
    /// It needs more memory than it may have, in one step.
    OutOfMemory,
    /// It needs more time than it may have, in one step.
    OutOfTime,
}

/// What the evaluating thread tells its supervisor.
#[derive(Debug)]
pub(crate) enum Signal {
    /// The result is there.
    Done,
    /// The job panicked and said this.
    Panicked(String),
    /// The thread passed its memory limit and sleeps.
    Exhausted,
}

/// How long the job may overrun its time before it is left behind.
///
/// The job looks at the clock itself, every so many steps, and then knows where it is; only a step
/// that does not end is stopped from here.
const GRACE: Duration = Duration::from_millis(500);

/// Runs `job` within the stack, memory and time of `limits`.
///
/// Fails when the thread cannot be started, which is when its stack cannot be reserved.
pub(crate) fn supervise<T: Send + 'static>(
    limits: &Limits,
    job: impl FnOnce() -> T + Send + 'static,
) -> io::Result<Ending<T>> {
    keep_panics_quiet();
    let (sender, receiver) = mpsc::channel();
    let slot = Arc::new(Mutex::new(None));
    let hard_limit = limits.memory.saturating_add(limits.memory / 8);
    let result = Arc::clone(&slot);
    let run = move || {
        IS_EVALUATING.set(true);
        allocator::arm(hard_limit, sender.clone());
        let signal = match panic::catch_unwind(AssertUnwindSafe(job)) {
            Ok(value) => {
                let mut slot = result.lock().unwrap_or_else(PoisonError::into_inner);
                *slot = Some(value);
                Signal::Done
            }
            Err(_) => Signal::Panicked(LAST_PANIC.take()),
        };
        // When time ran out meanwhile, the supervisor has gone, and nobody wants to know.
        sender.send(signal).unwrap_or_default();
        drop(LEFT.take());
    };
    let builder = thread::Builder::new().name("evaluation".to_owned());
    // The thread is not joined: with its result it has done all that is waited for.
    builder.stack_size(limits.stack).spawn(run)?;

    let signal = match limits.time {
        Some(time) => receiver.recv_timeout(time.saturating_add(GRACE)),
        None => receiver.recv().map_err(RecvTimeoutError::from),
    };
    Ok(match signal {
        Ok(Signal::Exhausted) => Ending::OutOfMemory,
        Err(RecvTimeoutError::Timeout) => Ending::OutOfTime,
        Ok(Signal::Panicked(words)) => Ending::Panicked(words),
        Ok(Signal::Done) | Err(RecvTimeoutError::Disconnected) => {
            let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
            match slot.take() {
                Some(value) => Ending::Finished(value),
                None => Ending::Panicked("the evaluating thread ended without a result".to_owned()),
            }
        }
    })
}

thread_local! {
    static IS_EVALUATING: Cell<bool> = const { Cell::new(false) };
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
    /// What jobs of this thread have no more use for.
    static LEFT: RefCell<Vec<Box<dyn Any>>> = const { RefCell::new(Vec::new()) };
}

/// Bytes in use up to which nobody waits until they are free.
///
/// Freeing them takes some ten milliseconds; what is larger is free before the next phase needs memory.
const LITTLE: i64 = 64 << 20;

/// Whether so much memory is in use that giving some back is worth the time.
pub(crate) fn is_much_used() -> bool {
    allocator::used() >= LITTLE
}

/// Frees something that the job of this thread has no more use for, later if that does no harm.
pub(crate) fn leave(value: impl Any) {
    if IS_EVALUATING.get() && !is_much_used() {
        LEFT.with_borrow_mut(|left| left.push(Box::new(value)));
    }
}

/// Makes panics of evaluating threads silent, since they are reported as findings. All other panics
/// are handled as before.
fn keep_panics_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if IS_EVALUATING.get() {
                let words = info.payload_as_str().unwrap_or("a panic without words");
                LAST_PANIC.set(match info.location() {
                    Some(place) => {
                        format!("{words} ({}:{})", file_name(place.file()), place.line())
                    }
                    None => words.to_owned(),
                });
            } else {
                previous(info);
            }
        }));
    });
}

/// The end of a path, from the name of the crate on, so that reports do not differ by machine.
fn file_name(path: &str) -> &str {
    match path.rfind("/src/") {
        Some(src) => &path[path[..src].rfind('/').map_or(0, |slash| slash + 1)..],
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits {
            stack: 1 << 20,
            time: Some(Duration::from_millis(10)),
            ..Limits::default()
        }
    }

    #[test]
    fn results_come_back() {
        let ending = supervise(&limits(), || 42).unwrap();
        assert!(matches!(ending, Ending::Finished(42)), "{ending:?}");
    }

    #[test]
    fn panics_are_caught_with_their_words() {
        let ending = supervise(&limits(), || -> u8 { panic!("a {} idea", "bad") }).unwrap();
        let Ending::Panicked(words) = ending else {
            panic!("{ending:?}");
        };
        assert!(
            words.starts_with("a bad idea (eval/src/supervise.rs:"),
            "{words}"
        );
    }

    #[test]
    fn results_do_not_wait_for_what_is_left() {
        struct Slow(mpsc::Receiver<()>, mpsc::Sender<&'static str>);
        impl Drop for Slow {
            fn drop(&mut self) {
                self.0.recv().unwrap_or_default();
                self.1.send("freed").unwrap();
            }
        }
        let (go, waits) = mpsc::channel();
        let (says, said) = mpsc::channel();
        let ending = supervise(&Limits::default(), move || leave(Slow(waits, says))).unwrap();
        assert!(matches!(ending, Ending::Finished(())), "{ending:?}");
        assert!(said.try_recv().is_err(), "nobody has let it go");
        go.send(()).unwrap();
        assert_eq!(said.recv(), Ok("freed"));
    }

    #[test]
    fn jobs_that_do_not_end_are_left_behind() {
        let ending = supervise(&limits(), || -> u8 {
            loop {
                thread::park();
            }
        });
        assert!(matches!(ending.unwrap(), Ending::OutOfTime));
    }

    #[test]
    fn a_stack_that_cannot_be_reserved_is_an_error() {
        let limits = Limits {
            stack: usize::MAX / 4,
            ..limits()
        };
        assert!(supervise(&limits, || ()).is_err());
    }
}
