//! Two attributes crossed: the downsell rate of each pair with the amount behind it (S-3).

use crate::context::Context;
use crate::display::percent;
use crate::layout::chart;
use crate::model::{ChartSpec, Content, HeatCell, HeatRow};
use crate::names::{NAME_LIMIT, told_apart};
use crate::slots::At;
use crate::tie::{Part, tie_to};
use holdfast_ledger::{Decimal, ratio};
use holdfast_metrics::figures::CrossCell;

/// Values of an attribute which get a line of their own; further ones are "Other (k)".
const NAMED: usize = 5;

/// The heat map of a page.
pub(super) struct Heat {
    pub heading: String,
    pub content: Content,
    /// Lines of it, the total among them.
    pub lines: usize,
}

/// The first two attributes crossed, in the board's own packs: outside, a pair could be told from the
/// totals beside it (S-4). Nothing without downsell.
pub(super) fn heat(c: &Context, now: &At) -> Option<Heat> {
    let (rows, across, cells) = c.report.cross.as_ref()?;
    if c.external() || now.figures.total.bridge.downsell.is_zero() {
        return None;
    }
    let (down, right) = (Side::of(cells, |k| &k.row), Side::of(cells, |k| &k.column));
    if down.names.len() < 2 || right.names.len() < 2 {
        return None;
    }
    let grid = Grid::of(c, now, cells, (&down, &right));
    let spec = ChartSpec::Heat {
        columns: right
            .names
            .iter()
            .cloned()
            .chain(["Total".to_owned()])
            .collect(),
        rows: grid.rows,
    };
    let alt = format!(
        "Heat map of the downsell rate by {rows} and {across}, {}: {}.",
        now.label,
        grid.spoken.join("; ")
    );
    Some(Heat {
        heading: format!(
            "{rows} × {across}: downsell rate, and downsell of opening ARR in {}",
            c.unit.label()
        ),
        lines: down.names.len() + 1,
        content: chart(spec, alt),
    })
}

/// The lines of one side: the values with most downsell, the rest as one.
struct Side {
    named: Vec<String>,
    names: Vec<String>,
}

impl Side {
    fn of(cells: &[CrossCell], value: impl Fn(&CrossCell) -> &String) -> Side {
        let mut sums: Vec<(String, Decimal, Decimal)> = Vec::new();
        for cell in cells {
            match sums.iter_mut().find(|(name, ..)| name == value(cell)) {
                Some((_, downsell, opening)) => {
                    *downsell += cell.downsell;
                    *opening += cell.opening;
                }
                None => sums.push((value(cell).clone(), cell.downsell, cell.opening)),
            }
        }
        sums.sort_by(|a, b| (b.1, b.2).cmp(&(a.1, a.2)).then(a.0.cmp(&b.0)));
        let keep = if sums.len() > NAMED + 1 {
            NAMED
        } else {
            sums.len()
        };
        let rest = sums.len() - keep;
        let named: Vec<String> = sums.into_iter().take(keep).map(|(name, ..)| name).collect();
        let cuts = told_apart(named.iter().map(String::as_str), NAME_LIMIT);
        let mut names: Vec<String> = named.iter().filter_map(|n| cuts.get(n).cloned()).collect();
        if rest > 0 {
            names.push(format!("Other ({rest})"));
        }
        Side { named, names }
    }

    fn place(&self, value: &str) -> usize {
        let at = self.named.iter().position(|n| n == value);
        at.unwrap_or(self.named.len())
    }
}

/// What stands behind a cell.
#[derive(Clone, Copy, Default)]
struct Sum {
    customers: u32,
    opening: Decimal,
    downsell: Decimal,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.customers += other.customers;
        self.opening += other.opening;
        self.downsell += other.downsell;
    }
}

struct Grid {
    rows: Vec<HeatRow>,
    spoken: Vec<String>,
}

