//! Columns chosen in one project are found again in the next by their captions (app, section 5): asked for on
//! the command line, never in silence.
#![allow(missing_docs, clippy::unwrap_used)]

use holdfast_tests::Run;
use holdfast_workspace::import::mapping::Mapping;
use holdfast_workspace::import::{ImportOptions, Limits, mapping_at};
use holdfast_workspace::metrics::Basis;
use holdfast_workspace::profiles::{Profiles, in_force};
use holdfast_workspace::{Project, Unwatched, project};
use std::path::PathBuf;
use std::process::Command;

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

/// Nobody would guess that the seats are the customers.
const SEATS: &str =
    "Seat,Month,Value\n1,2025-12-31,500\n2,2025-12-31,100\n1,2026-03-31,400\n2,2026-03-31,150\n";
/// Another company's, with one customer more.
const OTHER: &str = "Seat,Month,Value\n7,2025-12-31,900\n8,2025-12-31,200\n9,2025-12-31,50\n7,2026-03-31,700\n8,2026-03-31,200\n";
/// The captions stand in a row where nobody would look for them.
const TWICE: &str = "Customer ID,Close,ARR\nold,2025-12-31,1\nCustomer,Date,Amount\nAlder,2025-12-31,500\nAlder,2026-03-31,400\n";

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn remembered(&self) -> PathBuf {
        self.0
            .path()
            .join("config/com.holdfast.desktop/mappings.json")
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(BIN);
        command.args(arguments).current_dir(self.0.path());
        command.env("XDG_CONFIG_HOME", self.0.path().join("config"));
        command.env("XDG_DATA_HOME", self.0.path().join("data"));
        let out = command.output().unwrap();
        Run {
            code: out.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&out.stdout).into_owned(),
            err: String::from_utf8_lossy(&out.stderr).into_owned(),
        }
    }

    fn project(&self, name: &str, text: &str, mapping: Option<Mapping>) -> Project {
        let path = self.write(name, text);
        let limits = Limits {
            worker: Some(BIN.into()),
            ..Limits::default()
        };
        let book = holdfast_workspace::import::read(&path, &limits, &Unwatched).unwrap();
        let options = ImportOptions {
            mapping,
            ..ImportOptions::default()
        };
        project::compute(vec![book], &options, Basis::default(), &Unwatched).unwrap()
    }

    /// What a user does on Map: the first column is the customer.
    fn seats(&self) -> (Project, Project) {
        let before = self.project("seats.csv", SEATS, None);
        let mut source = before.imported.unread.first().unwrap().clone();
        assert!(source.assign(0, "customer-id"));
        let mapping = Mapping {
            sources: vec![source],
        };
        let after = self.project("seats.csv", SEATS, Some(mapping));
        assert!(after.report.is_some());
        (before, after)
    }

    /// The same, remembered.
    fn learnt(&self) -> Profiles {
        let (before, after) = self.seats();
        let mut profiles = Profiles::default();
        profiles.learn(&before, &after);
        profiles.save(&self.remembered()).unwrap();
        profiles
    }
}

#[test]
fn a_new_project_reads_the_same_captions_as_the_last_one() {
    let desk = Desk::new();
    let profiles = desk.learnt();
    let fresh = desk.project("other.csv", OTHER, None);
    assert!(fresh.report.is_none());
    let mapping = profiles.applied(&fresh).unwrap();
    let read = desk.project("other.csv", OTHER, Some(mapping));
    assert_eq!(read.imported.ledger.as_ref().unwrap().customers().len(), 3);
    let said = &read.imported.evidence.answers;
    assert!(
        said.iter().any(|a| a.reading.contains("same captions")),
        "{said:?}"
    );
    // What a project has mapped itself wins.
    assert!(profiles.applied(&read).is_none());
    // Other captions are nobody's business.
    let plain = desk.project("plain.csv", "Customer,Date,ARR\nA,2025-12-31,5\n", None);
    assert!(profiles.applied(&plain).is_none());
}

/// Figures, dates and customers stay where they are: the file knows captions, by one which was chosen.
#[test]
fn no_cell_is_remembered() {
    let desk = Desk::new();
    desk.learnt();
    let text = std::fs::read_to_string(desk.remembered()).unwrap();
    assert!(text.contains("\"Seat\"") && text.contains("seats.csv"));
    for cell in ["500", "400", "2025", "Value"] {
        assert!(!text.contains(cell), "{cell}: {text}");
    }
}

