//! Streamed rows as sheet XML. The workbook engine keeps every cell as a value of its own, which costs a
//! microsecond and a hundred bytes each; the large sheets are written here as text, row by row, and put
//! where the engine left room for them. Styles are the engine's own: it writes one sample row a kind.

use super::text::{looks_like_formula, printable};
use holdfast_pack::workbook::spec::{
    Body, Column, Formula, Outcome, Place, Value, push_money_text, push_whole,
};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;

/// Numbers of the cell formats of a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Styles {
    /// Its own.
    pub plain: u32,
    /// With quote prefix.
    pub quoted: u32,
    /// Of a link.
    pub link: u32,
    /// Of a date in a column of another kind.
    pub date: u32,
}

/// How many sample rows stand where the rows will be: one a field of [`Styles`].
pub(super) const SAMPLES: u32 = 4;

/// Writes rows and collects their links.
pub(super) struct RowWriter<'a> {
    styles: &'a [Styles],
    letters: Vec<String>,
    dates: Vec<bool>,
    out: String,
    /// Links so far, as `<hyperlink …/>`.
    pub links: String,
    columns: &'a [Column],
}

/// Text is handed on when this many bytes are waiting.
const FLUSH: usize = 1 << 16;

impl<'a> RowWriter<'a> {
    pub fn new(styles: &'a [Styles], columns: &'a [Column]) -> RowWriter<'a> {
        let letters = (0..styles.len() as u16).map(rust_xlsxwriter::utility::column_number_to_name);
        let is_date = |c: &Column| c.style.shown == holdfast_pack::workbook::spec::Shown::Date;
        RowWriter {
            letters: letters.collect(),
            dates: columns.iter().map(is_date).collect(),
            styles,
            out: String::with_capacity(FLUSH + 8192),
            links: String::new(),
            columns,
        }
    }

    /// Writes some of the rows.
    pub fn write(
        &mut self,
        body: &Body<'_>,
        rows: Range<u32>,
        to: &mut impl Write,
    ) -> io::Result<()> {
        let mut values = Vec::with_capacity(self.columns.len());
        for index in rows {
            values.clear();
            body.rows.fill(index, body.first + index, &mut values);
            self.row(body.first + index, &values);
            if self.out.len() >= FLUSH {
                to.write_all(self.out.as_bytes())?;
                self.out.clear();
            }
        }
        to.write_all(self.out.as_bytes())?;
        self.out.clear();
        Ok(())
    }

    fn row(&mut self, row: u32, values: &[Value<'_>]) {
        let number = (row + 1).to_string();
        self.out.push_str("<row r=\"");
        self.out.push_str(&number);
        self.out.push_str("\">");
        for (column, value) in values.iter().enumerate() {
            self.cell(column, &number, value);
        }
        self.out.push_str("</row>");
    }

    fn cell(&mut self, column: usize, row: &str, value: &Value<'_>) {
        let (Some(styles), Some(letters)) =
            (self.styles.get(column).copied(), self.letters.get(column))
        else {
            return;
        };
        let out = &mut self.out;
        let open = |out: &mut String, style: u32| {
            out.push_str("<c r=\"");
            out.push_str(letters);
            out.push_str(row);
            out.push_str("\" s=\"");
            push_whole(out, u64::from(style), 1);
            out.push('"');
        };
        match value {
            Value::Blank => {}
            Value::Text(text) => {
                let text = printable(text);
                open(
                    out,
                    if looks_like_formula(&text) {
                        styles.quoted
                    } else {
                        styles.plain
                    },
                );
                push_text(out, &text);
            }
            Value::Number(number) => {
                open(out, styles.plain);
                out.push_str("><v>");
                push_money_text(out, *number);
                out.push_str("</v></c>");
            }
            Value::Count(count) => {
                open(out, styles.plain);
                out.push_str("><v>");
                push_whole(out, u64::from(*count), 1);
                out.push_str("</v></c>");
            }
            Value::Date(date) => {
                let is_date = self.dates.get(column).copied().unwrap_or(false);
                open(out, if is_date { styles.plain } else { styles.date });
                let _ = write!(out, "><v>{}</v></c>", super::numbers::serial(*date));
            }
            Value::Formula(formula) => {
                open(out, styles.plain);
                push_formula(out, formula);
            }
            Value::Link(text, place) => {
                open(out, styles.link);
                push_text(out, &printable(text));
                push_link(&mut self.links, letters, row, place);
            }
        }
    }
}

fn push_text(out: &mut String, text: &str) {
    let kept = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    out.push_str(if kept {
        " t=\"inlineStr\"><is><t xml:space=\"preserve\">"
    } else {
        " t=\"inlineStr\"><is><t>"
    });
    push_escaped(out, text);
    out.push_str("</t></is></c>");
}

fn push_formula(out: &mut String, formula: &Formula) {
    match &formula.result {
        Outcome::Number(number) => {
            push_formula_text(out, "", &formula.text);
            push_money_text(out, *number);
        }
        Outcome::Text(text) => {
            push_formula_text(out, " t=\"str\"", &formula.text);
            push_escaped(out, &printable(text));
        }
        Outcome::NotAvailable => {
            push_formula_text(out, " t=\"e\"", &formula.text);
            out.push_str("#N/A");
        }
    }
    out.push_str("</v></c>");
}

fn push_formula_text(out: &mut String, kind: &str, text: &str) {
    out.push_str(kind);
    out.push_str("><f>");
    push_escaped(out, text);
    out.push_str("</f><v>");
}

fn push_link(out: &mut String, letters: &str, row: &str, place: &Place) {
    let Place(sheet, to_row, to_column) = place;
    let to = rust_xlsxwriter::utility::row_col_to_cell(*to_row, *to_column);
    let _ = write!(
        out,
        "<hyperlink ref=\"{letters}{row}\" location=\"'{sheet}'!{to}\"/>"
    );
}

/// Escapes what means something in XML, and `_x0041_`, which a spreadsheet would read as a character.
fn push_escaped(out: &mut String, text: &str) {
    let plain = |c: u8| !matches!(c, b'&' | b'<' | b'>' | b'_');
    if text.bytes().all(plain) {
        out.push_str(text);
        return;
    }
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '_' if is_escape(&text.as_bytes()[at..]) => out.push_str("_x005F_"),
            c => out.push(c),
        }
    }
}

/// Whether `_xHHHH_` begins here.
fn is_escape(bytes: &[u8]) -> bool {
    matches!(bytes, [b'_', b'x', a, b, c, d, b'_', ..] if [a, b, c, d].iter().all(|h| h.is_ascii_hexdigit()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn text_can_neither_leave_its_cell_nor_become_another() {
        let mut out = String::new();
        push_text(&mut out, " <b>&_x0041_ _x_");
        let inner = out
            .split_once("preserve\">")
            .unwrap()
            .1
            .split_once("</t>")
            .unwrap()
            .0;
        assert_eq!(inner, " &lt;b&gt;&amp;_x005F_x0041_ _x_");
    }
}
