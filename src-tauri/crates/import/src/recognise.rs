//! From books to what the rest of the house computes with: the order of the steps, and nothing else.

use crate::detected::{Detected, Source};
use crate::findings::{Code, Spot, sheet_name};
use crate::mapping::{Field, Mapping, Role};
use crate::notes::Notes;
use crate::requests::{Told, read_told};
use crate::shapes::also_attribute;
use crate::sink::Sink;
use crate::text::{key, nearest};
use crate::{
    Book, ImportOptions, Imported, Watch, closes, customers, dates, edits, labels, names, netting,
    numbers, plan, proof, rates, reread, review, shapes, tables, twins,
};
use holdfast_ledger::{AppliedRename, LedgerError, PlanFigures, Table};

/// Recognises everything in the books: ledger, rates, customer mapping, plan, negotiation log.
///
/// Never fails: what stops or blocks is a finding of severity Error in the evidence, and `ledger` is `None`
/// only where nothing can be computed. The same books and options give the same result under any locale,
/// time zone and order of rows.
pub fn recognise(books: &[Book], options: &ImportOptions, watch: &dyn Watch) -> Imported {
    let mut notes = Notes::default();
    // Hidden sheets are said below, one by one, where they can be decided on.
    let said_below = Code::HiddenSheet.about().code;
    for book in books {
        for finding in book.findings.0.iter().filter(|f| f.code != said_below) {
            let finding = reread::settled(finding.clone(), book, &options.decisions);
            notes.issues.push(finding);
        }
    }
    let edited = edits::tables(books, &options.decisions, &mut notes);
    let edited: Vec<&Table> = edited.iter().map(AsRef::as_ref).collect();
    let Some(found) = tables::detect(&edited, options, &mut notes, watch) else {
        return Imported::default();
    };
    let kept = tables::choose(found, options, &mut notes);
    let sources: Vec<Source<'_>> = kept.iter().map(|(t, d)| (*t, d)).collect();
    read_all(options, notes, &sources, watch)
}

/// The captions of all attributes, each once, in the order of the files.
fn attribute_names(sources: &[Source<'_>], options: &ImportOptions) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let of_role = |role: Role| matches!(role, Role::Ledger | Role::Customers);
    for (_, d) in sources.iter().filter(|(_, d)| of_role(d.map.role)) {
        for c in d
            .map
            .columns
            .iter()
            .filter(|c| c.field == Field::Attribute || also_attribute(c, options))
        {
            if !c.caption.is_empty() && !out.iter().any(|o| key(o) == key(&c.caption)) {
                out.push(c.caption.clone());
            }
        }
    }
    if shapes::sections::wanted(options) {
        out.push(shapes::sections::NAME.to_owned());
    }
    out
}

/// Attributes which the metrics derive themselves (S-1).
const DERIVED: &[&str] = &["sizeband", "signupcohort", "signupyear", "tenure"];

fn check_segments(sink: &mut Sink<'_>, sources: &[Source<'_>]) {
    let options = sink.options;
    for wanted in &options.segment_by {
        let known = sink.attributes.iter().any(|a| key(a) == key(wanted))
            || DERIVED.contains(&key(wanted).as_str());
        if known {
            continue;
        }
        let captions: Vec<&str> = sources
            .iter()
            .flat_map(|(_, d)| &d.map.columns)
            .map(|c| c.caption.as_str())
            .filter(|c| !c.is_empty())
            .collect();
        let near = nearest(wanted, captions.iter().copied())
            .map(|n| format!(" Did you mean \"{n}\"?"))
            .unwrap_or_default();
        let text = format!("No column is captioned \"{wanted}\" to segment by.{near}");
        if let Some((table, _)) = sources.first() {
            sink.notes.issues.rows(
                Code::UnknownSegment,
                &text,
                Spot::sheet(table),
                0,
                None,
                String::new,
            );
        }
    }
}

