//! As reported, restated (section 7): each cause, computed by hand; mixtures; and random pairs of ledgers.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Spec, close, dec, row};
use holdfast_ledger::{Decimal, Grain, Ledger, Ratio};
use holdfast_metrics::restatement::{
    Cause, Change, Figures, Later, Reading, Rename, Reported, Restatement, compare,
};
use holdfast_metrics::{Basis, compute};
use proptest::prelude::*;
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
    assert_eq!(
        (mid.unwrap().before, mid.unwrap().after),
        (some("246"), some("241"))
    );
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
fn added_and_removed_customers_are_told_from_corrections() {
    let mut rows = with("C", None);
    for month in ["2025-01", "2025-02", "2025-03"] {
        rows.push(row("Z", month, 7).at(&["Mid"]));
    }
    let found = compared(&spec(rows).build(), &monthly(), &[]);
    let kinds: Vec<_> = found
        .changes
        .iter()
        .map(|c| (c.cause, c.subject.as_str()))
        .collect();
    assert_eq!(
        kinds,
        [(Cause::CustomerAdded, "Z"), (Cause::CustomerRemoved, "C")]
    );
    let steps = vec![
        (Cause::CustomerAdded, dec("7")),
        (Cause::CustomerRemoved, dec("-50")),
    ];
    assert_eq!(at(&found, "2025-03"), (dec("376"), steps, dec("333")));
    let by = vec![
        (Cause::CustomerAdded, some("7")),
        (Cause::CustomerRemoved, some("-50")),
    ];
    assert_eq!(
        figure(&found, "2025-02", "opening_arr"),
        (some("453"), by, some("410"))
    );
}

#[test]
fn a_rename_moves_no_figure_and_waits_for_nothing() {
    let mut rows = rows();
    let mine = rows.iter_mut().filter(|r| r.customer == "D");
    mine.for_each(|r| r.customer = "Delta".to_owned());
    let found = compared(&spec(rows).build(), &monthly(), &[]);
    let change = one(&found);
    assert_eq!(
        (change.cause, change.other.as_deref()),
        (Cause::Renamed, Some("Delta"))
    );
    assert!(!change.needs_choice && found.is_empty() && found.figures.is_empty());
    assert_eq!(at(&found, "2025-01").1, [(Cause::Renamed, Decimal::ZERO)]);
}

#[test]
fn a_merger_moves_customers_and_classes_but_not_the_total() {
    // D (70, 71, 0) becomes part of A: A falls from 171 to 100 in March, so D's churn of 71 is downsell.
    let mut rows = with("D", None);
    for (r, more) in rows
        .iter_mut()
        .filter(|r| r.customer == "A")
        .zip([70, 71, 0])
    {
        r.amount = (dec(&r.amount) + Decimal::from(more)).to_string();
    }
    let found = compared(&spec(rows).build(), &monthly(), &[]);
    let change = one(&found);
    assert_eq!(
        (
            change.cause,
            change.subject.as_str(),
            change.other.as_deref()
        ),
        (Cause::Merged, "D", Some("A"))
    );
    assert!(change.needs_choice);
    let by = |delta: &str| vec![(Cause::Merged, some(delta))];
    assert_eq!(
        figure(&found, "2025-03", "churn_arr"),
        (some("71"), by("-71"), some("0"))
    );
    assert_eq!(
        figure(&found, "2025-03", "downsell_arr"),
        (some("20"), by("71"), some("91"))
    );
    assert_eq!(
        at(&found, "2025-02"),
        (dec("467"), vec![(Cause::Merged, Decimal::ZERO)], dec("467"))
    );
}

#[test]
fn two_customers_which_became_a_new_one_are_a_merger() {
    let mut rows = rows();
    rows.retain(|r| r.customer != "A" && r.customer != "C");
    for month in ["2025-01", "2025-02", "2025-03"] {
        rows.push(row("AC", month, 150).at(&["SMB"]));
    }
    let found = compared(&spec(rows).build(), &monthly(), &[]);
    let change = one(&found);
    assert_eq!(
        (
            change.cause,
            change.subject.as_str(),
            change.other.as_deref()
        ),
        (Cause::Merged, "A, C", Some("AC"))
    );
}

