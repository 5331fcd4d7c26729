//! Lines of groups which say how many records they have: `Acme (3 records)`, `Account Name: Acme (3 records)`.

use super::Flat;
use super::lines::Lines;
use crate::text::key;
use crate::vocabulary;
use holdfast_ledger::{Cell, Table};

/// What a level of groups is told by.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Level {
    /// Its values stand in this column.
    Column(u16),
    /// Its lines name it: `Account Name: `.
    Caption(String),
}

/// A line of a group, or of all rows.
struct Line<'a> {
    row: usize,
    /// None of all rows together.
    level: Option<Level>,
    value: &'a str,
    count: usize,
    text: usize,
}

/// The report made flat; none where it has no such lines.
pub(super) fn flat(table: &Table) -> Option<Flat> {
    if !table.texts().iter().any(|text| counted(text).is_some()) {
        return None;
    }
    let lines = Lines::of(table)?;
    let marked = marked(&lines);
    let levels = levels(&marked);
    let data = data_rows(&lines, &marked);
    if levels.is_empty() {
        return None;
    }
    let broken = broken(&lines, &marked, &levels, &data);
    let own = |level: &Level| match level {
        Level::Column(c) => data.iter().all(|row| !lines.is_blank(*row, *c)),
        Level::Caption(_) => false,
    };
    if levels.iter().any(own) {
        // Headings over rows which have that column themselves: a section, whose name is without the count.
        let of = |line: &Line<'_>| (line.text, line.value.to_owned());
        return Some(Flat {
            renamed: marked.iter().map(of).collect(),
            broken,
            ..Flat::default()
        });
    }
    Some(Flat {
        broken,
        ..filled(&lines, &marked, &levels, &data)
    })
}

/// A value and how many records it has: `Acme (3 records)`.
fn counted(text: &str) -> Option<(&str, usize)> {
    let (value, count) = text.trim().strip_suffix(')')?.rsplit_once('(')?;
    let (number, word) = count.trim().split_once(' ')?;
    let words = [
        "record",
        "records",
        "datensatz",
        "datensätze",
        "enregistrement",
        "enregistrements",
        "registro",
        "registros",
    ];
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let known = words.contains(&word.trim().to_lowercase().as_str());
    Some((value.trim(), digits.parse().ok()?)).filter(|_| known)
}

/// The lines with a count, in order.
fn marked<'a>(lines: &Lines<'a>) -> Vec<Line<'a>> {
    let mut found = Vec::new();
    for row in 0..lines.table.len() {
        let Some((column, Cell::Text(text))) = lines.cells(row).next() else {
            continue;
        };
        let Some((value, count)) = counted(text) else {
            continue;
        };
        let total = vocabulary::total(value) == Some(vocabulary::Total::Sure);
        found.push(Line {
            row,
            level: (!total).then_some(Level::Column(column)),
            value,
            count,
            text: lines.table.text_id(row, column).map_or(0, |id| id as usize),
        });
    }
    named(&mut found);
    found
}

