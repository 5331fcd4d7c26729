//! Which character separates the fields.

use super::scan::{Visitor, scan};
use std::collections::BTreeMap;

/// How fields are separated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Dialect {
    pub delimiter: u8,
}

/// Candidates, the rarer in ordinary text first: they win where two fit equally well.
const CANDIDATES: [(u8, &str); 4] = [
    (b'\t', "tab"),
    (b'|', "bar"),
    (b';', "semicolon"),
    (b',', "comma"),
];
/// How much of the text is looked at.
const HEAD: usize = 64 << 10;

impl Dialect {
    /// The delimiter in words.
    pub fn words(self) -> &'static str {
        CANDIDATES
            .iter()
            .find(|c| c.0 == self.delimiter)
            .map_or("comma", |c| c.1)
    }
}

/// The delimiter, and the text after the line `sep=;` by which Excel is told of it.
pub(crate) fn detect(text: &str) -> (Dialect, &str) {
    if let Some((dialect, rest)) = declared(text) {
        return (dialect, rest);
    }
    let head = whole_lines(text);
    let mut best = (0, b',');
    for (delimiter, _) in CANDIDATES {
        let score = score(head, delimiter);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    (Dialect { delimiter: best.1 }, text)
}

fn declared(text: &str) -> Option<(Dialect, &str)> {
    let rest = text
        .strip_prefix("sep=")
        .or_else(|| text.strip_prefix("SEP="))?;
    let delimiter = *rest.as_bytes().first()?;
    let rest = rest.get(1..)?;
    let body = rest
        .strip_prefix("\r\n")
        .or_else(|| rest.strip_prefix(['\n', '\r']))?;
    CANDIDATES
        .iter()
        .any(|c| c.0 == delimiter)
        .then_some((Dialect { delimiter }, body))
}

fn whole_lines(text: &str) -> &str {
    if text.len() <= HEAD {
        return text;
    }
    let end = (0..=HEAD).rev().find(|at| text.is_char_boundary(*at));
    let head = &text[..end.unwrap_or(0)];
    head.rfind(['\n', '\r']).map_or(head, |end| &head[..=end])
}

#[derive(Default)]
struct Widths {
    fields: u32,
    rows: BTreeMap<u32, u32>,
}

impl Visitor for Widths {
    type Error = ();
    fn field(&mut self, _: u32, _: &str) -> Result<(), ()> {
        self.fields += 1;
        Ok(())
    }
    fn row(&mut self, _: u32) -> Result<(), ()> {
        *self
            .rows
            .entry(std::mem::take(&mut self.fields))
            .or_default() += 1;
        Ok(())
    }
    fn unclosed(&mut self, _: u32) {}
}

/// How well a delimiter fits: the share of split rows which have the usual number of fields counts
/// most, then how many rows it splits at all, then that number. 0 where it splits nothing.
fn score(head: &str, delimiter: u8) -> u64 {
    let mut widths = Widths::default();
    // A quotation mark left open by the cut of the head spoils only its last row.
    let _ = scan(head, delimiter, &mut widths);
    let split: u32 = widths
        .rows
        .iter()
        .filter(|(w, _)| **w > 1)
        .map(|(_, n)| n)
        .sum();
    let all: u32 = widths.rows.values().sum();
    let Some((width, count)) = widths
        .rows
        .iter()
        .filter(|(w, _)| **w > 1)
        .max_by_key(|(w, n)| (**n, **w))
    else {
        return 0;
    };
    let share = |part: u32, whole: u32| u64::from(part) * 20 / u64::from(whole.max(1));
    share(*count, split) * share(split, all) * 1000 + u64::from((*width).min(999)) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_told() {
        for (text, delimiter) in [
            ("Customer,Close,ARR\nAlder,2025-01-31,100\n", b','),
            (
                "Customer;Close;ARR\nAlder, Inc.;31.01.2025;1.200,50\nBirch, Ltd.;31.01.2025;900,00\n",
                b';',
            ),
            ("Customer\tARR\nAlder, Inc.\t1,200.50\n", b'\t'),
            ("Customer|ARR\nAlder|1\n", b'|'),
            ("Report for Q1\n\nCustomer,ARR\nAlder,1\nBirch,2\n", b','),
            ("\"a;b\",\"c;d\"\n\"e;f\",\"g\"\n", b','),
            ("Name\nAlder\n", b','),
            ("a;b\n1,5;2,5\n3,5;4\n", b';'),
            ("", b','),
        ] {
            assert_eq!(detect(text).0.delimiter, delimiter, "{text:?}");
        }
    }

    #[test]
    fn a_declared_delimiter_wins_and_its_line_is_no_row() {
        let (dialect, rest) = detect("sep=;\r\na,b;c\r\n");
        assert_eq!((dialect.delimiter, rest), (b';', "a,b;c\r\n"));
        assert_eq!(detect("sep=x\na,b\n").1, "sep=x\na,b\n");
    }
}
