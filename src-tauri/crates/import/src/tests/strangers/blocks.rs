//! Workbooks in blocks: a bridge a month beside or below the other, products and measures under each other.

use crate::testing::*;

const WANTED: &[&str] = &["Acme 2025-01 100", "Acme 2025-02 110", "Birch 2025-01 200"];

#[test]
fn a_bridge_a_month_side_by_side_gives_its_closing_balances() {
    let text = "ARR Snowball,,,,,,,,,,\n,2025-01-31,,,,,2025-02-28,,,,\nCustomer,BoP,New,Expansion,Churn,EoP,BoP,New,Expansion,Churn,EoP\nAcme,0,100,0,0,100,100,0,10,0,110\nBirch,0,200,0,0,200,200,0,0,-200,0\n";
    exact(&bare(vec![xlsx("s.xlsx", "Snowball", text)]), WANTED);
}

#[test]
fn a_bridge_a_month_below_the_other_gives_its_closing_balances() {
    let block = |month: &str, rows: &str| {
        format!("{month},,,,\nCustomer,Opening ARR,New,Churn,Closing ARR\n{rows},,,,\n")
    };
    let text = block(
        "January 2025",
        "Acme,0,100,0,100\nBirch,0,200,0,200\nTotal,0,300,0,300\n",
    ) + &block(
        "February 2025",
        "Acme,100,10,0,110\nBirch,200,0,-200,0\nTotal,300,10,-200,110\n",
    );
    let imported = bare(vec![xlsx("s.xlsx", "RF", &text)]);
    exact(&imported, WANTED);
    assert!(
        imported
            .evidence
            .control_totals
            .iter()
            .all(|t| t.file_total == Some(t.imported))
    );
}

#[test]
fn a_list_a_month_side_by_side_is_a_list_each() {
    let text =
        "Jan 2025,,,Feb 2025,\nCustomer,ARR,,Customer,ARR\nAcme,100,,Acme,110\nBirch,200,,,\n";
    exact(&bare(vec![xlsx("s.xlsx", "ARR", text)]), WANTED);
}

#[test]
fn sheets_called_after_months_take_their_year_from_the_file() {
    let sheet =
        |name: &str, rows: &str| xlsx("ARR 2025.xlsx", name, &format!("Customer,ARR\n{rows}"));
    let jan = sheet("Jan", "Acme,100\nBirch,200\n");
    exact(&bare(vec![jan, sheet("Feb", "Acme,110\n")]), WANTED);
}

#[test]
fn products_under_each_month_are_asked_about_and_add_up_as_lines() {
    let text = ",2025-01-31,,2025-02-28,\nCustomer,Core ARR,Add-on ARR,Core ARR,Add-on ARR\nAcme,90,10,90,20\nBirch,200,0,0,0\n";
    let table = xlsx("p.xlsx", "ARR", text);
    asks_then(
        vec![table.clone()],
        &["two-amount-columns"],
        decisions(&[("two-amount-columns", "lines", "")]),
        WANTED,
    );
    let lines = with(
        vec![table.clone()],
        decisions(&[("two-amount-columns", "lines", "")]),
    );
    let ledger = lines.ledger.unwrap();
    let of: std::collections::BTreeSet<&str> = ledger
        .entries()
        .iter()
        .map(|e| ledger.name(e.line))
        .collect();
    assert_eq!(
        of.into_iter().collect::<Vec<_>>(),
        ["Add-on ARR", "Core ARR"]
    );
    let one = with(
        vec![table],
        decisions(&[("two-amount-columns", "choose", "=Add-on ARR")]),
    );
    exact(&one, &["Acme 2025-01 10", "Acme 2025-02 20"]);
}

#[test]
fn of_mrr_and_arr_beside_each_other_arr_is_read_for_it_is_exact() {
    let text = "Customer,MRR Jan-25,MRR Feb-25,ARR Jan-25,ARR Feb-25\nAcme,8.33,9.17,100,110\nBirch,16.67,0,200,0\n";
    exact(&bare(vec![csv("w.csv", text)]), WANTED);
}

#[test]
fn of_two_currencies_beside_each_other_the_one_to_report_in_is_read() {
    let text = "Customer,ARR Jan-25 EUR,ARR Feb-25 EUR,ARR Jan-25 USD,ARR Feb-25 USD\nAcme,90,99,100,110\nBirch,180,0,200,0\n";
    let usd = crate::ImportOptions {
        currency: Some("USD".into()),
        ..crate::ImportOptions::default()
    };
    exact(&with(vec![csv("w.csv", text)], usd), WANTED);
}

