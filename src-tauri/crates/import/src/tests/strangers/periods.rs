//! Periods as people write them: months by their number under a year, ranges of days, months in parentheses; and
//! whose the rows are where the captions are only "ID" and "Name".

use crate::testing::*;

const TWO: &[&str] = &[
    "Acme 2025-01 100",
    "Acme 2025-02 110",
    "Birch 2025-01 200",
    "Birch 2025-02 180",
];

#[test]
fn months_by_their_number_under_a_row_of_years() {
    for text in [
        ",2025,\nCustomer,1,2\nAcme,100,110\nBirch,200,180\n",
        "Year,2025,2025\nCustomer,1,2\nAcme,100,110\nBirch,200,180\n",
        "ARR by customer,,\n,FY,\n,2025,\nCustomer,01,02\nAcme,100,110\nBirch,200,180\n",
    ] {
        exact(&arr(vec![csv("w.csv", text)]), TWO);
    }
    let numbers = ",2025,\nCustomer,1,2\nAcme,100,110\nBirch,200,180\n";
    exact(&arr(vec![xlsx("w.xlsx", "ARR", numbers)]), TWO);
}

#[test]
fn months_come_again_under_the_next_year() {
    let months = |year: &str| format!(",{year}{}", ",".repeat(11));
    let numbers = (1..=12).map(|n| format!(",{n}")).collect::<String>();
    let (amounts, less) = (",100".repeat(12), ",90".repeat(12));
    let text = format!(
        "{}{}\nCustomer{numbers}{numbers}\nAcme{amounts}{less}\n",
        months("2024"),
        months("2025")
    );
    let imported = arr(vec![csv("w.csv", &text)]);
    assert_eq!(errors(&imported), [""; 0]);
    assert_eq!(lines(&imported).len(), 24);
    assert_eq!(
        (lines(&imported)[0].as_str(), lines(&imported)[12].as_str()),
        ("Acme 2024-01 100", "Acme 2025-01 90")
    );
}

#[test]
fn quarters_come_again_under_the_next_year() {
    exact(
        &arr(vec![csv(
            "w.csv",
            ",2024,,2025,\nCustomer,Q1,Q2,Q1,Q2\nAcme,100,110,120,130\n",
        )]),
        &[
            "Acme 2024-03 100",
            "Acme 2024-06 110",
            "Acme 2025-03 120",
            "Acme 2025-06 130",
        ],
    );
}

#[test]
fn ranges_of_days_are_periods() {
    for text in [
        "Customer,1 Jan 2025 - 31 Jan 2025,1 Feb 2025 - 28 Feb 2025\nAcme,100,110\nBirch,200,180\n",
        "Customer,01/01/2025 – 31/01/2025,01/02/2025 – 28/02/2025\nAcme,100,110\nBirch,200,180\n",
    ] {
        exact(&arr(vec![csv("w.csv", text)]), TWO);
    }
    let long = "Customer,Period,ARR\nAcme,1 Jan 2025 - 31 Jan 2025,100\nBirch,1 Jan 2025 - 31 Jan 2025,200\nAcme,1 Feb 2025 - 28 Feb 2025,110\nBirch,1 Feb 2025 - 28 Feb 2025,180\n";
    exact(&bare(vec![csv("l.csv", long)]), TWO);
}

#[test]
fn quarters_with_their_months_in_parentheses() {
    let wanted = ["Acme 2025-03 100", "Acme 2025-06 110"];
    exact(
        &arr(vec![csv(
            "w.csv",
            "Customer,Q1 (Jan–Mar) 2025,Q2 (Apr–Jun) 2025\nAcme,100,110\n",
        )]),
        &wanted,
    );
    exact(
        &bare(vec![csv(
            "l.csv",
            "Customer,Period,ARR\nAcme,Q1 (Jan-Mar) 2025,100\nAcme,Q2 (Apr-Jun) 2025,110\n",
        )]),
        &wanted,
    );
}