fn read_all(
    options: &ImportOptions,
    notes: Notes,
    sources: &[Source<'_>],
    watch: &dyn Watch,
) -> Imported {
    let mut sink = Sink::new(options, attribute_names(sources, options), notes);
    let mut out = Imported::default();
    let mut plan = PlanFigures::default();
    for role in [Role::Ledger, Role::Rates, Role::Plan] {
        for (at, (table, d)) in sources
            .iter()
            .enumerate()
            .filter(|(_, (_, d))| d.map.role == role)
        {
            if watch.cancelled() {
                return Imported::default();
            }
            watch.progress("rows", 0, Some(table.len() as u64));
            let sheet = at as u16;
            match role {
                Role::Ledger => shapes::read(&mut sink, table, d, sheet),
                Role::Rates => rates::read(&mut sink, table, d, sheet),
                Role::Plan => plan::read(&mut sink, table, d, sheet, &mut plan),
                _ => {}
            }
        }
    }
    out.unread = std::mem::take(&mut sink.notes.unread);
    requests(&mut sink, sources, &mut out);
    check_segments(&mut sink, sources);
    out.plan = (!plan.figures.is_empty()).then_some(plan);
    let renames = finish_ledger(&mut sink, sources, &mut out);
    out.mapping = mapping(&sink, sources);
    proof::complete(sink, sources, &mut out, renames);
    out
}

/// The negotiation log, its sheet of triggers included.
fn requests(sink: &mut Sink<'_>, sources: &[Source<'_>], out: &mut Imported) {
    let logs = sources.iter().enumerate();
    let logs: Vec<(u16, &Source<'_>)> = logs
        .filter(|(_, (_, d))| d.map.role == Role::Requests)
        .map(|(at, source)| (at as u16, source))
        .collect();
    if logs.is_empty() {
        return;
    }
    let mut answer = |code| {
        let decided = sink.decide(code, "", 1, None);
        decided.map(|d| d.repair.clone())
    };
    let numbers = answer(Code::RequestNumberStyle);
    let dates = answer(Code::RequestDateStyle);
    let told = logs.iter().map(|(_, (table, d))| {
        let mut told = told(sink.options, d);
        let style = |word: &String| numbers::style_word(word);
        told.numbers = told.numbers.or(numbers.as_ref().and_then(style));
        let style = |word: &String| dates::date_style_word(word);
        told.dates = told.dates.or(dates.as_ref().and_then(style));
        (*table, told)
    });
    let (log, findings) = read_told(&told.collect::<Vec<_>>());
    for (sheet, (table, _)) in &logs {
        let rows = table.len().saturating_sub(1) as u64;
        let account = sink.account(*sheet);
        (account.read, account.used) = (rows, rows);
    }
    for finding in findings.0 {
        sink.notes.issues.push(finding);
    }
    undated_log(sink, sources);
    out.requests = Some(log);
}

/// A log without a ledger says of no day; the age of its open requests needs one.
fn undated_log(sink: &mut Sink<'_>, sources: &[Source<'_>]) {
    let of = |role| sources.iter().find(|(_, d)| d.map.role == role);
    let (None, Some((table, _))) = (of(Role::Ledger), of(Role::Requests)) else {
        return;
    };
    if sink.options.as_of.is_some() {
        return;
    }
    let text = format!(
        "{} comes without a ledger, and nothing says of which day it is: the age of open requests needs one.",
        sheet_name(table)
    );
    let spot = Spot::sheet(table);
    sink.notes
        .issues
        .rows(Code::AsOfUnknown, &text, spot, 0, None, String::new);
    if sink.decide(Code::AsOfUnknown, "", 0, None).is_some() {
        sink.settle(Code::AsOfUnknown, &text);
    }
}

/// What a given mapping says of a sheet of the log.
fn told(options: &ImportOptions, d: &Detected) -> Told {
    if options.mapping.is_none() {
        return Told::default();
    }
    let columns = &d.map.columns;
    Told {
        header_row: d.map.header_row,
        columns: columns
            .iter()
            .filter_map(|c| Some((c.column, c.request?)))
            .collect(),
        numbers: columns.iter().find_map(|c| c.numbers),
        dates: columns.iter().find_map(|c| c.dates),
    }
}

/// Closes, renames, lists of customers, netting, rates, and the ledger.
fn finish_ledger(
    sink: &mut Sink<'_>,
    sources: &[Source<'_>],
    out: &mut Imported,
) -> Vec<AppliedRename> {
    closes::expand(sink, sources);
    for (at, (table, d)) in sources
        .iter()
        .enumerate()
        .filter(|(_, (_, d))| d.map.role == Role::Customers)
    {
        customers::attributes(sink, table, d, at as u16);
    }
    let mut renames = Vec::new();
    let mut rename_table = None;
    for (at, (table, d)) in sources
        .iter()
        .enumerate()
        .filter(|(_, (_, d))| d.map.role == Role::Renames)
    {
        renames.extend(customers::renames(sink, table, d, at as u16));
        rename_table = Some(*table);
    }
    let applied = customers::apply(sink, &renames, rename_table);
    let Some((table, _)) = sources.iter().find(|(_, d)| d.map.role == Role::Ledger) else {
        return applied;
    };
    twins::leave_out(sink, sources);
    names::similar(sink, sources);
    review::repair_segments(sink, sources);
    review::fill_gaps(sink);
    netting::repeated(sink, sources);
    proof::blank_currencies(sink, sources);
    let reporting = proof::reporting(sink, table);
    sink.builder.reporting(&reporting);
    let covered = sink.builder.covered();
    rates::apply(sink, &reporting, &covered, table);
    netting::negatives(sink, sources);
    proof::coverage(sink, &covered, table);
    labels::compare(sink, sources, out);
    let builder = std::mem::take(&mut sink.builder);
    match builder.build() {
        Ok(ledger) => {
            review::ledger(sink, &ledger, sources);
            out.ledger = Some(ledger);
        }
        Err(error) => no_ledger(sink, &error, table),
    }
    applied
}

fn no_ledger(sink: &mut Sink<'_>, error: &LedgerError, table: &Table) {
    let spot = Spot::sheet(table);
    match error {
        LedgerError::MissingRate { currency, close } => {
            let scope = format!("{currency} at {}", close.date());
            sink.notes
                .issues
                .rows(Code::MissingRate, &scope, spot, 0, None, String::new);
        }
        LedgerError::Empty if sink.notes.issues.blocks() => {}
        LedgerError::Empty => {
            sink.notes
                .issues
                .rows(Code::NoRows, &sheet_name(table), spot, 0, None, String::new);
        }
        LedgerError::TooMany(_) => sink.notes.issues.rows(
            Code::TooMany,
            &error.to_string(),
            spot,
            0,
            None,
            String::new,
        ),
    }
}

/// The mapping as used, with what only reading could tell.
fn mapping(sink: &Sink<'_>, sources: &[Source<'_>]) -> Mapping {
    let mut out = Mapping::default();
    for (at, (_, d)) in sources.iter().enumerate() {
        let mut map = d.map.clone();
        if let Some(ends) = sink.ends.get(&(at as u16)) {
            map.ends = *ends;
        }
        let own = sink
            .statuses
            .iter()
            .filter(|((s, _), _)| usize::from(*s) == at);
        for ((_, value), status) in own {
            map.status.entry(value.clone()).or_insert(*status);
        }
        out.sources.push(map);
    }
    out
}
