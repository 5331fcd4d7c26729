//! Classes and the gross table (M-1, M-2), each with figures worked out by hand.

use crate::common::{assert_checks, ledger, monthly, months, period, row, same};
use crate::list;
use holdfast_metrics::Class;

/// Section 8: three trade down by 2,000, 1,000 and 3,000, a fourth leaves with 5,000, a fifth drops one
/// product of 700 and adds another of 400.
#[test]
fn the_worked_example_of_section_8() {
    let mut rows = Vec::new();
    for (customer, before, after) in [
        ("A", 10_000, 8_000),
        ("B", 5_000, 4_000),
        ("C", 9_000, 6_000),
    ] {
        rows.push(row(customer, "2025-01", before));
        rows.push(row(customer, "2025-02", after));
    }
    let first_four = months([rows.clone(), vec![row("D", "2025-01", 5_000)]].concat());
    let p = period(&first_four, "2025-02");
    same(p.total.bridge.downsell, "6000", "three stay");
    same(
        p.total.bridge.churn,
        "5000",
        "the fourth is churn, never downsell",
    );

    rows.push(row("D", "2025-01", 5_000));
    rows.push(row("E", "2025-01", 1_500).line("P"));
    rows.push(row("E", "2025-01", 700).line("Q"));
    rows.push(row("E", "2025-02", 1_500).line("P"));
    rows.push(row("E", "2025-02", 400).line("R"));
    let report = months(rows);
    assert_checks(&report);
    let p = period(&report, "2025-02");
    same(p.total.bridge.downsell, "6300", "300 net of the fifth");
    same(p.total.bridge.churn, "5000", "churn");
    same(
        p.total.bridge.expansion,
        "0",
        "no expansion by the added product",
    );
    same(p.lines.decrease, "6700", "2,000 + 1,000 + 3,000 + 700");
    same(p.lines.increase, "400", "increase");
    same(p.lines.swap, "400", "swap");
    assert_eq!(p.total.counts.downsell, 4);
}

/// M-1: every class at its amount, exactly one a customer.
#[test]
fn m_1_classes() {
    let rows = vec![
        row("back", "2025-01", 70),
        row("churned", "2025-02", 40),
        row("fell", "2025-02", 100),
        row("flat", "2025-02", 30),
        row("grew", "2025-02", 50),
        row("back", "2025-03", 60),
        row("fell", "2025-03", 80),
        row("flat", "2025-03", 30),
        row("grew", "2025-03", 55),
        row("new", "2025-03", 10),
    ];
    let ledger = ledger(rows);
    let found: Vec<(String, Class, String)> = list(&ledger, &monthly(), "2025-03")
        .into_iter()
        .map(|m| {
            let id = ledger.customers()[m.customer as usize].id.clone();
            (id, m.class, m.amount.to_string())
        })
        .collect();
    let wanted = [
        ("back", Class::Reactivation, "60"),
        ("churned", Class::Churn, "40"),
        ("fell", Class::Downsell, "20"),
        ("flat", Class::Flat, "0"),
        ("grew", Class::Expansion, "5"),
        ("new", Class::New, "10"),
    ];
    let wanted: Vec<_> = wanted
        .map(|(i, c, a)| (i.to_owned(), c, a.to_owned()))
        .into();
    assert_eq!(found, wanted);
}

/// M-2: net per customer in the bridge, each line's move in the gross table; the swap ties both.
#[test]
fn m_2_the_leak_under_an_upsell_shows_in_the_gross_table() {
    let report = months(vec![
        row("A", "2025-01", 200).line("P"),
        row("A", "2025-01", 50).line("Q"),
        row("A", "2025-02", 300).line("P"),
        row("A", "2025-02", 20).line("Q"),
        row("B", "2025-01", 100).line("Gold"),
        row("B", "2025-01", 60).line("Silver"),
        row("B", "2025-02", 100).line("Gold"),
    ]);
    assert_checks(&report);
    let p = period(&report, "2025-02");
    same(p.total.bridge.expansion, "70", "A net");
    same(
        p.total.bridge.downsell,
        "60",
        "B: one of two products cancelled is downsell",
    );
    same(p.total.bridge.churn, "0", "not churn");
    same(p.lines.increase, "100", "increase");
    same(p.lines.decrease, "90", "30 + 60");
    same(p.lines.swap, "30", "increase less E");
}