impl Grid {
    fn of(c: &Context, now: &At, cells: &[CrossCell], (down, right): (&Side, &Side)) -> Grid {
        let wide = right.names.len();
        let mut sums = vec![vec![Sum::default(); wide + 1]; down.names.len() + 1];
        for cell in cells {
            let sum = Sum {
                customers: cell.customers,
                opening: cell.opening,
                downsell: cell.downsell,
            };
            let (row, column) = (down.place(&cell.row), right.place(&cell.column));
            for r in [row, down.names.len()] {
                for k in [column, wide] {
                    if let Some(into) = sums.get_mut(r).and_then(|line| line.get_mut(k)) {
                        into.add(sum);
                    }
                }
            }
        }
        let names = down.names.iter().map(String::as_str).chain(["Total"]);
        let amounts = Amounts::of(now, &sums);
        let lines: Vec<(HeatRow, String)> = names
            .zip(&sums)
            .zip(&amounts.lines)
            .map(|((name, line), shown)| heat_row(c, name, line, shown))
            .collect();
        let (rows, spoken) = lines.into_iter().unzip();
        Grid { rows, spoken }
    }
}

/// Downsell and opening as printed: every line adds up, and so does the column of totals (pack 3.3).
struct Amounts {
    lines: Vec<Vec<(String, String)>>,
}

impl Amounts {
    fn of(now: &At, sums: &[Vec<Sum>]) -> Amounts {
        let unit = &now.tied.unit;
        let downsell = tied_lines(sums, -now.tied.part(Part::Downsell), |s| s.downsell, now);
        let opening = tied_lines(sums, now.tied.opening, |s| s.opening, now);
        let lines = downsell
            .iter()
            .zip(&opening)
            .map(|(d, o)| {
                let pairs = d.iter().zip(o);
                pairs.map(|(d, o)| (unit.text(*d), unit.text(*o))).collect()
            })
            .collect();
        Amounts { lines }
    }
}

fn tied_lines(
    sums: &[Vec<Sum>],
    total: Decimal,
    of: fn(&Sum) -> Decimal,
    now: &At,
) -> Vec<Vec<Decimal>> {
    let ends: Vec<Decimal> = sums.iter().filter_map(|line| line.last().map(of)).collect();
    let inner = ends.split_last().map_or(&[][..], |(_, rest)| rest);
    let mut ends = tie_to(total, inner, &now.tied.unit).parts;
    ends.push(total);
    sums.iter()
        .zip(ends)
        .map(|(line, end)| {
            let cells: Vec<Decimal> = line.iter().map(of).collect();
            let inner = cells.split_last().map_or(&[][..], |(_, rest)| rest);
            let mut shown = tie_to(end, inner, &now.tied.unit).parts;
            shown.push(end);
            shown
        })
        .collect()
}

fn heat_row(
    c: &Context,
    name: &str,
    line: &[Sum],
    shown: &[(String, String)],
) -> (HeatRow, String) {
    let cells: Vec<Option<HeatCell>> = line
        .iter()
        .zip(shown)
        .map(|(sum, (downsell, opening))| {
            (sum.customers > 0).then(|| heat_cell(c, sum, downsell, opening))
        })
        .collect();
    let said: Vec<&str> = cells
        .iter()
        .map(|k| k.as_ref().map_or("–", |k| k.label.as_str()))
        .collect();
    let spoken = format!("{name} {}", said.join(", "));
    let row = HeatRow {
        name: name.to_owned(),
        cells,
        total: name == "Total",
    };
    (row, spoken)
}

fn heat_cell(c: &Context, sum: &Sum, downsell: &str, opening: &str) -> HeatCell {
    let rate = ratio(sum.downsell, sum.opening).filter(|_| sum.customers >= c.min_n());
    HeatCell {
        value: rate,
        label: rate.map_or_else(|| format!("n={}", sum.customers), |r| percent(Some(r), 1)),
        amount: format!("{downsell} of {opening}"),
    }
}
