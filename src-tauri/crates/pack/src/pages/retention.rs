//! Page 4: does expansion hide leakage? NRR and GRR (C3), and the method table.

use super::{Built, Draft, needs_two_closes, span};
use crate::benchmark;
use crate::context::Context;
use crate::display::{NO_DATA, percent_bare, points, things};
use crate::layout::{
    ROWS, Stack, area, block, chart, easy_rows, empty_chart, figure, left, right, row, stacked,
    text, toned,
};
use crate::measure::Measure;
use crate::message::{Message, token};
use crate::model::{Cell, ChartSpec, Content, Ink, Row, RowKind, Series, Table, Tone};
use crate::notes::notes;
use crate::slots::{At, Slot};
use holdfast_ledger::{Decimal, Grain, Ratio};
use holdfast_metrics::MethodRow;

pub(super) fn page(c: &Context) -> Built {
    let now = c.now().ok_or_else(|| needs_two_closes(c))?;
    let shown = Shown::choose(c);
    let mut side = Stack::new(7, 5);
    side.table(None, table(c, shown));
    side.table(Some("The same ledger by other methods"), methods(c));
    let published = benchmark::table(c, now, shown.measures());
    let height = easy_rows(&published, false);
    let chart_rows = if published.rows.is_empty() {
        ROWS
    } else {
        ROWS - height - 1
    };
    let mut blocks = vec![block(area(0, 7, 0, chart_rows), None, lines(c, shown))];
    if !published.rows.is_empty() {
        let at = area(0, 7, ROWS - height, height);
        blocks.push(block(at, None, Content::Table(published)));
    }
    let left_out = stacked(&mut blocks, [side]);
    Ok(Draft::new("retention", message(c, now, shown))
        .titled(
            format!(
                "NRR and GRR in % of the ARR of customers {}",
                shown.cohort(c)
            ),
            span(c),
        )
        .holding(blocks)
        .noted(notes(
            c,
            DEFINITION,
            &[left_out, exceptions(c, shown)].concat(),
        )))
}

const DEFINITION: &str = "NRR: what the customers of the opening (twelve months ago for TTM) pay now ÷ what they \
     paid then; GRR the same, each capped at what it paid then; new customers are in neither.";

/// Trailing year where a close twelve months before is covered, else the period.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    TrailingYear,
    Period,
}

impl Shown {
    fn choose(c: &Context) -> Shown {
        let yearly = c.report.basis.period == Grain::Year;
        let known = c.now().is_some_and(|at| at.figures.total.ttm.nrr.is_some());
        if known && !yearly {
            Shown::TrailingYear
        } else {
            Shown::Period
        }
    }

    /// NRR, GRR, logo retention.
    fn measures(self) -> [Measure; 3] {
        match self {
            Shown::TrailingYear => [Measure::NrrTtm, Measure::GrrTtm, Measure::LogoTtm],
            Shown::Period => [Measure::Nrr, Measure::Grr, Measure::Logo],
        }
    }

    fn cohort(self, c: &Context) -> String {
        match self {
            Shown::TrailingYear => "of twelve months before (TTM)".to_owned(),
            Shown::Period => format!("at the opening of the {}", c.noun()),
        }
    }
}

fn exceptions(c: &Context, shown: Shown) -> Vec<String> {
    let mut out: Vec<String> = benchmark::note(c).into_iter().collect();
    if shown == Shown::Period && c.report.basis.period != Grain::Year {
        out.push("TTM n/a: needs 12 months of closes before the as-of close.".to_owned());
    }
    if let Some((from, _)) = range(c, shown).filter(|_| c.slots.len() > 1) {
        out.push(format!(
            "The value axis starts at {}%.",
            percent_bare(Some(from), 0)
        ));
    }
    out
}

