//! Headings which stand alone in a row above a block of customers: proposed as a segment (S-1).

use crate::findings::{Code, Spot};
use crate::sink::Sink;
use holdfast_ledger::{Symbol, Table};

/// The attribute which the headings become where the user says so.
pub(crate) const NAME: &str = "Section";

/// Headings met so far, and the one in force.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    /// Where the attribute stands, if the user makes one of the headings.
    pub at: Option<usize>,
    pub current: Symbol,
    /// A heading under which no row has come yet.
    pending: Option<(u32, String)>,
    found: Vec<(u32, String)>,
}

impl Sections {
    pub fn new(sink: &Sink<'_>) -> Sections {
        let chosen = wanted(sink.options);
        Sections {
            at: sink.attributes.iter().position(|a| chosen && a == NAME),
            ..Sections::default()
        }
    }

    /// A heading.
    pub fn begin(&mut self, sink: &mut Sink<'_>, row: u32, label: &str) {
        let first = crate::text::words(label).into_iter().next();
        if matches!(
            first.as_deref(),
            Some("page" | "seite" | "página" | "blatt")
        ) {
            return;
        }
        self.pending = Some((row, label.to_owned()));
        self.current = sink.builder.symbol(&crate::text::clean(label));
    }

    /// A row of data: the heading above it is one of a section.
    pub fn data(&mut self) {
        self.found.extend(self.pending.take());
    }

    /// A subtotal.
    pub fn end(&mut self) {
        self.current = Symbol::NONE;
    }

    /// Proposes the headings, or says that the user has decided.
    pub fn propose(self, sink: &mut Sink<'_>, table: &Table) {
        let Some((row, _)) = self.found.first() else {
            return;
        };
        let labels: Vec<String> = self.found.iter().map(|(_, l)| format!("\"{l}\"")).collect();
        let more = labels.len().saturating_sub(6);
        let mut scope = labels.get(..6).unwrap_or(&labels).join(", ");
        if more > 0 {
            scope += &format!(" and {more} more");
        }
        let (spot, n) = (Spot::row(table, *row), self.found.len() as u32);
        let code = Code::SectionHeadings;
        sink.notes
            .issues
            .rows(code, &scope, spot, n, None, String::new);
        if sink.decide(code, "", u64::from(n), None).is_some() {
            sink.settle(code, &scope);
        }
    }
}

/// Whether the user makes a segment of the headings.
pub(crate) fn wanted(options: &crate::ImportOptions) -> bool {
    options
        .decisions
        .find(Code::SectionHeadings.about().code, "")
        .is_some_and(|d| d.repair == "segment")
}
