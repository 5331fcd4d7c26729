//! The negotiation log and what it says, beside the bridge.

pub mod edit;
pub mod form;
mod gaps;

use super::in_words;
use crate::desk::Work;
use crate::view::grid::{
    GridCell, GridColumn, GridRow, GridView, Link, RowKind, TileView, ToneView,
};
use crate::view::negotiations::NegotiationsView;
use holdfast_ledger::{Decimal, Ratio, Request, RequestLog};
use holdfast_metrics::Class;
use holdfast_metrics::negotiations::{
    FailureCheck, FailureMode, FailureState, Group, Item, NegotiationReport, Tie, TriggerItem,
    amounts, outcome_class, requested_cut,
};
use holdfast_pack::display::{NOT_APPLICABLE, Unit, count, day, percent, short_hash, things};
use holdfast_workspace::Project;
use std::cmp::Reverse;

/// The log of the newest period and what is open, or all of it.
pub fn of(work: &Work, whole: bool) -> NegotiationsView {
    let project = &work.project;
    let (Some(report), Some(log)) = (&project.negotiations, &project.imported.requests) else {
        return NegotiationsView::default();
    };
    let unit = unit(project);
    NegotiationsView {
        present: true,
        source: source(log, report),
        tiles: tiles(project, report, &unit),
        requests: requests(project, report, log, &unit, whole),
        count: count_of(report, log),
        outcomes: outcomes(report, &unit),
        failures: failures(report),
        triggers: triggers(project, report, &unit),
        tie: report
            .tie
            .as_ref()
            .map(|t| tie(t, &unit))
            .unwrap_or_default(),
        unlogged: gaps::unlogged(project, report),
        unmatched: gaps::unmatched(project, report, log),
        notes: notes(report, &unit),
    }
}

/// "39 of the period and open, 52 in the log".
fn count_of(report: &NegotiationReport, log: &RequestLog) -> String {
    format!(
        "{} of the period and open, {} in the log",
        report.requests(),
        log.requests.len()
    )
}

fn unit(project: &Project) -> Unit {
    let currency = project.report.as_ref().map_or("", |r| r.currency.as_str());
    Unit {
        currency: currency.to_owned(),
        ..Unit::default()
    }
}

fn source(log: &RequestLog, report: &NegotiationReport) -> String {
    let scope = "Requests resolved in the newest period, and those still open";
    match &log.source {
        Some((file, sheet, hash)) => format!(
            "{scope} at {} · {file}, {sheet}, SHA-256 {}",
            day(report.as_of),
            short_hash(hash)
        ),
        None => format!("{scope} at {}", day(report.as_of)),
    }
}

fn tiles(project: &Project, report: &NegotiationReport, unit: &Unit) -> Vec<TileView> {
    let min_n = project.basis.min_n;
    // Rates rest on enough customers or are not shown (S-4).
    let rate = |value: Ratio, n: u32| {
        if n < min_n {
            format!("n={n}")
        } else {
            percent(value, 0)
        }
    };
    let days = &report.days;
    let kept = rate(report.kept_share(), report.resolved());
    let retained = &report.retention.all;
    vec![
        tile(
            "Requests",
            count(report.requests()),
            format!("{} resolved, {} open", report.resolved(), report.open()),
        ),
        tile(
            "ARR kept",
            unit.money(report.total.kept),
            format!("{kept} of {} asked", unit.money(report.total.requested)),
        ),
        tile(
            "ARR given up",
            unit.money(report.total.given_up),
            String::new(),
        ),
        tile(
            "Customers retained",
            rate(retained.of_customers(), retained.resolved),
            format!("{} of {}", retained.retained, retained.resolved),
        ),
        tile(
            "Median days",
            days.median
                .map_or_else(|| "n/a".to_owned(), |d| d.normalize().to_string()),
            format!(
                "{} of {} in time",
                days.within_target, days.within_target_of
            ),
        ),
        tile(
            "Open past target",
            count(days.open_past_target),
            days.oldest
                .as_ref()
                .map(|(id, age)| format!("oldest {id}: {age} days"))
                .unwrap_or_default(),
        ),
    ]
}

