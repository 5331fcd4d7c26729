//! Which face draws a character, and how wide text is.

use crate::bidi::visual;
use crate::fonts::Face;

/// Stands for a character which no shipped face can draw; the export report names the characters.
pub const SUBSTITUTE: char = '?';

/// Width of text in points.
pub fn width(text: &str, face: Face, size: f64) -> f64 {
    if let Some(thousandths) = plain_width(text, face) {
        return f64::from(thousandths) * size / 1000.0;
    }
    let thousandths: u32 = drawable(&visual(text), face)
        .map(|(face, c)| u32::from(face.advance(c)))
        .sum();
    f64::from(thousandths) * size / 1000.0
}

/// The sum of the advances where the face has every character and nothing runs from right to left, which
/// is nearly always: layout measures much more than it draws.
fn plain_width(text: &str, face: Face) -> Option<u32> {
    let metrics = face.metrics();
    let advance = |c: char| {
        let plain = c < '\u{590}' || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2070}'..='\u{22FF}');
        let glyph = metrics.glyph(c).filter(|_| plain)?;
        Some(u32::from(glyph.advance))
    };
    text.chars().map(advance).sum()
}

/// The characters which are drawn, each with the face that has it: the one asked for, else the fallback,
/// else a substitute. Marks that have no width of their own (joiners, direction marks, variation
/// selectors) are left out.
pub(crate) fn drawable(text: &str, face: Face) -> impl Iterator<Item = (Face, char)> + '_ {
    text.chars().filter(|c| !is_invisible(*c)).map(move |c| {
        let had = [face, Face::Fallback].into_iter().find(|f| f.has(c));
        had.map_or_else(|| (face, substitute(c)), |face| (face, c))
    })
}

fn substitute(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' | '\u{2007}' | '\u{2008}' | '\u{2009}' | '\u{200A}' | '\u{202F}'
        | '\u{3000}' => ' ',
        '\u{2010}' | '\u{2011}' => '-',
        'ᴿ' => 'R',
        _ => SUBSTITUTE,
    }
}

/// Whether the character draws nothing by itself.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Whether the product can't draw the character.
pub fn is_missing(c: char) -> bool {
    let had = Face::Regular.has(c) || Face::Fallback.has(c);
    !is_invisible(c) && !had && substitute(c) == SUBSTITUTE
}
