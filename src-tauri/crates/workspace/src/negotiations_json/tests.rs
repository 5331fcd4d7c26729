use super::*;
use holdfast_import::read_requests;
use holdfast_ledger::TableBuilder;
use holdfast_metrics::negotiations::evaluate;

fn case(file: &str) -> String {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../tests/cases/46-negotiation-matrix/"
    );
    std::fs::read_to_string(format!("{folder}{file}")).unwrap()
}

fn case_46() -> Value {
    let mut b = TableBuilder::new("ledger.csv", "", "");
    for (row, line) in case("ledger.csv").lines().enumerate() {
        for (column, cell) in line.split(',').enumerate().filter(|(_, c)| !c.is_empty()) {
            b.text(column as u16, cell);
        }
        b.end_row(row as u32 + 1);
    }
    let (log, findings) = read_requests(&[b.finish()]);
    assert!(findings.0.is_empty());
    let as_of = "2027-03-31".parse().unwrap();
    negotiations_json(&evaluate(&log, &Playbook::default(), None, as_of, None))
}

/// A ratio is printed with more places than the expectation has.
fn same(found: &Value, wanted: &Value) -> bool {
    let number = |v: &Value| v.as_str().and_then(|s| s.parse::<Decimal>().ok());
    match (number(found), number(wanted)) {
        (Some(a), Some(b)) => holdfast_ledger::round_half_away(a, 12) == b,
        _ => found == wanted,
    }
}

#[test]
fn case_46_is_as_expected() {
    let found = case_46();
    let expected: Value = serde_json::from_str(&case("expected.json")).unwrap();
    let expected = expected["expected"].as_object().unwrap();
    for (key, wanted) in expected {
        match key.as_str() {
            "resolution_days" => {
                let days: Vec<i64> = found["items"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter_map(|i| i["days"].as_i64())
                    .collect();
                assert_eq!(json!(days), *wanted);
            }
            "kept_by_request" | "kept_share_by_request" => {
                let field = key.trim_end_matches("_by_request");
                for (id, wanted) in wanted.as_object().unwrap() {
                    let item = found["items"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .find(|i| i["id"] == **id)
                        .unwrap();
                    assert!(same(&item[field], wanted), "{id} {key}: {}", item[field]);
                }
            }
            "multi_year" => {
                for (name, wanted) in wanted.as_object().unwrap() {
                    assert!(same(&found[key][name], wanted), "{key}.{name}");
                }
            }
            _ => assert!(same(&found[key], wanted), "{key}: {} {wanted}", found[key]),
        }
    }
}

#[test]
fn the_keys_come_in_the_order_of_the_manual() {
    let found = case_46();
    let keys: Vec<&String> = found.as_object().unwrap().keys().collect();
    let documented = [
        "requests",
        "resolved",
        "open",
        "open_past_target",
        "requested",
        "kept",
        "given_up",
        "kept_share",
        "retained_customers",
        "paused",
        "churned",
        "median_days",
        "within_target_share",
        "multi_year",
        "guardrail",
        "triggers",
        "failure_modes",
        "tie",
        "items",
    ];
    assert_eq!(keys[..documented.len()], documented);
}

#[test]
fn what_was_not_imported_is_null_and_never_zero() {
    let found = case_46();
    assert_eq!(found["triggers"], json!({ "recorded": false }));
    assert_eq!(found["failure_modes"][0]["failures"], Value::Null);
    assert_eq!(
        found["failure_modes"][0]["missing_columns"],
        json!(["first-response", "acknowledged-on"])
    );
    assert_eq!(found["tie"], Value::Null);
    assert_eq!(found["outcomes"]["by_counter"], Value::Null);
    let open = &found["items"][4];
    assert_eq!(open["kept"], Value::Null);
    assert_eq!(open["advice"]["counter"]["arr"], "45000");
    assert_eq!(open["advice"]["counter"]["exchange"], "path back up");
}
