//! The quick way and calamine, side by side: same cells, or the quick way steps aside.
#![allow(clippy::unwrap_used, clippy::panic, clippy::format_collect)]

use super::*;
use crate::Unwatched;
use crate::read::receive::receive;
use holdfast_ledger::{Hint, Table};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use std::io::Cursor;
use std::ops::RangeInclusive;
use zip::write::{SimpleFileOptions, ZipWriter};

/// One sheet, in a form which can be compared and printed.
#[derive(PartialEq, Debug)]
struct Seen {
    name: String,
    hidden: bool,
    hints: Vec<Hint>,
    hides: (Vec<RangeInclusive<u32>>, Vec<RangeInclusive<u16>>),
    rows: Vec<(u32, Vec<String>)>,
}

fn seen(table: &Table) -> Seen {
    let cells = |row| table.row(row).map(|(c, v)| format!("{c}: {v:?}")).collect();
    Seen {
        name: table.sheet.clone(),
        hidden: table.hidden,
        hints: (0..table.width()).map(|c| table.hint(c)).collect(),
        hides: (table.hidden_rows.clone(), table.hidden_columns.clone()),
        rows: (0..table.len())
            .map(|row| (table.row_number(row), cells(row)))
            .collect(),
    }
}

fn tables(act: impl FnOnce(&mut Sink<&mut Vec<u8>>) -> Result<(), Odd>) -> Result<Vec<Seen>, Odd> {
    let mut frames = Vec::new();
    let mut sink = Sink::new(&mut frames, 1_000_000);
    act(&mut sink)?;
    sink.end()?;
    drop(sink);
    Ok(receive(&frames[..], &Unwatched)
        .unwrap_or_else(|e| panic!("{e:?}"))
        .tables
        .iter()
        .map(seen)
        .collect())
}

fn by_calamine(bytes: &[u8]) -> Vec<Seen> {
    tables(|sink| Ok(record::read(bytes, sink)?)).unwrap()
}

/// The quick way alone, without a way back.
fn by_quick(bytes: &[u8]) -> Result<Vec<Seen>, Odd> {
    tables(|sink| {
        let mut archive = survey::open(bytes)?;
        let parts = Parts::read(&mut archive)?;
        let mut strings = match parts.strings {
            Some(at) => Strings::read(Window::new(survey::part(&mut archive, at)?))?,
            None => Strings::default(),
        };
        for (name, hidden) in book::worksheets(&parts.sheets, sink)? {
            scan(
                &mut archive,
                parts.worksheets[&name],
                &name,
                hidden,
                &parts,
                &mut strings,
                sink,
            )?;
        }
        Ok(())
    })
}

fn same(bytes: &[u8], what: &str) {
    let quick = by_quick(bytes).unwrap_or_else(|odd| panic!("{what}: {odd:?}"));
    assert_eq!(quick, by_calamine(bytes), "{what}");
}

