//! The log as a workbook which the importer reads back; an empty log is the shipped template.

use crate::cells::cell_number;
use crate::failure::Failure;
use chrono::{Datelike, NaiveDate};
use holdfast_import::requests::{Content, Field, log_columns, log_row};
use holdfast_ledger::{Cell, RequestLog};
use rust_xlsxwriter::{DataValidation, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Rows which the lists of words are offered for, beyond those filled.
const SPARE_ROWS: u32 = 500;

/// The log as XLSX: a row a request under the captions of the template, words offered as lists. `dated` is
/// the day the file says it was made on.
pub fn log_workbook(log: &RequestLog, dated: NaiveDate) -> Result<Vec<u8>, Failure> {
    written(log, dated).map_err(|error| {
        Failure::input(
            "log-unwritten",
            format!("The log can't be written as a workbook: {error}."),
            "Shorten texts of more than 32,767 characters.",
        )
    })
}

fn written(log: &RequestLog, dated: NaiveDate) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = excel_date(dated)?;
    workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&created));
    let sheet = workbook.add_worksheet();
    sheet.set_name("Requests")?;
    let columns = log_columns(log);
    head(sheet, &columns, log.requests.len() as u32)?;
    for (row, request) in (1..).zip(&log.requests) {
        for (column, cell) in (0..).zip(log_row(request, &columns)) {
            put(sheet, row, column, &cell)?;
        }
    }
    workbook.save_to_buffer()
}

fn head(sheet: &mut Worksheet, columns: &[Field], rows: u32) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (column, field) in (0..).zip(columns) {
        let caption = field.caption();
        sheet.set_column_width(column, (caption.len() as f64 + 3.0).max(12.0))?;
        sheet.write_string_with_format(0, column, &caption, &bold)?;
        if let Content::Word(words) = field.content() {
            let list = DataValidation::new().allow_list_strings(&words())?;
            sheet.add_data_validation(1, column, rows + SPARE_ROWS, column, &list)?;
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    Ok(())
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell<'_>) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => {
            // A name which looks like a formula is a text, also when somebody edits the cell.
            sheet.write_string_with_format(
                row,
                column,
                *text,
                &Format::new().set_quote_prefix(),
            )?;
        }
        Cell::Number(n) => {
            let format = Format::new().set_num_format("#,##0.00####");
            sheet.write_number_with_format(row, column, cell_number(*n), &format)?;
        }
        Cell::Date(date) => {
            let format = Format::new().set_num_format("yyyy-mm-dd");
            sheet.write_datetime_with_format(row, column, &excel_date(*date)?, &format)?;
        }
        _ => {}
    }
    Ok(())
}

fn excel_date(date: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8)
}
