//! Rules on closes, currencies, rates and windows: L-1 to L-9, R-1 to R-3, with figures by hand.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{Spec, assert_checks, close, dec, ledger, monthly, months, period, row, same};
use holdfast_ledger::{FiscalYear, Grain, round_half_away};
use holdfast_metrics::{Basis, MetricsError, compute};

/// L-3: nothing is computed from a missing close, and the end of an export is no churn.
#[test]
fn l_3_missing_closes_and_the_end_of_the_export() {
    let report = months(vec![
        row("A", "2025-01", 100),
        row("A", "2025-02", 90),
        row("A", "2025-04", 80),
        row("A", "2025-05", 80),
    ]);
    let labels: Vec<_> = report.periods.iter().map(|p| p.label.as_str()).collect();
    assert_eq!(
        labels,
        ["2025-02", "2025-05"],
        "no March, and no April which opens at March"
    );
    assert_eq!(report.missing, [close("2025-03")]);
    assert_eq!(report.closes.len(), 4);
    assert_eq!(report.as_of, close("2025-05"));
    assert_checks(&report);
}

/// L-3: an uncovered customer at a covered close is 0 there, also where nobody else has a row.
#[test]
fn l_3_covered_closes_without_rows_are_zero() {
    let ledger = Spec::new(&[], vec![row("A", "2025-01", 100)])
        .cover(&["2025-02"])
        .build();
    let report = compute(&ledger, &monthly()).unwrap();
    same(
        period(&report, "2025-02").total.bridge.churn,
        "100",
        "covered: gone",
    );
}

#[test]
fn l_3_one_close_has_a_balance_and_no_movements() {
    let report = months(vec![row("A", "2025-01", 100)]);
    assert!(report.periods.is_empty() && report.methods.is_empty() && report.newest().is_none());
    assert_eq!(report.closes[0].amount, dec("100"));
    assert!(holdfast_metrics::registry::kpis(&report).is_empty());
}

/// L-3: customers without a row at the newest close are listed; one with a row at 0 is not.
#[test]
fn l_3_absent_at_the_newest_close() {
    let ledger = ledger(vec![
        row("left out", "2025-01", 100),
        row("stopped", "2025-01", 50),
        row("stopped", "2025-02", 0),
        row("stays", "2025-01", 10),
        row("stays", "2025-02", 10),
        row("long gone", "2024-12", 10),
    ]);
    let report = compute(&ledger, &monthly()).unwrap();
    let absent: Vec<_> = report
        .absent_at_newest
        .iter()
        .map(|(c, amount)| (ledger.customers()[*c as usize].id.as_str(), *amount))
        .collect();
    assert_eq!(absent, [("left out", dec("100"))]);
}

/// L-3: the newest quarter may be to date, and is then marked partial.
#[test]
fn periods_to_date_are_partial() {
    let report = compute(
        &ledger(vec![
            row("A", "2024-12", 100),
            row("A", "2025-03", 100),
            row("A", "2025-05", 80),
        ]),
        &Basis::default(),
    )
    .unwrap();
    let newest = report.newest().unwrap();
    assert_eq!((newest.label.as_str(), newest.partial), ("2025-Q2", true));
    same(
        newest.total.bridge.downsell,
        "20",
        "from the March close to the May close",
    );
    assert!(!report.periods[0].partial);
}

/// The as-of close hides what comes after it, and must be one which the file covers.
#[test]
fn as_of() {
    let ledger = ledger(vec![
        row("A", "2025-01", 100),
        row("A", "2025-02", 90),
        row("A", "2025-03", 10),
    ]);
    let basis = Basis {
        as_of: Some(close("2025-02")),
        ..monthly()
    };
    let report = compute(&ledger, &basis).unwrap();
    assert_eq!(
        (report.as_of, report.closes.len(), report.periods.len()),
        (close("2025-02"), 2, 1)
    );
    let basis = Basis {
        as_of: Some(close("2025-06")),
        ..monthly()
    };
    let error = compute(&ledger, &basis).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the file has no close at 2025-06-30; it covers 2025-01-31, 2025-02-28, 2025-03-31"
    );
}

