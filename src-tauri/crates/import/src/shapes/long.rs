//! Long ledgers and snapshots: a row per customer, close and maybe line.

use super::parts::Parts;
use super::rows::Rows;
use super::totals::{self, Sums, Verdict};
use super::wholes;
use crate::captions;
use crate::cells::{Amount, Dated, Dates, amount, figure, is_yes};
use crate::dates::When;
use crate::detected::Detected;
use crate::findings::{Code, Spot, shown};
use crate::mapping::{ColumnMapping, Field, InMonth};
use crate::pending::About;
use crate::sink::{FileTotal, Sink};
use chrono::{Datelike, NaiveDate};
use foldhash::fast::RandomState;
use holdfast_ledger::{Cell, Close, Decimal, FiscalYear, Schedule, Symbol, Table};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Reads a long ledger, or a snapshot whose date the mapping gives.
pub(super) fn read(sink: &mut Sink<'_>, table: &Table, detected: &Detected, sheet: u16) {
    let Some(amounts) = detected.map.column(Field::Amount) else {
        return;
    };
    let rows = Rows::new(sink, table, detected, sheet);
    let mut long = Long {
        dates: Dates::of_closes(&detected.map),
        fixed: detected.map.close,
        fiscal: detected
            .map
            .fiscal_year_start
            .unwrap_or(FiscalYear::CALENDAR),
        style: amounts.numbers.unwrap_or_default(),
        amount: amounts.column,
        step_down: detected
            .map
            .column(Field::StepDown)
            .map(|column| Scheduled::of(table, detected, column)),
        rate: detected.map.column(Field::Rate).cloned(),
        locked: detected.map.column(Field::LockedRate).cloned(),
        last_days: BTreeMap::new(),
        above: dates_fill_down(sink).then_some(Dated::Blank),
        parts: Parts::new(sink, &rows),
        rows,
    };
    if long.dates.is_none() && long.fixed.is_none() {
        leave_out(sink, &long, detected);
        return;
    }
    let columns: Vec<&ColumnMapping> = detected.map.columns_of(Field::Amount).collect();
    let date = detected.map.column(Field::Close).map(|c| c.column);
    long.rows.sums = wholes::sums(&long.rows, &detected.block, &columns, date);
    long.days_of_months(sink, detected);
    let mut sums = Sums::new(1);
    let mut totals = Vec::new();
    for row in detected.block.rows.clone() {
        sink.account(sheet).read += 1;
        // A snapshot's customer without an amount stands alone too.
        let remark = long.dates.is_some() && long.rows.remark(sink, row);
        if remark || long.rows.is_excluded(sink, row) {
            continue;
        }
        long.row(sink, row, &mut sums, &mut totals);
    }
    file_totals(sink, &long, totals);
    std::mem::take(&mut long.rows.sections).propose(sink, table);
}

/// A snapshot without a date is no part of a ledger.
fn leave_out(sink: &mut Sink<'_>, long: &Long<'_>, detected: &Detected) {
    for row in detected.block.rows.clone() {
        sink.account(long.rows.sheet).read += 1;
        sink.aside(
            long.rows.sheet,
            long.rows.number(row),
            "of an unknown date",
            None,
        );
    }
}

struct Long<'a> {
    rows: Rows<'a>,
    dates: Option<Dates>,
    fixed: Option<NaiveDate>,
    fiscal: FiscalYear,
    style: crate::numbers::NumberStyle,
    amount: u16,
    /// Further amount columns, each a line.
    parts: Parts,
    step_down: Option<Scheduled>,
    rate: Option<ColumnMapping>,
    locked: Option<ColumnMapping>,
    /// The last day of each month which has several, where balances are read.
    last_days: BTreeMap<Close, NaiveDate>,
    /// The date above, which stands for a blank one by decision.
    above: Option<Dated>,
}

impl<'a> Long<'a> {
    fn when(&mut self, row: usize) -> Dated {
        match (&mut self.dates, self.fixed) {
            (Some(dates), _) => match (dates.read(self.rows.table, row), self.above) {
                (Dated::Blank, Some(above)) => above,
                (own, above) => {
                    self.above = above.map(|_| own);
                    own
                }
            },
            (None, Some(day)) => Dated::At(When::Day(day)),
            (None, None) => Dated::Blank,
        }
    }