fn tile(name: &str, value: String, foot: String) -> TileView {
    TileView {
        name: name.to_owned(),
        value,
        delta: String::new(),
        direction: 0,
        tone: ToneView::Plain,
        spark: Vec::new(),
        foot,
        link: None,
    }
}

fn requests(
    project: &Project,
    report: &NegotiationReport,
    log: &RequestLog,
    unit: &Unit,
    whole: bool,
) -> GridView {
    let columns = vec![
        GridColumn::words("Request"),
        GridColumn::words("Customer"),
        GridColumn::words("Requested"),
        GridColumn::words("Asked for"),
        GridColumn::words("Root cause"),
        GridColumn::figures("ARR before"),
        GridColumn::figures("Cut asked"),
        GridColumn::figures("Kept"),
        GridColumn::figures("Given up"),
        GridColumn::words("Outcome"),
        GridColumn::figures("Days"),
        GridColumn::words("Next step"),
        GridColumn::words("Failure modes"),
        GridColumn::words("Owner"),
    ];
    let row = |i: &Item| {
        let of = log.requests.get(i.index)?;
        Some((i.index, request(project, i, of, unit)))
    };
    // What waits for somebody comes first, the oldest at the top.
    let mut open: Vec<&Item> = report.items.iter().filter(|i| i.is_open()).collect();
    open.sort_by_key(|i| Reverse(i.age));
    let open: Vec<(usize, GridRow)> = open.into_iter().filter_map(row).collect();
    let resolved = report.items.iter().filter(|i| !i.is_open());
    let mut rows: Vec<(usize, GridRow)> = resolved.filter_map(row).collect();
    if whole {
        let listed = open.iter().chain(&rows).map(|(index, _)| *index);
        let listed: Vec<usize> = listed.collect();
        let others = log.requests.iter().enumerate();
        rows.extend(
            others
                .filter(|(i, _)| !listed.contains(i))
                .map(|(i, r)| (i, outside(project, i, r, unit))),
        );
        rows.sort_by_key(|(index, _)| *index);
    }
    GridView {
        caption: "Requests".to_owned(),
        columns,
        rows: open.into_iter().chain(rows).map(|(_, row)| row).collect(),
        footnote: String::new(),
    }
}

/// A request resolved in another period: its amounts, without what only the period's report says.
fn outside(project: &Project, index: usize, request: &Request, unit: &Unit) -> GridRow {
    let amounts = amounts(request);
    let money =
        |v: Option<Decimal>| v.map_or_else(|| NOT_APPLICABLE.to_owned(), |v| unit.number(v));
    let outcome = outcome_class(request).map(|c| in_words(c.word()));
    let texts = [
        called(project, &request.customer).to_owned(),
        day(request.requested_on),
        request.kind.map(|k| in_words(k.word())).unwrap_or_default(),
        request
            .root_cause
            .map(|c| in_words(c.word()))
            .unwrap_or_default(),
        unit.number(request.arr_before),
        money(requested_cut(request)),
        money(amounts.map(|a| a.kept)),
        money(amounts.map(|a| a.given_up)),
        outcome.unwrap_or_else(|| "Not recorded".to_owned()),
        request.resolved_on.map_or_else(
            || NOT_APPLICABLE.to_owned(),
            |on| (on - request.requested_on).num_days().to_string(),
        ),
        String::new(),
        String::new(),
        request.owner.clone(),
    ];
    let id = GridCell::text(request.id.as_str()).to(Link::Request {
        index: index as u32,
    });
    let cells = texts.map(|t| GridCell::toned(t, ToneView::Muted));
    GridRow {
        kind: RowKind::Normal,
        cells: std::iter::once(id).chain(cells).collect(),
    }
}

