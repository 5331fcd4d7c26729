//! What a caption, title or name says of amounts: kind, scale, price of a unit, pair of currencies.

use crate::currency;
use crate::mapping::{Magnitude, Per};
use crate::text::words;

/// Whether an amount is the price of one unit: `unit_amount`, `price per seat`.
pub(crate) fn is_per_unit(caption: &str) -> bool {
    const UNITS: &[&str] = &[
        "unit", "seat", "user", "license", "licence", "stück", "unitaire",
    ];
    let words = words(caption);
    let unit = words.iter().any(|w| UNITS.contains(&w.as_str()));
    let price = ["per", "unit", "pro", "par", "unitaire", "each"];
    unit && words.iter().any(|w| price.contains(&w.as_str()))
}

/// What amounts are for, where a caption, title, sheet or file name says exactly one thing.
pub(crate) fn per(text: &str) -> Option<Per> {
    let words = words(text);
    let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let money = has(&[
        "recurring",
        "revenue",
        "amount",
        "fee",
        "price",
        "value",
        "charge",
        "subscription",
        "contract",
        "contracted",
        "billing",
        "umsatz",
        "betrag",
        "wert",
        "vertragswert",
        "montant",
        "revenu",
        "abonnement",
        "importe",
        "ingresos",
        "valor",
        "bedrag",
        "omzet",
        "gebühr",
        "entgelt",
        "canone",
        "receita",
        "importo",
    ]);
    let mrr = has(&["mrr"])
        || (money
            && has(&[
                "monthly",
                "monatlich",
                "monatlicher",
                "mensuel",
                "mensuelle",
                "mensual",
                "maandelijks",
                "monatliche",
                "mensal",
                "mensile",
            ]))
        || has(&["monatsbetrag", "monatsumsatz", "monatsgebühr", "月額"]);
    let arr = has(&["arr", "acv", "carr", "aarr"])
        || (money
            && has(&[
                "annual",
                "annualised",
                "annualized",
                "yearly",
                "jährlich",
                "jährlicher",
                "annuel",
                "annuelle",
                "anual",
                "jaarlijks",
                "jährliche",
                "annuo",
                "annuale",
            ]))
        || has(&[
            "jahreswert",
            "jahresbetrag",
            "jahresumsatz",
            "jahresgebühr",
            "jahresvertragswert",
            "年額",
        ]);
    let term = has(&["tcv"]) || (has(&["total"]) && has(&["contract"]) && has(&["value"]));
    match (mrr, arr, term) {
        (true, false, false) => Some(Per::Mrr),
        (false, true, false) => Some(Per::Arr),
        (false, false, true) => Some(Per::Term),
        _ => None,
    }
}

/// The scale which a caption, title or sheet name states.
pub(crate) fn magnitude(text: &str) -> Option<Magnitude> {
    let words = words(text);
    // "Over 1 million" is a figure and no unit.
    let is_figure = |at: usize| {
        let before = at.checked_sub(1).and_then(|b| words.get(b));
        before.is_some_and(|w| w.bytes().all(|b| b.is_ascii_digit()) && w != "000")
    };
    let has = |list: &[&str]| {
        let mut all = words.iter().enumerate();
        all.any(|(at, w)| list.contains(&w.as_str()) && (w.starts_with("000") || !is_figure(at)))
    };
    let lower = text.to_lowercase();
    let symbol_k = [
        "$k", "k$", "€k", "k€", "£k", "k£", "$'000", "'000", "$000", "’000", "¥k", "k¥", "千円",
        "x1000", "x 1000", "×1000", "× 1000", "x1,000", "x 1,000", "en miles", "miles de",
    ]
    .iter()
    .any(|s| lower.contains(s));
    // "T€" is a word of its own, or "Amount €" would be in thousands.
    let marks: Vec<&str> = lower
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | '/'))
        .filter(|w| !w.is_empty())
        .collect();
    let symbol = |list: &[&str]| marks.iter().any(|w| list.contains(w));
    let apart = |unit: &str| {
        marks
            .windows(2)
            .any(|w| w[0] == unit && matches!(w[1], "€" | "$" | "£"))
    };
    let symbol_k = symbol_k || symbol(&["t€", "t£", "t$"]) || apart("t") || apart("k");
    if has(&["cents", "cent", "pence", "pennies"]) || (has(&["minor"]) && has(&["units"])) {
        Some(Magnitude::Cents)
    } else if symbol_k
        || has(&[
            "k",
            "kusd",
            "keur",
            "kgbp",
            "usdk",
            "eurk",
            "gbpk",
            "teur",
            "tsd",
            "tausend",
            "thousand",
            "thousands",
            "000",
            "000s",
            "kchf",
            "tusd",
            "tgbp",
            "ksek",
            "kdkk",
            "knok",
            "milliers",
            "millier",
            "migliaia",
            "duizend",
            "duizenden",
            "milhares",
            "tkr",
            "tys",
        ])
    {
        Some(Magnitude::Thousands)
    } else if has(&[
        "mn",
        "mm",
        "mio",
        "million",
        "millions",
        "millionen",
        "millones",
        "milioni",
        "musd",
        "meur",
        "mgbp",
        "usdm",
        "eurm",
        "gbpm",
        "usdmn",
        "eurmn",
    ]) || symbol(&[
        "$m", "€m", "£m", "m€", "m$", "m£", "$mm", "€mn", "$mn", "£mn",
    ]) || apart("m")
    {
        Some(Magnitude::Millions)
    } else {
        None
    }
}

/// A caption such as `usd_per_eur` or `EURUSD`: how many of the first for one of the second.
pub(crate) fn rate_pair(caption: &str) -> Option<(String, String)> {
    let words = words(caption);
    if let [a, per, b, ..] = words.as_slice()
        && matches!(per.as_str(), "per" | "pro" | "par" | "por")
    {
        return Some((currency::code(a)?, currency::code(b)?));
    }
    match words.as_slice() {
        // EUR/USD 1.07 means 1.07 USD for one EUR.
        [a, b] if !words.iter().any(|w| w.len() != 3) => {
            Some((currency::code(b)?, currency::code(a)?))
        }
        [pair] if pair.len() == 6 => Some((
            currency::code(pair.get(3..)?)?,
            currency::code(pair.get(..3)?)?,
        )),
        _ => None,
    }
}