    /// How many rows each day has, by close.
    fn days(&mut self, detected: &Detected) -> BTreeMap<Close, BTreeMap<NaiveDate, u32>> {
        let mut rows: HashMap<NaiveDate, u32, RandomState> = HashMap::default();
        for row in detected.block.rows.clone() {
            if let Dated::At(When::Day(day)) = self.when(row) {
                *rows.entry(day).or_default() += 1;
            }
        }
        let mut days: BTreeMap<Close, BTreeMap<NaiveDate, u32>> = BTreeMap::new();
        for (day, rows) in rows {
            if let Some(close) = Close::of(day) {
                days.entry(close).or_default().insert(day, rows);
            }
        }
        days
    }

    /// Looks at all dates first: several in a month are balances of several days, of which the last is the
    /// close; or transactions, which add up; days that are not month ends make a partial close (L-3).
    fn days_of_months(&mut self, sink: &mut Sink<'_>, detected: &Detected) {
        let days = self.days(detected);
        let several = days.values().any(|d| d.len() > 1);
        let first_days =
            !days.is_empty() && days.values().all(|d| d.keys().all(|day| day.day() == 1));
        if first_days && self.dates.is_some() {
            sink.notes.issues.rows(
                Code::FirstOfMonth,
                &crate::findings::sheet_name(self.rows.table),
                Spot::sheet(self.rows.table),
                0,
                None,
                String::new,
            );
            return;
        }
        let close = self.rows.map.column(Field::Close);
        let balances = close.is_some_and(|c| captions::says_balance(&c.caption));
        let flows =
            self.rows.map.in_month == InMonth::Sum || several && !balances && !is_balances(&days);
        if flows {
            sink.notes.issues.rows(
                Code::FlowsAdded,
                &crate::findings::sheet_name(self.rows.table),
                Spot::sheet(self.rows.table),
                0,
                None,
                String::new,
            );
            return;
        }
        for (close, of_month) in days {
            let Some((&last, _)) = of_month.iter().next_back() else {
                continue;
            };
            if of_month.len() > 1 {
                self.last_days.insert(close, last);
            }
            if last != close.date() {
                sink.odd_days.insert(close, last);
            }
        }
    }

    /// Reads a row: a total or heading, which is set aside, or a customer's amount.
    fn row(
        &mut self,
        sink: &mut Sink<'_>,
        row: usize,
        sums: &mut Sums,
        totals: &mut Vec<(usize, Verdict, Decimal)>,
    ) {
        let read = amount(self.rows.table.cell(row, self.amount), self.style);
        let value = match read {
            Amount::Value(v) | Amount::Of(v, _) => Some(v),
            _ => None,
        };
        let whole = self.parts.whole(value, self.rows.table, row);
        let customer = self.rows.customer(sink, row);
        if let Some(verdict) = self.verdict(sink, row, sums, customer, (whole, read)) {
            self.left_out(sink, row, verdict, whole, totals);
            sums.close_section();
            return;
        }
        sums.add(&[whole]);
        let times = self.rows.factor * self.rows.times(row);
        let arr = value.and_then(|v| v.checked_mul(times));
        self.line(sink, row, customer, read, arr);
    }

    /// What a row is which is no customer's amount.
    fn verdict(
        &mut self,
        sink: &mut Sink<'_>,
        row: usize,
        sums: &Sums,
        customer: Symbol,
        (whole, read): (Option<Decimal>, Amount<'_>),
    ) -> Option<Verdict> {
        let label = self.label(row);
        if label.is_empty() && customer.is_some() {
            return None;
        }
        let summed = self.rows.sums.get(&row).copied();
        let verdict = summed.unwrap_or_else(|| self.judge(sums, label, customer, row, whole, read));
        if verdict == Verdict::Possible {
            let amount = whole.map(|v| v * self.rows.factor);
            return totals::asked(sink, &self.rows, row, amount).then_some(verdict);
        }
        (verdict != Verdict::Data && !kept(sink, label)).then_some(verdict)
    }

    /// The label by which a row is told to be a total.
    fn label(&self, row: usize) -> &'a str {
        match self.rows.total_label(row) {
            "" if self.rows.sums.contains_key(&row) => self.rows.label(row),
            label => label,
        }
    }