/// L-1: what can't be added up exactly is refused, not rounded.
#[test]
fn l_1_amounts_beyond_exactness_are_refused() {
    let huge = vec![
        row("A", "2025-01", "70000000000000000000000000000"),
        row("A", "2025-02", "0.01"),
    ];
    assert_eq!(
        compute(&ledger(huge), &monthly()),
        Err(MetricsError::TooLarge)
    );
    let report = months(vec![
        row("A", "2025-01", "100000000000.01"),
        row("A", "2025-02", "0.02"),
    ]);
    same(
        period(&report, "2025-02").total.bridge.downsell,
        "99999999999.99",
        "exact",
    );
}

/// L-1: amounts with more places than money needs are rounded once, so that every sum stays exact.
#[test]
fn l_1_thirds_add_up() {
    let third = "33333.3333333333333333333333";
    let rows = (0..3).flat_map(|i| {
        [
            row(&format!("c{i}"), "2025-01", third),
            row(&format!("c{i}"), "2025-02", 1),
        ]
    });
    let report = months(rows.collect());
    assert_checks(&report);
    same(
        period(&report, "2025-02").total.bridge.opening,
        "99999.99999999999999",
        "3 × 14 places",
    );
}

/// L-9, case 40: nothing changed at the customer, EUR MRR falls by 6.50: all FX. The annual line has its
/// own locked rate; the newest quarter is to date.
#[test]
fn l_9_fx_is_the_remainder() {
    let usd = |rate: &str| (dec("1") / dec(rate)).to_string();
    let spec = Spec {
        reporting: "EUR".to_owned(),
        ..Spec::new(
            &[],
            vec![
                row("U", "2024-01", 100).line("monthly").currency("USD"),
                row("U", "2024-01", 100)
                    .line("annual")
                    .currency("USD locked at 1.07"),
                row("U", "2024-03", 100).line("monthly").currency("USD"),
                row("U", "2024-03", 100)
                    .line("annual")
                    .currency("USD locked at 1.07"),
            ],
        )
    };
    let ledger = spec
        .rate("USD", "2024-01", &usd("1.07"))
        .rate("USD", "2024-03", &usd("1.15"))
        .rate("USD locked at 1.07", "2024-01", &usd("1.07"))
        .rate("USD locked at 1.07", "2024-03", &usd("1.07"))
        .build();
    let basis = Basis {
        fiscal_year_start: FiscalYear::starting(2).unwrap(),
        ..Basis::default()
    };
    let report = compute(&ledger, &basis).unwrap();
    assert_checks(&report);
    let t = &report.newest().unwrap().total;
    let at_12 = |v| round_half_away(v, 12);
    same(at_12(t.bridge.opening), "186.915887850467", "opening");
    same(at_12(t.bridge.closing), "180.414465664364", "closing");
    same(at_12(t.bridge.fx), "-6.501422186103", "FX");
    same(t.bridge.downsell, "0", "no downsell");
    same(t.rates.nrr.unwrap(), "1", "NRR at constant currency");
}

