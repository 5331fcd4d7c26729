//! The document model: metrics become sections, tables of typed cells, chart specs, bound sentences
//! and notes. Display figures are made here, once, and used by sentence, chart, table and workbook
//! alike; nothing here knows PDF, XLSX or pixels.

mod basis;
pub mod benchmark;
pub mod brand;
mod checks;
mod context;
pub mod display;
mod document;
mod identity;
mod layout;
mod measure;
pub mod message;
pub mod model;
mod names;
mod notes;
mod pages;
mod plan;
pub mod screen;
mod segments;
mod slots;
pub mod template;
#[cfg(test)]
mod tests;
pub mod tie;
mod tokens;
pub mod trail;
mod value;
mod words;
pub mod workbook;

pub use document::{cited_values, document, messages, note_key, pack_unit, tokens};
pub use identity::pack_id;
pub use names::customer_called;
pub use pages::{kicker, may_go};
pub use words::{
    headline as figure_told, metric as figure_called, moved as figure_moved, shown as figure_shown,
    sorted as figures_sorted,
};

use holdfast_ledger::{Evidence, Ledger, PlanFigures, RequestLog};
use holdfast_metrics::restatement::{Kept, Restated};
use holdfast_metrics::{Applied, Engine, MetricsError, Report};

/// Everything a pack is made from.
#[derive(Clone, Copy, Debug)]
pub struct PackInputs<'a> {
    /// Ledger.
    pub ledger: &'a Ledger,
    /// Figures.
    pub report: &'a Report,
    /// Proof of the import.
    pub evidence: &'a Evidence,
    /// Source sheets as imported, parallel to `evidence.sources`; an entry's `sheet` is an index into both.
    pub tables: &'a [&'a holdfast_ledger::Table],
    /// Plan, where imported.
    pub plan: Option<&'a PlanFigures>,
    /// Negotiation log, where imported.
    pub requests: Option<&'a RequestLog>,
    /// What became of it in the newest period; `Some` exactly where `requests` is.
    pub negotiations: Option<&'a holdfast_metrics::negotiations::NegotiationReport>,
    /// The basis as applied for the report, where it was kept.
    pub applied: Option<&'a Applied>,
    /// What changed since the last pack, and what was chosen; `None` where no earlier pack was issued.
    pub restated: Option<&'a Restated>,
    /// The past as it stays reported, where that was chosen.
    pub kept: Option<&'a Kept>,
    /// Who did what to the input, and when; `None` where no journal was kept.
    pub trail: Option<&'a trail::Trail>,
    /// Choices of this pack.
    pub options: &'a PackOptions,
}

impl<'a> PackInputs<'a> {
    /// The engine from which the report was drawn.
    pub(crate) fn engine(&self) -> Result<Engine<'a>, MetricsError> {
        let basis = &self.report.basis;
        match self.applied {
            Some(applied) => Ok(Engine::again(self.ledger, basis, self.kept, applied)),
            None => Engine::with_kept(self.ledger, basis, self.kept),
        }
    }
}

/// Which pack is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Template {
    /// For the board.
    #[default]
    Board,
    /// For revenue operations: everything, names and owners.
    Revops,
    /// For a fundraise: external mode, codes for names.
    Fundraise,
}

/// Choices of a pack.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PackOptions {
    /// Template.
    pub template: Template,
    /// Paper.
    pub paper: model::Paper,
    /// Who reads it; `None`: as the template says.
    pub mode: Option<template::Mode>,
    /// Names or codes; `None`: as the template says.
    pub naming: Option<template::Naming>,
    /// Page ids in the wanted order; empty: the template's ([`PackOptions::pages`]).
    pub order: Vec<String>,
    /// Unit of money; `None`: by the largest total (pack 3.3).
    pub unit: Option<display::Magnitude>,
    /// Export in spite of failed checks, marked DRAFT.
    pub draft: bool,
    /// Whether the data is the shipped sample: every page says SAMPLE DATA.
    pub sample: bool,
    /// The user's own messages by page id; they replace the automatic ones.
    pub messages: std::collections::BTreeMap<String, String>,
    /// What the tokens of these messages showed when they were written, by page id: what moved since makes
    /// a message stale.
    pub written: std::collections::BTreeMap<String, message::Tokens>,
    /// Notes of the owner of a page, by page id; packs which go outside leave them out.
    pub notes: std::collections::BTreeMap<String, String>,
    /// Pages left out by choice, by page id. The summary and the appendix always stay.
    pub left_out: std::collections::BTreeSet<String>,
    /// Decisions asked of the board on page 1: text, owner, date.
    pub asks: Vec<(String, String, String)>,
    /// Text of the outlook page; without it the page is left out.
    pub outlook: Vec<String>,
    /// Reference figures to print beside the negotiation terms, as the benchmark file words them; none by
    /// default. Each is marked as an external claim which nobody has verified (N-20).
    pub references: Vec<String>,
    /// Published figures to print beside NRR and GRR on page 4; none by default.
    pub benchmarks: Vec<benchmark::Benchmark>,
    /// The company's own accent colour and logo.
    pub brand: brand::Brand,
    /// Workbook without the font colours of inputs and formulas, to be shown rather than audited.
    pub presentation: bool,
    /// Whether the pages' bridge is a sum of months (M-3) while the workbook, whose rows are one a customer
    /// and period, is close to close; it then prints the amount between the two.
    pub months_on_pages: bool,
    /// The bridge in the strict way of IBCS: where its totals would be cut, two panels from zero (chart C2).
    pub strict_ibcs: bool,
}
