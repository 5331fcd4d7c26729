//! A log's own labels beside the classes which the rules give (L-7): every difference is listed.

use crate::Imported;
use crate::detected::Source;
use crate::findings::{Code, Spot};
use crate::pending::Labelled;
use crate::sink::Sink;
use holdfast_ledger::{Close, Decimal, Symbol};
use std::collections::{BTreeMap, BTreeSet};

/// A movement whose label differs from its class.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LabelDifference {
    /// Customer id.
    pub customer: String,
    /// Close of the movement.
    pub close: Close,
    /// The log's label.
    pub label: String,
    /// The class by M-1.
    pub class: String,
    /// Index into the evidence's sources.
    pub sheet: u16,
    /// Spreadsheet row.
    pub row: u32,
}

/// Compares every label with the customer's net class at that close.
pub(crate) fn compare(sink: &mut Sink<'_>, sources: &[Source<'_>], out: &mut Imported) {
    if sink.labels.is_empty() {
        return;
    }
    let balances = balances(sink);
    let first = sink.builder.covered().first().copied();
    let mut by_close: BTreeMap<(Symbol, Close), Vec<Labelled>> = BTreeMap::new();
    for label in std::mem::take(&mut sink.labels) {
        by_close
            .entry((label.customer, label.close))
            .or_default()
            .push(label);
    }
    for ((customer, close), labels) in by_close {
        let Some(own) = balances.get(&customer) else {
            continue;
        };
        let class = class(own, close, first, sink.log_grain.unwrap_or(1));
        let told: BTreeSet<&str> = labels
            .iter()
            .filter_map(|l| l.class.as_deref())
            .filter(|c| !c.is_empty())
            .collect();
        if told.is_empty() || told.contains(class) {
            continue;
        }
        let Some(l) = labels.iter().find(|l| l.class.is_some()) else {
            continue;
        };
        let Some((table, _)) = sources.get(usize::from(l.sheet)) else {
            continue;
        };
        let name = sink.builder.name(customer).to_owned();
        let text = format!("{name}, {close}: \"{}\", by the amounts {class}", l.label);
        sink.notes.issues.row(
            Code::LabelDiffers,
            "",
            Spot::row(table, l.row),
            None,
            || text,
        );
        out.label_differences.push(LabelDifference {
            customer: name,
            close,
            label: l.label.clone(),
            class: class.to_owned(),
            sheet: l.sheet,
            row: l.row,
        });
    }
}

fn balances(sink: &Sink<'_>) -> BTreeMap<Symbol, BTreeMap<Close, Decimal>> {
    let wanted: BTreeSet<Symbol> = sink.labels.iter().map(|l| l.customer).collect();
    let mut out: BTreeMap<Symbol, BTreeMap<Close, Decimal>> =
        wanted.into_iter().map(|c| (c, BTreeMap::new())).collect();
    for d in sink.builder.drafts() {
        if let Some(own) = out.get_mut(&d.customer) {
            *own.entry(d.close).or_default() += d.amount;
        }
    }
    out
}

/// The class by M-1 at a close against the close before.
fn class(
    own: &BTreeMap<Close, Decimal>,
    close: Close,
    first: Option<Close>,
    grain: i32,
) -> &'static str {
    let at = |c: Close| own.get(&c).copied().unwrap_or_default();
    let (o, c) = (at(close.plus(-grain)), at(close));
    let paid = own
        .range(..close)
        .any(|(k, v)| *v > Decimal::ZERO && first.is_none_or(|f| *k >= f));
    if o == c {
        "flat"
    } else if o.is_zero() {
        if paid { "reactivation" } else { "new" }
    } else if c.is_zero() {
        "churn"
    } else if c > o {
        "expansion"
    } else {
        "downsell"
    }
}
