//! What an issue is called in the list: a few words a finance reader knows. A code which isn't here reads well as
//! it is.

use super::in_words;

/// Code and title.
const TITLES: &[(&str, &str)] = &[
    ("amount-kind-unknown", "MRR or ARR?"),
    ("scale-unknown", "Units or cents?"),
    ("number-style-unknown", "Decimal point or comma?"),
    ("date-order-unknown", "Day or month first?"),
    ("as-of-unknown", "As-of date"),
    ("year-unknown", "Year of the months"),
    ("fiscal-year-unknown", "Start of the fiscal year"),
    ("reporting-currency-unknown", "Reporting currency"),
    ("customers-across", "A column a customer?"),
    ("no-header", "No row of captions"),
    ("term-unknown", "Length of the terms"),
    ("movement-amounts-unknown", "Change or balance?"),
    ("flows-suspected", "Bookings or balances?"),
    ("encoding-guessed", "Letters of the names"),
    ("bridge-does-not-tie", "A bridge which does not tie"),
    ("bridge-row-missing", "Missing from the bridge"),
    ("loss-signs-unknown", "Losses with and without a minus"),
    ("opening-undated", "Opening without a date"),
    ("currency-blank", "Rows without a currency"),
    ("plan-unit-unknown", "Unit of the plan"),
    ("request-number-style", "Decimal point or comma in the log?"),
    ("request-date-style", "Day or month first in the log?"),
    ("too-many", "Too large for a ledger"),
    ("aggregates-only", "Totals without customers"),
    ("blank-id", "Rows without a customer"),
    ("bad-date", "Unreadable dates"),
    ("not-a-number", "Unreadable amounts"),
    ("error-cell", "Error values"),
    ("no-cached-value", "Formulas without a value"),
    ("negative-line", "Credits and refunds"),
    ("duplicate-row", "Repeated rows"),
    ("same-customer-close", "Duplicate customer and month"),
    ("blank-amount", "Blank amounts"),
    ("text-number", "Figures stored as text"),
    ("percent-amount", "Percentages for amounts"),
    ("overlapping-sources", "Files which overlap"),
    ("same-totals", "The same ledger twice?"),
    ("second-table", "A second ledger on a sheet"),
    ("overlapping-lines", "Contract lines which overlap"),
    ("balance-differs", "Stated balance differs"),
    ("label-differs", "Stated movement differs"),
    ("term-value", "TCV divided by its term"),
    ("bad-term", "Unreadable terms"),
    ("cancelled-without-end", "Cancelled without a date"),
    ("survivors-only", "Only contracts still in force"),
    ("total-row", "Total rows"),
    ("possible-total-row", "Possible total rows"),
    ("file-total-differs", "The file's own total differs"),
    ("earlier-date", "Several dates in one month"),
    ("flows-added", "Transactions added up"),
    ("status-of-today", "Status of the day of export"),
    ("segment-typo", "Segment typos"),
    ("two-segments", "Customers in two segments"),
    ("gap", "Zero, then back"),
    ("missing-close", "Months which are missing"),
    ("partial-close", "Newest close is no month end"),
    ("first-of-month", "Dates on the first of the month"),
    ("derived-column", "Column worked out from others"),
    ("coarse-columns", "Quarters beside months"),
    ("report-lines", "Lines of a report"),
    ("report-does-not-tie", "A report which does not tie"),
    ("collective-row", "Several customers in one row"),
    ("ended-at-zero", "Ended lines without an amount"),
    ("choices-missing", "Past figures changed"),
];

/// The title of a finding's code.
pub fn of(code: &str) -> String {
    let known = TITLES.iter().find(|(known, _)| *known == code);
    known.map_or_else(|| in_words(code), |(_, title)| (*title).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{TITLES, of};
    use std::collections::BTreeSet;

    #[test]
    fn codes_have_titles_of_their_own() {
        assert_eq!(of("same-customer-close"), "Duplicate customer and month");
        assert_eq!(of("negative-balance"), "Negative balance");
        let codes: BTreeSet<_> = TITLES.iter().map(|(code, _)| code).collect();
        let titles: BTreeSet<_> = TITLES.iter().map(|(_, title)| title).collect();
        assert_eq!((codes.len(), titles.len()), (TITLES.len(), TITLES.len()));
    }
}
