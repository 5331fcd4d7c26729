//! One writer at a time: a lock of the operating system on a side file, gone with the process which holds it.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// The side file of a workspace, hidden beside it. It stays: removing it could let two writers in.
pub fn side_file(path: &Path) -> PathBuf {
    let name = crate::failure::file_name(path);
    path.with_file_name(format!(".{name}.lock"))
}

/// The lock, where nobody holds it and the folder can be written.
pub fn take(path: &Path) -> Option<File> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(side_file(path))
        .ok()?;
    file.try_lock().ok()?;
    Some(file)
}
