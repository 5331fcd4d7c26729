//! How texts are compared: keys without case, spaces and punctuation; words of a caption; spellings.

pub(crate) use holdfast_ledger::column_letters as letters;
/// The letters and digits of a text, lower case: how captions, statuses and labels are compared.
pub(crate) fn key(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The words of a caption, lower case, split at punctuation and at `camelCase` borders.
pub(crate) fn words(caption: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut last_lower = false;
    for c in caption.chars() {
        let border = c.is_uppercase() && last_lower;
        if (border || !c.is_alphanumeric()) && !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        last_lower = c.is_lowercase();
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

/// A name without spaces at its ends and with single plain spaces inside; everything else stays.
pub(crate) fn clean(text: &str) -> std::borrow::Cow<'_, str> {
    let plain = |c: char| !c.is_whitespace() && !is_invisible(c) || c == ' ';
    let tidy = text.chars().all(plain)
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && !text.contains("  ");
    if tidy {
        text.into()
    } else {
        let seen = text.replace(is_invisible, "");
        seen.split_whitespace().collect::<Vec<_>>().join(" ").into()
    }
}

/// Marks without width, which a copied name may carry along and nobody sees.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Words which a company's name may end in without being another company.
const COMPANY_WORDS: &[&str] = &[
    "inc",
    "incorporated",
    "llc",
    "ltd",
    "limited",
    "gmbh",
    "ag",
    "sa",
    "sas",
    "sarl",
    "srl",
    "spa",
    "bv",
    "nv",
    "plc",
    "corp",
    "corporation",
    "co",
    "company",
    "kg",
    "ug",
    "oy",
    "ab",
    "as",
    "aps",
    "pty",
    "llp",
    "lp",
    "se",
    "kk",
    "the",
];

/// The key by which two spellings of one company are alike (L-8): case, punctuation, spaces and the
/// company suffix left out. Empty where nothing else is left.
pub(crate) fn company_key(name: &str) -> String {
    // An id which a program took for a figure: "7.0" is "7".
    if let Some((whole, zeros)) = name.trim().split_once('.')
        && !whole.is_empty()
        && !zeros.is_empty()
        && whole.bytes().all(|b| b.is_ascii_digit())
        && zeros.bytes().all(|b| b == b'0')
    {
        return whole.to_owned();
    }
    let joined = name.replace(['.', '\'', '’'], "");
    let mut parts = words(&joined.to_lowercase());
    while parts.len() > 1
        && parts
            .last()
            .is_some_and(|w| COMPANY_WORDS.contains(&w.as_str()))
    {
        parts.pop();
    }
    if parts.len() > 1 && parts.first().is_some_and(|w| w == "the") {
        parts.remove(0);
    }
    parts.concat()
}

/// Whether two keys differ by one letter changed, added, left out or swapped with its neighbour.
pub(crate) fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same_head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let same_tail = a[same_head..]
        .iter()
        .rev()
        .zip(b[same_head..].iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (ra, rb) = (
        a.len() - same_head - same_tail,
        b.len() - same_head - same_tail,
    );
    match (ra, rb) {
        (0, 0) => false,
        (0 | 1, 0 | 1) => true,
        (2, 2) => a[same_head] == b[same_head + 1] && a[same_head + 1] == b[same_head],
        _ => false,
    }
}

/// The known word nearest to a misspelt one: how many letters apart at most a third of its length.
pub(crate) fn nearest<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    known
        .into_iter()
        .map(|word| (distance(&wrong, &word.to_lowercase()), word))
        .filter(|(apart, word)| *apart * 3 <= word.chars().count().max(3))
        .min()
        .map(|(_, word)| word)
}

/// Letters to change, add or leave out to get from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let swap = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = swap.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// The column (from 0) which a spreadsheet names by these letters.
pub(crate) fn column_of(letters: &str) -> Option<u16> {
    let mut n: u32 = 0;
    for b in letters.trim().bytes() {
        if !b.is_ascii_alphabetic() || n > 702 {
            return None;
        }
        n = n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1;
    }
    u16::try_from(n.checked_sub(1)?)
        .ok()
        .filter(|c| *c < 16_384)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_fall_into_words_whatever_their_spelling() {
        assert_eq!(words("CustomerID (UTC)"), ["customer", "id", "utc"]);
        assert_eq!(
            words("activity-mrr_movement"),
            ["activity", "mrr", "movement"]
        );
        assert_eq!(key("Canceled At (UTC)"), "canceledatutc");
    }

    #[test]
    fn company_spellings_are_alike_without_case_punctuation_and_suffix() {
        for (a, b) in [
            ("Acme Inc", "ACME, Inc. "),
            ("Birch & Co. KG", "birch"),
            ("S.A.P. SE", "SAP"),
            ("The Alder Company", "Alder"),
        ] {
            assert_eq!(company_key(a), company_key(b), "{a} {b}");
        }
        assert_eq!(company_key("7.0"), company_key("7"));
        assert_eq!(clean("\u{200b}Acme \u{feff}"), "Acme");
        assert_ne!(company_key("Acme Ltd"), company_key("Acme Labs"));
        assert_eq!(company_key("Inc"), "inc");
    }

    #[test]
    fn a_slip_is_one_letter() {
        assert!(
            one_slip("enterprise", "enterprse") && one_slip("smb", "sbm") && one_slip("mid", "mod")
        );
        assert!(!one_slip("smb", "smb") && !one_slip("smb", "mid") && !one_slip("north", "south"));
    }

    #[test]
    fn columns_have_letters() {
        for (n, l) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(letters(n), l);
            assert_eq!(column_of(l), Some(n));
        }
        assert_eq!(
            (column_of("XFE"), column_of("A1"), column_of("")),
            (None, None, None)
        );
    }

    #[test]
    fn the_nearest_known_word_is_named() {
        assert_eq!(nearest("amonts", ["amounts", "scale"]), Some("amounts"));
        assert_eq!(nearest("zebra", ["amounts", "scale"]), None);
    }
}
