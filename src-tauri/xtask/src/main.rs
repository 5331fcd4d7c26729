//! Chores: set-up, app, tests, sample, benchmarks, golden files. `cargo xtask` lists them.

mod audit;
mod bench;
mod chores;
mod fuzz;
mod goal;
mod package;
mod setup;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    let result = match arguments.first().map(String::as_str) {
        Some("setup") => setup::everything(),
        Some("app") => chores::app(rest),
        Some("test") => chores::test(),
        Some("sample") => chores::sample(),
        Some("bench") => bench::run(rest),
        Some("package") => package::build(),
        Some("goal") => goal::run(rest),
        Some("audit") => audit::audit(),
        Some("fuzz") => fuzz::run(rest),
        Some("golden") => chores::golden(),
        _ => {
            print!("{HELP}");
            Ok(())
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

const HELP: &str = "\
cargo xtask setup    installs what building and testing need (Debian packages, the UI's packages)
cargo xtask app      builds the window and opens it on the sample company
cargo xtask test     runs every test, the window tests included
cargo xtask sample   writes the sample company and its pack to target/sample
cargo xtask bench    times Holdfast beside pandas, polars and DuckDB on the same ledgers (BENCHMARKS.md)
cargo xtask package  builds the packages of this system (.deb and .rpm on Linux), window and command line
cargo xtask goal     runs the long checks named (SECURITY.md, BENCHMARKS.md), or lists them
cargo xtask audit    compares the dependencies with the advisories known of them
cargo xtask fuzz     fuzzes the readers, ten minutes each: [TARGET...] [--minutes N]
cargo xtask golden   writes the golden files anew; look at the difference before you commit it
";
