//! kill -9 and power cuts while a workspace is saved, imported into and issued from (reliability 5, row 4).
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use holdfast_tests::power::{Chance, Disk, Event, files, put, record};
use holdfast_workspace::store::{Door, Store, backup};
use holdfast_workspace::{Unwatched, atomic, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");
const FILE: &str = "Alder.holdfast";

/// What is done to the workspace, again and again; each leaves it with at least one step more, or one pack.
const JOBS: [&[&str]; 5] = [
    &["workspace", "import", FILE, "one.csv"],
    &[
        "workspace",
        "set",
        FILE,
        "--company",
        "Alder",
        "--message",
        "summary=Mind the gap",
    ],
    &["workspace", "import", FILE, "two.csv"],
    &[
        "workspace",
        "issue",
        FILE,
        "--draft",
        "--out",
        "packs",
        "--overwrite",
    ],
    &[
        "workspace",
        "set",
        FILE,
        "--company",
        "Birch",
        "--message",
        "summary=",
    ],
];

fn rows(customers: usize, closes: u32) -> String {
    let mut text = String::from("customer,period,ARR,tier\n");
    for customer in 0..customers {
        for month in 1..=closes {
            let amount = 100 + (customer * 37 + month as usize * 11) % 90;
            text += &format!(
                "C{customer:03},2025-{month:02}-28,{amount},T{}\n",
                customer % 3
            );
        }
    }
    text
}

/// A folder with a workspace and two exports.
fn room() -> tempfile::TempDir {
    let room = tempfile::tempdir().unwrap();
    std::fs::write(room.path().join("one.csv"), rows(60, 6)).unwrap();
    std::fs::write(room.path().join("two.csv"), rows(60, 9)).unwrap();
    for folder in ["packs", "backups"] {
        std::fs::create_dir(room.path().join(folder)).unwrap();
    }
    assert!(
        run(room.path(), &["workspace", "new", FILE, "one.csv"])
            .wait()
            .unwrap()
            .code()
            < Some(2)
    );
    room
}

fn run(room: &Path, arguments: &[&str]) -> Child {
    Command::new(BIN)
        .args(arguments)
        .args(["--at", "2026-10-14", "--by", "kim", "--backups", "backups"])
        .current_dir(room)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What a whole workspace holds; a sentence where it isn't whole.
#[derive(Clone, PartialEq, Debug)]
struct Held {
    steps: usize,
    packs: usize,
    figures: String,
}

fn held(room: &Path) -> Result<Held, String> {
    let say = |failure: holdfast_workspace::Failure| failure.to_string();
    let store = Store::open(&room.join(FILE), &Door::default()).map_err(say)?;
    store.verify().map_err(say)?;
    let project = store.project(&Unwatched).map_err(say)?;
    let packs = store.issued().map_err(say)?;
    for pack in &packs {
        store.frozen(pack.id).map_err(say)?;
        store.issued_files(pack.id).map_err(say)?;
    }
    Ok(Held {
        steps: store.history().map_err(say)?.len(),
        packs: packs.len(),
        figures: format!(
            "{} {:?}",
            json::metrics(&project),
            store.state().pack.messages
        ),
    })
}

/// No backup in part, no half pack.
fn beside(room: &Path) -> Result<(), String> {
    let backups = room.join("backups");
    for path in files(&backups)
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "holdfast"))
    {
        if !path.file_name().unwrap().to_string_lossy().starts_with('.') {
            backup::whole(path).map_err(|failure| failure.to_string())?;
        }
    }
    let packs = room.join("packs");
    atomic::recover(&packs).map_err(|error| error.to_string())?;
    let of = |end: &str| {
        files(&packs)
            .iter()
            .filter(|p| p.extension().is_some_and(|e| e == end))
            .count()
    };
    match of("pdf") == of("xlsx") {
        true => Ok(()),
        false => Err(format!("{} PDF and {} XLSX", of("pdf"), of("xlsx"))),
    }
}

fn kills(count: usize, seed: u64) {
    let room = room();
    let mut chance = Chance(seed);
    let mut usual: BTreeMap<usize, Duration> = BTreeMap::new();
    let mut before = held(room.path()).unwrap();
    let (mut killed, mut kept, mut turn) = (0, 0, 0);
    while killed < count {
        let at = turn % JOBS.len();
        turn += 1;
        let Some(long) = usual.get(&at).copied() else {
            let started = Instant::now();
            run(room.path(), JOBS[at]).wait().unwrap();
            usual.insert(at, started.elapsed());
            before = held(room.path()).unwrap();
            continue;
        };
        let mut child = run(room.path(), JOBS[at]);
        if turn % 3 == 0 {
            std::thread::sleep(long * chance.below(110) as u32 / 100);
        } else {
            // Saving itself is short: most kills wait for it to begin.
            saving_begins(room.path(), &mut child);
            std::thread::sleep(Duration::from_micros(chance.below(12_000) as u64));
        }
        let _ = child.kill();
        let ended = child.wait().unwrap();
        killed += usize::from(ended.code().is_none());
        let after = held(room.path())
            .unwrap_or_else(|why| panic!("kill {killed} of {:?}: {why}", JOBS[at]));
        beside(room.path()).unwrap_or_else(|why| panic!("kill {killed} of {:?}: {why}", JOBS[at]));
        assert!(
            after.steps >= before.steps && after.packs >= before.packs,
            "nothing saved is lost"
        );
        if after.steps == before.steps {
            assert_eq!(after.figures, before.figures, "no edit, no change");
        }
        kept += usize::from(after.steps + after.packs > before.steps + before.packs);
        before = after;
    }
    println!("{killed} kills: every reopening whole; {kept} had been saved before the kill");
}

