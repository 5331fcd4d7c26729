//! What the labels of a log say of its rows: which class they mean, and whether an amount was lost (L-7).

use super::steps::Step;
use super::{Event, Log};
use crate::bridge_parts::{Part, part};
use crate::cells::figure;
use crate::detected::Detected;
use crate::findings::{Code, Spot};
use crate::mapping::SourceMapping;
use crate::pending::Labelled;
use crate::sink::Sink;
use crate::text::key;
use crate::vocabulary;
use holdfast_ledger::Cell;

impl Log<'_> {
    /// Whether rows are labelled as balances.
    pub(super) fn has_balances(&self, detected: &Detected) -> bool {
        let mut rows = detected.block.rows.clone();
        !self.has_parts()
            && rows.any(|row| matches!(self.part(row), Some(Part::Opening | Part::Closing)))
    }

    /// What the row's label is to a bridge.
    pub(super) fn part(&self, row: usize) -> Option<Part> {
        match self.rows.table.cell(row, self.label?) {
            Cell::Text(label) => part(label),
            _ => None,
        }
    }

    /// Whether rows labelled as losses have amounts, and none of them a minus.
    pub(super) fn is_unsigned(&self, detected: &Detected) -> bool {
        if self.label.is_none() || self.has_parts() {
            return false;
        }
        let mut any = false;
        for row in detected.block.rows.clone().filter(|row| self.is_loss(*row)) {
            for delta in self.steps.iter().filter_map(|s| s.delta.as_ref()) {
                let value = figure(self.rows.table.cell(row, delta.column), delta.numbers);
                let Some(value) = value.filter(|v| !v.is_zero()) else {
                    continue;
                };
                if value.is_sign_negative() {
                    return false;
                }
                any = true;
            }
        }
        any
    }

    /// The class which the row's label means.
    pub(super) fn class(&self, row: usize) -> Option<String> {
        match self.rows.table.cell(row, self.label?) {
            Cell::Text(label) => class_of(self.rows.map, label.trim()),
            _ => None,
        }
    }

    /// Whether the row's label says that the amount fell.
    pub(super) fn is_loss(&self, row: usize) -> bool {
        let class = self.class(row);
        let lost = matches!(class.as_deref(), Some("churn" | "downsell" | "step-down"));
        lost || self.balances && self.part(row) == Some(Part::Lost)
    }

    pub(super) fn is_churn(&self, row: usize) -> bool {
        self.class(row).as_deref() == Some("churn")
    }

    /// Keeps the log's own label (L-7): that of the row, or the captions of the movements it has.
    pub(super) fn label(&self, sink: &mut Sink<'_>, event: &Event, step: &Step) {
        let mut keep = |label: &str, class: Option<String>| {
            sink.labels.push(Labelled {
                customer: event.about.customer,
                close: event.close,
                label: label.to_owned(),
                class,
                sheet: self.rows.sheet,
                row: self.rows.number(event.row),
            });
        };
        for moved in &step.parts {
            let cell = self.rows.table.cell(event.row, moved.column.column);
            let moves = figure(cell, moved.column.numbers).is_some_and(|v| !v.is_zero());
            if moves {
                let caption = moved.column.caption.as_str();
                keep(caption, vocabulary::movement(caption).map(str::to_owned));
            }
        }
        let Some(column) = self.label else { return };
        let Cell::Text(label) = self.rows.table.cell(event.row, column) else {
            return;
        };
        let label = label.trim();
        // Where balances stand beside it, a movement of 0 did not happen.
        let moved = event.delta.is_some_and(|d| !d.is_zero());
        if label.is_empty() || self.balances && !moved {
            return;
        }
        let class = class_of(self.rows.map, label);
        let unknown = class.is_none();
        keep(label, class);
        if unknown {
            let spot = Spot::cell(self.rows.table, self.rows.number(event.row), column);
            let issues = &mut sink.notes.issues;
            issues.row(Code::UnknownLabel, label, spot, None, String::new);
        }
    }
}

/// The class a label means: by the mapping, else by the words everyone uses.
fn class_of(map: &SourceMapping, label: &str) -> Option<String> {
    let given = map
        .movements
        .iter()
        .find(|(l, _)| key(l) == key(label))
        .map(|(_, class)| class.clone());
    given.or_else(|| vocabulary::movement(label).map(str::to_owned))
}
