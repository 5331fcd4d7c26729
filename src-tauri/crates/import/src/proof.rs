//! The proof of an import: sources, control totals against the file's own, currencies, decisions.

use crate::Imported;
use crate::captions;
use crate::decisions::DecisionEntry;
use crate::detected::Source;
use crate::findings::{Code, Spot, shown};
use crate::mapping::{Field, Role};
use crate::notes::LeftOut;
use crate::second;
use crate::sink::{FileTotal, Sink};
use holdfast_ledger::{AppliedRename, Close, ControlTotal, Decimal, Ledger, SourceProof, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Completes the evidence.
pub(crate) fn complete(
    mut sink: Sink<'_>,
    sources: &[Source<'_>],
    out: &mut Imported,
    renames: Vec<AppliedRename>,
) {
    if let Some(ledger) = &out.ledger {
        out.evidence.control_totals = control_totals(&mut sink, ledger, sources);
        out.evidence.currencies = ledger
            .currencies()
            .iter()
            .filter(|c| !c.is_empty())
            .cloned()
            .collect();
    }
    unused_decisions(&mut sink, sources);
    out.evidence.sources = sources
        .iter()
        .enumerate()
        .map(|(at, s)| source(&mut sink, at as u16, *s))
        .collect();
    out.evidence.ignored_columns = ignored(sources);
    out.evidence.renames = renames;
    out.evidence.decisions = sink.decisions();
    out.evidence.rates_source = sink.rates.source();
    sink.rejected.sort();
    out.rejected = std::mem::take(&mut sink.rejected);
    out.own_bridge = sink.notes.own_bridge;
    out.evidence.answers = sink.notes.answers;
    out.evidence.findings = sink.notes.issues.finish();
}

fn source(sink: &mut Sink<'_>, sheet: u16, (table, d): Source<'_>) -> SourceProof {
    let number = |row: usize| {
        if row < table.len() {
            table.row_number(row)
        } else {
            0
        }
    };
    for row in d.block.preamble.clone() {
        sink.aside(sheet, number(row), "before the captions", None);
    }
    left_out(sink, sheet, table);
    let account = sink.account(sheet);
    SourceProof {
        file: table.file.clone(),
        sheet: table.sheet.clone(),
        range: second::range(table, &d.block),
        sha256: table.sha256.clone(),
        layout: layout(d),
        rows_read: account.read,
        rows_used: account.used,
        set_aside: account.set_aside(),
        format: table.format.clone(),
    }
}

/// Accounts for the rows which were left out before the sheet was looked at.
fn left_out(sink: &mut Sink<'_>, sheet: u16, table: &Table) {
    let own = |l: &&LeftOut| l.file == table.file && l.sheet == table.sheet;
    let all: Vec<LeftOut> = sink.notes.left_out.iter().filter(own).cloned().collect();
    for LeftOut { rows, reason, .. } in all {
        sink.account(sheet).read += rows.len() as u64;
        for row in rows {
            sink.aside(sheet, row, reason, None);
        }
    }
}

fn layout(d: &crate::detected::Detected) -> String {
    let words = match d.map.role {
        Role::Ledger => d.map.layout.words(),
        Role::Requests => "negotiation log",
        Role::Rates => "exchange rates",
        Role::Renames => "customer mapping",
        Role::Customers => "list of customers",
        Role::Plan => "plan figures",
        Role::Ignore => "not read",
    };
    match &d.map.export {
        Some(name) if d.map.role == Role::Ledger => format!("{words} ({name})"),
        _ => words.to_owned(),
    }
}

/// Captions of columns which were not read.
fn ignored(sources: &[Source<'_>]) -> Vec<String> {
    let mut out = Vec::new();
    for (_, d) in sources.iter().filter(|(_, d)| d.map.role == Role::Ledger) {
        for c in
            d.map.columns.iter().filter(|c| {
                matches!(c.field, Field::Ignore | Field::Forecast) && !c.caption.is_empty()
            })
        {
            if !out.contains(&c.caption) {
                out.push(c.caption.clone());
            }
        }
    }
    out
}

/// What was imported at each close, beside the file's own total where every source of that close has one.
fn control_totals(
    sink: &mut Sink<'_>,
    ledger: &Ledger,
    sources: &[Source<'_>],
) -> Vec<ControlTotal> {
    let own = file_totals(sink, ledger);
    let mut sums = vec![Decimal::ZERO; ledger.closes().len()];
    let mut all = sums.clone();
    let mut customers = vec![0_u32; ledger.closes().len()];
    for customer in 0..ledger.customers().len() as u32 {
        let (_, entries) = ledger.entries_of(customer);
        let mut at = 0;
        while let Some(close) = entries.get(at).map(|e| e.close) {
            let end = at
                + entries
                    .get(at..)
                    .map_or(0, |rest| rest.partition_point(|e| e.close <= close));
            let of = |in_force: bool| {
                entries
                    .get(at..end)
                    .unwrap_or_default()
                    .iter()
                    .filter(|e| !in_force || e.status.in_force())
                    .map(|e| e.amount * ledger.rate(e.currency, e.close))
                    .sum::<Decimal>()
            };
            let sum = of(true);
            if let (Some(total), Some(every), Some(count)) = (
                sums.get_mut(usize::from(close)),
                all.get_mut(usize::from(close)),
                customers.get_mut(usize::from(close)),
            ) {
                *total += sum;
                *every += of(false);
                *count += u32::from(sum > Decimal::ZERO);
            }
            at = end;
        }
    }
    let closes = ledger
        .closes()
        .iter()
        .zip(sums)
        .zip(all.into_iter().zip(customers));
    closes
        .map(|((close, imported), (every, customers))| {
            let file_total = own.get(close).copied();
            if let Some((total, sheet, row)) = file_total {
                compare(
                    sink,
                    *close,
                    (imported, every),
                    (total, sheet, row),
                    sources,
                );
            }
            // A total which counts rows not in force is right in its own way: it is no check of what is.
            let file_total = file_total
                .map(|(t, ..)| t)
                .filter(|t| imported == every || (*t - every).abs() >= CENT);
            ControlTotal {
                close: *close,
                imported,
                customers,
                file_total,
            }
        })
        .collect()
}

/// Totals may be rounded sums: half a cent.
const CENT: Decimal = Decimal::from_parts(5, 0, 0, false, 3);

fn compare(
    sink: &mut Sink<'_>,
    close: Close,
    (imported, every): (Decimal, Decimal),
    (total, sheet, row): (Decimal, u16, u32),
    sources: &[Source<'_>],
) {
    if (imported - total).abs() < CENT || (every - total).abs() < CENT {
        return;
    }
    if let Some((table, _)) = sources.get(usize::from(sheet)) {
        let scope = close.date().to_string();
        sink.notes.issues.rows(
            Code::FileTotalDiffers,
            &scope,
            Spot::row(table, row),
            1,
            Some(total - imported),
            || format!("{} in the file, {} imported", shown(total), shown(imported)),
        );
        if sink
            .decide(Code::FileTotalDiffers, &scope, 1, Some(total - imported))
            .is_some()
        {
            sink.settle(Code::FileTotalDiffers, &scope);
        }
    }
}

/// The file's own totals by close, in reporting currency, where every source with rows at that close has one.
fn file_totals(sink: &Sink<'_>, ledger: &Ledger) -> BTreeMap<Close, (Decimal, u16, u32)> {
    let mut with_rows: BTreeMap<Close, BTreeSet<u16>> = BTreeMap::new();
    if !sink.totals.is_empty() {
        for e in ledger.entries() {
            if let Some(close) = ledger.closes().get(usize::from(e.close)) {
                with_rows.entry(*close).or_default().insert(e.sheet);
            }
        }
    }
    let mut out: BTreeMap<Close, Vec<&FileTotal>> = BTreeMap::new();
    for total in &sink.totals {
        let list = out.entry(total.close).or_default();
        list.retain(|t| t.sheet != total.sheet);
        list.push(total);
    }
    let one_currency = ledger.currencies().len() == 1;
    out.into_iter()
        .filter(|(close, list)| {
            with_rows
                .get(close)
                .is_none_or(|s| s.iter().all(|sheet| list.iter().any(|t| t.sheet == *sheet)))
        })
        .filter(|_| one_currency)
        .filter_map(|(close, list)| {
            let first = list.first()?;
            let index = ledger.close_index(close)?;
            let sum: Decimal = list.iter().map(|t| t.amount).sum();
            Some((close, (sum * ledger.rate(0, index), first.sheet, first.row)))
        })
        .collect()
}

/// Rows without a currency beside rows with one: asked, and counted as the reporting currency until then (L-9).
pub(crate) fn blank_currencies(sink: &mut Sink<'_>, sources: &[Source<'_>]) {
    let used = sink.currencies();
    if used.is_empty() {
        return;
    }
    let blank = |d: &&holdfast_ledger::EntryDraft| !d.currency.is_some() && !d.amount.is_zero();
    let places: BTreeSet<(u16, u32, u16)> = sink
        .builder
        .drafts()
        .iter()
        .filter(blank)
        .map(|d| (d.sheet, d.row, d.column))
        .collect();
    let rows: BTreeSet<(u16, u32)> = places
        .iter()
        .map(|(sheet, row, _)| (*sheet, *row))
        .collect();
    let Some((sheet, row, column)) = places.first() else {
        return;
    };
    let Some((table, _)) = sources.get(usize::from(*sheet)) else {
        return;
    };
    let scope = used.into_iter().collect::<Vec<_>>().join(", ");
    let (spot, n) = (Spot::cell(table, *row, *column), rows.len() as u32);
    let code = Code::CurrencyBlank;
    sink.notes
        .issues
        .rows(code, &scope, spot, n, None, String::new);
    let Some(decided) = sink.decide(code, "", u64::from(n), None) else {
        return;
    };
    sink.settle(code, &scope);
    if decided.repair == "set" {
        let to = sink.builder.symbol(&decided.value);
        for d in sink
            .builder
            .drafts_mut()
            .iter_mut()
            .filter(|d| !d.currency.is_some())
        {
            d.currency = to;
        }
    }
}

/// The reporting currency: the user's, the one the rates lead to, the only one; else asked (L-9).
pub(crate) fn reporting(sink: &mut Sink<'_>, table: &Table) -> String {
    let used = sink.currencies();
    let decided = sink
        .decide(Code::ReportingCurrencyUnknown, "", 0, None)
        .map(|d| d.value.clone());
    if let Some(currency) = sink.options.currency.clone().or(decided) {
        return currency;
    }
    if let Some(target) = sink.rates.target(&used) {
        let all: Vec<String> = used.into_iter().collect();
        let text = format!(
            "{target} is the reporting currency: the rates given lead from {} to it.",
            all.join(", ")
        );
        sink.notes.issues.rows(
            Code::CurrencyAssumed,
            &text,
            Spot::sheet(table),
            0,
            None,
            String::new,
        );
        return target;
    }
    if used.len() <= 1 {
        return used.into_iter().next().unwrap_or_default();
    }
    let all: Vec<String> = used.iter().cloned().collect();
    sink.notes.issues.rows(
        Code::ReportingCurrencyUnknown,
        &all.join(", "),
        Spot::sheet(table),
        0,
        None,
        String::new,
    );
    let most = most_rows(sink);
    sink.notes.answer(
        "Which is the reporting currency?",
        None,
        &format!("{most}, which most rows have"),
    );
    most
}

fn most_rows(sink: &Sink<'_>) -> String {
    let mut rows: BTreeMap<&str, u64> = BTreeMap::new();
    for d in sink.builder.drafts() {
        *rows.entry(sink.builder.name(d.currency)).or_default() += 1;
    }
    let most = rows
        .into_iter()
        .filter(|(c, _)| !c.is_empty())
        .max_by_key(|(c, n)| (*n, std::cmp::Reverse(*c)));
    most.map(|(c, _)| c.to_owned()).unwrap_or_default()
}

/// Which closes are covered: missing ones between, and a newest one which is not a month end (L-3).
pub(crate) fn coverage(sink: &mut Sink<'_>, covered: &[Close], table: &Table) {
    if let Some((last, day)) = covered
        .last()
        .and_then(|c| Some((c, *sink.odd_days.get(c)?)))
        && day < last.date()
    {
        sink.builder.partial(day);
        sink.notes.issues.rows(
            Code::PartialClose,
            &day.to_string(),
            Spot::sheet(table),
            0,
            None,
            String::new,
        );
    }
    let steps: Vec<i32> = covered
        .windows(2)
        .map(|w| w[1].months_since(w[0]))
        .collect();
    let usual = steps
        .iter()
        .copied()
        .min()
        .filter(|m| matches!(m, 3 | 6 | 12))
        .unwrap_or(1);
    let missing: Vec<String> = covered
        .windows(2)
        .flat_map(|w| {
            (1..)
                .map(move |n| w[0].plus(n * usual))
                .take_while(move |c| *c < w[1])
        })
        .map(|c| c.to_string())
        .collect();
    if !missing.is_empty() {
        let shown: Vec<&str> = missing.iter().take(6).map(String::as_str).collect();
        let more = if missing.len() > 6 {
            format!(" and {} more", missing.len() - 6)
        } else {
            String::new()
        };
        let scope = format!("{}{more}", shown.join(", "));
        sink.notes.issues.rows(
            Code::MissingClose,
            &scope,
            Spot::sheet(table),
            0,
            None,
            String::new,
        );
    }
}

/// Decisions which settle a finding without changing a figure; those which settle nothing are said.
fn unused_decisions(sink: &mut Sink<'_>, sources: &[Source<'_>]) {
    let options = sink.options;
    let Some((table, _)) = sources.first() else {
        return;
    };
    let say = |sink: &mut Sink<'_>, code: Code, text: &str| {
        let spot = Spot::sheet(table);
        sink.notes
            .issues
            .rows(code, text, spot, 0, None, String::new);
    };
    for (at, d) in options.decisions.entries.iter().enumerate() {
        let code = match known(d) {
            Ok(code) => code,
            Err(why) => {
                let text = format!("Decision {}: {why}", at + 1);
                say(sink, Code::DecisionUnknown, &text);
                continue;
            }
        };
        if sink.was_applied(at) {
            continue;
        }
        let issues = &mut sink.notes.issues;
        let settled = issues.settle_all(code, &d.scope);
        match settled.or_else(|| issues.settle_whole(&d.code, &d.repair, &d.scope)) {
            Some(rows) => sink.apply(at, rows),
            None => say(
                sink,
                Code::DecisionUnused,
                &format!("{} {}", d.code, d.scope),
            ),
        }
    }
}

/// The code which a decision settles, or why it settles none.
fn known(decision: &DecisionEntry) -> Result<Code, String> {
    let code = Code::ALL.iter().find(|c| c.about().code == decision.code);
    let Some(code) = code else {
        let codes = Code::ALL.iter().map(|c| c.about().code);
        let meant = crate::text::nearest(&decision.code, codes);
        let meant = meant.map_or_else(String::new, |m| format!(" Did you mean \"{m}\"?"));
        return Err(format!(
            "no finding has the code \"{}\".{meant}",
            decision.code
        ));
    };
    let repairs = code.about().repairs;
    match repairs.contains(&decision.repair.as_str()) {
        true => Ok(*code),
        false => Err(format!(
            "\"{}\" settles no {}: choose one of {}.",
            decision.repair,
            decision.code,
            repairs.join(", ")
        )),
    }
}

/// Whether a title speaks of costs.
pub(crate) fn says_cost(text: &str) -> bool {
    let words = crate::text::words(text);
    captions::per(text).is_none()
        && words.iter().any(|w| {
            matches!(
                w.as_str(),
                "cost" | "costs" | "cogs" | "expense" | "expenses" | "opex" | "headcount"
            )
        })
}
