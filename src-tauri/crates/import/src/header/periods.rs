//! Periods which captions name, with words beside them, and dates which take a style to be read.

use super::{Block, Caption};
use crate::captions;
use crate::dates::{self, DateStyle, When};
use crate::mapping::Field;
use crate::text::{key, words};
use holdfast_ledger::FiscalYear;

/// Whether a caption is a date which takes a style to be read, such as `31/01/2024` or `MRR 1/31/24`.
pub(super) fn may_be_date(text: &str) -> bool {
    text.len() <= 40
        && text.bytes().filter(u8::is_ascii_digit).count() >= 4
        && styled(text, None).is_none()
        && [DateStyle::DayFirst, DateStyle::MonthFirst]
            .iter()
            .any(|s| styled(text, Some(*s)).is_some())
}

pub(super) fn styled(text: &str, style: Option<DateStyle>) -> Option<When> {
    dates::read(text, style).or_else(|| dates::read(&without_words(text), style))
}

/// What the captions say of the style of their dates; the only one possible is used at once.
pub(super) fn date_captions(block: &mut Block) {
    let mut evidence = dates::Evidence::default();
    for caption in block.captions.iter().filter(|c| may_be_date(&c.text)) {
        let bare = without_words(&caption.text);
        evidence.see(
            if dates::read(&caption.text, Some(DateStyle::DayFirst)).is_some() {
                &caption.text
            } else {
                &bare
            },
        );
    }
    block.date_styles = evidence.possible();
    if let Some(first) = block.date_styles.first().copied() {
        block.read_dates(first);
    }
    block.date_examples = evidence;
}

/// Words which may stand beside a period in a caption.
const BESIDE: &[&str] = &[
    "mrr",
    "arr",
    "acv",
    "amount",
    "revenue",
    "forecast",
    "fcst",
    "actual",
    "actuals",
    "act",
    "fc",
    "budget",
    "ending",
    "end",
    "of",
    "as",
    "at",
    "month",
    "close",
    "closing",
    "balance",
    "projected",
    "estimate",
    "outlook",
    "f",
    "a",
    "e",
    "usd",
    "eur",
    "gbp",
    "chf",
    "k",
    "stand",
    "per",
    "umsatz",
    "target",
    "plan",
    "eop",
    "total",
    "ist",
    "on",
    "for",
    "ended",
    "eom",
    "bal",
    "sum",
    "ende",
    "fin",
    "au",
    "al",
    "recurring",
    "quarter",
    "three",
    "six",
    "twelve",
    "months",
    "year",
    "q.e.",
    "qe",
    "bud",
];

/// The period which a caption names, words like "MRR" or "(forecast)" beside it left out.
pub(crate) fn period(caption: &str) -> Option<When> {
    if caption.len() > 40 || !caption.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let found = dates::read(caption, None)
        .or_else(|| dates::read(&without_words(caption), None))
        .or_else(|| dates::whole_period(caption))
        .or_else(|| of_product(caption));
    found.filter(|w| w.close(FiscalYear::CALENDAR).is_some())
}

/// The month in the caption of a product's amount: `Core ARR Jan-25`. Amounts which moved are no such.
fn of_product(caption: &str) -> Option<When> {
    let amount = captions::per(caption).is_some() && !captions::is_derived(caption);
    let moved = |w: &String| {
        matches!(
            w.as_str(),
            "new"
                | "churn"
                | "churned"
                | "lost"
                | "expansion"
                | "contraction"
                | "upsell"
                | "downsell"
                | "net"
                | "change"
                | "delta"
                | "opening"
                | "beginning"
                | "bop"
                | "reactivation"
                | "gained"
                | "added"
                | "movement"
                | "current"
                | "start"
                | "since"
                | "renewal"
                | "due"
                | "until"
                | "seats"
                | "to"
                | "from"
        )
    };
    if !amount || words(caption).iter().any(moved) {
        return None;
    }
    let words: Vec<&str> = caption.split_whitespace().collect();
    let mut months = [1, 2]
        .into_iter()
        .flat_map(|n| words.windows(n))
        .filter_map(|w| {
            let when = dates::read(&w.join(" "), None)?;
            (when.months() == 1 || when.months() == 3 || when.months() == 0).then_some(when)
        });
    months.next()
}

/// Gives captions which are months only as a row of them their months: `01-25`, `02-25`, `03-25`.
pub(super) fn short_months(captions: &mut [Caption]) {
    let short = |c: &Caption| dates::short_month(&c.text).filter(|_| c.when.is_none());
    let found: Vec<_> = captions.iter().filter_map(short).collect();
    let apart = |step: i32| found.windows(2).all(|w| w[0].plus(step) == w[1]);
    let steps = [1, 3, 12, -1, -3, -12];
    if found.len() < 2 || !steps.into_iter().any(apart) {
        return;
    }
    for caption in captions {
        caption.when = caption.when.or_else(|| short(caption).map(When::Month));
    }
}

