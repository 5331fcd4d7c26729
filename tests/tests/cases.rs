//! Every worked case of kind "snapshots" gives its exact figures through `holdfast metrics --json`.
#![allow(missing_docs, clippy::unwrap_used)]

use holdfast_tests::{Run, assert_figures, by, cases, decimal, holdfast, twelve};
use serde_json::{Value, json};

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

#[test]
fn every_snapshot_case_is_exact() {
    let mut seen = 0;
    for entry in std::fs::read_dir(cases()).unwrap() {
        let folder = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(folder.join("expected.json")) else {
            continue;
        };
        let expected: Value = serde_json::from_str(&text).unwrap();
        if expected["ledger_kind"] != "snapshots" {
            continue;
        }
        let run = metrics(folder.join("ledger.csv").to_str().unwrap());
        assert_eq!(run.code, 0, "{}: {}", expected["id"], run.err);
        let found = run.json();
        check_case(&expected, &found);
        let failed: Vec<_> = found["checks"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|c| c["ok"] != true)
            .collect();
        assert!(failed.is_empty(), "{}: {failed:#?}", expected["id"]);
        seen += 1;
    }
    assert_eq!(seen, 11);
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
