//! Page 6: which segment trades down (C6, C7). Further attributes follow as 6b, 6c where the template
//! wants them.

use super::{Built, Draft, needs_two_closes, scenario};
use crate::context::{At, Context};
use crate::display::{self, count, percent, percent_bare, points, pp_bare};
use crate::layout::{
    ROWS, area, block, chart, close_rows, easy_rows, empty_chart, figure, left, right, row, text,
    toned,
};
use crate::measure::Measure;
use crate::message::{Message, token};
use crate::model::{
    Block, Cell, ChartSpec, Content, Mark, PairedBar, Panel, Row, RowKind, Table, Tone,
};
use crate::notes::notes;
use crate::segments::{PrintedSegment, printable, printed};
use crate::tie::{Part, tie_to};
use crate::value::{Better, Value};
use holdfast_ledger::{Decimal, Ratio, ratio};
use holdfast_metrics::{Scope, Segmentation};

pub(super) fn pages(c: &Context) -> Vec<Built> {
    let Some(now) = c.now() else {
        return vec![Err(needs_two_closes(c))];
    };
    let printable = printable(c, now);
    if printable.is_empty() {
        return vec![Err(why_none(now))];
    }
    printable
        .into_iter()
        .take(c.template.segment_pages)
        .enumerate()
        .map(|(i, s)| Ok(page(c, now, s, i)))
        .collect()
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
    if let Some(trend) = multiples(c, attribute, &rows, next) {
        next = trend.area.row + trend.area.rows;
        blocks.push(trend);
    }
    if c.template.segment_pages == 1 {
        blocks.extend(second(c, now, attribute, next));
    }
    let draft = Draft::new("segments", message(c, now, attribute, &rows))
        .titled(
            format!(
                "Downsell in {} and as % of opening ARR, by {attribute}",
                c.unit.label()
            ),
            scenario(c),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &exceptions(c, &rows)));
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
            paired(c, now, attribute, rows),
        ),
        block(area(5, 7, from, height), None, Content::Table(table)),
    ]
}

