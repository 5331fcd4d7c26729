//! Lists of contracts and opportunities.

use crate::testing::*;

#[test]
fn ends_which_say_that_there_is_none() {
    let text = "Customer,Start,End,ARR\nAcme,2025-01-01,Evergreen,100\nBirch,2025-01-15,9999-12-31,200\nCedar,2025-01-15,2025-02-14,10\nDog,2025-02-01,Auto-renew,5\nElm,2025-02-01,,5\n";
    let imported = with(vec![csv("c.csv", text)], as_of("2025-02-28"));
    exact(
        &imported,
        &[
            "Acme 2025-01 100",
            "Acme 2025-02 100",
            "Birch 2025-01 200",
            "Birch 2025-02 200",
            "Cedar 2025-01 10",
            "Dog 2025-02 5",
            "Elm 2025-02 5",
        ],
    );
    let ledger = imported.ledger.unwrap();
    let renewals: Vec<_> = ledger
        .entries()
        .iter()
        .filter_map(|e| e.renewal)
        .map(|d| d.to_string())
        .collect();
    assert_eq!(renewals, ["2025-02-14"], "no end is no renewal date");
}

#[test]
fn terms_in_months_and_in_years() {
    let months = csv(
        "c.csv",
        "Customer,Start Date,Term (months),MRR\nAcme,2025-01-01,12,100\nBirch,2025-01-15,1,50\n",
    );
    asks_then(
        vec![months],
        &["as-of-unknown"],
        as_of("2025-02-28"),
        &[
            "Acme 2025-01 1200",
            "Acme 2025-02 1200",
            "Birch 2025-01 600",
        ],
    );
    let years = csv(
        "c.csv",
        "Customer,Start Date,Total Contract Value,Term (yrs)\nAcme,2025-01-01,300,3\nBirch,2025-02-01,100,1\n",
    );
    asks_then(
        vec![years],
        &["as-of-unknown"],
        as_of("2025-02-28"),
        &["Acme 2025-01 100", "Acme 2025-02 100", "Birch 2025-02 100"],
    );
}

#[test]
fn a_contract_value_is_for_the_term_where_the_user_says_so() {
    let table = csv(
        "c.csv",
        "Customer,Start Date,Contract Value,Term (yrs)\nAcme,2025-01-01,300,3\n",
    );
    let options = crate::ImportOptions {
        decisions: decisions(&[("amount-kind-unknown", "tcv", "")]).decisions,
        ..as_of("2025-01-31")
    };
    asks_then(
        vec![table],
        &["amount-kind-unknown", "as-of-unknown"],
        options,
        &["Acme 2025-01 100"],
    );
}

#[test]
fn invoices_for_a_service_period_are_spread() {
    // Trap 21: an annual invoice is not the amount of the month it was billed in.
    let table = csv(
        "i.csv",
        "Invoice Date,Customer,Invoice Amount,Service Start,Service End\n2025-01-01,Acme,1200,2025-01-01,2025-12-31\n2025-01-15,Birch,300,2025-01-01,2025-03-31\n",
    );
    let options = crate::ImportOptions {
        decisions: decisions(&[("amount-kind-unknown", "tcv", "")]).decisions,
        ..as_of("2025-02-28")
    };
    asks_then(
        vec![table],
        &["amount-kind-unknown", "as-of-unknown"],
        options,
        &[
            "Acme 2025-01 1200",
            "Acme 2025-02 1200",
            "Birch 2025-01 1200",
            "Birch 2025-02 1200",
        ],
    );
}

