//! Formats of a pack's files.

use clap::ValueEnum;
use holdfast_workspace::Format;

/// A format.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum FormatArg {
    /// The pages.
    Pdf,
    /// The workbook, with live formulas.
    Xlsx,
    /// Each page and each chart as a picture.
    Png,
    /// Each page and each chart as a drawing.
    Svg,
}

impl From<FormatArg> for Format {
    fn from(arg: FormatArg) -> Format {
        match arg {
            FormatArg::Pdf => Format::Pdf,
            FormatArg::Xlsx => Format::Xlsx,
            FormatArg::Png => Format::Png,
            FormatArg::Svg => Format::Svg,
        }
    }
}

/// The formats which were named.
pub fn formats(args: &[FormatArg]) -> Vec<Format> {
    args.iter().copied().map(Format::from).collect()
}
