//! Drivers, timing, stated reasons, lead test and renewals, tied to the printed downsell.

use crate::context::Context;
use crate::display::{count, percent, percent_bare, things};
use crate::layout::{figure, left, right, row, text};
use crate::model::{Cell, Column, Row, RowKind, Table};
use crate::names::{NAME_LIMIT, end_cut};
use crate::pages::Extras;
use crate::slots::At;
use crate::tie::{Part, Tied, tie_to};
use holdfast_ledger::{Decimal, Ratio, ratio};
use holdfast_metrics::{Class, Driver, LeadTest, Timing};
use std::collections::BTreeMap;

/// Reasons named; further ones are summed.
const REASONS: usize = 4;

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

fn tied(now: &At, total: Decimal, parts: &[Decimal]) -> Tied {
    tie_to(total, parts, &now.tied.unit)
}

pub(super) fn drivers(c: &Context, now: &At) -> Table {
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
fn multi_year(now: &At, columns: &[Column]) -> Option<Row> {
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
pub(super) fn reasons(c: &Context, now: &At, extras: &Extras) -> Table {
    let named = stated(extras);
    if named.is_empty() {
        return Table::default();
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

/// Amount and customers by reason, the largest first; further ones together. Nothing where none is stated.
fn stated(extras: &Extras) -> Vec<(String, (Decimal, u32))> {
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
        return Vec::new();
    }
    let mut all: Vec<(&str, (Decimal, u32))> = sums.into_iter().collect();
    all.sort_by(|a, b| (b.1.0.cmp(&a.1.0)).then(a.0.cmp(b.0)));
    // A single further one is named: "Other (1)" would take the same row.
    let named = if all.len() == REASONS + 1 {
        all.len()
    } else {
        REASONS
    };
    let rest = all.split_off(named.min(all.len()));
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
    named
}

pub(super) fn timing(c: &Context, now: &At) -> Table {
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

/// G-2: how many of those which left had shrunk before; counts, no claim beyond them. The table, and the
/// sentence which stands in its place where there is no room.
pub(super) fn lead(c: &Context, lead: &LeadTest) -> Option<(Table, String)> {
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
    let before = format!("{} of {}", count(before), count(lead.churned_customers));
    let sentence = format!("Lead test: {before} churned had a downsell in the 4 quarters before.");
    let table = Table {
        columns: vec![
            left("Lead test, customers of all periods", 60),
            right("churned", 26),
        ],
        rows: vec![
            line("had a downsell in the 4 quarters before", before),
            line("within 2 quarters of a downsell", of(lead.with_downsell)),
            line("within 2 quarters, without one", of(lead.without_downsell)),
        ],
        footnote: None,
    };
    Some((table, sentence))
}

/// What was due for renewal in the period, and what became of it; and in short, for the notes.
pub(super) fn renewals(c: &Context, now: &At) -> Option<(String, String)> {
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
    let (due, available) = (things(r.customers_due, "customer"), unit.money(r.available));
    let (shrank, left) = (rate(r.downsell_rate), rate(r.churn_rate));
    let whole = format!(
        "Due for renewal in {}: {due}, {available}; of it downsell {} ({shrank}), churn {} ({left}).",
        now.label,
        unit.money(r.downsell),
        unit.money(r.churn),
    );
    let short = format!("Renewals due: {due}, {available}; of it {shrank} downsell, {left} churn.");
    Some((whole, short))
}
