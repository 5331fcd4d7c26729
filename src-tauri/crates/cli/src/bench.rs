//! `holdfast bench`: times import, metrics and pack on a generated ledger (BENCHMARKS.md).

use crate::args::{BenchArgs, BenchSource};
use crate::output;
use holdfast_workspace::inputs::{import_options, load_basis, read_books};
use holdfast_workspace::ledger::{AmountKind, Close, Grain};
use holdfast_workspace::pack::PackOptions;
use holdfast_workspace::project::{Project, compute};
use holdfast_workspace::{
    ExportOptions, Failure, Format, Inputs, Overrides, Unwatched, bench_ledger, export,
};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Runs the benchmark and prints its table.
///
/// # Errors
/// Those of reading and exporting; `write-failed` where there is no temporary folder.
pub fn run(args: &BenchArgs) -> Result<u8, Failure> {
    let temporary = tempfile::tempdir().map_err(|e| no_folder(&e))?;
    let folder = args.keep.as_deref().unwrap_or(temporary.path());
    let csv = args.source == BenchSource::Csv;
    let path = bench_ledger::write(folder, args.rows, csv)?;
    if args.keep.is_some() {
        output::print(&format!("{}\n", path.display()));
        return Ok(0);
    }
    let mut out = format!("{} rows, {}\n", args.rows, if csv { "CSV" } else { "XLSX" });
    let project = computed(&inputs(&path), &mut out)?;
    let files = exported(&project, &temporary.path().join("out"), &mut out)?;
    if let Some(peak) = peak_mib() {
        let _ = writeln!(
            out,
            "  peak memory         {peak:>8} MiB (this process; the reader is bounded apart)"
        );
    }
    for file in files {
        let size = std::fs::metadata(&file).map_or(0, |m| m.len());
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let _ = writeln!(out, "  {name:<32} {size:>10} bytes");
    }
    output::print(&out);
    Ok(0)
}

/// Does the work of a stage and writes how long it took.
fn stage<T>(
    out: &mut String,
    name: &str,
    work: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    let started = Instant::now();
    let done = work()?;
    let seconds = started.elapsed().as_secs_f64();
    let _ = writeln!(out, "  {name:<22}{seconds:>8.2} s");
    Ok(done)
}

/// Reading, importing and the figures; the figures once more, alone.
fn computed(inputs: &Inputs, out: &mut String) -> Result<Project, Failure> {
    let (basis, options, books) = stage(out, "read", || {
        let basis = load_basis(inputs)?;
        let options = import_options(inputs, &basis)?;
        Ok((basis, options, read_books(inputs, &Unwatched)?))
    })?;
    let project = stage(out, "import and metrics", || {
        compute(books, &options, basis, &Unwatched)
    })?;
    stage(out, "metrics alone", || {
        let (ledger, _) = project.ledger_and_report()?;
        std::hint::black_box(holdfast_workspace::metrics::compute(ledger, &project.basis).is_ok());
        Ok(())
    })?;
    Ok(project)
}

/// Each document alone, then both at once: their files.
fn exported(project: &Project, target: &Path, out: &mut String) -> Result<Vec<PathBuf>, Failure> {
    for (name, format) in [("PDF", Format::Pdf), ("XLSX", Format::Xlsx)] {
        let options = export_options(&target.join(name), vec![format]);
        stage(out, name, || export(project, &options, &Unwatched))?;
    }
    let options = export_options(target, vec![Format::Pdf, Format::Xlsx]);
    let both = stage(out, "PDF beside XLSX", || {
        export(project, &options, &Unwatched)
    })?;
    Ok(both.files)
}

fn no_folder(error: &std::io::Error) -> Failure {
    Failure::input(
        "write-failed",
        format!("No temporary folder could be made: {error}."),
        "Choose another place with --keep.",
    )
}

fn inputs(path: &Path) -> Inputs {
    Inputs {
        sources: vec![path.to_owned()],
        overrides: Overrides {
            company: Some("Benchmark".into()),
            amounts: Some(AmountKind::Arr),
            period: Some(Grain::Quarter),
            as_of: Close::new(2026, 9).map(Close::date),
            ..Overrides::default()
        },
        ..Inputs::default()
    }
}

fn export_options(folder: &Path, formats: Vec<Format>) -> ExportOptions {
    ExportOptions {
        folder: folder.to_owned(),
        formats,
        overwrite: false,
        next_version: false,
        pack: PackOptions::default(),
    }
}

/// The most memory this process ever held, where the system tells.
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}
