//! Rules S-1 to S-5 and C-1, with figures by hand.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{Row, Spec, assert_checks, close, dec, ledger, monthly, period, row, same};
use holdfast_ledger::Grain;
use holdfast_metrics::balances::Balances;
use holdfast_metrics::cohorts::cohorts_by;
use holdfast_metrics::{
    Basis, MetricsError, PeriodFigures, SegmentFigures, compute, customer_attribute_at,
};

fn segment<'p>(p: &'p PeriodFigures, attribute: &str, value: &str) -> &'p SegmentFigures {
    let of = p
        .segmentations
        .iter()
        .find(|s| s.attribute == attribute)
        .unwrap();
    of.segments.iter().find(|s| s.value == value).unwrap()
}

fn by(names: &[&str]) -> Basis {
    Basis {
        segments: names.iter().map(|n| (*n).to_owned()).collect(),
        ..monthly()
    }
}

/// S-2: a customer which changes segment moves at its closing amount; expansion stays where it was at
/// opening; a customer without a value is Unassigned, and everything adds up.
#[test]
fn s_2_transfers_and_unassigned() {
    let rows = vec![
        row("M", "2025-01", 100).at(&["SMB"]),
        row("M", "2025-02", 120).at(&["Mid"]),
        row("K", "2025-01", 100).at(&["SMB"]),
        row("K", "2025-02", 90).at(&["SMB"]),
        row("U", "2025-01", 70).at(&[""]),
        row("U", "2025-02", 50).at(&["Mid"]),
        row("N", "2025-02", 30).at(&["Mid"]),
        row("V", "2025-02", 5).at(&[""]),
    ];
    let report = compute(&Spec::new(&["tier"], rows).build(), &monthly()).unwrap();
    assert_checks(&report);
    let p = period(&report, "2025-02");
    let smb = &segment(p, "tier", "SMB").scope;
    same(smb.bridge.expansion, "20", "at opening SMB");
    same(smb.bridge.transfer, "-120", "out at the closing amount");
    same(smb.bridge.closing, "90", "K");
    same(smb.bridge.churn, "0", "a move is no churn");
    assert_eq!(
        (
            smb.counts.opening,
            smb.counts.transfer_out,
            smb.counts.closing
        ),
        (2, 1, 1)
    );
    let mid = &segment(p, "tier", "Mid").scope;
    same(mid.bridge.opening, "0", "nobody");
    same(mid.bridge.new, "30", "N at closing");
    same(mid.bridge.transfer, "170", "120 + 50");
    assert_eq!(mid.rates.nrr, None, "no opening base: n/a");
    let missing = &segment(p, "tier", "Unassigned").scope;
    same(missing.bridge.downsell, "20", "U");
    same(missing.bridge.transfer, "-50", "U moves");
    same(missing.bridge.new, "5", "V");
    assert_eq!(
        p.segmentations[0].segments.last().unwrap().value,
        "Unassigned",
        "last"
    );
    assert_eq!(
        p.segmentations[0].segments[0].value, "SMB",
        "10 of downsell before Mid's 0"
    );
}

/// S-1, S-2: of a customer with lines in several segments the largest amount decides; missing values
/// decide only where there is no other.
#[test]
fn s_1_the_largest_line_decides() {
    let rows = vec![
        row("A", "2025-01", 60).line("x").at(&["EU"]),
        row("A", "2025-01", 50).line("y").at(&["US"]),
        row("A", "2025-01", 50).line("z").at(&["US"]),
        row("B", "2025-01", 90).line("x").at(&[""]),
        row("B", "2025-01", 10).line("y").at(&["EU"]),
        row("A", "2025-02", 1).at(&["EU"]),
        row("B", "2025-02", 1).at(&["EU"]),
    ];
    let report = compute(&Spec::new(&["region"], rows).build(), &monthly()).unwrap();
    let p = period(&report, "2025-02");
    same(
        segment(p, "region", "US").scope.bridge.opening,
        "160",
        "A: 100 of 160",
    );
    same(segment(p, "region", "EU").scope.bridge.opening, "100", "B");
}

