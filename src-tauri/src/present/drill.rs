//! What is behind a figure: formula, customers, source rows.

use super::issues::cents;
use super::metrics::read_close;
use crate::desk::{Answer, Work};
use crate::view::failure::FailureView;
use crate::view::grid::{GridCell, GridColumn, GridRow, GridView, Link, RowKind, ToneView};
use crate::view::metrics::DrillView;
use holdfast_ledger::{Close, Decimal, Period};
use holdfast_metrics::registry::Unit as MetricUnit;
use holdfast_metrics::{Class, Movement};
use holdfast_pack::display::{NOT_APPLICABLE, Unit, count, day, percent, things};
use holdfast_workspace::behind::{Behind, behind, label};
use holdfast_workspace::{Project, trace};

/// Rows of a page.
const PAGE: usize = 100;

/// What is behind a figure or a customer, from a row on.
pub fn of(work: &Work, link: &Link, from: usize) -> Answer<DrillView> {
    let project = &work.project;
    match link {
        Link::Figure {
            opening,
            closing,
            metric,
            segment,
        } => {
            let ends = (read_close(opening)?, read_close(closing)?);
            let segment = segment.as_ref().map(|(a, v)| (a.as_str(), v.as_str()));
            let behind = behind(project, ends, metric, segment)?;
            figure(project, &behind, segment, from)
        }
        Link::Customer {
            opening,
            closing,
            customer,
        } => self::customer(
            project,
            read_close(opening)?,
            read_close(closing)?,
            *customer,
        ),
        Link::Row { .. } | Link::Page { .. } | Link::Request { .. } | Link::Unlogged { .. } => {
            Err(FailureView::new(
                "figure-unknown",
                "That leads to another step.",
                "Choose the step on the left.",
            ))
        }
    }
}

fn figure(
    project: &Project,
    behind: &Behind,
    segment: Option<(&str, &str)>,
    from: usize,
) -> Answer<DrillView> {
    let (_, report) = project.ledger_and_report()?;
    let unit = cents(project);
    let entry = behind.entry;
    let few = few(behind, report.basis.min_n);
    let period =
        label(report, behind.period).map_or_else(|| trailing(behind.period), str::to_owned);
    let segment = segment
        .map(|(a, v)| format!(" · {a}: {v}"))
        .unwrap_or_default();
    Ok(DrillView {
        title: entry.label.to_owned(),
        scope: format!("{period}{segment}"),
        value: match few {
            Some(_) => format!("n={}", behind.customers),
            None => value(entry.unit, behind, &unit),
        },
        exact: match few {
            Some(_) => String::new(),
            None => exact(entry.unit, behind),
        },
        formula: format!(
            "{} Formula: {}.{}",
            entry.definition,
            entry.formula,
            few.unwrap_or_default()
        ),
        terms: terms(behind, &unit),
        heading: heading(behind, &unit),
        rows: movements(project, behind, from)?,
        total: behind.movements.len() as u32,
        empty: match behind.movements.is_empty() {
            true => format!("Nothing in {period}: {} is 0.", entry.label.to_lowercase()),
            false => String::new(),
        },
    })
}

/// Why a rate over few customers is not shown (S-4): its money and counts are.
fn few(behind: &Behind, least: u32) -> Option<String> {
    let rate = matches!(behind.entry.unit, MetricUnit::Percent | MetricUnit::Times);
    (rate && behind.value.is_some() && behind.customers < least).then(|| {
        let rests = things(behind.customers, "customer");
        format!(" Not shown: it rests on {rests}, and a rate needs {least} (S-4). The amounts and customers behind it are below.")
    })
}

/// "29 customers, together 354,210.20".
fn heading(behind: &Behind, unit: &Unit) -> String {
    let together: Decimal = behind.movements.iter().map(|(_, a)| *a).sum();
    format!(
        "{}, together {}",
        things(behind.movements.len() as u32, "customer"),
        unit.number(together)
    )
}

fn trailing(period: Period) -> String {
    format!("Twelve months to {}", day(period.closing().date()))
}

fn value(kind: MetricUnit, behind: &Behind, unit: &Unit) -> String {
    match (kind, behind.value) {
        (_, None) => "n/a".to_owned(),
        (MetricUnit::Currency, Some(v)) => unit.money(v),
        (MetricUnit::Percent, v) => percent(v, 1),
        (MetricUnit::Times, v) => format!("{}×", holdfast_pack::display::times(v)),
        (MetricUnit::Count, Some(v)) => v.normalize().to_string(),
    }
}

/// Rates are shown rounded; this is the whole figure.
fn exact(kind: MetricUnit, behind: &Behind) -> String {
    match (kind, behind.value) {
        (MetricUnit::Percent, v @ Some(_)) => percent(v, 6),
        _ => String::new(),
    }
}

fn terms(behind: &Behind, unit: &Unit) -> GridView {
    let row = |(entry, amount): &(&holdfast_metrics::registry::MetricEntry, Decimal)| GridRow {
        kind: RowKind::Normal,
        cells: vec![
            GridCell::text(entry.label),
            GridCell::text(unit.number(*amount)),
        ],
    };
    GridView {
        caption: "Terms of the formula".to_owned(),
        columns: vec![
            GridColumn::words("Term"),
            GridColumn::figures("Exact amount"),
        ],
        rows: behind.terms.iter().map(row).collect(),
        footnote: String::new(),
    }
}

