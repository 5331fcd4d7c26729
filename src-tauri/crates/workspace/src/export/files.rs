//! The files of a pack, each drawn as it is written.

use super::{ExportOptions, Format};
use crate::atomic::Output;
use crate::failure::Failure;
use holdfast_ledger::Table;
use holdfast_pack::model::{Content, Document, Page};
use holdfast_pack::workbook::Workbook;
use holdfast_render::Slide;
use std::io;

/// The files of the formats asked for.
pub fn outputs<'a>(
    document: &'a Document,
    book: Option<&'a Workbook<'a>>,
    tables: &'a [&'a Table],
    stem: &str,
    options: &ExportOptions,
) -> Result<Vec<Output<'a>>, Failure> {
    let wants = |format| options.formats.contains(&format);
    let mut outputs = Vec::new();
    if wants(Format::Pdf) {
        outputs.push(pages(document, stem));
    }
    if let Some(book) = book {
        outputs.extend(workbook(book, tables, stem));
    }
    if wants(Format::Svg) || wants(Format::Png) {
        outputs.extend(pictures(
            document,
            stem,
            wants(Format::Svg),
            wants(Format::Png),
        )?);
    }
    Ok(outputs)
}

/// The pages. Every file is drawn as it is written, side by side with the others.
fn pages<'a>(document: &'a Document, stem: &str) -> Output<'a> {
    Output {
        name: format!("{stem}.pdf"),
        write: Box::new(|out| out.write_all(&drawn(holdfast_render::pdf(document))?)),
    }
}

/// The workbook, and the CSV beside it where the source is too long for a sheet.
fn workbook<'a>(book: &'a Workbook<'a>, tables: &'a [&'a Table], stem: &str) -> Vec<Output<'a>> {
    let mut files = vec![Output {
        name: format!("{stem}.xlsx"),
        write: Box::new(|out| out.write_all(&drawn(holdfast_render::xlsx::xlsx(book))?)),
    }];
    if let Some(side) = &book.side {
        files.push(Output {
            name: format!("{stem}{}", side.suffix),
            write: Box::new(move |out| holdfast_pack::workbook::write_source_csv(tables, out)),
        });
    }
    files
}

/// The failure which an output's writer met.
pub fn own_failure(error: &io::Error) -> Failure {
    let own = error.get_ref().and_then(|e| e.downcast_ref::<Failure>());
    own.cloned().unwrap_or_else(|| render_failure(error))
}

fn drawn<T>(result: Result<T, holdfast_render::RenderError>) -> io::Result<T> {
    result.map_err(|e| io::Error::other(render_failure(&e)))
}

fn pictures(
    document: &Document,
    stem: &str,
    svg: bool,
    png: bool,
) -> Result<Vec<Output<'static>>, Failure> {
    let mut outputs = Vec::new();
    for (page, index, slide) in slides(document) {
        let source = source_line(document, page);
        let slide = Slide {
            source: &source,
            ..slide
        };
        let name = format!("{stem}_{}-{index}", page.id);
        if svg {
            outputs.push(bytes_output(
                format!("{name}.svg"),
                slide.svg().into_bytes(),
            ));
        }
        if png {
            let bytes = slide.png(2.0).map_err(|e| render_failure(&e))?;
            outputs.push(bytes_output(format!("{name}.png"), bytes));
        }
    }
    Ok(outputs)
}

/// Company, period and state of a chart which leaves its page.
fn source_line(document: &Document, page: &Page) -> String {
    let [company, _, period] = &page.title;
    format!("{company} · {period} · {}", document.banner)
}

/// Every chart with its page and its number on the page, at slide size.
fn slides(document: &Document) -> impl Iterator<Item = (&Page, usize, Slide<'_>)> {
    document.pages.iter().flat_map(|page| {
        let charts = page
            .blocks
            .iter()
            .filter_map(move |block| match &block.content {
                Content::Chart(chart) => Some(Slide {
                    chart,
                    heading: block.heading.as_deref().unwrap_or(&page.title[1]),
                    source: "",
                    size: (640.0, 360.0),
                }),
                _ => None,
            });
        charts
            .enumerate()
            .map(move |(index, slide)| (page, index + 1, slide))
    })
}

/// A file whose bytes are made already.
pub fn bytes_output(name: String, bytes: Vec<u8>) -> Output<'static> {
    Output {
        name,
        write: Box::new(move |w| w.write_all(&bytes)),
    }
}

pub fn render_failure(error: &dyn std::fmt::Display) -> Failure {
    Failure::input(
        "render-failed",
        format!("The pack could not be drawn: {error}."),
        "Nothing was exported.",
    )
}
