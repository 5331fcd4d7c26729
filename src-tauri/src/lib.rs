//! The window: commands of a few lines, what the screens are told, menus, dialogs. Every use case is
//! `holdfast_workspace`'s; every figure arrives here as text.

mod command;
mod config;
mod desk;
mod menu;
mod present;
mod recents;
mod shell;
mod view;
mod watch;

use std::ffi::OsString;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Starts the app, or does what the arguments say instead.
pub fn main() -> ExitCode {
    holdfast_workspace::failure::keep_faults_quiet();
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match arguments.first().and_then(|a| a.to_str()) {
        // Before anything of the window: a worker parses one file and ends.
        Some(holdfast_workspace::WORKER_ARGUMENT) => holdfast_workspace::worker_main(),
        Some("--version" | "-V") => {
            println!("Holdfast {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
        Some("--help" | "-h") => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        _ if !has_display() => {
            eprintln!("{NO_DISPLAY}");
            ExitCode::from(2)
        }
        first => {
            std::panic::set_hook(Box::new(|fault| log_fault(fault.location())));
            shell::run(
                files(&arguments, &std::env::current_dir().unwrap_or_default()),
                first == Some("--sample"),
            )
        }
    }
}

const HELP: &str = "Holdfast, the desktop app.

Usage: holdfast-app [--sample | FILE...]

Opens the window, with the given exports or the sample company in it. Example:
  holdfast-app arr_export.xlsx

The same packs without a window: `holdfast pack FILE --out DIR`.";

const NO_DISPLAY: &str = "Holdfast can't open a window: there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).
Next: start it from a desktop session, or make the pack without a window: `holdfast pack FILE --out DIR`.";

/// Says where the program met a fault. Not what was said of it: that may hold a customer's name or amount.
fn log_fault(place: Option<&Location<'_>>) {
    match place {
        Some(place) => log::error!("a fault at {}:{}", place.file(), place.line()),
        None => log::error!("a fault at an unknown place"),
    }
}

/// Whether a window can be shown; GTK would end the process without saying why.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// The files on a command line, as seen from the folder it was given in.
fn files(arguments: &[OsString], folder: &Path) -> Vec<PathBuf> {
    arguments
        .iter()
        .filter(|a| !a.to_string_lossy().starts_with('-'))
        .map(|a| folder.join(a))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_not_files() {
        let arguments = ["--inspect", "a b.csv", "/c.csv"].map(OsString::from);
        assert_eq!(
            files(&arguments, Path::new("/home")),
            ["/home/a b.csv", "/c.csv"].map(PathBuf::from)
        );
    }
}
