//! Movement logs: deltas or balances before and after, which accumulate into closes (L-7).

use super::rows::Rows;
use crate::cells::{Amount, Dated, Dates, amount, figure};
use crate::detected::Detected;
use crate::findings::{Code, Spot, shown};
use crate::mapping::{ColumnMapping, Field, SourceMapping};
use crate::pending::{About, Balance, Labelled};
use crate::sink::Sink;
use crate::text::key;
use crate::vocabulary;
use chrono::NaiveDate;
use holdfast_ledger::{Cell, Close, Decimal, FiscalYear, Table};
use std::collections::BTreeMap;

struct Event {
    about: About,
    day: NaiveDate,
    close: Close,
    order: Decimal,
    delta: Option<Decimal>,
    before: Option<Decimal>,
    after: Option<Decimal>,
    row: usize,
}

struct Log<'a> {
    rows: Rows<'a>,
    dates: Dates,
    fiscal: FiscalYear,
    delta: Option<ColumnMapping>,
    before: Option<ColumnMapping>,
    after: Option<ColumnMapping>,
    order: Option<ColumnMapping>,
    label: Option<u16>,
    /// Losses are written without a sign: their label says that they are subtracted.
    unsigned: bool,
}

/// Reads a movement log.
pub(super) fn read(sink: &mut Sink<'_>, table: &Table, detected: &Detected, sheet: u16) {
    let map = &detected.map;
    let at = |f: Field| map.column(f).cloned();
    let Some(dates) = Dates::of_closes(map) else {
        return;
    };
    let mut log = Log {
        rows: Rows::new(sink, table, detected, sheet),
        dates,
        fiscal: map.fiscal_year_start.unwrap_or(FiscalYear::CALENDAR),
        delta: at(Field::Delta),
        before: at(Field::AmountBefore),
        after: at(Field::AmountAfter),
        order: at(Field::Order),
        label: map.column(Field::Movement).map(|c| c.column),
        unsigned: false,
    };
    log.unsigned = log.is_unsigned(detected);
    if log.unsigned {
        sink.notes.answer(
            &format!(
                "Are losses of {} written without a sign?",
                crate::findings::sheet_name(table)
            ),
            Some("yes"),
            "no loss has a minus: amounts labelled as churn or downsell are subtracted",
        );
    }
    let mut events = Vec::new();
    for row in detected.block.rows.clone() {
        sink.account(sheet).read += 1;
        if log.rows.remark(sink, row) || log.rows.is_excluded(sink, row) {
            continue;
        }
        if let Some(event) = log.event(sink, row) {
            sink.account(sheet).used += 1;
            log.label(sink, &event);
            events.push(event);
        }
    }
    events.sort_by(|a, b| {
        (a.day, a.order, log.rows.number(a.row)).cmp(&(b.day, b.order, log.rows.number(b.row)))
    });
    log.accumulate(sink, events);
}

