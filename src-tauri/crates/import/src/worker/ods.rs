//! ODS, streamed: cells as they come, repeats counted out only where they hold something.

use super::book;
use super::numfmt::Format;
use super::send::{Halt, Sent, Sink};
use super::survey::{self, Survey};
use super::value;
use super::xlsx::text::character;
use crate::wire::stop::{self, Stop};
use calamine::{Sheet, SheetType, SheetVisible};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeSet;
use std::io::{BufReader, Read, Write};

/// A cell's texts may not pass this, whatever is repeated in them.
const LONGEST: usize = 1 << 20;

/// Sends a workbook.
pub(crate) fn read<W: Write>(bytes: &[u8], survey: &Survey, sink: &mut Sink<W>) -> Sent {
    sink.kind("ODS")?;
    let mut archive = survey::open(bytes)?;
    let manifest = whole(&mut archive, "META-INF/manifest.xml")?;
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(stop::password().into());
    }
    let at = archive.index_for_name("content.xml").ok_or_else(missing)?;
    let part = survey::part(&mut archive, at)?;
    let mut content = Content::new(BufReader::new(part), sink);
    let read = content.read();
    let (links, sheet) = (content.links, content.sheet.take());
    read.map_err(|halt| match &sheet {
        Some(name) => halt.in_sheet(name),
        None => halt,
    })?;
    book::notes(
        &Survey {
            links: links || survey.links,
            ..survey.clone()
        },
        sink,
    )
}

fn missing() -> Stop {
    stop::truncated("a part of the archive is missing")
}

fn whole(archive: &mut survey::Archive<'_>, name: &str) -> Result<Vec<u8>, Stop> {
    let at = archive.index_for_name(name).ok_or_else(missing)?;
    let mut bytes = Vec::new();
    survey::part(archive, at)?
        .take(16 << 20)
        .read_to_end(&mut bytes)
        .map_err(|_| missing())?;
    Ok(bytes)
}

/// A cell as it is written, without its repeats.
#[derive(Default)]
struct Cell {
    kind: String,
    value: Option<String>,
    formula: bool,
    text: String,
    paragraphs: u32,
}

struct Content<'s, R: Read, W: Write> {
    reader: Reader<BufReader<R>>,
    buffer: Vec<u8>,
    sink: &'s mut Sink<W>,
    hidden_styles: BTreeSet<String>,
    style: String,
    sheets: Vec<Sheet>,
    sheet: Option<String>,
    links: bool,
    /// Row under way, from 1, and how often it is repeated.
    row: u32,
    repeat: u32,
    /// Whether the row under way is hidden.
    hidden: bool,
    /// Columns described so far.
    described: u32,
    /// Cells of the row under way: first column, how often, cell.
    cells: Vec<(u32, u32, Cell)>,
    column: u32,
}

impl<'s, R: Read, W: Write> Content<'s, R, W> {
    fn new(reader: BufReader<R>, sink: &'s mut Sink<W>) -> Self {
        Content {
            reader: Reader::from_reader(reader),
            buffer: Vec::new(),
            sink,
            hidden_styles: BTreeSet::new(),
            style: String::new(),
            sheets: Vec::new(),
            sheet: None,
            links: false,
            row: 0,
            repeat: 1,
            hidden: false,
            described: 0,
            cells: Vec::new(),
            column: 0,
        }
    }

