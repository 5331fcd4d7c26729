//! Contract and subscription lines: each is in force from its start to its end (L-6).

use super::parts::Parts;
use super::rows::Rows;
use super::totals::{self, Sums, Verdict};
use super::wholes;
use crate::cells::{Amount, Dated, Dates, amount, figure};
use crate::columns::is_open_ended;
use crate::dates;
use crate::detected::Detected;
use crate::findings::{Code, Spot, shown};
use crate::mapping::{ColumnMapping, Confidence, Ends, Field, Per};
use crate::pending::{About, Span};
use crate::sink::Sink;
use crate::text::key;
use crate::vocabulary;
use chrono::{Datelike, Days, Months, NaiveDate};
use holdfast_ledger::{Cell, Decimal, Status, Symbol, Table};
use std::collections::HashSet;

/// Reads contract lines; they become closes once all sources are read, for only then the newest is known.
pub(super) fn read(sink: &mut Sink<'_>, table: &Table, detected: &Detected, sheet: u16) {
    let Some(amounts) = detected.map.column(Field::Amount) else {
        return;
    };
    let map = &detected.map;
    let dates = |f: Field| map.column(f).map(Dates::new);
    let at = |f: Field| map.column(f).cloned();
    let rows = Rows::new(sink, table, detected, sheet);
    let mut lines = Lines {
        parts: Parts::new(sink, &rows),
        style: amounts.numbers.unwrap_or_default(),
        amount: amounts.column,
        start: dates(Field::Start),
        end: dates(Field::End),
        cancelled: dates(Field::CancelledAt),
        request: dates(Field::CancelledRequest),
        trial: dates(Field::TrialEnd),
        service: at(Field::ServicePeriod),
        term: at(Field::Term),
        interval: at(Field::Interval),
        count: at(Field::IntervalCount),
        is_stage: map
            .column(Field::Status)
            .is_some_and(|c| super::rows::is_stage(&c.caption)),
        ends: map.ends,
        term_months: map.term_months,
        rows,
    };
    let columns: Vec<&ColumnMapping> = map.columns_of(Field::Amount).collect();
    let start = map.column(Field::Start).map(|c| c.column);
    lines.rows.sums = wholes::sums(&lines.rows, &detected.block, &columns, start);
    lines.ends = lines.ends_of(sink, detected);
    lines.ask_for_term(sink);
    let mut sums = Sums::new(1);
    let before = sink.spans.len();
    for row in detected.block.rows.clone() {
        sink.account(sheet).read += 1;
        if !lines.rows.remark(sink, row) && !lines.rows.is_excluded(sink, row) {
            lines.row(sink, row, &mut sums);
        }
    }
    std::mem::take(&mut lines.rows.sections).propose(sink, table);
    if map.amounts == Some(Per::Term) && sink.spans.len() > before {
        let rows = (sink.spans.len() - before) as u32;
        sink.notes.issues.rows(
            Code::TermValue,
            "",
            Spot::sheet(table),
            rows,
            None,
            String::new,
        );
    }
}

struct Lines<'a> {
    rows: Rows<'a>,
    /// Further amount columns, each a line.
    parts: Parts,
    style: crate::numbers::NumberStyle,
    amount: u16,
    start: Option<Dates>,
    end: Option<Dates>,
    cancelled: Option<Dates>,
    request: Option<Dates>,
    trial: Option<Dates>,
    service: Option<ColumnMapping>,
    term: Option<ColumnMapping>,
    interval: Option<ColumnMapping>,
    count: Option<ColumnMapping>,
    is_stage: bool,
    ends: Ends,
    term_months: Option<u32>,
}

/// An end in this year or later is a way to say that there is none: 2999-12-31, 9999-12-31.
const OPEN_ENDED_FROM: i32 = 2200;

/// First and last day of a line as its row gives them.
struct Term {
    first: NaiveDate,
    last: Option<NaiveDate>,
    /// The end as planned, which is the renewal date (L-6).
    planned: Option<NaiveDate>,
}

