//! A fixture for every layout of the documentation, in its documented headers and units. Each imports
//! without a question, other than those which the layout leaves undecidable.

use crate::ImportOptions;
use crate::testing::*;
use holdfast_ledger::AmountKind;

fn mrr(tables: Vec<holdfast_ledger::Table>) -> crate::Imported {
    with(
        tables,
        ImportOptions {
            amounts: Some(AmountKind::Mrr),
            ..ImportOptions::default()
        },
    )
}

fn as_of(day: &str) -> ImportOptions {
    ImportOptions {
        as_of: day.parse().ok(),
        ..ImportOptions::default()
    }
}

#[test]
fn stripe_mrr_per_subscriber() {
    // A customer may repeat: its rows add up. Own currency each.
    let table = csv(
        "mrr.csv",
        "Customer ID,Customer,Customer Email,Currency,2024-01,2024-02,2024-03\ncus_1,Alder,a@x.com,usd,100.00,100.00,80.50\ncus_1,Alder,a@x.com,usd,20.00,20.00,\ncus_2,Birch,b@x.com,usd,50.00,0.00,0.00\n",
    );
    let imported = bare(vec![table]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        [
            "cus_1 2024-01 1440",
            "cus_1 2024-02 1440",
            "cus_1 2024-03 966",
            "cus_2 2024-01 600"
        ]
    );
    assert_eq!(imported.ledger.unwrap().reporting(), "USD");
}

const STRIPE: &str = "id,Customer ID,Customer Name,Customer Email,Status,Cancellation Reason,Amount,Currency,Interval,Created (UTC),Start (UTC),Start Date (UTC),Current Period Start (UTC),Current Period End (UTC),Trial End (UTC),Canceled At (UTC),Ended At (UTC)\n";

#[test]
fn stripe_subscriptions() {
    // 20.00 a month; 520.00 a year; 3.00 a week is 3 × 52 a year; cancelled in March; a trial until February;
    // never started.
    let rows = "sub_1,cus_1,Alder,a@x,active,,2000,usd,month,2024-01-05 10:00,2024-01-05 10:00,2024-01-05 10:00,2024-03-05 10:00,2024-04-05 10:00,,,\n\
        sub_2,cus_2,Birch,b@x,past_due,,52000,usd,year,2024-01-10 10:00,2024-01-10 10:00,2024-01-10 10:00,2024-01-10 10:00,2025-01-10 10:00,,,\n\
        sub_3,cus_3,Cedar,c@x,canceled,too_expensive,300,usd,week,2024-01-10 10:00,2024-01-10 10:00,2024-01-10 10:00,2024-02-10 10:00,2024-02-17 10:00,,2024-02-01 09:00,2024-03-10 12:00\n\
        sub_4,cus_4,Dogwood,d@x,active,,1000,usd,month,2024-02-01 10:00,2024-02-01 10:00,2024-02-01 10:00,2024-03-01 10:00,2024-04-01 10:00,2024-02-29 10:00,,\n\
        sub_5,cus_5,Elm,e@x,incomplete_expired,,1000,usd,month,2024-02-01 10:00,2024-02-01 10:00,2024-02-01 10:00,,,,,2024-02-02 10:00\n";
    let imported = bare(vec![csv("subscriptions.csv", &format!("{STRIPE}{rows}"))]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        [
            "cus_1 2024-01 240",
            "cus_1 2024-02 240",
            "cus_1 2024-03 240",
            "cus_2 2024-01 520",
            "cus_2 2024-02 520",
            "cus_2 2024-03 520",
            "cus_3 2024-01 156",
            "cus_3 2024-02 156",
            "cus_4 2024-03 120"
        ]
    );
    let aside = &imported.evidence.sources[0].set_aside;
    assert_eq!(
        (aside[0].reason.as_str(), aside[0].rows),
        ("never in force", 1)
    );
    let cedar = imported.ledger.as_ref().unwrap();
    let entry = cedar
        .entries()
        .iter()
        .find(|e| cedar.name(e.reason) == "too_expensive")
        .unwrap();
    assert_eq!(cedar.name(entry.line), "sub_3");
}

