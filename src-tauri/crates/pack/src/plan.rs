//! Plan figures beside actual ones: the original plan, and the latest replan where there is one.

use crate::context::Context;
use crate::display::{NOT_APPLICABLE, short_hash};
use crate::measure::Measure;
use crate::slots::At;
use crate::value::{Delta, Value};
use holdfast_ledger::{Decimal, PlanFigure, PlanFigures};

/// The plan of the pack's period.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan<'a> {
    figures: &'a PlanFigures,
    original: &'a str,
    replan: Option<&'a str>,
}

impl<'a> Plan<'a> {
    /// The plan, where one has a figure for this period.
    pub fn of(c: &Context<'a>, now: &At) -> Option<Plan<'a>> {
        let figures = c.inputs.plan?;
        let (original, replan) = figures.versions(now.figures.period.closing())?;
        let here = figures.figures.iter().filter(|f| fits(f, now));
        let named = |version: &str| here.clone().any(|f| f.version == version);
        if !named(original) {
            return None;
        }
        let replan = replan.filter(|version| named(version));
        Some(Plan {
            figures,
            original,
            replan,
        })
    }

    pub fn has_replan(&self) -> bool {
        self.replan.is_some()
    }

    pub fn replan_name(&self) -> Option<&str> {
        self.replan
    }

    pub fn source(&self, c: &Context) -> String {
        let file = self.figures.source.clone();
        let file = file.unwrap_or_else(|| format!("typed in by {}", c.company()));
        format!("‘{}’, {}", self.original, hash_cut(&file))
    }

    /// The plan figure as a display value of its measure's kind.
    fn value(&self, now: &At, measure: Measure, version: &str) -> Option<Value> {
        let actual = measure.value(now);
        let found = |months: i32| {
            self.figures.figures.iter().find(|f| {
                f.version == version
                    && f.closing == now.figures.period.closing()
                    && f.months == months
                    && ids(measure).contains(&f.measure.as_str())
            })
        };
        let own = now.figures.period.grain().months();
        let measure = if own == 12 {
            over_the_year(measure)
        } else {
            measure
        };
        let figure = if trailing(measure) {
            found(12).or_else(|| found(own))
        } else {
            found(own)
        };
        Some(like(&actual, measure, figure?.value))
    }

    /// Variance of actual against the original plan.
    pub fn delta(&self, c: &Context, now: &At, measure: Measure) -> Option<Delta> {
        let plan = self.value(now, measure, self.original)?;
        Some(c.delta_of(&measure.value(now), &plan, measure.better()))
    }

    /// The plan figure for sentences.
    pub fn text(&self, c: &Context, now: &At, measure: Measure) -> Option<String> {
        Some(self.value(now, measure, self.original)?.sentence(c.min_n()))
    }

    /// The plan figure for columns.
    pub fn column_text(&self, c: &Context, now: &At, measure: Measure) -> String {
        let value = self.value(now, measure, self.original);
        value.map_or(NOT_APPLICABLE.to_owned(), |v| c.text(&v))
    }

    /// The replan's figure for columns.
    pub fn replan_text(&self, c: &Context, now: &At, measure: Measure) -> String {
        self.replan
            .and_then(|version| self.value(now, measure, version))
            .map_or(NOT_APPLICABLE.to_owned(), |v| c.text(&v))
    }
}

fn fits(f: &PlanFigure, now: &At) -> bool {
    let period = now.figures.period;
    f.closing == period.closing() && (f.months == period.grain().months() || f.months == 12)
}

/// A fiscal year is its own trailing year.
fn over_the_year(measure: Measure) -> Measure {
    match measure {
        Measure::Nrr => Measure::NrrTtm,
        Measure::Grr => Measure::GrrTtm,
        Measure::Logo => Measure::LogoTtm,
        other => other,
    }
}

fn trailing(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::NrrTtm | Measure::GrrTtm | Measure::LogoTtm
    )
}

/// Ids by which plan files call a measure: the registry's; what is planned as NRR or GRR without a
/// window is the trailing year's.
fn ids(measure: Measure) -> &'static [&'static str] {
    use crate::tie::Part;
    match measure {
        Measure::Opening => &["opening_arr"],
        Measure::Line(Part::New) => &["new_arr"],
        Measure::Line(Part::Reactivation) => &["reactivation_arr"],
        Measure::Line(Part::Expansion) => &["expansion_arr"],
        Measure::Line(Part::Downsell) => &["downsell_arr"],
        Measure::Line(Part::StepDown) => &["step_down_arr"],
        Measure::Line(Part::Paused) => &["paused_arr"],
        Measure::Line(Part::Churn) => &["churn_arr"],
        Measure::Closing => &["closing_arr"],
        Measure::NrrTtm => &["nrr_ttm", "nrr"],
        Measure::GrrTtm => &["grr_ttm", "grr"],
        Measure::LogoTtm => &["logo_retention_ttm", "logo_retention"],
        Measure::DownsellRate => &["downsell_rate"],
        Measure::ChurnRate => &["churn_rate"],
        _ => &[],
    }
}

/// A plan figure in the form of the actual one: losses planned as positive amounts get the sign with
/// which the bridge prints them.
fn like(actual: &Value, measure: Measure, figure: Decimal) -> Value {
    match actual {
        Value::Money { unit, flow, .. } => {
            let signed = if loss(measure) { -figure.abs() } else { figure };
            Value::Money {
                shown: unit.shown(signed),
                unit: unit.clone(),
                flow: *flow,
            }
        }
        Value::Rate { n, places, .. } => Value::Rate {
            value: Some(figure),
            n: *n,
            places: *places,
        },
        Value::Count(_) => Value::Count(u32::try_from(figure).unwrap_or_default()),
    }
}

fn loss(measure: Measure) -> bool {
    use crate::tie::Part;
    matches!(
        measure,
        Measure::Line(Part::Downsell | Part::StepDown | Part::Paused | Part::Churn)
    )
}

/// A file's name with its hash as notes print it: "plan.csv (b61f…9fed)". The whole hash is on A5.
fn hash_cut(source: &str) -> String {
    let hash = source
        .rsplit_once('(')
        .and_then(|(name, rest)| Some((name, rest.strip_suffix(')')?)));
    match hash {
        Some((name, hash)) if hash.len() == 64 => {
            format!("{}, SHA-256 {}", name.trim_end(), short_hash(hash))
        }
        _ => source.to_owned(),
    }
}
