//! C14: re-engagement triggers by quarter due, overdue ones left of the line.

use super::requests::NOT_RECORDED;
use crate::context::Context;
use crate::layout::{chart, empty_chart};
use crate::model::{ChartSpec, Content, Ink, Mark, Stack as Columns};
use holdfast_ledger::{Close, Decimal, Grain, Period};
use holdfast_metrics::negotiations::{NegotiationReport, TriggerItem, worth};

/// Quarters ahead shown.
const AHEAD: usize = 4;

/// The fiscal quarters after the as-of date.
pub(super) fn quarters(c: &Context, n: &NegotiationReport) -> Vec<Period> {
    let fiscal = c.report.basis.fiscal_year_start;
    let Some(close) = Close::of(n.as_of) else {
        return Vec::new();
    };
    let now = Period::containing(Grain::Quarter, fiscal, close);
    // On the last day of a quarter the next one is ahead; inside it the rest of this one is.
    let first = if now.closing().date() == n.as_of {
        now.next()
    } else {
        now
    };
    std::iter::successors(Some(first), |p| Some(p.next()))
        .take(AHEAD)
        .collect()
}

/// The day by which a trigger stands in the chart: due, else fired.
pub(super) fn day_of(t: &TriggerItem) -> Option<chrono::NaiveDate> {
    t.due_on.or(t.fired.map(|(on, _)| on))
}

/// C14: overdue and earlier left of the line, then the quarters ahead.
pub(super) fn pipeline(c: &Context, n: &NegotiationReport) -> Content {
    let all = &n.triggers.items;
    let overdue: Vec<&TriggerItem> = all.iter().filter(|t| t.overdue).collect();
    let dated = |from: chrono::NaiveDate, to: chrono::NaiveDate| -> Vec<&TriggerItem> {
        let inside = |t: &&TriggerItem| day_of(t).is_some_and(|d| d > from && d <= to);
        all.iter().filter(|t| !t.overdue).filter(inside).collect()
    };
    let ahead = quarters(c, n);
    let end = ahead.last().map_or(n.as_of, |p| p.closing().date());
    let earlier = dated(chrono::NaiveDate::MIN, n.as_of);
    let later = dated(end, chrono::NaiveDate::MAX);
    let mut stacks = vec![stack(c, "Overdue".to_owned(), &overdue)];
    if !earlier.is_empty() {
        stacks.push(stack(c, "Earlier".to_owned(), &earlier));
    }
    let today = stacks.len();
    let fiscal = c.report.basis.fiscal_year_start;
    for quarter in &ahead {
        let from = quarter.opening().date().max(n.as_of);
        stacks.push(stack(
            c,
            quarter.display(fiscal),
            &dated(from, quarter.closing().date()),
        ));
    }
    if !later.is_empty() {
        stacks.push(stack(c, "Later".to_owned(), &later));
    }
    let alt = pipeline_alt(c, &stacks);
    let nothing = all.iter().all(|t| day_of(t).is_none());
    let spec = ChartSpec::Columns {
        stacks,
        key: vec![
            (Ink::Plan, "set".to_owned()),
            (Ink::Forecast, "fired".to_owned()),
            (Ink::Good, "re-expanded".to_owned()),
        ],
        today: Some(today),
    };
    if !n.triggers.recorded {
        return empty_chart(spec, format!("Triggers are {NOT_RECORDED}"));
    }
    if nothing {
        return empty_chart(spec, "No trigger with a date is set".to_owned());
    }
    chart(spec, alt)
}

fn stack(c: &Context, caption: String, triggers: &[&TriggerItem]) -> Columns {
    let recovered = |t: &&&TriggerItem| t.recovered > Decimal::ZERO;
    let fired = |t: &&&TriggerItem| t.fired.is_some() && !recovered(t);
    let set = |t: &&&TriggerItem| t.fired.is_none() && !recovered(t);
    let sums = [
        (Ink::Plan, worth(triggers.iter().filter(set).copied())),
        (Ink::Forecast, worth(triggers.iter().filter(fired).copied())),
        (
            Ink::Good,
            triggers.iter().filter(recovered).map(|t| t.recovered).sum(),
        ),
    ];
    let marks = sums
        .into_iter()
        .filter(|(_, sum)| !sum.is_zero())
        .map(|(ink, sum)| {
            let mark = Mark {
                value: c.unit.scaled(sum),
                label: c.unit.number(sum),
            };
            (ink, mark)
        });
    Columns {
        caption,
        up: Some(marks.collect()),
        down: Vec::new(),
        net: None,
    }
}

fn pipeline_alt(c: &Context, stacks: &[Columns]) -> String {
    let name = |ink: Ink| match ink {
        Ink::Plan => "set",
        Ink::Forecast => "fired",
        _ => "re-expanded",
    };
    let spoken: Vec<String> = stacks
        .iter()
        .map(|s| {
            let marks = s.up.iter().flatten();
            let marks: Vec<String> = marks
                .map(|(ink, mark)| format!("{} {}", name(*ink), mark.label))
                .collect();
            let marks = if marks.is_empty() {
                "0".to_owned()
            } else {
                marks.join(", ")
            };
            format!("{} {marks}", s.caption)
        })
        .collect();
    format!(
        "Column chart of triggers by quarter due in {}: {}.",
        c.unit.label(),
        spoken.join("; ")
    )
}
