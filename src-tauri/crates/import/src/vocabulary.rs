//! Words in cells: statuses, movement labels, billing intervals, totals.

use crate::text::{key, words};
use holdfast_ledger::{Decimal, Status};

/// The word of a status in mappings and decisions.
pub(crate) fn status_word(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Paused => "paused",
        Status::PastDue => "past-due",
        Status::Trial => "trial",
        Status::Free => "free",
        Status::Cancelled => "cancelled",
    }
}

/// Every status.
pub(crate) const STATUSES: [Status; 6] = [
    Status::Active,
    Status::Paused,
    Status::PastDue,
    Status::Trial,
    Status::Free,
    Status::Cancelled,
];

/// The status of a word in mappings and decisions.
pub(crate) fn status_of_word(word: &str) -> Option<Status> {
    STATUSES.into_iter().find(|s| status_word(*s) == word)
}

/// What a value of a status column means, where it is a word everyone uses (L-10).
pub(crate) fn status(value: &str) -> Option<Status> {
    Some(match key(value).as_str() {
        "" | "active" | "live" | "current" | "paying" | "paid" | "open" | "customer"
        | "subscribed" | "inforce" | "activated" | "renewed" | "closedwon" | "won" | "aktiv"
        | "actif" | "activo" | "ok" | "yes" | "y" | "true" | "enabled" | "expansion" | "new" => {
            Status::Active
        }
        "paused" | "pause" | "onhold" | "hold" | "suspended" | "suspend" | "frozen"
        | "pausiert" | "enpause" | "pausado" => Status::Paused,
        "pastdue" | "overdue" | "delinquent" | "dunning" | "unpaid" | "late" | "überfällig"
        | "paymentfailed" => Status::PastDue,
        "trial" | "trialing" | "trialling" | "intrial" | "freetrial" | "test" | "poc" | "pilot"
        | "evaluation" => Status::Trial,
        "free" | "freemium" | "complimentary" | "comp" | "comped" | "freeplan" | "gratis"
        | "kostenlos" | "gratuit" => Status::Free,
        "cancelled" | "canceled" | "cancel" | "churned" | "churn" | "terminated" | "expired"
        | "inactive" | "no" | "n" | "false" | "ended" | "lost" | "closed" | "closedlost"
        | "incomplete" | "incompleteexpired" | "void" | "deactivated" | "gekündigt" | "inaktiv"
        | "résilié" | "cancelado" | "former" | "nonrenewing" => Status::Cancelled,
        _ => return None,
    })
}

/// The class of M-1 which a movement label means; `""` for labels which say nothing of the amount.
pub(crate) fn movement(label: &str) -> Option<&'static str> {
    Some(match key(label).as_str() {
        "new" | "newbiz" | "newbusiness" | "newlogo" | "newcustomer" | "newmrr" | "newarr"
        | "initial" | "initialsale" | "signup" | "start" | "started" | "created" | "activation" => {
            "new"
        }
        "reactivation" | "reactivated" | "winback" | "resurrected" | "return" | "returned"
        | "resumed" => "reactivation",
        "expansion" | "upsell" | "upgrade" | "upgraded" | "crosssell" | "growth"
        | "priceuplift" | "uplift" | "priceincrease" | "expansionmrr" | "seatexpansion"
        | "addon" => "expansion",
        "contraction" | "downsell" | "downgrade" | "downgraded" | "downsize" | "reduction"
        | "contractionmrr" | "pricedecrease" | "discount" | "partialchurn" | "seatreduction" => {
            "downsell"
        }
        "churn" | "churned" | "churndelinquent" | "cancelled" | "canceled" | "cancellation"
        | "lost" | "newcancelled" | "churnmrr" | "termination" | "expired" | "ended" => "churn",
        "stepdown" | "scheduledstepdown" => "step-down",
        "renewal" | "renewed" | "flat" | "nochange" | "increase" | "decrease" | "opening"
        | "openingbalance" | "adjustment" | "correction" | "fx" | "migration" | "transfer" => "",
        _ => return None,
    })
}

/// Months in a billing interval: `month`, `annual`, `3 months`, `week` (12 × 7/364 of a year).
pub(crate) fn interval_months(text: &str) -> Option<Decimal> {
    let words = words(text);
    let count = words
        .iter()
        .find_map(|w| w.parse::<u32>().ok())
        .unwrap_or(1);
    let unit = words.iter().find_map(|w| unit_months(w))?;
    (count > 0).then(|| unit * Decimal::from(count))
}

fn unit_months(word: &str) -> Option<Decimal> {
    let months = |n: u32| Some(Decimal::from(n));
    match word {
        "month" | "months" | "monthly" | "mo" | "mth" | "mths" | "m" | "monat" | "monate"
        | "monatlich" | "mensuel" | "mois" | "mensual" | "mes" => months(1),
        "quarter" | "quarters" | "quarterly" | "qtr" | "q" | "quartal" | "trimestre"
        | "trimestriel" => months(3),
        "semiannual" | "semiannually" | "halfyear" | "halfyearly" | "biannual" | "semester"
        | "half" => months(6),
        "year" | "years" | "yearly" | "annual" | "annually" | "yr" | "yrs" | "y" | "jahr"
        | "jahre" | "jährlich" | "an" | "annuel" | "anual" => months(12),
        "biennial" => months(24),
        "triennial" => months(36),
        // Weeks and days by their number in a year: 52 and 365.
        "week" | "weeks" | "weekly" | "wk" | "woche" => {
            Decimal::from(12).checked_div(Decimal::from(52))
        }
        "day" | "days" | "daily" => Decimal::from(12).checked_div(Decimal::from(365)),
        _ => None,
    }
}