/// L-9: movements at the opening close's rate, balances at each close's, the rest is FX: 10,000 EUR at
/// 1.17 shrink to 9,000 at 0.96; a new customer in EUR counts at 1.17 as well.
#[test]
fn l_9_movements_are_at_the_opening_rate() {
    let ledger = Spec::new(
        &["region"],
        vec![
            row("K", "2025-01", 10_000).currency("EUR").at(&["EU"]),
            row("K", "2025-02", 9_000).currency("EUR").at(&["EU"]),
            row("L", "2025-01", 5_000).at(&["US"]),
            row("L", "2025-02", 5_000).at(&["US"]),
            row("N", "2025-02", 1_000).currency("EUR").at(&["EU"]),
        ],
    )
    .rate("EUR", "2025-01", "1.17")
    .rate("EUR", "2025-02", "0.96")
    .build();
    let report = compute(&ledger, &monthly()).unwrap();
    assert_checks(&report);
    let p = period(&report, "2025-02");
    let b = &p.total.bridge;
    same(b.opening, "16700", "11,700 + 5,000");
    same(b.downsell, "1170", "1,000 × 1.17");
    same(b.new, "1170", "1,000 × 1.17");
    same(b.closing, "14600", "9,600 + 5,000");
    same(b.fx, "-2100", "(9,000 + 1,000) × (0.96 − 1.17)");
    same(p.lines.decrease, "1170", "lines at the opening rate too");
    let eu = &p.segmentations[0].segments[0];
    assert_eq!(eu.value, "EU");
    same(eu.scope.bridge.fx, "-2100", "FX where it belongs");
    same(
        report
            .methods
            .iter()
            .find(|m| m.method == "reported_fx")
            .unwrap()
            .nrr
            .unwrap(),
        &(dec("13640") / dec("16700")).to_string(),
        "8,640 + 5,000 at reported FX",
    );
}

/// L-9: a plan rate a fiscal year applies to balances; the revaluation is FX at the turn of the year.
#[test]
fn l_9_plan_rates() {
    let closes = ["2024-11", "2024-12", "2025-01", "2025-02"];
    let mut spec = Spec::new(
        &[],
        closes
            .iter()
            .map(|c| row("K", c, 1_000).currency("EUR"))
            .collect(),
    );
    for (at, rate) in closes.iter().zip(["1.10", "1.12", "1.20", "1.25"]) {
        spec = spec.rate("EUR", at, rate);
    }
    let ledger = spec.build();
    let basis = Basis {
        fx_plan_rates: true,
        ..monthly()
    };
    let report = compute(&ledger, &basis).unwrap();
    assert_checks(&report);
    let fx: Vec<_> = report
        .periods
        .iter()
        .map(|p| p.total.bridge.fx.normalize().to_string())
        .collect();
    assert_eq!(fx, ["0", "100", "0"], "from 1.10 to 1.20 in January");
    same(report.closes[3].amount, "1200", "the year's first rate");
}

/// the trailing year is the cohort of twelve closes ago; without that close it is n/a.
#[test]
fn r_1_trailing_year_by_closed_cohort() {
    let mut rows = vec![
        row("A", "2024-03", 100),
        row("B", "2024-03", 100),
        row("C", "2024-04", 100),
    ];
    rows.extend([row("A", "2025-03", 130), row("C", "2025-03", 50)]);
    rows.extend([
        row("A", "2025-02", 130),
        row("B", "2025-02", 60),
        row("C", "2025-02", 50),
    ]);
    let report = months(rows);
    let ttm = &period(&report, "2025-03").total.ttm;
    same(
        ttm.nrr.unwrap(),
        "0.65",
        "130 / 200: B left, C was not there",
    );
    same(ttm.grr.unwrap(), "0.5", "100 / 200");
    same(ttm.logo_retention.unwrap(), "0.5", "A of A and B");
    let uncovered = months(vec![
        row("A", "2024-02", 1),
        row("A", "2025-02", 1),
        row("A", "2025-03", 1),
    ]);
    assert_eq!(
        period(&uncovered, "2025-03").total.ttm.nrr,
        None,
        "March 2024 is not covered"
    );
}

/// by segment, the trailing year follows the segment of a year ago.
#[test]
fn r_1_trailing_year_by_segment() {
    let rows = vec![
        row("A", "2024-03", 100).at(&["SMB"]),
        row("B", "2024-03", 100).at(&["Mid"]),
        row("A", "2025-02", 150).at(&["Mid"]),
        row("B", "2025-02", 80).at(&["Mid"]),
        row("A", "2025-03", 150).at(&["Mid"]),
        row("B", "2025-03", 80).at(&["Mid"]),
        row("C", "2025-03", 1).at(&["SMB"]),
    ];
    let report = compute(&Spec::new(&["tier"], rows).build(), &monthly()).unwrap();
    let tiers = &period(&report, "2025-03").segmentations[0].segments;
    let nrr = |v: &str| {
        tiers
            .iter()
            .find(|s| s.value == v)
            .unwrap()
            .scope
            .ttm
            .nrr
            .unwrap()
    };
    same(nrr("SMB"), "1.5", "A");
    same(nrr("Mid"), "0.8", "B");
}

