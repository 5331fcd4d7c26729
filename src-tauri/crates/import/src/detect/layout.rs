//! Which layout a table has, and what it is for.

use super::{Detection, across, amounts, column, column_name, fields};
use crate::bridge_words::is_bridge;
use crate::captions;
use crate::dates::When;
use crate::findings::{Code, Spot};
use crate::header::{Block, Caption};
use crate::mapping::{ColumnMapping, Confidence, Field, InMonth, Layout, Role};
use crate::text::key;
use holdfast_ledger::{Cell, FiscalYear, Table};
use std::collections::BTreeMap;

/// Chooses role and layout, and settles which columns of periods are read.
pub(super) fn choose(d: &mut Detection<'_>) {
    d.map.facts = d.export.is_some_and(|e| e.facts) || d.given.is_some_and(|g| g.facts);
    fiscal_year(d);
    movement_amounts(d);
    d.map.role = d.given.map_or_else(|| role(d), |g| g.role);
    d.map.layout = d
        .given
        .map(|g| g.layout)
        .or_else(|| d.export.and_then(captions::Export::layout))
        .unwrap_or_else(|| layout(d));
    if d.map.role != Role::Ledger {
        return;
    }
    d.map.split = d
        .given
        .map(|g| g.split.clone())
        .or_else(|| d.export.map(|e| e.split.clone()))
        .unwrap_or_default();
    aggregates(d);
    across::choose(d);
    required(d);
    if d.block.header.is_none() && d.given.is_none() {
        let name = d.name();
        d.ask(
            Code::NoHeader,
            &name,
            None,
            "What does each column hold?",
            "by what is in the columns",
        );
        if d.decided(Code::NoHeader, &name).is_some() {
            d.notes.issues.settle(Code::NoHeader, &name);
        }
    }
    if d.map.layout == Layout::Wide {
        periods(d);
        flows(d);
    } else {
        drop_periods(d);
    }
    tidy(d);
    if let Some(given) = d.given {
        (d.map.ends, d.map.term_months, d.map.in_month) =
            (given.ends, given.term_months, given.in_month);
        (d.map.close, d.map.first_row, d.map.last_row) =
            (given.close, given.first_row, given.last_row);
        d.map.status.clone_from(&given.status);
        d.map.movements.clone_from(&given.movements);
    } else if d.export.is_some_and(|e| e.flows) {
        d.map.in_month = InMonth::Sum;
    }
}

/// Rows of a bridge under headings of segments: its balances are read by segment, and said to be no customers.
fn aggregates(d: &mut Detection<'_>) {
    let texts = |c: &&ColumnMapping| d.profile(c.column).is_some_and(|p| p.texts > 0);
    let labels = d.map.columns.iter().filter(texts).map(|c| c.column).take(3);
    let found = labels
        .into_iter()
        .find(|c| bridge_rows(d.table, &d.block, *c) >= 3);
    let Some(labels) = found.filter(|_| d.given.is_none_or(|g| g.aggregates)) else {
        return;
    };
    if d.map.layout != Layout::Wide {
        return;
    }
    d.map.aggregates = true;
    for c in d
        .map
        .columns
        .iter_mut()
        .filter(|c| !matches!(c.field, Field::Amount | Field::Forecast))
    {
        let own = c.column == labels;
        c.field = if own {
            Field::CustomerName
        } else {
            Field::Ignore
        };
        c.confidence = if own {
            Confidence::Sure
        } else {
            Confidence::None
        };
    }
}

/// How many texts of a column are rows of a bridge.
fn bridge_rows(table: &Table, block: &Block, column: u16) -> usize {
    let labels = block
        .rows
        .clone()
        .take(300)
        .filter(|r| matches!(table.cell(*r, column), Cell::Text(t) if is_bridge(t)));
    labels.count()
}

