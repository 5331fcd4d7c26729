//! Wide sheets: a row a customer (or line), a column a close.

use super::rows::Rows;
use super::totals::{self, Sums, Verdict};
use super::{outline, wholes};
use crate::cells::{Amount, amount};
use crate::detected::Detected;
use crate::findings::{Code, Spot, shown};
use crate::mapping::{ColumnMapping, Field};
use crate::sink::{FileTotal, Sink};
use crate::text::key;
use crate::vocabulary;
use holdfast_ledger::{Cell, Close, Decimal, Status, Symbol, Table};
use std::collections::{BTreeMap, BTreeSet};

struct Month<'a> {
    column: &'a ColumnMapping,
    close: Close,
    /// The product of the column, where a close has several (M-2).
    line: Symbol,
}

/// The columns of amounts at a close.
fn months_of<'a>(sink: &mut Sink<'_>, detected: &'a Detected) -> Vec<Month<'a>> {
    let mut months: Vec<Month<'_>> = detected
        .map
        .columns_of(Field::Amount)
        .filter_map(|column| {
            Some(Month {
                close: Close::of(column.close?)?,
                column,
                line: Symbol::NONE,
            })
        })
        .collect();
    let closes: BTreeSet<Close> = months.iter().map(|m| m.close).collect();
    if closes.len() < months.len() && !detected.map.has(Field::Line) {
        for month in &mut months {
            month.line = sink.builder.symbol(&without_period(&month.column.caption));
        }
    }
    months
}

/// A caption without the words which name its period: `Core ARR Jan-25` is of the line `Core ARR`.
fn without_period(caption: &str) -> String {
    if let Some((name, _)) = crate::header::beside_period(caption) {
        return name;
    }
    let names_period =
        |w: &&str| w.bytes().any(|b| b.is_ascii_digit()) || crate::dates::month_name(w).is_some();
    let words: Vec<&str> = caption
        .split_whitespace()
        .filter(|w| !names_period(w))
        .collect();
    words.join(" ")
}

/// Reads a wide table. Every close with a column is covered, also where all its cells are empty (L-3).
pub(super) fn read(sink: &mut Sink<'_>, table: &Table, detected: &Detected, sheet: u16) {
    let months = months_of(sink, detected);
    for month in &months {
        sink.builder.cover(month.close);
        note_odd_day(sink, month);
    }
    let mut rows = Rows::new(sink, table, detected, sheet);
    if detected.map.aggregates {
        return segments(sink, &mut rows, detected, &months);
    }
    rows.sums = sums_of(&rows, detected, &months);
    let sectioned = is_sectioned(&rows, detected);
    let mut wide = Wide {
        sums: Sums::new(months.len()),
        totals: Vec::new(),
        above: None,
        months,
        rows,
    };
    for row in detected.block.rows.clone() {
        sink.account(sheet).read += 1;
        if wide.rows.is_excluded(sink, row) {
            continue;
        }
        if sectioned && wide.rows.remark(sink, row) {
            wide.begin();
            continue;
        }
        if !wide.totals.is_empty() && is_summary(&wide.rows, row) {
            let number = wide.rows.number(row);
            sink.aside(sheet, number, "figure of all customers", None);
            continue;
        }
        wide.row(sink, row);
    }
    file_totals(sink, &wide.rows, &wide.months, &wide.totals);
    std::mem::take(&mut wide.rows.sections).propose(sink, table);
}

/// A wide table under way.
struct Wide<'a> {
    rows: Rows<'a>,
    months: Vec<Month<'a>>,
    sums: Sums,
    /// Rows which are totals, with their amounts.
    totals: Vec<(usize, Verdict, Vec<Option<Decimal>>)>,
    /// The first row of data since the last total or heading.
    above: Option<usize>,
}

