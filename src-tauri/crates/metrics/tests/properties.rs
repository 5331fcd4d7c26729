//! Random ledgers: every identity of M-10 holds, a second plain computation gives the same figures, and
//! neither the order of rows nor the names of customers matter.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{Row, Spec, assert_checks, dec};
use holdfast_ledger::{Close, Decimal, Grain, Ledger, Status};
use holdfast_metrics::basis::{FreeRule, Method, PausedRule};
use holdfast_metrics::{Basis, Bridge, Class, Engine, PeriodFigures, Report, compute};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const CLOSES: [&str; 16] = [
    "2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06", "2024-07", "2024-08",
    "2024-09", "2024-10", "2024-11", "2024-12", "2025-01", "2025-02", "2025-03", "2025-04",
];
const RATES: [&str; 5] = [
    "1.17",
    "0.96",
    "1.0735",
    "1.1",
    "0.3333333333333333333333333333",
];

fn any_row() -> impl Strategy<Value = Row> {
    let status = prop_oneof![
        8 => Just(Status::Active),
        1 => Just(Status::PastDue),
        1 => Just(Status::Paused),
        1 => Just(Status::Free),
        1 => Just(Status::Cancelled),
    ];
    let what = (0..7_u8, 0..CLOSES.len(), -2_000_i64..20_000, status);
    let line = (0..3_u8, 0..3_u8, prop::option::of(0..6_i64), 0..3_usize);
    let rest = (0..3_u8, 0..4_u8, prop::option::of(0..CLOSES.len()), 0..4_u8);
    (what, line, rest).prop_map(
        |((customer, at, cents, status), (line, plan, quantity, currency), rest)| {
            let (tier, region, renewal, reason) = rest;
            let named = |prefix: &str, i: u8| {
                if i == 0 {
                    String::new()
                } else {
                    format!("{prefix}{i}")
                }
            };
            Row {
                customer: format!("customer {customer}"),
                close: CLOSES[at].to_owned(),
                amount: Decimal::new(cents, 2).to_string(),
                line: named("line ", line),
                plan: named("plan ", plan),
                quantity: quantity.map(|q| q.to_string()),
                status,
                currency: ["", "EUR", "GBP"][currency].to_owned(),
                reason: ["", "seats", "discount", "multi-year"][usize::from(reason)].to_owned(),
                renewal: renewal.map(|r| common::close(CLOSES[r]).date().to_string()),
                attributes: vec![named("tier ", tier), named("region ", region)],
            }
        },
    )
}

fn any_spec() -> impl Strategy<Value = Spec> {
    let schedule = (0..7_u8, 0..CLOSES.len(), prop::option::of(1..9_000_i64));
    (
        prop::collection::vec(any_row(), 1..120),
        prop::collection::vec(0..RATES.len(), 2 * CLOSES.len()),
        prop::collection::vec(0..CLOSES.len(), 0..4),
        prop::collection::vec(schedule, 0..4),
    )
        .prop_map(|(rows, rates, covered, schedules)| {
            let covered: Vec<&str> = covered.iter().map(|i| CLOSES[*i]).collect();
            let mut spec = Spec::new(&["tier", "region"], rows).cover(&covered);
            for (i, rate) in rates.iter().enumerate() {
                let currency = ["EUR", "GBP"][i % 2];
                spec = spec.rate(currency, CLOSES[i / 2], RATES[*rate]);
            }
            let known: BTreeSet<String> = spec.rows.iter().map(|r| r.customer.clone()).collect();
            for (customer, at, cut) in schedules {
                let customer = format!("customer {customer}");
                if known.contains(&customer) {
                    let cut = cut.map(|c| Decimal::new(c, 2).to_string());
                    spec = spec.schedule(&customer, CLOSES[at], cut.as_deref());
                }
            }
            spec
        })
}

