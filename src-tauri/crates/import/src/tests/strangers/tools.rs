//! Exports of billing and bookkeeping tools as their users have them, with the columns which the tools document.

use crate::testing::*;
use holdfast_ledger::AmountKind;

/// What most of these hold, in ARR: Acme goes from 1,000 to 900 a month, Birch pays 200 and leaves in March.
const LEDGER: &[&str] = &[
    "cus_1 2025-01 12000",
    "cus_1 2025-02 10800",
    "cus_1 2025-03 10800",
    "cus_2 2025-01 2400",
    "cus_2 2025-02 2400",
];

#[test]
fn logs_and_months_of_metrics_tools() {
    for text in [
        "Customer ID,Customer,Customer Email,Currency,2025-01,2025-02,2025-03\ncus_1,Acme,a@x.com,usd,\"1,000.00\",900.00,900.00\ncus_2,Birch,b@x.com,usd,200.00,200.00,0.00\n",
        "Customer ID,Email,Activity,Effective Date,Plan,MRR Change,MRR\ncus_1,a@x.com,new,2025-01-10,Pro,1000.00,1000.00\ncus_2,b@x.com,new,2025-01-15,Pro,200.00,200.00\ncus_1,a@x.com,downgrade,2025-02-11,Pro,-100.00,900.00\ncus_2,b@x.com,churn_delinquent,2025-03-20,Pro,-200.00,0.00\n",
        "Date,Customer ID,Customer,Description,Type,MRR Movement,MRR,Currency\n2025-01-10,cus_1,Acme,purchased Pro (10),New Business,\"$1,000.00\",\"$1,000.00\",USD\n2025-01-15,cus_2,Birch,purchased Pro,New Business,$200.00,$200.00,USD\n2025-02-11,cus_1,Acme,changed Pro (10) to Pro (9),Contraction,-$100.00,$900.00,USD\n2025-03-20,cus_2,Birch,cancelled,Churn,-$200.00,$0.00,USD\n",
        "Customer Number,Customer Name,Parent,Contract,Item,Item Class,1/31/2025,2/28/2025,3/31/2025\ncus_1,Acme,,K-1,Platform,Subscription MRR,900.00,800.00,800.00\ncus_1,Acme,,K-1,Support,Subscription MRR,100.00,100.00,100.00\ncus_2,Birch,,K-2,Platform,Subscription MRR,200.00,200.00,0.00\nTotal,,,,,,\"1,200.00\",\"1,100.00\",900.00\n",
        "id,customer_id,subscription_id,reporting_timezone,reporting_month,status,status_previous,billing_currency_code,mrr_billing_currency,mrr_previous_billing_currency,reporting_currency_code,exchange_rate,exchange_rate_previous,mrr_reporting_currency,mrr_previous_reporting_currency\n1,cus_1,s1,UTC,2025-01-31T23:59:59Z,active,,EUR,800.00,0.00,USD,1.25,1.25,1000.00,0.00\n2,cus_2,s3,UTC,2025-01-31T23:59:59Z,active,,USD,200.00,0.00,USD,1,1,200.00,0.00\n3,cus_1,s1,UTC,2025-02-28T23:59:59Z,active,active,EUR,720.00,800.00,USD,1.25,1.25,900.00,1000.00\n4,cus_2,s3,UTC,2025-02-28T23:59:59Z,active,active,USD,200.00,200.00,USD,1,1,200.00,200.00\n5,cus_1,s1,UTC,2025-03-31T23:59:59Z,active,active,EUR,720.00,720.00,USD,1.25,1.25,900.00,900.00\n6,cus_2,s3,UTC,2025-03-31T23:59:59Z,cancelled,active,USD,0.00,200.00,USD,1,1,0.00,200.00\n",
    ] {
        exact(&with_mrr(vec![csv("e.csv", text)]), LEDGER);
    }
}

