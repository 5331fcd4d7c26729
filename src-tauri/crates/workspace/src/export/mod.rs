//! Exporting a pack: PDF and XLSX of one pack appear together or not at all.

mod files;
mod names;
mod watched;

pub use names::file_stem;

use crate::atomic::{self, Output};
use crate::failure::Failure;
use crate::project::Project;
use files::{bytes_output, outputs, own_failure, render_failure};
use holdfast_import::Watch;
use holdfast_ledger::Severity;
use holdfast_pack::PackOptions;
use holdfast_pack::display::things;
use holdfast_pack::model::Document;
use holdfast_pack::workbook::Grounds;
use names::free_stem;
use std::path::{Path, PathBuf};
use watched::{Wanted, watched};

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
        format!(
            "{} and {} block the pack.",
            things(errors, "finding"),
            things(failed, "failed check")
        ),
        "Settle them (listed above), or export a marked draft with --draft.",
    ))
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
