//! Page 11: what did the saves cost, and what comes back? Discounts against the guardrail (C13),
//! triggers by quarter (C14), multi-year terms and the failure modes.

use super::pipeline::{day_of, pipeline, quarters};
use super::requests::{NOT_RECORDED, called, failure_name, notes, rate_of, report, scope};
use super::{Built, Draft};
use crate::benchmark::UNVERIFIED;
use crate::context::Context;
use crate::display::{NOT_APPLICABLE, count, count_signed, day, percent, percent_bare, things};
use crate::layout::{
    Stack, area, block, chart, empty_chart, figure, left, right, row, stacked, text, toned,
};
use crate::message::Message;
use crate::model::{Cell, ChartSpec, Content, DiscountDot, Row, RowKind, Table, Tone};
use crate::names::{NAME_LIMIT, end_cut};
use holdfast_ledger::Decimal;
use holdfast_metrics::negotiations::{
    DiscountItem, FailureCheck, FailureState, GuardrailLevel, NegotiationReport, TriggerItem,
};

/// Discounts and fired triggers listed; further ones are counted.
const LISTED: usize = 4;

pub(super) fn page(c: &Context) -> Built {
    let n = report(c)?;
    if n.items.is_empty() && n.triggers.items.is_empty() {
        return Err(format!(
            "no request resolved in {} or open at its end",
            c.period_label()
        ));
    }
    let mut side = Stack::new(7, 5);
    side.table(None, multi_year(c, n));
    side.table(None, triggers(c, n));
    side.table(None, failures(n));
    side.table(None, breaches(c, n));
    side.table(None, fired(c, n));
    // Whoever switched the claims on sees them, however long the tables beside them are.
    let claims = references(c);
    let claimed = if claims.is_empty() { 0 } else { 5 };
    let guardrail = percent(Some(n.playbook.guardrail.breach_above), 0);
    let mut blocks = vec![
        block(
            area(0, 7, 0, 13 - claimed / 2),
            Some(&format!(
                "Price discounts, % of list at the new scope; guardrail {guardrail}"
            )),
            discounts(c, n),
        ),
        block(
            area(0, 7, 13 - claimed / 2, 11 - claimed.div_ceil(2)),
            Some(&format!(
                "Re-engagement triggers by quarter due, {} given up",
                c.unit.label()
            )),
            pipeline(c, n),
        ),
    ];
    if !claims.is_empty() {
        blocks.push(block(
            area(0, 7, 24 - claimed, claimed),
            None,
            Content::Lines(claims),
        ));
    }
    let left_out = stacked(&mut blocks, [side]);
    Ok(Draft::new("terms", message(c, n))
        .titled(
            format!(
                "Terms of the saves, ARR in {}; triggers and process checks",
                c.unit.label()
            ),
            scope(c, n),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &[left_out, exceptions(n)].concat())))
}

const DEFINITION: &str = "Discount = 1 − net/list at the new scope: a smaller volume at the same price is 0%. A trigger's \
     amount is what its request gave up, each request once a column.";

fn exceptions(n: &NegotiationReport) -> Vec<String> {
    let rules = &n.playbook.outcome;
    let mut out = vec![format!(
        "Multi-year is {} months or more; warning above {}, breach above {}; overdue {} days after firing.",
        rules.multi_year_months,
        percent(Some(n.playbook.guardrail.warn_above), 0),
        percent(Some(n.playbook.guardrail.breach_above), 0),
        rules.act_within_days
    )];
    let undated = n
        .triggers
        .items
        .iter()
        .filter(|t| day_of(t).is_none())
        .count();
    if undated > 0 {
        out.push(format!(
            "{} without a date are not in the chart.",
            things(undated, "trigger")
        ));
    }
    if !n.competitor.is_empty() {
        out.push(format!(
            "{} with a competitor behind them follow another playbook and are not in the process checks.",
            things(n.competitor.len(), "request")
        ));
    }
    out
}

