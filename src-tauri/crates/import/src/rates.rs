//! Exchange rates: from a sheet or from the rows (L-9). The ledger takes units of the reporting currency for
//! one unit of a currency; a caption such as `usd_per_eur` tells the direction.

use crate::captions;
use crate::cells::{Dated, Dates, figure};
use crate::currency;
use crate::detected::Detected;
use crate::findings::{Code, Spot};
use crate::mapping::{ColumnMapping, Field};
use crate::numbers::NumberStyle;
use crate::quotes::{Quote, is_rate};
use crate::sink::Sink;
use chrono::NaiveDate;
use holdfast_ledger::{Close, Decimal, FiscalYear, Table};
use std::collections::BTreeSet;

/// Reads a rate sheet: rows of currency, date and rate; or a column a currency or pair.
pub(crate) fn read(sink: &mut Sink<'_>, table: &Table, detected: &Detected, sheet: u16) {
    let map = &detected.map;
    let mut dates = map
        .column(Field::Close)
        .or_else(|| map.columns.iter().find(|c| is_dates(detected, c)))
        .map(Dates::new);
    let currency = map.column(Field::Currency).map(|c| c.column);
    let rate = map.column(Field::Rate).cloned();
    sink.rates
        .sources
        .insert(crate::findings::sheet_name(table));
    for row in detected.block.rows.clone() {
        sink.account(sheet).read += 1;
        let at = dates.as_mut().and_then(|d| moment(d.read(table, row)));
        if dates.is_some() && at.is_none() {
            sink.fault(
                Code::BadDate,
                table,
                (sheet, table.row_number(row), None),
                None,
                String::new,
            );
            continue;
        }
        let found = match (currency, &rate) {
            (Some(c), Some(r)) => by_row(sink, table, row, (c, r), at),
            (Some(c), None) => by_dates(sink, table, row, c, detected),
            (None, _) => by_column(sink, table, row, detected, at),
        };
        if found {
            sink.account(sheet).used += 1;
        } else {
            sink.aside(sheet, table.row_number(row), "no rate", None);
        }
    }
}

fn is_dates(detected: &Detected, c: &ColumnMapping) -> bool {
    let at = usize::from(c.column.saturating_sub(detected.block.columns.start));
    detected
        .profiles
        .get(at)
        .is_some_and(|p| p.is_dates() && p.serials == 0)
}

fn moment(dated: Dated) -> Option<(Close, NaiveDate)> {
    let Dated::At(when) = dated else { return None };
    Some((when.close(FiscalYear::CALENDAR)?, when.last_day()?))
}

fn by_row(
    sink: &mut Sink<'_>,
    table: &Table,
    row: usize,
    (currency_at, rate): (u16, &ColumnMapping),
    at: Option<(Close, NaiveDate)>,
) -> bool {
    let Some(value) = figure(table.cell(row, rate.column), rate.numbers).filter(|v| is_rate(*v))
    else {
        return false;
    };
    let text = table.cell(row, currency_at).text();
    let (base, quote) =
        match captions::rate_pair(&text).or_else(|| captions::rate_pair(&rate.caption)) {
            Some((a, b)) => (b, Some(a)),
            None => match currency::code(&text) {
                Some(code) => (code, None),
                None => return false,
            },
        };
    sink.rates.quotes.insert(Quote {
        base,
        to: quote,
        at,
        value,
    })
}

/// A row a currency, a column a date.
fn by_dates(
    sink: &mut Sink<'_>,
    table: &Table,
    row: usize,
    currency_at: u16,
    detected: &Detected,
) -> bool {
    let Some(base) = currency::code(&table.cell(row, currency_at).text()) else {
        return false;
    };
    let mut any = false;
    for column in detected.block.columns.clone() {
        let Some(when) = detected.block.caption(column).and_then(|c| c.when) else {
            continue;
        };
        let at = when.close(FiscalYear::CALENDAR).zip(when.last_day());
        if let Some(value) =
            figure(table.cell(row, column), style(detected, column)).filter(|v| is_rate(*v))
        {
            any |= sink.rates.quotes.insert(Quote {
                base: base.clone(),
                to: None,
                at,
                value,
            });
        }
    }
    any
}

/// A row a date, a column a currency or pair.
fn by_column(
    sink: &mut Sink<'_>,
    table: &Table,
    row: usize,
    detected: &Detected,
    at: Option<(Close, NaiveDate)>,
) -> bool {
    let mut any = false;
    for column in detected.block.columns.clone() {
        let Some(caption) = detected.block.caption(column).map(|c| c.text.as_str()) else {
            continue;
        };
        let named = captions::rate_pair(caption)
            .map(|(a, b)| (b, Some(a)))
            .or_else(|| currency::code(caption).map(|c| (c, None)));
        if let (Some((base, quote)), Some(value)) = (
            named,
            figure(table.cell(row, column), style(detected, column)).filter(|v| is_rate(*v)),
        ) {
            any |= sink.rates.quotes.insert(Quote {
                base,
                to: quote,
                at,
                value,
            });
        }
    }
    any
}

