//! Page 3: is this period normal? Nine periods as numbers, with a sparkline column.

use super::{Built, Draft, comparison, needs_two_closes, span};
use crate::context::Context;
use crate::display::{NO_DATA, count, percent};
use crate::layout::{ROWS, area, block, figure, left, right, row, text, toned, warned};
use crate::measure::Measure;
use crate::message::{Message, token};
use crate::model::{Cell, Column, Content, Row, RowKind, Table, Tone};
use crate::notes::notes;
use crate::slots::{At, Slot};
use crate::tie::Part;
use holdfast_ledger::{Decimal, Grain, Ratio};

/// Periods of the median (message rule of the page).
const MEDIAN_PERIODS: usize = 8;
/// Periods counted against it.
const RECENT_PERIODS: usize = 4;

pub(super) fn page(c: &Context) -> Built {
    let now = c.now().ok_or_else(|| needs_two_closes(c))?;
    let table = table(c, now);
    let mut draft = Draft::new("trend", message(c, now));
    draft.kicker = kicker(c);
    Ok(draft
        .titled(
            format!("ARR movements in {}, rates in %, customers", c.unit.label()),
            span(c),
        )
        .holding(vec![block(
            area(0, columns_of(c.slots.len()), 0, ROWS),
            None,
            Content::Table(table),
        )])
        .noted(notes(c, DEFINITION, &exceptions(c))))
}

/// Few periods don't stand a page's width from their captions.
fn columns_of(periods: usize) -> u8 {
    match periods {
        0..=1 => 4,
        2..=3 => 7,
        _ => 12,
    }
}

/// "NINE QUARTERS".
fn kicker(c: &Context) -> String {
    const WORDS: [&str; 9] = [
        "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE",
    ];
    let periods = c.slots.len();
    let word = WORDS
        .get(periods.saturating_sub(1))
        .copied()
        .unwrap_or_default();
    let noun = if periods == 1 {
        c.noun().to_owned()
    } else {
        c.nouns()
    };
    format!("{word} {}", noun.to_uppercase())
}

const DEFINITION: &str = "Downsell is ARR lost from customers which shrank, churn from customers which left; \
     TTM rates are of the customers of twelve months before.";

fn exceptions(c: &Context) -> Vec<String> {
    let missing: Vec<&str> = c
        .slots
        .iter()
        .filter(|s| s.at.is_none())
        .map(|s| s.label.as_str())
        .collect();
    let mut out = Vec::new();
    if !missing.is_empty() {
        out.push(format!("No data in the file: {}.", missing.join(", ")));
    }
    if c.covered().any(|at| at.figures.total.ttm.nrr.is_none()) {
        out.push("n/a: TTM needs a close twelve months before.".to_owned());
    }
    out
}

fn message(c: &Context, now: &At) -> Message {
    let rates: Vec<Decimal> = recent(c, MEDIAN_PERIODS)
        .filter_map(|at| Measure::DownsellRate.value(at).point(c.min_n()))
        .collect();
    let Some(median) = median(&rates).filter(|_| rates.len() >= 3) else {
        return balance_message(c, now);
    };
    if rates.iter().all(Decimal::is_zero) {
        let mut m = Message::new();
        let k = m.bind("trend.periods", rates.len().to_string());
        return m.say(format!(
            "No downsell in the {k} {} shown; closing ARR is {} in {}.",
            c.nouns(),
            token("closing.q"),
            token("period.q")
        ));
    }
    let last: Vec<Decimal> = rates.iter().rev().take(RECENT_PERIODS).copied().collect();
    let above = last.iter().filter(|r| **r > median).count();
    let mut m = Message::new();
    let periods = m.bind("trend.periods", rates.len().to_string());
    let median = m.bind("downsell_rate.median", percent(Some(median), 1));
    let above = m.bind("trend.above", above.to_string());
    let of = m.bind("trend.recent", last.len().to_string());
    m.say(format!(
        "The downsell rate was above its {periods}-{} median of {median} in {above} of the last {of} {}; it is {} in {}.",
        c.noun(),
        c.nouns(),
        token("downsell_rate.q"),
        token("period.q")
    ))
}

/// Where there are too few periods, or customers, for a median.
fn balance_message(c: &Context, now: &At) -> Message {
    let mut m = Message::new();
    let closing = now.figures.total.counts.closing;
    let customers = m.bind("customers.q", count(closing));
    let noun = if closing == 1 {
        "customer"
    } else {
        "customers"
    };
    let comparator = match c.prior() {
        Some(_) => format!(
            ", {} {} in {}",
            "after",
            token("closing.pq"),
            token("period.pq")
        ),
        None => format!(", after {} at opening", token("opening.q")),
    };
    m.say(format!(
        "Closing ARR is {} from {customers} {noun} in {}{comparator}; downsell was {}.",
        token("closing.q"),
        token("period.q"),
        token("downsell.q")
    ))
}

