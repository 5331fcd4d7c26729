//! The tables of page 11: multi-year terms, breaches, triggers, references, failure modes.

use super::{LISTED, saves};
use crate::benchmark::UNVERIFIED;
use crate::context::Context;
use crate::display::{
    NOT_APPLICABLE, count, count_signed, day, failure_name, percent, percent_bare, things,
};
use crate::layout::{figure, left, right, row, text, toned};
use crate::model::{Cell, Row, RowKind, Table, Tone};
use crate::names::{NAME_LIMIT, end_cut};
use crate::pages::requests::{NOT_RECORDED, called, rate_of};
use holdfast_metrics::negotiations::{
    DiscountItem, FailureCheck, FailureState, GuardrailLevel, NegotiationReport, TriggerItem,
};

/// N-14.
pub(super) fn multi_year(c: &Context, n: &NegotiationReport) -> Table {
    let m = &n.multi_year;
    if !m.recorded {
        return not_recorded("Multi-year terms");
    }
    let absent = || NOT_RECORDED.to_owned();
    let months = m.months_added.map_or_else(absent, |months| {
        let known = m.months_recorded as usize;
        let of = if known < m.deals.len() {
            format!(" (n={known})")
        } else {
            String::new()
        };
        format!("{}{of}", count_signed(months))
    });
    let a_year = m.given_up_per_year();
    Table {
        columns: vec![
            left(format!("Multi-year, {}", c.unit.label()), 24),
            right("ARR after", 14),
            right("months added", 18),
            right("given up a year", 20),
            right("of right-sized", 18),
        ],
        rows: vec![row(
            RowKind::Normal,
            vec![
                text(format!("{} of {}", m.deals.len(), things(saves(n), "save"))),
                figure(c.unit.number(m.arr)),
                figure(months),
                figure(a_year.map_or_else(absent, |v| c.unit.number(v))),
                figure(rate_of(c, m.conversion(), m.right_sized)),
            ],
        )],
        footnote: None,
    }
}

/// One grey row: never 0.
fn not_recorded(what: &str) -> Table {
    Table {
        columns: vec![left(what, 46), right("", 20)],
        rows: vec![row(RowKind::Normal, vec![grey(NOT_RECORDED), Cell::Empty])],
        footnote: None,
    }
}

fn grey(words: &str) -> Cell {
    Cell::Toned(words.to_owned(), Tone::Muted)
}

/// N-5: discounts above the guardrail, and those of the warning band.
pub(super) fn breaches(c: &Context, n: &NegotiationReport) -> Table {
    if !n.discounts.recorded {
        return not_recorded("Discounts beyond the guardrail");
    }
    let above: Vec<&DiscountItem> = n
        .discounts
        .items
        .iter()
        .filter(|d| d.level != GuardrailLevel::Within)
        .collect();
    let mut rows: Vec<Row> = above.iter().take(LISTED).map(|d| breach(c, d)).collect();
    if above.len() > LISTED {
        let more = format!("and {} more", above.len() - LISTED);
        rows.push(row(RowKind::Normal, vec![text(more)]));
    }
    if rows.is_empty() {
        let limit = percent(Some(n.playbook.guardrail.warn_above), 0);
        let none = format!(
            "none of {} above {limit}",
            things(n.discounts.items.len(), "discount")
        );
        rows.push(row(RowKind::Normal, vec![text(none)]));
    }
    Table {
        columns: vec![
            left("Discounts in or beyond the band", 30),
            right("%", 10),
            left("", 10),
            left("approver", 20),
        ],
        rows,
        footnote: None,
    }
}

fn breach(c: &Context, d: &DiscountItem) -> Row {
    let over = d.level == GuardrailLevel::Breach;
    let approver = match d.approver.as_str() {
        _ if c.external() => NOT_APPLICABLE.to_owned(),
        "" => NOT_RECORDED.to_owned(),
        name => end_cut(name, NAME_LIMIT),
    };
    let share = percent_bare(Some(d.discount), 1);
    row(
        if over {
            RowKind::Highlight
        } else {
            RowKind::Normal
        },
        vec![
            text(called(c, &d.customer, None)),
            if over {
                toned(share, Tone::Bad)
            } else {
                figure(share)
            },
            text(if over { "breach" } else { "warning" }),
            text(approver),
        ],
    )
}

