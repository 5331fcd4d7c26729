//! XLSB, XLS and ODS: values, types and what they say of their columns.

use crate::fixtures::{archive, fixture, read, texts};
use holdfast_ledger::{Cell, Hint, Table};

fn record(kind: u16, bytes: &[u8]) -> Vec<u8> {
    let mut out = if kind < 0x80 {
        vec![kind as u8]
    } else {
        vec![kind as u8 | 0x80, (kind >> 7) as u8]
    };
    let mut length = bytes.len();
    while length >= 0x80 {
        out.push(length as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend_from_slice(bytes);
    out
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&(units.len() as u32 / 2).to_le_bytes()[..], &units].concat()
}

fn cell(kind: u16, column: u32, style: u32, value: &[u8]) -> Vec<u8> {
    record(
        kind,
        &[&column.to_le_bytes()[..], &style.to_le_bytes(), value].concat(),
    )
}

fn row(number: u32) -> Vec<u8> {
    record(0, &[&(number - 1).to_le_bytes()[..], &[0; 13]].concat())
}

fn dimension(last: u32) -> Vec<u8> {
    let ends = [0, last - 1, 0, 7];
    record(
        0x94,
        &ends
            .iter()
            .flat_map(|n| u32::to_le_bytes(*n))
            .collect::<Vec<u8>>(),
    )
}

fn rk(number: i32, flags: u32) -> [u8; 4] {
    ((number << 2) as u32 | flags).to_le_bytes()
}

/// Rows 1 and 2 with a cell of every kind.
fn cells() -> Vec<Vec<u8>> {
    vec![
        record(0x81, &[]),
        dimension(2),
        record(0x91, &[]),
        row(1),
        cell(7, 0, 0, &0_u32.to_le_bytes()),
        cell(6, 1, 0, &wide("in line")),
        cell(0x3E, 2, 0, &[&[0][..], &wide("rich")].concat()),
        row(2),
        cell(7, 0, 0, &1_u32.to_le_bytes()),
        cell(5, 1, 1, &45_688.0_f64.to_le_bytes()),
        cell(2, 2, 3, &rk(123_450, 3)),
        cell(2, 3, 2, &((0.125_f64.to_bits() >> 32) as u32).to_le_bytes()),
        cell(2, 4, 0, &rk(-7, 2)),
        cell(4, 5, 0, &[1]),
        cell(3, 6, 0, &[0x2A]),
        cell(11, 7, 0, &[0x07, 0, 0, 0, 0, 0, 0]),
        cell(
            9,
            8,
            0,
            &[&(0.1_f64 + 0.2).to_le_bytes()[..], &[0; 10]].concat(),
        ),
        cell(8, 9, 0, &wide("joined")),
        cell(10, 10, 0, &[0]),
        cell(1, 11, 0, &[]),
        record(0x92, &[]),
        record(0x82, &[]),
    ]
}

fn xlsb(sheet: &[Vec<u8>]) -> Vec<u8> {
    let bundle = [
        &0_u32.to_le_bytes()[..],
        &1_u32.to_le_bytes(),
        &wide("rId1"),
        &wide("ARR"),
    ]
    .concat();
    let book = [
        record(0x83, &[]),
        record(0x99, &[0; 12]),
        record(0x8F, &[]),
        record(0x9C, &bundle),
        record(0x90, &[]),
        record(0x84, &[]),
    ]
    .concat();
    let strings: Vec<u8> = ["Customer", "Zoë"]
        .iter()
        .flat_map(|t| record(0x13, &[&[0][..], &wide(t)].concat()))
        .collect();
    let strings = [
        record(0x9F, &[2, 0, 0, 0, 2, 0, 0, 0]),
        strings,
        record(0xA0, &[]),
    ]
    .concat();
    let style = |id: u16| record(0x2F, &[&[0, 0][..], &id.to_le_bytes(), &[0; 12]].concat());
    let format = [&164_u16.to_le_bytes()[..], &wide("#,##0.00 [$€-407]")].concat();
    let styles = [
        record(0x116, &[]),
        record(0x267, &[1, 0, 0, 0]),
        record(0x2C, &format),
        record(0x268, &[]),
        record(0x272, &[]),
        style(9),
        record(0x273, &[]),
        record(0x269, &[4, 0, 0, 0]),
        style(0),
        style(14),
        style(10),
        style(164),
        record(0x26A, &[]),
        record(0x117, &[]),
    ]
    .concat();
    archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", br#"<Relationships><Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.bin"/></Relationships>"#),
        ("xl/sharedStrings.bin", &strings),
        ("xl/styles.bin", &styles),
        ("xl/worksheets/sheet1.bin", &sheet.concat()),
    ])
}

