//! Reads a file and says what is in it, how long it took and the memory it needed:
//! `cargo run --release --example read -- FILE [rows to show]`.

use holdfast_import::{Limits, Unwatched, WORKER_ARGUMENT, read, worker_main};
use holdfast_ledger::Hint;
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let first = arguments.next().unwrap_or_default();
    // Before anything else: this executable may be the worker.
    if first == WORKER_ARGUMENT {
        return worker_main();
    }
    let shown = arguments.next().and_then(|a| a.to_str()?.parse().ok());
    let start = Instant::now();
    let book = match read(first.as_ref(), &Limits::default(), &Unwatched) {
        Ok(book) => book,
        Err(refusal) => {
            println!("{:#?}", refusal.0);
            return ExitCode::FAILURE;
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    for table in &book.tables {
        let hints: Vec<Hint> = (0..table.width()).map(|c| table.hint(c)).collect();
        println!(
            "{:?} [{}] hidden {}, {} rows, {} columns, {} texts, {hints:?}",
            table.sheet,
            table.format,
            table.hidden,
            table.len(),
            table.width(),
            table.texts().len()
        );
        for row in 0..table.len().min(shown.unwrap_or(3)) {
            let cells: Vec<String> = table.row(row).map(|(c, v)| format!("{c}={v:?}")).collect();
            println!("  {}: {}", table.row_number(row), cells.join("  "));
        }
    }
    println!("{:#?}", book.findings.0);
    println!("{seconds:.3} s, {}", memory());
    ExitCode::SUCCESS
}

/// The most memory this process held, where the system says so.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    peak.unwrap_or_default().to_owned()
}
