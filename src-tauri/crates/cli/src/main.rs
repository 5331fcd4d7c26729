//! `holdfast`: the use cases without a window. Needs no display.

use std::process::ExitCode;

fn main() -> ExitCode {
    holdfast_cli::main()
}