fn any_basis() -> impl Strategy<Value = Basis> {
    let grain = prop_oneof![
        Just(Grain::Month),
        Just(Grain::Quarter),
        Just(Grain::Half),
        Just(Grain::Year)
    ];
    let paused = prop_oneof![
        Just(PausedRule::Churn),
        Just(PausedRule::OwnLine),
        Just(PausedRule::KeepLast)
    ];
    let free = prop_oneof![Just(FreeRule::Churn), Just(FreeRule::KeepLogo)];
    let method = prop_oneof![3 => Just(Method::CloseToClose), 1 => Just(Method::SumOfMonths)];
    let rest = (
        prop::option::of(0..5_u32),
        0..4_u32,
        any::<bool>(),
        1..=12_u8,
        any::<bool>(),
    );
    (grain, paused, free, method, rest).prop_map(|(period, paused, free, method, rest)| {
        let (reactivation_window, grace_gap, fx_plan_rates, start, derived) = rest;
        let names: &[&str] = if derived {
            &["tier", "region", "Size band", "Tenure", "Sign-up cohort"]
        } else {
            &[]
        };
        Basis {
            period,
            paused,
            free,
            method,
            reactivation_window,
            grace_gap,
            fx_plan_rates,
            fiscal_year_start: start.try_into().unwrap(),
            segments: names.iter().map(|n| (*n).to_owned()).collect(),
            size_bands: ["20", "50", "100"].map(dec).to_vec(),
            ..Basis::default()
        }
    })
}

/// A customer's net per close and rate close, straight from the rows (default basis).
struct Plain<'s> {
    spec: &'s Spec,
    closes: Vec<Close>,
}

impl Plain<'_> {
    fn rate(&self, currency: &str, at: Close) -> Decimal {
        let given = |c: Close| {
            let found = self
                .spec
                .rates
                .iter()
                .rev()
                .find(|(name, on, _)| name == currency && common::close(on) == c);
            found.map(|(.., rate)| dec(rate))
        };
        if currency.is_empty() {
            Decimal::ONE
        } else {
            given(at).unwrap()
        }
    }
    fn amount(&self, customer: &str, at: Close, rates_of: Close) -> Decimal {
        let rows = self.spec.rows.iter().filter(|r| {
            r.customer == customer
                && common::close(&r.close) == at
                && matches!(r.status, Status::Active | Status::PastDue)
        });
        let sum: Vec<Decimal> = rows
            .map(|r| {
                let product = dec(&r.amount) * self.rate(&r.currency, rates_of);
                holdfast_ledger::round_half_away(product, 14)
            })
            .collect();
        sum.into_iter().sum()
    }
    fn held(&self, customer: &str, at: Close, rates_of: Close) -> Decimal {
        if self.amount(customer, at, at) <= Decimal::ZERO {
            return Decimal::ZERO;
        }
        self.amount(customer, at, rates_of).max(Decimal::ZERO)
    }
    fn bridge(
        &self,
        open: Close,
        close: Close,
        customers: &BTreeSet<&str>,
    ) -> (Bridge, Decimal, Decimal) {
        let mut b = Bridge::default();
        let (mut now, mut kept) = (Decimal::ZERO, Decimal::ZERO);
        for customer in customers {
            let o = self.held(customer, open, open);
            let c = self.held(customer, close, open);
            let balance = self.held(customer, close, close);
            let before = self
                .closes
                .iter()
                .any(|k| *k <= open && self.held(customer, *k, *k) > Decimal::ZERO);
            b.opening += o;
            b.closing += balance;
            b.fx += balance - c;
            if o.is_zero() {
                *(if before {
                    &mut b.reactivation
                } else {
                    &mut b.new
                }) += c;
                continue;
            }
            now += c;
            kept += o.min(c);
            if c.is_zero() {
                b.churn += o;
            } else if c > o {
                b.expansion += c - o;
            } else {
                b.downsell += o - c;
            }
        }
        (b, now, kept)
    }
}

fn lines(b: &Bridge) -> Vec<Decimal> {
    let mut all = vec![b.opening, b.closing];
    all.extend(b.flows());
    all.iter().map(Decimal::normalize).collect()
}