fn message(c: &Context, now: &At, shown: Shown) -> Message {
    let [nrr, grr, _] = shown.measures();
    let (n, g) = (nrr.token(), grr.token());
    let before = c
        .py()
        .map(|at| (at, "py"))
        .or_else(|| c.prior().map(|at| (at, "pq")));
    let usable = |at: &At| c.usable(&nrr.value(at)) && c.usable(&grr.value(at));
    if !usable(now) {
        return not_available(c, now);
    }
    let gap = points(nrr.value(now).point(0), grr.value(now).point(0), 1);
    let mut m = Message::new();
    let gap = m.bind("retention.gap", percent_points(gap));
    let compared = before.filter(|(at, _)| usable(at));
    let Some((at, when)) = compared else {
        return m.say(format!(
            "NRR is {} and GRR {} in {}: expansion adds {gap} to what opening customers keep.",
            token(&format!("{n}.q")),
            token(&format!("{g}.q")),
            token("period.q")
        ));
    };
    let (dn, dg) = (c.delta(nrr, now, at), c.delta(grr, now, at));
    let leak = dg.direction() < 0 && dn.direction() > 0;
    let first = format!(
        "GRR {}, NRR {} against {}",
        moved(
            &dg,
            &m.bind("retention.grr_delta", unsigned(&dg.sentence)),
            g
        ),
        moved(
            &dn,
            &m.bind("retention.nrr_delta", unsigned(&dn.sentence)),
            n
        ),
        token(&format!("period.{when}")),
    );
    if leak {
        return m.say(format!(
            "{first}: expansion adds {gap} over a growing leak."
        ));
    }
    m.say(format!("{first}; expansion adds {gap}."))
}

/// "fell 1.7 pp to 90.6%", "stayed at 90.6%".
fn moved(delta: &crate::value::Delta, size: &str, measure: &str) -> String {
    let now = token(&format!("{measure}.q"));
    match delta.direction() {
        1 => format!("rose {size} to {now}"),
        -1 => format!("fell {size} to {now}"),
        _ => format!("stayed at {now}"),
    }
}

fn unsigned(text: &str) -> String {
    text.trim_start_matches(['+', crate::display::MINUS])
        .to_owned()
}

fn percent_points(gap: Ratio) -> String {
    unsigned(&crate::display::pp(gap))
}

fn not_available(c: &Context, now: &At) -> Message {
    let mut m = Message::new();
    let n = m.bind(
        "opening_customers.q",
        things(now.figures.total.counts.opening, "customer"),
    );
    m.say(format!(
        "NRR and GRR are stated from {} customers on; {} opened with {n}.",
        c.min_n(),
        token("period.q")
    ))
}

fn table(c: &Context, shown: Shown) -> Table {
    Table {
        columns: vec![
            left("%", 22),
            right("NRR", 12),
            right("GRR", 12),
            right("gap pp", 12),
            right("logo retention", 18),
        ],
        rows: c.slots.iter().map(|s| slot_row(c, s, shown)).collect(),
        footnote: None,
    }
}

fn slot_row(c: &Context, slot: &Slot, shown: Shown) -> Row {
    let mut cells = vec![text(slot.label.clone())];
    match &slot.at {
        None => cells.extend((0..4).map(|_| toned(NO_DATA, Tone::Muted))),
        Some(at) => cells.extend(retention_cells(c, at, shown)),
    }
    let newest = c.slots.last().is_some_and(|l| l.label == slot.label);
    row(
        if newest {
            RowKind::Total
        } else {
            RowKind::Normal
        },
        cells,
    )
}

fn retention_cells(c: &Context, at: &At, shown: Shown) -> Vec<Cell> {
    let [nrr, grr, _] = shown.measures().map(|m| m.value(at));
    let [nrr_text, grr_text, logo_text] = shown.measures().map(|m| figure(c.marked(m, at)));
    let both = c.usable(&nrr) && c.usable(&grr);
    let gap = points(nrr.point(0), grr.point(0), 1).filter(|_| both);
    vec![
        nrr_text,
        grr_text,
        figure(gap.map_or("n/a".to_owned(), |g| crate::display::decimal_signed(g, 1))),
        logo_text,
    ]
}

/// R-2, with S-4 for the whole company.
fn methods(c: &Context) -> Table {
    let n = c.now().map_or(0, |at| at.figures.total.counts.opening);
    if n < c.min_n() {
        return Table::default();
    }
    let known = |m: &&MethodRow| m.nrr.is_some() || m.grr.is_some();
    Table {
        columns: vec![
            left("Method, %", 44),
            right("NRR", 12),
            right("GRR", 12),
            left("", 20),
        ],
        rows: c
            .report
            .methods
            .iter()
            .filter(known)
            .map(method_row)
            .collect(),
        footnote: None,
    }
}

fn method_row(m: &MethodRow) -> Row {
    let wrong = m.note.is_some();
    let tone = if wrong { Tone::Muted } else { Tone::Plain };
    row(
        RowKind::Normal,
        vec![
            text(method_name(m.method)),
            toned(percent_bare(m.nrr, 1), tone),
            toned(percent_bare(m.grr, 1), tone),
            Cell::Toned(
                if wrong { "wrong, for translation" } else { "" }.to_owned(),
                Tone::Muted,
            ),
        ],
    )
}

