//! Fuzzing under libFuzzer, guided by coverage, on the stable toolchain.
//!
//! The instrumentation is the compiler's own coverage pass, asked for by stable flags; libFuzzer itself is built from
//! its crate. No address sanitizer: the project forbids `unsafe`, so what there is to find are panics, overflows,
//! hangs and broken promises.

use crate::chores::{host, run_with};
use std::path::{Path, PathBuf};

/// The targets, as `tests/fuzz/src/lib.rs` names them.
const TARGETS: [&str; 6] = ["number", "date", "header", "name", "mapping", "workspace"];
const PACKAGE: &str = "tests/fuzz";

const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions -Coverflow-checks";

/// Fuzzes the targets named, or all, each for so many minutes: `cargo xtask fuzz [TARGET…] [--minutes 10]`.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let (minutes, targets) = read(arguments)?;
    let host = host()?;
    let folder = target_folder().join("fuzz");
    let build = [
        "build",
        "--release",
        "--package",
        "holdfast-fuzz",
        "--features",
        "guided",
        "--target",
        &host,
        "--target-dir",
    ];
    run_with(
        "cargo",
        &[&build[..], &[text(&folder)?]].concat(),
        &[("RUSTFLAGS", FLAGS), ("CARGO_PROFILE_RELEASE_LTO", "off")],
    )?;
    let program = folder.join(&host).join("release").join("guided");
    for target in targets {
        fuzz(&program, &folder, target, minutes)?;
    }
    println!("No target failed in {minutes} minutes each.");
    Ok(())
}

fn read(arguments: &[String]) -> Result<(u64, Vec<&str>), String> {
    let mut minutes = 10;
    let mut targets = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--minutes" {
            let given = rest.next().and_then(|m| m.parse().ok());
            // libFuzzer takes 0 for "without end".
            minutes = given
                .filter(|m| *m > 0)
                .ok_or("--minutes takes a whole number from 1")?;
        } else if TARGETS.contains(&argument.as_str()) {
            targets.push(argument.as_str());
        } else {
            return Err(format!(
                "no target is named {argument}; there are {}",
                TARGETS.join(", ")
            ));
        }
    }
    Ok((
        minutes,
        if targets.is_empty() {
            TARGETS.to_vec()
        } else {
            targets
        },
    ))
}

fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from)
}

/// What is found stays in `target/fuzz/corpus/NAME` and is the start of the next run; an input that fails is written
/// to `target/fuzz/NAME-crash-…`, and belongs into `tests/fuzz/seeds/NAME` with its repair.
fn fuzz(program: &Path, folder: &Path, target: &str, minutes: u64) -> Result<(), String> {
    println!("── {target}: {minutes} minutes");
    let corpus = folder.join("corpus").join(target);
    std::fs::create_dir_all(&corpus).map_err(|e| format!("{}: {e}", corpus.display()))?;
    let seeds = format!("{PACKAGE}/seeds/{target}");
    let arguments = [
        text(&corpus)?.to_owned(),
        seeds,
        format!("-dict={PACKAGE}/dictionaries/{target}.dict"),
        format!("-max_total_time={}", minutes * 60),
        format!("-artifact_prefix={}/{target}-", text(folder)?),
        "-timeout=20".into(),
        "-rss_limit_mb=2048".into(),
        "-max_len=4096".into(),
        "-print_final_stats=1".into(),
        "-verbosity=0".into(),
    ];
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    run_with(
        text(program)?,
        &arguments,
        &[("HOLDFAST_FUZZ_TARGET", target)],
    )
}

fn text(path: &Path) -> Result<&str, String> {
    path.to_str()
        .ok_or_else(|| format!("{} is no Unicode text", path.display()))
}