#[test]
fn a_stated_merger_with_another_amount_is_merger_and_correction() {
    // The mapping sheet says C → A; A now has 150, 150, 155: 5 more than both had in March.
    let mut rows = with("C", None);
    let mine = rows.iter_mut().filter(|r| r.customer == "A");
    mine.zip(["150", "150", "155"])
        .for_each(|(r, a)| a.clone_into(&mut r.amount));
    let stated = [Rename {
        from: "C".to_owned(),
        to: "A".to_owned(),
        effective: None,
    }];
    let found = compared(&spec(rows).build(), &monthly(), &stated);
    let kinds: Vec<_> = found
        .changes
        .iter()
        .map(|c| (c.cause, c.subject.as_str()))
        .collect();
    assert_eq!(kinds, [(Cause::AmountCorrected, "A"), (Cause::Merged, "C")]);
    let steps = vec![
        (Cause::AmountCorrected, dec("5")),
        (Cause::Merged, Decimal::ZERO),
    ];
    assert_eq!(at(&found, "2025-03"), (dec("376"), steps, dec("381")));
}

#[test]
fn a_moved_segment_moves_the_segments_and_not_the_total() {
    let mut rows = rows();
    let mine = rows.iter_mut().filter(|r| r.customer == "D");
    mine.for_each(|r| r.attributes = vec!["Mid".to_owned()]);
    let found = compared(&spec(rows).build(), &monthly(), &[]);
    let change = one(&found);
    assert_eq!(
        (change.cause, change.subject.as_str()),
        (Cause::Resegmented, "D")
    );
    let moved = &change.segments[0];
    assert_eq!(
        (
            moved.attribute.as_str(),
            moved.before.as_str(),
            moved.after.as_str()
        ),
        ("tier", "SMB", "Mid")
    );
    assert!(change.needs_choice, "segments' figures moved");
    assert_eq!(found.totals().count(), 0);
    let churn = found.figures.iter().find(|f| {
        f.key.period == "2025-03" && f.key.metric == "churn_arr" && f.before == some("71")
    });
    assert_eq!(churn.unwrap().after, some("0"), "SMB lost it");
}

#[test]
fn another_rate_is_fx_and_no_correction() {
    let new = Spec::new(&["tier"], rows())
        .rate("EUR", "2025-01", "1.1")
        .rate("EUR", "2025-02", "1.3")
        .rate("EUR", "2025-03", "1.2")
        .build();
    let found = compared(&new, &monthly(), &[]);
    let change = one(&found);
    assert_eq!((change.cause, change.subject.as_str()), (Cause::Fx, "EUR"));
    assert_eq!(change.by_close.get(&close("2025-02")), Some(&dec("3")));
    let by = |delta: &str| vec![(Cause::Fx, some(delta))];
    assert_eq!(
        figure(&found, "2025-02", "fx"),
        (some("3"), by("3"), some("6"))
    );
}

#[test]
fn a_changed_definition_is_no_correction() {
    // D returns in April after one month at 0; bridged, March carries its 71.
    let mut rows = rows();
    for (customer, amount) in [("A", 100), ("B", 190), ("C", 50), ("D", 71)] {
        rows.push(row(customer, "2025-04", amount).at(&["SMB"]));
    }
    let ledger = spec(rows).rate("EUR", "2025-04", "1.2").build();
    let grace = Basis {
        grace_gap: 1,
        min_n: 3,
        ..monthly()
    };
    let found = between(&ledger, &monthly(), &ledger, &grace, &[]);
    let of = |key: &str| found.changes.iter().find(|c| c.subject == key).unwrap();
    let change = of("grace_gap");
    assert_eq!(change.cause, Cause::Basis);
    assert_eq!(change.setting, Some(("0".to_owned(), "1".to_owned())));
    assert!(change.needs_choice);
    assert!(
        !of("min_n").needs_choice,
        "no figure of the past depends on it"
    );
    assert_eq!(
        at(&found, "2025-03"),
        (dec("376"), vec![(Cause::Basis, dec("71"))], dec("447"))
    );
    let by = vec![(Cause::Basis, some("-71"))];
    assert_eq!(
        figure(&found, "2025-03", "churn_arr"),
        (some("71"), by, some("0"))
    );
}

#[test]
fn a_gap_bridged_because_the_return_is_now_known_is_coverage() {
    let mut later = rows();
    for (customer, amount) in [("A", 100), ("B", 190), ("C", 50), ("D", 71)] {
        later.push(row(customer, "2025-04", amount).at(&["SMB"]));
    }
    let basis = Basis {
        grace_gap: 1,
        ..monthly()
    };
    let new = spec(later).build();
    let found = between(&spec(rows()).build(), &basis, &new, &basis, &[]);
    assert_eq!(one(&found).cause, Cause::Coverage);
    assert_eq!(at(&found, "2025-03").1, [(Cause::Coverage, dec("71"))]);
}