#[test]
fn moved_captions_are_found_where_they_stand() {
    let desk = Desk::new();
    let before = desk.project("twice.csv", TWICE, None);
    let table = &before.books[0].tables[0];
    let moved = |row| {
        let sources = vec![mapping_at(table, row, &before.options).unwrap()];
        desk.project("twice.csv", TWICE, Some(Mapping { sources }))
    };
    let (passed, there) = (moved(2), moved(3));
    let mut profiles = Profiles::default();
    profiles.learn(&before, &passed);
    profiles.learn(&passed, &there);
    profiles.save(&desk.remembered()).unwrap();
    let text = std::fs::read_to_string(desk.remembered()).unwrap();
    assert!(
        !text.contains("old"),
        "a row of data passed on the way: {text}"
    );
    let longer = format!("Prepared by,Finance,today\n{TWICE}");
    let next = desk.project("next.csv", &longer, None);
    let mapping = profiles.applied(&next).unwrap();
    let read = desk.project("next.csv", &longer, Some(mapping));
    let rows: Vec<u32> = in_force(&read).map(|s| s.header_row).collect();
    assert_eq!(rows, [4]);
}

#[test]
fn what_is_taken_back_is_forgotten() {
    let desk = Desk::new();
    let mut profiles = desk.learnt();
    let fresh = desk.project("other.csv", OTHER, None);
    let mapping = profiles.applied(&fresh).unwrap();
    let read = desk.project("other.csv", OTHER, Some(mapping));
    profiles.learn(&read, &fresh);
    assert!(profiles.applied(&fresh).is_none());
}

/// On the command line only where it is asked for, and then it says so.
#[test]
fn the_command_line_remembers_when_asked() {
    let desk = Desk::new();
    desk.learnt();
    desk.write("other.csv", OTHER);
    let plain = desk.run(&["check", "other.csv", "--amounts", "arr"]);
    assert_eq!(plain.code, 2, "{}", plain.out);
    let asked = desk.run(&["check", "other.csv", "--amounts", "arr", "--remembered"]);
    assert!(asked.code < 2, "{}{}", asked.out, asked.err);
    assert!(
        asked
            .out
            .contains("as was chosen for an earlier file with the same captions"),
        "{}",
        asked.out
    );
    let printed = desk.run(&["mapping", "other.csv", "--remembered"]);
    assert!(printed.out.contains("remembered = true"), "{}", printed.out);
    // What it prints is a mapping like any other.
    desk.write("mapping.toml", &printed.out);
    let given = ["metrics", "other.csv", "--amounts", "arr", "--json"];
    let by_file = desk.run(&[&given[..], &["--mapping", "mapping.toml"]].concat());
    let by_memory = desk.run(&[&given[..], &["--remembered"]].concat());
    assert_eq!(by_file.json()["periods"], by_memory.json()["periods"]);
}

#[test]
fn a_workspace_begins_with_what_is_remembered_and_undo_takes_it_back() {
    let desk = Desk::new();
    desk.learnt();
    desk.write("other.csv", OTHER);
    let refused = desk.run(&["workspace", "new", "A.holdfast", "other.csv"]);
    assert_eq!(refused.code, 2, "{}", refused.out);
    let began = desk.run(&[
        "workspace",
        "new",
        "B.holdfast",
        "other.csv",
        "--remembered",
    ]);
    assert!(began.code < 2, "{}{}", began.out, began.err);
    assert!(
        began
            .out
            .contains("Columns of other.csv read as was chosen"),
        "{}",
        began.out
    );
    let history = desk.run(&["workspace", "history", "B.holdfast", "--csv"]);
    assert!(
        history.out.contains("Remembered mapping"),
        "{}",
        history.out
    );
    desk.run(&["workspace", "undo", "B.holdfast"]);
    let status = desk.run(&["workspace", "status", "B.holdfast"]);
    assert!(status.out.contains("other.csv"), "{}", status.out);
    assert_eq!(desk.run(&["metrics", "B.holdfast"]).code, 2);
}

/// A damaged file stops nobody who didn't ask for it, and says what to do to who did.
#[test]
fn a_damaged_file_is_told_only_where_it_is_asked_for() {
    let desk = Desk::new();
    desk.learnt();
    std::fs::write(desk.remembered(), "{").unwrap();
    desk.write(
        "plain.csv",
        "Customer,Date,ARR\nA,2025-12-31,5\nA,2026-03-31,4\n",
    );
    assert!(desk.run(&["metrics", "plain.csv"]).code < 2);
    let asked = desk.run(&["metrics", "plain.csv", "--remembered"]);
    assert_eq!(asked.code, 2);
    assert!(asked.err.contains("remembered-unreadable"), "{}", asked.err);
    std::fs::remove_file(desk.remembered()).unwrap();
    assert!(desk.run(&["metrics", "plain.csv", "--remembered"]).code < 2);
}