#[test]
fn xlsb_cells_of_every_kind() {
    let book = read("arr.xlsb", &xlsb(&cells())).unwrap();
    let table = &book.tables[0];
    assert_eq!(table.format, "XLSB");
    assert_eq!(texts(table)[0][..3], ["Customer", "in line", "rich"]);
    let row: Vec<String> = (0..11).map(|c| table.cell(1, c).text()).collect();
    assert_eq!(
        row,
        [
            "Zoë",
            "2025-01-31",
            "1234.5",
            "0.125",
            "-7",
            "true",
            "#N/A",
            "#DIV/0!",
            "0.3",
            "joined",
            "false"
        ]
    );
    assert_eq!(table.cell(1, 7), Cell::Error("#DIV/0!"));
    assert_eq!(
        [1, 2, 3, 4].map(|c| table.hint(c)),
        [Hint::Date, Hint::Currency, Hint::Percent, Hint::None]
    );
    assert!(book.findings.0.is_empty(), "{:?}", book.findings);
}

#[test]
fn xlsb_says_what_it_hides() {
    let mut sheet = cells();
    let mut flags = [0; 17];
    (flags[0], flags[11]) = (1, 0x10);
    sheet[7] = record(0, &flags);
    let mut columns = [0; 18];
    (columns[0], columns[4], columns[16]) = (2, 3, 1);
    sheet.insert(2, record(0x3C, &columns));
    let book = read("a.xlsb", &xlsb(&sheet)).unwrap();
    let table = &book.tables[0];
    assert_eq!(
        (&table.hidden_rows[..], &table.hidden_columns[..]),
        (&[2..=2][..], &[2..=3][..])
    );
}

#[test]
fn xlsb_cut_short_or_odd() {
    let all = cells();
    let code = |sheet: &[Vec<u8>]| read("a.xlsb", &xlsb(sheet)).unwrap_err().code;
    assert_eq!(code(&all[..all.len() - 2]), "file-truncated");
    assert_eq!(code(&all[..2]), "file-truncated");
    assert_eq!(
        code(&[&all[..4], &[record(5, &[1, 2, 3])]].concat()),
        "file-damaged"
    );
    assert_eq!(
        code(&[&all[..4], &[record(14, &[0; 8]), record(0x92, &[])]].concat()),
        "file-damaged"
    );
    assert_eq!(
        code(
            &[
                &all[..4],
                &[cell(7, 0, 0, &99_u32.to_le_bytes()), record(0x92, &[])]
            ]
            .concat()
        ),
        "file-damaged"
    );
    let far = [
        all[..3].to_vec(),
        vec![row(1_048_577), cell(4, 0, 0, &[1]), record(0x92, &[])],
    ]
    .concat();
    assert_eq!(code(&far), "file-damaged");
}

fn customers(table: &Table) -> Vec<Vec<String>> {
    texts(table)
        .into_iter()
        .map(|row| row[..4].to_vec())
        .collect()
}

