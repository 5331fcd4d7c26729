//! A table as it was understood: what detection finds and reading uses.

use crate::columns::Profile;
use crate::header::Block;
use crate::mapping::SourceMapping;
use crate::notes::Notes;
use holdfast_ledger::Table;

/// What is known of a table before its rows are read.
#[derive(Clone, Debug)]
pub(crate) struct Detected {
    pub map: SourceMapping,
    pub block: Block,
    pub profiles: Vec<Profile>,
    /// What was asked and found; it counts only where the table is read.
    pub notes: Notes,
}

/// A table with how it was understood.
pub(crate) type Source<'a> = (&'a Table, &'a Detected);
