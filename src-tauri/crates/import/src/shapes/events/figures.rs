//! The figures of a row at a step: what it opens with, moves by and closes with, in ARR.

use super::Log;
use super::steps::Step;
use crate::bridge_parts::Part;
use crate::cells::{Amount, amount};
use crate::findings::Code;
use crate::mapping::ColumnMapping;
use holdfast_ledger::Decimal;

/// The figures of a row at one step.
#[derive(Default)]
pub(super) struct Figures<'a> {
    pub delta: Option<Decimal>,
    pub before: Option<Decimal>,
    pub after: Option<Decimal>,
    pub net: Option<Decimal>,
    pub currency: Option<&'a str>,
}

impl Figures<'_> {
    pub fn is_empty(&self) -> bool {
        let balances = self.before.is_none() && self.after.is_none();
        self.delta.is_none() && self.net.is_none() && balances
    }

    /// What is at stake where the row can't be used.
    pub fn stake(&self) -> Option<Decimal> {
        self.delta
            .or_else(|| Some(self.after? - self.before.unwrap_or_default()))
    }
}

impl<'a> Log<'a> {
    /// The figures of a row at a step, in ARR.
    pub(super) fn figures(&self, step: &Step, row: usize) -> Result<Figures<'a>, (Code, u16)> {
        let mut out = Figures::default();
        let before = self.figure(step.before.as_ref(), row, &mut out)?;
        let after = self.figure(step.after.as_ref(), row, &mut out)?;
        let stated = self.figure(step.delta.as_ref(), row, &mut out)?;
        let mut moved: Option<Decimal> = None;
        for part in &step.parts {
            if let Some(value) = self.figure(Some(&part.column), row, &mut out)? {
                let value = if part.subtracted { -value } else { value };
                moved = Some(moved.unwrap_or_default() + value);
            }
        }
        let subtract = self.unsigned && self.is_loss(row);
        if self.balances {
            let of = |part| stated.filter(|_| self.part(row) == Some(part));
            let balance = of(Part::Opening).or(of(Part::Closing)).or(of(Part::Net));
            let moved = stated.filter(|_| balance.is_none());
            (out.before, out.after, out.net) =
                (of(Part::Opening), of(Part::Closing), of(Part::Net));
            out.delta = moved.map(|d| if subtract { -d } else { d });
            return Ok(out);
        }
        (out.before, out.after) = (before, after);
        (out.delta, out.net) = if step.parts.is_empty() {
            (stated.map(|d| if subtract { -d } else { d }), None)
        } else if before.is_some() || after.is_some() || stated.is_some() {
            (Some(moved.unwrap_or_default()), stated)
        } else {
            (moved, None)
        };
        Ok(out)
    }

    pub(super) fn figure(
        &self,
        column: Option<&ColumnMapping>,
        row: usize,
        out: &mut Figures<'a>,
    ) -> Result<Option<Decimal>, (Code, u16)> {
        let Some(c) = column else { return Ok(None) };
        let cell = self.rows.table.cell(row, c.column);
        let value = match amount(cell, c.numbers.unwrap_or_default()) {
            Amount::Value(v) => v,
            Amount::Of(v, code) => {
                out.currency = Some(code);
                v
            }
            Amount::Blank => return Ok(None),
            Amount::Fault(code) => return Err((code, c.column)),
        };
        match crate::numbers::within(value * self.rows.factor) {
            Some(arr) => Ok(Some(arr)),
            None => Err((Code::NotANumber, c.column)),
        }
    }
}
