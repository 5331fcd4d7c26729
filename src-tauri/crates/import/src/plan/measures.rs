//! The measures which a plan may name.

use crate::text::{key, words};

/// Registry ids of measures with the ways they are written; the id itself is always one.
const MEASURES: &[(&str, &[&str])] = &[
    (
        "opening_arr",
        &["opening", "bop", "beginning", "openingbalance"],
    ),
    (
        "new_arr",
        &[
            "new",
            "newlogo",
            "newlogos",
            "newbusiness",
            "initialsale",
            "newcustomers",
        ],
    ),
    (
        "reactivation_arr",
        &["reactivation", "reactivations", "winback"],
    ),
    ("expansion_arr", &["expansion", "upsell"]),
    (
        "downsell_arr",
        &["downsell", "downgrade", "contraction", "downgrades"],
    ),
    ("step_down_arr", &["stepdown", "stepdowns"]),
    ("paused_arr", &["paused"]),
    ("churn_arr", &["churn", "churned", "lost"]),
    (
        "closing_arr",
        &[
            "closing",
            "eop",
            "ending",
            "arr",
            "totalarr",
            "closingbalance",
        ],
    ),
    ("nrr", &["nrr", "netrevenueretention", "ndr"]),
    ("grr", &["grr", "grossrevenueretention", "gdr"]),
    ("nrr_ttm", &["nrrttm", "ttmnrr"]),
    ("grr_ttm", &["grrttm", "ttmgrr"]),
    ("logo_retention", &["logoretention"]),
    ("downsell_rate", &["downsellrate"]),
    ("churn_rate", &["churnrate"]),
    ("downsell_logo_rate", &["downselllogorate"]),
    ("downsell_to_expansion", &["downselltoexpansion"]),
    ("net_expansion", &["netexpansion"]),
    ("quick_ratio", &["quickratio"]),
    ("customers", &["customers", "logos", "customercount"]),
    ("arpa", &["arpa", "arpc"]),
];

/// Measures which are fractions, however a plan writes them.
pub(super) fn is_rate(id: &str) -> bool {
    id.starts_with("nrr")
        || id.starts_with("grr")
        || id.ends_with("_rate")
        || id.ends_with("retention")
        || id == "downsell_to_expansion"
}

pub(super) fn is_money(id: &str) -> bool {
    id.ends_with("_arr") || id == "net_expansion" || id == "arpa"
}

/// The registry id of a measure as a plan names it.
pub(super) fn measure(text: &str) -> Option<&'static str> {
    let whole = key(text);
    let bare: String = words(text)
        .into_iter()
        .filter(|w| {
            !matches!(
                w.as_str(),
                "arr" | "mrr" | "usd" | "eur" | "gbp" | "k" | "in" | "000" | "percent"
            )
        })
        .collect();
    let is = |id: &str, names: &[&str]| {
        key(id) == whole || names.iter().any(|n| *n == whole || *n == bare)
    };
    MEASURES
        .iter()
        .find(|(id, names)| is(id, names))
        .map(|(id, _)| *id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_known_by_id_and_by_name() {
        assert_eq!(measure("downsell_arr"), Some("downsell_arr"));
        assert_eq!(measure("Downsell ARR"), Some("downsell_arr"));
        assert_eq!(measure("Closing ARR ($K)"), Some("closing_arr"));
        assert_eq!(measure("Net Revenue Retention"), Some("nrr"));
        assert_eq!(measure("Alder"), None);
    }
}
