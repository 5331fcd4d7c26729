//! From books to what the rest of the house computes with: the order of the steps, and nothing else.

use crate::columns::Kinds;
use crate::detected::{Detected, Source};
use crate::findings::{Code, Spot, sheet_name};
use crate::mapping::{Field, Layout, Mapping, Role, SourceMapping};
use crate::notes::Notes;
use crate::requests::{Told, read_told};
use crate::shapes::also_attribute;
use crate::sink::Sink;
use crate::text::{key, nearest};
use crate::{
    Book, ImportOptions, Imported, Watch, closes, customers, dates, detect, edits, elsewhere,
    header, hidden, labels, names, netting, numbers, own_bridge, plan, proof, rates, reread,
    review, second, shapes, twins,
};
use holdfast_ledger::{AppliedRename, FiscalYear, LedgerError, PlanFigures, Table};
use std::fmt::Write;

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
    let tables = edits::tables(books, &options.decisions, &mut notes);
    let tables: Vec<&Table> = tables.iter().map(AsRef::as_ref).collect();
    let Some(found) = detect_all(&tables, options, &mut notes, watch) else {
        return Imported::default();
    };
    let kept = choose(found, options, &mut notes);
    let sources: Vec<Source<'_>> = kept.iter().map(|(t, d)| (*t, d)).collect();
    read_all(options, notes, &sources, watch)
}

/// Detects the tables of every sheet; `None` where the user has asked to stop.
fn detect_all<'a>(
    tables: &[&'a Table],
    options: &ImportOptions,
    notes: &mut Notes,
    watch: &dyn Watch,
) -> Option<Vec<(&'a Table, Detected)>> {
    let mut found = Vec::new();
    for (done, &table) in tables.iter().enumerate() {
        watch.progress("sheets", done as u64, Some(tables.len() as u64));
        if watch.cancelled() {
            return None;
        }
        if table.hidden && !wanted(options, table) {
            let name = format!("\"{}\" of {}", table.sheet, table.file);
            notes.issues.rows(
                Code::HiddenSheet,
                &name,
                Spot::sheet(table),
                table.len() as u32,
                None,
                String::new,
            );
            continue;
        }
        let mut kinds = Kinds::new(table);
        for block in blocks(table, options) {
            let scales = elsewhere::scales(tables, table);
            let detected = detect::detect(table, block, options, &mut kinds, scales);
            found.push((table, detected));
        }
    }
    Some(found)
}

/// The tables of a sheet; where the mapping of this very sheet names its rows, those it names.
fn blocks(table: &Table, options: &ImportOptions) -> Vec<header::Block> {
    let mut found = header::blocks(table);
    let here = |s: &&SourceMapping| s.sheet == table.sheet && s.file == table.file;
    let mapped = || options.mapping.iter().flat_map(|m| &m.sources);
    let given: Vec<&SourceMapping> = mapped().filter(here).collect();
    if given.is_empty() {
        return remembered(table, found, mapped());
    }
    let row = |b: &header::Block| b.header.map_or(0, |h| table.row_number(h));
    let rows: Vec<u32> = found.iter().map(row).collect();
    let moved = |s: &&&SourceMapping| !rows.contains(&s.header_row);
    if given.iter().any(|s| moved(&s)) {
        // Captions moved by hand: of what was found only what the mapping names as well stays.
        found.retain(|b| given.iter().any(|s| s.header_row == row(b)));
    }
    let has_rows = |s: &&&SourceMapping| s.first_row.is_some() || s.last_row.is_some();
    for s in given.iter().filter(|s| moved(s) || has_rows(s)) {
        found.retain(|b| row(b) != s.header_row);
        found.extend(header::block_at(
            table,
            s.header_row,
            s.first_row,
            s.last_row,
        ));
    }
    found
}

/// The tables of a sheet which the mapping does not know: captions which it knows of another file, and which
/// stand here in a row where nobody would look for them, are those of their table.
fn remembered<'a>(
    table: &Table,
    mut found: Vec<header::Block>,
    mapped: impl Iterator<Item = &'a SourceMapping>,
) -> Vec<header::Block> {
    let known: Vec<&SourceMapping> = mapped
        .filter(|s| s.role != Role::Ignore && s.header_row > 0 && !s.signature.is_empty())
        .collect();
    let read = |b: &header::Block| known.iter().any(|s| detect::signature(b) == s.signature);
    if found.iter().any(read) {
        return found;
    }
    let stands = |s: &&SourceMapping| {
        let first = s.columns.iter().find(|c| !c.caption.is_empty())?;
        block_of(table, &first.caption, |own| own == s.signature)
    };
    if let Some(block) = known.iter().find_map(stands) {
        found = vec![block];
    }
    found
}

