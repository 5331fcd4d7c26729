//! Pauses, free customers, returns, credits: M-9, L-5, L-10.

use crate::common::{Row, Spec, assert_checks, dec, ledger, monthly, months, period, row, same};
use holdfast_ledger::Status;
use holdfast_metrics::basis::{FreeRule, PausedRule};
use holdfast_metrics::{Basis, compute};

fn paused_rows() -> Vec<Row> {
    vec![
        row("P", "2025-01", 100),
        row("P", "2025-02", 100).status(Status::Paused),
        row("P", "2025-03", 100),
        row("Q", "2025-01", 300),
        row("Q", "2025-02", 300),
        row("Q", "2025-03", 300),
    ]
}

/// M-9: paused is churn with "of which paused", a line of its own, or kept at the last paid amount;
/// whatever amount stands beside the status.
#[test]
fn m_9_paused() {
    let ledger = ledger(paused_rows());
    let with = |paused| {
        let report = compute(
            &ledger,
            &Basis {
                paused,
                ..monthly()
            },
        )
        .unwrap();
        assert_checks(&report);
        report
    };
    let report = with(PausedRule::Churn);
    let t = &period(&report, "2025-02").total;
    same(t.bridge.churn, "100", "churn");
    same(t.of_which_paused, "100", "of which paused");
    same(t.bridge.closing, "300", "closing");
    same(t.rates.logo_retention.unwrap(), "0.5", "logo lost");
    same(
        period(&report, "2025-03").total.bridge.reactivation,
        "100",
        "back",
    );

    let report = with(PausedRule::OwnLine);
    let t = &period(&report, "2025-02").total;
    same(t.bridge.paused, "100", "own line");
    same(t.bridge.churn, "0", "no churn");
    same(t.of_which_paused, "0", "nothing of the churn");
    same(t.rates.nrr.unwrap(), "0.75", "inside NRR");
    same(t.rates.grr.unwrap(), "0.75", "inside GRR");
    same(t.rates.logo_retention.unwrap(), "1", "logo kept");
    assert_eq!(
        (t.counts.paused, t.counts.retained, t.counts.closing),
        (1, 2, 1),
        "and disclosed"
    );

    let report = with(PausedRule::KeepLast);
    let t = &period(&report, "2025-02").total;
    same(t.bridge.closing, "400", "kept at the last paid amount");
    same(t.bridge.churn, "0", "no movement");
}

/// M-9: kept line by line, beside lines which still run; and kept where the paused row names no amount.
#[test]
fn m_9_keep_last_is_by_line() {
    let basis = Basis {
        paused: PausedRule::KeepLast,
        ..monthly()
    };
    let partly = ledger(vec![
        row("P", "2025-01", 100).line("A"),
        row("P", "2025-01", 40).line("B"),
        row("P", "2025-02", 90).line("A"),
        row("P", "2025-02", 0).line("B").status(Status::Paused),
        row("P", "2025-03", 90).line("A"),
        row("P", "2025-03", 0).line("B").status(Status::Paused),
    ]);
    let report = compute(&partly, &basis).unwrap();
    assert_checks(&report);
    same(
        period(&report, "2025-02").total.bridge.downsell,
        "10",
        "A only",
    );
    same(
        period(&report, "2025-03").total.bridge.closing,
        "130",
        "still kept",
    );
    let whole = ledger(vec![
        row("P", "2025-01", 100).line("A"),
        row("P", "2025-02", 0).status(Status::Paused),
    ]);
    let report = compute(&whole, &basis).unwrap();
    same(
        period(&report, "2025-02").total.bridge.closing,
        "100",
        "the paused row names no line",
    );
}

/// M-9: free is churn, or keeps its logo at 0.
#[test]
fn m_9_free() {
    let ledger = ledger(vec![
        row("F", "2025-01", 100),
        row("F", "2025-02", 0).status(Status::Free),
        row("G", "2025-01", 100),
        row("G", "2025-02", 100),
    ]);
    let with = |free| compute(&ledger, &Basis { free, ..monthly() }).unwrap();
    let churn = with(FreeRule::Churn);
    same(
        period(&churn, "2025-02")
            .total
            .rates
            .logo_retention
            .unwrap(),
        "0.5",
        "logo lost",
    );
    let kept = with(FreeRule::KeepLogo);
    assert_checks(&kept);
    let t = &period(&kept, "2025-02").total;
    same(t.rates.logo_retention.unwrap(), "1", "logo kept");
    same(t.bridge.churn, "100", "the money is gone all the same");
    assert_eq!(
        (t.counts.retained, t.counts.free_kept, t.counts.closing),
        (2, 1, 1)
    );
}

/// M-9: back after two months at 0 is a reactivation within a window of two, new within one.
#[test]
fn m_9_reactivation_window() {
    let ledger = Spec::new(
        &[],
        vec![
            row("A", "2025-01", 100),
            row("A", "2025-04", 100),
            row("B", "2025-02", 1),
        ],
    )
    .cover(&["2025-03"])
    .build();
    for (window, new, reactivation) in [
        (None, "0", "100"),
        (Some(2), "0", "100"),
        (Some(1), "100", "0"),
    ] {
        let basis = Basis {
            reactivation_window: window,
            ..monthly()
        };
        let report = compute(&ledger, &basis).unwrap();
        let b = &period(&report, "2025-04").total.bridge;
        same(b.new, new, "new");
        same(b.reactivation, reactivation, "reactivation");
    }
}

/// L-10: statuses which are not in force count 0; past due counts.
#[test]
fn l_10_statuses() {
    let ledger = ledger(vec![
        row("trial", "2025-01", 10).status(Status::Trial),
        row("late", "2025-01", 20).status(Status::PastDue),
        row("cancelled", "2025-01", 30).status(Status::Cancelled),
        row("pays", "2025-01", 40),
    ]);
    let report = compute(&ledger, &monthly()).unwrap();
    assert_eq!(
        (report.closes[0].amount, report.closes[0].customers),
        (dec("60"), 2)
    );
}

/// L-5: a line below zero nets inside its customer; a customer below zero is held at 0.
#[test]
fn l_5_negatives() {
    let report = months(vec![
        row("A", "2025-01", 100),
        row("A", "2025-02", 100),
        row("A", "2025-02", -30),
        row("B", "2025-01", 50),
        row("B", "2025-02", -30),
        row("C", "2025-01", 10),
        row("C", "2025-02", 10),
    ]);
    assert_checks(&report);
    let b = &period(&report, "2025-02").total.bridge;
    same(b.downsell, "30", "A");
    same(b.churn, "50", "B: never more than its opening");
    same(b.closing, "80", "closing");
}
