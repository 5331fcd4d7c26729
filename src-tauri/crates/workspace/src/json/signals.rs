//! What is found in the figures: status, lead test, watch list, suspected phantoms, customers which dominate
//! a line (G-1 to G-3, M-8, S-3, S-5), each with the customers' names.

use super::{date, money, ratio};
use holdfast_ledger::{Decimal, Ledger};
use holdfast_metrics::{
    BridgedGap, CrossCell, LeadTest, Phantom, PhantomFlag, Report, Status, StatusReason, WatchItem,
};
use serde_json::{Map, Value, json};

/// Adds the signals to the object of `metrics --json`.
pub(super) fn insert(out: &mut Map<String, Value>, ledger: &Ledger, report: &Report) {
    let (word, reason) = &report.status;
    out.insert("status".into(), status(*word, reason));
    out.insert("lead_test".into(), report.lead.as_ref().map(lead).into());
    let list = |values: Vec<Value>| Value::Array(values);
    out.insert(
        "watch".into(),
        list(report.watch.iter().map(|w| watched(ledger, w)).collect()),
    );
    out.insert(
        "phantoms".into(),
        list(report.phantoms.iter().map(|p| phantom(ledger, p)).collect()),
    );
    out.insert(
        "bridged_gaps".into(),
        list(report.bridged.iter().map(|g| bridged(ledger, g)).collect()),
    );
    let absent = report.absent_at_newest.iter().map(|(customer, amount)| {
        json!({ "customer": name(ledger, *customer), "last_amount": money(*amount) })
    });
    out.insert("absent_at_newest".into(), list(absent.collect()));
    out.insert("dominant".into(), list(dominant(ledger, report)));
    out.insert(
        "crossed".into(),
        report
            .cross
            .as_ref()
            .map(|(rows, across, cells)| crossed(rows, across, cells))
            .into(),
    );
}

/// Id and name of a customer.
fn name(ledger: &Ledger, customer: u32) -> Value {
    ledger
        .customers()
        .get(customer as usize)
        .map(|c| json!({ "id": c.id, "name": c.name }))
        .into()
}

fn status(status: Status, reason: &StatusReason) -> Value {
    let word = match status {
        Status::Good => "good",
        Status::Watch => "watch",
        Status::Bad => "bad",
        Status::NoSignal => "no_signal",
    };
    let share = |d: &Decimal| ratio(Some(*d));
    let (rule, figures) = match reason {
        StatusReason::DownsellOverExpansion(r) => ("downsell_over_expansion", vec![share(r)]),
        StatusReason::HighAndRising(now, before) => (
            "downsell_rate_high_and_rising",
            vec![share(before), share(now)],
        ),
        StatusReason::RatioRoseTwice(a, b, c) => (
            "downsell_to_expansion_rose_twice",
            vec![share(a), share(b), share(c)],
        ),
        StatusReason::DownsellRoseTwice(a, b, c) => (
            "downsell_rose_twice",
            [a, b, c].map(|d| json!(money(*d))).to_vec(),
        ),
        StatusReason::Concentrated(attribute, value, downsell, opening) => (
            "concentrated",
            vec![
                json!(attribute),
                json!(value),
                share(downsell),
                share(opening),
            ],
        ),
        StatusReason::LowDownsellHighNrr(rate, nrr) => {
            ("low_downsell_high_nrr", vec![share(rate), share(nrr)])
        }
        StatusReason::Nothing => ("nothing_applies", Vec::new()),
    };
    json!({ "status": word, "rule": rule, "figures": figures })
}

fn lead(test: &LeadTest) -> Value {
    let by_lead = (1..).zip(&test.by_lead).map(|(quarters, (customers, amount))| {
        json!({ "quarters_before": quarters, "customers": customers, "amount": money(*amount) })
    });
    let cases = |(cases, churned): (u32, u32)| json!({ "cases": cases, "churned_within_two_quarters": churned });
    json!({
        "churned_customers": test.churned_customers, "churned_amount": money(test.churned_amount),
        "with_a_downsell_before": by_lead.collect::<Value>(),
        "after_a_downsell": cases(test.with_downsell), "without_a_downsell": cases(test.without_downsell),
    })
}

fn watched(ledger: &Ledger, item: &WatchItem) -> Value {
    json!({
        "customer": name(ledger, item.customer), "amount": money(item.amount), "downsell": money(item.downsell),
        "period": item.period, "driver": item.driver.id(), "renewal": item.renewal.map(|d| d.to_string()),
    })
}

fn phantom(ledger: &Ledger, flag: &PhantomFlag) -> Value {
    let kind = match flag.phantom {
        Phantom::Dip => "dip",
        Phantom::LateRenewal => "late_renewal",
        Phantom::Migration => "migration",
    };
    json!({ "phantom": kind, "customer": name(ledger, flag.customer), "close": date(flag.close), "amount": money(flag.amount) })
}

fn bridged(ledger: &Ledger, gap: &BridgedGap) -> Value {
    json!({ "customer": name(ledger, gap.customer), "close": date(gap.close), "amount": money(gap.amount) })
}

/// Customers over the basis' share of a downsell line: of the total and of segments, by period (S-5).
fn dominant(ledger: &Ledger, report: &Report) -> Vec<Value> {
    let found = |period: &str, scope: Value, of: Option<(u32, Decimal)>| {
        of.map(|(customer, share)| {
            json!({ "period": period, "segment": scope, "customer": name(ledger, customer), "share": ratio(Some(share)) })
        })
    };
    let mut out = Vec::new();
    for p in &report.periods {
        out.extend(found(&p.label, Value::Null, p.dominant));
        for (attribute, s) in p
            .segmentations
            .iter()
            .flat_map(|s| s.segments.iter().map(|of| (&s.attribute, of)))
        {
            out.extend(found(
                &p.label,
                json!({ "attribute": attribute, "value": s.value }),
                s.dominant,
            ));
        }
    }
    out
}

/// Downsell rate by two attributes, with the amounts behind it (S-3).
fn crossed(rows: &str, across: &str, cells: &[CrossCell]) -> Value {
    let cell = |c: &CrossCell| {
        json!({
            "row": c.row, "column": c.column, "customers": c.customers, "opening": money(c.opening),
            "downsell": money(c.downsell), "downsell_rate": ratio(c.downsell_rate),
        })
    };
    json!({ "rows": rows, "columns": across, "cells": cells.iter().map(cell).collect::<Value>() })
}
