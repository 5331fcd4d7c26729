//! The faces which ship with the product, their metrics and the characters they can draw.

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::sync::OnceLock;

/// A face. Plex Sans has tabular figures in both weights, so totals align under regular rows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Face {
    /// IBM Plex Sans Regular.
    Regular,
    /// IBM Plex Sans `SemiBold`.
    SemiBold,
    /// IBM Plex Mono Regular: hashes.
    Mono,
    /// What Plex lacks in names: common Chinese, Japanese and Korean, Arabic, Hebrew (Noto Sans).
    Fallback,
}

// Statics: as constants they would be in the program once for each unit which uses them.
static REGULAR: &[u8] = include_bytes!("../../../../templates/fonts/IBMPlexSans-Regular.ttf");
static SEMI_BOLD: &[u8] = include_bytes!("../../../../templates/fonts/IBMPlexSans-SemiBold.ttf");
static MONO: &[u8] = include_bytes!("../../../../templates/fonts/IBMPlexMono-Regular.ttf");
static FALLBACK: &[u8] = include_bytes!("../../../../templates/fonts/NotoSansFallback-Regular.ttf");

impl Face {
    /// All faces.
    pub const ALL: [Self; 4] = [Self::Regular, Self::SemiBold, Self::Mono, Self::Fallback];

    /// The font file.
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Regular => REGULAR,
            Self::SemiBold => SEMI_BOLD,
            Self::Mono => MONO,
            Self::Fallback => FALLBACK,
        }
    }

    /// PostScript name.
    pub const fn postscript(self) -> &'static str {
        match self {
            Self::Regular => "IBMPlexSans-Regular",
            Self::SemiBold => "IBMPlexSans-SemiBold",
            Self::Mono => "IBMPlexMono-Regular",
            Self::Fallback => "NotoSansFallback-Regular",
        }
    }

    /// Family as CSS names it.
    pub const fn family(self) -> &'static str {
        match self {
            Self::Mono => "IBM Plex Mono",
            Self::Fallback => "Noto Sans Fallback",
            Self::Regular | Self::SemiBold => "IBM Plex Sans",
        }
    }

    /// Weight as CSS names it.
    pub const fn weight(self) -> u16 {
        match self {
            Self::SemiBold => 600,
            Self::Regular | Self::Mono | Self::Fallback => 400,
        }
    }

    /// The parsed face; the files are part of the program, so it is parsed once.
    pub fn metrics(self) -> &'static Metrics {
        static PARSED: [OnceLock<Metrics>; 4] = [const { OnceLock::new() }; 4];
        PARSED[self as usize].get_or_init(|| Metrics::of(self.bytes()))
    }

    /// Advance of a character in thousandths of the size; 0 where the face lacks it.
    pub fn advance(self, c: char) -> u16 {
        self.metrics().glyph(c).map_or(0, |g| g.advance)
    }

    /// Whether the face can draw the character.
    pub fn has(self, c: char) -> bool {
        self.metrics().glyph(c).is_some()
    }
}

/// A glyph: its id and its advance in thousandths of the size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Glyph {
    /// Index in the face; 0: missing.
    pub id: u16,
    /// Advance in thousandths of the size.
    pub advance: u16,
}

/// Characters below this have a slot of their own; no face here goes further.
const SLOTS: usize = 0x1_0000;

/// What layout needs to know of a face.
#[derive(Debug)]
pub struct Metrics {
    /// Glyph by character, 0 where missing.
    glyphs: Vec<Glyph>,
    /// Ascender in thousandths.
    pub ascent: i16,
    /// Descender in thousandths, negative.
    pub descent: i16,
}

impl Metrics {
    fn of(bytes: &[u8]) -> Self {
        let none = Glyph { id: 0, advance: 0 };
        let mut glyphs = vec![none; SLOTS];
        let Ok(font) = FontRef::new(bytes) else {
            return Self {
                glyphs,
                ascent: 1025,
                descent: -275,
            };
        };
        let size = Size::new(1000.0);
        let advances = font.glyph_metrics(size, LocationRef::default());
        for (code, id) in font.charmap().mappings() {
            let (Some(slot), Ok(glyph)) =
                (glyphs.get_mut(code as usize), u16::try_from(id.to_u32()))
            else {
                continue;
            };
            *slot = Glyph {
                id: glyph,
                advance: advances.advance_width(id).unwrap_or(0.0).round() as u16,
            };
        }
        let overall = font.metrics(size, LocationRef::default());
        Self {
            glyphs,
            ascent: overall.ascent.round() as i16,
            descent: overall.descent.round() as i16,
        }
    }

    /// Glyph of a character.
    pub fn glyph(&self, c: char) -> Option<Glyph> {
        self.glyphs
            .get(c as usize)
            .copied()
            .filter(|glyph| glyph.id != 0)
    }

    /// Every character of the face with its glyph.
    pub fn characters(&self) -> impl Iterator<Item = (u32, Glyph)> + '_ {
        (0u32..)
            .zip(&self.glyphs)
            .filter(|(_, glyph)| glyph.id != 0)
            .map(|(code, glyph)| (code, *glyph))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_signs_share_one_width_in_both_weights() {
        // pack.md 4: 600/1000 em for digits, minus and plus, so semibold totals align.
        for c in "0123456789+\u{2212}".chars() {
            assert_eq!(Face::Regular.advance(c), 600, "{c}");
            assert_eq!(Face::SemiBold.advance(c), 600, "{c}");
        }
    }

    #[test]
    fn knows_what_it_lacks() {
        assert!(Face::Regular.has('Ж') && Face::Regular.has('Ω') && Face::Regular.has('ł'));
        for c in ['▲', '●', '株', 'ش', '🙂'] {
            assert!(!Face::Regular.has(c), "{c}");
        }
    }
}
