//! `Customers`: one row a customer and period, on which every figure of the workbook rests. Amounts are
//! inputs; delta and bucket are live (section 2.2).

use super::address;
use super::build::{Build, Head, TOP};
use super::facts::{Facts, Row, bucket};
use super::fields::{Field, Fields};
use super::source::{Found, Sources};
use super::spec::{Body, Formula, Outcome, Place, Rows, Sheet, Tab, Value};
use crate::template::Naming;
use holdfast_ledger::{Decimal, Ledger, push_whole, round_half_away};
use holdfast_metrics::Class;
use std::sync::Arc;

/// Name of the sheet.
pub const SHEET: &str = "Customers";
/// First row under the captions.
pub const FIRST: u32 = TOP + 2;

/// The sheet; its rows are made as they are written.
pub fn sheet<'a>(base: &Arc<Base<'a>>, head: &Head) -> Sheet<'a> {
    let (facts, fields) = (&base.facts, &base.fields);
    let mut build = Build::new(
        SHEET,
        "Customers: one row a customer and period",
        Tab::Detail,
        head,
    );
    build.muted(TOP, 0, &note(facts));
    build.0.columns = fields.list.iter().map(|f| f.column()).collect();
    for (at, field) in fields.list.iter().enumerate() {
        let (row, column) = (TOP + 1, at as u16);
        build.captions(
            row,
            column,
            &[&fields.caption(*field)],
            usize::from(!field.is_figure()),
        );
        if let Some(text) = field.meaning() {
            build.note(row, column, text);
        }
    }
    build.0.heights.push((TOP + 1, 26));
    build.freeze(FIRST, 3);
    let last = FIRST + facts.rows.len().max(1) as u32 - 1;
    build.0.filter = Some((TOP + 1, 0, last, fields.list.len() as u16 - 1));
    build.0.body = Some(Body {
        first: FIRST,
        rows: Box::new(Stream::new(base.clone())),
    });
    build.finish()
}

fn note(facts: &Facts<'_>) -> String {
    let left_out = facts
        .periods
        .iter()
        .any(|p| p.figures.is_some() && !p.with_rows());
    let mut text = "Sorted by period (newest first), bucket in bridge order, size of the change. \
        Blue: as imported and converted. Black: live formulas."
        .to_owned();
    if left_out {
        text.push_str(" Newest period only: earlier ones would pass 200,000 rows; their figures elsewhere are values in blue.");
    }
    text
}

/// Names as the pack shows them: real ones, or codes in external packs.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// Ledger.
    pub ledger: &'a Ledger,
    /// Whether codes stand for names.
    pub coded: bool,
}

impl Names<'_> {
    /// A customer's id.
    pub fn id(&self, customer: u32) -> std::borrow::Cow<'_, str> {
        match self.ledger.customers().get(customer as usize) {
            Some(c) if !self.coded => c.id.as_str().into(),
            _ => self.code(customer).into(),
        }
    }
    /// The code by which an external pack calls a customer, the PDF's as well.
    fn code(&self, customer: u32) -> String {
        crate::names::customer_called(self.ledger, Naming::Codes, customer)
    }
    /// A customer's name.
    pub fn name(&self, customer: u32) -> std::borrow::Cow<'_, str> {
        match self.ledger.customers().get(customer as usize) {
            Some(c) if !self.coded => c.name.as_str().into(),
            _ => self.code(customer).into(),
        }
    }
}

/// What the rows rest on, shared by the sheets which make their rows as they are written.
#[derive(Debug)]
pub struct Base<'a> {
    /// Rows.
    pub facts: Facts<'a>,
    /// Columns of `Customers`.
    pub fields: Fields,
    /// Source sheets.
    pub sources: Arc<Sources<'a>>,
    /// Names as shown.
    pub names: Names<'a>,
}

struct Stream<'a> {
    base: Arc<Base<'a>>,
    delta: Pattern,
    bucket: Pattern,
    year_kept: Pattern,
    cohort_kept: Pattern,
}

/// A formula which differs from row to row by the row's number alone: what stands between the numbers.
struct Pattern(Vec<String>);

