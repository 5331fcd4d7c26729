//! The company's own look: an accent colour and a logo. Colours which carry a meaning never change with
//! them, and an accent which could not be read is refused (pack 4).

use serde::{Deserialize, Serialize};
use std::fmt;

/// Accent and logo; neither by default.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Brand {
    /// Colour of kickers and of the band at the top edge.
    pub accent: Option<Accent>,
    /// Picture at the top right of every page.
    pub logo: Option<Logo>,
}

/// Least contrast of text on white.
const TEXT_CONTRAST: f64 = 4.5;
/// Largest logo file in bytes.
const LARGEST_FILE: usize = 512 * 1024;
/// Sides of a logo in pixels.
const SIDES: std::ops::RangeInclusive<u32> = 16..=2000;

/// A colour which reads on white: red, green, blue. Saved as "#1A5C8B".
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Accent(pub u8, pub u8, pub u8);

impl Accent {
    /// Reads "#1A5C8B".
    ///
    /// # Errors
    /// What is not such a colour, or reads on white with less than 4.5:1.
    pub fn read(text: &str) -> Result<Accent, BrandError> {
        let digits = text.trim().trim_start_matches('#');
        let value = u32::from_str_radix(digits, 16).ok();
        let hex = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let value = value.filter(|_| hex);
        let [_, r, g, b] = value
            .ok_or_else(|| BrandError::NotAColour(text.to_owned()))?
            .to_be_bytes();
        let accent = Accent(r, g, b);
        let ratio = accent.contrast();
        if ratio < TEXT_CONTRAST {
            // Rounded down: 4.49 must not be said to be 4.5.
            let tenths = (ratio * 10.0).floor() / 10.0;
            return Err(BrandError::Pale(text.trim().to_owned(), tenths.to_string()));
        }
        Ok(accent)
    }

    /// Contrast against white by the formula of WCAG 2.
    pub fn contrast(self) -> f64 {
        let part = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.040_45 {
                v / 12.92
            } else {
                ((v + 0.055) / 1.055).powf(2.4)
            }
        };
        let luminance = 0.2126 * part(self.0) + 0.7152 * part(self.1) + 0.0722 * part(self.2);
        1.05 / (luminance + 0.05)
    }
}

impl fmt::Display for Accent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}

impl TryFrom<String> for Accent {
    type Error = BrandError;
    fn try_from(text: String) -> Result<Accent, BrandError> {
        Accent::read(&text)
    }
}

impl From<Accent> for String {
    fn from(accent: Accent) -> String {
        accent.to_string()
    }
}

/// A PNG of a known size.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    png: Vec<u8>,
    width: u32,
    height: u32,
}

impl Logo {
    /// Takes a PNG file: told by its first bytes, never by its name.
    ///
    /// # Errors
    /// What is not a PNG, or is too large or too small.
    pub fn read(png: Vec<u8>) -> Result<Logo, BrandError> {
        const MAGIC: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A];
        if !png.starts_with(&MAGIC) || png.get(12..16) != Some(b"IHDR") {
            return Err(BrandError::NotPng);
        }
        if png.len() > LARGEST_FILE {
            return Err(BrandError::LargeFile(png.len() / 1024));
        }
        let side = |at: usize| {
            let bytes = png.get(at..at + 4).and_then(|b| b.try_into().ok());
            bytes.map(u32::from_be_bytes).ok_or(BrandError::NotPng)
        };
        let (width, height) = (side(16)?, side(20)?);
        if !SIDES.contains(&width) || !SIDES.contains(&height) {
            return Err(BrandError::Size(width, height));
        }
        Ok(Logo { png, width, height })
    }

    /// The file.
    pub fn png(&self) -> &[u8] {
        &self.png
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }
}

impl fmt::Debug for Logo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Logo({} × {})", self.width, self.height)
    }
}

/// Why an accent or a logo is refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BrandError {
    /// What was given is no `#RRGGBB`.
    NotAColour(String),
    /// The colour and its contrast.
    Pale(String, String),
    /// The logo is no PNG.
    NotPng,
    /// Kilobytes.
    LargeFile(usize),
    /// Pixels.
    Size(u32, u32),
}

impl fmt::Display for BrandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAColour(text) => write!(f, "\"{text}\" is not a colour like #1A5C8B"),
            Self::Pale(text, ratio) => write!(
                f,
                "{text} on white has a contrast of {ratio}:1; text needs 4.5:1"
            ),
            Self::NotPng => write!(f, "the logo is not a PNG file"),
            Self::LargeFile(kb) => write!(f, "the logo has {kb} KB; at most 512 KB are taken"),
            Self::Size(w, h) => write!(
                f,
                "the logo has {w} × {h} pixels; each side may have 16 to 2,000"
            ),
        }
    }
}

impl std::error::Error for BrandError {}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_pale_accent_is_refused_with_its_ratio() {
        assert_eq!(Accent::read("#1A5C8B").unwrap(), Accent(0x1A, 0x5C, 0x8B));
        let accent = Accent::read("00588c").unwrap();
        assert_eq!(
            (accent, accent.to_string()),
            (Accent(0, 0x58, 0x8C), "#00588C".into())
        );
        let pale = Accent::read("#F2A65A").unwrap_err();
        assert_eq!(
            pale.to_string(),
            "#F2A65A on white has a contrast of 2:1; text needs 4.5:1"
        );
        for wrong in ["", "#12345", "#1234567", "red", "#12345g", "+12345"] {
            let error = Accent::read(wrong).unwrap_err();
            assert_eq!(error, BrandError::NotAColour(wrong.to_owned()), "{wrong}");
        }
    }

    #[test]
    fn a_logo_is_a_png_of_a_sane_size() {
        let png = |w: u32, h: u32| {
            let mut bytes = vec![0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13];
            bytes.extend(b"IHDR");
            bytes.extend(w.to_be_bytes());
            bytes.extend(h.to_be_bytes());
            bytes
        };
        assert_eq!(Logo::read(png(300, 80)).unwrap().size(), (300, 80));
        assert_eq!(Logo::read(png(5000, 80)), Err(BrandError::Size(5000, 80)));
        assert_eq!(
            Logo::read(b"<svg onload=..>".to_vec()),
            Err(BrandError::NotPng)
        );
        let mut large = png(300, 80);
        large.resize(600 * 1024, 0);
        assert_eq!(Logo::read(large), Err(BrandError::LargeFile(600)));
    }
}
