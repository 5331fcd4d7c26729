//! Spellings which may be one customer (L-8): proposed for merging, merged only where the user says so.

use crate::customers;
use crate::detected::Source;
use crate::findings::{Code, Spot};
use crate::sink::Sink;
use crate::text::company_key;
use foldhash::fast::RandomState;
use holdfast_ledger::{Decimal, Symbol};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One customer's rows, in numbers.
#[derive(Clone, Copy)]
struct Seen {
    sheet: u16,
    row: u32,
    rows: u32,
    amount: Decimal,
}

/// Groups of customers whose names differ only by case, punctuation, spaces or company suffix.
pub(crate) fn similar(sink: &mut Sink<'_>, sources: &[Source<'_>]) {
    let mut seen: HashMap<Symbol, Seen, RandomState> = HashMap::default();
    for d in sink.builder.drafts() {
        let s = seen.entry(d.customer).or_insert(Seen {
            sheet: d.sheet,
            row: d.row,
            rows: 0,
            amount: Decimal::ZERO,
        });
        s.rows += 1;
        s.amount = d.amount;
        (s.sheet, s.row) = (s.sheet, s.row).min((d.sheet, d.row));
    }
    let seen: BTreeMap<Symbol, Seen> = seen.into_iter().collect();
    let shown: BTreeMap<Symbol, String> = sink
        .builder
        .display_names()
        .map(|(id, name)| (id, name.to_owned()))
        .collect();
    let mut groups: BTreeMap<String, Vec<(String, Symbol)>> = BTreeMap::new();
    for &customer in seen.keys() {
        let name = shown
            .get(&customer)
            .map_or_else(|| sink.builder.name(customer), String::as_str);
        groups
            .entry(company_key(name))
            .or_default()
            .push((name.to_owned(), customer));
    }
    let mut merges = BTreeMap::new();
    for (key, mut group) in groups {
        group.sort();
        // Customers with ids of their own may well share a name.
        let names: BTreeSet<&str> = group.iter().map(|(n, _)| n.as_str()).collect();
        if key.is_empty() || names.len() < 2 {
            continue;
        }
        propose(sink, sources, &group, &seen, &mut merges);
    }
    if !merges.is_empty() {
        customers::merge(sink, &merges);
    }
}

fn propose(
    sink: &mut Sink<'_>,
    sources: &[Source<'_>],
    group: &[(String, Symbol)],
    seen: &BTreeMap<Symbol, Seen>,
    merges: &mut BTreeMap<Symbol, Symbol>,
) {
    // The spelling of most rows stays; of as many, the first.
    let rows = |s: &Symbol| {
        seen.get(s)
            .map(|x| (x.rows, std::cmp::Reverse((x.sheet, x.row))))
    };
    let Some((kept_name, kept)) = group.iter().max_by_key(|(_, s)| rows(s)).cloned() else {
        return;
    };
    let spellings: Vec<String> = group.iter().map(|(n, _)| format!("\"{n}\"")).collect();
    let scope = spellings.join(", ");
    for (name, customer) in group.iter().filter(|(_, s)| *s != kept) {
        let Some(x) = seen.get(customer) else {
            continue;
        };
        let Some((table, _)) = sources.get(usize::from(x.sheet)) else {
            continue;
        };
        let spot = Spot::row(table, x.row);
        let text = format!("\"{name}\" beside \"{kept_name}\"");
        sink.notes.issues.rows(
            Code::SimilarNames,
            &scope,
            spot,
            x.rows,
            Some(x.amount),
            || text,
        );
        let decision = [name.as_str(), kept_name.as_str(), scope.as_str()]
            .iter()
            .find_map(|s| {
                sink.options
                    .decisions
                    .find(Code::SimilarNames.about().code, s)
                    .map(|d| d.scope.clone())
            });
        let Some(decided) = decision else { continue };
        let found = sink.decide(
            Code::SimilarNames,
            &decided,
            u64::from(x.rows),
            Some(x.amount),
        );
        sink.settle(Code::SimilarNames, &scope);
        if found.is_some_and(|d| d.repair == "merge") {
            merges.insert(*customer, kept);
        }
    }
}
