//! Sheets turned round: a row a close, a column a customer.

use super::rows::Rows;
use crate::cells::{Amount, Dated, Dates, amount};
use crate::dates::When;
use crate::detected::Detected;
use crate::findings::Code;
use crate::mapping::{ColumnMapping, Field};
use crate::numbers;
use crate::sink::{FileTotal, Sink};
use crate::vocabulary;
use chrono::NaiveDate;
use holdfast_ledger::{Close, FiscalYear, Symbol, Table};
use std::collections::BTreeMap;

/// What a column of amounts is of.
enum Of {
    Customer(Symbol),
    /// The file's own total.
    Total,
}

struct Across<'a> {
    rows: Rows<'a>,
    columns: Vec<(&'a ColumnMapping, Of)>,
}

/// Reads a table turned round. Every row with a date is a covered close, also where all its cells are empty (L-3).
pub(super) fn read(sink: &mut Sink<'_>, table: &Table, detected: &Detected, sheet: u16) {
    let Some(dates) = Dates::of_closes(&detected.map) else {
        return;
    };
    let rows = Rows::new(sink, table, detected, sheet);
    let closes = closes(sink, &rows, dates, detected);
    let columns = detected.map.columns_of(Field::Amount).map(|c| {
        let of = if vocabulary::total(&c.caption).is_some() {
            Of::Total
        } else {
            Of::Customer(sink.builder.symbol(&c.caption))
        };
        (c, of)
    });
    let mut across = Across {
        columns: columns.collect(),
        rows,
    };
    for (close, (_, row)) in closes {
        sink.builder.cover(close);
        sink.account(sheet).used += 1;
        across.row(sink, row, close);
    }
}

/// The row of each close: of several days in a month the last one.
fn closes(
    sink: &mut Sink<'_>,
    rows: &Rows<'_>,
    mut dates: Dates,
    detected: &Detected,
) -> BTreeMap<Close, (Option<NaiveDate>, usize)> {
    let fiscal = detected
        .map
        .fiscal_year_start
        .unwrap_or(FiscalYear::CALENDAR);
    let mut found: BTreeMap<Close, (Option<NaiveDate>, usize)> = BTreeMap::new();
    for row in detected.block.rows.clone() {
        sink.account(rows.sheet).read += 1;
        if rows.is_excluded(sink, row) {
            continue;
        }
        let Dated::At(when) = dates.read(rows.table, row) else {
            no_date(sink, rows, row, dates.column);
            continue;
        };
        let day = match when {
            When::Day(day) => Some(day),
            _ => None,
        };
        let Some(close) = when.close(fiscal) else {
            continue;
        };
        let known = found.get(&close).copied();
        let earlier = match known {
            Some((before, at)) if before < day => Some(at),
            Some(_) => Some(row),
            None => None,
        };
        if earlier != Some(row) {
            found.insert(close, (day, row));
        }
        if let Some(row) = earlier {
            sink.aside(
                rows.sheet,
                rows.number(row),
                "earlier date in the month",
                None,
            );
        }
    }
    odd_days(sink, &found);
    found
}

/// Days that are not month ends make a partial close (L-3); first days name the month they begin.
fn odd_days(sink: &mut Sink<'_>, found: &BTreeMap<Close, (Option<NaiveDate>, usize)>) {
    use chrono::Datelike;
    let days = || found.iter().filter_map(|(c, (day, _))| Some((*c, (*day)?)));
    if days().all(|(_, day)| day.day() == 1) {
        return;
    }
    sink.odd_days
        .extend(days().filter(|(close, day)| close.date() != *day));
}

/// A row without a date is a total or a remark, or can't be told.
fn no_date(sink: &mut Sink<'_>, rows: &Rows<'_>, row: usize, column: u16) {
    let (number, text) = (rows.number(row), rows.table.cell(row, column).text());
    if vocabulary::total(&text).is_some() {
        sink.aside(rows.sheet, number, "total row", None);
    } else if rows.is_alone(row) {
        sink.aside(rows.sheet, number, "heading or remark", None);
    } else {
        let place = (rows.sheet, number, Some(column));
        sink.fault(Code::BadDate, rows.table, place, None, || text);
    }
}

impl Across<'_> {
    fn row(&mut self, sink: &mut Sink<'_>, row: usize, close: Close) {
        let number = self.rows.number(row);
        for (column, of) in &self.columns {
            let cell = self.rows.table.cell(row, column.column);
            let read = amount(cell, column.numbers.unwrap_or_default());
            let value = match read {
                Amount::Value(v) | Amount::Of(v, _) => v
                    .checked_mul(self.rows.factor)
                    .and_then(numbers::within)
                    .ok_or(Code::NotANumber),
                Amount::Blank => continue,
                Amount::Fault(code) => Err(code),
            };
            let place = (self.rows.sheet, number, column.column);
            let code = match read {
                Amount::Of(_, code) => Some(code),
                _ => None,
            };
            match (value, of) {
                (Err(code), _) => sink.cell_fault(code, self.rows.table, place, || cell.text()),
                (Ok(amount), Of::Total) => sink.totals.push(FileTotal {
                    sheet: self.rows.sheet,
                    row: number,
                    close,
                    amount,
                }),
                (Ok(amount), Of::Customer(customer)) if !amount.is_zero() => {
                    let Ok(mut about) = self.rows.about(sink, row, *customer) else {
                        continue;
                    };
                    if let Some(code) = code {
                        about.currency = sink.builder.symbol(code);
                    }
                    let draft = self.rows.draft(&about, row, column.column, close, amount);
                    sink.push(draft, &about.attributes);
                }
                (Ok(_), Of::Customer(_)) => {}
            }
        }
    }
}
