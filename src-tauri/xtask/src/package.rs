//! The packages of this system, with the window and the command line in them.

use crate::chores::run;
use crate::setup;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The chore: builds the packages of the system it runs on, from the screens up, and says where they are.
pub fn build() -> Result<(), String> {
    let started = Instant::now();
    setup::window()?;
    run(
        "cargo",
        &["build", "--release", "--package", "holdfast-cli"],
    )?;
    let (bundles, folders) = kinds();
    let config = with_command_line(&target().join("release/holdfast"))?;
    let build = ["build", "--bundles", bundles, "--config", &config];
    run(tauri(), &build)?;
    for file in packages(folders)? {
        let size = file.metadata().map_err(|e| e.to_string())?.len();
        println!("{} ({:.1} MiB)", file.display(), size as f64 / 1_048_576.0);
    }
    println!("Packages built in {} s.", started.elapsed().as_secs());
    Ok(())
}

/// Where cargo builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from)
}

/// What this system installs, as Tauri names it, and the folders it puts it into. Only Linux' are tried.
fn kinds() -> (&'static str, &'static [&'static str]) {
    if cfg!(windows) {
        ("nsis,msi", &["nsis", "msi"])
    } else if cfg!(target_os = "macos") {
        ("app,dmg", &["macos", "dmg"])
    } else {
        ("deb,rpm", &["deb", "rpm"])
    }
}

/// The command of the Tauri CLI, which comes with the UI's packages.
fn tauri() -> &'static str {
    if cfg!(windows) {
        "ui/node_modules/.bin/tauri.cmd"
    } else {
        "ui/node_modules/.bin/tauri"
    }
}

/// Puts the command line beside the window. Its place depends on where cargo builds, so it is no part of
/// tauri.conf.json.
fn with_command_line(command: &Path) -> Result<String, String> {
    let command = std::path::absolute(command).map_err(|e| e.to_string())?;
    let command = command.to_string_lossy();
    let files = format!("{{\"files\":{{\"/usr/bin/holdfast\":{command:?}}}}}");
    Ok(format!(
        "{{\"bundle\":{{\"linux\":{{\"deb\":{files},\"rpm\":{files}}}}}}}"
    ))
}

/// The packages in these folders.
fn packages(folders: &[&str]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for folder in folders {
        let folder = target().join("release/bundle").join(folder);
        let entries =
            std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let package = |path: &PathBuf| {
            path.extension()
                .is_some_and(|e| ["deb", "rpm", "exe", "msi", "dmg"].iter().any(|p| e == *p))
        };
        files.extend(entries.flatten().map(|e| e.path()).filter(package));
    }
    Ok(files)
}
