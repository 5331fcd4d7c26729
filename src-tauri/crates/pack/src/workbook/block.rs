//! Blocks of lines which `Bridge` and `Trend9Q` share: the movements, the customers, the rates and the
//! trailing year. Each returns its figures, so that other sheets refer to them.

use super::address::cell;
use super::build::{Build, Figure};
use super::columns::Columns;
use super::facts::{Facts, YearSums, bucket};
use super::fields::{Field, Fields};
use super::lines::{self, Lines, number};
use super::spec::{Look, Role, Shown, Style};
use crate::tie::Part;
use holdfast_ledger::{Close, Ratio};
use holdfast_metrics::{Class, PeriodFigures};
use std::collections::BTreeMap;

/// A line of a block; the key of everything else that refers to it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[allow(missing_docs)]
pub enum Line {
    Opening,
    Part(Part),
    Closing,
    Balances,
    Foots,
    CustomersOpening,
    Customers(Part),
    CustomersClosing,
    Retained,
    Nrr,
    Grr,
    NrrWithoutStepDown,
    GrrWithoutStepDown,
    LogoRetention,
    DownsellRate,
    ChurnRate,
    DownsellLogoRate,
    DownsellToExpansion,
    QuickRatio,
    YearOpening,
    YearNow,
    YearKept,
    YearCustomers,
    YearRetained,
    NrrYear,
    GrrYear,
    LogoYear,
}

impl Line {
    /// Whether the line is a ratio, whose change is told in points.
    pub fn is_ratio(self) -> bool {
        use Line::{
            ChurnRate, DownsellLogoRate, DownsellRate, DownsellToExpansion, Grr,
            GrrWithoutStepDown, GrrYear, LogoRetention, LogoYear, Nrr, NrrWithoutStepDown, NrrYear,
        };
        matches!(
            self,
            Nrr | Grr
                | NrrWithoutStepDown
                | GrrWithoutStepDown
                | LogoRetention
                | DownsellRate
                | ChurnRate
                | DownsellLogoRate
                | DownsellToExpansion
                | NrrYear
                | GrrYear
                | LogoYear
        )
    }
}

/// The lines written so far: row and figures by column.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// Row and figures of each line.
    pub lines: BTreeMap<Line, (u32, Vec<Figure>)>,
}

impl Written {
    /// A figure of a line by the place of its column.
    pub fn get(&self, line: Line, at: usize) -> Option<&Figure> {
        self.lines.get(&line)?.1.get(at)
    }
    /// Row of a line.
    pub fn row(&self, line: Line) -> Option<u32> {
        self.lines.get(&line).map(|(row, _)| *row)
    }
}

/// Writes blocks of lines.
pub struct Blocks<'b, 'a> {
    /// Facts.
    pub facts: &'b Facts<'a>,
    /// Columns of `Customers`.
    pub fields: &'b Fields,
    /// Period columns.
    pub columns: Columns<'b>,
    /// What was written.
    pub written: Written,
    /// Next free row.
    pub row: u32,
}

/// What one line needs: key, caption, style.
type Head<'s> = (Line, &'s str, Shown, Look);

impl Blocks<'_, '_> {
    fn caption(
        &mut self,
        build: &mut Build<'_>,
        (line, caption, _, look): Head<'_>,
        key: Option<&str>,
    ) {
        let look_of = if look == Look::Normal && matches!(line, Line::Customers(_)) {
            Look::Sub
        } else {
            look
        };
        build.text(self.row, 0, caption, Style::default().look(look_of));
        if let Some(key) = key {
            build.text(
                self.row,
                1,
                key,
                Style::new(Role::Muted, Shown::Plain).look(look),
            );
        }
    }

    /// A line computed from `Customers`.
    fn line(
        &mut self,
        build: &mut Build<'_>,
        head: Head<'_>,
        key: Option<&str>,
        formula: impl Fn(&str) -> String,
        value: impl Fn(&PeriodFigures) -> Ratio,
    ) {
        self.caption(build, head, key);
        let figures = self
            .columns
            .line(build, self.row, (head.2, head.3), formula, value);
        self.written.lines.insert(head.0, (self.row, figures));
        self.row += 1;
    }

    /// A line computed from other lines of the sheet.
    fn derived(
        &mut self,
        build: &mut Build<'_>,
        head: Head<'_>,
        formula: impl Fn(u16) -> String,
        value: impl Fn(&PeriodFigures) -> Ratio,
    ) {
        self.caption(build, head, None);
        let figures = self
            .columns
            .derived(build, self.row, (head.2, head.3), formula, value);
        self.written.lines.insert(head.0, (self.row, figures));
        self.row += 1;
    }

