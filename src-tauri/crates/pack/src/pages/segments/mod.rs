//! Page 6: which segment trades down (C6, C7). Further attributes follow as 6b, 6c where the template
//! wants them.

mod charts;
mod concentration;
mod heat;
mod table;

pub(crate) use table::table;

use super::{Built, Draft, needs_two_closes, scenario};
use crate::context::Context;
use crate::display::{self, count, percent};
use crate::layout::{ROWS, area, block, close_rows, easy_rows};
use crate::message::{Message, token};
use crate::model::{Block, Content};
use crate::notes::notes;
use crate::segments::{PrintedSegment, find, printable, printed};
use crate::slots::At;
use crate::tie::{Part, tie_to};
use holdfast_ledger::{Decimal, ratio};
use holdfast_metrics::Segmentation;

pub(super) fn pages(c: &Context) -> Vec<Built> {
    let Some(now) = c.now() else {
        return vec![Err(needs_two_closes(c))];
    };
    let printable = printable(c, now);
    if printable.is_empty() {
        return vec![Err(why_none(now))];
    }
    let wanted: Vec<&Segmentation> = printable
        .into_iter()
        .take(c.template.segment_pages)
        .collect();
    let Some((first, mut rest)) = wanted.split_first() else {
        return Vec::new();
    };
    let mut out = vec![page(c, now, first, 0)];
    while let Some((next, others)) = rest.split_first() {
        let both = others
            .first()
            .and_then(|other| pair(c, now, [next, other], out.len()));
        rest = if both.is_some() {
            others.get(1..).unwrap_or_default()
        } else {
            others
        };
        out.push(both.unwrap_or_else(|| page(c, now, next, out.len())));
    }
    out.into_iter().map(Ok).collect()
}

/// Two further attributes on one page, where the rows of both have room.
fn pair(c: &Context, now: &At, both: [&Segmentation; 2], index: usize) -> Option<Draft> {
    let [upper, lower] = both.map(|s| (s.attribute.as_str(), printed(c, s)));
    let height = |(attribute, rows): &(&str, Vec<PrintedSegment>)| {
        easy_rows(&table(c, now, attribute, rows), false)
    };
    let from = height(&upper) + 1;
    if from + height(&lower) > ROWS {
        return None;
    }
    let mut blocks = strip(c, now, upper.0, &upper.1, 0);
    blocks.extend(strip(c, now, lower.0, &lower.1, from));
    // The message is of the attribute in which the downsell is more unevenly spread.
    let uneven = |(_, rows): &(&str, Vec<PrintedSegment>)| {
        let of = |r: &PrintedSegment| ratio(r.scope.bridge.downsell, r.scope.bridge.opening);
        let enough = rows.iter().filter(|r| !r.other() && r.n() >= c.min_n());
        enough.filter_map(of).max().unwrap_or_default()
    };
    let told = if uneven(&lower) > uneven(&upper) {
        &lower
    } else {
        &upper
    };
    let all: Vec<PrintedSegment> = upper.1.iter().chain(&lower.1).cloned().collect();
    let draft = Draft::new("segments", message(c, now, told.0, &told.1))
        .titled(
            format!(
                "Downsell in {} and as % of opening ARR, by {} and by {}",
                c.unit.label(),
                upper.0,
                lower.0
            ),
            scenario(c),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &exceptions(c, &all, false)));
    Some(draft.continued(index))
}

fn why_none(now: &At) -> String {
    if now
        .figures
        .segmentations
        .iter()
        .any(|s| s.segments.len() > 1)
    {
        return "no segment may be shown outside: too few customers, or mostly one".to_owned();
    }
    "no attribute with two or more values".to_owned()
}

