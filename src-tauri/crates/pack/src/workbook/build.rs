//! Helpers to lay out a sheet: the common head, captions, figures and formulas.

use super::address;
use super::spec::{
    Cell, Column, Condition, Formula, Look, Outcome, Place, Role, Rule, Sheet, Shown, Style, Tab,
    Value,
};
use holdfast_ledger::{Decimal, Ratio};
use std::collections::BTreeMap;

/// First row under the common head; a table's captions usually stand here.
pub const TOP: u32 = 4;
/// Name of the cell which says whether every check holds.
pub const ALL_CHECKS: &str = "ALL_CHECKS";

/// A figure which stands in a cell: other formulas refer to it and compute on from its exact value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figure {
    /// Sheet.
    pub sheet: &'static str,
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u16,
    /// Exact value; `None` is `#N/A`.
    pub value: Ratio,
}

impl Figure {
    /// `C7`, for formulas on its own sheet.
    pub fn here(&self) -> String {
        address::cell(self.row, self.column)
    }
    /// `Bridge!C7`, for formulas on other sheets.
    pub fn there(&self) -> String {
        format!("{}!{}", self.sheet, self.here())
    }
}

/// What every sheet's head says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// "Alder Analytics · Q3 FY26 · amounts in USD".
    pub line: String,
    /// Cached result of the `ALL_CHECKS` cell.
    pub checks: String,
}

/// A sheet being laid out.
#[derive(Debug)]
pub struct Build<'a>(pub Sheet<'a>);

