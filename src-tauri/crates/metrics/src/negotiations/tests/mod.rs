//! Every rule with hand-computed figures.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod adherence;
mod adviser;
mod outcome;
mod random;
mod tied;
mod time;
mod trigger;

use super::*;
use crate::basis::Basis;
use crate::figures::Class;
use holdfast_ledger::requests::{
    Counter, CounterKind, Exchange, RequestKind, RootCause, StatedOutcome, Trigger,
};
use holdfast_ledger::{
    Close, EntryDraft, FiscalYear, Grain, Ledger, LedgerBuilder, Status, Symbol,
};
use std::str::FromStr;

/// Every column of the log.
pub(super) const EVERYTHING: &[LogColumn] = LogColumn::ALL;

pub(super) fn d(text: &str) -> NaiveDate {
    NaiveDate::from_str(text).unwrap()
}

pub(super) fn m(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

/// A request with the essentials; everything else blank.
pub(super) fn ask(id: &str, on: &str, kind: RequestKind, before: i64, asked: i64) -> Request {
    Request {
        kind: Some(kind),
        arr_asked: Some(asked.into()),
        ..Request::new(id, &format!("C-{id}"), d(on), before.into())
    }
}

pub(super) fn resolved(request: Request, on: &str, after: i64) -> Request {
    Request {
        resolved_on: Some(d(on)),
        arr_after: Some(after.into()),
        ..request
    }
}

pub(super) fn counter(on: &str, kind: CounterKind, rejected: Option<&str>) -> Counter {
    Counter {
        on: Some(d(on)),
        kind: Some(kind),
        arr: None,
        rejected_on: rejected.map(d),
    }
}

pub(super) fn log(requests: Vec<Request>, columns: &[LogColumn]) -> RequestLog {
    RequestLog {
        requests,
        recorded: columns.iter().copied().collect(),
        source: None,
    }
}

pub(super) fn full(requests: Vec<Request>) -> RequestLog {
    log(requests, EVERYTHING)
}

pub(super) fn at(log: &RequestLog, as_of: &str) -> NegotiationReport {
    evaluate(log, &Playbook::default(), None, d(as_of), None)
}

pub(super) fn quarter(year: i32, last_month: u32) -> Period {
    let close = Close::new(year, last_month).unwrap();
    Period::containing(Grain::Quarter, FiscalYear::CALENDAR, close)
}

pub(super) fn month(year: i32, month: u32) -> Period {
    let close = Close::new(year, month).unwrap();
    Period::containing(Grain::Month, FiscalYear::CALENDAR, close)
}

/// A ledger of monthly amounts from January 2027; 0 is no row.
pub(super) fn ledger(rows: &[(&str, &[i64])]) -> Ledger {
    let mut b = LedgerBuilder::new("USD", &[]);
    for (customer, amounts) in rows {
        for (i, amount) in amounts.iter().enumerate() {
            let close = Close::new(2027, 1).unwrap().plus(i as i32);
            b.cover(close);
            if *amount != 0 {
                let draft = draft(&mut b, customer, close, *amount);
                b.push(draft, &[]);
            }
        }
    }
    b.build().unwrap()
}

pub(super) fn draft(
    b: &mut LedgerBuilder,
    customer: &str,
    close: Close,
    amount: i64,
) -> EntryDraft {
    EntryDraft {
        customer: b.symbol(customer),
        close,
        currency: Symbol::NONE,
        status: Status::Active,
        line: Symbol::NONE,
        plan: Symbol::NONE,
        reason: Symbol::NONE,
        amount: amount.into(),
        quantity: None,
        renewal: None,
        sheet: 0,
        row: 1,
        column: 0,
    }
}

/// A monthly basis as of a date, where the ledger covers its month.
pub(super) fn basis(ledger: &Ledger, as_of: &str) -> Basis {
    Basis {
        period: Grain::Month,
        as_of: Close::of(d(as_of)).filter(|c| ledger.close_index(*c).is_some()),
        ..Basis::default()
    }
}

/// Evaluates with the books under a basis; without a bridge the tie is to the sum of the movements.
pub(super) fn under(
    log: &RequestLog,
    ledger: &Ledger,
    basis: &Basis,
    window: Option<Period>,
    as_of: &str,
) -> NegotiationReport {
    let engine = crate::Engine::new(ledger, basis).unwrap();
    let figures = engine.report();
    let reported = figures.periods.iter().find(|p| Some(p.period) == window);
    let books = Books {
        balances: engine.balances(),
        bridge: reported.map(|p| &p.total.bridge),
    };
    evaluate(log, &Playbook::default(), window, d(as_of), Some(&books))
}

/// Evaluates with the books of monthly periods.
pub(super) fn with_books(
    log: &RequestLog,
    ledger: &Ledger,
    window: Option<Period>,
    as_of: &str,
) -> NegotiationReport {
    under(log, ledger, &basis(ledger, as_of), window, as_of)
}

/// Case 46: five requests with the matrix's own percentages.
pub(super) fn case_46() -> RequestLog {
    let term = |r: Request, months: u32| Request {
        term_after: Some(months),
        exchange_obtained: Some(Exchange::MultiYear),
        ..r
    };
    let stated = |r: Request, outcome| Request {
        outcome: Some(outcome),
        ..r
    };
    let cause = |r: Request, cause| Request {
        root_cause: Some(cause),
        ..r
    };
    let r1 = resolved(
        ask(
            "R1",
            "2027-01-05",
            RequestKind::SeatReduction,
            100_000,
            70_000,
        ),
        "2027-01-25",
        80_000,
    );
    let r2 = resolved(
        ask("R2", "2027-01-10", RequestKind::ValueCut, 200_000, 100_000),
        "2027-02-19",
        140_000,
    );
    let r3 = resolved(
        ask("R3", "2027-02-01", RequestKind::FullCancellation, 80_000, 0),
        "2027-02-15",
        0,
    );
    let r4 = resolved(
        ask("R4", "2027-02-01", RequestKind::FullCancellation, 50_000, 0),
        "2027-03-03",
        0,
    );
    let r5 = ask(
        "R5",
        "2027-03-01",
        RequestKind::TierDowngrade,
        60_000,
        45_000,
    );
    let requests = vec![
        cause(
            stated(term(r1, 24), StatedOutcome::RightSized),
            RootCause::OrganisationShrinking,
        ),
        cause(
            stated(term(r2, 36), StatedOutcome::RightSized),
            RootCause::BudgetCut,
        ),
        cause(stated(r3, StatedOutcome::Paused), RootCause::StrategicShift),
        cause(stated(r4, StatedOutcome::Churned), RootCause::Unknown),
        cause(stated(r5, StatedOutcome::Open), RootCause::UsageGap),
    ];
    log(
        requests,
        &[
            LogColumn::RequestKind,
            LogColumn::ArrAsked,
            LogColumn::RootCause,
            LogColumn::ExchangeObtained,
            LogColumn::TermAfter,
            LogColumn::ResolvedOn,
            LogColumn::Outcome,
            LogColumn::ArrAfter,
        ],
    )
}