impl Pattern {
    /// `#` stands for the row.
    fn new(text: &str) -> Pattern {
        Pattern(text.split('#').map(str::to_owned).collect())
    }

    /// The formula in a sheet row (from 0).
    fn at(&self, row: u32) -> String {
        let mut out = String::with_capacity(160);
        for (i, part) in self.0.iter().enumerate() {
            if i > 0 {
                push_whole(&mut out, u64::from(row) + 1, 1);
            }
            out.push_str(part);
        }
        out
    }
}

impl Rows for Stream<'_> {
    fn count(&self) -> u32 {
        self.base.facts.rows.len() as u32
    }

    fn fill<'s>(&'s self, index: u32, at: u32, cells: &mut Vec<Value<'s>>) {
        if let Some(row) = self.base.facts.rows.get(index as usize) {
            let found = self.base.sources.of(&self.base.facts, row);
            let value = |f: &Field| self.value(*f, row, at, found.as_ref(), index);
            cells.extend(self.base.fields.list.iter().map(value));
        }
    }
}

impl<'a> Stream<'a> {
    fn new(base: Arc<Base<'a>>) -> Stream<'a> {
        let of = |field| base.fields.letters(field);
        let delta = format!(
            "ROUND({}#-{}#,{})",
            of(Field::Closing),
            of(Field::Opening),
            base.facts.places
        );
        // The class by M-1; what amounts alone can't tell (paid before, paused, agreed step-down) is an input.
        let bucket = format!(
            "IF({h}#<>\"\",{h}#,IF({o}#=0,IF({c}#=0,\"flat\",\"new\"),IF({c}#=0,\"churn\",IF({d}#>0,\"expansion\",IF({d}#<0,\"downsell\",\"flat\")))))",
            h = of(Field::History),
            o = of(Field::Opening),
            c = of(Field::Closing),
            d = of(Field::Delta),
        );
        // GRR is capped customer by customer: the smaller of then and now, live.
        let smaller = |then, now| {
            let (then, now) = (of(then), of(now));
            Pattern::new(&format!("IF({now}#<{then}#,{now}#,{then}#)"))
        };
        Stream {
            delta: Pattern::new(&delta),
            bucket: Pattern::new(&bucket),
            year_kept: smaller(Field::YearOpening, Field::YearNow),
            cohort_kept: smaller(Field::CohortBase, Field::CohortNow),
            base,
        }
    }
}

impl Stream<'_> {
    fn value<'s>(
        &'s self,
        field: Field,
        row: &'s Row,
        at: u32,
        found: Option<&Found<'s>>,
        index: u32,
    ) -> Value<'s> {
        let money = |d: Decimal| Value::Number(d);
        match field {
            Field::PeriodEnd => self.period_end(row),
            Field::Id => Value::Text(self.base.names.id(row.customer)),
            Field::Name => Value::Text(self.base.names.name(row.customer)),
            Field::Opening => money(row.opening),
            Field::Closing => money(row.closing),
            Field::Delta => {
                let change = round_half_away(row.closing - row.opening, self.base.facts.places);
                formula(self.delta.at(at), Outcome::Number(change))
            }
            Field::History => history(row.class).map_or(Value::Blank, word),
            Field::Bucket => {
                let word = bucket(row.class).to_owned();
                formula(self.bucket.at(at), Outcome::Text(word))
            }
            Field::StepDown => amount(row.step_down),
            Field::Balance => money(row.balance),
            Field::YearOpening => amount(row.year_opening),
            Field::YearNow => amount(row.year_now),
            Field::YearKept => {
                let kept = row.year_opening.min(row.year_now);
                formula(self.year_kept.at(at), Outcome::Number(kept))
            }
            Field::Cohort => self
                .base
                .facts
                .member(row)
                .map_or(Value::Blank, |m| Value::Date(m.end.date())),
            Field::Age => self.base.facts.age(row).map_or(Value::Blank, Value::Count),
            Field::CohortBase => amount(self.cohort_base(row)),
            Field::CohortNow => amount(self.now(row)),
            Field::CohortKept => {
                let kept = self.cohort_base(row).min(self.now(row));
                formula(self.cohort_kept.at(at), Outcome::Number(kept))
            }
            Field::Kept => flag(row.kept),
            Field::Paused => flag(row.paused),
            Field::MultiYear => flag(row.multi_year),
            Field::Logged => row
                .logged
                .map_or(Value::Blank, |l| Value::Count(u32::from(l))),
            Field::Driver => row.driver.map_or(Value::Blank, |d| word(d.id())),
            Field::Timing => row
                .timing
                .map_or(Value::Blank, |t| word(super::words::timing(t))),
            Field::Reason => row.reason.as_deref().map_or(Value::Blank, word),
            Field::Renewal => row.renewal.map_or(Value::Blank, Value::Date),
            Field::Segment(i) => self.segment(row, i, true),
            Field::SegmentEnd(i) => self.segment(row, i, false),
            Field::SourceFile | Field::SourceSheet | Field::SourceRow => {
                source(field, found, index)
            }
        }
    }

    fn period_end(&self, row: &Row) -> Value<'_> {
        let period = self.base.facts.periods.get(usize::from(row.period));
        period.map_or(Value::Blank, |p| Value::Date(p.period.closing().date()))
    }

    fn cohort_base(&self, row: &Row) -> Decimal {
        self.base
            .facts
            .member(row)
            .map_or(Decimal::ZERO, |m| m.base)
    }

    fn now(&self, row: &Row) -> Decimal {
        self.base
            .facts
            .member(row)
            .map_or(Decimal::ZERO, |_| row.cohort_now)
    }

    /// The segment at opening, where the customer paid then, else at closing (S-2); or that at closing.
    fn segment(&self, row: &Row, index: u8, counted: bool) -> Value<'_> {
        let Some(period) = self.base.facts.periods.get(usize::from(row.period)) else {
            return Value::Blank;
        };
        let close = match (counted && !row.opening.is_zero(), row.balance.is_zero()) {
            (true, _) => period.period.opening(),
            (false, false) => period.period.closing(),
            (false, true) => return Value::Blank,
        };
        let at = self.base.facts.close(close);
        let label = at.and_then(|at| {
            self.base
                .fields
                .segment(&self.base.facts, index, row.customer, at)
        });
        label.map_or(Value::Blank, word)
    }
}

