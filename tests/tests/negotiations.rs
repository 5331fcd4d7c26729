//! Case 46 through `holdfast negotiations --json` (N-10 to N-14).
#![allow(missing_docs, clippy::unwrap_used)]

use holdfast_tests::{cases, decimal, holdfast, twelve};
use serde_json::Value;

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

#[test]
fn the_negotiation_matrix_is_exact() {
    let folder = cases().join("46-negotiation-matrix");
    let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let case: Value = serde_json::from_str(&text).unwrap();
    let log = folder.join("ledger.csv");
    let as_of = case["as_of"].as_str().unwrap();
    let run = holdfast(
        BIN,
        &[
            "negotiations",
            log.to_str().unwrap(),
            "--as-of",
            as_of,
            "--json",
        ],
    );
    assert_eq!(run.code, 0, "{}", run.err);
    let (want, found) = (&case["expected"], run.json());
    for key in [
        "requests",
        "resolved",
        "open",
        "open_past_target",
        "requested",
        "given_up",
        "kept",
        "kept_share",
        "retained_customers",
        "paused",
        "churned",
        "median_days",
        "within_target_share",
    ] {
        assert_eq!(
            twelve(decimal(&found[key])),
            twelve(decimal(&want[key])),
            "{key}"
        );
    }
    for key in ["deals", "right_sized", "conversion"] {
        assert_eq!(
            twelve(decimal(&found["multi_year"][key])),
            twelve(decimal(&want["multi_year"][key])),
            "{key}"
        );
    }
    for item in found["items"].as_array().unwrap() {
        let id = item["id"].as_str().unwrap();
        for (expected, key) in [
            ("kept_by_request", "kept"),
            ("kept_share_by_request", "kept_share"),
        ] {
            if let Some(value) = want[expected].get(id) {
                assert_eq!(
                    twelve(decimal(&item[key])),
                    twelve(decimal(value)),
                    "{id} {key}"
                );
            }
        }
    }
}

/// N-20: off unless switched on, then marked, and none of them moves a figure. The workspace's own choice counts where
/// no option is given.
#[test]
fn claims_of_a_survey_stand_beside_the_outcomes_only_where_switched_on() {
    let log = cases().join("46-negotiation-matrix").join("ledger.csv");
    let log = log.to_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let arr = folder.path().join("arr.csv");
    std::fs::write(
        &arr,
        "customer,period,ARR\nAlder,2025-01-31,100\nAlder,2025-02-28,90\n",
    )
    .unwrap();
    let [arr, workspace] =
        [arr, folder.path().join("Alder.holdfast")].map(|p| p.to_str().unwrap().to_owned());
    let asked = |more: &[&str]| {
        let run = holdfast(
            BIN,
            &[&["negotiations", log, "--as-of", "2025-02-28"], more].concat(),
        );
        assert!(run.code < 2, "{}", run.err);
        run
    };
    let mut off = asked(&["--json"]).json();
    assert!(off.get("references").is_none());
    assert!(!asked(&[]).out.contains("External claim"));
    let on = asked(&["--json", "--benchmarks"]).json();
    let claims = on["references"].as_array().unwrap();
    assert_eq!(claims.len(), 3);
    for (claim, figure) in claims.iter().zip(["78%", "42%", "4 to 8 points"]) {
        assert!(claim["claim"].as_str().unwrap().contains(figure), "{claim}");
        assert_eq!(claim["grade"], "D");
        assert_eq!(
            claim["note"],
            "external claim, not verified, not like-for-like"
        );
    }
    off["references"] = on["references"].clone();
    assert_eq!(off, on, "they move nothing");
    let marked = "4 to 8 points (n = 287 (claimed); Pavilion via Pulse RevOps, graded D) (external claim, not verified";
    assert!(asked(&["--benchmarks", "D"]).out.contains(marked));

    assert!(holdfast(BIN, &["workspace", "new", &workspace, &arr]).code < 2);
    assert!(
        holdfast(
            BIN,
            &["workspace", "set", &workspace, "--benchmarks", "ABD"]
        )
        .code
            < 2
    );
    assert!(
        asked(&[&workspace, "--json"])
            .json()
            .get("references")
            .is_some()
    );
    assert!(
        asked(&[&workspace, "--json", "--benchmarks=none"])
            .json()
            .get("references")
            .is_none()
    );
}

/// N-13: without a ledger the log is read as of the very day given. At the end of that month the request would be 41
/// days old and past the target. A month alone is its last day.
#[test]
fn a_log_is_as_old_as_the_day_given() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log.csv");
    let rows = "Request ID,Customer,Requested On,Request Kind,ARR Before,ARR Asked For,Resolved On,ARR After\n\
                R1,Alder,2026-06-20,seat reduction,1000,700,,\n\
                R2,Birch,2026-06-20,seat reduction,1000,700,2026-07-15,800\n";
    std::fs::write(&log, rows).unwrap();
    let at = |day: &str| {
        let log = log.to_str().unwrap();
        holdfast(BIN, &["negotiations", log, "--as-of", day, "--json"]).json()
    };
    let found = at("2026-07-10");
    assert_eq!(found["as_of"], "2026-07-10");
    assert_eq!((&found["resolved"], &found["open"]), (&0.into(), &2.into()));
    assert_eq!(found["items"][0]["age"], 20);
    assert_eq!(found["open_past_target"], 0);
    let month = at("2026-07");
    assert_eq!(month["as_of"], "2026-07-31");
    assert_eq!(
        (&month["resolved"], &month["open_past_target"]),
        (&1.into(), &1.into())
    );
}

/// Section 4: each check names its requests, and is called what the pack calls it.
#[test]
fn failure_modes_name_their_requests() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log.csv");
    let text = "Request ID,Customer,Requested On,ARR Before,ARR Asked For,First Response,Acknowledged On\n\
                R1,a,2025-01-01,100,70,pushed back,2025-01-02\n\
                R2,b,2025-01-01,100,70,acknowledged,2025-01-01\n";
    std::fs::write(&log, text).unwrap();
    let run = holdfast(
        BIN,
        &[
            "negotiations",
            log.to_str().unwrap(),
            "--as-of",
            "2025-01-20",
        ],
    );
    assert!(run.out.contains("Push-back first: 1 (R1)\n"), "{}", run.out);
    assert!(
        run.out.contains("No trigger set: not recorded\n"),
        "{}",
        run.out
    );
}
