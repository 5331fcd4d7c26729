//! Page A2: every check with its difference, and the control totals.

use super::{Draft, kicker, number, quality, restatements};
use crate::checks::{all, words};
use crate::context::Context;
use crate::display::{NOT_APPLICABLE, Unit, count, day, things};
use crate::layout::{
    ROWS, Stack, area, block, close_rows, figure, left, right, row, stacked, text,
};
use crate::message::{Message, token};
use crate::model::{Cell, Content, Row, RowKind, Table, Tone};
use crate::notes::notes;
use holdfast_ledger::{ControlTotal, Decimal};
use holdfast_metrics::Check;

/// Closes of the control table.
const CLOSES: usize = 13;
/// Failures listed one by one.
const FAILURES: usize = 12;

pub(super) fn page(c: &Context) -> Draft {
    let checks = all(c);
    let (mut near, mut far) = (Stack::new(0, 7), Stack::new(7, 5));
    near.table(None, by_kind(c, &checks));
    near.table(Some("Failed checks"), failures(c, &checks));
    far.table(None, control_totals(c));
    let mut blocks = Vec::new();
    let left_out = stacked(&mut blocks, [near, far]);
    Draft::new("reconciliation", message(c, &checks))
        .titled(
            format!(
                "Checks: differences in {}, to the cent",
                c.unit.prefix_or_units()
            ),
            format!("All periods to {}, total and every segment", c.as_of_text()),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &left_out))
}

/// Pages A2, A3 and the line of A4 on one: the checks in two halves side by side, the balances by close
/// left to the workbook. `None` where a check fails or the rows have no room.
pub(super) fn with_quality(c: &Context, log: Table) -> Option<Draft> {
    let checks = all(c);
    if checks.iter().any(|k| !k.ok) || has_file_totals(c) {
        return None;
    }
    let mut near = by_kind(c, &checks);
    let half = near.rows.len().div_ceil(2);
    let far = Table {
        rows: near.rows.split_off(half),
        ..near.clone()
    };
    let log = Table {
        footnote: c
            .inputs
            .restated
            .is_none()
            .then(|| restatements::without_page(c)),
        ..log
    };
    let top = close_rows(&near, false);
    if top + close_rows(&log, true) > ROWS {
        return None;
    }
    let heading = format!("{} Data-quality log", number("quality"));
    let blocks = vec![
        block(area(0, 6, 0, top), None, Content::Table(near)),
        block(area(6, 6, 0, top), None, Content::Table(far)),
        block(
            area(0, 12, top, ROWS - top),
            Some(&heading),
            Content::Table(log),
        ),
    ];
    let message = message(c, &checks).followed_by(quality::message(c));
    let mut draft = Draft::new("reconciliation", message)
        .titled(
            format!(
                "Checks: differences in {}, to the cent; issues in the input: rows, ARR in {}, decisions",
                c.unit.prefix_or_units(),
                c.unit.label()
            ),
            format!("All periods and sources to {}", c.as_of_text()),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &[FOLDED.to_owned()]));
    draft.kicker = format!("{}, {}", draft.kicker, kicker("quality"));
    Some(draft)
}

const FOLDED: &str = "Balances by close: XLSX ‘Checks’.";

const DEFINITION: &str = "Every check runs on every period, for the total and each segment, on exact amounts; a failed \
     one blocks the export, or prints DRAFT across every page.";

fn message(c: &Context, checks: &[&Check]) -> Message {
    let failed: Vec<&&Check> = checks.iter().filter(|k| !k.ok).collect();
    let mut m = Message::new();
    let n = m.bind("checks.all", things(checks.len(), "check"));
    let worst = failed.iter().map(|k| k.difference().abs()).max();
    if checks.is_empty() {
        return m.say(format!(
            "{n}: one close up to {} has no movement to check.",
            token("as_of")
        ));
    }
    let Some(worst) = worst else {
        return m.say(format!(
            "All {n} pass: total, segments and customers agree to the cent at {}.",
            token("as_of")
        ));
    };
    let k = m.bind("checks.failed", failed.len().to_string());
    let worst = m.bind("checks.worst", Unit::cents(&c.report.currency).money(worst));
    m.say(format!(
        "{k} of {n} fail; the largest difference is {worst}."
    ))
}

/// The ids of the checks in the order in which they first come.
fn kinds<'a>(checks: &[&'a Check]) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for check in checks {
        if !out.contains(&check.check) {
            out.push(check.check);
        }
    }
    out
}

