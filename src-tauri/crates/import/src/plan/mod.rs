//! Plan figures: budget by measure and period, long or wide.

mod measures;
mod units;

use crate::captions;
use crate::cells::when_of;
use crate::cells::{Dated, Dates};
use crate::detected::Detected;
use crate::findings::Code;
use crate::header::Block;
use crate::mapping::factor;
use crate::mapping::{Magnitude, Per};
use crate::numbers::{self, NumberStyle};
use crate::sink::Sink;
use crate::text::key;
use holdfast_ledger::{Cell, Decimal, FiscalYear, Hint, PlanFigure, PlanFigures, Table};
use measures::{is_money, is_rate, measure};
use units::{Read, Unit, says_percent};

/// Whether a caption names a measure of a plan.
pub(crate) fn is_measure(caption: &str) -> bool {
    measure(caption).is_some()
}

/// Whether a table names measures in a column, most of them known.
pub(crate) fn looks_like(table: &Table, block: &Block) -> bool {
    measure_column(table, block).is_some()
}

fn measure_column(table: &Table, block: &Block) -> Option<u16> {
    block.columns.clone().take(4).find(|&c| {
        let texts: Vec<&str> = block
            .rows
            .clone()
            .take(500)
            .filter_map(|r| match table.cell(r, c) {
                Cell::Text(t) => Some(t),
                _ => None,
            })
            .collect();
        let known = texts.iter().filter(|t| measure(t).is_some()).count();
        known > 0 && known * 2 > texts.len()
    })
}

/// Where a plan has what: long ones a column of periods and one of values, wide ones a column a period.
struct Reader<'a> {
    table: &'a Table,
    block: &'a Block,
    fiscal: FiscalYear,
    style: NumberStyle,
    period: Option<u16>,
    dates: Option<Dates>,
    value: Option<u16>,
    version: Option<u16>,
    /// What figures without a version are called.
    unnamed: String,
}

/// Reads a plan, long (measure, period, value) or wide (measure × periods).
pub(crate) fn read(
    sink: &mut Sink<'_>,
    table: &Table,
    detected: &Detected,
    sheet: u16,
    plan: &mut PlanFigures,
) {
    let Some(measures) = measure_column(table, &detected.block) else {
        return;
    };
    let titles = detected.block.titles.join(" ");
    let money = factor(
        detected.map.amounts.filter(|p| *p == Per::Mrr),
        captions::magnitude(&titles).unwrap_or(Magnitude::Units),
    );
    let source = format!("{} ({})", crate::findings::sheet_name(table), table.sha256);
    plan.source.get_or_insert(source);
    let mut reader = Reader::new(sink, table, detected);
    reader.unnamed = unnamed(plan, table);
    let mut found = Vec::new();
    for row in detected.block.rows.clone() {
        sink.account(sheet).read += 1;
        let number = table.row_number(row);
        let label = table.cell(row, measures).text();
        let Some(id) = measure(&label) else {
            sink.aside(sheet, number, "no known measure", None);
            continue;
        };
        let figures = reader.row(row, id, &label);
        if figures.is_empty() {
            let place = (sheet, number, None);
            sink.fault(Code::NotANumber, table, place, None, || id.to_owned());
            continue;
        }
        sink.account(sheet).used += 1;
        found.extend(figures);
    }
    units::settle(sink, table, &mut found);
    plan.figures
        .extend(found.into_iter().map(|r| scaled(r.figure, money)));
}

/// What a plan without a column of versions is called: the first is the plan, a later one is a replan under the
/// name of its file. It stands beside the plan and never in its place.
fn unnamed(before: &PlanFigures, table: &Table) -> String {
    if before.figures.is_empty() {
        return "plan".to_owned();
    }
    let file = std::path::Path::new(&table.file).file_stem();
    let file = file.map_or_else(|| table.file.clone(), |f| f.to_string_lossy().into_owned());
    match before.figures.iter().any(|f| f.version == file) {
        true => format!("{file} {}", table.sheet),
        false => file,
    }
}

fn scaled(f: PlanFigure, money: Decimal) -> PlanFigure {
    let value = if is_money(&f.measure) {
        f.value * money
    } else {
        f.value
    };
    PlanFigure { value, ..f }
}

