//! A million ledger rows (50,000 customers × 20 closes) with three segmentations, in at most 2 s on one core and
//! 500 MiB, growing linearly: `cargo xtask goal metrics-speed`.
#![allow(missing_docs, clippy::unwrap_used)]

use holdfast_ledger::{Close, Decimal, EntryDraft, Grain, Ledger, LedgerBuilder, Status, Symbol};
use holdfast_metrics::{Basis, Engine, compute};
use std::time::Duration;

/// Random enough for sizes and moves to differ, the same on every run.
fn mixed(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn ledger(customers: u64, closes: u64) -> Ledger {
    let attributes = ["tier", "region", "industry"].map(str::to_owned);
    let mut b = LedgerBuilder::new("USD", &attributes);
    let values: Vec<Vec<Symbol>> = [5, 8, 20]
        .iter()
        .map(|n| (0..*n).map(|i| b.symbol(&format!("value {i}"))).collect())
        .collect();
    let plans: Vec<Symbol> = ["Basic", "Team", "Scale"]
        .iter()
        .map(|p| b.symbol(p))
        .collect();
    let first = Close::new(2024, 1).unwrap();
    for c in 0..customers {
        let customer = b.symbol(&format!("customer {c:06}"));
        let mut seats = 5 + mixed(c) % 200;
        for k in 0..closes {
            let r = mixed(c * 1000 + k);
            seats = match r % 20 {
                0 => seats.saturating_sub(1 + r % 7).max(1),
                1 | 2 => seats + r % 5,
                _ => seats,
            };
            let gone = mixed(c * 77) % 50 < 5 && k > closes / 2;
            let draft = EntryDraft {
                customer,
                close: first.plus(k as i32),
                currency: Symbol::NONE,
                status: Status::Active,
                line: Symbol::NONE,
                plan: plans[(mixed(c + k / 9) % 3) as usize],
                reason: Symbol::NONE,
                amount: if gone {
                    Decimal::ZERO
                } else {
                    Decimal::new((seats * 12_345) as i64, 2)
                },
                quantity: Some(Decimal::from(seats)),
                renewal: None,
                sheet: 0,
                row: (c * closes + k) as u32,
                column: 3,
            };
            let of = |i: usize| values[i][(mixed(c + i as u64) % values[i].len() as u64) as usize];
            b.push(draft, &[of(0), of(1), of(2)]);
        }
    }
    b.build().unwrap()
}

fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find(|l| l.starts_with("VmHWM"))
        .unwrap_or_default();
    peak.split_whitespace()
        .nth(1)
        .and_then(|n| n.parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}

/// Processor time of this process: what one core spends, however busy the machine is.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks.filter_map(|t| t.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

#[test]
#[ignore = "a measurement, for release builds"]
fn a_million_rows_in_two_seconds() {
    let mut took_by_size: Vec<(usize, Duration)> = Vec::new();
    for customers in [12_500, 25_000, 50_000] {
        let ledger = ledger(customers, 20);
        for grain in [Grain::Quarter, Grain::Month] {
            let basis = Basis {
                period: grain,
                ..Basis::default()
            };
            let start = processor_time();
            let report = compute(&ledger, &basis).unwrap();
            let took = processor_time() - start;
            println!(
                "{} rows, by {}: {} ms, {} periods, {} checks, peak {} MiB with the ledger",
                ledger.entries().len(),
                grain.noun(),
                took.as_millis(),
                report.periods.len(),
                report.checks.len(),
                resident_mib(),
            );
            let start = processor_time();
            let engine = Engine::new(&ledger, &basis).unwrap();
            let built = processor_time() - start;
            let listed: usize = report
                .periods
                .iter()
                .map(|p| engine.movements(p.period).len())
                .sum();
            println!(
                "  balances and segments {} ms, then {listed} movements {} ms",
                built.as_millis(),
                (processor_time() - start - built).as_millis(),
            );
            assert_eq!(report.failed_checks().count(), 0);
            assert!(took < Duration::from_secs(2), "{took:?}");
            assert!(resident_mib() <= 500, "{} MiB", resident_mib());
            if grain == Grain::Month {
                took_by_size.push((ledger.entries().len(), took));
            }
        }
    }
    let per_row = |(rows, took): &(usize, Duration)| took.as_nanos() / *rows as u128;
    let [small, .., large] = took_by_size.as_slice() else {
        return;
    };
    let (least, most) = (per_row(small), per_row(large));
    println!("{least} ns a row in the small ledger, {most} ns in the large one");
    assert!(most * 2 <= least * 3, "not linear: {took_by_size:?}");
}
