//! The chores themselves: each is a list of commands.

use crate::setup;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Builds the window and opens it on the sample, or on the files given.
pub fn app(files: &[String]) -> Result<(), String> {
    setup::window()?;
    let mut arguments = vec!["run", "--package", "holdfast-app", "--"];
    if files.is_empty() {
        arguments.push("--sample");
    }
    arguments.extend(files.iter().map(String::as_str));
    run("cargo", &arguments)
}

/// Every test. A step that fails stops the run and names itself.
pub fn test() -> Result<(), String> {
    let started = Instant::now();
    setup::tests()?;
    let ui = Path::new("ui");
    step("ui: types, lints, unit tests", || {
        run_in(ui, "npm", &["run", "--silent", "check"])
    })?;
    step("ui: build", || {
        run_in(ui, "npm", &["run", "--silent", "build"])
    })?;
    step("dependencies", crate::audit::known_ones)?;
    step("format", || run("cargo", &["fmt", "--all", "--check"]))?;
    // The window is built together with the rest: apart, most crates would be built twice, with other features.
    let lints = ["clippy", "--workspace", "--all-targets", "--quiet"];
    step("lints", || {
        run("cargo", &[&lints[..], &["--", "-D", "warnings"]].concat())
    })?;
    // A window waits more than it works: three at once keep two cores busy.
    let tests = ["test", "--workspace", "--no-fail-fast"];
    step("tests", || {
        run(
            "cargo",
            &[&tests[..], &["--", "--test-threads", "3"]].concat(),
        )
    })?;
    println!("All tests passed in {} s.", started.elapsed().as_secs());
    Ok(())
}

fn step(name: &str, work: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    println!("── {name}");
    let started = Instant::now();
    work().map_err(|error| format!("{name}: {error}"))?;
    println!("   {name}: {} s", started.elapsed().as_secs());
    Ok(())
}

/// The sample company and its pack.
pub fn sample() -> Result<(), String> {
    let cli = [
        "run",
        "--release",
        "--quiet",
        "--package",
        "holdfast-cli",
        "--",
    ];
    let with = |rest: &[&str]| run("cargo", &[&cli[..], rest].concat());
    with(&["sample", "--out", "target/sample", "--overwrite"])?;
    with(&[
        "pack",
        "target/sample/sample-arr-export.xlsx",
        "--negotiations",
        "target/sample/sample-negotiations.xlsx",
        "--plan",
        "target/sample/sample-plan.csv",
        "--basis",
        "target/sample/sample-basis.toml",
        "--out",
        "target/sample/pack",
        "--overwrite",
    ])
}

/// Writes the golden files anew.
pub fn golden() -> Result<(), String> {
    let status = Command::new("cargo")
        .args(["test", "golden"])
        .env("HOLDFAST_GOLDEN", "renew")
        .status();
    finished("cargo test golden", status)
}

/// Runs a command in the project's root.
pub fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    run_in(Path::new("."), program, arguments)
}

/// Runs a command in a folder.
pub fn run_in(folder: &Path, program: &str, arguments: &[&str]) -> Result<(), String> {
    let status = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .status();
    finished(&format!("{program} {}", arguments.join(" ")), status)
}

/// Runs a command in the project's root with variables set for it.
pub fn run_with(
    program: &str,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> Result<(), String> {
    let status = Command::new(program)
        .args(arguments)
        .envs(variables.iter().copied())
        .status();
    finished(&format!("{program} {}", arguments.join(" ")), status)
}

/// The platform which this compiler builds for, as cargo names it.
pub fn host() -> Result<String, String> {
    let out = Command::new("rustc").arg("-vV").output();
    let out = out.map_err(|error| format!("`rustc` could not be started: {error}"))?;
    let said = String::from_utf8_lossy(&out.stdout);
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| "`rustc -vV` names no host".to_owned())
}

fn finished(what: &str, status: std::io::Result<std::process::ExitStatus>) -> Result<(), String> {
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{what}` ended with {status}")),
        Err(error) => Err(format!("`{what}` could not be started: {error}")),
    }
}
