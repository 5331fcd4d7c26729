//! Tables and ledgers in a few lines, for tests.

use crate::{Book, DecisionEntry, Decisions, ImportOptions, Imported, Unwatched, recognise};
use holdfast_ledger::{AmountKind, Table, TableBuilder, money_text};
use std::collections::BTreeMap;

/// A CSV file with commas; a cell which holds one is quoted.
pub fn csv(file: &str, text: &str) -> Table {
    sheet(file, "", text, false)
}

/// A sheet of a workbook: figures and ISO dates are typed cells, as a spreadsheet program saves them.
pub fn xlsx(file: &str, name: &str, text: &str) -> Table {
    sheet(file, name, text, true)
}

fn cells(line: &str) -> Vec<String> {
    let (mut out, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    out.push(cell);
    out
}

fn sheet(file: &str, name: &str, text: &str, typed: bool) -> Table {
    let mut b = TableBuilder::new(file, name, &"ab".repeat(32));
    for (number, line) in text.trim_start_matches('\n').lines().enumerate() {
        for (column, cell) in cells(line.trim_start())
            .iter()
            .enumerate()
            .filter(|(_, c)| !c.is_empty())
        {
            put(&mut b, column as u16, cell, typed);
        }
        b.end_row(number as u32 + 1);
    }
    b.finish()
}

fn put(b: &mut TableBuilder, column: u16, cell: &str, typed: bool) {
    let number = || {
        cell.parse()
            .ok()
            .filter(|_| typed && !cell.starts_with('0') || cell == "0")
    };
    match cell {
        "#REF!" if typed => b.error(column, cell),
        "=?" if typed => b.no_cached_value(column),
        _ => match (number(), cell.parse().ok().filter(|_| typed)) {
            (Some(n), _) => b.number(column, n),
            (None, Some(date)) => b.date(column, date),
            _ => b.text(column, cell),
        },
    }
}

/// Books of one table each.
pub fn books(tables: Vec<Table>) -> Vec<Book> {
    let mut by_file: BTreeMap<String, Book> = BTreeMap::new();
    for table in tables {
        let book = by_file.entry(table.file.clone()).or_insert_with(|| Book {
            file: table.file.clone(),
            ..Book::default()
        });
        book.tables.push(table);
    }
    by_file.into_values().collect()
}

/// Recognises tables with the amounts said to be ARR.
pub fn arr(tables: Vec<Table>) -> Imported {
    with(
        tables,
        ImportOptions {
            amounts: Some(AmountKind::Arr),
            ..ImportOptions::default()
        },
    )
}

/// Recognises tables without any option.
pub fn bare(tables: Vec<Table>) -> Imported {
    with(tables, ImportOptions::default())
}

/// Recognises tables with options.
#[allow(clippy::needless_pass_by_value)]
pub fn with(tables: Vec<Table>, options: ImportOptions) -> Imported {
    recognise(&books(tables), &options, &Unwatched)
}

/// The ledger in words: `customer close amount`, in force only, sums per customer and close.
pub fn lines(imported: &Imported) -> Vec<String> {
    let Some(ledger) = &imported.ledger else {
        return vec!["no ledger".to_owned()];
    };
    let mut sums = BTreeMap::new();
    for e in ledger
        .entries()
        .iter()
        .filter(|e| e.status.in_force() && !e.amount.is_zero())
    {
        let id = ledger.customers()[e.customer as usize].id.clone();
        *sums
            .entry((id, ledger.closes()[e.close as usize]))
            .or_insert(holdfast_ledger::Decimal::ZERO) +=
            e.amount * ledger.rate(e.currency, e.close);
    }
    sums.iter()
        .map(|((id, close), sum)| format!("{id} {close} {}", money_text(*sum)))
        .collect()
}

/// The codes of the findings of severity Error.
pub fn errors(imported: &Imported) -> Vec<&str> {
    let grave = |f: &&holdfast_ledger::Finding| f.severity == holdfast_ledger::Severity::Error;
    imported
        .evidence
        .findings
        .0
        .iter()
        .filter(grave)
        .map(|f| f.code.as_str())
        .collect()
}

/// All codes of findings.
pub fn codes(imported: &Imported) -> Vec<&str> {
    imported
        .evidence
        .findings
        .0
        .iter()
        .map(|f| f.code.as_str())
        .collect()
}

/// The closes in words.
pub fn closes(imported: &Imported) -> String {
    let all = imported
        .ledger
        .iter()
        .flat_map(holdfast_ledger::Ledger::closes)
        .map(ToString::to_string);
    all.collect::<Vec<_>>().join(" ")
}

/// Options with decisions (code, repair, scope or value): a scope of `=x` is the value x.
pub fn decisions(entries: &[(&str, &str, &str)]) -> ImportOptions {
    let entry = |(code, repair, about): &(&str, &str, &str)| {
        let (scope, value) = match about.strip_prefix('=') {
            Some(value) => ("", value),
            None => (*about, ""),
        };
        DecisionEntry {
            code: (*code).into(),
            repair: (*repair).into(),
            scope: scope.into(),
            value: value.into(),
            reason: "as agreed".into(),
            ..DecisionEntry::default()
        }
    };
    let entries = entries.iter().map(entry).collect();
    ImportOptions {
        decisions: Decisions { entries },
        ..ImportOptions::default()
    }
}

/// Asserts that an import asks nothing and gives these lines.
#[track_caller]
pub fn exact(imported: &Imported, wanted: &[&str]) {
    assert_eq!(
        errors(imported),
        [""; 0],
        "{:?}",
        imported.evidence.findings
    );
    assert_eq!(lines(imported), wanted);
}

/// Asserts that an import asks this, and once answered so is exact.
#[track_caller]
pub fn asks_then(tables: Vec<Table>, questions: &[&str], options: ImportOptions, wanted: &[&str]) {
    assert_eq!(errors(&bare(tables.clone())), questions);
    exact(&with(tables, options), wanted);
}

/// Options with the date up to which lists speak.
pub fn as_of(day: &str) -> ImportOptions {
    ImportOptions {
        as_of: day.parse().ok(),
        ..ImportOptions::default()
    }
}

/// Recognises tables with the amounts said to be ARR, and decisions.
#[allow(clippy::needless_pass_by_value)]
pub fn with_arr(tables: Vec<Table>, entries: &[(&str, &str, &str)]) -> Imported {
    let options = ImportOptions {
        amounts: Some(AmountKind::Arr),
        ..decisions(entries)
    };
    with(tables, options)
}

/// Recognises tables with the amounts said to be MRR.
pub fn with_mrr(tables: Vec<Table>) -> Imported {
    let options = ImportOptions {
        amounts: Some(AmountKind::Mrr),
        ..ImportOptions::default()
    };
    with(tables, options)
}
