//! Wide reports: bands over captions, outlines, sections, tables beside and below each other.

use crate::ImportOptions;
use crate::testing::*;
use holdfast_ledger::FiscalYear;

const TWO_MONTHS: &[&str] = &[
    "Acme 2025-01 100",
    "Acme 2025-02 110",
    "Birch 2025-01 200",
    "Birch 2025-02 200",
];

#[test]
fn months_under_years_of_merged_cells() {
    let table = xlsx(
        "r.xlsx",
        "ARR",
        "Customer ARR\n,,FY2024,,FY2025,\nCustomer,Segment,Nov,Dec,Jan,Feb\nAcme,Ent,1,2,3,4\n",
    );
    // Under fiscal years a month is of which calendar year? That depends on the start of the year.
    assert_eq!(errors(&bare(vec![table.clone()])), ["fiscal-year-unknown"]);
    let starting = |month| ImportOptions {
        fiscal_year_start: FiscalYear::starting(month),
        ..ImportOptions::default()
    };
    exact(
        &with(vec![table.clone()], starting(1)),
        &[
            "Acme 2024-11 1",
            "Acme 2024-12 2",
            "Acme 2025-01 3",
            "Acme 2025-02 4",
        ],
    );
    let february = with(vec![table], starting(2));
    assert_eq!(closes(&february), "2023-11 2023-12 2024-02 2025-01");
}

#[test]
fn actual_and_budget_under_each_month() {
    let text = ",Jan-25,,Feb-25,\nCustomer,Actual,Budget,Actual,Budget\nAcme,100,90,110,95\nBirch,200,210,200,215\n";
    exact(&arr(vec![xlsx("r.xlsx", "Plan", text)]), TWO_MONTHS);
}

#[test]
fn seats_and_twins_under_each_month_are_no_amounts() {
    let seats = ",2025-01-31,,2025-02-28,\nCustomer,ARR,Seats,ARR,Seats\nAcme,100,5,110,6\nBirch,200,7,200,7\n";
    let imported = bare(vec![xlsx("r.xlsx", "S", seats)]);
    exact(&imported, TWO_MONTHS);
    let quantities = imported
        .ledger
        .as_ref()
        .unwrap()
        .entries()
        .iter()
        .all(|e| e.quantity.is_none());
    assert!(
        quantities,
        "seats of one month are not those of another (M-4)"
    );
    exact(
        &bare(vec![csv(
            "r.csv",
            "Customer,Jan-25 ARR,Jan-25 Seats,Feb-25 ARR,Feb-25 Seats\nAcme,100,5,110,6\nBirch,200,7,200,7\n",
        )]),
        TWO_MONTHS,
    );
    let both = ",2025-01-31,,2025-02-28,\nCustomer,MRR,ARR,MRR,ARR\nAcme,100,1200,110,1320\n";
    exact(
        &bare(vec![xlsx("r.xlsx", "S", both)]),
        &["Acme 2025-01 1200", "Acme 2025-02 1320"],
    );
}

#[test]
fn groups_of_a_pivot_table_are_asked_about() {
    let text = "Sum of ARR,Column Labels,,\nRow Labels,2025-01-31,2025-02-28,Grand Total\nEnterprise,300,310,610\nAcme,100,110,210\nBirch,200,200,400\nSMB,50,55,105\nCedar,50,55,105\nGrand Total,350,365,715\n";
    let table = xlsx("p.xlsx", "Pivot", text);
    let asked = bare(vec![table.clone()]);
    assert_eq!(
        errors(&asked),
        [
            "file-total-differs",
            "file-total-differs",
            "possible-total-row"
        ]
    );
    let finding = asked
        .evidence
        .findings
        .of("possible-total-row")
        .next()
        .unwrap();
    assert_eq!(
        (finding.rows, finding.examples.join("; ")),
        (2, "row 3: Enterprise; row 6: SMB".into())
    );
    let out = with(
        vec![table],
        decisions(&[("possible-total-row", "exclude", "")]),
    );
    exact(
        &out,
        &[
            "Acme 2025-01 100",
            "Acme 2025-02 110",
            "Birch 2025-01 200",
            "Birch 2025-02 200",
            "Cedar 2025-01 50",
            "Cedar 2025-02 55",
        ],
    );
    assert!(
        out.evidence
            .control_totals
            .iter()
            .all(|t| t.file_total == Some(t.imported))
    );
}

