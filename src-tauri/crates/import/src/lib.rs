//! From bytes to a checked ledger, in two steps which never meet.
//!
//! [`read`] turns a file into [`Table`]s. It runs the parsers in a killable worker process, because a
//! hostile file can abort a parser; the calling process never parses a spreadsheet. [`recognise`] turns
//! tables into a mapping, a ledger with its evidence, a negotiation log, plan figures. Every figure keeps
//! its place in the file.

mod bridge_parts;
mod bridge_words;
mod by_hand;
mod captions;
mod cells;
mod closes;
mod columns;
mod currency;
mod customers;
mod dates;
mod decisions;
mod detect;
mod detected;
mod edits;
mod elsewhere;
mod encodings;
mod findings;
mod header;
mod hidden;
mod labels;
mod log_words;
pub mod mapping;
mod measures;
mod names;
mod netting;
mod notes;
mod numbers;
mod own_bridge;
mod pending;
mod plan;
mod preview;
mod proof;
mod quotes;
mod rates;
mod read;
pub mod readers;
mod recognise;
mod rejected;
mod report;
pub mod requests;
mod reread;
mod review;
mod second;
mod shapes;
mod sink;
mod tables;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod text;
mod twins;
mod vocabulary;
mod wire;
mod worker;

pub use by_hand::{Example, example, mapping_at, mappings_of};
pub use dates::DateStyle;
pub use decisions::{DecisionEntry, Decisions};
pub use edits::cell_scope;
pub use labels::LabelDifference;
pub use mapping::Mapping;
pub use numbers::NumberStyle;
pub use own_bridge::OwnPeriod;
pub use preview::{Counts, Preview, preview};
pub use read::read;
#[cfg(any(test, feature = "in-process"))]
pub use read::read_in_process;
pub use recognise::recognise;
pub use rejected::rejected_csv;
pub use requests::{is_request_log, read_requests};
pub use sink::Rejected;
pub use tables::captions_row;
pub use worker::{WORKER_ARGUMENT, worker_main};

use chrono::NaiveDate;
use holdfast_ledger::{
    AmountKind, Evidence, Finding, Findings, FiscalYear, Ledger, PlanFigures, RequestLog, Scale,
    Table,
};
use std::path::PathBuf;
use std::time::Duration;

/// What a file may cost before it is refused, and who parses it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Largest file in bytes.
    pub file: u64,
    /// Largest unpacked size in bytes.
    pub unpacked: u64,
    /// Longest time a worker may take.
    pub time: Duration,
    /// Most memory a worker may take, in bytes.
    pub memory: u64,
    /// Most cells in a file.
    pub cells: u64,
    /// The executable which has a worker mode; `None` is the running one.
    pub worker: Option<PathBuf>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file: 100 << 20,
            unpacked: 512 << 20,
            time: Duration::from_secs(120),
            memory: 1500 << 20,
            cells: 10_000_000,
            worker: None,
        }
    }
}

/// Progress and cancel, seen from a long job.
pub trait Watch: Sync {
    /// Says how far the job is, in things ("rows", "sheets"); `total` where it is known.
    fn progress(&self, what: &str, done: u64, total: Option<u64>);
    /// Whether the user has asked to stop.
    fn cancelled(&self) -> bool;
    /// Asked when all is done and only to be kept: false where the user has asked to stop. From then on it is
    /// too late to stop.
    fn keeps(&self) -> bool {
        !self.cancelled()
    }
}

/// Nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn progress(&self, _: &str, _: u64, _: Option<u64>) {}
    fn cancelled(&self) -> bool {
        false
    }
}

/// Why a file could not be read: one finding with code, place, sentence and next step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal(pub Box<Finding>);

/// A file as read: its sheets and what is notable about them (macros not run, links, chart sheets).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Book {
    /// File name without folders.
    pub file: String,
    /// Visible and hidden sheets with cells.
    pub tables: Vec<Table>,
    /// Findings.
    pub findings: Findings,
}

/// How books are to be understood. Everything is optional: what can be told from the file is told.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ImportOptions {
    /// MRR or ARR, where the user said so.
    pub amounts: Option<AmountKind>,
    /// Scale, where the user said so.
    pub scale: Option<Scale>,
    /// Reporting currency, where the user said so.
    pub currency: Option<String>,
    /// Mapping given by the user or remembered; wins over what is detected, not over the fields above.
    pub mapping: Option<Mapping>,
    /// Answers to findings.
    pub decisions: Decisions,
    /// Captions of columns to segment by, whatever they hold.
    pub segment_by: Vec<String>,
    /// Start of the fiscal year, where the user said so: labels such as `FY25 Q2` need it.
    pub fiscal_year_start: Option<FiscalYear>,
    /// The day up to which contract lines and movement logs speak, and the date of an undated snapshot.
    pub as_of: Option<NaiveDate>,
}

/// What an import gives.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Imported {
    /// The ledger; `None` where the sources hold none (a negotiation log alone) or it is blocked.
    pub ledger: Option<Ledger>,
    /// The proof.
    pub evidence: Evidence,
    /// Negotiation log.
    pub requests: Option<RequestLog>,
    /// Plan.
    pub plan: Option<PlanFigures>,
    /// How each sheet was understood; editable, and given back in [`ImportOptions::mapping`].
    pub mapping: Mapping,
    /// Tables which were found and are not read, as they would be understood: to be mapped by hand.
    pub unread: Vec<mapping::SourceMapping>,
    /// Rows which were read and not used.
    pub rejected: Vec<Rejected>,
    /// Movements whose label in the log differs from the class which the rules give (L-7).
    pub label_differences: Vec<LabelDifference>,
    /// The company's own bridge by period, where that is all a file holds; checked, never computed with.
    pub own_bridge: Vec<OwnPeriod>,
}
