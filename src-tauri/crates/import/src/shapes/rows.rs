//! What every layout reads of a row beside its amounts: whose it is, line, plan, status, attributes.

mod about;
mod aside;

use super::one_time;
use super::sections::Sections;
use super::totals::Verdict;
use crate::ImportOptions;
use crate::cells::{Dates, figure};
use crate::detected::Detected;
use crate::findings::Code;
use crate::mapping::{ColumnMapping, Field, SourceMapping, factor};
use crate::measures::Chosen;
use crate::numbers::NumberStyle;
use crate::pending::About;
use crate::sink::Sink;
use crate::text::{clean, key};
use crate::vocabulary;
pub(crate) use about::is_stage;
use holdfast_ledger::{Cell, Close, Decimal, EntryDraft, Status, Symbol, Table};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The columns of a source, resolved once, and its texts as symbols.
pub(crate) struct Rows<'a> {
    pub table: &'a Table,
    pub map: &'a SourceMapping,
    pub sheet: u16,
    /// By what amounts are multiplied to be ARR in units; `None` where rows differ.
    pub factor: Decimal,
    id: Option<u16>,
    name: Option<u16>,
    line: Option<u16>,
    plan: Option<u16>,
    reason: Option<u16>,
    currency: Option<u16>,
    status: Option<u16>,
    /// Free, trial, cancelled.
    flags: [Option<u16>; 3],
    quantity: Option<(u16, Option<NumberStyle>)>,
    renewal: Option<Dates>,
    fixed_currency: Symbol,
    attributes: Vec<(usize, u16)>,
    symbols: Vec<Symbol>,
    /// Whether each distinct text is the label of a total.
    totals: Vec<bool>,
    /// Status of each text, and whether the user said so.
    statuses: HashMap<u32, (Status, bool)>,
    currencies: HashMap<u32, Symbol>,
    named: HashSet<(Symbol, Symbol), foldhash::fast::RandomState>,
    columns: std::ops::Range<u16>,
    header: Option<usize>,
    /// The first caption.
    caption: Option<(u16, Cell<'a>)>,
    /// Headings between the rows.
    pub sections: Sections,
    /// Rows which are the sum of others.
    pub sums: BTreeMap<usize, Verdict>,
    /// Texts which name several customers together.
    collective: HashSet<u32>,
    /// Rows which the user excludes, with their decision.
    excluded: BTreeMap<u32, usize>,
    /// Columns which may say that a row does not recur.
    pub(super) tellers: Vec<one_time::Teller>,
    /// Columns of which only some values are of amounts, and what to say of the others.
    pub(super) chosen: Vec<(Code, Chosen)>,
    /// Blank customers are those of the row above, by decision.
    fill_down: Option<Symbol>,
    /// Blank ids are told by the name, by decision.
    use_name: bool,
}

