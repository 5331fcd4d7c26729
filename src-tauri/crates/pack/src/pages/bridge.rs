//! Page 2: what moved ARR (C2).

use super::{Built, Draft, comparison, needs_two_closes, scenario};
use crate::context::Context;
use crate::display::{self, Unit, count, day, percent, percent_signed, things};
use crate::layout::{
    Stack, area, block, chart, empty_chart, figure, left, right, row, stacked, text,
};
use crate::message::{Message, token};
use crate::model::{BridgeColumn, ChartSpec, Content, Ink, Mark, Paper, RowKind, Table, Tone};
use crate::notes::notes;
use crate::segments;
use crate::slots::At;
use crate::tie::{Part, tie_to};
use crate::value::Better;
use holdfast_ledger::{Decimal, ratio, round_half_away};
use holdfast_metrics::Counts;

pub(super) fn page(c: &Context) -> Built {
    let now = c.now().ok_or_else(|| needs_two_closes(c))?;
    let base = cut_base(now);
    let split = chart_columns(c, now);
    let mut right_side = Stack::new(split, 12 - split);
    right_side.table(None, movements_table(c, now));
    let rates = comparison::table(c, "%", &comparison::rate_rows(c), false);
    right_side.table(None, rates);
    right_side.push(3, None, Content::Lines(vec![tie_line(c, now)]));
    if let Some(gross) = gross_table(c, now) {
        right_side.table(None, gross);
    }
    let mut blocks = vec![block(area(0, split, 0, 24), None, waterfall(c, now, base))];
    let mut exceptions = stacked(&mut blocks, [right_side]);
    exceptions.extend(self::exceptions(c, now, base));
    Ok(Draft::new("bridge", message(c, now))
        .titled(
            format!("ARR movements in {}, by movement type", c.unit.label()),
            scenario(c),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &exceptions)))
}

/// Grid columns of the chart: the tables take half of a narrow page, and of any with figures like 1,234,567.
fn chart_columns(c: &Context, now: &At) -> u8 {
    let wide = |level| now.tied.unit.text(level).chars().count() > 6;
    let narrow = c.inputs.options.paper != Paper::Wide;
    if narrow || wide(now.tied.opening) || wide(now.tied.closing) {
        6
    } else {
        7
    }
}

const DEFINITION: &str = "Downsell: customers still above 0 at the closing whose ARR fell; churn: ARR fell to 0; \
     % = share of opening ARR.";

fn exceptions(c: &Context, now: &At, base: Option<Decimal>) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(scale) = scale_line(c, now).filter(|_| base.is_some()) {
        out.push(format!(
            "Totals and movements: two panels from zero (IBCS CH 4.1); the line at the left is {} in both.",
            now.tied.unit.text_money(scale.value)
        ));
    } else if let Some(base) = base {
        out.push(format!(
            "Total columns are cut (zigzag) at {}; movements are to scale with each other.",
            now.tied.unit.text_money(base)
        ));
    }
    if now.tied.ties {
        out.push(
            "Parts are shown so that they add up (within 1 unit; exact: XLSX ‘Bridge’).".to_owned(),
        );
    }
    let paused = now.figures.total.of_which_paused;
    if !paused.is_zero() {
        out.push(format!(
            "Of churn, paused: {}.",
            now.tied.unit.money(paused)
        ));
    }
    if let Some(missing) = c.slots.iter().rev().nth(1).filter(|s| s.at.is_none()) {
        out.push(format!("{}: no data in the file.", missing.label));
    }
    if now.figures.partial {
        out.push(format!("{}: the newest close is partial.", now.label));
    }
    out
}

