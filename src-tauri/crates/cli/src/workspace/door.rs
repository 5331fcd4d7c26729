//! What every command needs: the file, who changes it and when, and how the figures stand after it.

use crate::args::workspace::FileArgs;
use crate::interrupt::Terminal;
use crate::output;
use chrono::DateTime;
use holdfast_workspace::Failure;
use holdfast_workspace::store::{Door, Edit, Kind, Moment, Store};
use std::time::{SystemTime, UNIX_EPOCH};

impl FileArgs {
    /// Where backups go, and who is at the door.
    pub fn door(&self) -> Door {
        let usual = Door::usual();
        Door {
            backups: self.backups.clone().or(usual.backups),
            author: self.by.clone().unwrap_or(usual.author),
        }
    }

    /// Opened to be changed.
    pub fn open(&self) -> Result<Store, Failure> {
        Store::open(&self.file, &self.door())
    }

    /// Opened to be read.
    pub fn read(&self) -> Result<Store, Failure> {
        Store::open_read_only(&self.file, &self.door())
    }

    /// The time for the journal: the option, else the clock.
    pub fn now(&self) -> Moment {
        let clock = || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
            DateTime::from_timestamp(i64::try_from(since.as_secs()).ok()?, 0)
        };
        self.at
            .or_else(|| clock().map(|t| t.naive_utc()))
            .unwrap_or_default()
    }

    /// A change as it goes into the journal.
    pub fn edit(&self, kind: Kind, label: String, reason: &str) -> Edit {
        Edit::new(kind, label, self.now()).because(reason)
    }
}

/// Says how the figures stand after an edit.
pub fn computed(store: &Store) -> Result<u8, Failure> {
    let project = store.project(&Terminal::new())?;
    let mut out = format!("{}\n", store.head()?.label);
    if project.is_empty() {
        output::print(&out);
        return Ok(0);
    }
    output::findings(project.findings());
    out += &output::checks(&project);
    output::print(&out);
    Ok(output::exit_code(&project))
}
