//! Names written from right to left: Arabic letters take their joined forms, and the line is put into
//! the order in which it is drawn, from left to right (Unicode Annex 9). Marks over and under letters
//! are placed by the font's widths alone.

use std::borrow::Cow;
use unicode_bidi::{BidiInfo, Level};

/// The text as it is drawn; borrowed where nothing in it runs from right to left.
pub fn visual(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_right_to_left) {
        return Cow::Borrowed(text);
    }
    let joined = joined(text);
    let info = BidiInfo::new(&joined, Some(Level::ltr()));
    let lines = info
        .paragraphs
        .iter()
        .map(|p| info.reorder_line(p, p.range.clone()));
    Cow::Owned(lines.collect())
}

/// Whether the letter is of a script which runs from right to left.
pub fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Letters whose forms stand one after the other from a code on: alone and at the end, and for those of
/// four also at the beginning and in the middle.
const FORMS: [(char, u32, u8); 42] = [
    ('ء', 0xFE80, 1),
    ('آ', 0xFE81, 2),
    ('أ', 0xFE83, 2),
    ('ؤ', 0xFE85, 2),
    ('إ', 0xFE87, 2),
    ('ئ', 0xFE89, 4),
    ('ا', 0xFE8D, 2),
    ('ب', 0xFE8F, 4),
    ('ة', 0xFE93, 2),
    ('ت', 0xFE95, 4),
    ('ث', 0xFE99, 4),
    ('ج', 0xFE9D, 4),
    ('ح', 0xFEA1, 4),
    ('خ', 0xFEA5, 4),
    ('د', 0xFEA9, 2),
    ('ذ', 0xFEAB, 2),
    ('ر', 0xFEAD, 2),
    ('ز', 0xFEAF, 2),
    ('س', 0xFEB1, 4),
    ('ش', 0xFEB5, 4),
    ('ص', 0xFEB9, 4),
    ('ض', 0xFEBD, 4),
    ('ط', 0xFEC1, 4),
    ('ظ', 0xFEC5, 4),
    ('ع', 0xFEC9, 4),
    ('غ', 0xFECD, 4),
    ('ف', 0xFED1, 4),
    ('ق', 0xFED5, 4),
    ('ك', 0xFED9, 4),
    ('ل', 0xFEDD, 4),
    ('م', 0xFEE1, 4),
    ('ن', 0xFEE5, 4),
    ('ه', 0xFEE9, 4),
    ('و', 0xFEED, 2),
    ('ى', 0xFEEF, 2),
    ('ي', 0xFEF1, 4),
    ('پ', 0xFB56, 4),
    ('چ', 0xFB7A, 4),
    ('ژ', 0xFB8A, 2),
    ('ک', 0xFB8E, 4),
    ('گ', 0xFB92, 4),
    ('ی', 0xFBFC, 4),
];
/// Lam with the alef after it is one letter: alone and at the end.
const LAM: char = 'ل';
const LAM_ALEF: [(char, u32); 4] = [('آ', 0xFEF5), ('أ', 0xFEF7), ('إ', 0xFEF9), ('ا', 0xFEFB)];
const TATWEEL: char = '\u{640}';

fn forms(c: char) -> Option<(u32, u8)> {
    let found = FORMS.iter().find(|(letter, ..)| *letter == c);
    found.map(|(_, first, count)| (*first, *count))
}

fn joins_before(c: char) -> bool {
    c == TATWEEL || forms(c).is_some_and(|(_, count)| count >= 2)
}

fn joins_after(c: char) -> bool {
    c == TATWEEL || forms(c).is_some_and(|(_, count)| count == 4)
}

/// Vowel marks, which letters join across.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{64B}'..='\u{65F}' | '\u{670}')
}

/// Arabic letters in the forms they take beside their neighbours, in the order in which they are read.
fn joined(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut before: Option<char> = None;
    let mut at = 0;
    while let Some(c) = chars.get(at).copied() {
        at += 1;
        let tied = before.is_some_and(joins_after) && joins_before(c);
        let after = chars
            .get(at..)
            .and_then(|rest| rest.iter().find(|c| !is_mark(**c)));
        let ligature = LAM_ALEF
            .iter()
            .find(|(alef, _)| c == LAM && chars.get(at) == Some(alef));
        let code = match (ligature, forms(c)) {
            (Some((_, alone)), _) => alone + u32::from(tied),
            (None, Some((first, count))) => {
                let on = count == 4 && after.is_some_and(|next| joins_before(*next));
                first + u32::from(tied) + if on { 2 } else { 0 }
            }
            (None, None) => u32::from(c),
        };
        out.extend(char::from_u32(code));
        if let Some((alef, _)) = ligature {
            at += 1;
            before = Some(*alef);
        } else if !is_mark(c) {
            before = Some(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_letters_join_and_run_to_the_left() {
        // "Company": sheen begins, reh ends the first word part, kaf begins, teh marbuta ends.
        assert_eq!(joined("شركة"), "\u{FEB7}\u{FEAE}\u{FEDB}\u{FE94}");
        assert_eq!(visual("شركة"), "\u{FE94}\u{FEDB}\u{FEAE}\u{FEB7}");
        // Lam and alef are one letter; after a joining letter in its final form.
        assert_eq!(joined("لا"), "\u{FEFB}");
        assert_eq!(joined("سلام"), "\u{FEB3}\u{FEFC}\u{FEE1}");
    }

    #[test]
    fn hebrew_is_turned_and_figures_in_it_are_not() {
        assert_eq!(visual("שלום"), "םולש");
        // The number follows the word, so it stands left of it.
        assert_eq!(visual("Alder שלום 12"), "Alder 12 םולש");
        assert!(matches!(visual("Alder"), Cow::Borrowed(_)));
    }
}
