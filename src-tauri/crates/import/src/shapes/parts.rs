//! Amount columns side by side, each of one product or module: lines of the customer's amount (M-2).

use super::rows::Rows;
use crate::cells::{Amount, amount, figure};
use crate::findings::Code;
use crate::mapping::{ColumnMapping, Field};
use crate::numbers;
use crate::pending::About;
use crate::sink::Sink;
use holdfast_ledger::{Decimal, Symbol, Table};

/// The amount columns of a table, the first one apart. A table with one has no parts.
pub(super) struct Parts {
    first: Symbol,
    rest: Vec<(ColumnMapping, Symbol)>,
}

impl Parts {
    pub fn new(sink: &mut Sink<'_>, rows: &Rows<'_>) -> Parts {
        let mut lines = rows.map.columns_of(Field::Amount).map(|c| {
            let line = sink.builder.symbol(&c.caption);
            (c.clone(), line)
        });
        let first = lines.next().map_or(Symbol::NONE, |(_, line)| line);
        Parts {
            first,
            rest: lines.collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The amount of a row over all its columns, which is what totals and sums are compared with.
    pub fn whole(&self, first: Option<Decimal>, table: &Table, row: usize) -> Option<Decimal> {
        let rest = self.rest.iter();
        let values = rest.filter_map(|(c, _)| figure(table.cell(row, c.column), c.numbers));
        first
            .into_iter()
            .chain(values)
            .reduce(|sum, v| sum.checked_add(v).unwrap_or(sum))
    }

    /// What a row says beside the amount of its first column.
    pub fn first<'a>(&self, sink: &mut Sink<'_>, about: &'a About) -> std::borrow::Cow<'a, About> {
        use std::borrow::Cow;
        if self.is_empty() {
            return Cow::Borrowed(about);
        }
        Cow::Owned(of_line(sink, about, self.first))
    }

    /// The lines of a row beside its first column: the column, what the row says, the amount `times` over. A
    /// cell which can't be read is a finding of its own and leaves the others standing.
    pub fn others(
        &self,
        sink: &mut Sink<'_>,
        rows: &Rows<'_>,
        row: usize,
        about: &About,
        times: Decimal,
    ) -> Vec<(u16, About, Decimal)> {
        let mut out = Vec::new();
        for (column, line) in &self.rest {
            let cell = rows.table.cell(row, column.column);
            let place = (rows.sheet, rows.number(row), column.column);
            let value = match amount(cell, column.numbers.unwrap_or_default()) {
                Amount::Value(v) | Amount::Of(v, _) => v
                    .checked_mul(times)
                    .and_then(numbers::within)
                    .ok_or(Code::NotANumber),
                Amount::Blank => continue,
                Amount::Fault(code) => Err(code),
            };
            match value {
                Ok(v) => out.push((column.column, of_line(sink, about, *line), v)),
                Err(code) => sink.cell_fault(code, rows.table, place, || cell.text()),
            }
        }
        out
    }
}

/// The same row seen as one of its lines. Units are of no line in particular, so no line has them.
fn of_line(sink: &mut Sink<'_>, about: &About, line: Symbol) -> About {
    let line = if about.line.is_some() {
        let name = format!(
            "{}, {}",
            sink.builder.name(about.line),
            sink.builder.name(line)
        );
        sink.builder.symbol(&name)
    } else {
        line
    };
    About {
        line,
        quantity: None,
        ..about.clone()
    }
}
