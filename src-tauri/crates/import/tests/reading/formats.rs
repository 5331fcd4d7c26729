//! Every format, told by its bytes.

use crate::fixtures::{read, texts};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("ARR").unwrap();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for (row, (name, day, amount)) in [("Alder", 31, 1200.5), ("Birch", 28, 0.1 + 0.2)]
        .into_iter()
        .enumerate()
    {
        let row = row as u32 + 1;
        sheet.write(row, 0, name).unwrap();
        let month = if day == 31 { 1 } else { 2 };
        sheet
            .write_with_format(
                row,
                1,
                ExcelDateTime::from_ymd(2025, month, day).unwrap(),
                &date,
            )
            .unwrap();
        sheet.write(row, 2, amount).unwrap();
    }
    for (column, name) in ["Customer", "Close", "ARR"].into_iter().enumerate() {
        sheet.write(0, column as u16, name).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn expected() -> Vec<Vec<&'static str>> {
    vec![
        vec!["Customer", "Close", "ARR"],
        vec!["Alder", "2025-01-31", "1200.5"],
        vec!["Birch", "2025-02-28", "0.3"],
    ]
}

#[test]
fn xlsx() {
    let book = read("arr.xlsx", &workbook()).unwrap();
    assert_eq!(texts(&book.tables[0]), expected());
    assert_eq!(
        (book.file.as_str(), book.tables[0].sheet.as_str()),
        ("arr.xlsx", "ARR")
    );
    assert_eq!(book.tables[0].sha256.len(), 64);
    assert!(book.findings.0.is_empty(), "{:?}", book.findings);
}

#[test]
fn csv() {
    let text = "Customer,Close,ARR\nAlder,2025-01-31,1200.5\nBirch,2025-02-28,0.3\n";
    let book = read("arr.csv", text.as_bytes()).unwrap();
    assert_eq!(texts(&book.tables[0]), expected());
    assert_eq!(book.tables[0].format, "CSV, UTF-8, comma");
    assert_eq!(
        book.tables[0].sha256,
        "18397a733130c6c00b67633f085a42fa8cbd95103aced40342362bc7849b1c42"
    );
}

#[test]
fn the_extension_does_not_matter_but_is_noted() {
    let book = read("arr.csv", &workbook()).unwrap();
    assert_eq!(texts(&book.tables[0]), expected());
    assert_eq!(book.findings.of("wrong-extension").count(), 1);
    let book = read("arr.xls", b"a,b\n1,2\n").unwrap();
    assert_eq!(book.findings.of("wrong-extension").count(), 1);
}
