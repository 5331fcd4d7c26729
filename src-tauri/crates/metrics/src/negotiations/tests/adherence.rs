//! Section 4, and the split of N-12 by the four components.

use super::*;
use holdfast_ledger::requests::FirstResponse;

/// A resolved request which did everything right: nothing fails.
fn exemplary(id: &str) -> Request {
    Request {
        first_response: Some(FirstResponse::Acknowledged),
        acknowledged_on: Some(d("2027-01-02")),
        root_cause: Some(RootCause::BudgetCut),
        diagnosed_on: Some(d("2027-01-08")),
        counters: vec![counter("2027-01-12", CounterKind::MultiYear, None)],
        exchange_asked: Some(Exchange::MultiYear),
        months_offered: Some(24),
        triggers: vec![Trigger {
            set_on: Some(d("2027-01-27")),
            ..Trigger::default()
        }],
        ..resolved(
            ask(id, "2027-01-01", RequestKind::ValueCut, 100, 50),
            "2027-01-20",
            70,
        )
    }
}

fn failing(requests: Vec<Request>, as_of: &str) -> Vec<(u8, Vec<String>)> {
    let report = at(&full(requests), as_of);
    let failed = report.failures.iter().map(|f| match &f.state {
        FailureState::Checked { failed, .. } => (f.mode.number(), failed.clone()),
        FailureState::NotRecorded(_) => panic!("recorded"),
    });
    failed.filter(|(_, ids)| !ids.is_empty()).collect()
}

fn one(number: u8) -> Vec<(u8, Vec<String>)> {
    vec![(number, vec!["A".to_owned()])]
}

#[test]
fn the_exemplary_request_fails_in_nothing() {
    assert_eq!(failing(vec![exemplary("A")], "2027-06-30"), []);
}

#[test]
fn mode_1_is_push_back_or_no_acknowledgement_within_a_day() {
    let pushed = Request {
        first_response: Some(FirstResponse::PushedBack),
        ..exemplary("A")
    };
    assert_eq!(failing(vec![pushed], "2027-06-30"), one(1));
    let late = Request {
        acknowledged_on: Some(d("2027-01-03")),
        ..exemplary("A")
    };
    assert_eq!(failing(vec![late], "2027-06-30"), one(1));
    let never = Request {
        first_response: None,
        acknowledged_on: None,
        ..exemplary("A")
    };
    assert_eq!(failing(vec![never], "2027-06-30"), one(1));
    // Acknowledged, the date forgotten: it can't be told.
    let undated = Request {
        acknowledged_on: None,
        ..exemplary("A")
    };
    let report = at(&full(vec![undated]), "2027-06-30");
    let check = report.failure(FailureMode::PushBackFirst).unwrap();
    assert_eq!(
        check.state,
        FailureState::Checked {
            failed: Vec::new(),
            examined: 0,
            not_recorded: vec!["A".to_owned()],
        }
    );
}

#[test]
fn mode_2_is_a_counter_before_the_diagnosis() {
    let blank = Request {
        root_cause: None,
        ..exemplary("A")
    };
    assert_eq!(failing(vec![blank], "2027-06-30"), one(2));
    let after = Request {
        diagnosed_on: Some(d("2027-01-13")),
        ..exemplary("A")
    };
    assert_eq!(failing(vec![after], "2027-06-30"), one(2));
    // Not countered: the mode is not about it (its counter is missing, another matter).
    let uncountered = Request {
        root_cause: None,
        counters: Vec::new(),
        ..exemplary("A")
    };
    assert_eq!(failing(vec![uncountered], "2027-06-30"), []);
}

#[test]
fn mode_3_is_something_given_up_for_nothing() {
    let nothing = Request {
        exchange_asked: None,
        ..exemplary("A")
    };
    assert_eq!(failing(vec![nothing.clone()], "2027-06-30"), one(3));
    let short = Request {
        months_offered: Some(23),
        ..exemplary("A")
    };
    assert_eq!(failing(vec![short], "2027-06-30"), one(3));
    // Another kind than the matrix gives for a value cut.
    let other = Request {
        exchange_asked: Some(Exchange::PathBackUp),
        ..exemplary("A")
    };
    assert_eq!(failing(vec![other], "2027-06-30"), one(3));
    let withdrawn = resolved(nothing, "2027-01-20", 100);
    assert_eq!(failing(vec![withdrawn], "2027-06-30"), []);
}

