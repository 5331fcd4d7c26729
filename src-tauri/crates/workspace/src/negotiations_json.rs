//! The object of `holdfast negotiations --json`: decimals are strings, ratios unrounded, null is n/a or
//! not recorded. Stable: other programs read it.

use holdfast_ledger::requests::LogColumn;
use holdfast_ledger::{Decimal, Ratio, money_text, ratio_text};
use holdfast_metrics::Check;
use holdfast_metrics::negotiations::{
    Advice, Amounts, Component, CounterAdvice, DiscountItem, Discounts, FailureCheck, FailureState,
    FunnelStep, Group, GuardrailLevel, Involve, Item, Loss, Matched, NegotiationReport, Playbook,
    Share, StepClock, StepState, Tie, TriggerItem, arr_after, price_discount,
};
use serde_json::{Value, json};

/// The whole object.
pub fn negotiations_json(report: &NegotiationReport) -> Value {
    let r = report;
    json!({
        "requests": r.requests(),
        "resolved": r.resolved(),
        "open": r.open(),
        "open_past_target": r.days.open_past_target,
        "requested": money(r.total.requested),
        "kept": money(r.total.kept),
        "given_up": money(r.total.given_up),
        "kept_share": ratio(r.kept_share()),
        "retained_customers": r.retention.all.retained,
        "paused": r.retention.paused,
        "churned": r.retention.churned,
        "median_days": ratio(r.days.median),
        "within_target_share": ratio(r.days.within_target_share()),
        "multi_year": multi_year(r),
        "guardrail": guardrail(r),
        "triggers": triggers(r),
        "failure_modes": r.failures.iter().map(failure).collect::<Value>(),
        "tie": r.tie.as_ref().map(tie),
        "items": r.items.iter().map(|i| item(i, &r.playbook)).collect::<Value>(),
        "as_of": r.as_of.to_string(),
        "period": r.window.map(|w| json!([w.opening().date().to_string(), w.closing().date().to_string()])),
        "retention": retention(r),
        "days": days(r),
        "funnel": r.funnel.iter().map(step).collect::<Value>(),
        "outcomes": outcomes(r),
        "preservation": preservation(r),
        "accepted_without_counter": r.without_counter,
        "competitor": r.competitor,
        "undated": r.undated,
        "unmeasured": r.unmeasured,
        "disagreements": r.disagreements().map(|i| json!({ "request": i.id, "stated": i.stated, "class": i.class })).collect::<Value>(),
        "checks": r.checks.iter().map(check).collect::<Value>(),
    })
}

fn money(value: Decimal) -> String {
    money_text(value)
}

fn ratio(value: Ratio) -> Value {
    ratio_text(value).map_or(Value::Null, Value::String)
}

fn columns(columns: &[LogColumn]) -> Value {
    json!(columns)
}

fn multi_year(r: &NegotiationReport) -> Value {
    let m = &r.multi_year;
    let known = |n: usize| m.recorded.then_some(n);
    json!({
        "deals": known(m.deals.len()),
        "right_sized": m.right_sized,
        "conversion": ratio(m.conversion()),
        "arr": m.recorded.then(|| money(m.arr)),
        "months_added": m.months_added,
        "given_up_per_committed_year": ratio(m.given_up_per_year()),
        "requests": m.deals,
    })
}

fn guardrail(r: &NegotiationReport) -> Value {
    let limits = &r.playbook.guardrail;
    let d: &Discounts = &r.discounts;
    let at = |level| d.at(level).map(discount).collect::<Value>();
    json!({
        "warn_above": money(limits.warn_above),
        "breach_above": money(limits.breach_above),
        "recorded": d.recorded,
        "discounts": d.items.len(),
        "warnings": at(GuardrailLevel::Warn),
        "breaches": at(GuardrailLevel::Breach),
    })
}

fn discount(d: &DiscountItem) -> Value {
    json!({
        "request": d.request, "customer": d.customer, "discount": ratio(Some(d.discount)), "approver": d.approver,
        "arr": money(d.arr), "open": d.open,
    })
}

fn triggers(r: &NegotiationReport) -> Value {
    let t = &r.triggers;
    if !t.recorded {
        return json!({ "recorded": false });
    }
    json!({
        "recorded": true,
        "set": t.set(),
        "due": t.due(r.as_of),
        "fired": t.fired(),
        "contacted": t.contacted(),
        "re_expanded": t.re_expanded(),
        "overdue": t.overdue(),
        "arr_recovered": money(t.recovered()),
        "without_any": t.without,
        "items": t.items.iter().map(trigger).collect::<Value>(),
    })
}

