//! What is wrong with a request, at the field, with both values. The import and the app's form ask
//! the same question.

use crate::log_words::{CounterPart, Field, TriggerPart};
use chrono::NaiveDate;
use holdfast_ledger::requests::{Request, RequestKind, StatedOutcome};
use holdfast_ledger::{Decimal, Severity, money_text, ratio, round_half_away};

/// Something wrong or notable at a field of a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldIssue {
    /// Field.
    pub field: Field,
    /// Stable code in kebab case.
    pub code: &'static str,
    /// How grave.
    pub severity: Severity,
    /// What is wrong, with both values.
    pub message: String,
    /// What to do.
    pub hint: &'static str,
}

fn issue(
    field: Field,
    code: &'static str,
    severity: Severity,
    message: String,
    hint: &'static str,
) -> FieldIssue {
    FieldIssue {
        field,
        code,
        severity,
        message,
        hint,
    }
}

/// Everything wrong with a request: dates out of order, a cut below 0, a discount over 100 %, amounts
/// which can't be, and what is missing to count it.
pub fn check_request(request: &Request) -> Vec<FieldIssue> {
    let mut out = date_order(request);
    out.extend(amounts(request));
    out.extend(prices(request));
    out.extend(missing(request));
    out
}

/// Two dates of which the first must not come after the second.
struct Order {
    earlier: (Field, Option<NaiveDate>),
    later: (Field, Option<NaiveDate>),
}

impl Order {
    fn issue(&self) -> Option<FieldIssue> {
        let ((first, a), (second, b)) = (self.earlier, self.later);
        let (a, b) = (a?, b?);
        if a <= b {
            return None;
        }
        let message = format!("{} {b} is before {} {a}", second.caption(), first.caption());
        Some(issue(
            second,
            "request-date-order",
            Severity::Error,
            message,
            "Correct whichever of the two dates is wrong.",
        ))
    }
}

/// Every stage comes after the request and not after the resolution. A diagnosis after the counter is
/// no error: it is failure mode 2.
fn date_order(r: &Request) -> Vec<FieldIssue> {
    let requested = (Field::RequestedOn, Some(r.requested_on));
    let resolved = (Field::ResolvedOn, r.resolved_on);
    let mut orders = vec![Order {
        earlier: requested,
        later: resolved,
    }];
    for stage in stages(r) {
        orders.push(Order {
            earlier: requested,
            later: stage,
        });
        // Where even the request is out of order one finding is enough.
        if stage.1.is_some_and(|d| d >= r.requested_on) {
            orders.push(Order {
                earlier: stage,
                later: resolved,
            });
        }
    }
    orders.extend(counter_orders(r));
    orders.extend(trigger_orders(r));
    orders.iter().filter_map(Order::issue).collect()
}

fn stages(r: &Request) -> Vec<(Field, Option<NaiveDate>)> {
    let mut out = vec![
        (Field::AcknowledgedOn, r.acknowledged_on),
        (Field::DealDeskOn, r.deal_desk_on),
        (Field::VpCsOn, r.vp_cs_on),
        (Field::DiagnosedOn, r.diagnosed_on),
        (Field::EscalatedOn, r.escalated_on),
    ];
    let counters = r.counters.iter().zip(1..);
    out.extend(counters.map(|(c, n)| (Field::Counter(n, CounterPart::On), c.on)));
    out
}

fn counter_orders(r: &Request) -> Vec<Order> {
    let on = |n, date| (Field::Counter(n, CounterPart::On), date);
    let mut out = Vec::new();
    for (counter, n) in r.counters.iter().zip(1_u8..) {
        out.push(Order {
            earlier: on(n, counter.on),
            later: (
                Field::Counter(n, CounterPart::RejectedOn),
                counter.rejected_on,
            ),
        });
    }
    for (pair, n) in r.counters.windows(2).zip(1_u8..) {
        if let [a, b] = pair {
            out.push(Order {
                earlier: on(n, a.on),
                later: on(n.saturating_add(1), b.on),
            });
        }
    }
    out
}