#[test]
fn ends_of_months_are_no_days_of_2031() {
    exact(
        &bare(vec![csv(
            "w.csv",
            "Customer,ARR at 31/01/25,ARR at 28/02/25\nAcme,100,110\nBirch,200,180\n",
        )]),
        TWO,
    );
    exact(
        &bare(vec![csv(
            "l.csv",
            "Customer,Close,ARR\nAcme,31/01/25,100\nBirch,31/01/25,200\nAcme,28/02/25,110\nBirch,28/02/25,180\n",
        )]),
        TWO,
    );
}

#[test]
fn an_id_beside_a_name_is_the_customers() {
    exact(
        &arr(vec![csv(
            "w.csv",
            "ID,Name,Jan-25,Feb-25\nC1,Acme,100,110\nC2,Birch,200,180\n",
        )]),
        &[
            "C1 2025-01 100",
            "C1 2025-02 110",
            "C2 2025-01 200",
            "C2 2025-02 180",
        ],
    );
    // Two companies of one name are two customers.
    exact(
        &bare(vec![csv(
            "l.csv",
            "ID,Name,Month,ARR\nC1,Acme,2025-01,100\nC2,Acme,2025-01,200\nC1,Acme,2025-02,110\nC2,Acme,2025-02,180\n",
        )]),
        &[
            "C1 2025-01 100",
            "C1 2025-02 110",
            "C2 2025-01 200",
            "C2 2025-02 180",
        ],
    );
    // Numbers of rows are no customers.
    exact(
        &bare(vec![csv(
            "l.csv",
            "ID,Name,Month,ARR\n1,Acme,2025-01,100\n2,Birch,2025-01,200\n3,Acme,2025-02,110\n4,Birch,2025-02,180\n",
        )]),
        TWO,
    );
}

#[test]
fn quarters_by_their_last_month_in_words() {
    for (first, second) in [
        ("Quarter ended 31 March 2025", "Quarter ended 30 June 2025"),
        ("Q.E. Mar-25", "Q.E. Jun-25"),
        ("March quarter 2025", "June quarter 2025"),
        (
            "Three months ended March 31 2025",
            "Three months ended June 30 2025",
        ),
    ] {
        let text = format!("Customer,{first},{second}\nAcme,100,110\n");
        exact(
            &arr(vec![csv("w.csv", &text)]),
            &["Acme 2025-03 100", "Acme 2025-06 110"],
        );
    }
}

#[test]
fn budgets_by_their_short_names_are_no_amounts() {
    let text =
        ",Jan-25,,Feb-25,\nCustomer,Act,Bud,Act,Bud\nAcme,100,105,110,120\nBirch,200,210,180,220\n";
    exact(&arr(vec![csv("w.csv", text)]), TWO);
}

#[test]
fn notes_on_another_sheet_which_speak_of_thousands_are_asked_about() {
    let data = "Customer,ARR 2025-01-31,ARR 2025-02-28\nAcme,100,110\nBirch,200,180\n";
    let book = |note: &str| vec![xlsx("b.xlsx", "Notes", note), xlsx("b.xlsx", "Data", data)];
    let asked = bare(book("Prepared by Finance\nAll amounts in EUR thousands\n"));
    assert_eq!(errors(&asked), ["scale-unknown"]);
    assert_eq!(lines(&asked)[0], "Acme 2025-01 100000");
    exact(
        &bare(book(
            "Prepared by Finance\nCustomers above the $100k line are in a list of their own, which sales keeps\n",
        )),
        TWO,
    );
}

#[test]
fn captions_merged_over_two_rows() {
    for text in [
        "Customer,Region,2025,\n,,Jan,Feb\nAcme,EU,100,110\nBirch,US,200,180\n",
        "Customer,Region,2025,,\n,,Jan,Feb,FY\nAcme,EU,100,110,210\nBirch,US,200,180,380\n",
    ] {
        for table in [csv("w.csv", text), xlsx("w.xlsx", "Customers", text)] {
            exact(&arr(vec![table]), TWO);
        }
    }
}

