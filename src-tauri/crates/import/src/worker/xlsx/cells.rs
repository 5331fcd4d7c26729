//! The cells of a sheet, scanned once.

use super::Odd;
use super::strings::{Strings, unusual_encoding};
use super::text;
use super::window::Window;
use crate::worker::numfmt::Format;
use crate::worker::send::Sink;
use crate::worker::value;
use memchr::{memchr, memmem};
use std::io::{Read, Write};

/// What the workbook says to all its sheets.
pub(crate) struct Context<'a> {
    pub formats: &'a [Format],
    pub is_1904: bool,
}

/// What stands before the first row.
pub(crate) struct Head {
    /// The last row the sheet declares, 0 where it declares none.
    pub declared: u32,
    /// Columns (from 0) which are hidden, first and last.
    pub hidden: Vec<(u32, u32)>,
}

/// Moves to the first row.
pub(crate) fn head<R: Read>(window: &mut Window<R>) -> Result<Head, Odd> {
    window.more()?;
    let start = loop {
        if let Some(at) = memmem::find(window.seen(), b"<sheetData") {
            break at;
        }
        if memmem::find(window.seen(), b":worksheet").is_some() {
            // Elements with a prefix.
            return Err(Odd::Unusual);
        }
        window.more()?;
    };
    let head = &window.seen()[..start];
    let plain = memmem::find(head, b"<worksheet").is_some() && memmem::find(head, b"<!").is_none();
    if !plain || unusual_encoding(head) {
        return Err(Odd::Unusual);
    }
    let found = Head {
        declared: declared(head),
        hidden: hidden_columns(head)?,
    };
    window.pass(start);
    Ok(found)
}

fn hidden_columns(head: &[u8]) -> Result<Vec<(u32, u32)>, Odd> {
    let mut out = Vec::new();
    for at in memmem::find_iter(head, b"<col ") {
        let mut tag = Attributes(&head[at + 5..]);
        let (mut first, mut last, mut hidden) = (0, 0, false);
        while let Some((key, value)) = tag.next()?.ok_or(Odd::Unusual)? {
            match key {
                b"min" => first = digits(value).ok_or(Odd::Unusual)?,
                b"max" => last = digits(value).ok_or(Odd::Unusual)?,
                b"hidden" => hidden = is_true(value),
                _ => {}
            }
        }
        if hidden && first > 0 {
            out.push((first - 1, last.max(first) - 1));
        }
    }
    Ok(out)
}

fn is_true(value: &[u8]) -> bool {
    matches!(value, b"1" | b"true")
}

fn declared(head: &[u8]) -> u32 {
    let Some(at) = memmem::find(head, b"<dimension ref=\"") else {
        return 0;
    };
    let reference = head[at + 16..]
        .split(|b| *b == b'"')
        .next()
        .unwrap_or_default();
    let last = reference.rsplit(|b| *b == b':').next().unwrap_or_default();
    let digits = last.iter().filter(|b| b.is_ascii_digit());
    digits.fold(0_u32, |n, d| {
        n.saturating_mul(10).saturating_add(u32::from(d - b'0'))
    })
}

/// Sends all rows; the number of the last row, empty ones included.
pub(crate) fn rows<R: Read, W: Write>(
    window: &mut Window<R>,
    context: &Context<'_>,
    strings: &mut Strings,
    sink: &mut Sink<W>,
) -> Result<u32, Odd> {
    let mut scan = Scan {
        context,
        strings,
        sink,
        row: 0,
        column: 0,
        last: 0,
    };
    loop {
        let (used, over) = scan.seen(window.seen())?;
        window.pass(used);
        if over {
            return Ok(scan.last);
        }
        window.more()?;
    }
}

struct Scan<'a, W: Write> {
    context: &'a Context<'a>,
    strings: &'a mut Strings,
    sink: &'a mut Sink<W>,
    /// Row under way, from 1; 0 before the first.
    row: u32,
    /// Column of the next cell without address.
    column: u16,
    last: u32,
}

/// What a step of the scan found.
enum Step {
    /// So many bytes are done with.
    Used(usize),
    /// The sheet is over.
    Over,
    /// The end of the window cuts through it.
    Cut,
}

