//! The desktop app's executable.

// Without this a console opens beside the window on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    holdfast_app::main()
}
