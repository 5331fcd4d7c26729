//! Movement logs: deltas, columns of movements, or balances before and after, which accumulate into closes (L-7).

mod accumulate;
mod figures;
mod labels;
mod steps;

use super::rows::Rows;
use crate::cells::{Dated, Dates, figure};
use crate::dates::When;
use crate::detected::Detected;
use crate::findings::{Code, Spot, shown};
use crate::mapping::{ColumnMapping, Field};
use crate::pending::About;
use crate::sink::{FileTotal, Sink};
use crate::text::key;
use crate::vocabulary::{self, Total};
use chrono::NaiveDate;
use figures::Figures;
use holdfast_ledger::{Close, Decimal, FiscalYear, Table};
use steps::Step;

struct Event {
    about: About,
    day: NaiveDate,
    close: Close,
    /// Months of the period which the row names; 0 for a day.
    months: i32,
    order: Decimal,
    delta: Option<Decimal>,
    before: Option<Decimal>,
    after: Option<Decimal>,
    /// The sum of the movements as the row states it.
    net: Option<Decimal>,
    row: usize,
    column: u16,
}

impl Event {
    /// Adds another part of the same amount, which is shown at its closing.
    fn add(&mut self, other: &Event) {
        if self.after.is_none() && other.after.is_some() {
            (self.row, self.column) = (other.row, other.column);
        }
        let sum = |a: Option<Decimal>, b: Option<Decimal>| match (a, b) {
            (Some(a), Some(b)) => Some(a + b),
            (one, other) => one.or(other),
        };
        self.delta = sum(self.delta, other.delta);
        self.before = sum(self.before, other.before);
        self.after = sum(self.after, other.after);
        self.net = sum(self.net, other.net);
    }
}

struct Log<'a> {
    rows: Rows<'a>,
    /// None where the periods stand across.
    dates: Option<Dates>,
    fiscal: FiscalYear,
    steps: Vec<Step>,
    order: Option<ColumnMapping>,
    label: Option<u16>,
    /// Some rows are labelled as what a customer opens or closes with.
    balances: bool,
    /// Losses are written without a sign: their label says that they are subtracted.
    unsigned: bool,
}

/// Reads a movement log.
pub(super) fn read(sink: &mut Sink<'_>, table: &Table, detected: &Detected, sheet: u16) {
    let map = &detected.map;
    let steps = steps::steps(sink, table, detected);
    let dates = Dates::of_closes(map);
    if dates.is_none() && steps.iter().all(|s| s.close.is_none()) {
        return;
    }
    let mut log = Log {
        rows: Rows::new(sink, table, detected, sheet),
        dates,
        fiscal: map.fiscal_year_start.unwrap_or(FiscalYear::CALENDAR),
        steps,
        order: map.column(Field::Order).cloned(),
        label: map.column(Field::Movement).map(|c| c.column),
        balances: false,
        unsigned: false,
    };
    log.balances = log.dates.is_none() && log.has_balances(detected);
    log.unsigned = log.is_unsigned(detected);
    if log.unsigned {
        told_unsigned(sink, table);
    }
    let mut events = Vec::new();
    for row in detected.block.rows.clone() {
        sink.account(sheet).read += 1;
        if log.rows.remark(sink, row) || log.rows.is_excluded(sink, row) {
            continue;
        }
        log.row(sink, row, &mut events);
    }
    events.sort_by(|a, b| {
        (a.day, a.order, log.rows.number(a.row)).cmp(&(b.day, b.order, log.rows.number(b.row)))
    });
    accumulate::accumulate(&log, sink, events);
}

/// Says that losses have no minus (L-7).
fn told_unsigned(sink: &mut Sink<'_>, table: &Table) {
    sink.notes.answer(
        &format!(
            "Are losses of {} written without a sign?",
            crate::findings::sheet_name(table)
        ),
        Some("yes"),
        "no loss has a minus: amounts labelled as churn or downsell are subtracted",
    );
}

impl<'a> Log<'a> {
    /// Whether the table has columns of movements: what it states besides then has to tie.
    fn is_bridge(&self) -> bool {
        self.balances || self.has_parts()
    }

    fn has_parts(&self) -> bool {
        self.steps.iter().any(|s| !s.parts.is_empty())
    }

    /// Whether the caption of the dates says that they are of months.
    fn is_monthly(&self) -> bool {
        let close = self.rows.map.column(Field::Close);
        let words = close
            .map(|c| crate::text::words(&c.caption))
            .unwrap_or_default();
        words
            .iter()
            .any(|w| matches!(w.as_str(), "month" | "monat" | "mois" | "mes" | "mese"))
    }

