//! Which layout a table has, and what it is for.

use super::{Detection, across, fields, movements, periods};
use crate::bridge_words::is_bridge;
use crate::captions;
use crate::findings::Code;
use crate::header::{Block, Caption};
use crate::mapping::{ColumnMapping, Confidence, Field, InMonth, Layout, Role};
use crate::text::key;
use holdfast_ledger::{Cell, Table};

/// Chooses role and layout, and settles which columns of periods are read.
pub(super) fn choose(d: &mut Detection<'_>) {
    d.map.facts = d.export.is_some_and(|e| e.facts) || d.given.is_some_and(|g| g.facts);
    periods::fiscal_year(d);
    let moves = !crate::is_request_log(d.table) && movements::settle(d);
    if !moves && !crate::is_request_log(d.table) {
        movement_amounts(d);
    }
    d.map.role = d.given.map_or_else(|| role(d), |g| g.role);
    d.map.layout = d
        .given
        .map(|g| g.layout)
        .or_else(|| d.export.and_then(captions::Export::layout))
        .or_else(|| moves.then_some(Layout::Events))
        .unwrap_or_else(|| layout(d));
    if d.map.role != Role::Ledger {
        return;
    }
    d.map.split = d
        .given
        .map(|g| g.split.clone())
        .or_else(|| d.export.map(|e| e.split.clone()))
        .unwrap_or_default();
    closing_alone(d);
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
        periods::choose(d);
        flows(d);
    } else {
        periods::drop_periods(d);
        billed(d);
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

/// In a list of one date the balance after its movements is the amount.
fn closing_alone(d: &mut Detection<'_>) {
    if d.map.layout != Layout::Snapshot || d.map.has(Field::Amount) || d.given.is_some() {
        return;
    }
    let after = d
        .map
        .columns
        .iter_mut()
        .filter(|c| c.field == Field::AmountAfter);
    for c in after {
        c.field = Field::Amount;
    }
}

/// Rows of a bridge under headings of segments: its balances are read by segment, and said to be no customers.
fn aggregates(d: &mut Detection<'_>) {
    let texts = |c: &&ColumnMapping| d.profile(c.column).is_some_and(|p| p.texts > 0);
    let labels = d.map.columns.iter().filter(texts).map(|c| c.column).take(3);
    let found = labels
        .into_iter()
        .find(|c| is_bridge_column(d.table, &d.block, *c));
    // Rows of a bridge beside their customers are movements, and no totals of segments.
    let customers = |labels: &u16| {
        let sure = |c: &ColumnMapping| c.column != *labels && c.confidence == Confidence::Sure;
        let of = |f| d.map.columns_of(f).any(sure);
        of(Field::CustomerId) || of(Field::CustomerName)
    };
    let found = found.filter(|labels| !customers(labels));
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

/// Whether the texts of a column are mostly rows of a bridge: a few below the customers are a summary of them.
fn is_bridge_column(table: &Table, block: &Block, column: u16) -> bool {
    let rows = block.rows.clone().take(300);
    let (mut all, mut bridge) = (0, 0);
    for row in rows {
        if let Cell::Text(t) = table.cell(row, column) {
            all += 1;
            bridge += u32::from(is_bridge(t));
        }
    }
    bridge >= 3 && bridge * 2 >= all
}

/// Columns headed by periods and holding amounts.
pub(super) fn period_columns(d: &Detection<'_>) -> usize {
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
        && !has(Field::Gained)
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
    } else if has(Field::ServicePeriod) || (has_start(d) && (!dated || guessed || ended(d))) {
        Layout::Contracts
    } else if dated {
        Layout::Long
    } else {
        Layout::Snapshot
    }
}

/// Whether a column is of the starts of lines. Since when somebody is a customer, and nothing of an end, is what a list of
/// today's customers says beside what they pay today.
fn has_start(d: &Detection<'_>) -> bool {
    let ends = [Field::End, Field::CancelledAt, Field::Term];
    let ended = ends.iter().any(|f| d.map.has(*f));
    let since = |c: &ColumnMapping| {
        let words = crate::text::words(&c.caption);
        words
            .iter()
            .any(|w| matches!(w.as_str(), "since" | "seit" | "depuis" | "desde" | "dal"))
    };
    let mut starts = d.map.columns_of(Field::Start);
    starts.any(|c| ended || !since(c))
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
        .any(|t| captions::speaks_of_flows(t))
        || d.map.has(Field::Movement)
            && crate::measures::measure(d.table, &d.block, &d.map).is_none();
    if told && d.given.is_none() && !d.map.aggregates {
        ask_flows(d);
    }
}

fn ask_flows(d: &mut Detection<'_>) {
    let name = d.name();
    let question = format!("Are the amounts of {name} those in force at each close?");
    d.ask(Code::FlowsSuspected, &name, None, &question, "yes, for now");
}

/// A list by the day of invoices, of amounts which nothing calls recurring, is asked about (trap 21).
fn billed(d: &mut Detection<'_>) {
    let close = d.map.column(Field::Close).map(|c| c.caption.as_str());
    let recurring = |c: &ColumnMapping| captions::per(&c.caption).is_some();
    let moved = d.map.layout == Layout::Long
        && d.map
            .columns_of(Field::Amount)
            .any(|c| is_bridge(&c.caption) && !crate::bridge_words::is_closing(&c.caption));
    let told = d.map.layout == Layout::Long
        && close.is_some_and(captions::says_billed)
        && !d.map.columns_of(Field::Amount).any(recurring);
    if (told || moved) && d.given.is_none() && d.export.is_none() {
        ask_flows(d);
    }
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
