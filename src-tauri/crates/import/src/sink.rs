//! Where rows go: drafts of the ledger, and an account of every row read (used, set aside, why).

use crate::ImportOptions;
use crate::decisions::DecisionEntry;
use crate::findings::{Code, Spot};
use crate::notes::Notes;
use crate::pending::Span;
use crate::quotes::Rates;
use holdfast_ledger::{
    Close, Decimal, Decision, EntryDraft, LedgerBuilder, SetAside, Status, Symbol, Table,
};
use std::collections::{BTreeMap, BTreeSet};

/// A row which was read and not used, for the export of rejected rows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rejected {
    /// Index into the evidence's sources.
    pub sheet: u16,
    /// Spreadsheet row.
    pub row: u32,
    /// Code of the finding, or why in words.
    pub reason: String,
}

/// The account of one source.
#[derive(Debug, Default)]
pub(crate) struct Account {
    pub read: u64,
    pub used: u64,
    aside: BTreeMap<String, SetAside>,
}

impl Account {
    pub fn set_aside(&self) -> Vec<SetAside> {
        self.aside.values().cloned().collect()
    }
}

/// A total which the file itself states.
#[derive(Clone, Debug)]
pub(crate) struct FileTotal {
    pub sheet: u16,
    pub row: u32,
    pub close: Close,
    /// ARR in the currency of its rows.
    pub amount: Decimal,
}

/// Row numbers listed for rows set aside.
const LISTED: usize = 100;

/// Collects what the shapes read.
pub(crate) struct Sink<'a> {
    pub options: &'a ImportOptions,
    pub notes: Notes,
    pub builder: LedgerBuilder,
    pub attributes: Vec<String>,
    pub accounts: Vec<Account>,
    pub rejected: Vec<Rejected>,
    pub totals: Vec<FileTotal>,
    pub rates: Rates,
    /// Contract lines, which become closes once the newest close is known.
    pub spans: Vec<Span>,
    /// Sources whose ends turned out not to be covered.
    pub ends: BTreeMap<u16, crate::mapping::Ends>,
    /// Balances of movement logs, which last until the newest close.
    pub balances: Vec<crate::pending::Balance>,
    /// Close of the last logged movement.
    pub last_move: Option<Close>,
    /// Months between the closes of the logs; none where there is no log.
    pub log_grain: Option<i32>,
    /// The close of the first movement: the log covers it, also where it left nothing (L-3, L-7).
    pub first_move: Option<Close>,
    /// Days of closes which are not month ends.
    pub odd_days: BTreeMap<Close, chrono::NaiveDate>,
    /// Customer-closes which have a negative line.
    pub negative: BTreeSet<(Symbol, Close)>,
    /// Values of status columns, with what they were taken to mean.
    pub statuses: BTreeMap<(u16, String), Status>,
    applied: BTreeMap<usize, (u64, Option<Decimal>)>,
    pub labels: Vec<crate::pending::Labelled>,
}

impl<'a> Sink<'a> {
    pub fn new(options: &'a ImportOptions, attributes: Vec<String>, notes: Notes) -> Sink<'a> {
        let applied = notes.applied.iter();
        let applied = applied.map(|(at, rows)| (*at, (*rows, None))).collect();
        Sink {
            options,
            notes,
            builder: LedgerBuilder::new("", &attributes),
            attributes,
            accounts: Vec::new(),
            rejected: Vec::new(),
            totals: Vec::new(),
            rates: Rates::default(),
            spans: Vec::new(),
            ends: BTreeMap::new(),
            balances: Vec::new(),
            last_move: None,
            log_grain: None,
            first_move: None,
            odd_days: BTreeMap::new(),
            negative: BTreeSet::new(),
            statuses: BTreeMap::new(),
            applied,
            labels: Vec::new(),
        }
    }

    /// The account of a source.
    pub fn account(&mut self, sheet: u16) -> &mut Account {
        let at = usize::from(sheet);
        if self.accounts.len() <= at {
            self.accounts.resize_with(at + 1, Account::default);
        }
        &mut self.accounts[at]
    }

    /// Counts a row which was read and not used.
    pub fn aside(&mut self, sheet: u16, row: u32, reason: &str, amount: Option<Decimal>) {
        self.rejected.push(Rejected {
            sheet,
            row,
            reason: reason.to_owned(),
        });
        let aside = self
            .account(sheet)
            .aside
            .entry(reason.to_owned())
            .or_insert_with(|| SetAside {
                reason: reason.to_owned(),
                rows: 0,
                row_numbers: Vec::new(),
                amount: None,
            });
        aside.rows += 1;
        if aside.row_numbers.len() < LISTED {
            aside.row_numbers.push(row);
        }
        if let Some(amount) = amount {
            aside.amount = Some(aside.amount.unwrap_or_default() + amount);
        }
    }

    /// Takes a row back which was counted as used.
    pub fn unuse(&mut self, sheet: u16, row: u32, reason: &str, amount: Option<Decimal>) {
        let account = self.account(sheet);
        account.used = account.used.saturating_sub(1);
        self.aside(sheet, row, reason, amount);
    }

    /// The user's decision on a code: the repair, counted as applied to so many rows.
    pub fn decide(
        &mut self,
        code: Code,
        scope: &str,
        rows: u64,
        amount: Option<Decimal>,
    ) -> Option<&'a DecisionEntry> {
        let options = self.options;
        let (at, found) = options.decisions.place(code.about().code, scope)?;
        let applied = self.applied.entry(at).or_default();
        applied.0 += rows;
        if let Some(amount) = amount {
            applied.1 = Some(applied.1.unwrap_or_default() + amount);
        }
        Some(found)
    }

