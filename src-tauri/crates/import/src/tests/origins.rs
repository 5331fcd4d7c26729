//! Every amount of a ledger keeps its place: file, sheet, row and column of the cell it was read from, in all
//! shapes, also for customers which were merged.

use crate::testing::*;
use crate::{ImportOptions, Imported, numbers};
use holdfast_ledger::{Cell, Decimal, Table, money_text};

fn figure(cell: Cell<'_>) -> Decimal {
    match cell {
        Cell::Number(n) => n,
        Cell::Text(t) => numbers::read(t, numbers::NumberStyle::Point).unwrap().value,
        other => panic!("{other:?} is no figure"),
    }
}

/// Each amount of a customer at a close with the cell behind it: `file sheet C4 100`.
fn behind(imported: &Imported, tables: &[Table], customer: &str, close: &str) -> Vec<String> {
    let ledger = imported.ledger.as_ref().unwrap();
    let index = ledger.find_customer(customer).unwrap();
    let at = ledger
        .closes()
        .iter()
        .position(|c| c.to_string() == close)
        .unwrap();
    let entries = ledger.entries_at(index, at as u16).iter();
    entries
        .map(|e| {
            let source = &imported.evidence.sources[usize::from(e.sheet)];
            let table = tables
                .iter()
                .find(|t| t.file == source.file && t.sheet == source.sheet)
                .unwrap();
            let row = (0..table.len())
                .find(|r| table.row_number(*r) == e.row)
                .unwrap();
            let cell = figure(table.cell(row, e.column));
            let letters = crate::text::letters(e.column);
            format!(
                "{} {} {letters}{} {}",
                source.file,
                source.sheet,
                e.row,
                money_text(cell)
            )
        })
        .collect()
}

fn as_of(day: &str) -> ImportOptions {
    ImportOptions {
        amounts: Some(holdfast_ledger::AmountKind::Arr),
        as_of: day.parse().ok(),
        ..ImportOptions::default()
    }
}

#[test]
fn amounts_keep_their_cell_in_every_shape() {
    let shape = |table: Table, close: &str, wanted: &[&str]| {
        let imported = with(vec![table.clone()], as_of("2025-03-31"));
        assert_eq!(behind(&imported, &[table], "A", close), wanted);
    };
    shape(
        csv(
            "l.csv",
            "report,,\ncustomer,period,ARR\nA,2025-01,10\nA,2025-02,12\nA,2025-02,3\n",
        ),
        "2025-02",
        &["l.csv  C4 12", "l.csv  C5 3"],
    );
    shape(
        xlsx("w.xlsx", "ARR", "Customer,2025-01-31,2025-02-28\nA,10,12\n"),
        "2025-02",
        &["w.xlsx ARR C2 12"],
    );
    // A contract line stands behind each close from its start to its end.
    let lines = csv(
        "c.csv",
        "customer,start,end,ARR\nA,2025-01-01,2025-02-28,10\nA,2025-02-01,,5\n",
    );
    shape(lines.clone(), "2025-01", &["c.csv  D2 10"]);
    shape(lines.clone(), "2025-02", &["c.csv  D2 10", "c.csv  D3 5"]);
    shape(lines, "2025-03", &["c.csv  D3 5"]);
    // The last movement up to a close stands behind its balance.
    let log = csv(
        "e.csv",
        "date,customer,type,ARR change\n2025-01-05,A,new,10\n2025-03-05,A,contraction,-4\n",
    );
    shape(log.clone(), "2025-02", &["e.csv  D2 10"]);
    shape(log, "2025-03", &["e.csv  D3 -4"]);
    // Of tables side by side each amount is in its own columns.
    shape(
        xlsx(
            "s.xlsx",
            "S",
            "Customer,2025-01-31,,Customer,2025-01-31\nB,7,,A,10\n",
        ),
        "2025-01",
        &["s.xlsx S E2 10"],
    );
}

#[test]
fn amounts_keep_their_sheet_and_their_customer_as_the_file_names_it() {
    let tables = vec![
        xlsx("m.xlsx", "ARR Jan-25", "Customer,ARR\nA,10\nOld A,1\n"),
        xlsx("m.xlsx", "ARR Feb-25", "Customer,ARR\nA,12\n"),
        csv("map.csv", "from,to\nOld A,A\n"),
    ];
    let imported = with(tables.clone(), ImportOptions::default());
    assert_eq!(
        behind(&imported, &tables, "A", "2025-01"),
        ["m.xlsx ARR Jan-25 B2 10", "m.xlsx ARR Jan-25 B3 1"]
    );
    assert_eq!(
        behind(&imported, &tables, "A", "2025-02"),
        ["m.xlsx ARR Feb-25 B2 12"]
    );
    assert_eq!(imported.evidence.renames[0].from, "Old A");
    let spelt = vec![csv(
        "n.csv",
        "customer,period,ARR\nAcme Inc,2025-01,10\n\"ACME, Inc.\",2025-02,12\nAcme Inc,2025-03,12\n",
    )];
    let merged = with(spelt.clone(), decisions(&[("similar-names", "merge", "")]));
    assert_eq!(
        behind(&merged, &spelt, "Acme Inc", "2025-02"),
        ["n.csv  C3 12"]
    );
}