    /// Sets a row aside which is none of data; a total of the file is kept for the proof.
    fn left_out(
        &self,
        sink: &mut Sink<'_>,
        row: usize,
        verdict: Verdict,
        whole: Option<Decimal>,
        totals: &mut Vec<(usize, Verdict, Decimal)>,
    ) {
        if verdict == Verdict::Possible {
            // By decision, and set aside with it.
            return;
        }
        self.not_data(sink, row, verdict, whole, self.label(row));
        // The whole of one customer is none of the file.
        let of_file = verdict != Verdict::Heading && !self.rows.sums.contains_key(&row);
        if let Some(value) = whole.filter(|_| of_file) {
            totals.push((row, verdict, value));
        }
    }

    /// A customer's amount at a close, or what is wrong with it.
    fn line(
        &mut self,
        sink: &mut Sink<'_>,
        row: usize,
        customer: Symbol,
        read: Amount<'_>,
        arr: Option<Decimal>,
    ) {
        if !customer.is_some() {
            let said = || arr.map(shown).unwrap_or_default();
            return self.fault(sink, Code::BlankId, (row, None), arr, said);
        }
        let Some((close, day)) = self.dated(sink, row, arr) else {
            return;
        };
        let Some(arr) = self.balance(sink, row, close, read, arr) else {
            return;
        };
        if self.is_outdated(close, day) {
            self.issue(sink, Code::EarlierDate, (row, None), String::new);
            let number = self.rows.number(row);
            return sink.aside(
                self.rows.sheet,
                number,
                "earlier date in the month",
                Some(arr),
            );
        }
        match self.rows.about(sink, row, customer) {
            Ok(mut about) => {
                if let (Amount::Of(_, code), false) = (read, self.rows.map.has(Field::Currency)) {
                    about.currency = sink.builder.symbol(code);
                }
                self.data(sink, row, &about, close, arr);
            }
            Err(code) => self.fault(sink, code, (row, None), Some(arr), String::new),
        }
    }

    /// The close of a row, and its day; a row without one is a fault.
    fn dated(
        &mut self,
        sink: &mut Sink<'_>,
        row: usize,
        arr: Option<Decimal>,
    ) -> Option<(Close, Option<NaiveDate>)> {
        if self.above.is_some() && self.is_blank_date(row) {
            sink.decide(Code::BadDate, "", 1, None);
        }
        let close = self.close(row);
        if close.is_none() {
            let at = self.dates.as_ref().map(|d| d.column);
            let text = at.map(|c| self.rows.table.cell(row, c).text());
            let said = || text.unwrap_or_default();
            self.fault(sink, Code::BadDate, (row, at), arr, said);
        }
        close
    }

    /// The balance which a row's amount stands for; a fault where it is none, unless it counts as nothing.
    fn balance(
        &self,
        sink: &mut Sink<'_>,
        row: usize,
        close: Close,
        read: Amount<'_>,
        arr: Option<Decimal>,
    ) -> Option<Decimal> {
        let said = || self.rows.table.cell(row, self.amount).text();
        let at = Some(self.amount);
        match read {
            Amount::Fault(code) => {
                let decided = sink.options.decisions.find(code.about().code, "");
                if decided.is_none_or(|d| d.repair != "zero") {
                    self.fault(sink, code, (row, at), None, said);
                    sink.builder.cover(close);
                    return None;
                }
                self.issue(sink, code, (row, at), said);
                sink.decide(code, "", 1, None);
                sink.settle(code, "");
                Some(Decimal::ZERO)
            }
            _ if arr.is_some_and(|a| crate::numbers::within(a).is_none()) => {
                self.fault(sink, Code::NotANumber, (row, at), None, said);
                None
            }
            Amount::Blank if self.parts.is_empty() => {
                self.issue(sink, Code::BlankAmount, (row, at), String::new);
                Some(Decimal::ZERO)
            }
            _ => Some(arr.unwrap_or_default()),
        }
    }

