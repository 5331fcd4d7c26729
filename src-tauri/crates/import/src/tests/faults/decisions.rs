//! Decisions: recorded, read back, previewed, taken back.

use super::*;

#[test]
fn decisions_that_do_nothing_are_said() {
    let table = csv("l.csv", "customer,period,amount\nA,2025-01,100\n");
    let imported = decide(
        table.clone(),
        &[
            ("negative-balance", "exclude", ""),
            ("negative-balance", "forget", ""),
            ("nonsense", "x", ""),
        ],
    );
    assert_eq!(
        codes(&imported),
        ["decision-unknown", "decision-unknown", "decision-unused"]
    );
    let imported = decide(table, &[("negative-balanse", "exclude", "")]);
    assert_eq!(
        finding(&imported, "decision-unknown").message,
        "Decision 1: no finding has the code \"negative-balanse\". Did you mean \"negative-balance\"?"
    );
}

#[test]
fn a_cell_is_corrected_in_place_with_a_reason() {
    let table = csv(
        "l.csv",
        "customer,period,ARR,tier\nA,2025-01,lots,Gold\nB,2025-01,5,Gold\nC,,7,Gold\n",
    );
    assert_eq!(
        errors(&arr(vec![table.clone()])),
        ["bad-date", "not-a-number"]
    );
    let edit = |cell: &str, was: &str, value: &str| DecisionEntry {
        code: "cell-edited".into(),
        repair: "set".into(),
        scope: format!("l.csv!{cell}"),
        value: value.into(),
        was: was.into(),
        reason: "per order form".into(),
    };
    let options = |entries: Vec<DecisionEntry>| {
        let decisions = Decisions { entries };
        let file = decisions.to_toml();
        ImportOptions {
            amounts: Some(AmountKind::Arr),
            decisions: Decisions::from_toml(&file).unwrap(),
            ..ImportOptions::default()
        }
    };
    let edits = vec![
        edit("C2", "lots", "10"),
        edit("B4", "", "2025-01-31"),
        edit("D3", "Gold", "Silver"),
        edit("A4", "C", "007"),
    ];
    let edited = with(vec![table.clone()], options(edits));
    exact(&edited, &["007 2025-01 7", "A 2025-01 10", "B 2025-01 5"]);
    let f = finding(&edited, "cell-edited");
    assert_eq!(
        (f.severity, f.rows, f.examples[0].as_str()),
        (Severity::Info, 4, "C2: \"lots\" became \"10\"")
    );
    let record = &edited.evidence.decisions[0];
    assert_eq!(
        (
            record.repair.as_str(),
            record.scope.as_str(),
            record.reason.as_str()
        ),
        ("set: 10", "l.csv!C2", "per order form")
    );
    // The cell of a file in which something else stands now is left alone, and that is said.
    let other = with(vec![table], options(vec![edit("C3", "4", "10")]));
    assert_eq!(lines(&other), ["B 2025-01 5"]);
    assert!(codes(&other).contains(&"decision-unused"));
    // On a sheet the scope names it.
    let typed = xlsx("w.xlsx", "ARR", "customer,close,ARR\nA,2025-01-31,#REF!\n");
    let scope = crate::cell_scope(&typed, 2, 2);
    assert_eq!(scope, "w.xlsx!ARR!C2");
    let entry = DecisionEntry {
        scope,
        ..edit("", "#REF!", "12.50")
    };
    exact(
        &with(vec![typed], options(vec![entry])),
        &["A 2025-01 12.5"],
    );
}

#[test]
fn a_row_is_excluded_by_hand() {
    let table = csv("l.csv", "customer,period,ARR\nA,2025-01,10\nB,2025-01,5\n");
    let imported = decide(table, &[("row-excluded", "exclude", "l.csv!3")]);
    exact(&imported, &["A 2025-01 10"]);
    let source = &imported.evidence.sources[0];
    assert_eq!((source.rows_read, source.rows_used), (2, 1));
    assert_eq!(
        source.set_aside[0].reason,
        "excluded by decision: row-excluded"
    );
    assert_eq!(imported.evidence.decisions[0].rows, 1);
    let wide = decide(
        csv("w.csv", "customer,2025-01,2025-02\nA,10,11\nB,5,5\n"),
        &[("row-excluded", "exclude", "w.csv!2")],
    );
    exact(&wide, &["B 2025-01 5", "B 2025-02 5"]);
}

#[test]
fn rows_are_settled_one_by_one() {
    let table = csv(
        "l.csv",
        "customer,period,ARR\nA,2025-01,10\n,2025-01,5\n,2025-01,7\n",
    );
    let one = decide(table.clone(), &[("blank-id", "exclude", "l.csv!3")]);
    assert_eq!(errors(&one), ["blank-id"], "the other row is open");
    let both = decide(
        table,
        &[
            ("blank-id", "exclude", "l.csv!3"),
            ("blank-id", "exclude", "l.csv!4"),
        ],
    );
    assert_eq!(errors(&both), [""; 0]);
}

#[test]
fn what_a_decision_would_do_is_counted_before_it_is_taken() {
    let books = books(vec![csv(
        "l.csv",
        "customer,period,ARR\nA,2025-01,10\nA,2025-01,10\nB,2025-01,5\n",
    )]);
    let decision = decisions(&[("duplicate-row", "keep-one", "")])
        .decisions
        .entries
        .remove(0);
    let shown = crate::preview(
        &books,
        &ImportOptions {
            amounts: Some(AmountKind::Arr),
            ..ImportOptions::default()
        },
        &decision,
        &crate::Unwatched,
    );
    let (before, after) = (&shown.before, &shown.after);
    assert_eq!(
        (
            before.used,
            before.arr.to_string(),
            before.rows,
            before.warnings
        ),
        (3, "25".into(), 1, 1)
    );
    assert_eq!(
        (
            after.used,
            after.arr.to_string(),
            after.rows,
            after.warnings
        ),
        (2, "15".into(), 0, 0)
    );
    assert_eq!(
        (
            before.set_aside,
            after.set_aside,
            after.customers,
            after.errors
        ),
        (0, 1, 2, 0)
    );
}
