//! 200 files in random shapes, locales, header spellings, preambles and totals, each derived from one known
//! ledger: every import gives that ledger exactly, or asks a question whose right answer does. None is
//! silently wrong.

use crate::testing::{csv, errors, lines, with, xlsx};
use crate::{DecisionEntry, Decisions, ImportOptions};
use holdfast_ledger::{AmountKind, Close, Decimal, FiscalYear, Table, money_text};
use std::collections::{BTreeMap, BTreeSet};

/// A small generator of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len() as u64) as usize]
    }
    fn yes(&mut self, in_ten: u64) -> bool {
        self.below(10) < in_ten
    }
}

/// Monthly amounts by customer and close, as the file states them, in hundredths.
type Truth = BTreeMap<(String, Close), i64>;

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

fn truth(dice: &mut Dice) -> Truth {
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
struct Style {
    decimal: char,
    group: &'static str,
    symbol: &'static str,
    date: u64,
    kind: AmountKind,
    says_kind: bool,
    typed: bool,
}

impl Style {
    fn roll(dice: &mut Dice) -> Style {
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

    fn amount(&self, hundredths: i64) -> String {
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
    fn close(&self, close: Close) -> String {
        let day = close.date();
        if self.typed {
            return day.to_string();
        }
        let format = [
            "%Y-%m-%d", "%Y-%m", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%b-%y", "%B %Y", "%m/%Y",
        ][self.date as usize];
        day.format(format).to_string()
    }

    fn word(&self) -> &'static str {
        if self.kind == AmountKind::Mrr {
            "MRR"
        } else {
            "ARR"
        }
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains(',') {
        format!("\"{cell}\"")
    } else {
        cell.to_owned()
    }
}

fn row(cells: &[String]) -> String {
    cells
        .iter()
        .map(|c| quoted(c))
        .collect::<Vec<_>>()
        .join(",")
        + "\n"
}

fn preamble(dice: &mut Dice, columns: usize, style: &Style) -> String {
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

fn closes_of(truth: &Truth) -> Vec<Close> {
    let (first, last) = (
        truth.keys().map(|k| k.1).min().unwrap(),
        truth.keys().map(|k| k.1).max().unwrap(),
    );
    (0..=last.months_since(first))
        .map(|m| first.plus(m))
        .collect()
}

fn customers_of(truth: &Truth) -> Vec<String> {
    truth
        .keys()
        .map(|k| k.0.clone())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

fn amount_caption(dice: &mut Dice, style: &Style) -> String {
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

fn long(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
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

fn wide(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
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
fn events(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
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
fn contracts(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
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

struct Case {
    tables: Vec<Table>,
    truth: Truth,
    style: Style,
    id: bool,
}

fn case(seed: u64) -> Case {
    let mut dice = Dice(seed.wrapping_mul(7919) + 17);
    for _ in 0..5 {
        dice.below(2);
    }
    let truth = truth(&mut dice);
    let style = Style::roll(&mut dice);
    let name = if style.typed {
        "export.xlsx"
    } else {
        "export.csv"
    };
    let table = |text: &str, sheet: &str| {
        if style.typed {
            xlsx(name, sheet, text)
        } else {
            csv(name, text)
        }
    };
    let shape = dice.below(5);
    let text = match shape {
        0 => long(&mut dice, &truth, &style),
        1 => wide(&mut dice, &truth, &style),
        2 => events(&mut dice, &truth, &style),
        3 => contracts(&mut dice, &truth, &style),
        _ => String::new(),
    };
    let id = text.contains("Customer ID") || text.contains("Account No.");
    let tables = if shape == 4 {
        sheets(&mut dice, &truth, &style)
    } else {
        vec![table(&text, "Sheet1")]
    };
    Case {
        tables,
        truth,
        style,
        id,
    }
}

/// A sheet a month, named after it.
fn sheets(dice: &mut Dice, truth: &Truth, style: &Style) -> Vec<Table> {
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

fn expected(case: &Case) -> Vec<String> {
    let factor = if case.style.kind == AmountKind::Mrr {
        12
    } else {
        1
    };
    let names = customers_of(&case.truth);
    let id = |name: &String| match names.iter().position(|n| n == name) {
        Some(n) if case.id => format!("{:04}", n + 7),
        _ => name.clone(),
    };
    let mut out: Vec<((String, Close), i64)> = case
        .truth
        .iter()
        .map(|((n, c), a)| ((id(n), *c), *a))
        .collect();
    out.sort();
    out.into_iter()
        .filter(|(_, a)| *a != 0)
        .map(|((n, c), a)| format!("{n} {c} {}", money_text(Decimal::new(a * factor, 2))))
        .collect()
}

/// The options which answer every question truthfully.
fn answers(case: &Case) -> ImportOptions {
    let lines = case.tables[0]
        .row(0)
        .any(|(_, c)| c.text().to_lowercase().contains("start"));
    let month_first = if lines {
        case.style.date % 4 == 3
    } else {
        case.style.date == 4
    };
    let date = if month_first {
        "month-first"
    } else {
        "day-first"
    };
    let decide = |code: &str, repair: &str, value: &str| DecisionEntry {
        code: code.into(),
        repair: repair.into(),
        value: value.into(),
        ..DecisionEntry::default()
    };
    let last = closes_of(&case.truth).last().unwrap().date();
    ImportOptions {
        amounts: Some(case.style.kind),
        fiscal_year_start: Some(FiscalYear::CALENDAR),
        as_of: Some(last),
        decisions: Decisions {
            entries: vec![
                decide(
                    "number-style-unknown",
                    if case.style.decimal == ',' {
                        "comma"
                    } else {
                        "point"
                    },
                    "",
                ),
                decide("date-order-unknown", date, ""),
                decide("possible-total-row", "keep", ""),
            ],
        },
        ..ImportOptions::default()
    }
}

#[test]
fn two_hundred_files_are_exact_or_ask() {
    let (mut exact, mut asked) = (0, 0);
    let mut wrong = Vec::new();
    for seed in 0..200 {
        let case = case(seed);
        let expected = expected(&case);
        // Unasked, movement logs and contract lines speak up to their last date, which is what is known.
        let bare = with(case.tables.clone(), ImportOptions::default());
        if errors(&bare).is_empty() && agrees(&lines(&bare), &expected, &bare) {
            exact += 1;
            continue;
        }
        let questions = errors(&bare).join(" ");
        let answered = with(case.tables.clone(), answers(&case));
        if questions.is_empty() || lines(&answered) != expected {
            let differs: Vec<_> = lines(&answered)
                .into_iter()
                .filter(|l| !expected.contains(l))
                .take(3)
                .collect();
            wrong.push(format!(
                "{seed}: asked [{questions}], then [{}], got {differs:?}",
                errors(&answered).join(" ")
            ));
        } else {
            asked += 1;
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong, {exact} exact, {asked} asked:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(exact > 60 && asked > 40, "{exact} exact, {asked} asked");
}

/// Whether the lines are the truth, up to the newest close which the file itself knows of.
fn agrees(got: &[String], expected: &[String], imported: &crate::Imported) -> bool {
    let Some(ledger) = &imported.ledger else {
        return false;
    };
    let known: Vec<String> = ledger.closes().iter().map(ToString::to_string).collect();
    let within: Vec<&String> = expected
        .iter()
        .filter(|l| known.iter().any(|c| l.contains(c.as_str())))
        .collect();
    got.iter().eq(within)
}

/// Words, figures and rubbish of which random sheets are made.
const CELLS: &[&str] = &[
    "customer",
    "Customer ID",
    "period",
    "ARR",
    "MRR",
    "amount",
    "start",
    "end",
    "type",
    "currency",
    "status",
    "rate",
    "from",
    "to",
    "Total",
    "A",
    "B",
    "Acme Inc",
    "acme",
    "2025-01",
    "2025-01-31",
    "31/12/2024",
    "01/02/2024",
    "1900-01-01",
    "2199-12-31",
    "FY25 Q2",
    "Q1 2024",
    "Jan",
    "2024",
    "100",
    "-50",
    "1.234",
    "(1,234)",
    "999999999999999",
    "0.0000000001",
    "12%",
    "USD",
    "EUR",
    "new",
    "churn",
    "Paused",
    "n/a",
    "-",
    "#REF!",
    "=?",
    "",
    "",
    "",
    "BOP ARR",
    "EOP ARR",
    "Churn",
    "service",
    "2025-01-01..2025-12-31",
    "term",
    "interval",
    "week",
    "quantity",
    "\u{202e}x",
    "é\u{301}",
    "usd_per_eur",
    "locked_rate",
    "mrr_before",
    "mrr_after",
    "Stage",
    "Requested On",
    "ARR Before",
    "measure",
    "NRR",
];

#[test]
fn random_sheets_never_panic() {
    for seed in 0..600 {
        let mut dice = Dice(seed * 104_729 + 3);
        let sheets = 1 + dice.below(2);
        let tables = (0..sheets).map(|n| {
            let (rows, columns) = (1 + dice.below(9), 1 + dice.below(7));
            let mut text = String::new();
            for _ in 0..rows {
                let cells: Vec<String> = (0..columns).map(|_| dice.one(CELLS).to_owned()).collect();
                text += &row(&cells);
            }
            if n == 0 && dice.yes(5) {
                csv("random.csv", &text)
            } else {
                xlsx("random.xlsx", &format!("S{n}"), &text)
            }
        });
        let tables: Vec<Table> = tables.collect();
        let imported = with(tables.clone(), ImportOptions::default());
        let text = imported.mapping.to_toml();
        let mapping = crate::Mapping::from_toml(&text)
            .unwrap_or_else(|e| panic!("{seed}: {} {}\n{text}", e.message, e.hint));
        let again = with(
            tables,
            ImportOptions {
                mapping: Some(mapping),
                as_of: "2025-01-31".parse().ok(),
                ..ImportOptions::default()
            },
        );
        for source in imported
            .evidence
            .sources
            .iter()
            .chain(&again.evidence.sources)
            .filter(|s| s.layout != "negotiation log")
        {
            let aside: u64 = source
                .set_aside
                .iter()
                .filter(|a| a.reason != "before the captions")
                .map(|a| a.rows)
                .sum();
            assert_eq!(
                source.rows_read,
                source.rows_used + aside,
                "{seed} {source:?}"
            );
        }
    }
}
