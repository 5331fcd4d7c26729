//! A second ledger on one sheet: a question, unless both are parts of one.

use crate::testing::*;
use holdfast_ledger::Severity;

/// Other captions: a ledger of something else, for all that can be told.
const BESIDE: &str = "Customer,Close,ARR,,Account,Date,ARR\nAcme,2025-01-31,100,,Cedar,2025-01-31,7\nAcme,2025-02-28,110,,Cedar,2025-02-28,8\n";
const BELOW: &str = "Customer,Close,ARR\nAcme,2025-01-31,100\nAcme,2025-02-28,110\n,,\nAccount,Date,ARR\nCedar,2025-01-31,7\nCedar,2025-02-28,8\n";
/// The same captions for the same customers and months.
const AGAIN: &str = "As reported,,\nCustomer,ARR Jan-25,ARR Feb-25\nAcme,100,110\nBirch,200,200\n,,\nRestated,,\nCustomer,ARR Jan-25,ARR Feb-25\nAcme,130,130\nBirch,210,210\n";

const FIRST: &[&str] = &["Acme 2025-01 100", "Acme 2025-02 110"];
const SECOND: &[&str] = &["Cedar 2025-01 7", "Cedar 2025-02 8"];

#[test]
fn a_second_table_beside_or_below_the_first_is_asked_about_and_chosen() {
    for text in [BESIDE, BELOW] {
        let table = || vec![xlsx("two.xlsx", "ARR", text)];
        let asked = bare(table());
        assert_eq!(
            (errors(&asked), lines(&asked).len()),
            (vec!["second-table"], 4)
        );
        let found = asked.evidence.findings.of("second-table").next().unwrap();
        assert_eq!(found.scope, "table 2 of ARR");
        assert!(found.examples[0].contains(", beside A1:C"), "{found:?}");
        let both = with(table(), decisions(&[("second-table", "sum", "")]));
        exact(&both, &[FIRST, SECOND].concat());
        let first = with(table(), decisions(&[("second-table", "leave-out", "")]));
        exact(&first, FIRST);
        assert_eq!(first.unread.len(), 1, "it can be taken in again by hand");
        assert_eq!(first.evidence.decisions[0].rows, 2);
        let second = with(table(), decisions(&[("second-table", "instead", "")]));
        exact(&second, SECOND);
        // What a mapping leaves out is not asked about.
        let mut mapping = asked.mapping.clone();
        mapping.sources[1].role = crate::mapping::Role::Ignore;
        let mapping = crate::ImportOptions {
            mapping: Some(mapping),
            ..Default::default()
        };
        exact(&with(table(), mapping), FIRST);
    }
}

#[test]
fn the_same_customers_and_months_below_another_title_are_a_second_table() {
    let asked = bare(vec![csv("two.csv", AGAIN)]);
    assert_eq!(errors(&asked), ["second-table"]);
    let scope = &asked
        .evidence
        .findings
        .of("second-table")
        .next()
        .unwrap()
        .scope;
    let mut options = decisions(&[("second-table", "leave-out", "")]);
    options.decisions.entries[0].scope.clone_from(scope);
    let one = with(vec![csv("two.csv", AGAIN)], options);
    assert_eq!(errors(&one), [""; 0]);
    assert_eq!(lines(&one)[0], "Acme 2025-01 100");
}

#[test]
fn a_budget_below_the_actual_amounts_is_left_out() {
    let text = AGAIN
        .replace("As reported", "Actual")
        .replace("Restated", "Budget");
    exact(
        &bare(vec![csv("two.csv", &text)]),
        &[
            "Acme 2025-01 100",
            "Acme 2025-02 110",
            "Birch 2025-01 200",
            "Birch 2025-02 200",
        ],
    );
}

#[test]
fn parts_of_one_ledger_are_told_and_not_asked_about() {
    for text in [
        "Customer,Close,ARR,,Customer,Close,ARR\nAcme,2025-01-31,100,,Cedar,2025-01-31,7\n",
        "Customer,Close,ARR,,Customer,Close,ARR\nAcme,2025-01-31,100,,Acme,2025-02-28,110\n",
        "Customer,2025-01-31,2025-02-28,,Customer,2025-03-31,2025-04-30\nAcme,100,110,,Acme,120,130\n",
    ] {
        let imported = arr(vec![xlsx("two.xlsx", "ARR", text)]);
        assert_eq!(errors(&imported), [""; 0], "{text}");
        let told = imported
            .evidence
            .findings
            .of("second-table")
            .next()
            .unwrap();
        assert_eq!(told.severity, Severity::Info);
    }
}
