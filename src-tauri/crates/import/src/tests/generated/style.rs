//! The known ledger, and how a file writes what it says.

use holdfast_ledger::{AmountKind, Close, Decimal, money_text};
use std::collections::{BTreeMap, BTreeSet};

/// A small generator of numbers, the same on every machine.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
    pub(super) fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len() as u64) as usize]
    }
    pub(super) fn yes(&mut self, in_ten: u64) -> bool {
        self.below(10) < in_ten
    }
}

/// Monthly amounts by customer and close, as the file states them, in hundredths.
pub(super) type Truth = BTreeMap<(String, Close), i64>;

const NAMES: &[&str] = &[
    "Alder",
    "Birch & Co",
    "Cedar",
    "Dogwood, Inc",
    "Elm",
    "Fir GmbH",
    "Ginkgo",
    "Hazel",
];

pub(super) fn truth(dice: &mut Dice) -> Truth {
    let customers = 3 + dice.below(5) as usize;
    let closes = 3 + dice.below(8) as i32;
    let first = Close::new(2023 + dice.below(2) as i32, 1 + dice.below(12) as u32).unwrap();
    let mut out = Truth::new();
    for (n, name) in NAMES.iter().take(customers).enumerate() {
        let mut amount = 10_000 + dice.below(900_000) as i64;
        let start = if n < 2 { 0 } else { dice.below(2) as i32 };
        for m in start..closes {
            match dice.below(8) {
                0 => amount += 100 + dice.below(90_000) as i64,
                1 => amount -= amount / 4,
                // The first two customers stay, so that every close has a row.
                2 if n > 1 => continue,
                _ => {}
            }
            out.insert(((*name).to_owned(), first.plus(m)), amount);
        }
    }
    out
}

/// How a file writes what it says.
#[derive(Clone)]
pub(super) struct Style {
    pub(super) decimal: char,
    pub(super) group: &'static str,
    pub(super) symbol: &'static str,
    pub(super) date: u64,
    pub(super) kind: AmountKind,
    pub(super) says_kind: bool,
    pub(super) typed: bool,
}

impl Style {
    pub(super) fn roll(dice: &mut Dice) -> Style {
        let typed = dice.yes(4);
        let comma = dice.yes(4);
        Style {
            decimal: if comma { ',' } else { '.' },
            group: if comma {
                dice.one(&["", ".", " "])
            } else {
                dice.one(&["", ",", "’", "\u{a0}"])
            },
            symbol: dice.one(&["", "", "", "$", "€", "USD "]),
            date: dice.below(8),
            kind: if dice.yes(5) {
                AmountKind::Mrr
            } else {
                AmountKind::Arr
            },
            says_kind: dice.yes(7),
            typed,
        }
    }

    pub(super) fn amount(&self, hundredths: i64) -> String {
        if self.typed {
            return money_text(Decimal::new(hundredths, 2));
        }
        let whole = (hundredths.abs() / 100).to_string();
        let mut grouped = String::new();
        for (i, c) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                grouped.push_str(self.group);
            }
            grouped.push(c);
        }
        let cents = hundredths.abs() % 100;
        let sign = if hundredths < 0 { "-" } else { "" };
        if cents == 0 {
            format!("{sign}{}{grouped}", self.symbol)
        } else {
            format!("{sign}{}{grouped}{}{cents:02}", self.symbol, self.decimal)
        }
    }

    /// A close, as a date or a month.
    pub(super) fn close(&self, close: Close) -> String {
        let day = close.date();
        if self.typed {
            return day.to_string();
        }
        let format = [
            "%Y-%m-%d", "%Y-%m", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%b-%y", "%B %Y", "%m/%Y",
        ][self.date as usize];
        day.format(format).to_string()
    }

    pub(super) fn word(&self) -> &'static str {
        if self.kind == AmountKind::Mrr {
            "MRR"
        } else {
            "ARR"
        }
    }
}

pub(super) fn quoted(cell: &str) -> String {
    if cell.contains(',') {
        format!("\"{cell}\"")
    } else {
        cell.to_owned()
    }
}

pub(super) fn row(cells: &[String]) -> String {
    cells
        .iter()
        .map(|c| quoted(c))
        .collect::<Vec<_>>()
        .join(",")
        + "\n"
}

pub(super) fn preamble(dice: &mut Dice, columns: usize, style: &Style) -> String {
    let mut out = String::new();
    if dice.yes(4) {
        let title = if style.says_kind {
            format!("{} by customer", style.word())
        } else {
            "Customer report".to_owned()
        };
        out += &row(&[title]);
        out += &row(&[dice
            .one(&["Prepared by finance", "Confidential", "Source: billing"])
            .to_owned()]);
        if dice.yes(5) {
            out += &",".repeat(columns - 1);
            out.push('\n');
        }
    }
    out
}

pub(super) fn closes_of(truth: &Truth) -> Vec<Close> {
    let (first, last) = (
        truth.keys().map(|k| k.1).min().unwrap(),
        truth.keys().map(|k| k.1).max().unwrap(),
    );
    (0..=last.months_since(first))
        .map(|m| first.plus(m))
        .collect()
}

pub(super) fn customers_of(truth: &Truth) -> Vec<String> {
    truth
        .keys()
        .map(|k| k.0.clone())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}
