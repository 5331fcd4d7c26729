//! Two tables with the same total at every close are one ledger twice: a pivot beside its rows, a copied sheet.

use crate::detected::Source;
use crate::findings::sheet_name;
use crate::findings::{Code, Spot};
use crate::netting;
use crate::sink::Sink;
use holdfast_ledger::{Close, Decimal, Symbol};
use std::collections::{BTreeMap, BTreeSet};

/// What one table says.
#[derive(Default)]
struct Said {
    totals: BTreeMap<(Close, Symbol), Decimal>,
    customers: BTreeSet<Symbol>,
    drafts: Vec<usize>,
}

/// Reads such a table once, and asks.
pub(crate) fn leave_out(sink: &mut Sink<'_>, sources: &[Source<'_>]) {
    let ledgers = sources
        .iter()
        .filter(|(_, d)| d.map.role == crate::mapping::Role::Ledger);
    if ledgers.count() < 2 {
        return;
    }
    let said = said(sink);
    let mut gone: BTreeSet<u16> = BTreeSet::new();
    for (a, first) in &said {
        for (b, second) in said.range(a + 1..) {
            let same = first.totals == second.totals && !gone.contains(a) && !gone.contains(b);
            if !same || first.totals.values().all(Decimal::is_zero) {
                continue;
            }
            let fewer = if first.customers.len() < second.customers.len() {
                a
            } else {
                b
            };
            if !adds_up(sink, sources, *fewer) {
                gone.insert(*fewer);
            }
        }
    }
    let drafts = gone.iter().filter_map(|sheet| said.get(sheet));
    let drop = drafts.flat_map(|s| &s.drafts);
    netting::leave_out(
        sink,
        drop.map(|i| (*i, "the same ledger once more")).collect(),
    );
}

fn said(sink: &Sink<'_>) -> BTreeMap<u16, Said> {
    let mut out: BTreeMap<u16, Said> = BTreeMap::new();
    for (i, d) in sink.builder.drafts().iter().enumerate() {
        let own = out.entry(d.sheet).or_default();
        *own.totals.entry((d.close, d.currency)).or_default() += d.amount;
        own.customers.insert(d.customer);
        own.drafts.push(i);
    }
    out
}

/// Says it; whether the user lets both count.
fn adds_up(sink: &mut Sink<'_>, sources: &[Source<'_>], sheet: u16) -> bool {
    let Some((table, _)) = sources.get(usize::from(sheet)) else {
        return true;
    };
    let name = sheet_name(table);
    let spot = Spot::sheet(table);
    sink.notes
        .issues
        .rows(Code::SameTotals, &name, spot, 0, None, String::new);
    let decided = sink.decide(Code::SameTotals, &name, 1, None);
    if decided.is_some() {
        sink.settle(Code::SameTotals, &name);
    }
    decided.is_some_and(|d| d.repair == "sum")
}