fn trigger(t: &TriggerItem) -> Value {
    json!({
        "request": t.request, "customer": t.customer, "trigger": t.index + 1, "kind": t.kind, "condition": t.condition,
        "set_on": t.set_on, "due_on": t.due_on,
        "fired_on": t.fired.map(|(on, _)| on), "fired_by": t.fired.map(|(_, by)| by.id()),
        "contacted_on": t.contacted_on, "closed_on": t.closed_on, "overdue": t.overdue,
        "arr_given_up": money(t.worth), "arr_recovered": money(t.recovered),
    })
}

fn failure(f: &FailureCheck) -> Value {
    let mut out = json!({ "mode": f.mode.id(), "number": f.mode.number(), "recorded": true, "failures": f.failures() });
    match &f.state {
        FailureState::NotRecorded(absent) => {
            out["recorded"] = json!(false);
            out["missing_columns"] = columns(absent);
        }
        FailureState::Checked {
            failed,
            examined,
            not_recorded,
        } => {
            out["requests"] = json!(failed);
            out["examined"] = json!(examined);
            out["not_recorded"] = json!(not_recorded);
        }
    }
    out
}

fn tie(t: &Tie) -> Value {
    let totals = t.totals.iter().map(|total| {
        json!({
            "class": total.class.id(),
            "matched": { "movements": total.matched.0, "amount": money(total.matched.1) },
            "without_request": { "movements": total.unlogged.0, "amount": money(total.unlogged.1) },
            "bridge": money(total.bridge),
        })
    });
    let (paused, paused_arr) = t.paused_in_churn();
    json!({
        "totals": totals.collect::<Value>(),
        "matched": t.matched.iter().map(matched).collect::<Value>(),
        "without_request": t.unlogged.iter().map(loss).collect::<Value>(),
        "differences": t.differences().map(matched).collect::<Value>(),
        "not_in_ledger": t.not_in_ledger.iter().map(|n| json!({
            "request": n.request, "customer_id": n.customer_id, "agreed": money(n.agreed), "ledger": money(n.ledger),
        })).collect::<Value>(),
        "unknown_customers": t.unknown_customers,
        "undated": t.undated,
        "churn_which_the_log_calls_paused": { "movements": paused, "amount": money(paused_arr) },
    })
}

fn loss(l: &Loss) -> Value {
    json!({
        "customer_id": l.customer_id, "class": l.class.id(), "amount": money(l.amount), "opening": money(l.opening),
        "closing": money(l.closing), "closing_close": l.closing_date.to_string(),
    })
}

fn matched(m: &Matched) -> Value {
    let mut out = loss(&m.loss);
    out["requests"] = json!(m.requests);
    out["agreed"] = json!(m.agreed.map(money));
    out["differs"] = json!(m.differs);
    out
}

fn item(i: &Item, playbook: &Playbook) -> Value {
    let record = &i.request;
    let price = price_discount(record, playbook);
    json!({
        "id": i.id,
        "customer": i.customer,
        "kind": record.kind,
        "root_cause": record.root_cause,
        "requested_on": record.requested_on,
        "resolved_on": record.resolved_on,
        "arr_before": money(record.arr_before),
        "arr_asked_for": record.arr_asked.map(money),
        "arr_after": arr_after(record).map(money),
        "discount": ratio(price.map(|p| p.discount)),
        "open": i.is_open(),
        "outcome": i.class,
        "stated_outcome": i.stated,
        "disagrees": i.disagrees(),
        "counts_customer": i.counts,
        "requested": i.requested.map(money),
        "given_up": i.amounts.map(|a| money(a.given_up)),
        "kept": i.amounts.map(|a| money(a.kept)),
        "kept_share": ratio(i.amounts.as_ref().and_then(Amounts::kept_share)),
        "days": i.days,
        "age": i.age,
        "past_target": i.past_target,
        "failure_modes": i.failures.iter().map(|f| f.id()).collect::<Vec<_>>(),
        "advice": i.advice.as_ref().map(advice),
    })
}

fn advice(a: &Advice) -> Value {
    json!({
        "counter": a.counter.as_ref().map(counter),
        "response_to": a.response,
        "different_playbook": a.different_playbook,
        "accept": a.accept,
        "guardrail": a.guardrail.map(|g| json!({ "discount": ratio(Some(g.discount)), "level": g.level.id() })),
        "involve": a.involve.iter().map(|i| involve(*i)).collect::<Value>(),
        "clock": a.clock.iter().map(clock).collect::<Value>(),
        "components": a.components.iter().map(|(c, done)| (c.id().to_owned(), json!(done.id()))).collect::<serde_json::Map<_, _>>(),
        "missing": a.missing().map(Component::id).collect::<Vec<_>>(),
    })
}

fn counter(c: &CounterAdvice) -> Value {
    json!({
        "kind": c.kind, "arr": c.arr.map(money), "asked_share": ratio(c.asked_share), "scaled_from": ratio(c.scaled_from),
        "exchange": c.exchange, "months": c.months,
    })
}