/// Everything of a report in which a customer's number or name doesn't show, and which ties don't decide.
fn anonymous(report: &Report) -> Report {
    let mut report = report.clone();
    for p in &mut report.periods {
        p.dominant = p.dominant.map(|(_, share)| (0, share));
        for s in p.segmentations.iter_mut().flat_map(|s| &mut s.segments) {
            s.dominant = s.dominant.map(|(_, share)| (0, share));
        }
    }
    report.watch.iter_mut().for_each(|w| w.customer = 0);
    report
        .watch
        .sort_by_key(|w| (w.amount, w.downsell, w.period.clone(), w.driver, w.renewal));
    report.bridged.iter_mut().for_each(|g| g.customer = 0);
    report.bridged.sort_by_key(|g| (g.close, g.amount));
    report.phantoms.iter_mut().for_each(|f| f.customer = 0);
    report
        .phantoms
        .sort_by_key(|f| (f.close, f.phantom, f.amount));
    report.absent_at_newest.iter_mut().for_each(|a| a.0 = 0);
    report.absent_at_newest.sort_unstable();
    report
}

fn listed(period: &PeriodFigures, engine: &Engine, class: Class) -> Decimal {
    let all = engine.movements(period.period);
    all.iter()
        .filter(|m| m.class == class)
        .map(|m| m.amount)
        .sum()
}

fn build(spec: &Spec) -> Ledger {
    spec.build()
}

/// Random ledgers a property; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").is_ok();
    let standard = ProptestConfig::default();
    let cases = if asked { standard.cases } else { 100 };
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..standard
    }
}

