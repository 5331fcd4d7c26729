//! Exporting a pack: PDF and XLSX of one pack appear together or not at all.

use crate::atomic::{self, Output, WriteContent};
use crate::failure::Failure;
use crate::project::Project;
use holdfast_import::Watch;
use holdfast_ledger::{Severity, Table};
use holdfast_pack::model::{Content, Document, Page};
use holdfast_pack::workbook::{Grounds, Workbook};
use holdfast_pack::{PackInputs, PackOptions};
use holdfast_render::Slide;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A file format of a pack.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Format {
    /// The pages.
    Pdf,
    /// The workbook.
    Xlsx,
    /// Every chart as a picture, 2×.
    Png,
    /// Every chart as vector picture.
    Svg,
}

/// What to export, and where.
#[derive(Clone, Debug)]
pub struct ExportOptions {
    /// Folder.
    pub folder: PathBuf,
    /// Formats.
    pub formats: Vec<Format>,
    /// Replace existing files.
    pub overwrite: bool,
    /// Where files of the name exist, take the next version's: `Acme_Retention_Q3-FY26_v2.pdf`.
    pub next_version: bool,
    /// Choices of the pack.
    pub pack: PackOptions,
}

/// The files written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Exported {
    /// Paths, in the order of the formats.
    pub files: Vec<PathBuf>,
    /// Short content hash by which the pack is cited.
    pub pack_id: String,
    /// Characters which no shipped face can draw: they print as "?", and the pages say so.
    pub missing: Vec<holdfast_render::MissingGlyph>,
}

/// Builds and writes a pack.
pub fn export(
    project: &Project,
    options: &ExportOptions,
    watch: &dyn Watch,
) -> Result<Exported, Failure> {
    laid_out(project, options, watch, |pack| {
        let stem = if options.next_version {
            free_stem(&options.folder, &pack.stem)
        } else {
            pack.stem
        };
        let outputs = (pack.outputs)(&stem, |w| w.keeps())?;
        let files = atomic::write_all(&options.folder, outputs, options.overwrite)?;
        Ok(Exported {
            files,
            pack_id: pack.pack_id,
            missing: pack.missing,
        })
    })
}

/// A pack as it would be written: its files as bytes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rendered {
    /// Name of its files without ending.
    pub stem: String,
    /// Short content hash by which the pack is cited.
    pub pack_id: String,
    /// Names and bytes, in the order of the formats.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Builds a pack without writing it: what issuing keeps.
pub fn render(
    project: &Project,
    options: &ExportOptions,
    watch: &dyn Watch,
) -> Result<Rendered, Failure> {
    laid_out(project, options, watch, |pack| {
        let mut files = Vec::new();
        for output in (pack.outputs)(&pack.stem, |w| !w.cancelled())? {
            let mut bytes = Vec::new();
            (output.write)(&mut bytes).map_err(|e| own_failure(&e))?;
            files.push((output.name, bytes));
        }
        Ok(Rendered {
            stem: pack.stem,
            pack_id: pack.pack_id,
            files,
        })
    })
}

type Outputs<'a> = Result<Vec<Output<'a>>, Failure>;
/// Whether what a watched job has done is still wanted.
type Wanted = fn(&dyn Watch) -> bool;

/// A pack laid out: its files are drawn as they are written.
struct LaidOut<'a> {
    stem: String,
    pack_id: String,
    missing: Vec<holdfast_render::MissingGlyph>,
    /// The files under a stem; the last one done asks whether they are wanted still.
    outputs: &'a dyn Fn(&str, Wanted) -> Outputs<'a>,
}

fn laid_out<R>(
    project: &Project,
    options: &ExportOptions,
    watch: &dyn Watch,
    then: impl FnOnce(LaidOut<'_>) -> Result<R, Failure>,
) -> Result<R, Failure> {
    refuse_blocked(project, options)?;
    let tables = project.source_tables();
    let pack = PackOptions {
        sample: project.is_sample(),
        ..options.pack.clone()
    };
    let inputs = project.pack_inputs(&tables, &pack)?;
    let wants = |format| options.formats.contains(&format);
    let closed = project.close_to_close()?.filter(|_| wants(Format::Xlsx));
    let rows = PackOptions {
        months_on_pages: closed.is_some(),
        ..pack.clone()
    };
    let rows = closed
        .as_ref()
        .map_or(inputs, |closed| closed.inputs(inputs, &rows));
    // The pages are laid out while the workbook's grounds are gathered.
    let (mut document, grounds) = std::thread::scope(|scope| {
        let grounds = || wants(Format::Xlsx).then(|| Grounds::new(&rows));
        let grounds = scope.spawn(grounds);
        (holdfast_pack::document(&inputs), grounds.join())
    });
    let grounds = grounds
        .map_err(|_| render_failure(&"the workbook could not be laid out"))?
        .transpose()
        .map_err(|e| render_failure(&e))?;
    let missing = holdfast_render::note_missing(&mut document);
    let cited = closed.is_some().then(|| Document {
        pack_id: document.pack_id.clone(),
        ..holdfast_pack::document(&rows)
    });
    let book = grounds.map(|g| g.workbook(&rows, cited.as_ref().unwrap_or(&document)));
    let outputs = |stem: &str, wanted: Wanted| {
        let files = outputs(&document, book.as_ref(), inputs.tables, stem, options)?;
        Ok(watched(files, watch, wanted))
    };
    then(LaidOut {
        stem: file_stem(&inputs),
        pack_id: document.pack_id.clone(),
        missing,
        outputs: &outputs,
    })
}

fn outputs<'a>(
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

fn refuse_blocked(project: &Project, options: &ExportOptions) -> Result<(), Failure> {
    if options.pack.draft || !project.blocked() {
        return Ok(());
    }
    let errors = project
        .findings()
        .0
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .count();
    let failed = project.checks().iter().filter(|c| !c.ok).count();
    Err(Failure::blocked(
        "pack-blocked",
        format!("{errors} findings and {failed} failed checks block the pack."),
        "Settle them (listed above), or export a marked draft with --draft.",
    ))
}

/// The same files, told of as each is done, and given up as soon as the user cancels.
fn watched<'a>(outputs: Vec<Output<'a>>, watch: &'a dyn Watch, wanted: Wanted) -> Vec<Output<'a>> {
    let total = outputs.len() as u64;
    let done = Arc::new(AtomicU64::new(0));
    let watched = |Output { name, write }| {
        let done = Arc::clone(&done);
        let write: WriteContent<'a> = Box::new(move |out: &mut dyn Write| {
            let mut out = Watched { out, watch };
            write(&mut out)?;
            // A file made while the user asked to stop is not kept either.
            out.go_on()?;
            let done = done.fetch_add(1, Relaxed) + 1;
            watch.progress("files", done, Some(total));
            match done < total || wanted(watch) {
                true => Ok(()),
                false => Err(io::Error::other(Failure::cancelled())),
            }
        });
        Output { name, write }
    };
    outputs.into_iter().map(watched).collect()
}

