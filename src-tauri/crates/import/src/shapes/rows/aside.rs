//! Rows which are none of data: captions once more, headings, what the user excludes, another measure.

use super::Rows;
use crate::detected::Detected;
use crate::findings::{Code, Spot};
use crate::mapping::Layout;
use crate::measures::{self, Chosen};
use crate::shapes::one_time;
use crate::sink::Sink;
use crate::vocabulary;
use holdfast_ledger::{Cell, Table};
use std::collections::{BTreeMap, HashSet};

impl<'a> Rows<'a> {
    pub(super) fn cells(&self, row: usize) -> impl Iterator<Item = (u16, Cell<'a>)> {
        let columns = self.columns.clone();
        let own = move |(c, cell): &(u16, Cell<'a>)| columns.contains(c) && !cell.is_empty();
        self.table.row(row).filter(own)
    }

    /// Whether a row holds the captions once more, as on every page of a report.
    pub fn repeats_captions(&self, row: usize) -> bool {
        let Some(header) = self.header else {
            return false;
        };
        self.cells(row).next() == self.caption
            && self.cells(row).count() > 1
            && self.cells(row).eq(self.cells(header))
    }

    /// Whether a row holds one text and nothing else.
    pub fn is_alone(&self, row: usize) -> bool {
        let mut cells = self.cells(row);
        matches!(
            (cells.next(), cells.next()),
            (Some((_, Cell::Text(_))), None)
        )
    }

    /// Sets a row aside which the user excludes, or which does not recur; whether it was such.
    pub fn is_excluded(&self, sink: &mut Sink<'_>, row: usize) -> bool {
        let number = self.number(row);
        let Some(&decision) = self.excluded.get(&number) else {
            return self.is_of_several(sink, row)
                || self.is_of_another_measure(sink, row)
                || !self.tellers.is_empty() && one_time::set_aside(self, sink, row);
        };
        let spot = Spot::row(self.table, number);
        let text = || self.label(row).to_owned();
        sink.notes
            .issues
            .row(Code::RowExcluded, "", spot, None, text);
        sink.apply(decision, 1);
        sink.aside(
            self.sheet,
            number,
            "excluded by decision: row-excluded",
            None,
        );
        true
    }

    /// Asks about a row which is of several customers together; whether it is excluded.
    fn is_of_several(&self, sink: &mut Sink<'_>, row: usize) -> bool {
        if self.collective.is_empty() {
            return false;
        }
        let mut named = [self.id, self.name].into_iter().flatten();
        let id = |column| self.table.text_id(row, column);
        let Some(column) = named.find(|c| id(*c).is_some_and(|id| self.collective.contains(&id)))
        else {
            return false;
        };
        let (number, code) = (self.number(row), Code::CollectiveRow);
        let label = self.table.cell(row, column).text();
        let label = label.trim();
        let spot = Spot::cell(self.table, number, column);
        sink.notes.issues.row(code, label, spot, None, String::new);
        let decided = sink.decide(code, label, 1, None).map(|d| d.repair.as_str());
        if decided.is_some() {
            sink.settle(code, label);
        }
        let excluded = decided == Some("exclude");
        if excluded {
            let reason = "excluded by decision: collective-row";
            sink.aside(self.sheet, number, reason, None);
        }
        excluded
    }

    /// Sets a row aside which is of another measure than the amount, or planned; whether it was such.
    fn is_of_another_measure(&self, sink: &mut Sink<'_>, row: usize) -> bool {
        let other = |(_, c): &&(Code, Chosen)| c.leaves_out(self.table.cell(row, c.column));
        let Some((code, chosen)) = self.chosen.iter().find(other) else {
            return false;
        };
        let (code, number) = (*code, self.number(row));
        let label = self.table.cell(row, chosen.column).text();
        let label = label.trim();
        if sink
            .decide(code, label, 1, None)
            .is_some_and(|d| d.repair == "keep")
        {
            return false;
        }
        let spot = Spot::cell(self.table, number, chosen.column);
        sink.notes.issues.row(code, label, spot, None, String::new);
        sink.aside(self.sheet, number, &format!("not read: {label}"), None);
        true
    }

    /// Sets captions aside which repeat, and texts that stand alone; whether the row was such.
    pub fn remark(&mut self, sink: &mut Sink<'_>, row: usize) -> bool {
        let number = self.number(row);
        if self.repeats_captions(row) {
            sink.aside(self.sheet, number, "captions repeated", None);
            return true;
        }
        if !self.is_alone(row) {
            return false;
        }
        let label = self.label(row);
        if vocabulary::total(label).is_some() {
            self.sections.end();
        } else {
            self.sections.begin(sink, number, label);
        }
        sink.aside(self.sheet, number, "heading or remark", None);
        true
    }
}

/// The columns of which only some values are of amounts.
pub(super) fn chosen(table: &Table, detected: &Detected) -> Vec<(Code, Chosen)> {
    let (block, map) = (&detected.block, &detected.map);
    let measure = measures::measure(table, block, map).filter(|_| map.layout != Layout::Events);
    let scenario = measures::scenario(table, block, map);
    let measure = measure.map(|c| (Code::OtherMeasure, c));
    let scenario = scenario.map(|c| (Code::PlannedRow, c));
    measure.into_iter().chain(scenario).collect()
}

/// The rows of a table which the user excludes.
pub(super) fn excluded(sink: &Sink<'_>, table: &Table) -> BTreeMap<u32, usize> {
    let entries = sink.options.decisions.entries.iter().enumerate();
    let own =
        entries.filter(|(_, d)| d.code == Code::RowExcluded.about().code && d.repair == "exclude");
    own.filter_map(|(at, d)| {
        let row: u32 = d.scope.rsplit_once('!')?.1.parse().ok()?;
        (crate::edits::row_scope(table, row) == d.scope).then_some((row, at))
    })
    .collect()
}

/// The texts of a table which name several customers together: `Other (23 customers)`, `All other accounts`.
pub(super) fn collective(table: &Table) -> HashSet<u32> {
    let texts = table.texts().iter().zip(0..);
    let found = texts.filter(|(text, _)| names_several(text));
    found.map(|(_, id)| id).collect()
}

fn names_several(text: &str) -> bool {
    const FIRST: &[&str] = &[
        "other",
        "others",
        "all",
        "remaining",
        "rest",
        "long",
        "various",
        "misc",
        "sonstige",
        "autres",
        "otros",
    ];
    let text = text.trim();
    let starts = |word: &&str| -> bool {
        let head = text.get(..word.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    if text.len() > 60 || !FIRST.iter().any(starts) {
        return false;
    }
    let words = crate::text::words(text);
    let is = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let many = is(&[
        "customers",
        "accounts",
        "clients",
        "logos",
        "kunden",
        "subscribers",
        "tail",
    ]);
    let only = words.len() == 1
        && is(&[
            "other",
            "others",
            "remaining",
            "rest",
            "various",
            "sonstige",
            "autres",
            "otros",
        ]);
    let all = words.first().is_some_and(|w| w == "all") && !is(&["other", "others", "remaining"]);
    only || many && !all
}
