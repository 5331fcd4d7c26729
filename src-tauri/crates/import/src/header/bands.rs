//! Captions of columns: the cell's own, and what the bands above it add.

use super::periods::{period, product_months, short_months};
use super::{Caption, columns};
use crate::dates::{self, When};
use crate::mapping::Field;
use crate::text::key;
use crate::{bridge_words, captions};
use chrono::Datelike;
use holdfast_ledger::{Cell, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Captions of the caption row, completed by up to two band rows right above it: years over month names,
/// "Actual" and "Forecast", dates over empty cells.
pub(super) fn captions_of(
    table: &Table,
    from: usize,
    header: usize,
    columns: &std::ops::Range<u16>,
) -> Vec<Caption> {
    let mut captions: Vec<Caption> = columns
        .clone()
        .map(|c| own_caption(table.cell(header, c)))
        .collect();
    short_months(&mut captions);
    product_months(&mut captions);
    let near = header.saturating_sub(2).max(from);
    for band in (near..header).rev() {
        if table.row_number(header) - table.row_number(band) <= 3 {
            add_band(table, (header, band), columns, &mut captions);
        }
    }
    captions
}

fn own_caption(cell: Cell<'_>) -> Caption {
    let text = match cell {
        Cell::Text(t) => crate::text::clean(t).into_owned(),
        other => other.text(),
    };
    let when = match cell {
        Cell::Number(n) => dates::of_number(n)
            .filter(|w| w.months() > 0 || n >= holdfast_ledger::Decimal::from(36_526)),
        Cell::Date(d) => Some(When::Day(d)),
        _ => period(&text),
    };
    Caption {
        forecast: when.is_some() && captions::is_forecast(&text),
        text,
        when,
        of_period: false,
        under: None,
    }
}

fn names_customer(table: &Table, row: usize) -> bool {
    let mut cells = table.row(row);
    cells.any(|(_, c)| matches!(c, Cell::Text(t) if columns::is_customer(t)))
}

fn add_band(
    table: &Table,
    (header, band): (usize, usize),
    columns: &std::ops::Range<u16>,
    captions: &mut [Caption],
) {
    let mut year: Option<When> = None;
    let mut forecast: Option<bool> = None;
    let wide = table.row(band).filter(|(_, c)| !c.is_empty()).count() >= 2;
    let repeated = repeated(table, band, columns, captions);
    // Captions over two rows, merged: whose the rows are stands in the upper one.
    let upper = band + 1 == header && names_customer(table, band);
    let mut over = Caption::default();
    for (column, caption) in columns.clone().zip(captions) {
        let cell = table.cell(band, column);
        let own = own_caption(cell);
        if !cell.is_empty() {
            year = year_of(&own).or(year.filter(|_| own.when.is_none()));
            if captions::is_forecast(&own.text) {
                forecast = Some(true);
            } else if captions::is_actual(&own.text) {
                forecast = Some(false);
            }
            over.clone_from(&own);
        }
        if wide && over.when.is_none() && counts(&over.text) && caption.when.is_some() {
            // "Seats" over months beside "ARR" over the same.
            (caption.when, caption.under) = (None, caption.when);
            caption.of_period = true;
            caption.text = format!("{} {}", over.text, caption.text);
        } else if repeated.contains(&key(&caption.text))
            && caption.when.is_none()
            && over.when.is_some()
        {
            under_period(caption, &over);
        } else {
            complete(caption, &own, year, wide);
        }
        if upper && caption.text.is_empty() && own.when.is_none() {
            caption.text.clone_from(&own.text);
        }
        caption.forecast |= caption.when.is_some() && forecast == Some(true);
    }
}

/// Whether a band is over counts or shares, which are no amounts.
fn counts(band: &str) -> bool {
    let field = captions::field(band).map(|(field, _)| field);
    field == Some(Field::Quantity) || !band.is_empty() && captions::is_derived(band)
}

/// Captions which stand under two or more periods of a band: "Actual" and "Budget" of each month.
fn repeated(
    table: &Table,
    band: usize,
    columns: &std::ops::Range<u16>,
    captions: &[Caption],
) -> BTreeSet<String> {
    let mut under: BTreeMap<String, BTreeSet<u16>> = BTreeMap::new();
    let mut period = None;
    for (column, caption) in columns.clone().zip(captions) {
        let cell = table.cell(band, column);
        if !cell.is_empty() {
            period = own_caption(cell).when.map(|_| column);
        }
        if let Some(period) = period.filter(|_| !caption.text.is_empty())
            && !is_part_of_year(&caption.text)
            && !columns::is_customer(&caption.text)
        {
            under.entry(key(&caption.text)).or_default().insert(period);
        }
    }
    let often = under.into_iter().filter(|(_, periods)| periods.len() > 1);
    often.map(|(text, _)| text).collect()
}

/// Whether a caption is a month, quarter or half, which come again in every year.
fn is_part_of_year(caption: &str) -> bool {
    let any = When::Year {
        year: 2000,
        fiscal: false,
    };
    dates::month_name(caption).is_some() || within(any, caption).is_some()
}

/// A caption under a period: it is of that period where it names an amount or says actual or planned;
/// seats, shares and the like of a period are no column of a ledger.
fn under_period(caption: &mut Caption, band: &Caption) {
    let planned = captions::is_forecast(&caption.text) || key(&caption.text) == "plan";
    let amount = captions::field(&caption.text).is_some_and(|(f, _)| f == Field::Amount)
        || captions::per(&caption.text).is_some();
    let flow = bridge_words::is_bridge(&caption.text);
    if planned
        || captions::is_actual(&caption.text)
        || bridge_words::is_closing(&caption.text)
        || amount && !flow && !captions::is_derived(&caption.text)
    {
        caption.when = band.when;
        caption.forecast = planned;
    } else {
        caption.of_period = true;
        caption.under = band.when;
    }
    caption.text = format!("{} {}", band.text, caption.text);
}

fn complete(caption: &mut Caption, band: &Caption, year: Option<When>, wide: bool) {
    if caption.when.is_none() && caption.text.is_empty() && wide && band.when.is_some() {
        caption.when = band.when;
        caption.text.clone_from(&band.text);
    } else if caption.when.is_none()
        && let Some(when) = year.and_then(|year| within(year, &caption.text))
    {
        let label = match when {
            When::FiscalMonth { year, .. } => format!("FY{year}"),
            _ => year.map(|y| y.year().to_string()).unwrap_or_default(),
        };
        caption.when = Some(when);
        caption.text = format!("{} {label}", caption.text);
    }
}

/// The month, quarter or half which a caption names within the year above it.
pub(crate) fn within(year: When, caption: &str) -> Option<When> {
    let When::Year { year, fiscal } = year else {
        return None;
    };
    if let (true, Some(month)) = (fiscal, dates::month_name(caption)) {
        return Some(When::FiscalMonth { year, month });
    }
    let label = if fiscal {
        format!("{caption} FY{year}")
    } else {
        format!("{caption} {year}")
    };
    dates::read(&label, None).filter(|w| matches!(w.months(), 1 | 3 | 6))
}

fn year_of(caption: &Caption) -> Option<When> {
    match caption.when? {
        year @ When::Year { .. } => Some(year),
        When::Day(d) if d.ordinal() == 1 => Some(When::Year {
            year: d.year(),
            fiscal: false,
        }),
        _ => None,
    }
}
