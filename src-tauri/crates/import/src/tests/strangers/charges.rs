//! What is charged: intervals, what does not recur, statuses of what ends later, years of a contract.

use crate::testing::*;

#[test]
fn billing_frequencies_by_their_names() {
    let text = "Customer,Start Date,End Date,Billing Frequency,Price\nA,2025-01-01,2025-12-31,Semi-Annual,600\nB,2025-01-01,2025-12-31,Every 6 months,600\nC,2025-01-01,2025-12-31,vierteljährlich,300\nD,2025-01-01,2025-12-31,per annum,1200\n";
    let out = with(vec![csv("s.csv", text)], as_of("2025-01-31"));
    exact(
        &out,
        &[
            "A 2025-01 1200",
            "B 2025-01 1200",
            "C 2025-01 1200",
            "D 2025-01 1200",
        ],
    );
}

#[test]
fn what_does_not_recur_is_set_aside_until_decided() {
    let two = ["A 2025-01 1200", "B 2025-01 600"];
    for text in [
        "Customer,Month,Charge Type,ARR\nA,2025-01,Recurring,1200\nA,2025-01,One-time,5000\nB,2025-01,Recurring,600\n",
        "Customer,Month,Recurring?,ARR\nA,2025-01,Y,1200\nA,2025-01,N,5000\nB,2025-01,Y,600\n",
        "Customer,Month,Product,ARR\nA,2025-01,Core,1200\nA,2025-01,Setup fee,5000\nB,2025-01,Core,600\n",
    ] {
        let table = csv("l.csv", text);
        let asked = bare(vec![table.clone()]);
        assert_eq!(
            (errors(&asked), lines(&asked)),
            (vec!["one-time-row"], two.map(str::to_owned).to_vec())
        );
        exact(
            &with(
                vec![table.clone()],
                decisions(&[("one-time-row", "exclude", "")]),
            ),
            &two,
        );
        let kept = with(vec![table], decisions(&[("one-time-row", "keep", "")]));
        exact(&kept, &["A 2025-01 6200", "B 2025-01 600"]);
    }
    // Without an amount there is nothing to ask, and a product may be called Usage.
    let quiet = "Customer,Month,Product,Charge Type,MRR\nA,2025-01,Usage,Recurring,100\nA,2025-01,Set-up,OneTime,0\n";
    exact(&bare(vec![csv("l.csv", quiet)]), &["A 2025-01 1200"]);
}

#[test]
fn what_is_cancelled_for_its_end_is_paid_until_then() {
    let text = "customer,date,status,ARR\nA,2025-01-31,active,100\nB,2025-01-31,non_renewing,200\n";
    exact(
        &bare(vec![csv("l.csv", text)]),
        &["A 2025-01 100", "B 2025-01 200"],
    );
}

#[test]
fn years_of_a_contract_are_no_lines_of_one_amount() {
    // They add up to the value of the contract, which is no ARR (L-6).
    let text = "Account,Start Date,End Date,Year 1 ARR,Year 2 ARR,TCV\nA,2025-01-01,2026-12-31,1000,2000,3000\n";
    let imported = with(vec![csv("s.csv", text)], as_of("2025-01-31"));
    assert_eq!(
        (errors(&imported), lines(&imported)),
        (
            vec!["two-amount-columns"],
            vec!["A 2025-01 1000".to_owned()]
        )
    );
}

#[test]
fn since_when_and_until_when_a_customer_pays() {
    for header in [
        "Customer Since,Churn Date",
        "Date de souscription,Date de résiliation",
        "Kunde seit,Gekündigt am",
    ] {
        let text =
            format!("Customer,{header},MRR\nA,2025-01-10,,100\nB,2025-01-15,2025-03-05,50\n");
        let out = with(vec![csv("c.csv", &text)], as_of("2025-03-31"));
        exact(
            &out,
            &[
                "A 2025-01 1200",
                "A 2025-02 1200",
                "A 2025-03 1200",
                "B 2025-01 600",
                "B 2025-02 600",
            ],
        );
    }
}

