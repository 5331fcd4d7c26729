//! Movements which look like artefacts (M-8).

use crate::common::{assert_checks, dec, ledger, monthly, months, period, row, same};
use holdfast_metrics::{Basis, Phantom, Report, compute};

fn flags(report: &Report) -> Vec<(String, Phantom, String)> {
    let flag =
        |f: &holdfast_metrics::PhantomFlag| (f.close.to_string(), f.phantom, f.amount.to_string());
    report.phantoms.iter().map(flag).collect()
}

/// M-8: flagged, never reclassified.
#[test]
fn m_8_dips_and_late_renewals_are_flagged() {
    let report = months(vec![
        row("dips", "2025-01", 100),
        row("dips", "2025-02", 60),
        row("dips", "2025-03", 60),
        row("dips", "2025-04", 100),
        row("late", "2025-01", 200),
        row("late", "2025-03", 210),
        row("late", "2025-04", 210),
        row("other amount", "2025-01", 200),
        row("other amount", "2025-03", 120),
        row("other amount", "2025-04", 120),
        row("falls for good", "2025-01", 50),
        row("falls for good", "2025-02", 40),
        row("falls for good", "2025-03", 40),
        row("falls for good", "2025-04", 40),
    ]);
    assert_checks(&report);
    assert_eq!(
        flags(&report),
        [
            ("2025-02".into(), Phantom::Dip, "40".into()),
            ("2025-02".into(), Phantom::LateRenewal, "200".into()),
        ]
    );
    let feb = period(&report, "2025-02");
    same(feb.total.bridge.downsell, "50", "still downsell");
    same(feb.total.bridge.churn, "400", "still churn");
}

#[test]
fn m_8_a_migration_of_one_plan_on_one_day() {
    let mut rows = Vec::new();
    for i in 0..8 {
        let moved = i < 6;
        let customer = format!("c{i}");
        rows.push(row(&customer, "2025-01", 100).plan("Legacy"));
        let (plan, amount) = if moved { ("Team", 90) } else { ("Legacy", 100) };
        rows.push(row(&customer, "2025-02", amount).plan(plan));
    }
    let report = months(rows);
    assert_eq!(report.phantoms.len(), 6);
    assert!(
        report
            .phantoms
            .iter()
            .all(|f| f.phantom == Phantom::Migration)
    );
    same(
        period(&report, "2025-02").total.bridge.downsell,
        "60",
        "not reclassified",
    );
}

/// M-8: a tenth of a large plan on one day is a migration too; the same number spread over the months is not.
#[test]
fn m_8_a_migration_of_a_part_of_a_plan() {
    let company = |moves: fn(u32) -> u32| {
        let customers = (0..60).flat_map(|i| {
            (1..=9).map(move |month| {
                let (plan, amount) = if i < 6 && month >= moves(i) {
                    ("New", 96)
                } else {
                    ("Old", 100)
                };
                row(&format!("c{i:02}"), &format!("2025-0{month}"), amount).plan(plan)
            })
        });
        months(customers.collect())
    };
    let one_day = flags(&company(|_| 5));
    assert_eq!(one_day.len(), 6);
    assert!(
        one_day
            .iter()
            .all(|(close, kind, _)| close == "2025-05" && *kind == Phantom::Migration)
    );
    assert!(flags(&company(|i| 3 + i)).is_empty());
}

/// M-8: bridging carries the amount through at most N closes and lists each as an adjustment.
#[test]
fn m_8_bridging_gaps_is_a_choice() {
    let rows = vec![
        row("one", "2025-01", 100),
        row("one", "2025-03", 90),
        row("two", "2025-01", 100),
        row("two", "2025-04", 100),
        row("gone", "2025-01", 100),
        row("z", "2025-02", 1),
        row("z", "2025-05", 1),
        row("two", "2025-05", 100),
        row("one", "2025-04", 90),
        row("one", "2025-05", 90),
    ];
    let ledger = ledger(rows);
    let off = compute(&ledger, &monthly()).unwrap();
    assert!(off.bridged.is_empty());
    same(
        period(&off, "2025-02").total.bridge.churn,
        "300",
        "all three are away",
    );

    let basis = Basis {
        grace_gap: 1,
        ..monthly()
    };
    let on = compute(&ledger, &basis).unwrap();
    assert_checks(&on);
    let bridged: Vec<_> = on
        .bridged
        .iter()
        .map(|g| {
            (
                ledger.customers()[g.customer as usize].id.as_str(),
                g.close.to_string(),
                g.amount,
            )
        })
        .collect();
    assert_eq!(bridged, [("one", "2025-02".to_owned(), dec("100"))]);
    same(
        period(&on, "2025-02").total.bridge.churn,
        "200",
        "two is away for two closes, gone for good",
    );
    same(
        period(&on, "2025-03").total.bridge.downsell,
        "10",
        "it comes back lower: downsell",
    );
    same(
        period(&on, "2025-03").total.bridge.churn,
        "1",
        "z is away for two closes",
    );
}
