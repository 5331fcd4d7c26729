//! Cancel, time, memory, size, and workers which die or lie.

use crate::fixtures::{archive, file, limits, sheet_xml, strings_xml, xlsx_cells, xlsx_parts};
use holdfast_import::{Limits, Refusal, Unwatched, Watch, read};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

fn refused(path: &Path, limits: &Limits) -> String {
    let Refusal(finding) = read(path, limits, &Unwatched).unwrap_err();
    assert!(
        finding.message.ends_with('.') && finding.hint.ends_with('.'),
        "{finding:?}"
    );
    finding.code
}

fn csv(rows: usize) -> Vec<u8> {
    let mut text = String::from("Customer,Close,ARR\n");
    for row in 0..rows {
        let _ = writeln!(text, "C-{:06},2025-01-31,{}.50", row, row * 37 % 100_003);
    }
    text.into_bytes()
}

#[test]
fn sizes() {
    let small = file("a.csv", &csv(1000));
    assert_eq!(
        refused(
            &small.path,
            &Limits {
                file: 1000,
                ..limits()
            }
        ),
        "file-too-large"
    );
    assert_eq!(
        refused(
            &small.path,
            &Limits {
                cells: 3002,
                ..limits()
            }
        ),
        "too-many-cells"
    );
    assert!(
        read(
            &small.path,
            &Limits {
                cells: 3003,
                ..limits()
            },
            &Unwatched
        )
        .is_ok()
    );
    let book = file("a.xlsx", &xlsx_cells(r#"<c r="A2"><v>1</v></c>"#));
    assert_eq!(
        refused(
            &book.path,
            &Limits {
                unpacked: 500,
                ..limits()
            }
        ),
        "archive-too-large"
    );
}

#[test]
fn files_which_are_not_there_or_no_files() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        refused(&folder.path().join("gone.xlsx"), &limits()),
        "file-not-found"
    );
    assert_eq!(refused(folder.path(), &limits()), "not-a-file");
    assert_eq!(
        refused(&file("~$arr.xlsx", b"owner").path, &limits()),
        "owner-file"
    );
    assert_eq!(refused(&file("a.csv", b"").path, &limits()), "file-empty");
}

