//! Exports of billing tools and books which no fixture has.

use crate::ImportOptions;
use crate::testing::*;

#[test]
fn chargebee_like_subscriptions() {
    let text = "Subscription Id,Customer Id,Customer Email,Customer Company,Plan Id,Plan Quantity,Subscription Status,Started At,Current Term Start,Current Term End,Cancelled At,MRR,Currency Code\ns1,c1,a@x.com,Acme,pro,5,active,2025-01-05 10:00:00,2025-03-05 10:00:00,2025-04-05 10:00:00,,100.00,USD\ns2,c2,b@x.com,Birch,basic,1,cancelled,2025-01-10 10:00:00,2025-02-10 10:00:00,2025-03-10 10:00:00,2025-03-10 10:00:00,50.00,USD\n";
    asks_then(
        vec![csv("subs.csv", text)],
        &["as-of-unknown"],
        as_of("2025-03-31"),
        &[
            "c1 2025-01 1200",
            "c1 2025-02 1200",
            "c1 2025-03 1200",
            "c2 2025-01 600",
            "c2 2025-02 600",
        ],
    );
}

#[test]
fn recurly_subscriptions() {
    let text = "account_code,account_company_name,uuid,plan_code,plan_name,state,currency,quantity,unit_amount,activated_at,canceled_at,expires_at,current_period_started_at,current_period_ends_at\na1,Acme,u1,pro,Pro,active,USD,5,20.00,2025-01-05 10:00:00,,,2025-03-05 10:00:00,2025-04-05 10:00:00\na2,Birch,u2,basic,Basic,expired,USD,1,50.00,2025-01-10 10:00:00,2025-02-20 10:00:00,2025-03-10 10:00:00,2025-02-10 10:00:00,2025-03-10 10:00:00\n";
    let table = csv("recurly.csv", text);
    assert_eq!(errors(&bare(vec![table.clone()])), ["amount-kind-unknown"]);
    exact(
        &with_mrr(vec![table]),
        &[
            "a1 2025-01 1200",
            "a1 2025-02 1200",
            "a1 2025-03 1200",
            "a2 2025-01 600",
            "a2 2025-02 600",
        ],
    );
}

#[test]
fn zuora_like_rate_plan_charges() {
    let text = "Account: Name,Subscription: Name,Rate Plan: Name,Rate Plan Charge: MRR,Rate Plan Charge: Effective Start Date,Rate Plan Charge: Effective End Date,Account: Currency\nAcme,A-S1,Pro,100,2025-01-01,2025-12-31,USD\nBirch,A-S2,Pro,50,2025-01-15,2025-02-14,USD\n";
    asks_then(
        vec![csv("z.csv", text)],
        &["as-of-unknown"],
        as_of("2025-02-28"),
        &[
            "Acme 2025-01 1200",
            "Acme 2025-02 1200",
            "Birch 2025-01 600",
        ],
    );
}

#[test]
fn netsuite_like_contracts_over_years() {
    let text = "Internal ID,Customer Name,Contract Start Date,Contract End Date,Contract Term (Months),Total Contract Value,Currency\n101,Acme,1/1/2025,12/31/2026,24,\"240,000.00\",USD\n102,Birch,2/1/2025,1/31/2026,12,\"12,000.00\",USD\n103,Cedar,1/15/2025,1/14/2028,36,\"36,000.00\",USD\n";
    asks_then(
        vec![csv("ns.csv", text)],
        &["as-of-unknown"],
        as_of("2025-02-28"),
        &[
            "Acme 2025-01 120000",
            "Acme 2025-02 120000",
            "Birch 2025-02 12000",
            "Cedar 2025-01 12000",
            "Cedar 2025-02 12000",
        ],
    );
}

#[test]
fn quickbooks_sales_by_customer() {
    let text = "Example SaaS Inc,,,\nSales by Customer Summary,,,\n\"January - February, 2025\",,,\n,,,\n,Jan 2025,Feb 2025,Total\nAcme,100.00,110.00,210.00\nBirch,200.00,200.00,400.00\nTOTAL,$300.00,$310.00,$610.00\n,,,\n\"Thursday, Apr 03, 2025 09:12:33 AM GMT-7 - Accrual Basis\",,,\n";
    let table = csv("qbo.csv", text);
    assert_eq!(
        errors(&bare(vec![table.clone()])),
        ["amount-kind-unknown", "flows-suspected"]
    );
    let options = ImportOptions {
        amounts: Some(holdfast_ledger::AmountKind::Mrr),
        ..decisions(&[("flows-suspected", "accept", "")])
    };
    let imported = with(vec![table], options);
    exact(
        &imported,
        &[
            "Acme 2025-01 1200",
            "Acme 2025-02 1320",
            "Birch 2025-01 2400",
            "Birch 2025-02 2400",
        ],
    );
    assert!(
        imported
            .evidence
            .control_totals
            .iter()
            .all(|t| t.file_total == Some(t.imported))
    );
}

#[test]
fn a_sheet_a_month_with_its_total() {
    let sheet = |name: &str, acme: u32| {
        xlsx(
            "arr.xlsx",
            name,
            &format!(
                "Account,ARR\nAcme,{acme}\nBirch,200\nTotal,{}\n",
                acme + 200
            ),
        )
    };
    let imported = bare(vec![sheet("ARR Jan-25", 100), sheet("ARR Feb-25", 110)]);
    exact(
        &imported,
        &[
            "Acme 2025-01 100",
            "Acme 2025-02 110",
            "Birch 2025-01 200",
            "Birch 2025-02 200",
        ],
    );
    assert_eq!(imported.evidence.sources.len(), 2);
}
