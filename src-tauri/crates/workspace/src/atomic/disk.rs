//! What the atomic writer asks of the file system, so that tests can fail each request once.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::path::Path;

/// A folder's file system.
pub(super) trait Disk: Sync {
    /// A new file, empty, with the rights of the one which it is to replace.
    fn create<'a>(
        &'a self,
        path: &Path,
        rights: Option<Permissions>,
    ) -> io::Result<Box<dyn Draft + 'a>>;
    /// Gives a file a second name, so that the first can be replaced and brought back.
    fn keep(&self, path: &Path, spare: &Path) -> io::Result<()>;
    /// Moves a file, replacing what is there.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes the names in a folder durable.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
}

/// A file being written.
pub(super) trait Draft: Write {
    /// Makes what was written durable.
    fn sync(&mut self) -> io::Result<()>;
}

/// The real one.
pub(super) struct System;

impl Disk for System {
    fn create<'a>(
        &'a self,
        path: &Path,
        rights: Option<Permissions>,
    ) -> io::Result<Box<dyn Draft + 'a>> {
        let file = File::create(path)?;
        if let Some(rights) = rights {
            // Where a file system knows no rights, there are none to keep.
            let _ = file.set_permissions(rights);
        }
        Ok(Box::new(file))
    }

    fn keep(&self, path: &Path, spare: &Path) -> io::Result<()> {
        // FAT and some network drives know no second names: there a copy is kept.
        fs::hard_link(path, spare).or_else(|_| fs::copy(path, spare).map(drop))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    /// Windows has no handle on a folder to sync.
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        if cfg!(unix) {
            File::open(folder)?.sync_all()
        } else {
            Ok(())
        }
    }
}

impl Draft for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}
