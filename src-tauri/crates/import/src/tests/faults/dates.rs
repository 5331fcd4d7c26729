//! Dates: order, gaps, partial months.

use super::*;

#[test]
fn ambiguous_dates_are_asked_with_both_readings() {
    let table = csv(
        "l.csv",
        "customer,date,ARR\nA,01/02/2025,10\nB,01/03/2025,20\n",
    );
    let imported = bare(vec![table.clone()]);
    let f = finding(&imported, "date-order-unknown");
    assert!(
        f.message.contains("1 February 2025 or 2 January 2025"),
        "{}",
        f.message
    );
    assert_eq!(f.severity, Severity::Error);
    let decided = |repair: &str| {
        let entry = DecisionEntry {
            code: "date-order-unknown".into(),
            repair: repair.into(),
            ..DecisionEntry::default()
        };
        with(
            vec![table.clone()],
            ImportOptions {
                decisions: Decisions {
                    entries: vec![entry],
                },
                ..ImportOptions::default()
            },
        )
    };
    assert_eq!(
        lines(&decided("day-first")),
        ["A 2025-02 10", "B 2025-03 20"]
    );
    assert_eq!(closes(&decided("month-first")), "2025-01");
    let sure = bare(vec![csv(
        "l.csv",
        "customer,date,ARR\nA,01/02/2025,10\nB,28/02/2025,20\n",
    )]);
    assert!(!codes(&sure).contains(&"date-order-unknown"));
}

#[test]
fn gaps_and_missing_closes_are_said() {
    let imported = bare(vec![csv(
        "l.csv",
        "customer,period,ARR\nA,2025-01,10\nB,2025-01,5\nB,2025-02,5\nA,2025-03,10\nB,2025-03,5\nA,2025-06,10\nB,2025-06,5\n",
    )]);
    assert_eq!(
        finding(&imported, "gap").examples,
        ["row 5: A: 1 close at 0 before 10"]
    );
    assert!(
        finding(&imported, "missing-close")
            .message
            .contains("2025-04, 2025-05")
    );
}

#[test]
fn the_newest_close_may_be_partial() {
    let imported = bare(vec![csv(
        "l.csv",
        "customer,date,ARR\nA,2025-01-31,10\nA,2025-02-17,12\n",
    )]);
    assert_eq!(
        finding(&imported, "partial-close").severity,
        Severity::Warning
    );
    assert_eq!(
        imported.ledger.unwrap().partial().unwrap().to_string(),
        "2025-02-17"
    );
    let months = bare(vec![csv(
        "l.csv",
        "customer,date,ARR\nA,2025-01-01,10\nA,2025-02-01,12\n",
    )]);
    assert_eq!(
        (
            lines(&months)[1].as_str(),
            months.ledger.as_ref().unwrap().partial()
        ),
        ("A 2025-02 12", None)
    );
    assert!(codes(&months).contains(&"first-of-month"));
}

#[test]
fn several_balances_a_month_give_the_last_one() {
    let mut text = "customer,date,ARR\n".to_owned();
    for (day, a, b) in [
        ("2025-01-10", 10, 5),
        ("2025-01-20", 11, 5),
        ("2025-01-31", 12, 6),
        ("2025-02-10", 13, 6),
        ("2025-02-28", 14, 7),
    ] {
        text += &format!("A,{day},{a}\nB,{day},{b}\n");
    }
    let imported = bare(vec![csv("l.csv", &text)]);
    assert_eq!(
        lines(&imported),
        ["A 2025-01 12", "A 2025-02 14", "B 2025-01 6", "B 2025-02 7"]
    );
    assert_eq!(finding(&imported, "earlier-date").rows, 6);
}

#[test]
fn a_gap_is_left_or_filled() {
    let table = csv(
        "l.csv",
        "customer,period,ARR\nA,2025-01,10\nB,2025-01,5\nB,2025-02,5\nA,2025-03,10\nB,2025-03,5\n",
    );
    let filled = decide(table.clone(), &[("gap", "fill", "A")]);
    assert_eq!(lines(&filled)[1], "A 2025-02 10");
    assert!(!codes(&filled).contains(&"gap"));
    assert_eq!(filled.evidence.decisions[0].rows, 1);
    let left = decide(table, &[("gap", "leave", "")]);
    assert_eq!(
        (lines(&left).len(), finding(&left, "gap").severity),
        (5, Severity::Info)
    );
}
