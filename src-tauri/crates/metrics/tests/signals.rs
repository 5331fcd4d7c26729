//! Rules G-1 to G-3, with figures by hand.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{Row, Spec, dec, ledger, monthly, row};
use holdfast_ledger::Ledger;
use holdfast_metrics::{Basis, Driver, Report, Status, StatusReason, compute};

/// One total in each of several months by (downsell, expansion, churn) of three customers of 1,000 each
/// time; the minimum of customers is 1 so that small ledgers can have a status.
fn status(moves: &[(i64, i64)]) -> (Status, StatusReason) {
    let mut rows = Vec::new();
    let (mut down, mut up) = (10_000, 10_000);
    rows.extend([row("D", "2024-12", down), row("E", "2024-12", up)]);
    for (i, (d, e)) in moves.iter().enumerate() {
        (down, up) = (down - d, up + e);
        let at = format!("2025-{:02}", i + 1);
        rows.extend([row("D", &at, down), row("E", &at, up)]);
    }
    with_min_n(&ledger(rows), 1).status
}

fn with_min_n(ledger: &Ledger, min_n: u32) -> Report {
    compute(ledger, &Basis { min_n, ..monthly() }).unwrap()
}

/// G-1, in the order bad, watch, good, else no signal.
#[test]
fn g_1_bad() {
    assert_eq!(
        status(&[(110, 100)]),
        (Status::Bad, StatusReason::DownsellOverExpansion(dec("1.1")))
    );
    assert_eq!(status(&[(100, 100)]).0, Status::NoSignal, "1 is not over 1");
    // 1,000 / 20,000 = 5 %, then 1,200 / 20,500: over 5 % and rising, with more expansion still.
    let (status_found, reason) = status(&[(1_000, 1_500), (1_200, 1_500)]);
    assert_eq!(status_found, Status::Bad);
    assert_eq!(
        reason,
        StatusReason::HighAndRising(dec("1200") / dec("20500"), dec("0.05"))
    );
    assert_ne!(
        status(&[(1_200, 1_500)]).0,
        Status::Bad,
        "one period does not rise"
    );
}

#[test]
fn g_1_watch() {
    let (found, reason) = status(&[(10, 100), (20, 100), (30, 100)]);
    assert_eq!(
        (found, reason),
        (
            Status::Watch,
            StatusReason::RatioRoseTwice(dec("0.1"), dec("0.2"), dec("0.3"))
        )
    );
    // The ratio falls (10/40, 20/100, 30/99) while downsell rises twice and expansion does not.
    let (found, reason) = status(&[(10, 20), (20, 100), (30, 99)]);
    assert_eq!(
        (found, reason),
        (
            Status::Watch,
            StatusReason::DownsellRoseTwice(dec("10"), dec("20"), dec("30"))
        )
    );
    assert_eq!(
        status(&[(10, 20), (20, 100), (30, 200)]).0,
        Status::NoSignal,
        "expansion rose twice too"
    );
    assert_eq!(
        status(&[(20, 100), (30, 100)]).0,
        Status::NoSignal,
        "two periods are no two rises"
    );
}

#[test]
fn g_1_good_needs_both() {
    let rows = |down: i64, up: i64| {
        ledger(vec![
            row("D", "2025-01", 1_000),
            row("E", "2025-01", 1_000),
            row("D", "2025-02", 1_000 - down),
            row("E", "2025-02", 1_000 + up),
        ])
    };
    let found = with_min_n(&rows(60, 260), 1).status;
    assert_eq!(
        found,
        (
            Status::Good,
            StatusReason::LowDownsellHighNrr(dec("0.03"), dec("1.1"))
        )
    );
    assert_eq!(
        with_min_n(&rows(61, 300), 1).status.0,
        Status::NoSignal,
        "over 3 %"
    );
    assert_eq!(
        with_min_n(&rows(60, 258), 1).status.0,
        Status::NoSignal,
        "NRR under 110 %"
    );
}

/// S-4: fewer customers than the minimum set no status.
#[test]
fn g_1_small_bases_set_no_status() {
    let rows = vec![row("A", "2025-01", 100), row("A", "2025-02", 10)];
    let rows = [
        rows,
        vec![row("B", "2025-01", 100), row("B", "2025-02", 101)],
    ]
    .concat();
    assert_eq!(with_min_n(&ledger(rows.clone()), 2).status.0, Status::Bad);
    assert_eq!(
        with_min_n(&ledger(rows), 3).status,
        (Status::NoSignal, StatusReason::Nothing)
    );
}

