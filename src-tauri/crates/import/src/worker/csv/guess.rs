//! In which encoding a text without a mark was written: told by how its letters stand together, and never silently
//! where another encoding reads them as well.

use crate::encodings::{self, Charset};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use std::collections::BTreeSet;

/// How sure a guess is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sure {
    /// The usual encoding, and nothing speaks for another.
    Yes,
    /// Another encoding, by its letters.
    Likely,
    /// No encoding makes names of all letters, or several make different ones.
    No,
}

/// What was taken, an example of it, and the same example as another encoding has it.
#[derive(Clone, Debug)]
pub(crate) struct Guess {
    pub charset: &'static Charset,
    pub sure: Sure,
    pub example: String,
    pub other: Option<(&'static Charset, String)>,
}

/// Fields with letters beyond ASCII which are looked at.
const FIELDS: usize = 4000;
/// How much of them in all.
const SAMPLE: usize = 128 << 10;

/// Tells the encoding of bytes which are not UTF-8.
pub(crate) fn guess(bytes: &[u8]) -> Guess {
    let fields = fields(bytes);
    let usual = encodings::usual();
    let detected = detected(&fields);
    let oddities = |c: &Charset| oddities(c, &fields);
    let of_detected = oddities(detected);
    let (charset, sure) = if is_plain(&fields) {
        (usual, Sure::Yes)
    } else if of_detected == Some(0) {
        let sure = if detected.word == usual.word {
            Sure::Yes
        } else {
            Sure::Likely
        };
        (detected, sure)
    } else {
        by_letters(&fields).unwrap_or((usual, Sure::No))
    };
    let other = other_reading(&fields, charset, sure);
    let field = other.map_or_else(|| fields.first(), |(field, _)| Some(field));
    let text = |c: &Charset| field.and_then(|f| c.decode(f)).unwrap_or_default();
    Guess {
        charset,
        sure,
        example: text(charset),
        other: other.map(|(_, other)| (other, text(other))),
    }
}

/// A field which another encoding reads otherwise: the usual one, or beside the usual the likeliest other.
fn other_reading<'f>(
    fields: &'f [Vec<u8>],
    charset: &'static Charset,
    sure: Sure,
) -> Option<(&'f Vec<u8>, &'static Charset)> {
    let telling = |other: &'static Charset| {
        let differs = |f: &&Vec<u8>| charset.decode(f) != other.decode(f);
        Some((fields.iter().find(differs)?, other))
    };
    let usual = encodings::usual();
    let others = || encodings::ALL.iter().filter(|c| !c.is_wide());
    let as_good = || others().filter(|c| oddities(c, fields) == Some(0));
    let any = |_: &&Charset| sure == Sure::No;
    if charset.word != usual.word {
        let likely = as_good().filter(any).find_map(telling);
        return likely.or_else(|| telling(usual));
    }
    let likely = as_good().find_map(telling);
    likely.or_else(|| others().filter(any).find_map(telling))
}

/// The distinct fields with bytes beyond ASCII, in the order of their bytes.
fn fields(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out: BTreeSet<Vec<u8>> = BTreeSet::new();
    let mut size = 0;
    for line in bytes.split(|b| matches!(b, b'\n' | b'\r')) {
        if line.is_ascii() {
            continue;
        }
        let parts = line.split(|b| matches!(b, b',' | b';' | b'\t' | b'"'));
        for field in parts.filter(|f| !f.is_ascii()) {
            if out.insert(field.trim_ascii().to_vec()) {
                size += field.len();
            }
        }
        if out.len() >= FIELDS || size >= SAMPLE {
            break;
        }
    }
    out.into_iter().collect()
}

/// Whether the usual encoding reads only marks in their places, and no letters: `Smith™`, `Bed – Bath`.
fn is_plain(fields: &[Vec<u8>]) -> bool {
    let usual = encodings::usual();
    let marks = |f: &Vec<u8>| {
        let text = usual.decode(f).unwrap_or_default();
        text.chars().all(|c| c.is_ascii() || !c.is_alphabetic())
    };
    fields.iter().all(marks) && oddities(usual, fields) == Some(0)
}

