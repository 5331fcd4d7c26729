//! What an export leaves in its folder.

use crate::app::App;
use std::fs;
use std::path::{Path, PathBuf};

/// Chooses a folder of this name below the home in the dialog and finds a PDF and a workbook in it.
pub fn arrive(app: &App, name: &str) -> [PathBuf; 2] {
    let folder = app.desktop.folder(name);
    app.desktop.choose_path("Export to which folder", &folder);
    app.page.sees("Open containing folder");
    both(&folder)
}

/// The PDF and the workbook of a folder which holds nothing else.
pub fn both(folder: &Path) -> [PathBuf; 2] {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let files: [PathBuf; 2] = paths.try_into().unwrap();
    for (path, (ending, magic)) in files
        .iter()
        .zip([("pdf", &b"%PDF-"[..]), ("xlsx", &b"PK"[..])])
    {
        assert_eq!(path.extension().unwrap(), ending);
        assert!(
            fs::read(path).unwrap().starts_with(magic),
            "{}",
            path.display()
        );
    }
    files
}
