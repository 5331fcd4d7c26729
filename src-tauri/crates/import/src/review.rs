//! What a careful reader would notice: cost blocks, summaries, two kinds of amounts, slips in segments, gaps.

use crate::ImportOptions;
use crate::captions;
use crate::detected::Detected;
use crate::detected::Source;
use crate::findings::sheet_name;
use crate::findings::{Code, Spot, shown};
use crate::mapping::{Layout, Per, Role};
use crate::notes::Notes;
use crate::proof::says_cost;
use crate::sink::Sink;
use crate::text::{key, one_slip};
use holdfast_ledger::{Close, Decimal, Ledger, Symbol, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a table is headed as one of costs, beside one of revenue.
pub(crate) fn is_cost_block(d: &Detected) -> bool {
    let last = d.block.titles.last().is_some_and(|t| says_cost(t));
    last && !d
        .block
        .titles
        .iter()
        .rev()
        .take(1)
        .any(|t| crate::text::words(t).iter().any(|w| w == "revenue"))
}

/// Whether a table is a bridge without customers, or a pivot table without a date, beside a table which has them.
pub(crate) fn is_summary(d: &Detected) -> bool {
    let pivot = |c: &crate::mapping::ColumnMapping| {
        let words = [
            "rowlabels",
            "étiquettesdelignes",
            "zeilenbeschriftungen",
            "etiquetasdefila",
        ];
        words.contains(&crate::text::key(&c.caption).as_str())
    };
    let undated = d.map.layout == Layout::Snapshot && d.map.close.is_none();
    d.map.aggregates || undated && d.map.columns.iter().any(pivot)
}

/// Two sheets of one workbook with the same customers, one in MRR and one in ARR, are one ledger twice.
pub(crate) fn one_kind(
    kept: &mut Vec<(&Table, Detected)>,
    options: &ImportOptions,
    notes: &mut Notes,
) {
    if options.mapping.is_some() {
        return;
    }
    let kind = |d: &Detected, t: &Table| captions::per(&t.sheet).or(d.map.amounts);
    let is = |d: &Detected| d.map.role == Role::Ledger;
    let arr: Vec<(String, String, Layout)> = kept
        .iter()
        .filter(|(t, d)| is(d) && kind(d, t) == Some(Per::Arr))
        .map(|(t, d)| (t.file.clone(), d.map.signature.clone(), d.map.layout))
        .collect();
    kept.retain(|(t, d)| {
        let twin = is(d) && kind(d, t) == Some(Per::Mrr) && arr.iter().any(|(file, signature, layout)| *file == t.file && *signature == d.map.signature && *layout == d.map.layout);
        if twin {
            notes.unread.push(d.map.clone());
            let text = format!("{} has the same columns as a sheet in ARR of the same file; the ARR sheet is read for now.", sheet_name(t));
            notes.issues.rows(Code::TwoAmountColumns, &text, Spot::sheet(t), 0, None, String::new);
            notes.answer("Is the amount on the MRR or on the ARR sheet?", None, "the ARR sheet");
        }
        !twin
    });
}

/// Values of an attribute one letter apart, one far rarer than the other: proposed for repair.
pub(crate) fn repair_segments(sink: &mut Sink<'_>, sources: &[Source<'_>]) {
    for at in 0..sink.attributes.len() {
        let mut rows: BTreeMap<Symbol, u32> = BTreeMap::new();
        for value in sink
            .builder
            .attribute_values_mut(at)
            .iter()
            .filter(|v| v.is_some())
        {
            *rows.entry(*value).or_default() += 1;
        }
        if rows.len() > 200 {
            continue;
        }
        let values: Vec<(String, Symbol, u32)> = rows
            .into_iter()
            .map(|(s, n)| (sink.builder.name(s).to_owned(), s, n))
            .collect();
        for (rare, symbol, n) in &values {
            let twin = values
                .iter()
                .filter(|(other, s, m)| s != symbol && is_slip(rare, other, *n, *m))
                .max_by_key(|(_, _, m)| *m);
            if let Some((common, to, _)) = twin {
                slip(sink, sources, at, (rare, *symbol, *n), (common, *to));
            }
        }
    }
}

/// The same letters in another case or punctuation, or one letter apart in a word of five or more and ten times rarer.
fn is_slip(rare: &str, common: &str, n: u32, m: u32) -> bool {
    let (a, b) = (key(rare), key(common));
    let digits = |t: &str| t.chars().filter(char::is_ascii_digit).collect::<String>();
    if a == b {
        return n < m || (n == m && rare > common);
    }
    a.chars().count() >= 5 && n * 10 <= m && digits(&a) == digits(&b) && one_slip(&a, &b)
}