fn source<'s>(field: Field, found: Option<&Found<'s>>, index: u32) -> Value<'s> {
    let Some(found) = found else {
        return Value::Blank;
    };
    let rows = || found.rows.clone().into();
    match field {
        Field::SourceFile => word(found.file),
        Field::SourceSheet => word(found.sheet),
        _ => match found.target.filter(|_| index < super::source::MOST_LINKS) {
            Some(target) => Value::Link(rows(), Place(super::source::SHEET, target, 0)),
            None => Value::Text(rows()),
        },
    }
}

/// What a class needs beside the amounts.
fn history(class: Class) -> Option<&'static str> {
    match class {
        Class::Reactivation | Class::StepDown | Class::Paused => Some(bucket(class)),
        _ => None,
    }
}

fn word(text: &str) -> Value<'_> {
    if text.is_empty() {
        Value::Blank
    } else {
        Value::Text(text.into())
    }
}

fn amount(value: Decimal) -> Value<'static> {
    if value.is_zero() {
        Value::Blank
    } else {
        Value::Number(value)
    }
}

fn flag(set: bool) -> Value<'static> {
    if set { Value::Count(1) } else { Value::Blank }
}

fn formula(text: String, result: Outcome) -> Value<'static> {
    Value::Formula(Formula {
        text,
        result,
        array: false,
    })
}

/// The defined names over the sheet's columns: `cust_open`, `cust_bucket`, ….
pub fn names(facts: &Facts<'_>, fields: &Fields) -> Vec<(String, String)> {
    let last = FIRST + facts.rows.len().max(1) as u32 - 1;
    let named = |(at, field): (usize, &Field)| {
        Some((
            field.name()?,
            address::column_range(SHEET, at as u16, FIRST, last),
        ))
    };
    fields.list.iter().enumerate().filter_map(named).collect()
}
