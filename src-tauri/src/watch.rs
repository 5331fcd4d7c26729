//! Progress to the page, cancel from it.

use crate::view::start::ProgressView;
use holdfast_workspace::Watch;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tauri::ipc::Channel;

/// More often than this nobody can read it.
const PAUSE: Duration = Duration::from_millis(60);

const RUNNING: u8 = 0;
const CANCELLED: u8 = 1;
const KEEPING: u8 = 2;

/// A job between its user and its end: it runs until it is cancelled or keeps what it did, whichever is first.
#[derive(Debug, Default)]
pub struct Job(AtomicU8);

impl Job {
    /// Asks it to stop; too late where it keeps already what it did.
    pub fn cancel(&self) {
        self.leave_for(CANCELLED);
    }

    /// Whether it is to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire) == CANCELLED
    }

    /// Whether it may keep what it did; from then on it can't be cancelled.
    fn keeps(&self) -> bool {
        self.leave_for(KEEPING) != CANCELLED
    }

    /// Leaves the running state, and says which was left.
    fn leave_for(&self, state: u8) -> u8 {
        let left = self
            .0
            .compare_exchange(RUNNING, state, Ordering::AcqRel, Ordering::Acquire);
        left.unwrap_or_else(|other| other)
    }
}

/// The jobs of the page by the numbers of their channels. Commands run side by side, so that Cancel may be here
/// before the job which it is meant for.
#[derive(Debug, Default)]
pub struct Jobs {
    newest: (u32, Arc<Job>),
    cancelled: Option<u32>,
}

impl Jobs {
    /// A job begins.
    pub fn begin(&mut self, number: u32) -> Arc<Job> {
        let job = Arc::new(Job::default());
        if self.cancelled == Some(number) {
            job.cancel();
        }
        self.newest = (number, job.clone());
        job
    }

    /// Stops the job of this number, also one which has yet to begin.
    pub fn cancel(&mut self, number: u32) {
        self.cancelled = Some(number);
        if self.newest.0 == number {
            self.newest.1.cancel();
        }
    }
}

/// A job watched by the page.
pub struct Watched {
    job: Arc<Job>,
    channel: Channel<ProgressView>,
    last: Mutex<Option<Instant>>,
}

impl Watched {
    /// Starts watching.
    pub fn new(job: Arc<Job>, channel: Channel<ProgressView>) -> Watched {
        Watched {
            job,
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

impl Watch for Watched {
    fn progress(&self, what: &str, done: u64, total: Option<u64>) {
        if self.is_due() {
            // A page that is gone needs no progress.
            let _ = self.channel.send(ProgressView::new(what, done, total));
        }
    }
    fn cancelled(&self) -> bool {
        self.job.is_cancelled()
    }
    fn keeps(&self) -> bool {
        self.job.keeps()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_cancelled_or_keeps_what_it_did_never_both() {
        let job = Job::default();
        job.cancel();
        assert!(job.is_cancelled() && !job.keeps());
        let job = Job::default();
        assert!(job.keeps() && job.keeps());
        job.cancel();
        assert!(!job.is_cancelled() && job.keeps());
    }

    #[test]
    fn cancel_stops_its_own_job_running_or_on_its_way() {
        let mut jobs = Jobs::default();
        let first = jobs.begin(7);
        jobs.cancel(8);
        assert!(!first.is_cancelled(), "the next one was meant");
        let second = jobs.begin(8);
        assert!(second.is_cancelled() && !second.keeps());
        let third = jobs.begin(9);
        jobs.cancel(8);
        assert!(!third.is_cancelled(), "the one before was meant");
        jobs.cancel(9);
        assert!(third.is_cancelled());
    }
}