/// A workbook of hand-written rows and shared strings.
fn written(rows: &str, strings: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let sheet = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:D1"/><sheetData>{rows}</sheetData><pageMargins left="0.7"/></worksheet>"#
    );
    let strings = format!(
        r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>"#
    );
    for (name, text) in [
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="r" Type="http://x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="A &amp; B" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        (
            "xl/styles.xml",
            r##"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="#,##0.00\ [$€-407]"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"><alignment/></xf><xf numFmtId="164"/><xf numFmtId="46"/><xf numFmtId="20"/></cellXfs></styleSheet>"##,
        ),
        ("xl/sharedStrings.xml", &strings),
        ("xl/worksheets/sheet1.xml", &sheet),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn every_way_to_write_a_cell() {
    for cell in [
        r#"<c r="A1"><v>1234.56</v></c>"#,
        r#"<c r="A1" s="0" t="n"><v>-0</v></c><c r="B1" s="3"><v>0.10</v></c>"#,
        r#"<c r="A1"><v>1234.5600000000002</v></c><c r="B1"><v>0.30000000000000004</v></c><c r="C1"><v>99999999999999.98</v></c>"#,
        r#"<c r="A1"><v>1E3</v></c><c r="B1"><v>1.5e-7</v></c><c r="C1"><v>-2.5E+20</v></c><c r="D1"><v>1e400</v></c>"#,
        r#"<c r="A1"><v>000123.4500</v></c><c r="B1"><v>1000000000000000</v></c><c r="C1"><v>1000000000000001</v></c>"#,
        r#"<c r="A1"><v>0.000000000000000000000000000012</v></c><c r="B1"><v>123456789012345678901234567890</v></c>"#,
        r#"<c r="A1" s="1"><v>45688</v></c><c r="B1" s="1"><v>45688.9999999999</v></c><c r="C1" s="1"><v>60</v></c><c r="D1" s="1"><v>-1</v></c>"#,
        r#"<c r="A1" s="2"><v>0.125</v></c><c r="B1" s="4"><v>1.5</v></c><c r="C1" s="5"><v>0.75</v></c><c r="D1" s="99"><v>7</v></c>"#,
        r#"<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>0</v></c><c r="D1" t="s"><v>2</v></c>"#,
        r#"<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="b"><v>true</v></c>"#,
        r#"<c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="e"><v>#DIV/0!</v></c>"#,
        r#"<c r="A1" t="str"><f>A2&amp;"x"</f><v>a &lt; b &#233; &#x20AC; _x000D_ _x005F_x0041_ _xZZ</v></c>"#,
        r#"<c r="A1" t="str"><f>B1</f><v></v></c><c r="B1" t="str"><v>  spaced  </v></c>"#,
        r#"<c r="A1" t="inlineStr"><is><t>in line</t></is></c><c r="B1" t="inlineStr"><is><r><t xml:space="preserve"> rich </t></r><r><rPr><b/></rPr><t> text </t></r></is></c>"#,
        r#"<c r="A1" t="d"><v>2025-01-31</v></c><c r="B1" t="d"><v>2025-01-31T10:11:12</v></c><c r="C1" t="d"><v>2025-02-30</v></c>"#,
        r#"<c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"><f t="shared" si="0"/><v>3</v></c><c r="D1"><f/></c>"#,
        r#"<c r="A1"><f>1+1</f><v></v></c><c r="B1"><f>1</f><v/></c><c r="C1" s="3"/><c r="D1"></c>"#,
        r#"<c r="A1" cm="1" vm="2" ph="0"><v>1</v></c><c r="XFD1"><v>2</v></c>"#,
        "<c><v>1</v></c><c><v>2</v></c><c r=\"F1\"><v>6</v></c><c><v>7</v></c>",
        "\n  <c r=\"A1\" >\r\n\t<f>1</f>\n <v>5</v>\n</c>\n",
        r#"<c r="B1"><v>2</v></c><c r="A1"><v>1</v></c>"#,
    ] {
        let rows = format!(
            r#"<row r="1" spans="1:4" ht="15">{cell}</row><row r="3"/><row r="4"></row><row r="7"><c r="B7"><v>1</v></c></row>"#
        );
        let strings = "<si><t>Alder</t></si><si><t xml:space=\"preserve\"> Birch &amp; Söhne\r\n </t></si><si/><si><t>unused</t></si>";
        same(&written(&rows, strings), cell);
    }
}

#[test]
fn every_way_to_write_a_shared_string() {
    for item in [
        "<si><t>plain</t></si>",
        "<si><t/></si>",
        "<si></si>",
        "<si/>",
        "<si><t> trimmed\t</t></si>",
        "<si><t xml:space=\"preserve\"> kept </t></si>",
        "<si>\n<t>x</t>\n</si>",
        "<si><r><t>a</t></r><r><rPr><sz val=\"11\"/></rPr><t xml:space=\"preserve\"> b</t></r></si>",
        "<si><t>課</t><rPh sb=\"0\" eb=\"1\"><t>か</t></rPh><phoneticPr fontId=\"1\"/></si>",
        "<si><t>&quot;&apos;&gt;&#10;&#xA;_x0009_</t></si>",
        "<si><t>_x00e9__x005F__x_x0041_</t></si>",
        "<si><t>line\r\nfeed\rend</t></si>",
        "<si><t>\u{a0}nbsp\u{a0}</t></si>",
    ] {
        same(
            &written(
                r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>"#,
                &format!("{item}<si><t>next</t></si>"),
            ),
            item,
        );
    }
}

