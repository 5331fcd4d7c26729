//! `Customers`: one row a customer and period, on which every figure of the workbook rests. Amounts are
//! inputs; delta and bucket are live (section 2.2).

use super::address;
use super::build::{Build, Head, TOP};
use super::facts::{Facts, InUse, Row, bucket};
use super::fields::{Field, Fields};
use super::source::Sources;
use super::spec::{Body, Formula, Outcome, Place, Rows, Sheet, Tab, Value};
use crate::template::Naming;
use holdfast_ledger::{Decimal, Ledger, round_half_away};
use holdfast_metrics::Class;
use std::fmt::Write as _;
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
        rows: Box::new(Stream(base.clone())),
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
    pub sources: Sources<'a>,
    /// Names as shown.
    pub names: Names<'a>,
}

struct Stream<'a>(Arc<Base<'a>>);

impl Rows for Stream<'_> {
    fn count(&self) -> u32 {
        self.0.facts.rows.len() as u32
    }

    fn fill<'s>(&'s self, index: u32, at: u32, cells: &mut Vec<Value<'s>>) {
        if let Some(row) = self.0.facts.rows.get(index as usize) {
            cells.extend(
                self.0
                    .fields
                    .list
                    .iter()
                    .map(|f| self.value(*f, row, at, index)),
            );
        }
    }
}

