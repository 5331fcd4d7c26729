//! Close to close, and the sum of months (M-3).

use crate::common::{Spec, assert_checks, ledger, monthly, period, row, same};
use crate::{list, quarterly};
use holdfast_ledger::{Grain, Period};
use holdfast_metrics::basis::Method;
use holdfast_metrics::{Basis, Class, compute};

/// M-3: close to close by default; the sum of months as the labelled alternative, with the difference.
#[test]
fn m_3_sum_of_months() {
    let rows = vec![
        row("A", "2024-12", 100).at(&["x"]),
        row("A", "2025-01", 150).at(&["x"]),
        row("A", "2025-02", 100).at(&["y"]),
        row("A", "2025-03", 100).at(&["y"]),
        row("B", "2024-12", 100).at(&["x"]),
        row("B", "2025-02", 100).at(&["x"]),
        row("B", "2025-03", 80).at(&["x"]),
    ];
    let ledger = Spec::new(&["tier"], rows).build();
    let net = compute(&ledger, &quarterly()).unwrap();
    assert_checks(&net);
    let p = period(&net, "2025-Q1");
    same(p.total.bridge.downsell, "20", "B from 100 to 80");
    same(p.total.bridge.expansion, "0", "A as it was");
    let difference = p.sum_of_months.as_ref().unwrap();
    same(difference.downsell, "50", "A in February");
    same(difference.expansion, "50", "A in January");
    same(difference.churn, "100", "B in January");
    same(difference.reactivation, "100", "B in February");
    same(difference.opening, "0", "same opening");
    same(difference.closing, "0", "same closing");

    let basis = Basis {
        method: Method::SumOfMonths,
        ..quarterly()
    };
    let sums = compute(&ledger, &basis).unwrap();
    assert_checks(&sums);
    let p = period(&sums, "2025-Q1");
    same(p.total.bridge.downsell, "70", "50 + 20");
    same(p.total.bridge.churn, "100", "B in January");
    same(
        p.total.rates.nrr.unwrap(),
        "0.9",
        "closed cohort, whatever the method",
    );
    same(
        p.total.rates.grr.unwrap(),
        "0.9",
        "closed cohort, whatever the method",
    );
    let listed = list(&ledger, &basis, "2025-Q1");
    let downsell: holdfast_ledger::Decimal = listed
        .iter()
        .filter(|m| m.class == Class::Downsell)
        .map(|m| m.amount)
        .sum();
    same(downsell, "70", "the list adds up to the line");
    assert!(listed.windows(2).all(|w| w[0].customer <= w[1].customer));
}

/// M-3, L-3: no difference where a month is missing; the sum of covered steps still foots.
#[test]
fn m_3_with_a_month_missing() {
    let ledger = ledger(vec![
        row("A", "2024-12", 100),
        row("A", "2025-02", 90),
        row("A", "2025-03", 80),
    ]);
    let report = compute(&ledger, &quarterly()).unwrap();
    assert_eq!(period(&report, "2025-Q1").sum_of_months, None);
    let sums = compute(
        &ledger,
        &Basis {
            method: Method::SumOfMonths,
            ..quarterly()
        },
    )
    .unwrap();
    assert_checks(&sums);
    same(
        period(&sums, "2025-Q1").total.bridge.downsell,
        "20",
        "10 + 10",
    );
}

#[test]
fn movements_of_an_uncovered_period_are_none() {
    let ledger = ledger(vec![row("A", "2025-01", 1), row("A", "2025-02", 1)]);
    let basis = monthly();
    let later = Period::containing(
        Grain::Month,
        basis.fiscal_year_start,
        crate::common::close("2025-06"),
    );
    assert!(holdfast_metrics::movements(&ledger, &basis, later).is_empty());
}
