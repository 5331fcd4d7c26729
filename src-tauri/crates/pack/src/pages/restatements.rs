//! Page A4: prior figures which changed since the last pack. Printed also where there are none.

use super::{Draft, comparison};
use crate::context::{At, Context};
use crate::display::{Unit, things};
use crate::layout::{Stack, figure, left, right, row, text};
use crate::measure::Measure;
use crate::message::{Message, token};
use crate::model::{Content, RowKind, Table, Tone};
use crate::notes::notes;
use crate::tie::TiedBridge;

pub(super) fn page(c: &Context) -> Draft {
    let mut stack = Stack::new(0, 12);
    match c.inputs.options.restatements.as_deref() {
        None => stack.push(
            2,
            None,
            lines(
                "No earlier pack was issued from this workspace: there is nothing to compare with.",
            ),
        ),
        Some([]) => stack.push(
            2,
            None,
            lines("None. Every figure of the last pack is the same in this one."),
        ),
        Some(_) => stack.table(None, table(c)),
    }
    stack.table(
        Some("Figures which this pack reports and the next one is compared with"),
        baseline(c),
    );
    Draft::new("restatements", message(c))
        .titled(
            format!(
                "Prior figures: reported, now, cause; ARR in {}",
                c.unit.prefix_or_units()
            ),
            format!("Last pack against {}", c.period_label()),
        )
        .holding(stack.blocks())
        .noted(notes(c, DEFINITION, &[]))
}

/// The figures frozen with this pack, in whole currency units.
fn baseline(c: &Context) -> Table {
    let whole = Unit::cents(&c.report.currency).with_decimals(0);
    let ats: Vec<&At> = c.covered().collect();
    let tied: Vec<TiedBridge> = ats
        .iter()
        .map(|at| TiedBridge::new(&at.figures.total.bridge, &whole))
        .collect();
    let mut columns = vec![left("", 20)];
    columns.extend(ats.iter().map(|at| right(at.label.clone(), 14)));
    let measures = comparison::bridge_rows(&ats).into_iter().chain([
        Measure::NrrTtm,
        Measure::GrrTtm,
        Measure::Nrr,
        Measure::Grr,
    ]);
    let rows = measures
        .map(|m| {
            let mut cells = vec![text(m.caption(c.noun()))];
            cells.extend(
                ats.iter()
                    .zip(&tied)
                    .map(|(at, t)| figure(frozen(c, t, m, at))),
            );
            row(RowKind::Normal, cells)
        })
        .collect();
    Table {
        columns,
        rows,
        footnote: None,
    }
}

fn frozen(c: &Context, tied: &TiedBridge, measure: Measure, at: &At) -> String {
    match measure {
        Measure::Opening => tied.unit.text(tied.opening),
        Measure::Closing => tied.unit.text(tied.closing),
        Measure::Line(part) => tied.unit.text_signed(tied.part(part)),
        rate => rate.value(at).sentence(c.min_n()),
    }
}

const DEFINITION: &str = "Causes are found by switching one thing at a time: source restated; customers added, removed \
     or merged; mapping or rule; definition; manual override; calculation.";

fn lines(sentence: &str) -> Content {
    Content::Lines(vec![(Tone::Plain, sentence.to_owned())])
}

fn message(c: &Context) -> Message {
    match c.inputs.options.restatements.as_deref() {
        None => Message::of(format!(
            "0 prior figures changed: no earlier pack than that of {}.",
            token("as_of")
        )),
        Some([]) if c.now().is_none() => {
            Message::of("0 prior figures changed since the last pack.")
        }
        Some([]) => Message::of(format!(
            "0 prior figures changed since the last pack; opening ARR of {} is {} as reported.",
            token("period.q"),
            token("opening.q")
        )),
        Some([first, rest @ ..]) => {
            let mut m = Message::new();
            let n = rest.len() + 1;
            let n = m.bind("restatements", things(n, "prior figure"));
            let what = m.bind(
                "restatements.first",
                format!("{} {}", first.metric, first.period),
            );
            let (old, new) = (
                m.bind("restatements.old", first.old.clone()),
                m.bind("restatements.new", first.new.clone()),
            );
            m.say(format!(
                "{n} changed: {what} from {old} to {new}, {}.",
                first.cause
            ))
        }
    }
}

fn table(c: &Context) -> Table {
    let all = c.inputs.options.restatements.as_deref().unwrap_or_default();
    Table {
        columns: vec![
            left("Period", 14),
            left("Metric", 24),
            right("reported", 14),
            right("now", 14),
            right("Δ", 12),
            left("cause", 28),
            left("choice and note", 40),
        ],
        rows: all
            .iter()
            .map(|r| {
                row(
                    RowKind::Normal,
                    vec![
                        text(r.period.clone()),
                        text(r.metric.clone()),
                        figure(r.old.clone()),
                        figure(r.new.clone()),
                        figure(r.delta.clone()),
                        text(r.cause.clone()),
                        text(r.note.clone()),
                    ],
                )
            })
            .collect(),
        footnote: None,
    }
}
