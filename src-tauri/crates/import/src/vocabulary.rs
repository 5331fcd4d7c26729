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
        | "actif" | "activo" | "actief" | "attivo" | "ativo" | "laufend" | "encours" | "vigente"
        | "billed" | "fullybilled" | "pendingbilling" | "partiallybilled" | "pendingfulfillment" | "partiallyfulfilled"
        | "ok" | "yes" | "y" | "true" | "enabled" | "expansion" | "new"
        // It was cancelled for the end of its term, and is paid until then.
        | "nonrenewing" | "cancelatperiodend" | "pendingcancel" | "pendingcancellation"
        | "cancelscheduled" | "willcancel" | "willchurn" | "notrenewing" | "atrisk"
        | "cancelpending" => Status::Active,
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
        | "résilié" | "cancelado" | "former" | "beendet" | "terminé" | "opgezegd" | "disdetto" | "baja"
        | "perdido" | "verloren" | "perdu" => Status::Cancelled,
        _ => return None,
    })
}

/// The class of M-1 which a movement label means; `""` for labels which say nothing of the amount.
pub(crate) fn movement(label: &str) -> Option<&'static str> {
    Some(match key(label).as_str() {
        "new"
        | "newbiz"
        | "newbusiness"
        | "newlogo"
        | "newcustomer"
        | "newmrr"
        | "newarr"
        | "initial"
        | "initialsale"
        | "signup"
        | "start"
        | "started"
        | "created"
        | "activation"
        | "newsale"
        | "logowin"
        | "newdeal"
        | "subscriptioncreated"
        | "customersubscriptioncreated"
        | "neu"
        | "neukunde"
        | "neugeschäft"
        | "nouveau"
        | "nouveauclient"
        | "nuevo"
        | "nieuw"
        | "novo"
        | "nuovo" => "new",
        "reactivation"
        | "reactivated"
        | "winback"
        | "resurrected"
        | "return"
        | "returned"
        | "resumed"
        | "subscriptionreactivated"
        | "rückgewinnung"
        | "reaktivierung"
        | "réactivation"
        | "reactivación" => "reactivation",
        "expansion"
        | "upsell"
        | "upgrade"
        | "upgraded"
        | "crosssell"
        | "growth"
        | "priceuplift"
        | "uplift"
        | "priceincrease"
        | "expansionmrr"
        | "seatexpansion"
        | "addon"
        | "subscriptionupgraded"
        | "erweiterung"
        | "ausbau"
        | "ampliación"
        | "upsellexpansion"
        | "expansión"
        | "preiserhöhung"
        | "mrrexpansion"
        | "arrexpansion" => "expansion",
        "contraction"
        | "downsell"
        | "downgrade"
        | "downgraded"
        | "downsize"
        | "reduction"
        | "contractionmrr"
        | "pricedecrease"
        | "discount"
        | "partialchurn"
        | "seatreduction"
        | "subscriptiondowngraded"
        | "reduktion"
        | "reduzierung"
        | "preissenkung"
        | "contracción"
        | "reducción"
        | "réduction"
        | "verkleinerung"
        | "churnpartial"
        | "downgrading" => "downsell",
        "churn"
        | "churned"
        | "churndelinquent"
        | "cancelled"
        | "canceled"
        | "cancellation"
        | "lost"
        | "newcancelled"
        | "churnmrr"
        | "termination"
        | "expired"
        | "ended"
        | "cancel"
        | "logochurn"
        | "fullchurn"
        | "customerchurn"
        | "lostcustomer"
        | "logoloss"
        | "subscriptioncancelled"
        | "subscriptioncanceled"
        | "subscriptionexpired"
        | "subscriptiondeleted"
        | "customersubscriptiondeleted"
        | "kündigung"
        | "gekündigt"
        | "abgang"
        | "verloren"
        | "résiliation"
        | "perdu"
        | "baja"
        | "cancelación"
        | "opzegging"
        | "cancelamento" => "churn",
        "stepdown" | "scheduledstepdown" => "step-down",
        "renewal" | "renewed" | "flat" | "nochange" | "increase" | "decrease" | "opening"
        | "openingbalance" | "adjustment" | "correction" | "fx" | "migration" | "transfer" => "",
        _ => return None,
    })
}

/// Months in a billing interval: `month`, `annual`, `3 months`, `week` (12 × 7/364 of a year).
pub(crate) fn interval_months(text: &str) -> Option<Decimal> {
    let (count, unit) = interval(text)?;
    (count > 0).then(|| months_of(unit).checked_mul(Decimal::from(count)))?
}

/// How often an interval comes in a year, exact for weeks and days: month 12, week 52, year 1.
pub(crate) fn intervals_a_year(text: &str, count: Decimal) -> Option<Decimal> {
    let (own, unit) = interval(text)?;
    let a_year = match unit {
        Unit::Months(n) => Decimal::from(12).checked_div(Decimal::from(n))?,
        Unit::Weeks => Decimal::from(52),
        Unit::Days => Decimal::from(365),
    };
    a_year.checked_div(Decimal::from(own).checked_mul(count)?)
}

/// A length of time of which an interval has one or more.
#[derive(Clone, Copy)]
enum Unit {
    Months(u32),
    /// Weeks and days by their number in a year: 52 and 365.
    Weeks,
    Days,
}

