//! Page A4: what changed of the past since the last pack, what was chosen, and which figures are others
//! now. Printed also where nothing did.

mod tables;

use super::{Built, Draft, comparison};
use crate::context::Context;
use crate::display::{Unit, day, things};
use crate::layout::{ROWS, Stack, area, block, figure, left, right, row, stacked, text};
use crate::measure::Measure;
use crate::message::{Message, token};
use crate::model::{Content, RowKind, Table, Tone};
use crate::notes::notes;
use crate::slots::At;
use crate::tie::TiedBridge;
use crate::words::{self, Words};
use holdfast_metrics::restatement::{Change, FigureChange, Restated, Treatment};

/// The page or two; none where there is no earlier pack: that is a line of page A3.
pub(super) fn pages(c: &Context) -> Vec<Built> {
    if c.inputs.restated.is_none() {
        return Vec::new();
    }
    let words = Words::new(c.inputs);
    let mut first = Stack::new(0, 12);
    let changed = c.inputs.restated.filter(|r| !r.found.is_empty());
    let Some(r) = changed else {
        first.push(2, None, lines(&nothing(c)));
        first.table(Some(BASELINE), baseline(c));
        return vec![Ok(page(c, first, message(c)))];
    };
    first.table(
        Some("ARR as reported, what each cause did to it, restated"),
        tables::closes(c, r),
    );
    first.table(Some("Past figures"), tables::figures(c, r));
    let mut second = Stack::new(0, 12);
    second.table(Some("Changes and choices"), tables::changes(&words, r));
    second.table(Some(BASELINE), baseline(c));
    vec![
        Ok(page(c, first, message(c))),
        Ok(page(c, second, chosen(r)).continued(1)),
    ]
}

const BASELINE: &str = "Figures which this pack reports and the next one is compared with";

fn page(c: &Context, stack: Stack, message: Message) -> Draft {
    let mut blocks = Vec::new();
    let left_out = stacked(&mut blocks, [stack]);
    Draft::new("restatements", message)
        .titled(
            "Prior figures: as reported, by cause, restated; what was chosen",
            c.inputs.restated.map_or_else(
                || format!("As of {}", c.as_of_text()),
                |r| format!("{} against {}", c.period_label(), r.last),
            ),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &left_out))
}

/// "A4 Restatements" at the foot of page A3, where there is no earlier pack to compare with.
pub(super) fn foot(c: &Context, mut draft: Draft) -> Draft {
    if c.inputs.restated.is_some() {
        return draft;
    }
    for block in &mut draft.blocks {
        block.area.rows = block.area.rows.min(ROWS - FOOT - block.area.row);
    }
    let area = area(0, 12, ROWS - FOOT, FOOT);
    let sentence = lines(&nothing(c));
    draft.blocks.push(block(area, Some(&heading()), sentence));
    draft
}

/// "A4 Restatements: no earlier pack ...", where another page has a line for it alone.
pub(super) fn without_page(c: &Context) -> String {
    format!("{}: {}", heading(), nothing(c))
}

fn heading() -> String {
    format!("{} Restatements", super::number("restatements"))
}

/// Grid rows of the line on page A3.
const FOOT: u8 = 4;

/// "5 changes are recast and 1 is kept as reported."
fn chosen(r: &Restated) -> Message {
    let of = |wanted| {
        let taken = |c: &&Change| r.choice(c).is_some_and(|x| x.treatment == wanted);
        r.found.waiting().filter(taken).count()
    };
    let mut m = Message::new();
    let recast = m.bind("choices.recast", things(of(Treatment::Recast), "change"));
    let kept = m.bind("choices.kept", of(Treatment::KeepAsReported).to_string());
    m.say(format!(
        "{recast} recast, {kept} kept as reported, each with who chose and why."
    ))
}

fn nothing(c: &Context) -> String {
    let Some(r) = c.inputs.restated else {
        return "No earlier pack was issued from this workspace: there is nothing to compare with."
            .to_owned();
    };
    let closes = things(r.found.closes.len(), "close");
    let kept = c.inputs.kept.map_or_else(String::new, |kept| {
        let until = day(kept.until().date());
        format!(
            " What was kept as reported up to {until} stays so: the difference stands in the data quality line of the \
             period after it."
        )
    });
    format!(
        "None. No past figure changed: {closes} compared with {}.{kept}",
        r.last
    )
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

const DEFINITION: &str = "Causes are found by switching one thing at a time: amounts, customers, segments, rates, closes, \
     mapping, definitions, decisions. Recast: past figures are restated and marked R. Kept: they stay as reported and the \
     difference is this period's data quality line.";

fn lines(sentence: &str) -> Content {
    Content::Lines(vec![(Tone::Plain, sentence.to_owned())])
}

/// "2 prior figures are recast; NRR, TTM Q2 2026 from 107.9% to 107.4%, amount corrected."
fn message(c: &Context) -> Message {
    let Some(r) = c.inputs.restated else {
        return Message::of(format!(
            "0 prior figures changed: no earlier pack than that of {}.",
            token("as_of")
        ));
    };
    if r.found.is_empty() {
        return none(c);
    }
    let recast: Vec<&FigureChange> = words::sorted(&r.found)
        .into_iter()
        .filter(|f| c.recast.contains(&(f.key.closing, f.key.metric.clone())))
        .collect();
    let mut m = Message::new();
    let told = words::headline(c.report, recast.iter().copied());
    let Some(first) = told.or_else(|| recast.first().copied()) else {
        let n = r.found.waiting().count();
        let n = m.bind("restatements", things(n, "change"));
        return match c.now() {
            Some(_) => m.say(format!(
                "{n} kept as reported, 0 prior figures recast; opening ARR of {} is {}.",
                token("period.q"),
                token("opening.q")
            )),
            None => m.say(format!("{n} kept as reported, 0 prior figures recast.")),
        };
    };
    let n = m.bind("restatements", things(recast.len(), "prior figure"));
    let what = m.bind(
        "restatements.first",
        format!("{} {}", words::metric(first), words::period(first)),
    );
    let (old, new) = (
        m.bind(
            "restatements.old",
            words::shown(c.report, first, first.before),
        ),
        m.bind(
            "restatements.new",
            words::shown(c.report, first, words::printed(c.report, first)),
        ),
    );
    let cause = words::causes(first);
    m.say(format!("{n} changed: {what} from {old} to {new}, {cause}."))
}

fn none(c: &Context) -> Message {
    if c.now().is_none() {
        return Message::of("0 prior figures changed since the last pack.");
    }
    Message::of(format!(
        "0 prior figures changed since the last pack; opening ARR of {} is {} as reported.",
        token("period.q"),
        token("opening.q")
    ))
}
