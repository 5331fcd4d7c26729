//! The columns of a log: one step a row where the row has its date, and one a period where the periods stand across.

use crate::cells::figure;
use crate::dates::When;
use crate::detected::Detected;
use crate::findings::{Code, Spot, sheet_name};
use crate::mapping::{ColumnMapping, Field};
use crate::sink::Sink;
use holdfast_ledger::{Close, Decimal, Table};
use std::collections::BTreeMap;

/// What moves a customer's amount at one close.
#[derive(Default)]
pub(super) struct Step {
    /// The close; none where the row's own date says it.
    pub close: Option<Close>,
    /// Months of the period which its captions name; 0 for a day.
    pub months: i32,
    pub delta: Option<ColumnMapping>,
    pub before: Option<ColumnMapping>,
    pub after: Option<ColumnMapping>,
    pub parts: Vec<Moved>,
}

/// A column of one movement.
pub(super) struct Moved {
    pub column: ColumnMapping,
    /// What is written without a minus is subtracted.
    pub subtracted: bool,
}

impl Step {
    /// The column behind the balance of this step.
    pub fn column(&self) -> u16 {
        let part = self.parts.first().map(|p| &p.column);
        let own = self.after.as_ref().or(self.delta.as_ref()).or(part);
        own.map_or(0, |c| c.column)
    }
}

/// The steps of a table, in the order of their closes.
pub(super) fn steps(sink: &mut Sink<'_>, table: &Table, detected: &Detected) -> Vec<Step> {
    let signs = Signs::of(sink, table, detected);
    let mut out: BTreeMap<Option<Close>, Step> = BTreeMap::new();
    for c in &detected.map.columns {
        let step = || {
            let close = c.close.and_then(Close::of);
            let caption = detected.block.caption(c.column);
            let when = caption.and_then(crate::header::Caption::period);
            Step {
                close,
                months: when
                    .or_else(|| titled(table, detected, close))
                    .map_or(0, When::months),
                ..Step::default()
            }
        };
        let at = c.close.and_then(Close::of);
        let own = match c.field {
            Field::Delta
            | Field::AmountBefore
            | Field::AmountAfter
            | Field::Gained
            | Field::Lost => out.entry(at).or_insert_with(step),
            _ => continue,
        };
        match c.field {
            Field::Delta => own.delta = own.delta.take().or(Some(c.clone())),
            Field::AmountBefore => own.before = own.before.take().or(Some(c.clone())),
            Field::AmountAfter => own.after = own.after.take().or(Some(c.clone())),
            field => own.parts.push(Moved {
                subtracted: field == Field::Lost && signs.subtracted(c.column),
                column: c.clone(),
            }),
        }
    }
    out.into_values().collect()
}

/// The period which titles, sheet or file name, where it ends with the close of a bridge of one period.
fn titled(table: &Table, detected: &Detected, close: Option<Close>) -> Option<When> {
    let titles = detected.block.titles.iter().map(String::as_str);
    let mut named = titles.chain([table.sheet.as_str(), table.file.as_str()]);
    named.find_map(|text| {
        let when = crate::detect::period_in(text)?;
        (Close::of(when.last_day()?) == close && when.months() > 0).then_some(when)
    })
}

/// How the columns of losses are written.
struct Signs {
    /// Columns whose losses have a minus.
    signed: Vec<u16>,
}

impl Signs {
    fn of(sink: &mut Sink<'_>, table: &Table, detected: &Detected) -> Signs {
        let mut signed = Vec::new();
        let mut unsigned = false;
        for c in detected.map.columns_of(Field::Lost) {
            match column_signs(table, detected, c) {
                (true, true) => {
                    if mixed(sink, table, c) {
                        signed.push(c.column);
                    }
                }
                (true, false) => signed.push(c.column),
                (false, any) => unsigned |= any,
            }
        }
        if unsigned {
            super::told_unsigned(sink, table);
        }
        Signs { signed }
    }

    fn subtracted(&self, column: u16) -> bool {
        !self.signed.contains(&column)
    }
}

/// Whether a column has figures below zero, and whether it has some above.
fn column_signs(table: &Table, detected: &Detected, c: &ColumnMapping) -> (bool, bool) {
    let (mut below, mut above) = (false, false);
    for row in detected.block.rows.clone() {
        if let Some(value) = figure(table.cell(row, c.column), c.numbers) {
            below |= value < Decimal::ZERO;
            above |= value > Decimal::ZERO;
        }
    }
    (below, above)
}

/// A column of losses with and without a minus is asked about; whether a loss has one.
fn mixed(sink: &mut Sink<'_>, table: &Table, c: &ColumnMapping) -> bool {
    let text = format!("{} of {}", crate::detect::column_name(c), sheet_name(table));
    let spot = Spot {
        table,
        row: None,
        column: Some(c.column),
    };
    let issues = &mut sink.notes.issues;
    issues.rows(Code::LossSigns, &text, spot, 0, None, String::new);
    let decided = sink.decide(Code::LossSigns, &text, 1, None);
    if decided.is_some() {
        sink.settle(Code::LossSigns, &text);
    }
    decided.is_none_or(|d| d.repair == "minus")
}
