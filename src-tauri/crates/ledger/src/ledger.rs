//! The ledger itself: every customer's recurring amount at every close, as exact entries.

use crate::calendar::Close;
use crate::symbols::{Symbol, Symbols};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What a status column says of an entry (L-10, M-9).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Status {
    /// Pays.
    #[default]
    Active,
    /// Paused: not in force, whatever amount stands beside it.
    Paused,
    /// Late, but in force.
    PastDue,
    /// On trial: not in force.
    Trial,
    /// Free or fully discounted: not in force.
    Free,
    /// Cancelled: not in force.
    Cancelled,
}

impl Status {
    /// Whether the amount counts as recurring revenue.
    pub fn in_force(self) -> bool {
        matches!(self, Status::Active | Status::PastDue)
    }
}

/// A price decrease agreed in the original contract (M-5), known from the data, never guessed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Schedule {
    /// The whole fall at this close was scheduled.
    Flag,
    /// The scheduled cut, ARR in the entry's currency, positive.
    Cut(Decimal),
}

impl Schedule {
    /// What two rows of one customer and close schedule together.
    #[must_use]
    pub fn and(self, other: Schedule) -> Schedule {
        match (self, other) {
            (Schedule::Cut(a), Schedule::Cut(b)) => Schedule::Cut(a.saturating_add(b)),
            _ => Schedule::Flag,
        }
    }
}

/// One source row's amount at one close. Several entries of a customer, line and close add up (L-4).
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// Index into [`Ledger::customers`].
    pub customer: u32,
    /// Index into [`Ledger::closes`].
    pub close: u16,
    /// Index into [`Ledger::currencies`].
    pub currency: u8,
    /// Status.
    pub status: Status,
    /// Product, module or subscription; [`Symbol::NONE`] where lines are not told apart.
    pub line: Symbol,
    /// Plan or tier of the line.
    pub plan: Symbol,
    /// Reason given for a change at this close.
    pub reason: Symbol,
    /// ARR in the entry's own currency, units.
    pub amount: Decimal,
    /// Seats or units.
    pub quantity: Option<Decimal>,
    /// Renewal or end date in force at this close.
    pub renewal: Option<NaiveDate>,
    /// Index into the import's source sheets.
    pub sheet: u16,
    /// Spreadsheet row, from 1.
    pub row: u32,
    /// Spreadsheet column of the amount, from 0.
    pub column: u16,
}

/// A customer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Customer {
    /// Stable id: the id column, else the name.
    pub id: String,
    /// Name as shown.
    pub name: String,
}

/// A segmenting attribute with one value an entry.
#[derive(Clone, PartialEq, Debug)]
pub struct Attribute {
    /// Caption.
    pub name: String,
    /// Value per entry, parallel to [`Ledger::entries`]; [`Symbol::NONE`] is missing.
    pub values: Vec<Symbol>,
}

/// A valid ledger (L-1 to L-10): closes ascending, entries sorted by customer, close, line, source row,
/// every amount convertible to the reporting currency.
#[derive(Clone, PartialEq, Debug)]
pub struct Ledger {
    pub(crate) customers: Vec<Customer>,
    pub(crate) closes: Vec<Close>,
    pub(crate) partial: Option<NaiveDate>,
    pub(crate) currencies: Vec<String>,
    pub(crate) reporting: String,
    pub(crate) rates: Vec<Vec<Decimal>>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) customer_starts: Vec<u32>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) names: Symbols,
    pub(crate) schedules: BTreeMap<(u32, u16), Schedule>,
}

/// Why a ledger could not be built.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LedgerError {
    /// No entry at all.
    Empty,
    /// A currency without a rate at a close (L-9).
    MissingRate {
        /// The currency.
        currency: String,
        /// The close.
        close: Close,
    },
    /// More than 255 currencies or 65,535 closes or sheets: not an ARR ledger.
    TooMany(&'static str),
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LedgerError::Empty => write!(f, "no customer has an amount at any close"),
            LedgerError::MissingRate { currency, close } => {
                write!(f, "no exchange rate for {currency} at {}", close.date())
            }
            LedgerError::TooMany(what) => write!(f, "too many {what} for an ARR ledger"),
        }
    }
}

impl std::error::Error for LedgerError {}