fn page(c: &Context, now: &At, segmentation: &Segmentation, index: usize) -> Draft {
    let rows = printed(c, segmentation);
    let attribute = &segmentation.attribute;
    let mut blocks = strip(c, now, attribute, &rows, 0);
    let mut next = end(&blocks);
    if let Some(trend) = charts::multiples(c, attribute, &rows, next) {
        next = trend.area.row + trend.area.rows;
        blocks.push(trend);
    }
    let (more, crossed) = below(c, now, attribute, next, index);
    blocks.extend(more);
    let draft = Draft::new("segments", message(c, now, attribute, &rows))
        .titled(
            format!(
                "Downsell in {} and as % of opening ARR, by {attribute}",
                c.unit.label()
            ),
            scenario(c),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &exceptions(c, &rows, crossed)));
    draft.continued(index)
}

fn end(blocks: &[Block]) -> u8 {
    blocks
        .iter()
        .map(|b| b.area.row + b.area.rows)
        .max()
        .unwrap_or_default()
}

/// Bars and table of an attribute, side by side.
fn strip(c: &Context, now: &At, attribute: &str, rows: &[PrintedSegment], from: u8) -> Vec<Block> {
    let table = table(c, now, attribute, rows);
    let height = easy_rows(&table, false).clamp(5, 14).min(ROWS - from);
    vec![
        block(
            area(0, 5, from, height),
            None,
            charts::paired(c, now, attribute, rows),
        ),
        block(area(5, 7, from, height), None, Content::Table(table)),
    ]
}

/// Under the first attribute: on the first page the heat map of two attributes (S-3) and the segments
/// in which the downsell is concentrated (S-5), else the next attribute. Says too whether the heat map
/// is among them.
fn below(c: &Context, now: &At, first: &str, from: u8, index: usize) -> (Vec<Block>, bool) {
    let room = ROWS.saturating_sub(from);
    let heat = heat::heat(c, now).filter(|h| index == 0 && h.lines + 3 <= usize::from(room));
    let Some(heat) = heat else {
        return (second(c, now, first, from), false);
    };
    let map = block(area(0, 7, from, room), Some(&heat.heading), heat.content);
    let table = concentration::table(c, now)
        .map(|t| block(area(7, 5, from, room), None, Content::Table(t)));
    (std::iter::once(map).chain(table).collect(), true)
}

/// Bars and table of the next attribute, where there is room for all its rows and no page of its own.
fn second(c: &Context, now: &At, first: &str, from: u8) -> Vec<Block> {
    let next = printable(c, now).into_iter().find(|s| s.attribute != first);
    let Some(segmentation) = next.filter(|_| c.template.segment_pages == 1) else {
        return Vec::new();
    };
    let rows = printed(c, segmentation);
    let attribute = &segmentation.attribute;
    if close_rows(&table(c, now, attribute, &rows), false) > ROWS.saturating_sub(from) {
        return Vec::new();
    }
    strip(c, now, attribute, &rows, from)
}

const DEFINITION: &str = "A customer belongs to the segment it had at opening; downsell rate = downsell ÷ \
     opening ARR of the segment; NRR and GRR are of the period.";

fn exceptions(c: &Context, rows: &[PrintedSegment], crossed: bool) -> Vec<String> {
    let mut out = Vec::new();
    if crossed {
        out.push("Lines of the heat map add up; its columns may differ by 1.".to_owned());
    }
    let small = rows.iter().filter(|r| r.n() < c.min_n()).count();
    if small > 0 {
        out.push(format!(
            "Rates over fewer than {} customers are not shown ({small} of {} segments).",
            c.min_n(),
            rows.len()
        ));
    }
    if c.external() && rows.iter().any(PrintedSegment::other) {
        out.push(format!(
            "Segments of fewer than {} customers or mostly one customer are merged into Other.",
            c.min_n()
        ));
    }
    out
}

