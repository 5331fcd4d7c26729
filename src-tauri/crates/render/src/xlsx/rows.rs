//! Streamed rows as sheet XML. The workbook engine keeps every cell as a value of its own, which costs a
//! microsecond and a hundred bytes each; the large sheets are written here as text, row by row, and put
//! where the engine left room for them. Styles are the engine's own: it writes one sample row a kind.

use super::text::{looks_like_formula, printable};
use holdfast_pack::workbook::spec::{Body, Column, Formula, Outcome, Place, Value};
use rust_decimal::Decimal;
use std::fmt::Write as _;
use std::io::{self, Write};

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
    styles: Vec<Styles>,
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
    pub fn new(styles: Vec<Styles>, columns: &'a [Column]) -> RowWriter<'a> {
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

    /// Writes every row.
    pub fn write(&mut self, body: &Body<'_>, to: &mut impl Write) -> io::Result<()> {
        let mut values = Vec::with_capacity(self.columns.len());
        for index in 0..body.rows.count() {
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
            push_number(out, u64::from(style));
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
                push_decimal(out, *number);
                out.push_str("</v></c>");
            }
            Value::Count(count) => {
                open(out, styles.plain);
                out.push_str("><v>");
                push_number(out, u64::from(*count));
                out.push_str("</v></c>");
            }
            Value::Date(date) => {
                let is_date = self.dates.get(column).copied().unwrap_or(false);
                open(out, if is_date { styles.plain } else { styles.date });
                let _ = write!(out, "><v>{}</v></c>", super::sheet::serial(*date));
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
            push_decimal(out, *number);
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

fn push_number(out: &mut String, mut value: u64) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend(digits[at..].iter().map(|d| char::from(*d)));
}

/// The shortest plain text of an amount.
fn push_decimal(out: &mut String, value: Decimal) {
    let (mut mantissa, mut scale) = (value.mantissa(), value.scale());
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    let (Ok(size), Some(unit)) = (
        u64::try_from(mantissa.unsigned_abs()),
        10_u64.checked_pow(scale),
    ) else {
        let _ = write!(out, "{}", value.normalize());
        return;
    };
    if mantissa < 0 {
        out.push('-');
    }
    push_number(out, size / unit);
    if scale > 0 {
        out.push('.');
        let _ = write!(out, "{:0width$}", size % unit, width = scale as usize);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::str::FromStr;

    #[test]
    fn amounts_are_written_exactly() {
        for text in [
            "0",
            "1234.56",
            "-0.01",
            "100",
            "-7",
            "12345678901234567890.12345678",
            "0.00000001",
        ] {
            let mut out = String::new();
            push_decimal(&mut out, Decimal::from_str(text).unwrap());
            assert_eq!(out, text);
        }
        let mut out = String::new();
        push_decimal(&mut out, Decimal::from_str("-0.00").unwrap());
        push_decimal(&mut out, Decimal::from_str("1.500").unwrap());
        assert_eq!(out, "01.5");
    }

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
