//! Rows: repeated, blank, totals, overlapping.

use super::*;

#[test]
fn repeated_rows_add_up_and_are_said() {
    let table = csv(
        "l.csv",
        "customer,period,amount\nA,2025-01,100\nA,2025-01,100\nB,2025-01,50\nB,2025-01,70\nB,2025-02,70\n",
    );
    let imported = arr(vec![table.clone()]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        ["A 2025-01 200", "B 2025-01 120", "B 2025-02 70"]
    );
    let twin = finding(&imported, "duplicate-row");
    assert_eq!(
        (twin.rows, twin.amount.unwrap().to_string(), address(twin)),
        (1, "100".into(), "C3".into())
    );
    let same = finding(&imported, "same-customer-close");
    assert_eq!(
        (same.rows, same.amount.unwrap().to_string()),
        (2, "120".into())
    );
    assert_eq!(same.examples[0], "C4: B, 2025-01, 50");
    let kept = decide(
        table,
        &[
            ("duplicate-row", "keep-one", ""),
            ("same-customer-close", "keep-last", "B"),
        ],
    );
    assert_eq!(
        lines(&kept),
        ["A 2025-01 100", "B 2025-01 70", "B 2025-02 70"]
    );
    let source = &kept.evidence.sources[0];
    assert_eq!((source.rows_read, source.rows_used), (5, 3));
    assert_eq!(
        kept.rejected.iter().map(|r| r.row).collect::<Vec<_>>(),
        [3, 4]
    );
}

#[test]
fn rows_without_customer_are_set_aside() {
    let table = csv(
        "l.csv",
        "customer id,customer,period,amount\n1,A,2025-01,100\n,B,2025-01,50\n2,C,2025-01,70\n",
    );
    let imported = arr(vec![table.clone()]);
    let f = finding(&imported, "blank-id");
    assert_eq!(
        (
            f.severity,
            f.rows,
            f.amount.unwrap().to_string(),
            f.place.row
        ),
        (Severity::Error, 1, "50".into(), Some(3))
    );
    assert_eq!(lines(&imported), ["1 2025-01 100", "2 2025-01 70"]);
    let excluded = decide(table, &[("blank-id", "exclude", "")]);
    assert_eq!(errors(&excluded), [""; 0]);
    assert_eq!(
        excluded.evidence.sources[0].set_aside[0].reason,
        "excluded by decision: blank-id"
    );
}

#[test]
fn total_rows_are_left_out_listed_and_compared() {
    let text = "Customer,2025-01,2025-02\nA,10,20\nB,5,5\nTotal,15,25\n";
    let imported = arr(vec![csv("w.csv", text)]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        ["A 2025-01 10", "A 2025-02 20", "B 2025-01 5", "B 2025-02 5"]
    );
    assert_eq!(finding(&imported, "total-row").place.row, Some(4));
    let totals: Vec<_> = imported
        .evidence
        .control_totals
        .iter()
        .map(|t| (t.imported, t.file_total.unwrap()))
        .collect();
    assert!(totals.iter().all(|(a, b)| a == b) && totals.len() == 2);
    // A total which is not the sum: exact, and said.
    let wrong = arr(vec![csv("w.csv", &text.replace("15,25", "15,26"))]);
    let f = finding(&wrong, "file-total-differs");
    assert_eq!(
        (
            f.severity,
            f.amount.unwrap().to_string(),
            f.message.contains("2025-02-28")
        ),
        (Severity::Error, "1".into(), true)
    );
    let kept = decide(csv("w.csv", text), &[("total-row", "keep", "Total")]);
    assert_eq!(lines(&kept).len(), 6);
}

#[test]
fn a_row_equal_to_the_sum_of_those_above_is_asked() {
    let text = "Customer,2025-01,2025-02\nA,10,20\nB,5,5\nC,1,2\nAll of them,16,27\n";
    let imported = arr(vec![csv("w.csv", text)]);
    assert_eq!(errors(&imported), ["possible-total-row"]);
    assert_eq!(lines(&imported).len(), 8);
    let excluded = decide(
        csv("w.csv", text),
        &[("possible-total-row", "exclude", "All of them")],
    );
    assert_eq!((errors(&excluded), lines(&excluded).len()), (vec![], 6));
    assert_eq!(
        excluded.evidence.control_totals[1]
            .file_total
            .unwrap()
            .to_string(),
        "27"
    );
}

#[test]
fn overlapping_lines_add_up_or_the_later_replaces_the_earlier() {
    let table = csv(
        "c.csv",
        "customer,product,start,end,ARR\nA,Core,2025-01-01,2025-03-31,100\nA,Core,2025-02-01,2025-04-30,120\nB,Core,2025-04-01,,5\n",
    );
    let both = decide(table.clone(), &[]);
    assert_eq!(lines(&both)[1], "A 2025-02 220");
    assert_eq!(
        finding(&both, "overlapping-lines").examples,
        ["row 3: A, also row 2"]
    );
    let later = decide(table, &[("overlapping-lines", "keep-later", "")]);
    assert_eq!(
        lines(&later)[..3],
        ["A 2025-01 100", "A 2025-02 120", "A 2025-03 120"]
    );
}

#[test]
fn rejected_rows_can_be_handed_back() {
    let table = csv(
        "l.csv",
        "customer,period,ARR\nA,2025-01,100\n,2025-01,-50\nB,=cmd,7\n",
    );
    let imported = bare(vec![table.clone()]);
    let text = crate::rejected_csv(&imported, &[&table]);
    assert_eq!(
        text,
        "file,sheet,row,reason,cells\nl.csv,,3,blank id,,2025-01,-50\nl.csv,,4,bad date,B,'=cmd,7\n"
    );
}
