//! Movements over time (C4) and downsell ÷ expansion (C5).

use super::rises;
use crate::context::Context;
use crate::display::{NO_DATA, things};
use crate::layout::{chart, empty_chart};
use crate::measure::Measure;
use crate::model::{ChartSpec, Content, Ink, Mark, Series, Stack};
use crate::pages::bridge;
use crate::pages::trend::sparkline;
use crate::slots::Slot;
use crate::tie::Part;
use holdfast_ledger::Decimal;

pub(super) fn movements(c: &Context) -> Content {
    let stacks: Vec<Stack> = c.slots.iter().map(|s| stack(c, s)).collect();
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

fn stack(c: &Context, slot: &Slot) -> Stack {
    let lines = [Part::Expansion, Part::Downsell, Part::Churn].map(Measure::Line);
    let caption = c.foot(slot, &lines);
    let Some(at) = &slot.at else {
        return Stack {
            caption,
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
    Stack {
        caption,
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

pub(super) fn ratio_line(c: &Context) -> Content {
    let measure = Measure::DownsellToExpansion;
    let values = sparkline(c, measure);
    let label = |slot: &Slot| {
        slot.at.as_ref().map_or(NO_DATA.to_owned(), |at| {
            measure.value(at).sentence(c.min_n())
        })
    };
    let labels: Vec<String> = c.slots.iter().map(label).collect();
    let nothing = values.iter().all(Option::is_none);
    let zero = c
        .covered()
        .all(|at| at.figures.total.bridge.downsell.is_zero());
    let alt: Vec<String> = c
        .slots
        .iter()
        .zip(&labels)
        .map(|(slot, label)| format!("{} {label}", slot.label))
        .collect();
    let tenth = Decimal::new(1, 1);
    let top = values.iter().flatten().max().copied().unwrap_or(tenth);
    let spec = ChartSpec::Lines {
        categories: c
            .slots
            .iter()
            .map(|s| c.foot(s, &[Measure::DownsellToExpansion]))
            .collect(),
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
    if zero {
        let shown = things(c.covered().count(), c.noun());
        return empty_chart(spec, format!("No downsell in the {shown} shown"));
    }
    chart(
        spec,
        format!("Line chart of downsell ÷ expansion: {}.", alt.join(", ")),
    )
}
