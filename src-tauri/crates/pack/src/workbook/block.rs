//! Blocks of lines which `Bridge` and `Trend9Q` share: the movements, the customers, the rates and the
//! trailing year. Each returns its figures, so that other sheets refer to them.

mod rates;

use super::address::cell;
use super::build::{Build, Figure};
use super::columns::Columns;
use super::facts::{Facts, bucket};
use super::fields::Fields;
use super::lines::{self, Lines, number};
use super::spec::{Look, Role, Shown, Style};
use crate::tie::Part;
use holdfast_ledger::Ratio;
use holdfast_metrics::{Class, PeriodFigures};
use std::collections::BTreeMap;

/// A line of a block; the key of everything else that refers to it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Line {
    /// Opening ARR.
    Opening,
    /// A movement, or another line of the bridge.
    Part(Part),
    /// Closing ARR: opening and all lines.
    Closing,
    /// Closing balances as imported, which the bridge must meet.
    Balances,
    /// The difference of the two: 0 (M-10).
    Foots,
    /// Customers at opening.
    CustomersOpening,
    /// Customers of a movement.
    Customers(Part),
    /// Customers at closing.
    CustomersClosing,
    /// Customers at opening which still pay.
    Retained,
    /// NRR of the period.
    Nrr,
    /// GRR of the period.
    Grr,
    /// NRR without agreed step-downs (M-5).
    NrrWithoutStepDown,
    /// GRR without agreed step-downs.
    GrrWithoutStepDown,
    /// Logo retention of the period.
    LogoRetention,
    /// Downsell ÷ opening.
    DownsellRate,
    /// Churn ÷ opening.
    ChurnRate,
    /// Customers in downsell ÷ customers at opening.
    DownsellLogoRate,
    /// Downsell ÷ expansion.
    DownsellToExpansion,
    /// Gains ÷ losses.
    QuickRatio,
    /// ARR of twelve months ago: the closed cohort.
    YearOpening,
    /// What that cohort pays now.
    YearNow,
    /// Of it kept, capped customer by customer.
    YearKept,
    /// Customers of twelve months ago.
    YearCustomers,
    /// Of them still paying.
    YearRetained,
    /// NRR, TTM.
    NrrYear,
    /// GRR, TTM.
    GrrYear,
    /// Logo retention, TTM.
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
        let texts = self.each(text);
        self.derived(
            build,
            head,
            |column| texts.get(&column).cloned().unwrap_or_default(),
            value,
        );
    }

    /// A text for the column of each period.
    fn each(&self, text: impl Fn(u16) -> String) -> BTreeMap<u16, String> {
        let columns = self.columns.list.iter().map(|c| c.column);
        columns.map(|column| (column, text(column))).collect()
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
            let value = |f: &PeriodFigures| part.customers(&f.total.counts).and_then(number);
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
}

/// The class of a line's customers, for links to their rows.
pub fn class_of(line: Line) -> Option<Class> {
    match line {
        Line::Part(part) => lines::class(part),
        _ => None,
    }
}