fn trigger_orders(r: &Request) -> Vec<Order> {
    let mut out = Vec::new();
    for (t, n) in r.triggers.iter().zip(1_u8..) {
        let of = |part| Field::Trigger(n, part);
        let set = (of(TriggerPart::SetOn), t.set_on);
        out.push(Order {
            earlier: (Field::RequestedOn, Some(r.requested_on)),
            later: set,
        });
        for later in [
            (of(TriggerPart::DueOn), t.due_on),
            (of(TriggerPart::FiredOn), t.fired_on),
            (of(TriggerPart::ContactedOn), t.contacted_on),
            (of(TriggerPart::ClosedOn), t.closed_on),
        ] {
            out.push(Order {
                earlier: set,
                later,
            });
        }
    }
    out
}

fn amounts(r: &Request) -> Vec<FieldIssue> {
    let mut out: Vec<FieldIssue> = asked(r).into_iter().flatten().collect();
    out.extend(negatives(r));
    out.extend(cancellation(r));
    out
}

/// What is wrong with the ARR in force, or with the ARR asked for beside it.
fn asked(r: &Request) -> [Option<FieldIssue>; 2] {
    let nothing = (r.arr_before <= Decimal::ZERO).then(|| {
        let message = format!(
            "{} is {}; a customer which pays nothing can't ask to pay less",
            Field::ArrBefore.caption(),
            money_text(r.arr_before)
        );
        issue(
            Field::ArrBefore,
            "request-amount",
            Severity::Error,
            message,
            "Enter the ARR in force at the request.",
        )
    });
    let more = r.arr_asked.filter(|asked| *asked > r.arr_before);
    let below = more.map(|asked| {
        let message = format!(
            "the cut asked for is below 0: {} {} is above {} {}",
            Field::ArrAsked.caption(),
            money_text(asked),
            Field::ArrBefore.caption(),
            money_text(r.arr_before)
        );
        issue(
            Field::ArrAsked,
            "request-cut-below-zero",
            Severity::Error,
            message,
            "Enter the ARR which the customer wants to pay, not the cut.",
        )
    });
    [nothing, below]
}

/// The amounts which are below zero.
fn negatives(r: &Request) -> impl Iterator<Item = FieldIssue> {
    let counters = r.counters.iter().zip(1..);
    let counters = counters.map(|(c, n)| (Field::Counter(n, CounterPart::Arr), c.arr));
    let triggers = r.triggers.iter().zip(1..);
    let triggers = triggers.map(|(t, n)| {
        (
            Field::Trigger(n, TriggerPart::ArrRecovered),
            t.arr_recovered,
        )
    });
    [
        (Field::ArrAsked, r.arr_asked),
        (Field::ArrAfter, r.arr_after),
    ]
    .into_iter()
    .chain(counters)
    .chain(triggers)
    .filter_map(|(field, value)| Some((field, value.filter(|v| *v < Decimal::ZERO)?)))
    .map(|(field, value)| {
        let message = format!(
            "{} is {}; ARR is never below 0",
            field.caption(),
            money_text(value)
        );
        issue(
            field,
            "request-amount",
            Severity::Error,
            message,
            "Enter an ARR of 0 or more.",
        )
    })
}

/// A full cancellation asks for nothing.
fn cancellation(r: &Request) -> Option<FieldIssue> {
    let is_full = r.kind == Some(RequestKind::FullCancellation);
    let asked = r.arr_asked.filter(|a| is_full && *a > Decimal::ZERO)?;
    let message = format!(
        "a full cancellation asks for 0, but {} is {}: it is counted as 0",
        Field::ArrAsked.caption(),
        money_text(asked)
    );
    Some(issue(
        Field::ArrAsked,
        "request-cancellation-asks",
        Severity::Warning,
        message,
        "Choose another kind of request, or leave the ARR asked for at 0.",
    ))
}

fn percent(fraction: Decimal) -> String {
    format!(
        "{}%",
        money_text(round_half_away(fraction * Decimal::ONE_HUNDRED, 1))
    )
}

