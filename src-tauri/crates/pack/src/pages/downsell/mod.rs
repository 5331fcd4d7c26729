//! Page 5: is downsell a leading signal? Movements over time (C4), downsell ÷ expansion (C5), drivers
//! (M-4), timing (M-7) and the lead test (G-2).

mod charts;
mod tables;

use super::{Built, Draft, Extras, comparison, needs_two_closes, span};
use crate::context::Context;
use crate::display::percent;
use crate::layout::{Stack, area, block, stacked};
use crate::measure::Measure;
use crate::message::{Message, token};
use crate::model::{Content, Tone};
use crate::notes::notes;
use crate::slots::At;
use holdfast_ledger::{Decimal, ratio};
use holdfast_metrics::Driver;

pub(super) fn page(c: &Context, extras: &Extras) -> Built {
    let now = c.now().ok_or_else(|| needs_two_closes(c))?;
    let mut side = Stack::new(7, 5);
    let signals = [
        Measure::DownsellToExpansion,
        Measure::ShareOfLosses,
        Measure::DownsellLogoRate,
    ];
    side.table(None, comparison::table(c, "Signals, %", &signals, false));
    side.table(None, tables::drivers(c, now));
    side.table(None, tables::timing(c, now));
    side.table(None, tables::reasons(c, now, extras));
    if let Some((table, sentence)) = c.report.lead.as_ref().and_then(|l| tables::lead(c, l)) {
        side.table(None, table);
        side.or_say(sentence);
    }
    if let Some((sentence, short)) = tables::renewals(c, now) {
        side.push(3, None, Content::Lines(vec![(Tone::Muted, sentence)]));
        side.or_say(short);
    }
    let movements = charts::movements(c);
    // Without a movement to draw a sentence stands here, and the ratio right under it.
    let high = if is_empty(&movements) { 3 } else { 14 };
    let mut blocks = vec![
        block(
            area(0, 7, 0, high),
            Some(&format!(
                "Expansion, downsell and churn in {}",
                c.unit.label()
            )),
            movements,
        ),
        block(
            area(0, 7, high + 1, 9),
            Some("Downsell ÷ expansion, %"),
            charts::ratio_line(c),
        ),
    ];
    let mut exceptions = stacked(&mut blocks, [side]);
    exceptions.extend(self::exceptions(c, now));
    Ok(Draft::new("downsell", message(c, now))
        .titled(
            format!(
                "Downsell in {} and as % of expansion, by driver and timing",
                c.unit.label()
            ),
            span(c),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &exceptions)))
}

fn is_empty(content: &Content) -> bool {
    matches!(content, Content::Chart(chart) if chart.empty.is_some())
}

const DEFINITION: &str = "A customer's whole downsell has one driver, mixed where several fell; timing by the renewal \
     or end date.";

fn exceptions(c: &Context, now: &At) -> Vec<String> {
    let mut out = Vec::new();
    let downsell = now.figures.total.bridge.downsell;
    let unknown = |(amount, _): &(Decimal, u32)| !downsell.is_zero() && *amount == downsell;
    if now.figures.drivers.0.last().is_some_and(unknown) {
        out.push(
            "Drivers unknown: the file has no quantities, plans, lines or reasons.".to_owned(),
        );
    }
    if now.figures.timings.downsell.last().is_some_and(unknown) {
        out.push("Timing unknown: the file has no renewal or end dates.".to_owned());
    }
    let missing = c.slots.iter().filter(|s| s.at.is_none()).count();
    if missing > 0 {
        out.push(format!(
            "{missing} of {} {} without data.",
            c.slots.len(),
            c.nouns()
        ));
    }
    out
}

fn message(c: &Context, now: &At) -> Message {
    let measure = Measure::DownsellToExpansion;
    let b = &now.figures.total.bridge;
    if b.downsell.is_zero() {
        return Message::of(format!(
            "No downsell in {}; expansion was {} and churn {}.",
            token("period.q"),
            token("expansion.q"),
            token("churn.q")
        ));
    }
    if !c.usable(&measure.value(now)) {
        return without_ratio(c);
    }
    let mut m = Message::new();
    let comparator = c
        .prior()
        .map(|prior| {
            if !c.usable(&measure.value(prior)) {
                return format!("; {} has none to compare with", token("period.pq"));
            }
            let verb = match c.delta(measure, now, prior).direction() {
                1 => "up from",
                -1 => "down from",
                _ => "level with",
            };
            format!(
                ", {verb} {} in {}",
                token("downsell_to_expansion.pq"),
                token("period.pq")
            )
        })
        .unwrap_or_default();
    let run = rises(c);
    let rising = if run >= 2 {
        let k = m.bind("downsell_to_expansion.rises", run.to_string());
        format!("; rising for {k} {}", c.nouns())
    } else {
        String::new()
    };
    let driver = top_driver(now, &mut m);
    m.say(format!(
        "Downsell is {} of expansion in {}{comparator}{rising}.",
        token("downsell_to_expansion.q"),
        token("period.q")
    ))
    .say(driver.unwrap_or_default())
}

fn without_ratio(c: &Context) -> Message {
    let comparator = c
        .prior()
        .map(|_| format!(" after {} in {}", token("downsell.pq"), token("period.pq")))
        .unwrap_or_default();
    Message::of(format!(
        "Downsell was {}{comparator}; expansion {} in {}, so their ratio is not stated.",
        token("downsell.q"),
        token("expansion.q"),
        token("period.q")
    ))
}

/// "Fewer seats made 52% of the downsell." where a driver is known.
fn top_driver(now: &At, m: &mut Message) -> Option<String> {
    let (driver, (amount, _)) = Driver::ALL
        .iter()
        .zip(&now.figures.drivers.0)
        .filter(|(d, (amount, _))| **d != Driver::Unknown && !amount.is_zero())
        .max_by(|a, b| a.1.0.cmp(&b.1.0).then(b.0.cmp(a.0)))?;
    let share = ratio(*amount, now.figures.total.bridge.downsell)?;
    let share = m.bind("driver.top.share", percent(Some(share), 0));
    Some(format!(
        "{} made {share} of the downsell.",
        driver_cause(*driver)
    ))
}

/// How many periods in a row D/E rose, up to the newest.
fn rises(c: &Context) -> usize {
    let values = super::trend::sparkline(c, Measure::DownsellToExpansion);
    values
        .windows(2)
        .rev()
        .take_while(|w| matches!(w, [Some(before), Some(now)] if now > before))
        .count()
}

/// What happened, by driver (M-4).
fn driver_cause(driver: Driver) -> &'static str {
    match driver {
        Driver::Seats => "Fewer seats",
        Driver::Tier => "Lower tiers",
        Driver::Module => "Dropped modules",
        Driver::Price => "Lower prices",
        Driver::Mixed => "Several drivers at once",
        Driver::Unknown => "Unknown drivers",
    }
}