/// The next attribute under the first, where there is room for all its rows and no page of its own.
fn second(c: &Context, now: &At, first: &str, from: u8) -> Vec<Block> {
    let next = printable(c, now).into_iter().find(|s| s.attribute != first);
    let Some(segmentation) = next else {
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

fn exceptions(c: &Context, rows: &[PrintedSegment]) -> Vec<String> {
    let mut out = Vec::new();
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
        None => largest_by_money(now, attribute, rows),
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
            let times = m.bind("segment.times", display::times(ratio(r, rest)));
            format!(", {times} times the rest")
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

/// Where no segment has enough customers for a rate: money only (S-4).
fn largest_by_money(now: &At, attribute: &str, rows: &[PrintedSegment]) -> Message {
    let mut m = Message::new();
    let count = m.bind("segments.count", count(rows.len()));
    let Some(top) = rows.first() else {
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

/// Money of a column, tied to its printed total.
fn column(
    now: &At,
    rows: &[PrintedSegment],
    total: Decimal,
    of: impl Fn(&Scope) -> Decimal,
) -> Vec<String> {
    let parts: Vec<Decimal> = rows.iter().map(|r| of(&r.scope)).collect();
    let tied = tie_to(total, &parts, &now.tied.unit);
    tied.parts.iter().map(|v| tied.unit.text(*v)).collect()
}

pub(crate) fn table(c: &Context, now: &At, attribute: &str, rows: &[PrintedSegment]) -> Table {
    let py = c.py();
    let mut columns = vec![
        left(format!("{attribute}, {}", c.unit.label()), 26),
        right("n", 7),
        right("opening", 12),
        right("downsell", 12),
        right("rate %", 10),
    ];
    if py.is_some() {
        columns.push(right("ΔPY pp", 10));
    }
    columns.extend([right("NRR %", 10), right("GRR %", 10), right("largest", 10)]);
    let opening = column(now, rows, now.tied.opening, |s| s.bridge.opening);
    let downsell = column(now, rows, now.tied.part(Part::Downsell), |s| {
        -s.bridge.downsell
    });
    let mut out: Vec<Row> = rows
        .iter()
        .zip(opening.into_iter().zip(downsell))
        .map(|(r, money)| segment_row(c, attribute, r, money))
        .collect();
    out.push(total_row(c, now));
    Table {
        columns,
        rows: out,
        footnote: footnote(c, rows),
    }
}

fn footnote(c: &Context, rows: &[PrintedSegment]) -> Option<String> {
    let dominated = rows.iter().find(|r| r.dominant.is_some())?;
    let share = percent(dominated.dominant, 0);
    let many = rows.iter().filter(|r| r.dominant.is_some()).count();
    let more = if many > 1 { " (column largest)" } else { "" };
    (!c.external()).then(|| {
        format!(
            "{}: 1 customer = {share} of its downsell{more}.",
            dominated.name
        )
    })
}

fn segment_row(
    c: &Context,
    attribute: &str,
    r: &PrintedSegment,
    (opening, downsell): (String, String),
) -> Row {
    let rate = |value: Ratio| figure(c.text(&Value::rate(value, r.n())));
    let mut cells = vec![
        text(r.name.clone()),
        figure(count(r.n())),
        figure(opening),
        figure(downsell),
        rate(r.scope.rates.downsell_rate),
    ];
    if let Some(py) = c.py() {
        cells.push(change(c, r, r.scope_in(attribute, py.figures)));
    }
    cells.push(rate(r.scope.rates.nrr));
    cells.push(rate(r.scope.rates.grr));
    cells.push(figure(match r.dominant.filter(|_| !c.external()) {
        Some(share) => percent(Some(share), 0),
        None => display::NOT_APPLICABLE.to_owned(),
    }));
    row(RowKind::Normal, cells)
}

fn change(c: &Context, r: &PrintedSegment, before: Option<Scope>) -> Cell {
    let before = before.unwrap_or_default();
    let delta = c.delta_of(
        &Value::rate(r.scope.rates.downsell_rate, r.n()),
        &Value::rate(before.rates.downsell_rate, before.counts.opening),
        Better::Lower,
    );
    match delta.tone {
        Tone::Bad => toned(delta.text, Tone::Bad),
        _ => figure(delta.text),
    }
}

fn total_row(c: &Context, now: &At) -> Row {
    let scope = &now.figures.total;
    let n = scope.counts.opening;
    let rate = |value: Ratio| {
        if n < c.min_n() && value.is_some() {
            format!("n={n}")
        } else {
            percent_bare(value, 1)
        }
    };
    let mut cells = vec![
        text("Total"),
        figure(count(n)),
        figure(c.measure_text(Measure::Opening, now)),
        figure(now.tied.unit.text(now.tied.part(Part::Downsell))),
        figure(rate(scope.rates.downsell_rate)),
    ];
    if let Some(py) = c.py() {
        let before = &py.figures.total;
        let enough = n >= c.min_n() && before.counts.opening >= c.min_n();
        let delta = points(scope.rates.downsell_rate, before.rates.downsell_rate, 1);
        cells.push(figure(pp_bare(delta.filter(|_| enough))));
    }
    cells.push(figure(rate(scope.rates.nrr)));
    cells.push(figure(rate(scope.rates.grr)));
    cells.push(figure(
        match now.figures.dominant.filter(|_| !c.external()) {
            Some((_, share)) => percent(Some(share), 0),
            None => display::NOT_APPLICABLE.to_owned(),
        },
    ));
    row(RowKind::Total, cells)
}

fn paired(c: &Context, now: &At, attribute: &str, rows: &[PrintedSegment]) -> Content {
    let parts: Vec<Decimal> = rows.iter().map(|r| r.scope.bridge.downsell).collect();
    let total_shown = -now.tied.part(Part::Downsell);
    let tied = tie_to(total_shown, &parts, &now.tied.unit);
    let mut bars: Vec<PairedBar> = rows
        .iter()
        .zip(&tied.parts)
        .map(|(r, shown)| {
            bar(
                c,
                &r.name,
                r.n(),
                *shown,
                &tied.unit.text(*shown),
                &r.scope,
                false,
            )
        })
        .collect();
    let total = &now.figures.total;
    let label = now.tied.unit.text(total_shown);
    bars.push(bar(
        c,
        "Total",
        total.counts.opening,
        total_shown,
        &label,
        total,
        true,
    ));
    let spec = ChartSpec::Paired {
        amount_caption: format!("Downsell {}", c.unit.label()),
        rate_caption: "% of opening ARR".to_owned(),
        rows: bars,
    };
    if total.bridge.downsell.is_zero() {
        return empty_chart(spec, format!("No downsell in {}", now.label));
    }
    let values: Vec<String> = rows
        .iter()
        .zip(&tied.parts)
        .map(|(r, v)| {
            let rate = Value::rate(r.scope.rates.downsell_rate, r.n()).sentence(c.min_n());
            format!("{} {} ({rate})", r.whole_name, tied.unit.text(*v))
        })
        .collect();
    let alt = format!(
        "Bar chart of downsell in {} and downsell rate by {attribute}, {}: {}; total {label}.",
        c.unit.label(),
        now.label,
        values.join(", ")
    );
    chart(spec, alt)
}

fn bar(
    c: &Context,
    name: &str,
    n: u32,
    shown: Decimal,
    label: &str,
    scope: &Scope,
    total: bool,
) -> PairedBar {
    let rate = Value::rate(scope.rates.downsell_rate, n);
    let usable = c.usable(&rate);
    PairedBar {
        name: name.to_owned(),
        count: format!("n={}", count(n)),
        amount: Mark {
            value: shown,
            label: label.to_owned(),
        },
        rate: scope.rates.downsell_rate.filter(|_| usable),
        rate_label: match scope.rates.downsell_rate {
            Some(_) if !usable => format!("n<{}", c.min_n()),
            value => percent(value, 1),
        },
        total,
    }
}

/// C7: the rate's trend in each segment; nothing for a single period.
fn multiples(c: &Context, attribute: &str, rows: &[PrintedSegment], from: u8) -> Option<Block> {
    let (first, last) = (c.slots.first()?, c.slots.last()?);
    let height = if rows.len() > 4 { 13 } else { 8 }.min(ROWS.saturating_sub(from));
    if c.covered().count() < 2 || height < 8 {
        return None;
    }
    let panels: Vec<Panel> = rows.iter().map(|r| panel(c, attribute, r)).collect();
    let flat = |v: &Ratio| v.is_none_or(|v| v.is_zero());
    if panels.iter().all(|p| p.values.iter().all(flat)) {
        return None;
    }
    let ends = (first.label.clone(), last.label.clone());
    let values: Vec<String> = panels
        .iter()
        .map(|p| format!("{} {}", p.title, p.last))
        .collect();
    let alt = format!(
        "Small line charts of the downsell rate by {attribute}, {} to {}, same scale; last values: {}.",
        ends.0,
        ends.1,
        values.join(", ")
    );
    let heading = format!(
        "Downsell rate by {}, % of opening ARR, same scale",
        c.noun()
    );
    Some(block(
        area(0, 12, from, height),
        Some(&heading),
        chart(ChartSpec::Multiples { panels, ends }, alt),
    ))
}

fn panel(c: &Context, attribute: &str, r: &PrintedSegment) -> Panel {
    let value = |at: &At| {
        let scope = r.scope_in(attribute, at.figures)?;
        Value::rate(scope.rates.downsell_rate, scope.counts.opening).point(c.min_n())
    };
    let values: Vec<Ratio> = c
        .slots
        .iter()
        .map(|s| s.at.as_ref().and_then(value))
        .collect();
    let last = match (values.last(), r.n() < c.min_n()) {
        (_, true) => format!("n={}", r.n()),
        (Some(v), _) => percent(*v, 1),
        _ => String::new(),
    };
    Panel {
        title: format!("{}, n={}", r.name, count(r.n())),
        values,
        last,
    }
}