#[test]
fn what_is_unusual_is_left_to_calamine() {
    for cell in [
        r#"<c r="A1"><v>INF</v></c>"#,
        r#"<c r="A1"><v> 1</v></c>"#,
        r#"<c r="A1"><v>abc</v></c>"#,
        r"<c r='A1'><v>1</v></c>",
        r#"<c r="A1"><!-- x --><v>1</v></c>"#,
        r#"<c r="A1" t="s"><v>99</v></c>"#,
        r#"<c r="A2"><v>1</v></c>"#,
        r#"<c r="a1"><v>1</v></c>"#,
        r#"<c r="A1" t="str"><v><![CDATA[x]]></v></c>"#,
        r#"<x:c r="A1"><v>1</v></x:c>"#,
        r#"<c r="A1"><v>1</v><extLst/></c>"#,
        r#"<c r="A1" t="str"><v>&unknown;</v></c>"#,
        r#"<c r="A1" t="b"><v>2</v></c>"#,
        r#"<c r="A1" t="q"><v>2</v></c>"#,
    ] {
        let bytes = written(&format!(r#"<row r="1">{cell}</row>"#), "<si><t>x</t></si>");
        assert!(matches!(by_quick(&bytes), Err(Odd::Unusual)), "{cell}");
    }
}

#[test]
fn a_sheet_taken_back_leaves_no_trace() {
    // Ten plain rows, then a comment: the whole sheet comes from calamine, once.
    let rows: String = (1..=10)
        .map(|r| format!(r#"<row r="{r}"><c r="A{r}" s="3"><v>{r}</v></c></row>"#))
        .collect();
    let bytes = written(
        &format!("{rows}<!-- c --><row r=\"11\"><c r=\"B11\" t=\"s\"><v>0</v></c></row>"),
        "<si><t>x</t></si>",
    );
    assert!(matches!(by_quick(&bytes), Err(Odd::Unusual)));
    let survey = survey::survey(&bytes, u64::MAX).unwrap();
    assert_eq!(
        tables(|sink| Ok(read(&bytes, &survey, sink)?)).unwrap(),
        by_calamine(&bytes)
    );
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

fn any_cell(sheet: &mut Worksheet, row: u32, column: u16, dice: &mut Dice) {
    let formats = [
        "0.00",
        "#,##0 [$€-407]",
        "0.0%",
        "yyyy-mm-dd",
        "d/m/yy h:mm",
        "[h]:mm",
        "h:mm",
        "\"$\"#,##0",
        "@",
        "mmm-yy",
        "General",
    ];
    let format = Format::new().set_num_format(formats[dice.roll(formats.len() as u64) as usize]);
    let texts = [
        "Alder",
        " Birch ",
        "Söhne & <Co>",
        "_x0041_",
        "line\nfeed",
        "tab\t",
        "",
        "😀",
        "0012",
        "=SUM(1)",
    ];
    let amount =
        dice.roll(20_000_000_000) as f64 / [1.0, 100.0, 3.0, 1e7, 1e12][dice.roll(5) as usize];
    let amount = if dice.roll(3) == 0 { -amount } else { amount };
    match dice.roll(9) {
        0 | 1 => sheet.write_string(row, column, texts[dice.roll(10) as usize]),
        2 | 3 => sheet.write_number(row, column, amount),
        4 => sheet.write_number_with_format(row, column, amount, &format),
        5 => sheet.write_with_format(
            row,
            column,
            ExcelDateTime::from_serial_datetime((dice.roll(60_000_000) / 1000) as f64).unwrap(),
            &format,
        ),
        6 => sheet.write_boolean(row, column, dice.roll(2) == 0),
        7 => sheet.write_blank(row, column, &format),
        _ => {
            let results = ["12.5", "#REF!", "text & more", "", "TRUE"];
            sheet.write_formula(
                row,
                column,
                Formula::new("=A1").set_result(results[dice.roll(5) as usize]),
            )
        }
    }
    .unwrap();
}

#[test]
fn generated_books_agree() {
    for seed in 1..=60 {
        let mut dice = Dice(seed * 88_172_645_463_325_252);
        let mut book = Workbook::new();
        for number in 0..=dice.roll(3) {
            let sheet = book.add_worksheet();
            sheet.set_name(format!("Sheet & {number}")).unwrap();
            if number > 0 && dice.roll(2) == 0 {
                sheet.set_hidden(true);
            }
            for _ in 0..dice.roll(4) {
                sheet.set_row_hidden(dice.roll(80) as u32).unwrap();
                sheet.set_column_hidden(dice.roll(30) as u16).unwrap();
            }
            for _ in 0..dice.roll(300) {
                let (row, column) = (dice.roll(80) as u32, dice.roll(30) as u16);
                any_cell(sheet, row, column, &mut dice);
            }
        }
        same(&book.save_to_buffer().unwrap(), &format!("seed {seed}"));
    }
}

#[test]
fn large_sheets_agree_across_the_window() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let mut dice = Dice(7);
    for row in 0..9000 {
        sheet.write(row, 0, format!("C-{:05}", row / 3)).unwrap();
        sheet
            .write(row, 1, dice.roll(1_000_000_000) as f64 / 100.0)
            .unwrap();
        sheet
            .write(
                row,
                3,
                format!("{} {}", "long ".repeat(dice.roll(90) as usize), row),
            )
            .unwrap();
    }
    same(&book.save_to_buffer().unwrap(), "large");
}
