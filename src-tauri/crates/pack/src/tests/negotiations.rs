//! Pages 9 to 11 from a hand-made log: exact messages, key cells, and what is printed where the log
//! has no column.

use super::audit::audit;
use super::fixture::{Fixture, d, lines, northwind, page, row_texts, tables};
use crate::model::{ChartSpec, Content, Document, Page, Table, Tone};
use crate::{PackInputs, PackOptions, document};
use chrono::NaiveDate;
use holdfast_ledger::requests::{
    Counter, CounterKind, Exchange, FirstResponse, LogColumn, RequestKind, RootCause, Trigger,
};
use holdfast_ledger::{
    Close, EntryDraft, Ledger, LedgerBuilder, Request, RequestLog, Status, Symbol,
};
use holdfast_metrics::negotiations::{Books, Playbook, evaluate};
use holdfast_metrics::{Basis, Engine};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Before 100,000, asked 70,000; on 1 July 2026.
fn ask(id: &str, customer: &str) -> Request {
    Request {
        kind: Some(RequestKind::SeatReduction),
        arr_asked: Some(d("70000")),
        root_cause: Some(RootCause::BudgetCut),
        first_response: Some(FirstResponse::Acknowledged),
        acknowledged_on: Some(day("2026-07-01")),
        deal_desk_on: Some(day("2026-07-02")),
        vp_cs_on: Some(day("2026-07-05")),
        diagnosed_on: Some(day("2026-07-08")),
        counters: vec![Counter {
            on: Some(day("2026-07-13")),
            kind: Some(CounterKind::MultiYear),
            ..Counter::default()
        }],
        exchange_asked: Some(Exchange::MultiYear),
        months_offered: Some(24),
        ..Request::new(id, customer, day("2026-07-01"), d("100000"))
    }
}

fn resolved(request: Request, on: &str, after: &str) -> Request {
    Request {
        resolved_on: Some(day(on)),
        arr_after: Some(d(after)),
        term_before: Some(12),
        term_after: Some(24),
        triggers: vec![Trigger {
            condition: "headcount >= 120".to_owned(),
            set_on: Some(day(on)),
            due_on: Some(day("2026-11-30")),
            ..Trigger::default()
        }],
        ..request
    }
}

/// Six resolved and one open: kept 20,000 four times, a full cut, a churn after asking for a cut.
fn requests() -> Vec<Request> {
    let days = ["2026-07-11", "2026-07-21", "2026-07-25", "2026-07-31"];
    let mut all: Vec<Request> = days
        .iter()
        .zip(["A", "B", "C", "D"])
        .map(|(on, id)| resolved(ask(id, &format!("Customer {id}")), on, "90000"))
        .collect();
    all.push(Request {
        root_cause: Some(RootCause::UsageGap),
        term_after: Some(12),
        list_price: Some(d("100000")),
        net_price: Some(d("75000")),
        approver: "CFO".to_owned(),
        ..resolved(ask("E", "Customer E"), "2026-08-10", "70000")
    });
    all.push(Request {
        root_cause: Some(RootCause::UsageGap),
        triggers: Vec::new(),
        first_response: Some(FirstResponse::PushedBack),
        ..resolved(ask("F", "Customer F"), "2026-08-30", "0")
    });
    all.push(ask("G", "Customer G"));
    all
}