impl<'a> Reader<'a> {
    fn new(sink: &mut Sink<'_>, table: &'a Table, detected: &'a Detected) -> Reader<'a> {
        let block = &detected.block;
        let column = |names: &[&str]| {
            let named = |c: &u16| {
                block
                    .caption(*c)
                    .is_some_and(|k| names.contains(&key(&k.text).as_str()))
            };
            block.columns.clone().find(named)
        };
        let period = column(&["period", "quarter", "month", "close", "date", "year"]);
        let value = column(&[
            "value", "plan", "budget", "amount", "target", "figure", "valuein", "value%",
        ])
        .filter(|c| Some(*c) != period);
        let stated = sink
            .options
            .fiscal_year_start
            .or(detected.map.fiscal_year_start);
        Reader {
            table,
            block,
            fiscal: stated.unwrap_or(FiscalYear::CALENDAR),
            style: style(sink, table, detected),
            period,
            dates: Dates::of_closes(&detected.map).filter(|d| Some(d.column) == period),
            value,
            version: column(&["version", "scenario"]),
            unnamed: String::new(),
        }
    }

    fn row(&mut self, row: usize, id: &str, label: &str) -> Vec<Read> {
        let (Some(period), Some(value)) = (self.period, self.value) else {
            let of = |c: u16| self.figure(self.block.caption(c)?.when?, row, c, id, label);
            return self.block.columns.clone().filter_map(of).collect();
        };
        let when = match self.dates.as_mut().map(|d| d.read(self.table, row)) {
            Some(Dated::At(when)) => Some(when),
            _ => when_of(self.table.cell(row, period)),
        };
        let read = when.and_then(|w| self.figure(w, row, value, id, label));
        read.into_iter().collect()
    }

    fn figure(
        &self,
        when: crate::dates::When,
        row: usize,
        column: u16,
        id: &str,
        label: &str,
    ) -> Option<Read> {
        let (value, signed) = match self.table.cell(row, column) {
            Cell::Number(n) => (n, false),
            Cell::Text(t) => numbers::read(t, self.style).map(|f| (f.value, f.percent))?,
            _ => return None,
        };
        let caption = self.block.caption(column).map_or("", |k| k.text.as_str());
        let unit = if !is_rate(id) {
            Unit::Plain
        } else if signed {
            Unit::Percent
        } else if self.table.hint(column) == Hint::Percent {
            Unit::Fraction
        } else if says_percent(label) || says_percent(caption) {
            Unit::Captioned
        } else {
            Unit::Bare
        };
        let months = if when.months() == 0 { 1 } else { when.months() };
        let figure = PlanFigure {
            measure: id.to_owned(),
            closing: when.close(self.fiscal)?,
            months,
            value,
            version: self.version_of(row),
        };
        let row = self.table.row_number(row);
        Some(Read {
            figure,
            unit,
            row,
            column,
        })
    }

    fn version_of(&self, row: usize) -> String {
        let text = self.version.map(|c| self.table.cell(row, c).text());
        let text = text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        text.unwrap_or_else(|| self.unnamed.clone())
    }
}

/// The number style of a plan's texts: one a sheet, asked where nothing decides.
fn style(sink: &mut Sink<'_>, table: &Table, detected: &Detected) -> NumberStyle {
    let mut all = numbers::Evidence::default();
    for p in &detected.profiles {
        all.add(&p.number_style);
    }
    let answered = sink
        .options
        .decisions
        .find(Code::NumberStyleUnknown.about().code, "")
        .and_then(|d| crate::numbers::style_word(&d.repair));
    if let Some(style) = all.decided().or(answered) {
        return style;
    }
    // A column known to hold figures was asked about where it was detected.
    let asked = detected.map.columns.iter().any(|c| c.field.is_number());
    if let Some(example) = all.example.as_ref().filter(|_| !asked) {
        let name = crate::findings::sheet_name(table);
        let text = format!(
            "the plan {name} can be read two ways: \"{example}\"; a point parts decimals for now"
        );
        let spot = crate::findings::Spot::sheet(table);
        sink.notes
            .issues
            .rows(Code::NumberStyleUnknown, &text, spot, 0, None, String::new);
    }
    NumberStyle::Point
}
