//! Every worked case gives its exact figures through `holdfast metrics --json`.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use holdfast_tests::{Run, assert_figures, by, cases, decimal, holdfast, twelve};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::path::Path;
use std::str::FromStr;

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

fn metrics(ledger: &str) -> Run {
    holdfast(
        BIN,
        &[
            "metrics",
            ledger,
            "--amounts",
            "arr",
            "--scale",
            "units",
            "--period",
            "month",
            "--json",
        ],
    )
}

fn check_case(expected: &Value, found: &Value) {
    let id = expected["id"].as_str().unwrap();
    for (label, close) in expected["closes"].as_object().unwrap() {
        let closes = found["closes"].as_array().unwrap();
        let at = closes
            .iter()
            .find(|c| c["close"].as_str().unwrap().starts_with(label.as_str()))
            .unwrap();
        assert_figures(&format!("{id} {label}"), close, at);
    }
    for (label, period) in expected["periods"].as_object().unwrap() {
        let at = by(&found["periods"], "label", label);
        for part in ["bridge", "customers", "rates"] {
            assert_figures(&format!("{id} {label} {part}"), &period[part], &at[part]);
        }
    }
    for ttm in expected["ttm"].as_array().into_iter().flatten() {
        let label = ttm["closing"].as_str().unwrap();
        let want = json!({ "nrr": ttm["nrr"], "grr": ttm["grr"], "logo_retention": ttm["logo_retention"] });
        assert_figures(
            &format!("{id} {label} ttm"),
            &want,
            &by(&found["periods"], "label", label)["ttm"],
        );
    }
    for (cohort, want) in expected["cohorts"].as_object().into_iter().flatten() {
        check_cohort(id, cohort, want, &found["cohorts"]);
    }
}

fn check_cohort(id: &str, cohort: &str, want: &Value, found: &Value) {
    for (triangle, expected) in [("logos", "logo"), ("nrr", "net"), ("grr", "gross")] {
        let Some(ages) = want[expected].as_array() else {
            continue;
        };
        let row = by(&found[triangle], "cohort", cohort);
        assert_eq!(row["customers"], want["size"], "{id} {cohort}");
        for (age, value) in ages.iter().enumerate() {
            let want = twelve(decimal(&value["dec"]));
            assert_eq!(
                twelve(decimal(&row["by_age"][age])),
                want,
                "{id} {cohort} {triangle} age {age}"
            );
        }
    }
}

/// The test of every kind of case: a case of a kind without one fails here.
#[test]
fn every_case_is_exact() {
    let mut seen = 0;
    for entry in std::fs::read_dir(cases()).unwrap() {
        let folder = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(folder.join("expected.json")) else {
            continue;
        };
        let expected: Value = serde_json::from_str(&text).unwrap();
        match expected["ledger_kind"].as_str().unwrap() {
            "snapshots" => snapshots(&expected, &folder),
            "cohort_table" => cohort_table(&expected, &folder),
            "fx_snapshots" => fx_snapshots(&expected, &folder),
            "movements_wide" => own_bridge(&expected, &folder),
            // In negotiations.rs, with all it prints.
            "negotiations" => {}
            other => panic!("{}: no test for cases of kind {other}", expected["id"]),
        }
        seen += 1;
    }
    assert_eq!(seen, 17);
}

