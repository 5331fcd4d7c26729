//! Accent and logo as the user names them.

use crate::failure::Failure;
use holdfast_pack::brand::{Accent, Brand, Logo};
use std::path::Path;

/// Reads an accent colour and a logo file.
///
/// # Errors
/// `accent-refused` with the contrast, `logo-unreadable`, `logo-refused` with what is wrong.
pub fn brand(accent: Option<&str>, logo: Option<&Path>) -> Result<Brand, Failure> {
    Ok(Brand {
        accent: accent.map(read_accent).transpose()?,
        logo: logo.map(read_logo).transpose()?,
    })
}

fn read_accent(text: &str) -> Result<Accent, Failure> {
    Accent::read(text).map_err(|error| {
        Failure::input(
            "accent-refused",
            format!("The accent colour can't be used: {error}."),
            "Choose a darker colour, written as #RRGGBB.",
        )
    })
}

fn read_logo(path: &Path) -> Result<Logo, Failure> {
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::input(
            "logo-unreadable",
            format!("The logo can't be read: {error}."),
            "Check the path given to --logo.",
        )
        .about(path)
    })?;
    let refused = |why: String| {
        Failure::input(
            "logo-refused",
            format!("The logo can't be used: {why}."),
            "Save it as a PNG of at most 2,000 pixels a side and 512 KB.",
        )
        .about(path)
    };
    let logo = Logo::read(bytes).map_err(|error| refused(error.to_string()))?;
    if holdfast_render::is_sound(&logo) {
        Ok(logo)
    } else {
        Err(refused("the PNG file is damaged".to_owned()))
    }
}