fn involve(i: Involve) -> Value {
    match i {
        Involve::AccountExecutive(involved) => {
            json!({ "who": "account_executive", "involved": involved })
        }
        Involve::VpCs(on) => json!({ "who": "vp_cs", "escalated_on": on }),
        Involve::DiagnoseFirst => json!({ "note": "diagnose_first" }),
    }
}

fn clock(c: &StepClock) -> Value {
    let (state, days) = match c.state {
        StepState::NotRecorded => ("not_recorded", None),
        StepState::Done(day) => ("done_on_day", Some(day)),
        StepState::Late(day) => ("late_on_day", Some(day)),
        StepState::Ahead(days) => ("opens_in_days", Some(days)),
        StepState::Due(days) => ("due_in_days", Some(days)),
        StepState::Overdue(days) => ("overdue_days", Some(days)),
    };
    json!({ "step": c.step.id(), "from": c.from, "by": c.by, "state": state, "days": days })
}

fn share(s: &Share) -> Value {
    json!({
        "retained": s.retained, "resolved": s.resolved, "share": ratio(s.of_customers()),
        "arr_after": money(s.after), "arr_before": money(s.before), "arr_share": ratio(s.of_arr()),
    })
}

fn retention(r: &NegotiationReport) -> Value {
    let t = &r.retention;
    json!({
        "customers": share(&t.all),
        "paused_arr": money(t.paused_arr),
        "churned_arr": money(t.churned_arr),
        "all_four_components": share(&t.complete),
        "a_component_missing": share(&t.incomplete),
        "components_not_recorded": share(&t.not_recorded),
        "observed": t.observed.as_ref().map(|o| json!({
            "after_days": o.after_days, "reached": o.reached, "retained": o.retained, "still": o.still,
            "arr": money(o.arr), "arr_before": money(o.before), "not_reached": o.not_reached,
            "not_in_ledger": o.not_in_ledger,
        })),
    })
}

fn days(r: &NegotiationReport) -> Value {
    let d = &r.days;
    json!({
        "resolved": d.resolved, "not_recorded": d.not_recorded, "median": ratio(d.median), "p80": d.p80,
        "median_with_open": ratio(d.median_with_open), "median_with_open_can_rise": d.median_can_rise,
        "oldest_open": d.oldest.as_ref().map(|(id, age)| json!({ "request": id, "age": age })),
        "within_target": d.within_target, "within_target_of": d.within_target_of,
        "target": r.playbook.clock.resolve_by,
    })
}

fn step(s: &FunnelStep) -> Value {
    if !s.recorded {
        return json!({ "step": s.step.id(), "recorded": false });
    }
    json!({
        "step": s.step.id(), "recorded": true, "requests": s.requests, "customers": s.customers,
        "arr_before": money(s.arr_before), "requested": money(s.requested), "median_days": ratio(s.median),
        "p80_days": s.p80, "target_day": s.by, "within_target": s.within, "within_target_of": s.within_of,
    })
}

fn outcomes(r: &NegotiationReport) -> Value {
    let g = &r.groups;
    json!({
        "by_root_cause": g.by_cause.as_ref().map(|m| m.iter().map(|(cause, g)| group(json!({ "root_cause": cause }), g)).collect::<Value>()),
        "by_counter": g.by_counter.as_ref().map(|m| m.iter().map(|(kind, g)| group(json!({ "counter": kind }), g)).collect::<Value>()),
        "cells": g.cells.as_ref().map(|m| m.iter().map(|((cause, kind), g)| group(json!({ "root_cause": cause, "counter": kind }), g)).collect::<Value>()),
    })
}

fn group(mut key: Value, g: &Group) -> Value {
    key["requests"] = json!(g.requests);
    key["resolved"] = json!(g.resolved);
    key["retained"] = json!(g.retained);
    key["requested"] = json!(money(g.amounts.requested));
    key["kept"] = json!(money(g.amounts.kept));
    key["given_up"] = json!(money(g.amounts.given_up));
    key
}

fn preservation(r: &NegotiationReport) -> Value {
    let p = &r.preservation;
    json!({
        "requests": p.requests, "requested": money(p.requested), "matrix_kept": money(p.matrix_kept), "kept": money(p.kept),
        "matrix_share": ratio(p.matrix_share()), "kept_share": ratio(p.kept_share()), "competitor": p.competitor,
        "not_in_matrix": p.unknown,
    })
}

fn check(c: &Check) -> Value {
    json!({
        "check": c.check, "scope": c.scope, "left": money(c.left), "right": money(c.right),
        "difference": money(c.difference()), "ok": c.ok,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
