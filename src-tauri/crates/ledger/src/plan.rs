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
    /// The figure of the original plan, which no replan replaces.
    pub fn get(&self, measure: &str, closing: Close, months: i32) -> Option<Decimal> {
        let (original, _) = self.versions(closing)?;
        self.of(original, measure, closing, months)
    }

    /// The figure of the latest replan, where there is one.
    pub fn replanned(&self, measure: &str, closing: Close, months: i32) -> Option<Decimal> {
        let (_, replan) = self.versions(closing)?;
        self.of(replan?, measure, closing, months)
    }

    /// The original plan for a close by its name, and the latest replan.
    pub fn versions(&self, closing: Close) -> Option<(&str, Option<&str>)> {
        let here = self.figures.iter().filter(|f| f.closing == closing);
        let mut versions = here.map(|f| f.version.as_str());
        let original = versions.next()?;
        Some((original, versions.rfind(|v| *v != original)))
    }

    fn of(&self, version: &str, measure: &str, closing: Close, months: i32) -> Option<Decimal> {
        let is = |f: &&PlanFigure| {
            (f.version.as_str(), f.measure.as_str()) == (version, measure)
                && (f.closing, f.months) == (closing, months)
        };
        self.figures.iter().find(is).map(|f| f.value)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_replan_stands_beside_the_plan() {
        let close = Close::new(2026, 9).unwrap();
        let figure = |measure: &str, value: i64, version: &str| PlanFigure {
            measure: measure.into(),
            closing: close,
            months: 3,
            value: value.into(),
            version: version.into(),
        };
        let plan = PlanFigures {
            figures: vec![
                figure("new_arr", 10, "plan"),
                figure("new_arr", 9, "April"),
                figure("new_arr", 8, "July"),
                figure("churn_arr", 2, "July"),
            ],
            source: None,
        };
        let of = |id| (plan.get(id, close, 3), plan.replanned(id, close, 3));
        assert_eq!(of("new_arr"), (Some(10.into()), Some(8.into())));
        assert_eq!(of("churn_arr"), (None, Some(2.into())), "never planned");
        assert_eq!(plan.versions(close), Some(("plan", Some("July"))));
        assert_eq!(plan.versions(Close::new(2026, 12).unwrap()), None);
    }
}
