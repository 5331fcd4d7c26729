//! The hash by which equal ledgers are known, and by which a frozen one is compared with what was saved.

use super::status_word;
use crate::store::parts;
use holdfast_ledger::{Entry, Ledger, Schedule};
use sha2::{Digest, Sha256};
use std::fmt::Display;

/// SHA-256 of everything the tables hold of a ledger, in 64 hex digits. Customers without rows are no part of it: they
/// stand in a ledger for their numbers alone.
pub fn digest(ledger: &Ledger) -> String {
    let mut cells = Cells(Sha256::new());
    cells.head(ledger);
    for (number, customer) in (0_u32..).zip(ledger.customers()) {
        let (from, entries) = ledger.entries_of(number);
        if entries.is_empty() {
            continue;
        }
        cells.texts([&customer.id, &customer.name]);
        cells.schedules(ledger, number);
        for (index, entry) in (from..).zip(entries) {
            cells.entry(ledger, index, entry);
        }
    }
    parts::hex(&cells.0.finalize())
}

/// Cell after cell, each behind its length: the same for ever, whatever program writes it.
struct Cells(Sha256);

impl Cells {
    fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text);
    }

    fn texts<const N: usize>(&mut self, texts: [&str; N]) {
        for text in texts {
            self.text(text);
        }
    }

    fn value(&mut self, value: impl Display) {
        self.text(&value.to_string());
    }

    fn optional(&mut self, value: Option<impl Display>) {
        self.text(&value.map_or_else(String::new, |value| value.to_string()));
    }

    fn head(&mut self, ledger: &Ledger) {
        self.text(ledger.reporting());
        self.optional(ledger.partial());
        self.value(ledger.closes().len());
        for close in ledger.closes() {
            self.value(close.date());
        }
        for (number, currency) in (0_u8..).zip(ledger.currencies()) {
            self.text(currency);
            for close in 0..ledger.closes().len() {
                self.value(ledger.rate(number, close as u16));
            }
        }
        self.value(ledger.attributes().len());
        for attribute in ledger.attributes() {
            self.text(&attribute.name);
        }
    }

    fn schedules(&mut self, ledger: &Ledger, customer: u32) {
        for close in 0..ledger.closes().len() {
            match ledger.schedule(customer, close as u16) {
                None => self.text(""),
                Some(Schedule::Flag) => self.text("whole fall"),
                Some(Schedule::Cut(amount)) => self.value(amount),
            }
        }
    }

    fn entry(&mut self, ledger: &Ledger, index: usize, entry: &Entry) {
        let currency = ledger.currencies().get(usize::from(entry.currency));
        self.texts([
            currency.map_or("", String::as_str),
            status_word(entry.status),
            ledger.name(entry.line),
            ledger.name(entry.plan),
            ledger.name(entry.reason),
        ]);
        self.value(entry.close);
        self.value(entry.amount);
        self.optional(entry.quantity);
        self.optional(entry.renewal);
        for number in [u32::from(entry.sheet), entry.row, u32::from(entry.column)] {
            self.value(number);
        }
        for attribute in ledger.attributes() {
            let value = attribute.values.get(index);
            self.text(value.map_or("", |value| ledger.name(*value)));
        }
    }
}