#[test]
fn chartmogul_movements() {
    // Cents; RANK orders equal dates; labels as documented.
    let table = csv(
        "movements.csv",
        "DATE,CUSTOMER_NAME,MRR_MOVEMENT,MRR,DESCRIPTION,MOVEMENT_TYPE,CURRENCY_CODE,BILLING_CONNECTOR_UUID,CUSTOMER_EXTERNAL_ID,CUSTOMER_UUID,SUBSCRIPTION_EXTERNAL_ID,PLAN_EXTERNAL_ID,ACTIVE_SUBSCRIPTION_QUANTITY,UUID,RANK,PREVIOUS_PLAN_EXTERNAL_ID\n\
        2024-01-03,Alder,10000,10000,purchased,new_biz,USD,x,a1,cus_a,s1,gold,1,u1,1,\n\
        2024-02-10,Alder,-2000,8000,down,contraction,USD,x,a1,cus_a,s1,silver,1,u2,1,gold\n\
        2024-01-20,Birch,5000,5000,purchased,new_biz,USD,x,b1,cus_b,s2,gold,1,u3,1,\n\
        2024-03-01,Birch,-5000,0,left,churn,USD,x,b1,cus_b,s2,gold,0,u4,1,\n\
        2024-03-15,Alder,500,8500,up,expansion,USD,x,a1,cus_a,s1,silver,1,u5,2,\n",
    );
    let imported = bare(vec![table]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        [
            "cus_a 2024-01 1200",
            "cus_a 2024-02 960",
            "cus_a 2024-03 1020",
            "cus_b 2024-01 600",
            "cus_b 2024-02 600"
        ]
    );
    assert_eq!(closes(&imported), "2024-01 2024-02 2024-03");
    assert_eq!(imported.label_differences, []);
    assert_eq!(imported.ledger.unwrap().customers()[0].name, "Alder");
}

#[test]
fn chartmogul_activities() {
    let table = csv(
        "activities.csv",
        "description,activity-mrr-movement,activity-mrr,activity-arr,date,type,currency,subscription-external-id,plan-external-id,customer-name,customer-uuid,customer-external-id,billing-connector-uuid,uuid\n\
        bought,10000,10000,120000,2024-01-31T23:30:00+02:00,new_biz,USD,s1,gold,Alder,cus_a,a1,x,u1\n\
        less,-2500,7500,90000,2024-03-02T00:10:00+02:00,expansion,USD,s1,gold,Alder,cus_a,a1,x,u2\n",
    );
    let imported = bare(vec![table]);
    assert_eq!(errors(&imported), [""; 0]);
    // The date as written counts: no zone moves it into another month.
    assert_eq!(
        lines(&imported),
        [
            "cus_a 2024-01 1200",
            "cus_a 2024-02 1200",
            "cus_a 2024-03 900"
        ]
    );
    let d = &imported.label_differences[0];
    assert_eq!(
        (d.label.as_str(), d.class.as_str(), d.row),
        ("expansion", "downsell", 3)
    );
}

#[test]
fn chartmogul_intervals() {
    // An interval ends on the day on which the next one starts: its end is not covered.
    let table = csv(
        "intervals.csv",
        "CUSTOMER_UUID,MRR,START_DATE,END_DATE,PLAN_UUID,QUANTITY,SUBSCRIPTION_UUID,SUBSCRIPTION_SET_UUID,SUB_SET_PLAN_UUIDS,IS_FREE,IS_TRIAL\n\
        cus_a,10000,2024-01-15,2024-02-29,p1,5,s1,x,x,false,false\n\
        cus_a,8000,2024-02-29,,p1,4,s1,x,x,false,false\n\
        cus_b,0,2024-01-01,2024-02-01,p2,1,s2,x,x,true,false\n\
        cus_b,3000,2024-02-01,2024-03-20,p2,1,s2,x,x,false,false\n",
    );
    let imported = bare(vec![table]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        [
            "cus_a 2024-01 1200",
            "cus_a 2024-02 960",
            "cus_a 2024-03 960",
            "cus_b 2024-02 360"
        ]
    );
}

