//! What an export wrote.

use crate::view::export::{ExportView, FileView};
use holdfast_pack::display::count;
use holdfast_workspace::Exported;
use holdfast_workspace::failure::file_name;
use std::path::Path;

/// The files of an export.
pub fn of(folder: &Path, exported: &Exported) -> ExportView {
    let file = |path: &std::path::PathBuf| FileView {
        name: file_name(path),
        path: path.display().to_string(),
        size: std::fs::metadata(path)
            .map(|m| size(m.len()))
            .unwrap_or_default(),
    };
    ExportView {
        pack_id: exported.pack_id.clone(),
        files: exported.files.iter().map(file).collect(),
        folder: folder.display().to_string(),
    }
}

/// "184 KB".
fn size(bytes: u64) -> String {
    format!(
        "{} KB",
        count(u32::try_from(bytes.div_ceil(1000)).unwrap_or(u32::MAX))
    )
}