    /// Whether a later day of the month stands for it.
    fn is_outdated(&self, close: Close, day: Option<NaiveDate>) -> bool {
        let last = self.last_days.get(&close);
        last.is_some_and(|last| day.is_some_and(|d| d < *last))
    }

    /// A row which can't be counted, with its column where one is to blame.
    fn fault(
        &self,
        sink: &mut Sink<'_>,
        code: Code,
        (row, column): (usize, Option<u16>),
        arr: Option<Decimal>,
        said: impl FnOnce() -> String,
    ) {
        let at = (self.rows.sheet, self.rows.number(row), column);
        sink.fault(code, self.rows.table, at, arr, said);
    }

    /// A row which counts although something about it is odd.
    fn issue(
        &self,
        sink: &mut Sink<'_>,
        code: Code,
        (row, column): (usize, Option<u16>),
        said: impl FnOnce() -> String,
    ) {
        let (table, number) = (self.rows.table, self.rows.number(row));
        let spot = match column {
            Some(column) => Spot::cell(table, number, column),
            None => Spot::row(table, number),
        };
        sink.notes.issues.row(code, "", spot, None, said);
    }

    /// In a long ledger a label "Total" tells; "Total …" tells where it equals the sum or has no customer.
    fn judge(
        &mut self,
        sums: &Sums,
        label: &str,
        customer: Symbol,
        row: usize,
        value: Option<Decimal>,
        read: Amount<'_>,
    ) -> Verdict {
        let dated = matches!(self.when(row), Dated::At(_)) && self.dates.is_some();
        if value.is_none() && matches!(read, Amount::Fault(_)) && customer.is_some() {
            return Verdict::Data;
        }
        if label.is_empty() && dated && value.is_some() {
            return Verdict::Data;
        }
        sums.judge(label, customer.is_some(), &[value])
    }

    fn not_data(
        &self,
        sink: &mut Sink<'_>,
        row: usize,
        verdict: Verdict,
        value: Option<Decimal>,
        label: &str,
    ) {
        if verdict == Verdict::Heading {
            let number = self.rows.number(row);
            return sink.aside(self.rows.sheet, number, "heading or remark", None);
        }
        let arr = value.map(|v| v * self.rows.factor);
        totals::set_aside(sink, &self.rows, row, label, arr);
    }

    fn is_blank_date(&self, row: usize) -> bool {
        let date = self
            .dates
            .as_ref()
            .map(|d| self.rows.table.cell(row, d.column));
        date.is_some_and(|c| c.is_empty())
    }

    fn close(&mut self, row: usize) -> Option<(Close, Option<NaiveDate>)> {
        let Dated::At(when) = self.when(row) else {
            return None;
        };
        let day = match when {
            When::Day(d) => Some(d),
            _ => None,
        };
        Some((when.close(self.fiscal)?, day))
    }

    fn data(&mut self, sink: &mut Sink<'_>, row: usize, about: &About, close: Close, arr: Decimal) {
        sink.account(self.rows.sheet).used += 1;
        let first = self.parts.first(sink, about);
        let mut draft = self.rows.draft(&first, row, self.amount, close, arr);
        if let Some(scheduled) = &self.step_down {
            scheduled.note(sink, &self.rows, row);
        }
        if let Some(column) = &self.rate
            && let Some(rate) = figure(self.rows.table.cell(row, column.column), column.numbers)
        {
            sink.rates
                .see_row(&column.caption, about.currency, close, rate);
        }
        if let Some(column) = &self.locked
            && let Some(rate) = figure(self.rows.table.cell(row, column.column), column.numbers)
                .filter(|r| !r.is_zero())
        {
            let caption = self
                .rate
                .as_ref()
                .map_or(column.caption.as_str(), |r| r.caption.as_str());
            sink.rates
                .lock(caption, sink.builder.len(), about.currency, rate);
        }
        draft.status = about.status;
        sink.push(draft, &about.attributes);
        let times = self.rows.factor * self.rows.times(row);
        for (column, about, arr) in self.parts.others(sink, &self.rows, row, about, times) {
            let draft = self.rows.draft(&about, row, column, close, arr);
            sink.push(draft, &about.attributes);
        }
    }
}