impl<W: Write> Scan<'_, W> {
    /// Goes through what can be seen; how much of it is done with, and whether the sheet is over.
    fn seen(&mut self, seen: &[u8]) -> Result<(usize, bool), Odd> {
        let mut at = 0;
        loop {
            while seen.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            match self.step(&seen[at..])? {
                Step::Used(used) => at += used,
                Step::Over => return Ok((at, true)),
                Step::Cut => return Ok((at, false)),
            }
        }
    }

    fn step(&mut self, rest: &[u8]) -> Result<Step, Odd> {
        // Long enough to tell any of the tags.
        if rest.len() < 13 {
            return Ok(Step::Cut);
        }
        match (rest[1], rest[2]) {
            (b'c', b' ' | b'>' | b'/') => match Cell::parse(rest)? {
                Some((cell, used)) => self.cell(&cell).map(|()| Step::Used(used)),
                None => Ok(Step::Cut),
            },
            (b'r', b'o') => self.row(rest),
            (b'/', b'r') if rest.starts_with(b"</row>") => Ok(Step::Used(6)),
            (b's', b'h') if rest.starts_with(b"<sheetData>") => Ok(Step::Used(11)),
            (b's', b'h') if rest.starts_with(b"<sheetData/>") => Ok(Step::Over),
            (b'/', b's') if rest.starts_with(b"</sheetData>") => Ok(Step::Over),
            _ => Err(Odd::Unusual),
        }
    }

    fn row(&mut self, rest: &[u8]) -> Result<Step, Odd> {
        if !rest.starts_with(b"<row") {
            return Err(Odd::Unusual);
        }
        let Some(end) = memchr(b'>', rest) else {
            return Ok(Step::Cut);
        };
        let (mut number, mut hidden) = (None, false);
        let mut tag = Attributes(&rest[4..=end]);
        while let Some((key, value)) = tag.next()?.ok_or(Odd::Unusual)? {
            match key {
                b"r" => number = Some(digits(value).ok_or(Odd::Unusual)?),
                b"hidden" => hidden = is_true(value),
                _ => {}
            }
        }
        self.row = number.unwrap_or(self.row.saturating_add(1));
        self.column = 0;
        self.last = self.last.max(self.row);
        if hidden {
            self.sink.hide_row(self.row);
        }
        Ok(Step::Used(end + 1))
    }

    fn cell(&mut self, cell: &Cell<'_>) -> Result<(), Odd> {
        let column = match cell.address {
            Some((row, column)) if row == self.row => column,
            Some(_) => return Err(Odd::Unusual),
            None => self.column,
        };
        self.column = column.saturating_add(1);
        let Some(content) = &cell.content else {
            return if cell.formula {
                self.begin().and_then(|()| Ok(self.sink.no_value(column)?))
            } else {
                Ok(())
            };
        };
        self.begin()?;
        self.send(cell, content, column)
    }

    fn begin(&mut self) -> Result<(), Odd> {
        if self.sink.row_number() != self.row {
            self.sink.row(self.row)?;
        }
        Ok(())
    }

    fn send(&mut self, cell: &Cell<'_>, content: &Content<'_>, column: u16) -> Result<(), Odd> {
        let value = match content {
            Content::Inline(item) => return self.text(column, &text::item(item)?),
            Content::Value(value) => *value,
        };
        match cell.kind {
            b"" | b"n" => self.number(column, value, cell.style),
            b"s" => {
                let index = digits(value).ok_or(Odd::Unusual)? as usize;
                if let Some(id) = self.strings.id(index, self.sink)? {
                    self.sink.text_id(column, id)?;
                }
                Ok(())
            }
            b"str" => {
                let plain = text::unescaped(text::content(value)?)?;
                self.text(column, &plain)
            }
            b"b" => match value {
                b"0" | b"false" => Ok(self.sink.bool(column, false)?),
                b"1" | b"true" => Ok(self.sink.bool(column, true)?),
                _ => Err(Odd::Unusual),
            },
            b"e" if value.starts_with(b"#") => {
                Ok(self.sink.error(column, &text::content(value)?)?)
            }
            b"d" => {
                let date = value::iso_date(&text::content(value)?);
                Ok(self.sink.value(column, &date, Format::Date)?)
            }
            _ => Err(Odd::Unusual),
        }
    }

    fn text(&mut self, column: u16, text: &str) -> Result<(), Odd> {
        if text.is_empty() {
            Ok(())
        } else {
            Ok(self.sink.text(column, text)?)
        }
    }

    fn number(&mut self, column: u16, text: &[u8], style: usize) -> Result<(), Odd> {
        let format = self.context.formats.get(style).copied().unwrap_or_default();
        let value = value::written(text, format, self.context.is_1904).ok_or(Odd::Unusual)?;
        Ok(self.sink.value(column, &value, format)?)
    }
}

fn digits(text: &[u8]) -> Option<u32> {
    if text.is_empty() || text.len() > 9 || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(text.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0')))
}

/// The attributes of a tag: from after its name up to and with its `>`.
struct Attributes<'a>(&'a [u8]);

impl<'a> Attributes<'a> {
    /// The next key and value; `Some(None)` after the last, `None` where the window cuts through.
    #[allow(clippy::type_complexity)]
    fn next(&mut self) -> Result<Option<Option<(&'a [u8], &'a [u8])>>, Odd> {
        let blank = self
            .0
            .iter()
            .take_while(|b| b.is_ascii_whitespace())
            .count();
        self.0 = &self.0[blank..];
        match self.0.first() {
            None => return Ok(None),
            Some(b'>' | b'/') => return Ok(Some(None)),
            Some(_) => {}
        }
        let Some(equals) = self.0.iter().position(|b| *b == b'=') else {
            return Ok(None);
        };
        let (key, rest) = (&self.0[..equals], &self.0[equals + 1..]);
        match rest.first() {
            None => return Ok(None),
            Some(b'"') => {}
            Some(_) => return Err(Odd::Unusual),
        }
        let Some(end) = rest[1..].iter().position(|b| *b == b'"') else {
            return Ok(None);
        };
        self.0 = &rest[end + 2..];
        Ok(Some(Some((key, &rest[1..=end]))))
    }
}

