//! One export at a time in a folder: each removes what an interrupted one left, and must not take a running one's
//! files for that.

use crate::failure::Failure;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

/// How often and how long is waited: half a minute in all, as much as the largest pack takes.
const TRIES: u32 = 300;
const PAUSE: Duration = Duration::from_millis(100);

/// The folder's lock, gone with the handle. `None` where folders can't be locked (Windows, some network drives).
pub(super) fn take(folder: &Path) -> Result<Option<File>, Failure> {
    let Ok(handle) = File::open(folder) else {
        return Ok(None);
    };
    for _ in 0..TRIES {
        match handle.try_lock() {
            Ok(()) => return Ok(Some(handle)),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
    Err(Failure::input(
        "folder-busy",
        "Nothing was written: another export into this folder has not ended.",
        "Wait until it has, or choose another folder.",
    )
    .about(folder))
}
