//! What an export wrote.

use crate::view::export::{ExportView, FileView, IssuedView};
use holdfast_pack::display::{count, day};
use holdfast_workspace::Exported;
use holdfast_workspace::failure::file_name;
use holdfast_workspace::store::{IssuedPack, read_moment};
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

/// An issued pack as the list shows it.
pub fn issued(pack: &IssuedPack) -> IssuedView {
    let ending = |(name, _): &(String, String)| {
        Path::new(name)
            .extension()
            .map(|e| e.to_string_lossy().to_uppercase())
    };
    let files: Vec<String> = pack.files.iter().filter_map(ending).collect();
    IssuedView {
        id: i32::try_from(pack.id).unwrap_or_default(),
        title: pack.title.clone(),
        period: pack.period.clone(),
        as_of: pack.as_of.parse().map_or_else(|_| pack.as_of.clone(), day),
        at: read_moment(&pack.at)
            .map(|at| at.and_utc().timestamp().to_string())
            .unwrap_or_default(),
        pack_id: pack.pack_id.clone(),
        draft: pack.draft,
        files: files.join(", "),
        note: pack.note.clone(),
    }
}

/// "184 KB".
fn size(bytes: u64) -> String {
    format!(
        "{} KB",
        count(u32::try_from(bytes.div_ceil(1000)).unwrap_or(u32::MAX))
    )
}
