//! A scripted year (issue 7, shows line 1): four quarterly imports into one workspace, each with planted
//! restatements. Each is found with its cause and amount, the restatement bridge foots to the cent, packs wait
//! for the choices, and the packs of earlier quarters still export the same bytes.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use chrono::NaiveDate;
use holdfast_ledger::{Close, Decimal};
use holdfast_metrics::restatement::{Cause, Change, Choice, Restatement, Treatment};
use holdfast_tests::{by, decimal, holdfast};
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

/// The truth as the billing system tells it in its export of a month: customers C01 to C10 from December before on, C09
/// in EUR, C08 away in February and March.
fn export(months: u32) -> Vec<Row> {
    let mut rows = Vec::new();
    for number in 1..=10_i64 {
        for month in 0..=months {
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

/// The close of a month of 2025; 0 is that of December before.
fn close(month: u32) -> Close {
    match month {
        0 => Close::new(2024, 12).unwrap(),
        month => Close::new(2025, month).unwrap(),
    }
}

fn date(month: u32) -> NaiveDate {
    close(month).date()
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
    fn choose_and_issue(&mut self, choices: &[(&str, Treatment)]) {
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
    let mut closes = found.closes.iter();
    let change = closes.find(|c| c.close == close(month)).unwrap();
    change.by_cause.get(&cause).copied().unwrap_or_default()
}

/// What a cause did to a past figure: of the company, or of a tier.
fn moved(found: &Restatement, period: &str, metric: &str, tier: &str, cause: Cause) -> Decimal {
    let of = |segment: &Option<(String, String)>| match segment {
        None => tier.is_empty(),
        Some((attribute, value)) => attribute == "tier" && value == tier,
    };
    let mut figures = found.figures.iter();
    let figure = figures
        .find(|f| f.key.period == period && f.key.metric == metric && of(&f.key.segment))
        .unwrap_or_else(|| panic!("{metric} {tier} of {period} did not change"));
    figure.by_cause[&cause].unwrap()
}

fn change(found: &Restatement, cause: Cause) -> &Change {
    let mut all = found.changes.iter().filter(|c| c.cause == cause);
    let change = all.next().unwrap();
    assert_eq!(all.next(), None, "one of {cause:?}");
    change
}

/// What a customer pays at a month, in dollars at 1.10.
fn paid(rows: &[Row], customer: &str, month: u32) -> Decimal {
    let of = |r: &&Row| r.customer == customer && r.month == month;
    let rate = |r: &Row| match r.currency {
        "EUR" => Decimal::new(110, 2),
        _ => Decimal::ONE,
    };
    rows.iter()
        .filter(of)
        .map(|r| Decimal::from(r.arr) * rate(r))
        .sum()
}

const LATE: fn(u32) -> Row = |month| Row {
    customer: "C13".into(),
    month,
    arr: 500,
    tier: "SMB",
    currency: "USD",
};

fn correct(rows: &mut [Row], customer: &str, month: u32, by: i64) {
    let of = |r: &&mut Row| r.customer == customer && r.month == month;
    rows.iter_mut().filter(of).for_each(|r| r.arr += by);
}

fn began() -> Year {
    let mut year = Year::new();
    year.edit(Kind::Basis, |s| {
        s.basis.company = "Alder".into();
        s.basis.currency = "USD".into();
    });
    year.import(1, &export(3), "1.10");
    year.try_issue().unwrap();
    year
}

const RECAST: [(&str, Treatment); 1] = [("all", Treatment::Recast)];

#[test]
fn four_quarters_with_planted_restatements() {
    let mut year = began();

    // Second quarter: an amount corrected, a customer added late, one re-segmented.
    let known = |months| {
        let mut rows = export(months);
        rows.extend((2..=months).map(LATE));
        correct(&mut rows, "C02", 3, -120);
        let third = |r: &&mut Row| r.customer == "C03";
        rows.iter_mut().filter(third).for_each(|r| r.tier = "Mid");
        rows
    };
    year.import(2, &known(6), "1.10");
    let found = year.changes();
    assert_eq!(
        found.causes(),
        [
            Cause::AmountCorrected,
            Cause::CustomerAdded,
            Cause::Resegmented
        ]
    );
    let corrected = change(&found, Cause::AmountCorrected);
    assert_eq!(corrected.subject, "C02");
    assert_eq!(corrected.customers[0].before, paid(&export(3), "C02", 3));
    assert_eq!(effect(&found, 3, Cause::AmountCorrected), dec("-120"));
    assert_eq!(effect(&found, 2, Cause::AmountCorrected), dec("0"));
    assert_eq!(change(&found, Cause::CustomerAdded).subject, "C13");
    for (month, late) in [(1, "0"), (2, "500"), (3, "500")] {
        assert_eq!(effect(&found, month, Cause::CustomerAdded), dec(late));
    }
    let segment = &change(&found, Cause::Resegmented).segments[0];
    let moves = [&segment.customer, &segment.before, &segment.after];
    assert_eq!(moves, ["C03", "SMB", "Mid"]);
    let c03 = paid(&known(6), "C03", 3);
    for (tier, amount) in [("SMB", -c03), ("Mid", c03)] {
        let by = moved(&found, "2025-Q1", "closing_arr", tier, Cause::Resegmented);
        assert_eq!(by, amount, "{tier}");
    }
    year.choose_and_issue(&RECAST);

    // Third quarter: a customer removed, one renamed, a rate changed.
    let renamed = |months| {
        let mut rows = known(months);
        rows.retain(|r| r.customer != "C04");
        let fifth = |r: &&mut Row| r.customer == "C05";
        rows.iter_mut()
            .filter(fifth)
            .for_each(|r| r.customer = "C05-new".into());
        rows
    };
    year.import(3, &renamed(9), "1.20");
    let found = year.changes();
    assert_eq!(
        found.causes(),
        [Cause::CustomerRemoved, Cause::Renamed, Cause::Fx]
    );
    assert_eq!(change(&found, Cause::CustomerRemoved).subject, "C04");
    for month in 1..=6 {
        let removed = -paid(&known(6), "C04", month);
        assert_eq!(effect(&found, month, Cause::CustomerRemoved), removed);
        assert_eq!(effect(&found, month, Cause::Renamed), dec("0"), "the same");
    }
    let rename = change(&found, Cause::Renamed);
    assert_eq!(
        (rename.subject.as_str(), rename.other.as_deref()),
        ("C05", Some("C05-new"))
    );
    let c05 = paid(&known(6), "C05", 6);
    for line in &rename.customers {
        let (before, after) = match line.customer.as_str() {
            "C05" => (c05, dec("0")),
            _ => (dec("0"), c05),
        };
        assert_eq!((line.before, line.after), (before, after));
    }
    let euros = paid(&known(6), "C09", 2) / Decimal::new(110, 2);
    assert_eq!(effect(&found, 2, Cause::Fx), euros * Decimal::new(10, 2));
    assert_eq!(effect(&found, 3, Cause::Fx), dec("0"));
    assert_eq!(change(&found, Cause::Fx).subject, "EUR");
    year.choose_and_issue(&RECAST);

    // Fourth quarter: two customers merged by hand, a definition changed, the amount read from another column.
    year.import(4, &renamed(12), "1.20");
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
    let merger = change(&found, Cause::Merged);
    assert_eq!(
        (merger.subject.as_str(), merger.other.as_deref()),
        ("C06", Some("C10"))
    );
    let (c06, c10) = (paid(&known(9), "C06", 9), paid(&known(9), "C10", 9));
    for line in &merger.customers {
        let (before, after) = match line.customer.as_str() {
            "C06" => (c06, dec("0")),
            _ => (c10, c10 + c06),
        };
        assert_eq!((line.before, line.after), (before, after));
    }
    assert_eq!(effect(&found, 9, Cause::Merged), dec("0"), "the same money");
    assert_eq!(
        moved(&found, "2025-Q3", "customers", "", Cause::Merged),
        dec("-1")
    );
    // One less a row; the row in EUR at its rate.
    for month in 1..=9 {
        let rate = if month == 2 { "-1.20" } else { "-1.10" };
        let rows = renamed(9).iter().filter(|r| r.month == month).count() as i64 - 1;
        let less = Decimal::from(-rows) + dec(rate);
        assert_eq!(effect(&found, month, Cause::Mapping), less, "month {month}");
    }
    // C08 was away for two months: with a window of one its return in April is new, not a reactivation.
    let basis = change(&found, Cause::Basis);
    assert_eq!(basis.subject, "reactivation_window");
    assert_eq!(basis.setting, Some(("not set".into(), "1".into())));
    assert_eq!(
        effect(&found, 6, Cause::Basis),
        dec("0"),
        "no balance moves"
    );
    let returned = paid(&known(6), "C08", 6) - Decimal::ONE;
    for (metric, amount) in [("reactivation_arr", -returned), ("new_arr", returned)] {
        let by = moved(&found, "2025-Q2", metric, "", Cause::Basis);
        assert_eq!(by, amount, "{metric}");
    }
    year.choose_and_issue(&RECAST);
    assert_eq!(year.issued.len(), 4);
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

impl Year {
    /// The figures as they stand, and the bridges of the quarters by name of line.
    fn line(&self, quarter: &str, line: &str) -> Decimal {
        let metrics = json::metrics(&self.store.project(&Unwatched).unwrap());
        decimal(&by(&metrics["periods"], "label", quarter)["bridge"][line]).unwrap()
    }

    /// The quarters through one, as they stand now.
    fn quarters(&self, through: usize) -> Vec<serde_json::Value> {
        let metrics = json::metrics(&self.store.project(&Unwatched).unwrap());
        let periods = metrics["periods"].as_array().unwrap();
        periods[..through].to_vec()
    }

    fn copy(&self, name: &str) -> String {
        let path = self.folder.path().join(name);
        self.store.save_copy(&path).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn reopen(&mut self) {
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

/// What is kept as reported with a pack stays so in every later one, and is not asked about again.
#[test]
fn a_past_kept_as_reported_stays_kept_all_year() {
    const KEEP: Treatment = Treatment::KeepAsReported;
    let mut year = began();
    let march = year.line("2025-Q1", "closing");

    // C02's March was 120 too much: kept. C13 came late with 500: recast.
    let second = |months| {
        let mut rows = export(months);
        rows.extend((2..=months).map(LATE));
        correct(&mut rows, "C02", 3, -120);
        rows
    };
    year.import(2, &second(6), "1.10");
    let choices = [("amount_corrected", KEEP), ("customer_added", RECAST[0].1)];
    year.choose_and_issue(&choices);
    let kept = [
        ("2025-Q1", "closing", march + dec("500")),
        ("2025-Q2", "opening", march + dec("500")),
        ("2025-Q2", "data_quality", dec("-120")),
        ("2025-Q2", "closing", total(&second(6), 6)),
    ];
    let stands = |year: &Year| {
        for (quarter, line, amount) in &kept {
            assert_eq!(year.line(quarter, line), *amount, "{quarter} {line}");
        }
    };
    stands(&year);
    let (after_second, quarters) = (year.copy("second.holdfast"), year.quarters(2));

    // The same past: nothing is asked, the pack says so, and both quarters are as issued.
    year.import(3, &second(9), "1.10");
    let found = year.changes();
    assert!(found.is_empty(), "{:#?}", found.changes);
    assert_eq!(year.quarters(2), quarters);
    stands(&year);
    year.try_issue().unwrap();
    assert!(year.printed().contains("No past figure changed"));
    let diff = ["diff", &after_second, &year.copy("third.holdfast")];
    let diff = holdfast(env!("CARGO_BIN_EXE_holdfast-under-test"), &diff);
    assert!(
        diff.out.contains("No past figure changed over 7"),
        "{}",
        diff.out
    );
    year.reopen();
    assert_eq!(year.quarters(2), quarters, "after a restart");
    let september = year.line("2025-Q3", "closing");

    // C05's September was 70 too little: kept as well. C07 never was a customer: recast.
    let mut fourth = second(12);
    correct(&mut fourth, "C05", 9, 70);
    fourth.retain(|r| r.customer != "C07");
    year.import(4, &fourth, "1.10");
    let found = year.changes();
    assert_eq!(
        found.causes(),
        [Cause::AmountCorrected, Cause::CustomerRemoved]
    );
    assert_eq!(change(&found, Cause::AmountCorrected).subject, "C05");
    assert_eq!(effect(&found, 9, Cause::AmountCorrected), dec("70"));
    assert_eq!(
        effect(&found, 3, Cause::AmountCorrected),
        dec("0"),
        "C02 is settled"
    );
    let choices = [
        ("amount_corrected", KEEP),
        ("customer_removed", RECAST[0].1),
    ];
    year.choose_and_issue(&choices);
    let gone = |month| paid(&second(12), "C07", month);
    for (quarter, line, amount) in [
        ("2025-Q1", "closing", march + dec("500") - gone(3)),
        ("2025-Q2", "opening", march + dec("500") - gone(3)),
        ("2025-Q2", "data_quality", dec("-120")),
        ("2025-Q3", "closing", september - gone(9)),
        ("2025-Q4", "opening", september - gone(9)),
        ("2025-Q4", "data_quality", dec("70")),
        ("2025-Q4", "closing", total(&fourth, 12)),
    ] {
        assert_eq!(year.line(quarter, line), amount, "{quarter} {line}");
    }

    // The last choice taken back and made again, with restarts between.
    let quarters = year.quarters(4);
    let at = year.now();
    year.store.undo(at).unwrap();
    year.reopen();
    assert_eq!(
        year.store
            .project(&Unwatched)
            .unwrap()
            .findings()
            .of(WAITING)
            .count(),
        0
    );
    assert_eq!(year.quarters(4), quarters, "what was issued stands");
    let at = year.now();
    year.store.redo(at).unwrap();
    year.reopen();
    assert_eq!(year.quarters(4), quarters);
    assert!(year.changes().is_empty());
}

/// Everybody's dollars at a month.
fn total(rows: &[Row], month: u32) -> Decimal {
    let names: std::collections::BTreeSet<&str> =
        rows.iter().map(|r| r.customer.as_str()).collect();
    names.into_iter().map(|c| paid(rows, c, month)).sum()
}

impl Year {
    /// The text of the newest issued PDF.
    fn printed(&self) -> String {
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
