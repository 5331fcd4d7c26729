//! What a number format says of the figures under it.

/// What a number format makes of a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Format {
    /// A figure.
    #[default]
    Plain,
    /// A share.
    Percent,
    /// Money, in a currency the format does not name.
    Currency,
    /// Money in the currency at this place of [`CODES`].
    Money(u8),
    /// A date, with or without time.
    Date,
    /// A time of day.
    Time,
    /// A time that may pass 24 hours, `[h]:mm`.
    Duration,
}

const SYMBOLS: &[char] = &[
    '$', '€', '£', '¥', '₹', '₩', '₽', '₺', '₪', '฿', '₴', '₫', '₱', '₦', '₡', '₲', '₸',
];
/// Signs by which currencies are told apart; a dollar stands for the dollars of one country.
const SIGNS: &[(&str, &str)] = &[
    ("€", "EUR"),
    ("£", "GBP"),
    ("zł", "PLN"),
    ("Kč", "CZK"),
    ("$", "USD"),
];
const CODES: &[&str] = &[
    "USD", "EUR", "GBP", "CHF", "JPY", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK",
    "HUF", "RON", "INR", "CNY", "HKD", "SGD", "BRL", "MXN", "ZAR", "ILS", "AED", "TRY", "KRW",
];

/// A format by its number in the file, for the numbers which every program knows without code.
pub(crate) fn builtin(id: u32) -> Format {
    match id {
        9 | 10 => Format::Percent,
        5..=8 | 42 | 44 => Format::Currency,
        14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Format::Date,
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Format::Time,
        46 => Format::Duration,
        _ => Format::Plain,
    }
}

#[derive(Default)]
struct Seen {
    date: bool,
    time: bool,
    duration: bool,
    month: bool,
    percent: bool,
    money: bool,
    literal: String,
}

/// A format by its code; the first section (positive numbers) decides.
pub(crate) fn code(code: &str) -> Format {
    let seen = scan(code);
    if seen.duration {
        return Format::Duration;
    }
    if seen.date || (seen.month && !seen.time) {
        return Format::Date;
    }
    if seen.time {
        return Format::Time;
    }
    if seen.percent {
        return Format::Percent;
    }
    let named = SIGNS
        .iter()
        .find(|(sign, _)| seen.literal.contains(sign))
        .map(|(_, code)| *code);
    let at = CODES
        .iter()
        .position(|c| seen.literal.contains(c) || Some(*c) == named);
    match at.and_then(|at| u8::try_from(at).ok()) {
        Some(at) => Format::Money(at),
        None if seen.money || seen.literal.contains(SYMBOLS) => Format::Currency,
        None => Format::Plain,
    }
}

fn scan(code: &str) -> Seen {
    let mut seen = Seen::default();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            ';' => break,
            '"' => rest = quoted(rest, &mut seen),
            '\\' | '_' | '*' => {
                let mut skipped = rest.chars();
                let literal = skipped.next();
                if c == '\\' {
                    seen.literal.extend(literal);
                }
                rest = skipped.as_str();
            }
            '[' => rest = bracketed(rest, &mut seen),
            'G' | 'g'
                if rest
                    .get(..6)
                    .is_some_and(|r| r.eq_ignore_ascii_case("eneral")) =>
            {
                rest = &rest[6..];
            }
            'E' | 'e' if rest.starts_with(['+', '-']) => {}
            'A' | 'a'
                if rest
                    .get(..4)
                    .is_some_and(|r| r.eq_ignore_ascii_case("m/pm")) =>
            {
                seen.time = true;
                rest = &rest[4..];
            }
            'A' | 'a' if rest.get(..2).is_some_and(|r| r.eq_ignore_ascii_case("/p")) => {
                seen.time = true;
                rest = &rest[2..];
            }
            'd' | 'D' | 'y' | 'Y' | 'e' => seen.date = true,
            'h' | 'H' | 's' | 'S' => seen.time = true,
            'm' | 'M' => seen.month = true,
            '%' => seen.percent = true,
            other => seen.literal.push(other),
        }
    }
    seen
}