/// Columns headed by periods and holding amounts.
fn period_columns(d: &Detection<'_>) -> usize {
    d.map
        .columns
        .iter()
        .filter(|c| {
            matches!(c.field, Field::Amount | Field::Forecast)
                && caption_of(d, c).is_some_and(|k| k.when.is_some())
        })
        .count()
}

fn caption_of<'a>(d: &'a Detection<'_>, c: &ColumnMapping) -> Option<&'a Caption> {
    d.block.caption(c.column)
}

fn role(d: &Detection<'_>) -> Role {
    let has = |f| d.map.has(f);
    let captions: Vec<String> = d.block.captions.iter().map(|c| key(&c.text)).collect();
    let is = |k: &str| captions.iter().any(|c| c == k);
    let any = |list: &[&str]| list.iter().any(|k| is(k));
    if crate::is_request_log(d.table) {
        return Role::Requests;
    }
    if is("from") && is("to") && captions.iter().filter(|c| !c.is_empty()).count() <= 4 {
        return Role::Renames;
    }
    let is_code = |c: &Caption| crate::currency::code(&c.text).is_some();
    let rate = has(Field::Rate)
        || (d.block.captions.iter().any(is_code)
            && d.block
                .captions
                .iter()
                .filter(|c| !c.text.is_empty() && !is_code(c))
                .count()
                <= 1);
    let by_dates = has(Field::Currency)
        && period_columns(d) > 0
        && d.map
            .columns
            .iter()
            .all(|c| matches!(c.field, Field::Currency | Field::Amount | Field::Ignore));
    if (rate && !has(Field::Amount) || by_dates) && !d.map.has_customer() {
        return Role::Rates;
    }
    if !d.map.has_customer()
        && (any(&["measure", "metric", "kpi"]) || plan_named(d))
        && crate::plan::looks_like(d.table, &d.block)
    {
        return Role::Plan;
    }
    if d.map.has_customer()
        && !has(Field::Amount)
        && !has(Field::Delta)
        && !has(Field::AmountAfter)
        && period_columns(d) == 0
        && has(Field::Attribute)
        && !has(Field::Close)
    {
        return Role::Customers;
    }
    Role::Ledger
}

fn plan_named(d: &Detection<'_>) -> bool {
    let names = format!("{} {}", d.table.file, d.table.sheet);
    crate::text::words(&names)
        .iter()
        .any(|w| matches!(w.as_str(), "plan" | "budget" | "target" | "targets"))
}

/// Amounts beside labels of movements are changes where a loss has an amount, balances where churn leaves 0;
/// where neither is there, it is asked (L-7).
fn movement_amounts(d: &mut Detection<'_>) {
    let has = |f| d.map.has(f);
    let logged = has(Field::Close) && has(Field::Movement) && has(Field::Amount);
    let told = d.given.is_some()
        || d.export.is_some()
        || has(Field::Delta)
        || has(Field::AmountAfter)
        || has(Field::Start);
    if !logged || told || period_columns(d) > 0 {
        return;
    }
    let losses = losses(d);
    let is_change = match (losses.changes, losses.balances) {
        (0, 0) => is_change_by_answer(d),
        (changes, _) => changes > 0,
    };
    if is_change {
        for c in d
            .map
            .columns
            .iter_mut()
            .filter(|c| c.field == Field::Amount)
        {
            c.field = Field::Delta;
        }
    }
}

fn is_change_by_answer(d: &mut Detection<'_>) -> bool {
    if let Some(answer) = d.decided(Code::MovementAmounts, "") {
        return answer == "change";
    }
    let name = d.name();
    let column = d.map.column(Field::Amount).map(|c| c.column);
    let question = format!("Are the amounts of {name} the change or the balance after it?");
    d.ask(
        Code::MovementAmounts,
        &name,
        column,
        &question,
        "the change, for now",
    );
    true
}

/// How rows labelled as losses write their amount: as what was lost, or as the 0 that is left.
#[derive(Default)]
struct Losses {
    changes: u32,
    balances: u32,
}

