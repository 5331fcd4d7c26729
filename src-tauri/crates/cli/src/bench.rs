//! `holdfast bench`: times import, metrics and pack on a generated ledger (BENCHMARKS.md).

use crate::args::{BenchArgs, BenchSource};
use crate::output;
use holdfast_workspace::inputs::{import_options, load_basis, read_books};
use holdfast_workspace::ledger::{AmountKind, Close, Grain};
use holdfast_workspace::pack::PackOptions;
use holdfast_workspace::project::compute;
use holdfast_workspace::{
    ExportOptions, Failure, Format, Inputs, Overrides, Unwatched, bench_ledger, export,
};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

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
    let mut stage = |name: &str, started: Instant| {
        let _ = writeln!(
            out,
            "  {name:<22}{:>8.2} s",
            started.elapsed().as_secs_f64()
        );
    };
    let began = Instant::now();
    let inputs = inputs(&path);
    let basis = load_basis(&inputs)?;
    let options = import_options(&inputs, &basis)?;
    let books = read_books(&inputs, &Unwatched)?;
    stage("read", began);
    let started = Instant::now();
    let project = compute(books, &options, basis, &Unwatched)?;
    stage("import and metrics", started);
    let started = Instant::now();
    let (ledger, _) = project.ledger_and_report()?;
    std::hint::black_box(holdfast_workspace::metrics::compute(ledger, &project.basis).is_ok());
    stage("metrics alone", started);
    let target = temporary.path().join("out");
    for (name, format) in [("PDF", Format::Pdf), ("XLSX", Format::Xlsx)] {
        let started = Instant::now();
        export(
            &project,
            &export_options(&target.join(name), vec![format]),
            &Unwatched,
        )?;
        stage(name, started);
    }
    let started = Instant::now();
    let both = vec![Format::Pdf, Format::Xlsx];
    let exported = export(&project, &export_options(&target, both), &Unwatched)?;
    stage("PDF beside XLSX", started);
    if let Some(peak) = peak_mib() {
        let _ = writeln!(
            out,
            "  peak memory         {peak:>8} MiB (this process; the reader is bounded apart)"
        );
    }
    for file in exported.files {
        let size = std::fs::metadata(&file).map_or(0, |m| m.len());
        let _ = writeln!(
            out,
            "  {:<32} {:>10} bytes",
            file.file_name().unwrap_or_default().to_string_lossy(),
            size
        );
    }
    output::print(&out);
    Ok(0)
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
