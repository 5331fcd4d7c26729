//! As reported, restated (section 7): each cause, computed by hand; mixtures; and random pairs of ledgers.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "../common/mod.rs"]
mod common;
mod generated;
mod people;
mod readings;

use common::{Spec, close, dec, row};
use holdfast_ledger::{Decimal, Grain, Ledger, Ratio};
use holdfast_metrics::restatement::{
    Cause, Change, FigureKey, Later, Rename, Reported, Restatement, compare, value_of,
};
use holdfast_metrics::{Basis, compute};
use std::collections::BTreeSet;

/// January to March: 450, 461 + 36, 340 + 36 in dollars at the rates of [`base`].
fn rows() -> Vec<common::Row> {
    let amounts = [
        ("A", "SMB", ["100", "100", "100"]),
        ("B", "Mid", ["200", "210", "190"]),
        ("C", "SMB", ["50", "50", "50"]),
        ("D", "SMB", ["70", "71", "0"]),
        ("E", "Mid", ["30", "30", "30"]),
    ];
    let months = ["2025-01", "2025-02", "2025-03"];
    let mut out = Vec::new();
    for (customer, tier, of) in amounts {
        for (month, amount) in months.iter().zip(of) {
            let currency = if customer == "E" { "EUR" } else { "" };
            out.push(row(customer, month, amount).currency(currency).at(&[tier]));
        }
    }
    out
}

fn spec(rows: Vec<common::Row>) -> Spec {
    Spec::new(&["tier"], rows)
        .rate("EUR", "2025-01", "1.1")
        .rate("EUR", "2025-02", "1.2")
        .rate("EUR", "2025-03", "1.2")
        .cover(&["2025-01", "2025-02", "2025-03"])
}

fn monthly() -> Basis {
    Basis {
        period: Grain::Month,
        ..Basis::default()
    }
}

/// Rows of the base with this customer's amounts replaced, or taken out.
fn with(customer: &str, amounts: Option<[&str; 3]>) -> Vec<common::Row> {
    let mut rows = rows();
    match amounts {
        None => rows.retain(|r| r.customer != customer),
        Some(amounts) => {
            let mine = rows.iter_mut().filter(|r| r.customer == customer);
            mine.zip(amounts)
                .for_each(|(r, a)| a.clone_into(&mut r.amount));
        }
    }
    rows
}

fn compared(new: &Ledger, basis: &Basis, renames: &[Rename]) -> Restatement {
    between(&spec(rows()).build(), &monthly(), new, basis, renames)
}

fn between(old: &Ledger, was: &Basis, new: &Ledger, is: &Basis, renames: &[Rename]) -> Restatement {
    let reported = Reported {
        ledger: old,
        basis: was,
        figures: None,
        kept: None,
    };
    let later = Later {
        ledger: new,
        basis: is,
        readings: &[],
        renames,
    };
    let found = compare(reported, later).unwrap();
    foots(&found);
    found
}

/// Every close, figure and change foots, and no two changes share an id.
fn foots(found: &Restatement) {
    for line in &found.closes {
        assert_eq!(line.gap(), Decimal::ZERO, "{line:?}");
        for (cause, total) in &line.by_cause {
            let parts = found.changes.iter().filter(|c| c.cause == *cause);
            let sum: Decimal = parts.filter_map(|c| c.by_close.get(&line.close)).sum();
            assert_eq!(sum, *total, "{cause:?} at {}", line.close);
        }
    }
    for figure in &found.figures {
        if let Some(gap) = figure.gap() {
            assert!(gap.abs() < dec("0.00000000000000000001"), "{figure:?}");
        }
    }
    let ids: BTreeSet<&str> = found.changes.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids.len(), found.changes.len());
}

fn one(found: &Restatement) -> &Change {
    assert_eq!(found.changes.len(), 1, "{:#?}", found.changes);
    &found.changes[0]
}

/// before → by cause → after of a metric of the total.
fn figure(found: &Restatement, period: &str, metric: &str) -> (Ratio, Vec<(Cause, Ratio)>, Ratio) {
    let all = found.totals();
    let mut of = all.filter(|f| f.key.period == period && f.key.metric == metric);
    let f = of
        .next()
        .unwrap_or_else(|| panic!("{period} {metric} did not change"));
    let causes = f.by_cause.iter().map(|(c, v)| (*c, *v)).collect();
    (f.before, causes, f.after)
}

fn at(found: &Restatement, month: &str) -> (Decimal, Vec<(Cause, Decimal)>, Decimal) {
    let line = found
        .closes
        .iter()
        .find(|c| c.close == close(month))
        .unwrap();
    let causes = line.by_cause.iter().map(|(c, v)| (*c, *v)).collect();
    (line.before, causes, line.after)
}

fn some(text: &str) -> Ratio {
    Some(dec(text))
}

#[test]
fn the_same_ledger_has_no_change_and_a_further_close_is_none() {
    let mut rows = rows();
    rows.push(row("A", "2025-04", 90).at(&["SMB"]));
    let found = compared(&spec(rows).build(), &monthly(), &[]);
    assert!(found.is_empty() && found.changes.is_empty(), "{found:#?}");
    assert_eq!(found.added_closes, [close("2025-04")]);
    assert_eq!(found.closes.len(), 3);
}