/// "13 of 22 saves got multi-year; 2 discounts beyond 20%; 5 triggers due next quarter worth $214K."
fn message(c: &Context, n: &NegotiationReport) -> Message {
    let mut m = Message::new();
    let mut clauses = Vec::new();
    if n.multi_year.recorded {
        let deals = m.bind("saves.multi_year", count(n.multi_year.deals.len()));
        let saves = m.bind("saves", things(saves(n), "save"));
        clauses.push(format!("{deals} of {saves} got multi-year"));
    }
    if n.discounts.recorded {
        let beyond = n.discounts.at(GuardrailLevel::Breach).count();
        let beyond = m.bind("discounts.beyond", things(beyond, "discount"));
        let limit = m.bind(
            "guardrail",
            percent(Some(n.playbook.guardrail.breach_above), 0),
        );
        clauses.push(format!("{beyond} beyond {limit}"));
    }
    clauses.extend(due_next(c, n, &mut m));
    if clauses.is_empty() {
        let requests = m.bind("requests.all", things(n.requests(), "request"));
        clauses.push(format!(
            "{requests}: terms, discounts and triggers are {NOT_RECORDED}"
        ));
    }
    m.say(format!("{}.", clauses.join("; ")))
}

fn due_next(c: &Context, n: &NegotiationReport, m: &mut Message) -> Option<String> {
    let next = quarters(c, n).first().copied()?;
    if !n.triggers.recorded {
        return None;
    }
    let (due, amount) = n
        .triggers
        .due_between(next.opening().date(), next.closing().date());
    let due = m.bind("triggers.next", things(due, "trigger"));
    let amount = m.bind("triggers.next.worth", c.unit.money(amount));
    Some(format!("{due} due next quarter worth {amount}"))
}

/// Requests whose customer stayed.
fn saves(n: &NegotiationReport) -> usize {
    let stayed = |i: &&holdfast_metrics::negotiations::Item| {
        i.amounts.is_some_and(|a| a.after > Decimal::ZERO)
    };
    n.items.iter().filter(stayed).count()
}

/// C13.
fn discounts(c: &Context, n: &NegotiationReport) -> Content {
    let dots: Vec<DiscountDot> = n
        .discounts
        .items
        .iter()
        .map(|d| {
            let breach = d.level == GuardrailLevel::Breach;
            DiscountDot {
                name: called(c, &d.customer, None),
                discount: d.discount,
                label: if breach {
                    breach_label(c, d)
                } else {
                    String::new()
                },
                breach,
            }
        })
        .collect();
    let limits = &n.playbook.guardrail;
    let band = (limits.warn_above, limits.breach_above);
    let spoken: Vec<String> = dots
        .iter()
        .take(12)
        .map(|d| format!("{} {}", d.name, percent(Some(d.discount), 0)))
        .collect();
    let alt = format!(
        "Dot plot of {} against a guardrail of {}: {}.",
        things(dots.len(), "price discount"),
        percent(Some(limits.breach_above), 0),
        spoken.join(", ")
    );
    let nothing = dots.is_empty();
    let spec = ChartSpec::Discounts { dots, band };
    if !n.discounts.recorded {
        return empty_chart(spec, format!("Prices and discounts are {NOT_RECORDED}"));
    }
    if nothing {
        return empty_chart(spec, "No price discount among these requests".to_owned());
    }
    chart(spec, alt)
}

/// "25%, CFO" beside the customer's dot.
fn breach_label(c: &Context, d: &DiscountItem) -> String {
    let approver = match d.approver.as_str() {
        _ if c.external() => String::new(),
        "" => ", no approver".to_owned(),
        name => format!(", {}", end_cut(name, NAME_LIMIT)),
    };
    format!("{}{approver}", percent(Some(d.discount), 0))
}

/// N-14.
fn multi_year(c: &Context, n: &NegotiationReport) -> Table {
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
fn breaches(c: &Context, n: &NegotiationReport) -> Table {
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
fn triggers(c: &Context, n: &NegotiationReport) -> Table {
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
fn fired(c: &Context, n: &NegotiationReport) -> Table {
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
fn references(c: &Context) -> Vec<(Tone, String)> {
    let marked = |claim: &String| {
        let words = claim.trim_end_matches('.');
        (Tone::Muted, format!("{words} ({UNVERIFIED})."))
    };
    c.inputs.options.references.iter().map(marked).collect()
}

/// Section 4; a mode whose columns were not imported is grey.
fn failures(n: &NegotiationReport) -> Table {
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
