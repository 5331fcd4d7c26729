//! The window: commands of a few lines, what the screens are told, menus, dialogs. Every use case is
//! `holdfast_workspace`'s; every figure arrives here as text.

mod shell;
mod view;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// Starts the app, or does what the arguments say instead.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match arguments.first().and_then(|a| a.to_str()) {
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
        _ => shell::run(files(&arguments)),
    }
}

const HELP: &str = "Holdfast, the desktop app.

Usage: holdfast-app [FILE]...

Opens the window, with the given exports in it. Example:
  holdfast-app arr_export.xlsx

The same packs without a window: `holdfast pack FILE --out DIR`.";

const NO_DISPLAY: &str = "Holdfast can't open a window: there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).
Next: start it from a desktop session, or make the pack without a window: `holdfast pack FILE --out DIR`.";

/// Whether a window can be shown; GTK would end the process without saying why.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// The files on a command line, as absolute paths: a second start may have another working folder.
fn files(arguments: &[OsString]) -> Vec<PathBuf> {
    arguments
        .iter()
        .filter(|a| !a.to_string_lossy().starts_with('-'))
        .map(|a| std::path::absolute(a).unwrap_or_else(|_| PathBuf::from(a)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_not_files() {
        let arguments = [OsString::from("--inspect"), OsString::from("a b.csv")];
        let files = files(&arguments);
        assert_eq!(files.len(), 1);
        assert!(files[0].is_absolute() && files[0].ends_with("a b.csv"));
    }
}