proptest! {
    #![proptest_config(config())]


    /// M-10 under any basis, and the customer list adds up to the bridge's lines.
    #[test]
    fn every_identity_holds(spec in any_spec(), basis in any_basis()) {
        let ledger = build(&spec);
        let engine = Engine::new(&ledger, &basis).unwrap();
        let report = engine.report();
        assert_checks(&report);
        for p in &report.periods {
            let b = &p.total.bridge;
            prop_assert_eq!(listed(p, &engine, Class::Downsell), b.downsell);
            prop_assert_eq!(listed(p, &engine, Class::Churn), b.churn);
            prop_assert_eq!(listed(p, &engine, Class::Expansion), b.expansion);
            prop_assert_eq!(listed(p, &engine, Class::New), b.new);
            let n = &p.total.counts;
            prop_assert!(n.retained <= n.opening);
            let l = &p.lines;
            prop_assert_eq!(
                l.volume.unwrap_or_default() + l.price.unwrap_or_default() + l.unsplit,
                l.increase - l.decrease
            );
            prop_assert_eq!(l.swap, l.decrease - b.downsell - b.step_down);
            if let Some(months) = &p.sum_of_months {
                prop_assert!(months.opening.is_zero() && months.closing.is_zero());
            }
            for s in &p.segmentations {
                let transfers: Decimal = s.segments.iter().map(|s| s.scope.bridge.transfer).sum();
                prop_assert!(transfers.is_zero());
                let opening: u32 = s.segments.iter().map(|s| s.scope.counts.opening).sum();
                prop_assert_eq!(opening, n.opening);
            }
        }
    }

    /// The same figures from the rows, computed plainly, customer by customer: total and trailing year.
    #[test]
    fn a_second_computation_agrees(mut spec in any_spec(), grain in 0..2_usize) {
        spec.schedules.clear();
        let ledger = build(&spec);
        let basis = Basis { period: [Grain::Month, Grain::Quarter][grain], ..Basis::default() };
        let report = compute(&ledger, &basis).unwrap();
        let plain = Plain { spec: &spec, closes: ledger.closes().to_vec() };
        let customers: BTreeSet<&str> = spec.rows.iter().map(|r| r.customer.as_str()).collect();
        for p in &report.periods {
            let (open, close) = (p.period.opening(), p.period.closing());
            let (bridge, now, kept) = plain.bridge(open, close, &customers);
            prop_assert_eq!(lines(&p.total.bridge), lines(&bridge));
            prop_assert_eq!(p.total.rates.nrr, holdfast_ledger::ratio(now, bridge.opening));
            prop_assert_eq!(p.total.rates.grr, holdfast_ledger::ratio(kept, bridge.opening));
            let year_ago = close.plus(-12);
            let ttm = plain.closes.contains(&year_ago).then(|| plain.bridge(year_ago, close, &customers));
            let nrr = ttm.and_then(|(b, now, _)| holdfast_ledger::ratio(now, b.opening));
            prop_assert_eq!(p.total.ttm.nrr, nrr);
        }
    }

    /// Segments by their opening value: opening and losses, computed plainly.
    #[test]
    fn segments_agree_with_a_plain_computation(mut spec in any_spec()) {
        spec.schedules.clear();
        // One value a customer and close, so that which one counts is not in question.
        let mut values: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
        for r in &mut spec.rows {
            let key = (r.customer.clone(), r.close.clone());
            r.attributes.clone_from(values.entry(key).or_insert(r.attributes.clone()));
        }
        let ledger = build(&spec);
        let basis = Basis { segments: vec!["tier".to_owned()], ..common::monthly() };
        let report = compute(&ledger, &basis).unwrap();
        let plain = Plain { spec: &spec, closes: ledger.closes().to_vec() };
        let customers: BTreeSet<&str> = spec.rows.iter().map(|r| r.customer.as_str()).collect();
        for p in &report.periods {
            let at = p.period.opening();
            for s in &p.segmentations[0].segments {
                let of = customers.iter().filter(|c| {
                    let key = ((**c).to_owned(), at.to_string());
                    let value = values.get(&key).map_or("", |v| v[0].as_str());
                    let value = if value.is_empty() { "Unassigned" } else { value };
                    value == s.value && plain.held(c, at, at) > Decimal::ZERO
                });
                let (bridge, ..) = plain.bridge(at, p.period.closing(), &of.copied().collect());
                let found = &s.scope.bridge;
                prop_assert_eq!(found.opening, bridge.opening);
                prop_assert_eq!(found.expansion, bridge.expansion);
                prop_assert_eq!(found.downsell, bridge.downsell);
                prop_assert_eq!(found.churn, bridge.churn);
            }
        }
    }

    /// The order of rows and the names of customers change nothing.
    #[test]
    fn row_order_and_names_do_not_matter(spec in any_spec(), basis in any_basis(), turn in 0..119_usize) {
        let ledger = build(&spec);
        let report = compute(&ledger, &basis).unwrap();
        let mut shuffled = spec.clone();
        let by = turn % shuffled.rows.len();
        shuffled.rows.rotate_left(by);
        shuffled.rows.reverse();
        let other = compute(&build(&shuffled), &basis).unwrap();
        prop_assert!(report == other, "{}", first_difference(&report, &other));
        for r in &mut shuffled.rows {
            r.customer = renamed(&r.customer);
        }
        for (customer, ..) in &mut shuffled.schedules {
            *customer = renamed(customer);
        }
        let other = compute(&build(&shuffled), &basis).unwrap();
        let (one, two) = (anonymous(&report), anonymous(&other));
        prop_assert!(one == two, "{}", first_difference(&one, &two));
    }
}

/// Where two reports part, as text around it.
fn first_difference(a: &Report, b: &Report) -> String {
    let (a, b) = (format!("{a:#?}"), format!("{b:#?}"));
    let lines: Vec<(&str, &str)> = a.lines().zip(b.lines()).collect();
    let at = lines.iter().position(|(x, y)| x != y).unwrap_or(0);
    format!(
        "{:#?}",
        &lines[at.saturating_sub(12)..(at + 3).min(lines.len())]
    )
}

/// Names in another order.
fn renamed(name: &str) -> String {
    name.chars().rev().collect()
}
