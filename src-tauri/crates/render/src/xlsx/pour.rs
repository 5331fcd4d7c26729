//! Puts the streamed rows into the package which the workbook engine wrote.

use super::rows::{RowWriter, SAMPLES, Styles};
use crate::RenderError;
use holdfast_pack::workbook::spec::{Body, Sheet, Workbook};
use std::io::{Cursor, Read, Seek, Write};
use std::thread;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Quick and small enough; higher levels take longer than everything else together.
const LEVEL: i64 = 3;

fn failed(what: impl std::fmt::Display) -> RenderError {
    RenderError::Workbook(what.to_string())
}

/// Writes the package, with the rows of the large sheets in their places, to `to`. The large sheets are
/// made side by side.
pub(super) fn pour<W: Write + Seek>(
    workbook: &Workbook<'_>,
    package: &[u8],
    to: W,
) -> Result<(), RenderError> {
    let mut archive = ZipArchive::new(Cursor::new(package)).map_err(failed)?;
    let mut jobs = Vec::new();
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        if let Some(body) = &sheet.body {
            let name = format!("xl/worksheets/sheet{}.xml", index + 1);
            let xml = part(&mut archive, &name)?;
            jobs.push((name, sheet, body, xml));
        }
    }
    let made: Vec<Result<(String, Vec<u8>), RenderError>> = thread::scope(|scope| {
        let start = |(name, sheet, body, xml): (String, _, _, String)| {
            scope.spawn(move || Ok((name.clone(), filled(&name, sheet, body, &xml)?)))
        };
        let running: Vec<_> = jobs.into_iter().map(start).collect();
        let joined = |job: thread::ScopedJoinHandle<'_, _>| {
            job.join()
                .unwrap_or_else(|_| Err(failed("a sheet's writer stopped")))
        };
        running.into_iter().map(joined).collect()
    });
    let made = made.into_iter().collect::<Result<Vec<_>, _>>()?;
    assemble(&mut archive, &made, to)
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String, RenderError> {
    let mut text = String::new();
    archive
        .by_name(name)
        .map_err(failed)?
        .read_to_string(&mut text)
        .map_err(failed)?;
    Ok(text)
}

/// Every part of the package in its order, the large sheets replaced.
fn assemble<W: Write + Seek>(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    made: &[(String, Vec<u8>)],
    to: W,
) -> Result<(), RenderError> {
    let mut out = ZipWriter::new(to);
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(failed)?;
        let name = file.name().map_err(failed)?.into_owned();
        match made.iter().find(|(n, _)| *n == name) {
            None => out.raw_copy_file(file).map_err(failed)?,
            Some((_, bytes)) => {
                let mut sheet = ZipArchive::new(Cursor::new(bytes.as_slice())).map_err(failed)?;
                out.raw_copy_file(sheet.by_index_raw(0).map_err(failed)?)
                    .map_err(failed)?;
            }
        }
    }
    out.finish().map_err(failed)?;
    Ok(())
}

/// The sheet with its rows, compressed: an archive with one file.
fn filled(
    name: &str,
    sheet: &Sheet<'_>,
    body: &Body<'_>,
    xml: &str,
) -> Result<Vec<u8>, RenderError> {
    let template = Template::new(xml, body.first, sheet.columns.len())
        .ok_or_else(|| failed("a sheet has no room for its rows"))?;
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o600);
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    out.start_file(name, options).map_err(failed)?;
    let (row, column) = sheet.extent();
    let head = template.head(&rust_xlsxwriter::utility::row_col_to_cell(row, column));
    out.write_all(head.as_bytes()).map_err(failed)?;
    let mut rows = RowWriter::new(template.styles.clone(), &sheet.columns);
    rows.write(body, &mut out).map_err(failed)?;
    out.write_all(template.tail(&rows.links).as_bytes())
        .map_err(failed)?;
    Ok(out.finish().map_err(failed)?.into_inner())
}

/// A sheet as the engine wrote it, split where the rows go.
struct Template<'x> {
    before: &'x str,
    after: &'x str,
    styles: Vec<Styles>,
}

impl<'x> Template<'x> {
    /// Finds the sample rows; `first` is the row (from 0) where the rows begin.
    fn new(xml: &'x str, first: u32, columns: usize) -> Option<Template<'x>> {
        let start = xml.find(&format!("<row r=\"{}\"", first + 1))?;
        let end = xml.find("</sheetData>")?;
        let samples = xml.get(start..end)?;
        let mut kinds = samples.split("<row ").skip(1).map(numbers);
        let mut next = || kinds.next().filter(|k| k.len() == columns);
        let (plain, quoted, link, date) = (next()?, next()?, next()?, next()?);
        let styles = (0..columns).map(|i| Styles {
            plain: plain[i],
            quoted: quoted[i],
            link: link[i],
            date: date[i],
        });
        Some(Template {
            before: xml.get(..start)?,
            after: xml.get(end..)?,
            styles: styles.collect(),
        })
    }

    /// Everything before the rows, with the sheet's real dimension.
    fn head(&self, last: &str) -> String {
        let Some((before, rest)) = self.before.split_once("<dimension ref=\"") else {
            return self.before.to_owned();
        };
        let rest = rest.split_once('"').map_or("", |(_, rest)| rest);
        format!("{before}<dimension ref=\"A1:{last}\"{rest}")
    }

    /// Everything after the rows, with their links.
    fn tail(&self, links: &str) -> String {
        let place = self
            .after
            .find("<printOptions")
            .or_else(|| self.after.find("<pageMargins"));
        match place.filter(|_| !links.is_empty()) {
            Some(at) => format!(
                "{}<hyperlinks>{links}</hyperlinks>{}",
                &self.after[..at],
                &self.after[at..]
            ),
            None => self.after.to_owned(),
        }
    }
}

/// The style numbers of a sample row's cells.
fn numbers(row: &str) -> Vec<u32> {
    let number = |cell: &str| cell.split_once(" s=\"")?.1.split('"').next()?.parse().ok();
    row.split("<c ")
        .skip(1)
        .map(|cell| number(cell.split('>').next().unwrap_or_default()).unwrap_or(0))
        .collect()
}

const _: () = assert!(SAMPLES == 4, "one sample row a field of Styles");
