//! A known ledger in the plain shapes.

use super::style::{Dice, Style, Truth, closes_of, customers_of, preamble, row};
use crate::testing::xlsx;
use holdfast_ledger::{AmountKind, Close, Table};

pub(super) fn amount_caption(dice: &mut Dice, style: &Style) -> String {
    if !style.says_kind {
        return dice
            .one(&["Amount", "amount", "Value", "Recurring revenue"])
            .to_owned();
    }
    match style.kind {
        AmountKind::Mrr => dice
            .one(&["MRR", "mrr", "Monthly recurring revenue", "Net MRR"])
            .to_owned(),
        AmountKind::Arr => dice
            .one(&["ARR", "arr", "Annual recurring revenue", "Ending ARR"])
            .to_owned(),
    }
}

pub(super) fn long(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
    let customer = dice.one(&[
        "Customer",
        "customer_name",
        "Account Name",
        "CLIENT",
        "Company",
        "Kunde",
    ]);
    let close = dice.one(&[
        "Close",
        "Month",
        "period",
        "As of date",
        "Snapshot Date",
        "Monat",
    ]);
    let segment = dice.yes(5);
    let email = dice.yes(3);
    let mut header = vec![
        customer.to_owned(),
        close.to_owned(),
        amount_caption(dice, style),
    ];
    if segment {
        header.push(dice.one(&["Segment", "Region", "Tier"]).to_owned());
    }
    if email {
        header.push("Email".to_owned());
    }
    let order = dice.below(3);
    let arrange = |mut cells: Vec<String>| {
        match order {
            1 => cells.rotate_left(1),
            2 => cells.swap(0, 1),
            _ => {}
        }
        row(&cells)
    };
    let mut out = preamble(dice, header.len(), style);
    out += &arrange(header);
    let mut sum = 0;
    for ((name, close), amount) in truth {
        let mut cells = vec![name.clone(), style.close(*close), style.amount(*amount)];
        if segment {
            cells.push(
                if name.len() % 2 == 0 {
                    "SMB"
                } else {
                    "Enterprise"
                }
                .to_owned(),
            );
        }
        if email {
            cells.push(format!("{}@example.com", name.len()));
        }
        sum += amount;
        out += &arrange(cells);
    }
    if dice.yes(3) {
        let mut cells = vec!["Total".to_owned(), String::new(), style.amount(sum)];
        cells.resize(3 + usize::from(segment) + usize::from(email), String::new());
        out += &arrange(cells);
    }
    out
}

pub(super) fn wide(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
    let closes = closes_of(truth);
    let id = dice.yes(4);
    let region = dice.yes(4);
    let mut header: Vec<String> = Vec::new();
    if id {
        header.push(dice.one(&["Customer ID", "Account No."]).to_owned());
    }
    header.push(
        dice.one(&["Customer", "Account", "Name", "Company name"])
            .to_owned(),
    );
    if region {
        header.push("Region".to_owned());
    }
    let beside = if style.says_kind && !style.typed && dice.yes(4) {
        format!("{} ", style.word())
    } else {
        String::new()
    };
    header.extend(
        closes
            .iter()
            .map(|c| format!("{beside}{}", style.close(*c))),
    );
    let ratio = dice.yes(3);
    if ratio {
        header.push("Growth %".to_owned());
    }
    let mut out = String::new();
    if beside.is_empty() && style.says_kind && !style.typed {
        out += &row(&[format!("{} per customer", style.word())]);
    } else {
        out += &preamble(dice, header.len(), style);
    }
    out += &row(&header);
    let mut sums = vec![0; closes.len()];
    for (n, name) in customers_of(truth).iter().enumerate() {
        let mut cells = Vec::new();
        if id {
            cells.push(format!("{:04}", n + 7));
        }
        cells.push(name.clone());
        if region {
            cells.push(if n % 2 == 0 { "EU" } else { "US" }.to_owned());
        }
        for (sum, close) in sums.iter_mut().zip(&closes) {
            let amount = truth.get(&(name.clone(), *close));
            *sum += amount.copied().unwrap_or(0);
            cells.push(amount.map_or_else(
                || {
                    if n % 2 == 0 {
                        String::new()
                    } else {
                        style.amount(0)
                    }
                },
                |a| style.amount(*a),
            ));
        }
        if ratio {
            cells.push("12%".to_owned());
        }
        out += &row(&cells);
    }
    if dice.yes(5) {
        let label = dice.one(&["Total", "Grand Total", "TOTAL", "Summe"]);
        let mut cells = vec![String::new(); usize::from(id)];
        cells.push(label.to_owned());
        cells.extend(vec![String::new(); usize::from(region)]);
        cells.extend(sums.iter().map(|s| style.amount(*s)));
        out += &row(&cells);
    }
    out
}