    /// `C8` of a line in a column; `0` where the line is not shown because it is 0.
    fn at(&self, line: Line, column: u16) -> String {
        self.written
            .row(line)
            .map_or_else(|| "0".to_owned(), |row| cell(row, column))
    }

    /// `numerator ÷ denominator` over lines of the sheet, `#N/A` where the denominator is 0.
    fn ratio(
        &mut self,
        build: &mut Build<'_>,
        head: Head<'_>,
        over: Line,
        top: &[(char, Line)],
        value: impl Fn(&PeriodFigures) -> Ratio,
    ) {
        let top: Vec<_> = top
            .iter()
            .filter(|(_, l)| self.written.row(*l).is_some())
            .copied()
            .collect();
        let below = self.written.row(over);
        let quality = self.written.row(Line::Part(Part::DataQuality));
        let text = |column: u16| {
            let below = below.map_or_else(|| "0".to_owned(), |row| cell(row, column));
            let below = match quality {
                // What the movements are measured from (section 7).
                Some(row) if over == Line::Opening => format!("({below}+{})", cell(row, column)),
                _ => below,
            };
            let mut sum = String::new();
            for (sign, line) in &top {
                if !(sum.is_empty() && *sign == '+') {
                    sum.push(*sign);
                }
                sum.push_str(&self.at(*line, column));
            }
            format!("IF({below}=0,NA(),({sum})/{below})")
        };
        let texts: BTreeMap<u16, String> = self
            .columns
            .list
            .iter()
            .map(|c| (c.column, text(c.column)))
            .collect();
        self.derived(
            build,
            head,
            |column| texts.get(&column).cloned().unwrap_or_default(),
            value,
        );
    }

    /// Opening, movements, closing; closing beside the customers' balances; the difference.
    pub fn movements(&mut self, build: &mut Build<'_>) {
        let lines = Lines {
            fields: self.fields,
        };
        let parts = lines::in_use(self.facts);
        let quality = parts.contains(&Part::DataQuality);
        let total = (Line::Opening, "Opening ARR", Shown::Money, Look::Section);
        let quality_row = self.row + parts.len() as u32;
        let opening = |end: &str| match quality {
            true => format!(
                "{}-{}{}",
                lines.opening(end, &[]),
                end.split('$').next().unwrap_or_default(),
                quality_row + 1
            ),
            false => lines.opening(end, &[]),
        };
        self.line(build, total, None, opening, |f| {
            Some(f.total.bridge.opening)
        });
        for part in parts {
            self.part(build, part);
        }
        let (first, last) = (self.written.row(Line::Opening).unwrap_or(0), self.row - 1);
        let sum = |column| format!("SUM({}:{})", cell(first, column), cell(last, column));
        let head = (Line::Closing, "Closing ARR", Shown::Money, Look::Total);
        self.derived(build, head, sum, |f| Some(f.total.bridge.closing));
        let head = (
            Line::Balances,
            "Σ customers' closing balances",
            Shown::Money,
            Look::Small,
        );
        self.line(
            build,
            head,
            None,
            |end| lines.sum(lines.balance(), end, &[]),
            |f| Some(f.total.bridge.closing),
        );
        let (closing, balances) = (self.row - 2, self.row - 1);
        let head = (Line::Foots, "difference", Shown::Cents, Look::Small);
        let text = |column| {
            format!(
                "ROUND({}-{},2)",
                cell(closing, column),
                cell(balances, column)
            )
        };
        self.derived(build, head, text, |_| Some(0.into()));
    }

