//! Draws the document model as PDF, SVG and PNG, and writes the workbook. The renderers draw what they
//! are given: they can't compute a figure, and every text arrives final.

mod bidi;
mod charts;
pub mod fonts;
pub mod frame;
pub mod geometry;
pub mod glyphs;
pub mod grid;
mod logo;
mod missing;
pub mod pdf;
mod png;
mod prose;
mod recorder;
pub mod shapes;
mod slide;
mod spark;
mod stack;
mod svg;
mod table;
pub mod text;
pub mod theme;
mod tiles;
pub mod xlsx;

pub use missing::{MissingGlyph, missing_glyphs, note_missing};
pub use pdf::pdf;
pub use slide::Slide;

use geometry::Bounds;
use holdfast_pack::model::{Chart, Document};
use shapes::Sheet;

/// White space around a chart that stands on its own, in points.
pub(crate) const CHART_MARGIN: f64 = 12.0;

/// One page as SVG, for the live preview: the shapes of the PDF, text as text in "IBM Plex Sans".
/// Links carry the id of their page in `data-page`. Empty where the document has no such page.
pub fn page_svg(document: &Document, index: usize) -> String {
    let (Some(sheet), Some(page)) = (frame::lay_out(document, index), document.pages.get(index))
    else {
        return String::new();
    };
    svg::sheet(&sheet, &format!("{} {}", page.number, page.kicker))
}

/// A chart on its own as SVG, in points; its text alternative is the title.
pub fn chart_svg(chart: &Chart, width: f64, height: f64) -> String {
    svg::sheet(&chart_sheet(chart, width, height), &chart.alt)
}

/// A page as PNG; `scale` is pixels a point (2 for a sharp screen).
///
/// # Errors
/// Where there is no such page, or the picture is too large.
pub fn page_png(document: &Document, index: usize, scale: f64) -> Result<Vec<u8>, RenderError> {
    let sheet = frame::lay_out(document, index).ok_or(RenderError::Empty)?;
    png::sheet(&sheet, scale)
}

/// A chart on its own as PNG, in points, at `scale` pixels a point.
///
/// # Errors
/// Where the picture is empty or too large.
pub fn chart_png(
    chart: &Chart,
    width: f64,
    height: f64,
    scale: f64,
) -> Result<Vec<u8>, RenderError> {
    png::sheet(&chart_sheet(chart, width, height), scale)
}

fn chart_sheet(chart: &Chart, width: f64, height: f64) -> Sheet {
    let margin = CHART_MARGIN;
    let area = Bounds::new(0.0, 0.0, width, height).inset(margin, margin, margin, margin);
    Sheet {
        width,
        height,
        shapes: vec![charts::draw(chart, area)],
        logo: None,
    }
}

/// Whether a logo's picture can be read whole.
pub fn is_sound(logo: &holdfast_pack::brand::Logo) -> bool {
    logo::pixels(logo).is_some()
}

/// Why a document could not be rendered.
#[derive(Debug)]
pub enum RenderError {
    /// The document has no pages.
    Empty,
    /// The PDF could not be put together; holds what the writer said.
    Pdf(String),
    /// The workbook could not be written: what its writer said.
    Workbook(String),
    /// The picture could not be put together.
    Picture(String),
}

impl std::fmt::Display for RenderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => write!(f, "the pack has no pages"),
            Self::Pdf(what) => write!(f, "the PDF could not be written: {what}"),
            Self::Workbook(what) => write!(f, "the workbook could not be written: {what}"),
            Self::Picture(what) => write!(f, "the picture could not be written: {what}"),
        }
    }
}

impl std::error::Error for RenderError {}