/// Movements with amounts before and after, or with their difference.
pub(super) fn events(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
    let closes = closes_of(truth);
    let deltas = dice.yes(5);
    let word = if style.says_kind {
        style.word()
    } else {
        "amount"
    };
    let mut header = vec!["customer".to_owned(), "date".to_owned(), "type".to_owned()];
    if deltas {
        header.push(if style.says_kind {
            format!("{word} change")
        } else {
            "delta".to_owned()
        });
    } else {
        header.extend([format!("{word}_before"), format!("{word}_after")]);
    }
    let mut out = row(&header);
    for name in customers_of(truth) {
        let mut before = 0;
        let mut paid = false;
        for close in &closes {
            let after = truth.get(&(name.clone(), *close)).copied().unwrap_or(0);
            if after != before {
                let label = match (before, after) {
                    (0, _) if paid => "reactivation",
                    (0, _) => "new",
                    (_, 0) => "churn",
                    (b, a) if a > b => "expansion",
                    _ => "contraction",
                };
                let mut cells = vec![name.clone(), style.close(*close), label.to_owned()];
                if deltas {
                    cells.push(style.amount(after - before));
                } else {
                    cells.extend([style.amount(before), style.amount(after)]);
                }
                out += &row(&cells);
            }
            paid |= after > 0;
            before = after;
        }
    }
    out
}

/// One line a run of equal amounts, from the first to the last day of its months.
pub(super) fn contracts(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
    let closes = closes_of(truth);
    let (start, end) = (
        dice.one(&["Start Date", "contract_start", "Start"]),
        dice.one(&["End Date", "contract_end", "End"]),
    );
    let mut out = row(&[
        "Customer".to_owned(),
        start.to_owned(),
        end.to_owned(),
        amount_caption(dice, style),
    ]);
    for name in customers_of(truth) {
        let at = |n: usize| {
            closes
                .get(n)
                .and_then(|c| truth.get(&(name.clone(), *c)).copied())
        };
        let mut n = 0;
        while n < closes.len() {
            let Some(amount) = at(n) else {
                n += 1;
                continue;
            };
            let run = (n..closes.len())
                .take_while(|m| at(*m) == Some(amount))
                .count();
            let day = |d: chrono::NaiveDate| {
                if style.typed {
                    d.to_string()
                } else {
                    d.format(
                        ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y"][(style.date % 4) as usize],
                    )
                    .to_string()
                }
            };
            let first = closes[n].plus(-1).date().succ_opt().unwrap();
            let last = if n + run == closes.len() {
                String::new()
            } else {
                day(closes[n + run - 1].date())
            };
            out += &row(&[name.clone(), day(first), last, style.amount(amount)]);
            n += run;
        }
    }
    out
}

/// A sheet a month, named after it.
pub(super) fn sheets(dice: &mut Dice, truth: &Truth, style: &Style) -> Vec<Table> {
    let caption = amount_caption(dice, style);
    let style = Style {
        typed: true,
        ..style.clone()
    };
    let of = |close: Close| {
        let mut text = row(&["Customer".to_owned(), caption.clone()]);
        for ((name, _), amount) in truth.iter().filter(|((_, c), _)| *c == close) {
            text += &row(&[name.clone(), style.amount(*amount)]);
        }
        xlsx(
            "months.xlsx",
            &close.date().format("%b %Y").to_string(),
            &text,
        )
    };
    closes_of(truth).into_iter().map(of).collect()
}