/// Gives captions of products by month their months: `Core Jan-25`, `Core Feb-25`. Words nobody knows are of products
/// where they come with several months; words of anything else (seats, dates, movements) are none.
pub(super) fn product_months(captions: &mut [Caption]) {
    // "Product 1 Jan-25" is of January before it is of the 1st.
    for words in [1, 2, 3] {
        let found: Vec<_> = captions.iter().map(|c| product_month(c, words)).collect();
        let again = |(name, when): &(String, When)| {
            let mut others = found.iter().flatten();
            others.any(|(other, at)| other == name && at != when)
        };
        for (caption, own) in captions.iter_mut().zip(&found) {
            if let Some((_, when)) = own.as_ref().filter(|own| again(own)) {
                caption.when = Some(*when);
            }
        }
    }
}

/// The name and the month, of so many words, of a caption which may be of a product.
fn product_month(caption: &Caption, words_of_month: usize) -> Option<(String, When)> {
    if caption.when.is_some() || caption.text.len() > 60 {
        return None;
    }
    let (name, when) = beside(&caption.text, words_of_month)?;
    let bare = name.trim_matches(|c: char| !c.is_alphanumeric());
    let month = matches!(when.months(), 0 | 1 | 3);
    (month && may_be_product(bare)).then(|| (key(bare), when))
}

fn may_be_product(name: &str) -> bool {
    let known = captions::field(name).map(|(field, _)| field);
    let product = matches!(
        known,
        None | Some(Field::Line | Field::Plan | Field::Attribute)
    );
    // "Add-on" is what some logs call an expansion.
    let moves = crate::bridge_parts::part(name).is_some() && !key(name).starts_with("addon");
    let other = captions::is_derived(name)
        || captions::speaks_of_flows(name)
        || captions::says_billed(name)
        || words(name).iter().any(|w| is_of_other(w));
    product && !moves && !other && name.chars().any(char::is_alphabetic)
}

/// A caption which begins or ends with a period: what stands beside it, and the period.
pub(crate) fn beside_period(caption: &str) -> Option<(String, When)> {
    let month = |n: usize| beside(caption, n).filter(|(_, when)| when.months() < 12);
    [1, 2, 3].into_iter().find_map(month)
}

fn beside(caption: &str, n: usize) -> Option<(String, When)> {
    let words: Vec<&str> = caption.split_whitespace().collect();
    let rest = words.len().checked_sub(n).filter(|rest| *rest > 0)?;
    let read = |words: &[&str]| dates::read(&words.join(" "), None);
    let last = || Some((words.get(..rest)?, read(words.get(rest..)?)?));
    let first = || Some((words.get(n..)?, read(words.get(..n)?)?));
    let (name, when) = last().or_else(first)?;
    Some((name.join(" "), when))
}

/// Words of figures which are no amounts.
fn is_of_other(word: &str) -> bool {
    matches!(
        word,
        "seats"
            | "users"
            | "licenses"
            | "licences"
            | "quantity"
            | "qty"
            | "units"
            | "count"
            | "customers"
            | "logos"
            | "accounts"
            | "hours"
            | "tickets"
            | "logins"
            | "usage"
            | "nps"
            | "csat"
            | "health"
            | "score"
            | "growth"
            | "change"
            | "delta"
            | "rate"
            | "price"
            | "discount"
            | "renewal"
            | "start"
            | "date"
            | "invoice"
            | "invoiced"
            | "billed"
            | "paid"
            | "payment"
            | "cash"
            | "collected"
            | "cost"
            | "costs"
            | "cogs"
            | "margin"
            | "headcount"
            | "status"
            | "plan"
            | "budget"
            | "forecast"
            | "actual"
            | "target"
    )
}

fn without_words(caption: &str) -> String {
    let open: String = caption
        .chars()
        .map(|c| {
            if matches!(c, '(' | ')' | '[' | ']' | ':' | '_' | '$' | '€' | '£') {
                ' '
            } else {
                c
            }
        })
        .collect();
    let is_beside = |w: &str| BESIDE.contains(&key(w).as_str()) && !words(w).is_empty();
    // ARR-2025-01: the word stands before a mark.
    let bare = |w| match str::split_once(w, '-') {
        Some((head, tail)) if is_beside(head) => tail,
        _ => w,
    };
    let kept = open.split_whitespace().map(bare).filter(|w| !is_beside(w));
    let joined = kept.collect::<Vec<_>>().join(" ");
    // 2025E, FY25A, Dec-25F: the letter says actual or estimate.
    match joined.strip_suffix(['A', 'E', 'F', 'B']) {
        Some(head) if head.ends_with(|c: char| c.is_ascii_digit()) => head.to_owned(),
        _ => joined,
    }
}
