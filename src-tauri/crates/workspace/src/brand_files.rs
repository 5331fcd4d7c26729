//! Accent and logo as the user names them.

use crate::failure::Failure;
use crate::store::NamedLogo;
use holdfast_pack::brand::{Accent, Logo};
use std::io::Read;
use std::path::Path;

/// Reads an accent colour: "#1A5C8B".
///
/// # Errors
/// `accent-refused` with the contrast.
pub fn read_accent(text: &str) -> Result<Accent, Failure> {
    Accent::read(text).map_err(|error| {
        Failure::input(
            "accent-refused",
            format!("The accent colour can't be used: {error}."),
            "Choose a darker colour, written as #RRGGBB.",
        )
    })
}

/// A device may have no end; a file of this size is refused for it.
const LARGEST: u64 = 4 << 20;

/// Reads a logo file.
///
/// # Errors
/// `logo-unreadable`, `logo-refused` with what is wrong.
pub fn read_logo(path: &Path) -> Result<NamedLogo, Failure> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path);
    let read = file.and_then(|file| file.take(LARGEST).read_to_end(&mut bytes));
    read.map_err(|error| {
        Failure::input(
            "logo-unreadable",
            format!("The logo can't be read: {error}."),
            "Check its path.",
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
    if !holdfast_render::is_sound(&logo) {
        return Err(refused("the PNG file is damaged".to_owned()));
    }
    let name = path.file_name().unwrap_or_default();
    Ok(NamedLogo {
        name: name.to_string_lossy().into_owned(),
        logo,
    })
}