fn style(detected: &Detected, column: u16) -> Option<NumberStyle> {
    let at = usize::from(column.saturating_sub(detected.block.columns.start));
    let own = detected.profiles.get(at)?;
    own.number_style.decided()
}

/// Gives the ledger a rate for every currency and close for which one is known, and turns rows with a locked
/// rate into the reporting currency.
pub(crate) fn apply(sink: &mut Sink<'_>, reporting: &str, closes: &[Close], table: &Table) {
    unlock(sink, reporting);
    let currencies: BTreeSet<String> = sink
        .builder
        .currencies()
        .into_iter()
        .filter(|s| s.is_some())
        .map(|s| sink.builder.name(s).to_owned())
        .filter(|c| c != reporting)
        .collect();
    if currencies.is_empty() {
        return;
    }
    for currency in &currencies {
        for &close in closes {
            let found = from_rows(sink, currency, reporting, close, table)
                .or_else(|| from_sheets(&sink.rates.quotes, currency, reporting, close));
            if let Some(rate) = found {
                sink.builder.rate(currency, close, rate);
            }
        }
    }
    if !sink.rates.rows.is_empty() {
        sink.rates
            .sources
            .insert("rates in the rows of the ledger".to_owned());
    }
}

/// Units of `to` for one unit of `from`, by a value which a caption or the convention gives a direction.
fn directed(
    pair: Option<(String, String)>,
    from: &str,
    to: &str,
    value: Decimal,
) -> Option<Decimal> {
    match pair {
        None => Some(value),
        Some((a, b)) if a == to && b == from => Some(value),
        Some((a, b)) if a == from && b == to => Decimal::ONE.checked_div(value),
        Some(_) => None,
    }
}

fn from_rows(
    sink: &mut Sink<'_>,
    currency: &str,
    reporting: &str,
    close: Close,
    table: &Table,
) -> Option<Decimal> {
    let of_close: Vec<(String, Vec<Decimal>)> = sink
        .rates
        .rows
        .iter()
        .filter(|((_, symbol, at), _)| *at == close && sink.builder.name(*symbol) == currency)
        .map(|((caption, ..), values)| (caption.clone(), values.iter().copied().collect()))
        .collect();
    let (caption, values) = of_close.first()?;
    if values.len() > 1 {
        let scope = format!("{currency} at {}", close.date());
        sink.notes.issues.rows(
            Code::RateConflict,
            &scope,
            Spot::sheet(table),
            0,
            None,
            String::new,
        );
    }
    directed(
        captions::rate_pair(caption),
        currency,
        reporting,
        *values.last()?,
    )
}

fn from_sheets(
    quotes: &BTreeSet<Quote>,
    currency: &str,
    reporting: &str,
    close: Close,
) -> Option<Decimal> {
    let pair = |base: &str, quote: &str| {
        let found = quotes
            .iter()
            .filter(|q| q.base == base && q.to.as_deref() == Some(quote));
        latest(found, close)
    };
    if let Some(rate) = pair(currency, reporting) {
        return Some(rate);
    }
    if let Some(rate) = pair(reporting, currency) {
        return Decimal::ONE.checked_div(rate);
    }
    let plain = |code: &str| {
        latest(
            quotes.iter().filter(|q| q.base == code && q.to.is_none()),
            close,
        )
    };
    let own = plain(currency)?;
    // A sheet which has the reporting currency too is of rates to a third one.
    match plain(reporting) {
        Some(base) => own.checked_div(base),
        None => Some(own),
    }
}

/// The rate of a close: its month's last, else the one for all closes.
fn latest<'a>(quotes: impl Iterator<Item = &'a Quote> + Clone, close: Close) -> Option<Decimal> {
    let dated = quotes
        .clone()
        .filter_map(|q| Some((q.at?, q.value)))
        .filter(|((c, _), _)| *c == close)
        .max_by_key(|((_, day), _)| *day);
    dated
        .map(|(_, v)| v)
        .or_else(|| quotes.filter(|q| q.at.is_none()).map(|q| q.value).last())
}

fn unlock(sink: &mut Sink<'_>, reporting: &str) {
    let to = sink.builder.symbol(reporting);
    for (at, caption, currency, rate) in std::mem::take(&mut sink.rates.locked) {
        let from = sink.builder.name(currency).to_owned();
        if from == reporting || from.is_empty() {
            continue;
        }
        if let Some(rate) = directed(captions::rate_pair(&caption), &from, reporting, rate)
            && let Some(draft) = sink.builder.drafts_mut().get_mut(at)
        {
            draft.amount *= rate;
            draft.currency = to;
        }
    }
}