fn concentrated(small: usize) -> Ledger {
    let mut rows: Vec<Row> = Vec::new();
    for i in 0..20 {
        let segment = if i < small { "SMB" } else { "Ent" };
        let customer = format!("c{i:02}");
        rows.push(row(&customer, "2025-01", 100).at(&[segment]));
        let now = if i == 0 { 80 } else { 100 };
        rows.push(row(&customer, "2025-02", now).at(&[segment]));
    }
    rows.push(row("grows", "2025-01", 100).at(&["Ent"]));
    rows.push(row("grows", "2025-02", 150).at(&["Ent"]));
    Spec::new(&["tier"], rows).build()
}

#[test]
fn g_1_a_concentrated_segment_is_watched_unless_it_is_small() {
    let (found, reason) = with_min_n(&concentrated(5), 5).status;
    let share = dec("500") / dec("2100");
    assert_eq!(
        (found, reason),
        (
            Status::Watch,
            StatusReason::Concentrated("tier".into(), "SMB".into(), dec("1"), share)
        )
    );
    assert_eq!(
        with_min_n(&concentrated(4), 5).status.0,
        Status::NoSignal,
        "four customers"
    );
    assert_eq!(
        with_min_n(&concentrated(11), 5).status.0,
        Status::NoSignal,
        "not twice its share"
    );
}

/// G-2: nine quarter ends, eight quarters. "warned" has a downsell two quarters before it leaves.
#[test]
fn g_2_lead_test() {
    let ends = [
        "2023-12", "2024-03", "2024-06", "2024-09", "2024-12", "2025-03", "2025-06", "2025-09",
        "2025-12",
    ];
    let amounts: [(&str, [i64; 9]); 4] = [
        ("early", [50, 40, 0, 0, 0, 0, 0, 0, 0]),
        ("stays", [70; 9]),
        ("sudden", [30, 30, 30, 30, 30, 30, 30, 0, 0]),
        ("warned", [100, 100, 100, 100, 80, 80, 0, 0, 0]),
    ];
    let rows = amounts.iter().flat_map(|(customer, amounts)| {
        ends.iter()
            .zip(amounts)
            .map(|(at, amount)| row(customer, at, amount))
    });
    let report = compute(&ledger(rows.collect()), &Basis::default()).unwrap();
    let lead = report.lead.unwrap();
    assert_eq!(
        (lead.churned_customers, lead.churned_amount),
        (2, dec("110")),
        "with four quarters before"
    );
    assert_eq!(
        lead.by_lead,
        [(0, dec("0")), (1, dec("80")), (0, dec("0")), (0, dec("0"))]
    );
    assert_eq!(lead.with_downsell, (2, 2), "early and warned");
    // Quarters 1 to 6: stays 6 cases, sudden 6 (of which 2 before it leaves), warned 4 (of which the one
    // after its downsell).
    assert_eq!(lead.without_downsell, (16, 3));
    let short = ledger(vec![row("A", "2024-12", 1), row("A", "2025-03", 1)]);
    assert_eq!(compute(&short, &Basis::default()).unwrap().lead, None);
}

/// G-3: customers with a downsell in the last two quarters which still pay, largest first.
#[test]
fn g_3_watch_list() {
    let amounts: [(&str, [i64; 4]); 5] = [
        ("both", [100, 90, 70, 70]),
        ("first only", [500, 400, 300, 300]),
        ("gone", [100, 90, 80, 0]),
        ("recent", [200, 200, 200, 150]),
        ("steady", [100, 100, 100, 100]),
    ];
    let ends = ["2024-12", "2025-03", "2025-06", "2025-09"];
    let rows = amounts.iter().flat_map(|(customer, amounts)| {
        let of = |(at, amount): (&&str, &i64)| {
            row(customer, at, amount)
                .quantity(amount)
                .renewal("2026-01-31")
        };
        ends.iter().zip(amounts).map(of).collect::<Vec<_>>()
    });
    let ledger = ledger(rows.collect());
    let report = compute(&ledger, &Basis::default()).unwrap();
    let found: Vec<_> = report
        .watch
        .iter()
        .map(|w| {
            let id = ledger.customers()[w.customer as usize].id.as_str();
            (id, w.amount, w.downsell, w.period.as_str(), w.driver)
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "first only",
                dec("300"),
                dec("100"),
                "2025-Q2",
                Driver::Seats
            ),
            ("recent", dec("150"), dec("50"), "2025-Q3", Driver::Seats),
            ("both", dec("70"), dec("20"), "2025-Q2", Driver::Seats),
        ]
    );
    assert_eq!(report.watch[0].renewal.unwrap().to_string(), "2026-01-31");
}
