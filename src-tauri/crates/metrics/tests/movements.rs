//! Rules M-1 to M-9, each with figures worked out by hand.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{Row, Spec, assert_checks, dec, ledger, monthly, months, period, row, same};
use holdfast_ledger::{Grain, Ledger, Period, Status};
use holdfast_metrics::basis::{FreeRule, Method, PausedRule};
use holdfast_metrics::{Basis, Class, Driver, Engine, Movement, Phantom, Report, Timing, compute};

fn quarterly() -> Basis {
    Basis::default()
}

fn list(ledger: &Ledger, basis: &Basis, label: &str) -> Vec<Movement> {
    let engine = Engine::new(ledger, basis).unwrap();
    let report = engine.report();
    engine.movements(period(&report, label).period)
}

fn only(ledger: &Ledger, label: &str) -> Movement {
    let all = list(ledger, &monthly(), label);
    assert_eq!(all.len(), 1, "{all:?}");
    all.into_iter().next().unwrap()
}

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
        common::close("2025-06"),
    );
    assert!(holdfast_metrics::movements(&ledger, &basis, later).is_empty());
}
