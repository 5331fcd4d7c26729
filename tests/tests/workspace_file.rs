//! The workspace file: undo restores the exact figures, also after a restart; issued packs stay as they were.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use chrono::NaiveDate;
use holdfast_workspace::import::mapping::{Confidence, Field};
use holdfast_workspace::import::{DecisionEntry, Limits};
use holdfast_workspace::pack::PackOptions;
use holdfast_workspace::store::{
    Door, Edit, ImportFiles, IssueOptions, Kind, Moment, Rename, Store, compute,
};
use holdfast_workspace::{Format, Unwatched, json, negotiations_json};
use std::path::{Path, PathBuf};

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

struct Room {
    folder: tempfile::TempDir,
    minute: u32,
}

impl Room {
    fn new() -> Room {
        Room {
            folder: tempfile::tempdir().unwrap(),
            minute: 0,
        }
    }
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }
    fn door(&self) -> Door {
        Door {
            backups: Some(self.path("backups")),
            author: "kim".into(),
        }
    }
    fn now(&mut self) -> Moment {
        self.minute += 1;
        NaiveDate::from_ymd_opt(2026, 10, 14)
            .unwrap()
            .and_hms_opt(9, self.minute, 0)
            .unwrap()
    }
    fn create(&mut self) -> Store {
        let at = self.now();
        Store::create(&self.path("Alder.holdfast"), &self.door(), at).unwrap()
    }
    fn open(&self) -> Store {
        Store::open(&self.path("Alder.holdfast"), &self.door()).unwrap()
    }
    fn import(&mut self, store: &mut Store, files: &[&Path]) {
        let at = self.now();
        store.import(&files_of(files), at, &Unwatched).unwrap();
    }
    fn edit(
        &mut self,
        store: &mut Store,
        kind: Kind,
        change: impl FnOnce(&mut holdfast_workspace::store::State),
    ) {
        let mut state = store.state().clone();
        change(&mut state);
        let edit = Edit::new(kind, format!("{kind:?}"), self.now()).because("a test");
        store.edit(&edit, &state).unwrap();
    }
}

fn files_of(files: &[&Path]) -> ImportFiles {
    ImportFiles {
        limits: Limits {
            worker: Some(BIN.into()),
            ..Limits::default()
        },
        ..ImportFiles::new(files.iter().map(|p| p.to_path_buf()))
    }
}

/// Every figure the command line prints of a workspace.
fn figures(store: &Store) -> String {
    let project = store.project(&Unwatched).unwrap();
    let outcomes = project
        .negotiations
        .as_ref()
        .map(negotiations_json::negotiations_json);
    format!("{:#} {outcomes:?}", json::metrics(&project))
}

const LEDGER: &str = "customer,period,ARR,tier,fee
Alder,2025-01-31,100,SMB,1
Alder,2025-02-28,90,SMB,1
Alder,2025-03-31,90,SMB,1
Alder Inc,2025-03-31,15,SMB,1
Birch,2025-01-31,200,Mid,2
Birch,2025-02-28,210,Mid,2
Birch,2025-03-31,-5,Mid,2
Cedar,2025-01-31,50,SMB,3
Cedar,2025-02-28,50,SMB,3
Cedar,2025-03-31,40,SMB,3
";

const LOG: &str = "Request,Customer,Requested On,ARR Before,ARR Asked,Resolved On,ARR After,Owner
R1,Alder,2025-01-20,100,80,2025-02-15,90,Kim
R2,Cedar,2025-03-01,50,30,2025-03-20,40,Kim
";

