//! What adds up at a customer's close: repeated rows, rows of one line, balances below zero (L-4, L-5).

use crate::detected::Source;
use crate::findings::{Code, Spot, shown};
use crate::sink::Sink;
use holdfast_ledger::{Close, Decimal, EntryDraft, Symbol, Table};
use std::collections::BTreeMap;

/// A row in the words of an example.
fn who(sink: &Sink<'_>, d: &EntryDraft) -> String {
    format!(
        "{}, {}, {}",
        sink.builder.name(d.customer),
        d.close,
        shown(d.amount)
    )
}

fn spot<'a>(sources: &[Source<'a>], d: &EntryDraft) -> Option<Spot<'a>> {
    sources
        .get(usize::from(d.sheet))
        .map(|(table, _)| Spot::cell(table, d.row, d.column))
}

type Key = (u32, Close, u32, u32);

/// The drafts which share customer, close, line and plan, as groups of indices. Found by sorting hashes of the
/// keys, which is quick where, as usual, there are none.
fn groups(drafts: &[EntryDraft]) -> Vec<Vec<usize>> {
    let key = |d: &EntryDraft| -> Key {
        (
            d.customer.index() as u32,
            d.close,
            d.line.index() as u32,
            d.plan.index() as u32,
        )
    };
    let hash = |k: Key| {
        let month = k.1.year() as u64 * 12 + u64::from(k.1.month());
        let mut h = u64::from(k.0).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            ^ month.wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
        h ^= (u64::from(k.2) << 32 | u64::from(k.3)).wrapping_mul(0x1656_67B1_9E37_79F9);
        h ^ (h >> 29)
    };
    let mut hashes: Vec<u64> = drafts.iter().map(|d| hash(key(d))).collect();
    hashes.sort_unstable();
    let double: std::collections::HashSet<u64> = hashes
        .windows(2)
        .filter(|w| w[0] == w[1])
        .map(|w| w[0])
        .collect();
    if double.is_empty() {
        return Vec::new();
    }
    let mut found: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (i, d) in drafts
        .iter()
        .enumerate()
        .filter(|(_, d)| double.contains(&hash(key(d))))
    {
        found.entry(key(d)).or_default().push(i);
    }
    found.into_values().filter(|g| g.len() > 1).collect()
}

