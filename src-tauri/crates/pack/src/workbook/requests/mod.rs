//! The negotiation sheets: the log with its outcomes (N-10 to N-13), and what is counted from it, live.

pub mod log;
pub mod matrix;
pub mod summary;
pub mod terms;
pub mod triggers;

use super::build::Head;
use super::customers::{Base, Names};
use super::spec::Sheet;
use crate::PackInputs;
use holdfast_ledger::{Ledger, Request, RequestLog};
use holdfast_metrics::negotiations::{Item, NegotiationReport};

/// The log, what became of it, and who may be named.
#[derive(Clone, Copy, Debug)]
pub struct Requests<'a> {
    /// The log.
    pub log: &'a RequestLog,
    /// What became of it.
    pub report: &'a NegotiationReport,
    /// Ledger.
    pub ledger: &'a Ledger,
    /// Fewest customers for a rate (S-4).
    pub least: u32,
    /// Whether codes stand for names, and free text is left out.
    pub coded: bool,
}

/// One request of the log with what is known of it; `None` where it is outside the period.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// As logged.
    pub request: &'a Request,
    /// What became of it.
    pub item: Option<&'a Item>,
}

impl<'a> Requests<'a> {
    /// The requests of a pack; `None` without a log.
    pub fn of(inputs: &PackInputs<'a>, base: &Base<'_>) -> Option<Requests<'a>> {
        let (log, report) = inputs.requests.zip(inputs.negotiations)?;
        let least = inputs.report.basis.min_n;
        Some(Requests {
            log,
            report,
            ledger: inputs.ledger,
            least,
            coded: base.names.coded,
        })
    }

    /// Every request of the log, in its order.
    pub fn entries(&self) -> Vec<Entry<'a>> {
        let item = |index: usize| self.report.items.iter().find(|i| i.index == index);
        let all = self.log.requests.iter().enumerate();
        all.map(|(index, request)| Entry {
            request,
            item: item(index),
        })
        .collect()
    }

    /// A customer of the log, by its name there or by its code.
    pub fn customer(&self, name: &str, in_ledger: Option<u32>) -> String {
        if !self.coded {
            return name.to_owned();
        }
        let names = Names {
            ledger: self.ledger,
            coded: true,
        };
        let known = in_ledger.or_else(|| self.ledger.find_customer(name));
        known.map_or_else(
            || "not in the ledger".to_owned(),
            |c| names.id(c).into_owned(),
        )
    }

    /// Free text and people: left out of external packs.
    pub fn free(&self, text: &str) -> String {
        if self.coded {
            String::new()
        } else {
            text.to_owned()
        }
    }
}

/// Every negotiation sheet, and the names over their columns.
pub fn sheets<'a>(
    inputs: &PackInputs<'a>,
    base: &Base<'a>,
    head: &Head,
) -> Option<Negotiations<'a>> {
    let requests = Requests::of(inputs, base)?;
    let (log, mut names) = log::sheet(&requests, head);
    let (triggers, more) = triggers::sheet(&requests, head);
    names.extend(more);
    let (summary, live) = summary::sheet(&requests, base, head);
    let matrix = matrix::sheet(&requests, head);
    let (terms, more) = terms::sheet(&requests, head);
    names.extend(more);
    Some(Negotiations {
        figures: [summary, matrix, terms],
        log,
        triggers,
        names,
        live,
    })
}

/// The negotiation sheets of a workbook.
#[derive(Debug)]
pub struct Negotiations<'a> {
    /// `Neg_Summary`, `Neg_Matrix`, `Neg_Terms`.
    pub figures: [Sheet<'a>; 3],
    /// `Neg_Log`.
    pub log: Sheet<'a>,
    /// `Triggers`.
    pub triggers: Sheet<'a>,
    /// Names over their columns.
    pub names: Vec<(String, String)>,
    /// Their checks.
    pub live: Vec<super::checks::Live>,
}
