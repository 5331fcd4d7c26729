//! The log read from sheets: spellings, styles, faults at their cells.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use chrono::NaiveDate;
use holdfast_ledger::requests::{
    Counter, CounterKind, Exchange, Request, RequestKind, RootCause, StatedOutcome, TriggerKind,
};
use holdfast_ledger::{Cell, Decimal, TableBuilder};
use std::str::FromStr;

fn d(text: &str) -> NaiveDate {
    NaiveDate::from_str(text).unwrap()
}

fn m(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

/// A sheet from lines of comma-separated cells; every cell a text, as CSV gives them.
fn sheet(name: &str, text: &str) -> Table {
    let mut b = TableBuilder::new("log.csv", name, "ab");
    for (row, line) in text.lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            if !cell.is_empty() {
                b.text(column as u16, &cell.replace(';', ","));
            }
        }
        b.end_row(row as u32 + 1);
    }
    b.finish()
}

fn read(text: &str) -> (RequestLog, Findings) {
    read_requests(&[sheet("", text)])
}

/// code, row, column of every finding.
fn places(findings: &Findings) -> Vec<(&str, Option<u32>, Option<&str>)> {
    findings
        .0
        .iter()
        .map(|f| (f.code.as_str(), f.place.row, f.place.column.as_deref()))
        .collect()
}

fn case_46() -> String {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../tests/cases/46-negotiation-matrix/ledger.csv"
    );
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn case_46_reads_as_it_stands() {
    let (log, findings) = read(&case_46());
    assert_eq!(places(&findings), []);
    assert_eq!(log.requests.len(), 5);
    let r2 = &log.requests[1];
    assert_eq!(
        (r2.id.as_str(), r2.customer.as_str(), r2.row),
        ("R2", "Birch", 3)
    );
    assert_eq!(
        (r2.requested_on, r2.resolved_on),
        (d("2027-01-10"), Some(d("2027-02-19")))
    );
    assert_eq!(
        (r2.kind, r2.root_cause),
        (Some(RequestKind::ValueCut), Some(RootCause::BudgetCut))
    );
    assert_eq!(
        (r2.arr_before, r2.arr_asked, r2.arr_after),
        (m("200000"), Some(m("100000")), Some(m("140000")))
    );
    assert_eq!(
        (r2.exchange_obtained, r2.term_after),
        (Some(Exchange::MultiYear), Some(36))
    );
    assert_eq!(log.requests[2].exchange_obtained, Some(Exchange::None));
    assert_eq!(
        (log.requests[4].outcome, log.requests[4].resolved_on),
        (Some(StatedOutcome::Open), None)
    );
    let recorded: Vec<LogColumn> = log.recorded.iter().copied().collect();
    assert_eq!(
        recorded,
        [
            LogColumn::RequestKind,
            LogColumn::ArrAsked,
            LogColumn::RootCause,
            LogColumn::ExchangeObtained,
            LogColumn::TermAfter,
            LogColumn::ResolvedOn,
            LogColumn::Outcome,
            LogColumn::ArrAfter
        ]
    );
    assert_eq!(
        log.source,
        Some(("log.csv".to_owned(), String::new(), "ab".to_owned()))
    );
}

#[test]
fn logs_are_told_from_ledgers() {
    assert!(is_request_log(&sheet("", &case_46())));
    for other in [
        "Customer,Close,ARR\nAlder,2027-01-31,100",
        "customer,date,type,mrr_before,mrr_after\nAlder,2027-01-31,Churn,100,0",
        "Customer ID,Start Date,End Date,Current ARR,Status\n1,2027-01-01,,100,active",
        "Request ID,Customer,Notes\n1,Alder,",
        "",
    ] {
        assert!(!is_request_log(&sheet("", other)), "{other}");
    }
}

