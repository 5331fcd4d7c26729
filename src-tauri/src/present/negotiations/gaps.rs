//! Where log and ledger don't meet: movements nobody logged, requests the ledger doesn't show (N-30, N-31).

use crate::present::issues::cents;
use crate::view::grid::{GridCell, GridColumn, GridRow, GridView, Link, RowKind};
use holdfast_ledger::RequestLog;
use holdfast_metrics::Class;
use holdfast_metrics::negotiations::{Loss, NegotiationReport};
use holdfast_pack::display::NOT_APPLICABLE;
use holdfast_workspace::Project;

/// Downsell, churn and pauses of the period without a request; each can be logged from here.
pub fn unlogged(project: &Project, report: &NegotiationReport) -> GridView {
    let losses = report.tie.iter().flat_map(|t| &t.unlogged);
    GridView {
        caption: "Movements without a request".to_owned(),
        columns: vec![
            GridColumn::words("Customer"),
            GridColumn::words("Request"),
            GridColumn::words("Movement"),
            GridColumn::figures("Before"),
            GridColumn::figures("After"),
            GridColumn::figures("Amount"),
        ],
        rows: losses.map(|l| loss(project, l)).collect(),
        footnote: String::new(),
    }
}

fn loss(project: &Project, loss: &Loss) -> GridRow {
    let unit = cents(project);
    let class = match loss.class {
        Class::Churn => "Churn",
        Class::Paused => "Paused",
        _ => "Downsell",
    };
    row(vec![
        customer(project, loss.customer, &loss.customer_id),
        GridCell::text("Log it").to(Link::Unlogged {
            customer: loss.customer,
        }),
        GridCell::text(class),
        GridCell::text(unit.number(loss.opening)),
        GridCell::text(unit.number(loss.closing)),
        GridCell::text(unit.number(loss.amount)),
    ])
}

/// Requests agreed at another amount than the ledger's, not yet in it, or of customers it doesn't know.
pub fn unmatched(project: &Project, report: &NegotiationReport, log: &RequestLog) -> GridView {
    let unit = cents(project);
    let mut rows = Vec::new();
    let id = |id: &str| match log.requests.iter().position(|r| r.id == id) {
        Some(index) => GridCell::text(id).to(Link::Request {
            index: index as u32,
        }),
        None => GridCell::text(id),
    };
    if let Some(tie) = &report.tie {
        for m in tie.differences() {
            rows.push(row(vec![
                id(m.requests.last().map_or("", String::as_str)),
                customer(project, m.loss.customer, &m.loss.customer_id),
                GridCell::text("Another amount"),
                GridCell::text(
                    m.agreed
                        .map_or_else(|| NOT_APPLICABLE.to_owned(), |a| unit.number(a)),
                ),
                GridCell::text(unit.number(m.loss.closing)),
            ]));
        }
        for n in &tie.not_in_ledger {
            rows.push(row(vec![
                id(&n.request),
                customer(project, n.customer, &n.customer_id),
                GridCell::text("Not in the ledger yet"),
                GridCell::text(unit.number(n.agreed)),
                GridCell::text(unit.number(n.ledger)),
            ]));
        }
        for request in &tie.unknown_customers {
            let name = log.requests.iter().find(|r| r.id == *request);
            rows.push(row(vec![
                id(request),
                GridCell::text(name.map_or("", |r| super::called(project, &r.customer))),
                GridCell::text("No such customer in the ledger"),
                GridCell::text(NOT_APPLICABLE),
                GridCell::text(NOT_APPLICABLE),
            ]));
        }
    }
    GridView {
        caption: "Requests without their movement".to_owned(),
        columns: vec![
            GridColumn::words("Request"),
            GridColumn::words("Customer"),
            GridColumn::words("Why"),
            GridColumn::figures("Agreed"),
            GridColumn::figures("Ledger"),
        ],
        rows,
        footnote: String::new(),
    }
}

fn customer(project: &Project, customer: u32, id: &str) -> GridCell {
    let ledger = project.imported.ledger.as_ref();
    let known = ledger.and_then(|l| l.customers().get(customer as usize));
    let cell = GridCell::text(known.map_or(id, |c| c.name.as_str()));
    match project.report.as_ref().and_then(|r| r.newest()) {
        Some(newest) => cell.to(Link::Customer {
            opening: newest.period.opening().to_string(),
            closing: newest.period.closing().to_string(),
            customer,
        }),
        None => cell,
    }
}

fn row(cells: Vec<GridCell>) -> GridRow {
    GridRow {
        kind: RowKind::Normal,
        cells,
    }
}
