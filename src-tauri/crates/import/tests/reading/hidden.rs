//! Hidden rows and columns, in every format which can hide them: as told by the file, made with an office suite.

use crate::fixtures::{archive, fixture, read, sheet_xml, strings_xml, xlsx_parts};
use holdfast_import::Book;

/// Hidden rows and columns in words.
fn told(book: &Book) -> String {
    let table = &book.tables[0];
    format!("{:?} {:?}", table.hidden_rows, table.hidden_columns)
}

#[test]
fn workbooks_say_what_they_hide() {
    for name in ["hidden.xlsx", "hidden.xls", "hidden.ods"] {
        let book = read(name, &fixture(name)).unwrap();
        assert_eq!(told(&book), "[3..=4] [1..=2]", "{name}");
        assert_eq!(book.tables[0].cell(2, 0).text(), "Birch", "{name}");
    }
    for name in ["arr.xls", "arr.ods"] {
        let book = read(name, &fixture(name)).unwrap();
        assert_eq!(told(&book), "[] []", "{name}");
    }
}

/// A sheet with prefixed elements goes through calamine, which keeps what is hidden to itself.
#[test]
fn sheets_written_oddly_say_it_too() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c></row><row r="3" hidden="true"><c r="A3"><v>3</v></c></row>"#;
    let cols =
        r#"<cols><col min="1" max="1" hidden="0"/><col min="3" max="16384" hidden="1"/></cols>"#;
    let plain = sheet_xml(rows).replace("<sheetData>", &format!("{cols}<sheetData>"));
    let mut odd = plain.clone();
    for name in ["worksheet", "sheetData", "row", "cols", "col", "c", "v"] {
        for (open, close) in [("<", ">"), ("<", " "), ("</", ">")] {
            let from = format!("{open}{name}{close}");
            odd = odd.replace(&from, &format!("{open}x:{name}{close}"));
        }
    }
    let odd = odd.replace("xmlns=", "xmlns:x=");
    assert!(odd.contains("<x:row r=\"2\" hidden=\"1\">"), "{odd}");
    let strings = strings_xml(&[]);
    for sheet in [plain, odd] {
        let parts = xlsx_parts(sheet.as_bytes(), strings.as_bytes());
        let book = read("a.xlsx", &archive(&parts)).unwrap();
        assert_eq!(told(&book), "[2..=3] [2..=16383]", "{sheet}");
    }
}