fn by_kind(c: &Context, checks: &[&Check]) -> Table {
    let cents = Unit::cents(&c.report.currency);
    let rows = kinds(checks)
        .into_iter()
        .map(|id| {
            kind_row(
                id,
                &checks
                    .iter()
                    .filter(|k| k.check == id)
                    .copied()
                    .collect::<Vec<_>>(),
                &cents,
            )
        })
        .collect();
    Table {
        columns: vec![
            left("Check", 46),
            right("tested", 12),
            right("hold", 12),
            right("largest difference", 20),
            left("result", 10),
        ],
        rows,
        footnote: None,
    }
}

fn kind_row(id: &str, of_kind: &[&Check], cents: &Unit) -> Row {
    let hold = of_kind.iter().filter(|k| k.ok).count();
    let number = |n: usize| figure(count(n));
    let worst = of_kind
        .iter()
        .filter(|k| !k.ok || is_equality(id))
        .map(|k| k.difference().abs())
        .max()
        .unwrap_or(Decimal::ZERO);
    let ok = hold == of_kind.len();
    row(
        RowKind::Normal,
        vec![
            text(words(id)),
            number(of_kind.len()),
            number(hold),
            figure(cents.money(worst)),
            verdict(ok),
        ],
    )
}

/// Inequalities hold with any difference on the right side of them.
fn is_equality(id: &str) -> bool {
    !(id.contains("at_most") || id.contains("not_negative") || id.contains("below"))
}

fn verdict(ok: bool) -> Cell {
    if ok {
        Cell::Toned("OK".to_owned(), Tone::Ok)
    } else {
        Cell::Toned("FAIL".to_owned(), Tone::Fail)
    }
}

fn failures(c: &Context, checks: &[&Check]) -> Table {
    let cents = Unit::cents(&c.report.currency);
    let rows = checks
        .iter()
        .filter(|k| !k.ok)
        .take(FAILURES)
        .map(|k| {
            row(
                RowKind::Normal,
                vec![
                    text(words(k.check)),
                    text(k.scope.clone()),
                    figure(cents.number(k.left)),
                    figure(cents.number(k.right)),
                    figure(cents.signed(k.difference())),
                ],
            )
        })
        .collect();
    Table {
        columns: vec![
            left("Check", 34),
            left("where", 24),
            right("left", 16),
            right("right", 16),
            right("difference", 14),
        ],
        rows,
        footnote: None,
    }
}

fn control_totals(c: &Context) -> Table {
    let totals = &c.inputs.evidence.control_totals;
    let newest = totals.iter().filter(|t| t.close <= c.report.as_of);
    let shown: Vec<&ControlTotal> = newest.collect();
    let skip = shown.len().saturating_sub(CLOSES);
    let mut columns = vec![
        left("Close", 18),
        right("customers", 14),
        right("ARR imported", 20),
    ];
    let compared = has_file_totals(c);
    if compared {
        columns.extend([right("file's total", 20), right("difference", 14)]);
    }
    Table {
        columns,
        rows: shown
            .into_iter()
            .skip(skip)
            .map(|t| total_row(c, t, compared))
            .collect(),
        footnote: (!compared).then(|| NO_TOTALS.to_owned()),
    }
}

const NO_TOTALS: &str = "The files have no total row to compare with.";

/// Whether a file has totals of its own, which the imported ones are held against.
fn has_file_totals(c: &Context) -> bool {
    let totals = &c.inputs.evidence.control_totals;
    totals.iter().any(|t| t.file_total.is_some())
}

fn total_row(c: &Context, t: &ControlTotal, compared: bool) -> Row {
    let cents = Unit::cents(&c.report.currency);
    let (file, difference) = match t.file_total {
        Some(total) => (cents.number(total), difference(&cents, t.imported - total)),
        None => (NOT_APPLICABLE.to_owned(), figure(NOT_APPLICABLE)),
    };
    let mut cells = vec![
        text(day(t.close.date())),
        figure(count(t.customers)),
        figure(cents.number(t.imported)),
    ];
    if compared {
        cells.extend([figure(file), difference]);
    }
    row(RowKind::Normal, cells)
}

fn difference(cents: &Unit, value: Decimal) -> Cell {
    if value.is_zero() {
        figure(cents.number(value))
    } else {
        Cell::FigureToned(cents.signed(value), Tone::Fail)
    }
}