impl Stream<'_> {
    fn value<'s>(&'s self, field: Field, row: &'s Row, at: u32, index: u32) -> Value<'s> {
        let money = |d: Decimal| Value::Number(d);
        match field {
            Field::PeriodEnd => self.period_end(row),
            Field::Id => Value::Text(self.0.names.id(row.customer)),
            Field::Name => Value::Text(self.0.names.name(row.customer)),
            Field::Opening => money(row.opening),
            Field::Closing => money(row.closing),
            Field::Delta => self.difference(
                Field::Closing,
                Field::Opening,
                at,
                row.closing - row.opening,
            ),
            Field::History => history(row.class).map_or(Value::Blank, word),
            Field::Bucket => self.bucket(row, at),
            Field::StepDown => amount(row.step_down),
            Field::Balance => money(row.balance),
            Field::YearOpening => amount(row.year_opening),
            Field::YearNow => amount(row.year_now),
            Field::YearKept => self.smaller(
                (Field::YearOpening, row.year_opening),
                (Field::YearNow, row.year_now),
                at,
            ),
            Field::Cohort => self
                .0
                .facts
                .member(row)
                .map_or(Value::Blank, |m| Value::Date(m.end.date())),
            Field::Age => self.0.facts.age(row).map_or(Value::Blank, Value::Count),
            Field::CohortBase => amount(self.base(row)),
            Field::CohortNow => amount(self.now(row)),
            Field::CohortKept => self.smaller(
                (Field::CohortBase, self.base(row)),
                (Field::CohortNow, self.now(row)),
                at,
            ),
            Field::Kept => flag(row.kept),
            Field::Paused => flag(row.paused),
            Field::MultiYear => flag(row.multi_year),
            Field::Logged => row
                .logged
                .map_or(Value::Blank, |l| Value::Count(u32::from(l))),
            Field::Driver => row
                .driver
                .map_or(Value::Blank, |d| word(super::words::driver(d))),
            Field::Timing => row
                .timing
                .map_or(Value::Blank, |t| word(super::words::timing(t))),
            Field::Reason => row.reason.as_deref().map_or(Value::Blank, word),
            Field::Renewal => row.renewal.map_or(Value::Blank, Value::Date),
            Field::Segment(i) => self.segment(row, i, true),
            Field::SegmentEnd(i) => self.segment(row, i, false),
            Field::SourceFile | Field::SourceSheet | Field::SourceRow => {
                self.source(field, row, index)
            }
        }
    }

    fn period_end(&self, row: &Row) -> Value<'_> {
        let period = self.0.facts.periods.get(usize::from(row.period));
        period.map_or(Value::Blank, |p| Value::Date(p.period.closing().date()))
    }

    fn difference(&self, of: Field, less: Field, at: u32, result: Decimal) -> Value<'_> {
        let mut text = String::with_capacity(24);
        let (of, less) = (self.0.fields.letters(of), self.0.fields.letters(less));
        let places = self.0.facts.places;
        let _ = write!(text, "ROUND({of}{row}-{less}{row},{places})", row = at + 1);
        formula(text, Outcome::Number(round_half_away(result, places)))
    }

    /// The class by M-1; what amounts alone can't tell (paid before, paused, agreed step-down) is an input.
    fn bucket(&self, row: &Row, at: u32) -> Value<'_> {
        let mut text = String::with_capacity(120);
        let of = |f| self.0.fields.letters(f);
        let _ = write!(
            text,
            "IF({h}{r}<>\"\",{h}{r},IF({o}{r}=0,IF({c}{r}=0,\"flat\",\"new\"),IF({c}{r}=0,\"churn\",IF({d}{r}>0,\"expansion\",IF({d}{r}<0,\"downsell\",\"flat\")))))",
            h = of(Field::History),
            o = of(Field::Opening),
            c = of(Field::Closing),
            d = of(Field::Delta),
            r = at + 1
        );
        formula(text, Outcome::Text(bucket(row.class).to_owned()))
    }

    /// GRR is capped customer by customer: the smaller of then and now, live.
    fn smaller(
        &self,
        (then, before): (Field, Decimal),
        (now, after): (Field, Decimal),
        at: u32,
    ) -> Value<'_> {
        let (then, now) = (self.0.fields.letters(then), self.0.fields.letters(now));
        let text = format!("IF({now}{r}<{then}{r},{now}{r},{then}{r})", r = at + 1);
        formula(text, Outcome::Number(before.min(after)))
    }

    fn base(&self, row: &Row) -> Decimal {
        self.0.facts.member(row).map_or(Decimal::ZERO, |m| m.base)
    }

    fn now(&self, row: &Row) -> Decimal {
        self.0
            .facts
            .member(row)
            .map_or(Decimal::ZERO, |_| row.cohort_now)
    }

    /// The segment at opening, where the customer paid then, else at closing (S-2); or that at closing.
    fn segment(&self, row: &Row, index: u8, counted: bool) -> Value<'_> {
        let Some(period) = self.0.facts.periods.get(usize::from(row.period)) else {
            return Value::Blank;
        };
        let close = match (counted && !row.opening.is_zero(), row.balance.is_zero()) {
            (true, _) => period.period.opening(),
            (false, false) => period.period.closing(),
            (false, true) => return Value::Blank,
        };
        let at = self.0.facts.close(close);
        let label = at.and_then(|at| {
            self.0
                .fields
                .segment(&self.0.facts, index, row.customer, at)
        });
        label.map_or(Value::Blank, word)
    }

    fn source(&self, field: Field, row: &Row, index: u32) -> Value<'_> {
        let Some(found) = self.0.sources.of(&self.0.facts, row) else {
            return Value::Blank;
        };
        match field {
            Field::SourceFile => word(found.file),
            Field::SourceSheet => word(found.sheet),
            _ => match found.target.filter(|_| index < super::source::MOST_LINKS) {
                Some(target) => {
                    Value::Link(found.rows.into(), Place(super::source::SHEET, target, 0))
                }
                None => Value::Text(found.rows.into()),
            },
        }
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

/// Whether the rows need a column.
pub fn needed(field: Field, used: InUse) -> bool {
    match field {
        Field::Balance => used.fx,
        Field::StepDown => used.step_down,
        Field::Paused => used.paused,
        Field::MultiYear => used.multi_year,
        Field::Logged => used.logged,
        Field::Kept => used.kept,
        Field::YearOpening | Field::YearNow | Field::YearKept => used.year,
        Field::Cohort | Field::Age | Field::CohortBase | Field::CohortNow | Field::CohortKept => {
            used.cohorts
        }
        Field::Reason => used.reason,
        Field::Renewal => used.renewal,
        _ => true,
    }
}
