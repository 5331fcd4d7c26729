//! Columns headed by periods: which are amounts at a close, of which grain, and when a fiscal year starts.

use super::{Detection, fields, one_close};
use crate::captions;
use crate::dates::When;
use crate::findings::{Code, Spot};
use crate::mapping::{ColumnMapping, Confidence, Field};
use holdfast_ledger::FiscalYear;
use std::collections::BTreeMap;

/// Of the columns headed by periods, those of the finest grain which are not forecasts are read.
pub(super) fn choose(d: &mut Detection<'_>) {
    let fiscal = d.map.fiscal_year_start.unwrap_or(FiscalYear::CALENDAR);
    let mut columns = std::mem::take(&mut d.map.columns);
    let when =
        |d: &Detection<'_>, c: &ColumnMapping| d.block.caption(c.column).and_then(|k| k.when);
    let finest = columns
        .iter()
        .filter(|c| c.field == Field::Amount)
        .filter_map(|c| when(d, c))
        .map(|w| w.months().max(1))
        .min()
        .unwrap_or(1);
    let first_days = first_days_only(d, &columns);
    let (mut coarse, mut forecast) = (0, 0);
    for c in &mut columns {
        forecast += u32::from(c.field == Field::Forecast);
        if c.field != Field::Amount {
            continue;
        }
        let Some(w) = when(d, c) else {
            other_amount(d, c);
            continue;
        };
        if w.months().max(1) > finest {
            coarse += 1;
            (c.field, c.confidence) = (Field::Ignore, Confidence::Sure);
            continue;
        }
        if c.close.is_none() {
            c.close = match w {
                When::Day(day) if !first_days => Some(day),
                other => other.close(fiscal).map(holdfast_ledger::Close::date),
            };
        }
        if c.close.is_none() {
            c.field = Field::Ignore;
        }
    }
    one_close::settle(d, &mut columns);
    keep_last_of_month(&mut columns);
    d.map.columns = columns;
    if first_days {
        note(d, Code::FirstOfMonth, 0);
    }
    if coarse > 0 {
        note(d, Code::CoarseColumns, coarse);
    }
    if forecast > 0 {
        note(d, Code::ForecastColumns, forecast);
    }
}

fn note(d: &mut Detection<'_>, code: Code, rows: u32) {
    let name = d.name();
    d.notes
        .issues
        .rows(code, &name, Spot::sheet(d.table), rows, None, String::new);
}

/// A column of amounts without a period beside columns with one: today's amount, a total, something else.
fn other_amount(d: &mut Detection<'_>, c: &mut ColumnMapping) {
    let code = if captions::is_current(&c.caption) {
        Code::CurrentColumn
    } else {
        Code::DerivedColumn
    };
    (c.field, c.confidence) = (Field::Ignore, Confidence::Sure);
    fields::note_column(d, code, c);
}

/// Where a wide sheet has several dates in a month, the last is the close.
fn keep_last_of_month(columns: &mut [ColumnMapping]) {
    let mut last: BTreeMap<holdfast_ledger::Close, chrono::NaiveDate> = BTreeMap::new();
    let close = |c: &ColumnMapping| c.close.filter(|_| c.field == Field::Amount);
    for day in columns.iter().filter_map(close) {
        if let Some(month) = holdfast_ledger::Close::of(day) {
            last.entry(month)
                .and_modify(|d| *d = day.max(*d))
                .or_insert(day);
        }
    }
    for c in columns {
        if let Some(day) = close(c)
            && holdfast_ledger::Close::of(day)
                .and_then(|m| last.get(&m))
                .is_some_and(|l| *l > day)
        {
            (c.field, c.confidence) = (Field::Ignore, Confidence::Sure);
        }
    }
}

/// Whether all headings are first days of different months: they then name the months.
fn first_days_only(d: &Detection<'_>, columns: &[ColumnMapping]) -> bool {
    use chrono::Datelike;
    let mut days = columns
        .iter()
        .filter(|c| c.field == Field::Amount)
        .filter_map(|c| d.block.caption(c.column)?.when)
        .filter_map(|w| match w {
            When::Day(day) => Some(day),
            _ => None,
        });
    let mut any = false;
    let all = days.all(|day| {
        any = true;
        day.day() == 1
    });
    any && all
}

/// Outside wide sheets a column headed by a period is no amount.
pub(super) fn drop_periods(d: &mut Detection<'_>) {
    let columns = d.block.clone();
    for c in &mut d.map.columns {
        let headed = columns.caption(c.column).is_some_and(|k| k.when.is_some());
        if headed && matches!(c.field, Field::Amount | Field::Forecast) {
            (c.field, c.confidence) = (Field::Ignore, Confidence::None);
        }
    }
}

/// Whether labels depend on the start of the fiscal year, and when that is.
pub(super) fn fiscal_year(d: &mut Detection<'_>) {
    // Fiscal years beside months are not read, and need no start.
    let lengths = d.block.captions.iter().filter_map(|c| c.when);
    let finest = lengths.map(|w| w.months().max(1)).min().unwrap_or(1);
    let fiscal = d
        .block
        .captions
        .iter()
        .filter_map(|c| c.when)
        .any(|w| w.is_fiscal() && w.months() <= finest)
        || d.map
            .columns_of(Field::Year)
            .any(|c| crate::dates::says_fiscal(&c.caption))
        || d.map.columns_of(Field::Close).any(|c| {
            crate::dates::says_fiscal(&c.caption)
                && d.profile(c.column).is_some_and(fields::holds_years)
        })
        || fiscal_cells(d);
    let told = d
        .options
        .fiscal_year_start
        .or_else(|| d.given.and_then(|g| g.fiscal_year_start))
        .or_else(|| {
            d.decided(Code::FiscalYearUnknown, "")
                .and_then(|v| v.parse().ok())
                .and_then(FiscalYear::starting)
        });
    d.map.fiscal_year_start = told.filter(|_| fiscal);
    if fiscal && told.is_none() {
        let name = d.name();
        d.ask(
            Code::FiscalYearUnknown,
            &name,
            None,
            "In which month does the fiscal year start?",
            "January",
        );
    }
}

fn fiscal_cells(d: &Detection<'_>) -> bool {
    d.map.columns_of(Field::Close).any(|c| {
        d.profile(c.column).is_some_and(|p| {
            p.samples
                .iter()
                .any(|s| crate::dates::read(s, None).is_some_and(When::is_fiscal))
        })
    })
}
