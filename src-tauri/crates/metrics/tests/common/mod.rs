//! Ledgers for tests, written as rows.
#![allow(
    dead_code,
    missing_docs,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::needless_pass_by_value
)]

use holdfast_ledger::{
    Close, Decimal, EntryDraft, Grain, Ledger, LedgerBuilder, Schedule, Status, Symbol,
};
use holdfast_metrics::{Basis, PeriodFigures, Report, compute};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A row as a file would have it.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub customer: String,
    pub close: String,
    pub amount: String,
    pub line: String,
    pub plan: String,
    pub quantity: Option<String>,
    pub status: Status,
    pub currency: String,
    pub reason: String,
    pub renewal: Option<String>,
    pub attributes: Vec<String>,
}

pub fn row(customer: &str, close: &str, amount: impl ToString) -> Row {
    Row {
        customer: customer.to_owned(),
        close: close.to_owned(),
        amount: amount.to_string(),
        ..Row::default()
    }
}

impl Row {
    pub fn line(mut self, line: &str) -> Row {
        line.clone_into(&mut self.line);
        self
    }
    pub fn plan(mut self, plan: &str) -> Row {
        plan.clone_into(&mut self.plan);
        self
    }
    pub fn quantity(mut self, quantity: impl ToString) -> Row {
        self.quantity = Some(quantity.to_string());
        self
    }
    pub fn status(mut self, status: Status) -> Row {
        self.status = status;
        self
    }
    pub fn currency(mut self, currency: &str) -> Row {
        currency.clone_into(&mut self.currency);
        self
    }
    pub fn reason(mut self, reason: &str) -> Row {
        reason.clone_into(&mut self.reason);
        self
    }
    pub fn renewal(mut self, date: &str) -> Row {
        self.renewal = Some(date.to_owned());
        self
    }
    pub fn at(mut self, attributes: &[&str]) -> Row {
        self.attributes = attributes.iter().map(|a| (*a).to_owned()).collect();
        self
    }
}

/// Rows with what stands beside them in a file.
#[derive(Clone, Debug, Default)]
pub struct Spec {
    pub attributes: Vec<String>,
    pub rows: Vec<Row>,
    pub rates: Vec<(String, String, String)>,
    pub covered: Vec<String>,
    pub schedules: Vec<(String, String, Option<String>)>,
    pub reporting: String,
}

impl Spec {
    pub fn new(attributes: &[&str], rows: Vec<Row>) -> Spec {
        Spec {
            attributes: attributes.iter().map(|a| (*a).to_owned()).collect(),
            rows,
            reporting: "USD".to_owned(),
            ..Spec::default()
        }
    }
    pub fn rate(mut self, currency: &str, close: &str, rate: &str) -> Spec {
        self.rates
            .push((currency.to_owned(), close.to_owned(), rate.to_owned()));
        self
    }
    pub fn cover(mut self, closes: &[&str]) -> Spec {
        self.covered.extend(closes.iter().map(|c| (*c).to_owned()));
        self
    }
    pub fn schedule(mut self, customer: &str, close: &str, cut: Option<&str>) -> Spec {
        self.schedules.push((
            customer.to_owned(),
            close.to_owned(),
            cut.map(str::to_owned),
        ));
        self
    }
    pub fn build(&self) -> Ledger {
        let mut b = LedgerBuilder::new(&self.reporting, &self.attributes);
        for (i, row) in self.rows.iter().enumerate() {
            push(&mut b, row, i as u32 + 2);
        }
        for (currency, at, rate) in &self.rates {
            b.rate(currency, close(at), dec(rate));
        }
        for at in &self.covered {
            b.cover(close(at));
        }
        for (customer, at, cut) in &self.schedules {
            let customer = b.symbol(customer);
            let schedule = cut
                .as_ref()
                .map_or(Schedule::Flag, |c| Schedule::Cut(dec(c)));
            b.schedule(customer, close(at), schedule);
        }
        b.build().unwrap()
    }
}

fn push(b: &mut LedgerBuilder, row: &Row, number: u32) {
    let draft = EntryDraft {
        customer: b.symbol(&row.customer),
        close: close(&row.close),
        currency: b.symbol(&row.currency),
        status: row.status,
        line: b.symbol(&row.line),
        plan: b.symbol(&row.plan),
        reason: b.symbol(&row.reason),
        amount: dec(&row.amount),
        quantity: row.quantity.as_deref().map(dec),
        renewal: row.renewal.as_deref().map(|d| d.parse().unwrap()),
        sheet: 0,
        row: number,
        column: 2,
    };
    let attributes: Vec<Symbol> = row.attributes.iter().map(|a| b.symbol(a)).collect();
    b.push(draft, &attributes);
}

pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

pub fn close(text: &str) -> Close {
    let (year, month) = text.split_once('-').unwrap();
    Close::new(year.parse().unwrap(), month.parse().unwrap()).unwrap()
}

pub fn ledger(rows: Vec<Row>) -> Ledger {
    Spec::new(&[], rows).build()
}

/// Monthly periods, everything else as by default.
pub fn monthly() -> Basis {
    Basis {
        period: Grain::Month,
        ..Basis::default()
    }
}

pub fn months(rows: Vec<Row>) -> Report {
    compute(&ledger(rows), &monthly()).unwrap()
}

pub fn period<'r>(report: &'r Report, label: &str) -> &'r PeriodFigures {
    let labels: Vec<_> = report.periods.iter().map(|p| p.label.clone()).collect();
    let found = report.periods.iter().find(|p| p.label == label);
    found.unwrap_or_else(|| panic!("{label} not in {labels:?}"))
}

/// Every check of a report holds; the first that doesn't is shown.
pub fn assert_checks(report: &Report) {
    if let Some(failed) = report.failed_checks().next() {
        panic!("{failed:?}");
    }
    assert!(report.periods.is_empty() || report.checks.len() > 5);
}

/// Text as an exact figure.
pub fn same(found: Decimal, wanted: &str, what: &str) {
    assert_eq!(found.normalize(), dec(wanted).normalize(), "{what}");
}

pub fn cases() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/cases")
}

/// The case's ledger.csv as rows; further columns than customer, period and amount become attributes,
/// "product" the line.
pub fn case_spec(id: &str) -> Spec {
    let text = std::fs::read_to_string(cases().join(id).join("ledger.csv")).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let extra: Vec<&str> = header[3..]
        .iter()
        .copied()
        .filter(|h| *h != "product")
        .collect();
    let rows = lines.map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let mut row = row(cells[0], cells[1], cells[2]);
        for (name, value) in header.iter().zip(&cells).skip(3) {
            if *name == "product" {
                row = row.line(value);
            } else {
                row.attributes.push((*value).to_owned());
            }
        }
        row
    });
    Spec::new(&extra, rows.collect())
}

pub fn labels(report: &Report) -> BTreeSet<String> {
    report.periods.iter().map(|p| p.label.clone()).collect()
}
