//! One file a layout.

use crate::ImportOptions;
use crate::testing::*;
use holdfast_ledger::AmountKind;

#[test]
fn a_simple_long_ledger_asks_only_what_its_amounts_are() {
    let table = csv(
        "ledger.csv",
        "customer,period,amount\nA,2024-02,10000\nB,2024-02,5000\nA,2024-03,8000.50\n",
    );
    let imported = bare(vec![table.clone()]);
    assert_eq!(errors(&imported), ["amount-kind-unknown"]);
    assert_eq!(
        lines(&imported),
        ["A 2024-02 10000", "A 2024-03 8000.5", "B 2024-02 5000"]
    );
    assert_eq!(closes(&imported), "2024-02 2024-03");
    let imported = with(
        vec![table],
        ImportOptions {
            amounts: Some(AmountKind::Mrr),
            ..ImportOptions::default()
        },
    );
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(lines(&imported)[0], "A 2024-02 120000");
    let source = &imported.evidence.sources[0];
    assert_eq!(
        (source.rows_read, source.rows_used, source.range.as_str()),
        (3, 3, "A1:C4")
    );
    assert_eq!(imported.evidence.control_totals.len(), 2);
}

#[test]
fn segments_and_products_come_along() {
    let table = csv(
        "l.csv",
        "customer,period,amount,product,segment,channel\nA,2024-01,100,Gold,SMB,Direct\nA,2024-01,60,Silver,SMB,Direct\nA,2024-02,100,Gold,SMB,Direct\nB,2024-01,10,Gold,Mid,Partner\nB,2024-02,10,Gold,Mid,Partner\n",
    );
    let imported = arr(vec![table]);
    assert_eq!(errors(&imported), [""; 0]);
    let ledger = imported.ledger.as_ref().unwrap();
    let names: Vec<_> = ledger
        .attributes()
        .iter()
        .map(|a| a.name.as_str())
        .collect();
    assert_eq!(names, ["segment", "channel"]);
    assert_eq!(ledger.name(ledger.entries()[0].line), "Gold");
}

#[test]
fn wide_months_cover_their_closes_also_where_empty() {
    let table = xlsx(
        "w.xlsx",
        "ARR",
        "Customer,Region,2024-01-31,2024-02-29,2024-03-31\nA,EU,100,100,\nB,US,50,,\n,,,,\n",
    );
    let imported = bare(vec![table]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        ["A 2024-01 100", "A 2024-02 100", "B 2024-01 50"]
    );
    assert_eq!(closes(&imported), "2024-01 2024-02 2024-03");
}

#[test]
fn contract_lines_are_in_force_from_start_to_end() {
    // Trap 11: an open end is still running.
    let table = csv(
        "c.csv",
        "customer,start,end,amount\nA,2025-01-01,2025-03-01,40\nA,2025-01-01,,60\n",
    );
    let imported = arr(vec![table]);
    assert_eq!(
        lines(&imported),
        ["A 2025-01 100", "A 2025-02 100", "A 2025-03 60"]
    );
}

#[test]
fn rates_in_the_rows_lead_to_the_reporting_currency() {
    let table = csv(
        "fx.csv",
        "customer,subscription,currency,amount,period,usd_per_eur,locked_rate\nU,monthly,USD,100,2024-01,1.07,\nU,annual,USD,100,2024-01,1.07,1.07\nU,monthly,USD,100,2024-03,1.15,\nU,annual,USD,100,2024-03,1.15,1.07\n",
    );
    let imported = arr(vec![table]);
    assert_eq!(errors(&imported), [""; 0]);
    let ledger = imported.ledger.as_ref().unwrap();
    assert_eq!(ledger.reporting(), "EUR");
    let total: Vec<_> = imported
        .evidence
        .control_totals
        .iter()
        .map(|t| holdfast_ledger::round_half_away(t.imported, 12).to_string())
        .collect();
    assert_eq!(total, ["186.915887850467", "180.414465664364"]);
    assert!(codes(&imported).contains(&"missing-close"));
}

#[test]
fn a_negotiation_log_comes_through_the_same_door() {
    let log = csv(
        "log.csv",
        "Request ID,Customer,Requested On,Request Kind,ARR Before,ARR Asked For,Resolved On,Outcome,ARR After\nR1,Alder,2027-01-05,seat reduction,100000,70000,2027-01-25,right-sized,80000\n",
    );
    let imported = bare(vec![log]);
    assert_eq!(imported.requests.as_ref().unwrap().requests.len(), 1);
    assert_eq!(imported.ledger, None);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(imported.evidence.sources[0].layout, "negotiation log");
}