#[test]
fn a_preamble_other_spellings_and_styles_are_read() {
    let (log, findings) = read(
        "Downsell log\n\n\
         TICKET,account_name,Request date,Type of request,Current ARR ($K),Requested ARR ($K),Reason,New term,AE,Discount %,Close date,Result,New ARR ($K)\n\
         7,Alder,31.01.2027,fewer seats,\"1.200;5\",900,Layoffs,2 years,Kim,18,14.02.2027,saved,1.000"
            .replace('"', "")
            .as_str(),
    );
    let r = &log.requests[0];
    assert_eq!(
        (r.id.as_str(), r.customer.as_str(), r.row),
        ("7", "Alder", 4)
    );
    assert_eq!(
        (r.requested_on, r.resolved_on),
        (d("2027-01-31"), Some(d("2027-02-14")))
    );
    assert_eq!(
        (r.arr_before, r.arr_asked, r.arr_after),
        (m("1200500"), Some(m("900000")), Some(m("1000000")))
    );
    assert_eq!(
        (r.kind, r.root_cause),
        (
            Some(RequestKind::SeatReduction),
            Some(RootCause::OrganisationShrinking)
        )
    );
    assert_eq!(
        (r.term_after, r.ae_involved, r.discount),
        (Some(24), Some(true), Some(m("0.18")))
    );
    assert_eq!(r.outcome, Some(StatedOutcome::RightSized));
    // The three captions in thousands are said, and nothing else is wrong.
    assert!(
        findings
            .0
            .iter()
            .all(|f| f.code == "request-scale" && f.severity == Severity::Info)
    );
    assert_eq!(findings.0.len(), 3);
}

#[test]
fn mrr_is_made_arr_and_said() {
    let (log, findings) = read(
        "Request ID,Customer,Requested on,MRR before,MRR asked for\n1,Alder,2027-01-05,1000,700",
    );
    assert_eq!(
        (log.requests[0].arr_before, log.requests[0].arr_asked),
        (m("12000"), Some(m("8400")))
    );
    assert_eq!(findings.of("request-scale").count(), 2);
}

#[test]
fn counters_and_triggers_are_read_by_number() {
    let (log, findings) = read(
        "Request ID,Customer,Requested On,ARR Before,ARR Asked For,Counter Date,Counter Kind,Counter ARR,Counter 2 Date,Counter 2 Kind,Counter 2 ARR,Counter 2 Rejected On,Trigger 1 Kind,Trigger 1 Condition,Trigger 1 Set On,Trigger 1 ARR Recovered\n\
         1,Alder,2027-01-05,100,70,2027-01-12,right sized,85,2027-01-20,extension,80,2027-01-25,hiring,headcount >= 120,2027-01-26,5\n\
         2,Birch,2027-01-05,100,70,,,,,,,,,,,",
    );
    assert_eq!(places(&findings), []);
    let r = &log.requests[0];
    let counter = |on, kind, arr, rejected: Option<&str>| Counter {
        on: Some(d(on)),
        kind: Some(kind),
        arr: Some(m(arr)),
        rejected_on: rejected.map(d),
    };
    assert_eq!(
        r.counters,
        [
            counter("2027-01-12", CounterKind::RightSize, "85", None),
            counter(
                "2027-01-20",
                CounterKind::MultiYear,
                "80",
                Some("2027-01-25")
            )
        ]
    );
    let t = &r.triggers[0];
    assert_eq!(
        (t.kind, t.condition.as_str()),
        (Some(TriggerKind::Headcount), "headcount >= 120")
    );
    assert_eq!(
        (t.set_on, t.arr_recovered),
        (Some(d("2027-01-26")), Some(m("5")))
    );
    assert!(log.requests[1].counters.is_empty() && log.requests[1].triggers.is_empty());
    let columns = [
        LogColumn::Counters,
        LogColumn::CounterRejected,
        LogColumn::Triggers,
        LogColumn::TriggerSetOn,
    ];
    assert!(columns.iter().all(|c| log.has(*c)));
}