/// Rows of the same customer, line and close add up (L-4): said, and settled otherwise where the user wants.
pub(crate) fn repeated(sink: &mut Sink<'_>, sources: &[Source<'_>]) {
    let groups = groups(sink.builder.drafts());
    let mut drop: Vec<(usize, &'static str)> = Vec::new();
    for mut group in groups {
        let place = |i: &usize| {
            let d = &sink.builder.drafts()[*i];
            (d.sheet, d.row, d.column)
        };
        group.sort_by_key(|i| place(i));
        let files = file_groups(sink, sources, &group);
        if files.len() > 1 {
            other_file(sink, sources, &files, &mut drop);
            continue;
        }
        one_file(sink, sources, &group, &mut drop);
    }
    leave_out(sink, drop);
}

/// The members of a group by the file they are in.
fn file_groups(
    sink: &Sink<'_>,
    sources: &[Source<'_>],
    group: &[usize],
) -> BTreeMap<(u16, String), Vec<usize>> {
    let mut files: BTreeMap<String, (u16, Vec<usize>)> = BTreeMap::new();
    for &i in group {
        let sheet = sink.builder.drafts()[i].sheet;
        let file = sources
            .get(usize::from(sheet))
            .map(|(t, _)| format!("{} {}", t.file, t.sha256))
            .unwrap_or_default();
        files
            .entry(file)
            .or_insert_with(|| (sheet, Vec::new()))
            .1
            .push(i);
    }
    files
        .into_iter()
        .map(|(file, (sheet, members))| ((sheet, file), members))
        .collect()
}

/// Two files which cover the same customer and close are two exports of one thing, unless the user says so.
fn other_file(
    sink: &mut Sink<'_>,
    sources: &[Source<'_>],
    files: &BTreeMap<(u16, String), Vec<usize>>,
    drop: &mut Vec<(usize, &'static str)>,
) {
    let Some((_, kept)) = files.iter().next_back() else {
        return;
    };
    for ((sheet, _), members) in files {
        if members == kept {
            continue;
        }
        let Some((table, _)) = sources.get(usize::from(*sheet)) else {
            continue;
        };
        for &i in members {
            let d = sink.builder.drafts()[i].clone();
            let text = who(sink, &d);
            sink.notes.issues.row(
                Code::OverlappingSources,
                &table.file,
                Spot::cell(table, d.row, d.column),
                Some(d.amount),
                || text,
            );
            let decided = sink.decide(Code::OverlappingSources, &table.file, 1, Some(d.amount));
            if decided.is_some() {
                sink.settle(Code::OverlappingSources, &table.file);
            }
            if decided.is_none_or(|d| d.repair != "sum") {
                drop.push((i, "another file covers the same customer and close"));
            }
        }
    }
}

fn one_file(
    sink: &mut Sink<'_>,
    sources: &[Source<'_>],
    group: &[usize],
    drop: &mut Vec<(usize, &'static str)>,
) {
    let mut kinds: Vec<(usize, bool)> = Vec::new();
    for (n, &i) in group.iter().enumerate() {
        let twin = group[..n].iter().any(|&j| {
            same_row(
                sources,
                &sink.builder.drafts()[i],
                &sink.builder.drafts()[j],
            )
        });
        kinds.push((i, twin));
    }
    let differing = kinds.iter().filter(|(_, twin)| !twin).count() > 1;
    let last = kinds
        .iter()
        .filter(|(_, twin)| !twin)
        .map(|(i, _)| *i)
        .next_back();
    for (n, (i, twin)) in kinds.iter().enumerate() {
        let d = sink.builder.drafts()[*i].clone();
        let code = if *twin {
            Code::DuplicateRow
        } else {
            Code::SameCustomerClose
        };
        if !(*twin || differing) {
            continue;
        }
        let text = who(sink, &d);
        if let Some(spot) = spot(sources, &d) {
            sink.notes
                .issues
                .row(code, "", spot, Some(d.amount), || text);
        }
        let customer = sink.builder.name(d.customer).to_owned();
        let Some(decision) = sink.decide(code, &customer, 1, Some(d.amount)) else {
            continue;
        };
        sink.settle(code, "");
        match decision.repair.as_str() {
            "keep-one" if *twin => drop.push((*i, "repeats another row")),
            "keep-last" if !*twin && Some(*i) != last => {
                drop.push((*i, "an earlier row of the same customer, line and close"));
            }
            "keep-first" if !*twin && n > 0 => {
                drop.push((*i, "a later row of the same customer, line and close"));
            }
            _ => {}
        }
    }
}

/// Whether two drafts come from rows which are alike in every cell.
fn same_row(sources: &[Source<'_>], a: &EntryDraft, b: &EntryDraft) -> bool {
    let row = |d: &EntryDraft| -> Option<(&Table, usize)> {
        let (table, _) = sources.get(usize::from(d.sheet))?;
        Some((table, table.index_of(d.row)?))
    };
    let (Some((ta, ra)), Some((tb, rb))) = (row(a), row(b)) else {
        return false;
    };
    a.column == b.column && (a.sheet, a.row) != (b.sheet, b.row) && ta.row(ra).eq(tb.row(rb))
}

/// Leaves drafts out; a row none of whose drafts is left is set aside.
pub(crate) fn leave_out(sink: &mut Sink<'_>, drop: Vec<(usize, &'static str)>) {
    if drop.is_empty() {
        return;
    }
    let mut keep = vec![true; sink.builder.len()];
    let mut rows: BTreeMap<(u16, u32), (&'static str, Decimal)> = BTreeMap::new();
    for (i, reason) in drop {
        if let (Some(slot), Some(d)) = (keep.get_mut(i), sink.builder.drafts().get(i)) {
            *slot = false;
            rows.entry((d.sheet, d.row)).or_insert((reason, d.amount));
        }
    }
    for (d, kept) in sink.builder.drafts().iter().zip(&keep) {
        if *kept {
            rows.remove(&(d.sheet, d.row));
        }
    }
    sink.builder.retain(&keep);
    for ((sheet, row), (reason, amount)) in rows {
        sink.unuse(sheet, row, reason, Some(amount));
    }
}

/// Negative lines net inside their customer and close; what stays negative blocks until the user decides, and
/// is held at 0 until then (L-5). Where currencies are mixed it is the balance at the close's rates which counts
/// (L-9), so this comes after them.
pub(crate) fn negatives(sink: &mut Sink<'_>, sources: &[Source<'_>]) {
    if sink.negative.is_empty() {
        return;
    }
    let mut members: BTreeMap<(Symbol, Close), Vec<usize>> = BTreeMap::new();
    for (i, d) in sink.builder.drafts().iter().enumerate() {
        // Rows which are not in force (paused, cancelled, on trial) are no part of the balance (L-10).
        if d.status.in_force() && sink.negative.contains(&(d.customer, d.close)) {
            members.entry((d.customer, d.close)).or_default().push(i);
        }
    }
    let mut drop = Vec::new();
    for ((customer, close), at) in members {
        let sum = balance(sink, &at);
        let Some(d) = at
            .iter()
            .map(|&i| &sink.builder.drafts()[i])
            .find(|d| d.amount.is_sign_negative())
            .cloned()
        else {
            continue;
        };
        let Some(spot) = spot(sources, &d) else {
            continue;
        };
        let name = sink.builder.name(customer).to_owned();
        if !sum.is_sign_negative() || sum.is_zero() {
            sink.notes
                .issues
                .row(Code::NegativeLine, "", spot, Some(d.amount), || {
                    format!("{name}, {close}, {}", shown(d.amount))
                });
            continue;
        }
        sink.notes
            .issues
            .row(Code::NegativeBalance, "", spot, Some(sum), || {
                format!("{name}, {close}, {}", shown(sum))
            });
        let decision = sink.decide(Code::NegativeBalance, &name, at.len() as u64, Some(-sum));
        if decision.is_some() {
            sink.settle(Code::NegativeBalance, "");
        }
        match decision {
            Some(d) if d.repair == "exclude" => drop.extend(
                at.iter()
                    .map(|&i| (i, "excluded by decision: negative-balance")),
            ),
            Some(d) if d.repair == "set" => set(sink, &at, d.value.parse().unwrap_or_default()),
            _ => set(sink, &at, Decimal::ZERO),
        }
    }
    leave_out(sink, drop);
}

/// What drafts of one customer and close come to: in their own currency, or in the reporting one where they
/// have several.
fn balance(sink: &Sink<'_>, at: &[usize]) -> Decimal {
    let drafts = || at.iter().map(|&i| &sink.builder.drafts()[i]);
    let mut currencies = drafts().map(|d| d.currency);
    let first = currencies.next();
    if currencies.all(|c| Some(c) == first) {
        return drafts().map(|d| d.amount).sum();
    }
    drafts()
        .map(|d| sink.builder.converted(d.amount, d.currency, d.close))
        .sum()
}

/// Makes the drafts of a customer and close sum to a value: the first carries it, the others are 0.
fn set(sink: &mut Sink<'_>, at: &[usize], value: Decimal) {
    for (n, &i) in at.iter().enumerate() {
        if let Some(d) = sink.builder.drafts_mut().get_mut(i) {
            d.amount = if n == 0 { value } else { Decimal::ZERO };
        }
    }
}