/// S-1: derived attributes.
#[test]
fn s_1_derived_attributes() {
    let rows = vec![
        row("old", "2024-01", 9_000),
        row("old", "2025-03", 9_000),
        row("old", "2025-04", 12_000),
        row("young", "2025-03", 60_000),
        row("young", "2025-04", 50_000),
    ];
    let ledger = ledger(rows);
    let basis = by(&["size band", "Sign-up cohort", "sign_up_year", "Tenure"]);
    let report = compute(&ledger, &basis).unwrap();
    assert_checks(&report);
    let p = period(&report, "2025-04");
    let names: Vec<_> = p
        .segmentations
        .iter()
        .map(|s| s.attribute.as_str())
        .collect();
    assert_eq!(
        names,
        ["Size band", "Sign-up cohort", "Sign-up year", "Tenure"]
    );
    let small = &segment(p, "Size band", "under 10,000").scope.bridge;
    same(small.expansion, "3000", "by its opening amount");
    same(small.transfer, "-12000", "it has outgrown the band");
    same(
        segment(p, "Size band", "50,000 to 100,000")
            .scope
            .bridge
            .downsell,
        "10000",
        "young",
    );
    same(
        segment(p, "Sign-up cohort", "2024-Q1").scope.bridge.opening,
        "9000",
        "old",
    );
    same(
        segment(p, "Sign-up year", "2025").scope.bridge.opening,
        "60000",
        "young",
    );
    same(
        segment(p, "Tenure", "1 to 2 years").scope.bridge.opening,
        "9000",
        "14 months",
    );
    same(
        segment(p, "Tenure", "under 1 year").scope.bridge.opening,
        "60000",
        "young",
    );
}

#[test]
fn s_1_band_edges() {
    let amounts = ["9999.99", "10000", "250000"];
    let rows = amounts
        .iter()
        .flat_map(|a| [row(a, "2025-01", a), row(a, "2025-02", a)]);
    let report = compute(&ledger(rows.collect()), &by(&["Size band"])).unwrap();
    let p = period(&report, "2025-02");
    for (band, amount) in [
        ("under 10,000", "9999.99"),
        ("10,000 to 50,000", "10000"),
        ("250,000 and over", "250000"),
    ] {
        same(
            segment(p, "Size band", band).scope.bridge.opening,
            amount,
            band,
        );
    }
}

/// S-1: an unknown name is an error which names the nearest; a column of ids is no segmentation.
#[test]
fn s_1_unknown_and_unfit_attributes() {
    let rows: Vec<Row> = (0..1_200)
        .map(|i| row(&format!("c{i}"), "2025-01", 1).at(&["a", &format!("id {i}")]))
        .collect();
    let ledger = Spec::new(&["region", "account id"], rows).build();
    let error = compute(&ledger, &by(&["regoin"])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no attribute \"regoin\" to segment by; did you mean \"region\"?"
    );
    let error = compute(&ledger, &by(&["account id"])).unwrap_err();
    assert!(
        matches!(error, MetricsError::TooManySegments { values: 1_200, .. }),
        "{error}"
    );
    let report = compute(&ledger, &monthly()).unwrap();
    assert!(report.periods.is_empty());
    let named = Balances::new(&ledger, &report.basis).unwrap();
    assert_eq!(customer_attribute_at(&named, "Region", 0, 0).unwrap(), "a");
}

