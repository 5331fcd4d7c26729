//! One test a fault: a file which has it, the finding at its cell, the repair as a decision which goes to a
//! file and back, the ledger after it, and the ledger as before once the decision is taken back.

use super::{address, finding};
use crate::testing::*;
use crate::{Decisions, ImportOptions};
use holdfast_ledger::{AmountKind, Severity, Table};

/// A file, what it is found to have, and what a repair makes of it.
struct Fault {
    text: &'static str,
    code: &'static str,
    cell: &'static str,
    repair: (&'static str, &'static str),
    before: &'static [&'static str],
    after: &'static [&'static str],
}

impl Fault {
    fn table(&self) -> Table {
        match self.text.strip_prefix("xlsx\n") {
            Some(text) => xlsx("f.xlsx", "S", text),
            None => csv("f.csv", self.text),
        }
    }

    #[track_caller]
    fn check(&self) {
        let found = arr(vec![self.table()]);
        let what = finding(&found, self.code);
        assert!(
            what.severity >= Severity::Warning && address(what) == self.cell,
            "{what:?}"
        );
        assert!(what.repairs.iter().any(|r| r == self.repair.0), "{what:?}");
        assert_eq!(lines(&found), self.before, "before");

        let decided = decisions(&[(self.code, self.repair.0, self.repair.1)]).decisions;
        let file = decided.to_toml();
        let options = ImportOptions {
            amounts: Some(AmountKind::Arr),
            decisions: Decisions::from_toml(&file).unwrap(),
            ..ImportOptions::default()
        };
        assert_eq!(options.decisions, decided, "{file}");
        let repaired = with(vec![self.table()], options.clone());
        assert_eq!(lines(&repaired), self.after, "after");
        let mut open = repaired
            .evidence
            .findings
            .of(self.code)
            .filter(|f| f.severity > Severity::Info);
        assert_eq!(open.next(), None);
        let record = &repaired.evidence.decisions[0];
        assert_eq!(
            (record.code.as_str(), record.reason.as_str()),
            (self.code, "as agreed")
        );
        assert!(record.rows > 0 || what.rows == 0, "{record:?}");

        let undone = ImportOptions {
            decisions: Decisions::default(),
            ..options
        };
        assert_eq!(
            lines(&with(vec![self.table()], undone)),
            self.before,
            "undone"
        );
    }
}

macro_rules! faults {
    ($($name:ident: $text:literal has $code:literal at $cell:literal, $before:expr, $repair:literal $about:literal gives $after:expr;)+) => {
        $(#[test]
        fn $name() {
            let fault = Fault { text: $text, code: $code, cell: $cell, repair: ($repair, $about), before: &$before, after: &$after };
            fault.check();
        })+
    };
}