    /// Reads a row into its events.
    fn row(&mut self, sink: &mut Sink<'_>, row: usize, events: &mut Vec<Event>) {
        let customer = self.rows.customer(sink, row);
        let read: Result<Vec<Figures<'a>>, (Code, u16)> =
            self.steps.iter().map(|s| self.figures(s, row)).collect();
        let (figures, fault) = match read {
            Ok(figures) => (figures, None),
            Err(fault) => (Vec::new(), Some(fault)),
        };
        let stake = figures.iter().rev().find_map(Figures::stake);
        if self.set_aside(sink, row, customer.is_some(), stake, &figures) {
            return;
        }
        let Some(own) = self.own_date(sink, row, stake) else {
            return;
        };
        let place = |column| (self.rows.sheet, self.rows.number(row), column);
        if let Some((code, column)) = fault {
            let text = self.rows.table.cell(row, column).text();
            return sink.fault(code, self.rows.table, place(Some(column)), None, || text);
        }
        let about = match self.rows.about(sink, row, customer) {
            Ok(about) => about,
            Err(code) => {
                let place = (self.rows.sheet, self.rows.number(row), None);
                return sink.fault(code, self.rows.table, place, stake, String::new);
            }
        };
        sink.account(self.rows.sheet).used += 1;
        let order = self.order_of(row);
        for (at, f) in figures.into_iter().enumerate() {
            let Some(step) = self.steps.get(at) else {
                continue;
            };
            let when = step.close.map(When::Month).or(own);
            let found = when.and_then(|w| Some((w, w.close(self.fiscal)?, w.last_day()?)));
            let Some((when, close, day)) = found else {
                continue;
            };
            // Across the periods an empty cell moves nothing.
            if step.close.is_some() && f.is_empty() {
                continue;
            }
            let mut about = about.clone();
            if let (Some(code), false) = (f.currency, self.rows.map.has(Field::Currency)) {
                about.currency = sink.builder.symbol(code);
            }
            let event = Event {
                about,
                day,
                close,
                months: if step.close.is_some() {
                    step.months
                } else {
                    when.months()
                },
                order,
                delta: f.delta,
                before: f.before,
                after: f.after,
                net: f.net,
                row,
                column: step.column(),
            };
            self.label(sink, &event, step);
            events.push(event);
        }
    }

    fn order_of(&self, row: usize) -> Decimal {
        let order = self.order.as_ref();
        order
            .and_then(|c| figure(self.rows.table.cell(row, c.column), c.numbers))
            .unwrap_or_default()
    }

    /// The date of a row which has its own; none where it can't be read, which is then said.
    #[allow(clippy::option_option)]
    fn own_date(
        &mut self,
        sink: &mut Sink<'_>,
        row: usize,
        stake: Option<Decimal>,
    ) -> Option<Option<When>> {
        let Some(dates) = &mut self.dates else {
            return Some(None);
        };
        let read = dates.read(self.rows.table, row);
        let column = dates.column;
        if let Dated::At(when) = read
            && when.close(self.fiscal).is_some()
            && when.last_day().is_some()
        {
            return Some(Some(when));
        }
        let text = self.rows.table.cell(row, column).text();
        let place = (self.rows.sheet, self.rows.number(row), Some(column));
        sink.fault(Code::BadDate, self.rows.table, place, stake, || text);
        None
    }

    /// Sets totals and rows of nobody aside; whether the row was such.
    fn set_aside(
        &mut self,
        sink: &mut Sink<'_>,
        row: usize,
        has_customer: bool,
        stake: Option<Decimal>,
        figures: &[Figures<'_>],
    ) -> bool {
        let (number, sheet) = (self.rows.number(row), self.rows.sheet);
        let label = self.rows.total_label(row);
        if !label.is_empty() {
            let spot = Spot::row(self.rows.table, number);
            let issues = &mut sink.notes.issues;
            issues.row(Code::TotalRow, "", spot, stake, || label.to_owned());
            sink.aside(sheet, number, "total row", stake);
            self.totals(sink, row, label, figures);
            return true;
        }
        if has_customer {
            return false;
        }
        if stake.is_none() {
            sink.aside(sheet, number, "heading or remark", None);
        } else {
            let place = (sheet, number, None);
            let text = || stake.map(shown).unwrap_or_default();
            sink.fault(Code::BlankId, self.rows.table, place, stake, text);
        }
        true
    }

    /// What the total row of a bridge states to be closed with.
    fn totals(&mut self, sink: &mut Sink<'_>, row: usize, label: &str, figures: &[Figures<'_>]) {
        let whole = vocabulary::total(label) == Some(Total::Sure) && !key(label).starts_with("sub");
        if !self.is_bridge() || !whole {
            return;
        }
        let own = self.dates.as_mut().map(|d| d.read(self.rows.table, row));
        let own = match own {
            Some(Dated::At(when)) => when.close(self.fiscal),
            _ => None,
        };
        for (step, f) in self.steps.iter().zip(figures) {
            if let (Some(close), Some(amount)) = (step.close.or(own), f.after) {
                sink.totals.push(FileTotal {
                    sheet: self.rows.sheet,
                    row: self.rows.number(row),
                    close,
                    amount,
                });
            }
        }
    }
}
