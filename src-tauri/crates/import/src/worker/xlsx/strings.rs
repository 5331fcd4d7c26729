//! The shared strings of a workbook.

use super::window::Window;
use super::{Odd, text};
use crate::worker::send::{Halt, Sink};
use memchr::memmem;
use std::io::{Read, Write};

const UNSENT: u32 = u32::MAX;

/// All texts, one after the other, and the numbers under which they were sent.
#[derive(Default)]
pub(crate) struct Strings {
    all: String,
    ends: Vec<usize>,
    sent: Vec<u32>,
}

impl Strings {
    /// Reads the part.
    pub fn read<R: Read>(mut window: Window<R>) -> Result<Strings, Odd> {
        let mut strings = Strings::default();
        window.more()?;
        // The head of the document, up to the opening tag and over it.
        let opened = loop {
            let seen = window.seen();
            let end = memmem::find(seen, b"<sst")
                .and_then(|at| Some((at, at + memchr::memchr(b'>', &seen[at..])?)));
            if let Some((_, end)) = end {
                break end;
            }
            window.more()?;
        };
        let head = &window.seen()[..opened];
        if unusual_encoding(head) {
            return Err(Odd::Unusual);
        }
        if head.ends_with(b"/") {
            return Ok(strings);
        }
        window.pass(opened + 1);
        while !strings.items(&mut window)? {
            window.more()?;
        }
        Ok(strings)
    }

    /// Takes the items which can be seen whole; whether the list is over.
    fn items<R: Read>(&mut self, window: &mut Window<R>) -> Result<bool, Odd> {
        let seen = window.seen();
        let mut at = 0;
        let over = loop {
            at += seen[at..]
                .iter()
                .take_while(|b| b.is_ascii_whitespace())
                .count();
            let rest = &seen[at..];
            if let Some(item) = rest.strip_prefix(b"<si>") {
                let Some(end) = memmem::find(item, b"</si>") else {
                    break false;
                };
                self.push(&text::item(&item[..end])?);
                at += 4 + end + 5;
            } else if rest.starts_with(b"<si/>") {
                self.push("");
                at += 5;
            } else if rest.starts_with(b"</sst>") {
                break true;
            } else if rest.len() < 6 {
                break false;
            } else {
                return Err(Odd::Unusual);
            }
        };
        window.pass(at);
        Ok(over)
    }

    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len());
        self.sent.push(UNSENT);
    }

    fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.all.get(start..end)
    }

    /// The number of a text in the pipe, sending it the first time; `None` where the text is empty.
    pub fn id<W: Write>(&mut self, index: usize, sink: &mut Sink<W>) -> Result<Option<u32>, Odd> {
        let sent = *self.sent.get(index).ok_or(Odd::Unusual)?;
        if sent != UNSENT {
            return Ok(Some(sent));
        }
        let text = self.get(index).ok_or(Odd::Unusual)?;
        if text.is_empty() {
            return Ok(None);
        }
        let id = sink.intern(text).map_err(|halt: Halt| Odd::Halt(halt))?;
        self.sent[index] = id;
        Ok(Some(id))
    }
}

/// A document in another encoding than UTF-8 says so in its first line.
pub(crate) fn unusual_encoding(head: &[u8]) -> bool {
    let line = &head[..head.len().min(200)];
    let text = String::from_utf8_lossy(line).to_ascii_lowercase();
    text.starts_with("<?xml") && text.contains("encoding=") && !text.contains("utf-8")
        || line.starts_with(b"\xFF\xFE")
        || line.starts_with(b"\xFE\xFF")
}
