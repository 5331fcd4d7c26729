//! Rates of the period and of the trailing year, from the rows of the bridge and of Customers.

use super::{Blocks, Line};
use crate::tie::Part;
use crate::workbook::build::Build;
use crate::workbook::facts::YearSums;
use crate::workbook::fields::Field;
use crate::workbook::lines::{Lines, number};
use crate::workbook::spec::{Look, Shown};
use holdfast_ledger::{Close, Ratio};
use holdfast_metrics::PeriodFigures;
use std::collections::BTreeMap;

/// A sum of the trailing year: its line and caption, how it is shown, its formula at a period's end, its value.
type YearSum<'s> = (
    Line,
    &'static str,
    Shown,
    &'s dyn Fn(&str) -> String,
    fn(&YearSums) -> Ratio,
);

/// A rate of the trailing year: its line and caption, what it is measured by, what is kept, its value.
type YearRate = (Line, &'static str, Line, Line, fn(&PeriodFigures) -> Ratio);

const YEAR_RATES: [YearRate; 3] = [
    (
        Line::NrrYear,
        "NRR, trailing 12 months",
        Line::YearOpening,
        Line::YearNow,
        |f| f.total.ttm.nrr,
    ),
    (
        Line::GrrYear,
        "GRR, trailing 12 months",
        Line::YearOpening,
        Line::YearKept,
        |f| f.total.ttm.grr,
    ),
    (
        Line::LogoYear,
        "Logo retention, trailing 12 months",
        Line::YearCustomers,
        Line::YearRetained,
        |f| f.total.ttm.logo_retention,
    ),
];

impl Blocks<'_, '_> {
    /// The period's rates (section 4 of the methodology). Losses are negative here, so they are added.
    pub fn rates(&mut self, build: &mut Build<'_>) {
        use Part::{Churn, Downsell, Expansion, New, Paused, Reactivation, StepDown};
        let percent = |line, caption| (line, caption, Shown::Percent, Look::Normal);
        let plus = |parts: &[Part]| {
            parts
                .iter()
                .map(|p| ('+', Line::Part(*p)))
                .collect::<Vec<_>>()
        };
        let opening = [('+', Line::Opening), ('+', Line::Part(Part::DataQuality))];
        let losses = [Downsell, StepDown, Paused, Churn];
        let gross = [&opening[..], &plus(&losses)].concat();
        let net = [&opening[..], &plus(&[Expansion]), &plus(&losses)].concat();
        self.ratio(
            build,
            percent(Line::Nrr, "NRR, period"),
            Line::Opening,
            &net,
            |f| f.total.rates.nrr,
        );
        self.ratio(
            build,
            percent(Line::Grr, "GRR, period"),
            Line::Opening,
            &gross,
            |f| f.total.rates.grr,
        );
        if self.written.row(Line::Part(StepDown)).is_some() {
            let without = |sum: &[(char, Line)]| {
                sum.iter()
                    .filter(|l| l.1 != Line::Part(StepDown))
                    .copied()
                    .collect::<Vec<_>>()
            };
            let without_cut = |r: Ratio, with: Ratio| r.or(with);
            let head = percent(Line::NrrWithoutStepDown, "NRR without step-downs");
            self.ratio(build, head, Line::Opening, &without(&net), |f| {
                without_cut(f.total.rates.nrr_without_step_down, f.total.rates.nrr)
            });
            let head = percent(Line::GrrWithoutStepDown, "GRR without step-downs");
            self.ratio(build, head, Line::Opening, &without(&gross), |f| {
                without_cut(f.total.rates.grr_without_step_down, f.total.rates.grr)
            });
        }
        let head = percent(Line::LogoRetention, "Logo retention, period");
        self.ratio(
            build,
            head,
            Line::CustomersOpening,
            &[('+', Line::Retained)],
            |f| f.total.rates.logo_retention,
        );
        let head = (
            Line::DownsellRate,
            "Downsell rate",
            Shown::Percent,
            Look::Highlight,
        );
        self.ratio(
            build,
            head,
            Line::Opening,
            &[('-', Line::Part(Downsell))],
            |f| f.total.rates.downsell_rate,
        );
        let head = percent(Line::ChurnRate, "Churn rate");
        self.ratio(
            build,
            head,
            Line::Opening,
            &[('-', Line::Part(Churn))],
            |f| f.total.rates.churn_rate,
        );
        let head = percent(Line::DownsellLogoRate, "Downsell logo rate");
        self.ratio(
            build,
            head,
            Line::CustomersOpening,
            &[('+', Line::Customers(Downsell))],
            |f| f.total.rates.downsell_logo_rate,
        );
        let head = percent(Line::DownsellToExpansion, "Downsell ÷ expansion");
        self.ratio(
            build,
            head,
            Line::Part(Expansion),
            &[('-', Line::Part(Downsell))],
            |f| f.total.rates.downsell_to_expansion,
        );
        self.quick_ratio(build, &plus(&[New, Reactivation, Expansion]));
    }

    /// (new + reactivation + expansion) ÷ (downsell + step-down + churn).
    fn quick_ratio(&mut self, build: &mut Build<'_>, gains: &[(char, Line)]) {
        let shown: Vec<Line> = gains
            .iter()
            .map(|g| g.1)
            .filter(|l| self.written.row(*l).is_some())
            .collect();
        let losses = [Part::Downsell, Part::StepDown, Part::Churn].map(Line::Part);
        let losses: Vec<Line> = losses
            .into_iter()
            .filter(|l| self.written.row(*l).is_some())
            .collect();
        let sum = |lines: &[Line], column| {
            lines
                .iter()
                .map(|l| self.at(*l, column))
                .collect::<Vec<_>>()
                .join("+")
        };
        let text = |column| {
            let below = sum(&losses, column);
            format!("IF({below}=0,NA(),({})/-({below}))", sum(&shown, column))
        };
        let texts: BTreeMap<u16, String> = self
            .columns
            .list
            .iter()
            .map(|c| (c.column, text(c.column)))
            .collect();
        let head = (
            Line::QuickRatio,
            "Quick ratio",
            Shown::Multiple,
            Look::Normal,
        );
        self.derived(
            build,
            head,
            |c| texts.get(&c).cloned().unwrap_or_default(),
            |f| f.total.rates.quick_ratio,
        );
    }

    /// The trailing twelve months by closed cohort: what the customers of then paid, pay and kept.
    pub fn year(&mut self, build: &mut Build<'_>) {
        if !self.fields.has(Field::YearOpening) {
            return;
        }
        let sums = Lines {
            fields: self.fields,
        };
        let years: BTreeMap<Close, YearSums> = self
            .facts
            .periods
            .iter()
            .map(|p| (p.period.closing(), self.facts.year_sums(p.period.closing())))
            .collect();
        let of = |pick: fn(&YearSums) -> Ratio| {
            let years = &years;
            move |f: &PeriodFigures| {
                let held = years
                    .get(&f.period.closing())
                    .filter(|s| !s.opening.is_zero());
                held.and_then(pick)
            }
        };
        // Without customers twelve months ago, or a close then, there is no trailing year.
        let held = |end: &str, text: String| {
            format!("IF({}=0,NA(),{text})", sums.sum("cust_year_open", end, &[]))
        };
        let cohort = [("cust_year_open".to_owned(), "\">0\"".to_owned())];
        let lines: [YearSum; 5] = [
            (
                Line::YearOpening,
                "ARR of the customers of 12 months ago",
                Shown::Money,
                &|end| sums.sum("cust_year_open", end, &[]),
                |s| Some(s.opening),
            ),
            (
                Line::YearNow,
                "what they pay now",
                Shown::Money,
                &|end| sums.sum("cust_year_now", end, &cohort),
                |s| Some(s.now),
            ),
            (
                Line::YearKept,
                "of it kept, capped customer by customer",
                Shown::Money,
                &|end| sums.sum("cust_year_kept", end, &cohort),
                |s| Some(s.kept),
            ),
            (
                Line::YearCustomers,
                "customers of 12 months ago",
                Shown::Count,
                &|end| sums.paying("cust_year_open", end, &[]),
                |s| number(s.customers),
            ),
            (
                Line::YearRetained,
                "of them, still there",
                Shown::Count,
                &|end| sums.retained("cust_year_open", "cust_year_now", end, &[]),
                |s| number(s.retained),
            ),
        ];
        for (line, caption, shown, formula, pick) in lines {
            let head = (line, caption, shown, Look::Small);
            self.line(build, head, None, |end| held(end, formula(end)), of(pick));
        }
        for (line, caption, over, kept, value) in YEAR_RATES {
            let head = (line, caption, Shown::Percent, Look::Section);
            self.ratio(build, head, over, &[('+', kept)], value);
        }
    }
}