fn slip(
    sink: &mut Sink<'_>,
    sources: &[Source<'_>],
    at: usize,
    (rare, symbol, n): (&str, Symbol, u32),
    (common, to): (&str, Symbol),
) {
    let place = sink
        .builder
        .drafts()
        .iter()
        .zip(sink.builder.attribute_values(at))
        .find(|(_, v)| **v == symbol)
        .map(|(d, _)| (d.sheet, d.row));
    let Some((table, row)) =
        place.and_then(|(sheet, row)| Some((sources.get(usize::from(sheet))?.0, row)))
    else {
        return;
    };
    let name = sink.attributes.get(at).cloned().unwrap_or_default();
    let scope = format!("\"{rare}\" beside \"{common}\" in \"{name}\"");
    sink.notes.issues.rows(
        Code::SegmentTypo,
        &scope,
        Spot::row(table, row),
        n,
        None,
        String::new,
    );
    let wanted = if sink
        .options
        .decisions
        .find(Code::SegmentTypo.about().code, rare)
        .is_some()
    {
        rare.to_owned()
    } else {
        scope.clone()
    };
    let Some(decision) = sink.decide(Code::SegmentTypo, &wanted, u64::from(n), None) else {
        return;
    };
    sink.settle(Code::SegmentTypo, &scope);
    if decision.repair == "fix" {
        for value in sink
            .builder
            .attribute_values_mut(at)
            .iter_mut()
            .filter(|v| **v == symbol)
        {
            *value = to;
        }
    }
}

/// Findings which need the ledger: two segments at one close, gaps.
pub(crate) fn ledger(sink: &mut Sink<'_>, ledger: &Ledger, sources: &[Source<'_>]) {
    two_segments(sink, ledger, sources);
    gaps(sink, ledger, sources);
    if ledger.currencies().len() > 1
        && let Some((table, _)) = sources.first()
    {
        let all = ledger.currencies().join(", ");
        sink.notes.issues.rows(
            Code::CurrencyMix,
            &all,
            Spot::sheet(table),
            0,
            None,
            String::new,
        );
    }
}

fn two_segments(sink: &mut Sink<'_>, ledger: &Ledger, sources: &[Source<'_>]) {
    for attribute in ledger.attributes() {
        let mut last: Option<(u32, u16, Symbol)> = None;
        let mut said: BTreeSet<u32> = BTreeSet::new();
        for (e, value) in ledger.entries().iter().zip(&attribute.values) {
            if !value.is_some() || e.amount.is_zero() {
                continue;
            }
            if let Some((customer, close, other)) = last
                && customer == e.customer
                && close == e.close
                && other != *value
                && said.insert(customer)
                && let Some((table, _)) = sources.get(usize::from(e.sheet))
            {
                let name = ledger
                    .customers()
                    .get(customer as usize)
                    .map(|c| c.name.clone())
                    .unwrap_or_default();
                let text = format!("{name}: {} and {}", ledger.name(other), ledger.name(*value));
                sink.notes.issues.row(
                    Code::TwoSegments,
                    &attribute.name,
                    Spot::row(table, e.row),
                    Some(e.amount),
                    || text,
                );
            }
            last = Some((e.customer, e.close, *value));
        }
    }
}

/// Customers which fall to 0 and return to the same amount: real, or rows left out of the export.
fn gaps(sink: &mut Sink<'_>, ledger: &Ledger, sources: &[Source<'_>]) {
    for (customer, who) in ledger.customers().iter().enumerate() {
        let (_, entries) = ledger.entries_of(customer as u32);
        let mut last: Option<(u16, Decimal)> = None;
        let mut at = 0;
        while let Some(first) = entries.get(at) {
            let end = at
                + entries
                    .get(at..)
                    .map_or(0, |r| r.partition_point(|e| e.close <= first.close));
            let sum: Decimal = entries
                .get(at..end)
                .unwrap_or_default()
                .iter()
                .filter(|e| e.status.in_force())
                .map(|e| e.amount)
                .sum();
            at = end;
            if sum <= Decimal::ZERO {
                continue;
            }
            if let Some((before, amount)) = last
                && first.close - before > 1
                && let Some((table, _)) = sources.get(usize::from(first.sheet))
            {
                let months = first.close - before - 1;
                let spot = Spot::row(table, first.row);
                let closes = if months == 1 {
                    "1 close".to_owned()
                } else {
                    format!("{months} closes")
                };
                sink.notes
                    .issues
                    .row(Code::Gap, "", spot, Some(amount), || {
                        format!("{}: {closes} at 0 before {}", who.name, shown(sum))
                    });
            }
            last = Some((first.close, sum));
        }
    }
}

/// Fills gaps where the user says that the export left rows out: the rows of the close before stand in for
/// each covered close at which the customer has nothing.
pub(crate) fn fill_gaps(sink: &mut Sink<'_>) {
    let code = Code::Gap.about().code;
    if !sink
        .options
        .decisions
        .entries
        .iter()
        .any(|d| d.code == code && d.repair == "fill")
    {
        return;
    }
    let mut by_customer: BTreeMap<Symbol, BTreeMap<Close, Vec<usize>>> = BTreeMap::new();
    for (at, d) in sink.builder.drafts().iter().enumerate() {
        if d.amount > Decimal::ZERO && d.status.in_force() {
            by_customer
                .entry(d.customer)
                .or_default()
                .entry(d.close)
                .or_default()
                .push(at);
        }
    }
    let covered = sink.builder.covered();
    for (customer, closes) in by_customer {
        let name = sink.builder.name(customer).to_owned();
        if sink
            .options
            .decisions
            .find(code, &name)
            .is_none_or(|d| d.repair != "fill")
        {
            continue;
        }
        let present: Vec<Close> = closes.keys().copied().collect();
        for pair in present.windows(2) {
            let [before, after] = pair else { continue };
            let rows = closes.get(before).cloned().unwrap_or_default();
            for close in covered.iter().filter(|c| *before < **c && **c < *after) {
                copy_rows(sink, &rows, *close);
                sink.decide(Code::Gap, &name, 1, None);
            }
        }
    }
}

fn copy_rows(sink: &mut Sink<'_>, rows: &[usize], close: Close) {
    for &at in rows {
        let Some(draft) = sink.builder.drafts().get(at).cloned() else {
            continue;
        };
        let values: Vec<Symbol> = (0..sink.attributes.len())
            .map(|n| {
                sink.builder
                    .attribute_values(n)
                    .get(at)
                    .copied()
                    .unwrap_or_default()
            })
            .collect();
        sink.builder
            .push(holdfast_ledger::EntryDraft { close, ..draft }, &values);
    }
}