/// Customers A to E as agreed in August, F gone in September, H fallen without a request.
fn ledger() -> Ledger {
    let mut b = LedgerBuilder::new("USD", &[]);
    let rows: [(&str, [i64; 4]); 8] = [
        ("A", [100_000, 90_000, 90_000, 90_000]),
        ("B", [100_000, 100_000, 90_000, 90_000]),
        ("C", [100_000, 100_000, 90_000, 90_000]),
        ("D", [100_000, 100_000, 100_000, 95_000]),
        ("E", [100_000, 100_000, 70_000, 70_000]),
        ("F", [100_000, 100_000, 100_000, 0]),
        ("G", [100_000, 100_000, 100_000, 100_000]),
        ("H", [100_000, 100_000, 100_000, 93_000]),
    ];
    for (i, (name, amounts)) in rows.iter().enumerate() {
        let customer = b.symbol(&format!("K{i:02}"));
        b.display_name(customer, &format!("Customer {name}"));
        for (month, amount) in (6..).zip(amounts) {
            let close = Close::new(2026, month).unwrap();
            b.cover(close);
            let draft = EntryDraft {
                customer,
                close,
                currency: Symbol::NONE,
                status: Status::Active,
                line: Symbol::NONE,
                plan: Symbol::NONE,
                reason: Symbol::NONE,
                amount: (*amount).into(),
                quantity: None,
                renewal: None,
                sheet: 0,
                row: i as u32 + 2,
                column: 1,
            };
            if *amount != 0 {
                b.push(draft, &[]);
            }
        }
    }
    b.build().unwrap()
}

fn pack(requests: Vec<Request>, columns: &[LogColumn], options: &PackOptions) -> Document {
    let log = RequestLog {
        requests,
        recorded: columns.iter().copied().collect(),
        source: Some((
            "log.xlsx".to_owned(),
            "Requests".to_owned(),
            "ab".repeat(32),
        )),
    };
    let ledger = ledger();
    let basis = Basis {
        company: "Northwind Analytics".to_owned(),
        ..Basis::default()
    };
    let engine = Engine::new(&ledger, &basis).unwrap();
    let report = engine.report();
    let newest = report.newest().unwrap();
    let books = Books {
        balances: engine.balances(),
        bridge: Some(&newest.total.bridge),
    };
    let as_of = report.as_of.date();
    let playbook = Playbook::default();
    let negotiations = evaluate(&log, &playbook, Some(newest.period), as_of, Some(&books));
    let fixture = Fixture::of(northwind());
    let inputs = PackInputs {
        applied: None,
        ledger: &ledger,
        report: &report,
        evidence: &fixture.evidence,
        requests: Some(&log),
        negotiations: Some(&negotiations),
        options,
        ..fixture.inputs()
    };
    let document = document(&inputs);
    audit(&document);
    document
}

fn full() -> Document {
    pack(requests(), LogColumn::ALL, &PackOptions::default())
}

fn table<'a>(page: &'a Page, caption: &str) -> &'a Table {
    let named = |t: &&Table| {
        t.columns
            .first()
            .is_some_and(|c| c.caption.starts_with(caption))
    };
    tables(page)
        .into_iter()
        .find(named)
        .unwrap_or_else(|| panic!("no table {caption}"))
}

fn spec(page: &Page, at: usize) -> &ChartSpec {
    let charts = page.blocks.iter().filter_map(|b| match &b.content {
        Content::Chart(chart) => Some(chart),
        _ => None,
    });
    &charts.collect::<Vec<_>>()[at].spec
}

#[test]
fn the_funnel_says_how_many_and_how_fast() {
    let document = full();
    let p = page(&document, "funnel");
    assert_eq!(
        p.message,
        "6 of 7 downsell requests are resolved; 5 customers stayed (83%); median 27 days, 3 past 30."
    );
    assert_eq!(
        p.title[1],
        "Downsell requests: customers, cut asked in $, days"
    );
    assert_eq!(
        p.title[2],
        "Requests resolved in Q3 2026, and those open at 30 Sep 2026"
    );
    let ChartSpec::Funnel { steps, .. } = spec(p, 0) else {
        panic!("a funnel");
    };
    let shown: Vec<(String, String, Vec<String>)> = steps
        .iter()
        .map(|s| (s.name.clone(), s.bar.label.clone(), s.columns.clone()))
        .collect();
    let columns = |list: [&str; 4]| list.map(str::to_owned).to_vec();
    assert_eq!(
        shown[2],
        (
            "Deal desk, VP CS".to_owned(),
            "7".to_owned(),
            columns(["210,000", "4", "4", "≤3 d: 0 of 7"])
        )
    );
    // Days 10, 20, 24, 30, 40, 60 and an open one of 91.
    assert_eq!(
        shown[5],
        (
            "Resolved".to_owned(),
            "6".to_owned(),
            columns(["180,000", "27", "40", "≤30 d: 4 of 7"])
        )
    );
    let days = table(p, "Days to a resolution");
    assert_eq!(row_texts(days, "median days"), ["median days", "27", "30"]);
    assert_eq!(
        row_texts(days, "resolved within 30 days"),
        ["resolved within 30 days", "4 of 6 (67%)", "4 of 7 (57%)"]
    );
    assert_eq!(
        row_texts(days, "oldest open: G"),
        ["oldest open: G", "–", "91"]
    );
    let ChartSpec::Days {
        dots,
        target,
        median,
        ..
    } = spec(p, 1)
    else {
        panic!("days");
    };
    assert_eq!((dots.len(), *target, *median), (7, 30, Some(d("27"))));
    assert!(!dots[6].resolved && dots[6].label == "91");
}

