//! Page 10: what did we keep, and by what offer? Requested = kept + given up (C12), the matrix of root
//! cause and counter-offer, and the tie of the log to the bridge (N-30).

use super::requests::{
    NOT_RECORDED, Split, capital, notes, rate_of, requests, scope, share_of, split,
};
use super::{Built, Draft, log_tie};
use crate::context::Context;
use crate::display::{NOT_APPLICABLE, count, percent, things};
use crate::layout::{
    Stack, area, block, chart, empty_chart, figure, left, right, row, stacked, text,
};
use crate::message::Message;
use crate::model::{Cell, ChartSpec, Content, KeptBar, Mark, Row, RowKind, Table};
use holdfast_ledger::Decimal;
use holdfast_ledger::requests::{CounterKind, RootCause};
use holdfast_metrics::negotiations::{Amounts, Group, NegotiationReport, Outcome, Share, Tie};
use std::collections::BTreeMap;

type Causes = Vec<(Option<RootCause>, Group)>;

pub(super) fn page(c: &Context) -> Built {
    let n = requests(c)?;
    if n.resolved() == 0 {
        return Err(format!("no request resolved in {}", c.period_label()));
    }
    let causes = by_cause(n);
    let mut under = Stack::under(0, 7, 12);
    under.table(Some("Customers kept / resolved"), matrix(c, n, &causes));
    let mut side = Stack::new(7, 5);
    side.table(None, classes(c, n));
    side.table(None, retention(c, n));
    if let Some(tie) = &n.tie {
        side.table(None, log_tie::table(c, tie));
        let lines = log_tie::mismatches(c, tie);
        if !lines.is_empty() {
            let lists = things(lines.len(), "list");
            side.push(2 + lines.len() as u8, None, Content::Lines(lines));
            side.or_say(format!(
                "No room here for {lists} of customers whose log and ledger differ."
            ));
        }
    }
    let mut blocks = vec![block(
        area(0, 7, 0, 12),
        Some(&format!(
            "Cut requested, kept and given up, {} by root cause (resolved, n={})",
            c.unit.label(),
            count(n.resolved())
        )),
        bars(c, n, &causes),
    )];
    let mut exceptions = stacked(&mut blocks, [under, side]);
    exceptions.extend(self::exceptions(c, n));
    Ok(Draft::new("outcomes", message(c, n))
        .titled(
            format!(
                "Cuts requested, kept and given up in {}, by root cause and counter-offer",
                c.unit.label()
            ),
            scope(c, n),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &exceptions)))
}

const DEFINITION: &str = "Requested = ARR before − ARR asked for; given up = before − after; kept = requested − given \
     up, negative where a customer who asked for a cut left. Paused counts as given up and not as kept customer.";

fn exceptions(c: &Context, n: &NegotiationReport) -> Vec<String> {
    let mut out = Vec::new();
    if !n.unmeasured.is_empty() {
        out.push(format!(
            "{} without amounts are left out.",
            things(n.unmeasured.len(), "resolved request")
        ));
    }
    let differ = n.disagreements().count();
    if differ > 0 {
        out.push(format!(
            "{} whose stated outcome differs from the amounts.",
            things(differ, "request")
        ));
    }
    let (paused, amount) = n.tie.as_ref().map(Tie::paused_in_churn).unwrap_or_default();
    if paused > 0 {
        out.push(format!(
            "{} of {} are churn in the bridge and paused here.",
            things(paused, "customer"),
            c.unit.money(amount)
        ));
    }
    out.push(format!(
        "Rates over fewer than {} are not shown.",
        c.min_n()
    ));
    out
}

/// "$343K of $566K requested cuts was kept (61%); multi-year kept 8 of 8 customers."
fn message(c: &Context, n: &NegotiationReport) -> Message {
    let printed = split(c, &n.total, &[]).total;
    let mut m = Message::new();
    let kept = m.bind("requests.kept", c.unit.text_money(printed.kept));
    let asked = m.bind("requests.requested", c.unit.text_money(printed.requested));
    let share = n.kept_share().filter(|_| n.resolved() >= c.min_n());
    let share = share.map_or(String::new(), |s| {
        format!(" ({})", m.bind("requests.kept_share", percent(Some(s), 0)))
    });
    let offer = best_offer(n, &mut m).unwrap_or_default();
    m.say(format!(
        "{kept} of the {asked} of cuts requested was kept{share}{offer}."
    ))
}

/// The counter-offer made most often, and what it kept.
fn best_offer(n: &NegotiationReport, m: &mut Message) -> Option<String> {
    let groups = n.groups.by_counter.as_ref()?;
    let offers = groups.iter().filter_map(|(kind, g)| Some(((*kind)?, g)));
    let (kind, group) = offers.max_by_key(|(_, g)| (g.resolved, g.retained))?;
    let kept = m.bind("offer.kept", count(group.retained));
    let of = m.bind("offer.resolved", things(group.resolved, "customer"));
    Some(format!("; {} kept {kept} of {of}", kind.word()))
}