#[test]
fn parents_above_indented_children_are_asked_about() {
    let table = csv(
        "h.csv",
        "Account,ARR 2025-01,ARR 2025-02\nAcme Group,300,310\n   Acme UK,100,110\n   Acme US,200,200\nBirch,50,50\n",
    );
    asks_then(
        vec![table],
        &["possible-total-row"],
        decisions(&[("possible-total-row", "exclude", "Acme Group")]),
        &[
            "Acme UK 2025-01 100",
            "Acme UK 2025-02 110",
            "Acme US 2025-01 200",
            "Acme US 2025-02 200",
            "Birch 2025-01 50",
            "Birch 2025-02 50",
        ],
    );
}

#[test]
fn a_parent_account_beside_the_account_is_an_attribute() {
    let imported = bare(vec![csv(
        "h.csv",
        "Ultimate Parent,Account Name,Account ID,ARR Jan-25,ARR Feb-25\nAcme Group,Acme UK,001,100,110\nAcme Group,Acme US,002,200,200\n",
    )]);
    exact(
        &imported,
        &[
            "001 2025-01 100",
            "001 2025-02 110",
            "002 2025-01 200",
            "002 2025-02 200",
        ],
    );
}

#[test]
fn tables_side_by_side_are_two_tables() {
    let text = "Enterprise ARR,,,,SMB ARR,,\nCustomer,2025-01-31,2025-02-28,,Customer,2025-01-31,2025-02-28\nAcme,100,110,,Cedar,5,6\nBirch,200,200,,,,\n";
    let imported = bare(vec![xlsx("two.xlsx", "ARR", text)]);
    exact(
        &imported,
        &[
            "Acme 2025-01 100",
            "Acme 2025-02 110",
            "Birch 2025-01 200",
            "Birch 2025-02 200",
            "Cedar 2025-01 5",
            "Cedar 2025-02 6",
        ],
    );
    let ranges: Vec<_> = imported
        .evidence
        .sources
        .iter()
        .map(|s| s.range.as_str())
        .collect();
    assert_eq!(ranges, ["A2:C4", "E2:G3"]);
    // The mapping chooses: one of them can be left out.
    let mut mapping = crate::Mapping::from_toml(&imported.mapping.to_toml()).unwrap();
    mapping.sources[1].role = crate::mapping::Role::Ignore;
    let one = with(
        vec![xlsx("two.xlsx", "ARR", text)],
        ImportOptions {
            mapping: Some(mapping),
            ..ImportOptions::default()
        },
    );
    exact(&one, TWO_MONTHS);
}

#[test]
fn a_table_of_something_else_beside_the_ledger_is_left_out() {
    let text = "Customer,2025-01-31,2025-02-28,,Month,New ARR,Churn\nAcme,100,110,,2025-01-31,100,0\nBirch,200,200,,2025-02-28,10,0\n";
    exact(&arr(vec![xlsx("two.xlsx", "ARR", text)]), TWO_MONTHS);
}

#[test]
fn tables_below_each_other_and_their_titles() {
    let text = "Enterprise ARR,,\nCustomer,2025-01-31,2025-02-28\nAcme,100,110\nBirch,200,200\nSMB ARR,,\nCustomer,2025-01-31,2025-02-28\nCedar,5,6\n";
    let imported = bare(vec![xlsx("two.xlsx", "ARR", text)]);
    exact(
        &imported,
        &[
            "Acme 2025-01 100",
            "Acme 2025-02 110",
            "Birch 2025-01 200",
            "Birch 2025-02 200",
            "Cedar 2025-01 5",
            "Cedar 2025-02 6",
        ],
    );
}