/// Ten seats at 10 a month, 1,200 a year, and 50 a month until 5 March.
const SUBSCRIPTIONS: &[&str] = &[
    "c1 2025-01 1200",
    "c1 2025-02 1200",
    "c1 2025-03 1200",
    "c2 2025-01 1200",
    "c2 2025-02 1200",
    "c2 2025-03 1200",
    "c3 2025-01 600",
    "c3 2025-02 600",
];

#[test]
fn a_total_beside_the_price_of_a_unit_is_not_multiplied_again() {
    let recurly = "uuid,account_code,account_company_name,plan_code,plan_name,state,quantity,unit_amount,total_recurring_amount,currency,plan_interval_length,plan_interval_unit,activated_at,canceled_at,expires_at,current_period_started_at,current_period_ends_at\nu1,c1,Acme,gold,Gold,active,10,10.00,100.00,USD,1,months,2025-01-10 10:00:00 UTC,,,2025-03-10 10:00:00 UTC,2025-04-10 10:00:00 UTC\nu2,c2,Birch,gold-y,Gold yearly,active,1,1200.00,1200.00,USD,12,months,2025-01-15 10:00:00 UTC,,,2025-01-15 10:00:00 UTC,2026-01-15 10:00:00 UTC\nu3,c3,Cedar,gold,Gold,expired,5,10.00,50.00,USD,1,months,2025-01-05 10:00:00 UTC,2025-02-20 10:00:00 UTC,2025-03-05 10:00:00 UTC,2025-02-05 10:00:00 UTC,2025-03-05 10:00:00 UTC\n";
    exact(&bare(vec![csv("r.csv", recurly)]), SUBSCRIPTIONS);
    let by_unit = recurly.replace("total_recurring_amount", "setup_note");
    exact(&bare(vec![csv("r.csv", &by_unit)]), SUBSCRIPTIONS);
}

#[test]
fn amounts_with_decimals_are_no_cents() {
    let stripe = "id,Customer ID,Customer Name,Customer Email,Status,Cancellation Reason,Amount,Currency,Interval,Created (UTC),Start (UTC),Start Date (UTC),Current Period Start (UTC),Current Period End (UTC),Trial End (UTC),Canceled At (UTC),Ended At (UTC)\ns1,c1,Acme,a@x,active,,100.00,usd,month,2025-01-10 10:00,2025-01-10 10:00,2025-01-10 10:00,2025-03-10 10:00,2025-04-10 10:00,,,\ns2,c2,Birch,b@x,active,,\"1,200.00\",usd,year,2025-01-15 10:00,2025-01-15 10:00,2025-01-15 10:00,2025-01-15 10:00,2026-01-15 10:00,,,\ns3,c3,Cedar,c@x,canceled,too_expensive,50.00,usd,month,2025-01-05 10:00,2025-01-05 10:00,2025-01-05 10:00,2025-02-05 10:00,2025-03-05 10:00,,2025-02-20 09:00,2025-03-05 10:00\n";
    exact(&bare(vec![csv("s.csv", stripe)]), SUBSCRIPTIONS);
}

const TABLES: &str = "subscriptions.id,customers.id,customers.company,subscriptions.status,subscriptions.plan_id,subscriptions.plan_quantity,subscriptions.currency_code,subscriptions.mrr,subscriptions.created_at,subscriptions.started_at,subscriptions.current_term_end,subscriptions.cancelled_at\ns1,c1,Acme,active,pro,10,USD,100.00,10-Jan-2025 10:00,10-Jan-2025 10:00,10-Apr-2025 10:00,\ns2,c2,Birch,active,pro-yearly,1,USD,100.00,15-Jan-2025 10:00,15-Jan-2025 10:00,15-Jan-2026 10:00,\n";

#[test]
fn captions_with_their_table_and_dates_with_their_time() {
    let ended = "s3,c3,Cedar,cancelled,pro,5,USD,50.00,05-Jan-2025 10:00,05-Jan-2025 10:00,05-Mar-2025 10:00,01-Mar-2025 09:00\n";
    let imported = with(
        vec![csv("c.csv", &format!("{TABLES}{ended}"))],
        as_of("2025-03-31"),
    );
    exact(&imported, SUBSCRIPTIONS);
}