fn same_as_the_fixture(name: &str, old: &str) {
    let book = read(name, &fixture(name)).unwrap();
    let arr = &book.tables[0];
    assert_eq!(
        customers(arr),
        [
            ["Customer", "Close", "ARR", "Share"],
            ["Alder", "2025-01-31", "1200.5", "0.125"],
            ["Birch", "2025-02-28", "0.3", "0.125"],
            ["Zoë & Söhne", old, "-1234567.89", "0.125"],
        ]
    );
    assert_eq!(
        [0, 1, 2, 3].map(|c| arr.hint(c)),
        [Hint::None, Hint::Date, Hint::Currency, Hint::Percent]
    );
    assert_eq!(arr.cell(1, 5), Cell::Error("#DIV/0!"));
    assert_eq!(arr.cell(3, 6).text(), "-2469135.78");
    let notes = &book.tables[1];
    assert!(notes.hidden && !arr.hidden);
    assert_eq!(
        (notes.row_number(0), notes.cell(0, 1)),
        (3, Cell::Text("hidden note"))
    );
    assert_eq!(book.findings.of("hidden-sheet").count(), 1);
}

#[test]
fn xls_made_with_libreoffice() {
    same_as_the_fixture("arr.xls", "1900-02-28");
}

#[test]
fn ods_made_with_libreoffice() {
    // LibreOffice has no 29 February 1900 and is a day off before it.
    same_as_the_fixture("arr.ods", "1900-02-27");
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:automatic-styles><style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style></office:automatic-styles><office:body><office:spreadsheet><table:table table:name="ARR" table:style-name="ta1">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    archive(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        (
            "META-INF/manifest.xml",
            b"<manifest:manifest></manifest:manifest>",
        ),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn ods_cells_of_every_kind() {
    let cells = r#"<table:table-row>
        <table:table-cell office:value-type="float" office:value="99999999999999.98"><text:p>1</text:p></table:table-cell>
        <table:table-cell office:value-type="percentage" office:value="0.125"/>
        <table:table-cell office:value-type="currency" office:currency="EUR" office:value="12.50"/>
        <table:table-cell office:value-type="date" office:date-value="2025-01-31T00:00:00"/>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"/>
        <table:table-cell office:value-type="time" office:time-value="PT01H30M00S"><text:p>01:30</text:p></table:table-cell>
        <table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation><text:p>two <text:span>lines</text:span><text:s text:c="2"/>&amp;</text:p><text:p>here</text:p></table:table-cell>
        <table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p></table:table-cell>
        <table:table-cell table:formula="of:=1+1"/>
        <table:table-cell office:value-type="float" office:value="1e400"/>
    </table:table-row>"#;
    let book = read("a.ods", &ods(cells)).unwrap();
    let table = &book.tables[0];
    let row: Vec<String> = (0..8).map(|c| table.cell(0, c).text()).collect();
    assert_eq!(
        row,
        [
            "99999999999999.98",
            "0.125",
            "12.5",
            "2025-01-31",
            "true",
            "01:30",
            "two lines  &\nhere",
            "#DIV/0!"
        ]
    );
    assert_eq!(
        [7, 8, 9].map(|c| table.cell(0, c)),
        [
            Cell::Error("#DIV/0!"),
            Cell::NoCachedValue,
            Cell::Error("infinity: beyond 10^15")
        ]
    );
    assert_eq!(
        [0, 1, 2, 3].map(|c| table.hint(c)),
        [Hint::None, Hint::Percent, Hint::Currency, Hint::Date]
    );
}

#[test]
fn ods_repeats_are_counted_out_only_where_they_hold_something() {
    let rows = r#"<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row><table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/></table:table-row><table:table-row table:number-rows-repeated="1048571"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    let book = read("a.ods", &ods(rows)).unwrap();
    let table = &book.tables[0];
    assert_eq!(
        (
            table.len(),
            table.row_number(0),
            table.row_number(1),
            table.width()
        ),
        (2, 4, 5, 4)
    );
    assert_eq!(texts(table)[0], ["", "", "7", "7"]);
    let many = r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="100" office:value-type="float" office:value="7"/></table:table-row>"#;
    assert_eq!(
        read("a.ods", &ods(many)).unwrap_err().code,
        "too-many-cells"
    );
}