impl Log<'_> {
    /// Whether rows labelled as losses have amounts, and none of them a minus.
    fn is_unsigned(&self, detected: &Detected) -> bool {
        let Some(delta) = &self.delta else {
            return false;
        };
        let mut any = false;
        for row in detected.block.rows.clone() {
            let value = figure(self.rows.table.cell(row, delta.column), delta.numbers);
            let Some(value) = value.filter(|v| !v.is_zero() && self.is_loss(row)) else {
                continue;
            };
            if value.is_sign_negative() {
                return false;
            }
            any = true;
        }
        any
    }

    /// The class which the row's label means.
    fn class(&self, row: usize) -> Option<String> {
        match self.rows.table.cell(row, self.label?) {
            Cell::Text(label) => class_of(self.rows.map, label.trim()),
            _ => None,
        }
    }

    /// Whether the row's label says that the amount fell.
    fn is_loss(&self, row: usize) -> bool {
        matches!(
            self.class(row).as_deref(),
            Some("churn" | "downsell" | "step-down")
        )
    }

    fn is_churn(&self, row: usize) -> bool {
        self.class(row).as_deref() == Some("churn")
    }

    fn event(&mut self, sink: &mut Sink<'_>, row: usize) -> Option<Event> {
        let (number, sheet) = (self.rows.number(row), self.rows.sheet);
        let customer = self.rows.customer(sink, row);
        let mut fault = None;
        let mut code = None;
        let mut read = |c: &Option<ColumnMapping>| {
            let c = c.as_ref()?;
            match amount(
                self.rows.table.cell(row, c.column),
                c.numbers.unwrap_or_default(),
            ) {
                read @ (Amount::Value(v) | Amount::Of(v, _)) => {
                    if let Amount::Of(_, own) = read {
                        code = Some(own);
                    }
                    let arr = crate::numbers::within(v * self.rows.factor);
                    if arr.is_none() {
                        fault = Some((Code::NotANumber, c.column));
                    }
                    arr
                }
                Amount::Blank => None,
                Amount::Fault(code) => {
                    fault = Some((code, c.column));
                    None
                }
            }
        };
        let (delta, before, after) = (read(&self.delta), read(&self.before), read(&self.after));
        let delta = delta.map(|d| {
            if self.unsigned && self.is_loss(row) {
                -d
            } else {
                d
            }
        });
        let stake = delta.or_else(|| Some(after? - before.unwrap_or_default()));
        let label = self.rows.total_label(row);
        if !label.is_empty() {
            sink.notes.issues.row(
                Code::TotalRow,
                "",
                Spot::row(self.rows.table, number),
                stake,
                || label.to_owned(),
            );
            sink.aside(sheet, number, "total row", stake);
            return None;
        }
        if !customer.is_some() {
            if stake.is_none() {
                sink.aside(sheet, number, "heading or remark", None);
            } else {
                sink.fault(
                    Code::BlankId,
                    self.rows.table,
                    (sheet, number, None),
                    stake,
                    || stake.map(shown).unwrap_or_default(),
                );
            }
            return None;
        }
        let found = match self.dates.read(self.rows.table, row) {
            Dated::At(when) => when.close(self.fiscal).zip(when.last_day()),
            _ => None,
        };
        let Some((close, day)) = found else {
            let text = self.rows.table.cell(row, self.dates.column).text();
            sink.fault(
                Code::BadDate,
                self.rows.table,
                (sheet, number, Some(self.dates.column)),
                stake,
                || text,
            );
            return None;
        };
        if let Some((code, column)) = fault {
            let text = self.rows.table.cell(row, column).text();
            sink.fault(
                code,
                self.rows.table,
                (sheet, number, Some(column)),
                None,
                || text,
            );
            return None;
        }
        let order = self
            .order
            .as_ref()
            .and_then(|c| figure(self.rows.table.cell(row, c.column), c.numbers))
            .unwrap_or_default();
        match self.rows.about(sink, row, customer) {
            Ok(mut about) => {
                if let (Some(code), false) = (code, self.rows.map.has(Field::Currency)) {
                    about.currency = sink.builder.symbol(code);
                }
                Some(Event {
                    about,
                    day,
                    close,
                    order,
                    delta,
                    before,
                    after,
                    row,
                })
            }
            Err(code) => {
                sink.fault(
                    code,
                    self.rows.table,
                    (sheet, number, None),
                    stake,
                    String::new,
                );
                None
            }
        }
    }

    /// Keeps the log's own label (L-7).
    fn label(&self, sink: &mut Sink<'_>, event: &Event) {
        let Some(column) = self.label else { return };
        let Cell::Text(label) = self.rows.table.cell(event.row, column) else {
            return;
        };
        let (label, row) = (label.trim(), self.rows.number(event.row));
        if label.is_empty() {
            return;
        }
        let class = class_of(self.rows.map, label);
        if class.is_none() {
            sink.notes.issues.row(
                Code::UnknownLabel,
                label,
                Spot::cell(self.rows.table, row, column),
                None,
                String::new,
            );
        }
        sink.labels.push(Labelled {
            customer: event.about.customer,
            close: event.close,
            label: label.to_owned(),
            class,
            sheet: self.rows.sheet,
            row,
        });
    }

    fn accumulate(&self, sink: &mut Sink<'_>, events: Vec<Event>) {
        let Some(first) = events.iter().map(|e| e.close).min() else {
            return;
        };
        sink.first_move = sink.first_move.into_iter().chain([first]).min();
        let mut running: BTreeMap<_, Vec<(Close, Decimal, Event)>> = BTreeMap::new();
        for event in events {
            let key = (event.about.customer, event.about.line, event.about.currency);
            let steps = running.entry(key).or_default();
            let opening = event.before.unwrap_or_default();
            let balance = steps.last().map_or(opening, |(_, b, _)| *b);
            let next = match (event.after, event.delta) {
                (Some(after), _) => after,
                (None, Some(delta)) => balance + delta,
                // Who churned pays nothing, also where no figure says so.
                (None, None) if self.is_churn(event.row) => Decimal::ZERO,
                (None, None) => balance,
            };
            let stated = event.before.unwrap_or(balance);
            let by_delta = event.delta.map(|d| balance + d);
            if stated != balance || by_delta.is_some_and(|b| b != next) {
                let spot = Spot::row(self.rows.table, self.rows.number(event.row));
                let other = if stated == balance {
                    by_delta.unwrap_or_default()
                } else {
                    stated
                };
                let here = if stated == balance { next } else { balance };
                sink.notes
                    .issues
                    .row(Code::AmountsDisagree, "", spot, Some(other - here), || {
                        format!("{} stated, {} by the log", shown(other), shown(here))
                    });
            }
            if steps.is_empty() && !opening.is_zero() {
                // What a customer paid before its first movement it paid when the log began.
                sink.balances.push(self.balance(
                    &event,
                    opening,
                    first.plus(-1),
                    Some(event.close.plus(-1)),
                ));
            }
            steps.push((event.close, next, event));
        }
        for steps in running.into_values() {
            for (at, (close, balance, event)) in steps.iter().enumerate() {
                let next = steps.get(at + 1).map(|(c, ..)| *c);
                if next == Some(*close) || balance.is_zero() {
                    continue;
                }
                sink.balances
                    .push(self.balance(event, *balance, *close, next.map(|c| c.plus(-1))));
            }
            // The log covers the close of its last movement, also where nothing is left.
            sink.last_move = sink.last_move.max(steps.last().map(|(close, ..)| *close));
        }
    }

    fn balance(
        &self,
        event: &Event,
        amount: Decimal,
        from: Close,
        until: Option<Close>,
    ) -> Balance {
        let column = self
            .after
            .as_ref()
            .or(self.delta.as_ref())
            .map_or(0, |c| c.column);
        Balance {
            draft: self
                .rows
                .draft(&event.about, event.row, column, from, amount),
            attributes: event.about.attributes.clone(),
            from,
            until,
        }
    }
}

/// The class a label means: by the mapping, else by the words everyone uses.
fn class_of(map: &SourceMapping, label: &str) -> Option<String> {
    let given = map
        .movements
        .iter()
        .find(|(l, _)| key(l) == key(label))
        .map(|(_, class)| class.clone());
    given.or_else(|| vocabulary::movement(label).map(str::to_owned))
}
