//! Builds the screens when they are older than their sources, then lets Tauri embed them.

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;
use std::{fs, io};

/// What the built screens depend on, below `ui/`.
const SOURCES: [&str; 5] = [
    "src",
    "index.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
];

fn main() -> Result<(), Box<dyn Error>> {
    for source in SOURCES {
        println!("cargo:rerun-if-changed=ui/{source}");
    }
    println!("cargo:rerun-if-changed=ui/dist/index.html");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    build_screens(Path::new("ui"))?;
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/**/*")
            .app_manifest(
                tauri_build::AppManifest::new()
                    .permissions_path_pattern("./src-tauri/permissions/**/*"),
            ),
    )?;
    move_schemas()?;
    Ok(())
}

fn build_screens(ui: &Path) -> Result<(), Box<dyn Error>> {
    let built = modified(&ui.join("dist/index.html"));
    let newest = SOURCES.iter().filter_map(|s| modified(&ui.join(s))).max();
    if built.is_some() && built >= newest {
        return Ok(());
    }
    if !ui.join("node_modules").exists() {
        npm(ui, &["ci"])?;
    }
    npm(ui, &["run", "build"])
}

/// The newest change of a file or of anything in a folder.
fn modified(path: &Path) -> Option<SystemTime> {
    if !path.is_dir() {
        return fs::metadata(path).and_then(|m| m.modified()).ok();
    }
    fs::read_dir(path)
        .ok()?
        .filter_map(|entry| modified(&entry.ok()?.path()))
        .max()
}

fn npm(ui: &Path, arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    let name = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let status = Command::new(name).args(arguments).current_dir(ui).status();
    let words = arguments.join(" ");
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`npm {words}` in ui/ failed: {status}").into()),
        Err(why) => Err(format!(
            "the screens are built by Node 20 or newer, `npm {words}` could not start: {why}"
        )
        .into()),
    }
}

/// Tauri writes its schemas beside tauri.conf.json; they belong with the other generated files of the window.
fn move_schemas() -> io::Result<()> {
    let (from, to) = (Path::new("gen"), Path::new("src-tauri/gen"));
    if from.exists() {
        if to.exists() {
            fs::remove_dir_all(to)?;
        }
        fs::rename(from, to)?;
    }
    Ok(())
}
