//! kill -9 at random points of an export: the old pair or the new, never half of one (goal 4).
//! `cargo xtask goal export-kills` makes two hundred of them.

use crate::{BIN, files, ledger, write};
use holdfast_workspace::atomic;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The kills fall within this time of the first file which an export writes.
const WRITING: Duration = Duration::from_millis(40);

type Pack = BTreeMap<String, Vec<u8>>;

fn start(source: &str, out: &Path) -> Child {
    Command::new(BIN)
        .args([
            "pack",
            source,
            "--amounts",
            "arr",
            "--draft",
            "--overwrite",
            "--out",
        ])
        .arg(out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn pack(source: &str, out: &Path) -> Pack {
    assert!(start(source, out).wait().unwrap().success());
    files(out)
}

#[test]
fn a_killed_export_leaves_the_old_pair_or_the_new() {
    kill_exports(16);
}

#[test]
#[ignore = "long: cargo xtask goal export-kills"]
fn two_hundred_killed_exports_leave_whole_pairs() {
    kill_exports(200);
}

fn kill_exports(rounds: usize) {
    let folder = tempfile::tempdir().unwrap();
    let names = |n: usize| (0..n).map(|i| format!("Customer {i}")).collect::<Vec<_>>();
    let sources = [
        write(folder.path(), "one.csv", &ledger(&names(40))),
        write(folder.path(), "two.csv", &ledger(&names(41))),
    ];
    let out = folder.path().join("out");
    let one = pack(&sources[0], &out);
    let two = pack(&sources[1], &out);
    assert!(one.len() == 2 && one.keys().eq(two.keys()) && one != two);
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    let mut midway = 0;
    for round in 0..rounds {
        let mut child = start(&sources[round % 2], &out);
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        writes(&mut child, &out);
        std::thread::sleep(WRITING.mul_f64((dice >> 33) as f64 / (1_u64 << 31) as f64));
        let _ = child.kill();
        child.wait().unwrap();
        midway += usize::from(unfinished(&out));
        // What the next start does.
        atomic::recover(&out).unwrap();
        let found = files(&out);
        assert!(
            found == one || found == two,
            "round {round}: {:?}",
            found.keys()
        );
    }
    assert!(midway > 0, "no kill fell into the writing");
}

/// Waits until the export writes its first file, or has ended.
fn writes(child: &mut Child, out: &Path) {
    while !unfinished(out) && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
}

/// Whether files lie in the folder which are not the pack's.
fn unfinished(out: &Path) -> bool {
    std::fs::read_dir(out).unwrap().count() > 2
}