/// S-5: concentration, and the customer which is over a third of a line.
#[test]
fn s_5_concentration_and_dominance() {
    let rows = vec![
        row("A", "2025-01", 100).at(&["SMB"]),
        row("A", "2025-02", 30).at(&["SMB"]),
        row("B", "2025-01", 100).at(&["SMB"]),
        row("B", "2025-02", 90).at(&["SMB"]),
        row("C", "2025-01", 600).at(&["Ent"]),
        row("C", "2025-02", 580).at(&["Ent"]),
    ];
    let ledger = Spec::new(&["tier"], rows).build();
    let report = compute(&ledger, &monthly()).unwrap();
    let p = period(&report, "2025-02");
    let c = segment(p, "tier", "SMB").concentration.clone().unwrap();
    same(c.share_of_downsell, "0.8", "80 of 100");
    same(c.share_of_opening.unwrap(), "0.25", "200 of 800");
    same(c.ratio.unwrap(), "3.2", "0.8 / 0.25");
    let name = |d: Option<(u32, holdfast_ledger::Decimal)>| {
        d.map(|(c, share)| {
            (
                ledger.customers()[c as usize].id.clone(),
                share.normalize().to_string(),
            )
        })
    };
    assert_eq!(name(p.dominant), Some(("A".into(), "0.7".into())));
    assert_eq!(
        name(segment(p, "tier", "Ent").dominant),
        Some(("C".into(), "1".into()))
    );
}

#[test]
fn s_5_a_third_is_not_over_a_third() {
    let rows = ["A", "B", "C"]
        .iter()
        .flat_map(|c| [row(c, "2025-01", 100), row(c, "2025-02", 90)]);
    let report = compute(&ledger(rows.collect()), &monthly()).unwrap();
    assert_eq!(period(&report, "2025-02").dominant, None);
}

/// S-3: two attributes crossed, by the values at opening.
#[test]
fn s_3_crossed_attributes() {
    let rows = vec![
        row("A", "2025-01", 100).at(&["SMB", "EU"]),
        row("A", "2025-02", 80).at(&["Mid", "EU"]),
        row("B", "2025-01", 50).at(&["SMB", "US"]),
        row("B", "2025-02", 50).at(&["SMB", "US"]),
    ];
    let report = compute(&Spec::new(&["tier", "region"], rows).build(), &monthly()).unwrap();
    let (rows, columns, cells) = report.cross.unwrap();
    assert_eq!((rows.as_str(), columns.as_str()), ("tier", "region"));
    let found: Vec<_> = cells
        .iter()
        .map(|c| {
            (
                c.row.as_str(),
                c.column.as_str(),
                c.customers,
                c.opening,
                c.downsell,
                c.downsell_rate,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("SMB", "EU", 1, dec("100"), dec("20"), Some(dec("0.2"))),
            ("SMB", "US", 1, dec("50"), dec("0"), Some(dec("0"))),
        ]
    );
}

/// the total's rate comes from its money, never from the mean of segments (T18).
#[test]
fn r_4_totals_are_not_means() {
    let rows = vec![
        row("E", "2025-01", 900).at(&["Enterprise"]),
        row("E", "2025-02", 990).at(&["Enterprise"]),
        row("S", "2025-01", 100).at(&["SMB"]),
        row("S", "2025-02", 60).at(&["SMB"]),
    ];
    let report = compute(&Spec::new(&["segment"], rows).build(), &monthly()).unwrap();
    same(
        period(&report, "2025-02").total.rates.nrr.unwrap(),
        "1.05",
        "not 0.85",
    );
}

fn quarterly_cohorts() -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |customer: &str, amounts: &[(&str, i64)]| {
        rows.extend(amounts.iter().map(|(at, amount)| row(customer, at, amount)));
    };
    add(
        "A",
        &[
            ("2024-01", 90),
            ("2024-03", 100),
            ("2024-06", 120),
            ("2024-09", 120),
            ("2025-06", 80),
        ],
    );
    add(
        "B",
        &[
            ("2024-03", 300),
            ("2024-06", 200),
            ("2024-09", 200),
            ("2025-06", 200),
        ],
    );
    add(
        "C",
        &[
            ("2024-06", 50),
            ("2024-09", 50),
            ("2025-06", 60),
            ("2025-07", 60),
        ],
    );
    add(
        "in and out within a quarter",
        &[("2024-04", 10), ("2024-05", 10)],
    );
    rows
}

