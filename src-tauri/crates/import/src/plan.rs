//! Plan figures: budget by measure and period, long or wide.

use crate::detect::Detected;
use crate::findings::Code;
use crate::header::Block;
use crate::mapping::{Magnitude, Per};
use crate::numbers::{self, NumberStyle};
use crate::rates::when_of;
use crate::shapes::factor;
use crate::sink::Sink;
use crate::text::{key, words};
use holdfast_ledger::{Cell, Decimal, FiscalYear, PlanFigure, PlanFigures, Table};

/// Registry ids of measures with the ways they are written; the id itself is always one.
const MEASURES: &[(&str, &[&str])] = &[
    (
        "opening_arr",
        &["opening", "bop", "beginning", "openingbalance"],
    ),
    (
        "new_arr",
        &[
            "new",
            "newlogo",
            "newlogos",
            "newbusiness",
            "initialsale",
            "newcustomers",
        ],
    ),
    (
        "reactivation_arr",
        &["reactivation", "reactivations", "winback"],
    ),
    ("expansion_arr", &["expansion", "upsell"]),
    (
        "downsell_arr",
        &["downsell", "downgrade", "contraction", "downgrades"],
    ),
    ("step_down_arr", &["stepdown", "stepdowns"]),
    ("paused_arr", &["paused"]),
    ("churn_arr", &["churn", "churned", "lost"]),
    (
        "closing_arr",
        &[
            "closing",
            "eop",
            "ending",
            "arr",
            "totalarr",
            "closingbalance",
        ],
    ),
    ("nrr", &["nrr", "netrevenueretention", "ndr"]),
    ("grr", &["grr", "grossrevenueretention", "gdr"]),
    ("nrr_ttm", &["nrrttm", "ttmnrr"]),
    ("grr_ttm", &["grrttm", "ttmgrr"]),
    ("logo_retention", &["logoretention"]),
    ("downsell_rate", &["downsellrate"]),
    ("churn_rate", &["churnrate"]),
    ("downsell_logo_rate", &["downselllogorate"]),
    ("downsell_to_expansion", &["downselltoexpansion"]),
    ("net_expansion", &["netexpansion"]),
    ("quick_ratio", &["quickratio"]),
    ("customers", &["customers", "logos", "customercount"]),
    ("arpa", &["arpa", "arpc"]),
];

/// Measures which are fractions, however a plan writes them.
fn is_rate(id: &str) -> bool {
    id.starts_with("nrr")
        || id.starts_with("grr")
        || id.ends_with("_rate")
        || id.ends_with("retention")
        || id == "downsell_to_expansion"
}

fn is_money(id: &str) -> bool {
    id.ends_with("_arr") || id == "net_expansion" || id == "arpa"
}

/// The registry id of a measure as a plan names it.
fn measure(text: &str) -> Option<&'static str> {
    let whole = key(text);
    let bare: String = words(text)
        .into_iter()
        .filter(|w| {
            !matches!(
                w.as_str(),
                "arr" | "mrr" | "usd" | "eur" | "gbp" | "k" | "in" | "000" | "percent"
            )
        })
        .collect();
    let is = |id: &str, names: &[&str]| {
        key(id) == whole || names.iter().any(|n| *n == whole || *n == bare)
    };
    MEASURES
        .iter()
        .find(|(id, names)| is(id, names))
        .map(|(id, _)| *id)
}

/// Whether a table names measures in a column, most of them known.
pub(crate) fn looks_like(table: &Table, block: &Block) -> bool {
    measure_column(table, block).is_some()
}

fn measure_column(table: &Table, block: &Block) -> Option<u16> {
    block.columns.clone().take(4).find(|&c| {
        let texts: Vec<&str> = block
            .rows
            .clone()
            .take(500)
            .filter_map(|r| match table.cell(r, c) {
                Cell::Text(t) => Some(t),
                _ => None,
            })
            .collect();
        let known = texts.iter().filter(|t| measure(t).is_some()).count();
        known > 0 && known * 2 > texts.len()
    })
}

