//! Page 5: is downsell a leading signal? Movements over time (C4), downsell ÷ expansion (C5), drivers
//! (M-4), timing (M-7) and the lead test (G-2).

use super::{Built, Draft, Extras, bridge, comparison, needs_two_closes, span};
use crate::context::{At, Context, Slot};
use crate::display::{NO_DATA, count, percent, percent_bare, things};
use crate::layout::{Stack, area, block, chart, empty_chart, figure, left, right, row, text};
use crate::measure::Measure;
use crate::message::{Message, token};
use crate::model::{
    Cell, ChartSpec, Content, Ink, Mark, Row, RowKind, Series, Stack as Columns, Table, Tone,
};
use crate::names::{NAME_LIMIT, end_cut};
use crate::notes::notes;
use crate::tie::{Part, Tied, tie_to};
use holdfast_ledger::{Decimal, Ratio, ratio};
use holdfast_metrics::{Class, Driver, LeadTest, Timing};
use std::collections::BTreeMap;

/// Reasons named; further ones are summed.
const REASONS: usize = 4;

pub(super) fn page(c: &Context, extras: &Extras) -> Built {
    let now = c.now().ok_or_else(|| needs_two_closes(c))?;
    let mut side = Stack::new(7, 5);
    let signals = [
        Measure::DownsellToExpansion,
        Measure::ShareOfLosses,
        Measure::DownsellLogoRate,
    ];
    side.table(None, comparison::table(c, "Signals, %", &signals, false));
    side.table(None, drivers(c, now));
    side.table(None, timing(c, now));
    side.table(None, reasons(c, now, extras));
    if let Some(lead) = c.report.lead.as_ref().and_then(|l| lead_table(c, l)) {
        side.table(None, lead);
    }
    if let Some(lines) = renewals(c, now) {
        side.push(3, None, Content::Lines(vec![lines]));
    }
    let mut blocks = vec![
        block(
            area(0, 7, 0, 14),
            Some(&format!(
                "Expansion, downsell and churn in {}",
                c.unit.label()
            )),
            movements(c),
        ),
        block(
            area(0, 7, 15, 9),
            Some("Downsell ÷ expansion, %"),
            ratio_line(c),
        ),
    ];
    blocks.extend(side.blocks());
    Ok(Draft::new("downsell", message(c, now))
        .titled(
            format!(
                "Downsell in {} and as % of expansion, by driver and timing",
                c.unit.label()
            ),
            span(c),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &exceptions(c, now))))
}