/// Waits until the write-ahead log holds something, or the program has ended.
fn saving_begins(room: &Path, child: &mut Child) {
    let log = room.join(format!("{FILE}-wal"));
    while std::fs::metadata(&log).map_or(0, |m| m.len()) == 0 {
        if child.try_wait().unwrap().is_some() {
            return;
        }
        std::thread::sleep(Duration::from_micros(50));
    }
}

#[test]
fn killed_at_any_point_a_workspace_is_whole() {
    kills(12, 7);
}

/// `cargo xtask goal kills`.
#[test]
#[ignore = "minutes: cargo xtask goal kills"]
fn two_hundred_kills_leave_a_whole_workspace() {
    kills(200, 11);
}

/// A job as it was recorded: the disk before it, what it asked for, what was held before and after.
struct Recorded {
    disk: Disk,
    events: Vec<Event>,
    before: Held,
    after: Held,
}

fn recorded(room: &Path, job: &[&str]) -> Option<Recorded> {
    let before = held(room).unwrap();
    let disk = Disk::of(room);
    let rest = ["--at", "2026-10-14", "--by", "kim", "--backups", "backups"];
    let events = record(room, BIN, &[job, &rest].concat())?;
    Some(Recorded {
        disk,
        events,
        before,
        after: held(room).unwrap(),
    })
}

/// Cuts a job at chosen points; what went wrong.
fn cuts(room: &Path, job: &Recorded, count: usize, chance: &mut Chance) -> Vec<String> {
    let mut wrong = Vec::new();
    for turn in 0..count {
        // Every fourth cut is after the end: what was acknowledged must be there.
        let at = if turn % 4 == 0 {
            job.events.len()
        } else {
            chance.below(job.events.len())
        };
        let mut disk = job.disk.clone();
        job.events[..at].iter().for_each(|event| disk.play(event));
        let left = tempfile::tempdir().unwrap();
        put(&disk.cut(chance), room, left.path());
        for folder in ["packs", "backups"] {
            std::fs::create_dir_all(left.path().join(folder)).unwrap();
        }
        if let Err(why) = whole(left.path(), job, at == job.events.len()) {
            wrong.push(format!(
                "cut after {at} of {} events: {why}",
                job.events.len()
            ));
        }
    }
    wrong
}

fn whole(room: &Path, job: &Recorded, acknowledged: bool) -> Result<(), String> {
    let found = held(room)?;
    beside(room)?;
    if acknowledged && found != job.after {
        return Err("what was acknowledged is lost".to_owned());
    }
    let between = (job.before.steps..=job.after.steps).contains(&found.steps);
    let known = found.figures == job.before.figures
        || found.figures == job.after.figures
        || found.steps != job.before.steps && found.steps != job.after.steps;
    if between && known {
        Ok(())
    } else {
        Err("neither before nor after".to_owned())
    }
}

fn power_cuts(each: usize) {
    let room = room();
    let mut chance = Chance(5);
    let (mut images, mut without) = (0, Vec::new());
    for job in JOBS {
        let Some(job) = recorded(room.path(), job) else {
            println!("skipped: this machine has no strace, or does not let programs be traced");
            return;
        };
        let wrong = cuts(room.path(), &job, each, &mut chance);
        assert!(wrong.is_empty(), "{wrong:#?}");
        images += each;
        // The self-test: the same with every sync taken out.
        let events = job
            .events
            .iter()
            .filter(|e| !matches!(e, Event::Sync { .. }));
        let unsynced = Recorded {
            events: events.cloned().collect(),
            ..job
        };
        without.extend(cuts(room.path(), &unsynced, each, &mut chance));
    }
    println!(
        "{images} images whole; with the syncs taken out {} of {images} are not",
        without.len()
    );
    assert!(!without.is_empty(), "the images would show a missing sync");
}

#[test]
fn a_power_cut_leaves_a_whole_workspace() {
    power_cuts(4);
}

/// `cargo xtask goal power-cuts`.
#[test]
#[ignore = "a minute: cargo xtask goal power-cuts"]
fn a_hundred_power_cuts_leave_a_whole_workspace() {
    assert!(
        Command::new("strace").arg("--version").output().is_ok(),
        "needs strace"
    );
    power_cuts(20);
}
