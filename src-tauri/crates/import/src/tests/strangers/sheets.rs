//! Sheets which people lay out by hand: products side by side, months without a year, customers across.

use crate::testing::*;

const PRODUCTS: &str = "Customer,Month,Core ARR,Analytics ARR\nAcme,2025-01,1000,200\nAcme,2025-02,1000,\nBirch,2025-01,500,0\nBirch,2025-02,400,x\n";

#[test]
fn products_side_by_side_are_lines_where_the_user_says_so() {
    let imported = with(
        vec![csv("p.csv", PRODUCTS)],
        decisions(&[("two-amount-columns", "lines", "")]),
    );
    assert_eq!(errors(&imported), ["not-a-number"], "the x of row 5 alone");
    assert_eq!(
        lines(&imported),
        [
            "Acme 2025-01 1200",
            "Acme 2025-02 1000",
            "Birch 2025-01 500",
            "Birch 2025-02 400",
        ]
    );
    let ledger = imported.ledger.as_ref().unwrap();
    let lines: Vec<&str> = ledger
        .entries()
        .iter()
        .filter(|e| !e.amount.is_zero())
        .map(|e| ledger.name(e.line))
        .collect();
    assert!(lines.contains(&"Core ARR") && lines.contains(&"Analytics ARR"));
    let found = imported.evidence.findings.0.iter();
    let fault = found.clone().find(|f| f.code == "not-a-number").unwrap();
    assert_eq!(
        (fault.place.row, fault.place.column.as_deref()),
        (Some(5), Some("D"))
    );
}

#[test]
fn a_column_of_their_sum_proves_that_columns_are_lines() {
    let text = "Customer,Month,Core ARR,Analytics ARR,Total ARR\nAcme,2025-01,1000,200,1200\nAcme,2025-02,900,100,1000\nTotal,2025-02,900,100,1000\n";
    let imported = bare(vec![csv("p.csv", text)]);
    assert_eq!(errors(&imported), Vec::<&str>::new());
    exact(&imported, &["Acme 2025-01 1200", "Acme 2025-02 1000"]);
}

#[test]
fn the_same_sum_of_one_product_proves_nothing() {
    let text = "Customer,Month,Core ARR,Analytics ARR,Total ARR\nAcme,2025-01,1000,0,1000\nBirch,2025-01,0,10,10\n";
    let imported = bare(vec![csv("p.csv", text)]);
    assert!(errors(&imported).contains(&"two-amount-columns"));
}

#[test]
fn contract_lines_have_products_side_by_side_too() {
    let text = "Customer,Start,End,Core ARR,Support ARR,Total ARR\nAcme,2025-01-01,2025-01-31,100,10,110\nBirch,2025-01-01,2025-02-28,50,5,55\n";
    let imported = with(vec![csv("c.csv", text)], as_of("2025-02-28"));
    exact(
        &imported,
        &["Acme 2025-01 110", "Birch 2025-01 55", "Birch 2025-02 55"],
    );
}

const MONTHS: &str = "Customer,Nov,Dec,Jan\nAcme,100,100,120\nBirch,50,,\n";

#[test]
fn months_without_a_year_are_asked_for_the_year_of_the_last() {
    let imported = arr(vec![csv("m.csv", MONTHS)]);
    assert_eq!(errors(&imported), ["year-unknown"]);
    assert!(imported.ledger.is_none());
    let wanted = [
        "Acme 2024-11 100",
        "Acme 2024-12 100",
        "Acme 2025-01 120",
        "Birch 2024-11 50",
    ];
    exact(
        &with_arr(
            vec![csv("m.csv", MONTHS)],
            &[("year-unknown", "set", "=2025")],
        ),
        &wanted,
    );
    let told = crate::ImportOptions {
        amounts: Some(holdfast_ledger::AmountKind::Arr),
        ..as_of("2025-01-31")
    };
    exact(&with(vec![csv("m.csv", MONTHS)], told), &wanted);
}

#[test]
fn the_year_of_months_stands_in_the_name_of_sheet_or_file() {
    let text = "Customer,Q1,Q2\nAcme,100,90\n";
    let wanted = ["Acme 2024-03 100", "Acme 2024-06 90"];
    exact(&arr(vec![csv("arr-2024.csv", text)]), &wanted);
    exact(&arr(vec![xlsx("m.xlsx", "ARR 2024", text)]), &wanted);
    let fiscal = arr(vec![xlsx(
        "m.xlsx",
        "FY25",
        "Customer,Jun,Jul,Aug\nAcme,1,2,3\n",
    )]);
    assert_eq!(errors(&fiscal), ["fiscal-year-unknown"]);
}

#[test]
fn months_which_skip_one_are_no_row_of_closes() {
    let imported = arr(vec![csv("m.csv", "Customer,Jan,Mar\nAcme,1,2\n")]);
    assert!(!errors(&imported).contains(&"year-unknown"));
}

const TURNED: &str =
    "Month,Acme,Birch,Total\n2025-01,100,200,300\n2025-02,100,150,250\n2025-03,120,,120\n";

#[test]
fn a_column_a_customer_is_read_after_asking() {
    let asked = arr(vec![csv("t.csv", TURNED)]);
    assert_eq!(errors(&asked), ["customers-across"]);
    let wanted = [
        "Acme 2025-01 100",
        "Acme 2025-02 100",
        "Acme 2025-03 120",
        "Birch 2025-01 200",
        "Birch 2025-02 150",
    ];
    assert_eq!(lines(&asked), wanted);
    let accepted = with_arr(
        vec![csv("t.csv", TURNED)],
        &[("customers-across", "accept", "")],
    );
    assert_eq!(errors(&accepted), Vec::<&str>::new());
    exact(&accepted, &wanted);
    let total = &accepted.evidence.control_totals;
    assert!(
        !total.is_empty() && format!("{total:?}").contains("250"),
        "the file's own total is compared: {total:?}"
    );
}

#[test]
fn a_corner_which_says_customer_needs_no_question() {
    let text = "Customer,Acme,Birch\n31.01.2025,100,200\n28.02.2025,100,\n";
    let imported = arr(vec![csv("t.csv", text)]);
    assert_eq!(errors(&imported), Vec::<&str>::new());
    exact(
        &imported,
        &["Acme 2025-01 100", "Acme 2025-02 100", "Birch 2025-01 200"],
    );
}

#[test]
fn measures_by_month_are_no_customers() {
    for text in [
        "period,new,churn,mrr\n2025-01,10,5,100\n2025-02,1,5,90\n",
        "Month,NRR,GRR\n2025-01,101,99\n2025-02,102,98\n",
        "Month,EUR,USD\n2025-01,1,1.1\n2025-02,1,1.2\n",
    ] {
        let imported = arr(vec![csv("t.csv", text)]);
        assert!(imported.ledger.is_none(), "{text}");
        assert!(!errors(&imported).contains(&"customers-across"), "{text}");
    }
}

#[test]
fn the_mapping_of_a_turned_sheet_is_read_back() {
    let first = with_arr(
        vec![csv("t.csv", TURNED)],
        &[("customers-across", "accept", "")],
    );
    let printed = first.mapping.to_toml();
    assert!(printed.contains("layout = \"across\""), "{printed}");
    let again = crate::ImportOptions {
        mapping: Some(crate::Mapping::from_toml(&printed).unwrap()),
        ..crate::ImportOptions::default()
    };
    let again = with(vec![csv("t.csv", TURNED)], again);
    assert_eq!(errors(&again), Vec::<&str>::new());
    assert_eq!(lines(&again), lines(&first));
}
