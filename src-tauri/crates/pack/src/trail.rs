//! Who did what to the input, and when: from the journal of the company's file, never from a clock.

use crate::PackInputs;
use crate::display::day;
use chrono::NaiveDateTime;
use holdfast_ledger::{AppliedRename, Decision, SourceProof};

/// Who did it, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// When, UTC.
    pub at: NaiveDateTime,
    /// Who; empty where that wasn't known.
    pub by: String,
    /// Why, in the user's words; empty where none was given.
    pub reason: String,
}

impl Stamp {
    /// "14 Oct 2026 09:30 UTC, kim".
    pub fn text(&self) -> String {
        let at = format!("{} {} UTC", day(self.at.date()), self.at.format("%H:%M"));
        match self.by.as_str() {
            "" => at,
            by => format!("{at}, {by}"),
        }
    }
}

/// What the journal says of the input as it stands: the latest of each.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trail {
    /// Files read, by SHA-256.
    pub imports: Vec<(String, Stamp)>,
    /// Answers to findings, by code, repair and scope.
    pub decisions: Vec<([String; 3], Stamp)>,
    /// Renames and mergers made by hand, from and to.
    pub renames: Vec<([String; 2], Stamp)>,
}

fn of<'a, K: PartialEq>(all: &'a [(K, Stamp)], key: &K) -> Option<&'a Stamp> {
    let found = all.iter().rev().find(|(known, _)| known == key);
    found.map(|(_, stamp)| stamp)
}

impl PackInputs<'_> {
    /// When and by whom a source was read; `None` where no journal says so.
    pub(crate) fn imported(&self, source: &SourceProof) -> Option<&Stamp> {
        of(&self.trail?.imports, &source.sha256)
    }

    /// When and by whom a decision was taken.
    pub(crate) fn taken(&self, decision: &Decision) -> Option<&Stamp> {
        let key = [&decision.code, &decision.repair, &decision.scope].map(Clone::clone);
        of(&self.trail?.decisions, &key)
    }

    /// When and by whom a customer was renamed or merged by hand; a mapping sheet has the time of its file.
    pub(crate) fn renamed(&self, rename: &AppliedRename) -> Option<&Stamp> {
        let key = [&rename.from, &rename.to].map(Clone::clone);
        of(&self.trail?.renames, &key)
    }
}