/// How often an interval comes in a year, exact for weeks and days: month 12, week 52, year 1.
pub(crate) fn intervals_a_year(text: &str, count: Decimal) -> Option<Decimal> {
    let words = words(text);
    let own = words
        .iter()
        .find_map(|w| w.parse::<u32>().ok())
        .map_or(Decimal::ONE, Decimal::from);
    let unit = words.iter().find(|w| unit_months(w).is_some())?;
    let a_year = match unit.as_str() {
        "week" | "weeks" | "weekly" | "wk" | "woche" => Decimal::from(52),
        "day" | "days" | "daily" => Decimal::from(365),
        _ => Decimal::from(12).checked_div(unit_months(unit)?)?,
    };
    a_year.checked_div(own.checked_mul(count)?)
}

/// What a label says of its row's being a total.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Total {
    /// Nothing but "Total".
    Sure,
    /// "Total …": a total, or a company called that.
    Maybe,
}

/// Whether a label is of a total row.
pub(crate) fn total(label: &str) -> Option<Total> {
    // Every label of a million rows is asked: most are told by their letters, figures by having none.
    if !label.bytes().any(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let holds = |w: &&str| {
        label
            .as_bytes()
            .windows(w.len())
            .any(|x| x.eq_ignore_ascii_case(w.as_bytes()))
    };
    const ALL: &[&str] = &["all", "alle", "overall", "all customers", "all accounts"];
    if label.len() <= 13 && ALL.iter().any(|w| label.trim().eq_ignore_ascii_case(w)) {
        return Some(Total::Maybe);
    }
    if label.len() > 80
        || !["total", "sum", "somme", "gesamt", "totaal"]
            .iter()
            .any(holds)
    {
        return None;
    }
    let words = words(label);
    let first = words.first()?.as_str();
    let is_total = |w: &str| {
        matches!(
            w,
            "total"
                | "totals"
                | "subtotal"
                | "subtotals"
                | "gesamt"
                | "summe"
                | "gesamtsumme"
                | "zwischensumme"
                | "totale"
                | "totaal"
                | "sum"
                | "somme"
        )
    };
    let filler = |w: &str| {
        is_total(w)
            || matches!(
                w,
                "grand"
                    | "sub"
                    | "general"
                    | "général"
                    | "overall"
                    | "net"
                    | "arr"
                    | "mrr"
                    | "amount"
                    | "customers"
                    | "all"
                    | "revenue"
                    | "sous"
                    | "of"
                    | "usd"
                    | "eur"
                    | "gbp"
                    | "eop"
                    | "ending"
                    | "closing"
                    | "recurring"
                    | "company"
                    | "accounts"
            )
    };
    let has = words.iter().any(|w| is_total(w));
    if has && words.iter().all(|w| filler(w)) {
        Some(Total::Sure)
    } else if is_total(first)
        || (first == "grand" && has)
        || (first == "sub" && has)
        || words.last().is_some_and(|w| is_total(w))
    {
        Some(Total::Maybe)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_ledger::money_text;

    #[test]
    fn intervals_come_so_often_a_year() {
        for (text, count, a_year) in [
            ("month", 1, "12"),
            ("week", 1, "52"),
            ("year", 1, "1"),
            ("annual", 2, "0.5"),
            ("3 months", 1, "4"),
            ("quarterly", 1, "4"),
            ("every 2 years", 1, "0.5"),
            ("day", 1, "365"),
            ("month", 6, "2"),
        ] {
            assert_eq!(
                intervals_a_year(text, Decimal::from(count))
                    .map(money_text)
                    .as_deref(),
                Some(a_year),
                "{text}"
            );
        }
        assert_eq!(intervals_a_year("whenever", Decimal::ONE), None);
        assert_eq!(interval_months("2 years"), Some(Decimal::from(24)));
    }

    #[test]
    fn totals_are_told_by_their_label() {
        assert_eq!(total("Grand Total"), Some(Total::Sure));
        assert_eq!(total("TOTAL ARR"), Some(Total::Sure));
        assert_eq!(total("Total for Subscriptions"), Some(Total::Maybe));
        assert_eq!(total("Total Energies SE"), Some(Total::Maybe));
        assert_eq!(total("Enterprise total"), Some(Total::Maybe));
        assert_eq!(total("Totally Ltd"), None);
        assert_eq!((total("ALL"), total("Allianz")), (Some(Total::Maybe), None));
    }

    #[test]
    fn words_of_status_and_movement() {
        assert_eq!(status("Past Due"), Some(Status::PastDue));
        assert_eq!(status("past_due"), Some(Status::PastDue));
        assert_eq!(status("weird"), None);
        assert_eq!(
            (
                movement("new_biz"),
                movement("Price uplift"),
                movement("increase")
            ),
            (Some("new"), Some("expansion"), Some(""))
        );
    }
}
