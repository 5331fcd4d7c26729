use super::*;
use chrono::NaiveDate;
use holdfast_import::requests::{CounterPart, Field, TriggerPart};
use holdfast_ledger::requests::{LogColumn, RequestKind};
use holdfast_ledger::{Decimal, Request};

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn request() -> Request {
    let mut out = Request::new("R-009", "Alder", d("2027-01-05"), Decimal::new(10000, 2));
    out.arr_asked = Some(Decimal::from(70));
    out.row = 4;
    out
}

fn set(request: &Request, caption: &str, text: &str) -> Result<Request, crate::Failure> {
    set_field(request, field_of(request, caption).unwrap(), text)
}

#[test]
fn a_field_is_typed_and_read_back() {
    let typed = [
        ("Acknowledged On", "2027-01-06", "2027-01-06"),
        ("ARR Asked For", "1,234.50", "1234.5"),
        ("Request Kind", "Seat reduction", "seat reduction"),
        ("Counter 1 ARR", "85", "85"),
        ("Counter 1 Kind", "right-size", "right-size"),
        (
            "Trigger 1 Condition",
            "headcount >= 120",
            "headcount >= 120",
        ),
        ("Discount", "12.5 %", "12.5%"),
        ("AE Involved", "yes", "yes"),
        ("Months Offered", "24", "24"),
        ("Customer", "=HYPERLINK(\"x\")", "=HYPERLINK(\"x\")"),
    ];
    let mut request = request();
    for (caption, text, shown) in typed {
        request = set(&request, caption, text).unwrap_or_else(|e| panic!("{caption}: {e}"));
        assert_eq!(
            text_of(&request, field_of(&request, caption).unwrap()),
            shown,
            "{caption}"
        );
    }
    assert_eq!((request.id.as_str(), request.row), ("R-009", 4));
    assert_eq!(request.kind, Some(RequestKind::SeatReduction));
    assert_eq!(
        set(&request, "Acknowledged On", "")
            .unwrap()
            .acknowledged_on,
        None
    );
}

#[test]
fn the_next_counter_and_trigger_have_a_place() {
    let one = set(&request(), "Counter 1 Date", "2027-01-12").unwrap();
    assert_eq!(parts(&one), (2, 1));
    let two = set(&one, "Counter 2 Kind", "pause").unwrap();
    assert_eq!(two.counters.len(), 2);
    assert!(fields(&two).contains(&Field::Counter(3, CounterPart::On)));
    assert!(!fields(&two).contains(&Field::Trigger(2, TriggerPart::Kind)));
    // A counter whose parts are all blank is gone.
    let less = set(&two, "Counter 2 Kind", "").unwrap();
    assert_eq!(less.counters.len(), 1);
}

#[test]
fn what_can_not_be_read_is_said_at_its_field_and_changes_nothing() {
    for (caption, text, code) in [
        ("Acknowledged On", "soon", "request-cell-unreadable"),
        ("ARR Before", "lots", "request-cell-unreadable"),
        ("Requested On", "", "request-field-blank"),
        ("Customer", "", "request-field-blank"),
        ("Root Cause", "weather", "request-word-unknown"),
        ("Acknowledged On", "03/04/2027", "request-date-style"),
    ] {
        let failure = set(&request(), caption, text).unwrap_err();
        assert_eq!(failure.finding.code, code, "{caption} {text}");
    }
}

#[test]
fn ids_go_on_where_they_stopped() {
    let mut log = RequestLog::default();
    assert_eq!(next_id(&log), "R-001");
    log.requests.push(request());
    assert_eq!(next_id(&log), "R-010");
    log.requests[0].id = "ask 7".to_owned();
    assert_eq!(next_id(&log), "ask 8");
}

/// A log begun in the app records everything; of an imported one, what it had and what was typed.
#[test]
fn a_typed_column_is_recorded() {
    let mut log = RequestLog::default();
    assert!(recorded_with(&log, &request()).contains(&LogColumn::TriggerSetOn));
    log.source = Some(("log.csv".into(), String::new(), String::new()));
    let recorded = recorded_with(&log, &request());
    assert_eq!(
        recorded.into_iter().collect::<Vec<_>>(),
        [LogColumn::ArrAsked]
    );
}

#[test]
fn an_edited_log_brings_its_own_findings() {
    let mut imported = Imported::default();
    imported.evidence.findings.0 = vec![
        Finding::new("request-date-order", Severity::Error, "row 7", ""),
        Finding::new("gap", Severity::Warning, "", ""),
    ];
    let mut wrong = request();
    wrong.acknowledged_on = Some(d("2027-01-01"));
    let log = RequestLog {
        requests: vec![wrong.clone(), wrong],
        ..RequestLog::default()
    };
    apply(&mut imported, log);
    let codes: Vec<&str> = imported
        .evidence
        .findings
        .0
        .iter()
        .map(|f| f.code.as_str())
        .collect();
    assert_eq!(
        codes,
        [
            "gap",
            "request-date-order",
            "request-date-order",
            "request-id-twice"
        ]
    );
    let first = &imported.evidence.findings.0[1];
    assert_eq!(
        first.message,
        "Request R-009: Acknowledged On 2027-01-01 is before Requested On 2027-01-05"
    );
}

/// The same log, template included, gives a workbook which is a log to the importer.
#[test]
fn the_workbook_is_a_zip_of_the_same_bytes_each_time() {
    let log = RequestLog {
        requests: vec![request()],
        ..RequestLog::default()
    };
    let bytes = log_workbook(&log, d("2027-03-31")).unwrap();
    assert!(bytes.starts_with(b"PK"));
    assert_eq!(bytes, log_workbook(&log, d("2027-03-31")).unwrap());
    assert!(log_workbook(&RequestLog::default(), d("2027-03-31")).is_ok());
}