struct Watched<'a> {
    out: &'a mut dyn Write,
    watch: &'a dyn Watch,
}

impl Watched<'_> {
    fn go_on(&self) -> io::Result<()> {
        if self.watch.cancelled() {
            return Err(io::Error::other(Failure::cancelled()));
        }
        Ok(())
    }
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.go_on()?;
        self.out.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
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
fn own_failure(error: &io::Error) -> Failure {
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

fn bytes_output(name: String, bytes: Vec<u8>) -> Output<'static> {
    Output {
        name,
        write: Box::new(move |w| w.write_all(&bytes)),
    }
}

fn render_failure(error: &dyn std::fmt::Display) -> Failure {
    Failure::input(
        "render-failed",
        format!("The pack could not be drawn: {error}."),
        "Nothing was exported.",
    )
}

/// "Alder-Analytics_Retention_Q3-FY26", safe as a file name everywhere.
pub fn file_stem(inputs: &PackInputs<'_>) -> String {
    let company = sanitised(&inputs.report.basis.company);
    let period = inputs
        .report
        .newest()
        .map_or_else(|| inputs.report.as_of.to_string(), |p| p.display.clone());
    let period = sanitised(&period);
    match company.as_str() {
        "" => format!("Retention_{period}"),
        _ => format!("{company}_Retention_{period}"),
    }
}

/// Writes files which are already made, under the next free version of their name: all or none.
pub fn write_next(
    folder: &Path,
    stem: &str,
    files: Vec<(String, Vec<u8>)>,
) -> Result<Vec<PathBuf>, Failure> {
    let free = free_stem(folder, stem);
    let named = |name: String| match name.strip_prefix(stem) {
        Some(rest) => format!("{free}{rest}"),
        None => name,
    };
    let outputs = files
        .into_iter()
        .map(|(name, bytes)| bytes_output(named(name), bytes));
    atomic::write_all(folder, outputs.collect(), false)
}

/// The stem, or the next version of it: an export never overwrites an earlier one silently.
fn free_stem(folder: &Path, stem: &str) -> String {
    let taken = |stem: &str| {
        ["pdf", "xlsx"]
            .iter()
            .any(|end| folder.join(format!("{stem}.{end}")).exists())
    };
    let versions = (2_u32..).map(|n| format!("{stem}_v{n}"));
    std::iter::once(stem.to_owned())
        .chain(versions)
        .find(|s| !taken(s))
        .unwrap_or_else(|| stem.to_owned())
}

/// Letters, digits, dots and hyphens; nothing that a file system reserves.
fn sanitised(text: &str) -> String {
    let safe: String = text
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '.' {
                c
            } else {
                '-'
            }
        })
        .collect();
    let parts: Vec<&str> = safe
        .split('-')
        .map(|p| p.trim_matches('.'))
        .filter(|p| !p.is_empty())
        .collect();
    parts.join("-").chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_existing_export_gets_a_next_version() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(free_stem(folder.path(), "A_Q3"), "A_Q3");
        std::fs::write(folder.path().join("A_Q3.pdf"), "").unwrap();
        assert_eq!(free_stem(folder.path(), "A_Q3"), "A_Q3_v2");
        std::fs::write(folder.path().join("A_Q3_v2.xlsx"), "").unwrap();
        assert_eq!(free_stem(folder.path(), "A_Q3"), "A_Q3_v3");
    }

    #[test]
    fn file_names_are_safe() {
        assert_eq!(sanitised("../../etc/passwd"), "etc-passwd");
        assert_eq!(sanitised("Alder & Finch, Inc."), "Alder-Finch-Inc");
        assert_eq!(sanitised("Q3 FY26"), "Q3-FY26");
    }
}
