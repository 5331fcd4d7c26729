//! Draws the document model as PDF, SVG and PNG, and writes the workbook. The renderers draw what they
//! are given: they can't compute a figure, and every text arrives final.

mod charts;
pub mod fonts;
pub mod frame;
pub mod pdf;
mod prose;
mod recorder;
pub mod shapes;
mod spark;
mod svg;
mod table;
pub mod text;
pub mod theme;
mod tiles;
pub mod xlsx;

pub use pdf::pdf;

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
