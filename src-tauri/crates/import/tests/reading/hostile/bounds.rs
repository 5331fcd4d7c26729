//! How long the worst file takes, and how much memory: `cargo xtask goal hostile`.

use std::process::Command;

const SECONDS: f64 = 20.0;
const KILOBYTES: u64 = 1_600 << 10;

/// Runs the hostile files in a process of their own under `time`, which tells the peak of it and of its workers.
#[test]
#[ignore = "a measurement: cargo xtask goal hostile"]
fn the_hostile_set_stays_within_its_bounds() {
    let all = [
        "strangers_are_named",
        "a_cut_file_is_never",
        "bombs_do_not_go_off",
        "hostile_sheets",
    ];
    let out = Command::new("/usr/bin/time")
        .args(["-f", "peak %M"])
        .arg(std::env::current_exe().unwrap())
        .args(all)
        .args(["--nocapture", "--test-threads", "1"])
        .output()
        .unwrap();
    let (said, told) = (
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr),
    );
    assert!(out.status.success(), "{said}\n{told}");
    let peak: u64 = told
        .lines()
        .find_map(|line| line.strip_prefix("peak ")?.parse().ok())
        .unwrap();
    let times = said.lines().filter_map(|line| {
        let (name, seconds) = line.rsplit_once(" took ")?;
        Some((
            seconds.strip_suffix(" s")?.parse().ok()?,
            name.rsplit(' ').next()?,
        ))
    });
    let mut times: Vec<(f64, &str)> = times.collect();
    times.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!(
        "{} files; peak of a process {} MB; longest: {:?}",
        times.len(),
        peak >> 10,
        &times[..3]
    );
    assert!(times.len() >= 70, "{}", times.len());
    assert!(peak <= KILOBYTES, "{peak} kB");
    assert!(times[0].0 <= SECONDS, "{:?}", times[0]);
}
