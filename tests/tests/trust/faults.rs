//! Every request of the command line to the disk failed by the system itself (goal 5): `strace` makes a call which
//! touches the files in question fail, once a thread, with disk full, input/output error and access denied. What was
//! there stays whole, and the failure is said. `cargo xtask goal faults` fails every call of every kind.
#![cfg(target_os = "linux")]

use crate::{BIN, files, ledger, write};
use holdfast_workspace::Unwatched;
use holdfast_workspace::store::{Door, Store};
use std::path::Path;
use std::process::{Command, Output};

const ERRORS: [&str; 3] = ["ENOSPC", "EIO", "EACCES"];

/// Calls by which files are written, and the most occurrences in a thread which are failed one by one.
const CALLS: [(&str, usize); 6] = [
    ("write", 3),
    ("fsync", 8),
    ("rename", 4),
    ("linkat", 2),
    ("openat", 9),
    ("pwrite64", 12),
];

/// A command, the files it may touch, and how what they hold is told apart.
struct Job<'a> {
    folder: &'a Path,
    arguments: &'a [&'a str],
    paths: &'a [&'a str],
}

impl Job<'_> {
    fn run(&self, fault: Option<(&str, usize, &str)>) -> Output {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-o", "/dev/null"]);
        for path in self.paths {
            // As the command line names it, and as the system does.
            strace.args(["-P", path, "-P"]).arg(self.folder.join(path));
        }
        match fault {
            Some((call, n, error)) => {
                strace.args(["-e", &format!("inject={call}:error={error}:when={n}")])
            }
            None => strace.args(["-e", "trace=none"]),
        };
        strace
            .arg(BIN)
            .args(self.arguments)
            .current_dir(self.folder)
            .output()
            .unwrap()
    }

    /// Whether this machine lets programs be traced; CI's must.
    fn can(&self) -> bool {
        let can = Command::new("strace")
            .args(["-o", "/dev/null", "true"])
            .output();
        let can = can.is_ok_and(|out| out.status.success());
        if !can {
            println!("skipped: this machine has no strace, or does not let programs be traced");
        }
        can
    }
}

/// Fails calls one by one; `kept` judges what is left. The number of faults which stopped the command.
fn fail(job: &Job<'_>, whole: bool, mut kept: impl FnMut(&str, bool)) -> usize {
    let mut stopped = 0;
    for (call, most) in CALLS {
        for n in 1..=(if whole { most } else { most.min(2) }) {
            for (i, error) in ERRORS.into_iter().enumerate() {
                if !whole && i != n % ERRORS.len() {
                    continue;
                }
                let what = format!("{call} {n} {error}");
                let out = job.run(Some((call, n, error)));
                let said = String::from_utf8_lossy(&out.stderr);
                assert!(!said.contains("panicked"), "{what}: {said}");
                let done = out.status.code().is_some_and(|code| code < 2);
                // One sentence says that nothing was written, why, and what to do.
                assert!(
                    done || said.contains("error[") && said.contains('→'),
                    "{what}: {said}"
                );
                stopped += usize::from(!done);
                kept(&what, done);
            }
        }
    }
    stopped
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|i| format!("Customer {i}")).collect()
}

fn exports(whole: bool) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    write(&folder, "one.csv", &ledger(&names(12)));
    write(&folder, "two.csv", &ledger(&names(13)));
    let stem = "Retention_Q4-2025";
    let arguments = |source: &'static str| {
        [
            "pack",
            source,
            "--amounts",
            "arr",
            "--draft",
            "--overwrite",
            "--out",
            "out",
        ]
    };
    let pack = |source: &'static str| {
        Command::new(BIN)
            .args(arguments(source))
            .current_dir(&folder)
            .output()
            .unwrap()
    };
    assert!(pack("two.csv").status.success());
    let new = files(&folder.join("out"));
    assert_eq!(
        new.keys().collect::<Vec<_>>(),
        [&format!("{stem}.pdf"), &format!("{stem}.xlsx")]
    );
    assert!(pack("one.csv").status.success());
    let old = files(&folder.join("out"));
    let own = ["pdf", "xlsx"].map(|end| format!("out/.holdfast-{stem}.{end}.tmp"));
    let job = Job {
        folder: &folder,
        arguments: &arguments("two.csv"),
        paths: &[
            "out",
            &own[0],
            &own[1],
            "out/.holdfast-journal.tmp",
            "out/.holdfast-export.journal",
            &format!("out/{stem}.pdf"),
            &format!("out/{stem}.xlsx"),
        ],
    };
    if !job.can() {
        return;
    }
    let stopped = fail(&job, whole, |what, done| {
        let mut found = files(&folder.join("out"));
        // What could not be tidied up is hidden, and the next export removes it.
        found.retain(|name, _| !name.starts_with(".holdfast-"));
        let wanted = if done { &new } else { &old };
        assert!(found == *wanted, "{what}: {done}, {:?}", found.keys());
        assert!(pack("one.csv").status.success(), "{what}");
        assert_eq!(files(&folder.join("out")).len(), 2, "{what}");
    });
    println!("an export: {stopped} faults stopped it, the old pair stayed every time");
    assert!(stopped >= if whole { 30 } else { 6 }, "{stopped}");
}

#[test]
fn a_failing_disk_leaves_the_old_pack() {
    exports(false);
}

