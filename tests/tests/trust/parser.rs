//! The application's own process never parses a spreadsheet: when the parser aborts, the application says so
//! and lives (issue 9, architecture rule of the worker).
#![cfg(target_os = "linux")]

use crate::{BIN, write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The worker of a process, while it has one.
fn worker_of(parent: u32) -> Option<String> {
    let path = format!("/proc/{parent}/task/{parent}/children");
    let first = |text: String| text.split_whitespace().next().map(str::to_owned);
    let direct = std::fs::read_to_string(path).ok().and_then(first);
    // A thread other than the first may have started it.
    direct.or_else(|| {
        let tasks = std::fs::read_dir(format!("/proc/{parent}/task")).ok()?;
        tasks.flatten().find_map(|task| {
            std::fs::read_to_string(task.path().join("children"))
                .ok()
                .and_then(first)
        })
    })
}

#[test]
fn an_aborting_parser_leaves_the_application_alive_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "customer,2025-01-31,1.5\n".repeat(600_000);
    let source = write(folder.path(), "large.csv", &rows);
    let child = Command::new(BIN)
        .args(["check", &source])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let began = Instant::now();
    let worker = loop {
        if let Some(worker) = worker_of(child.id()) {
            break worker;
        }
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "no worker was started"
        );
    };
    let arguments = std::fs::read(format!("/proc/{worker}/cmdline")).unwrap_or_default();
    let killed = Command::new("sh")
        .args(["-c", &format!("kill -ABRT {worker}")])
        .status()
        .unwrap();
    assert!(killed.success());
    let out = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains("error[parser-failed] large.csv"), "{said}");
    assert!(said.contains('→') && !said.contains("panicked"), "{said}");
    // Between fork and exec the child still carries its parent's name.
    let arguments = String::from_utf8_lossy(&arguments).into_owned();
    assert!(
        arguments.contains("--holdfast-worker") || arguments.contains("check"),
        "{arguments}"
    );
}
