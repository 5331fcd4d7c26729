//! Which characters of a document no shipped face can draw. They print as a question mark; whoever
//! exports is told which they are and where they stand.

use crate::frame;
use crate::glyphs;
use crate::shapes::Shape;
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
    /// Printed numbers of all pages which hold it.
    pub pages: Vec<String>,
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

/// Says on every page which holds such characters what they print as, and returns them.
pub fn note_missing(document: &mut Document) -> Vec<MissingGlyph> {
    let missing = missing_glyphs(document);
    for page in &mut document.pages {
        let here: String = missing
            .iter()
            .filter(|m| m.pages.contains(&page.number))
            .map(|m| m.character)
            .collect();
        if !here.is_empty() {
            let many = here.chars().count();
            let noun = if many == 1 {
                "character prints"
            } else {
                "characters print"
            };
            page.notes.push(format!(
                "{many} {noun} as “?”: no font here has {}.",
                codes(&here)
            ));
        }
    }
    missing
}

/// "U+1F642, U+0E01": the characters themselves can't be printed.
fn codes(characters: &str) -> String {
    let codes: Vec<String> = characters
        .chars()
        .take(6)
        .map(|c| format!("U+{:04X}", u32::from(c)))
        .collect();
    codes.join(", ")
}

fn note(words: &str, page: &str, found: &mut BTreeMap<char, MissingGlyph>) {
    for character in words.chars().filter(|c| glyphs::is_missing(*c)) {
        let one = found.entry(character).or_insert_with(|| MissingGlyph {
            character,
            example: words.to_owned(),
            page: page.to_owned(),
            pages: Vec::new(),
            count: 0,
        });
        one.count += 1;
        if one.pages.last().is_none_or(|last| last != page) {
            one.pages.push(page.to_owned());
        }
    }
}
