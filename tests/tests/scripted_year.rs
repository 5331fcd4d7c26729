//! A scripted year (issue 7, shows line 1): four quarterly imports into one workspace, each with planted
//! restatements. Each is found with its cause and amount, the restatement bridge foots to the cent, packs wait
//! for the choices, and the packs of earlier quarters still export the same bytes.
#![allow(missing_docs, clippy::unwrap_used)]

use chrono::NaiveDate;
use holdfast_ledger::{Close, Decimal};
use holdfast_metrics::restatement::{Cause, Choices, Restatement, Treatment};
use holdfast_workspace::import::Limits;
use holdfast_workspace::import::mapping::{Confidence, Field};
use holdfast_workspace::store::{
    Door, Edit, ImportFiles, IssueOptions, IssuedPack, Kind, Moment, Rename, State, Store, WAITING,
};
use holdfast_workspace::{Format, Unwatched, json};
use std::path::PathBuf;

/// A row of the company's export.
#[derive(Clone)]
struct Row {
    customer: String,
    month: u32,
    arr: i64,
    tier: &'static str,
    currency: &'static str,
}

/// The truth as the billing system tells it in its export of a month: customers C01 to C10, C09 in EUR, C08 away in
/// February and March.
fn export(months: u32) -> Vec<Row> {
    let mut rows = Vec::new();
    for number in 1..=10_i64 {
        for month in 1..=months {
            if number == 8 && (2..=3).contains(&month) {
                continue;
            }
            rows.push(Row {
                customer: format!("C{number:02}"),
                month,
                arr: 1000 * number + 10 * i64::from(month) * (5 - number % 7),
                tier: if number % 2 == 0 { "Mid" } else { "SMB" },
                currency: if number == 9 { "EUR" } else { "USD" },
            });
        }
    }
    rows
}

fn date(month: u32) -> NaiveDate {
    Close::new(2025, month).unwrap().date()
}

/// Names and bytes.
type Files = Vec<(String, Vec<u8>)>;

struct Year {
    folder: tempfile::TempDir,
    store: Store,
    minutes: u32,
    issued: Vec<(IssuedPack, Files)>,
}

impl Year {
    fn new() -> Year {
        let folder = tempfile::tempdir().unwrap();
        let door = Door {
            backups: Some(folder.path().join("backups")),
            author: "kim".into(),
        };
        let store = Store::create(&folder.path().join("Alder.holdfast"), &door, moment(0)).unwrap();
        Year {
            folder,
            store,
            minutes: 0,
            issued: Vec::new(),
        }
    }

