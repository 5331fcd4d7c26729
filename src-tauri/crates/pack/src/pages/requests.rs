//! What the pages about the negotiation log share: the report, its source, names, words, and amounts
//! tied so that requested = kept + given up in the digits printed.

use crate::context::Context;
use crate::display::{NOT_AVAILABLE, day, percent, short_hash};
use crate::names::{NAME_LIMIT, end_cut};
use crate::notes::notes_from;
use crate::template::Naming;
use crate::tie::tie_to;
use holdfast_ledger::{Decimal, Ratio, money_text, ratio, round_half_away};
use holdfast_metrics::negotiations::{Amounts, NegotiationReport, Step};

/// Printed where the log has no column for a figure; never 0.
pub(super) const NOT_RECORDED: &str = "not recorded";

/// The report, or why there is none.
pub(super) fn report<'a>(c: &Context<'a>) -> Result<&'a NegotiationReport, String> {
    c.inputs
        .negotiations
        .ok_or_else(|| "no negotiation log".to_owned())
}

/// The report, where a request was resolved in the period or is open.
pub(super) fn requests<'a>(c: &Context<'a>) -> Result<&'a NegotiationReport, String> {
    let n = report(c)?;
    if n.items.is_empty() {
        return Err(format!(
            "no request resolved in {} or open at its end",
            c.period_label()
        ));
    }
    Ok(n)
}

/// "Requests resolved in Q3 FY26, and those open at 30 Sep 2026".
pub(super) fn scope(c: &Context, n: &NegotiationReport) -> String {
    match n.window {
        Some(_) => format!(
            "Requests resolved in {}, and those open at {}",
            c.period_label(),
            day(n.as_of)
        ),
        None => format!("All requests, status at {}", day(n.as_of)),
    }
}

/// The notes with the log as their source.
pub(super) fn notes(c: &Context, definition: &str, exceptions: &[String]) -> Vec<String> {
    let source = c.inputs.requests.and_then(|log| log.source.as_ref());
    let source = match source {
        Some((file, sheet, sha)) if sheet.is_empty() => {
            format!("Source: {file}, SHA-256 {};", short_hash(sha))
        }
        Some((file, sheet, sha)) => {
            format!(
                "Source: {file}, sheet ‘{sheet}’, SHA-256 {};",
                short_hash(sha)
            )
        }
        None => "Source: typed in the workspace;".to_owned(),
    };
    notes_from(c, definition, &source, exceptions)
}

/// A customer of the log, by name or code.
pub(super) fn called(c: &Context, in_log: &str, in_ledger: Option<u32>) -> String {
    let known = in_ledger.or_else(|| c.inputs.ledger.find_customer(in_log));
    match (c.inputs.options.naming(), known) {
        (Naming::Names, None) => end_cut(in_log, NAME_LIMIT),
        (_, Some(index)) => c.short_customer(index),
        (Naming::Codes, None) => "not in the ledger".to_owned(),
    }
}

/// Days as people say them: "24", "13.5", "n/a".
pub(super) fn days(value: Option<Decimal>) -> String {
    value.map_or_else(
        || NOT_AVAILABLE.to_owned(),
        |v| money_text(round_half_away(v, 1)),
    )
}

/// A median or percentile of days; "n=3" over too few requests (S-4).
pub(super) fn days_of(c: &Context, value: Option<Decimal>, n: u32) -> String {
    match value {
        Some(_) if n < c.min_n() => format!("n={n}"),
        value => days(value),
    }
}

/// A share of counts; `None` over fewer than the basis' minimum (S-4).
pub(super) fn share_of(c: &Context, part: u32, whole: u32) -> Option<String> {
    (whole >= c.min_n()).then(|| percent(ratio(part.into(), whole.into()), 0))
}

/// A share of money; "n=3" over too few requests.
pub(super) fn rate_of(c: &Context, value: Ratio, n: u32) -> String {
    match value {
        Some(_) if n < c.min_n() => format!("n={n}"),
        value => percent(value, 0),
    }
}

/// The first letter as a capital.
pub(super) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

pub(super) fn step_name(step: Step) -> &'static str {
    match step {
        Step::Requested => "Requested",
        Step::Acknowledged => "Acknowledged",
        Step::Informed => "Deal desk, VP CS",
        Step::Diagnosed => "Diagnosed",
        Step::Countered => "Countered",
        Step::Resolved => "Resolved",
    }
}

/// Requested, kept and given up as printed, display units: requested = kept + given up in every row
/// and in the total, and each column adds up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Split {
    pub rows: Vec<Printed>,
    pub total: Printed,
}

/// One row of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Printed {
    pub requested: Decimal,
    pub kept: Decimal,
    pub given_up: Decimal,
}

/// The total is rounded and split first; the rows' kept and given up are tied to it.
pub(super) fn split(c: &Context, total: &Amounts, parts: &[Amounts]) -> Split {
    let requested = c.unit.shown(total.requested);
    let both = tie_to(requested, &[total.kept, total.given_up], &c.unit).parts;
    let [kept, given_up] = [0, 1].map(|i| both.get(i).copied().unwrap_or_default());
    let column = |total: Decimal, of: fn(&Amounts) -> Decimal| {
        let exact: Vec<Decimal> = parts.iter().map(of).collect();
        tie_to(total, &exact, &c.unit).parts
    };
    let rows = column(kept, |a| a.kept)
        .into_iter()
        .zip(column(given_up, |a| a.given_up))
        .map(|(kept, given_up)| Printed {
            requested: kept + given_up,
            kept,
            given_up,
        })
        .collect();
    Split {
        rows,
        total: Printed {
            requested,
            kept,
            given_up,
        },
    }
}