fn message(c: &Context, now: &At, attribute: &str, rows: &[PrintedSegment]) -> Message {
    let total = &now.figures.total.bridge;
    if total.downsell.is_zero() {
        return Message::of(format!(
            "No downsell in {} in any {attribute} segment; opening ARR was {}.",
            token("period.q"),
            token("opening.q")
        ));
    }
    let named = |r: &&PrintedSegment| !r.other() && !r.scope.bridge.downsell.is_zero();
    let headline = rows.iter().find(|r| named(r) && r.n() >= c.min_n());
    match headline {
        Some(top) => headline_message(c, now, attribute, rows, top),
        None => largest_by_money(now, attribute, rows, segments_of(now, attribute)),
    }
}

/// A segment's downsell as the table prints it.
fn tied_downsell(now: &At, rows: &[PrintedSegment], of: &PrintedSegment) -> String {
    let parts: Vec<Decimal> = rows.iter().map(|r| -r.scope.bridge.downsell).collect();
    let tied = tie_to(now.tied.part(Part::Downsell), &parts, &now.tied.unit);
    let at = rows.iter().position(|r| r == of).unwrap_or_default();
    let shown = tied.parts.get(at).copied().unwrap_or_default();
    tied.unit.text_money(shown)
}

fn headline_message(
    c: &Context,
    now: &At,
    attribute: &str,
    rows: &[PrintedSegment],
    top: &PrintedSegment,
) -> Message {
    let (all, b) = (&now.figures.total, &top.scope.bridge);
    let rest = ratio(
        all.bridge.downsell - b.downsell,
        all.bridge.opening - b.opening,
    );
    let enough_others = all.counts.opening.saturating_sub(top.n()) >= c.min_n();
    let mut m = Message::new();
    let name = m.bind("segment.name", top.name.clone());
    let rate = m.bind("segment.rate", percent(top.scope.rates.downsell_rate, 1));
    let money = m.bind("segment.downsell", tied_downsell(now, rows, top));
    let comparator = match (top.scope.rates.downsell_rate, rest) {
        (_, Some(rest)) if enough_others && rest.is_zero() => ", the rest lost none".to_owned(),
        (Some(r), Some(rest)) if enough_others => {
            let times = display::times(ratio(r, rest));
            match times.as_str() {
                "1.0" => ", about the same rate as the rest".to_owned(),
                _ => format!(", {} times the rest", m.bind("segment.times", times)),
            }
        }
        _ => String::new(),
    };
    let share = m.bind(
        "segment.share",
        percent(ratio(b.downsell, all.bridge.downsell), 0),
    );
    let opening = m.bind(
        "segment.opening_share",
        percent(ratio(b.opening, all.bridge.opening), 0),
    );
    m.say(format!(
        "{name} lost {rate} of its opening ARR to downsell in {}{comparator}: {money}.",
        token("period.q")
    ))
    .say(format!(
        "It made {share} of the downsell with {opening} of opening ARR (by {attribute})."
    ))
}

/// How many values the attribute has, merged ones too.
fn segments_of(now: &At, attribute: &str) -> usize {
    find(now.figures, attribute).map_or(0, |s| s.segments.len())
}

/// Where no segment has enough customers for a rate: money only (S-4).
fn largest_by_money(now: &At, attribute: &str, rows: &[PrintedSegment], all: usize) -> Message {
    let mut m = Message::new();
    let count = m.bind("segments.count", count(all));
    let downsell = |r: &PrintedSegment| r.scope.bridge.downsell;
    let by_money = |r: &&PrintedSegment| (!r.other() && !downsell(r).is_zero(), downsell(r));
    let Some(top) = rows.iter().max_by_key(by_money) else {
        return Message::of(format!(
            "No segment by {attribute} in {}.",
            token("period.q")
        ));
    };
    let name = m.bind("segment.name", top.name.clone());
    let money = m.bind("segment.downsell", tied_downsell(now, rows, top));
    m.say(format!(
        "{name} has the largest downsell of {count} {attribute} segments in {}: {money} of {}.",
        token("period.q"),
        token("downsell.q")
    ))
}