#[test]
fn rows_of_other_measures_and_of_the_plan_are_not_amounts() {
    for text in [
        "Customer,Metric,Jan-25,Feb-25\nAcme,Seats,5,6\nAcme,ARR,100,110\nBirch,Seats,7,0\nBirch,ARR,200,0\n",
        "Customer,Movement,Jan-25,Feb-25\nAcme,New,100,0\nAcme,Ending ARR,100,110\nBirch,New,200,0\nBirch,Ending ARR,200,0\n",
    ] {
        exact(&bare(vec![csv("m.csv", text)]), WANTED);
    }
    let text = "Customer,Scenario,ARR Jan-25,ARR Feb-25\nAcme,Actual,100,110\nAcme,Budget,120,130\nBirch,Actual,200,0\nBirch,Budget,210,220\n";
    let planned = bare(vec![csv("m.csv", text)]);
    exact(&planned, WANTED);
    assert!(codes(&planned).contains(&"planned-row"));
}

#[test]
fn fiscal_years_beside_months_need_no_start() {
    let text = "Customer,ARR Jan-25,ARR Feb-25,FY25\nAcme,100,110,110\nBirch,200,0,0\n";
    exact(&bare(vec![csv("w.csv", text)]), WANTED);
}

#[test]
fn units_beside_below_and_under_the_amounts() {
    let wanted = ["Acme 2025-01 100000", "Acme 2025-02 110000"];
    for text in [
        "Customer,Unit,ARR Jan-25,ARR Feb-25\nAcme,kEUR,100,110\n",
        "Customer,ARR Jan-25,ARR Feb-25\n,k€,k€\nAcme,100,110\n",
    ] {
        exact(&bare(vec![csv("u.csv", text)]), &wanted);
    }
    for (text, why) in [
        (
            "Customer,ARR Jan-25,ARR Feb-25\nAcme,100,110\nAll figures in thousands of USD,,\n",
            "a remark",
        ),
        (
            "Customer,ARR Jan-25 ($k),ARR Feb-25 ($)\nAcme,100,110\n",
            "different things",
        ),
        (
            "Customer,Unit,ARR Jan-25,ARR Feb-25\nAcme,kEUR,100,110\nBirch,EUR,1,2\n",
            "different things",
        ),
    ] {
        let imported = bare(vec![csv("u.csv", text)]);
        let found = imported
            .evidence
            .findings
            .of("scale-unknown")
            .next()
            .unwrap();
        assert!(found.message.contains(why), "{}", found.message);
    }
    // A figure in a title is no unit.
    let title =
        "Customers over 1 million,,\nCustomer,ARR Jan-25,ARR Feb-25\nAcme,100,110\nBirch,200,0\n";
    exact(&bare(vec![csv("u.csv", title)]), WANTED);
}

#[test]
fn figures_of_all_customers_below_the_total_are_no_customers() {
    let text = "Customer,ARR Jan-25,ARR Feb-25\nAcme,100,110\nBirch,200,0\nTotal,300,110\nMoM growth,,-63%\nNRR,,36%\nAverage,150,110\n# customers,2,1\nNew ARR,300,0\nChurned ARR,0,200\n";
    let imported = bare(vec![csv("w.csv", text)]);
    exact(&imported, WANTED);
    assert!(
        imported
            .evidence
            .control_totals
            .iter()
            .all(|t| t.file_total == Some(t.imported))
    );
}

#[test]
fn a_pivot_table_without_a_date_beside_its_data_is_left_out() {
    let data = xlsx(
        "w.xlsx",
        "Data",
        "Customer,Month,ARR\nAcme,2025-01-31,100\nAcme,2025-02-28,110\nBirch,2025-01-31,200\n",
    );
    let pivot = xlsx(
        "w.xlsx",
        "Pivot",
        "Row Labels,Sum of ARR\nAcme,210\nBirch,200\nGrand Total,410\n",
    );
    exact(&bare(vec![data, pivot]), WANTED);
}

#[test]
fn months_in_the_captions_of_products() {
    let text = "Customer,Core ARR Jan-25,Add-on ARR Jan-25,New ARR Feb-25,Core ARR Feb-25,Add-on ARR Feb-25\nAcme,90,10,7,90,20\nBirch,200,0,0,0,0\n";
    let table = csv("w.csv", text);
    asks_then(
        vec![table],
        &["two-amount-columns"],
        decisions(&[("two-amount-columns", "lines", "")]),
        WANTED,
    );
}
