//! From bytes to text.

use super::guess::{self, Guess, Sure};
use crate::encodings::Charset;
use crate::wire::stop::{self, Stop};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// Text with what it was written in.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub text: String,
    pub encoding: String,
    /// What was guessed of a file which does not say how its letters are written.
    pub guess: Option<Guess>,
}

/// Decodes by byte order mark, else UTF-16 by its zero bytes, else UTF-8 where it is, else by the letters.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<Decoded, Stop> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        let text =
            std::str::from_utf8(rest).map_err(|_| stop::encoding("it says UTF-8, but is not"))?;
        return checked(text.to_owned(), "UTF-8 with byte order mark");
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        let little = bytes[0] == 0xFF;
        return utf16(
            &bytes[2..],
            little,
            if little { "UTF-16 LE" } else { "UTF-16 BE" },
        );
    }
    if let Some(little) = zeros(&bytes) {
        return utf16(&bytes, little, "UTF-16 without byte order mark");
    }
    match String::from_utf8(bytes) {
        Ok(text) => checked(text, "UTF-8"),
        Err(error) => unmarked(error.as_bytes(), error.utf8_error()),
    }
}

/// Latin text in UTF-16 has a zero in every other byte: `true` for little endian.
fn zeros(bytes: &[u8]) -> Option<bool> {
    let head = &bytes[..bytes.len().min(4096)];
    let pairs = head.as_chunks::<2>().0;
    let (even, odd) = pairs.iter().fold((0, 0), |n, p| {
        (n.0 + usize::from(p[0] == 0), n.1 + usize::from(p[1] == 0))
    });
    let many = |n: usize| n * 10 > pairs.len() * 4 && n > 1;
    (many(odd) && even == 0)
        .then_some(true)
        .or((many(even) && odd == 0).then_some(false))
}

fn utf16(bytes: &[u8], little: bool, name: &'static str) -> Result<Decoded, Stop> {
    let encoding: &Encoding = if little { UTF_16LE } else { UTF_16BE };
    if bytes.len() % 2 == 1 {
        return Err(stop::truncated("its last character is cut in half"));
    }
    let (text, wrong) = encoding.decode_without_bom_handling(bytes);
    if wrong {
        return Err(stop::encoding("it says UTF-16, but is not"));
    }
    checked(text.into_owned(), name)
}

/// Text which is not UTF-8 and does not say what it is.
fn unmarked(bytes: &[u8], error: std::str::Utf8Error) -> Result<Decoded, Stop> {
    let valid = &bytes[..error.valid_up_to()];
    let letters = !valid.is_ascii();
    if error.error_len().is_none() && letters {
        return Err(stop::truncated("its last character is cut in half"));
    }
    if letters && is_mixed(bytes) {
        return mixed(bytes);
    }
    let guess = guess::guess(bytes);
    let text = guess.charset.decode(bytes);
    let text = text.ok_or_else(|| stop::encoding("its letters are of no known encoding"))?;
    let decoded = checked(text, guess.charset.name)?;
    Ok(Decoded {
        guess: Some(guess),
        ..decoded
    })
}

/// Lines of UTF-8 beyond ASCII beside lines of another encoding: two files put together.
fn is_mixed(bytes: &[u8]) -> bool {
    let mut beyond = lines(bytes).filter(|line| !line.is_ascii());
    beyond.any(|line| std::str::from_utf8(line).is_ok())
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|b| *b == b'\n')
}

/// Each line in its own encoding.
fn mixed(bytes: &[u8]) -> Result<Decoded, Stop> {
    let is_utf8 = |line: &&[u8]| std::str::from_utf8(line).is_ok();
    let others: Vec<u8> = lines(bytes)
        .filter(|l| !is_utf8(l))
        .flatten()
        .copied()
        .collect();
    let guess = guess::guess(&others);
    let own = |line: &[u8]| match std::str::from_utf8(line) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => guess.charset.decode(line),
    };
    let text: Option<String> = lines(bytes).map(own).collect();
    let text = text.ok_or_else(|| stop::encoding("its letters are of no known encoding"))?;
    let decoded = checked(text, &both(guess.charset))?;
    let sure = match guess.sure {
        Sure::Yes => Sure::Likely,
        other => other,
    };
    Ok(Decoded {
        guess: Some(Guess { sure, ..guess }),
        ..decoded
    })
}

fn both(other: &Charset) -> String {
    format!("UTF-8 and {}", other.name)
}

/// Text has no zeros and few control characters.
fn checked(text: String, encoding: &str) -> Result<Decoded, Stop> {
    let head = &text.as_bytes()[..text.len().min(65_536)];
    let control = head
        .iter()
        .filter(|b| **b < 32 && !b"\t\r\n\x0b\x0c\x1a".contains(b))
        .count();
    if memchr::memchr(0, text.as_bytes()).is_some() || control * 20 > head.len() {
        return Err(stop::not_a_spreadsheet("a binary file"));
    }
    Ok(Decoded {
        text,
        encoding: encoding.to_owned(),
        guess: None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|u| {
                if little {
                    u.to_le_bytes()
                } else {
                    u.to_be_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn each_encoding_is_told() {
        let text = "Zoë;1 200,50\n";
        let (le, be) = (utf16(text, true), utf16(text, false));
        let cases: [(Vec<u8>, &str); 7] = [
            (text.as_bytes().to_vec(), "UTF-8"),
            (
                [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
                "UTF-8 with byte order mark",
            ),
            ([&b"\xFF\xFE"[..], &le].concat(), "UTF-16 LE"),
            ([&b"\xFE\xFF"[..], &be].concat(), "UTF-16 BE"),
            (le, "UTF-16 without byte order mark"),
            (be, "UTF-16 without byte order mark"),
            (b"Zo\xEB;1 200,50\n".to_vec(), "Windows-1252"),
        ];
        for (bytes, encoding) in cases {
            let decoded = decode(bytes).unwrap();
            assert_eq!(
                (decoded.text.as_str(), decoded.encoding.as_str()),
                (text, encoding)
            );
        }
    }

    #[test]
    fn damage_and_binary_are_told() {
        assert_eq!(
            decode(b"Zo\xC3\xABx;Zo\xC3".to_vec()).unwrap_err().code,
            "file-truncated"
        );
        assert_eq!(
            decode(b"\xFF\xFEa\0b".to_vec()).unwrap_err().code,
            "file-truncated"
        );
        assert_eq!(
            decode(b"\xFF\xFE\x00\xD8a\0".to_vec()).unwrap_err().code,
            "encoding-unknown"
        );
        assert_eq!(
            decode(b"\xEF\xBB\xBFa\xFF".to_vec()).unwrap_err().code,
            "encoding-unknown"
        );
        assert_eq!(
            decode(b"abc\0\0\0\x01\x02".to_vec()).unwrap_err().code,
            "not-a-spreadsheet"
        );
    }
}