#[test]
fn outcomes_add_up_as_printed_and_tie_to_the_bridge() {
    let document = full();
    let p = page(&document, "outcomes");
    // R = 6 × 30,000; G = 4 × 10,000 + 30,000 + 100,000; K = 10,000.
    assert_eq!(
        p.message,
        "$10,000 of the $180,000 of cuts requested was kept (6%); multi-year kept 5 of 6 customers."
    );
    let ChartSpec::Kept(bars) = spec(p, 0) else {
        panic!("kept");
    };
    let shown: Vec<_> = bars
        .iter()
        .map(|b| [&b.name, &b.kept.label, &b.given_up.label, &b.total].map(String::as_str))
        .collect();
    assert_eq!(
        shown,
        [
            ["Budget cut (4)", "80,000", "40,000", "120,000"],
            ["Usage gap (2)", "−70,000", "130,000", "60,000"],
        ]
    );
    let matrix = tables(p)[0];
    assert_eq!(
        row_texts(matrix, "Budget cut"),
        ["Budget cut", "4 / 4", "4 / 4", "n=4"]
    );
    assert_eq!(
        row_texts(matrix, "Total"),
        ["Total", "5 / 6", "5 / 6", "83%"]
    );
    let classes = table(p, "Outcome");
    assert_eq!(
        row_texts(classes, "Churned"),
        ["Churned", "1", "30,000", "−70,000", "100,000"]
    );
    assert_eq!(
        row_texts(classes, "Resolved"),
        ["Resolved", "6", "180,000", "10,000", "170,000"]
    );
    let tie = table(p, "Tie to the bridge");
    // A, B, C 10,000 each, D 5,000, E 30,000 have requests; H fell by 7,000 without.
    assert_eq!(
        row_texts(tie, "Downsell with a request"),
        ["Downsell with a request", "5", "65,000"]
    );
    assert_eq!(
        row_texts(tie, "Downsell without"),
        ["Downsell without", "1", "7,000"]
    );
    assert_eq!(
        row_texts(tie, "Downsell in the bridge"),
        ["Downsell in the bridge", "6", "72,000"]
    );
    assert_eq!(
        row_texts(tie, "Churn with a request"),
        ["Churn with a request", "1", "100,000"]
    );
    assert_eq!(
        lines(p),
        [
            "Agreed and ledger differ: Customer D agreed $90,000, ledger $95,000.",
            "No request logged: Customer H −$7,000.",
        ]
    );
}