/// C-1, S-1: quarters by the first paid close, also of a customer gone by the quarter's end; missing quarter ends stay blank;
/// the newest cell is the last whole quarter; the average is weighted over cohorts which reached an age.
#[test]
fn c_1_quarterly_triangles() {
    let ledger = ledger(quarterly_cohorts());
    let report = compute(&ledger, &Basis::default()).unwrap();
    let c = &report.cohorts;
    assert_eq!(c.grain, Some(Grain::Quarter));
    let row = |r: &holdfast_metrics::CohortRow| {
        let cells: Vec<_> = r
            .by_age
            .iter()
            .map(|v| v.map(|v| v.normalize().to_string()))
            .collect();
        (r.cohort.clone(), r.customers, r.amount.to_string(), cells)
    };
    let some = |v: &str| Some(v.to_owned());
    let blank = None::<String>;
    assert_eq!(
        row(&c.nrr[0]),
        (
            "2024-Q1".into(),
            2,
            "400".into(),
            vec![
                some("1"),
                some("0.8"),
                some("0.8"),
                blank.clone(),
                blank.clone(),
                some("0.7")
            ]
        )
    );
    // min(120, 100) + min(200, 300) = 300; at the end min(80, 100) + 200 = 280.
    assert_eq!(
        row(&c.grr[0]).3,
        vec![
            some("1"),
            some("0.75"),
            some("0.75"),
            blank.clone(),
            blank.clone(),
            some("0.7")
        ]
    );
    assert_eq!(
        row(&c.nrr[1]),
        (
            "2024-Q2".into(),
            2,
            "50".into(),
            vec![
                some("1"),
                some("1"),
                blank.clone(),
                blank.clone(),
                some("1.2")
            ]
        )
    );
    assert_eq!(c.nrr.len(), 2);
    assert_eq!(
        row(&c.logos[1]).3.first(),
        Some(&some("0.5")),
        "who was there within the quarter only is a customer of its cohort, gone at age 0"
    );
    assert_eq!(
        (c.nrr[1].customers, c.nrr[1].paying),
        (2, 1),
        "S-4: n of its rates is 1"
    );
    // Age 1: (320 + 50) / 450. Age 2: only 2024-Q1 has its close. Age 5: only 2024-Q1 is old enough.
    let average: Vec<_> = c
        .average_nrr
        .iter()
        .map(|v| v.map(|v| v.normalize().to_string()))
        .collect();
    let first = (dec("370") / dec("450")).normalize().to_string();
    assert_eq!(
        average,
        [
            some("1"),
            Some(first),
            some("0.8"),
            blank,
            some("1.2"),
            some("0.7")
        ]
    );
    same(c.average_logos[1].unwrap(), "0.75", "three of four");
}

/// C-1: a cohort which paid nothing at its period's end has no rate, and no part in the average.
#[test]
fn c_1_a_cohort_of_no_size_has_no_weight() {
    let average = holdfast_metrics::cohorts::weighted_average(
        [
            (dec("100"), vec![Some(dec("100")), Some(dec("90"))]),
            (dec("0"), vec![Some(dec("0")), Some(dec("500"))]),
        ]
        .into_iter(),
    );
    same(average[1].unwrap(), "0.9", "the second has no weight");
}

/// C-1, S-1: cohorts by fiscal quarter, by month where the periods are months and the ledger is short.
#[test]
fn c_1_grain() {
    let months = |n: u32| {
        let at = |i: u32| format!("{}-{:02}", 2024 + i / 12, i % 12 + 1);
        ledger((0..n).map(|i| row("A", &at(i), 1)).collect())
    };
    let grain = |n, basis: &Basis| compute(&months(n), basis).unwrap().cohorts.grain;
    assert_eq!(grain(6, &Basis::default()), Some(Grain::Quarter));
    assert_eq!(grain(24, &monthly()), Some(Grain::Month));
    assert_eq!(grain(25, &monthly()), Some(Grain::Quarter));
    let ledger = months(25);
    let basis = monthly();
    let triangles = cohorts_by(&Balances::new(&ledger, &basis).unwrap(), Grain::Month);
    assert_eq!(
        triangles.nrr[0].by_age.len(),
        25,
        "any grain can be asked for"
    );
    assert_eq!(ledger.closes()[24], close("2026-01"));
}
