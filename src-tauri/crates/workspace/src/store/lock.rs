//! One writer at a time: a lock of the operating system on a side file, gone with the process which holds it.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// The side file of a workspace, hidden beside it. It stays: removing it could let two writers in.
pub fn side_file(path: &Path) -> PathBuf {
    let name = crate::failure::file_name(path);
    path.with_file_name(format!(".{name}.lock"))
}

/// The lock, held until it is dropped.
#[derive(Debug)]
pub struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing is not enough: a process which is being started holds a copy of the handle for a moment.
        let _ = self.0.unlock();
    }
}

/// The lock, where nobody holds it and the folder can be written.
pub fn take(path: &Path) -> Option<Lock> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(side_file(path))
        .ok()?;
    file.try_lock().ok()?;
    Some(Lock(file))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_ends_with_its_holder_whoever_has_a_copy_of_the_handle() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Alder.holdfast");
        let lock = take(&path).unwrap();
        let _inherited = lock.0.try_clone().unwrap();
        assert!(take(&path).is_none());
        drop(lock);
        assert!(take(&path).is_some());
    }
}
