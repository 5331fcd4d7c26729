//! Files which appear whole or not at all, several of them together.
//!
//! Every file is written beside its place under a temporary name, synced, and only then renamed. A set of
//! files is committed by a synced journal: once that stands, an interrupted export is completed by the
//! next one; before that, it is removed. Nothing existing is overwritten unless asked.

use crate::failure::{Failure, file_name};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const PREFIX: &str = ".holdfast-";
const JOURNAL: &str = ".holdfast-export.journal";

/// Writes the content of one file.
pub type WriteContent<'a> = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + 'a>;

/// A file to write: its name in the folder, and its bytes.
pub struct Output<'a> {
    /// File name without folders.
    pub name: String,
    /// Writes the content.
    pub write: WriteContent<'a>,
}

/// Writes all outputs into `folder` or none; existing files are kept unless `overwrite`.
pub fn write_all(
    folder: &Path,
    outputs: Vec<Output<'_>>,
    overwrite: bool,
) -> Result<Vec<PathBuf>, Failure> {
    fs::create_dir_all(folder).map_err(|e| write_failure(folder, &e))?;
    recover(folder).map_err(|e| write_failure(folder, &e))?;
    refuse_existing(folder, &outputs, overwrite)?;
    let names: Vec<String> = outputs.iter().map(|o| o.name.clone()).collect();
    let result = write_temporaries(folder, outputs).and_then(|()| commit(folder, &names));
    if let Err(error) = result {
        remove_temporaries(folder);
        return Err(write_failure(folder, &error));
    }
    Ok(names.into_iter().map(|name| folder.join(name)).collect())
}

/// Completes an export which was interrupted after its commit and removes the leftovers of one before it.
pub fn recover(folder: &Path) -> io::Result<()> {
    if let Ok(journal) = fs::read_to_string(folder.join(JOURNAL)) {
        let names: Vec<String> = journal.lines().map(str::to_owned).collect();
        rename_all(folder, &names)?;
    }
    remove_temporaries(folder);
    Ok(())
}

fn refuse_existing(folder: &Path, outputs: &[Output<'_>], overwrite: bool) -> Result<(), Failure> {
    let existing = outputs
        .iter()
        .map(|o| folder.join(&o.name))
        .find(|p| !overwrite && p.exists());
    match existing {
        None => Ok(()),
        Some(path) => Err(Failure::input(
            "file-exists",
            format!(
                "{} is already there and is not overwritten.",
                file_name(&path)
            ),
            "Choose another folder, or pass --overwrite to replace it.",
        )
        .about(&path)),
    }
}

fn temporary(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{PREFIX}{name}.tmp"))
}

fn write_temporaries(folder: &Path, outputs: Vec<Output<'_>>) -> io::Result<()> {
    for output in outputs {
        let mut file =
            io::BufWriter::with_capacity(1 << 20, File::create(temporary(folder, &output.name))?);
        (output.write)(&mut file)?;
        file.into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()?;
    }
    Ok(())
}

fn commit(folder: &Path, names: &[String]) -> io::Result<()> {
    let draft = folder.join(format!("{PREFIX}journal.tmp"));
    let mut file = File::create(&draft)?;
    file.write_all(names.join("\n").as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, folder.join(JOURNAL))?;
    sync_folder(folder)?;
    rename_all(folder, names)
}

fn rename_all(folder: &Path, names: &[String]) -> io::Result<()> {
    for name in names {
        let from = temporary(folder, name);
        if from.exists() {
            fs::rename(from, folder.join(name))?;
        }
    }
    sync_folder(folder)?;
    fs::remove_file(folder.join(JOURNAL))?;
    sync_folder(folder)
}

fn remove_temporaries(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(PREFIX) && name.ends_with(".tmp") {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Renames are durable only once the folder itself is synced. Windows has no handle on a folder to sync.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

fn write_failure(folder: &Path, error: &io::Error) -> Failure {
    let (code, why, hint) = match error.kind() {
        io::ErrorKind::StorageFull => (
            "disk-full",
            "the disk is full",
            "Free some space or choose another folder.",
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => (
            "not-writable",
            "writing there is not allowed, or the file is open elsewhere",
            "Close the file in Excel, or choose another folder.",
        ),
        _ => (
            "write-failed",
            "it could not be written",
            "Choose another folder and try again.",
        ),
    };
    Failure::input(
        code,
        format!("Nothing was exported: {why} ({error})."),
        hint,
    )
    .about(folder)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn output(name: &str, bytes: &'static [u8]) -> Output<'static> {
        Output {
            name: name.into(),
            write: Box::new(move |w| w.write_all(bytes)),
        }
    }

    fn failing(name: &str) -> Output<'static> {
        Output {
            name: name.into(),
            write: Box::new(|_| Err(io::Error::from(io::ErrorKind::StorageFull))),
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|e| file_name(&e.unwrap().path()))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn both_files_or_none() {
        let dir = tempfile::tempdir().unwrap();
        let failure = write_all(
            dir.path(),
            vec![output("a.pdf", b"1"), failing("a.xlsx")],
            false,
        )
        .unwrap_err();
        assert_eq!(failure.finding.code, "disk-full");
        assert_eq!(names(dir.path()), Vec::<String>::new());
        write_all(
            dir.path(),
            vec![output("a.pdf", b"1"), output("a.xlsx", b"2")],
            false,
        )
        .unwrap();
        assert_eq!(names(dir.path()), ["a.pdf", "a.xlsx"]);
    }

    #[test]
    fn nothing_is_overwritten_unless_asked() {
        let dir = tempfile::tempdir().unwrap();
        write_all(dir.path(), vec![output("a.pdf", b"old")], false).unwrap();
        let failure = write_all(dir.path(), vec![output("a.pdf", b"new")], false).unwrap_err();
        assert_eq!(failure.finding.code, "file-exists");
        assert_eq!(fs::read(dir.path().join("a.pdf")).unwrap(), b"old");
        write_all(dir.path(), vec![output("a.pdf", b"new")], true).unwrap();
        assert_eq!(fs::read(dir.path().join("a.pdf")).unwrap(), b"new");
    }

    #[test]
    fn an_export_interrupted_after_its_commit_is_completed() {
        let dir = tempfile::tempdir().unwrap();
        write_temporaries(
            dir.path(),
            vec![output("a.pdf", b"1"), output("a.xlsx", b"2")],
        )
        .unwrap();
        fs::write(dir.path().join(JOURNAL), "a.pdf\na.xlsx").unwrap();
        fs::rename(temporary(dir.path(), "a.pdf"), dir.path().join("a.pdf")).unwrap();
        recover(dir.path()).unwrap();
        assert_eq!(names(dir.path()), ["a.pdf", "a.xlsx"]);
    }

    #[test]
    fn an_export_interrupted_before_its_commit_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        write_temporaries(dir.path(), vec![output("a.pdf", b"1")]).unwrap();
        recover(dir.path()).unwrap();
        assert_eq!(names(dir.path()), Vec::<String>::new());
    }
}