/// The table whose captions, one of which is given, have the signature looked for, whatever row they stand in.
fn block_of(table: &Table, caption: &str, is: impl Fn(&str) -> bool) -> Option<header::Block> {
    let caption = key(caption);
    // A quick look before the whole row is read as captions.
    let holds = |row: &usize| {
        table
            .row(*row)
            .any(|(_, cell)| key(&cell.text()) == caption)
    };
    let rows = (0..table.len().min(header::HEAD)).filter(holds);
    let mut blocks =
        rows.filter_map(|row| header::block_at(table, table.row_number(row), None, None));
    blocks.find(|b| is(&detect::signature(b)))
}

/// The spreadsheet row in which captions, one of which is given, stand with the signature looked for.
pub fn captions_row(table: &Table, caption: &str, is: impl Fn(&str) -> bool) -> Option<u32> {
    let block = block_of(table, caption, is)?;
    block.header.map(|h| table.row_number(h))
}

/// Whether the mapping or a decision asks for a hidden sheet.
fn wanted(options: &ImportOptions, table: &Table) -> bool {
    let mapped = options.mapping.as_ref().is_some_and(|m| {
        m.sources
            .iter()
            .any(|s| s.sheet == table.sheet && s.file == table.file && s.role != Role::Ignore)
    });
    mapped
        || options
            .decisions
            .find(Code::HiddenSheet.about().code, &table.sheet)
            .is_some_and(|d| d.repair == "include")
}

/// Whether a table can be read for its purpose.
fn usable(d: &Detected) -> bool {
    let has = |f| d.map.has(f);
    match (d.map.role, d.map.layout) {
        (Role::Ignore, _) => false,
        (Role::Ledger, Layout::Events) => {
            let across = d.map.columns.iter().any(|c| c.close.is_some());
            let moves = [Field::Delta, Field::AmountAfter, Field::Gained];
            d.map.has_customer() && (has(Field::Close) || across) && moves.into_iter().any(has)
        }
        (Role::Ledger, Layout::Contracts) => {
            d.map.has_customer()
                && has(Field::Amount)
                && (has(Field::Start) || has(Field::ServicePeriod))
        }
        (Role::Ledger, Layout::Across) => has(Field::Close) && has(Field::Amount),
        (Role::Ledger, _) => d.map.has_customer() && has(Field::Amount),
        _ => true,
    }
}

/// Leaves out what is not needed, and says why; where nothing is left, says what is missing.
fn choose<'a>(
    found: Vec<(&'a Table, Detected)>,
    options: &ImportOptions,
    notes: &mut Notes,
) -> Vec<(&'a Table, Detected)> {
    let any = found
        .iter()
        .any(|(_, d)| usable(d) && d.map.role == Role::Ledger && !d.block.rows.is_empty());
    let any_customers = found
        .iter()
        .any(|(_, d)| usable(d) && d.map.role == Role::Ledger && !review::is_summary(d));
    let mut kept = Vec::new();
    for (table, mut d) in found {
        if usable(&d)
            && !(d.map.role == Role::Ledger
                && any
                && (d.block.rows.is_empty()
                    || review::is_cost_block(&d)
                    || any_customers && review::is_summary(&d)))
        {
            if d.block.rows.is_empty() {
                notes.issues.rows(
                    Code::NoRows,
                    &sheet_name(table),
                    Spot::sheet(table),
                    0,
                    None,
                    String::new,
                );
            }
            notes.extend(std::mem::take(&mut d.notes));
            hidden::say(table, &d, notes);
            kept.push((table, d));
            continue;
        }
        notes.unread.push(d.map.clone());
        let others = any
            || kept
                .iter()
                .any(|(_, k): &(&Table, Detected)| k.map.role != Role::Ledger);
        if others || d.map.role == Role::Ignore {
            let name = sheet_name(table);
            notes.issues.rows(
                Code::SheetIgnored,
                &name,
                Spot::sheet(table),
                d.block.rows.len() as u32,
                None,
                String::new,
            );
        } else if d.notes.issues.has(Code::YearUnknown) {
            notes.extend(std::mem::take(&mut d.notes));
        } else {
            missing(table, &d, options, notes);
        }
    }
    review::one_kind(&mut kept, options, notes);
    second::tables(&mut kept, options, notes);
    kept
}

fn missing(table: &Table, d: &Detected, options: &ImportOptions, notes: &mut Notes) {
    let code = if d.block.rows.is_empty() {
        Code::NoRows
    } else if d.map.has_customer() {
        Code::NoAmount
    } else {
        let own = own_bridge::read(
            table,
            &d.block,
            options.fiscal_year_start.unwrap_or(FiscalYear::CALENDAR),
        );
        own_bridge::say(table, &own, &mut notes.issues);
        notes.own_bridge.extend(own);
        Code::NoCustomer
    };
    let mut name = sheet_name(table);
    if code == Code::NoAmount {
        name.push_str(" has no column of recurring amounts");
        if let Some((caption, sample)) = detect::unread(&d.map, Field::Amount) {
            let _ = write!(
                name,
                ": {caption} holds no figures it could be, for example \"{sample}\""
            );
        }
    }
    let place = Spot::sheet(table);
    notes.issues.rows(code, &name, place, 0, None, String::new);
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
