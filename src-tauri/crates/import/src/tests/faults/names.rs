//! Customers, statuses and segments.

use super::*;

#[test]
fn similar_names_are_proposed_and_never_merged_silently() {
    // Trap 37.
    let table = csv(
        "l.csv",
        "customer,period,amount\nAcme Inc,2025-01,100\n\"ACME, Inc. \",2025-02,100\nBirch,2025-01,1\n",
    );
    let imported = arr(vec![table.clone()]);
    let f = finding(&imported, "similar-names");
    assert_eq!((f.severity, f.rows), (Severity::Warning, 1));
    assert_eq!(lines(&imported).len(), 3);
    let merged = decide(table, &[("similar-names", "merge", "")]);
    assert_eq!(
        lines(&merged),
        [
            "Acme Inc 2025-01 100",
            "Acme Inc 2025-02 100",
            "Birch 2025-01 1"
        ]
    );
}

#[test]
fn unknown_statuses_are_asked_once_a_value() {
    let table = csv(
        "l.csv",
        "customer,period,ARR,status\nA,2025-01,10,Active\nB,2025-01,20,Zombie\nC,2025-01,30,Zombie\nD,2025-01,40,Paused\nE,2025-01,50,Past due\nF,2025-01,0,Trial\n",
    );
    let imported = bare(vec![table.clone()]);
    let f = finding(&imported, "unknown-status");
    assert_eq!((f.rows, f.severity), (2, Severity::Error));
    assert_eq!(
        lines(&imported),
        [
            "A 2025-01 10",
            "B 2025-01 20",
            "C 2025-01 30",
            "E 2025-01 50"
        ]
    );
    let said = decide(table, &[("unknown-status", "cancelled", "Zombie")]);
    assert_eq!(
        (errors(&said), lines(&said)),
        (
            vec![],
            vec!["A 2025-01 10".to_owned(), "E 2025-01 50".to_owned()]
        )
    );
    assert!(
        said.mapping
            .to_toml()
            .contains("\"Zombie\" = \"cancelled\""),
        "{}",
        said.mapping.to_toml()
    );
}

#[test]
fn slips_in_segments_and_two_segments_are_said() {
    let mut text = "customer,period,ARR,segment\n".to_owned();
    for n in 0..12 {
        text += &format!("C{n},2025-01,10,Enterprise\n");
    }
    text += "D,2025-01,10,Enterprse\nE,2025-01,10,SMB\nE,2025-01,5,Enterprise\n";
    let imported = bare(vec![csv("l.csv", &text)]);
    assert_eq!(finding(&imported, "segment-typo").rows, 1);
    assert_eq!(
        finding(&imported, "two-segments").examples,
        ["row 16: E: SMB and Enterprise"]
    );
    let fixed = decide(csv("l.csv", &text), &[("segment-typo", "fix", "")]);
    let ledger = fixed.ledger.unwrap();
    let values: std::collections::BTreeSet<_> = ledger.attributes()[0]
        .values
        .iter()
        .map(|v| ledger.name(*v))
        .collect();
    assert_eq!(
        values.into_iter().collect::<Vec<_>>(),
        ["Enterprise", "SMB"]
    );
}

#[test]
fn renames_are_applied_before_anything_is_netted() {
    // Trap 27: B absorbed A.
    let ledger = csv(
        "l.csv",
        "customer,period,ARR\nA,2025-01,1000\nB,2025-01,10000\nB,2025-02,10000\n",
    );
    let map = csv("map.csv", "from,to,effective\nA,B,2025-02-28\nX,Y,\n");
    let imported = bare(vec![ledger, map]);
    assert_eq!(lines(&imported), ["B 2025-01 11000", "B 2025-02 10000"]);
    let r = &imported.evidence.renames[0];
    assert_eq!(
        (
            r.from.as_str(),
            r.to.as_str(),
            r.rows,
            r.effective.unwrap().to_string()
        ),
        ("A", "B", 1, "2025-02".into())
    );
    assert!(
        finding(&imported, "rename-unused")
            .message
            .contains("\"X\"")
    );
}
