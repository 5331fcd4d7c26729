//! The exact ledger: amounts, closes, periods, customers, lines and findings.
//!
//! This crate knows nothing of files, clocks, floating point or how a figure is drawn. A [`Ledger`]
//! can only be built valid (by [`LedgerBuilder`]); everything to the right of it computes from it.
//! Rule ids such as L-3 refer to the methodology which ships in ARCHITECTURE.md and the pack's A1 page.

pub mod amount;
pub mod builder;
pub mod calendar;
pub mod evidence;
pub mod finding;
pub mod ledger;
pub mod plan;
pub mod requests;
mod schedules;
pub mod symbols;
pub mod table;

pub use amount::{
    AmountKind, Ratio, Scale, money_text, push_money_text, push_whole, ratio, ratio_text,
    round_half_away,
};
pub use builder::{EntryDraft, LedgerBuilder};
pub use calendar::{Close, FiscalYear, Grain, Period};
pub use evidence::{
    Answer, AppliedRename, ControlTotal, Decision, Evidence, SetAside, SourceProof,
};
pub use finding::{Finding, Findings, Place, Severity, column_letters};
pub use ledger::{Attribute, Customer, Entry, Ledger, LedgerError, Schedule, Status};
pub use plan::{PlanFigure, PlanFigures};
pub use requests::{Request, RequestLog};
pub use rust_decimal::Decimal;
pub use symbols::{Symbol, Symbols};
pub use table::{Cell, Hint, Table, TableBuilder};
