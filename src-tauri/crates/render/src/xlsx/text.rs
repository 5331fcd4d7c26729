//! Hostile text made safe (reliability section 3): whole, visible, never a formula, valid XML.

use std::borrow::Cow;

/// Excel's limit for the text of a cell, in UTF-16 units.
const LONGEST: usize = 32_767;
/// Ends a text which Excel can't hold whole.
const CUT: &str = " … (cut: a cell holds 32,767 characters)";

/// The text as a cell can hold it: control characters become their visible pictures (U+2400…), the
/// marks which reverse the reading order of everything after them become U+FFFD.
pub fn printable(text: &str) -> Cow<'_, str> {
    let safe = if text.chars().any(|c| replacement(c).is_some()) {
        Cow::Owned(text.chars().map(|c| replacement(c).unwrap_or(c)).collect())
    } else {
        Cow::Borrowed(text)
    };
    if safe.len() <= LONGEST || safe.encode_utf16().count() <= LONGEST {
        return safe;
    }
    Cow::Owned(cut(&safe))
}

fn replacement(c: char) -> Option<char> {
    match c {
        '\t' | '\n' => None,
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{fffe}' | '\u{ffff}' => Some('\u{fffd}'),
        _ => None,
    }
}

fn cut(text: &str) -> String {
    let room = LONGEST - CUT.encode_utf16().count();
    let mut used = 0;
    let kept = text.chars().take_while(|c| {
        used += c.len_utf16();
        used <= room
    });
    let mut out: String = kept.collect();
    out.push_str(CUT);
    out
}

/// Whether a program could take the text for a formula when the cell is edited or saved as CSV.
pub(super) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\u{240d}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for name in [
            "Alder",
            "日本電気",
            "שלום",
            "Zoë 🚀",
            "line\nbreak",
            "_x0041_",
        ] {
            assert!(matches!(printable(name), Cow::Borrowed(n) if n == name));
        }
    }

    #[test]
    fn control_characters_and_overrides_become_visible() {
        assert_eq!(printable("a\u{0}b\u{1b}\r"), "a\u{2400}b\u{241b}\u{240d}");
        assert_eq!(printable("exe\u{202e}fdp"), "exe\u{fffd}fdp");
    }

    #[test]
    fn only_text_beyond_excels_limit_is_cut_and_says_so() {
        let whole = "x".repeat(LONGEST);
        assert_eq!(printable(&whole).len(), LONGEST);
        let emoji = "🚀".repeat(20_000);
        let safe = printable(&emoji);
        assert!(safe.ends_with(CUT) && safe.encode_utf16().count() <= LONGEST);
    }

    #[test]
    fn formula_starts_are_known() {
        for start in ["=1", "+1", "-1", "@SUM(A1)", "\tx"] {
            assert!(looks_like_formula(start));
        }
        assert!(looks_like_formula(&printable("\r=1")));
        assert!(!looks_like_formula("Alder"));
    }
}