fn message(c: &Context, now: &At) -> Message {
    let downsell = -now.tied.part(Part::Downsell);
    if downsell.is_zero() && now.figures.total.bridge.downsell.is_zero() {
        return without_downsell(c, now);
    }
    let rate = crate::measure::Measure::DownsellRate;
    let size = if c.usable(&rate.value(now)) {
        format!(
            "cost {} of opening ARR in {}: ",
            token("downsell_rate.q"),
            token("period.q")
        )
    } else {
        format!("in {} was ", token("period.q"))
    };
    let comparator = c.prior().map_or(String::new(), |_| {
        format!(" after {} in {}", token("downsell.pq"), token("period.pq"))
    });
    let mut m = Message::new();
    let place = top_segment(c, now, &mut m).unwrap_or_default();
    let mut m = m.say(format!(
        "Downsell {size}{}{comparator}{place}.",
        token("downsell.q")
    ));
    if !c.usable(&rate.value(now)) {
        return m;
    }
    let cover = cover(now, &mut m);
    m.say(cover.unwrap_or_default())
}

/// "Expansion covered downsell 2.8 times.", "Expansion covered 56% of it."
fn cover(now: &At, m: &mut Message) -> Option<String> {
    let b = &now.figures.total.bridge;
    let times = ratio(b.expansion, b.downsell)?;
    if times < Decimal::ONE {
        let share = m.bind("expansion_cover.q", percent(Some(times), 0));
        return Some(format!("Expansion covered {share} of it."));
    }
    let times = m.bind("expansion_cover.q", display::times(Some(times)));
    Some(format!("Expansion covered downsell {times} times."))
}

/// "; Mid-market made 64% of it", where a segment of enough customers has most of it (S-4).
fn top_segment(c: &Context, now: &At, m: &mut Message) -> Option<String> {
    let top = segments::headline(c, now)?;
    let share = ratio(top.scope.bridge.downsell, now.figures.total.bridge.downsell)?;
    let name = m.bind("segment.top.name", top.name.clone());
    let share = m.bind("segment.top.share", percent(Some(share), 0));
    Some(format!("; {name} made {share} of it"))
}

fn without_downsell(c: &Context, now: &At) -> Message {
    let count = things(now.figures.total.counts.opening, "customer");
    let mut m = Message::new();
    let n = m.bind("opening_customers.q", count);
    let change = m.bind(
        "net_new_signed.q",
        plus_money(&now.tied.unit, now.tied.closing - now.tied.opening),
    );
    let comparator = c.prior().map_or(String::new(), |prior| {
        let shown = prior.tied.part(Part::Downsell);
        if shown.is_zero() {
            return format!(", as in {}", token("period.pq"));
        }
        format!(", after {} in {}", token("downsell.pq"), token("period.pq"))
    });
    m.say(format!(
        "No downsell in {} among {n}{comparator}.",
        token("period.q")
    ))
    .say(if now.tied.opening == now.tied.closing {
        format!("ARR stayed at {}.", token("closing.q"))
    } else {
        format!("ARR moved by {change} to {}.", token("closing.q"))
    })
}

fn plus_money(unit: &Unit, shown: Decimal) -> String {
    let plus = if shown > Decimal::ZERO { "+" } else { "" };
    format!("{plus}{}", unit.text_money(shown))
}

pub(crate) fn movements_table(c: &Context, now: &At) -> Table {
    let compared: Vec<&At> = [Some(now), c.prior(), c.py()]
        .into_iter()
        .flatten()
        .collect();
    let rows = comparison::bridge_rows(&compared);
    comparison::table(c, &c.unit.label(), &rows, true)
}

/// "Check: 18,420 + … = 19,762, ties to the source total, difference $0.00".
pub(crate) fn tie_line(c: &Context, now: &At) -> (Tone, String) {
    let (name, other) = source_total(c, now);
    let difference = now.figures.total.bridge.closing - other;
    let ok = now.tied.ties && difference.is_zero();
    let words = format!(
        "Check: {}; {} {name}, difference {}",
        now.tied.sum_text(),
        if difference.is_zero() {
            "ties to"
        } else {
            "differs from"
        },
        Unit::cents(&c.report.currency).money(difference)
    );
    (if ok { Tone::Ok } else { Tone::Fail }, words)
}

