//! Generated ledgers on the command line: every identity of M-10 holds, the same to the byte in three time zones and
//! three locales, and the order of rows changes no figure (goal 7). `cargo xtask goal places` makes a thousand.

use crate::{BIN, write};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const PLACES: [(&str, &str); 3] = [
    ("Pacific/Kiritimati", "de_DE.UTF-8"),
    ("Pacific/Pago_Pago", "tr_TR.UTF-8"),
    ("Asia/Kathmandu", "C"),
];

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

const STATUSES: [&str; 8] = [
    "active",
    "active",
    "active",
    "active",
    "past due",
    "paused",
    "free",
    "cancelled",
];

/// The rows of an export: customers of several lines, plans, statuses and cents, which come, go and come back.
fn rows(dice: &mut Dice) -> Vec<String> {
    let (customers, months) = (2 + dice.roll(9), 3 + dice.roll(14));
    let mut rows = Vec::new();
    for customer in 0..customers {
        let (first, gap) = (dice.roll(months), dice.roll(months * 2));
        for month in first..months {
            if month == gap || dice.roll(7) == 0 {
                continue;
            }
            for line in 0..=dice.roll(2) {
                let (year, month) = (2024 + month / 12, month % 12 + 1);
                let mut row = format!(
                    "Ämber İ {customer},{year}-{month:02}-28,{}",
                    dice.roll(90_000)
                );
                let _ = write!(row, ".{:02},L{line},P{}", dice.roll(100), dice.roll(3));
                let _ = write!(
                    row,
                    ",{},{},T{}",
                    dice.roll(5),
                    STATUSES[dice.roll(STATUSES.len())],
                    customer % 3
                );
                rows.push(row);
            }
        }
    }
    // Two customers which stay: a ledger needs a close, and most need two.
    for close in 0..months {
        let (year, month) = (2024 + close / 12, close % 12 + 1);
        rows.push(format!(
            "Stays,{year}-{month:02}-28,{}.10,L0,P0,1,active,T0",
            1000 + dice.roll(50)
        ));
    }
    rows
}

fn metrics(folder: &Path, rows: &[String], period: &str, place: (&str, &str)) -> String {
    let text = format!(
        "Customer,Close,ARR,Product,Plan,Quantity,Status,Tier\n{}\n",
        rows.join("\n")
    );
    let source = write(folder, "arr.csv", &text);
    let out = Command::new(BIN)
        .args([
            "metrics",
            &source,
            "--amounts",
            "arr",
            "--json",
            "--period",
            period,
        ])
        .envs([("TZ", place.0), ("LC_ALL", place.1), ("LANG", place.1)])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.code() < Some(2), "{said}\n{text}");
    String::from_utf8(out.stdout).unwrap()
}

/// Everything but the findings, whose addresses follow the rows.
fn figures(text: &str) -> Value {
    let mut value: Value = serde_json::from_str(text).unwrap();
    value["findings"] = Value::Null;
    value
}

fn generated(count: usize) {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut checks, mut periods) = (0, 0);
    for number in 0..count {
        let mut rows = rows(&mut dice);
        let period = ["month", "quarter"][number % 2];
        let here = metrics(folder.path(), &rows, period, PLACES[0]);
        let there = metrics(folder.path(), &rows, period, PLACES[1]);
        assert_eq!(
            here, there,
            "ledger {number}: another place, another answer"
        );
        for at in (1..rows.len()).rev() {
            rows.swap(at, dice.roll(at + 1));
        }
        let shuffled = figures(&metrics(folder.path(), &rows, period, PLACES[2]));
        let ordered = figures(&here);
        assert!(
            ordered == shuffled,
            "ledger {number}: the order of rows matters\n{ordered:#}\n{shuffled:#}"
        );
        for check in ordered["checks"].as_array().unwrap() {
            assert_eq!(check["ok"], true, "ledger {number}: {check}");
            checks += 1;
        }
        periods += ordered["periods"].as_array().unwrap().len();
    }
    println!(
        "{count} ledgers, {periods} periods, {checks} checks: all hold in every place and order"
    );
    assert!(
        checks > count * 5 && periods >= count,
        "{checks} checks of {periods} periods"
    );
}

#[test]
fn identities_hold_in_every_place_and_order() {
    generated(8);
}

/// `cargo xtask goal places`.
#[test]
#[ignore = "minutes: cargo xtask goal places"]
fn a_thousand_ledgers_hold_in_every_place_and_order() {
    generated(1000);
}
