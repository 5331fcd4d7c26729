//! Page 12: what next? Only with the user's own text: nothing is forecast here.

use super::{Built, Draft, Extras};
use crate::context::Context;
use crate::display::{NOT_APPLICABLE, count, day, period_label};
use crate::layout::{ROWS, Stack, figure, left, right, row, stacked, text};
use crate::message::{MESSAGE_LIMIT, Message, cut};
use crate::model::{Content, RowKind, Table, Tone};
use crate::notes::notes;
use holdfast_ledger::{Decimal, Period};
use holdfast_metrics::Driver;

/// Customers of the watch list: as many as the page has rows for.
const WATCHED: usize = 18;
/// Periods of renewals ahead.
const AHEAD: usize = 2;

pub(super) fn page(c: &Context, extras: &Extras) -> Built {
    let text = &c.inputs.options.outlook;
    let Some(first) = text.iter().find(|l| !l.trim().is_empty()) else {
        return Err("no outlook text entered".to_owned());
    };
    let (mut near, mut far) = (Stack::new(0, 6), Stack::new(6, 6));
    let rest = beside_message(c, text, first);
    if !rest.is_empty() {
        let lines: usize = rest
            .iter()
            .map(|l| l.1.chars().count().div_ceil(LINE))
            .sum();
        let rows = u8::try_from(lines + rest.len() / 3 + 2).unwrap_or(ROWS);
        near.push(
            rows.min(14),
            Some("Outlook, in the company's words"),
            Content::Lines(rest),
        );
    }
    near.table(Some("Decisions asked"), asks(c));
    near.table(None, renewals(c, extras));
    near.table(None, open_requests(c));
    far.table(
        Some("Watch list: a downsell in the last two quarters, still paying"),
        watch(c),
    );
    let mut blocks = Vec::new();
    let left_out = stacked(&mut blocks, [near, far]);
    Ok(
        Draft::new("outlook", Message::of(cut(first, MESSAGE_LIMIT)))
            .titled(
                format!("Outlook and asks: ARR in {}", c.unit.label()),
                format!("After {}", c.as_of_text()),
            )
            .holding(blocks)
            .noted(notes(c, DEFINITION, &left_out)),
    )
}

const DEFINITION: &str = "The outlook is the company's own text; the other figures are of the ledger and the log at the \
     as-of date, no forecast.";

/// Characters of a line in half of the page.
const LINE: usize = 88;

/// The text without the line which stands whole as the page's message.
fn beside_message(c: &Context, text: &[String], first: &str) -> Vec<(Tone, String)> {
    let whole = first.chars().count() <= MESSAGE_LIMIT;
    let told = whole && !c.inputs.options.messages.contains_key("outlook");
    text.iter()
        .filter(|l| !l.trim().is_empty())
        .skip(usize::from(told))
        .map(|l| (Tone::Plain, l.clone()))
        .collect()
}

/// The decisions asked of the readers, by whom and until when.
pub(super) fn asks(c: &Context) -> Table {
    Table {
        columns: vec![left("Decision", 50), left("Owner", 20), left("Due", 16)],
        rows: c
            .inputs
            .options
            .asks
            .iter()
            .map(|(what, owner, due)| {
                row(
                    RowKind::Normal,
                    vec![text(what.clone()), text(owner.clone()), text(due.clone())],
                )
            })
            .collect(),
        footnote: None,
    }
}

/// ARR of customers by the period in which their contract ends, where the file has end dates.
fn renewals(c: &Context, extras: &Extras) -> Table {
    let fiscal = c.report.basis.fiscal_year_start;
    let mut period = Period::containing(c.report.basis.period, fiscal, c.report.as_of.plus(1));
    let mut rows = Vec::new();
    for _ in 0..AHEAD {
        let due: Vec<_> = extras
            .movements
            .iter()
            .filter(|m| {
                !m.closing_balance.is_zero() && m.renewal.is_some_and(|d| period.contains(d))
            })
            .collect();
        let amount: Decimal = due.iter().map(|m| m.closing_balance).sum();
        rows.push(row(
            RowKind::Normal,
            vec![
                text(period.display(fiscal)),
                figure(count(due.len())),
                figure(c.unit.number(amount)),
            ],
        ));
        period = period.next();
    }
    if !extras.movements.iter().any(|m| m.renewal.is_some()) {
        rows.clear();
    }
    Table {
        columns: vec![
            left("Renewals ahead", 30),
            right("customers", 14),
            right(format!("ARR {}", c.unit.label()), 14),
        ],
        rows,
        footnote: None,
    }
}

/// Open requests by age.
fn open_requests(c: &Context) -> Table {
    let Some(report) = c.inputs.negotiations else {
        return Table::default();
    };
    let bands = [
        ("to 10 days", 0, 10),
        ("11 to 30 days", 11, 30),
        ("over 30 days", 31, i64::MAX),
    ];
    let rows = bands
        .iter()
        .map(|(name, from, to)| {
            let open: Vec<_> = report
                .items
                .iter()
                .filter(|i| i.age.is_some_and(|a| (*from..=*to).contains(&a)))
                .collect();
            let asked: Decimal = open.iter().filter_map(|i| i.requested).sum();
            row(
                RowKind::Normal,
                vec![
                    text(*name),
                    figure(count(open.len())),
                    figure(c.unit.number(asked)),
                ],
            )
        })
        .collect();
    Table {
        columns: vec![
            left("Open requests by age", 30),
            right("requests", 14),
            right(format!("cut asked {}", c.unit.label()), 14),
        ],
        rows,
        footnote: None,
    }
}

/// G-3.
fn watch(c: &Context) -> Table {
    Table {
        columns: vec![
            left(c.unit.label(), 30),
            right("ARR", 12),
            right("downsell", 12),
            left("in", 12),
            left("driver", 12),
            left("renewal", 14),
        ],
        rows: c
            .report
            .watch
            .iter()
            .take(WATCHED)
            .map(|w| {
                let driver = match w.driver {
                    Driver::Unknown => NOT_APPLICABLE.to_owned(),
                    driver => driver.id().to_owned(),
                };
                row(
                    RowKind::Normal,
                    vec![
                        text(c.short_customer(w.customer)),
                        figure(c.unit.number(w.amount)),
                        figure(c.unit.signed(-w.downsell)),
                        text(period_label(&w.period)),
                        text(driver),
                        text(w.renewal.map_or(NOT_APPLICABLE.to_owned(), day)),
                    ],
                )
            })
            .collect(),
        footnote: None,
    }
}
