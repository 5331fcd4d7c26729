//! Page 9: do we run the process, on time? The funnel (C10) and the days of every request (C11).

use super::requests::{
    NOT_RECORDED, called, capital, days, days_of, notes, requests, scope, share_of, step_name,
};
use super::{Built, Draft};
use crate::context::Context;
use crate::display::{NOT_APPLICABLE, count, things};
use crate::layout::{
    Stack, area, block, chart, empty_chart, figure, left, right, row, stacked, text, toned,
};
use crate::message::Message;
use crate::model::{ChartSpec, Content, DayDot, FunnelStep, Mark, Row, RowKind, Table, Tone};
use holdfast_ledger::Decimal;
use holdfast_metrics::negotiations as nego;
use holdfast_metrics::negotiations::{Days, NegotiationReport};

pub(super) fn page(c: &Context) -> Built {
    let n = requests(c)?;
    let mut below = Stack::under(0, 7, 13);
    below.table(None, durations(c, n));
    let mut blocks = vec![
        block(
            area(0, 7, 0, 12),
            Some("Funnel: customers that reached each step"),
            funnel(c, n),
        ),
        block(
            area(7, 5, 0, 24),
            Some("Days from the request; open requests hollow"),
            dots(c, n),
        ),
    ];
    let mut exceptions = stacked(&mut blocks, [below]);
    exceptions.extend(self::exceptions(c, n));
    Ok(Draft::new("funnel", message(c, n))
        .titled(
            format!(
                "Downsell requests: customers, cut asked in {}, days",
                c.unit.label()
            ),
            scope(c, n),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &exceptions)))
}

const DEFINITION: &str = "Days are calendar days from the request, never stopped; resolved requests, and beside them \
     open ones counted as at least their age; P80 is the 80th percentile, nearest rank.";

fn exceptions(c: &Context, n: &NegotiationReport) -> Vec<String> {
    let clock = &n.playbook.clock;
    let mut out = vec![format!(
        "Targets (settings): acknowledged by day {}, deal desk and VP CS {}, diagnosed {}–{}, countered {}–{}, resolved {}.",
        clock.acknowledge_by,
        clock.inform_by,
        clock.diagnose_from,
        clock.diagnose_by,
        clock.counter_from,
        clock.counter_by,
        clock.resolve_by
    )];
    let absent: Vec<&str> = n
        .funnel
        .iter()
        .filter(|s| !s.recorded)
        .map(|s| step_name(s.step))
        .collect();
    if !absent.is_empty() {
        out.push(format!("{}: {}.", capital(NOT_RECORDED), absent.join(", ")));
    }
    if !n.undated.is_empty() {
        out.push(format!(
            "{} without a resolution date: in no period.",
            things(n.undated.len(), "resolved request")
        ));
    }
    out.push(format!(
        "Medians over fewer than {} requests are not shown.",
        c.min_n()
    ));
    out
}

/// "25 of 28 requests resolved; 22 customers stayed (88%); median 24 days, 6 past 30."
fn message(c: &Context, n: &NegotiationReport) -> Message {
    let mut m = Message::new();
    let resolved = m.bind("requests.resolved", count(n.resolved()));
    let all = m.bind("requests.all", things(n.requests(), "downsell request"));
    let verb = if n.requests() == 1 { "is" } else { "are" };
    let stayed = stayed(c, n, &mut m);
    let pace = pace(c, n, &mut m);
    m.say(format!(
        "{resolved} of {all} {verb} resolved{stayed}{pace}."
    ))
}

fn stayed(c: &Context, n: &NegotiationReport, m: &mut Message) -> String {
    let all = n.retention.all;
    if all.resolved == 0 {
        return String::new();
    }
    let Some(share) = share_of(c, all.retained, all.resolved) else {
        let stayed = m.bind("requests.stayed", count(all.retained));
        let of = m.bind(
            "requests.resolved_customers",
            things(all.resolved, "customer"),
        );
        return format!("; {stayed} of {of} stayed");
    };
    let customers = m.bind("requests.stayed", things(all.retained, "customer"));
    let share = m.bind("requests.stayed_share", share);
    format!("; {customers} stayed ({share})")
}

fn pace(c: &Context, n: &NegotiationReport, m: &mut Message) -> String {
    let target = n.playbook.clock.resolve_by;
    let late = n.items.iter().filter(|i| i.past_target).count();
    let late = m.bind("requests.past_target", count(late));
    match n.days.median {
        Some(median) if n.days.resolved >= c.min_n() => {
            let median = m.bind("requests.median_days", days(Some(median)));
            format!("; median {median} days, {late} past {target}")
        }
        _ => format!("; {late} past {target} days"),
    }
}

/// C10.
fn funnel(c: &Context, n: &NegotiationReport) -> Content {
    let columns = [
        format!("cut asked {}", c.unit.label()),
        "median d".to_owned(),
        "P80 d".to_owned(),
        "within target".to_owned(),
    ];
    let steps: Vec<FunnelStep> = n.funnel.iter().map(|s| step(c, s)).collect();
    let spoken: Vec<String> = steps
        .iter()
        .map(|s| format!("{} {} ({})", s.name, s.bar.label, s.columns.join(", ")))
        .collect();
    let alt = format!(
        "Funnel of customers by step with {}: {}.",
        columns.join(", "),
        spoken.join("; ")
    );
    chart(
        ChartSpec::Funnel {
            columns: columns.to_vec(),
            steps,
        },
        alt,
    )
}