    /// Says that the decision on a question was used, and settles its finding.
    pub fn settle(&mut self, code: Code, scope: &str) {
        self.notes.issues.settle(code, scope);
    }

    /// A row which can't be read: a finding, and the row set aside. A decision to exclude settles it.
    pub fn fault(
        &mut self,
        code: Code,
        table: &Table,
        place: (u16, u32, Option<u16>),
        amount: Option<Decimal>,
        example: impl FnOnce() -> String,
    ) {
        let (sheet, row, column) = place;
        let spot = Spot {
            table,
            row: Some(row),
            column,
        };
        self.notes.issues.row(code, "", spot, amount, example);
        let excluded = |d: &&DecisionEntry| matches!(d.repair.as_str(), "exclude" | "zero");
        let scope = crate::edits::row_scope(table, row);
        let decided = self.decide(code, &scope, 1, amount).filter(excluded);
        let reason = match decided {
            Some(d) => {
                self.notes.issues.settle_row(code, "");
                format!("excluded by decision: {}", d.code)
            }
            None => code.about().code.replace('-', " "),
        };
        self.aside(sheet, row, &reason, amount);
    }

    /// A cell which can't be read in a row whose other cells are used.
    pub fn cell_fault(
        &mut self,
        code: Code,
        table: &Table,
        place: (u16, u32, u16),
        example: impl FnOnce() -> String,
    ) {
        let (sheet, row, column) = place;
        self.notes
            .issues
            .row(code, "", Spot::cell(table, row, column), None, example);
        let scope = crate::edits::cell_scope(table, row, column);
        if self.decide(code, &scope, 1, None).is_some() {
            self.notes.issues.settle_row(code, "");
        }
        let reason = format!(
            "{} in column {}",
            code.about().code.replace('-', " "),
            crate::text::letters(column)
        );
        self.rejected.push(Rejected { sheet, row, reason });
    }

    /// Adds a draft, and notes where it is negative.
    pub fn push(&mut self, draft: EntryDraft, attributes: &[Symbol]) {
        if draft.amount.is_sign_negative() && !draft.amount.is_zero() {
            self.negative.insert((draft.customer, draft.close));
        }
        self.builder.push(draft, attributes);
    }

    /// The currencies of the drafts.
    pub fn currencies(&self) -> BTreeSet<String> {
        let used = self.builder.currencies();
        used.into_iter()
            .filter(|s| s.is_some())
            .map(|s| self.builder.name(s).to_owned())
            .collect()
    }

    /// Every decision taken, with what it did.
    pub fn decisions(&self) -> Vec<Decision> {
        let of = |(at, (rows, amount)): (&usize, &(u64, Option<Decimal>))| {
            let d = self.options.decisions.entries.get(*at)?;
            Some(Decision {
                code: d.code.clone(),
                repair: if d.value.is_empty() {
                    d.repair.clone()
                } else {
                    format!("{}: {}", d.repair, d.value)
                },
                scope: d.scope.clone(),
                reason: d.reason.clone(),
                rows: *rows,
                amount: *amount,
            })
        };
        self.applied.iter().filter_map(of).collect()
    }

    /// Records that the decision at this index settled a finding of so many rows.
    pub fn apply(&mut self, index: usize, rows: u64) {
        self.applied.entry(index).or_default().0 += rows;
    }

    /// Whether the decision at this index was applied to anything.
    pub fn was_applied(&self, index: usize) -> bool {
        self.applied.contains_key(&index)
    }
}
