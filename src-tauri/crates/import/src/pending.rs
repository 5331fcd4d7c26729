//! What the shapes read and leave for later, when all sources are known.

use chrono::NaiveDate;
use holdfast_ledger::{Close, Decimal, EntryDraft, Status, Symbol};

/// What a row says beside its amounts.
#[derive(Clone, Debug)]
pub(crate) struct About {
    pub customer: Symbol,
    pub line: Symbol,
    pub plan: Symbol,
    pub reason: Symbol,
    pub currency: Symbol,
    pub status: Status,
    pub quantity: Option<Decimal>,
    pub renewal: Option<chrono::NaiveDate>,
    pub attributes: Vec<Symbol>,
}

/// A line in force from `first` to `last`, both days covered; no `last` is open-ended.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub about: About,
    pub first: NaiveDate,
    pub last: Option<NaiveDate>,
    /// Last day of a trial.
    pub trial: Option<NaiveDate>,
    pub arr: Decimal,
    pub sheet: u16,
    pub row: u32,
    pub column: u16,
}

/// A balance from one movement to the next; `until` is the last close it holds at, none is the newest.
#[derive(Clone, Debug)]
pub(crate) struct Balance {
    pub draft: EntryDraft,
    pub attributes: Vec<Symbol>,
    pub from: Close,
    pub until: Option<Close>,
}

/// A movement with the log's own label, to be compared with the class which the rules give.
#[derive(Clone, Debug)]
pub(crate) struct Labelled {
    pub customer: Symbol,
    pub close: Close,
    pub label: String,
    /// Class which the label means; none where it is not known, empty where it says nothing.
    pub class: Option<String>,
    pub sheet: u16,
    pub row: u32,
}
