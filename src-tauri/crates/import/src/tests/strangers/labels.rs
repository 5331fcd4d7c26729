//! Captions, labels and figures which a row, a column or a file writes in its own way.

use crate::testing::*;

const TWO: &[&str] = &["Acme 2025-01 1200", "Acme 2025-02 1100"];

#[test]
fn a_row_of_short_months_is_months() {
    for header in [
        "01-25,02-25",
        "1/25,2/25",
        "25-Jan,25-Feb",
        "02/25,01/25",
        "ARR_2025_01,ARR-2025-02",
    ] {
        let (first, second) = if header.starts_with("02") {
            (1100, 1200)
        } else {
            (1200, 1100)
        };
        let text = format!("Customer,{header}\nAcme,{first},{second}\n");
        exact(&arr(vec![csv("a.csv", &text)]), TWO);
    }
    // Not one after the other: days and months as well.
    let apart = arr(vec![csv("a.csv", "Customer,01-25,07-25\nAcme,1,2\n")]);
    assert!(!errors(&apart).is_empty());
}

#[test]
fn twelve_numbered_months_ask_for_their_year() {
    let months: Vec<String> = (1..=12).map(|m| format!("M{m}")).collect();
    let amounts: Vec<String> = (101..=112).map(|a| a.to_string()).collect();
    let text = format!(
        "ARR by customer 2025\nCustomer,{}\nAcme,{}\n",
        months.join(","),
        amounts.join(",")
    );
    let wanted: Vec<String> = (1..=12)
        .map(|m| format!("Acme 2025-{m:02} {}", 100 + m))
        .collect();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    // They may be the months since a start, so that the title does not settle it.
    let table = csv("a.csv", &text);
    assert_eq!(errors(&bare(vec![table.clone()])), ["year-unknown"]);
    exact(
        &with(vec![table], decisions(&[("year-unknown", "set", "=2025")])),
        &wanted,
    );
}

#[test]
fn thousands_by_other_words() {
    for unit in ["T€", "x1000", "milliers €", "tkr"] {
        let text = format!("Customer,Month,\"ARR, {unit}\"\nAcme,2025-01,1.2\nAcme,2025-02,1.1\n");
        exact(&bare(vec![csv("a.csv", &text)]), TWO);
    }
}

#[test]
fn figures_as_programs_keep_them() {
    for (first, second) in [
        ("1.2E+03", "1.1E+03"),
        ("'1200.00", "'1100.00"),
        ("=\"\"1200.00\"\"", "=\"\"1100.00\"\""),
    ] {
        let (first, second) = (first.replace("\"\"", "\""), second.replace("\"\"", "\""));
        let mut b = holdfast_ledger::TableBuilder::new("a.csv", "", "ab");
        for (row, cells) in [
            ["Customer", "Month", "ARR"],
            ["Acme", "2025-01", &first],
            ["Acme", "2025-02", &second],
        ]
        .into_iter()
        .enumerate()
        {
            for (column, cell) in (0..).zip(cells) {
                b.text(column, cell);
            }
            b.end_row(row as u32 + 1);
        }
        exact(&bare(vec![b.finish()]), TWO);
    }
}

#[test]
fn a_dash_with_its_currency_is_zero_and_an_error_as_text_is_none() {
    let of = |cell: &str| {
        let text =
            format!("Customer,ARR Jan-25,ARR Feb-25\nAcme,1200.50,1100.50\nBirch,5.50,{cell}\n");
        bare(vec![csv("a.csv", &text)])
    };
    for dash in ["$ -   ", "- €", "-"] {
        exact(
            &of(dash),
            &[
                "Acme 2025-01 1200.5",
                "Acme 2025-02 1100.5",
                "Birch 2025-01 5.5",
            ],
        );
    }
    for (cell, code) in [
        ("#N/A", "error-cell"),
        ("#DIV/0!", "error-cell"),
        ("TBD", "not-a-number"),
    ] {
        assert_eq!(errors(&of(cell)), [code], "{cell}");
    }
}

#[test]
fn serial_numbers_in_a_csv_are_dates_under_a_date() {
    let text = "Customer,Date,ARR\nAcme,45688,1200\nAcme,45716,1100\n";
    exact(&bare(vec![csv("a.csv", text)]), TWO);
}

#[test]
fn what_a_column_can_not_be_read_as_is_said_with_an_example() {
    let message = |text: &str, code: &str| {
        let imported = bare(vec![csv("a.csv", text)]);
        imported
            .evidence
            .findings
            .of(code)
            .next()
            .unwrap()
            .message
            .clone()
    };
    assert_eq!(
        message(
            "Customer,Month,ARR\nAcme,2025-01,100/yr\n",
            "no-amount-column"
        ),
        "a.csv has no column of recurring amounts: \"ARR\" holds no figures it could be, for example \"100/yr\"."
    );
    assert_eq!(
        message("Customer,Date,ARR\nAcme,1738281600,100\n", "as-of-unknown"),
        "a.csv is a list of one date, and nothing says of which. Its column \"Date\" can't be read as dates: \"1738281600\"."
    );
}

#[test]
fn german_before_and_after() {
    let text = "Datum,Kunde,Art,ARR alt,ARR neu\n03.01.2025,Acme,Neu,0,1200\n03.02.2025,Acme,Downgrade,1200,1100\n";
    let imported = bare(vec![csv("log.csv", text)]);
    exact(&imported, TWO);
    assert_eq!(imported.label_differences, []);
}