/// one ledger under each method. January 100 + 100; B leaves in February and returns in March.
#[test]
fn r_2_method_table() {
    let report = compute(
        &ledger(vec![
            row("A", "2024-12", 100),
            row("B", "2024-12", 100),
            row("A", "2025-01", 100),
            row("C", "2025-01", 100),
            row("A", "2025-02", 120),
            row("B", "2025-02", 90),
            row("C", "2025-02", 100),
            row("A", "2025-03", 120),
            row("B", "2025-03", 90),
            row("C", "2025-03", 50),
        ]),
        &Basis::default(),
    )
    .unwrap();
    let found: Vec<_> = report
        .methods
        .iter()
        .map(|m| {
            let text = |r: Option<holdfast_ledger::Decimal>| {
                round_half_away(r.unwrap(), 4).normalize().to_string()
            };
            (m.method, text(m.nrr), text(m.grr), m.note)
        })
        .collect();
    let wanted = [
        // (120 + 90) / 200; (100 + 90) / 200.
        ("closed_cohort", "1.05", "0.95", None),
        // 100/200 × 220/200 × 260/310; 100/200 × 200/200 × 260/310.
        ("compounded_months", "0.4613", "0.4194", None),
        // (200 + 20 − 100 − 50) / 200; (200 − 100 − 50) / 200.
        ("movement_sums", "0.35", "0.25", None),
        // + 90 / 200.
        ("movement_sums_with_reactivation", "0.8", "0.25", None),
        ("reported_fx", "1.05", "0.95", None),
        ("survivors_only", "1.05", "0.95", Some("wrong")),
        // 260 / 200; min(200, 260) / 200.
        ("minimum_of_totals", "1.3", "1", Some("wrong")),
    ];
    let wanted = wanted.map(|(m, n, g, note)| (m, n.to_owned(), g.to_owned(), note));
    assert_eq!(found, wanted);
    assert_eq!(report.methods[0].period, "2025-Q1");
}

/// over a whole trailing year the first row is the TTM figure on the pack's face; a month missing
/// inside it leaves the methods which need months n/a.
#[test]
fn r_2_over_the_trailing_year() {
    let whole: Vec<_> = (1..=13)
        .map(|i| {
            row(
                "A",
                &format!("{}-{:02}", 2024 + (i - 1) / 12, (i - 1) % 12 + 1),
                100 + i,
            )
        })
        .collect();
    let report = months(whole.clone());
    assert_eq!(
        (report.methods[0].method, report.methods[0].period.as_str()),
        ("closed_cohort_ttm", "TTM 2025-01")
    );
    assert_eq!(
        report.methods[0].nrr,
        report.newest().unwrap().total.ttm.nrr
    );
    assert!(report.methods.iter().all(|m| m.nrr.is_some()));
    let gap: Vec<_> = whole.into_iter().filter(|r| r.close != "2024-06").collect();
    let report = months(gap);
    let nrr = |id: &str| report.methods.iter().find(|m| m.method == id).unwrap().nrr;
    assert_eq!(
        (nrr("compounded_months"), nrr("movement_sums")),
        (None, None)
    );
    assert!(nrr("closed_cohort_ttm").is_some());
}

