//! The tie of the negotiation log to the bridge as a table, and its mismatches in words (N-30, N-31).

use super::requests::called;
use crate::context::Context;
use crate::display::count;
use crate::layout::{figure, left, right, row, text};
use crate::model::{Row, RowKind, Table, Tone};
use crate::tie::{Part, tie_to};
use holdfast_ledger::Decimal;
use holdfast_metrics::Class;
use holdfast_metrics::negotiations::{Loss, Matched, Tie, TieTotal};

/// Mismatches named; further ones are counted.
const NAMED: usize = 3;

/// N-30: what has a request and what has none adds up to the bridge's lines, in the digits printed.
pub(super) fn table(c: &Context, tie: &Tie) -> Table {
    let Some(now) = c.now() else {
        return Table::default();
    };
    let mut rows = Vec::new();
    for total in tie.totals.iter().filter(|t| !t.bridge.is_zero()) {
        let printed = -now.tied.part(part_of(total.class));
        let unit = &now.tied.unit;
        let parts = tie_to(printed, &[total.matched.1, total.unlogged.1], unit).parts;
        let amount = |i: usize| unit.text(parts.get(i).copied().unwrap_or_default());
        rows.extend(tie_rows(total, &[amount(0), amount(1), unit.text(printed)]));
    }
    Table {
        columns: vec![
            left(format!("Tie to the bridge, {}", c.unit.label()), 34),
            right("customers", 14),
            right("ARR", 14),
        ],
        rows,
        footnote: None,
    }
}

fn tie_rows(total: &TieTotal, amounts: &[String; 3]) -> [Row; 3] {
    let name = match total.class {
        Class::Churn => "Churn",
        Class::Paused => "Paused",
        _ => "Downsell",
    };
    let [matched, unlogged, bridge] = amounts;
    let line = |kind, caption: String, customers: u32, amount: &String| {
        let cells = vec![
            text(caption),
            figure(count(customers)),
            figure(amount.clone()),
        ];
        row(kind, cells)
    };
    [
        line(
            RowKind::Normal,
            format!("{name} with a request"),
            total.matched.0,
            matched,
        ),
        line(
            RowKind::Normal,
            format!("{name} without"),
            total.unlogged.0,
            unlogged,
        ),
        line(
            RowKind::Total,
            format!("{name} in the bridge"),
            total.matched.0 + total.unlogged.0,
            bridge,
        ),
    ]
}

fn part_of(class: Class) -> Part {
    match class {
        Class::Churn => Part::Churn,
        Class::Paused => Part::Paused,
        _ => Part::Downsell,
    }
}

/// N-31: lists with both figures; nothing is adjusted to fit.
pub(super) fn mismatches(c: &Context, tie: &Tie) -> Vec<(Tone, String)> {
    let mut out = Vec::new();
    let money = |v: Decimal| c.unit.money(v);
    let name = |index: u32| c.customer(index);
    let difference = |m: &Matched| {
        let agreed = m.agreed.map_or_else(String::new, money);
        format!(
            "{} agreed {agreed}, ledger {}",
            name(m.loss.customer),
            money(m.loss.closing)
        )
    };
    list(
        &mut out,
        "Agreed and ledger differ",
        tie.differences().map(difference).collect(),
    );
    let mut unlogged: Vec<_> = tie.unlogged.iter().collect();
    unlogged.sort_by(|a, b| b.amount.cmp(&a.amount).then(a.customer.cmp(&b.customer)));
    let loss = |l: &&Loss| format!("{} {}", name(l.customer), money(-l.amount));
    list(
        &mut out,
        "No request logged",
        unlogged.iter().map(loss).collect(),
    );
    let waiting = tie.not_in_ledger.iter().map(|w| {
        format!(
            "{} agreed {}, ledger {}",
            name(w.customer),
            money(w.agreed),
            money(w.ledger)
        )
    });
    list(&mut out, "Not yet in the ledger", waiting.collect());
    let unknown = tie.unknown_customers.iter().filter_map(|id| {
        let log = c.inputs.requests?;
        let request = log.requests.iter().find(|r| r.id == *id)?;
        Some(called(c, &request.customer, None))
    });
    list(&mut out, "Not in the ledger at all", unknown.collect());
    out
}

fn list(out: &mut Vec<(Tone, String)>, what: &str, all: Vec<String>) {
    if all.is_empty() {
        return;
    }
    let more = all.len().saturating_sub(NAMED);
    let mut shown: Vec<String> = all.into_iter().take(NAMED).collect();
    if more > 0 {
        shown.push(format!("and {more} more"));
    }
    out.push((Tone::Plain, format!("{what}: {}.", shown.join("; "))));
}