#[test]
fn mode_4_is_no_trigger_within_seven_days() {
    let set = |on: Option<&str>| Request {
        triggers: vec![Trigger {
            set_on: on.map(d),
            ..Trigger::default()
        }],
        ..exemplary("A")
    };
    assert_eq!(failing(vec![set(Some("2027-01-28"))], "2027-06-30"), one(4));
    assert_eq!(failing(vec![set(None)], "2027-06-30"), []);
    let none = Request {
        triggers: Vec::new(),
        ..exemplary("A")
    };
    assert_eq!(failing(vec![none.clone()], "2027-01-28"), one(4));
    // Seven days have not passed yet.
    assert_eq!(failing(vec![none], "2027-01-27"), []);
}

#[test]
fn mode_5_is_an_old_request_with_two_rejected_counters() {
    let fought = |rejections: [Option<&str>; 2]| Request {
        resolved_on: None,
        arr_after: None,
        counters: vec![
            counter("2027-01-12", CounterKind::MultiYear, rejections[0]),
            counter("2027-01-20", CounterKind::MultiYear, rejections[1]),
        ],
        ..exemplary("A")
    };
    let both = [Some("2027-01-15"), Some("2027-01-25")];
    assert_eq!(failing(vec![fought(both)], "2027-02-01"), one(5));
    assert_eq!(failing(vec![fought(both)], "2027-01-31"), []);
    assert_eq!(
        failing(vec![fought([Some("2027-01-15"), None])], "2027-02-01"),
        []
    );
}

#[test]
fn a_mode_whose_columns_were_not_imported_is_not_recorded() {
    let report = at(&case_46(), "2027-03-31");
    assert!(report.failures.iter().all(|f| f.failures().is_none()));
    let needs = &report.failure(FailureMode::NoDiagnosis).unwrap().state;
    let absent = vec![LogColumn::DiagnosedOn, LogColumn::Counters];
    assert_eq!(*needs, FailureState::NotRecorded(absent));
    assert!(!report.triggers.recorded);
}

#[test]
fn a_competitor_is_left_out_of_the_adherence_figures() {
    let rival = Request {
        root_cause: Some(RootCause::Competitor),
        first_response: Some(FirstResponse::PushedBack),
        ..exemplary("A")
    };
    let report = at(&full(vec![rival.clone()]), "2027-06-30");
    assert_eq!(report.competitor, ["A"]);
    assert_eq!(failing(vec![rival], "2027-06-30"), []);
    let r = report.retention;
    assert_eq!(
        (r.all.resolved, r.complete.resolved + r.incomplete.resolved),
        (1, 0)
    );
}

#[test]
fn retention_is_split_by_all_four_components() {
    let lost = Request {
        exchange_asked: None,
        ..resolved(exemplary("B"), "2027-01-20", 0)
    };
    let undated = Request {
        acknowledged_on: None,
        ..exemplary("C")
    };
    let r = at(&full(vec![exemplary("A"), lost, undated]), "2027-06-30").retention;
    assert_eq!((r.complete.retained, r.complete.resolved), (1, 1));
    assert_eq!((r.incomplete.retained, r.incomplete.resolved), (0, 1));
    assert_eq!((r.not_recorded.retained, r.not_recorded.resolved), (1, 1));
    assert_eq!(r.complete.of_arr(), Some(m("0.7")));
}

#[test]
fn each_request_carries_its_failures() {
    let both = Request {
        first_response: Some(FirstResponse::PushedBack),
        triggers: Vec::new(),
        ..exemplary("A")
    };
    let report = at(&full(vec![both, exemplary("B")]), "2027-06-30");
    let modes: Vec<_> = report.items.iter().map(|i| i.failures.clone()).collect();
    assert_eq!(
        modes,
        [
            vec![FailureMode::PushBackFirst, FailureMode::NoTriggers],
            vec![]
        ]
    );
}
