//! The result of a comparison as pure values.

use super::Cause;
use super::figures::FigureKey;
use holdfast_ledger::{Close, Decimal, Ratio};
use std::collections::BTreeMap;

/// Everything that differs between a state as reported and a later one (section 7).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Restatement {
    /// Closes which both cover and which were reported whole, oldest first: as reported → by cause → restated.
    /// The last is the opening of the first period reported since.
    pub closes: Vec<CloseChange>,
    /// Closes which only the later state covers.
    pub added_closes: Vec<Close>,
    /// Closes which only the earlier state covers.
    pub dropped_closes: Vec<Close>,
    /// What changed, one at a time: by cause, the largest first. One choice each.
    pub changes: Vec<Change>,
    /// Past figures which changed: by period, then metric; the total before its segments.
    pub figures: Vec<FigureChange>,
}

/// One thing which changed: a customer's amounts, a merger, a rate, a definition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Stable: the same change has the same id, another content another one. Choices are stored by it.
    pub id: String,
    /// Cause.
    pub cause: Cause,
    /// What changed: the customer's id, the currency, the key of the basis.
    pub subject: String,
    /// The id it has now (renamed), or the customer which it is part of now (merged).
    pub other: Option<String>,
    /// The setting before and after, of definitions and attributes.
    pub setting: Option<(String, String)>,
    /// Later less earlier amount, by close; closes without a difference are left out.
    pub by_close: BTreeMap<Close, Decimal>,
    /// The customers whose amounts it touches, the largest first.
    pub customers: Vec<CustomerChange>,
    /// The attributes it touches.
    pub segments: Vec<SegmentChange>,
    /// Whether it moves a past figure: then it waits for a choice.
    pub needs_choice: bool,
}

impl Change {
    /// Later less earlier amount at the newest close it touches.
    pub fn newest(&self) -> Option<(Close, Decimal)> {
        self.by_close.iter().next_back().map(|(c, d)| (*c, *d))
    }

    /// The largest difference at any close, by size.
    pub fn size(&self) -> Decimal {
        let all = self.customers.iter().map(|c| (c.after - c.before).abs());
        all.chain(self.by_close.values().map(Decimal::abs))
            .max()
            .unwrap_or_default()
    }
}

/// A customer's amounts before and after one change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CustomerChange {
    /// Customer id.
    pub customer: String,
    /// At how many closes.
    pub closes: u32,
    /// The newest of them, and the amounts at it.
    pub newest: Close,
    /// Amount at it as reported, in the reporting currency.
    pub before: Decimal,
    /// Amount at it now.
    pub after: Decimal,
}

/// A customer whose attribute changed at closes both states cover.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SegmentChange {
    /// Customer id.
    pub customer: String,
    /// Name of the attribute.
    pub attribute: String,
    /// The newest close at which it did.
    pub close: Close,
    /// Segment as reported.
    pub before: String,
    /// Segment now.
    pub after: String,
}

/// A close as reported and as restated: before + Σ by cause = after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CloseChange {
    /// The close.
    pub close: Close,
    /// ARR as reported, in the reporting currency.
    pub before: Decimal,
    /// What each cause adds to it.
    pub by_cause: BTreeMap<Cause, Decimal>,
    /// ARR now.
    pub after: Decimal,
}

impl CloseChange {
    /// before + Σ by cause − after: zero, always (a check).
    pub fn gap(&self) -> Decimal {
        self.before + self.by_cause.values().copied().sum::<Decimal>() - self.after
    }
}

/// A figure of a past period: before + Σ by cause = after, where none of them is n/a.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FigureChange {
    /// Period, metric and segment.
    pub key: FigureKey,
    /// Value as reported: an amount, a fraction or a count, as the metric's entry in the registry says.
    pub before: Ratio,
    /// What each cause did to it; `None` where the figure was n/a on a side of it.
    pub by_cause: BTreeMap<Cause, Ratio>,
    /// Value now.
    pub after: Ratio,
}

impl FigureChange {
    /// before + Σ by cause − after; `None` where one of them is n/a. Zero for money and counts; for
    /// rates within the last place of a division.
    pub fn gap(&self) -> Ratio {
        let mut sum = self.before?;
        for step in self.by_cause.values() {
            sum += (*step)?;
        }
        Some(sum - self.after?)
    }

    /// after − before.
    pub fn delta(&self) -> Ratio {
        Some(self.after? - self.before?)
    }
}

impl Restatement {
    /// Whether no past figure changed.
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty() && !self.changes.iter().any(|c| c.needs_choice)
    }

    /// The changes which move a past figure, and so wait for a choice.
    pub fn waiting(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|c| c.needs_choice)
    }

    /// Changed figures of the whole company.
    pub fn totals(&self) -> impl Iterator<Item = &FigureChange> {
        self.figures.iter().filter(|f| f.key.segment.is_none())
    }

    /// The last close reported: as reported → by cause → restated.
    pub fn opening(&self) -> Option<&CloseChange> {
        self.closes.last()
    }

    /// The causes which changed something, in order.
    pub fn causes(&self) -> Vec<Cause> {
        let seen = |cause: &Cause| self.changes.iter().any(|c| c.cause == *cause);
        Cause::ALL.into_iter().filter(seen).collect()
    }
}