#[test]
fn the_day_a_record_was_made_is_no_close() {
    let text =
        "oid,name,current_mrr,created\nc1,Acme,100.00,2024-11-01\nc2,Birch,50.00,2024-12-01\n";
    asks_then(
        vec![csv("c.csv", text)],
        &["as-of-unknown"],
        as_of("2025-01-31"),
        &["Acme 2025-01 1200", "Birch 2025-01 600"],
    );
}

#[test]
fn figures_formatted_in_two_currencies_are_asked_about() {
    let mut b = holdfast_ledger::TableBuilder::new("a.xlsx", "ARR", &"ab".repeat(32));
    for (row, cells) in [["Customer", "ARR Jan-25"], ["A", ""], ["B", ""]]
        .into_iter()
        .enumerate()
    {
        b.text(0, cells[0]);
        if row == 0 {
            b.text(1, cells[1]);
        } else {
            b.number(1, (row * 100).into());
        }
        b.end_row(row as u32 + 1);
    }
    b.hint(1, holdfast_ledger::Hint::Currencies);
    asks_then(
        vec![b.finish()],
        &["currency-formats"],
        decisions(&[("currency-formats", "accept", "")]),
        &["A 2025-01 100", "B 2025-01 200"],
    );
}

#[test]
fn invoices_by_their_day_are_no_balances() {
    // Trap 21, also where every month has one day of invoices.
    let text = "Invoice Number,Invoice Date,Customer,Amount\n1,2025-01-31,Acme,1200\n2,2025-02-28,Birch,100\n";
    assert_eq!(errors(&arr(vec![csv("i.csv", text)])), ["flows-suspected"]);
}

#[test]
fn the_last_snapshot_of_a_month_counts_also_where_a_customer_left_before_it() {
    let text = "Snapshot Date,Customer,ARR\n2025-01-15,Acme,100\n2025-01-15,Birch,50\n2025-01-31,Acme,100\n";
    exact(&bare(vec![csv("s.csv", text)]), &["Acme 2025-01 100"]);
}

#[test]
fn a_column_of_yes_says_who_left() {
    let text = "Customer,Month,Churned,ARR\nAcme,2025-01,No,100\nBirch,2025-01,No,50\nAcme,2025-02,No,100\nBirch,2025-02,Yes,50\n";
    exact(
        &bare(vec![csv("l.csv", text)]),
        &["Acme 2025-01 100", "Acme 2025-02 100", "Birch 2025-01 50"],
    );
}

#[test]
fn who_churned_pays_nothing_also_without_a_figure() {
    let text = "Date,Customer,Event,New ARR\n2025-01-05,Acme,New,100\n2025-01-09,Birch,New,50\n2025-02-10,Birch,Churn,\n";
    let imported = bare(vec![csv("log.csv", text)]);
    exact(
        &imported,
        &["Acme 2025-01 100", "Acme 2025-02 100", "Birch 2025-01 50"],
    );
    assert_eq!(imported.label_differences, []);
}

#[test]
fn a_column_of_one_movement_alone_is_no_balance() {
    let text = "Month,Customer,New,Region\n2025-01,Acme,100,EU\n2025-02,Acme,0,EU\n";
    assert!(errors(&arr(vec![csv("m.csv", text)])).contains(&"flows-suspected"));
}

#[test]
fn figures_with_their_thousands_behind_them() {
    for cell in ["1,2 T€", "1,2 Tsd. €", "0,0012 Mio. €"] {
        let text =
            format!("Customer,Month,ARR\nAcme,2025-01,\"{cell}\"\nBirch,2025-01,\"{cell}\"\n");
        exact(
            &bare(vec![csv("l.csv", &text)]),
            &["Acme 2025-01 1200", "Birch 2025-01 1200"],
        );
    }
    let text = "Customer,Month,ARR\nAcme,2025-01,$1.2MM\nBirch,2025-01,$0.1bn\n";
    exact(
        &bare(vec![csv("l.csv", text)]),
        &["Acme 2025-01 1200000", "Birch 2025-01 100000000"],
    );
}

#[test]
fn the_plan_and_the_year_before_are_not_the_amount() {
    let text = "Customer,Month,ARR,ARR PY,ARR Budget\nAcme,2025-01,100,90,120\nBirch,2025-01,200,210,190\n";
    exact(
        &bare(vec![csv("l.csv", text)]),
        &["Acme 2025-01 100", "Birch 2025-01 200"],
    );
}
