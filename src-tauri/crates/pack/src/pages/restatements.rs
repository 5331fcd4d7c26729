//! Page A4: prior figures which changed since the last pack. Printed also where there are none.

use super::Draft;
use crate::context::Context;
use crate::display::things;
use crate::layout::{area, block, figure, left, right, row, text};
use crate::message::{Message, token};
use crate::model::{Content, RowKind, Table, Tone};
use crate::notes::notes;

pub(super) fn page(c: &Context) -> Draft {
    let content = match c.inputs.options.restatements.as_deref() {
        None => lines(
            "No earlier pack was issued from this workspace: there is nothing to compare with.",
        ),
        Some([]) => lines("None. Every figure of the last pack is the same in this one."),
        Some(_) => Content::Table(table(c)),
    };
    Draft::new("restatements", message(c))
        .titled(
            "Prior figures: reported, now, cause",
            format!("Last pack against {}", c.period_label()),
        )
        .holding(vec![block(area(0, 12, 0, 24), None, content)])
        .noted(notes(c, DEFINITION, &[]))
}

const DEFINITION: &str = "Causes are found by switching one thing at a time: source restated; customers added, removed \
     or merged; mapping or rule; definition; manual override; calculation.";

fn lines(sentence: &str) -> Content {
    Content::Lines(vec![(Tone::Plain, sentence.to_owned())])
}

fn message(c: &Context) -> Message {
    match c.inputs.options.restatements.as_deref() {
        None => Message::of(format!(
            "0 prior figures changed: {} is the first pack.",
            token("period.q")
        )),
        Some([]) => Message::of(format!(
            "0 prior figures changed since the last pack; opening ARR of {} is {} as reported.",
            token("period.q"),
            token("opening.q")
        )),
        Some([first, rest @ ..]) => {
            let mut m = Message::new();
            let n = u32::try_from(rest.len() + 1).unwrap_or(u32::MAX);
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