/// The file's own total of the closing close where it has one, else the ledger's balance.
fn source_total(c: &Context, now: &At) -> (&'static str, Decimal) {
    let closing = now.figures.period.closing();
    let of_file = c
        .inputs
        .evidence
        .control_totals
        .iter()
        .find(|t| t.close == closing)
        .and_then(|t| t.file_total);
    if let Some(total) = of_file {
        return ("the source total", total);
    }
    let balance = c.report.closes.iter().find(|f| f.close == closing);
    (
        "the ledger's balance",
        balance.map_or(now.figures.total.bridge.closing, |f| f.amount),
    )
}

/// M-2: what was netted inside customers; nothing where nothing was.
fn gross_table(c: &Context, now: &At) -> Option<Table> {
    let lines = &now.figures.lines;
    if lines.swap.is_zero() {
        return None;
    }
    let net = now
        .tied
        .sum(&[Part::Expansion, Part::Downsell, Part::StepDown]);
    let tied = tie_to(net, &[lines.increase, -lines.decrease], &now.tied.unit);
    let unit = &tied.unit;
    let (up, down) = (tied.parts.first()?, tied.parts.get(1)?);
    let lost = now.tied.sum(&[Part::Downsell, Part::StepDown]);
    let line =
        |caption: &str, value: String| row(RowKind::Normal, vec![text(caption), figure(value)]);
    Some(Table {
        columns: vec![
            left("Gross, lines of customers which stayed", 60),
            right(format!("{} {}", now.short, c.unit.label()), 20),
        ],
        rows: vec![
            line("Lines which grew", unit.text_signed(*up)),
            line("Lines which shrank", unit.text_signed(*down)),
            line(
                "of which made up inside the customer (swap)",
                unit.text(lost - *down),
            ),
        ],
        footnote: None,
    })
}

pub(crate) fn waterfall(c: &Context, now: &At, base: Option<Decimal>) -> Content {
    let columns = columns(c, now);
    let values: Vec<String> = columns
        .iter()
        .map(|b| format!("{} {}", b.caption, b.label))
        .collect();
    let alt = format!(
        "Waterfall chart of ARR in {}, {}: {}.",
        c.unit.label(),
        now.label,
        values.join(", ")
    );
    let change = c.delta_of(
        &crate::measure::Measure::Closing.value(now),
        &crate::measure::Measure::Opening.value(now),
        Better::Neutral,
    );
    let difference = format!("{} ({})", change.text, change.relative_text());
    let spec = match scale_line(c, now).filter(|_| base.is_some()) {
        Some(scale) => ChartSpec::BridgePanels {
            columns,
            scale,
            difference,
        },
        None => ChartSpec::Bridge {
            columns,
            base,
            difference,
        },
    };
    let parts = now.tied.parts.iter().map(|(_, value)| value);
    let mut levels = parts.chain([&now.tied.opening, &now.tied.closing]);
    if levels.all(Decimal::is_zero) {
        return empty_chart(spec, format!("No ARR and no movement in {}", now.label));
    }
    chart(spec, alt)
}

/// The length of ARR drawn beside both panels where they are wanted: round, about a third of the
/// largest movement.
fn scale_line(c: &Context, now: &At) -> Option<Mark> {
    if !c.inputs.options.strict_ibcs {
        return None;
    }
    let largest = now.tied.parts.iter().map(|(_, v)| v.abs()).max()?;
    let value = round_step(largest / Decimal::from(3));
    let value = round_half_away(value, now.tied.unit.decimals);
    let label = now.tied.unit.text(value);
    (!value.is_zero()).then_some(Mark { value, label })
}

fn columns(c: &Context, now: &At) -> Vec<BridgeColumn> {
    let counts = &now.figures.total.counts;
    let (from, to) = (now.figures.period.opening(), now.figures.period.closing());
    let mut out = vec![total(
        now,
        "Opening ARR",
        day(from.date()),
        now.tied.opening,
    )];
    let printed =
        |part: &Part| part.always_printed() || !part.of(&now.figures.total.bridge).is_zero();
    for part in Part::ALL.into_iter().filter(printed) {
        let noun = out.len() == 1;
        out.push(movement(c, now, part, customers_in(part, counts, noun)));
    }
    let end = if to == c.report.as_of {
        c.as_of()
    } else {
        to.date()
    };
    out.push(total(now, "Closing ARR", day(end), now.tied.closing));
    out
}

