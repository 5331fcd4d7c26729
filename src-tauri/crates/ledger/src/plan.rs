//! Plan figures: budget by measure and period end.

use crate::calendar::Close;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One planned figure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PlanFigure {
    /// Registry id of the measure, e.g. `downsell_arr`, `closing_arr`, `nrr`.
    pub measure: String,
    /// Closing close of the period it is planned for.
    pub closing: Close,
    /// Months the figure covers, as given by its period label (1, 3, 6 or 12).
    pub months: i32,
    /// The figure: money in units of the reporting currency, ratios as fractions.
    pub value: Decimal,
    /// Which plan: `plan` or a replan's name.
    pub version: String,
}

/// All plan figures, oldest plan first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PlanFigures {
    /// The figures.
    pub figures: Vec<PlanFigure>,
    /// File they came from, with its hash.
    pub source: Option<String>,
}

impl PlanFigures {
    /// The figure of the original plan.
    pub fn get(&self, measure: &str, closing: Close, months: i32) -> Option<Decimal> {
        self.figures
            .iter()
            .find(|f| f.measure == measure && f.closing == closing && f.months == months)
            .map(|f| f.value)
    }
}