/// Shows line 4 of issue 7.
#[test]
fn undo_restores_the_exact_figures_also_after_a_restart() {
    let mut room = Room::new();
    let (ledger, log) = (room.write("arr.csv", LEDGER), room.write("log.csv", LOG));
    let later = room.write(
        "arr-q2.csv",
        &format!("{LEDGER}Dogwood,2025-04-30,70,Mid,4\n"),
    );
    let mut store = room.create();
    room.import(&mut store, &[&ledger, &log]);
    let mut former = vec![figures(&store)];
    room.import(&mut store, &[&later]);
    former.push(figures(&store));
    room.edit(&mut store, Kind::Decision, |s| {
        s.decide(DecisionEntry {
            code: "negative-balance".into(),
            repair: "hold-at-zero".into(),
            ..DecisionEntry::default()
        });
    });
    former.push(figures(&store));
    room.edit(&mut store, Kind::Merge, |s| {
        s.renames.push(Rename {
            from: "Alder Inc".into(),
            to: "Alder".into(),
            effective: None,
            reason: "one customer".into(),
        });
    });
    former.push(figures(&store));
    let mut mapping = store.project(&Unwatched).unwrap().imported.mapping;
    room.edit(&mut store, Kind::Mapping, |s| {
        let columns = mapping.sources.iter_mut().flat_map(|m| &mut m.columns);
        for column in columns.filter(|c| c.caption == "ARR") {
            column.field = Field::Ignore;
        }
        for column in mapping.sources.iter_mut().flat_map(|m| &mut m.columns) {
            if column.caption == "fee" {
                (column.field, column.confidence) = (Field::Amount, Confidence::Sure);
            }
        }
        s.mapping = Some(mapping);
    });
    former.push(figures(&store));
    let requests = store.project(&Unwatched).unwrap().imported.requests;
    room.edit(&mut store, Kind::Negotiation, |s| {
        let mut requests = requests.unwrap();
        requests.requests[1].arr_after = Some(45.into());
        s.requests = Some(requests);
    });
    former.push(figures(&store));
    for pair in former.windows(2) {
        assert_ne!(pair[0], pair[1], "each edit moves a figure");
    }
    // Back and forth, closing the file every time.
    drop(store);
    for expected in former.iter().rev().skip(1) {
        let mut store = room.open();
        assert!(store.undo(room.now()).unwrap().is_some());
        drop(store);
        assert_eq!(figures(&room.open()), *expected);
    }
    for expected in former.iter().skip(1) {
        let mut store = room.open();
        assert!(store.redo(room.now()).unwrap().is_some());
        assert_eq!(figures(&store), *expected);
    }
    let history = room.open().history().unwrap();
    assert_eq!(history.len(), 7 + 5 + 5);
    assert_eq!(history[8].move_, "undo");
    assert_eq!(history[6].about.reason, "a test");
}

#[test]
fn figures_need_no_original_and_a_changed_file_is_noticed() {
    let mut room = Room::new();
    let ledger = room.write("arr.csv", LEDGER);
    let mut store = room.create();
    room.import(&mut store, &[&ledger]);
    let before = figures(&store);
    let on_disk = |store: &Store| store.files_on_disk()[0].1;
    assert_eq!(on_disk(&store), holdfast_workspace::store::OnDisk::Same);
    std::fs::write(&ledger, LEDGER.replace("100", "101")).unwrap();
    assert_eq!(on_disk(&store), holdfast_workspace::store::OnDisk::Changed);
    std::fs::remove_file(&ledger).unwrap();
    assert_eq!(on_disk(&store), holdfast_workspace::store::OnDisk::Missing);
    drop(store);
    assert_eq!(figures(&room.open()), before);
}

#[test]
fn next_quarter_starts_from_this_one() {
    let mut room = Room::new();
    let first = room.write("arr-q1.csv", LEDGER);
    let mut store = room.create();
    room.import(&mut store, &[&first]);
    room.edit(&mut store, Kind::Basis, |s| {
        s.basis.min_n = 2;
        s.basis.as_of = holdfast_ledger::Close::new(2025, 3);
        s.pack
            .messages
            .insert("summary".into(), "Mind the gap.".into());
    });
    let second = room.write(
        "arr-q2.csv",
        &format!("{LEDGER}Alder,2025-04-30,80,SMB,1\n"),
    );
    let outcome = store
        .import(&files_of(&[&second]), room.now(), &Unwatched)
        .unwrap();
    assert_eq!(
        (outcome.came, outcome.replaced),
        (vec!["arr-q2.csv".to_owned()], vec!["arr-q1.csv".to_owned()])
    );
    let state = store.state();
    assert_eq!(
        (state.basis.min_n, state.basis.as_of),
        (2, None),
        "the as-of close moves on"
    );
    assert_eq!(state.pack.messages["summary"], "Mind the gap.");
    let report = outcome.project.report.unwrap();
    assert_eq!(report.as_of.to_string(), "2025-04");
}