#[test]
fn headings_above_customers_are_proposed_as_a_segment() {
    let text = "ARR by customer,,\nCustomer,2025-01,2025-02\nEnterprise,,\nAcme,100,110\nBirch,200,200\nTotal Enterprise,300,310\nSMB,,\nCedar,5,6\nTotal SMB,5,6\nGrand Total,305,316\n";
    let plain = bare(vec![csv("s.csv", text)]);
    assert_eq!(errors(&plain), [""; 0]);
    let found = plain
        .evidence
        .findings
        .of("section-headings")
        .next()
        .unwrap();
    assert_eq!(
        (found.rows, found.place.row, found.repairs.join(" ")),
        (2, Some(3), "segment ignore".into())
    );
    assert!(
        found.message.contains("\"Enterprise\", \"SMB\""),
        "{}",
        found.message
    );
    let segmented = with(
        vec![csv("s.csv", text)],
        decisions(&[("section-headings", "segment", "")]),
    );
    let ledger = segmented.ledger.as_ref().unwrap();
    let section = &ledger.attributes()[0];
    let of = |id: &str| {
        let customer = ledger.find_customer(id).unwrap();
        let at = ledger
            .entries()
            .iter()
            .position(|e| e.customer == customer)
            .unwrap();
        ledger.name(section.values[at])
    };
    assert_eq!(
        (section.name.as_str(), of("Acme"), of("Birch"), of("Cedar")),
        ("Section", "Enterprise", "Enterprise", "SMB")
    );
    assert_eq!(lines(&segmented), lines(&plain));
}

#[test]
fn the_same_ledger_on_two_sheets_is_read_once_and_asked_about() {
    let text = "Customer,2025-01-31,2025-02-28\nAcme,100,110\nBirch,200,200\n";
    let copy = vec![xlsx("w.xlsx", "ARR", text), xlsx("w.xlsx", "ARR (2)", text)];
    let asked = arr(copy.clone());
    assert_eq!(
        (errors(&asked), lines(&asked).len()),
        (vec!["same-totals"], 4)
    );
    exact(
        &with_arr(copy.clone(), &[("same-totals", "leave-out", "")]),
        TWO_MONTHS,
    );
    let summed = with_arr(copy, &[("same-totals", "sum", "")]);
    assert_eq!(lines(&summed)[0], "Acme 2025-01 200");
    // A summary by segment beside its customers.
    let detail = "Customer,Segment,2025-01-31,2025-02-28\nAcme,Ent,100,110\nBirch,SMB,200,200\n";
    let summary = "Summary,,\n,2025-01-31,2025-02-28\nEnt,100,110\nSMB,200,200\nTotal,300,310\n";
    let both = arr(vec![
        xlsx("w.xlsx", "Summary", summary),
        xlsx("w.xlsx", "Detail", detail),
    ]);
    assert_eq!(errors(&both), ["column-guessed", "same-totals"]);
    assert_eq!(lines(&both).len(), 4);
}

#[test]
fn serial_numbers_and_long_captions_are_months() {
    exact(
        &arr(vec![xlsx(
            "r.xlsx",
            "S",
            "Customer,45688,45716\nAcme,100,110\nBirch,200,200\n",
        )]),
        TWO_MONTHS,
    );
    exact(
        &bare(vec![csv(
            "r.csv",
            "Customer,\"ARR on Jan 31, 2025\",\"ARR on Feb 28, 2025\"\nAcme,100,110\nBirch,200,200\n",
        )]),
        TWO_MONTHS,
    );
    exact(
        &arr(vec![csv(
            "r.csv",
            "Customer,2025M01,2025M02\nAcme,100,110\nBirch,200,200\n",
        )]),
        TWO_MONTHS,
    );
    let quarters = bare(vec![csv("r.csv", "Client,ARR Q1'25,ARR Q2'25\nAcme,1,2\n")]);
    exact(&quarters, &["Acme 2025-03 1", "Acme 2025-06 2"]);
    let title_in_corner = bare(vec![csv(
        "r.csv",
        "Customer ARR,31.01.2025,28.02.2025\nAcme,100,110\nBirch,200,200\n",
    )]);
    exact(&title_in_corner, TWO_MONTHS);
}

