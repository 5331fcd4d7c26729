//! A workspace through its year: imports, edits, choices, packs.

use crate::export::{Row, date, export};
use chrono::NaiveDate;
use holdfast_ledger::Decimal;
use holdfast_metrics::restatement::{Choice, Restatement, Treatment};
use holdfast_tests::{by, decimal};
use holdfast_workspace::import::Limits;
use holdfast_workspace::store::{
    Door, Edit, ImportFiles, IssueOptions, IssuedPack, Kind, Moment, State, Store, WAITING,
};
use holdfast_workspace::{Format, Unwatched, json};
use std::path::PathBuf;

/// Names and bytes.
pub(crate) type Files = Vec<(String, Vec<u8>)>;

pub(crate) struct Year {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) store: Store,
    pub(crate) minutes: u32,
    pub(crate) issued: Vec<(IssuedPack, Files)>,
}

impl Year {
    pub(crate) fn new() -> Year {
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

    pub(crate) fn now(&mut self) -> Moment {
        self.minutes += 1;
        moment(self.minutes)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn import(&mut self, quarter: u32, rows: &[Row], february: &str) {
        let mut text = String::from("customer,period,ARR,tier,currency,net\n");
        for row in rows {
            let (day, net) = (date(row.month), row.arr - 1);
            text += &format!(
                "{},{day},{},{},{},{net}\n",
                row.customer, row.arr, row.tier, row.currency
            );
        }
        let mut rates = String::from("currency,close,rate\n");
        for month in 0..=quarter * 3 {
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

    pub(crate) fn edit(&mut self, kind: Kind, change: impl FnOnce(&mut State)) {
        let mut state = self.store.state().clone();
        change(&mut state);
        let edit = Edit::new(kind, format!("{kind:?}"), self.now()).because("scripted");
        self.store.edit(&edit, &state).unwrap();
    }

    /// What changed since the last pack; every total foots to the cent.
    pub(crate) fn changes(&self) -> Restatement {
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
            for (cause, total) in &close.by_cause {
                let parts = found.changes.iter().filter(|c| c.cause == *cause);
                let sum: Decimal = parts.filter_map(|c| c.by_close.get(&close.close)).sum();
                assert_eq!(sum, *total, "{cause:?} at {}", close.close);
            }
        }
        for figure in &found.figures {
            let gap = figure.gap().unwrap_or_default().abs();
            assert!(gap < Decimal::new(1, 15), "{figure:?}");
        }
        found
    }

    /// The pack waits for the choices; chosen, it is issued. A choice is on a cause, or on all.
    pub(crate) fn choose_and_issue(&mut self, choices: &[(&str, Treatment)]) {
        assert_eq!(self.try_issue().unwrap_err(), "pack-blocked");
        let waiting = self.store.project(&Unwatched).unwrap();
        assert_eq!(waiting.findings().of(WAITING).count(), 1);
        for (change, treatment) in choices {
            self.edit(Kind::Restatement, |s| {
                s.restatement.entries.push(Choice {
                    change: (*change).to_owned(),
                    treatment: *treatment,
                    who: "kim".into(),
                    when: String::new(),
                    reason: "scripted".into(),
                });
            });
        }
        self.try_issue().unwrap();
    }

    pub(crate) fn try_issue(&mut self) -> Result<(), String> {
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
        self.earlier_packs_are_as_they_were();
        Ok(())
    }

    /// Also after closing the file.
    pub(crate) fn earlier_packs_are_as_they_were(&self) {
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

impl Year {
    /// The figures as they stand, and the bridges of the quarters by name of line.
    pub(crate) fn line(&self, quarter: &str, line: &str) -> Decimal {
        let metrics = json::metrics(&self.store.project(&Unwatched).unwrap());
        decimal(&by(&metrics["periods"], "label", quarter)["bridge"][line]).unwrap()
    }

    /// The quarters through one, as they stand now.
    pub(crate) fn quarters(&self, through: usize) -> Vec<serde_json::Value> {
        let metrics = json::metrics(&self.store.project(&Unwatched).unwrap());
        let periods = metrics["periods"].as_array().unwrap();
        periods[..through].to_vec()
    }

    pub(crate) fn copy(&self, name: &str) -> String {
        let path = self.folder.path().join(name);
        self.store.save_copy(&path).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub(crate) fn reopen(&mut self) {
        let path = self.store.path().to_owned();
        let elsewhere = self.folder.path().join("none.holdfast");
        let door = Door {
            backups: Some(self.folder.path().join("backups")),
            author: "kim".into(),
        };
        // The lock is held until the former one is dropped.
        self.store = Store::create(&elsewhere, &door, moment(0)).unwrap();
        self.store = Store::open(&path, &door).unwrap();
        assert!(self.store.holds_lock());
        std::fs::remove_file(elsewhere).unwrap();
    }
}

impl Year {
    /// The text of the newest issued PDF.
    pub(crate) fn printed(&self) -> String {
        let (_, files) = self.issued.last().unwrap();
        let (_, bytes) = files
            .iter()
            .find(|(_, bytes)| bytes.starts_with(b"%PDF"))
            .unwrap();
        let path = self.folder.path().join("printed.pdf");
        std::fs::write(&path, bytes).unwrap();
        let text = std::process::Command::new("pdftotext")
            .arg(&path)
            .arg("-")
            .output();
        String::from_utf8_lossy(&text.unwrap().stdout).into_owned()
    }
}

pub(crate) fn moment(minutes: u32) -> Moment {
    NaiveDate::from_ymd_opt(2026, 1, 5)
        .unwrap()
        .and_hms_opt(9 + minutes / 60, minutes % 60, 0)
        .unwrap()
}

pub(crate) fn began() -> Year {
    let mut year = Year::new();
    year.edit(Kind::Basis, |s| {
        s.basis.company = "Alder".into();
        s.basis.currency = "USD".into();
    });
    year.import(1, &export(3), "1.10");
    year.try_issue().unwrap();
    year
}

pub(crate) const RECAST: [(&str, Treatment); 1] = [("all", Treatment::Recast)];