fn request(project: &Project, item: &Item, request: &Request, unit: &Unit) -> GridRow {
    let money =
        |v: Option<Decimal>| v.map_or_else(|| NOT_APPLICABLE.to_owned(), |v| unit.number(v));
    let name = GridCell::text(called(project, &item.customer));
    let amounts = item.amounts;
    let outcome = match (item.class, item.is_open()) {
        (_, true) => "Open".to_owned(),
        (Some(class), _) => in_words(class.word()),
        (None, _) => "Not recorded".to_owned(),
    };
    let next = item.advice.as_ref().and_then(form::next_step);
    GridRow {
        kind: RowKind::Normal,
        cells: vec![
            GridCell::text(item.id.as_str()).to(Link::Request {
                index: item.index as u32,
            }),
            match customer_link(project, item) {
                Some(link) => name.to(link),
                None => name,
            },
            GridCell::text(day(request.requested_on)),
            GridCell::text(request.kind.map(|k| in_words(k.word())).unwrap_or_default()),
            GridCell::text(
                request
                    .root_cause
                    .map(|c| in_words(c.word()))
                    .unwrap_or_default(),
            ),
            GridCell::text(unit.number(request.arr_before)),
            GridCell::text(money(item.requested)),
            GridCell::text(money(amounts.map(|a| a.kept))),
            GridCell::text(money(amounts.map(|a| a.given_up))),
            GridCell::text(if item.disagrees() {
                format!("{outcome} (log says otherwise)")
            } else {
                outcome
            }),
            days(item),
            next.map(|n| GridCell::toned(n.text, n.tone))
                .unwrap_or_default(),
            GridCell::text(
                item.failures
                    .iter()
                    .map(|f| mode(*f))
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            GridCell::text(request.owner.as_str()),
        ],
    }
}

/// The name in the ledger where it knows the customer of a request, by id or by name; else as in the log.
pub fn called<'a>(project: &'a Project, customer: &'a str) -> &'a str {
    let ledger = project.imported.ledger.as_ref();
    let known = ledger.and_then(|l| l.customers().iter().find(|c| c.id == customer));
    known.map_or(customer, |c| c.name.as_str())
}

/// The customer's movement of the newest period.
fn customer_link(project: &Project, item: &Item) -> Option<Link> {
    let period = project.report.as_ref()?.newest()?.period;
    Some(Link::Customer {
        opening: period.opening().to_string(),
        closing: period.closing().to_string(),
        customer: item.in_ledger?,
    })
}

fn days(item: &Item) -> GridCell {
    // Of an open request its age: its outcome says that it is open.
    let days = item.days.or(item.age);
    let text = days.map_or_else(|| NOT_APPLICABLE.to_owned(), |d| d.to_string());
    match item.past_target {
        true => GridCell::toned(format!("{text}, late"), ToneView::Bad),
        false => GridCell::text(text),
    }
}

fn outcomes(report: &NegotiationReport, unit: &Unit) -> GridView {
    let Some(groups) = &report.groups.by_cause else {
        return GridView::default();
    };
    let row = |caption: String, g: &Group| GridRow {
        kind: RowKind::Normal,
        cells: vec![
            GridCell::text(caption),
            GridCell::text(count(g.requests)),
            GridCell::text(unit.number(g.amounts.requested)),
            GridCell::text(unit.number(g.amounts.kept)),
            GridCell::text(unit.number(g.amounts.given_up)),
            GridCell::text(format!("{} of {}", g.retained, g.resolved)),
        ],
    };
    let rows = groups.iter().map(|(cause, g)| {
        row(
            cause.map_or_else(|| "Not stated".to_owned(), |c| in_words(c.word())),
            g,
        )
    });
    let columns = vec![
        GridColumn::words("Root cause"),
        GridColumn::figures("Requests"),
        GridColumn::figures("Cut asked"),
        GridColumn::figures("Kept"),
        GridColumn::figures("Given up"),
        GridColumn::figures("Retained"),
    ];
    GridView {
        caption: "Outcomes by root cause".to_owned(),
        columns,
        rows: rows.collect(),
        footnote: String::new(),
    }
}

/// A failure mode in a few words.
fn mode(mode: FailureMode) -> &'static str {
    match mode {
        FailureMode::PushBackFirst => "Push-back first",
        FailureMode::NoDiagnosis => "No diagnosis",
        FailureMode::NoExchange => "No exchange",
        FailureMode::NoTriggers => "No triggers",
        FailureMode::TreatedAsFailure => "Treated as failure",
    }
}

fn failures(report: &NegotiationReport) -> GridView {
    let columns = vec![
        GridColumn::words("Failure mode"),
        GridColumn::figures("Requests"),
        GridColumn::words("Which"),
    ];
    let rows = report.failures.iter().map(failure).collect();
    GridView {
        caption: "Failure modes".to_owned(),
        columns,
        rows,
        footnote: String::new(),
    }
}

