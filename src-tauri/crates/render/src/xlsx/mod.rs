//! Workbook values to XLSX bytes (pack section 2). Writes what it is given: the same workbook gives the
//! same bytes, because no clock is read and every sheet is written in order.

mod chart;
mod format;
mod numbers;
mod pour;
mod rows;
mod sheet;
mod squeeze;
mod text;

pub use text::printable;

use crate::RenderError;
use holdfast_pack::workbook::spec::Workbook;
use rust_xlsxwriter as xl;

impl From<xl::XlsxError> for RenderError {
    fn from(error: xl::XlsxError) -> Self {
        RenderError::Workbook(error.to_string())
    }
}

/// Height of a row of 10 pt text, in pixels.
const ROW_PIXELS: u32 = 17;
/// Width of a column nobody sized, in pixels; the engine's measure for this type face.
const COLUMN_PIXELS: u32 = 64;

/// The workbook's bytes.
pub fn xlsx(workbook: &Workbook<'_>) -> Result<Vec<u8>, RenderError> {
    let mut out = std::io::Cursor::new(Vec::new());
    xlsx_to(workbook, &mut out)?;
    Ok(out.into_inner())
}

/// Writes the workbook to a file or buffer.
pub fn xlsx_to<W>(workbook: &Workbook<'_>, writer: W) -> Result<(), RenderError>
where
    W: std::io::Write + std::io::Seek,
{
    pour::pour(workbook, &assemble(workbook)?.save_to_buffer()?, writer)
}

fn assemble(workbook: &Workbook<'_>) -> Result<xl::Workbook, RenderError> {
    let mut book = xl::Workbook::new();
    book.set_default_format(&format::base(), ROW_PIXELS, COLUMN_PIXELS)?;
    book.set_zip_compression_level(3);
    book.set_properties(&properties(workbook));
    for sheet in &workbook.sheets {
        sheet::write(book.add_worksheet(), sheet, workbook)?;
    }
    for (name, refers_to) in &workbook.names {
        book.define_name(name.as_str(), refers_to)?;
    }
    Ok(book)
}

fn properties(workbook: &Workbook<'_>) -> xl::DocProperties {
    xl::DocProperties::new()
        .set_title(printable(&workbook.title).as_ref())
        .set_company(printable(&workbook.company).as_ref())
        .set_subject("Revenue retention, unaudited management figures")
        .set_keywords(format!("pack {}", workbook.pack_id))
        .set_author("Holdfast")
        .set_creation_datetime(&workbook.dated)
        .set_custom_property("Pack ID", workbook.pack_id.as_str())
}
