//! Holdfast beside the same job done with today's tools, on the same ledgers in one run.

use crate::chores::run as command;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

const HOLDFAST: &str = "target/release/holdfast";
const FOLDER: &str = "target/bench";
/// Tools beside which Holdfast is measured, as `tests/bench/peers.py` calls them.
const PEERS: [&str; 4] = ["pandas-openpyxl", "pandas-calamine", "polars", "duckdb"];
/// What they need. `DuckDB` reads and writes XLSX by an extension, which comes as a package for this version.
const PACKAGES: [&str; 9] = [
    "pandas",
    "openpyxl",
    "python-calamine",
    "xlsxwriter",
    "polars",
    "fastexcel",
    "matplotlib",
    "duckdb==1.4.4",
    "duckdb-ext-excel==1.4.4.20260205",
];

/// The chore: every size given (default 10,000, 100,000 and 1,000,000 rows), XLSX and CSV, in rounds. The
/// table is printed and put into BENCHMARKS.md.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let sizes: Vec<u32> = arguments.iter().filter_map(|a| a.parse().ok()).collect();
    let sizes = if sizes.is_empty() {
        vec![10_000, 100_000, 1_000_000]
    } else {
        sizes
    };
    let build = ["build", "--release", "--package", "holdfast-cli"];
    command("cargo", &build)?;
    let python = python()?;
    let mut report = machine()?;
    report.push_str(HEAD);
    let mut ours = Vec::new();
    for &rows in &sizes {
        for source in ["xlsx", "csv"] {
            let results = measure(&python, rows, source)?;
            ours.push((rows, source, results[0]));
            report.push_str(&lines(rows, source, &results));
        }
    }
    report.push_str(&growth(&ours));
    report.push_str(&stages(&sizes)?);
    print!("{report}");
    publish(&report)
}

const HEAD: &str = "| rows | source | tool | wall | processor | peak | Holdfast is faster by |\n| --- | --- | --- | --- | --- | --- | --- |\n";

/// Wall seconds, processor seconds, peak MiB.
#[derive(Clone, Copy, Default)]
struct Figures {
    wall: f64,
    processor: f64,
    peak: u64,
}

/// Medians of Holdfast and its peers, run in turn.
fn measure(python: &Path, rows: u32, source: &str) -> Result<Vec<Figures>, String> {
    let number = rows.to_string();
    let make = ["bench", "--rows", &number, "--source", source];
    command(HOLDFAST, &[&make[..], &["--keep", FOLDER]].concat())?;
    let ledger = format!("{FOLDER}/bench-{rows}.{source}");
    let python = python.to_string_lossy().into_owned();
    let rounds = if rows > 200_000 { 3 } else { 5 };
    let mut runs = vec![Vec::new(); PEERS.len() + 1];
    for _ in 0..rounds {
        let out = format!("{FOLDER}/ours");
        let ours = ["pack", &ledger, "--amounts", "arr", "--as-of", "2026-09-30"];
        let ours = [&ours[..], &["--out", &out, "--overwrite"]].concat();
        runs[0].push(timed(HOLDFAST, &ours)?);
        for (at, peer) in PEERS.iter().enumerate() {
            let out = format!("{FOLDER}/{peer}");
            let script = ["tests/bench/peers.py", peer, &ledger, &out];
            runs[at + 1].push(timed(&python, &script)?);
        }
    }
    Ok(runs.into_iter().map(median).collect())
}

fn median(mut runs: Vec<Figures>) -> Figures {
    runs.sort_by(|a, b| a.processor.total_cmp(&b.processor));
    let middle = runs.get(runs.len() / 2).copied().unwrap_or_default();
    runs.sort_by(|a, b| a.wall.total_cmp(&b.wall));
    Figures {
        wall: runs.get(runs.len() / 2).map_or(0.0, |r| r.wall),
        processor: middle.processor,
        peak: runs.iter().map(|r| r.peak).max().unwrap_or(0),
    }
}