/// Root causes, the largest cut requested first; a blank one last.
fn by_cause(n: &NegotiationReport) -> Causes {
    let mut all: Causes = n
        .groups
        .by_cause
        .iter()
        .flatten()
        .map(|(cause, group)| (*cause, *group))
        .collect();
    all.sort_by_key(|(cause, g)| {
        (
            cause.is_none(),
            std::cmp::Reverse(g.amounts.requested),
            *cause,
        )
    });
    all
}

fn cause_name(cause: Option<RootCause>) -> String {
    cause.map_or_else(|| "No cause recorded".to_owned(), |k| capital(k.word()))
}

/// C12; where root causes were not imported, one bar of all.
fn bars(c: &Context, n: &NegotiationReport, causes: &Causes) -> Content {
    let mut rows: Vec<(String, Amounts)> = causes
        .iter()
        .filter(|(_, g)| g.requests > 0)
        .map(|(cause, g)| {
            (
                format!("{} ({})", cause_name(*cause), g.requests),
                g.amounts,
            )
        })
        .collect();
    if rows.is_empty() && n.groups.by_cause.is_none() {
        let measured = n.items.iter().filter(|i| i.amounts.is_some()).count();
        rows.push((
            format!("All, root cause {NOT_RECORDED} ({measured})"),
            n.total,
        ));
    }
    let amounts: Vec<Amounts> = rows.iter().map(|(_, a)| *a).collect();
    let printed = split(c, &n.total, &amounts);
    let bars: Vec<KeptBar> = rows
        .iter()
        .zip(&printed.rows)
        .map(|((name, _), p)| {
            let mark = |value: Decimal| Mark {
                value,
                label: c.unit.text(value),
            };
            KeptBar {
                name: name.clone(),
                kept: mark(p.kept),
                given_up: mark(p.given_up),
                total: c.unit.text(p.requested),
            }
        })
        .collect();
    if bars.is_empty() || n.unmeasured.len() == n.resolved() as usize {
        return empty_chart(ChartSpec::Kept(bars), format!("Amounts are {NOT_RECORDED}"));
    }
    let spoken: Vec<String> = bars
        .iter()
        .map(|b| {
            format!(
                "{} kept {}, given up {}, requested {}",
                b.name, b.kept.label, b.given_up.label, b.total
            )
        })
        .collect();
    let alt = format!(
        "Bar chart of cuts requested in {}: {}.",
        c.unit.label(),
        spoken.join("; ")
    );
    chart(ChartSpec::Kept(bars), alt)
}

/// Root cause × counter-offer: customers kept / resolved.
fn matrix(c: &Context, n: &NegotiationReport, causes: &Causes) -> Table {
    if causes.is_empty() {
        return Table::default();
    }
    let offers: Vec<Option<CounterKind>> = n
        .groups
        .by_counter
        .iter()
        .flat_map(BTreeMap::keys)
        .copied()
        .collect();
    let mut columns = vec![left("", 26)];
    columns.extend(offers.iter().map(|o| right(offer_name(*o), 13)));
    columns.extend([right("total", 12), right("kept %", 10)]);
    let mut rows: Vec<Row> = causes
        .iter()
        .map(|(cause, total)| {
            let cells = offers.iter().map(|offer| {
                let cells = n.groups.cells.as_ref();
                pair(cells.and_then(|m| m.get(&(*cause, *offer))))
            });
            matrix_row(
                c,
                RowKind::Normal,
                cause_name(*cause),
                cells.collect(),
                total,
            )
        })
        .collect();
    let sums = offers
        .iter()
        .map(|offer| pair(n.groups.by_counter.as_ref().and_then(|m| m.get(offer))));
    let all = n.retention.all;
    let total = Group {
        resolved: all.resolved,
        retained: all.retained,
        ..Group::default()
    };
    rows.push(matrix_row(
        c,
        RowKind::Total,
        "Total".to_owned(),
        sums.collect(),
        &total,
    ));
    let absent = format!("Counter-offers are {NOT_RECORDED}.");
    Table {
        columns,
        rows,
        footnote: n.groups.by_counter.is_none().then_some(absent),
    }
}

fn matrix_row(c: &Context, kind: RowKind, name: String, offers: Vec<Cell>, total: &Group) -> Row {
    let mut cells = vec![text(name)];
    cells.extend(offers);
    cells.push(pair(Some(total)));
    let share = share_of(c, total.retained, total.resolved);
    cells.push(figure(
        share.unwrap_or_else(|| format!("n={}", total.resolved)),
    ));
    row(kind, cells)
}