impl Wide<'_> {
    /// Begins a new section.
    fn begin(&mut self) {
        self.sums.close_section();
        self.above = None;
    }

    fn row(&mut self, sink: &mut Sink<'_>, row: usize) {
        let amounts = amounts_of(sink, &self.rows, row, &self.months);
        let customer = self.rows.customer(sink, row);
        let label = match self.rows.total_label(row) {
            "" => self.rows.label(row),
            label => label,
        };
        let (verdict, is_whole) = self.verdict(sink, row, label, customer, &amounts);
        let last = amounts.iter().rev().flatten().next();
        let last = last.map(|a| *a * self.rows.factor);
        match verdict {
            Verdict::Total | Verdict::Subtotal => {
                self.rows.sections.end();
                totals::set_aside(sink, &self.rows, row, label, last);
                self.begin();
                self.totals.push((row, verdict, amounts));
            }
            Verdict::Heading => {
                self.begin();
                let number = self.rows.number(row);
                sink.aside(self.rows.sheet, number, "heading or remark", None);
            }
            Verdict::Possible if totals::asked(sink, &self.rows, row, last) => {
                let kind = match is_whole {
                    true => Verdict::Total,
                    false => Verdict::Subtotal,
                };
                self.totals.push((row, kind, amounts));
            }
            Verdict::Data | Verdict::Possible => {
                self.above = self.above.or(Some(row));
                self.sums.add(&amounts);
                data_row(sink, &mut self.rows, row, customer, &self.months, &amounts);
            }
        }
    }

    /// What a row is; and where it may be a total, whether it equals the sum of all rows.
    fn verdict(
        &self,
        sink: &mut Sink<'_>,
        row: usize,
        label: &str,
        customer: Symbol,
        amounts: &[Option<Decimal>],
    ) -> (Verdict, bool) {
        let verdict = self.sums.judge(label, customer.is_some(), amounts);
        let is_whole = verdict == Verdict::Possible;
        let own = matches!(verdict, Verdict::Data | Verdict::Possible);
        let summed = self.rows.sums.get(&row).copied().filter(|_| own);
        let verdict = match summed.unwrap_or(verdict) {
            // "Acme Total" below the only rows so far, which are Acme's.
            Verdict::Total if self.is_of_group_above(label) => Verdict::Subtotal,
            verdict => verdict,
        };
        let is_total = matches!(verdict, Verdict::Total | Verdict::Subtotal);
        if is_total && keeps_total(sink, label) {
            return (Verdict::Data, is_whole);
        }
        (verdict, is_whole)
    }

    /// Whether the label of a total names what the rows above it have in some column.
    fn is_of_group_above(&self, label: &str) -> bool {
        let name = crate::report::summed(label).map(key);
        let Some((name, above)) = name.zip(self.above).filter(|(name, _)| !name.is_empty()) else {
            return false;
        };
        let mut cells = self.rows.table.row(above);
        cells.any(|(_, cell)| matches!(cell, Cell::Text(text) if key(text) == name))
    }
}

/// Whether a row below a total is a figure of all customers: an average, a growth, a row of the bridge.
fn is_summary(rows: &Rows<'_>, row: usize) -> bool {
    let label = rows.label(row);
    let count = matches!(
        key(label).as_str(),
        "count" | "recordcount" | "customercount"
    );
    count || crate::bridge_words::is_bridge(label) || vocabulary::is_statistic(label)
}

/// The rows which are the sum of other rows: next to them, or of the same customer.
fn sums_of(rows: &Rows<'_>, detected: &Detected, months: &[Month<'_>]) -> BTreeMap<usize, Verdict> {
    let columns: Vec<&ColumnMapping> = months.iter().map(|m| m.column).collect();
    let mut out = outline::sums(rows, &detected.block, &columns);
    out.extend(wholes::sums(rows, &detected.block, &columns, None));
    out
}

/// Whether rows stand under headings: the first one is a text alone with rows of amounts below it, or the
/// captions come again. Elsewhere a text alone is a customer without amounts.
fn is_sectioned(rows: &Rows<'_>, detected: &Detected) -> bool {
    let mut all = detected.block.rows.clone();
    let first = all.clone().next().is_some_and(|row| rows.is_alone(row));
    let second = all.clone().nth(1).is_some_and(|row| !rows.is_alone(row));
    first && second || all.any(|row| rows.repeats_captions(row))
}

fn note_odd_day(sink: &mut Sink<'_>, month: &Month<'_>) {
    if let Some(day) = month.column.close.filter(|d| *d != month.close.date()) {
        sink.odd_days.insert(month.close, day);
    }
}