#[test]
fn opportunities_with_start_end_and_acv() {
    let text = "Account Name,Opportunity Name,Stage,ACV Currency,ACV,Start Date,End Date,Close Date,Type\nAcme,Acme 2025,Closed Won,USD,100,1/1/2025,12/31/2025,12/15/2024,New Business\nBirch,Birch 2025,Closed Won,USD,200,1/15/2025,2/14/2025,1/10/2025,New Business\nBirch,Birch renewal,Closed Won,USD,150,2/15/2025,2/14/2026,2/10/2025,Renewal\nCedar,Cedar,Prospecting,USD,99,2/1/2025,1/31/2026,3/1/2025,New Business\n";
    let wanted = [
        "Acme 2025-01 100",
        "Acme 2025-02 100",
        "Birch 2025-01 200",
        "Birch 2025-02 150",
    ];
    asks_then(
        vec![csv("opps.csv", text)],
        &["as-of-unknown"],
        as_of("2025-02-28"),
        &wanted,
    );
}

#[test]
fn deals_with_their_arr_beside_what_was_sold() {
    let text = "Record ID,Deal Name,Deal Stage,Close Date,Amount,Annual recurring revenue,Associated Company,Contract Start Date,Contract End Date,Deal owner\n1,Acme new,Closed Won,2025-01-03,24000,12000,Acme,2025-01-01,2026-12-31,Jo\n2,Birch new,Closed Won,2025-01-20,5000,5000,Birch,2025-02-01,2026-01-31,Jo\n3,Cedar,Closed Lost,2025-01-20,7000,7000,Cedar,2025-02-01,2026-01-31,Al\n";
    asks_then(
        vec![csv("deals.csv", text)],
        &["as-of-unknown"],
        as_of("2025-02-28"),
        &[
            "Acme 2025-01 12000",
            "Acme 2025-02 12000",
            "Birch 2025-02 5000",
        ],
    );
}

#[test]
fn a_price_per_seat_counts_as_often_as_there_are_seats() {
    let imported = with(
        vec![csv(
            "c.csv",
            "Customer,Start,End,Seats,Annual price per seat\nAcme,2025-01-01,2025-12-31,10,12\n",
        )],
        as_of("2025-01-31"),
    );
    exact(&imported, &["Acme 2025-01 120"]);
    assert_eq!(
        imported.ledger.unwrap().entries()[0]
            .quantity
            .map(|q| q.to_string())
            .as_deref(),
        Some("10")
    );
}

#[test]
fn a_price_beside_the_whole_amount_is_no_amount() {
    let imported = with(
        vec![csv(
            "c.csv",
            "Client,Start,End,Seats,List price,Price per seat,Total ARR\nAcme,2025-01-01,2025-12-31,10,15,12,120\n",
        )],
        as_of("2025-01-31"),
    );
    exact(&imported, &["Acme 2025-01 120"]);
}

#[test]
fn the_amount_in_the_reporting_currency_is_read() {
    let text = "Customer,Month,ARR (EUR),ARR (USD)\nAcme,2025-01,100,110\nBirch,2025-01,200,220\n";
    assert_eq!(
        errors(&bare(vec![csv("t.csv", text)])),
        ["two-amount-columns"]
    );
    let usd = crate::ImportOptions {
        currency: Some("USD".into()),
        ..crate::ImportOptions::default()
    };
    exact(
        &with(vec![csv("t.csv", text)], usd),
        &["Acme 2025-01 110", "Birch 2025-01 220"],
    );
}

#[test]
fn rows_without_a_currency_beside_rows_with_one_are_asked_about() {
    let text = "Customer,Month,ARR\nAcme,2025-01,€100.00\nBirch,2025-01,$200.00\n";
    assert_eq!(errors(&bare(vec![csv("m.csv", text)])), ["currency-blank"]);
    let accepted = with(
        vec![csv("m.csv", text)],
        decisions(&[("currency-blank", "accept", "")]),
    );
    exact(&accepted, &["Acme 2025-01 100", "Birch 2025-01 200"]);
    let said = with(
        vec![csv("m.csv", text)],
        decisions(&[("currency-blank", "set", "=USD")]),
    );
    assert_eq!(
        errors(&said),
        ["missing-rate", "reporting-currency-unknown"]
    );
}
