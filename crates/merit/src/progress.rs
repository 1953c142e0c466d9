//! What goes on, on standard error, when work lasts longer than a second and somebody may look.

use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::findings::grouped;
use crate::terminal::Terminal;

/// Work shorter than this is not talked about.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the line is written anew.
const STEP: Duration = Duration::from_millis(200);

/// What is shown.
#[derive(Debug, Default)]
struct Shown {
    records: AtomicU64,
    evaluating: AtomicBool,
    over: Mutex<bool>,
    wake: Condvar,
}

/// A line on standard error that counts records. It vanishes when this is dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    shown: Arc<Shown>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts to watch; shows nothing when standard error is no terminal.
    pub(crate) fn start(terminal: Terminal) -> Self {
        let shown = Arc::new(Shown::default());
        let watched = Arc::clone(&shown);
        let thread = terminal.err_is_terminal.then(|| std::thread::spawn(move || watch(&watched)));
        Self { shown, thread }
    }

    /// So many more records were read.
    pub(crate) fn add(&self, records: usize) {
        self.shown.records.fetch_add(records as u64, Ordering::Relaxed);
    }

    /// Everything is read.
    pub(crate) fn evaluating(&self) {
        self.shown.evaluating.store(true, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Ok(mut over) = self.shown.over.lock() {
            *over = true;
        }
        self.shown.wake.notify_all();
        if let Some(thread) = self.thread.take() {
            // The thread only writes to the terminal; whatever happened to it, the results are not touched.
            let _ = thread.join();
        }
    }
}

fn watch(shown: &Shown) {
    let begin = Instant::now();
    let mut wait = PATIENCE;
    let mut written = false;
    loop {
        let Ok(over) = shown.over.lock() else { return };
        let Ok((over, _)) = shown.wake.wait_timeout_while(over, wait, |over| !*over) else { return };
        let mut err = std::io::stderr().lock();
        if *over {
            if written {
                let _ = write!(err, "\r\u{1b}[K");
            }
            return;
        }
        let what = if shown.evaluating.load(Ordering::Relaxed) { "evaluating" } else { "reading" };
        let records = grouped(shown.records.load(Ordering::Relaxed));
        let seconds = begin.elapsed().as_secs();
        // Nobody is left to tell when this fails.
        let _ = write!(err, "\r\u{1b}[K{what} · {records} records · {seconds} s");
        let _ = err.flush();
        written = true;
        wait = STEP;
    }
}
