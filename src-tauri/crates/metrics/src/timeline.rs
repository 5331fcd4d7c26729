//! One customer's rows turned into what it pays at each close: statuses, pauses, bridged gaps (L-5, L-10,
//! M-8, M-9).

use crate::basis::{Basis, PausedRule};
use holdfast_ledger::{Decimal, Entry, Ledger, Status};

/// What is known of a customer at a close beside its amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Mark(u8);

impl Mark {
    pub const PRESENT: u8 = 1;
    pub const PAUSED: u8 = 2;
    pub const FREE: u8 = 4;
    pub const ENDED: u8 = 8;

    fn of(entries: &[Entry]) -> Mark {
        let flags = entries.iter().map(|e| match e.status {
            Status::Active | Status::PastDue => Mark::PRESENT,
            Status::Paused => Mark::PRESENT | Mark::PAUSED,
            Status::Free => Mark::PRESENT | Mark::FREE,
            Status::Trial | Status::Cancelled => Mark::PRESENT | Mark::ENDED,
        });
        Mark(flags.fold(0, |all, flag| all | flag))
    }
    pub fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }
}

/// One customer's parts close by close while the basis is applied.
pub(crate) struct Timeline {
    pub parts: Vec<Vec<u32>>,
    pub marks: Vec<Mark>,
}

impl Timeline {
    pub fn new(closes: usize) -> Timeline {
        Timeline {
            parts: vec![Vec::new(); closes],
            marks: vec![Mark::default(); closes],
        }
    }

    /// Reads a customer in place of the one before; `from` is the place of its first entry.
    pub fn read(&mut self, ledger: &Ledger, basis: &Basis, from: usize, entries: &[Entry]) {
        self.parts.iter_mut().for_each(Vec::clear);
        self.marks.fill(Mark::default());
        let mut at = from;
        for group in entries.chunk_by(|a, b| a.close == b.close) {
            let k = usize::from(group[0].close);
            if k >= self.parts.len() {
                break;
            }
            self.marks[k] = Mark::of(group);
            let in_force = (at..).zip(group).filter(|(_, e)| e.status.in_force());
            self.parts[k].extend(in_force.map(|(i, _)| i as u32));
            if basis.paused == PausedRule::KeepLast && self.marks[k].has(Mark::PAUSED) {
                self.keep_last_paid(ledger, k, group);
            }
            at += group.len();
        }
    }

    /// Keeps what paused lines last paid (M-9): line by line, or the whole amount where the paused row
    /// names a line that was never paid for and nothing else is in force.
    fn keep_last_paid(&mut self, ledger: &Ledger, k: usize, group: &[Entry]) {
        let entries = ledger.entries();
        let mut kept = Vec::new();
        for paused in group.chunk_by(|a, b| a.line == b.line) {
            if !paused.iter().any(|e| e.status == Status::Paused) {
                continue;
            }
            let line = paused[0].line;
            let of_line = |p: &&u32| entries[**p as usize].line == line;
            let last = self.parts[..k]
                .iter()
                .rev()
                .find(|ps| ps.iter().any(|p| of_line(&p)));
            kept.extend(last.into_iter().flatten().filter(of_line));
        }
        if kept.is_empty() && self.parts[k].is_empty() {
            kept = self.parts[..k]
                .iter()
                .rev()
                .find(|ps| !ps.is_empty())
                .cloned()
                .unwrap_or_default();
        }
        self.parts[k].extend(kept);
    }

    /// A net which is not above zero is held at 0; the import has raised the finding (L-5).
    pub fn hold_negatives(&mut self, sum: impl Fn(&[u32], u16) -> Decimal) {
        for (k, parts) in self.parts.iter_mut().enumerate() {
            if !parts.is_empty() && sum(parts, k as u16) <= Decimal::ZERO {
                parts.clear();
            }
        }
    }

    /// Carries the previous amount through at most `most` months at 0 which a return follows (M-8) and
    /// returns where; none with `most` 0.
    /// A close where the data say paused, free, on trial or cancelled is no gap in the paperwork.
    pub fn bridge_gaps(&mut self, ledger: &Ledger, most: u32) -> Vec<usize> {
        let mut bridged = Vec::new();
        let mut last: Option<usize> = None;
        for k in 0..self.parts.len() {
            if self.parts[k].is_empty() {
                continue;
            }
            if let Some(from) = last.filter(|from| self.is_gap(ledger, *from, k, most)) {
                let carried = self.parts[from].clone();
                for gap in from + 1..k {
                    self.parts[gap].clone_from(&carried);
                    bridged.push(gap);
                }
            }
            last = Some(k);
        }
        bridged
    }

    fn is_gap(&self, ledger: &Ledger, from: usize, to: usize, most: u32) -> bool {
        let months = ledger.closes()[to].months_since(ledger.closes()[from]) - 1;
        let stated = |m: &Mark| m.has(Mark::PAUSED | Mark::FREE | Mark::ENDED);
        months <= most as i32 && !self.marks[from + 1..to].iter().any(stated)
    }
}
