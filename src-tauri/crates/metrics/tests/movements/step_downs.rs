//! Step-downs agreed in the contract (M-5).

use crate::common::{Spec, assert_checks, dec, monthly, months, period, row, same};
use crate::{list, quarterly};
use holdfast_metrics::{Class, compute};

/// M-5: min(scheduled, o − c) is the step-down, the rest downsell; a customer with both counts once, as
/// downsell. Both stay inside NRR and GRR, which are printed without them too.
#[test]
fn m_5_step_downs() {
    let rows = vec![
        row("all", "2025-01", 100),
        row("all", "2025-02", 80),
        row("both", "2025-01", 100),
        row("both", "2025-02", 60),
        row("less", "2025-01", 100),
        row("less", "2025-02", 90),
        row("left", "2025-01", 100),
        row("grew", "2025-01", 100),
        row("grew", "2025-02", 110),
    ];
    let ledger = Spec::new(&[], rows)
        .schedule("all", "2025-02", None)
        .schedule("both", "2025-02", Some("30"))
        .schedule("less", "2025-02", Some("30"))
        .schedule("left", "2025-02", Some("30"))
        .schedule("grew", "2025-02", Some("30"))
        .build();
    let report = compute(&ledger, &monthly()).unwrap();
    assert_checks(&report);
    let p = period(&report, "2025-02");
    let b = &p.total.bridge;
    same(b.step_down, "60", "20 + 30 + min(30, 10)");
    same(b.downsell, "10", "both: 40 − 30");
    same(
        b.churn,
        "100",
        "a scheduled cut is nothing to a customer which left",
    );
    same(b.expansion, "10", "nor to one which grew");
    assert_eq!((p.total.counts.step_down, p.total.counts.downsell), (2, 1));
    let r = &p.total.rates;
    same(r.nrr.unwrap(), "0.68", "(500 + 10 − 10 − 60 − 100) / 500");
    same(r.grr.unwrap(), "0.66", "(80 + 60 + 90 + 0 + 100) / 500");
    same(r.nrr_without_step_down.unwrap(), "0.8", "+ 60 / 500");
    same(r.grr_without_step_down.unwrap(), "0.78", "+ 60 / 500");
    same(
        r.downsell_rate.unwrap(),
        "0.02",
        "step-downs are not downsell",
    );
    same(
        r.share_of_losses.unwrap(),
        &(dec("10") / dec("170")).to_string(),
        "D / (D + S + C)",
    );
}

#[test]
fn m_5_without_a_schedule_nothing_is_guessed() {
    let report = months(vec![row("A", "2025-01", 100), row("A", "2025-02", 80)]);
    let t = &period(&report, "2025-02").total;
    same(t.bridge.step_down, "0", "none");
    assert_eq!(
        (t.rates.nrr_without_step_down, t.rates.grr_without_step_down),
        (None, None)
    );
}

/// M-5: over a quarter, the falls at flagged closes and no other.
#[test]
fn m_5_flags_inside_a_quarter() {
    let rows = vec![
        row("A", "2024-12", 100),
        row("A", "2025-01", 90),
        row("A", "2025-02", 70),
        row("A", "2025-03", 65),
    ];
    let ledger = Spec::new(&[], rows).schedule("A", "2025-02", None).build();
    let m = &list(&ledger, &quarterly(), "2025-Q1")[0];
    assert_eq!(
        (m.step_down, m.amount, m.class),
        (dec("20"), dec("15"), Class::Downsell)
    );
}