#[test]
fn a_second_sheet_holds_triggers_by_request_id() {
    let requests = sheet(
        "Requests",
        "Request ID,Customer,Requested On,ARR Before,ARR Asked For\nR1,Alder,2027-01-05,100,70",
    );
    let triggers = sheet(
        "Triggers",
        "Request ID,Kind,Condition,Set on,Due\nR1,90-day check,,2027-01-20,2027-04-20\nR1,budget,new budget,2027-01-20,\nR9,other,x,2027-01-20,",
    );
    assert!(is_request_log(&triggers));
    // The order of the sheets doesn't matter.
    let (log, findings) = read_requests(&[triggers, requests]);
    let kinds: Vec<_> = log.requests[0].triggers.iter().map(|t| t.kind).collect();
    assert_eq!(
        kinds,
        [
            Some(TriggerKind::NinetyDayCheck),
            Some(TriggerKind::BudgetCycle)
        ]
    );
    assert_eq!(
        places(&findings),
        [("request-trigger-orphan", Some(4), Some("A"))]
    );
    assert!(log.has(LogColumn::TriggerSetOn));
    assert_eq!(log.source.unwrap().1, "Requests");
}

#[test]
fn faults_are_shown_at_their_cells_with_both_values() {
    let (_, findings) = read(
        "Request ID,Customer,Requested On,ARR Before,ARR Asked For,Acknowledged On,Resolved On,Discount,List Price,Net Price,ARR After\n\
         1,Alder,2027-01-05,100,120,2027-01-04,2027-01-20,,,,80\n\
         2,Birch,2027-01-05,100,70,2027-01-05,2027-01-03,140 %,,,80\n\
         3,Cedar,2027-01-05,0,0,,,,100,-5,\n\
         1,Dogwood,2027-01-05,100,70,,,20 %,100,85,-1",
    );
    assert_eq!(
        places(&findings),
        [
            ("request-id-twice", Some(5), Some("A")),
            ("request-date-order", Some(2), Some("F")),
            ("request-cut-below-zero", Some(2), Some("E")),
            ("request-date-order", Some(3), Some("G")),
            ("request-date-order", Some(3), Some("G")),
            ("request-discount", Some(3), Some("H")),
            ("request-amount", Some(4), Some("D")),
            ("request-discount", Some(4), Some("J")),
            ("request-amount", Some(5), Some("K")),
            ("request-discount-disagrees", Some(5), Some("H")),
        ]
    );
    let cut = findings.of("request-cut-below-zero").next().unwrap();
    assert_eq!(
        cut.message,
        "the cut asked for is below 0: ARR Asked For 120 is above ARR Before 100"
    );
    let order = findings.of("request-date-order").next().unwrap();
    assert_eq!(
        order.message,
        "Acknowledged On 2027-01-04 is before Requested On 2027-01-05"
    );
    let twice = findings.of("request-id-twice").next().unwrap();
    assert_eq!(
        twice.message,
        "request id \"1\" stands on row 2 and on row 5"
    );
    assert!(findings.block());
}

#[test]
fn a_diagnosis_after_the_counter_is_a_failure_mode_and_no_fault() {
    let (_, findings) = read(
        "Request ID,Customer,Requested On,ARR Before,ARR Asked For,Diagnosed On,Counter 1 Date\n1,Alder,2027-01-05,100,70,2027-01-12,2027-01-10",
    );
    assert_eq!(places(&findings), []);
}

#[test]
fn unknown_words_are_warned_of_and_not_taken_for_blank() {
    let (log, findings) = read(
        "Request ID,Customer,Requested On,Request Kind,ARR Before,ARR Asked For,Root Cause,First Response\n1,Alder,2027-01-05,holiday,100,70,weather,shrugged\n2,Birch,2027-01-05,n/a,100,70,-,",
    );
    let r = &log.requests[0];
    assert_eq!(
        (r.kind, r.root_cause, r.first_response),
        (Some(RequestKind::Other), Some(RootCause::Unknown), None)
    );
    assert_eq!(
        places(&findings),
        [
            ("request-word-unknown", Some(2), Some("D")),
            ("request-word-unknown", Some(2), Some("G")),
            ("request-word-unknown", Some(2), Some("H")),
        ]
    );
    assert_eq!(
        findings.0[1].message,
        "Root Cause \"weather\" is not a word of the log; it is read as \"unknown\""
    );
    assert!(
        findings.0[1]
            .hint
            .contains("budget cut, organisation shrinking")
    );
    assert_eq!(
        (log.requests[1].kind, log.requests[1].root_cause),
        (None, None)
    );
}

