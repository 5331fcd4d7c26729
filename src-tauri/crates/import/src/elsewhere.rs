//! What sheets of notes say of the amounts on the other sheets of their file.

use crate::captions;
use crate::text::words;
use holdfast_ledger::{Cell, Table};

/// Rows from which on a sheet is no sheet of notes.
const MOST: usize = 80;

/// The texts by which the notes of a file say in what its amounts are written: `All amounts in EUR thousands`.
pub(crate) fn scales(tables: &[&Table], of: &Table) -> Vec<String> {
    let beside = |t: &&&Table| t.file == of.file && t.sheet != of.sheet && is_notes(t);
    let cells = tables
        .iter()
        .filter(beside)
        .flat_map(|t| (0..t.len()).flat_map(|row| t.row(row)).map(|(_, c)| c));
    let said = |cell: Cell<'_>| match cell {
        Cell::Text(t) if captions::magnitude(t).is_some() && speaks_of_all(t) => Some(t.to_owned()),
        _ => None,
    };
    cells.filter_map(said).collect()
}

/// A short sheet without figures.
fn is_notes(table: &Table) -> bool {
    let figure = |(_, c): (u16, Cell<'_>)| matches!(c, Cell::Number(_));
    table.len() <= MOST && !(0..table.len()).flat_map(|row| table.row(row)).any(figure)
}

/// Whether a text is of all amounts: it says so, or holds little but the unit.
fn speaks_of_all(text: &str) -> bool {
    const ALL: &[&str] = &[
        "all", "amounts", "figures", "values", "numbers", "in", "alle", "angaben", "beträge",
        "montants", "en", "importes", "units", "unit",
    ];
    let words = words(text);
    words.len() <= 3 || words.len() <= 20 && words.iter().any(|w| ALL.contains(&w.as_str()))
}