/// What the detector of the web takes the letters for.
fn detected(fields: &[Vec<u8>]) -> &'static Charset {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    for field in fields {
        detector.feed(field, false);
        detector.feed(b"\n", false);
    }
    detector.feed(b"\n", true);
    let found = detector.guess(None, Utf8Detection::Deny);
    encodings::of_standard(found).unwrap_or(encodings::usual())
}

/// The encoding in which the fewest letters stand oddly, where one does so plainly.
fn by_letters(fields: &[Vec<u8>]) -> Option<(&'static Charset, Sure)> {
    let western = encodings::ALL.iter().filter(|c| !c.is_wide());
    let rated: Vec<(u32, &'static Charset)> = western
        .filter_map(|c| Some((oddities(c, fields)?, c)))
        .collect();
    let least = rated.iter().map(|(n, _)| *n).min()?;
    let mut best = rated.iter().filter(|(n, _)| *n == least).map(|(_, c)| *c);
    let first = best.next()?;
    let differs = |other: &Charset| {
        let same = |f: &Vec<u8>| first.decode(f) == other.decode(f);
        !fields.iter().all(same)
    };
    let sure = if least == 0 && !best.any(differs) {
        if first.word == encodings::usual().word {
            Sure::Yes
        } else {
            Sure::Likely
        }
    } else {
        Sure::No
    };
    Some((first, sure))
}

/// How many letters stand where no name has them; none where the bytes are no text in this encoding.
fn oddities(charset: &Charset, fields: &[Vec<u8>]) -> Option<u32> {
    let odd = |field: &Vec<u8>| {
        let text: Vec<char> = charset.decode(field)?.chars().collect();
        let at = |i: usize| text.get(i).copied();
        let beyond = (0..text.len()).filter(|i| text.get(*i).is_some_and(|c| !c.is_ascii()));
        let count = beyond.filter(|&i| {
            let before = i.checked_sub(1).and_then(at);
            at(i).is_some_and(|c| is_odd(before, c, at(i + 1)))
        });
        u32::try_from(count.count()).ok()
    };
    fields.iter().map(odd).sum()
}

/// Whether a character beyond ASCII stands oddly between its neighbours.
fn is_odd(before: Option<char>, c: char, after: Option<char>) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let inside = letter(before) && letter(after);
    match c {
        '\u{80}'..='\u{9f}' | '\u{ad}' => true,
        'ª' | 'º' => !digit(before) && !letter(before) || letter(after),
        '’' | '·' | '‘' | '\u{a0}' | '–' | '—' | '®' | '™' | '©' | '«' | '»' | '“' | '”' | '…' =>
        {
            let small =
                before.is_some_and(char::is_lowercase) && after.is_some_and(char::is_lowercase);
            match c {
                '’' | '·' | '\u{a0}' => false,
                '‘' | '–' | '—' => small,
                _ => inside,
            }
        }
        '€' | '£' | '¥' | '¢' => letter(after),
        '§' | '°' | '²' | '³' | '½' | '¼' | '¾' | '×' | '•' | '¿' | '¡' | '„' | '‚' | '‹' | '›'
        | '±' | 'µ' | '№' => inside || letter(before) && !matches!(c, '²' | '³' | '°'),
        c if c.is_alphabetic() => is_odd_letter(before, c, after),
        _ => true,
    }
}