#[test]
fn the_rows_read_otherwise_are_mapping_and_decisions() {
    // The source has not changed; the mapping takes C's amounts from another column, a decision excludes D.
    let old = spec(rows()).build();
    let mapped = spec(with("C", Some(["60", "60", "60"]))).build();
    let mut left = with("C", Some(["60", "60", "60"]));
    left.retain(|r| r.customer != "D");
    let now = spec(left).build();
    let basis = monthly();
    let readings = [
        Reading {
            ledger: &old,
            next: Cause::Mapping,
            subject: "mapping",
        },
        Reading {
            ledger: &mapped,
            next: Cause::Override,
            subject: "decisions",
        },
    ];
    let reported = Reported {
        ledger: &old,
        basis: &basis,
        figures: None,
        kept: None,
    };
    let later = Later {
        ledger: &now,
        basis: &basis,
        readings: &readings,
        renames: &[],
    };
    let found = compare(reported, later).unwrap();
    foots(&found);
    let steps = vec![(Cause::Mapping, dec("10")), (Cause::Override, dec("-71"))];
    assert_eq!(at(&found, "2025-02"), (dec("467"), steps, dec("406")));
    assert_eq!(found.changes[0].customers[0].customer, "C");
}

#[test]
fn another_calculation_is_told_by_the_frozen_figures() {
    let ledger = spec(rows()).build();
    let basis = monthly();
    let mut frozen = Figures::of(&compute(&ledger, &basis).unwrap());
    let clean = frozen.clone();
    let nrr = frozen
        .values
        .iter_mut()
        .find(|(k, _)| k.metric == "nrr" && k.period == "2025-03");
    nrr.unwrap().1 = some("0.9");
    let run = |figures: &Figures| {
        let reported = Reported {
            ledger: &ledger,
            basis: &basis,
            figures: Some(figures),
            kept: None,
        };
        let later = Later {
            ledger: &ledger,
            basis: &basis,
            readings: &[],
            renames: &[],
        };
        compare(reported, later).unwrap()
    };
    assert!(run(&clean).is_empty());
    let found = run(&frozen);
    assert_eq!(one(&found).cause, Cause::Calculation);
    assert_eq!(figure(&found, "2025-03", "nrr").0, some("0.9"));
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

fn any_rows() -> impl Strategy<Value = Vec<(u8, u8, i64, u8, bool)>> {
    prop::collection::vec(
        (0..6_u8, 0..6_u8, -500_i64..20_000, 0..3_u8, any::<bool>()),
        1..60,
    )
}

fn random(rows: &[(u8, u8, i64, u8, bool)], rate: &str) -> Ledger {
    let rows = rows.iter().map(|(customer, month, cents, tier, euro)| {
        let month = format!("2025-{:02}", month + 1);
        let tier = ["", "SMB", "Mid"][usize::from(*tier)];
        row(&format!("c{customer}"), &month, Decimal::new(*cents, 2))
            .currency(if *euro { "EUR" } else { "" })
            .at(&[tier])
    });
    let mut spec = Spec::new(&["tier"], rows.collect());
    for month in 1..=6 {
        spec = spec.rate("EUR", &format!("2025-{month:02}"), rate);
    }
    spec.build()
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever two ledgers and bases: causes foot at every close and for every figure, and a state
    /// compared with itself has not changed.
    #[test]
    fn every_pair_foots(a in any_rows(), b in any_rows(), grace in 0..2_u32, quarter in any::<bool>()) {
        let (old, new) = (random(&a, "1.1"), random(&b, "1.17"));
        let was = Basis { period: if quarter { Grain::Quarter } else { Grain::Month }, ..Basis::default() };
        let is = Basis { grace_gap: grace, reactivation_window: Some(1), ..was.clone() };
        between(&old, &was, &new, &is, &[]);
        let same = between(&old, &was, &old, &was, &[]);
        prop_assert!(same.is_empty() && same.changes.is_empty());
    }

    /// A few rows of a ledger changed: the changes name only customers of these rows.
    #[test]
    fn only_what_changed_is_named(a in any_rows(), at in 0..60_usize, more in 1..500_i64) {
        let mut b = a.clone();
        let at = at % b.len();
        b[at].2 += more;
        let (old, new) = (random(&a, "1.1"), random(&b, "1.1"));
        let found = between(&old, &monthly(), &new, &monthly(), &[]);
        let changed = format!("c{}", b[at].0);
        for change in &found.changes {
            prop_assert_eq!(&change.subject, &changed);
        }
    }
}