impl<'a> Rows<'a> {
    pub fn new(
        sink: &mut Sink<'_>,
        table: &'a Table,
        detected: &'a Detected,
        sheet: u16,
    ) -> Rows<'a> {
        let map = &detected.map;
        let at = |f: Field| map.column(f).map(|c| c.column);
        let position = |c: &ColumnMapping| {
            sink.attributes
                .iter()
                .position(|a| key(a) == key(&c.caption))
                .map(|i| (i, c.column))
        };
        let is_attribute =
            |c: &&ColumnMapping| c.field == Field::Attribute || also_attribute(c, sink.options);
        let attributes = map
            .columns
            .iter()
            .filter(is_attribute)
            .filter_map(position)
            .collect();
        let fixed_currency = if map.currency.is_empty() {
            Symbol::NONE
        } else {
            sink.builder.symbol(&map.currency)
        };
        let mut rows = Rows {
            table,
            map,
            sheet,
            factor: factor(map.amounts, map.scale),
            id: at(Field::CustomerId),
            name: at(Field::CustomerName),
            line: at(Field::Line),
            plan: at(Field::Plan),
            reason: at(Field::Reason),
            currency: at(Field::Currency),
            status: at(Field::Status),
            flags: [Field::FreeFlag, Field::TrialFlag, Field::CancelledFlag].map(at),
            quantity: map
                .column(Field::Quantity)
                .or_else(|| map.column(Field::Multiplier))
                .map(|c| (c.column, c.numbers)),
            renewal: map.column(Field::Renewal).map(Dates::new),
            fixed_currency,
            attributes,
            symbols: vec![Symbol::NONE; table.texts().len()],
            totals: table
                .texts()
                .iter()
                .map(|text| vocabulary::total(text.trim()).is_some())
                .collect(),
            statuses: HashMap::new(),
            currencies: HashMap::new(),
            named: HashSet::default(),
            columns: detected.block.columns.clone(),
            header: detected.block.header,
            caption: None,
            sections: Sections::new(sink),
            sums: BTreeMap::new(),
            collective: aside::collective(table),
            excluded: aside::excluded(sink, table),
            tellers: one_time::tellers(table, &detected.block, map),
            chosen: aside::chosen(table, detected),
            fill_down: blanks_are(sink, "fill-down").then_some(Symbol::NONE),
            use_name: blanks_are(sink, "use-name"),
        };
        rows.caption = rows.header.and_then(|h| rows.cells(h).next());
        rows
    }

    pub fn number(&self, row: usize) -> u32 {
        self.table.row_number(row)
    }

    /// The symbol of a cell's text, without spaces at its ends; none where it is empty.
    pub fn symbol(&mut self, sink: &mut Sink<'_>, row: usize, column: u16) -> Symbol {
        if let Some(id) = self.table.text_id(row, column) {
            let Some(slot) = self.symbols.get_mut(id as usize) else {
                return Symbol::NONE;
            };
            if !slot.is_some()
                && let Some(text) = self.table.texts().get(id as usize)
            {
                *slot = sink.builder.symbol(&clean(text));
            }
            return *slot;
        }
        match self.table.cell(row, column) {
            Cell::Empty | Cell::NoCachedValue | Cell::Error(_) => Symbol::NONE,
            other => sink.builder.symbol(&other.text()),
        }
    }

    /// The project of a customer, where both stand in one cell and no column names the line.
    pub fn line_of(&mut self, sink: &mut Sink<'_>, row: usize) -> Symbol {
        if self.line.is_some() || self.map.split.is_empty() {
            return self.optional(sink, row, self.line);
        }
        let name = self.optional(sink, row, self.name);
        self.half(sink, name, true)
    }

    /// The customer in `Customer:Project`, or the project.
    fn half(&self, sink: &mut Sink<'_>, name: Symbol, second: bool) -> Symbol {
        if self.map.split.is_empty() {
            return name;
        }
        let text = sink.builder.name(name).to_owned();
        match text.split_once(&self.map.split) {
            Some((customer, project)) => sink.builder.symbol(if second {
                project.trim()
            } else {
                customer.trim()
            }),
            None if second => Symbol::NONE,
            None => name,
        }
    }

    fn optional(&mut self, sink: &mut Sink<'_>, row: usize, column: Option<u16>) -> Symbol {
        column.map_or(Symbol::NONE, |c| self.symbol(sink, row, c))
    }

    /// The customer of a row: by id, else by name where there is no id column.
    pub fn customer(&mut self, sink: &mut Sink<'_>, row: usize) -> Symbol {
        let name = self.optional(sink, row, self.name);
        let name = self.half(sink, name, false);
        let Some(id) = self.id else {
            return self.or_above(sink, row, name);
        };
        let id = self.symbol(sink, row, id);
        if !id.is_some() && self.use_name && name.is_some() {
            sink.decide(Code::BlankId, "", 1, None);
            return name;
        }
        let id = self.or_above(sink, row, id);
        if id.is_some() && name.is_some() && id != name && self.named.insert((id, name)) {
            let text = sink.builder.name(name).to_owned();
            sink.builder.display_name(id, &text);
        }
        id
    }

    /// The customer, or where its cell is blank and the user says so, that of the row above.
    fn or_above(&mut self, sink: &mut Sink<'_>, row: usize, own: Symbol) -> Symbol {
        let Some(above) = self.fill_down else {
            return own;
        };
        if own.is_some() {
            self.fill_down = Some(own);
            return own;
        }
        if above.is_some() && self.cells(row).count() > 1 {
            sink.decide(Code::BlankId, "", 1, None);
            return above;
        }
        own
    }

    /// The first text of a row, which is where labels of totals and sections stand.
    pub fn label(&self, row: usize) -> &'a str {
        let first = self.cells(row).next();
        match first {
            Some((_, Cell::Text(t))) => t.trim(),
            _ => "",
        }
    }

    /// The label by which a row is told to be a total: at its customer, else its first text.
    pub fn total_label(&self, row: usize) -> &'a str {
        let first = || {
            let mut cells = self.table.row(row);
            cells.find(|(_, c)| !c.is_empty()).map(|(column, _)| column)
        };
        let named = [self.id, self.name].into_iter().flatten();
        let label = |column| {
            let id = self.table.text_id(row, column)? as usize;
            self.totals.get(id).filter(|total| **total)?;
            self.table.texts().get(id).map(|text| text.trim())
        };
        named
            .chain(std::iter::once_with(first).flatten())
            .find_map(label)
            .unwrap_or_default()
    }

    /// How often the amount of a row counts: once, or as often as there are units of its price.
    pub fn times(&self, row: usize) -> Decimal {
        let units = self.map.column(Field::Multiplier);
        units
            .and_then(|c| figure(self.table.cell(row, c.column), c.numbers))
            .unwrap_or(Decimal::ONE)
    }

    /// A draft with everything but close and amount.
    pub fn draft(
        &self,
        about: &About,
        row: usize,
        column: u16,
        close: Close,
        amount: Decimal,
    ) -> EntryDraft {
        EntryDraft {
            customer: about.customer,
            close,
            currency: about.currency,
            status: about.status,
            line: about.line,
            plan: about.plan,
            reason: about.reason,
            amount,
            quantity: about.quantity,
            renewal: about.renewal,
            sheet: self.sheet,
            row: self.number(row),
            column,
        }
    }
}

/// Whether a column which holds another field is an attribute too, because the user segments by it.
pub(crate) fn also_attribute(c: &ColumnMapping, options: &ImportOptions) -> bool {
    let wanted = || options.segment_by.iter().any(|s| key(s) == key(&c.caption));
    matches!(
        c.field,
        Field::Line | Field::Plan | Field::Currency | Field::Reason | Field::Status
    ) && wanted()
}

/// Whether the user has decided on blank customers so.
fn blanks_are(sink: &Sink<'_>, repair: &str) -> bool {
    let code = Code::BlankId.about().code;
    let decided = sink.options.decisions.find(code, "");
    decided.is_some_and(|d| d.repair == repair)
}