fn snapshots(expected: &Value, folder: &Path) {
    let run = metrics(folder.join("ledger.csv").to_str().unwrap());
    assert_eq!(run.code, 0, "{}: {}", expected["id"], run.err);
    let found = run.json();
    check_case(expected, &found);
    let failed: Vec<_> = found["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["ok"] != true)
        .collect();
    assert!(failed.is_empty(), "{}: {failed:#?}", expected["id"]);
}

/// Cases 24 to 26 print cohorts in percent of their size. As a ledger each cohort is one customer of that size
/// which pays that share, month by month; the average row then has the published weights (C-1, R-4).
fn cohort_table(expected: &Value, folder: &Path) {
    let text = std::fs::read_to_string(folder.join("ledger.csv")).unwrap();
    let mut ledger = String::from("customer,period,amount");
    for row in text.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let [cohort, size, month, share] = cells[..] else {
            panic!("{row}")
        };
        let close = later(cohort, month.parse().unwrap());
        let amount = Decimal::from_str(size).unwrap() * Decimal::from_str(share).unwrap();
        ledger = format!("{ledger}\n{cohort},{close},{amount}");
    }
    let file = tempfile::tempdir().unwrap();
    let path = file.path().join("ledger.csv");
    std::fs::write(&path, ledger).unwrap();
    let found = metrics(path.to_str().unwrap()).json();
    let average = &found["cohorts"]["average"]["nrr"];
    for (age, want) in expected["expected"]["weighted_average"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
    {
        let what = format!("{} age {age}", expected["id"]);
        assert_eq!(
            twelve(decimal(&average[age])),
            twelve(decimal(&want["dec"])),
            "{what}"
        );
        let simple = &expected["expected"]["simple_average_for_contrast"][age]["dec"];
        assert!(
            age == 0 || twelve(decimal(&average[age])) != twelve(decimal(simple)),
            "{what}"
        );
    }
}

fn later(month: &str, by: u32) -> String {
    let (year, of_year) = month.split_once('-').unwrap();
    let months = year.parse::<u32>().unwrap() * 12 + of_year.parse::<u32>().unwrap() - 1 + by;
    format!("{}-{:02}", months / 12, months % 12 + 1)
}

/// Case 40: nothing changed at the customer, all of the fall is FX; one line has its rate agreed. The quarter of
/// a fiscal year from February opens at the end of January.
fn fx_snapshots(expected: &Value, folder: &Path) {
    let ledger = folder.join("ledger.csv");
    let arguments = [
        "metrics",
        ledger.to_str().unwrap(),
        "--amounts",
        "arr",
        "--currency",
        "EUR",
    ];
    let period = ["--period", "quarter", "--fiscal-year-start", "2", "--json"];
    let found = holdfast(BIN, &[&arguments[..], &period[..]].concat()).json();
    let want = |key: &str| twelve(decimal(&expected["expected"][key]["dec"]));
    let bridge = &by(&found["periods"], "label", "FY2025-Q1")["bridge"];
    assert_eq!(twelve(decimal(&bridge["fx"])), want("fx_effect"));
    assert_eq!(twelve(decimal(&bridge["downsell"])), want("contraction"));
    for (close, end) in [("2024-01", "opening"), ("2024-03", "closing")] {
        let balance = twelve(decimal(&expected["expected"]["mrr_eur"][close]["dec"]));
        assert_eq!(twelve(decimal(&bridge[end])), balance, "{close}");
    }
}

/// Case 43: each row foots, and eleven of twelve months open at another figure than the last closed at.
fn own_bridge(expected: &Value, folder: &Path) {
    let run = metrics(folder.join("ledger.csv").to_str().unwrap());
    assert_eq!(
        run.code, 2,
        "there are no customers to compute from: {}",
        run.out
    );
    let found = run.json();
    let checks = found["checks"].as_array().unwrap();
    let difference = |name: &str, month: &str| {
        let check = checks
            .iter()
            .find(|c| c["check"] == name && c["scope"] == month)?;
        twelve(decimal(&check["difference"]))
    };
    for (month, want) in expected["expected"]["checks"].as_object().unwrap() {
        let of = |key: &str| twelve(decimal(&want[key]["dec"]));
        assert_eq!(
            difference("own_bridge_foots", month),
            of("within_month"),
            "{month}"
        );
        if month != "2017-02" {
            let break_ = difference("own_opening_is_closing_before", month);
            assert_eq!(break_, of("existing_minus_previous_mrr"), "{month}");
        }
    }
    let finding = by(&found["findings"], "code", "own-bridge-breaks");
    assert_eq!(
        (&finding["severity"], &finding["rows"]),
        (&"error".into(), &11.into())
    );
}

/// Without `--amounts` the figures are there, read as ARR, and the question blocks a pack (L-2).
#[test]
fn what_the_amounts_are_is_asked_never_assumed_in_silence() {
    let ledger = cases().join("01-downsell-mrr-6k/ledger.csv");
    let run = holdfast(BIN, &["metrics", ledger.to_str().unwrap(), "--json"]);
    assert_eq!(run.code, 1, "{}", run.err);
    let found = run.json();
    assert_eq!(
        by(&found["periods"], "label", "2024-03")["bridge"]["downsell"],
        "6000"
    );
    assert_eq!(
        by(&found["findings"], "code", "amount-kind-unknown")["severity"],
        "error"
    );
}