const SUBSCRIPTIONS: &str = "CUSTOMER_UUID,CUSTOMER_NAME,CUSTOMER_EMAIL,CUSTOMER_COUNTRY,PLAN_NAME,QUANTITY,MRR,ARR,CURRENCY,INTERVAL_UNIT,INTERVAL_COUNT,STATUS,SUBSCRIBER_SINCE\n";

#[test]
fn chartmogul_subscriptions_are_a_snapshot_of_a_date_to_be_said() {
    // The MRR of a cancelled row is the last value: its status counts.
    let january = format!(
        "{SUBSCRIPTIONS}cus_a,Alder,a@x,US,Gold,1,10000,120000,USD,month,1,Active,2023-01-01\ncus_b,Birch,b@x,DE,Gold,1,5000,60000,USD,month,1,Active,2023-01-01\n"
    );
    let february = format!(
        "{SUBSCRIPTIONS}cus_a,Alder,a@x,US,Gold,1,8000,96000,USD,month,1,Active,2023-01-01\ncus_b,Birch,b@x,DE,Gold,1,5000,60000,USD,month,1,Cancelled,2023-01-01\n"
    );
    let unsaid = bare(vec![csv("subscriptions.csv", &january)]);
    assert_eq!(errors(&unsaid), ["as-of-unknown"]);
    assert_eq!(unsaid.ledger, None);
    let said = with(
        vec![csv("subscriptions.csv", &january)],
        as_of("2024-01-31"),
    );
    assert_eq!(errors(&said), [""; 0]);
    assert_eq!(lines(&said), ["cus_a 2024-01 1200", "cus_b 2024-01 600"]);
    let two = bare(vec![
        csv("subs-2024-01-31.csv", &january),
        csv("subs-2024-02-29.csv", &february),
    ]);
    assert_eq!(errors(&two), [""; 0]);
    assert_eq!(
        lines(&two),
        [
            "cus_a 2024-01 1200",
            "cus_a 2024-02 960",
            "cus_b 2024-01 600"
        ]
    );
    assert_eq!(two.ledger.unwrap().attributes()[0].name, "CUSTOMER_COUNTRY");
}

#[test]
fn baremetrics_template() {
    // 50.00 every month; 1,200.00 every two years is 600 a year; stopped on 4 May.
    let table = csv(
        "import.csv",
        "plan_oid,plan_name,plan_currency,plan_amount,plan_interval,plan_interval_count,customer_oid,customer_name,customer_email,subscription_oid,subscription_started_at,subscription_canceled_at\n\
        plan_1,SEO,USD,5000,month,1,customer_1,Alder,a@x.com,subscription_1,2020-03-31,2020-05-04\n\
        plan_2,SEM,USD,120000,year,2,customer_1,Alder,a@x.com,subscription_2,2020-03-31,\n",
    );
    let imported = bare(vec![table]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        [
            "customer_1 2020-03 1200",
            "customer_1 2020-04 1200",
            "customer_1 2020-05 600"
        ]
    );
}

#[test]
fn profitwell_activities() {
    // decrease and increase are of the plan's length, downgrade and upgrade of the MRR.
    let table = csv(
        "activity.csv",
        "Customer,Date,Activity,MRR Change\nAlder,2024-01-03,new,100\nAlder,2024-02-03,decrease,0\nAlder,2024-03-03,downgrade,-20\nBirch,2024-01-04,new,50\nBirch,2024-02-05,churn_delinquent,-50\nBirch,2024-03-06,reactivated,40\n",
    );
    let imported = bare(vec![table]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        [
            "Alder 2024-01 1200",
            "Alder 2024-02 1200",
            "Alder 2024-03 960",
            "Birch 2024-01 600",
            "Birch 2024-03 480"
        ]
    );
    assert_eq!(imported.label_differences, []);
}