impl Ledger {
    /// Customers, sorted by id.
    pub fn customers(&self) -> &[Customer] {
        &self.customers
    }
    /// The closes which the file covers, ascending; a month between two of them that is not here is
    /// *missing* (L-3).
    pub fn closes(&self) -> &[Close] {
        &self.closes
    }
    /// The index of a covered close.
    pub fn close_index(&self, close: Close) -> Option<u16> {
        self.closes.binary_search(&close).ok().map(|i| i as u16)
    }
    /// The day of the newest close where that is not a month end (L-3).
    pub fn partial(&self) -> Option<NaiveDate> {
        self.partial
    }
    /// Currencies of the entries.
    pub fn currencies(&self) -> &[String] {
        &self.currencies
    }
    /// The reporting currency; empty where the file names none.
    pub fn reporting(&self) -> &str {
        &self.reporting
    }
    /// All entries, sorted by customer, close, line, source row.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
    /// Where a customer's entries begin in [`Ledger::entries`], and the entries.
    pub fn entries_of(&self, customer: u32) -> (usize, &[Entry]) {
        let from = self.customer_starts[customer as usize] as usize;
        let to = self.customer_starts[customer as usize + 1] as usize;
        (from, &self.entries[from..to])
    }
    /// The entries of a customer at a close.
    pub fn entries_at(&self, customer: u32, close: u16) -> &[Entry] {
        let (_, all) = self.entries_of(customer);
        let from = all.partition_point(|e| e.close < close);
        let to = all.partition_point(|e| e.close <= close);
        &all[from..to]
    }
    /// Segmenting attributes.
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }
    /// The attribute of this caption, whatever its case.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|a| a.name.eq_ignore_ascii_case(name))
    }
    /// The name behind a symbol.
    pub fn name(&self, symbol: Symbol) -> &str {
        self.names.name(symbol)
    }
    /// All names.
    pub fn symbols(&self) -> &Symbols {
        &self.names
    }
    /// The scheduled step-down of a customer at a close (M-5).
    pub fn schedule(&self, customer: u32, close: u16) -> Option<Schedule> {
        self.schedules.get(&(customer, close)).copied()
    }
    /// Gives a reason to the entries of a customer at a close which have none, and says to how many.
    pub fn give_reason(&mut self, customer: u32, close: u16, reason: &str) -> usize {
        let (from, entries) = self.entries_of(customer);
        let first = from + entries.partition_point(|e| e.close < close);
        let last = from + entries.partition_point(|e| e.close <= close);
        let symbol = self.names.intern(reason);
        let without = self.entries[first..last]
            .iter_mut()
            .filter(|e| !e.reason.is_some());
        without.map(|e| e.reason = symbol).count()
    }
    /// Whether any step-down is scheduled.
    pub fn has_schedules(&self) -> bool {
        !self.schedules.is_empty()
    }
    /// Reporting currency units for one unit of `currency` at a close (L-9); 1 for the reporting currency.
    pub fn rate(&self, currency: u8, close: u16) -> Decimal {
        self.rates[currency as usize][close as usize]
    }
    /// The same ledger with these customers among its own, without rows where they are new to it: two
    /// ledgers with the same customers number them alike.
    #[must_use]
    pub fn with_customers(mut self, more: &[Customer]) -> Ledger {
        let own = self.customers.len();
        let known: BTreeSet<&str> = self.customers.iter().map(|c| c.id.as_str()).collect();
        let new: BTreeMap<&str, &Customer> = more
            .iter()
            .filter(|c| !known.contains(c.id.as_str()))
            .map(|c| (c.id.as_str(), c))
            .collect();
        let mut all: Vec<(Customer, Option<u32>)> = Vec::with_capacity(own + new.len());
        all.extend(new.into_values().map(|c| (c.clone(), None)));
        let numbered = std::mem::take(&mut self.customers).into_iter().zip(0_u32..);
        all.extend(numbered.map(|(c, i)| (c, Some(i))));
        all.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        let mut place = vec![0_u32; own];
        let mut starts = vec![0_u32];
        for (at, (customer, was)) in all.into_iter().enumerate() {
            let rows = was.map_or(0, |was| {
                place[was as usize] = at as u32;
                self.customer_starts[was as usize + 1] - self.customer_starts[was as usize]
            });
            starts.push(starts[at] + rows);
            self.customers.push(customer);
        }
        let moved = |customer: u32| place[customer as usize];
        for entry in &mut self.entries {
            entry.customer = moved(entry.customer);
        }
        let schedules = std::mem::take(&mut self.schedules).into_iter();
        self.schedules = schedules.map(|((c, k), s)| ((moved(c), k), s)).collect();
        self.customer_starts = starts;
        self
    }
    /// The customer of this id, or of this name where no id fits.
    pub fn find_customer(&self, id_or_name: &str) -> Option<u32> {
        let wanted = id_or_name.trim();
        self.customers
            .binary_search_by(|c| c.id.as_str().cmp(wanted))
            .ok()
            .or_else(|| self.customers.iter().position(|c| c.name == wanted))
            .map(|i| i as u32)
    }
}