    fn part(&mut self, build: &mut Build<'_>, part: Part) {
        let lines = Lines {
            fields: self.fields,
        };
        let look = if part == Part::Downsell {
            Look::Highlight
        } else {
            Look::Normal
        };
        let head = (Line::Part(part), part.caption(), Shown::Change, look);
        if part == Part::DataQuality {
            self.caption(build, head, Some(lines::key(part)));
            let write = |at: &super::columns::PeriodColumn<'_>| {
                let value = at
                    .period
                    .and_then(|p| p.figures)
                    .map_or(0.into(), |f| f.total.bridge.data_quality);
                build.input(self.row, at.column, value, Shown::Change, look)
            };
            let figures = self.columns.list.iter().map(write).collect();
            self.written.lines.insert(head.0, (self.row, figures));
            self.row += 1;
            return;
        }
        let key_cell = format!("$B{}", self.row + 1);
        let formula = |end: &str| lines.part(part, &key_cell, end, &[]);
        self.line(build, head, Some(lines::key(part)), formula, |f| {
            Some(part.of(&f.total.bridge))
        });
    }

    /// Customers at opening, by class, at closing, and the retained ones.
    pub fn customers(&mut self, build: &mut Build<'_>) {
        let lines = Lines {
            fields: self.fields,
        };
        let plain = |line, caption| (line, caption, Shown::Count, Look::Normal);
        let head = plain(Line::CustomersOpening, "Customers at opening");
        self.line(
            build,
            head,
            None,
            |end| lines.paying("cust_open", end, &[]),
            |f| number(f.total.counts.opening),
        );
        for part in lines::in_use(self.facts) {
            let Some(class) = lines::class(part) else {
                continue;
            };
            let head = (
                Line::Customers(part),
                part.caption(),
                Shown::Count,
                Look::Normal,
            );
            let key = format!("$B{}", self.row + 1);
            let formula = |end: &str| lines.count(end, &[("cust_bucket".to_owned(), key.clone())]);
            let value =
                |f: &PeriodFigures| lines::customers(part, &f.total.counts).and_then(number);
            self.line(build, head, Some(bucket(class)), formula, value);
        }
        let head = plain(Line::CustomersClosing, "Customers at closing");
        self.line(
            build,
            head,
            None,
            |end| lines.paying(lines.balance(), end, &[]),
            |f| number(f.total.counts.closing),
        );
        let head = plain(Line::Retained, "of the opening customers, still there");
        let formula = |end: &str| lines.retained("cust_open", "cust_close", end, &[]);
        self.line(build, head, None, formula, |f| {
            number(f.total.counts.retained)
        });
    }

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
        let lines = Lines {
            fields: self.fields,
        };
        let money = |line, caption| (line, caption, Shown::Money, Look::Small);
        let count = |line, caption| (line, caption, Shown::Count, Look::Small);
        let sums: BTreeMap<Close, YearSums> = self
            .facts
            .periods
            .iter()
            .map(|p| (p.period.closing(), self.facts.year_sums(p.period.closing())))
            .collect();
        let of = |pick: fn(&YearSums) -> Ratio| {
            let sums = &sums;
            move |f: &PeriodFigures| {
                let held = sums
                    .get(&f.period.closing())
                    .filter(|s| !s.opening.is_zero());
                held.and_then(pick)
            }
        };
        // Without customers twelve months ago, or a close then, there is no trailing year.
        let held = |end: &str, text: String| {
            format!(
                "IF({}=0,NA(),{text})",
                lines.sum("cust_year_open", end, &[])
            )
        };
        self.line(
            build,
            money(Line::YearOpening, "ARR of the customers of 12 months ago"),
            None,
            |end| held(end, lines.sum("cust_year_open", end, &[])),
            of(|s| Some(s.opening)),
        );
        let cohort = [("cust_year_open".to_owned(), "\">0\"".to_owned())];
        self.line(
            build,
            money(Line::YearNow, "what they pay now"),
            None,
            |end| held(end, lines.sum("cust_year_now", end, &cohort)),
            of(|s| Some(s.now)),
        );
        self.line(
            build,
            money(Line::YearKept, "of it kept, capped customer by customer"),
            None,
            |end| held(end, lines.sum("cust_year_kept", end, &cohort)),
            of(|s| Some(s.kept)),
        );
        self.line(
            build,
            count(Line::YearCustomers, "customers of 12 months ago"),
            None,
            |end| held(end, lines.paying("cust_year_open", end, &[])),
            of(|s| number(s.customers)),
        );
        self.line(
            build,
            count(Line::YearRetained, "of them, still there"),
            None,
            |end| {
                held(
                    end,
                    lines.retained("cust_year_open", "cust_year_now", end, &[]),
                )
            },
            of(|s| number(s.retained)),
        );
        let head = (
            Line::NrrYear,
            "NRR, trailing 12 months",
            Shown::Percent,
            Look::Section,
        );
        self.ratio(
            build,
            head,
            Line::YearOpening,
            &[('+', Line::YearNow)],
            |f| f.total.ttm.nrr,
        );
        let head = (
            Line::GrrYear,
            "GRR, trailing 12 months",
            Shown::Percent,
            Look::Section,
        );
        self.ratio(
            build,
            head,
            Line::YearOpening,
            &[('+', Line::YearKept)],
            |f| f.total.ttm.grr,
        );
        let head = (
            Line::LogoYear,
            "Logo retention, trailing 12 months",
            Shown::Percent,
            Look::Section,
        );
        self.ratio(
            build,
            head,
            Line::YearCustomers,
            &[('+', Line::YearRetained)],
            |f| f.total.ttm.logo_retention,
        );
    }
}

/// The class of a line's customers, for links to their rows.
pub fn class_of(line: Line) -> Option<Class> {
    match line {
        Line::Part(part) => lines::class(part),
        _ => None,
    }
}
