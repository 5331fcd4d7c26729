//! Which tables the books hold, and which of them are read.

use crate::columns::Kinds;
use crate::detect::Around;
use crate::detected::Detected;
use crate::findings::{Code, Spot, sheet_name};
use crate::mapping::{Field, Layout, Role, SourceMapping};
use crate::notes::Notes;
use crate::text::key;
use crate::{ImportOptions, Watch, detect, elsewhere, header, hidden, own_bridge, review, second};
use holdfast_ledger::{FiscalYear, Table};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Detects the tables of every sheet; `None` where the user has asked to stop.
pub(crate) fn detect<'a>(
    tables: &[&'a Table],
    options: &ImportOptions,
    notes: &mut Notes,
    watch: &dyn Watch,
) -> Option<Vec<(&'a Table, Detected)>> {
    let mut all = Vec::new();
    for &table in tables {
        if table.hidden && !wanted(options, table) {
            let name = format!("\"{}\" of {}", table.sheet, table.file);
            let (spot, n) = (Spot::sheet(table), table.len() as u32);
            let issues = &mut notes.issues;
            issues.rows(Code::HiddenSheet, &name, spot, n, None, String::new);
        } else {
            all.push((table, blocks(table, options)));
        }
    }
    let alike = signatures(all.iter().flat_map(|(_, blocks)| blocks));
    let mut found = Vec::new();
    let sheets = all.len() as u64;
    for (done, (table, blocks)) in all.into_iter().enumerate() {
        watch.progress("sheets", done as u64, Some(sheets));
        if watch.cancelled() {
            return None;
        }
        let mut kinds = Kinds::new(table);
        for block in blocks {
            let around = Around {
                scales: elsewhere::scales(tables, table),
                alike: alike
                    .get(&detect::signature(&block))
                    .is_some_and(|n| *n > 1),
            };
            let detected = detect::detect(table, block, options, &mut kinds, around);
            found.push((table, detected));
        }
    }
    Some(found)
}

/// How many tables have the same captions.
fn signatures<'b>(blocks: impl Iterator<Item = &'b header::Block>) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for block in blocks {
        *out.entry(detect::signature(block)).or_default() += 1;
    }
    out
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
pub(crate) fn choose<'a>(
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