#[test]
fn terms_name_breaches_triggers_and_failures() {
    let document = full();
    let p = page(&document, "terms");
    // Five triggers on 30 November, of requests which gave up 4 × 10,000 + 30,000.
    assert_eq!(
        p.message,
        "4 of 5 saves got multi-year; 1 discount beyond 20%; 5 triggers due next quarter worth $70,000."
    );
    let deals = table(p, "Multi-year");
    // Given up 40,000 over 4 × 2 years.
    assert_eq!(
        row_texts(deals, "4 of 5 saves"),
        ["4 of 5 saves", "360,000", "+48", "5,000", "n=4"]
    );
    let breach = table(p, "Discounts in or beyond");
    assert_eq!(
        row_texts(breach, "Customer E"),
        ["Customer E", "25.0", "breach", "CFO"]
    );
    let failures = table(p, "Process checks");
    assert_eq!(
        row_texts(failures, "1 Push-back first"),
        ["1 Push-back first", "1 / 7", "F"]
    );
    assert_eq!(
        row_texts(failures, "4 No trigger set"),
        ["4 No trigger set", "1 / 6", "F"]
    );
    let triggers = table(p, "Triggers");
    assert_eq!(
        row_texts(triggers, "whole log"),
        ["whole log", "5", "0", "0", "0", "0", "0", "0"]
    );
    let ChartSpec::Columns { stacks, today, .. } = spec(p, 1) else {
        panic!("columns");
    };
    let names: Vec<&str> = stacks.iter().map(|s| s.caption.as_str()).collect();
    assert_eq!(
        names,
        ["Overdue", "Q4 2026", "Q1 2027", "Q2 2027", "Q3 2027"]
    );
    assert_eq!(*today, Some(1));
    let labels: Vec<&str> = stacks[1]
        .up
        .iter()
        .flatten()
        .map(|(_, m)| m.label.as_str())
        .collect();
    assert_eq!(labels, ["70,000"]);
}

#[test]
fn columns_which_the_log_lacks_are_not_recorded_and_never_zero() {
    let document = pack(
        requests(),
        &[
            LogColumn::ArrAsked,
            LogColumn::ArrAfter,
            LogColumn::ResolvedOn,
        ],
        &PackOptions::default(),
    );
    let p = page(&document, "terms");
    assert_eq!(
        p.message,
        "7 requests: terms, discounts and triggers are not recorded."
    );
    let failures = table(p, "Process checks");
    assert!(failures.rows.iter().all(|r| {
        r.cells[1] == crate::model::Cell::FigureToned("not recorded".to_owned(), Tone::Muted)
    }));
    let p = page(&document, "outcomes");
    assert_eq!(
        p.message,
        "$10,000 of the $180,000 of cuts requested was kept (6%)."
    );
    let p = page(&document, "funnel");
    assert!(
        p.notes[0].contains("Not recorded: Acknowledged, Deal desk, VP CS, Diagnosed, Countered.")
    );
}

#[test]
fn few_requests_have_counts_and_no_rates() {
    let document = pack(
        requests().split_off(3),
        LogColumn::ALL,
        &PackOptions::default(),
    );
    assert_eq!(
        page(&document, "funnel").message,
        "3 of 4 downsell requests are resolved; 2 of 3 customers stayed; 3 past 30 days."
    );
    assert_eq!(
        page(&document, "outcomes").message,
        "−$50,000 of the $90,000 of cuts requested was kept; multi-year kept 2 of 3 customers."
    );
}

#[test]
fn without_a_log_or_its_requests_the_pages_are_left_out_and_the_summary_says_so() {
    let old = Request {
        requested_on: day("2025-01-01"),
        resolved_on: Some(day("2025-02-01")),
        triggers: Vec::new(),
        ..requests().remove(0)
    };
    let document = pack(vec![old], LogColumn::ALL, &PackOptions::default());
    assert!(
        !document
            .pages
            .iter()
            .any(|p| p.id == "funnel" || p.id == "terms")
    );
    let reason = "Pages 9, 10, 11 left out: no request resolved in Q3 2026 or open at its end.";
    assert!(lines(page(&document, "summary")).contains(&reason.to_owned()));
}

#[test]
fn reference_figures_are_off_and_marked_where_switched_on() {
    let claim = "Structured programmes retain 78% of requesters against 42% (n = 287).";
    let options = PackOptions {
        references: vec![claim.to_owned()],
        ..PackOptions::default()
    };
    let document = pack(requests(), LogColumn::ALL, &options);
    let marked = "Structured programmes retain 78% of requesters against 42% (n = 287) \
                  (external claim, not verified, not like-for-like).";
    assert!(lines(page(&document, "terms")).contains(&marked.to_owned()));
    assert!(lines(page(&full(), "terms")).is_empty());
}
