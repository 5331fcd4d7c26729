//! Installs what is missing, or says what to install where that needs rights this user lacks.

use crate::chores::{run, run_in};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::Command;

/// Debian packages of the window.
const WINDOW: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "fonts-dejavu-core",
];

/// Debian packages which only the tests need: a display, a driver, and readers of what we write.
const TESTS: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "openbox",
    "xdotool",
    "dbus",
    "dbus-x11",
    "at-spi2-core",
    "poppler-utils",
    "qpdf",
    "libreoffice-calc",
    "python3",
    "strace",
    "time",
    "rpm",
    "desktop-file-utils",
];

/// Everything for building and testing.
pub fn everything() -> Result<(), String> {
    window()?;
    packages(TESTS)?;
    println!("Set up. `cargo xtask app` opens the window, `cargo xtask test` runs the tests.");
    Ok(())
}

/// What the window needs.
pub fn window() -> Result<(), String> {
    packages(WINDOW)?;
    if Path::new("ui/node_modules/.package-lock.json").exists() {
        return Ok(());
    }
    run_in(Path::new("ui"), "npm", &["ci", "--no-fund", "--no-audit"])
}

/// What the tests need.
pub fn tests() -> Result<(), String> {
    window()?;
    packages(TESTS)
}

fn packages(wanted: &[&str]) -> Result<(), String> {
    if !cfg!(target_os = "linux") || !has("dpkg-query") {
        println!(
            "Not Debian: make sure that the like of these is installed: {}",
            wanted.join(" ")
        );
        return Ok(());
    }
    let missing: Vec<&str> = wanted.iter().copied().filter(|p| !installed(p)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    install(&missing)
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

fn installed(package: &str) -> bool {
    let query = Command::new("dpkg-query")
        .args(["-W", "-f", "${db:Status-Status}", package])
        .output();
    query.is_ok_and(|out| out.stdout == b"installed")
}

fn install(missing: &[&str]) -> Result<(), String> {
    let command = format!(
        "apt-get update && apt-get install -y --no-install-recommends {}",
        missing.join(" ")
    );
    if is_root() {
        println!("Installing {}", missing.join(" "));
        return run(
            "sh",
            &[
                "-c",
                &format!("export DEBIAN_FRONTEND=noninteractive; {command}"),
            ],
        );
    }
    if has("sudo") && std::io::stdin().is_terminal() && agreed(missing) {
        return run("sudo", &["sh", "-c", &command]);
    }
    Err(format!(
        "these packages are missing; install them as root, then start again:\n  {command}"
    ))
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|out| out.stdout.starts_with(b"0\n"))
}

fn agreed(missing: &[&str]) -> bool {
    print!("Missing: {}. Install with sudo? [y/N] ", missing.join(" "));
    let _ = std::io::stdout().flush();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("y")
}