fn recent<'a, 'b>(c: &'b Context<'a>, periods: usize) -> impl Iterator<Item = &'b At<'a>> {
    let skip = c.slots.len().saturating_sub(periods);
    c.slots.iter().skip(skip).filter_map(|s| s.at.as_ref())
}

fn median(values: &[Decimal]) -> Ratio {
    let mut sorted = values.to_vec();
    sorted.sort();
    let middle = sorted.len() / 2;
    let upper = sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(*upper);
    }
    let lower = sorted.get(middle.checked_sub(1)?)?;
    Some((*lower + *upper) / Decimal::TWO)
}

pub(crate) fn table(c: &Context, now: &At) -> Table {
    Table {
        columns: columns(c),
        rows: rows(c, now),
        footnote: (c.slots.len() == 1).then(|| format!("1 {}: no trend.", c.noun())),
    }
}

fn columns(c: &Context) -> Vec<Column> {
    let mut out = vec![left(c.unit.label(), 26)];
    out.extend(c.slots.iter().map(|s| right(s.label.clone(), 11)));
    if c.slots.len() > 1 {
        out.push(right(
            format!("Δ{}", c.slots.iter().rev().nth(1).map_or("", |s| &s.short)),
            10,
        ));
        out.push(left("", 16));
    }
    out
}

fn rows(c: &Context, now: &At) -> Vec<Row> {
    let lines = lines(c).into_iter();
    lines
        .map(|l| l.map_or_else(section, |m| line(c, now, m)))
        .collect()
}

/// The measures in the order of the rows; a caption where a section begins.
pub(crate) fn lines(c: &Context) -> Vec<Result<Measure, &'static str>> {
    let ats: Vec<&At> = c.covered().collect();
    let mut out: Vec<Result<Measure, &str>> =
        comparison::bridge_rows(&ats).into_iter().map(Ok).collect();
    out.extend([Ok(Measure::NetNew), Err("Rates, %")]);
    if c.report.basis.period != Grain::Year {
        out.extend([Ok(Measure::NrrTtm), Ok(Measure::GrrTtm)]);
    }
    let rates = [
        Measure::Nrr,
        Measure::Grr,
        Measure::DownsellRate,
        Measure::ChurnRate,
        Measure::DownsellToExpansion,
    ];
    out.extend(rates.map(Ok));
    out.push(Err("Customers"));
    out.extend(
        [
            Measure::Customers,
            Measure::DownsellCustomers,
            Measure::ChurnCustomers,
        ]
        .map(Ok),
    );
    out
}

fn section(caption: &str) -> Row {
    row(RowKind::Section, vec![text(caption)])
}

fn line(c: &Context, now: &At, measure: Measure) -> Row {
    let caption = match measure {
        Measure::Line(Part::Downsell) => "Downsell (from shrinking)".to_owned(),
        Measure::Line(Part::Churn) => "Churn (from lost)".to_owned(),
        _ => measure.caption(c.noun()),
    };
    let mut cells = vec![text(caption)];
    cells.extend(c.slots.iter().map(|s| slot_cell(c, s, measure)));
    if c.slots.len() > 1 {
        cells.push(delta_cell(c, now, measure));
        cells.push(Cell::Spark(sparkline(c, measure)));
    }
    row(comparison::kind(measure), cells)
}

fn slot_cell(c: &Context, slot: &Slot, measure: Measure) -> Cell {
    match &slot.at {
        Some(at) => figure(c.marked(measure, at)),
        None => toned(NO_DATA, Tone::Muted),
    }
}

fn delta_cell(c: &Context, now: &At, measure: Measure) -> Cell {
    match c.prior() {
        Some(prior) => {
            let delta = c.delta(measure, now, prior);
            warned(delta.text, delta.tone)
        }
        None => toned(NO_DATA, Tone::Muted),
    }
}

/// The values of the shown periods; missing and hidden ones break the line.
pub(super) fn sparkline(c: &Context, measure: Measure) -> Vec<Ratio> {
    c.slots
        .iter()
        .map(|s| measure.value(s.at.as_ref()?).point(c.min_n()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        let d = |v: &[i64]| v.iter().map(|x| Decimal::from(*x)).collect::<Vec<_>>();
        assert_eq!(median(&d(&[5, 1, 3])), Some(Decimal::from(3)));
        assert_eq!(median(&d(&[4, 1, 3, 2])), Some(Decimal::new(25, 1)));
        assert_eq!(median(&[]), None);
    }
}