    fn now(&mut self) -> Moment {
        self.minutes += 1;
        moment(self.minutes)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn import(&mut self, quarter: u32, rows: &[Row], february: &str) {
        let mut text = String::from("customer,period,ARR,tier,currency,net\n");
        for row in rows {
            let (day, net) = (date(row.month), row.arr - 1);
            text += &format!(
                "{},{day},{},{},{},{net}\n",
                row.customer, row.arr, row.tier, row.currency
            );
        }
        let mut rates = String::from("currency,close,rate\n");
        for month in 1..=quarter * 3 {
            let rate = if month == 2 { february } else { "1.10" };
            rates += &format!("EUR,{},{rate}\n", date(month));
        }
        let files = ImportFiles {
            limits: Limits {
                worker: Some(env!("CARGO_BIN_EXE_holdfast-under-test").into()),
                ..Limits::default()
            },
            ..ImportFiles::new([
                self.write(&format!("arr-q{quarter}.csv"), &text),
                self.write("rates.csv", &rates),
            ])
        };
        let at = self.now();
        let outcome = self.store.import(&files, at, &Unwatched).unwrap();
        assert!(
            outcome.project.report.is_some(),
            "{:#?}",
            outcome.project.findings()
        );
    }

    fn edit(&mut self, kind: Kind, change: impl FnOnce(&mut State)) {
        let mut state = self.store.state().clone();
        change(&mut state);
        let edit = Edit::new(kind, format!("{kind:?}"), self.now()).because("scripted");
        self.store.edit(&edit, &state).unwrap();
    }

    /// What changed since the last pack; every total foots to the cent.
    fn changes(&self) -> Restatement {
        let project = holdfast_workspace::store::compute(
            self.store.books(self.store.state()).unwrap(),
            self.store.state(),
            &Unwatched,
        );
        let project = project.unwrap();
        assert!(project.report.is_some(), "{:#?}", project.findings());
        let found = self.store.changes(&project, &Unwatched).unwrap().unwrap();
        for close in &found.closes {
            assert_eq!(close.gap(), Decimal::ZERO, "{close:?}");
        }
        for figure in &found.figures {
            let gap = figure.gap().unwrap_or_default().abs();
            assert!(gap < Decimal::new(1, 15), "{figure:?}");
        }
        found
    }

    /// The pack waits for the choices; chosen, it is issued.
    fn choose_and_issue(&mut self, treatment: Treatment) {
        assert_eq!(self.try_issue().unwrap_err(), "pack-blocked");
        let waiting = self.store.project(&Unwatched).unwrap();
        assert_eq!(waiting.findings().of(WAITING).count(), 1);
        self.edit(Kind::Restatement, |s| {
            s.restatement = Choices::all(treatment);
        });
        self.try_issue().unwrap();
    }

    fn try_issue(&mut self) -> Result<(), String> {
        let project = self.store.project(&Unwatched).unwrap();
        let options = IssueOptions {
            pack: self.store.state().pack.options(),
            formats: vec![Format::Pdf, Format::Xlsx],
            note: String::new(),
        };
        let at = self.now();
        let pack = self.store.issue(&project, &options, at, &Unwatched);
        let pack = pack.map_err(|failure| failure.finding.code.clone())?;
        let files = self.store.issued_files(pack.id).unwrap();
        assert_eq!(
            self.store.frozen(pack.id).unwrap().figures,
            json::metrics(&project)
        );
        self.issued.push((pack, files));
        self.edit(Kind::Restatement, |s| s.restatement = Choices::default());
        self.earlier_packs_are_as_they_were();
        Ok(())
    }

    /// Also after closing the file.
    fn earlier_packs_are_as_they_were(&self) {
        let again = Store::open_read_only(self.store.path(), &Door::default()).unwrap();
        for (pack, files) in &self.issued {
            assert_eq!(
                again.issued_files(pack.id).unwrap(),
                *files,
                "pack {}",
                pack.id
            );
        }
    }
}

fn moment(minutes: u32) -> Moment {
    NaiveDate::from_ymd_opt(2026, 1, 5)
        .unwrap()
        .and_hms_opt(9 + minutes / 60, minutes % 60, 0)
        .unwrap()
}

/// What a cause did to the close of a month.
fn effect(found: &Restatement, month: u32, cause: Cause) -> Decimal {
    let close = Close::new(2025, month);
    let change = found
        .closes
        .iter()
        .find(|c| Some(c.close) == close)
        .unwrap();
    change.by_cause.get(&cause).copied().unwrap_or_default()
}

#[test]
fn four_quarters_with_planted_restatements() {
    let mut year = Year::new();
    year.edit(Kind::Basis, |s| {
        s.basis.company = "Alder".into();
        s.basis.currency = "USD".into();
    });
    year.import(1, &export(3), "1.10");
    year.try_issue().unwrap();

    // Second quarter: an amount corrected, a customer added late, one re-segmented.
    let mut second = export(6);
    for row in second
        .iter_mut()
        .filter(|r| r.customer == "C02" && r.month == 3)
    {
        row.arr -= 120;
    }
    for row in second.iter_mut().filter(|r| r.customer == "C03") {
        row.tier = "Mid";
    }
    let late = |month| Row {
        customer: "C13".into(),
        month,
        arr: 500,
        tier: "SMB",
        currency: "USD",
    };
    second.extend((2..=6).map(late));
    year.import(2, &second, "1.10");
    let found = year.changes();
    assert_eq!(
        found.causes(),
        [
            Cause::AmountCorrected,
            Cause::CustomerAdded,
            Cause::Resegmented
        ]
    );
    assert_eq!(
        effect(&found, 3, Cause::AmountCorrected),
        Decimal::from(-120)
    );
    assert_eq!(effect(&found, 2, Cause::CustomerAdded), Decimal::from(500));
    assert_eq!(effect(&found, 3, Cause::CustomerAdded), Decimal::from(500));
    let moved = found
        .changes
        .iter()
        .find(|c| c.cause == Cause::Resegmented)
        .unwrap();
    assert_eq!(
        (
            moved.segments[0].customer.as_str(),
            moved.segments[0].after.as_str()
        ),
        ("C03", "Mid")
    );
    year.choose_and_issue(Treatment::Recast);

    // Third quarter: a customer removed, one renamed, a rate changed.
    let known = |months| {
        let mut rows = export(months);
        rows.extend((2..=months).map(late));
        for row in &mut rows {
            row.arr -= if row.customer == "C02" && row.month == 3 {
                120
            } else {
                0
            };
            row.tier = if row.customer == "C03" {
                "Mid"
            } else {
                row.tier
            };
        }
        rows
    };
    let mut third = known(9);
    third.retain(|r| r.customer != "C04");
    for row in third.iter_mut().filter(|r| r.customer == "C05") {
        row.customer = "C05-new".into();
    }
    let removed: i64 = known(6)
        .iter()
        .filter(|r| r.customer == "C04" && r.month == 6)
        .map(|r| r.arr)
        .sum();
    let euros: i64 = known(6)
        .iter()
        .filter(|r| r.customer == "C09" && r.month == 2)
        .map(|r| r.arr)
        .sum();
    year.import(3, &third, "1.20");
    let found = year.changes();
    assert_eq!(
        found.causes(),
        [Cause::CustomerRemoved, Cause::Renamed, Cause::Fx]
    );
    assert_eq!(
        effect(&found, 6, Cause::CustomerRemoved),
        Decimal::from(-removed)
    );
    assert_eq!(
        effect(&found, 6, Cause::Renamed),
        Decimal::ZERO,
        "the same money"
    );
    assert_eq!(
        effect(&found, 2, Cause::Fx),
        Decimal::from(euros) * Decimal::new(10, 2)
    );
    year.choose_and_issue(Treatment::Recast);

    // Fourth quarter: two customers merged by hand, a definition changed, the amount read from another column.
    let mut fourth = third.clone();
    let newer = known(12)
        .into_iter()
        .filter(|r| r.month > 9 && r.customer != "C04");
    fourth.extend(newer.map(|mut r| {
        r.customer = if r.customer == "C05" {
            "C05-new".into()
        } else {
            r.customer
        };
        r
    }));
    year.import(4, &fourth, "1.20");
    assert!(
        year.changes().is_empty(),
        "nothing planted yet: no past figure changed"
    );
    year.edit(Kind::Merge, |s| {
        s.renames.push(Rename {
            from: "C06".into(),
            to: "C10".into(),
            effective: None,
            reason: "acquired".into(),
        });
    });
    year.edit(Kind::Basis, |s| s.basis.reactivation_window = Some(1));
    let mut mapping = year.store.project(&Unwatched).unwrap().imported.mapping;
    for column in mapping.sources.iter_mut().flat_map(|m| &mut m.columns) {
        match column.caption.as_str() {
            "ARR" => column.field = Field::Ignore,
            "net" => (column.field, column.confidence) = (Field::Amount, Confidence::Sure),
            _ => {}
        }
    }
    year.edit(Kind::Mapping, |s| s.mapping = Some(mapping));
    let found = year.changes();
    assert_eq!(
        found.causes(),
        [Cause::Merged, Cause::Mapping, Cause::Basis]
    );
    assert_eq!(
        effect(&found, 9, Cause::Merged),
        Decimal::ZERO,
        "the same money"
    );
    // One less a row; the row in EUR at its rate.
    let rows = third.iter().filter(|r| r.month == 9).count() as i64 - 1;
    assert_eq!(
        effect(&found, 9, Cause::Mapping),
        Decimal::from(-rows) - Decimal::new(110, 2)
    );
    year.choose_and_issue(Treatment::Recast);
    assert_eq!(year.issued.len(), 4);
}