fn side_files(whole: bool) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    write(
        &folder,
        "arr.csv",
        &format!("{}Nobody,2025-12-31,lots,T0\n", ledger(&names(3))),
    );
    let path = write(&folder, "rejected.csv", "what was there");
    let job = Job {
        folder: &folder,
        arguments: &[
            "check",
            "arr.csv",
            "--amounts",
            "arr",
            "--rejected",
            "rejected.csv",
            "--overwrite",
        ],
        paths: &[
            "rejected.csv",
            ".holdfast-rejected.csv.tmp",
            ".holdfast-journal.tmp",
            ".holdfast-export.journal",
        ],
    };
    if !job.can() {
        return;
    }
    let stopped = fail(&job, whole, |what, done| {
        let found = std::fs::read_to_string(&path).unwrap();
        assert_eq!(found.contains("lots"), done, "{what}: {found}");
        assert_eq!(found == "what was there", !done, "{what}: {found}");
        assert_eq!(
            files(&folder).len(),
            2,
            "{what}: {:?}",
            files(&folder).keys()
        );
        write(&folder, "rejected.csv", "what was there");
    });
    println!("a side file: {stopped} faults stopped it, the old one stayed every time");
    assert!(stopped >= if whole { 15 } else { 4 }, "{stopped}");
}

#[test]
fn a_failing_disk_leaves_the_old_side_file() {
    side_files(false);
}

/// What a workspace holds: its steps, and the company it names.
fn held(path: &Path) -> (usize, String) {
    let store = Store::open(path, &Door::default()).unwrap();
    store.verify().unwrap();
    store.project(&Unwatched).unwrap();
    (
        store.history().unwrap().len(),
        store.state().basis.company.clone(),
    )
}

fn saves(whole: bool) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    write(&folder, "one.csv", &ledger(&names(12)));
    let made = Command::new(BIN)
        .args([
            "workspace",
            "new",
            "A.holdfast",
            "one.csv",
            "--at",
            "2026-10-14",
            "--backups",
            "backups",
        ])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(made.status.code() < Some(2), "{made:?}");
    let path = folder.join("A.holdfast");
    let fresh = std::fs::read(&path).unwrap();
    let before = held(&path);
    let job = Job {
        folder: &folder,
        arguments: &[
            "workspace",
            "set",
            "A.holdfast",
            "--company",
            "Alder",
            "--at",
            "2026-10-14",
            "--backups",
            "backups",
        ],
        paths: &[
            "A.holdfast",
            "A.holdfast-wal",
            "A.holdfast-shm",
            "A.holdfast-journal",
            ".",
        ],
    };
    if !job.can() {
        return;
    }
    let stopped = fail(&job, whole, |what, done| {
        let after = held(&path);
        let saved = (before.0 + 1, "Alder".to_owned());
        // A commit whose sync fails may be there all the same: it is whole, and the failure was said.
        assert!(
            after == saved || !done && after == before,
            "{what}: {done}, {after:?}"
        );
        for end in ["", "-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(folder.join(format!("A.holdfast{end}")));
        }
        std::fs::write(&path, &fresh).unwrap();
    });
    println!("a save: {stopped} faults stopped it, the workspace was whole every time");
    assert!(stopped >= if whole { 15 } else { 3 }, "{stopped}");
}

#[test]
fn a_failing_disk_leaves_a_whole_workspace() {
    saves(false);
}

/// `cargo xtask goal faults`.
#[test]
#[ignore = "minutes: cargo xtask goal faults"]
fn every_call_to_the_disk_may_fail() {
    exports(true);
    side_files(true);
    saves(true);
}

/// A disk that is really full: a file system in memory of a few pages, in a namespace of its own.
#[test]
fn a_full_disk_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "one.csv", &ledger(&names(12)));
    let script = format!(
        "mkdir small && mount -t tmpfs -o size=64k tmpfs small && echo old > small/Retention_Q4-2025.pdf \
         && echo old > small/rejected.csv && {{ dd if=/dev/zero of=small/fill bs=4k 2>/dev/null; \
         '{BIN}' pack one.csv --amounts arr --draft --overwrite --out small; echo \"code $?\"; \
         '{BIN}' check one.csv --amounts arr --rejected small/rejected.csv --overwrite >/dev/null; echo \"code $?\"; \
         '{BIN}' workspace new small/A.holdfast one.csv --at 2026-10-14 --backups small/b >/dev/null; echo \"code $?\"; \
         cat small/Retention_Q4-2025.pdf small/rejected.csv; ls -A small; }}"
    );
    let out = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", &script])
        .current_dir(folder.path())
        .output();
    let Ok(out) = out else {
        println!("skipped: this machine has no unshare");
        return;
    };
    let (said, told) = (
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr),
    );
    if !said.contains("code") {
        println!("skipped: no file system can be mounted here: {told}");
        return;
    }
    assert_eq!(said.matches("code 2").count(), 3, "{said}\n{told}");
    assert_eq!(
        told.matches("error[disk-full]").count(),
        3,
        "{said}\n{told}"
    );
    assert!(said.contains("old\nold\n"), "{said}");
    let left: Vec<&str> = said
        .lines()
        .skip_while(|line| *line != "old")
        .skip(2)
        .collect();
    let unfinished = left
        .iter()
        .any(|name| name.starts_with(".holdfast-") || *name == "A.holdfast");
    assert!(!unfinished, "{said}");
}
