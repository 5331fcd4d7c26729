//! Page 11: what did the saves cost, and what comes back? Discounts against the guardrail (C13),
//! triggers by quarter (C14), multi-year terms and the failure modes.

mod tables;

use super::pipeline::{day_of, pipeline, quarters};
use super::requests::{NOT_RECORDED, called, notes, report, scope};
use super::{Built, Draft};
use crate::context::Context;
use crate::display::{count, percent, things};
use crate::layout::{Stack, area, block, chart, empty_chart, stacked};
use crate::message::Message;
use crate::model::{ChartSpec, Content, DiscountDot};
use crate::names::{NAME_LIMIT, end_cut};
use holdfast_ledger::Decimal;
use holdfast_metrics::negotiations::{DiscountItem, GuardrailLevel, NegotiationReport};

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
    side.table(None, tables::multi_year(c, n));
    side.table(None, tables::triggers(c, n));
    side.table(None, tables::failures(n));
    side.table(None, tables::breaches(c, n));
    side.table(None, tables::fired(c, n));
    // Whoever switched the claims on sees them, however long the tables beside them are.
    let claims = tables::references(c);
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