fn step(c: &Context, s: &nego::FunnelStep) -> FunnelStep {
    let name = step_name(s.step).to_owned();
    if !s.recorded {
        return FunnelStep {
            name,
            bar: Mark {
                value: Decimal::ZERO,
                label: NOT_RECORDED.to_owned(),
            },
            columns: vec![NOT_APPLICABLE.to_owned(); 4],
        };
    }
    let start = s.step == nego::Step::Requested;
    let of_days = |value: Option<Decimal>| match (start, s.dated) {
        (true, _) => "day 0".to_owned(),
        (_, 0) => NOT_APPLICABLE.to_owned(),
        _ => days_of(c, value, s.dated),
    };
    let within =
        s.by.map(|by| format!("≤{by} d: {} of {}", count(s.within), count(s.within_of)));
    FunnelStep {
        name,
        bar: Mark {
            value: s.customers.into(),
            label: count(s.customers),
        },
        columns: vec![
            c.unit.number(s.requested),
            of_days(s.median),
            if start {
                String::new()
            } else {
                of_days(s.p80.map(Decimal::from))
            },
            within.unwrap_or_default(),
        ],
    }
}

/// N-13: resolved requests, and beside them always the open ones.
fn durations(c: &Context, n: &NegotiationReport) -> Table {
    let d = &n.days;
    let target = n.playbook.clock.resolve_by;
    let of = |part: u32, whole: u32| {
        let share = share_of(c, part, whole).map_or(String::new(), |s| format!(" ({s})"));
        format!("{} of {}{share}", count(part), count(whole))
    };
    let line = |caption: String, resolved: String, all: String| {
        row(
            RowKind::Normal,
            vec![text(caption), figure(resolved), figure(all)],
        )
    };
    let none = || NOT_APPLICABLE.to_owned();
    let mut rows = vec![
        line(
            "requests".to_owned(),
            count(d.resolved),
            count(d.resolved + d.open),
        ),
        line(
            "median days".to_owned(),
            days_of(c, d.median, d.resolved),
            with_open(c, d),
        ),
        line(
            "P80 days".to_owned(),
            days_of(c, d.p80.map(Decimal::from), d.resolved),
            none(),
        ),
        line(
            format!("resolved within {target} days"),
            of(d.within_target, d.resolved),
            of(d.within_target, d.within_target_of),
        ),
    ];
    rows.push(open_past(d, target));
    if let Some((id, age)) = &d.oldest {
        rows.push(line(
            format!("oldest open: {id}"),
            none(),
            days(Some((*age).into())),
        ));
    }
    if d.not_recorded > 0 {
        rows.push(line(
            "resolved, date not recorded".to_owned(),
            count(d.not_recorded),
            none(),
        ));
    }
    Table {
        columns: vec![
            left("Days to a resolution", 34),
            right("resolved", 20),
            right("with open at their age", 24),
        ],
        rows,
        footnote: None,
    }
}

/// The median with open requests at their age; "≥" where it can only rise.
fn with_open(c: &Context, d: &Days) -> String {
    let text = days_of(c, d.median_with_open, d.resolved + d.open);
    if d.median_with_open.is_some() && d.median_can_rise && !text.starts_with('n') {
        return format!("≥ {text}");
    }
    text
}

fn open_past(d: &Days, target: u32) -> Row {
    let past = if d.open_past_target > 0 {
        Tone::Bad
    } else {
        Tone::Plain
    };
    row(
        RowKind::Normal,
        vec![
            text(format!("open past {target} days")),
            figure(NOT_APPLICABLE),
            toned(count(d.open_past_target), past),
        ],
    )
}

/// C11: shortest first.
fn dots(c: &Context, n: &NegotiationReport) -> Content {
    let mut dots: Vec<DayDot> = n
        .items
        .iter()
        .filter_map(|i| {
            let taken = i.days.or(i.age)?;
            Some(DayDot {
                name: called(c, &i.customer, i.in_ledger),
                days: u32::try_from(taken.max(0)).unwrap_or(u32::MAX),
                resolved: i.days.is_some(),
                label: if i.past_target {
                    taken.to_string()
                } else {
                    String::new()
                },
            })
        })
        .collect();
    dots.sort_by(|a, b| (a.days, &a.name).cmp(&(b.days, &b.name)));
    let target = n.playbook.clock.resolve_by;
    let alt = alt(&dots, target);
    let nothing = dots.is_empty();
    let spec = ChartSpec::Days {
        dots,
        target,
        target_label: format!("target {target}"),
        median: n.days.median.filter(|_| n.days.resolved >= c.min_n()),
    };
    if nothing {
        return empty_chart(spec, format!("Resolution dates are {NOT_RECORDED}"));
    }
    chart(spec, alt)
}

fn alt(dots: &[DayDot], target: u32) -> String {
    let word = |d: &DayDot| {
        let open = if d.resolved { "" } else { " open" };
        format!("{} {}{open}", d.name, d.days)
    };
    let few = dots.len() <= 12;
    let shown: Vec<String> = if few {
        dots.iter().map(word).collect()
    } else {
        dots.first()
            .into_iter()
            .chain(dots.last())
            .map(word)
            .collect()
    };
    let range = if few { "" } else { " from " };
    format!(
        "Dot plot of days by request against the target of {target}:{range} {}.",
        shown.join(if few { ", " } else { " to " })
    )
}