fn quoted<'a>(rest: &'a str, seen: &mut Seen) -> &'a str {
    let (literal, rest) = rest.split_once('"').unwrap_or((rest, ""));
    seen.literal.push_str(literal);
    rest
}

/// `[$€-407]` names a currency, `[$-409]` a language, `[h]` a duration; colours and conditions say nothing.
fn bracketed<'a>(rest: &'a str, seen: &mut Seen) -> &'a str {
    let (inside, rest) = rest.split_once(']').unwrap_or((rest, ""));
    if let Some(currency) = inside.strip_prefix('$') {
        let symbol = currency.split('-').next().unwrap_or_default();
        seen.money |= !symbol.trim().is_empty();
        seen.literal.push_str(symbol);
    } else if !inside.is_empty() {
        let first = inside.as_bytes()[0].to_ascii_lowercase();
        seen.duration |=
            b"hms".contains(&first) && inside.bytes().all(|b| b.to_ascii_lowercase() == first);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(code: &str) -> Format {
        Format::Money(CODES.iter().position(|c| *c == code).unwrap_or_default() as u8)
    }

    #[test]
    fn codes_say_what_they_mean() {
        for (text, format) in [
            ("General", Format::Plain),
            ("0.00", Format::Plain),
            ("#,##0", Format::Plain),
            ("0.00E+00", Format::Plain),
            ("@", Format::Plain),
            ("0.00%", Format::Percent),
            ("0\" %\"", Format::Plain),
            ("yyyy-mm-dd", Format::Date),
            ("mmm-yy", Format::Date),
            ("mmm", Format::Date),
            ("DD/MM/YY", Format::Date),
            ("m/d/yy h:mm", Format::Date),
            ("h:mm AM/PM", Format::Time),
            ("mm:ss", Format::Time),
            ("mmss.0", Format::Time),
            ("[h]:mm:ss", Format::Duration),
            ("[ss]", Format::Duration),
            ("\"$\"#,##0_);[Red](\"$\"#,##0)", money("USD")),
            ("_($* #,##0.00_)", money("USD")),
            ("_(* #,##0.00_)", Format::Plain),
            ("#,##0.00\\ [$€-407]", money("EUR")),
            ("[$£-809]#,##0", money("GBP")),
            ("[$$-409]#,##0", money("USD")),
            ("[$kr-41D] #,##0", Format::Currency),
            ("[$-409]d-mmm-yy;@", Format::Date),
            ("[$USD] #,##0", money("USD")),
            ("#,##0 \"EUR\"", money("EUR")),
            ("[Blue]\\+[h]:mm;[Red]\\-[h]:mm", Format::Duration),
            ("[>=100][Magenta]General", Format::Plain),
            ("0.00\"m\"", Format::Plain),
            ("\\Y000000", Format::Plain),
            ("#,##0*y", Format::Plain),
            ("0_d", Format::Plain),
            ("0;yyyy", Format::Plain),
            ("m\"M\"d\"D\";@", Format::Date),
            ("[$-404]e\"x\"m\"x\"d\"x\"", Format::Date),
            ("", Format::Plain),
            ("[", Format::Plain),
            ("\"", Format::Plain),
            ("\\", Format::Plain),
            ("[]", Format::Plain),
        ] {
            assert_eq!(code(text), format, "{text}");
        }
    }

    #[test]
    fn numbers_without_code() {
        assert_eq!(
            [
                builtin(0),
                builtin(10),
                builtin(14),
                builtin(21),
                builtin(44),
                builtin(46)
            ],
            [
                Format::Plain,
                Format::Percent,
                Format::Date,
                Format::Time,
                Format::Currency,
                Format::Duration
            ]
        );
    }
}
