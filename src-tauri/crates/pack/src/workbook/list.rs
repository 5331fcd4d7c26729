//! A sheet which is one list: a column a field, a row a thing, and names over the columns for formulas.

use super::address;
use super::build::{Build, Figure};
use super::spec::{Column, Formula, Outcome, Role, Shown, Style, Value};
use holdfast_ledger::{Decimal, Ratio};

/// Makes the value of a field: the thing and its sheet row (from 1, as formulas write it).
type Make<'l, T> = Box<dyn Fn(&T, u32) -> Value<'static> + 'l>;

/// One field of a list.
pub struct Field<'l, T> {
    caption: &'static str,
    name: Option<&'static str>,
    width: u16,
    style: Style,
    make: Make<'l, T>,
    /// How each item is shown, where they differ.
    shown: Option<Show<'l, T>>,
}

/// How an item is shown.
type Show<'l, T> = Box<dyn Fn(&T) -> Shown + 'l>;

/// A list being laid out.
pub struct List<'l, T> {
    fields: Vec<Field<'l, T>>,
}

impl<'l, T> List<'l, T> {
    /// An empty list.
    pub fn new() -> List<'l, T> {
        List { fields: Vec::new() }
    }

    /// Column of the field of this name.
    pub fn column(&self, name: &str) -> Option<u16> {
        let at = self.fields.iter().position(|f| f.name == Some(name))?;
        u16::try_from(at).ok()
    }

    /// Letters of the field of this name.
    pub fn letters(&self, name: &str) -> String {
        let at = self
            .fields
            .iter()
            .position(|f| f.name == Some(name))
            .unwrap_or(0);
        address::letters(at as u16)
    }

    fn add(
        &mut self,
        caption: &'static str,
        name: &'static str,
        width: u16,
        style: Style,
        make: Make<'l, T>,
    ) {
        let name = (!name.is_empty()).then_some(name);
        self.fields.push(Field {
            caption,
            name,
            width,
            style,
            make,
            shown: None,
        });
    }

    /// Text.
    pub fn text(
        &mut self,
        caption: &'static str,
        name: &'static str,
        width: u16,
        of: impl Fn(&T) -> String + 'l,
    ) {
        let make = move |t: &T, _| {
            let text = of(t);
            if text.is_empty() {
                Value::Blank
            } else {
                Value::Text(text.into())
            }
        };
        self.add(
            caption,
            name,
            width,
            Style::new(Role::Input, Shown::Text),
            Box::new(make),
        );
    }

    /// A number; `None` is blank.
    pub fn number(
        &mut self,
        caption: &'static str,
        name: &'static str,
        shown: Shown,
        of: impl Fn(&T) -> Ratio + 'l,
    ) {
        let width = if matches!(shown, Shown::Money | Shown::Cents) {
            13
        } else {
            9
        };
        let make = move |t: &T, _| of(t).map_or(Value::Blank, Value::Number);
        self.add(
            caption,
            name,
            width,
            Style::new(Role::Input, shown),
            Box::new(make),
        );
    }

    /// A number in the unit of its item; `None` is "n/a".
    pub fn figure(
        &mut self,
        caption: &'static str,
        width: u16,
        shown: impl Fn(&T) -> Shown + 'l,
        of: impl Fn(&T) -> Ratio + 'l,
    ) {
        let make = move |t: &T, _| of(t).map_or_else(|| Value::Text("n/a".into()), Value::Number);
        let style = Style::new(Role::Input, Shown::Cents);
        self.add(caption, "", width, style, Box::new(make));
        if let Some(field) = self.fields.last_mut() {
            field.shown = Some(Box::new(shown));
        }
    }

    /// A mark: 1 or blank.
    pub fn flag(
        &mut self,
        caption: &'static str,
        name: &'static str,
        of: impl Fn(&T) -> bool + 'l,
    ) {
        self.number(caption, name, Shown::Count, move |t| {
            of(t).then_some(Decimal::ONE)
        });
    }

    /// A date; `None` is blank.
    pub fn date(
        &mut self,
        caption: &'static str,
        name: &'static str,
        of: impl Fn(&T) -> Option<chrono::NaiveDate> + 'l,
    ) {
        let make = move |t: &T, _| of(t).map_or(Value::Blank, Value::Date);
        self.add(
            caption,
            name,
            11,
            Style::new(Role::Input, Shown::Date),
            Box::new(make),
        );
    }

    /// A formula over the row; an empty text is its way to be blank.
    pub fn formula(
        &mut self,
        caption: &'static str,
        name: &'static str,
        shown: Shown,
        text: impl Fn(u32) -> String + 'l,
        result: impl Fn(&T) -> Outcome + 'l,
    ) {
        let make = move |t: &T, row: u32| {
            Value::Formula(Formula {
                text: text(row),
                result: result(t),
                array: false,
            })
        };
        let width = if matches!(shown, Shown::Plain | Shown::Money) {
            15
        } else {
            9
        };
        self.add(
            caption,
            name,
            width,
            Style::new(Role::Local, shown),
            Box::new(make),
        );
    }

    /// Writes captions and rows under what the sheet holds, in columns wide enough for both; returns the
    /// names over the columns.
    pub fn write(
        &self,
        build: &mut Build<'_>,
        caption_row: u32,
        items: &[T],
    ) -> Vec<(String, String)> {
        let first = caption_row + 1;
        let last = first + items.len().max(1) as u32 - 1;
        let above = std::mem::take(&mut build.0.columns);
        let width = |at: usize| above.get(at).map_or(0, |c| c.width);
        let fields = self.fields.iter().enumerate().map(|(at, f)| Column {
            width: f.width.max(width(at)),
            style: f.style,
        });
        build.0.columns = fields.collect();
        build.0.columns.extend(above.iter().skip(self.fields.len()));
        let mut names = Vec::new();
        for (at, field) in self.fields.iter().enumerate() {
            let column = at as u16;
            let left = matches!(field.style.shown, Shown::Text | Shown::Plain);
            build.captions(caption_row, column, &[field.caption], usize::from(left));
            if let Some(name) = field.name {
                names.push((
                    name.to_owned(),
                    address::column_range(build.0.name, column, first, last),
                ));
            }
            for (index, item) in items.iter().enumerate() {
                let row = first + index as u32;
                let shown = field.shown.as_ref().map(|of| of(item));
                let style = shown.map_or(field.style, |shown| Style {
                    shown,
                    ..field.style
                });
                build.value(row, column, (field.make)(item, row + 1), style);
            }
        }
        build.0.heights.push((caption_row, 40));
        build.0.filter = Some((caption_row, 0, last, self.fields.len().max(1) as u16 - 1));
        names
    }
}

