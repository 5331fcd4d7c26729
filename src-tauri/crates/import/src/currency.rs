//! Currencies: ISO 4217 codes and the symbols people write.

/// Active ISO 4217 codes.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN \
BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD \
HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL \
MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB \
RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS \
VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

/// Symbols with their code; empty where several currencies share the symbol. Longer ones first.
pub(crate) const SYMBOLS: &[(&str, &str)] = &[
    ("CA$", "CAD"),
    ("US$", "USD"),
    ("NZ$", "NZD"),
    ("HK$", "HKD"),
    ("A$", "AUD"),
    ("C$", "CAD"),
    ("S$", "SGD"),
    ("R$", "BRL"),
    ("$", ""),
    ("€", "EUR"),
    ("£", "GBP"),
    ("¥", ""),
    ("₹", "INR"),
    ("₩", "KRW"),
    ("₺", "TRY"),
    ("₪", "ILS"),
    ("zł", "PLN"),
    ("Kč", "CZK"),
    ("kr.", ""),
    ("kr", ""),
    ("Fr.", "CHF"),
];

/// Whether these three letters, in capitals, are a currency.
pub(crate) fn is_code(text: &str) -> bool {
    text.len() == 3
        && text.bytes().all(|b| b.is_ascii_uppercase())
        && CODES.split(' ').any(|c| c == text)
}

/// The code of a currency given as code or symbol, whatever its case; `None` where it is neither.
pub(crate) fn code(text: &str) -> Option<String> {
    let text = text.trim();
    let upper = text.to_ascii_uppercase();
    if is_code(&upper) {
        return Some(upper);
    }
    SYMBOLS
        .iter()
        .find(|(s, c)| *s == text && !c.is_empty())
        .map(|(_, c)| (*c).to_owned())
}

/// The currency which a caption, title or sheet name mentions (`ARR (USD)`, `in €`), where it is one only.
pub(crate) fn in_caption(caption: &str) -> Option<String> {
    let mut found: Vec<String> = caption
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| is_code(w))
        .map(str::to_owned)
        .collect();
    let symbol = SYMBOLS
        .iter()
        .find(|(s, c)| !c.is_empty() && !s.is_ascii() && caption.contains(s));
    found.extend(symbol.map(|(_, c)| (*c).to_owned()));
    found.sort();
    found.dedup();
    (found.len() == 1).then(|| found.swap_remove(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_symbols_and_captions() {
        assert_eq!(code("usd").as_deref(), Some("USD"));
        assert_eq!(code("€").as_deref(), Some("EUR"));
        assert_eq!((code("$"), code("ABC"), code("")), (None, None, None));
        assert_eq!(in_caption("ARR (USD, k)").as_deref(), Some("USD"));
        assert_eq!(in_caption("MRR €").as_deref(), Some("EUR"));
        assert_eq!(
            (in_caption("ARR all"), in_caption("USD per EUR")),
            (None, None)
        );
    }
}
