//! The negotiation log as a source of drivers (M-4, M-6).
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{assert_checks, dec, ledger, monthly, period, row};
use holdfast_ledger::requests::{Exchange, Request, RequestKind};
use holdfast_ledger::{Ledger, RequestLog};
use holdfast_metrics::{Driver, compute, reasons_from_log};

fn request(customer: &str, kind: RequestKind, resolved: Option<&str>) -> Request {
    Request {
        kind: Some(kind),
        resolved_on: resolved.map(|d| d.parse().unwrap()),
        ..Request::new("R", customer, "2025-01-10".parse().unwrap(), dec("100"))
    }
}

fn told(ledger: &mut Ledger, requests: Vec<Request>) -> usize {
    let log = RequestLog {
        requests,
        ..RequestLog::default()
    };
    reasons_from_log(ledger, &monthly(), &log).unwrap()
}

#[test]
fn a_resolved_request_tells_the_driver_where_nothing_else_does() {
    let falls = |c: &str| {
        [
            row(c, "2025-01", 100),
            row(c, "2025-02", 100),
            row(c, "2025-03", 80),
        ]
    };
    let customers = ["seats", "module", "tier", "cut", "open", "late", "cancels"];
    let mut rows: Vec<_> = customers.iter().flat_map(|c| falls(c)).collect();
    rows.extend(falls("reasoned").map(|r| r.reason("price")));
    rows.extend(falls("quantity").map(|r| {
        let quantity = if r.close == "2025-03" { 8 } else { 10 };
        r.quantity(quantity)
    }));
    let mut ledger = ledger(rows);
    let march = Some("2025-03-10");
    let given = told(
        &mut ledger,
        vec![
            request("seats", RequestKind::SeatReduction, march),
            request("module", RequestKind::ModuleCancelled, march),
            request("tier", RequestKind::TierDowngrade, march),
            request("cut", RequestKind::ValueCut, Some("2025-02-14")),
            request("cancels", RequestKind::FullCancellation, march),
            request("open", RequestKind::SeatReduction, None),
            request("late", RequestKind::SeatReduction, Some("2025-02-13")),
            request("reasoned", RequestKind::SeatReduction, march),
            request("quantity", RequestKind::TierDowngrade, march),
            request("stranger", RequestKind::SeatReduction, march),
        ],
    );
    assert_eq!(
        given, 6,
        "45 days before the close is near, 46 is not; a stated reason stays"
    );
    let report = compute(&ledger, &monthly()).unwrap();
    assert_checks(&report);
    let customers = |driver: Driver| period(&report, "2025-03").drivers.0[driver as usize].1;
    assert_eq!(
        customers(Driver::Seats),
        2,
        "one by its request, one by its quantity"
    );
    assert_eq!(customers(Driver::Module), 1);
    assert_eq!(customers(Driver::Tier), 1);
    assert_eq!(
        customers(Driver::Price),
        2,
        "a value cut, and the stated reason"
    );
    assert_eq!(customers(Driver::Unknown), 3, "open, late, cancels");
}

#[test]
fn a_longer_term_obtained_is_the_multi_year_exchange() {
    let mut ledger = ledger(vec![
        row("A", "2025-02", 100),
        row("A", "2025-03", 80),
        row("B", "2025-02", 100),
        row("B", "2025-03", 80),
        row("C", "2025-02", 100),
        row("C", "2025-03", 80),
    ]);
    let resolved = Some("2025-03-31");
    let obtained = Request {
        exchange_obtained: Some(Exchange::MultiYear),
        ..request("A", RequestKind::ValueCut, resolved)
    };
    let longer = Request {
        term_before: Some(12),
        term_after: Some(24),
        ..request("B", RequestKind::ValueCut, resolved)
    };
    let as_before = Request {
        term_before: Some(24),
        term_after: Some(24),
        ..request("C", RequestKind::ValueCut, resolved)
    };
    told(&mut ledger, vec![obtained, longer, as_before]);
    let report = compute(&ledger, &monthly()).unwrap();
    common::same(
        period(&report, "2025-03").total.of_which_multi_year,
        "40",
        "A and B",
    );
}