const DEFINITION: &str = "One driver carries a customer's whole downsell: seats, tier, module, price, or mixed \
     where several fell; timing by the renewal or end date.";

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
        .filter(|prior| c.usable(&measure.value(prior)))
        .map(|prior| {
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

fn driver_name(driver: Driver) -> &'static str {
    match driver {
        Driver::Seats => "Seats",
        Driver::Tier => "Tier",
        Driver::Module => "Module",
        Driver::Price => "Price",
        Driver::Mixed => "Mixed",
        Driver::Unknown => "Unknown",
    }
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

fn tied(now: &At, total: Decimal, parts: &[Decimal]) -> Tied {
    tie_to(total, parts, &now.tied.unit)
}

fn drivers(c: &Context, now: &At) -> Table {
    let total = now.figures.total.bridge.downsell;
    if total.is_zero() {
        return Table::default();
    }
    let amounts = |at: &At| at.figures.drivers.0.map(|(amount, _)| amount);
    let here = tied(now, -now.tied.part(Part::Downsell), &amounts(now));
    let before = c
        .prior()
        .map(|p| (p, tied(p, -p.tied.part(Part::Downsell), &amounts(p))));
    let mut columns = vec![
        left(format!("Downsell by driver, {}", c.unit.label()), 30),
        right(format!("{} AC", now.short), 12),
        right("share %", 12),
        right("customers", 13),
    ];
    if let Some((prior, _)) = &before {
        columns.push(right(format!("{} AC", prior.short), 12));
    }
    let mut rows = Vec::new();
    for (i, driver) in Driver::ALL.iter().enumerate() {
        let (amount, customers) = now.figures.drivers.0.get(i).copied().unwrap_or_default();
        let prior = before
            .as_ref()
            .map(|(_, t)| (t, t.parts.get(i).copied().unwrap_or_default()));
        if amount.is_zero() && prior.as_ref().is_none_or(|(_, v)| v.is_zero()) {
            continue;
        }
        let shown = here.parts.get(i).copied().unwrap_or_default();
        let mut cells = vec![
            text(driver_name(*driver)),
            figure(here.unit.text(shown)),
            figure(percent_bare(ratio(amount, total), 0)),
            figure(count(customers)),
        ];
        cells.extend(prior.map(|(t, v)| figure(t.unit.text(v))));
        rows.push(row(RowKind::Normal, cells));
    }
    rows.push(driver_total(now, before.as_ref().map(|(p, _)| *p)));
    rows.extend(multi_year(now, &columns));
    Table {
        columns,
        rows,
        footnote: None,
    }
}

fn driver_total(now: &At, prior: Option<&At>) -> Row {
    let shown = |at: &At| figure(at.tied.unit.text(-at.tied.part(Part::Downsell)));
    let mut cells = vec![
        text("Downsell"),
        shown(now),
        figure("100"),
        figure(count(now.figures.total.counts.downsell)),
    ];
    cells.extend(prior.map(shown));
    row(RowKind::Total, cells)
}

/// M-6: of the downsell, what was traded for a longer term.
fn multi_year(now: &At, columns: &[crate::model::Column]) -> Option<Row> {
    let amount = now.figures.total.of_which_multi_year;
    if amount.is_zero() {
        return None;
    }
    let share = ratio(amount, now.figures.total.bridge.downsell);
    let mut cells = vec![
        text("of which for a longer term"),
        figure(now.tied.unit.number(amount)),
        figure(percent_bare(share, 0)),
    ];
    cells.resize(columns.len(), Cell::Empty);
    Some(row(RowKind::Sub, cells))
}

/// Downsell by the reason stated in the data, where it states any; the rest is "not stated".
fn reasons(c: &Context, now: &At, extras: &Extras) -> Table {
    let mut sums: BTreeMap<&str, (Decimal, u32)> = BTreeMap::new();
    for m in extras
        .movements
        .iter()
        .filter(|m| m.class == Class::Downsell)
    {
        let sum = sums
            .entry(m.reason.as_deref().unwrap_or_default())
            .or_default();
        sum.0 += m.amount;
        sum.1 += 1;
    }
    if sums.keys().all(|reason| reason.is_empty()) {
        return Table::default();
    }
    let mut all: Vec<(&str, (Decimal, u32))> = sums.into_iter().collect();
    all.sort_by(|a, b| (b.1.0.cmp(&a.1.0)).then(a.0.cmp(b.0)));
    let rest = all.split_off(REASONS.min(all.len()));
    let mut named: Vec<(String, (Decimal, u32))> = all
        .into_iter()
        .map(|(r, sum)| {
            (
                if r.is_empty() {
                    "not stated".to_owned()
                } else {
                    end_cut(r, NAME_LIMIT * 2)
                },
                sum,
            )
        })
        .collect();
    if !rest.is_empty() {
        let sum = rest
            .iter()
            .fold((Decimal::ZERO, 0), |s, (_, x)| (s.0 + x.0, s.1 + x.1));
        named.push((format!("Other ({})", rest.len()), sum));
    }
    let amounts: Vec<Decimal> = named.iter().map(|(_, sum)| sum.0).collect();
    let shown = tied(now, -now.tied.part(Part::Downsell), &amounts);
    let total = now.figures.total.bridge.downsell;
    let rows = named
        .into_iter()
        .zip(&shown.parts)
        .map(|((reason, (amount, n)), v)| {
            let share = percent_bare(ratio(amount, total), 0);
            row(
                RowKind::Normal,
                vec![
                    text(reason),
                    figure(shown.unit.text(*v)),
                    figure(share),
                    figure(count(n)),
                ],
            )
        })
        .collect();
    Table {
        columns: vec![
            left(format!("Downsell by stated reason, {}", c.unit.label()), 40),
            right(format!("{} AC", now.short), 12),
            right("share %", 12),
            right("customers", 13),
        ],
        rows,
        footnote: None,
    }
}

fn timing(c: &Context, now: &At) -> Table {
    let (downsell, churn) = (&now.figures.timings.downsell, &now.figures.timings.churn);
    let b = &now.figures.total.bridge;
    if b.downsell.is_zero() && b.churn.is_zero() {
        return Table::default();
    }
    let shrank = tied(
        now,
        -now.tied.part(Part::Downsell),
        &downsell.map(|(a, _)| a),
    );
    let gone = tied(now, -now.tied.part(Part::Churn), &churn.map(|(a, _)| a));
    let used = |i: &usize| {
        [downsell, churn]
            .iter()
            .any(|all| all.get(*i).is_some_and(|x| x.1 > 0))
    };
    let mut rows: Vec<Row> = Timing::ALL
        .iter()
        .enumerate()
        .filter(|(i, _)| used(i))
        .map(|(i, timing)| {
            let of = |t: &Tied| figure(t.unit.text(t.parts.get(i).copied().unwrap_or_default()));
            let n = |all: &[(Decimal, u32); 3]| figure(count(all.get(i).map_or(0, |x| x.1)));
            row(
                RowKind::Normal,
                vec![
                    text(timing_name(*timing)),
                    of(&shrank),
                    n(downsell),
                    of(&gone),
                    n(churn),
                ],
            )
        })
        .collect();
    let total = |part: Part| figure(now.tied.unit.text(-now.tied.part(part)));
    rows.push(row(
        RowKind::Total,
        vec![
            text("Total"),
            total(Part::Downsell),
            figure(count(now.figures.total.counts.downsell)),
            total(Part::Churn),
            figure(count(now.figures.total.counts.churn)),
        ],
    ));
    Table {
        columns: vec![
            left(format!("Timing, {}", c.unit.label()), 26),
            right("downsell", 13),
            right("customers", 13),
            right("churn", 13),
            right("customers", 13),
        ],
        rows,
        footnote: None,
    }
}

fn timing_name(timing: Timing) -> &'static str {
    match timing {
        Timing::Renewal => "At renewal",
        Timing::MidTerm => "Mid-term",
        Timing::Unknown => "Unknown",
    }
}

/// G-2: how many of those which left had shrunk before; counts, no claim beyond them.
fn lead_table(c: &Context, lead: &LeadTest) -> Option<Table> {
    if lead.churned_customers == 0 {
        return None;
    }
    let before: u32 = lead.by_lead.iter().map(|(n, _)| n).sum();
    let of = |(all, churned): (u32, u32)| {
        let rate = ratio(Decimal::from(churned), Decimal::from(all)).filter(|_| all >= c.min_n());
        let rate = rate.map_or(String::new(), |r| format!(" ({})", percent(Some(r), 0)));
        format!("{} of {}{rate}", count(churned), count(all))
    };
    let line =
        |caption: &str, value: String| row(RowKind::Normal, vec![text(caption), figure(value)]);
    Some(Table {
        columns: vec![
            left("Lead test, customers of all periods", 60),
            right("churned", 26),
        ],
        rows: vec![
            line(
                "had a downsell in the 4 quarters before",
                format!("{} of {}", count(before), count(lead.churned_customers)),
            ),
            line("within 2 quarters of a downsell", of(lead.with_downsell)),
            line("within 2 quarters, without one", of(lead.without_downsell)),
        ],
        footnote: None,
    })
}

fn renewals(c: &Context, now: &At) -> Option<(Tone, String)> {
    let r = now.figures.renewals.as_ref()?;
    if r.customers_due == 0 {
        return None;
    }
    let unit = &now.tied.unit;
    let rate = |value: Ratio| {
        if r.customers_due < c.min_n() {
            format!("n={}", r.customers_due)
        } else {
            percent(value, 1)
        }
    };
    Some((
        Tone::Muted,
        format!(
            "Due for renewal in {}: {}, {}; of it downsell {} ({}), churn {} ({}).",
            now.label,
            things(r.customers_due, "customer"),
            unit.money(r.available),
            unit.money(r.downsell),
            rate(r.downsell_rate),
            unit.money(r.churn),
            rate(r.churn_rate)
        ),
    ))
}

fn movements(c: &Context) -> Content {
    let stacks: Vec<Columns> = c.slots.iter().map(|s| stack(s)).collect();
    let mut key = vec![
        (Ink::Expansion, "Expansion".to_owned()),
        (Ink::Downsell, "Downsell".to_owned()),
    ];
    key.extend(
        rare(c)
            .into_iter()
            .map(|p| (bridge::ink(p), p.caption().to_owned())),
    );
    key.push((Ink::Churn, "Churn".to_owned()));
    let nothing = stacks
        .iter()
        .all(|s| s.down.is_empty() && s.up.as_ref().is_none_or(Vec::is_empty));
    let alt = movements_alt(c);
    let spec = ChartSpec::Columns {
        stacks,
        key,
        today: None,
    };
    if nothing {
        let periods = things(c.slots.len(), c.noun());
        return empty_chart(
            spec,
            format!("No expansion, downsell or churn in the {periods} shown"),
        );
    }
    chart(spec, alt)
}

/// Loss lines which are shown only where they are used.
fn rare(c: &Context) -> Vec<Part> {
    [Part::StepDown, Part::Paused]
        .into_iter()
        .filter(|p| c.covered().any(|at| !at.tied.part(*p).is_zero()))
        .collect()
}

fn stack(slot: &Slot) -> Columns {
    let Some(at) = &slot.at else {
        return Columns {
            caption: slot.label.clone(),
            up: None,
            down: Vec::new(),
            net: None,
        };
    };
    let mark = |part: Part| {
        let value = at.tied.part(part);
        (!value.is_zero()).then(|| {
            (
                bridge::ink(part),
                Mark {
                    value: value.abs(),
                    label: at.tied.unit.text_signed(value),
                },
            )
        })
    };
    let losses = [Part::Downsell, Part::StepDown, Part::Paused, Part::Churn];
    let net = at.tied.part(Part::Expansion) + at.tied.sum(&losses);
    Columns {
        caption: slot.label.clone(),
        up: Some(mark(Part::Expansion).into_iter().collect()),
        down: losses.into_iter().filter_map(mark).collect(),
        net: Some(Mark {
            value: net,
            label: at.tied.unit.text_signed(net),
        }),
    }
}

fn movements_alt(c: &Context) -> String {
    let values: Vec<String> = c
        .slots
        .iter()
        .map(|s| match &s.at {
            None => format!("{} no data", s.label),
            Some(at) => {
                let of = |m| c.measure_text(m, at);
                format!(
                    "{} {}, {}, {}",
                    s.label,
                    of(Measure::Line(Part::Expansion)),
                    of(Measure::Line(Part::Downsell)),
                    of(Measure::Line(Part::Churn))
                )
            }
        })
        .collect();
    format!(
        "Column chart of expansion, downsell and churn in {}: {}.",
        c.unit.label(),
        values.join("; ")
    )
}

fn ratio_line(c: &Context) -> Content {
    let measure = Measure::DownsellToExpansion;
    let values = super::trend::sparkline(c, measure);
    let label = |slot: &Slot| {
        slot.at.as_ref().map_or(NO_DATA.to_owned(), |at| {
            measure.value(at).sentence(c.min_n())
        })
    };
    let labels: Vec<String> = c.slots.iter().map(label).collect();
    let nothing = values.iter().all(Option::is_none);
    let alt: Vec<String> = c
        .slots
        .iter()
        .zip(&labels)
        .map(|(slot, label)| format!("{} {label}", slot.label))
        .collect();
    let tenth = Decimal::new(1, 1);
    let top = values.iter().flatten().max().copied().unwrap_or(tenth);
    let spec = ChartSpec::Lines {
        categories: c.slots.iter().map(|s| s.label.clone()).collect(),
        series: vec![Series {
            name: String::new(),
            ink: Ink::Actual,
            values,
            labels,
        }],
        range: (Decimal::ZERO, ((top / tenth).ceil() * tenth).max(tenth)),
        references: Vec::new(),
        shade: false,
        rising: rises(c) >= 2,
    };
    if nothing {
        return empty_chart(
            spec,
            "Downsell ÷ expansion n/a: no expansion, or too few customers".to_owned(),
        );
    }
    chart(
        spec,
        format!("Line chart of downsell ÷ expansion: {}.", alt.join(", ")),
    )
}
