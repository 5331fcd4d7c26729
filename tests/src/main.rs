//! The command line, built for this crate's tests so that they run it as its users do.

use std::process::ExitCode;

fn main() -> ExitCode {
    holdfast_cli::main()
}