fn pair(group: Option<&Group>) -> Cell {
    let counted = group.filter(|g| g.resolved > 0);
    figure(counted.map_or_else(
        || NOT_APPLICABLE.to_owned(),
        |g| format!("{} / {}", count(g.retained), count(g.resolved)),
    ))
}

fn offer_name(offer: Option<CounterKind>) -> String {
    offer.map_or_else(|| "no counter".to_owned(), |k| k.word().to_owned())
}

/// The outcome classes (N-11) with their amounts.
fn classes(c: &Context, n: &NegotiationReport) -> Table {
    let mut groups: BTreeMap<Outcome, (u32, Amounts)> = BTreeMap::new();
    for item in &n.items {
        if let (Some(class), Some(amounts)) = (item.class, item.amounts) {
            let sum = groups.entry(class).or_default();
            sum.0 += 1;
            sum.1 = added(&sum.1, &amounts);
        }
    }
    if groups.is_empty() {
        return Table::default();
    }
    let amounts: Vec<Amounts> = groups.values().map(|(_, a)| *a).collect();
    let printed: Split = split(c, &n.total, &amounts);
    let line = |kind, name: String, requests: u32, p: &super::requests::Printed| {
        let cells = vec![
            text(name),
            figure(count(requests)),
            figure(c.unit.text(p.requested)),
            figure(c.unit.text(p.kept)),
            figure(c.unit.text(p.given_up)),
        ];
        row(kind, cells)
    };
    let mut rows: Vec<Row> = groups
        .iter()
        .zip(&printed.rows)
        .map(|((class, (requests, _)), p)| {
            line(RowKind::Normal, capital(class.word()), *requests, p)
        })
        .collect();
    let requests = groups.values().map(|(n, _)| n).sum();
    rows.push(line(
        RowKind::Total,
        "Resolved".to_owned(),
        requests,
        &printed.total,
    ));
    Table {
        columns: vec![
            left(format!("Outcome, {}", c.unit.label()), 26),
            right("requests", 14),
            right("requested", 15),
            right("kept", 12),
            right("given up", 14),
        ],
        rows,
        footnote: None,
    }
}

fn added(a: &Amounts, b: &Amounts) -> Amounts {
    Amounts {
        before: a.before + b.before,
        after: a.after + b.after,
        requested: a.requested + b.requested,
        given_up: a.given_up + b.given_up,
        kept: a.kept + b.kept,
    }
}

/// N-12: customers retained, split by the four components; N-16 beside it.
fn retention(c: &Context, n: &NegotiationReport) -> Table {
    let r = &n.retention;
    let line = |name: String, s: &Share| {
        let cells = vec![
            text(name),
            figure(format!("{} / {}", count(s.retained), count(s.resolved))),
            figure(rate_of(c, s.of_customers(), s.resolved)),
            figure(rate_of(c, s.of_arr(), s.resolved)),
        ];
        row(RowKind::Normal, cells)
    };
    let mut rows = vec![line("All resolved".to_owned(), &r.all)];
    for (name, share) in [
        ("all four components done", &r.complete),
        ("a component missing", &r.incomplete),
        ("components not recorded", &r.not_recorded),
    ] {
        if share.resolved > 0 {
            let mut part = line(name.to_owned(), share);
            part.kind = RowKind::Sub;
            rows.push(part);
        }
    }
    rows.extend(observed(c, n));
    Table {
        columns: vec![
            left("Customers retained", 30),
            right("kept / all", 22),
            right("%", 12),
            right("ARR %", 18),
        ],
        rows,
        footnote: preserved(c, n),
    }
}

fn observed(c: &Context, n: &NegotiationReport) -> Option<Row> {
    let seen = n.retention.observed.as_ref().filter(|o| o.reached > 0)?;
    let share = Share {
        retained: seen.still,
        resolved: seen.reached,
        after: seen.arr,
        before: seen.before,
    };
    Some(row(
        RowKind::Normal,
        vec![
            text(format!("still paying {} days later", seen.after_days)),
            figure(format!("{} / {}", count(seen.still), count(seen.reached))),
            figure(rate_of(c, share.of_customers(), seen.reached)),
            figure(rate_of(c, share.of_arr(), seen.reached)),
        ],
    ))
}

/// "Cut kept: 61% obtained, 45% by the matrix" (N-16).
fn preserved(c: &Context, n: &NegotiationReport) -> Option<String> {
    let p = &n.preservation;
    (p.requests > 0).then(|| {
        let of = |share| rate_of(c, share, p.requests);
        format!(
            "Cut kept: {} obtained, {} by the matrix ({}).",
            of(p.kept_share()),
            of(p.matrix_share()),
            things(p.requests, "request")
        )
    })
}