#[test]
fn what_can_not_be_read_is_an_error_at_its_cell_and_never_guessed() {
    let (log, findings) = read(
        "Request ID,Customer,Requested On,ARR Before,ARR Asked For,Resolved On,Term Months After\n1,Alder,2027-01-05,100,lots,soon,forever\n2,Birch,,100,70,,\n3,,2027-01-05,100,70,,\nTotal,,,200,140,,\n4,Cedar,2027-01-05,#REF!,70,,",
    );
    assert_eq!(log.requests.len(), 1);
    assert_eq!(
        places(&findings),
        [
            ("request-cell-unreadable", Some(2), Some("E")),
            ("request-cell-unreadable", Some(2), Some("F")),
            ("request-cell-unreadable", Some(2), Some("G")),
            ("request-field-blank", Some(3), Some("C")),
            ("request-field-blank", Some(4), Some("B")),
            ("request-cell-unreadable", Some(6), Some("D")),
            ("request-amount-missing", Some(2), Some("E")),
        ]
    );
}

#[test]
fn dates_and_figures_of_two_meanings_are_asked() {
    let (_, findings) = read(
        "Request ID,Customer,Requested On,ARR Before,ARR Asked For\n1,Alder,01/02/2027,1.500,900",
    );
    let codes: Vec<_> = findings
        .0
        .iter()
        .map(|f| (f.code.as_str(), f.severity))
        .collect();
    assert!(codes.contains(&("request-number-style", Severity::Error)));
    assert!(codes.contains(&("request-date-style", Severity::Error)));
    // One clear date decides for all.
    let (log, findings) = read(
        "Request ID,Customer,Requested On,ARR Before,ARR Asked For\n1,Alder,01/02/2027,1500,900\n2,Birch,13/02/2027,1500,900",
    );
    assert_eq!(
        (log.requests[0].requested_on, findings.0.len()),
        (d("2027-02-01"), 0)
    );
}

#[test]
fn what_is_missing_to_count_a_request_is_said_once_a_column() {
    let (log, findings) = read(
        "Customer,Requested On,ARR Before,Outcome,ARR After\nAlder,2027-01-05,100,right-sized,80\nBirch,2027-01-05,100,saved,80",
    );
    let ids: Vec<_> = log.requests.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(ids, ["row 2", "row 3"]);
    let found: Vec<_> = findings
        .0
        .iter()
        .map(|f| (f.code.as_str(), f.rows, f.severity))
        .collect();
    assert_eq!(
        found,
        [
            ("request-amount-missing", 2, Severity::Warning),
            ("request-resolution-undated", 2, Severity::Warning)
        ]
    );
}

#[test]
fn a_log_written_is_the_log_read_back() {
    let (mut log, _) = read(&case_46());
    log.requests[0].counters = vec![
        Counter {
            on: Some(d("2027-01-10")),
            kind: Some(CounterKind::Pause),
            arr: Some(m("80000.5")),
            rejected_on: None
        };
        3
    ];
    log.requests[0].triggers = vec![Trigger {
        condition: "ARR >= 100000".into(),
        set_on: Some(d("2027-01-25")),
        ..Trigger::default()
    }];
    log.requests[0].ae_involved = Some(false);
    log.requests[1].discount = Some(m("0.125"));
    log.requests[1].notes = "says \"no\", twice".into();
    let columns = log_columns(&log);
    let mut b = TableBuilder::new("log.csv", "", "ab");
    for (at, field) in columns.iter().enumerate() {
        b.text(at as u16, &field.caption());
    }
    b.end_row(1);
    for (row, request) in log.requests.iter().enumerate() {
        for (at, cell) in log_row(request, &columns).into_iter().enumerate() {
            match cell {
                Cell::Text(t) => b.text(at as u16, t),
                Cell::Number(n) => b.number(at as u16, n),
                Cell::Date(d) => b.date(at as u16, d),
                _ => {}
            }
        }
        b.end_row(row as u32 + 2);
    }
    let (again, findings) = read_requests(&[b.finish()]);
    assert_eq!(findings, Findings::default());
    assert_eq!(again.requests, log.requests);
    assert!(again.recorded.iter().eq(LogColumn::ALL));
}