fn total(now: &At, caption: &str, sub: String, level: Decimal) -> BridgeColumn {
    BridgeColumn {
        caption: caption.to_owned(),
        sub,
        value: level,
        label: now.tied.unit.text(level),
        share: String::new(),
        ink: Ink::Actual,
        total: true,
        tone: Tone::Plain,
    }
}

fn movement(c: &Context, now: &At, part: Part, sub: String) -> BridgeColumn {
    let value = now.tied.part(part);
    let bridge = &now.figures.total.bridge;
    let share = ratio(part.of(bridge), bridge.opening)
        .filter(|_| now.figures.total.counts.opening >= c.min_n())
        .filter(|_| !value.is_zero());
    let loss =
        value < Decimal::ZERO && !matches!(part, Part::Fx | Part::Transfer | Part::DataQuality);
    BridgeColumn {
        caption: part.caption().to_owned(),
        sub,
        value,
        label: now.tied.unit.text_signed(value),
        share: share.map_or(String::new(), |s| percent_signed(Some(s), 1)),
        ink: ink(part),
        total: false,
        tone: if loss { Tone::Bad } else { Tone::Plain },
    }
}

pub(crate) fn ink(part: Part) -> Ink {
    match part {
        Part::New => Ink::New,
        Part::Reactivation => Ink::Reactivation,
        Part::Expansion => Ink::Expansion,
        Part::Downsell => Ink::Downsell,
        Part::StepDown => Ink::StepDown,
        Part::Paused => Ink::Paused,
        Part::Churn => Ink::Churn,
        Part::Fx => Ink::Fx,
        Part::Transfer => Ink::Transfer,
        Part::DataQuality => Ink::DataQuality,
    }
}

/// The customer count under a category; the first one names what is counted.
fn customers_in(part: Part, counts: &Counts, noun: bool) -> String {
    let Some(n) = part.customers(counts) else {
        return String::new();
    };
    if noun {
        things(n, "customer")
    } else {
        count(n)
    }
}

/// C2: zero-based where the largest part is at least 8 % of opening; else both totals are cut at one
/// round level below every running level, half the movements' span away.
pub(crate) fn cut_base(now: &At) -> Option<Decimal> {
    let largest = now.tied.parts.iter().map(|(_, v)| v.abs()).max()?;
    let opening = now.tied.opening;
    if largest.is_zero() || largest * Decimal::ONE_HUNDRED >= opening * Decimal::from(8) {
        return None;
    }
    let mut level = opening;
    let mut levels = vec![opening, now.tied.closing];
    for (_, part) in &now.tied.parts {
        level += *part;
        levels.push(level);
    }
    let (low, high) = (levels.iter().min()?, levels.iter().max()?);
    let span = *high - *low;
    let step = round_step(span / Decimal::from(4));
    let base = ((*low - span / Decimal::TWO) / step).floor() * step;
    (base > Decimal::ZERO).then(|| round_half_away(base, now.tied.unit.decimals))
}

/// The largest of 1, 2 and 5 times a power of ten which is at most `value`; at least 0.01.
fn round_step(value: Decimal) -> Decimal {
    let mut step = Decimal::new(1, 2);
    let mut best = step;
    while step <= value {
        for factor in [1, 2, 5] {
            let candidate = step * Decimal::from(factor);
            if candidate <= value {
                best = candidate;
            }
        }
        step *= Decimal::TEN;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        let step = |v: i64| round_step(Decimal::from(v));
        assert_eq!(step(475), Decimal::from(200));
        assert_eq!(step(1000), Decimal::from(1000));
        assert_eq!(step(0), Decimal::new(1, 2));
    }
}