#[test]
fn memory_has_a_ceiling() {
    let sheet = sheet_xml(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#);
    let texts: Vec<String> = (0..60_000)
        .map(|i| format!("{i}{}", "word ".repeat(60)))
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let book = file(
        "a.xlsx",
        &archive(&xlsx_parts(
            sheet.as_bytes(),
            strings_xml(&texts).as_bytes(),
        )),
    );
    assert_eq!(
        refused(
            &book.path,
            &Limits {
                memory: 16 << 20,
                ..limits()
            }
        ),
        "parser-memory"
    );
    assert!(read(&book.path, &limits(), &Unwatched).is_ok());
}

/// Asks to stop a while after the reading began.
struct Impatient(Instant, Duration);

impl Watch for Impatient {
    fn progress(&self, _: &str, _: u64, _: Option<u64>) {}
    fn cancelled(&self) -> bool {
        self.0.elapsed() > self.1
    }
}

#[test]
fn cancel_takes_effect_within_half_a_second() {
    let large = file("large.csv", &csv(600_000));
    let asked = Duration::from_millis(60);
    let start = Instant::now();
    let refusal = read(&large.path, &limits(), &Impatient(start, asked)).unwrap_err();
    assert_eq!(refusal.0.code, "cancelled");
    assert!(
        start.elapsed() < asked + Duration::from_millis(500),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn cancelled_before_it_began() {
    let small = file("a.csv", &csv(10));
    let refusal = read(
        &small.path,
        &limits(),
        &Impatient(Instant::now(), Duration::ZERO),
    )
    .unwrap_err();
    assert_eq!(refusal.0.code, "cancelled");
}

#[derive(Default)]
struct Counting(AtomicU64, Mutex<Option<u64>>);

impl Watch for Counting {
    fn progress(&self, what: &str, done: u64, total: Option<u64>) {
        assert_eq!(what, "rows");
        assert!(self.0.swap(done, Ordering::Relaxed) <= done);
        *self.1.lock().unwrap() = total;
    }
    fn cancelled(&self) -> bool {
        false
    }
}

#[test]
fn progress_counts_rows() {
    let counting = Counting::default();
    read(&file("a.csv", &csv(5000)).path, &limits(), &counting).unwrap();
    assert_eq!(counting.0.into_inner(), 5001);
}

/// Workers which are no workers: the program lives, and says what happened.
#[cfg(unix)]
mod workers {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn script(text: &str) -> (crate::fixtures::Fixture, Limits) {
        let worker = file("worker", format!("#!/bin/sh\n{text}\n").as_bytes());
        std::fs::set_permissions(&worker.path, std::fs::Permissions::from_mode(0o755)).unwrap();
        let limits = Limits {
            worker: Some(worker.path.clone()),
            time: Duration::from_secs(20),
            ..Limits::default()
        };
        (worker, limits)
    }

    #[test]
    fn die_or_lie() {
        let real = env!("CARGO_BIN_EXE_holdfast-import-worker");
        let source = file("a.csv", &csv(20_000));
        for (text, code) in [
            ("kill -ABRT $$", "parser-failed"),
            ("cat >/dev/null; kill -SEGV $$", "parser-failed"),
            ("head -c 100000 >/dev/null; kill -9 $$", "parser-failed"),
            ("cat >/dev/null; exit 0", "parser-failed"),
            ("cat >/dev/null; exit 2", "worker-missing"),
            (
                "cat >/dev/null; echo 'memory allocation of 99999999999 bytes failed' >&2; kill -ABRT $$",
                "parser-memory",
            ),
            (
                "cat >/dev/null; head -c 300000 /dev/urandom",
                "parser-failed",
            ),
            ("cat >/dev/null; head -c 3000000 /dev/zero", "parser-failed"),
            (
                "cat >/dev/null; printf '\\377\\377\\377\\377'; exec sleep 5",
                "parser-failed",
            ),
            ("exec sleep 5", "parser-timeout"),
            ("cat >/dev/null; exec sleep 5", "parser-timeout"),
            (
                "head -c 9000000 /dev/zero >&2; exec sleep 5",
                "parser-timeout",
            ),
            (&format!("{real} \"$@\" | head -c 60000"), "parser-failed"),
            (&format!("{real} \"$@\" | tr 'C' '\\377'"), "parser-failed"),
            (
                &format!("head -c 200 | {real} --holdfast-worker nonsense"),
                "worker-missing",
            ),
        ] {
            let (_worker, mut limits) = script(text);
            if code == "parser-timeout" {
                limits.time = Duration::from_millis(700);
            }
            let start = Instant::now();
            assert_eq!(refused(&source.path, &limits), code, "{text}");
            // Well before the limit: what dies is not waited for.
            let most = limits.time.mul_f32(0.8).max(Duration::from_secs(2));
            assert!(start.elapsed() < most, "{text}: {:?}", start.elapsed());
        }
    }

    #[test]
    fn cancel_does_not_wait_for_a_worker_which_hangs() {
        let (_worker, limits) = script("cat >/dev/null; exec sleep 9");
        let limits = Limits {
            time: Duration::from_secs(9),
            ..limits
        };
        let start = Instant::now();
        let refusal = read(
            &file("a.csv", b"a,b\n").path,
            &limits,
            &Impatient(start, Duration::from_millis(100)),
        );
        assert_eq!(refusal.unwrap_err().0.code, "cancelled");
        assert!(
            start.elapsed() < Duration::from_millis(600),
            "{:?}",
            start.elapsed()
        );
    }

    #[test]
    fn none_at_all() {
        let limits = Limits {
            worker: Some("/nonexistent/worker".into()),
            ..Limits::default()
        };
        assert_eq!(
            refused(&file("a.csv", b"a,b\n").path, &limits),
            "worker-missing"
        );
    }
}