fn lines(rows: u32, source: &str, results: &[Figures]) -> String {
    let names = std::iter::once("Holdfast").chain(PEERS);
    let mut out = String::new();
    for (name, f) in names.zip(results) {
        let ratio = if name == "Holdfast" {
            String::new()
        } else {
            let ours = results[0];
            format!(
                "{:.1}× wall, {:.1}× processor",
                f.wall / ours.wall,
                f.processor / ours.processor
            )
        };
        let (wall, processor, peak) = (f.wall, f.processor, f.peak);
        let _ = writeln!(
            out,
            "| {rows} | {source} | {name} | {wall:.2} s | {processor:.2} s | {peak} MiB | {ratio} |"
        );
    }
    out
}

/// How Holdfast's time grows from size to size, against the rows.
fn growth(ours: &[(u32, &str, Figures)]) -> String {
    let mut out = "\n".to_owned();
    for source in ["xlsx", "csv"] {
        let of: Vec<_> = ours.iter().filter(|(_, s, _)| *s == source).collect();
        for pair in of.windows(2) {
            let ((from, _, a), (to, _, b)) = (pair[0], pair[1]);
            let _ = writeln!(
                out,
                "Growth, {source}, {from} to {to} rows ({:.0}×): {:.1}× processor time.",
                f64::from(*to) / f64::from(*from),
                b.processor / a.processor
            );
        }
    }
    out
}

/// What Holdfast spends its time on, by its own clock.
fn stages(sizes: &[u32]) -> Result<String, String> {
    let mut out = "\n```\n".to_owned();
    for rows in sizes {
        for source in ["xlsx", "csv"] {
            let run = ["bench", "--rows", &rows.to_string(), "--source", source];
            let done = Command::new(HOLDFAST).args(run).output();
            let done = done.map_err(|e| e.to_string())?;
            out.push_str(&String::from_utf8_lossy(&done.stdout));
        }
    }
    Ok(out + "```\n")
}

/// Wall and processor seconds and the largest process' memory, as GNU time reports them.
fn timed(program: &str, arguments: &[&str]) -> Result<Figures, String> {
    let out = Command::new("/usr/bin/time")
        .args(["-f", "%e %U %S %M", program])
        .args(arguments)
        .output();
    let out = out.map_err(|e| format!("GNU time is needed (Debian package `time`): {e}"))?;
    let text = String::from_utf8_lossy(&out.stderr);
    let last = text.lines().last().unwrap_or_default();
    let numbers: Vec<f64> = last.split(' ').filter_map(|n| n.parse().ok()).collect();
    match numbers[..] {
        [wall, user, system, kib] if out.status.success() => Ok(Figures {
            wall,
            processor: user + system,
            peak: kib as u64 / 1024,
        }),
        _ => Err(format!("{program} {arguments:?} failed:\n{text}")),
    }
}

/// A Python with everything the peers need, in a virtual environment below target/.
fn python() -> Result<PathBuf, String> {
    let python = PathBuf::from("target/bench-python/bin/python");
    if !python.exists() {
        command("python3", &["-m", "venv", "target/bench-python"])?;
    }
    let install = ["-m", "pip", "install", "--quiet"];
    let arguments = [&install[..], &PACKAGES[..]].concat();
    command(&python.to_string_lossy(), &arguments)?;
    Ok(python)
}

/// What was measured, when and on what.
fn machine() -> Result<String, String> {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find(|l| l.starts_with("model name"));
    let model = model.and_then(|l| l.split(": ").nth(1)).unwrap_or("?");
    let cores = cpu.lines().filter(|l| l.starts_with("processor")).count();
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = memory.lines().next().and_then(|l| {
        let kib = l.split_whitespace().nth(1)?.parse::<u64>().ok()?;
        Some(kib >> 20)
    });
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?").to_owned();
    let day = Command::new("date").args(["-u", "+%Y-%m-%d"]).output();
    let day = day.map_err(|e| e.to_string())?;
    Ok(format!(
        "{} on {cores} cores of an {model}, {} GiB; load when it began {load}.\n\n",
        String::from_utf8_lossy(&day.stdout).trim(),
        memory.unwrap_or(0)
    ))
}

const BEGIN: &str = "<!-- results -->\n";

/// Puts the results at the end of BENCHMARKS.md.
fn publish(report: &str) -> Result<(), String> {
    let path = "BENCHMARKS.md";
    let text = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    let before = text.split(BEGIN).next().unwrap_or_default();
    std::fs::write(path, format!("{before}{BEGIN}\n{report}")).map_err(|e| format!("{path}: {e}"))
}