fn method_name(id: &str) -> String {
    match id {
        "closed_cohort_ttm" => "Closed cohort, TTM (this pack)".to_owned(),
        "closed_cohort" => "Closed cohort, period".to_owned(),
        "compounded_months" => "Compounded months".to_owned(),
        "movement_sums" => "Movement sums ÷ opening".to_owned(),
        "movement_sums_with_reactivation" => "Movement sums with reactivations".to_owned(),
        "reported_fx" => "At reported FX".to_owned(),
        "survivors_only" => "Survivors only".to_owned(),
        "minimum_of_totals" => "Minimum of totals".to_owned(),
        other => other.replace('_', " "),
    }
}

/// C3: from min(80 %, floor5(min − 2)) to ceil5(max + 2), as fractions.
fn range(c: &Context, shown: Shown) -> Option<(Decimal, Decimal)> {
    let [nrr, grr, _] = shown.measures();
    let points: Vec<Decimal> = c
        .covered()
        .flat_map(|at| [nrr.value(at), grr.value(at)])
        .filter_map(|v| v.point(c.min_n()))
        .collect();
    let (low, high) = (points.iter().min()?, points.iter().max()?);
    let (five, two) = (Decimal::new(5, 2), Decimal::new(2, 2));
    let from = (((*low - two) / five).floor() * five).min(LEAST_FROM);
    let to = (((*high + two) / five).ceil() * five).max(LEAST_TO);
    Some((from.max(Decimal::ZERO), to))
}

/// The axis starts at 80 % or lower and reaches the 100 % line.
const LEAST_FROM: Decimal = Decimal::from_parts(80, 0, 0, false, 2);
const LEAST_TO: Decimal = Decimal::from_parts(100, 0, 0, false, 2);

fn lines(c: &Context, shown: Shown) -> Content {
    let [nrr, grr, _] = shown.measures();
    let series = vec![
        one_line(c, nrr, "NRR", Ink::Expansion),
        one_line(c, grr, "GRR", Ink::Actual),
    ];
    let nothing = series.iter().flat_map(|s| &s.values).all(Option::is_none);
    let alt = alt(c, &series);
    let spec = ChartSpec::Lines {
        categories: c.slots.iter().map(|s| c.foot(s, &[nrr, grr])).collect(),
        series,
        range: range(c, shown).unwrap_or((LEAST_FROM, LEAST_TO)),
        references: vec![(Decimal::ONE, "100%".to_owned())],
        shade: true,
        rising: false,
    };
    if nothing {
        return empty_chart(
            spec,
            "NRR and GRR n/a: too few customers or no opening balance".to_owned(),
        );
    }
    chart(spec, alt)
}

fn one_line(c: &Context, measure: Measure, name: &str, ink: Ink) -> Series {
    let values = super::trend::sparkline(c, measure);
    let marked = marked(&values);
    let labels = c
        .slots
        .iter()
        .enumerate()
        .map(|(i, slot)| match &slot.at {
            None => NO_DATA.to_owned(),
            Some(at) if marked.contains(&i) || !c.usable(&measure.value(at)) => {
                c.measure_text(measure, at)
            }
            Some(_) => String::new(),
        })
        .collect();
    Series {
        name: name.to_owned(),
        ink,
        values,
        labels,
    }
}

/// First, last, lowest and highest point carry their value.
fn marked(values: &[Ratio]) -> Vec<usize> {
    let known: Vec<(usize, Decimal)> = values
        .iter()
        .enumerate()
        .filter_map(|(i, v)| Some((i, (*v)?)))
        .collect();
    [
        known.first(),
        known.last(),
        known.iter().min_by_key(|k| k.1),
        known.iter().max_by_key(|k| k.1),
    ]
    .into_iter()
    .flatten()
    .map(|k| k.0)
    .collect()
}

fn alt(c: &Context, series: &[Series]) -> String {
    let line = |s: &Series| {
        let values: Vec<String> = c
            .slots
            .iter()
            .zip(&s.values)
            .zip(&s.labels)
            .map(|((slot, value), label)| {
                let text = value.map_or(label.clone(), |v| percent_bare(Some(v), 1));
                format!("{} {text}", slot.label)
            })
            .collect();
        format!("{}: {}", s.name, values.join(", "))
    };
    let lines: Vec<String> = series.iter().map(line).collect();
    format!("Line chart in percent. {}.", lines.join(". "))
}