#[test]
fn maxio_transactions() {
    // Home is the reporting currency; the ARR column is read, the others are ignored.
    let table = csv(
        "transactions.csv",
        "contract,item,item_class,number,order_date,start_date,end_date,quantity,local_amount,home_amount,local_normalized_amount,home_normalized_amount,local_arr_amount,home_arr_amount,foreign_exchange_rate,is_autorenewal,renewal_of_set,renewal_amount,term_number,cancelled,crm_opportunity_id\n\
        Alder,Core,Subscription,C-1,2024-01-01,2024-01-01,2024-12-31,10,900,1000,75,83.33,900,1000,1.11,true,,1000,1,false,o1\n\
        Birch,Core,Subscription,C-2,2024-02-01,2024-02-01,2024-03-31,5,200,200,100,100,1200,1200,1,false,,0,1,false,o2\n\
        Cedar,Core,Subscription,C-3,2024-06-01,2024-06-01,2025-05-31,5,500,500,41.67,41.67,500,500,1,false,,0,1,false,o3\n",
    );
    let imported = with(vec![table], as_of("2024-06-30"));
    assert_eq!(errors(&imported), [""; 0]);
    let all = lines(&imported);
    assert_eq!(all.len(), 6 + 2 + 1);
    assert_eq!(
        (all[0].as_str(), all[6].as_str(), all[8].as_str()),
        (
            "Alder 2024-01 1000",
            "Birch 2024-02 1200",
            "Cedar 2024-06 500"
        )
    );
    let ledger = imported.ledger.unwrap();
    assert_eq!(
        ledger.entries()[0].renewal.unwrap().to_string(),
        "2024-12-31"
    );
}

#[test]
fn maxio_customers_give_their_attributes() {
    let lines_ = csv(
        "transactions.csv",
        "customer,item,start_date,end_date,home_arr_amount\nC1,Core,2024-01-01,2024-12-31,1000\nC2,Core,2024-01-01,2024-12-31,500\n",
    );
    let list = csv(
        "customers.csv",
        "code,name,parent,industry,market,segment,subsegment\nC1,Alder,,Retail,US,SMB,x\nC2,Birch,,Retail,DE,Mid,y\n",
    );
    let imported = with(
        vec![lines_, list],
        ImportOptions {
            amounts: Some(AmountKind::Arr),
            ..as_of("2024-02-29")
        },
    );
    let ledger = imported.ledger.unwrap();
    let segment = ledger.attribute("segment").unwrap();
    assert_eq!(ledger.name(segment.values[0]), "SMB");
    assert_eq!(ledger.customers()[1].name, "Birch");
}

const SALESFORCE: &str = "Opportunity Owner,Account Name,Opportunity Name,Stage,Fiscal Period,Amount Currency,Amount,Amount (converted) Currency,Amount (converted),Probability (%),Age,Close Date,Created Date,Type,Next Step\n";

#[test]
fn salesforce_opportunities_ask_for_kind_and_term() {
    let rows = "Ann,Alder,Alder 2024,Closed Won,Q1-2024,USD,\"$1,200.00\",USD,\"1,200.00\",100%,10,2024-01-15,2023-11-01,New Business,\nAnn,Birch,Birch 2024,Closed Lost,Q1-2024,USD,900,USD,900,0%,10,2024-02-15,2023-11-01,New Business,\nBob,Cedar,Cedar,Prospecting,Q2-2024,USD,500,USD,500,10%,10,2024-05-15,2023-11-01,New Business,\n";
    let imported = bare(vec![csv("report.csv", &format!("{SALESFORCE}{rows}"))]);
    assert_eq!(errors(&imported), ["amount-kind-unknown", "term-unknown"]);
    let imported = with(
        vec![csv("report.csv", &format!("{SALESFORCE}{rows}"))],
        ImportOptions {
            amounts: Some(AmountKind::Arr),
            ..as_of("2024-02-29")
        },
    );
    assert_eq!(errors(&imported), ["term-unknown"]);
    assert_eq!(
        lines(&imported),
        ["Alder 2024-01 1200", "Alder 2024-02 1200"]
    );
    assert_eq!(
        imported.evidence.sources[0].set_aside[0].reason,
        "not a signed contract"
    );
}