#[test]
fn a_second_window_reads_and_does_not_write() {
    let mut room = Room::new();
    let ledger = room.write("arr.csv", LEDGER);
    let mut first = room.create();
    room.import(&mut first, &[&ledger]);
    let mut second = room.open();
    assert_eq!(figures(&second), figures(&first));
    let refused = second.undo(room.now()).unwrap_err();
    assert_eq!(refused.finding.code, "workspace-read-only");
    drop(first);
    drop(second);
    assert!(room.open().undo(room.now()).unwrap().is_some());
}

fn issue(room: &mut Room, store: &mut Store) -> holdfast_workspace::store::IssuedPack {
    let project = store.project(&Unwatched).unwrap();
    let options = IssueOptions {
        pack: PackOptions {
            draft: true,
            ..store.state().pack.options()
        },
        formats: vec![Format::Pdf, Format::Xlsx],
        note: "for the board".into(),
    };
    let at = room.now();
    store.issue(&project, &options, at, &Unwatched).unwrap()
}

#[test]
fn an_issued_pack_stays_as_it_was_reported() {
    let mut room = Room::new();
    let ledger = room.write("arr.csv", LEDGER);
    let mut store = room.create();
    room.import(&mut store, &[&ledger]);
    let project = store.project(&Unwatched).unwrap();
    let pack = issue(&mut room, &mut store);
    let written = store
        .export_issued(pack.id, &room.path("one"), false)
        .unwrap();
    room.edit(&mut store, Kind::Basis, |s| {
        s.basis.company = "Other".into();
    });
    drop(store);
    let store = room.open();
    assert_eq!(store.issued().unwrap(), std::slice::from_ref(&pack));
    let again = store
        .export_issued(pack.id, &room.path("two"), false)
        .unwrap();
    assert_eq!(written.len(), 2);
    for (one, two) in written.iter().zip(&again) {
        assert_eq!(std::fs::read(one).unwrap(), std::fs::read(two).unwrap());
    }
    let frozen = store.frozen(pack.id).unwrap();
    assert_eq!(frozen.figures, json::metrics(&project));
    let (_, report) = project.ledger_and_report().unwrap();
    let recomputed = holdfast_metrics::compute(&frozen.ledger, &frozen.basis).unwrap();
    assert_eq!(recomputed, *report);
    assert_eq!(frozen.mapping.to_toml(), project.imported.mapping.to_toml());
    let old = store.state_at(pack.revision).unwrap();
    let reopened = compute(store.books(&old).unwrap(), &old, &Unwatched).unwrap();
    assert_eq!(json::metrics(&reopened), frozen.figures);
    assert!(
        store.last_issued().unwrap().is_none(),
        "a draft was not reported"
    );
}

#[test]
fn a_damaged_file_is_reported_and_its_backup_offered() {
    let mut room = Room::new();
    let ledger = room.write("arr.csv", LEDGER);
    let mut store = room.create();
    room.import(&mut store, &[&ledger]);
    let later = room.write(
        "arr-q2.csv",
        &format!("{LEDGER}Alder,2025-04-30,80,SMB,1\n"),
    );
    let expected = figures(&store);
    room.import(&mut store, &[&later]);
    drop(store);
    let path = room.path("Alder.holdfast");
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let failure = Store::open(&path, &room.door()).unwrap_err();
    assert_eq!(failure.finding.code, "workspace-damaged", "{failure}");
    let backup =
        holdfast_workspace::store::backup::newest_good(&room.path("backups"), &path).unwrap();
    assert!(
        failure.finding.hint.contains(backup.to_str().unwrap()),
        "{failure}"
    );
    let restored = room.path("Restored.holdfast");
    holdfast_workspace::store::backup::restore(&backup, &restored).unwrap();
    let store = Store::open(&restored, &room.door()).unwrap();
    assert_eq!(
        figures(&store),
        expected,
        "as it was before the last import"
    );
}

