//! Holdfast beside the same job done with today's tools, on the same ledgers in one run.

use crate::chores::run as command;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

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
const SCRIPT: &str = "tests/bench/peers.py";
/// How a ledger is to be understood, for Holdfast; the peers know it.
const BASIS: [&str; 4] = ["--amounts", "arr", "--as-of", "2026-09-30"];
/// A tool which takes longer than this is run once.
const LONG: f64 = 30.0;

/// The chore: every size given (default 10,000, 100,000 and 1,000,000 rows), XLSX and CSV, in rounds. The
/// tables are printed and put into BENCHMARKS.md.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let sizes: Vec<u32> = arguments.iter().filter_map(|a| a.parse().ok()).collect();
    let sizes = if sizes.is_empty() {
        vec![10_000, 100_000, 1_000_000]
    } else {
        sizes
    };
    let build = ["build", "--release", "--package", "holdfast-cli"];
    command("cargo", &build)?;
    let tools = Tools::new()?;
    let mut report = machine()?;
    let mut all = Vec::new();
    for &rows in &sizes {
        for source in ["xlsx", "csv"] {
            all.push(tools.measure(rows, source)?);
        }
    }
    report.push_str(HEAD);
    report.extend(all.iter().map(lines));
    report.push_str(STAGES);
    report.extend(all.iter().map(stages));
    report.push_str(&growth(&all));
    print!("{report}");
    publish(&report)
}

const HEAD: &str = "| rows | source | tool | wall | processor | peak | Holdfast is faster by |\n| --- | --- | --- | --- | --- | --- | --- |\n";
const STAGES: &str = "\nBy stage, by each tool's own clock (wall seconds, one run; without starting and loading libraries):\n\n| rows | source | tool | import | metrics | XLSX | PDF |\n| --- | --- | --- | --- | --- | --- | --- |\n";

/// Import, metrics, XLSX, PDF in wall seconds.
type Stages = [f64; 4];

/// One tool on one ledger.
#[derive(Clone, Default)]
struct Figures {
    /// Seconds.
    wall: f64,
    /// Seconds of all processors.
    processor: f64,
    /// Memory of the largest process, MiB.
    peak: u64,
    /// What the tool printed.
    said: String,
}

/// All tools on one ledger, Holdfast first.
struct Measured {
    rows: u32,
    source: &'static str,
    tools: Vec<(&'static str, Figures, Stages)>,
}

impl Measured {
    fn ours(&self) -> &Figures {
        &self.tools[0].1
    }
}

/// What is run, and where.
struct Tools {
    holdfast: String,
    python: String,
    folder: String,
}

impl Tools {
    fn new() -> Result<Tools, String> {
        let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
        Ok(Tools {
            holdfast: format!("{target}/release/holdfast"),
            python: python(&target)?,
            folder: format!("{target}/bench"),
        })
    }

    /// Holdfast and its peers, run in turn; their figures must agree.
    fn measure(&self, rows: u32, source: &'static str) -> Result<Measured, String> {
        let number = rows.to_string();
        let make = ["bench", "--rows", &number, "--source", source];
        command(
            &self.holdfast,
            &[&make[..], &["--keep", &self.folder]].concat(),
        )?;
        let ledger = format!("{}/bench-{rows}.{source}", self.folder);
        let expected = self.expected(&ledger)?;
        let names = || std::iter::once("Holdfast").chain(PEERS);
        let mut runs = vec![Vec::new(); PEERS.len() + 1];
        // The first round warms the caches of files and fonts, and isn't counted.
        let warm = usize::from(rows <= 100_000);
        for round in 0..warm + 3 {
            for (name, runs) in names().zip(&mut runs) {
                if runs.last().is_some_and(|r: &Figures| r.wall > LONG) {
                    continue;
                }
                let figures = self.tool(name, &ledger)?;
                if name != "Holdfast" && line(&figures.said, "newest") != expected {
                    let said = &figures.said;
                    return Err(format!("{name} finds {said}, Holdfast {expected}"));
                }
                if round >= warm {
                    runs.push(figures);
                }
            }
        }
        let stages = self.own_stages(&number, source)?;
        let tools = names().zip(runs).map(|(name, runs)| {
            let figures = median(runs);
            let own = (name == "Holdfast").then_some(stages);
            let stages = own.unwrap_or_else(|| numbers(line(&figures.said, "stages")));
            (name, figures, stages)
        });
        Ok(Measured {
            rows,
            source,
            tools: tools.collect(),
        })
    }

    fn tool(&self, name: &str, ledger: &str) -> Result<Figures, String> {
        let out = format!("{}/{name}", self.folder);
        if name == "Holdfast" {
            let pack = [&["pack", ledger, "--out", &out, "--overwrite"][..], &BASIS];
            return timed(&self.holdfast, &pack.concat());
        }
        timed(&self.python, &[SCRIPT, name, ledger, &out])
    }

