//! Splitting text into rows and fields.

/// Where fields go.
pub(crate) trait Visitor {
    type Error;
    /// A field of a row (rows count from 1), without its quotation marks.
    fn field(&mut self, row: u32, text: &str) -> Result<(), Self::Error>;
    /// The row is over.
    fn row(&mut self, row: u32) -> Result<(), Self::Error>;
    /// A quotation mark opened in this row is never closed.
    fn unclosed(&mut self, row: u32) -> Self::Error;
}

/// What was scanned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Rows {
    /// Rows, empty ones included, as a spreadsheet would number them.
    pub count: u32,
    /// Whether the last row ends with a line end.
    pub ended: bool,
}

/// Goes through a text. A field which begins with a quotation mark (spaces before it allowed) runs to
/// its closing one, over delimiters and line ends; a quotation mark elsewhere is a letter like others.
pub(crate) fn scan<V: Visitor>(text: &str, delimiter: u8, to: &mut V) -> Result<Rows, V::Error> {
    let bytes = text.as_bytes();
    let (mut at, mut start, mut row) = (0, 0, 1);
    let mut fresh = true;
    while let Some(&byte) = bytes.get(at) {
        if byte == delimiter {
            to.field(row, &text[start..at])?;
            at += 1;
            start = at;
            fresh = true;
        } else if byte == b'\n' || byte == b'\r' {
            to.field(row, &text[start..at])?;
            to.row(row)?;
            at += if bytes[at..].starts_with(b"\r\n") {
                2
            } else {
                1
            };
            start = at;
            row += 1;
            fresh = true;
        } else if byte == b'"' && fresh {
            let (field, end) = quoted(text, at + 1, delimiter).ok_or_else(|| to.unclosed(row))?;
            to.field(row, &field)?;
            at = end;
            match bytes.get(at) {
                Some(b) if *b == delimiter => {
                    at += 1;
                    start = at;
                    if at == bytes.len() {
                        break;
                    }
                }
                Some(_) => {
                    to.row(row)?;
                    at += if bytes[at..].starts_with(b"\r\n") {
                        2
                    } else {
                        1
                    };
                    start = at;
                    row += 1;
                }
                None => {
                    to.row(row)?;
                    return Ok(Rows {
                        count: row,
                        ended: false,
                    });
                }
            }
        } else {
            fresh = fresh && byte == b' ';
            at += 1;
        }
    }
    let ended = start == bytes.len() && !bytes.ends_with(&[delimiter]);
    if !ended {
        to.field(row, &text[start..])?;
        to.row(row)?;
    }
    Ok(Rows {
        count: row - u32::from(ended),
        ended,
    })
}

/// The field after an opening quotation mark, and where its delimiter, line end or the end of text is.
fn quoted(text: &str, start: usize, delimiter: u8) -> Option<(std::borrow::Cow<'_, str>, usize)> {
    let bytes = text.as_bytes();
    let first = start + memchr::memchr(b'"', &bytes[start..])?;
    if ends(bytes, first + 1, delimiter) {
        return Some((text[start..first].into(), first + 1));
    }
    let mut field = String::new();
    let (mut from, mut quote) = (start, first);
    loop {
        field.push_str(&text[from..quote]);
        from = quote + 1;
        if bytes.get(from) == Some(&b'"') {
            field.push('"');
            from += 1;
        } else if ends(bytes, from, delimiter) {
            return Some((field.into(), from));
        } else {
            // Text after a closing mark belongs to the field: `"Acme" Corp`.
            let rest = &bytes[from..];
            let end = rest
                .iter()
                .position(|b| *b == delimiter || *b == b'\n' || *b == b'\r')
                .unwrap_or(rest.len());
            field.push_str(&text[from..from + end]);
            return Some((field.into(), from + end));
        }
        quote = from + memchr::memchr(b'"', &bytes[from..])?;
    }
}

fn ends(bytes: &[u8], at: usize, delimiter: u8) -> bool {
    bytes
        .get(at)
        .is_none_or(|b| *b == delimiter || *b == b'\n' || *b == b'\r')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Collected(Vec<Vec<String>>, Vec<String>);

    impl Visitor for Collected {
        type Error = u32;
        fn field(&mut self, _: u32, text: &str) -> Result<(), u32> {
            self.1.push(text.to_owned());
            Ok(())
        }
        fn row(&mut self, row: u32) -> Result<(), u32> {
            self.0.push(std::mem::take(&mut self.1));
            assert_eq!(self.0.len(), row as usize);
            Ok(())
        }
        fn unclosed(&mut self, row: u32) -> u32 {
            row
        }
    }

    fn rows(text: &str) -> Vec<Vec<String>> {
        let mut to = Collected::default();
        let rows = scan(text, b',', &mut to).unwrap();
        assert_eq!(rows.count as usize, to.0.len(), "{text:?}");
        to.0
    }

    #[test]
    fn rows_and_fields() {
        assert_eq!(rows("a,b\nc,d\n"), [["a", "b"], ["c", "d"]]);
        assert_eq!(rows("a,b\r\nc,d"), [["a", "b"], ["c", "d"]]);
        assert_eq!(rows("a,b\rc,"), [["a", "b"], ["c", ""]]);
        assert_eq!(rows("a\n\nb\n"), [vec!["a"], vec![""], vec!["b"]]);
        assert_eq!(rows(""), Vec::<Vec<String>>::new());
        assert_eq!(rows(","), [["", ""]]);
        assert_eq!(rows("ä,😀,"), [["ä", "😀", ""]]);
    }

    #[test]
    fn quotation_marks() {
        assert_eq!(rows("\"a,b\",\"c\"\"d\"\n"), [["a,b", "c\"d"]]);
        assert_eq!(rows("\"two\nlines\",x"), [["two\nlines", "x"]]);
        assert_eq!(
            rows("5\" disk,\"Acme\" Corp,\"\""),
            [["5\" disk", "Acme Corp", ""]]
        );
        assert_eq!(rows("a, \"b, c\""), [["a", "b, c"]]);
        assert_eq!(rows("\"a\",\r\n\"b\",\"c\""), [["a", ""], ["b", "c"]]);
        assert_eq!(rows("\"a\","), [["a", ""]]);
        assert_eq!(rows("\"\"\"x\"\"\",y"), [["\"x\"", "y"]]);
    }

    #[test]
    fn an_unclosed_mark_is_told_with_its_row() {
        assert_eq!(scan("a\nb,\"c\nd", b',', &mut Collected::default()), Err(2));
    }

    #[test]
    fn the_end_is_told() {
        let end = |text: &str| scan(text, b',', &mut Collected::default()).unwrap();
        assert_eq!(
            end("a,b\n"),
            Rows {
                count: 1,
                ended: true
            }
        );
        assert_eq!(
            end("a,b\nc"),
            Rows {
                count: 2,
                ended: false
            }
        );
        assert_eq!(
            end("a,\"b\""),
            Rows {
                count: 1,
                ended: false
            }
        );
    }
}