#[test]
fn saasgrid_reads_the_revenue_block_only() {
    let text = "Costs,,,\n,2024-01-31,2024-02-29,2024-03-31\nHosting,10,10,10\nPeople,50,50,60\n\nRevenue,,,\nCustomer,2024-01-31,2024-02-29,2024-03-31\nAlder,100,100,80\nBirch,50,0,0\n";
    let imported = bare(vec![xlsx("grid.xlsx", "Customer Revenue", text)]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        [
            "Alder 2024-01 1200",
            "Alder 2024-02 1200",
            "Alder 2024-03 960",
            "Birch 2024-01 600"
        ]
    );
    let plain = bare(vec![xlsx(
        "grid.xlsx",
        "Customer Revenue",
        "Customer,2024-01-31,2024-02-29\nAlder,100,90\n",
    )]);
    assert_eq!(lines(&plain), ["Alder 2024-01 1200", "Alder 2024-02 1080"]);
}

#[test]
fn quickbooks_report_with_preamble_sections_and_totals() {
    let text = "Acme Inc,,,,,,,,\nTransaction Detail by Account,,,,,,,,\n\"January - February, 2024\",,,,,,,,\n,,,,,,,,\n,Date,Transaction Type,Num,Name,Memo/Description,Split,Amount,Balance\n\
        Subscription revenue,,,,,,,,\n\
        ,01/15/2024,Invoice,1,Alder:Core,Jan,Receivables,\"1,200.00\",\"1,200.00\"\n\
        ,01/20/2024,Invoice,2,Birch,Jan,Receivables,500.00,\"1,700.00\"\n\
        ,02/15/2024,Invoice,3,Alder:Core,Feb,Receivables,\"1,200.00\",\"2,900.00\"\n\
        ,02/20/2024,Credit Memo,4,Alder:Core,Feb,Receivables,\"$(250.00)\",\"2,650.00\"\n\
        Total for Subscription revenue,,,,,,,\"$2,650.00\",\n\
        Support revenue,,,,,,,,\n\
        ,02/28/2024,Invoice,5,Birch,Feb,Receivables,100.00,100.00\n\
        Total for Support revenue,,,,,,,$100.00,\n";
    let imported = mrr(vec![csv("detail.csv", text)]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        [
            "Alder 2024-01 14400",
            "Alder 2024-02 11400",
            "Birch 2024-01 6000",
            "Birch 2024-02 1200"
        ]
    );
    let source = &imported.evidence.sources[0];
    assert_eq!((source.rows_read, source.rows_used), (9, 5));
    assert!(codes(&imported).contains(&"flows-added"));
}

#[test]
fn bankers_workbook_is_read_by_segment_and_says_so() {
    let text = "ARR build ($ in thousands),,,,,,\n,Actual,Actual,,Actual,Actual,Forecast\n,2023,2024,,2024-01-31,2024-02-29,2024-03-31\nEnterprise,,,,,,\nBOP ARR,0,0,,0,100,110\nInitial Sale,0,0,,100,20,0\nExpansion,0,0,,0,5,0\nDowngrade,0,0,,0,-10,0\nChurn,0,0,,0,-5,0\nEOP ARR,90,110,,100,110,110\n\nSMB,,,,,,\nBOP ARR,0,0,,0,40,45\nInitial Sale,0,0,,40,10,0\nExpansion,0,0,,0,0,0\nDowngrade,0,0,,0,-5,0\nChurn,0,0,,0,0,0\nEOP ARR,30,45,,40,45,45\n";
    let imported = bare(vec![xlsx("build.xlsx", "ARR", text)]);
    assert_eq!(errors(&imported), ["aggregates-only"]);
    assert_eq!(
        lines(&imported),
        [
            "Enterprise 2024-01 100000",
            "Enterprise 2024-02 110000",
            "SMB 2024-01 40000",
            "SMB 2024-02 45000"
        ]
    );
    assert!(codes(&imported).contains(&"forecast-columns"));
}

