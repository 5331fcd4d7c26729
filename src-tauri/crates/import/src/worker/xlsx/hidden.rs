//! Hidden rows and columns of sheets which go through calamine: it reads their cells and keeps that to itself.

use super::parts;
use crate::worker::send::{Sent, Sink};
use crate::worker::survey::{self, Archive};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::io::{BufReader, Write};

/// Where the worksheets of a workbook are in its archive, by name.
pub(crate) struct Places<'a> {
    archive: Archive<'a>,
    by_name: HashMap<String, usize>,
}

impl<'a> Places<'a> {
    /// Finds them where all but a few programs put them; a sheet which is not found hides nothing that is known.
    pub fn of(mut archive: Archive<'a>) -> Places<'a> {
        let by_name = parts::places(&mut archive).unwrap_or_default();
        Places { archive, by_name }
    }

    /// Tells the sink what a sheet hides.
    pub fn tell<W: Write>(&mut self, name: &str, sink: &mut Sink<W>) -> Sent {
        let Some(&at) = self.by_name.get(name) else {
            return Ok(());
        };
        let part = survey::part(&mut self.archive, at)?;
        let mut reader = Reader::from_reader(BufReader::new(part));
        let (mut buffer, mut row) = (Vec::new(), 0);
        loop {
            buffer.clear();
            // Whether its XML can be read at all is for calamine to say.
            let Ok(event) = reader.read_event_into(&mut buffer) else {
                return Ok(());
            };
            match event {
                Event::Start(element) | Event::Empty(element) => {
                    element_of(&element, &mut row, sink);
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

fn element_of<W: Write>(element: &BytesStart<'_>, row: &mut u32, sink: &mut Sink<W>) {
    let number = |key| attribute(element, key).and_then(|v| v.parse::<u32>().ok());
    let hidden = || {
        let value = attribute(element, "hidden");
        matches!(value.as_deref(), Some("1" | "true"))
    };
    match element.local_name().as_ref() {
        "row" => {
            *row = number("r").unwrap_or(row.saturating_add(1));
            if hidden() {
                sink.hide_row(*row);
            }
        }
        "col" if hidden() => {
            if let (Some(first @ 1..), Some(last @ 1..)) = (number("min"), number("max")) {
                sink.hide_columns(first - 1, last - 1);
            }
        }
        _ => {}
    }
}

fn attribute(element: &BytesStart<'_>, key: &str) -> Option<String> {
    let mut all = element.attributes().flatten();
    let found = all.find(|a| a.key.as_ref() == key)?;
    Some(found.value.trim().to_owned())
}