fn months_of(unit: Unit) -> Decimal {
    let of = |a_year: u32| Decimal::from(12) / Decimal::from(a_year);
    match unit {
        Unit::Months(n) => Decimal::from(n),
        Unit::Weeks => of(52),
        Unit::Days => of(365),
    }
}

/// The number of units in an interval, and the unit. "Semi-annual" and "6-monthly" are read as a whole first.
fn interval(text: &str) -> Option<(u32, Unit)> {
    let words = words(text);
    let number = words.iter().find_map(|w| w.parse::<u32>().ok());
    let whole = unit_of(&words.concat()).map(|unit| (1, unit));
    whole.or_else(|| {
        let unit = words
            .iter()
            .find_map(|w| unit_of(w.trim_start_matches(|c: char| c.is_ascii_digit())))?;
        let attached = || {
            let digits = words.iter().find_map(|w| {
                let n: String = w.chars().take_while(char::is_ascii_digit).collect();
                n.parse().ok()
            });
            digits.unwrap_or(1)
        };
        // "Half a year", "twice a year", "every other month".
        let part = words.iter().any(|w| {
            matches!(
                w.as_str(),
                "half" | "semi" | "twice" | "bi" | "other" | "every2nd"
            )
        });
        (!part).then(|| (number.unwrap_or_else(attached), unit))
    })
}

fn unit_of(word: &str) -> Option<Unit> {
    Some(match word {
        "month" | "months" | "monthly" | "mo" | "mth" | "mths" | "mon" | "m" | "monat"
        | "monate" | "monaten" | "monatlich" | "mensuel" | "mensuelle" | "mois" | "mensual"
        | "mes" | "meses" | "mensile" | "maand" | "maandelijks" | "mensal" | "permonth" => {
            Unit::Months(1)
        }
        "bimonthly" | "everyothermonth" | "zweimonatlich" | "bimestriel" => Unit::Months(2),
        "quarter" | "quarters" | "quarterly" | "qtr" | "qtrly" | "q" | "quartal"
        | "quartalsweise" | "vierteljährlich" | "trimestre" | "trimestriel" | "trimestrielle"
        | "trimestral" | "trimestrale" | "kwartaal" | "perquarter" => Unit::Months(3),
        "semiannual" | "semiannually" | "semiyearly" | "halfyear" | "halfyearly" | "halfannual"
        | "biannual" | "biannually" | "semester" | "half" | "twiceayear" | "halbjahr"
        | "halbjährlich" | "semestriel" | "semestrielle" | "semestral" | "semestrale"
        | "halfjaarlijks" => Unit::Months(6),
        "year" | "years" | "yearly" | "annual" | "annually" | "annum" | "yr" | "yrs" | "y"
        | "jahr" | "jahre" | "jährlich" | "an" | "ans" | "annuel" | "annuelle" | "année"
        | "anual" | "año" | "annuale" | "jaar" | "jaarlijks" | "peryear" | "perannum" => {
            Unit::Months(12)
        }
        "biennial" | "biennially" => Unit::Months(24),
        "triennial" | "triennially" => Unit::Months(36),
        "week" | "weeks" | "weekly" | "wk" | "woche" | "wochen" | "wöchentlich"
        | "hebdomadaire" => Unit::Weeks,
        "day" | "days" | "daily" | "tag" | "täglich" => Unit::Days,
        _ => return None,
    })
}

/// Whether a label below a total is of a figure worked out from all rows: `Average`, `MoM growth`, `# customers`.
pub(crate) fn is_statistic(label: &str) -> bool {
    let words = words(label);
    let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let counted = has(&["count", "number", "no", "anzahl"]) || label.trim_start().starts_with('#');
    has(&[
        "average",
        "avg",
        "mean",
        "median",
        "growth",
        "mom",
        "yoy",
        "qoq",
        "cagr",
        "nrr",
        "grr",
        "ndr",
        "arpa",
        "arpc",
        "acv",
        "variance",
        "difference",
        "delta",
        "check",
        "retention",
        "churn",
        "wachstum",
        "durchschnitt",
        "moyenne",
        "promedio",
    ]) && words.len() <= 5
        || counted
            && has(&[
                "customers",
                "customer",
                "logos",
                "accounts",
                "clients",
                "kunden",
            ])
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
            ("Semi-Annual", 1, "2"),
            ("semi annually", 1, "2"),
            ("6-monthly", 1, "2"),
            ("6M", 1, "2"),
            ("12 months", 1, "1"),
            ("halbjährlich", 1, "2"),
            ("vierteljährlich", 1, "4"),
            ("per annum", 1, "1"),
        ] {
            assert_eq!(
                intervals_a_year(text, Decimal::from(count))
                    .map(money_text)
                    .as_deref(),
                Some(a_year),
                "{text}"
            );
        }
        for unclear in ["whenever", "twice a month", "every other year"] {
            assert_eq!(intervals_a_year(unclear, Decimal::ONE), None, "{unclear}");
        }
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
        // What was cancelled for the end of its term is paid until then.
        assert_eq!(status("non_renewing"), Some(Status::Active));
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
