//! The worker process seen from the program: started, fed, watched, and killed when it must be.

use super::receive::{self, Lost};
use super::{Delivery, FeedError, Source, time};
use crate::wire::stop::{self, Stop};
use crate::worker::WORKER_ARGUMENT;
use crate::{Limits, Watch};
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often cancel, time and memory are looked at.
const TICK: Duration = Duration::from_millis(20);

/// Has a worker read a file.
pub(crate) fn run(
    mut source: Source,
    limits: &Limits,
    watch: &dyn Watch,
) -> Result<Delivery, Stop> {
    if watch.cancelled() {
        return Err(stop::cancelled());
    }
    let mut child = spawn(&source, limits)?;
    let (Some(input), Some(output), Some(errors)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(stop::no_worker("it has no pipes"));
    };
    let guard = Guard {
        child: Mutex::new(child),
        verdict: Mutex::new(None),
        done: AtomicBool::new(false),
        until: Instant::now() + time(limits, source.seen.len()),
    };
    let (received, fed, words) = std::thread::scope(|scope| {
        let feeding = scope.spawn(|| source.feed(input));
        let listening = scope.spawn(|| first_words(errors));
        let watching = scope.spawn(|| guard.watch(limits, watch));
        let received = receive::receive(output, watch);
        guard.end();
        watching.thread().unpark();
        let fed = feeding
            .join()
            .unwrap_or_else(|_| Err(FeedError(std::io::ErrorKind::Other.into(), false)));
        (received, fed, listening.join().unwrap_or_default())
    });
    let status = guard.wait();
    if let Err(FeedError(error, true)) = &fed {
        return Err(stop::unreadable(&error.kind().to_string()));
    }
    match (received, fed) {
        (Ok(_), _) if watch.cancelled() => Err(stop::cancelled()),
        (Ok(_), Ok(_)) if !source.unchanged() => Err(stop::changed()),
        (Ok(received), Ok(digest)) => Ok(Delivery { received, digest }),
        (Err(Lost::Refused(stop)), _) => Err(*stop),
        _ => Err(guard.verdict().map_or_else(
            || cause(status, &words, limits, watch),
            |v| v.stop(limits, source.seen.len()),
        )),
    }
}

fn spawn(source: &Source, limits: &Limits) -> Result<Child, Stop> {
    let executable = limits.worker.clone().map_or_else(std::env::current_exe, Ok);
    let executable = executable.map_err(|e| stop::no_worker(&e.kind().to_string()))?;
    let mut command = Command::new(executable);
    command
        .arg(WORKER_ARGUMENT)
        .args(source.orders(limits).arguments())
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt;
        // No console window flashes up.
        command.creation_flags(0x0800_0000);
    }
    command
        .spawn()
        .map_err(|e| stop::no_worker(&e.kind().to_string()))
}

/// Why a worker was killed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    Cancelled,
    TooLong,
    TooMuch,
}

impl Verdict {
    fn stop(self, limits: &Limits, size: u64) -> Stop {
        match self {
            Verdict::Cancelled => stop::cancelled(),
            Verdict::TooLong => stop::parser_timeout(time(limits, size).as_secs()),
            Verdict::TooMuch => stop::parser_memory(limits.memory),
        }
    }
}

struct Guard {
    child: Mutex<Child>,
    verdict: Mutex<Option<Verdict>>,
    done: AtomicBool,
    until: Instant,
}

impl Guard {
    /// Looks after the worker until it is done, and kills it when it must end.
    fn watch(&self, limits: &Limits, watch: &dyn Watch) {
        let id = self.with(|child| child.id());
        while !self.done.load(Ordering::Relaxed) {
            let verdict = if watch.cancelled() {
                Verdict::Cancelled
            } else if Instant::now() > self.until {
                Verdict::TooLong
            } else if resident(id) > limits.memory {
                Verdict::TooMuch
            } else {
                std::thread::park_timeout(TICK);
                continue;
            };
            *self.verdict.lock().unwrap_or_else(PoisonError::into_inner) = Some(verdict);
            return self.kill();
        }
    }

    /// The worker is no longer needed: it has sent all, or what it sends makes no sense.
    fn end(&self) {
        self.done.store(true, Ordering::Relaxed);
        self.kill();
    }

    fn verdict(&self) -> Option<Verdict> {
        *self.verdict.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Child) -> T) -> T {
        act(&mut self.child.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn kill(&self) {
        let _ = self.with(Child::kill);
    }

    fn wait(&self) -> Option<ExitStatus> {
        self.with(Child::wait).ok()
    }
}

/// Memory a process holds, in bytes.
#[cfg(target_os = "linux")]
fn resident(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|rest| rest.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) << 10
}

#[cfg(not(target_os = "linux"))]
fn resident(_: u32) -> u64 {
    0
}

/// The beginning of what the worker says as it dies; only looked through for its cause, never shown.
fn first_words(mut errors: impl Read) -> String {
    let mut words = Vec::new();
    let _ = (&mut errors).take(8192).read_to_end(&mut words);
    let _ = std::io::copy(&mut errors, &mut std::io::sink());
    String::from_utf8_lossy(&words).into_owned()
}

pub(crate) fn died() -> Stop {
    stop::parser_failed("the reader stopped in the middle of it")
}

/// What a worker died of, which nobody here killed.
fn cause(status: Option<ExitStatus>, words: &str, limits: &Limits, watch: &dyn Watch) -> Stop {
    if watch.cancelled() {
        return stop::cancelled();
    }
    if words.contains("memory allocation of") {
        return stop::parser_memory(limits.memory);
    }
    match status.and_then(|s| s.code()) {
        Some(2) => stop::no_worker("it does not understand its orders"),
        _ => died(),
    }
}