/// N-15, one line: the whole log, since triggers outlive the period of their request.
pub(super) fn triggers(c: &Context, n: &NegotiationReport) -> Table {
    let t = &n.triggers;
    if !t.recorded {
        return not_recorded("Re-engagement triggers");
    }
    let overdue = if t.overdue() > 0 {
        Tone::Bad
    } else {
        Tone::Plain
    };
    let captions = [
        "set",
        "due",
        "fired",
        "contacted",
        "re-expanded",
        "overdue",
        "recovered",
    ];
    let mut columns = vec![left("Triggers", 16)];
    columns.extend(captions.map(|caption| right(caption, 12)));
    Table {
        columns,
        rows: vec![row(
            RowKind::Normal,
            vec![
                text("whole log"),
                figure(count(t.set())),
                figure(count(t.due(n.as_of))),
                figure(count(t.fired())),
                figure(count(t.contacted())),
                figure(count(t.re_expanded())),
                toned(count(t.overdue()), overdue),
                figure(c.unit.number(t.recovered())),
            ],
        )],
        footnote: Some(format!(
            "Below their old ARR without any trigger: {}.",
            things(t.without.len(), "customer")
        )),
    }
}

/// N-40: fired and waiting for somebody, the longest first.
pub(super) fn fired(c: &Context, n: &NegotiationReport) -> Table {
    let mut waiting: Vec<&TriggerItem> = n
        .triggers
        .items
        .iter()
        .filter(|t| t.fired.is_some() && t.is_waiting())
        .collect();
    waiting.sort_by_key(|t| (t.fired.map(|(on, _)| on), t.request.clone(), t.index));
    let mut rows: Vec<Row> = waiting
        .iter()
        .take(LISTED)
        .map(|t| {
            let on = t.fired.map_or(String::new(), |(on, _)| day(on));
            row(
                RowKind::Normal,
                vec![
                    text(called(c, &t.customer, None)),
                    text(condition(t)),
                    if t.overdue {
                        toned(on, Tone::Bad)
                    } else {
                        figure(on)
                    },
                ],
            )
        })
        .collect();
    if waiting.len() > LISTED {
        let more = format!("and {} more", waiting.len() - LISTED);
        rows.push(row(RowKind::Normal, vec![text(more)]));
    }
    Table {
        columns: vec![
            left("Fired, nobody acted yet", 26),
            left("condition", 30),
            right("fired", 16),
        ],
        rows,
        footnote: None,
    }
}

fn condition(t: &TriggerItem) -> String {
    match (t.condition.as_str(), t.kind) {
        ("", Some(kind)) => kind.word().to_owned(),
        ("", None) => NOT_APPLICABLE.to_owned(),
        (words, _) => end_cut(words, 2 * NAME_LIMIT),
    }
}

/// N-20: off by default; never coloured, never a grade.
pub(super) fn references(c: &Context) -> Vec<(Tone, String)> {
    let marked = |claim: &String| {
        let words = claim.trim_end_matches('.');
        (Tone::Muted, format!("{words} ({UNVERIFIED})."))
    };
    c.inputs.options.references.iter().map(marked).collect()
}

/// Section 4; a mode whose columns were not imported is grey.
pub(super) fn failures(n: &NegotiationReport) -> Table {
    Table {
        columns: vec![
            left("Process checks", 36),
            right("failed / all", 18),
            left("requests", 34),
        ],
        rows: n.failures.iter().map(failure).collect(),
        footnote: None,
    }
}

fn failure(f: &FailureCheck) -> Row {
    let name = text(format!("{} {}", f.mode.number(), failure_name(f.mode)));
    let cells = match &f.state {
        FailureState::NotRecorded(_) => vec![
            name,
            Cell::FigureToned(NOT_RECORDED.to_owned(), Tone::Muted),
            Cell::Empty,
        ],
        FailureState::Checked {
            failed, examined, ..
        } => {
            let tone = if failed.is_empty() {
                Tone::Plain
            } else {
                Tone::Bad
            };
            let counts = format!("{} / {}", count(failed.len()), count(*examined));
            vec![name, toned(counts, tone), text(named(failed))]
        }
    };
    row(RowKind::Normal, cells)
}

/// The ids, as many as fit, and how many more.
fn named(ids: &[String]) -> String {
    let mut out = String::new();
    for (at, id) in ids.iter().enumerate() {
        let longer = if at == 0 {
            id.clone()
        } else {
            format!("{out}, {id}")
        };
        if at > 0 && longer.chars().count() > NAME_LIMIT {
            return format!("{out} +{}", ids.len() - at);
        }
        out = longer;
    }
    out
}