faults! {
    a_blank_id_is_excluded: "customer,period,ARR\nA,2025-01,10\n,2025-01,5\n" has "blank-id" at "3",
        ["A 2025-01 10"], "exclude" "" gives ["A 2025-01 10"];
    a_blank_id_in_one_row_is_excluded: "customer,period,ARR\nA,2025-01,10\n,2025-01,5\n" has "blank-id" at "3",
        ["A 2025-01 10"], "exclude" "f.csv!3" gives ["A 2025-01 10"];
    a_blank_id_is_the_customer_above: "customer,period,ARR\nA,2025-01,10\n,2025-02,5\n" has "blank-id" at "3",
        ["A 2025-01 10"], "fill-down" "" gives ["A 2025-01 10", "A 2025-02 5"];
    a_blank_id_is_told_by_the_name: "customer id,customer,period,ARR\n1,A,2025-01,10\n,B,2025-01,5\n" has "blank-id" at "3",
        ["1 2025-01 10"], "use-name" "" gives ["1 2025-01 10", "B 2025-01 5"];
    a_duplicate_row_is_kept_once: "customer,period,ARR\nA,2025-01,10\nA,2025-01,10\n" has "duplicate-row" at "C3",
        ["A 2025-01 20"], "keep-one" "" gives ["A 2025-01 10"];
    a_duplicate_row_adds_up: "customer,period,ARR\nA,2025-01,10\nA,2025-01,10\n" has "duplicate-row" at "C3",
        ["A 2025-01 20"], "sum" "" gives ["A 2025-01 20"];
    of_two_amounts_the_last_is_kept: "customer,period,ARR\nA,2025-01,10\nA,2025-01,7\n" has "same-customer-close" at "C2",
        ["A 2025-01 17"], "keep-last" "" gives ["A 2025-01 7"];
    of_two_amounts_the_first_is_kept: "customer,period,ARR\nA,2025-01,10\nA,2025-01,7\n" has "same-customer-close" at "C2",
        ["A 2025-01 17"], "keep-first" "A" gives ["A 2025-01 10"];
    a_negative_is_held_at_zero: "customer,period,ARR\nA,2025-01,10\nA,2025-02,-3\nB,2025-02,1\n" has "negative-balance" at "C3",
        ["A 2025-01 10", "B 2025-02 1"], "hold-at-zero" "" gives ["A 2025-01 10", "B 2025-02 1"];
    a_negative_is_excluded: "customer,period,ARR\nA,2025-01,10\nA,2025-02,-3\nB,2025-02,1\n" has "negative-balance" at "C3",
        ["A 2025-01 10", "B 2025-02 1"], "exclude" "A" gives ["A 2025-01 10", "B 2025-02 1"];
    a_negative_is_corrected: "customer,period,ARR\nA,2025-01,10\nA,2025-02,-3\nB,2025-02,1\n" has "negative-balance" at "C3",
        ["A 2025-01 10", "B 2025-02 1"], "set" "=3" gives ["A 2025-01 10", "A 2025-02 3", "B 2025-02 1"];
    a_gap_is_left: "customer,period,ARR\nA,2025-01,10\nB,2025-02,1\nA,2025-03,10\n" has "gap" at "4",
        ["A 2025-01 10", "A 2025-03 10", "B 2025-02 1"], "leave" "" gives ["A 2025-01 10", "A 2025-03 10", "B 2025-02 1"];
    a_gap_is_filled: "customer,period,ARR\nA,2025-01,10\nB,2025-02,1\nA,2025-03,10\n" has "gap" at "4",
        ["A 2025-01 10", "A 2025-03 10", "B 2025-02 1"], "fill" "" gives ["A 2025-01 10", "A 2025-02 10", "A 2025-03 10", "B 2025-02 1"];
    a_total_row_is_excluded: "customer,2025-01,2025-02\nA,10,20\nB,5,5\nTotal,15,25\n" has "total-row" at "4",
        ["A 2025-01 10", "A 2025-02 20", "B 2025-01 5", "B 2025-02 5"], "exclude" "" gives ["A 2025-01 10", "A 2025-02 20", "B 2025-01 5", "B 2025-02 5"];
    a_company_called_total_is_kept: "customer,2025-01,2025-02\nA,10,20\nB,5,5\nTotal,1,2\n" has "total-row" at "4",
        ["A 2025-01 10", "A 2025-02 20", "B 2025-01 5", "B 2025-02 5"], "keep" "Total" gives ["A 2025-01 10", "A 2025-02 20", "B 2025-01 5", "B 2025-02 5", "Total 2025-01 1", "Total 2025-02 2"];
    a_row_which_is_the_sum_is_excluded: "customer,2025-01,2025-02\nA,10,20\nB,5,5\nC,1,1\nSummit,16,26\n" has "possible-total-row" at "5",
        ["A 2025-01 10", "A 2025-02 20", "B 2025-01 5", "B 2025-02 5", "C 2025-01 1", "C 2025-02 1", "Summit 2025-01 16", "Summit 2025-02 26"],
        "exclude" "Summit" gives ["A 2025-01 10", "A 2025-02 20", "B 2025-01 5", "B 2025-02 5", "C 2025-01 1", "C 2025-02 1"];
    a_file_total_which_differs_is_accepted: "customer,2025-01\nA,10\nB,5\nTotal,16\n" has "file-total-differs" at "4",
        ["A 2025-01 10", "B 2025-01 5"], "accept" "2025-01-31" gives ["A 2025-01 10", "B 2025-01 5"];
    a_typo_in_a_segment_is_fixed: "customer,period,ARR,tier\nA,2025-01,1,Enterprise\nB,2025-01,1,Enterprise\nC,2025-01,1,ENTERPRISE\n" has "segment-typo" at "4",
        ["A 2025-01 1", "B 2025-01 1", "C 2025-01 1"], "fix" "" gives ["A 2025-01 1", "B 2025-01 1", "C 2025-01 1"];
    two_segments_are_accepted: "customer,period,ARR,product,tier\nA,2025-01,1,X,Gold\nA,2025-01,2,Y,Silver\nB,2025-01,2,Y,Silver\nC,2025-01,2,Y,Gold\n" has "two-segments" at "3",
        ["A 2025-01 3", "B 2025-01 2", "C 2025-01 2"], "accept" "" gives ["A 2025-01 3", "B 2025-01 2", "C 2025-01 2"];
    spellings_are_merged: "customer,period,ARR\nAcme Inc,2025-01,1\n\"ACME, Inc.\",2025-02,1\nAcme Inc,2025-03,1\n" has "similar-names" at "3",
        ["ACME, Inc. 2025-02 1", "Acme Inc 2025-01 1", "Acme Inc 2025-03 1"], "merge" "" gives ["Acme Inc 2025-01 1", "Acme Inc 2025-02 1", "Acme Inc 2025-03 1"];
    spellings_are_kept_apart: "customer,period,ARR\nAcme Inc,2025-01,1\n\"ACME, Inc.\",2025-02,1\nAcme Inc,2025-03,1\n" has "similar-names" at "3",
        ["ACME, Inc. 2025-02 1", "Acme Inc 2025-01 1", "Acme Inc 2025-03 1"], "keep" "Acme Inc" gives ["ACME, Inc. 2025-02 1", "Acme Inc 2025-01 1", "Acme Inc 2025-03 1"];
    a_status_is_mapped: "customer,period,ARR,status\nA,2025-01,1,Active\nB,2025-01,1,Zombie\n" has "unknown-status" at "D3",
        ["A 2025-01 1", "B 2025-01 1"], "cancelled" "Zombie" gives ["A 2025-01 1"];
    an_amount_which_is_none_is_read_as_zero: "customer,period,ARR\nA,2025-01,10\nB,2025-01,lots\nB,2025-02,1\n" has "not-a-number" at "C3",
        ["A 2025-01 10", "B 2025-02 1"], "zero" "" gives ["A 2025-01 10", "B 2025-02 1"];
    an_error_value_is_excluded: "xlsx\ncustomer,period,ARR\nA,2025-01-31,10\nB,2025-01-31,#REF!\n" has "error-cell" at "C3",
        ["A 2025-01 10"], "exclude" "" gives ["A 2025-01 10"];
    a_formula_without_value_is_read_as_zero: "xlsx\ncustomer,period,ARR\nA,2025-01-31,10\nB,2025-01-31,=?\n" has "no-cached-value" at "C3",
        ["A 2025-01 10"], "zero" "" gives ["A 2025-01 10"];
    a_percentage_is_excluded: "customer,period,ARR\nA,2025-01,10\nB,2025-01,12%\nC,2025-01,5\n" has "percent-amount" at "C3",
        ["A 2025-01 10", "C 2025-01 5"], "exclude" "" gives ["A 2025-01 10", "C 2025-01 5"];
    a_date_which_is_none_is_excluded: "customer,period,ARR\nA,2025-01,10\nB,someday,5\nA,2025-01,0\n" has "bad-date" at "B3",
        ["A 2025-01 10"], "exclude" "" gives ["A 2025-01 10"];
    day_60_is_no_date: "xlsx\ncustomer,period,ARR\nA,2025-01-31,10\nB,60,5\nC,2025-01-31,0\n" has "bad-date" at "B3",
        ["A 2025-01 10"], "exclude" "f.xlsx!S!3" gives ["A 2025-01 10"];
    a_blank_date_is_the_date_above: "period,customer,ARR\n2025-01,A,10\n,B,5\n" has "bad-date" at "A3",
        ["A 2025-01 10"], "fill-down" "" gives ["A 2025-01 10", "B 2025-01 5"];
    a_point_may_part_thousands: "customer,period,ARR\nA,2025-01,1.234\n" has "number-style-unknown" at "C",
        ["A 2025-01 1.234"], "comma" "" gives ["A 2025-01 1234"];
    day_and_month_may_be_swapped: "customer,date,ARR\nA,01/02/2025,10\nB,03/04/2025,10\n" has "date-order-unknown" at "B",
        ["A 2025-02 10", "B 2025-04 10"], "month-first" "" gives ["A 2025-01 10", "B 2025-03 10"];
    lines_which_overlap_are_replaced: "customer,product,start,end,ARR\nA,X,2025-01-01,2025-02-28,1\nA,X,2025-02-01,2025-02-28,2\nB,X,2025-02-01,,1\n" has "overlapping-lines" at "3",
        ["A 2025-01 1", "A 2025-02 3", "B 2025-02 1"], "keep-later" "" gives ["A 2025-01 1", "A 2025-02 2", "B 2025-02 1"];
    an_end_before_its_start_is_excluded: "customer,start,end,ARR\nA,2025-01-01,,1\nB,2025-01-15,2025-01-01,1\n" has "end-before-start" at "3",
        ["A 2025-01 1"], "exclude" "" gives ["A 2025-01 1"];
    a_cancelled_line_without_end_is_excluded: "customer,start,end,status,ARR\nA,2025-01-01,,active,1\nB,2025-01-15,,cancelled,1\n" has "cancelled-without-end" at "3",
        ["A 2025-01 1"], "exclude" "" gives ["A 2025-01 1"];
    a_currency_which_is_none_is_excluded: "customer,period,ARR,currency\nA,2025-01,1,USD\nB,2025-01,1,XQQX\nC,2025-01,1,USD\n" has "bad-currency" at "3",
        ["A 2025-01 1", "C 2025-01 1"], "exclude" "" gives ["A 2025-01 1", "C 2025-01 1"];
    a_missing_close_is_accepted: "customer,period,ARR\nA,2025-01,10\nA,2025-02,10\nA,2025-05,10\n" has "missing-close" at "",
        ["A 2025-01 10", "A 2025-02 10", "A 2025-05 10"], "accept" "" gives ["A 2025-01 10", "A 2025-02 10", "A 2025-05 10"];
    a_partial_close_is_accepted: "customer,date,ARR\nA,2025-01-31,10\nA,2025-02-17,12\n" has "partial-close" at "",
        ["A 2025-01 10", "A 2025-02 12"], "accept" "" gives ["A 2025-01 10", "A 2025-02 12"];
    captions_which_are_missing_are_accepted: "Alder,2025-01,100.50\nBirch,2025-01,20\nAlder,2025-02,90\n" has "no-header" at "",
        ["Alder 2025-01 100.5", "Alder 2025-02 90", "Birch 2025-01 20"], "accept" "" gives ["Alder 2025-01 100.5", "Alder 2025-02 90", "Birch 2025-01 20"];
    headings_become_a_segment: "customer,2025-01\nNorth,\nA,1\nSouth,\nB,2\n" has "section-headings" at "2",
        ["A 2025-01 1", "B 2025-01 2"], "segment" "" gives ["A 2025-01 1", "B 2025-01 2"];
}

#[test]
fn ids_keep_their_leading_zeros() {
    let imported = arr(vec![csv(
        "f.csv",
        "customer id,period,ARR\n007,2025-01,1\n7,2025-01,2\n",
    )]);
    assert_eq!(lines(&imported), ["007 2025-01 1", "7 2025-01 2"]);
    // Also where a cell is corrected by hand.
    let mut corrected = decisions(&[("cell-edited", "set", "f.csv!A3")]);
    corrected.decisions.entries[0].value = "0042".to_owned();
    corrected.decisions.entries[0].was = "7".to_owned();
    let table = csv(
        "f.csv",
        "customer id,period,ARR\n007,2025-01,1\n7,2025-01,2\n",
    );
    let imported = with(vec![table], corrected);
    assert_eq!(lines(&imported), ["0042 2025-01 2", "007 2025-01 1"]);
}

#[test]
fn two_digit_years_are_of_a_fixed_window() {
    let imported = arr(vec![csv(
        "f.csv",
        "customer,date,ARR\nA,31/12/69,1\nA,31/01/70,2\n",
    )]);
    assert_eq!(closes(&imported), "1970-01 2069-12");
}
