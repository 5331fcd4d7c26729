//! `holdfast diff`: every planted restatement is found with its cause and amount, and the totals foot.
#![allow(missing_docs, clippy::unwrap_used)]

use holdfast_tests::{Run, by, decimal, holdfast};
use serde_json::Value;

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-under-test");

const OLD: &str = "customer,period,ARR,tier
A,2025-01,100,SMB
A,2025-02,100,SMB
B,2025-01,200,Mid
B,2025-02,210,Mid
C,2025-01,50,SMB
C,2025-02,50,SMB
D,2025-01,70,SMB
D,2025-02,71,SMB
E,2025-01,30,SMB
E,2025-02,33,SMB
";

fn run(new: &str, options: &[&str]) -> Run {
    between(OLD, new, options)
}

fn between(old: &str, new: &str, options: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let paths = [("old.csv", old), ("new.csv", new)].map(|(name, text)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    });
    let run = holdfast(BIN, &[&["diff", &paths[0], &paths[1]], options].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    run
}

fn diff(new: &str) -> Value {
    let found = run(new, &["--json"]).json();
    for close in found["closes"].as_array().unwrap() {
        assert_eq!(close["gap"], "0", "{close}");
    }
    found
}

fn change<'a>(found: &'a Value, customer: &str) -> &'a Value {
    by(&found["customers"], "customer", customer)
}

#[test]
fn the_same_export_changed_nothing() {
    assert_eq!(diff(OLD)["changed"], false);
    let more = format!("{OLD}A,2025-03,100,SMB\nB,2025-03,210,Mid\n");
    let found = diff(&more);
    assert_eq!(found["changed"], false, "{found:#}");
    assert_eq!(found["added_closes"][0], "2025-03-31");
}

#[test]
fn a_corrected_amount_is_found_and_moves_the_past() {
    let found = diff(&OLD.replace("B,2025-02,210", "B,2025-02,190"));
    let b = change(&found, "B");
    assert_eq!(
        (&b["cause"], &b["before"], &b["after"]),
        (&"amount_corrected".into(), &"210".into(), &"190".into())
    );
    let close = by(&found["closes"], "close", "2025-02-28");
    assert_eq!(
        (
            &close["before"],
            &close["by_cause"]["amount_corrected"],
            &close["after"]
        ),
        (&"464".into(), &"-20".into(), &"444".into())
    );
    assert_eq!(
        decimal(&by(&found["metrics"], "metric", "downsell_arr")["after"]),
        decimal(&"10".into())
    );
}

#[test]
fn late_and_removed_customers_are_told_apart_from_corrections() {
    let found = diff(&format!(
        "{}F,2025-01,5,SMB\nF,2025-02,6,SMB\n",
        OLD.replace("E,2025-01,30,SMB\nE,2025-02,33,SMB\n", "")
    ));
    assert_eq!(change(&found, "F")["cause"], "customer_added");
    assert_eq!(change(&found, "E")["cause"], "customer_removed");
}

#[test]
fn a_renamed_customer_nets_to_nothing() {
    let found = diff(&OLD.replace("D,", "Delta,"));
    assert_eq!(
        (&change(&found, "D")["cause"], &change(&found, "D")["other"]),
        (&"renamed".into(), &"Delta".into())
    );
    let close = by(&found["closes"], "close", "2025-02-28");
    assert_eq!(
        (&close["by_cause"]["renamed"], &close["after"]),
        (&"0".into(), &"464".into())
    );
}

#[test]
fn a_merged_customer_is_no_removal() {
    let new = OLD
        .replace("C,2025-01,50,SMB\nC,2025-02,50,SMB\n", "")
        .replace("A,2025-01,100", "A,2025-01,150")
        .replace("A,2025-02,100", "A,2025-02,150");
    let found = diff(&new);
    assert_eq!(
        (&change(&found, "C")["cause"], &change(&found, "C")["other"]),
        (&"merged".into(), &"A".into())
    );
    assert!(
        found["customers"]
            .as_array()
            .unwrap()
            .iter()
            .all(|c| c["cause"] == "merged"),
        "{found:#}"
    );
}

#[test]
fn a_moved_segment_is_listed() {
    let found = diff(&OLD.replace(",71,SMB", ",71,Mid"));
    let moved = by(&found["segments"], "customer", "D");
    assert_eq!(
        (&moved["attribute"], &moved["before"], &moved["after"]),
        (&"tier".into(), &"SMB".into(), &"Mid".into())
    );
}

#[test]
fn a_rate_moves_by_points() {
    let text = run(&OLD.replace("B,2025-02,210", "B,2025-02,190"), &[]).out;
    // NRR 464 ÷ 450 = 103.11%, less 20 ÷ 450.
    let moved = "nrr: 103.11% → amount corrected -4.44 pp → 98.67%";
    assert!(text.contains(moved), "{text}");
}

/// S-4: over fewer than five customers the text shows no rate; money and counts stay.
#[test]
fn a_rate_over_few_customers_is_their_number() {
    let four: String = OLD
        .lines()
        .filter(|l| !l.starts_with("E,"))
        .fold(String::new(), |all, l| all + l + "\n");
    let new = four.replace("B,2025-02,210", "B,2025-02,190");
    let text = between(&four, &new, &[]).out;
    assert!(text.contains("2025-02 nrr: n=4\n"), "{text}");
    assert!(
        text.contains("closing_arr: 431 → amount corrected -20 → 411"),
        "{text}"
    );
    let exact = between(&four, &new, &["--json"]).json();
    let nrr = by(&exact["metrics"], "metric", "nrr");
    assert!(decimal(&nrr["before"]) > decimal(&nrr["after"]), "{nrr}");
}