/// A capital within small letters, a small letter before a capital, or letters of two scripts in one word.
fn is_odd_letter(before: Option<char>, c: char, after: Option<char>) -> bool {
    let script = |c: char| match c as u32 {
        0x0370..=0x03ff => 1,
        0x0400..=0x052f => 2,
        0x2e80.. => 3,
        0x0590..=0x05ff => 4,
        0x0600..=0x06ff => 5,
        _ => 0,
    };
    let near = [before, after].into_iter().flatten();
    let mut near = near.filter(|n| n.is_alphabetic());
    if near.any(|n| script(n) != script(c)) && script(c) != 3 {
        return true;
    }
    if script(c) == 3 {
        // Han, Kana and Hangul come in rows.
        let same = |n: Option<char>| n.is_some_and(|n| script(n) == 3);
        return !same(before) && !same(after);
    }
    let small = |c: Option<char>| c.is_some_and(char::is_lowercase);
    let capital = |c: Option<char>| c.is_some_and(char::is_uppercase);
    let starts = !before.is_some_and(char::is_alphanumeric);
    c.is_uppercase() && (small(before) || capital(before) && small(after))
        || c.is_lowercase() && !matches!(c, 'ß' | 'ı') && capital(after)
        || c.is_lowercase() && capital(before) && capital(after)
        || c == 'ß' && starts
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Names, each in its encoding: what is taken for it, and how surely.
    const NAMES: &[(&[&str], &str, Sure)] = &[
        (
            &["Müller & Söhne", "Groß Straße", "Käse-Öfen"],
            "windows-1252",
            Sure::Yes,
        ),
        (
            &["Café Zoë", "Crédit à façon", "Hôtel Élysée", "L’Été"],
            "windows-1252",
            Sure::Yes,
        ),
        (
            &["O’Neil", "Bed – Bath", "Smith™", "£ Sterling Ltd"],
            "windows-1252",
            Sure::Yes,
        ),
        (
            &["Bäcker GmbH", "Größe AG", "Söhne"],
            "macintosh",
            Sure::Likely,
        ),
        (
            &["São João", "Pão de Açúcar", "Três Irmãos"],
            "macintosh",
            Sure::Likely,
        ),
        (
            &["Bäcker GmbH", "Größe AG", "Söhne"],
            "ibm850",
            Sure::Likely,
        ),
        (&["Müller"], "macintosh", Sure::No),
        (&["Cœur Zoë", "œuvres & Cie"], "iso-8859-15", Sure::Likely),
        (
            &["Łódź Młyn", "Żubr", "Książki", "Gdańsk Port"],
            "windows-1250",
            Sure::Likely,
        ),
        (
            &["Žižkov Pivovar", "Řehoř a synové", "Plzeň"],
            "windows-1250",
            Sure::Likely,
        ),
        (
            &["Győr Kft", "Fűszer", "Magyar Őrség"],
            "ibm852",
            Sure::Likely,
        ),
        (
            &["Işık Şirketi", "Güneş", "Doğan"],
            "windows-1254",
            Sure::Likely,
        ),
        (&["ООО Ромашка", "ЗАО Берёза"], "windows-1251", Sure::Likely),
        (
            &["Αθήνα ΑΕ", "Ελλάς", "Θεσσαλονίκη"],
            "windows-1253",
            Sure::Likely,
        ),
        (
            &["株式会社アルダー", "東京ソフト", "カシワ"],
            "shift-jis",
            Sure::Likely,
        ),
        (
            &["株式会社アルダー", "東京ソフト", "カシワ"],
            "euc-jp",
            Sure::Likely,
        ),
        (&["上海软件公司", "北京科技"], "gbk", Sure::Likely),
        (&["台灣積體電路", "臺北科技"], "big5", Sure::Likely),
        (&["서울소프트", "삼성전자"], "euc-kr", Sure::Likely),
    ];

    #[test]
    fn names_tell_their_encoding() {
        for (names, word, sure) in NAMES {
            let charset = encodings::of_word(word).unwrap();
            let rows: String = names
                .iter()
                .map(|n| format!("{n};2025-01-31;10\n"))
                .collect();
            let bytes = charset
                .encode(&format!("Customer;Close;ARR\n{rows}"))
                .unwrap();
            let found = guess(&bytes);
            assert_eq!(
                (found.charset.word, found.sure),
                (*word, *sure),
                "{names:?}"
            );
        }
    }

    #[test]
    fn another_reading_is_shown_beside() {
        let bytes = encodings::usual().encode("Muñoz;1\n").unwrap();
        let found = guess(&bytes);
        let (other, text) = found.other.unwrap();
        assert_eq!((found.example.as_str(), found.sure), ("Muñoz", Sure::Yes));
        assert_eq!((other.word, text.as_str()), ("windows-1250", "Muńoz"));
        // These letters are the same in every encoding which makes names of them.
        let bytes = encodings::usual().encode("Müller;1\n").unwrap();
        assert!(guess(&bytes).other.is_none());
    }
}