/// Reads a plan, long (measure, period, value) or wide (measure × periods).
pub(crate) fn read(
    sink: &mut Sink<'_>,
    table: &Table,
    detected: &Detected,
    sheet: u16,
    plan: &mut PlanFigures,
) {
    let Some(measures) = measure_column(table, &detected.block) else {
        return;
    };
    let money = factor(
        detected.map.amounts.filter(|p| *p == Per::Mrr),
        crate::captions::magnitude(&detected.block.titles.join(" ")).unwrap_or(Magnitude::Units),
    );
    plan.source = Some(format!(
        "{} ({})",
        crate::detect::sheet_name(table),
        table.sha256
    ));
    let column = |names: &[&str]| {
        detected.block.columns.clone().find(|c| {
            detected
                .block
                .caption(*c)
                .is_some_and(|k| names.contains(&key(&k.text).as_str()))
        })
    };
    let period = column(&["period", "quarter", "month", "close", "date", "year"]);
    let value = column(&["value", "plan", "budget", "amount", "target", "figure"])
        .filter(|c| Some(*c) != period);
    let version = column(&["version", "scenario"]);
    for row in detected.block.rows.clone() {
        sink.account(sheet).read += 1;
        let Some(id) = measure(&table.cell(row, measures).text()) else {
            sink.aside(sheet, table.row_number(row), "no known measure", None);
            continue;
        };
        let version = version
            .map(|c| table.cell(row, c).text())
            .filter(|v| !v.trim().is_empty())
            .unwrap_or_else(|| "plan".to_owned());
        let figures = match (period, value) {
            (Some(p), Some(v)) => one(sink, table, row, (p, v), id).into_iter().collect(),
            _ => many(sink, table, row, detected, id),
        };
        if figures.is_empty() {
            sink.fault(
                Code::NotANumber,
                table,
                (sheet, table.row_number(row), None),
                None,
                || id.to_owned(),
            );
            continue;
        }
        sink.account(sheet).used += 1;
        plan.figures
            .extend(figures.into_iter().map(|f| scaled(f, id, money, &version)));
    }
}

fn scaled(f: PlanFigure, id: &str, money: Decimal, version: &str) -> PlanFigure {
    let value = if is_money(id) {
        f.value * money
    } else {
        f.value
    };
    PlanFigure {
        value,
        version: version.trim().to_owned(),
        ..f
    }
}

fn fiscal(sink: &Sink<'_>) -> FiscalYear {
    sink.options
        .fiscal_year_start
        .unwrap_or(FiscalYear::CALENDAR)
}

fn one(
    sink: &Sink<'_>,
    table: &Table,
    row: usize,
    (period, value): (u16, u16),
    id: &str,
) -> Option<PlanFigure> {
    let when = when_of(table.cell(row, period))?;
    figure_of(when, table.cell(row, value), id, fiscal(sink))
}

fn many(
    sink: &Sink<'_>,
    table: &Table,
    row: usize,
    detected: &Detected,
    id: &str,
) -> Vec<PlanFigure> {
    let of = |c: u16| {
        figure_of(
            detected.block.caption(c)?.when?,
            table.cell(row, c),
            id,
            fiscal(sink),
        )
    };
    detected.block.columns.clone().filter_map(of).collect()
}

fn figure_of(
    when: crate::dates::When,
    cell: Cell<'_>,
    id: &str,
    fiscal: FiscalYear,
) -> Option<PlanFigure> {
    let (value, percent) = match cell {
        Cell::Number(n) => (n, false),
        Cell::Text(t) => numbers::read(t, NumberStyle::Point).map(|f| (f.value, f.percent))?,
        _ => return None,
    };
    // A rate over 2 is in percent points: no company plans 200 % retention.
    let percent = percent || (is_rate(id) && value.abs() > Decimal::TWO);
    let value = if percent {
        value.checked_div(Decimal::ONE_HUNDRED)?
    } else {
        value
    };
    let months = if when.months() == 0 { 1 } else { when.months() };
    Some(PlanFigure {
        measure: id.to_owned(),
        closing: when.close(fiscal)?,
        months,
        value,
        version: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_known_by_id_and_by_name() {
        assert_eq!(measure("downsell_arr"), Some("downsell_arr"));
        assert_eq!(measure("Downsell ARR"), Some("downsell_arr"));
        assert_eq!(measure("Closing ARR ($K)"), Some("closing_arr"));
        assert_eq!(measure("Net Revenue Retention"), Some("nrr"));
        assert_eq!(measure("Alder"), None);
    }
}
