//! Why and when a customer fell: M-4, M-6, M-7.

use crate::common::{Row, assert_checks, dec, ledger, monthly, months, period, row, same};
use crate::{list, only, quarterly};
use holdfast_ledger::Ledger;
use holdfast_metrics::{Class, Driver, Timing, compute};

/// M-4: volume and price add up to the delta: 10 seats at 12 become 8 at 11.
#[test]
fn m_4_volume_and_price_split() {
    let report = months(vec![
        row("A", "2025-01", 120).quantity(10),
        row("A", "2025-02", 88).quantity(8),
        row("B", "2025-01", 90).line("gone").quantity(3),
        row("B", "2025-01", 50).line("kept").quantity(5),
        row("B", "2025-02", 60).line("kept").quantity(5),
        row("C", "2025-01", 30),
        row("C", "2025-02", 25),
        row("D", "2025-01", 10).line("old").quantity(1),
        row("D", "2025-02", 10).line("old").quantity(1),
        row("D", "2025-02", 7).line("added").quantity(1),
    ]);
    assert_checks(&report);
    let lines = &period(&report, "2025-02").lines;
    same(lines.volume.unwrap(), "-114", "−2 × 12 and −3 × 30");
    same(lines.price.unwrap(), "2", "8 × −1 and 5 × 2");
    same(
        lines.unsplit,
        "2",
        "C without quantities −5, D's added line +7",
    );
    same(lines.increase - lines.decrease, "-110", "and they add up");
}

#[test]
fn m_4_without_quantities_there_is_no_split() {
    let report = months(vec![row("A", "2025-01", 10), row("A", "2025-02", 8)]);
    let lines = &period(&report, "2025-02").lines;
    assert_eq!((lines.volume, lines.price), (None, None));
    same(lines.unsplit, "-2", "all of it");
}

/// M-4: one driver a customer, carrying its whole downsell.
#[test]
fn m_4_drivers() {
    type Lines<'a> = &'a [(&'a str, &'a str, i64, Option<i64>)];
    let cases: [(&str, Lines, Lines, Driver); 15] = [
        (
            "seats",
            &[("", "", 100, Some(10))],
            &[("", "", 80, Some(8))],
            Driver::Seats,
        ),
        (
            "seats at a better price",
            &[("", "", 100, Some(10))],
            &[("", "", 90, Some(8))],
            Driver::Seats,
        ),
        (
            "price",
            &[("", "Pro", 100, Some(10))],
            &[("", "Pro", 80, Some(10))],
            Driver::Price,
        ),
        (
            "seats and price",
            &[("", "", 100, Some(10))],
            &[("", "", 60, Some(8))],
            Driver::Mixed,
        ),
        (
            "tier",
            &[("", "Pro", 100, Some(10))],
            &[("", "Basic", 80, Some(10))],
            Driver::Tier,
        ),
        (
            "tier, more seats",
            &[("", "Pro", 100, Some(10))],
            &[("", "Basic", 80, Some(12))],
            Driver::Tier,
        ),
        (
            "tier, no quantity",
            &[("", "Pro", 100, None)],
            &[("", "Basic", 80, None)],
            Driver::Tier,
        ),
        (
            "tier and seats",
            &[("", "Pro", 100, Some(10))],
            &[("", "Basic", 60, Some(8))],
            Driver::Mixed,
        ),
        (
            "module",
            &[("P", "", 100, None), ("Q", "", 50, None)],
            &[("P", "", 100, None)],
            Driver::Module,
        ),
        (
            "module while the other line grew",
            &[("P", "", 100, None), ("Q", "", 50, None)],
            &[("P", "", 110, None)],
            Driver::Module,
        ),
        (
            "module and seats",
            &[("P", "", 100, Some(10)), ("Q", "", 50, None)],
            &[("P", "", 80, Some(8))],
            Driver::Mixed,
        ),
        (
            "one product replaced by a smaller one",
            &[("P", "", 100, None)],
            &[("Q", "", 60, None)],
            Driver::Tier,
        ),
        (
            "two plans side by side, one gone",
            &[("", "Gold", 100, None), ("", "Silver", 60, None)],
            &[("", "Gold", 100, None)],
            Driver::Module,
        ),
        (
            "a discount line appears",
            &[("P", "", 100, Some(5))],
            &[("P", "", 100, Some(5)), ("discount", "", -20, None)],
            Driver::Price,
        ),
        (
            "nothing tells",
            &[("", "", 100, None)],
            &[("", "", 80, None)],
            Driver::Unknown,
        ),
    ];
    for (what, before, after, driver) in cases {
        let mut rows: Vec<Row> = Vec::new();
        for (at, lines) in [("2025-01", before), ("2025-02", after)] {
            for (line, plan, amount, quantity) in lines {
                let mut r = row("A", at, amount).line(line).plan(plan);
                r.quantity = quantity.map(|q| q.to_string());
                rows.push(r);
            }
        }
        let ledger = ledger(rows);
        let m = only(&ledger, "2025-02");
        assert_eq!(
            (m.class, m.driver),
            (Class::Downsell, Some(driver)),
            "{what}"
        );
        let report = compute(&ledger, &monthly()).unwrap();
        assert_checks(&report);
        let cell = period(&report, "2025-02").drivers.0[driver as usize];
        assert_eq!(cell, (m.amount, 1), "{what} carries the whole downsell");
    }
}