fn failure(check: &FailureCheck) -> GridRow {
    let (number, which) = match &check.state {
        FailureState::NotRecorded(_) => (
            GridCell::toned("not recorded", ToneView::Muted),
            String::new(),
        ),
        FailureState::Checked {
            failed, examined, ..
        } => {
            let text = format!("{} of {examined}", failed.len());
            let tone = if failed.is_empty() {
                ToneView::Plain
            } else {
                ToneView::Bad
            };
            (GridCell::toned(text, tone), failed.join(", "))
        }
    };
    GridRow {
        kind: RowKind::Normal,
        cells: vec![
            GridCell::text(mode(check.mode)),
            number,
            GridCell::text(which),
        ],
    }
}

fn triggers(project: &Project, report: &NegotiationReport, unit: &Unit) -> GridView {
    let columns = vec![
        GridColumn::words("Customer"),
        GridColumn::words("Trigger"),
        GridColumn::words("Due"),
        GridColumn::words("State"),
        GridColumn::figures("Worth"),
    ];
    GridView {
        caption: "Re-engagement triggers".to_owned(),
        columns,
        rows: report
            .triggers
            .items
            .iter()
            .map(|t| trigger(project, t, unit))
            .collect(),
        footnote: String::new(),
    }
}

fn trigger(project: &Project, t: &TriggerItem, unit: &Unit) -> GridRow {
    let kind = t.kind.map(|k| in_words(k.word())).unwrap_or_default();
    let words = if t.condition.is_empty() {
        kind
    } else {
        t.condition.clone()
    };
    let state = match (t.closed_on, t.contacted_on, t.fired) {
        (Some(on), ..) => GridCell::text(format!("Closed {}", day(on))),
        (_, Some(on), _) => GridCell::text(format!("Contacted {}", day(on))),
        (.., Some((on, _))) if t.overdue => {
            GridCell::toned(format!("Overdue since {}", day(on)), ToneView::Bad)
        }
        (.., Some((on, _))) => GridCell::text(format!("Fired {}", day(on))),
        _ => GridCell::text("Set"),
    };
    GridRow {
        kind: RowKind::Normal,
        cells: vec![
            GridCell::text(called(project, &t.customer)),
            GridCell::text(words),
            GridCell::text(t.due_on.map_or_else(|| NOT_APPLICABLE.to_owned(), day)),
            state,
            GridCell::text(unit.number(t.worth)),
        ],
    }
}

fn tie(tie: &Tie, unit: &Unit) -> GridView {
    let class = |c: Class| match c {
        Class::Churn => "Churn",
        Class::Paused => "Paused",
        _ => "Downsell",
    };
    let rows = tie.totals.iter().map(|t| GridRow {
        kind: RowKind::Normal,
        cells: vec![
            GridCell::text(class(t.class)),
            GridCell::text(format!("{} ({})", unit.number(t.matched.1), t.matched.0)),
            GridCell::text(format!("{} ({})", unit.number(t.unlogged.1), t.unlogged.0)),
            GridCell::text(unit.number(t.bridge)),
        ],
    });
    GridView {
        caption: "Log against ledger".to_owned(),
        columns: vec![
            GridColumn::words("Line of the bridge"),
            GridColumn::figures("With a request"),
            GridColumn::figures("Without"),
            GridColumn::figures("Bridge"),
        ],
        rows: rows.collect(),
        footnote: "Amounts with the number of customers in brackets.".to_owned(),
    }
}

fn notes(report: &NegotiationReport, unit: &Unit) -> Vec<String> {
    let mut out = Vec::new();
    let differences = report
        .tie
        .as_ref()
        .map_or(0, |t| t.differences().count() as u32);
    if differences > 0 {
        out.push(format!(
            "{}: the agreed ARR is not what the ledger shows.",
            things(differences, "request")
        ));
    }
    let (paused, amount) = report
        .tie
        .as_ref()
        .map_or_else(Default::default, Tie::paused_in_churn);
    if paused > 0 {
        out.push(format!(
            "{} of the churn ({}) are paused by the log.",
            things(paused, "customer"),
            unit.money(amount)
        ));
    }
    if !report.undated.is_empty() {
        out.push(format!(
            "Resolved without a date, in no period: {}.",
            report.undated.join(", ")
        ));
    }
    out
}
