//! What a caption, title or sheet says of time: today, planned, actual, earlier, billed, moved.

use crate::text::words;

/// Whether a caption is of one amount as it stands today, beside a history in other columns.
pub(crate) fn is_current(caption: &str) -> bool {
    words(caption)
        .iter()
        .any(|w| matches!(w.as_str(), "current" | "latest" | "today" | "now"))
}

/// Whether a caption or band speaks of periods not yet reached.
pub(crate) fn is_forecast(caption: &str) -> bool {
    let words = words(caption);
    words.iter().any(|w| {
        matches!(
            w.as_str(),
            "forecast"
                | "fcst"
                | "budget"
                | "bud"
                | "bgt"
                | "projected"
                | "projection"
                | "projections"
                | "outlook"
                | "estimate"
                | "estimated"
                | "target"
                | "fc"
        )
    }) || words
        .last()
        .is_some_and(|w| matches!(w.as_str(), "f" | "e" | "b") || ends_in_letter(w))
}

/// `25F`, `2025e`: a year whose letter says forecast, estimate or budget.
fn ends_in_letter(word: &str) -> bool {
    let head = word.strip_suffix(['f', 'e', 'b']).unwrap_or("");
    !head.is_empty() && head.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a title or sheet speaks of flows (what was booked, billed, changed), which are no balances.
pub(crate) fn speaks_of_flows(text: &str) -> bool {
    const FLOWS: &[&str] = &[
        "booking",
        "bookings",
        "booked",
        "billings",
        "invoiced",
        "invoices",
        "movement",
        "movements",
        "change",
        "changes",
        "delta",
        "deltas",
        "payments",
        "collections",
        "auftragseingang",
    ];
    let words = words(text);
    let by_sales = words.windows(2).any(|w| w[0] == "sales" && w[1] == "by");
    by_sales || words.iter().any(|w| FLOWS.contains(&w.as_str()))
}

/// Whether a caption of dates says that what stands beside them was in force on them.
pub(crate) fn says_balance(caption: &str) -> bool {
    let words = words(caption);
    let has = |w: &str| words.iter().any(|own| own == w);
    has("snapshot") || has("stichtag") || has("balance") || has("as") && has("of")
}

/// Whether a caption of dates says that what stands beside them was billed or paid on them.
pub(crate) fn says_billed(caption: &str) -> bool {
    let billed = [
        "invoice",
        "payment",
        "posting",
        "paid",
        "rechnungsdatum",
        "buchungsdatum",
        "facture",
    ];
    words(caption).iter().any(|w| billed.contains(&w.as_str()))
}

/// Whether an amount is of the same period a year or a period before: `ARR PY`, `Last year ARR`.
pub(crate) fn is_earlier(caption: &str) -> bool {
    let words = words(caption);
    let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    has(&["py", "ly", "vorjahr"])
        || has(&["prior", "last", "previous"]) && has(&["year", "month", "quarter", "period"])
}

/// Whether a band says that its columns are actual.
pub(crate) fn is_actual(caption: &str) -> bool {
    words(caption).iter().any(|w| {
        matches!(
            w.as_str(),
            "actual" | "actuals" | "act" | "historical" | "ist"
        )
    })
}
