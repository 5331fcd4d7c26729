//! What a decision would do, before it is taken: the counts without it and with it.

use crate::{Book, DecisionEntry, ImportOptions, Imported, Watch, recognise};
use holdfast_ledger::{Decimal, Severity};

/// An import in numbers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Rows read into the ledger.
    pub used: u64,
    /// Rows set aside.
    pub set_aside: u64,
    /// Customers at the newest close.
    pub customers: u32,
    /// ARR at the newest close in reporting currency; 0 without a ledger.
    pub arr: Decimal,
    /// Findings which block a pack.
    pub errors: usize,
    /// Findings which don't.
    pub warnings: usize,
    /// Rows of the findings which the decision is on.
    pub rows: u32,
}

/// An import without a decision and with it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Preview {
    /// As it is.
    pub before: Counts,
    /// As it would be.
    pub after: Counts,
}

/// What `decision` would do to an import whose other decisions stay as they are.
pub fn preview(
    books: &[Book],
    options: &ImportOptions,
    decision: &DecisionEntry,
    watch: &dyn Watch,
) -> Preview {
    let before = recognise(books, options, watch);
    let mut options = options.clone();
    options.decisions.entries.push(decision.clone());
    let after = recognise(books, &options, watch);
    Preview {
        before: counts(&before, &decision.code),
        after: counts(&after, &decision.code),
    }
}

impl Counts {
    /// An import in numbers; rows of findings are those of no code.
    pub fn of(imported: &Imported) -> Counts {
        counts(imported, "")
    }
}

fn counts(imported: &Imported, code: &str) -> Counts {
    let evidence = &imported.evidence;
    let newest = evidence.control_totals.last();
    let grave = |severity| {
        evidence
            .findings
            .0
            .iter()
            .filter(move |f| f.severity == severity)
    };
    let aside = evidence.sources.iter().flat_map(|s| &s.set_aside);
    let open = grave(Severity::Error).chain(grave(Severity::Warning));
    Counts {
        used: evidence.sources.iter().map(|s| s.rows_used).sum(),
        set_aside: aside.map(|a| a.rows).sum(),
        customers: newest.map_or(0, |t| t.customers),
        arr: newest.map(|t| t.imported).unwrap_or_default(),
        errors: grave(Severity::Error).count(),
        warnings: grave(Severity::Warning).count(),
        rows: open.filter(|f| f.code == code).map(|f| f.rows).sum(),
    }
}