/// Where all lines of groups name what they group by, that is their level.
fn named(lines: &mut [Line<'_>]) {
    let groups = || lines.iter().filter(|line| line.level.is_some());
    if !groups().all(|line| line.value.contains(": ")) {
        return;
    }
    for line in lines.iter_mut().filter(|line| line.level.is_some()) {
        if let Some((caption, value)) = line.value.split_once(": ") {
            line.level = Some(Level::Caption(caption.trim().to_owned()));
            line.value = value.trim();
        }
    }
}

/// The levels of groups, outermost first: which is the order in which they come.
fn levels(lines: &[Line<'_>]) -> Vec<Level> {
    let mut out: Vec<Level> = Vec::new();
    for level in lines.iter().filter_map(|line| line.level.as_ref()) {
        if !out.contains(level) {
            out.push(level.clone());
        }
    }
    out
}

fn data_rows(lines: &Lines<'_>, marked: &[Line<'_>]) -> Vec<usize> {
    let first = marked.first().map_or(0, |line| line.row);
    let marks: std::collections::BTreeSet<usize> = marked.iter().map(|line| line.row).collect();
    (first..lines.table.len())
        .filter(|row| !marks.contains(row) && !lines.is_header(*row) && !is_no_data(lines, *row))
        .collect()
}

fn is_no_data(lines: &Lines<'_>, row: usize) -> bool {
    let total = |(_, label): (u16, &str)| vocabulary::total(label) == Some(vocabulary::Total::Sure);
    lines.is_summary(row) || lines.label(row).is_some_and(total)
}

/// The first line which does not count its rows, or does not sum them.
fn broken(
    lines: &Lines<'_>,
    marked: &[Line<'_>],
    levels: &[Level],
    data: &[usize],
) -> Option<usize> {
    let depth = |line: &Line<'_>| {
        let level = line.level.as_ref();
        level.and_then(|own| levels.iter().position(|l| l == own))
    };
    let ties = |(at, line): &(usize, &Line<'_>)| {
        let at = *at;
        let rows = match depth(line) {
            None => data,
            Some(own) => {
                let later = marked.get(at + 1..).unwrap_or_default();
                let next = later.iter().find(|l| depth(l).is_none_or(|d| d <= own));
                let end = next.map_or(usize::MAX, |l| l.row);
                between(data, line.row, end)
            }
        };
        let after = marked.get(at + 1).map_or(lines.table.len(), |l| l.row);
        let sums = (line.row + 1..after).take_while(|row| lines.is_summary(*row));
        rows.len() == line.count
            && lines.bears_out(line.row, rows)
            && sums.into_iter().all(|row| lines.bears_out(row, rows))
    };
    let mut all = marked.iter().enumerate();
    all.find(|line| !ties(line)).map(|(_, line)| line.row)
}

/// The rows between two others; both ends are left out.
fn between(rows: &[usize], after: usize, before: usize) -> &[usize] {
    let first = rows.partition_point(|row| *row <= after);
    let last = rows.partition_point(|row| *row < before);
    rows.get(first..last).unwrap_or_default()
}

/// Every row under the values of its groups.
fn filled(lines: &Lines<'_>, marked: &[Line<'_>], levels: &[Level], data: &[usize]) -> Flat {
    let mut flat = Flat::default();
    let columns: Vec<u16> = columns(lines, levels, &mut flat);
    let mut current: Vec<Option<&str>> = vec![None; levels.len()];
    let mut line = marked.iter().peekable();
    for row in data {
        while let Some(next) = line.next_if(|line| line.row < *row) {
            let level = next.level.as_ref();
            let at = level.and_then(|own| levels.iter().position(|l| l == own));
            let keep = at.unwrap_or(0);
            current.iter_mut().skip(keep).for_each(|v| *v = None);
            if let Some(slot) = at.and_then(|at| current.get_mut(at)) {
                *slot = Some(next.value);
            }
        }
        for (column, value) in columns.iter().zip(&current) {
            if let Some(value) = value {
                flat.fill.insert((*row, *column), (*value).to_owned());
            }
        }
    }
    let (groups, wholes): (Vec<_>, Vec<_>) = marked.iter().partition(|line| line.level.is_some());
    flat.lines.extend(groups.iter().map(|line| line.row));
    let of = |line: &&Line<'_>| (line.text, line.value.to_owned());
    flat.renamed.extend(wholes.iter().map(of));
    let first = marked.first().map_or(0, |line| line.row);
    flat.lines
        .extend((first..lines.table.len()).filter(|row| lines.is_summary(*row)));
    flat
}

/// The column of each level: its own, that of its caption, or a new one.
fn columns(lines: &Lines<'_>, levels: &[Level], flat: &mut Flat) -> Vec<u16> {
    let mut new = lines.table.width();
    let mut of = |level: &Level| match level {
        Level::Column(column) => *column,
        Level::Caption(caption) => {
            let same = |cell: &(u16, Cell<'_>)| key(&cell.1.text()) == key(caption);
            if let Some((column, _)) = lines.cells(lines.header).find(same) {
                return column;
            }
            new += 1;
            flat.fill.insert((lines.header, new - 1), caption.clone());
            new - 1
        }
    };
    levels.iter().map(&mut of).collect()
}