#[test]
fn the_form_asks_the_same_question() {
    let mut request = Request::new("1", "Alder", d("2027-01-05"), m("100"));
    request.arr_asked = Some(m("70"));
    assert_eq!(check_request(&request), []);
    request.triggers = vec![Trigger {
        set_on: Some(d("2027-01-20")),
        fired_on: Some(d("2027-01-19")),
        ..Trigger::default()
    }];
    request.counters = vec![
        Counter {
            on: Some(d("2027-01-12")),
            rejected_on: Some(d("2027-01-11")),
            ..Counter::default()
        },
        Counter {
            on: Some(d("2027-01-10")),
            ..Counter::default()
        },
    ];
    let fields: Vec<_> = check_request(&request)
        .into_iter()
        .map(|i| i.field)
        .collect();
    assert_eq!(
        fields,
        [
            Field::Counter(1, CounterPart::RejectedOn),
            Field::Counter(2, CounterPart::On),
            Field::Trigger(1, TriggerPart::FiredOn)
        ]
    );
}

#[test]
fn a_log_in_other_peoples_words_is_a_log() {
    for text in [
        "Ticket,Account,Date raised,What they asked,ARR today,Requested ARR,Reason,CSM,Status,Date closed,Final ARR\nT-1,Acme,2026-01-05,Fewer seats,100000,70000,Budget cuts,Jo,Right-sized,2026-01-25,80000\n",
        "Customer,Opened,Ask,Current ARR,Ask ARR,Root cause category,Owner,Closed,Result,New ARR\nAcme,2026-01-05,seat reduction,100000,70000,budget,Jo,2026-01-25,saved,80000\n",
        "Anfrage-Nr.,Kunde,Angefragt am,Art der Anfrage,ARR vorher,Gewünschtes ARR,Ursache,Verantwortlich,Abgeschlossen am,Ergebnis,ARR nachher\nA-1,Acme,05.01.2026,Weniger Lizenzen,100000,70000,Budgetkürzung,Jo,25.01.2026,Angepasst,80000\n",
        "N° demande,Client,Date de la demande,Type de demande,ARR actuel,ARR demandé,Motif,Responsable,Date de clôture,Résultat,ARR final\nD-1,Acme,05.01.2026,Réduction de licences,100000,70000,Budget,Jo,25.01.2026,Ajusté,80000\n",
        "Customer,Request date,Type,Current ARR,Requested reduction,Reason,Owner,Agreed reduction,Resolution date,Outcome\nAcme,2026-01-05,Seats,100000,30000,Budget,Jo,20000,2026-01-25,Right-sized\n",
        "Customer,Request date,Type,Current ARR,Requested reduction %,Reason,Owner,Reduction granted,Resolution date,Outcome\nAcme,2026-01-05,Seats,100000,30,Budget,Jo,20%,2026-01-25,Right-sized\n",
    ] {
        let (log, findings) = read(text);
        assert_eq!(places(&findings), [], "{text}");
        let r = &log.requests[0];
        let wanted = (m("100000"), Some(m("70000")), Some(m("80000")));
        assert_eq!((r.arr_before, r.arr_asked, r.arr_after), wanted, "{text}");
        assert_eq!(
            (r.requested_on, r.resolved_on),
            (d("2026-01-05"), Some(d("2026-01-25")))
        );
        let words = (r.kind, r.root_cause, r.outcome, r.owner.as_str());
        let wanted = (
            Some(RequestKind::SeatReduction),
            Some(RootCause::BudgetCut),
            Some(StatedOutcome::RightSized),
            "Jo",
        );
        assert_eq!(words, wanted, "{text}");
    }
}
