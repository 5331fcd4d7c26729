//! As reported, restated (section 7): what differs between two states of one company over the closes
//! both cover, cause by cause, by close, figure and customer, with totals which foot; and what is done
//! about each change.
//!
//! Causes are found by switching one thing at a time, in the order of [`Cause::ALL`]. Between the ledger
//! as reported and the later one stand ledgers put together from both: first the corrected amounts are
//! taken over, then added and removed customers, renames, mergers, attributes and rates; then the closes
//! covered; then the later rows are read as now (mapping), defined as now (one key of the basis after the
//! other) and decided as now. Each is computed by the same engine as any ledger, and what a cause did is
//! the difference to the state before it: so the causes add up, whatever the figure.

mod carry;
mod cause;
mod chain;
mod choices;
mod definitions;
mod figures;
mod moves;
mod patch;
mod people;
mod segments;
mod tally;
mod types;

pub use crate::kept::Kept;
pub use cause::Cause;
pub use chain::{Later, Reading, Reported};
pub use choices::{Choice, ChoiceError, Choices, Decided, Restated, Treatment, decide};
pub use figures::{FigureKey, Figures, few, figure_of, value_of};
pub use people::Rename;
pub use types::{Change, CloseChange, CustomerChange, FigureChange, Restatement, SegmentChange};

use crate::error::MetricsError;
use chain::Scene;
use holdfast_ledger::{Close, Ledger};

/// Compares a state as reported with a later one.
///
/// # Errors
/// Where either state can't be computed, or they report in different currencies.
pub fn compare(old: Reported, later: Later) -> Result<Restatement, MetricsError> {
    same_currency(old.ledger, later.source())?;
    let scene = Scene::new(old, later);
    let people = scene.people()?;
    let mut tally = tally::Tally::new(&scene)?;
    for stage in scene.stages(people) {
        tally.switch(&stage)?;
    }
    let only = |a: &Ledger, b: &Ledger| -> Vec<Close> {
        let missing = |c: &&Close| b.close_index(**c).is_none();
        a.closes().iter().filter(missing).copied().collect()
    };
    Ok(Restatement {
        added_closes: only(later.ledger, old.ledger),
        dropped_closes: only(old.ledger, later.ledger),
        ..tally.finish()
    })
}

fn same_currency(old: &Ledger, new: &Ledger) -> Result<(), MetricsError> {
    let (was, is) = (old.reporting(), new.reporting());
    if was.is_empty() || is.is_empty() || was == is {
        return Ok(());
    }
    Err(MetricsError::OtherCurrency {
        was: was.to_owned(),
        is: is.to_owned(),
    })
}
