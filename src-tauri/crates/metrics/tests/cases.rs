//! The worked cases in tests/cases, figure by figure.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{assert_checks, case_spec, cases, close, dec, monthly};
use holdfast_ledger::{Decimal, Ratio, round_half_away};
use holdfast_metrics::{Basis, CohortRow, Engine, Report, compute};
use serde_json::Value;

const SNAPSHOTS: [&str; 10] = [
    "01-downsell-mrr-6k",
    "03-chartmogul-churn-rates",
    "05-saas-metrics-14-month-tape",
    "06-saas-metrics-sample-tape",
    "12-jettisheets-four-month-snowball",
    "13-jettisheets-revenue-snowball",
    "20-churnkey-grr-85",
    "29-paddle-11-customer-cohort",
    "33-chargebee-downgrade-netting",
    "35-chargebee-grr-on-totals-trap",
];

fn expected(id: &str) -> Value {
    let text = std::fs::read_to_string(cases().join(id).join("expected.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn wanted(value: &Value) -> Option<Decimal> {
    match value {
        Value::Null => None,
        Value::Object(o) => wanted(&o["dec"]),
        Value::String(s) => Some(dec(s)),
        other => Some(dec(&other.to_string())),
    }
}

fn at_12(value: Ratio) -> Option<Decimal> {
    value.map(|v| round_half_away(v, 12).normalize())
}

fn assert_ratio(found: Ratio, value: &Value, what: &str) {
    assert_eq!(at_12(found), wanted(value).map(|d| d.normalize()), "{what}");
}

#[test]
fn every_snapshot_case_is_exact() {
    for id in SNAPSHOTS {
        let expected = expected(id);
        let ledger = case_spec(id).build();
        let report = compute(&ledger, &monthly()).unwrap();
        assert_checks(&report);
        closes(id, &report, &expected);
        periods(id, &report, &expected);
        trailing(id, &report, &expected);
    }
}

fn closes(id: &str, report: &Report, expected: &Value) {
    for (label, figures) in expected["closes"].as_object().unwrap() {
        let found = report
            .closes
            .iter()
            .find(|c| c.close == close(label))
            .unwrap();
        assert_eq!(
            Some(found.amount.normalize()),
            wanted(&figures["amount"]).map(|d| d.normalize()),
            "{id} {label}"
        );
        assert_eq!(
            u64::from(found.customers),
            figures["customers"].as_u64().unwrap(),
            "{id} {label}"
        );
    }
}

fn periods(id: &str, report: &Report, expected: &Value) {
    for (label, figures) in expected["periods"].as_object().unwrap() {
        let found = common::period(report, label);
        let what = |line: &str| format!("{id} {label} {line}");
        let b = &found.total.bridge;
        let n = &found.total.counts;
        for (line, amount, count) in [
            ("opening", b.opening, n.opening),
            ("new", b.new, n.new),
            ("reactivation", b.reactivation, n.reactivation),
            ("expansion", b.expansion, n.expansion),
            ("downsell", b.downsell, n.downsell),
            ("churn", b.churn, n.churn),
            ("closing", b.closing, n.closing),
        ] {
            assert_ratio(Some(amount), &figures["bridge"][line], &what(line));
            assert_eq!(
                u64::from(count),
                figures["customers"][line].as_u64().unwrap(),
                "{}",
                what(line)
            );
        }
        let r = &found.total.rates;
        for (rate, value) in [
            ("nrr", r.nrr),
            ("grr", r.grr),
            ("logo_retention", r.logo_retention),
            ("downsell_rate", r.downsell_rate),
            ("churn_rate", r.churn_rate),
            ("quick_ratio", r.quick_ratio),
        ] {
            assert_ratio(value, &figures["rates"][rate], &what(rate));
        }
    }
}

/// the trailing year by closed cohort, and nothing before twelve months are there.
fn trailing(id: &str, report: &Report, expected: &Value) {
    for window in expected["ttm"].as_array().into_iter().flatten() {
        let label = window["closing"].as_str().unwrap();
        let ttm = &common::period(report, label).total.ttm;
        assert_ratio(ttm.nrr, &window["nrr"], &format!("{id} {label} ttm nrr"));
        assert_ratio(ttm.grr, &window["grr"], &format!("{id} {label} ttm grr"));
        assert_ratio(
            ttm.logo_retention,
            &window["logo_retention"],
            &format!("{id} {label} ttm logos"),
        );
    }
    for period in report
        .periods
        .iter()
        .filter(|p| p.period.closing() < report.closes[0].close.plus(12))
    {
        assert_eq!(
            (period.total.ttm.nrr, period.total.ttm.grr),
            (None, None),
            "{id} {}",
            period.label
        );
    }
}

/// C-1: triangles by month, ages from 0, cells not reached left out.
#[test]
fn cohort_triangles_are_exact() {
    for id in [
        "05-saas-metrics-14-month-tape",
        "06-saas-metrics-sample-tape",
        "29-paddle-11-customer-cohort",
    ] {
        let report = compute(&case_spec(id).build(), &monthly()).unwrap();
        let expected = expected(id);
        let cohorts = expected["cohorts"].as_object().unwrap();
        assert_eq!(report.cohorts.nrr.len(), cohorts.len(), "{id}");
        for (i, (label, wanted_row)) in cohorts.iter().enumerate() {
            let check = |row: &CohortRow, key: &str| {
                assert_eq!(&row.cohort, label, "{id}");
                assert_eq!(
                    u64::from(row.customers),
                    wanted_row["size"].as_u64().unwrap(),
                    "{id} {label}"
                );
                assert_ratio(
                    Some(row.amount),
                    &wanted_row["base_amount"],
                    &format!("{id} {label} base"),
                );
                let ages = wanted_row[key].as_array().unwrap();
                assert_eq!(row.by_age.len(), ages.len(), "{id} {label} {key}");
                for (age, (found, value)) in row.by_age.iter().zip(ages).enumerate() {
                    assert_ratio(*found, value, &format!("{id} {label} {key} age {age}"));
                }
            };
            check(&report.cohorts.nrr[i], "net");
            check(&report.cohorts.grr[i], "gross_vs_base");
            check(&report.cohorts.logos[i], "logo");
        }
    }
}

/// C-1, R-4: the average row is weighted by size over the cohorts which reached the age; cases 24 to 26
/// print whole percents of 16 monthly cohorts.
#[test]
fn average_rows_are_weighted_by_cohort_size() {
    for id in [
        "24-gpbullhound-logo-cohorts",
        "25-gpbullhound-grr-cohorts",
        "26-gpbullhound-nrr-cohorts",
    ] {
        let text = std::fs::read_to_string(cases().join(id).join("ledger.csv")).unwrap();
        let mut cohorts: Vec<(String, Decimal, Vec<Option<Decimal>>)> = Vec::new();
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let size = dec(cells[1]);
            let amount = dec(cells[3]) * size / Decimal::ONE_HUNDRED;
            match cohorts.last_mut().filter(|c| c.0 == cells[0]) {
                Some(cohort) => cohort.2.push(Some(amount)),
                None => cohorts.push((cells[0].to_owned(), size, vec![Some(amount)])),
            }
        }
        let average = holdfast_metrics::cohorts::weighted_average(
            cohorts.into_iter().map(|(_, size, values)| (size, values)),
        );
        let expected = expected(id);
        let wanted = expected["expected"]["weighted_average"].as_array().unwrap();
        assert!(average.len() >= wanted.len());
        for (age, (found, value)) in average.iter().zip(wanted).enumerate() {
            assert_ratio(*found, value, &format!("{id} age {age}"));
        }
    }
}

/// Case 06 takes a customer's latest segment; with one segment a customer over the whole history the
/// product's segments at opening are the same, and then every segment figure must be.
#[test]
fn case_06_segments_are_exact_where_customers_never_move() {
    let id = "06-saas-metrics-sample-tape";
    let expected = expected(id);
    let mut spec = case_spec(id);
    let mut latest = std::collections::BTreeMap::new();
    for row in &spec.rows {
        latest.insert(row.customer.clone(), row.attributes.clone());
    }
    for row in &mut spec.rows {
        row.attributes = latest[&row.customer].clone();
    }
    let ledger = spec.build();
    let basis = Basis {
        segments: vec!["segment".into()],
        ..monthly()
    };
    let report = Engine::new(&ledger, &basis).unwrap().report();
    assert_checks(&report);
    for (segment, periods) in expected["segments"].as_object().unwrap() {
        for (label, figures) in periods.as_object().unwrap() {
            let what = format!("{segment} {label}");
            let trailing = label.strip_prefix("pair ").and_then(|p| p.split_once("->"));
            let label = trailing.map_or(label.as_str(), |(_, closing)| closing);
            let found = &common::period(&report, label).segmentations[0];
            let scope = &found
                .segments
                .iter()
                .find(|s| &s.value == segment)
                .unwrap()
                .scope;
            if trailing.is_some() {
                assert_ratio(scope.ttm.nrr, &figures["nrr"], &what);
                assert_ratio(scope.ttm.grr, &figures["grr"], &what);
                assert_ratio(scope.ttm.logo_retention, &figures["logo_retention"], &what);
                continue;
            }
            assert_ratio(Some(scope.bridge.opening), &figures["opening"], &what);
            assert_ratio(Some(scope.bridge.expansion), &figures["expansion"], &what);
            assert_ratio(Some(scope.bridge.downsell), &figures["contraction"], &what);
            assert_ratio(Some(scope.bridge.churn), &figures["churn"], &what);
            assert_ratio(Some(scope.bridge.closing), &figures["closing"], &what);
            assert_ratio(scope.rates.nrr, &figures["nrr"], &what);
            assert_ratio(scope.rates.grr, &figures["grr"], &what);
        }
    }
}
