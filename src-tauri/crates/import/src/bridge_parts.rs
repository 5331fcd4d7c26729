//! What a caption or label is to the bridge of a customer: opening, gained, lost, net, closing.

use crate::text::{key, words};
use crate::{bridge_words, captions, dates, vocabulary};

/// A part of a bridge.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    Opening,
    Gained,
    Lost,
    /// All movements together.
    Net,
    Closing,
}

const OPENING: &[&str] = &[
    "opening",
    "openingbalance",
    "beginning",
    "beginningbalance",
    "begin",
    "bop",
    "starting",
    "startingbalance",
    "start",
    "beginningofperiod",
    "startofperiod",
    "existing",
    "anfangsbestand",
    "ouverture",
    "apertura",
];
const NET: &[&str] = &[
    "net",
    "netchange",
    "netnew",
    "netmovement",
    "netmovements",
    "change",
    "totalchange",
    "delta",
    "movement",
    "totalmovement",
    "totalmovements",
    "veränderung",
];
const CLOSING: &[&str] = &[
    "endperiod",
    "endingbalance",
    "closingbalance",
    "eop",
    "closing",
    "ending",
    "end",
    "",
];
/// Movements by names which a log's labels don't have.
const GAINED: &[&str] = &[
    "newlogos",
    "newcustomers",
    "newlogo",
    "upgrades",
    "upsells",
    "crosssells",
    "reactivations",
    "expansions",
    "price",
    "priceincreases",
    "uplifts",
    "gained",
    "added",
    "additions",
    "adds",
    "winbacks",
    "newsales",
    "renewaluplift",
    "neukunden",
    "neugeschäft",
];
const LOST: &[&str] = &[
    "downgrades",
    "downsells",
    "contractions",
    "churns",
    "cancellations",
    "losses",
    "reductions",
    "discounts",
    "decreases",
    "pricedecreases",
    "lostlogos",
    "lostcustomers",
    "abgänge",
];

/// The part which a caption names, words for units and periods beside it left out.
pub(crate) fn part(caption: &str) -> Option<Part> {
    if captions::is_derived(caption) || caption.len() > 60 {
        return None;
    }
    let bare = bare(caption)?;
    let has = |list: &[&str]| list.contains(&bare.as_str());
    if has(OPENING) {
        return Some(Part::Opening);
    }
    if has(CLOSING) || bridge_words::is_closing(&bare) {
        return Some(Part::Closing);
    }
    if has(NET) {
        return Some(Part::Net);
    }
    match vocabulary::movement(&bare) {
        Some("new" | "reactivation" | "expansion") => Some(Part::Gained),
        Some("churn" | "downsell" | "step-down") => Some(Part::Lost),
        _ if has(GAINED) => Some(Part::Gained),
        _ if has(LOST) => Some(Part::Lost),
        _ => None,
    }
}

/// The words of a caption without units and periods, run together; none where there are no words at all.
fn bare(caption: &str) -> Option<String> {
    const UNITS: &[&str] = &[
        "mrr",
        "arr",
        "acv",
        "revenue",
        "recurring",
        "usd",
        "eur",
        "gbp",
        "chf",
        "k",
        "amount",
        "amounts",
        "customer",
        "gross",
        "from",
        "of",
        "in",
        "at",
        "for",
        "the",
        "q",
        "fy",
        "h",
    ];
    let all = words(caption);
    let is_unit = |w: &String| UNITS.contains(&w.as_str());
    let is_period = |w: &String| {
        w.bytes().any(|b| b.is_ascii_digit())
            || dates::month_name(w).is_some_and(|_| w != "mar")
            || w == "mar"
    };
    if all.is_empty() {
        return None;
    }
    // A caption of a period alone names no balance; "ARR" and "MRR" do.
    let named = all.iter().any(|w| !is_period(w));
    let kept: String = all
        .iter()
        .filter(|w| !is_unit(w) && !is_period(w))
        .cloned()
        .collect();
    named.then(|| key(&kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_name_their_part() {
        for (caption, wanted) in [
            ("New", Some(Part::Gained)),
            ("New MRR", Some(Part::Gained)),
            ("Jan-25 Expansion", Some(Part::Gained)),
            ("Cross-sell ARR", Some(Part::Gained)),
            ("Churned ARR", Some(Part::Lost)),
            ("Contraction Q1 2025", Some(Part::Lost)),
            ("Opening ARR Jan-25", Some(Part::Opening)),
            ("Closing MRR", Some(Part::Closing)),
            ("ARR", Some(Part::Closing)),
            ("Net change", Some(Part::Net)),
            ("Net New ARR", Some(Part::Net)),
            ("Jan-25", None),
            ("Churn %", None),
            ("Region", None),
            ("Seats", None),
        ] {
            assert_eq!(part(caption), wanted, "{caption}");
        }
    }
}
