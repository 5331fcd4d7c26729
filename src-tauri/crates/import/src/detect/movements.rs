//! Columns of movements: what a bridge for each customer opens with, gains, loses and closes with, in rows of a
//! customer and a month, under the months of a wide sheet, or in rows labelled by their movement (L-7).

use super::{Detection, layout, styles};
use crate::bridge_parts::{Part, part};
use crate::mapping::{ColumnMapping, Confidence, Field, Layout};
use crate::text::key;
use holdfast_ledger::{Cell, Close, Decimal, FiscalYear};
use std::collections::BTreeMap;

/// A column with what it is to a bridge.
struct Found {
    at: usize,
    part: Part,
    /// The period of its own, where the sheet is wide.
    close: Option<Close>,
    months: i32,
    forecast: bool,
}

/// Reads columns of movements as such; whether the table has them.
pub(super) fn settle(d: &mut Detection<'_>) -> bool {
    if d.given.is_some() {
        closes_of_given(d);
        return false;
    }
    if d.export.is_some() || !d.map.has_customer() {
        return false;
    }
    let found = found(d);
    let dated = d.map.has(Field::Close);
    let (wide, long): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|f| f.close.is_some());
    // Months beside it are a ledger, and the movements may be the company's own bridge beside that.
    if let Some(columns) = between_dates(d, &wide, &long) {
        assign(d, &columns);
        return true;
    }
    let columns = if dated && layout::period_columns(d) == 0 && is_bridge(&long) {
        long
    } else if !dated && is_bridge(&wide) {
        finest(wide)
    } else if let Some(columns) = of_one_period(d, long) {
        columns
    } else {
        return labelled_rows(d);
    };
    if are_flags(d, &columns) {
        return false;
    }
    assign(d, &columns);
    true
}

/// Movements without a date between what was there on one day and on another are of the period which ends there.
fn between_dates(d: &mut Detection<'_>, wide: &[Found], long: &[Found]) -> Option<Vec<Found>> {
    let parts: Vec<Part> = wide.iter().map(|f| f.part).collect();
    let ends = match parts.as_slice() {
        [Part::Closing] => long.iter().any(|f| f.part == Part::Opening),
        [Part::Opening, Part::Closing] => true,
        _ => false,
    };
    let close = wide.last().and_then(|f| f.close);
    if !ends || !is_bridge(long) || d.map.has(Field::Close) {
        return None;
    }
    d.map.close = close.map(Close::date);
    let found = wide.iter().chain(long).map(|f| Found { close, ..*f });
    Some(found.collect())
}

/// A bridge without dates is of one period, which its title, its sheet or the user gives the last day of.
fn of_one_period(d: &mut Detection<'_>, mut columns: Vec<Found>) -> Option<Vec<Found>> {
    let has = |part| columns.iter().any(|f| f.part == part);
    let whole = is_bridge(&columns) && has(Part::Opening) && has(Part::Closing);
    // A table of each period opens with what the one before closes with.
    let dated = d.map.has(Field::Close) || layout::period_columns(d) > 0;
    if !whole || dated || d.around.alike {
        return None;
    }
    let day = styles::stated_date(d)?;
    d.map.close = Some(day);
    for column in &mut columns {
        column.close = Close::of(day);
    }
    Some(columns)
}

/// A mapping names the movements; their periods stand in the captions, those of a new quarter too.
fn closes_of_given(d: &mut Detection<'_>) {
    let across = d.given.is_some_and(|g| g.layout == Layout::Events) && !d.map.has(Field::Close);
    if !across {
        return;
    }
    let of_period = d.given.and_then(|g| g.close);
    for f in found(d) {
        let Some(c) = d.map.columns.get_mut(f.at) else {
            continue;
        };
        let field = match c.field {
            Field::Ignore if c.confidence == Confidence::None => field_of(&f),
            own => own,
        };
        if field.is_money() {
            let close = f.close.map(Close::date);
            (c.field, c.close) = (field, close.or(of_period));
        }
    }
    let fiscal = d.map.fiscal_year_start.unwrap_or(FiscalYear::CALENDAR);
    let captions = &d.block;
    for c in d.map.columns.iter_mut().filter(|c| c.field == Field::Delta) {
        let when = captions.caption(c.column).and_then(|k| k.when);
        c.close = c
            .close
            .or(when.and_then(|w| w.close(fiscal)).map(Close::date));
    }
}

/// Gains and losses side by side make a bridge; one of them alone may be anything.
fn is_bridge(columns: &[Found]) -> bool {
    let any = |part: Part| columns.iter().any(|f| f.part == part);
    any(Part::Gained) && any(Part::Lost)
}

/// Whether the movements are nothing but 0 and 1: they say that something happened, and are no amounts.
fn are_flags(d: &Detection<'_>, columns: &[Found]) -> bool {
    let mut any = false;
    let moves = columns
        .iter()
        .filter(|f| matches!(f.part, Part::Gained | Part::Lost));
    for column in moves.filter_map(|f| d.map.columns.get(f.at)) {
        for row in d.block.rows.clone() {
            let cell = d.table.cell(row, column.column);
            match crate::cells::figure(cell, None) {
                Some(v) if v == Decimal::ONE => any = true,
                Some(v) if !v.is_zero() => return false,
                _ => {}
            }
        }
    }
    any
}

fn found(d: &Detection<'_>) -> Vec<Found> {
    let all = d.map.columns.iter().enumerate();
    all.filter_map(|(at, c)| of_column(d, at, c)).collect()
}

