//! How each sheet is understood: detected, shown, editable, and remembered by its header signature.

pub mod fields;
mod parse;
mod print;

use crate::dates::DateStyle;
use crate::numbers::NumberStyle;
use chrono::NaiveDate;
pub(crate) use fields::factor;
pub use fields::{Confidence, Ends, Field, InMonth, Layout, Magnitude, Per, Role};
use holdfast_ledger::{FiscalYear, Status};
use std::collections::BTreeMap;

/// The mapping of all sheets; what `holdfast mapping` prints and `--mapping` takes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mapping {
    /// One a sheet, or a table on a sheet.
    pub sources: Vec<SourceMapping>,
}

/// How one table is understood. Row numbers are the spreadsheet's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceMapping {
    /// File it was detected in; not used to find it again.
    pub file: String,
    /// Sheet it was detected in; not used to find it again.
    pub sheet: String,
    /// Captions in a form which next quarter's export still has: months are left out.
    pub signature: String,
    /// Purpose.
    pub role: Role,
    /// Layout.
    pub layout: Layout,
    /// Name of the known export, where it is one.
    pub export: Option<String>,
    /// Row of the captions; 0 where there are none.
    pub header_row: u32,
    /// First row of data, where not the one after the captions.
    pub first_row: Option<u32>,
    /// Last row of data, where more follows which is not.
    pub last_row: Option<u32>,
    /// What amounts are for; `None` is unanswered.
    pub amounts: Option<Per>,
    /// In what they are written.
    pub scale: Magnitude,
    /// Currency where no column says; empty is unknown.
    pub currency: String,
    /// Date of a snapshot.
    pub close: Option<NaiveDate>,
    /// Whether end dates are covered.
    pub ends: Ends,
    /// Months of a line whose end isn't given; `None` is open-ended.
    pub term_months: Option<u32>,
    /// Whether all starts and ends have happened: the list holds no plans for later.
    pub facts: bool,
    /// Rows are the movements and balances of segments: there are no customers.
    pub aggregates: bool,
    /// By what a customer is parted from its project in one cell; empty is not at all.
    pub split: String,
    /// Style of the dates among the captions, where they take one.
    pub header_dates: Option<DateStyle>,
    /// Several dates in a month.
    pub in_month: InMonth,
    /// Start of the fiscal year, where labels depend on it.
    pub fiscal_year_start: Option<FiscalYear>,
    /// Values of the status column (L-10).
    pub status: BTreeMap<String, Status>,
    /// Labels of the movement column, with the class of M-1 they mean.
    pub movements: BTreeMap<String, String>,
    /// Whether its columns are as another project chose them for the same captions.
    pub remembered: bool,
    /// Columns, left to right.
    pub columns: Vec<ColumnMapping>,
}

/// How one column is understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ColumnMapping {
    /// Column, from 0.
    pub column: u16,
    /// Its caption as in the file.
    pub caption: String,
    /// What it holds.
    pub field: Field,
    /// What it holds in a negotiation log, whose columns are no fields of a ledger.
    pub request: Option<crate::log_words::Field>,
    /// How sure.
    pub confidence: Confidence,
    /// Close of a column of a wide sheet.
    pub close: Option<NaiveDate>,
    /// Number style, where the column holds texts of figures.
    pub numbers: Option<NumberStyle>,
    /// Date style, where dates depend on one.
    pub dates: Option<DateStyle>,
    /// Up to three values, for the eye.
    pub samples: Vec<String>,
}

impl ColumnMapping {
    /// The word of its field in mapping files.
    pub fn word(&self) -> String {
        self.request.map_or_else(
            || self.field.word().to_owned(),
            crate::log_words::Field::word,
        )
    }

    /// Says by its word which field this is: of a ledger and the like, or of a negotiation log.
    fn set(&mut self, word: &str, ledger: bool) {
        let log_field = || crate::log_words::Field::of_word(word);
        self.request = if ledger { None } else { log_field() };
        let field = Field::of_word(word).filter(|_| ledger);
        self.field = field.unwrap_or(Field::Ignore);
        self.confidence = Confidence::Sure;
    }
}

/// The fields of a negotiation log: the word of each in mapping files, and its caption in the template.
pub fn log_fields() -> Vec<(String, String)> {
    const REPEATED: u8 = 3;
    let all = crate::log_words::columns(REPEATED, REPEATED);
    all.into_iter().map(|f| (f.word(), f.caption())).collect()
}

impl SourceMapping {
    /// A mapping which says nothing yet.
    pub(crate) fn blank(file: &str, sheet: &str) -> SourceMapping {
        SourceMapping {
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            signature: String::new(),
            role: Role::Ignore,
            layout: Layout::Long,
            export: None,
            header_row: 0,
            first_row: None,
            last_row: None,
            amounts: None,
            scale: Magnitude::Units,
            currency: String::new(),
            close: None,
            ends: Ends::Inclusive,
            term_months: None,
            facts: false,
            header_dates: None,
            aggregates: false,
            split: String::new(),
            in_month: InMonth::Last,
            fiscal_year_start: None,
            status: BTreeMap::new(),
            movements: BTreeMap::new(),
            remembered: false,
            columns: Vec::new(),
        }
    }

    /// The first column of a field.
    pub fn column(&self, field: Field) -> Option<&ColumnMapping> {
        self.columns.iter().find(|c| c.field == field)
    }

    /// Every column of a field, left to right.
    pub fn columns_of(&self, field: Field) -> impl Iterator<Item = &ColumnMapping> {
        self.columns.iter().filter(move |c| c.field == field)
    }

    /// Whether a column of this field is there.
    pub fn has(&self, field: Field) -> bool {
        self.column(field).is_some()
    }

    /// Says by its word which field a column is; a field which only one column can be leaves the other.
    /// `false` where a table of this kind has no such field.
    pub fn assign(&mut self, column: u16, word: &str) -> bool {
        let (field, ledger) = (Field::of_word(word), self.role != Role::Requests);
        let log_field = crate::log_words::Field::of_word(word).is_some();
        if !(ledger && field.is_some() || !ledger && (log_field || field == Some(Field::Ignore))) {
            return false;
        }
        let shared = field.is_some_and(Field::is_shared);
        for c in &mut self.columns {
            if c.column == column {
                c.set(word, ledger);
            } else if !shared && c.word() == word {
                c.set(Field::Ignore.word(), ledger);
            }
        }
        true
    }

    /// Whether rows, or the captions over them, say whose the amounts are.
    pub fn has_customer(&self) -> bool {
        self.layout == Layout::Across
            || self.has(Field::CustomerId)
            || self.has(Field::CustomerName)
    }
}
