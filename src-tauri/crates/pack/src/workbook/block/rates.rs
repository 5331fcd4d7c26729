//! Rates of the period and of the trailing year, from the rows of the bridge and of Customers.

use super::{Blocks, Head, Line};
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

/// A line in percent.
fn percent(line: Line, caption: &str) -> Head<'_> {
    (line, caption, Shown::Percent, Look::Normal)
}

impl Blocks<'_, '_> {
    /// The period's rates (section 4 of the methodology). Losses are negative here, so they are added.
    pub fn rates(&mut self, build: &mut Build<'_>) {
        use Part::{Churn, DataQuality, Downsell, Expansion, Paused, StepDown};
        self.retention(
            build,
            "NRR, period",
            Line::Nrr,
            &[DataQuality, Expansion, Downsell, StepDown, Paused, Churn],
            |f| f.total.rates.nrr,
        );
        self.retention(
            build,
            "GRR, period",
            Line::Grr,
            &[DataQuality, Downsell, StepDown, Paused, Churn],
            |f| f.total.rates.grr,
        );
        if self.written.row(Line::Part(StepDown)).is_some() {
            self.retention(
                build,
                "NRR without step-downs",
                Line::NrrWithoutStepDown,
                &[DataQuality, Expansion, Downsell, Paused, Churn],
                |f| f.total.rates.nrr_without_step_down.or(f.total.rates.nrr),
            );
            self.retention(
                build,
                "GRR without step-downs",
                Line::GrrWithoutStepDown,
                &[DataQuality, Downsell, Paused, Churn],
                |f| f.total.rates.grr_without_step_down.or(f.total.rates.grr),
            );
        }
        let head = percent(Line::LogoRetention, "Logo retention, period");
        let retained = [('+', Line::Retained)];
        self.ratio(build, head, Line::CustomersOpening, &retained, |f| {
            f.total.rates.logo_retention
        });
        self.loss_rates(build);
        self.quick_ratio(
            build,
            &[Part::New, Part::Reactivation, Part::Expansion].map(|p| ('+', Line::Part(p))),
        );
    }

    /// Opening and these movements, over opening.
    fn retention(
        &mut self,
        build: &mut Build<'_>,
        caption: &str,
        line: Line,
        parts: &[Part],
        value: fn(&PeriodFigures) -> Ratio,
    ) {
        let mut sum = vec![('+', Line::Opening)];
        sum.extend(parts.iter().map(|p| ('+', Line::Part(*p))));
        self.ratio(build, percent(line, caption), Line::Opening, &sum, value);
    }

    fn loss_rates(&mut self, build: &mut Build<'_>) {
        let (opening, expansion) = (Line::Opening, Line::Part(Part::Expansion));
        let (downsell, churn) = (
            [('-', Line::Part(Part::Downsell))],
            [('-', Line::Part(Part::Churn))],
        );
        let head = (
            Line::DownsellRate,
            "Downsell rate",
            Shown::Percent,
            Look::Highlight,
        );
        self.ratio(build, head, opening, &downsell, |f| {
            f.total.rates.downsell_rate
        });
        let head = percent(Line::ChurnRate, "Churn rate");
        self.ratio(build, head, opening, &churn, |f| f.total.rates.churn_rate);
        let head = percent(Line::DownsellLogoRate, "Downsell logo rate");
        let shrunk = [('+', Line::Customers(Part::Downsell))];
        self.ratio(build, head, Line::CustomersOpening, &shrunk, |f| {
            f.total.rates.downsell_logo_rate
        });
        let head = percent(Line::DownsellToExpansion, "Downsell ÷ expansion");
        self.ratio(build, head, expansion, &downsell, |f| {
            f.total.rates.downsell_to_expansion
        });
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
        let texts = self.each(text);
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