fn of_column(d: &Detection<'_>, at: usize, c: &ColumnMapping) -> Option<Found> {
    let profile = d.profile(c.column)?;
    let figures = profile.is_figures() && !profile.is_percent();
    let read = matches!(c.field, Field::Close | Field::Year) || c.field == Field::Quantity;
    if !(figures || profile.is_empty()) || read {
        return None;
    }
    let fiscal = d.map.fiscal_year_start.unwrap_or(FiscalYear::CALENDAR);
    let caption = d.block.caption(c.column)?;
    let when = caption.period();
    Some(Found {
        at,
        part: part(&c.caption)?,
        close: when.and_then(|w| w.close(fiscal)),
        months: when.map_or(0, |w| w.months().max(1)),
        forecast: c.field == Field::Forecast || caption.forecast,
    })
}

/// Of months, quarters and years side by side the finest are read.
fn finest(columns: Vec<Found>) -> Vec<Found> {
    let moves = |f: &&Found| matches!(f.part, Part::Gained | Part::Lost);
    let least = columns.iter().filter(moves).map(|f| f.months).min();
    let of_grain = |f: &Found| Some(f.months) == least || is_balance(f.part);
    columns.into_iter().filter(of_grain).collect()
}

fn is_balance(part: Part) -> bool {
    matches!(part, Part::Opening | Part::Closing)
}

fn field_of(f: &Found) -> Field {
    match f.part {
        _ if f.forecast => Field::Forecast,
        Part::Opening => Field::AmountBefore,
        Part::Gained => Field::Gained,
        Part::Lost => Field::Lost,
        Part::Net => Field::Delta,
        Part::Closing => Field::AmountAfter,
    }
}

fn assign(d: &mut Detection<'_>, found: &[Found]) {
    let mut taken: BTreeMap<(Option<Close>, Field), u32> = BTreeMap::new();
    // What else calls itself an amount is no movement: the closing says it all.
    for c in d.map.columns.iter_mut().filter(|c| c.field.is_money()) {
        (c.field, c.confidence) = (Field::Ignore, Confidence::Sure);
    }
    for f in found {
        let field = field_of(f);
        let seen = taken.entry((f.close, field)).or_default();
        *seen += 1;
        let Some(c) = d.map.columns.get_mut(f.at) else {
            continue;
        };
        if *seen > 1 && !field.many() {
            continue;
        }
        (c.field, c.confidence) = (field, Confidence::Sure);
        c.close = f.close.map(Close::date);
    }
    d.map.layout = Layout::Events;
}

/// Rows labelled by their movement under months: `New`, `Churn` for each customer, alone or between what it opens
/// and closes with.
fn labelled_rows(d: &mut Detection<'_>) -> bool {
    if d.map.has(Field::Close) || layout::period_columns(d) == 0 {
        return false;
    }
    let movement = d.map.column(Field::Movement).map(|c| c.column);
    let moves = movement.filter(|labels| Labels::of(d, *labels).are_moves());
    let Some(labels) = moves.or_else(|| column_of_bridge(d)) else {
        return false;
    };
    for c in d.map.columns.iter_mut().filter(|c| c.column == labels) {
        (c.field, c.confidence) = (Field::Movement, Confidence::Sure);
    }
    let fiscal = d.map.fiscal_year_start.unwrap_or(FiscalYear::CALENDAR);
    let when = |d: &Detection<'_>, column: u16| d.block.caption(column)?.when?.close(fiscal);
    let closes: Vec<Option<Close>> = d
        .map
        .columns
        .iter()
        .map(|c| when(d, c.column).filter(|_| c.field == Field::Amount))
        .collect();
    for (c, close) in d.map.columns.iter_mut().zip(closes) {
        if close.is_some() {
            c.field = Field::Delta;
            c.close = close.map(Close::date);
        } else if c.field.is_money() {
            (c.field, c.confidence) = (Field::Ignore, Confidence::Sure);
        }
    }
    d.map.layout = Layout::Events;
    true
}

/// The column whose rows are those of a bridge, with what it opens and closes with.
fn column_of_bridge(d: &Detection<'_>) -> Option<u16> {
    let may_be = |c: &&ColumnMapping| {
        let read = c.field.is_money() || c.field.is_date();
        let sure = c.confidence == Confidence::Sure;
        let whose = matches!(c.field, Field::CustomerId | Field::CustomerName);
        !(read || sure && whose)
    };
    let columns = d.map.columns.iter().filter(may_be).map(|c| c.column);
    let mut bridges = columns.filter(|column| Labels::of(d, *column).are_bridge());
    bridges.next()
}

/// What the labels of a column are to a bridge.
#[derive(Default)]
struct Labels {
    lost: bool,
    opening: bool,
    closing: bool,
    balances: bool,
    /// Labels which are no part of a bridge.
    others: bool,
}

impl Labels {
    fn of(d: &Detection<'_>, column: u16) -> Labels {
        let mut out = Labels::default();
        for row in d.block.rows.clone() {
            let Cell::Text(label) = d.table.cell(row, column) else {
                continue;
            };
            match part(label) {
                Some(Part::Gained) => {}
                Some(Part::Lost) => out.lost = true,
                Some(Part::Opening) => out.opening = true,
                Some(Part::Closing) => out.closing = true,
                Some(Part::Net) => out.balances = true,
                None => out.others |= !key(label).is_empty(),
            }
        }
        out.balances |= out.opening || out.closing;
        out
    }

    /// Whether every label is of a movement, a loss among them, and none of a balance.
    fn are_moves(&self) -> bool {
        self.lost && !self.balances && !self.others
    }

    /// Whether every label is of a bridge which opens and closes.
    fn are_bridge(&self) -> bool {
        self.opening && self.closing && !self.others
    }
}
