//! Holdfast beside the job as people do it today, on the same ledgers in one run.

use crate::chores::run as command;
use std::path::{Path, PathBuf};
use std::process::Command;

const HOLDFAST: &str = "target/release/holdfast";

/// Times every size given (default 10,000, 100,000 and 1,000,000 rows), XLSX and CSV.
fn run_sizes(sizes: &[u32]) -> Result<(), String> {
    command(
        "cargo",
        &["build", "--release", "--package", "holdfast-cli"],
    )?;
    let python = python()?;
    println!(
        "| rows | source | Holdfast | peak | pandas | peak | ratio |\n| --- | --- | --- | --- | --- | --- | --- |"
    );
    for &rows in sizes {
        for source in ["xlsx", "csv"] {
            println!("{}", line(&python, rows, source)?);
        }
    }
    Ok(())
}

/// The chore.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let sizes: Vec<u32> = arguments.iter().filter_map(|a| a.parse().ok()).collect();
    run_sizes(if sizes.is_empty() {
        &[10_000, 100_000, 1_000_000]
    } else {
        &sizes
    })
}

fn line(python: &Path, rows: u32, source: &str) -> Result<String, String> {
    let folder = PathBuf::from("target/bench");
    let ledger = folder.join(format!("bench-{rows}.{source}"));
    command(
        HOLDFAST,
        &[
            "bench",
            "--rows",
            &rows.to_string(),
            "--source",
            source,
            "--keep",
            "target/bench",
        ],
    )?;
    let ledger = ledger.to_string_lossy().into_owned();
    let ours = median(5, || {
        timed(
            HOLDFAST,
            &[
                "pack",
                &ledger,
                "--amounts",
                "arr",
                "--as-of",
                "2026-09-30",
                "--out",
                "target/bench/ours",
                "--overwrite",
            ],
        )
    })?;
    let theirs = median(if rows > 200_000 { 1 } else { 3 }, || {
        timed(
            &python.to_string_lossy(),
            &["tests/bench/pandas_pack.py", &ledger, "target/bench/theirs"],
        )
    })?;
    Ok(format!(
        "| {rows} | {source} | {:.2} s | {} MiB | {:.1} s | {} MiB | {:.1}× |",
        ours.0,
        ours.1 / 1024,
        theirs.0,
        theirs.1 / 1024,
        theirs.0 / ours.0
    ))
}

fn median(
    times: usize,
    mut once: impl FnMut() -> Result<(f64, u64), String>,
) -> Result<(f64, u64), String> {
    let mut runs = (0..times).map(|_| once()).collect::<Result<Vec<_>, _>>()?;
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    runs.get(runs.len() / 2)
        .copied()
        .ok_or_else(|| "no run".to_owned())
}

/// Wall seconds and the largest process' memory in KiB, as GNU time reports them.
fn timed(program: &str, arguments: &[&str]) -> Result<(f64, u64), String> {
    let out = Command::new("/usr/bin/time")
        .args(["-f", "%e %M", program])
        .args(arguments)
        .output();
    let out = out.map_err(|e| format!("GNU time is needed (Debian package `time`): {e}"))?;
    let text = String::from_utf8_lossy(&out.stderr);
    let parsed = text
        .lines()
        .last()
        .and_then(|l| l.split_once(' '))
        .and_then(|(s, k)| Some((s.parse().ok()?, k.parse().ok()?)));
    match parsed {
        Some(figures) if out.status.success() => Ok(figures),
        _ => Err(format!("{program} failed:\n{text}")),
    }
}

/// A Python with pandas, openpyxl and matplotlib, in a virtual environment below target/.
fn python() -> Result<PathBuf, String> {
    let python = PathBuf::from("target/bench-python/bin/python");
    if !python.exists() {
        command("python3", &["-m", "venv", "target/bench-python"])?;
        command(
            &python.to_string_lossy(),
            &[
                "-m",
                "pip",
                "install",
                "--quiet",
                "pandas",
                "openpyxl",
                "matplotlib",
            ],
        )?;
    }
    Ok(python)
}
