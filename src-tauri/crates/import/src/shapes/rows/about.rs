//! What a row says beside customer and amounts: currency, status, renewal, attributes.

use super::Rows;
use crate::cells::{Dated, figure, is_yes};
use crate::currency;
use crate::findings::{Code, Spot};
use crate::mapping::{Field, SourceMapping};
use crate::pending::About;
use crate::sink::Sink;
use crate::text::key;
use crate::vocabulary;
use holdfast_ledger::{Cell, Status, Symbol};

impl Rows<'_> {
    /// Everything beside customer and amounts.
    pub fn about(
        &mut self,
        sink: &mut Sink<'_>,
        row: usize,
        customer: Symbol,
    ) -> Result<About, Code> {
        let renewal = self
            .renewal
            .as_mut()
            .and_then(|d| match d.read(self.table, row) {
                Dated::At(when) => when.last_day(),
                _ => None,
            });
        let attributes = self.attributes_of(sink, row);
        Ok(About {
            customer,
            line: self.line_of(sink, row),
            plan: self.optional(sink, row, self.plan),
            reason: self.optional(sink, row, self.reason),
            currency: self.currency(sink, row)?,
            status: self.flagged(row).unwrap_or_else(|| self.status(sink, row)),
            quantity: self
                .quantity
                .and_then(|(c, style)| figure(self.table.cell(row, c), style)),
            renewal,
            attributes,
        })
    }

    fn attributes_of(&mut self, sink: &mut Sink<'_>, row: usize) -> Vec<Symbol> {
        let mut out = vec![Symbol::NONE; sink.attributes.len()];
        for n in 0..self.attributes.len() {
            let Some(&(at, column)) = self.attributes.get(n) else {
                continue;
            };
            let value = self.symbol(sink, row, column);
            if let Some(slot) = out.get_mut(at) {
                *slot = value;
            }
        }
        self.sections.data();
        if let Some(slot) = self.sections.at.and_then(|at| out.get_mut(at)) {
            *slot = self.sections.current;
        }
        out
    }

    fn currency(&mut self, sink: &mut Sink<'_>, row: usize) -> Result<Symbol, Code> {
        let Some(column) = self.currency else {
            return Ok(self.fixed_currency);
        };
        let Cell::Text(text) = self.table.cell(row, column) else {
            return Ok(self.fixed_currency);
        };
        let id = self.table.text_id(row, column).unwrap_or(u32::MAX);
        if let Some(&known) = self.currencies.get(&id) {
            return Ok(known);
        }
        if text.trim().is_empty() {
            return Ok(self.fixed_currency);
        }
        let code = currency::code(text)
            .or_else(|| (text.trim() == "$").then(|| "USD".to_owned()))
            .ok_or(Code::BadCurrency)?;
        let symbol = sink.builder.symbol(&code);
        self.currencies.insert(id, symbol);
        Ok(symbol)
    }

    /// The status which a column of yes and no gives.
    fn flagged(&self, row: usize) -> Option<Status> {
        let yes = |c: &Option<u16>| c.is_some_and(|c| is_yes(self.table.cell(row, c)));
        let [free, trial, cancelled] = &self.flags;
        let all = [
            (free, Status::Free),
            (trial, Status::Trial),
            (cancelled, Status::Cancelled),
        ];
        all.into_iter()
            .find_map(|(c, status)| yes(c).then_some(status))
    }

    fn status(&mut self, sink: &mut Sink<'_>, row: usize) -> Status {
        let Some(column) = self.status else {
            return Status::Active;
        };
        let text = match self.table.cell(row, column) {
            Cell::Text(text) => text,
            Cell::Bool(false) => return Status::Cancelled,
            _ => return Status::Active,
        };
        let id = self.table.text_id(row, column).unwrap_or(u32::MAX);
        if let Some(&(known, decided)) = self.statuses.get(&id) {
            if decided {
                sink.decide(Code::UnknownStatus, text.trim(), 1, None);
            }
            return known;
        }
        let (status, whose) = status_of(sink, self.map, text);
        if whose != Whose::Nobody {
            self.statuses.insert(id, (status, whose == Whose::User));
            sink.statuses
                .insert((self.sheet, text.trim().to_owned()), status);
            return status;
        }
        let spot = Spot::cell(self.table, self.number(row), column);
        sink.notes
            .issues
            .row(Code::UnknownStatus, text.trim(), spot, None, String::new);
        status
    }
}

/// Who says what a status means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Whose {
    /// A decision.
    User,
    /// The mapping, or a word everyone uses.
    Known,
    Nobody,
}

/// What a status means: by the mapping, a decision, the words everyone uses (L-10).
fn status_of(sink: &mut Sink<'_>, map: &SourceMapping, text: &str) -> (Status, Whose) {
    let value = text.trim();
    if let Some((_, status)) = map.status.iter().find(|(v, _)| key(v) == key(value)) {
        return (*status, Whose::Known);
    }
    if let Some(status) = sink
        .decide(Code::UnknownStatus, value, 1, None)
        .and_then(|d| vocabulary::status_of_word(&d.repair))
    {
        return (status, Whose::User);
    }
    let known = vocabulary::status(value);
    if map
        .column(Field::Status)
        .is_some_and(|c| is_stage(&c.caption))
    {
        // A stage which is not won is no contract.
        return (known.unwrap_or(Status::Cancelled), Whose::Known);
    }
    known.map_or((Status::Active, Whose::Nobody), |s| (s, Whose::Known))
}

/// Whether a status column is of the stages of a sale.
pub(crate) fn is_stage(caption: &str) -> bool {
    key(caption).ends_with("stage")
}