    fn event(&mut self) -> Result<Event<'static>, Halt> {
        self.buffer.clear();
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => Ok(event.into_owned()),
            Err(quick_xml::Error::Io(_)) => {
                Err(stop::truncated("a part of the archive is damaged").into())
            }
            Err(quick_xml::Error::Syntax(_)) => {
                Err(stop::truncated("the end of a sheet is missing").into())
            }
            Err(_) => Err(stop::parser_failed("its XML is not that of a workbook").into()),
        }
    }

    fn read(&mut self) -> Sent {
        let mut ended = false;
        loop {
            match self.event()? {
                Event::Start(element) => self.start(&element, false)?,
                Event::Empty(element) => self.start(&element, true)?,
                Event::End(element) => match element.name().as_ref() {
                    "table:table" => self.table_end()?,
                    "table:table-row" => self.row_end()?,
                    "office:document-content" => ended = true,
                    _ => {}
                },
                Event::DocType(_) => {
                    return Err(stop::damaged("its XML has a document type").into());
                }
                Event::Eof if ended => return Ok(()),
                Event::Eof => return Err(stop::truncated("the end of a sheet is missing").into()),
                _ => {}
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, empty: bool) -> Sent {
        match element.name().as_ref() {
            "style:style" => self.style = attribute(element, "style:name")?.unwrap_or_default(),
            "style:table-properties" => {
                let shown = attribute(element, "table:display")?;
                if shown.as_deref() == Some("false") {
                    self.hidden_styles.insert(self.style.clone());
                }
            }
            "table:table" => self.table(element)?,
            "table:table-column" => {
                let first = self.described;
                let times = repeat(element, "table:number-columns-repeated")?;
                self.described = first.saturating_add(times);
                if is_hidden(element)? {
                    self.sink.hide_columns(first, self.described - 1);
                }
            }
            "table:table-row" => {
                self.row += 1;
                self.column = 0;
                self.repeat = repeat(element, "table:number-rows-repeated")?;
                self.hidden = is_hidden(element)?;
                self.cells.clear();
                if empty {
                    self.row_end()?;
                }
            }
            "table:table-cell" | "table:covered-table-cell" => self.cell(element, empty)?,
            // Drawings on a sheet, and notes: their texts and tables are no cells.
            "table:shapes" | "office:annotation" | "draw:frame" if !empty => self.skip(element)?,
            _ => {}
        }
        Ok(())
    }

    fn table(&mut self, element: &BytesStart<'_>) -> Sent {
        if self.sheet.is_some() {
            return Err(stop::damaged("a sheet lies within a cell").into());
        }
        let name = attribute(element, "table:name")?.unwrap_or_default();
        let style = attribute(element, "table:style-name")?.unwrap_or_default();
        let hidden = self.hidden_styles.contains(&style);
        let visible = if hidden {
            SheetVisible::Hidden
        } else {
            SheetVisible::Visible
        };
        self.sheets.push(Sheet {
            name: name.clone(),
            typ: SheetType::WorkSheet,
            visible,
        });
        book::worksheets(&self.sheets, self.sink)?;
        self.sink.sheet(&name, hidden, "ODS", 0)?;
        (self.row, self.described) = (0, 0);
        self.sheet = Some(name);
        Ok(())
    }

    fn table_end(&mut self) -> Sent {
        self.sheet = None;
        self.sink.sheet_end()
    }

    fn cell(&mut self, element: &BytesStart<'_>, empty: bool) -> Sent {
        let first = self.column;
        let times = repeat(element, "table:number-columns-repeated")?;
        self.column = self.column.saturating_add(times);
        let mut cell = described(element)?;
        if let Some(formula) = attribute(element, "table:formula")? {
            cell.formula = true;
            self.links = self.links || formula.contains("'file:");
        }
        if !empty {
            self.content(&mut cell)?;
        }
        if cell.formula || !cell.kind.is_empty() || !cell.text.is_empty() {
            self.cells.push((first, times, cell));
        }
        Ok(())
    }

    /// What is inside a cell, up to its end.
    fn content(&mut self, cell: &mut Cell) -> Sent {
        let mut within = 0;
        loop {
            match self.event()? {
                Event::Start(element) => match element.name().as_ref() {
                    "office:annotation" | "draw:frame" | "table:table" => self.skip(&element)?,
                    "text:p" | "text:h" => {
                        if cell.paragraphs > 0 {
                            cell.text.push('\n');
                        }
                        cell.paragraphs += 1;
                        within += 1;
                    }
                    name => blank(name, &element, &mut cell.text)?,
                },
                Event::Empty(element) => match element.name().as_ref() {
                    "text:p" | "text:h" if cell.paragraphs > 0 => cell.text.push('\n'),
                    name => blank(name, &element, &mut cell.text)?,
                },
                Event::End(element) => match element.name().as_ref() {
                    "table:table-cell" | "table:covered-table-cell" => return Ok(()),
                    "text:p" | "text:h" => within -= 1,
                    _ => {}
                },
                Event::Text(text) if within > 0 => collapsed(&text.xml10_content(), &mut cell.text),
                Event::CData(text) if within > 0 => {
                    collapsed(&text.xml10_content(), &mut cell.text);
                }
                Event::GeneralRef(entity) if within > 0 => {
                    let unknown = || stop::parser_failed("its XML is not that of a workbook");
                    cell.text
                        .push(character(entity.as_ref()).ok_or_else(unknown)?);
                }
                Event::Eof => return Err(stop::truncated("the end of a sheet is missing").into()),
                _ => {}
            }
            if cell.text.len() > LONGEST {
                return Err(stop::cell_too_long(LONGEST).at_row(self.row).into());
            }
        }
    }

    /// Passes over an element with all that is in it.
    fn skip(&mut self, element: &BytesStart<'_>) -> Sent {
        let name = element.name().as_ref().to_owned();
        let mut depth = 1;
        while depth > 0 {
            match self.event()? {
                Event::Start(inner) if inner.name().as_ref() == name => depth += 1,
                Event::End(inner) if inner.name().as_ref() == name => depth -= 1,
                Event::Eof => return Err(stop::truncated("the end of a sheet is missing").into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Sends the row as often as it is repeated, if it holds anything.
    fn row_end(&mut self) -> Sent {
        let first = self.row;
        self.row = self.row.saturating_add(self.repeat - 1);
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() || self.sheet.is_none() {
            return Ok(());
        }
        let wide: u64 = cells.iter().map(|(_, times, _)| u64::from(*times)).sum();
        self.sink
            .expect(wide.saturating_mul(u64::from(self.repeat)))?;
        for row in first..=self.row {
            self.sink.row(row)?;
            if self.hidden {
                self.sink.hide_row(row);
            }
            for (column, times, cell) in &cells {
                for column in *column..column.saturating_add(*times) {
                    self.send(cell, u16::try_from(column).unwrap_or(u16::MAX))?;
                }
            }
        }
        Ok(())
    }

    fn send(&mut self, cell: &Cell, column: u16) -> Sent {
        let format = match cell.kind.as_str() {
            "percentage" => Format::Percent,
            "currency" => Format::Currency,
            _ => Format::Plain,
        };
        match (cell.kind.as_str(), &cell.value) {
            ("error", _) => self.sink.error(column, &cell.text),
            (_, _) if cell.formula && failed(&cell.text) => self.sink.error(column, &cell.text),
            ("float" | "percentage" | "currency", Some(value)) => {
                match value::written(value.trim().as_bytes(), format, false) {
                    Some(value) => self.sink.value(column, &value, format),
                    None => self.sink.error(column, &format!("{value}: no number")),
                }
            }
            ("date", Some(value)) => self
                .sink
                .value(column, &value::iso_date(value), Format::Date),
            ("boolean", Some(value)) => self.sink.bool(column, value == "true"),
            ("string", Some(value)) if !value.is_empty() => self.sink.text(column, value),
            ("", _) if cell.formula && cell.text.is_empty() => self.sink.no_value(column),
            _ if cell.text.is_empty() => Ok(()),
            _ => self.sink.text(column, &cell.text),
        }
    }
}

/// What `LibreOffice` and its kin show for a formula which failed.
fn failed(text: &str) -> bool {
    let names = [
        "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!",
    ];
    text.starts_with("Err:") || names.contains(&text)
}

fn described(element: &BytesStart<'_>) -> Result<Cell, Halt> {
    let mut cell = Cell::default();
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| odd())?;
        let target = match attribute.key.as_ref() {
            "office:value-type" if cell.kind.is_empty() => {
                cell.kind = decoded(&attribute.value)?;
                continue;
            }
            "calcext:value-type" if &*attribute.value == "error" => {
                "error".clone_into(&mut cell.kind);
                continue;
            }
            "office:value"
            | "office:date-value"
            | "office:boolean-value"
            | "office:string-value" => &mut cell.value,
            _ => continue,
        };
        *target = Some(decoded(&attribute.value)?);
    }
    Ok(cell)
}

fn odd() -> Stop {
    stop::parser_failed("its XML is not that of a workbook")
}

fn decoded(value: &str) -> Result<String, Halt> {
    super::xlsx::text::content(value.as_bytes())
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| odd().into())
}

fn attribute(element: &BytesStart<'_>, key: &str) -> Result<Option<String>, Halt> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| odd())?;
        if attribute.key.as_ref() == key {
            return decoded(&attribute.value).map(Some);
        }
    }
    Ok(None)
}

/// Whether a row or column is not shown.
fn is_hidden(element: &BytesStart<'_>) -> Result<bool, Halt> {
    let shown = attribute(element, "table:visibility")?;
    Ok(matches!(shown.as_deref(), Some("collapse" | "filter")))
}

fn repeat(element: &BytesStart<'_>, key: &str) -> Result<u32, Halt> {
    let Some(text) = attribute(element, key)? else {
        return Ok(1);
    };
    let times = text.parse().ok().filter(|times| *times > 0);
    times.ok_or_else(|| stop::damaged(&format!("a cell is repeated {text} times")).into())
}

/// Elements which stand for blanks.
fn blank(name: &str, element: &BytesStart<'_>, text: &mut String) -> Sent {
    match name {
        "text:s" => {
            let count = attribute(element, "text:c")?.map_or(Some(1), |c| c.parse::<usize>().ok());
            let count = count.filter(|count| *count <= LONGEST).ok_or_else(odd)?;
            text.extend(std::iter::repeat_n(' ', count));
        }
        "text:tab" => text.push('\t'),
        "text:line-break" => text.push('\n'),
        _ => {}
    }
    Ok(())
}

/// Runs of blanks in the XML are one.
fn collapsed(raw: &str, text: &mut String) {
    let mut blank = false;
    for c in raw.chars() {
        if matches!(c, ' ' | '\t' | '\n' | '\r') {
            if !blank {
                text.push(' ');
            }
            blank = true;
        } else {
            text.push(c);
            blank = false;
        }
    }
}