#[test]
fn home_made_customer_sheet() {
    let text = "Customer,Start Date,End Date,2024-01,2024-02,2024-03\nAlder,2023-05-01,2024-04-30,100,100,80\nBirch,2024-02-01,N/A,,50,50\n";
    let imported = arr(vec![csv("customers.csv", text)]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        [
            "Alder 2024-01 100",
            "Alder 2024-02 100",
            "Alder 2024-03 80",
            "Birch 2024-02 50",
            "Birch 2024-03 50"
        ]
    );
    assert_eq!(
        imported.ledger.unwrap().entries()[0]
            .renewal
            .unwrap()
            .to_string(),
        "2024-04-30"
    );
}

#[test]
fn home_made_event_log() {
    let text = "customer,date,type,mrr_before,mrr_after\nAlder,2024-01-05,New,0,100\nBirch,2024-01-09,New,0,50\nAlder,2024-02-03,Price uplift,100,110\nBirch,2024-03-30,Churn,50,0\n";
    let imported = bare(vec![csv("events.csv", text)]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        [
            "Alder 2024-01 1200",
            "Alder 2024-02 1320",
            "Alder 2024-03 1320",
            "Birch 2024-01 600",
            "Birch 2024-02 600"
        ]
    );
    assert_eq!(imported.label_differences, []);
    // A log which begins in the middle states what was paid before.
    let text = "customer,date,type,mrr_before,mrr_after\nAlder,2024-02-05,Contraction,100,80\nBirch,2024-03-09,New,0,50\n";
    let imported = bare(vec![csv("events.csv", text)]);
    assert_eq!(
        lines(&imported),
        [
            "Alder 2024-01 1200",
            "Alder 2024-02 960",
            "Alder 2024-03 960",
            "Birch 2024-03 600"
        ]
    );
}

#[test]
fn holdfast_ledger() {
    let text = "Customer ID,Customer,Close,Product,Plan,Quantity,ARR,Currency,Status,Renewal Date,Segment,Region\n007,Alder,2024-01-31,Core,Gold,10,1200.50,USD,Active,2024-06-30,SMB,EU\n007,Alder,2024-02-29,Core,Gold,8,960.40,USD,Active,2024-06-30,SMB,EU\n008,Birch,2024-01-31,Core,Gold,5,600,USD,Active,2024-08-31,Mid,US\n008,Birch,2024-02-29,Core,Gold,5,600,USD,Paused,2024-08-31,Mid,US\n";
    let imported = bare(vec![csv("arr.csv", text)]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(
        lines(&imported),
        ["007 2024-01 1200.5", "007 2024-02 960.4", "008 2024-01 600"]
    );
    let ledger = imported.ledger.as_ref().unwrap();
    let e = &ledger.entries()[1];
    assert_eq!(
        (
            ledger.name(e.line),
            ledger.name(e.plan),
            e.quantity.unwrap().to_string(),
            e.renewal.unwrap().to_string()
        ),
        ("Core", "Gold", "8".to_owned(), "2024-06-30".to_owned())
    );
    assert_eq!(ledger.customers()[0].name, "Alder");
    assert_eq!(ledger.attributes().len(), 2);
    assert!(imported.mapping.to_toml().contains("Holdfast ledger"));
}
