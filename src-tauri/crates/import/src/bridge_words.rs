//! The labels of the rows of a bridge: a table which has them has no customers.

use crate::text::key;

/// Labels of the balance with which a bridge ends.
const CLOSING: &[&str] = &[
    "eop",
    "eoparr",
    "eopmrr",
    "closingarr",
    "closingmrr",
    "endingarr",
    "endingmrr",
    "closingbalance",
    "endingbalance",
    "closing",
    "ending",
    "endofperiod",
    "endarr",
    "endmrr",
    "schlussbestand",
    "endbestand",
];

/// Whether a label is of the balance with which a bridge ends.
pub(crate) fn is_closing(label: &str) -> bool {
    CLOSING.contains(&key(label).as_str())
}

/// Whether a label is of any row of a bridge.
pub(crate) fn is_bridge(label: &str) -> bool {
    let label = key(label);
    BRIDGE.contains(&label.as_str()) || CLOSING.contains(&label.as_str())
}

/// Rows of a bridge: a table which has them has no customers.
const BRIDGE: &[&str] = &[
    "bop",
    "boparr",
    "bopmrr",
    "openingarr",
    "openingmrr",
    "beginningarr",
    "openingbalance",
    "beginningbalance",
    "opening",
    "beginning",
    "initialsale",
    "initialsales",
    "new",
    "newarr",
    "newmrr",
    "newlogo",
    "newlogos",
    "newbusiness",
    "netnew",
    "netnewarr",
    "expansion",
    "expansionarr",
    "upsell",
    "downgrade",
    "downgrades",
    "downsell",
    "contraction",
    "churn",
    "churnarr",
    "churnedarr",
    "churned",
    "begin",
    "beginningofperiod",
    "beginningmrr",
    "upgrade",
    "upgrades",
    "crosssell",
    "price",
    "priceincrease",
    "lost",
    "winback",
    "resurrected",
    "newcustomer",
    "newcustomers",
    "netchange",
    "anfangsbestand",
    "reactivation",
    "nrr",
    "grr",
];
