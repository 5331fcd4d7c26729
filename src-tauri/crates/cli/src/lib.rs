//! The command line: arguments in, use cases called, text, JSON and CSV out.

pub mod args;
mod bench;
mod commands;
mod interrupt;
mod negotiations;
mod output;
mod restate;
mod segments;
mod workspace;

use args::{Cli, Command, DiffArgs, MovementArgs, NegotiationArgs};
use clap::Parser;
use holdfast_workspace::failure::keep_faults_quiet;
use holdfast_workspace::{Failure, WORKER_ARGUMENT, json, worker_main};
use std::process::ExitCode;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    if std::env::args_os()
        .nth(1)
        .is_some_and(|a| a == WORKER_ARGUMENT)
    {
        return worker_main();
    }
    keep_faults_quiet();
    let cli = Cli::parse();
    match run(&cli.command) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            if let Some(object) = failed_json(&cli.command, &failure) {
                output::json(&object);
            }
            output::say(&failure);
            ExitCode::from(failure.exit)
        }
    }
}

/// What stands in the way of a command which was to print one JSON object: that object.
fn failed_json(command: &Command, failure: &Failure) -> Option<serde_json::Value> {
    match command {
        Command::Metrics(args) if args.json => Some(json::no_metrics(failure)),
        Command::Movements(MovementArgs { json: true, .. })
        | Command::Negotiations(NegotiationArgs { json: true, .. })
        | Command::Diff(DiffArgs { json: true, .. }) => Some(json::failed(failure)),
        _ => None,
    }
}

fn run(command: &Command) -> Result<u8, Failure> {
    match command {
        Command::Pack(args) => commands::pack(args),
        Command::Check(args) => commands::check(args),
        Command::Metrics(args) => commands::metrics(args),
        Command::Movements(args) => commands::movements(args),
        Command::Negotiations(args) => negotiations::run(args),
        Command::Mapping(args) => commands::mapping(args),
        Command::Trace(args) => commands::trace(args),
        Command::Diff(args) => restate::diff(args),
        Command::Sample(args) => commands::sample(args),
        Command::Workspace(command) => workspace::run(command),
        Command::Bench(args) => bench::run(args),
    }
}