    /// The newest quarter's figures by Holdfast, in the peers' words.
    fn expected(&self, ledger: &str) -> Result<String, String> {
        let metrics = [
            &["metrics", ledger, "--period", "quarter", "--json"][..],
            &BASIS,
        ];
        let json = output(&self.holdfast, &metrics.concat())?;
        let path = format!("{}/metrics.json", self.folder);
        std::fs::write(&path, json).map_err(|e| format!("{path}: {e}"))?;
        let said = output(&self.python, &[SCRIPT, "holdfast", &path, &self.folder])?;
        Ok(line(&said, "newest").to_owned())
    }

    /// What Holdfast spends its time on, by its own clock.
    fn own_stages(&self, rows: &str, source: &str) -> Result<Stages, String> {
        let said = output(
            &self.holdfast,
            &["bench", "--rows", rows, "--source", source],
        )?;
        let of = |stage: &str| {
            let [seconds, ..] = numbers(line(&said, stage));
            seconds
        };
        let metrics = of("metrics alone");
        let import = of("read") + of("import and metrics") - metrics;
        Ok([import, metrics, of("XLSX"), of("PDF")])
    }
}

/// The rest of the line which begins so.
fn line<'t>(text: &'t str, begins: &str) -> &'t str {
    let rest = |line: &'t str| {
        let rest = line.trim_start().strip_prefix(begins)?;
        rest.starts_with(' ').then(|| rest.trim())
    };
    text.lines().find_map(rest).unwrap_or_default()
}

/// The first numbers of a line.
fn numbers(line: &str) -> Stages {
    let mut out = Stages::default();
    let all = line.split_whitespace().filter_map(|n| n.parse().ok());
    out.iter_mut().zip(all).for_each(|(to, n)| *to = n);
    out
}

fn median(mut runs: Vec<Figures>) -> Figures {
    let middle = runs.len() / 2;
    runs.sort_by(|a, b| a.processor.total_cmp(&b.processor));
    let processor = runs.get(middle).map_or(0.0, |r| r.processor);
    let peak = runs.iter().map(|r| r.peak).max().unwrap_or(0);
    runs.sort_by(|a, b| a.wall.total_cmp(&b.wall));
    let by_wall = runs.get(middle).cloned().unwrap_or_default();
    Figures {
        processor,
        peak,
        ..by_wall
    }
}

fn lines(measured: &Measured) -> String {
    let mut out = String::new();
    let (rows, source, ours) = (measured.rows, measured.source, measured.ours());
    for (name, f, _) in &measured.tools {
        let (wall, processor, peak) = (f.wall, f.processor, f.peak);
        let ratio = match *name {
            "Holdfast" => String::new(),
            _ => format!(
                "{:.1}× wall, {:.1}× processor",
                wall / ours.wall,
                processor / ours.processor
            ),
        };
        let _ = writeln!(
            out,
            "| {rows} | {source} | {name} | {wall:.2} s | {processor:.2} s | {peak} MiB | {ratio} |"
        );
    }
    out
}

fn stages(measured: &Measured) -> String {
    let mut out = String::new();
    let (rows, source) = (measured.rows, measured.source);
    for (name, _, [import, metrics, xlsx, pdf]) in &measured.tools {
        let _ = writeln!(
            out,
            "| {rows} | {source} | {name} | {import:.2} | {metrics:.2} | {xlsx:.2} | {pdf:.2} |"
        );
    }
    out
}

/// How Holdfast's time for a row grows from size to size.
fn growth(all: &[Measured]) -> String {
    let mut out = "\n".to_owned();
    for source in ["xlsx", "csv"] {
        let of: Vec<&Measured> = all.iter().filter(|m| m.source == source).collect();
        for pair in of.windows(2) {
            let more = f64::from(pair[1].rows) / f64::from(pair[0].rows);
            let times = |of: fn(&Figures) -> f64| of(pair[1].ours()) / of(pair[0].ours()) / more;
            let _ = writeln!(
                out,
                "- Growth, {source}, {} to {} rows ({more:.0}×): {:.2}× the processor time a row, {:.2}× the wall time a row.",
                pair[0].rows,
                pair[1].rows,
                times(|f| f.processor),
                times(|f| f.wall)
            );
        }
    }
    out
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
            said: String::from_utf8_lossy(&out.stdout).into_owned(),
        }),
        _ => Err(format!("{program} {arguments:?} failed:\n{text}")),
    }
}

/// What a program prints.
fn output(program: &str, arguments: &[&str]) -> Result<String, String> {
    let done = Command::new(program).args(arguments).output();
    let done = done.map_err(|e| format!("{program}: {e}"))?;
    if !done.status.success() {
        let why = String::from_utf8_lossy(&done.stderr);
        return Err(format!("{program} {arguments:?} failed:\n{why}"));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// A Python with everything the peers need, in a virtual environment below the target folder.
fn python(target: &str) -> Result<String, String> {
    let python = format!("{target}/bench-python/bin/python");
    if !Path::new(&python).exists() {
        let folder = format!("{target}/bench-python");
        command("python3", &["-m", "venv", &folder])?;
    }
    let install = ["-m", "pip", "install", "--quiet"];
    command(&python, &[&install[..], &PACKAGES[..]].concat())?;
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
