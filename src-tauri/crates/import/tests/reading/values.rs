//! Exact values.

use crate::fixtures::{read, xlsx_cells};
use holdfast_ledger::Cell;

#[test]
fn what_is_no_figure_is_an_error_cell() {
    let cells = r#"<c r="A2"><v>1e400</v></c><c r="B2"><v>NaN</v></c><c r="C2" t="e"><v>#REF!</v></c><c r="D2"><v>2e15</v></c><c r="E2" s="1"><v>60</v></c><c r="F2" s="1"><v>2958466</v></c><c r="G2"><f>1+1</f></c><c r="H2" s="1"><v>45688</v></c><c r="I2" t="b"><v>1</v></c>"#;
    let book = read("a.xlsx", &xlsx_cells(cells)).unwrap();
    let table = &book.tables[0];
    let errors: Vec<String> = (0..6)
        .map(|c| match table.cell(1, c) {
            Cell::Error(text) => text.to_owned(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        errors,
        [
            "infinity: beyond 10^15",
            "NaN",
            "#REF!",
            "2e15: beyond 10^15",
            "date serial 60: 29 February 1900 does not exist",
            "date serial 2958466: outside the calendar"
        ]
    );
    assert_eq!(table.cell(1, 6), Cell::NoCachedValue);
    assert_eq!(table.cell(1, 7).text(), "2025-01-31");
    assert_eq!(table.cell(1, 8), Cell::Bool(true));
}