fn movements(project: &Project, behind: &Behind, from: usize) -> Answer<GridView> {
    let columns = [
        GridColumn::words("Customer"),
        GridColumn::words("Movement"),
        GridColumn::figures("Opening"),
        GridColumn::figures("Closing"),
        GridColumn::figures("Counted"),
        GridColumn::figures("Share"),
        GridColumn::words("Why"),
        GridColumn::words("Renewal"),
    ];
    let page = behind.movements.iter().skip(from).take(PAGE);
    let rows = page
        .map(|(m, amount)| movement(project, behind, m, *amount))
        .collect::<Answer<Vec<GridRow>>>()?;
    Ok(GridView {
        caption: "Customers".to_owned(),
        columns: columns.to_vec(),
        rows,
        footnote: String::new(),
    })
}

fn movement(project: &Project, behind: &Behind, m: &Movement, counted: Decimal) -> Answer<GridRow> {
    let (ledger, _) = project.ledger_and_report()?;
    let unit = cents(project);
    let name = ledger
        .customers()
        .get(m.customer as usize)
        .map_or("", |c| c.name.as_str());
    let tone = if counted < Decimal::ZERO {
        ToneView::Bad
    } else {
        ToneView::Plain
    };
    let to = Link::Customer {
        opening: behind.period.opening().to_string(),
        closing: behind.period.closing().to_string(),
        customer: m.customer,
    };
    Ok(GridRow {
        kind: RowKind::Normal,
        cells: vec![
            GridCell::text(name).to(to),
            GridCell::text(class(m.class)),
            GridCell::text(unit.number(m.opening)),
            GridCell::text(unit.number(m.closing)),
            GridCell::toned(unit.number(counted), tone),
            GridCell::text(percent(behind.share(counted), 1)),
            GridCell::text(why(m)),
            GridCell::text(m.renewal.map_or_else(|| NOT_APPLICABLE.to_owned(), day)),
        ],
    })
}

fn class(class: Class) -> &'static str {
    match class {
        Class::New => "New logo",
        Class::Reactivation => "Reactivation",
        Class::Expansion => "Expansion",
        Class::Downsell => "Downsell",
        Class::StepDown => "Step-down",
        Class::Paused => "Paused",
        Class::Churn => "Churn",
        Class::Flat => "No change",
    }
}

/// Reason of the data, driver, timing: what is known.
fn why(m: &Movement) -> String {
    let driver = m.driver.map(|d| super::in_words(d.id()).to_lowercase());
    let timing = m.timing.map(|t| super::in_words(t.id()).to_lowercase());
    let parts: Vec<String> = [m.reason.clone(), driver, timing]
        .into_iter()
        .flatten()
        .filter(|p| !p.is_empty() && p != "unknown")
        .collect();
    parts.join(", ")
}

fn customer(project: &Project, opening: Close, closing: Close, customer: u32) -> Answer<DrillView> {
    let (ledger, _) = project.ledger_and_report()?;
    let found = ledger.customers().get(customer as usize).ok_or_else(|| {
        FailureView::new(
            "customer-unknown",
            "That customer is no longer part of the project.",
            "Go back and choose another one.",
        )
    })?;
    let mut rows = Vec::new();
    for (caption, close) in [("Opening", opening), ("Closing", closing)] {
        rows.push(section(format!("{caption}, {}", day(close.date()))));
        // A close which the file does not cover has no rows: nothing to list.
        let traced = trace::rows(project, &found.id, close).unwrap_or_default();
        match traced.is_empty() {
            true => rows.push(section_empty()),
            false => rows.extend(traced.iter().map(|t| source_row(project, t))),
        }
    }
    let total = rows.len() as u32;
    Ok(DrillView {
        title: found.name.clone(),
        scope: format!("{} to {}", day(opening.date()), day(closing.date())),
        value: String::new(),
        exact: String::new(),
        formula: format!(
            "Customer id {}. ARR at a close is the sum of its rows at that close.",
            found.id
        ),
        terms: GridView::default(),
        heading: "Source rows".to_owned(),
        rows: GridView {
            caption: "Source rows".to_owned(),
            columns: source_columns(),
            rows,
            footnote: String::new(),
        },
        total: total.min(PAGE as u32),
        empty: String::new(),
    })
}

fn source_columns() -> Vec<GridColumn> {
    vec![
        GridColumn::words("File and sheet"),
        GridColumn::figures("Row"),
        GridColumn::words("Column"),
        GridColumn::words("Line"),
        GridColumn::figures("ARR"),
        GridColumn::words("Currency"),
    ]
}

fn section(caption: String) -> GridRow {
    GridRow {
        kind: RowKind::Section,
        cells: vec![GridCell::text(caption)],
    }
}

fn section_empty() -> GridRow {
    GridRow {
        kind: RowKind::Sub,
        cells: vec![GridCell::toned("No row: 0", ToneView::Muted)],
    }
}

fn source_row(project: &Project, row: &trace::TraceRow) -> GridRow {
    let sources = &project.imported.evidence.sources;
    let source = sources
        .iter()
        .position(|s| s.file == row.file && s.sheet == row.sheet);
    let place = match row.sheet.as_str() {
        "" => row.file.clone(),
        sheet => format!("{} · {sheet}", row.file),
    };
    let number = GridCell::text(count(row.row));
    GridRow {
        kind: RowKind::Normal,
        cells: vec![
            GridCell::text(place),
            match source {
                Some(source) => number.to(Link::Row {
                    source: source as u32,
                    row: row.row,
                }),
                None => number,
            },
            GridCell::text(row.column.clone()),
            GridCell::text(row.line.clone()),
            GridCell::text(cents(project).number(row.amount)),
            GridCell::text(row.currency.clone()),
        ],
    }
}
