//! What can go wrong with the workspace file, as sentences with a stable code.

use crate::failure::Failure;
use rusqlite::{Error, ErrorCode};
use std::io;
use std::path::Path;

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => damaged(&error),
            Some(ErrorCode::DiskFull) => Failure::input(
                "disk-full",
                "Nothing was saved: the disk is full. What was saved before is whole.",
                "Free some space and do it again.",
            ),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                Failure::input(
                    "workspace-not-writable",
                    format!("The workspace can't be opened for writing ({error})."),
                    "Check the rights of the file and its folder, or save a copy elsewhere.",
                )
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Failure::input(
                "workspace-busy",
                "Another program is writing to the workspace.",
                "Close it there and try again.",
            ),
            _ => Failure::input(
                "workspace-failed",
                format!("The workspace could not be read or written ({error})."),
                "Nothing was changed; `holdfast workspace check FILE` says whether it is whole.",
            ),
        }
    }
}

/// What a workspace holds is not as it was written.
pub fn damaged(why: &dyn std::fmt::Display) -> Failure {
    Failure::input(
        "workspace-damaged",
        format!("The workspace is damaged: {why}."),
        "Restore it from a backup: `holdfast workspace restore FILE --out NEW`.",
    )
}

/// A file beside the workspace could not be written.
pub fn io_failure(path: &Path, error: &io::Error) -> Failure {
    let code = match error.kind() {
        io::ErrorKind::StorageFull => "disk-full",
        _ => "write-failed",
    };
    Failure::input(
        code,
        format!("The file could not be written: {error}."),
        "Choose another place; nothing was changed.",
    )
    .about(path)
}