/// The column of scheduled price decreases: flags or amounts (M-5).
struct Scheduled {
    column: ColumnMapping,
    /// Whether a 1 says yes: no other number stands in the column.
    flags: bool,
}

impl Scheduled {
    fn of(table: &Table, detected: &Detected, column: &ColumnMapping) -> Scheduled {
        let mut rows = detected.block.rows.clone();
        let number = |row| figure(table.cell(row, column.column), column.numbers);
        Scheduled {
            column: column.clone(),
            flags: rows.all(|row| number(row).is_none_or(|n| n.is_zero() || n == Decimal::ONE)),
        }
    }

    fn note(&self, sink: &mut Sink<'_>, rows: &Rows<'_>, row: usize) {
        let cell = rows.table.cell(row, self.column.column);
        let cut = figure(cell, self.column.numbers).filter(|v| !v.is_zero());
        let schedule = match (cell, cut) {
            (Cell::Bool(true), _) => Schedule::Flag,
            (_, Some(cut)) if !self.flags => Schedule::Cut(cut.abs() * rows.factor),
            _ if is_yes(cell) => Schedule::Flag,
            _ => return,
        };
        sink.builder.schedule_next(schedule);
    }
}

/// Totals of the file: of a close where the row has a date, of the whole where the ledger has one close only.
fn file_totals(sink: &mut Sink<'_>, long: &Long<'_>, totals: Vec<(usize, Verdict, Decimal)>) {
    let mut dates = Dates::of_closes(long.rows.map);
    let undated = totals
        .iter()
        .rev()
        .find(|(_, v, _)| *v == Verdict::Total)
        .map(|(row, ..)| *row);
    // Of a close its last row counts where it is the total of all; else its subtotals together.
    let mut of_close: BTreeMap<Close, (u32, Decimal, Option<Decimal>)> = BTreeMap::new();
    for (row, verdict, value) in totals {
        let own = dates
            .as_mut()
            .and_then(|d| match d.read(long.rows.table, row) {
                Dated::At(when) => when.close(long.fiscal),
                _ => None,
            });
        let close = own.or_else(|| {
            long.fixed
                .and_then(Close::of)
                .filter(|_| Some(row) == undated)
        });
        let Some(close) = close.filter(|_| verdict == Verdict::Total || own.is_some()) else {
            continue;
        };
        let number = long.rows.number(row);
        let (at, parts, whole) = of_close.entry(close).or_default();
        *at = number;
        *parts += value;
        *whole = (verdict == Verdict::Total).then_some(value);
    }
    let sheet = long.rows.sheet;
    let total =
        |(close, (row, parts, whole)): (Close, (u32, Decimal, Option<Decimal>))| FileTotal {
            sheet,
            row,
            close,
            amount: whole.unwrap_or(parts) * long.rows.factor,
        };
    sink.totals.extend(of_close.into_iter().map(total));
}

/// Whether the user lets the date above stand for a blank one.
fn dates_fill_down(sink: &Sink<'_>) -> bool {
    let decided = sink.options.decisions.find(Code::BadDate.about().code, "");
    decided.is_some_and(|d| d.repair == "fill-down")
}

/// Balances of several days a month have many rows on each day; transactions have each their own.
fn is_balances(days: &BTreeMap<Close, BTreeMap<NaiveDate, u32>>) -> bool {
    let several: Vec<_> = days.values().filter(|d| d.len() > 1).collect();
    let alike = several.iter().filter(|d| {
        let most = d.values().max().copied().unwrap_or(0);
        let last = d.values().next_back().copied().unwrap_or(0);
        last * 2 >= most
    });
    let dates: BTreeSet<&NaiveDate> = several.iter().flat_map(|d| d.keys()).collect();
    let rows: u32 = several.iter().flat_map(|d| d.values()).sum();
    alike.count() * 10 >= several.len() * 9 && rows as usize >= dates.len() * 2
}

/// Whether the user keeps a row which is labelled as a total.
fn kept(sink: &mut Sink<'_>, label: &str) -> bool {
    sink.decide(Code::TotalRow, label, 1, None)
        .is_some_and(|d| d.repair == "keep")
}
