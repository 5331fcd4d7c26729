//! Workspace files of earlier and later versions: an older one is backed up and brought forward with everything it
//! holds, a newer one is left alone (issue 7, shows line 3).
#![allow(missing_docs, clippy::unwrap_used)]

use chrono::NaiveDate;
use holdfast_ledger::Decimal;
use holdfast_metrics::restatement::Kept;
use holdfast_tests::{by, decimal};
use holdfast_workspace::store::{Door, IssueOptions, Moment, SCHEMA_VERSION, Store, backup};
use holdfast_workspace::{Format, Unwatched, json};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// A copy of a file as an earlier version wrote it.
struct Former(tempfile::TempDir);

impl Former {
    fn of(name: &str) -> Former {
        let former = Former(tempfile::tempdir().unwrap());
        std::fs::copy(fixture(name), former.path()).unwrap();
        former
    }
    fn path(&self) -> PathBuf {
        self.0.path().join("Alder.holdfast")
    }
    fn door(&self) -> Door {
        Door {
            backups: Some(self.0.path().join("backups")),
            author: "kim".into(),
        }
    }
    fn open(&self) -> Store {
        Store::open(&self.path(), &self.door()).unwrap()
    }
    fn sql(&self, sql: &str) -> Vec<String> {
        lines(&Connection::open(self.path()).unwrap(), sql)
    }
    /// It was backed up as it was, and is of the newest version now.
    fn came_from(&self, version: i64) {
        let backups = backup::list(&self.0.path().join("backups"), &self.path());
        assert_eq!(backups.len(), 1, "before migrating");
        assert_eq!(version_of(&backups[0]), version);
        assert_eq!(
            version_of(&self.path()),
            i64::try_from(SCHEMA_VERSION).unwrap()
        );
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
}

fn version_of(path: &Path) -> i64 {
    let connection = Connection::open(path).unwrap();
    connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap()
}

/// The rows of a query, each as one text.
fn lines(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let row = statement.query_map([], |row| {
        let cell = |column| row.get::<_, rusqlite::types::Value>(column);
        let cells: Result<Vec<_>, _> = (0..columns).map(cell).collect();
        Ok(format!("{:?}", cells?))
    });
    row.unwrap().map(Result::unwrap).collect()
}

fn moment(minute: u32) -> Moment {
    let day = NaiveDate::from_ymd_opt(2026, 10, 14).unwrap();
    day.and_hms_opt(9, minute, 0).unwrap()
}

/// What the file of version 1 holds, however it came to this version.
fn holds_what_version_1_wrote(store: &Store) {
    let former = std::fs::read_to_string(fixture("workspace-v1.metrics.json")).unwrap();
    let former: serde_json::Value = serde_json::from_str(&former).unwrap();
    let now = json::metrics(&store.project(&Unwatched).unwrap());
    for part in ["basis", "closes", "cohorts"] {
        assert_eq!(now[part], former[part], "the figures of that version");
    }
    let history = store.history().unwrap();
    assert_eq!((history.len(), history[5].move_.as_str()), (8, "undo"));
    assert_eq!(store.issued_files(1).unwrap().len(), 5);
    assert_eq!(store.frozen(1).unwrap().ledger.customers().len(), 3);
    assert!(store.frozen(1).unwrap().kept.is_none());
}

#[test]
fn a_file_of_version_1_is_backed_up_and_migrated() {
    let former = Former::of("workspace-v1.holdfast");
    holds_what_version_1_wrote(&former.open());
    former.came_from(1);
}

#[test]
fn a_file_of_version_2_is_backed_up_and_migrated() {
    let former = Former::of("workspace-v1.holdfast");
    let connection = Connection::open(former.path()).unwrap();
    let second = include_str!("../../src-tauri/crates/workspace/src/store/schema/002.sql");
    connection.execute_batch(second).unwrap();
    connection.pragma_update(None, "user_version", 2).unwrap();
    drop(connection);
    holds_what_version_1_wrote(&former.open());
    former.came_from(2);
}

/// The tables of a ledger, and their columns beside the owner's.
const TABLES: [(&str, &str); 6] = [
    ("close", "number, close, partial"),
    ("customer", "number, customer_id, name"),
    ("rate", "currency, close, rate"),
    ("schedule", "customer, close, cut"),
    ("attribute", r#""set", position, attribute, value"#),
    (
        "row",
        r#"number, customer, close, line, plan, reason, currency, status, amount, quantity, renewal, attributes, sheet, row, "column""#,
    ),
];

/// Three quarters issued by version 3. With the second a correction of Birch's March (-120) was kept as reported and
/// a late customer recast, with the third a correction of Alder's June (+70) kept as well.
#[test]
fn a_file_of_version_3_keeps_every_row_of_its_ledgers_and_what_was_kept() {
    let former = Former::of("workspace-v3.holdfast");
    let before: Vec<Vec<String>> = TABLES
        .iter()
        .map(|(table, columns)| {
            former.sql(&format!(
                "SELECT issued, 0 AS layer, {columns} FROM frozen_{table}
                 UNION ALL SELECT issued, layer + 1, {columns} FROM kept_{table} JOIN kept ON kept.id = kept
                 ORDER BY 1, 2, 3, 4, 5"
            ))
        })
        .collect();
    let view = "SELECT * FROM ledger ORDER BY issued, number";
    let sets = "SELECT * FROM ledger_attribute ORDER BY issued, number, attribute";
    let (rows, attributes) = (former.sql(view), former.sql(sets));
    let mut store = former.open();
    former.came_from(3);
    for ((table, columns), before) in TABLES.iter().zip(before) {
        let after = former.sql(&format!(
            "SELECT issued, layer, {columns} FROM frozen_{table} JOIN issued_ledger USING (frozen) ORDER BY 1, 2, 3, 4, 5"
        ));
        assert_eq!(after, before, "{table}");
        assert!(*table == "schedule" || !after.is_empty(), "{table}");
    }
    assert_eq!((former.sql(view), former.sql(sets)), (rows, attributes));
    assert_eq!(
        former
            .sql("SELECT name FROM sqlite_schema WHERE name GLOB 'kept*'")
            .len(),
        0
    );

    assert!(
        store
            .changes(&store.project(&Unwatched).unwrap(), &Unwatched)
            .unwrap()
            .unwrap()
            .is_empty()
    );
    quarters_stand(&store);
    let until = |pack| {
        let kept = store.frozen(pack).unwrap().kept;
        let layers = kept.iter().flat_map(Kept::layers);
        layers
            .map(|layer| layer.until().date().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(until(1), [""; 0]);
    assert_eq!(until(2), ["2025-03-31"]);
    assert_eq!(until(3), ["2025-06-30", "2025-03-31"]);

    // Ledgers frozen from now on are kept once: three for the first, none for the second.
    for (at, ledgers) in [(1, 9), (2, 9)] {
        reissue(&mut store, moment(at));
        assert_eq!(former.sql("SELECT id FROM frozen").len(), ledgers);
        assert_eq!(
            former
                .sql("SELECT * FROM frozen_row JOIN issued_ledger USING (frozen) WHERE issued = 4")
                .len(),
            123
        );
        quarters_stand(&store);
    }
    store.verify().unwrap();
}

/// The quarters as version 3 issued them.
fn quarters_stand(store: &Store) {
    let metrics = json::metrics(&store.project(&Unwatched).unwrap());
    let issued = store.frozen(3).unwrap().figures;
    for quarter in ["2025-Q1", "2025-Q2", "2025-Q3"] {
        let bridge = |metrics: &serde_json::Value| {
            by(&metrics["periods"], "label", quarter)["bridge"].clone()
        };
        assert_eq!(bridge(&metrics), bridge(&issued), "{quarter}");
    }
    for (quarter, amount) in [("2025-Q2", -120), ("2025-Q3", 70)] {
        let line = &by(&metrics["periods"], "label", quarter)["bridge"]["data_quality"];
        assert_eq!(decimal(line), Some(Decimal::from(amount)), "{quarter}");
    }
}

fn reissue(store: &mut Store, at: Moment) {
    let options = IssueOptions {
        pack: store.state().pack.options(),
        formats: vec![Format::Svg],
        note: String::new(),
    };
    let project = store.project(&Unwatched).unwrap();
    store.issue(&project, &options, at, &Unwatched).unwrap();
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let former = Former::of("workspace-v1.holdfast");
    let connection = Connection::open(former.path()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let before = std::fs::read(former.path()).unwrap();
    let refused = Store::open(&former.path(), &former.door()).unwrap_err();
    assert_eq!(refused.finding.code, "workspace-newer");
    assert!(refused.finding.message.contains("99"), "{refused}");
    assert_eq!(std::fs::read(former.path()).unwrap(), before);
}
