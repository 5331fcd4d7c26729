//! A company's own bridge, a row a period: a table without customers, so that no figure is taken from it. What
//! can be told is whether it foots, and whether each period opens where the one before closed (M-10).

use crate::cells::when_of;
use crate::findings::sheet_name;
use crate::findings::{Code, Issues, Spot, shown};
use crate::header::Block;
use crate::numbers::{self, NumberStyle};
use crate::text::words;
use holdfast_ledger::{Cell, Close, Decimal, FiscalYear, Table};

/// A period as the company's own table has it; movements positive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnPeriod {
    /// The close which the row names.
    pub close: Close,
    /// Opening.
    pub opening: Decimal,
    /// What came in: new, reactivated, expanded.
    pub gained: Decimal,
    /// What was lost: downsell, churn.
    pub lost: Decimal,
    /// Closing.
    pub closing: Decimal,
    /// Row of the sheet.
    pub row: u32,
}

impl OwnPeriod {
    /// The closing which the row's own movements give.
    pub fn footed(&self) -> Decimal {
        self.opening + self.gained - self.lost
    }
}

/// What a column of such a table holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Period,
    Opening,
    Gained,
    Lost,
    Closing,
}

const CAPTIONS: [(Part, &[&str]); 5] = [
    (
        Part::Period,
        &["period", "month", "date", "close", "quarter"],
    ),
    (
        Part::Opening,
        &[
            "opening",
            "existing",
            "bop",
            "beginning",
            "starting",
            "start",
            "opening balance",
        ],
    ),
    (
        Part::Gained,
        &[
            "new",
            "new business",
            "new logo",
            "new logos",
            "initial sale",
            "upgrade",
            "upgrades",
            "expansion",
            "upsell",
            "reactivation",
            "reactivations",
            "winback",
        ],
    ),
    (
        Part::Lost,
        &[
            "downgrade",
            "downgrades",
            "downsell",
            "contraction",
            "churn",
            "churned",
            "lost",
            "cancellations",
        ],
    ),
    (
        Part::Closing,
        &[
            "closing",
            "eop",
            "ending",
            "end",
            "total",
            "closing balance",
            "",
        ],
    ),
];

/// Whether a caption names what a bridge opens with, gains or loses.
pub(crate) fn is_movement(caption: &str) -> bool {
    matches!(
        part(caption),
        Some(Part::Opening | Part::Gained | Part::Lost)
    )
}

/// The part which a caption names; `MRR` or `ARR` alone is the closing.
fn part(caption: &str) -> Option<Part> {
    let unit = |w: &String| {
        matches!(
            w.as_str(),
            "mrr" | "arr" | "revenue" | "usd" | "eur" | "gbp"
        )
    };
    let all = words(caption);
    let bare = all
        .iter()
        .filter(|w| !unit(w))
        .cloned()
        .collect::<Vec<_>>()
        .join(" ");
    if all.is_empty() {
        return None;
    }
    CAPTIONS
        .iter()
        .find(|(_, names)| names.contains(&bare.as_str()))
        .map(|(part, _)| *part)
}

/// Reads a table of this kind; empty where it is none.
pub(crate) fn read(table: &Table, block: &Block, fiscal: FiscalYear) -> Vec<OwnPeriod> {
    let named = |c: u16| Some((part(&block.caption(c)?.text)?, c));
    let columns: Vec<(Part, u16)> = block.columns.clone().filter_map(named).collect();
    let count = |part: Part| columns.iter().filter(|(p, _)| *p == part).count();
    let once = [Part::Period, Part::Opening, Part::Closing]
        .iter()
        .all(|p| count(*p) == 1);
    if !once || count(Part::Gained) == 0 || count(Part::Lost) == 0 {
        return Vec::new();
    }
    block
        .rows
        .clone()
        .filter_map(|row| period(table, &columns, row, fiscal))
        .collect()
}

fn period(
    table: &Table,
    columns: &[(Part, u16)],
    row: usize,
    fiscal: FiscalYear,
) -> Option<OwnPeriod> {
    let of = |part: Part| {
        columns
            .iter()
            .filter(move |(p, _)| *p == part)
            .map(|(_, c)| table.cell(row, *c))
    };
    let sum = |part: Part| {
        of(part)
            .map(|cell| amount(cell).map(|a| a.abs()))
            .sum::<Option<Decimal>>()
    };
    Some(OwnPeriod {
        close: when_of(of(Part::Period).next()?)?.close(fiscal)?,
        opening: amount(of(Part::Opening).next()?)?,
        gained: sum(Part::Gained)?,
        lost: sum(Part::Lost)?,
        closing: amount(of(Part::Closing).next()?)?,
        row: table.row_number(row),
    })
}

/// The figure of a cell; a blank is 0, and what is no figure is none.
fn amount(cell: Cell<'_>) -> Option<Decimal> {
    match cell {
        Cell::Number(n) => Some(n),
        Cell::Empty => Some(Decimal::ZERO),
        Cell::Text(t) => numbers::read(t, NumberStyle::Point).map(|f| f.value),
        _ => None,
    }
}

/// Says where the table breaks, each time with the amount.
pub(crate) fn say(table: &Table, periods: &[OwnPeriod], issues: &mut Issues) {
    let name = sheet_name(table);
    let mut broken = |row: u32, at: Close, gap: Decimal, what: &str| {
        if !gap.is_zero() {
            let example = || format!("{at}: {what} {}", shown(gap));
            issues.row(
                Code::OwnBridgeBreaks,
                &name,
                Spot::row(table, row),
                Some(gap),
                example,
            );
        }
    };
    for p in periods {
        broken(
            p.row,
            p.close,
            p.closing - p.footed(),
            "the row does not foot, by",
        );
    }
    for pair in periods
        .windows(2)
        .filter(|w| w[1].close.months_since(w[0].close) > 0)
    {
        broken(
            pair[1].row,
            pair[1].close,
            pair[1].opening - pair[0].closing,
            "opens off the closing before, by",
        );
    }
}