/// every ratio without a denominator is n/a, never 0 or 1.
#[test]
fn r_3_not_available() {
    let report = months(vec![row("z", "2025-01", 0), row("N", "2025-02", 50)]);
    let r = &period(&report, "2025-02").total.rates;
    assert_eq!(
        (r.nrr, r.grr, r.logo_retention, r.downsell_rate),
        (None, None, None, None)
    );
    assert_eq!(
        (r.downsell_to_expansion, r.quick_ratio, r.share_of_losses),
        (None, None, None)
    );
    same(r.arpa.unwrap(), "50", "one customer");
    same(r.top10_share.unwrap(), "1", "one customer");
}

#[test]
fn top_10_share_and_arpa() {
    let rows = (1..=12).flat_map(|i| {
        let customer = format!("c{i:02}");
        [row(&customer, "2025-01", i), row(&customer, "2025-02", i)]
    });
    let report = months(rows.collect());
    let r = &period(&report, "2025-02").total.rates;
    same(
        r.top10_share.unwrap(),
        &(dec("75") / dec("78")).to_string(),
        "3 to 12 of 1 to 12",
    );
    same(r.arpa.unwrap(), "6.5", "78 / 12");
}

/// ATR: of 250,000 due, 200,000 renew; the base of GRR is everything (T26).
#[test]
fn renewal_rates_have_their_own_base() {
    let report = months(vec![
        row("due, left", "2025-01", 50_000).renewal("2025-02-10"),
        row("due, stays", "2025-01", 200_000).renewal("2025-02-20"),
        row("due, stays", "2025-02", 200_000).renewal("2026-02-20"),
        row("not due", "2025-01", 750_000).renewal("2025-09-30"),
        row("not due", "2025-02", 750_000).renewal("2025-09-30"),
    ]);
    let p = period(&report, "2025-02");
    let r = p.renewals.as_ref().unwrap();
    assert_eq!(
        (r.customers_due, r.available, r.churn),
        (2, dec("250000"), dec("50000"))
    );
    same(r.churn_rate.unwrap(), "0.2", "renewal rate 80 %");
    same(p.total.rates.grr.unwrap(), "0.95", "GRR 95 %");
    assert_eq!(
        months(vec![row("A", "2025-01", 1), row("A", "2025-02", 1)]).periods[0].renewals,
        None
    );
}

/// An end date on a month's last day is still covered (L-6): due once, in the month in which it shows.
#[test]
fn month_end_renewals_are_due_once() {
    let report = months(vec![
        row("A", "2025-01", 100).renewal("2025-02-28"),
        row("A", "2025-02", 100).renewal("2025-02-28"),
        row("A", "2025-03", 60).renewal("2026-02-28"),
        row("B", "2025-01", 100).renewal("2025-02-28"),
        row("B", "2025-02", 90).renewal("2026-02-28"),
        row("B", "2025-03", 90).renewal("2026-02-28"),
    ]);
    let due = |label: &str| {
        let r = period(&report, label).renewals.clone().unwrap();
        (r.customers_due, r.available, r.downsell)
    };
    assert_eq!(
        due("2025-02"),
        (1, dec("100"), dec("10")),
        "B's date was on the day of renewal"
    );
    assert_eq!(
        due("2025-03"),
        (1, dec("100"), dec("40")),
        "A ran to the end of February"
    );
}

/// Half years, fiscal years and their labels.
#[test]
fn grains_and_fiscal_years() {
    let rows: Vec<_> = (0..26)
        .map(|i| {
            row(
                "A",
                &format!("{}-{:02}", 2024 + i / 12, i % 12 + 1),
                100 + i,
            )
        })
        .collect();
    let ledger = ledger(rows);
    let labels = |period, start| {
        let fiscal_year_start = FiscalYear::starting(start).unwrap();
        let basis = Basis {
            period,
            fiscal_year_start,
            ..Basis::default()
        };
        common::labels(&compute(&ledger, &basis).unwrap())
            .into_iter()
            .collect::<Vec<_>>()
    };
    assert_eq!(
        labels(Grain::Half, 1),
        ["2024-H2", "2025-H1", "2025-H2", "2026-H1"]
    );
    assert_eq!(labels(Grain::Year, 2), ["FY2025", "FY2026", "FY2027"]);
}
