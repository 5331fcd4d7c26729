//! Which characters of a document no shipped face can draw. They print as a question mark; whoever
//! exports is told which they are and where they stand.

use crate::frame;
use crate::shapes::Shape;
use crate::text;
use holdfast_pack::model::Document;
use std::collections::BTreeMap;

/// A character which can't be drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MissingGlyph {
    /// Character.
    pub character: char,
    /// The first text that holds it.
    pub example: String,
    /// Printed number of the page on which that text stands.
    pub page: String,
    /// How often it occurs in the pack.
    pub count: usize,
}

/// The characters which can't be drawn, in code point order; empty for a clean pack.
pub fn missing_glyphs(document: &Document) -> Vec<MissingGlyph> {
    let mut found: BTreeMap<char, MissingGlyph> = BTreeMap::new();
    for (index, page) in document.pages.iter().enumerate() {
        let Some(sheet) = frame::lay_out(document, index) else {
            continue;
        };
        let mut see = |shape: &Shape| {
            if let Shape::Text(run) = shape {
                note(&run.text, &page.number, &mut found);
            }
        };
        sheet.shapes.iter().for_each(|s| s.walk(&mut see));
    }
    found.into_values().collect()
}

fn note(words: &str, page: &str, found: &mut BTreeMap<char, MissingGlyph>) {
    for character in words.chars().filter(|c| text::is_missing(*c)) {
        found
            .entry(character)
            .or_insert_with(|| MissingGlyph {
                character,
                example: words.to_owned(),
                page: page.to_owned(),
                count: 0,
            })
            .count += 1;
    }
}