fn amounts_of(
    sink: &mut Sink<'_>,
    rows: &Rows<'_>,
    row: usize,
    months: &[Month<'_>],
) -> Vec<Option<Decimal>> {
    months
        .iter()
        .map(|m| {
            let cell = rows.table.cell(row, m.column.column);
            match amount(cell, m.column.numbers.unwrap_or_default()) {
                Amount::Value(v) | Amount::Of(v, _)
                    if crate::numbers::within(v * rows.factor).is_some() =>
                {
                    Some(v)
                }
                Amount::Value(_) | Amount::Of(..) => {
                    let place = (rows.sheet, rows.number(row), m.column.column);
                    sink.cell_fault(Code::NotANumber, rows.table, place, || cell.text());
                    None
                }
                Amount::Blank => None,
                Amount::Fault(code) => {
                    sink.cell_fault(
                        code,
                        rows.table,
                        (rows.sheet, rows.number(row), m.column.column),
                        || cell.text(),
                    );
                    None
                }
            }
        })
        .collect()
}

fn keeps_total(sink: &mut Sink<'_>, label: &str) -> bool {
    sink.decide(Code::TotalRow, label, 1, None)
        .is_some_and(|d| d.repair == "keep")
}

fn data_row(
    sink: &mut Sink<'_>,
    rows: &mut Rows<'_>,
    row: usize,
    customer: Symbol,
    months: &[Month<'_>],
    amounts: &[Option<Decimal>],
) {
    let number = rows.number(row);
    let last = amounts
        .iter()
        .rev()
        .flatten()
        .next()
        .map(|a| *a * rows.factor);
    if !customer.is_some() {
        sink.fault(
            Code::BlankId,
            rows.table,
            (rows.sheet, number, None),
            last,
            || last.map(shown).unwrap_or_default(),
        );
        return;
    }
    let about = match rows.about(sink, row, customer) {
        Ok(about) => about,
        Err(code) => {
            sink.fault(
                code,
                rows.table,
                (rows.sheet, number, None),
                last,
                String::new,
            );
            return;
        }
    };
    sink.account(rows.sheet).used += 1;
    let newest = months.iter().map(|m| m.close).max();
    if !matches!(about.status, Status::Active) {
        let spot = Spot::row(rows.table, number);
        sink.notes
            .issues
            .row(Code::StatusToday, "", spot, last, String::new);
    }
    for (month, value) in months.iter().zip(amounts) {
        // An empty or zero cell of a covered close is 0 without an entry (L-3).
        if let Some(value) = value.filter(|v| !v.is_zero()) {
            let mut about_month = about.clone();
            // A status is of today: what a column of an earlier close says stands, and an amount says more
            // than "cancelled" does.
            if Some(month.close) != newest || about.status == Status::Cancelled {
                about_month.status = Status::Active;
            }
            if month.line.is_some() {
                about_month.line = month.line;
            }
            if let Some(code) = own_currency(rows, row, month) {
                about_month.currency = sink.builder.symbol(&code);
            }
            let draft = rows.draft(
                &about_month,
                row,
                month.column.column,
                month.close,
                value * rows.factor,
            );
            sink.push(draft, &about.attributes);
        }
    }
}

/// A currency code which stands in the cell itself, where no column gives it.
fn own_currency(rows: &Rows<'_>, row: usize, month: &Month<'_>) -> Option<String> {
    if rows.map.has(Field::Currency) {
        return None;
    }
    match amount(
        rows.table.cell(row, month.column.column),
        month.column.numbers.unwrap_or_default(),
    ) {
        Amount::Of(_, code) => Some(code.to_owned()),
        _ => None,
    }
}

/// The file's own totals: the last sum of all rows.
fn file_totals(
    sink: &mut Sink<'_>,
    rows: &Rows<'_>,
    months: &[Month<'_>],
    totals: &[(usize, Verdict, Vec<Option<Decimal>>)],
) {
    let Some((row, _, amounts)) = totals.iter().rev().find(|(_, v, _)| *v == Verdict::Total) else {
        return;
    };
    let number = rows.number(*row);
    // Where the total is blank the file states none.
    let stated = months.iter().zip(amounts);
    for (month, value) in stated.filter_map(|(month, value)| Some((month, (*value)?))) {
        let amount = value * rows.factor;
        sink.totals.push(FileTotal {
            sheet: rows.sheet,
            row: number,
            close: month.close,
            amount,
        });
    }
}

/// Stacked bridges: each segment's heading, its movements, its closing balance. Only the balances are read.
fn segments(sink: &mut Sink<'_>, rows: &mut Rows<'_>, detected: &Detected, months: &[Month<'_>]) {
    let name = crate::findings::sheet_name(rows.table);
    let spot = Spot::sheet(rows.table);
    sink.notes
        .issues
        .rows(Code::AggregatesOnly, &name, spot, 0, None, String::new);
    if sink.decide(Code::AggregatesOnly, &name, 0, None).is_some() {
        sink.settle(Code::AggregatesOnly, &name);
    }
    let mut segment = sink.builder.symbol(&name);
    let mut total = false;
    for row in detected.block.rows.clone() {
        sink.account(rows.sheet).read += 1;
        let label = rows.label(row);
        let amounts = amounts_of(sink, rows, row, months);
        if amounts.iter().all(Option::is_none) && !crate::bridge_words::is_bridge(label) {
            segment = sink.builder.symbol(label);
            total = crate::vocabulary::total(label).is_some();
            sink.aside(rows.sheet, rows.number(row), "heading or remark", None);
        } else if !crate::bridge_words::is_closing(label) {
            sink.aside(
                rows.sheet,
                rows.number(row),
                "movement row of a bridge",
                None,
            );
        } else if total {
            sink.aside(rows.sheet, rows.number(row), "total row", None);
            file_totals(sink, rows, months, &[(row, Verdict::Total, amounts)]);
        } else {
            data_row(sink, rows, row, segment, months, &amounts);
        }
    }
}