/// A number or an empty text, as a formula's result.
pub fn or_blank(value: Ratio) -> Outcome {
    value.map_or_else(|| Outcome::Text(String::new()), Outcome::Number)
}

/// A captioned line of a summary: label, formula, exact value.
pub fn line(
    build: &mut Build<'_>,
    row: u32,
    label: &str,
    (text, value): (String, Ratio),
    shown: Shown,
) -> Figure {
    build.label(row, 0, label);
    build.remote((row, 1), text, value, shown, super::spec::Look::Normal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::build::Head;
    use crate::workbook::spec::Tab;

    #[test]
    fn a_figure_is_a_number_in_the_unit_of_its_row() {
        let mut list: List<'_, (Shown, Ratio)> = List::new();
        list.figure("restated", 18, |item| item.0, |item| item.1);
        let head = Head {
            line: String::new(),
            checks: String::new(),
        };
        let mut build = Build::new("Sheet", "Title", Tab::default(), &head);
        let rate = Decimal::new(9_722_991_689, 10);
        let items = [(Shown::Percent, Some(rate)), (Shown::Count, None)];
        list.write(&mut build, 10, &items);
        let cell = |row| {
            build
                .0
                .cells
                .get(&(row, 0))
                .map(|c| (c.value.clone(), c.style.shown))
        };
        assert_eq!(cell(11), Some((Value::Number(rate), Shown::Percent)));
        assert_eq!(cell(12), Some((Value::Text("n/a".into()), Shown::Count)));
    }
}