fn losses(d: &Detection<'_>) -> Losses {
    let mut out = Losses::default();
    let (Some(label), Some(amount)) = (d.map.column(Field::Movement), d.map.column(Field::Amount))
    else {
        return out;
    };
    for row in d.block.rows.clone().take(20_000) {
        let Cell::Text(text) = d.table.cell(row, label.column) else {
            continue;
        };
        let lost = crate::cells::figure(d.table.cell(row, amount.column), None);
        match (crate::vocabulary::movement(text), lost) {
            (Some("churn"), Some(n)) if n.is_zero() => out.balances += 1,
            (Some("churn"), Some(_)) => out.changes += 1,
            (Some("downsell"), Some(n)) if n.is_sign_negative() => out.changes += 1,
            _ => {}
        }
    }
    out
}

fn layout(d: &Detection<'_>) -> Layout {
    let has = |f| d.map.has(f);
    let periods = period_columns(d);
    let dated = has(Field::Close);
    // "Current period ends at" is no close beside the start of a line.
    let guessed = d
        .map
        .column(Field::Close)
        .is_some_and(|c| c.confidence == Confidence::Guess);
    let moves = has(Field::Delta) || has(Field::AmountAfter);
    if dated && moves && (has(Field::Movement) || !has(Field::Amount)) {
        Layout::Events
    } else if periods >= 2 || (periods == 1 && !dated && !has(Field::Start)) {
        Layout::Wide
    } else if has(Field::ServicePeriod) || (has(Field::Start) && (!dated || guessed || ended(d))) {
        Layout::Contracts
    } else if dated {
        Layout::Long
    } else {
        Layout::Snapshot
    }
}

/// Whether a start beside a date comes with what makes a contract line of it, the date being of another thing.
fn ended(d: &Detection<'_>) -> bool {
    let close = d
        .map
        .column(Field::Close)
        .map(|c| key(&c.caption))
        .unwrap_or_default();
    let other = matches!(
        close.as_str(),
        "closedate" | "invoicedate" | "orderdate" | "date" | "bookingdate" | "billingdate"
    );
    other && (d.map.has(Field::End) || d.map.has(Field::Term) || d.map.has(Field::CancelledAt))
}

/// Fields without which there is no ledger: by content, asked, or an error.
fn required(d: &mut Detection<'_>) {
    if !d.map.has_customer() {
        fields::by_content(d, Field::CustomerName);
    }
    let needs_amount = !matches!(d.map.layout, Layout::Wide | Layout::Events);
    if needs_amount && !d.map.has(Field::Amount) && fields::by_content(d, Field::Amount) {
        d.map.layout = d.given.map_or_else(|| layout(d), |g| g.layout);
    }
    let undated = d.map.layout == Layout::Snapshot && d.export.is_none() && d.given.is_none();
    if undated && fields::by_content(d, Field::Close) {
        d.map.layout = layout(d);
    }
}

/// A wide sheet which calls itself one of bookings or changes is asked about.
fn flows(d: &mut Detection<'_>) {
    let near = d.block.titles.iter().rev().take(3);
    let told = near
        .chain([&d.table.sheet])
        .any(|t| captions::speaks_of_flows(t));
    if !told || d.given.is_some() || d.map.aggregates {
        return;
    }
    let name = d.name();
    let question = format!("Are the amounts of {name} those in force at each close?");
    d.ask(Code::FlowsSuspected, &name, None, &question, "yes, for now");
}

/// Outside wide sheets a column headed by a period is no amount.
fn drop_periods(d: &mut Detection<'_>) {
    let columns = d.block.clone();
    for c in &mut d.map.columns {
        let headed = columns.caption(c.column).is_some_and(|k| k.when.is_some());
        if headed && matches!(c.field, Field::Amount | Field::Forecast) {
            (c.field, c.confidence) = (Field::Ignore, Confidence::None);
        }
    }
}

