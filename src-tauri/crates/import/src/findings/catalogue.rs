//! Every finding of recognition, in one list: stable code, severity, sentence, next step, repairs.

use holdfast_ledger::Severity;

/// What a code means. In its message `{n}` is the number of rows, `[is|are]` what agrees with it, `{}` the scope.
pub(crate) struct About {
    pub code: &'static str,
    pub severity: Severity,
    pub message: &'static str,
    pub hint: &'static str,
    pub repairs: &'static [&'static str],
}

macro_rules! catalogue {
    ($($name:ident = $code:literal, $severity:ident, $message:literal, $hint:literal, [$($repair:literal),*];)+) => {
        /// A kind of finding.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub(crate) enum Code { $($name),+ }
        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$name),+];
            pub fn about(self) -> About {
                match self {
                    $(Code::$name => About { code: $code, severity: Severity::$severity, message: $message, hint: $hint, repairs: &[$($repair),*] }),+
                }
            }
        }
    };
}

catalogue! {
    // What the import could not tell, with the provisional reading in use (L-2, reliability 2).
    AmountKindUnknown = "amount-kind-unknown", Error,
        "Nothing in {} says whether its amounts are MRR or ARR; they are read as ARR for now.",
        "Say `--amounts mrr` or `--amounts arr`, or `amounts` in the mapping (`tcv` where they are for the whole term).", ["mrr", "arr", "tcv"];
    ScaleUnknown = "scale-unknown", Error,
        "{}.",
        "Say `--scale units`, `thousands` or `cents`, or `scale` in the mapping.", ["units", "cents", "thousands"];
    NumberStyleUnknown = "number-style-unknown", Error,
        "The figures of {}.",
        "Say which with `numbers = \"point\"` or `numbers = \"comma\"` at that column of the mapping.", ["point", "comma"];
    DateOrderUnknown = "date-order-unknown", Error,
        "The dates of {}.",
        "Say which with `dates = \"day-first\"` or `dates = \"month-first\"` at that column of the mapping.", ["day-first", "month-first", "year-first"];
    AsOfUnknown = "as-of-unknown", Error,
        "{}",
        "Say the date the list was exported with `--as-of`, or `close` in the mapping.", ["set"];
    YearUnknown = "year-unknown", Error,
        "The columns of {} are months without a year, and no title, sheet or file name has one: left out for now.",
        "Say the year of the last column, or the date of the export with `--as-of`.", ["set"];
    FiscalYearUnknown = "fiscal-year-unknown", Error,
        "The periods of {} are fiscal ones, and nothing says when the fiscal year starts; January is assumed for now.",
        "Say `--fiscal-year-start 1` to 12, or `fiscal-year-start` in the mapping.", ["set"];
    ReportingCurrencyUnknown = "reporting-currency-unknown", Error,
        "The amounts are in several currencies ({}), and nothing says in which to report.",
        "Say it with `--currency`, and give the rates with `--rates`.", ["set"];
    TwoAmountColumns = "two-amount-columns", Error,
        "{}",
        "Choose one by its caption, or say that they are lines of one amount and add up; in the mapping, `field = \"amount\"` and `\"ignore\"` say the same.", ["choose", "lines"];
    CustomersAcross = "customers-across", Error,
        "{}",
        "Accept it if each column is a customer; else set `layout` and `field` in the mapping.", ["accept"];
    ColumnGuessed = "column-guessed", Error,
        "{}",
        "Check it, and set `field` and `confidence = \"sure\"` at that column of the mapping.", ["accept"];
    NoHeader = "no-header", Error,
        "{} has no row of captions; its columns are told by what is in them.",
        "Add a row of captions, or set `field` at each column of the mapping.", ["accept"];
    TermUnknown = "term-unknown", Error,
        "{} gives a start and no end of its lines; they are read as twelve-month terms for now.",
        "Say `term-months = 12`, or `term-months = 0` for open-ended lines, in the mapping.", ["set"];

    MovementAmounts = "movement-amounts-unknown", Error,
        "The amounts of {} beside its movements may be the change or the balance after it; they are read as the change for now.",
        "Say which, or set `field = \"delta\"` or `\"amount-after\"` at that column of the mapping.", ["change", "balance"];
    BridgeRowMissing = "bridge-row-missing", Error,
        "The bridge lists who did not move, but after {n} with an amount there is none of its customer at the next close; the amount is carried on for now.",
        "Give the customer its row, with its churn if it left; accept it where nothing moved.", ["accept"];
    OpeningUndated = "opening-undated", Error,
        "What {} opens with is not read for now: its rows are of one date, and nothing says when its period began.",
        "Say how long its period is: a month, a quarter, half a year or a year; accept it if the closing alone is to be read.", ["month", "quarter", "half-year", "year", "accept"];
    LossSigns = "loss-signs-unknown", Error,
        "The losses in {} stand with and without a minus; those with one are lost for now, those without regained.",
        "Say whether a loss has a minus there.", ["minus", "no-minus"];
    BridgeDoesNotTie = "bridge-does-not-tie", Error,
        "Opening and movements do not give the closing, or the opening is not the closing before, in {n}; the closing is read for now.",
        "Correct the movements in the file, or accept its closings.", ["accept"];
    FlowsSuspected = "flows-suspected", Error,
        "{} speaks of bookings, billings or changes: these are no amounts in force at a close; they are read as such for now.",
        "Import amounts in force, contract lines or a movement log; accept it if the amounts are balances after all.", ["accept"];
    CurrencyBlank = "currency-blank", Error,
        "{n} [names|name] no currency beside others in {}; [it counts|they count] as the reporting currency for now.",
        "Give them a currency in the file, say which, or accept it.", ["set", "accept"];
    PlanUnit = "plan-unit-unknown", Error,
        "The plan's {} in {n}: a percentage, or a fraction? It is read as a percentage for now.",
        "Write it with a percent sign, caption it with %, or say which.", ["percent", "fraction"];
    RequestNumberStyle = "request-number-style", Error,
        "{}",
        "Say which, or write the figures of the log with two decimals.", ["point", "comma"];
    RequestDateStyle = "request-date-style", Error,
        "{}",
        "Say which, or write the dates of the log as 2027-01-31.", ["day-first", "month-first"];
    RowsMissing = "rows-missing", Error,
        "{}",
        "Export it again; if the last row is the one you expect, accept it.", ["accept"];

    // What stops a file from being a ledger.
    NoCustomer = "no-customer-column", Error,
        "{} has no column which says whose the amounts are.",
        "Set `field = \"customer-id\"` or `\"customer-name\"` at a column of the mapping.", [];
    OwnBridgeBreaks = "own-bridge-breaks", Error,
        "{} is the company's own bridge by period, and it does not tie: a row does not foot, or opens at another figure than the period before closed at.",
        "Export the customers behind it: what a total hides can't be told from totals.", [];
    NoAmount = "no-amount-column", Error,
        "{}.",
        "Set `field = \"amount\"` at a column of the mapping.", [];
    NoRows = "no-rows", Error,
        "{} has captions and no row of data below them.",
        "Export it again with its rows.", [];
    TooMany = "too-many", Error,
        "The file can't be an ARR ledger: {}.",
        "Check that the right file was chosen.", [];
    AggregatesOnly = "aggregates-only", Error,
        "{} has totals by segment and no customers: each segment is read as one customer, so movements inside a segment stay hidden.",
        "Import the customers behind it; retention needs them.", ["accept"];
    MappingChanged = "mapping-changed", Error,
        "{}",
        "Check the mapping of this file and save it again.", [];

    // Rows which can't be read: set aside until decided.
    BlankId = "blank-id", Error,
        "No customer in {n}; set aside.",
        "Give the rows a customer in the file, let the customer above stand for the blank, let the name stand for a blank id, or exclude the rows.", ["exclude", "fill-down", "use-name"];
    BadDate = "bad-date", Error,
        "No date can be read in {n}; set aside.",
        "Correct the cells, let the date above stand for a blank, or exclude the rows.", ["exclude", "fill-down"];
    NotANumber = "not-a-number", Error,
        "No amount can be read in {n}; set aside.",
        "Correct the cells in the file, exclude the rows, or read them as zero.", ["exclude", "zero"];
    ErrorCell = "error-cell", Error,
        "An error value stands for the amount in {n}; set aside.",
        "Repair the formula in the file, exclude the rows, or read them as zero.", ["exclude", "zero"];
    OtherMeasure = "other-measure", Warning,
        "{n} are of \"{}\", beside rows of the amount itself; they are not read.",
        "Leave them out, or keep them if they are part of the amount.", ["exclude", "keep"];
    PlannedRow = "planned-row", Warning,
        "{n} are \"{}\", beside actual ones; they are not read.",
        "Leave them out, or keep them if they are actual.", ["exclude", "keep"];
    OneTime = "one-time-row", Error,
        "\"{}\" stands in {n}: an amount which does not recur is no ARR; set aside for now.",
        "Leave them out, or keep them if they are part of ARR.", ["exclude", "keep"];
    NoCachedValue = "no-cached-value", Error,
        "A formula without its value stands for the amount in {n}; set aside.",
        "Open the file in a spreadsheet program, let it calculate, save, and import again.", ["exclude", "zero"];

    // Amounts (L-4, L-5).
    NegativeBalance = "negative-balance", Error,
        "A customer's amount at a close stays below zero in {n}; held at 0 for now.",
        "Hold at 0, exclude the rows, or correct them in the file.", ["hold-at-zero", "exclude", "set", "accept"];
    NegativeLine = "negative-line", Info,
        "Negative lines (credits, refunds) net inside their customer and close in {n}.",
        "Nothing to do.", [];
    DuplicateRow = "duplicate-row", Warning,
        "{n} [repeats|repeat] another row in every cell, and [adds|add] up with it.",
        "Keep one of each if the export repeated them, or let them add up.", ["sum", "keep-one"];
    SameCustomerClose = "same-customer-close", Warning,
        "{n} of the same customer, line and close [adds|add] up with differing amounts.",
        "Let them add up, or keep the last of each.", ["sum", "keep-last", "keep-first"];
    BlankAmount = "blank-amount", Info,
        "No amount in {n}; read as 0.",
        "Nothing to do, if 0 is meant.", ["accept"];
    TextNumber = "text-number", Info,
        "Figures stored as text in {n}; read as figures.",
        "Nothing to do.", [];
    PercentAmount = "percent-amount", Error,
        "A percentage stands for the amount in {n}; set aside.",
        "Correct the cells in the file, or exclude the rows.", ["exclude"];
    OverlappingSources = "overlapping-sources", Error,
        "{} and another file both cover the same customers and closes; the last one given is used for now.",
        "Leave one file out, or say that both add up.", ["keep-last", "sum"];
    SameTotals = "same-totals", Error,
        "{} has the same total at every close as another table: it is one ledger twice, and read once for now.",
        "Leave it out, or say that both add up.", ["leave-out", "sum"];
    SecondTable = "second-table", Error,
        "A ledger stands beside another on one sheet: {}, {n}; both count for now.",
        "Let both count and add up, leave the second out, or read it instead of the first.", ["sum", "leave-out", "instead"];
    OverlappingLines = "overlapping-lines", Warning,
        "Contract lines of the same customer and product overlap in {n}, and both count.",
        "Let them add up, or let the later line replace the earlier from its start.", ["sum", "keep-later"];
    AmountsDisagree = "balance-differs", Warning,
        "The balance which the log states differs from the sum of its movements in {n}.",
        "Check that the log is complete from its beginning.", ["accept"];
    LabelDiffers = "label-differs", Warning,
        "The log's own label differs from the class which the amounts give in {n} (L-7).",
        "The amounts decide; correct the label at its source.", ["accept"];
    TermValue = "term-value", Info,
        "Contract values over the whole term in {n} are divided by the term: TCV is not ARR.",
        "Nothing to do.", [];
    BadTerm = "bad-term", Error,
        "No length can be told for the term of {n}; set aside.",
        "Give the rows an end or a term in the file, or exclude them.", ["exclude"];
    EndBeforeStart = "end-before-start", Error,
        "The end lies before the start in {n}; set aside.",
        "Correct the dates in the file, or exclude the rows.", ["exclude"];
    CancelledWithoutEnd = "cancelled-without-end", Error,
        "{n} [is cancelled and doesn't|are cancelled and don't] say since when; set aside.",
        "Give the rows an end in the file, or exclude them.", ["exclude"];
    EndedAtZero = "ended-at-zero", Error,
        "{n} of {} ended, and [its amount is|their amounts are] 0 like today's: what [it|they] paid until then is not in the file, so this churn stays hidden.",
        "Export what they paid (the plan's price, or the amount at each month), or accept that they never counted.", ["accept"];
    SurvivorsOnly = "survivors-only", Warning,
        "Every line of {} is still in force: a list of today's contracts says nothing of those which left.",
        "Export the ended contracts too, or expect churn and downsell to be understated.", ["accept"];

    // Rows which are not data, proposed for exclusion.
    TotalRow = "total-row", Warning,
        "{n} [is a total and is|are totals and are] left out, and compared with what was imported.",
        "Leave them out, or keep them if a customer is really called that.", ["exclude", "keep"];
    CollectiveRow = "collective-row", Error,
        "\"{}\" in {n} stands for several customers; they are read as one for now, so their movements net and they count once.",
        "Import the customers behind it; keep it as one customer, or leave it out.", ["keep", "exclude"];
    PossibleTotal = "possible-total-row", Error,
        "{n} [equals|equal] the sum of rows above or below and may be [a total|totals]; kept for now.",
        "Exclude them if they are totals, or keep them.", ["exclude", "keep"];
    FileTotalDiffers = "file-total-differs", Error,
        "The file's own total differs from what was imported at {}.",
        "Look for rows set aside, and for rows which the file's total leaves out.", ["accept"];
    ReportDoesNotTie = "report-does-not-tie", Error,
        "{} is a report whose groups state counts or sums which their rows don't give; the rows are read under their groups for now.",
        "Export it again with all its rows, or accept it if the rows are right.", ["accept"];
    ReportLines = "report-lines", Info,
        "{n} of {} [is a line|are lines] of groups, counts or sums of a report. All of them tie with the rows they stand for, which are read under their groups.",
        "Nothing to do.", [];
    SectionHeadings = "section-headings", Warning,
        "{n} [stands|stand] alone above blocks of customers: {}. They can be read as a segment.",
        "Make a segment \"Section\" of them, or leave them.", ["segment", "ignore"];
    EarlierDate = "earlier-date", Info,
        "{n} [is of a date|are of dates] before the last one in [its|their] month; the last date is the close.",
        "Nothing to do.", [];
    FlowsAdded = "flows-added", Warning,
        "{} has transactions at many dates; those of one month add up to its amount. An invoice for a year is then counted in the month it was billed.",
        "If the rows are invoices, import contract lines or a recurring-amount export instead.", ["accept"];

    // Customers, statuses, segments.
    SimilarNames = "similar-names", Warning,
        "Spellings which differ only by case, punctuation or company suffix in {n}: {}.",
        "Merge them if they are one customer.", ["merge", "keep"];
    UnknownStatus = "unknown-status", Error,
        "The status \"{}\" in {n} is not known; it counts as active for now.",
        "Say what it means: active, paused, past-due, trial, free or cancelled.", ["active", "paused", "past-due", "trial", "free", "cancelled"];
    StatusToday = "status-of-today", Info,
        "The status of {n} is of the day of the export: it counts at the newest close; before, the amounts decide.",
        "Nothing to do.", [];
    UnknownLabel = "unknown-label", Warning,
        "The movement label \"{}\" in {n} is not known; the amounts decide.",
        "Give it a class under `movements` in the mapping, to have it compared.", ["accept"];
    SegmentTypo = "segment-typo", Warning,
        "{} in {n}: one letter from a value which is far more common.",
        "Correct it if it is a slip.", ["fix", "keep"];
    TwoSegments = "two-segments", Warning,
        "A customer has two values of \"{}\" at one close in {n}.",
        "Correct the file; until then the value of the largest line counts.", ["accept"];
    Gap = "gap", Warning,
        "A customer falls to 0 and comes back later in {n}.",
        "Leave the gap if it was real, or fill it if the export left rows out.", ["leave", "fill"];

    // Coverage (L-3).
    MissingClose = "missing-close", Warning,
        "The file does not cover {}; nothing is computed from them.",
        "Export the missing months too, if there are any.", ["accept"];
    PartialClose = "partial-close", Warning,
        "The newest close, {}, is not a month end: its figures are partial.",
        "Export again after the month end, or choose an earlier as-of close.", ["accept"];
    FirstOfMonth = "first-of-month", Info,
        "The dates of {} are first days of months: each is read as the month it begins.",
        "Nothing to do, if the amounts are those of that month.", [];

    // Sheets and columns which are not read.
    HiddenSheet = "hidden-sheet", Warning,
        "The hidden sheet {} is not imported.",
        "Show it in the file, or give it a role in the mapping, to import it.", ["include"];
    HiddenRows = "hidden-rows", Warning,
        "{n} of {} [is|are] hidden in the file, by a filter or by hand; [it is|they are] read like the others for now.",
        "Keep them if they belong to the figures, or leave them out as the sheet does.", ["keep", "exclude"];
    HiddenColumns = "hidden-columns", Warning,
        "{}; read like the others for now.",
        "Keep them if they belong to the figures, or leave them out as the sheet does.", ["keep", "exclude"];
    SheetIgnored = "sheet-ignored", Info,
        "The sheet {} holds no table this import needs.",
        "Nothing to do; give it a role in the mapping to import it.", [];
    ForecastColumns = "forecast-columns", Info,
        "Columns of {} are forecasts and are not imported.",
        "Nothing to do.", [];
    CurrentColumn = "current-column", Info,
        "{} is a current amount and no history; it is not imported.",
        "Nothing to do.", [];
    CoarseColumns = "coarse-columns", Info,
        "Columns of {} are quarters or years beside months; the months are imported.",
        "Nothing to do.", [];
    DerivedColumn = "derived-column", Info,
        "{} is worked out from other columns or a percentage; it is not imported.",
        "Nothing to do.", [];
    UnknownSegment = "unknown-segment", Error,
        "{}",
        "Name a column as it is captioned in the file.", [];

    // Currencies (L-9).
    CurrencyFormats = "currency-formats", Error,
        "{}",
        "Give the rows a column of currency codes, or accept it if the formats are a slip and all are of one currency.", ["accept"];
    EncodingGuessed = "encoding-guessed", Warning,
        "The letters of {} are of a guessed encoding.",
        "Look at names with accents; if they are wrong, say the encoding with `--encoding`.",
        ["accept", "windows-1252", "macintosh", "windows-1250", "iso-8859-15", "iso-8859-2", "ibm850", "ibm852", "windows-1251", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "shift-jis", "euc-jp", "gbk", "big5", "euc-kr"];
    ExtraCells = "extra-cells", Error,
        "{}",
        "Put quotation marks around texts and figures which hold the separator, and import again; accept it if what stands there is a remark.", ["accept"];
    MissingRate = "missing-rate", Error,
        "No exchange rate for {}.",
        "Give the rates with `--rates` (currency, close, rate).", [];
    RateConflict = "rate-conflict", Error,
        "Two different exchange rates for {} at one close.",
        "Correct the rates.", [];
    BadCurrency = "bad-currency", Error,
        "The currency of {n} is no ISO code; set aside.",
        "Correct it in the file.", ["exclude"];
    CurrencyAssumed = "currency-assumed", Info,
        "{}",
        "Say `--currency` if it is another.", [];
    CurrencyMix = "currency-mix", Info,
        "The amounts are in {}; balances use each close's rate (L-9).",
        "Nothing to do.", [];

    // Decisions.
    CellEdited = "cell-edited", Info,
        "{n} changed by hand, as decided.",
        "Nothing to do; take the decision back to see what the file says.", ["set"];
    RowExcluded = "row-excluded", Info,
        "{n} excluded by hand, as decided.",
        "Nothing to do; take the decision back to use them again.", ["exclude"];
    DecisionUnused = "decision-unused", Warning,
        "The decision on {} applies to nothing in this file.",
        "Remove it, or check its scope.", [];
    DecisionUnknown = "decision-unknown", Error,
        "{}",
        "Use a code and a repair which a finding lists.", [];
    RenameUnused = "rename-unused", Warning,
        "The customer mapping names {}, which the ledger does not have.",
        "Check the spelling of its id.", [];
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_kebab_case_and_told_apart() {
        let codes: BTreeSet<_> = Code::ALL.iter().map(|c| c.about().code).collect();
        assert_eq!(codes.len(), Code::ALL.len());
        assert!(
            codes
                .iter()
                .all(|c| c.chars().all(|l| l.is_ascii_lowercase() || l == '-'))
        );
        assert!(Code::ALL.iter().all(|c| !c.about().hint.is_empty()));
    }
}