enum Content<'a> {
    Value(&'a [u8]),
    Inline(&'a [u8]),
}

/// A cell as it is written.
struct Cell<'a> {
    /// Row from 1 and column from 0.
    address: Option<(u32, u16)>,
    style: usize,
    kind: &'a [u8],
    formula: bool,
    content: Option<Content<'a>>,
}

impl<'a> Cell<'a> {
    /// A cell and its length; `None` where the window cuts through it.
    fn parse(bytes: &'a [u8]) -> Result<Option<(Cell<'a>, usize)>, Odd> {
        let mut cell = Cell {
            address: None,
            style: 0,
            kind: b"",
            formula: false,
            content: None,
        };
        let mut tag = Attributes(&bytes[2..]);
        loop {
            match tag.next()? {
                None => return Ok(None),
                Some(None) => break,
                Some(Some((b"r", value))) => cell.address = Some(address(value)?),
                Some(Some((b"s", value))) => {
                    cell.style = digits(value).ok_or(Odd::Unusual)? as usize;
                }
                Some(Some((b"t", value))) => cell.kind = value,
                Some(Some(_)) => {}
            }
        }
        let mut rest = tag.0;
        if rest.starts_with(b"/>") {
            return Ok(Some((cell, bytes.len() - rest.len() + 2)));
        }
        rest = &rest[1..];
        loop {
            match cell.child(rest)? {
                None => return Ok(None),
                Some((0, after)) => return Ok(Some((cell, bytes.len() - rest.len() + after))),
                Some((used, _)) => rest = &rest[used..],
            }
        }
    }

    /// A child of the cell: how long it is, or 0 and the length of the cell's end.
    fn child(&mut self, rest: &'a [u8]) -> Result<Option<(usize, usize)>, Odd> {
        if let Some(value) = rest.strip_prefix(b"<v>") {
            let Some(end) = memchr(b'<', value) else {
                return Ok(None);
            };
            if value.len() < end + 4 {
                return Ok(None);
            }
            if !value[end..].starts_with(b"</v>") || self.content.is_some() {
                return Err(Odd::Unusual);
            }
            // An empty value is none, except of a text.
            if end > 0 || self.kind == b"str" {
                self.content = Some(Content::Value(&value[..end]));
            }
            return Ok(Some((3 + end + 4, 0)));
        }
        if rest.starts_with(b"</c>") {
            return Ok(Some((0, 4)));
        }
        let blank = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        if blank > 0 {
            return Ok(Some((blank, 0)));
        }
        self.rare(rest)
    }

    fn rare(&mut self, rest: &'a [u8]) -> Result<Option<(usize, usize)>, Odd> {
        let Some(end) = memchr(b'>', rest) else {
            return Ok(None);
        };
        let tag = &rest[..=end];
        let closed = tag.ends_with(b"/>");
        if closed && tag == b"<v/>" {
            return Ok(Some((end + 1, 0)));
        }
        if tag.starts_with(b"<f>") || tag.starts_with(b"<f ") || tag == b"<f/>" {
            self.formula = true;
            if closed {
                return Ok(Some((end + 1, 0)));
            }
            let Some(length) = memchr(b'<', &rest[end..]) else {
                return Ok(None);
            };
            let after = &rest[end + length..];
            if after.len() < 4 {
                return Ok(None);
            }
            return if after.starts_with(b"</f>") {
                Ok(Some((end + length + 4, 0)))
            } else {
                Err(Odd::Unusual)
            };
        }
        if tag == b"<is>" && self.kind == b"inlineStr" && self.content.is_none() {
            let Some(length) = memmem::find(rest, b"</is>") else {
                return Ok(None);
            };
            self.content = Some(Content::Inline(&rest[4..length]));
            return Ok(Some((length + 5, 0)));
        }
        Err(Odd::Unusual)
    }
}

/// `AB12` as row from 1 and column from 0.
fn address(text: &[u8]) -> Result<(u32, u16), Odd> {
    let letters = text.iter().take_while(|b| b.is_ascii_uppercase()).count();
    if letters == 0 || letters > 3 {
        return Err(Odd::Unusual);
    }
    let column = text[..letters]
        .iter()
        .fold(0_u32, |n, b| n * 26 + u32::from(b - b'A') + 1);
    let row = digits(&text[letters..])
        .filter(|row| *row > 0)
        .ok_or(Odd::Unusual)?;
    Ok((row, u16::try_from(column - 1).unwrap_or(u16::MAX)))
}
