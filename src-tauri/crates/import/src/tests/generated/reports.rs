//! A known ledger in the shapes of reports: bands, sections, groups, pages, tables side by side.

use super::shapes::amount_caption;
use super::style::{Dice, Style, Truth, closes_of, customers_of, quoted, row};
use holdfast_ledger::Close;

fn title(style: &Style, columns: usize) -> String {
    let mut out = quoted(&format!("{} by customer", style.word()));
    out += &",".repeat(columns - 1);
    out + "\n"
}

fn amounts(truth: &Truth, style: &Style, name: &str, closes: &[Close]) -> Vec<String> {
    let of = |c: &Close| truth.get(&(name.to_owned(), *c)).map(|a| style.amount(*a));
    closes.iter().map(|c| of(c).unwrap_or_default()).collect()
}

fn sums(truth: &Truth, style: &Style, names: &[String], closes: &[Close]) -> Vec<String> {
    let one = |c: &Close| {
        names
            .iter()
            .filter_map(|n| truth.get(&(n.clone(), *c)))
            .sum::<i64>()
    };
    closes.iter().map(|c| style.amount(one(c))).collect()
}

/// Month names under a band of years.
pub(super) fn bands(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
    let closes = closes_of(truth);
    let mut years = vec![String::new()];
    let mut last = 0;
    for close in &closes {
        years.push(if close.year() == last {
            String::new()
        } else {
            close.year().to_string()
        });
        last = close.year();
    }
    let full = dice.yes(5);
    let month = |c: &Close| c.date().format(if full { "%B" } else { "%b" }).to_string();
    let mut header = vec![
        dice.one(&["Customer", "Account name", "Kunde", "Client"])
            .to_owned(),
    ];
    header.extend(closes.iter().map(month));
    let mut out = title(style, header.len()) + &row(&years) + &row(&header);
    for name in customers_of(truth) {
        let mut cells = vec![name.clone()];
        cells.extend(amounts(truth, style, &name, &closes));
        out += &row(&cells);
    }
    out
}

/// Year and month in two columns.
pub(super) fn parts(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
    let names = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ];
    let kind = dice.below(4);
    let month = |c: Close| match kind {
        0 => c.month().to_string(),
        1 => c.date().format("%B").to_string(),
        2 => c.date().format("%b").to_string(),
        _ => names[c.month() as usize - 1].to_owned(),
    };
    let (year, part) = if kind == 3 {
        ("Jahr", "Monat")
    } else {
        ("Year", "Month")
    };
    let mut out = row(&[
        dice.one(&["Customer", "Company", "Account"]).to_owned(),
        year.into(),
        part.into(),
        amount_caption(dice, style),
    ]);
    for ((name, close), amount) in truth {
        out += &row(&[
            name.clone(),
            close.year().to_string(),
            month(*close),
            style.amount(*amount),
        ]);
    }
    out
}

/// Two tables side by side, each with half of the customers.
pub(super) fn beside(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
    let closes = closes_of(truth);
    let all = customers_of(truth);
    let (left, right) = all.split_at(all.len().div_ceil(2));
    let caption = dice.one(&["Customer", "Account", "Client name"]);
    let mut half = vec![caption.to_owned()];
    half.extend(closes.iter().map(|c| style.close(*c)));
    let line = |left: &[String], right: &[String]| {
        let gap = [String::new()];
        row(&[left, &gap[..], right].concat())
    };
    let mut out = title(style, half.len() * 2 + 1) + &line(&half, &half);
    for (n, name) in left.iter().enumerate() {
        let cells = |name: &String| {
            let mut cells = vec![name.clone()];
            cells.extend(amounts(truth, style, name, &closes));
            cells
        };
        let blank = vec![String::new(); half.len()];
        out += &line(&cells(name), &right.get(n).map_or(blank, cells));
    }
    out
}

/// A long report with its captions on every page, page numbers and a footnote.
pub(super) fn paged(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
    let header = row(&[
        "Customer".to_owned(),
        "Month".to_owned(),
        amount_caption(dice, style),
    ]);
    let every = 2 + dice.below(4) as usize;
    let mut out = String::new();
    for (n, ((name, close), amount)) in truth.iter().enumerate() {
        if n % every == 0 {
            out += &format!("Page {},,\n", n / every + 1);
            out += &header;
        }
        out += &row(&[name.clone(), style.close(*close), style.amount(*amount)]);
    }
    out + ",,\n* Excludes pilots,,\n"
}

/// Sections with headings, subtotals and a grand total.
pub(super) fn sections(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
    let closes = closes_of(truth);
    let all = customers_of(truth);
    let mut header = vec!["Customer".to_owned()];
    header.extend(closes.iter().map(|c| style.close(*c)));
    let mut out = title(style, header.len()) + &row(&header);
    let (first, second) = all.split_at(2);
    let labelled = |label: String, cells: Vec<String>| row(&[vec![label], cells].concat());
    for (label, names) in [("Enterprise", first), ("SMB", second)] {
        out += &row(&[label.to_owned()]);
        for name in names {
            out += &labelled(name.clone(), amounts(truth, style, name, &closes));
        }
        if dice.yes(7) {
            out += &labelled(format!("Total {label}"), sums(truth, style, names, &closes));
        }
    }
    out + &labelled("Grand Total".into(), sums(truth, style, &all, &closes))
}

/// Groups whose row is the sum of the rows below it, as a pivot table has them.
pub(super) fn groups(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
    let closes = closes_of(truth);
    let all = customers_of(truth);
    let mut header = vec!["Row Labels".to_owned()];
    header.extend(closes.iter().map(|c| style.close(*c)));
    let mut out = title(style, header.len()) + &row(&header);
    let (first, second) = all.split_at(2);
    let labelled = |label: &str, cells: Vec<String>| row(&[vec![label.to_owned()], cells].concat());
    for (label, names) in [("Enterprise", first), ("SMB", second)] {
        out += &labelled(label, sums(truth, style, names, &closes));
        for name in names {
            out += &labelled(name, amounts(truth, style, name, &closes));
        }
    }
    if dice.yes(5) {
        out += &labelled("Grand Total", sums(truth, style, &all, &closes));
    }
    out
}

/// Movements whose losses have no sign.
pub(super) fn unsigned(dice: &mut Dice, truth: &Truth, style: &Style) -> String {
    let closes = closes_of(truth);
    // An amount captioned as a balance would be one.
    let caption = amount_caption(dice, style).replace("Ending ", "");
    let mut out = row(&[
        "Account".to_owned(),
        "Date".to_owned(),
        "Movement".to_owned(),
        caption,
    ]);
    for name in customers_of(truth) {
        let (mut before, mut paid) = (0, false);
        for close in &closes {
            let after = truth.get(&(name.clone(), *close)).copied().unwrap_or(0);
            let label = match (before, after) {
                (0, _) if paid => "Reactivation",
                (0, _) => "New",
                (_, 0) => "Churn",
                (b, a) if a > b => "Upsell",
                _ => "Downgrade",
            };
            if after != before {
                out += &row(&[
                    name.clone(),
                    style.close(*close),
                    label.to_owned(),
                    style.amount((after - before).abs()),
                ]);
            }
            paid |= after > 0;
            before = after;
        }
    }
    out
}