/// The lines of the newest close: customer, line, amount.
fn products(imported: &crate::Imported) -> Vec<String> {
    let ledger = imported.ledger.as_ref().unwrap();
    let newest = ledger.closes().len() - 1;
    let entries = ledger.entries().iter();
    let of = entries.filter(|e| usize::from(e.close) == newest);
    let mut out: Vec<String> = of
        .map(|e| {
            let id = &ledger.customers()[e.customer as usize].id;
            format!("{id} {} {}", ledger.name(e.line), e.amount.normalize())
        })
        .collect();
    out.sort();
    out
}

#[test]
fn products_by_month_side_by_side_are_lines_by_decision() {
    let lines = [("two-amount-columns", "lines", "")];
    for [a, b, c, d] in [
        [
            "Core Jan-25",
            "Add-on Jan-25",
            "Core Feb-25",
            "Add-on Feb-25",
        ],
        [
            "Jan-25 Core",
            "Jan-25 Add-on",
            "Feb-25 Core",
            "Feb-25 Add-on",
        ],
        [
            "Core Jan 2025",
            "Core Feb 2025",
            "Add-on Jan 2025",
            "Add-on Feb 2025",
        ],
    ] {
        let figures = match b.starts_with("Core") {
            true => "Acme,100,90,20,20\nBirch,200,220,,",
            false => "Acme,100,20,90,20\nBirch,200,,220,",
        };
        let table = csv("p.csv", &format!("Customer,{a},{b},{c},{d}\n{figures}\n"));
        assert_eq!(errors(&arr(vec![table.clone()])), ["two-amount-columns"]);
        let read = with_arr(vec![table], &lines);
        exact(
            &read,
            &[
                "Acme 2025-01 120",
                "Acme 2025-02 110",
                "Birch 2025-01 200",
                "Birch 2025-02 220",
            ],
        );
        assert_eq!(
            products(&read),
            ["Acme Add-on 20", "Acme Core 90", "Birch Core 220"]
        );
    }
    // A number in the name is no day of the month.
    let numbered = csv(
        "p.csv",
        "Customer,Product 1 Jan-25,Product 2 Jan-25,Product 1 Feb-25,Product 2 Feb-25\nAcme,100,20,90,20\n",
    );
    let read = with_arr(vec![numbered], &lines);
    assert_eq!(products(&read), ["Acme Product 1 90", "Acme Product 2 20"]);
}

#[test]
fn a_column_of_their_sum_proves_products_by_month() {
    let table = csv(
        "p.csv",
        "Customer,Core Jan-25,Add-on Jan-25,ARR Jan-25,Core Feb-25,Add-on Feb-25,ARR Feb-25\nAcme,100,20,120,90,20,110\nBirch,200,,200,220,,220\n",
    );
    let read = bare(vec![table]);
    exact(
        &read,
        &[
            "Acme 2025-01 120",
            "Acme 2025-02 110",
            "Birch 2025-01 200",
            "Birch 2025-02 220",
        ],
    );
    assert_eq!(
        products(&read),
        ["Acme Add-on 20", "Acme Core 90", "Birch Core 220"]
    );
}

#[test]
fn seats_and_renewals_by_month_are_no_products() {
    let rows = "Acme,10,11,100,90\nBirch,20,20,200,220\n";
    for name in ["Users", "Seats", "Tickets", "Growth"] {
        let head = format!("Customer,{name} Jan-25,{name} Feb-25,ARR Jan-25,ARR Feb-25\n");
        exact(
            &bare(vec![csv("p.csv", &format!("{head}{rows}"))]),
            &[
                "Acme 2025-01 100",
                "Acme 2025-02 90",
                "Birch 2025-01 200",
                "Birch 2025-02 220",
            ],
        );
    }
}

#[test]
fn months_by_their_first_and_last_day_share_what_both_have() {
    exact(
        &arr(vec![csv(
            "r.csv",
            "Customer,Jan 1 - Jan 31 2025,\"Feb 1 - 28, 2025\",\"Mar 1 - Mar 31, 2025\"\nAcme,100,20,90\n",
        )]),
        &["Acme 2025-01 100", "Acme 2025-02 20", "Acme 2025-03 90"],
    );
}
