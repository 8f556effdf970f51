//! A line on the terminal for those who wait.

use crate::cli::{Findings, Global};
use std::io::{self, IsTerminal as _, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long nothing is said.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the line changes.
const PACE: Duration = Duration::from_millis(200);

/// Says what is being done until it is dropped, when that takes longer than a second.
pub(crate) struct Progress {
    ended: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Speaks to people at a terminal only.
    pub(crate) fn of(global: &Global, doing: String) -> Option<Self> {
        let is_read = io::stderr().is_terminal() && global.findings == Findings::Human;
        is_read.then(|| Self::start(doing, PATIENCE, io::stderr()))
    }

    fn start(doing: String, patience: Duration, mut out: impl Write + Send + 'static) -> Self {
        let (ended, end) = mpsc::channel();
        let start = Instant::now();
        let say = move || {
            let mut wait = patience;
            let mut is_shown = false;
            while let Err(RecvTimeoutError::Timeout) = end.recv_timeout(wait) {
                let seconds = start.elapsed().as_secs();
                // To the start of the line, and away with what stood there.
                write!(out, "\r\x1b[K{doing} … {seconds} s").unwrap_or_default();
                out.flush().unwrap_or_default();
                is_shown = true;
                wait = PACE;
            }
            if is_shown {
                write!(out, "\r\x1b[K").unwrap_or_default();
                out.flush().unwrap_or_default();
            }
        };
        Self {
            ended: Some(ended),
            // Without a thread nothing is said.
            thread: std::thread::Builder::new().spawn(say).ok(),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.ended.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Terminal(Arc<Mutex<Vec<u8>>>);

    impl Write for Terminal {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_quick_says_nothing_and_what_is_slow_leaves_nothing() {
        let quick = Terminal::default();
        drop(Progress::start("building".into(), PATIENCE, quick.clone()));
        assert_eq!(quick.0.lock().unwrap().as_slice(), b"");

        let slow = Terminal::default();
        let progress = Progress::start("building".into(), Duration::ZERO, slow.clone());
        while slow.0.lock().unwrap().is_empty() {
            std::thread::yield_now();
        }
        drop(progress);
        let said = String::from_utf8(slow.0.lock().unwrap().clone()).unwrap();
        assert!(said.starts_with("\r\x1b[Kbuilding … 0 s"), "{said:?}");
        assert!(said.ends_with("\r\x1b[K"), "{said:?}");
    }
}
