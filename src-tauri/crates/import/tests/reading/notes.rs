//! What is notable about a file which was read: said with a stable code, never in silence.

use crate::fixtures::{archive, read, sheet_xml, strings_xml, texts, xlsx_parts};
use holdfast_import::Book;
use holdfast_ledger::{Finding, Severity};
use rust_xlsxwriter::{Chart, ChartType, Workbook};

fn the<'a>(book: &'a Book, code: &'a str) -> &'a Finding {
    let found: Vec<&Finding> = book.findings.of(code).collect();
    assert_eq!(found.len(), 1, "{code}: {:?}", book.findings);
    assert!(
        found[0].message.ends_with('.') && found[0].hint.ends_with('.'),
        "{:?}",
        found[0]
    );
    found[0]
}

fn csv(text: &str) -> Book {
    read("a.csv", text.as_bytes()).unwrap()
}

#[test]
fn macros_and_links() {
    let sheet = sheet_xml(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#);
    let strings = strings_xml(&[]);
    let mut parts = xlsx_parts(sheet.as_bytes(), strings.as_bytes());
    parts.push(("xl/vbaProject.bin", b"macro"));
    parts.push(("xl/externalLinks/externalLink1.xml", b"<externalLink/>"));
    let book = read("a.xlsm", &archive(&parts)).unwrap();
    assert_eq!(the(&book, "macros-not-run").severity, Severity::Info);
    assert_eq!(the(&book, "external-links").severity, Severity::Warning);
    assert_eq!(book.findings.0.len(), 2);
}

#[test]
fn chart_and_hidden_sheets() {
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("ARR")
        .unwrap()
        .write(0, 0, 1)
        .unwrap();
    book.add_worksheet()
        .set_name("Notes")
        .unwrap()
        .set_hidden(true)
        .write(0, 0, "x")
        .unwrap();
    book.add_worksheet()
        .set_name("Very")
        .unwrap()
        .set_very_hidden(true)
        .write(0, 0, "x")
        .unwrap();
    book.add_worksheet().set_name("Empty").unwrap();
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values("ARR!$A$1:$A$1");
    book.add_chartsheet()
        .set_name("Trend")
        .unwrap()
        .insert_chart(0, 0, &chart)
        .unwrap();
    let book = read("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    let sheets: Vec<(&str, bool)> = book
        .tables
        .iter()
        .map(|t| (t.sheet.as_str(), t.hidden))
        .collect();
    assert_eq!(sheets, [("ARR", false), ("Notes", true), ("Very", true)]);
    assert!(the(&book, "hidden-sheet").message.contains("Notes, Very"));
    let charts = the(&book, "sheets-without-cells");
    assert!(charts.message.contains("Trend") && charts.place.sheet.as_deref() == Some("Trend"));
}

fn declared(reference: &str) -> Book {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>"#;
    let sheet = sheet_xml(rows).replace(
        "<sheetData>",
        &format!("<dimension ref=\"{reference}\"/><sheetData>"),
    );
    read(
        "a.xlsx",
        &archive(&xlsx_parts(sheet.as_bytes(), strings_xml(&[]).as_bytes())),
    )
    .unwrap()
}

#[test]
fn fewer_rows_than_declared_block_until_accepted() {
    let book = declared("A1:F500");
    let finding = the(&book, "rows-missing");
    assert_eq!(
        (finding.severity, finding.rows, finding.place.row),
        (Severity::Error, 498, Some(2))
    );
    assert_eq!(
        (finding.place.sheet.as_deref(), &finding.repairs[..]),
        (Some("ARR"), &["accept".to_owned()][..])
    );
    // The whole grid is what careless programs declare.
    for reference in ["A1:A2", "A1", "A1:XFD1048576", "A1:IV65536"] {
        assert!(declared(reference).findings.0.is_empty(), "{reference}");
    }
}

/// Excel and others declare A1 for a sheet without a cell.
#[test]
fn an_empty_sheet_beside_others_is_no_cut() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "Customer").unwrap();
    book.add_worksheet();
    let bytes = book.save_to_buffer().unwrap();
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(&bytes[..])).unwrap();
    let mut sheet = String::new();
    let mut part = parts.by_name("xl/worksheets/sheet2.xml").unwrap();
    std::io::Read::read_to_string(&mut part, &mut sheet).unwrap();
    assert!(sheet.contains(r#"<dimension ref="A1"/>"#), "{sheet}");
    let book = read("a.xlsx", &bytes).unwrap();
    assert!(
        book.findings.of("rows-missing").next().is_none(),
        "{:?}",
        book.findings
    );
}

#[test]
fn rows_with_more_fields_than_usual() {
    let book = csv("Customer,ARR\nAlder,100\nBirch,1,200\nCedar,300\n\"Dogwood\",400,,\n");
    let finding = the(&book, "extra-cells");
    assert_eq!(
        (finding.severity, finding.rows, finding.place.row),
        (Severity::Error, 1, Some(3))
    );
    assert!(
        csv("Report\n\nCustomer,ARR\nAlder,100\nBirch,200\n")
            .findings
            .0
            .is_empty()
    );
}

#[test]
fn a_last_row_which_is_short_and_has_no_line_end() {
    let book = csv("Customer,Close,ARR\nAlder,2025-01-31,100\nBirch,2025-0");
    assert_eq!(the(&book, "last-row-short").place.row, Some(3));
    assert!(
        csv("Customer,Close,ARR\nAlder,2025-01-31,100\nTotal,100\n")
            .findings
            .0
            .is_empty()
    );
}

#[test]
fn letters_which_may_be_wrong() {
    let book = read("a.csv", b"Customer,ARR\nZo\xC3\xAB,1\nCaf\xE9,2\n").unwrap();
    assert_eq!(the(&book, "encoding-guessed").severity, Severity::Warning);
    // Two files put together: each line in its own encoding.
    let table = &book.tables[0];
    let names = [table.cell(1, 0).text(), table.cell(2, 0).text()];
    assert_eq!(names, ["Zoë", "Café"]);
    assert_eq!(table.format, "CSV, UTF-8 and Windows-1252, comma");
    let book = read("a.csv", b"Customer,ARR\nM\x9Fller,2\n").unwrap();
    assert_eq!(the(&book, "encoding-guessed").severity, Severity::Error);
    let book = read("a.csv", b"Customer,ARR\nCaf\xE9,2\n").unwrap();
    assert_eq!(
        (
            book.findings.0.len(),
            book.tables[0].cell(1, 0).text().as_str()
        ),
        (0, "Café")
    );
}

#[test]
fn separated_text_is_described() {
    for (bytes, format) in [
        (&b"a,b\n1,2\n"[..], "CSV, UTF-8, comma"),
        (b"a;b\n1,5;2\n", "CSV, UTF-8, semicolon"),
        (b"a\tb\n1\t2\n", "CSV, UTF-8, tab"),
        (b"a|b\n1|2\n", "CSV, UTF-8, bar"),
        (
            b"\xEF\xBB\xBF\"a\",\"b\"\r\n1,2\r\n",
            "CSV, UTF-8 with byte order mark, comma, quoted",
        ),
        (b"sep=;\na;b\n1;2\n", "CSV, UTF-8, semicolon"),
        (b"\xFF\xFEa\0;\0b\0\n\0", "CSV, UTF-16 LE, semicolon"),
        (b"Caf\xE9;1\n", "CSV, Windows-1252, semicolon"),
    ] {
        let book = read("a.tsv", bytes).unwrap();
        assert_eq!(
            (book.tables[0].format.as_str(), book.tables[0].width()),
            (format, 2)
        );
        assert!(book.findings.0.is_empty());
    }
}

#[test]
fn rows_keep_their_numbers_and_texts_their_shape() {
    let book = csv(
        "Report\n\n\"Customer\",ID,ARR\n\"Alder\nInc.\",007,\"1.200,50\"\n\n,,\nBirch,0x1F, 5 \n",
    );
    let table = &book.tables[0];
    let numbers: Vec<u32> = (0..table.len()).map(|row| table.row_number(row)).collect();
    assert_eq!(numbers, [1, 3, 4, 7]);
    assert_eq!(texts(table)[2], ["Alder\nInc.", "007", "1.200,50"]);
    assert_eq!(texts(table)[3], ["Birch", "0x1F", " 5 "]);
}

#[test]
fn titles_of_one_field_do_not_make_the_table_below_too_wide() {
    let book = csv(
        "Company: Foo\nReport: ARR\nDate: 2025-02-28\nCurrency: EUR\n\nCustomer,ARR\nAcme,110\nBirch,180\n",
    );
    assert!(book.findings.0.is_empty(), "{:?}", book.findings);
}