#[test]
fn what_ended_at_todays_zero_is_asked_about() {
    let ended = "s3,c3,Cedar,cancelled,pro,5,USD,0.00,05-Jan-2025 10:00,05-Jan-2025 10:00,05-Mar-2025 10:00,01-Mar-2025 09:00\n";
    let table = csv("c.csv", &format!("{TABLES}{ended}"));
    let asked = with(vec![table.clone()], as_of("2025-03-31"));
    assert_eq!(errors(&asked), ["ended-at-zero"]);
    let accepted = crate::ImportOptions {
        as_of: as_of("2025-03-31").as_of,
        ..decisions(&[("ended-at-zero", "accept", "")])
    };
    exact(&with(vec![table], accepted), &SUBSCRIPTIONS[..6]);
}

#[test]
fn since_when_somebody_is_a_customer_is_no_start_of_a_contract() {
    let text = "Name,Email,Status,Plan,MRR,ARR,Currency,Billing Cycle,Customer Since,Country\nAcme,a@x,Active,Pro,\"1,000.00\",\"12,000.00\",USD,Monthly,2024-01-10,US\nBirch,b@x,Cancelled,Pro,0.00,0.00,USD,Monthly,2024-02-10,DE\n";
    asks_then(
        vec![csv("c.csv", text)],
        &["as-of-unknown"],
        as_of("2025-03-31"),
        &["Acme 2025-03 12000"],
    );
}

#[test]
fn customers_in_headings_of_a_sales_report() {
    let text = "Alder Inc,,,,,,,,\nSales by Customer Detail,,,,,,,,\nJanuary - February 2025,,,,,,,,\n,,,,,,,,\n,Date,Transaction Type,Num,Product/Service,Memo/Description,Qty,Amount,Balance\nAcme,,,,,,,,\n,01/15/2025,Invoice,1001,Subscription,Jan,1,\"1,000.00\",\"1,000.00\"\n,02/15/2025,Invoice,1003,Subscription,Feb,1,900.00,\"1,900.00\"\nTotal for Acme,,,,,,,\"$1,900.00\",\nBirch LLC,,,,,,,,\n,01/20/2025,Invoice,1002,Subscription,Jan,1,200.00,200.00\n,02/20/2025,Invoice,1004,Subscription,Feb,1,200.00,400.00\nTotal for Birch LLC,,,,,,,$400.00,\nTOTAL,,,,,,,\"$2,300.00\",\n,,,,,,,,\n\"Friday, Apr 4, 2025 10:12:33 AM GMT-7 - Accrual Basis\",,,,,,,,\n";
    let wanted = [
        "Acme 2025-01 12000",
        "Acme 2025-02 10800",
        "Birch LLC 2025-01 2400",
        "Birch LLC 2025-02 2400",
    ];
    let imported = with_mrr(vec![csv("q.csv", text)]);
    exact(&imported, &wanted);
    assert!(codes(&imported).contains(&"flows-added"));
    // A row left out of its group does not tie with the group's total.
    let cut = text.replace(
        ",02/15/2025,Invoice,1003,Subscription,Feb,1,900.00,\"1,900.00\"\n",
        "",
    );
    assert_eq!(
        errors(&with_mrr(vec![csv("q.csv", &cut)])),
        ["report-does-not-tie"]
    );
}

#[test]
fn orders_with_their_state_of_billing_are_in_force() {
    let text = "Customer,Document Number,Item,Start Date,End Date,Quantity,Contract Value,Currency,Status\nAcme,SO-1,Platform,1/1/2025,12/31/2025,10,\"12,000.00\",USD,Billed\nBirch,SO-2,Platform,2/1/2025,1/31/2027,5,\"24,000.00\",USD,Pending Billing\n";
    let options = crate::ImportOptions {
        amounts: Some(AmountKind::Arr),
        ..as_of("2025-02-28")
    };
    let imported = with(vec![csv("n.csv", text)], options);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(lines(&imported).len(), 3);
}