impl<'a> Build<'a> {
    /// A sheet with its head: title, company and period, state of the checks, way back to `ReadMe`.
    pub fn new(name: &'static str, title: &str, tab: Tab, head: &Head) -> Build<'a> {
        let mut build = Build(Sheet {
            name,
            cells: BTreeMap::new(),
            columns: Vec::new(),
            body: None,
            freeze: (TOP + 1, 1),
            repeat: (0, TOP),
            heights: vec![(0, 20)],
            charts: Vec::new(),
            conditions: Vec::new(),
            lists: Vec::new(),
            tab,
            filter: None,
            breaks: Vec::new(),
        });
        build.text(0, 0, title, Style::new(Role::Title, Shown::Plain));
        build.muted(1, 0, &head.line);
        let style = Style::new(Role::Remote, Shown::Plain);
        build.formula(
            2,
            0,
            ALL_CHECKS.to_owned(),
            Outcome::Text(head.checks.clone()),
            style,
        );
        build.condition((2, 0, 2, 0), Rule::Fails("FAIL"));
        build
    }

    /// Column widths in characters.
    pub fn widths(&mut self, widths: &[u16]) {
        let column = |&width| Column {
            width,
            style: Style::default(),
        };
        self.0.columns = widths.iter().map(column).collect();
    }

    /// Cells which take only one of these words.
    pub fn choices(&mut self, range: super::spec::Range, words: Vec<String>) {
        self.0.lists.push((range, words));
    }

    /// Freezes and repeats everything above and left of a cell.
    pub fn freeze(&mut self, row: u32, column: u16) {
        self.0.freeze = (row, column);
        self.0.repeat = (0, row.saturating_sub(1));
    }

    /// Any value; a blank one leaves no cell.
    pub fn value(&mut self, row: u32, column: u16, value: Value<'static>, style: Style) {
        if value != Value::Blank {
            self.put(row, column, value, style);
        }
    }

    fn put(&mut self, row: u32, column: u16, value: Value<'static>, style: Style) {
        let cell = Cell {
            value,
            style,
            note: None,
        };
        self.0.cells.insert((row, column), cell);
    }

    /// Text.
    pub fn text(&mut self, row: u32, column: u16, text: &str, style: Style) {
        self.put(row, column, Value::Text(text.to_owned().into()), style);
    }

    /// Text in normal style.
    pub fn label(&mut self, row: u32, column: u16, text: &str) {
        self.text(row, column, text, Style::default());
    }

    /// Text of less weight.
    pub fn muted(&mut self, row: u32, column: u16, text: &str) {
        self.text(row, column, text, Style::new(Role::Muted, Shown::Plain));
    }

    /// The caption of a block.
    pub fn section(&mut self, row: u32, column: u16, text: &str) {
        self.text(row, column, text, Style::default().look(Look::Section));
    }

    /// A row of captions; the first left, the others right-aligned over figures where `figures` says so.
    pub fn captions(&mut self, row: u32, column: u16, captions: &[&str], figures_from: usize) {
        for (at, caption) in captions.iter().enumerate() {
            let shown = if at >= figures_from {
                Shown::Count
            } else {
                Shown::Plain
            };
            self.text(
                row,
                column + at as u16,
                caption,
                Style::new(Role::Header, shown),
            );
        }
    }

    /// A caption which formulas read: the age of a cohort.
    pub fn number_caption(&mut self, row: u32, column: u16, value: Decimal) {
        self.put(
            row,
            column,
            Value::Number(value),
            Style::new(Role::Header, Shown::Count),
        );
    }

    /// An input: blue.
    pub fn input(
        &mut self,
        row: u32,
        column: u16,
        value: Decimal,
        shown: Shown,
        look: Look,
    ) -> Figure {
        let style = Style::new(Role::Input, shown).look(look);
        self.put(row, column, Value::Number(value), style);
        self.figure(row, column, Some(value))
    }

    /// A date as input.
    pub fn date(&mut self, row: u32, column: u16, date: chrono::NaiveDate) {
        self.put(
            row,
            column,
            Value::Date(date),
            Style::new(Role::Input, Shown::Date),
        );
    }

    /// A formula.
    pub fn formula(&mut self, row: u32, column: u16, text: String, result: Outcome, style: Style) {
        let formula = Formula {
            text,
            result,
            array: false,
        };
        self.put(row, column, Value::Formula(formula), style);
    }

    /// A formula over this sheet's cells, whose value is a number.
    pub fn local(
        &mut self,
        at: (u32, u16),
        text: String,
        value: Ratio,
        shown: Shown,
        look: Look,
    ) -> Figure {
        self.number(at, text, value, Style::new(Role::Local, shown).look(look))
    }

    /// A formula over other sheets, whose value is a number.
    pub fn remote(
        &mut self,
        at: (u32, u16),
        text: String,
        value: Ratio,
        shown: Shown,
        look: Look,
    ) -> Figure {
        self.number(at, text, value, Style::new(Role::Remote, shown).look(look))
    }

    fn number(
        &mut self,
        (row, column): (u32, u16),
        text: String,
        value: Ratio,
        style: Style,
    ) -> Figure {
        self.formula(row, column, text, value.into(), style);
        self.figure(row, column, value)
    }

    /// A formula whose result is text. A result which a reader of the file could take for a number
    /// ("0012", "nan") gets a trailing space in formula and result, so that it stays text.
    pub fn words(&mut self, row: u32, column: u16, text: String, result: &str, style: Style) {
        let (text, result) = if super::text::reads_as_value(result) {
            (format!("{text}&\" \""), format!("{result} "))
        } else {
            (text, result.to_owned())
        };
        self.formula(row, column, text, Outcome::Text(result), style);
    }

    /// A link to a place of the workbook.
    pub fn link(&mut self, row: u32, column: u16, text: &str, place: Place) {
        let value = Value::Link(text.to_owned().into(), place);
        self.put(row, column, value, Style::new(Role::Link, Shown::Plain));
    }

    /// A note on a cell.
    pub fn note(&mut self, row: u32, column: u16, text: &str) {
        if let Some(cell) = self.0.cells.get_mut(&(row, column)) {
            cell.note = Some(text.to_owned());
        }
    }

    /// A conditional format.
    pub fn condition(&mut self, range: super::spec::Range, rule: Rule) {
        self.0.conditions.push(Condition { range, rule });
    }

    /// A figure at a place of this sheet.
    pub fn figure(&self, row: u32, column: u16, value: Ratio) -> Figure {
        Figure {
            sheet: self.0.name,
            row,
            column,
            value,
        }
    }

    /// `#N/A` in grey everywhere, highlights and totals across the whole row; the sheet.
    pub fn finish(mut self) -> Sheet<'a> {
        let (row, column) = self.0.extent();
        if self.0.body.is_none() {
            self.fill_rows();
            if row > TOP {
                self.condition((TOP, 0, row, column), Rule::Errors);
            }
        }
        self.0
    }

    /// A highlighted or total row stands out from its first cell to the last one in use.
    fn fill_rows(&mut self) {
        let marked = |look: Look| matches!(look, Look::Highlight | Look::Total);
        let firsts = self
            .0
            .cells
            .iter()
            .filter(|((_, c), cell)| *c == 0 && marked(cell.style.look));
        let rows: Vec<(u32, Look)> = firsts
            .map(|((row, _), cell)| (*row, cell.style.look))
            .collect();
        for (row, look) in rows {
            let last = self
                .0
                .cells
                .range((row, 0)..=(row, u16::MAX))
                .map(|((_, c), _)| *c)
                .max()
                .unwrap_or(0);
            for column in 0..=last {
                let blank = Cell {
                    value: Value::Blank,
                    style: Style::default(),
                    note: None,
                };
                let cell = self.0.cells.entry((row, column)).or_insert(blank);
                cell.style.look = look;
            }
        }
    }
}
