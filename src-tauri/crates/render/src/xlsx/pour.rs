//! Puts the streamed rows into the package which the workbook engine wrote.

use super::rows::{RowWriter, SAMPLES, Styles};
use super::squeeze::{Piece, archive};
use crate::RenderError;
use holdfast_pack::workbook::spec::{Body, Sheet, Workbook};
use std::io::{self, Cursor, Read, Seek, Write};
use std::num::NonZero;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use zip::{ZipArchive, ZipWriter};

/// Rows which are made and compressed in one go: some megabytes of text.
const ROWS: u32 = 2048;

fn failed(what: impl std::fmt::Display) -> RenderError {
    RenderError::Workbook(what.to_string())
}

/// A large sheet: its name in the package, what it holds, and as the engine wrote it.
struct Large<'w> {
    name: String,
    sheet: &'w Sheet<'w>,
    body: &'w Body<'w>,
    xml: String,
}

/// Writes the package, with the rows of the large sheets in their places, to `to`. Their rows are made on
/// all processors.
pub(super) fn pour<W: Write + Seek>(
    workbook: &Workbook<'_>,
    package: &[u8],
    to: W,
) -> Result<(), RenderError> {
    let mut package = ZipArchive::new(Cursor::new(package)).map_err(failed)?;
    let mut large = Vec::new();
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        if let Some(body) = &sheet.body {
            let name = format!("xl/worksheets/sheet{}.xml", index + 1);
            let xml = part(&mut package, &name)?;
            large.push(Large {
                name,
                sheet,
                body,
                xml,
            });
        }
    }
    let made = filled(&large)?;
    assemble(&mut package, &made, to)
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

/// The large sheets with their rows, compressed, each an archive with one file.
fn filled(large: &[Large<'_>]) -> Result<Vec<(String, Vec<u8>)>, RenderError> {
    let templates = large.iter().map(|l| {
        Template::new(&l.xml, l.body.first, l.sheet.columns.len())
            .ok_or_else(|| failed("a sheet has no room for its rows"))
    });
    let templates = templates.collect::<Result<Vec<_>, _>>()?;
    let jobs: Vec<(&Large<'_>, &Template<'_>, Range<u32>)> = large
        .iter()
        .zip(&templates)
        .flat_map(|(l, t)| spans(l.body.rows.count()).map(move |span| (l, t, span)))
        .collect();
    let made = side_by_side(&jobs, |(l, t, span)| piece(l, t, span.clone()));
    let mut made = made.into_iter();
    let whole = |(l, t): (&Large<'_>, &Template<'_>)| {
        let (row, column) = l.sheet.extent();
        let last = rust_xlsxwriter::utility::row_col_to_cell(row, column);
        let mut pieces = vec![Piece::of(&t.head(&last))?];
        let mut links = String::new();
        for job in made.by_ref().take(spans(l.body.rows.count()).count()) {
            let (piece, of_piece) = job?;
            pieces.push(piece);
            links.push_str(&of_piece);
        }
        pieces.push(Piece::of(&t.tail(&links))?);
        Ok((l.name.clone(), archive(&l.name, &pieces)?))
    };
    let result: io::Result<Vec<_>> = large.iter().zip(&templates).map(whole).collect();
    result.map_err(failed)
}

/// Rows by the piece.
fn spans(rows: u32) -> impl Iterator<Item = Range<u32>> {
    (0..rows.div_ceil(ROWS)).map(move |i| i * ROWS..rows.min((i + 1) * ROWS))
}

/// Some rows of a sheet, compressed, and their links.
fn piece(
    large: &Large<'_>,
    template: &Template<'_>,
    span: Range<u32>,
) -> io::Result<(Piece, String)> {
    let mut piece = Piece::new();
    let mut rows = RowWriter::new(&template.styles, &large.sheet.columns);
    rows.write(large.body, span, &mut piece)?;
    Ok((piece.end()?, rows.links))
}

/// The results of all jobs in their order, made on all processors.
fn side_by_side<J: Sync, R: Send>(
    jobs: &[J],
    work: impl Fn(&J) -> io::Result<R> + Sync,
) -> Vec<io::Result<R>> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        while let Some((at, job)) =
            Some(next.fetch_add(1, Relaxed)).and_then(|i| Some((i, jobs.get(i)?)))
        {
            done.push((at, work(job)));
        }
        done
    };
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let mut done: Vec<(usize, io::Result<R>)> = thread::scope(|scope| {
        let running: Vec<_> = (0..workers.min(jobs.len()))
            .map(|_| scope.spawn(worker))
            .collect();
        let stopped = |_| vec![(0, Err(io::Error::other("a sheet's writer stopped")))];
        running
            .into_iter()
            .flat_map(|w| w.join().unwrap_or_else(stopped))
            .collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
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