impl Lines<'_> {
    /// An end on which the customer's next contract of the same product starts is not covered itself: the two would
    /// overlap by a day. Where no product comes twice the column tells contracts apart, and any of the customer's counts.
    fn ends_of(&mut self, sink: &mut Sink<'_>, detected: &Detected) -> Ends {
        let told = sink.options.mapping.is_some()
            && detected
                .map
                .columns
                .iter()
                .any(|c| c.field == Field::End && c.confidence == Confidence::Sure);
        if told || self.end.is_none() {
            return self.ends;
        }
        let mut days = Vec::new();
        for row in detected.block.rows.clone() {
            let customer = self.rows.customer(sink, row);
            let line = self.rows.line_of(sink, row);
            let day = |d: &mut Option<Dates>| day_of(d.as_mut()?.read(self.rows.table, row), false);
            if let (Some(start), Some(end)) = (day(&mut self.start), day(&mut self.end)) {
                days.push(((customer, line), start, end));
            }
        }
        let products: HashSet<_> = days.iter().map(|((_, line), ..)| *line).collect();
        if products.len() == days.len() {
            for ((_, line), ..) in &mut days {
                *line = Symbol::NONE;
            }
        }
        let starts: HashSet<_> = days.iter().map(|(c, s, _)| (*c, *s)).collect();
        let meets = |offset: u64| {
            days.iter()
                .filter(|(c, s, e)| {
                    e > s
                        && e.checked_add_days(Days::new(offset))
                            .is_some_and(|next| starts.contains(&(*c, next)))
                })
                .count()
        };
        let (same_day, next_day) = (meets(0), meets(1));
        if same_day == 0 || same_day <= next_day {
            return self.ends;
        }
        sink.ends.insert(self.rows.sheet, Ends::Exclusive);
        let question = format!(
            "Is the last day of a line of {} still covered?",
            crate::findings::sheet_name(self.rows.table)
        );
        sink.notes.answer(
            &question,
            Some("no"),
            &format!("the end is the next line's start in {same_day} rows, so it is not covered"),
        );
        Ends::Exclusive
    }

    fn ask_for_term(&mut self, sink: &mut Sink<'_>) {
        let told = self.end.is_some()
            || self.cancelled.is_some()
            || self.term.is_some()
            || self.service.is_some()
            || self.term_months.is_some();
        if told {
            return;
        }
        let name = crate::findings::sheet_name(self.rows.table);
        let decided = sink
            .decide(Code::TermUnknown, "", 0, None)
            .and_then(|d| d.value.parse().ok());
        self.term_months = decided.or(Some(12));
        if decided.is_none() {
            sink.notes.issues.rows(
                Code::TermUnknown,
                &name,
                Spot::sheet(self.rows.table),
                0,
                None,
                String::new,
            );
            sink.notes.answer(
                &format!("How long do the lines of {name} run?"),
                None,
                "twelve months each, for now",
            );
        }
    }

    fn row(&mut self, sink: &mut Sink<'_>, row: usize, sums: &mut Sums) {
        let (number, sheet) = (self.rows.number(row), self.rows.sheet);
        let cell = self.rows.table.cell(row, self.amount);
        let read = amount(cell, self.style);
        let value = match read {
            Amount::Value(v) | Amount::Of(v, _) => Some(v),
            _ => None,
        };
        let whole = self.parts.whole(value, self.rows.table, row);
        let customer = self.rows.customer(sink, row);
        let label = match self.rows.total_label(row) {
            "" if self.rows.sums.contains_key(&row) => self.rows.label(row),
            label => label,
        };
        let summed = self.rows.sums.get(&row).copied();
        if !label.is_empty() || !customer.is_some() || summed.is_some() {
            let verdict = sums.judge(label, customer.is_some(), &[whole]);
            match summed.unwrap_or(verdict) {
                Verdict::Possible if totals::asked(sink, &self.rows, row, whole) => return,
                Verdict::Total | Verdict::Subtotal => {
                    return totals::set_aside(sink, &self.rows, row, label, whole);
                }
                Verdict::Heading => return sink.aside(sheet, number, "heading or remark", None),
                _ => {}
            }
        }
        sums.add(&[whole]);
        if !customer.is_some() {
            return sink.fault(
                Code::BlankId,
                self.rows.table,
                (sheet, number, None),
                value,
                || value.map(shown).unwrap_or_default(),
            );
        }
        let value = match read {
            Amount::Fault(code) => {
                return sink.fault(
                    code,
                    self.rows.table,
                    (sheet, number, Some(self.amount)),
                    None,
                    || cell.text(),
                );
            }
            Amount::Blank if !self.parts.is_empty() => Decimal::ZERO,
            Amount::Blank => {
                sink.notes.issues.row(
                    Code::BlankAmount,
                    "",
                    Spot::cell(self.rows.table, number, self.amount),
                    None,
                    String::new,
                );
                Decimal::ZERO
            }
            _ => value.unwrap_or_default(),
        };
        let outcome = self
            .rows
            .about(sink, row, customer)
            .map_err(Why::Fault)
            .and_then(|about| self.spans(sink, &about, row, value));
        match outcome {
            Ok(mut spans) => {
                if let (Amount::Of(_, code), false) = (read, self.rows.map.has(Field::Currency)) {
                    let own = sink.builder.symbol(code);
                    for span in &mut spans {
                        span.about.currency = own;
                    }
                }
                sink.account(sheet).used += 1;
                sink.spans.append(&mut spans);
            }
            Err(Why::Fault(code)) => sink.fault(
                code,
                self.rows.table,
                (sheet, number, None),
                Some(value),
                || cell.text(),
            ),
            Err(Why::NeverInForce(reason)) => sink.aside(sheet, number, reason, Some(value)),
        }
    }

    /// The span of each line of a row: one, unless amounts stand in several columns.
    fn spans(
        &mut self,
        sink: &mut Sink<'_>,
        about: &About,
        row: usize,
        value: Decimal,
    ) -> Result<Vec<Span>, Why> {
        let first = self.parts.first(sink, about).into_owned();
        let others = self
            .parts
            .others(sink, &self.rows, row, about, Decimal::ONE);
        std::iter::once((self.amount, first, value))
            .chain(others)
            .map(|(column, about, value)| {
                let span = self.span(about, row, value)?;
                Ok(Span { column, ..span })
            })
            .collect()
    }

    fn span(&mut self, mut about: About, row: usize, value: Decimal) -> Result<Span, Why> {
        if self.is_stage && about.status != Status::Active {
            return Err(Why::NeverInForce("not a signed contract"));
        }
        if self.never_started(row) {
            return Err(Why::NeverInForce("never in force"));
        }
        let term = self.term_of(row, about.status)?;
        let arr = self.arr(row, value, &term)?;
        let trial = self
            .trial
            .as_mut()
            .and_then(|d| day_of(d.read(self.rows.table, row), true));
        about.renewal = about.renewal.or(term.planned);
        if about.status == Status::Cancelled {
            // Cancelled today; until it ended it was in force.
            about.status = Status::Active;
        }
        Ok(Span {
            about,
            first: term.first,
            last: term.last,
            trial,
            arr,
            sheet: self.rows.sheet,
            row: self.rows.number(row),
            column: self.amount,
        })
    }

    fn never_started(&self, row: usize) -> bool {
        let Some(status) = self.rows.map.column(Field::Status) else {
            return false;
        };
        matches!(self.rows.table.cell(row, status.column), Cell::Text(t) if matches!(key(t).as_str(), "incomplete" | "incompleteexpired"))
    }

    fn term_of(&mut self, row: usize, status: Status) -> Result<Term, Why> {
        let table = self.rows.table;
        if let Some((first, last)) = self.service_period(row) {
            return Ok(Term {
                first,
                last: Some(last),
                planned: Some(last),
            });
        }
        let read = |d: &mut Option<Dates>, last: bool| match d.as_mut().map(|d| d.read(table, row))
        {
            Some(Dated::At(when)) => Ok(if last {
                when.last_day()
            } else {
                when.first_day()
            }),
            Some(Dated::Fault) => Err(Why::Fault(Code::BadDate)),
            _ => Ok(None),
        };
        let first = read(&mut self.start, false)?.ok_or(Why::Fault(Code::BadDate))?;
        let end = if self.is_open_ended(row) {
            None
        } else {
            read(&mut self.end, true)?.filter(|d| d.year() < OPEN_ENDED_FROM)
        };
        let mut stopped = read(&mut self.cancelled, false)?;
        if stopped.is_none() && status == Status::Cancelled {
            stopped = read(&mut self.request, false)?;
        }
        let planned = match end {
            Some(day) => Some(day),
            None if self.is_open_ended(row) => None,
            None => self.end_by_term(row, first)?,
        };
        let covered = match self.ends {
            Ends::Exclusive if end.is_some() => planned.and_then(|d| d.pred_opt()),
            _ => planned,
        };
        // A line which stopped on a day is no longer in force at that day's end.
        let stopped = stopped.and_then(|d| d.pred_opt());
        let last = [covered, stopped].into_iter().flatten().min();
        if status == Status::Cancelled && last.is_none() {
            return Err(Why::Fault(Code::CancelledWithoutEnd));
        }
        if end.is_some_and(|e| e < first) {
            return Err(Why::Fault(Code::EndBeforeStart));
        }
        Ok(Term {
            first,
            last,
            planned,
        })
    }

    /// Whether the end says in words that there is none.
    fn is_open_ended(&self, row: usize) -> bool {
        let Some(end) = &self.end else { return false };
        matches!(self.rows.table.cell(row, end.column), Cell::Text(t) if is_open_ended(t))
    }

    fn service_period(&self, row: usize) -> Option<(NaiveDate, NaiveDate)> {
        let column = self.service.as_ref()?;
        match self.rows.table.cell(row, column.column) {
            Cell::Text(t) => dates::range_styled(t, column.dates),
            _ => None,
        }
    }

    fn end_by_term(&self, row: usize, first: NaiveDate) -> Result<Option<NaiveDate>, Why> {
        let months = match self.term_in_months(row) {
            Some(months) => u32::try_from(months.trunc()).map_err(|_| Why::Fault(Code::BadTerm))?,
            None => self.term_months.unwrap_or(0),
        };
        if months == 0 {
            return Ok(None);
        }
        Ok(first
            .checked_add_months(Months::new(months))
            .and_then(|d| d.pred_opt()))
    }

    fn term_in_months(&self, row: usize) -> Option<Decimal> {
        let column = self.term.as_ref()?;
        let cell = self.rows.table.cell(row, column.column);
        let in_years = crate::text::words(&column.caption).iter().any(|w| {
            w.starts_with("year") || matches!(w.as_str(), "yr" | "yrs" | "jahre" | "ans" | "años")
        });
        match figure(cell, column.numbers) {
            Some(n) => Some(if in_years { n * Decimal::from(12) } else { n }),
            None => match cell {
                Cell::Text(t) => vocabulary::interval_months(t),
                _ => None,
            },
        }
    }

    /// The ARR of a line: its amount is for a month, a year, a billing interval or the whole term.
    fn arr(&self, row: usize, value: Decimal, term: &Term) -> Result<Decimal, Why> {
        let times = self.rows.times(row);
        let over = Why::Fault(Code::NotANumber);
        let value = value
            .checked_mul(times)
            .and_then(|v| v.checked_mul(self.rows.factor));
        let value = value.and_then(crate::numbers::within).ok_or(over)?;
        let yearly = match self.rows.map.amounts {
            Some(Per::Interval) => self
                .intervals_a_year(row)
                .and_then(|n| value.checked_mul(n)),
            Some(Per::Term) => self.of_term(row, value, term),
            _ => Some(value),
        };
        yearly
            .and_then(crate::numbers::within)
            .ok_or(Why::Fault(Code::BadTerm))
    }

    /// The value of a whole term, brought to a year.
    fn of_term(&self, row: usize, value: Decimal, term: &Term) -> Option<Decimal> {
        let by_column = self
            .term_in_months(row)
            .filter(|m| m.is_sign_positive() && !m.is_zero());
        match (by_column, term.planned.or(term.last)) {
            (Some(months), _) => (value * Decimal::from(12)).checked_div(months),
            (None, Some(last)) => a_year_of(value, term.first, last, self.ends),
            (None, None) => None,
        }
    }

    fn intervals_a_year(&self, row: usize) -> Option<Decimal> {
        let column = self.interval.as_ref()?;
        let count = self
            .count
            .as_ref()
            .and_then(|c| figure(self.rows.table.cell(row, c.column), c.numbers))
            .unwrap_or(Decimal::ONE);
        vocabulary::intervals_a_year(&self.rows.table.cell(row, column.column).text(), count)
    }
}

/// Why a row is no line.
enum Why {
    Fault(Code),
    NeverInForce(&'static str),
}

fn day_of(dated: Dated, last: bool) -> Option<NaiveDate> {
    match dated {
        Dated::At(when) if last => when.last_day(),
        Dated::At(when) => when.first_day(),
        _ => None,
    }
}

/// What an amount for a term is for a year: by whole months where the term is of whole months, else by days.
fn a_year_of(value: Decimal, first: NaiveDate, last: NaiveDate, ends: Ends) -> Option<Decimal> {
    let after = if ends == Ends::Inclusive {
        last.succ_opt()?
    } else {
        last
    };
    if let Some(months) =
        (1..=240).find(|m| first.checked_add_months(Months::new(*m)) == Some(after))
    {
        return (value * Decimal::from(12)).checked_div(Decimal::from(months));
    }
    (value * Decimal::from(365)).checked_div(Decimal::from((after - first).num_days()))
}