/// Of the columns headed by periods, those of the finest grain which are not forecasts are read.
fn periods(d: &mut Detection<'_>) {
    let fiscal = d.map.fiscal_year_start.unwrap_or(FiscalYear::CALENDAR);
    let mut columns = std::mem::take(&mut d.map.columns);
    let when =
        |d: &Detection<'_>, c: &ColumnMapping| d.block.caption(c.column).and_then(|k| k.when);
    let finest = columns
        .iter()
        .filter(|c| c.field == Field::Amount)
        .filter_map(|c| when(d, c))
        .map(|w| w.months().max(1))
        .min()
        .unwrap_or(1);
    let first_days = first_days_only(d, &columns);
    let mut taken: BTreeMap<chrono::NaiveDate, u16> = BTreeMap::new();
    let (mut coarse, mut forecast) = (0, 0);
    for c in &mut columns {
        forecast += u32::from(c.field == Field::Forecast);
        if c.field != Field::Amount {
            continue;
        }
        let Some(w) = when(d, c) else {
            other_amount(d, c);
            continue;
        };
        if w.months().max(1) > finest {
            coarse += 1;
            (c.field, c.confidence) = (Field::Ignore, Confidence::Sure);
            continue;
        }
        if c.close.is_none() {
            c.close = match w {
                When::Day(day) if !first_days => Some(day),
                other => other.close(fiscal).map(holdfast_ledger::Close::date),
            };
        }
        let Some(close) = c.close else {
            c.field = Field::Ignore;
            continue;
        };
        if let Some(other) = taken.insert(close, c.column) {
            two_columns(d, c, other);
        }
    }
    keep_last_of_month(&mut columns);
    d.map.columns = columns;
    if first_days {
        note(d, Code::FirstOfMonth, 0);
    }
    if coarse > 0 {
        note(d, Code::CoarseColumns, coarse);
    }
    if forecast > 0 {
        note(d, Code::ForecastColumns, forecast);
    }
}

fn note(d: &mut Detection<'_>, code: Code, rows: u32) {
    let name = d.name();
    d.notes
        .issues
        .rows(code, &name, Spot::sheet(d.table), rows, None, String::new);
}

/// A column of amounts without a period beside columns with one: today's amount, a total, something else.
fn other_amount(d: &mut Detection<'_>, c: &mut ColumnMapping) {
    let code = if captions::is_current(&c.caption) {
        Code::CurrentColumn
    } else {
        Code::DerivedColumn
    };
    (c.field, c.confidence) = (Field::Ignore, Confidence::Sure);
    fields::note_column(d, code, c);
}

fn two_columns(d: &mut Detection<'_>, c: &mut ColumnMapping, other: u16) {
    let beside = column(d, other);
    if amounts::same_figures(d, &beside, c) {
        c.field = Field::Ignore;
        return;
    }
    let text = format!(
        "Two columns of {} are of the same close: {} and column {}. The first is read for now.",
        d.name(),
        column_name(c),
        crate::text::letters(other)
    );
    d.ask(
        Code::TwoAmountColumns,
        &text,
        Some(c.column),
        "Which of two columns of one close is read?",
        "the first",
    );
    c.field = Field::Ignore;
}

/// Where a wide sheet has several dates in a month, the last is the close.
fn keep_last_of_month(columns: &mut [ColumnMapping]) {
    let mut last: BTreeMap<holdfast_ledger::Close, chrono::NaiveDate> = BTreeMap::new();
    let close = |c: &ColumnMapping| c.close.filter(|_| c.field == Field::Amount);
    for day in columns.iter().filter_map(close) {
        if let Some(month) = holdfast_ledger::Close::of(day) {
            last.entry(month)
                .and_modify(|d| *d = day.max(*d))
                .or_insert(day);
        }
    }
    for c in columns {
        if let Some(day) = close(c)
            && holdfast_ledger::Close::of(day)
                .and_then(|m| last.get(&m))
                .is_some_and(|l| *l > day)
        {
            (c.field, c.confidence) = (Field::Ignore, Confidence::Sure);
        }
    }
}