#[test]
fn a_status_in_a_wide_sheet_is_of_today() {
    // M-9: what an earlier column says was paid then, whatever the customer is today.
    let imported = bare(vec![csv(
        "w.csv",
        "Customer,Status,ARR Jan-25,ARR Feb-25\nAcme,Active,100,110\nBirch,Churned,200,0\nCedar,Paused,30,30\n",
    )]);
    exact(
        &imported,
        &[
            "Acme 2025-01 100",
            "Acme 2025-02 110",
            "Birch 2025-01 200",
            "Cedar 2025-01 30",
        ],
    );
    assert!(codes(&imported).contains(&"status-of-today"));
}

#[test]
fn blank_cells_below_a_product_are_of_the_customer_above() {
    let table = xlsx(
        "r.xlsx",
        "S",
        "Customer,Product,2025-01-31,2025-02-28\nAcme,Core,100,110\n,Add-on,20,0\nBirch,Core,200,200\n,Add-on,5,5\n",
    );
    assert_eq!(errors(&arr(vec![table.clone()])), ["blank-id"]);
    let filled = with_arr(vec![table], &[("blank-id", "fill-down", "")]);
    exact(
        &filled,
        &[
            "Acme 2025-01 120",
            "Acme 2025-02 110",
            "Birch 2025-01 205",
            "Birch 2025-02 205",
        ],
    );
    assert_eq!(filled.evidence.decisions[0].rows, 2);
}

#[test]
fn what_has_no_customers_says_so() {
    for text in [
        "Cohort,Month 0,Month 1,Month 2\n2025-01,100,90,80\n2025-02,100,95,\n",
        "Month,Opening MRR,New,Expansion,Contraction,Churn,Closing MRR\n2025-01,0,100,0,0,0,100\n2025-02,100,10,0,0,0,110\n",
    ] {
        assert_eq!(
            errors(&bare(vec![csv("f.csv", text)])),
            ["no-customer-column"],
            "{text}"
        );
    }
}

#[test]
fn letters_behind_a_month_say_actual_or_forecast() {
    exact(
        &bare(vec![csv(
            "f.csv",
            "Customer ARR,Jan-25A,Feb-25A,Mar-25F\nAcme,100,110,120\nBirch,200,200,220\n",
        )]),
        TWO_MONTHS,
    );
}

#[test]
fn bookings_are_no_balances() {
    let table = xlsx(
        "b.xlsx",
        "Bookings",
        "\"New bookings by customer, ACV\",,\nCustomer,2025-01-31,2025-02-28\nAcme,100,10\n",
    );
    asks_then(
        vec![table],
        &["flows-suspected"],
        decisions(&[("flows-suspected", "accept", "")]),
        &["Acme 2025-01 100", "Acme 2025-02 10"],
    );
}

#[test]
fn seats_over_the_same_months_as_arr_are_no_amounts() {
    for [arr, other] in [["ARR", "Seats"], ["ARR", "Growth %"]] {
        let text = format!(
            ",,{arr},,{other},\nCustomer,Region,Jan-25,Feb-25,Jan-25,Feb-25\nAcme,EU,100,110,10,9\nBirch,US,200,200,20,22\n"
        );
        exact(&bare(vec![csv("r.csv", &text)]), TWO_MONTHS);
        exact(&bare(vec![xlsx("r.xlsx", "S", &text)]), TWO_MONTHS);
    }
}