#[test]
fn a_corrected_amount_moves_both_periods_it_touches() {
    let new = spec(with("B", Some(["200", "205", "190"]))).build();
    let found = compared(&new, &monthly(), &[]);
    let change = one(&found);
    assert_eq!(
        (change.cause, change.subject.as_str()),
        (Cause::AmountCorrected, "B")
    );
    assert!(change.needs_choice && change.id.starts_with("amount_corrected/B/"));
    let step = vec![(Cause::AmountCorrected, dec("-5"))];
    assert_eq!(at(&found, "2025-02"), (dec("467"), step, dec("462")));
    assert_eq!(at(&found, "2025-03"), (dec("376"), vec![], dec("376")));
    // February: expansion 10 (B) + 1 (D) becomes 5 + 1; March: B's downsell 20 becomes 15.
    let by = |delta: &str| vec![(Cause::AmountCorrected, some(delta))];
    assert_eq!(
        figure(&found, "2025-02", "expansion_arr"),
        (some("11"), by("-5"), some("6"))
    );
    assert_eq!(
        figure(&found, "2025-03", "downsell_arr"),
        (some("20"), by("-5"), some("15"))
    );
    // Of the Mid tier too: 246 at the close of February becomes 241.
    let mid = found.figures.iter().find(|f| {
        f.key.segment == Some(("tier".into(), "Mid".into())) && f.key.metric == "closing_arr"
    });
    let mid = mid.unwrap();
    assert_eq!((mid.before, mid.after), (some("246"), some("241")));
    let report = compute(&new, &monthly()).unwrap();
    let february = report.periods.iter().find(|p| p.label == "2025-02");
    assert_eq!(value_of(february.unwrap(), &mid.key), some("241"));
    let elsewhere = FigureKey {
        segment: Some(("tier".into(), "Giant".into())),
        ..mid.key.clone()
    };
    assert_eq!(value_of(february.unwrap(), &elsewhere), None);
}

#[test]
fn an_id_changes_with_the_content_of_its_change() {
    let id = |amount: &str| {
        let new = spec(with("B", Some(["200", amount, "190"]))).build();
        one(&compared(&new, &monthly(), &[])).id.clone()
    };
    assert_eq!(id("205"), id("205.00"));
    assert_ne!(id("205"), id("204"));
}

#[test]
fn a_mixture_is_taken_apart_and_foots() {
    let mut rows = with("A", Some(["110", "110", "110"]));
    rows.retain(|r| r.customer != "C");
    let mine = rows.iter_mut().filter(|r| r.customer == "B");
    mine.for_each(|r| r.customer = "Beta".to_owned());
    let mine = rows.iter_mut().filter(|r| r.customer == "D");
    mine.for_each(|r| r.attributes = vec!["Mid".to_owned()]);
    rows.push(row("Z", "2025-03", 9).at(&["Mid"]));
    let new = Spec::new(&["tier"], rows)
        .rate("EUR", "2025-01", "1.1")
        .rate("EUR", "2025-02", "1.2")
        .rate("EUR", "2025-03", "1.25")
        .build();
    let found = compared(&new, &monthly(), &[]);
    let causes: Vec<Cause> = found.causes();
    assert_eq!(
        causes,
        [
            Cause::AmountCorrected,
            Cause::CustomerAdded,
            Cause::CustomerRemoved,
            Cause::Renamed,
            Cause::Resegmented,
            Cause::Fx
        ]
    );
    let steps = vec![
        (Cause::AmountCorrected, dec("10")),
        (Cause::CustomerAdded, dec("9")),
        (Cause::CustomerRemoved, dec("-50")),
        (Cause::Renamed, Decimal::ZERO),
        (Cause::Fx, dec("1.5")),
    ];
    assert_eq!(at(&found, "2025-03"), (dec("376"), steps, dec("346.5")));
}

#[test]
fn other_currencies_are_refused_with_a_sentence() {
    let mut other = spec(rows());
    other.reporting = "GBP".to_owned();
    let other = other.rate("USD", "2025-01", "1").build();
    let old = spec(rows()).build();
    let basis = monthly();
    let reported = Reported {
        ledger: &old,
        basis: &basis,
        figures: None,
        kept: None,
    };
    let later = Later {
        ledger: &other,
        basis: &basis,
        readings: &[],
        renames: &[],
    };
    let error = compare(reported, later).unwrap_err().to_string();
    assert!(error.contains("USD") && error.contains("GBP"), "{error}");
}

/// A quarter whose end can't be compared, because it was partial or is no longer covered, is not compared up to
/// its last month which can.
#[test]
fn a_quarter_whose_end_is_not_compared_is_not_compared_to_date() {
    let months = ["2024-12", "2025-01", "2025-02", "2025-03"];
    let ledger = |amounts: &[&str]| {
        let covered = &months[..amounts.len()];
        let pairs = covered.iter().zip(amounts);
        let rows = pairs.map(|(month, amount)| row("A", month, *amount).at(&["SMB"]));
        Spec::new(&["tier"], rows.collect()).cover(covered).build()
    };
    let (old, new) = (
        ledger(&["100", "100", "100", "90"]),
        ledger(&["100", "100", "95"]),
    );
    let quarterly = Basis::default();
    let found = between(&old, &quarterly, &new, &quarterly, &[]);
    let newest = found.closes.last().unwrap();
    assert_eq!((newest.close, newest.after), (close("2025-02"), dec("95")));
    assert!(found.figures.is_empty(), "{:#?}", found.figures);
}