/// Whether all headings are first days of different months: they then name the months.
fn first_days_only(d: &Detection<'_>, columns: &[ColumnMapping]) -> bool {
    use chrono::Datelike;
    let mut days = columns
        .iter()
        .filter(|c| c.field == Field::Amount)
        .filter_map(|c| d.block.caption(c.column)?.when)
        .filter_map(|w| match w {
            When::Day(day) => Some(day),
            _ => None,
        });
    let mut any = false;
    let all = days.all(|day| {
        any = true;
        day.day() == 1
    });
    any && all
}

fn fiscal_year(d: &mut Detection<'_>) {
    let fiscal = d
        .block
        .captions
        .iter()
        .any(|c| c.when.is_some_and(When::is_fiscal))
        || d.map
            .columns_of(Field::Year)
            .any(|c| crate::dates::says_fiscal(&c.caption))
        || d.map.columns_of(Field::Close).any(|c| {
            crate::dates::says_fiscal(&c.caption)
                && d.profile(c.column).is_some_and(fields::holds_years)
        })
        || fiscal_cells(d);
    let told = d
        .options
        .fiscal_year_start
        .or_else(|| d.given.and_then(|g| g.fiscal_year_start))
        .or_else(|| {
            d.decided(Code::FiscalYearUnknown, "")
                .and_then(|v| v.parse().ok())
                .and_then(FiscalYear::starting)
        });
    d.map.fiscal_year_start = told.filter(|_| fiscal);
    if fiscal && told.is_none() {
        let name = d.name();
        d.ask(
            Code::FiscalYearUnknown,
            &name,
            None,
            "In which month does the fiscal year start?",
            "January",
        );
    }
}

fn fiscal_cells(d: &Detection<'_>) -> bool {
    d.map.columns_of(Field::Close).any(|c| {
        d.profile(c.column).is_some_and(|p| {
            p.samples
                .iter()
                .any(|s| crate::dates::read(s, None).is_some_and(When::is_fiscal))
        })
    })
}

/// Fields which a layout does not use: an end beside closes is the renewal date, the rest is left out.
fn tidy(d: &mut Detection<'_>) {
    let layout = d.map.layout;
    let renewal = d.map.has(Field::Renewal);
    for c in &mut d.map.columns {
        let unused = match layout {
            Layout::Contracts => {
                matches!(
                    c.field,
                    Field::Delta
                        | Field::AmountBefore
                        | Field::AmountAfter
                        | Field::Movement
                        | Field::Order
                ) || (c.field == Field::Close)
            }
            Layout::Events => matches!(
                c.field,
                Field::Start
                    | Field::CancelledAt
                    | Field::TrialEnd
                    | Field::Interval
                    | Field::IntervalCount
                    | Field::Term
                    | Field::ServicePeriod
            ),
            _ => matches!(
                c.field,
                Field::Start
                    | Field::CancelledAt
                    | Field::CancelledRequest
                    | Field::TrialEnd
                    | Field::Interval
                    | Field::IntervalCount
                    | Field::Term
                    | Field::ServicePeriod
                    | Field::Delta
                    | Field::AmountBefore
                    | Field::AmountAfter
                    | Field::Order
                    | Field::Movement
            ),
        };
        let of_one_period = c.field == Field::Quantity
            && layout == Layout::Wide
            && super::date_in(&c.caption).is_some();
        if of_one_period || c.field == Field::Year && layout == Layout::Wide {
            c.field = Field::Ignore;
        } else if c.field == Field::End && layout != Layout::Contracts {
            c.field = if renewal {
                Field::Ignore
            } else {
                Field::Renewal
            };
        } else if unused {
            c.field = Field::Ignore;
        }
    }
}