/// M-4: words of a reason column count only where quantities, lines and plans don't tell.
#[test]
fn m_4_reasons_stand_in() {
    for (reason, driver) in [
        ("Fewer seats after layoffs", Driver::Seats),
        ("Moved to the Team plan", Driver::Tier),
        ("Dropped analytics add-on", Driver::Module),
        ("Discount granted", Driver::Price),
        ("seats and discount", Driver::Mixed),
        ("unplanned", Driver::Unknown),
        ("merger", Driver::Unknown),
    ] {
        let fell = ledger(vec![
            row("A", "2025-01", 100),
            row("A", "2025-02", 80).reason(reason),
        ]);
        let m = only(&fell, "2025-02");
        assert_eq!(
            (m.driver, m.reason.as_deref()),
            (Some(driver), Some(reason))
        );
    }
    let told = ledger(vec![
        row("A", "2025-01", 100).quantity(10),
        row("A", "2025-02", 80).quantity(8).reason("discount"),
    ]);
    assert_eq!(
        only(&told, "2025-02").driver,
        Some(Driver::Seats),
        "quantities tell"
    );
}

/// M-4: in a quarter the reason may stand at a month in between.
#[test]
fn m_4_the_newest_reason_of_the_period_counts() {
    let ledger = ledger(vec![
        row("A", "2024-12", 100).reason("discount"),
        row("A", "2025-01", 100),
        row("A", "2025-02", 80).reason("seats"),
        row("A", "2025-03", 80),
    ]);
    let m = &list(&ledger, &quarterly(), "2025-Q1")[0];
    assert_eq!(m.driver, Some(Driver::Seats));
}

/// M-6: a discount which expires is expansion; a cut with 24 months' longer term carries the tag.
#[test]
fn m_6_expiring_discounts_and_multi_year_exchanges() {
    let report = months(vec![row("A", "2025-01", 80), row("A", "2025-02", 100)]);
    same(
        period(&report, "2025-02").total.bridge.expansion,
        "20",
        "promotion over",
    );

    let cut = |before: &str, after: &str, seats: [i64; 2], reason: &str| {
        ledger(vec![
            row("A", "2025-01", 100_000)
                .renewal(before)
                .quantity(seats[0]),
            row("A", "2025-02", 80_000)
                .renewal(after)
                .quantity(seats[1])
                .reason(reason),
        ])
    };
    let tagged = cut("2025-02-15", "2027-02-15", [10, 10], "");
    let report = compute(&tagged, &monthly()).unwrap();
    let total = &period(&report, "2025-02").total;
    same(
        total.bridge.downsell,
        "20000",
        "the ARR falls although the contract value rises",
    );
    same(
        total.of_which_multi_year,
        "20000",
        "of which multi-year exchange",
    );
    assert_checks(&report);
    let is_tagged = |l: Ledger| only(&l, "2025-02").multi_year;
    assert!(
        !is_tagged(cut("2025-02-15", "2026-02-15", [10, 10], "")),
        "a renewal as always"
    );
    assert!(
        !is_tagged(cut("2025-02-15", "2027-02-15", [10, 8], "")),
        "seats, no price given"
    );
    assert!(
        is_tagged(cut("2025-02-15", "2026-02-15", [10, 8], "3-year deal")),
        "the reason says so"
    );
}

/// M-7: a date inside the period is at renewal, a later one mid-term, none unknown.
#[test]
fn m_7_timing_of_downsell_and_churn() {
    let rows = vec![
        row("a renewal", "2025-01", 100).renewal("2025-02-10"),
        row("a renewal", "2025-02", 90).renewal("2026-02-10"),
        row("b mid", "2025-01", 100).renewal("2025-09-30"),
        row("b mid", "2025-02", 70).renewal("2025-09-30"),
        row("c unknown", "2025-01", 100),
        row("c unknown", "2025-02", 99),
        row("d ended on the opening close", "2025-01", 50).renewal("2025-01-31"),
        row("e left early", "2025-01", 40).renewal("2025-12-31"),
        row("f stale date", "2025-01", 30).renewal("2024-06-30"),
    ];
    let report = months(rows);
    assert_checks(&report);
    let t = &period(&report, "2025-02").timings;
    assert_eq!(t.downsell, [(dec("10"), 1), (dec("30"), 1), (dec("1"), 1)]);
    assert_eq!(t.churn, [(dec("50"), 1), (dec("40"), 1), (dec("30"), 1)]);
}

/// M-7: of several lines the dates of those which fell count.
#[test]
fn m_7_the_line_which_fell_decides() {
    let ledger = ledger(vec![
        row("A", "2025-01", 100)
            .line("renews")
            .renewal("2025-02-15"),
        row("A", "2025-01", 100)
            .line("runs on")
            .renewal("2025-12-31"),
        row("A", "2025-02", 100)
            .line("renews")
            .renewal("2026-02-15"),
        row("A", "2025-02", 60)
            .line("runs on")
            .renewal("2025-12-31"),
    ]);
    let m = only(&ledger, "2025-02");
    assert_eq!(m.timing, Some(Timing::MidTerm));
    assert_eq!(
        m.renewal.unwrap().to_string(),
        "2025-12-31",
        "the next renewal known at closing"
    );
}