/// The discount is of price: 1 − net/list at the new scope (N-5).
fn prices(r: &Request) -> Vec<FieldIssue> {
    let mut out = Vec::new();
    let over = |d: Decimal| d > Decimal::ONE;
    if let (Some(list), Some(net)) = (r.list_price, r.net_price) {
        match ratio(net, list).map(|share| Decimal::ONE - share) {
            Some(d) if over(d) || list < Decimal::ZERO => {
                let message = format!(
                    "the discount is over 100%: {} {} on {} {}",
                    Field::NetPrice.caption(),
                    money_text(net),
                    Field::ListPrice.caption(),
                    money_text(list)
                );
                out.push(issue(
                    Field::NetPrice,
                    "request-discount",
                    Severity::Error,
                    message,
                    "Enter list and net price a year at the new scope.",
                ));
            }
            Some(d) => out.extend(disagreement(r, d)),
            None => {
                let message = format!(
                    "{} is 0, so there is no discount to compute from {} {}",
                    Field::ListPrice.caption(),
                    Field::NetPrice.caption(),
                    money_text(net)
                );
                out.push(issue(
                    Field::ListPrice,
                    "request-discount",
                    Severity::Warning,
                    message,
                    "Enter the list price a year at the new scope.",
                ));
            }
        }
    }
    if let Some(stated) = r.discount.filter(|d| over(*d)) {
        let message = format!(
            "{} is {}, over 100%",
            Field::Discount.caption(),
            percent(stated)
        );
        out.push(issue(
            Field::Discount,
            "request-discount",
            Severity::Error,
            message,
            "Enter the discount as a percentage such as 18%.",
        ));
    }
    out
}

/// A stated discount which list and net price contradict by a tenth of a point or more.
fn disagreement(r: &Request, computed: Decimal) -> Option<FieldIssue> {
    let stated = r
        .discount
        .filter(|d| (*d - computed).abs() >= Decimal::new(1, 3))?;
    let message = format!(
        "{} is {}, but list and net price give {}; the prices count",
        Field::Discount.caption(),
        percent(stated),
        percent(computed)
    );
    Some(issue(
        Field::Discount,
        "request-discount-disagrees",
        Severity::Warning,
        message,
        "Correct the discount or the prices.",
    ))
}

fn missing(r: &Request) -> Vec<FieldIssue> {
    let mut out = Vec::new();
    let resolved = r.outcome.is_some_and(|o| o != StatedOutcome::Open);
    if resolved && r.resolved_on.is_none() {
        let message = format!(
            "{} is blank although the outcome is \"{}\": no period can claim the request",
            Field::ResolvedOn.caption(),
            word(r.outcome)
        );
        out.push(issue(
            Field::ResolvedOn,
            "request-resolution-undated",
            Severity::Warning,
            message,
            "Enter the date of the resolution.",
        ));
    }
    let implied = matches!(
        r.outcome,
        Some(
            StatedOutcome::Paused
                | StatedOutcome::Churned
                | StatedOutcome::Withdrawn
                | StatedOutcome::FullCut
        )
    );
    if (resolved || r.resolved_on.is_some()) && r.arr_after.is_none() && !implied {
        let message = format!(
            "{} is blank on a resolved request: it is left out of requested, kept and given up",
            Field::ArrAfter.caption()
        );
        out.push(issue(
            Field::ArrAfter,
            "request-amount-missing",
            Severity::Warning,
            message,
            "Enter the ARR agreed.",
        ));
    }
    if r.arr_asked.is_none() && r.kind != Some(RequestKind::FullCancellation) {
        let message = format!(
            "{} is blank: the cut asked for is not known",
            Field::ArrAsked.caption()
        );
        out.push(issue(
            Field::ArrAsked,
            "request-amount-missing",
            Severity::Warning,
            message,
            "Enter the ARR which the customer asked for.",
        ));
    }
    out
}

fn word(outcome: Option<StatedOutcome>) -> &'static str {
    outcome.map_or("", StatedOutcome::word)
}
