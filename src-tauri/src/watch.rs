//! Progress to the page, cancel from it.

use crate::view::start::ProgressView;
use holdfast_workspace::Watch;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tauri::ipc::Channel;

/// More often than this nobody can read it.
const PAUSE: Duration = Duration::from_millis(60);

/// A job watched by the page.
pub struct Watched<'a> {
    stop: &'a AtomicBool,
    channel: Channel<ProgressView>,
    last: Mutex<Option<Instant>>,
}

impl<'a> Watched<'a> {
    /// Starts watching; an earlier Cancel is forgotten.
    pub fn new(stop: &'a AtomicBool, channel: Channel<ProgressView>) -> Watched<'a> {
        stop.store(false, Ordering::Relaxed);
        Watched {
            stop,
            channel,
            last: Mutex::new(None),
        }
    }

    fn is_due(&self) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.is_none_or(|at| at.elapsed() >= PAUSE);
        if due {
            *last = Some(Instant::now());
        }
        due
    }
}

impl Watch for Watched<'_> {
    fn progress(&self, what: &str, done: u64, total: Option<u64>) {
        if self.is_due() {
            // A page that is gone needs no progress.
            let _ = self.channel.send(ProgressView::new(what, done, total));
        }
    }
    fn cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