/// Wherever bytes are changed, the figures are those saved, or the file is refused with a sentence.
#[test]
fn changed_bytes_never_change_a_figure_in_silence() {
    let mut room = Room::new();
    let ledger = room.write("arr.csv", LEDGER);
    let mut store = room.create();
    room.import(&mut store, &[&ledger]);
    let expected = figures(&store);
    drop(store);
    let whole = std::fs::read(room.path("Alder.holdfast")).unwrap();
    let filled: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] != 0).collect();
    let door = Door::default();
    let mut refused = 0;
    for turn in 0..150_usize {
        let mut bytes = whole.clone();
        let at = filled[turn * 7919 % filled.len()];
        for byte in bytes.iter_mut().skip(at).take(1 + turn % 9) {
            *byte = byte.wrapping_add(1 + (turn % 200) as u8);
        }
        let path = room.path("Changed.holdfast");
        std::fs::write(&path, bytes).unwrap();
        let computed = Store::open(&path, &door).and_then(|store| {
            store.history()?;
            Ok(format!("{:#}", json::metrics(&store.project(&Unwatched)?)))
        });
        match computed {
            Ok(found) => assert!(expected.starts_with(&found), "bytes at {at}"),
            Err(_) => refused += 1,
        }
        for name in ["Changed.holdfast-wal", "Changed.holdfast-shm"] {
            let _ = std::fs::remove_file(room.path(name));
        }
    }
    assert!(refused > 40, "what is written is checked: {refused}");
}

#[test]
fn the_last_ten_backups_are_kept_and_a_copy_is_whole() {
    let mut room = Room::new();
    let mut store = room.create();
    for turn in 0..13 {
        let file = room.write("arr.csv", &format!("{LEDGER}Elm,2025-03-31,{turn},SMB,1\n"));
        room.import(&mut store, &[&file]);
    }
    let path = room.path("Alder.holdfast");
    let backups = holdfast_workspace::store::backup::list(&room.path("backups"), &path);
    assert_eq!(backups.len(), 10);
    let copy = room.path("Copy.holdfast");
    store.save_copy(&copy).unwrap();
    let refused = store.save_copy(&copy).unwrap_err();
    assert_eq!(refused.finding.code, "file-exists");
    let copied = Store::open(&copy, &room.door()).unwrap();
    assert_eq!(figures(&copied), figures(&store));
    assert_eq!(copied.history().unwrap(), store.history().unwrap());
}

#[test]
fn triggers_fire_once() {
    let mut room = Room::new();
    let log = "Request,Customer,Requested On,ARR Before,Resolved On,ARR After,Trigger 1 Kind,Trigger 1 Condition,Trigger 1 Set On
R1,Alder,2025-01-20,100,2025-02-15,90,other,ARR >= 95,2025-02-15
";
    let (ledger, log) = (room.write("arr.csv", LEDGER), room.write("log.csv", log));
    let mut store = room.create();
    let at = room.now();
    let first = store
        .import(&files_of(&[&ledger, &log]), at, &Unwatched)
        .unwrap();
    assert_eq!(first.fired, []);
    let grown = room.write(
        "arr-q2.csv",
        &format!("{LEDGER}Alder,2025-04-30,120,SMB,1\n"),
    );
    let at = room.now();
    let second = store.import(&files_of(&[&grown]), at, &Unwatched).unwrap();
    assert_eq!(second.fired.len(), 1, "{:?}", second.fired);
    assert_eq!(
        (
            second.fired[0].request.as_str(),
            second.fired[0].by.as_str()
        ),
        ("R1", "condition")
    );
    let more = room.write(
        "arr-q3.csv",
        &format!("{LEDGER}Alder,2025-04-30,120,SMB,1\nAlder,2025-05-31,130,SMB,1\n"),
    );
    let at = room.now();
    let third = store.import(&files_of(&[&more]), at, &Unwatched).unwrap();
    assert_eq!(third.fired, [], "it has fired");
    assert_eq!(room.open().fired().len(), 1);
}
