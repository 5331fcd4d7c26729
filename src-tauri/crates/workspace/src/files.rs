//! Small text files which the user named.

use crate::failure::Failure;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Largest settings file; the mapping of a book of 500 sheets takes a tenth of it.
const SETTINGS: u64 = 16 << 20;

/// Reads a small text file which the user named.
pub fn read_text(path: &Path, code: &str) -> Result<String, Failure> {
    small_text(path).map_err(|error| {
        Failure::input(
            code,
            format!("The file can't be read: {error}."),
            "Check its path, and that it is a text file in UTF-8.",
        )
        .about(path)
    })
}

/// A text of at most [`SETTINGS`] bytes; a device may have no end.
fn small_text(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let read = File::open(path)?
        .take(SETTINGS + 1)
        .read_to_string(&mut text)?;
    if read as u64 > SETTINGS {
        return Err(std::io::Error::other("it is larger than 16 MB"));
    }
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}
