//! Page 1: is the base holding, and what should we decide? It alone lets a director chair the item.

use super::{Draft, Extras, LeftOut, facts, number, scenario, trend};
use crate::context::Context;
use crate::display::{count, percent, things};
use crate::layout::{ROWS, Stack, area, block, stacked};
use crate::measure::Measure;
use crate::message::{Message, token};
use crate::model::{Content, Tile, Tone};
use crate::notes::notes;
use crate::slots::At;
use crate::tie::Part;
use crate::value::Delta;
use holdfast_ledger::Grain;

/// Grid rows of the tiles, which stand in one row on every paper: the bridge needs the rest.
const TILE_ROWS: u8 = 8;

pub(super) fn page(c: &Context, extras: &Extras, left_out: &[LeftOut]) -> Draft {
    let mut blocks = vec![block(
        area(0, 12, 0, TILE_ROWS),
        None,
        Content::Tiles(tiles(c)),
    )];
    let (mut near, mut far) = (Stack::under(0, 6, TILE_ROWS), Stack::under(6, 6, TILE_ROWS));
    near.table(None, facts::facts(c));
    near.or_say("No room here for the bridge in rows (page 2).".to_owned());
    let asks = super::outlook::asks(c);
    if asks.rows.is_empty() {
        let none = vec![(Tone::Muted, "None entered.".to_owned())];
        far.push(3, Some("Decisions asked"), Content::Lines(none));
    } else {
        far.table(Some("Decisions asked"), asks);
    }
    let state = state(c, extras, left_out);
    // A heading and a line a grid row, with room for one that is wrapped.
    let rows = u8::try_from(state.len() + 3).unwrap_or(ROWS).max(8);
    far.push_between(
        5,
        rows,
        Some("Status and state of this pack"),
        Content::Lines(state),
    );
    let left_out = stacked(&mut blocks, [near, far]);
    Draft::new("summary", message(c))
        .titled(
            format!(
                "Retention and downsell: rates in %, ARR in {}",
                c.unit.label()
            ),
            scenario(c),
        )
        .holding(blocks)
        .noted(notes(
            c,
            DEFINITION,
            &[exceptions(c, extras), left_out].concat(),
        ))
}

const DEFINITION: &str = "NRR and GRR: what the customers of the opening pay now ÷ what they paid then (GRR capped \
     per customer); downsell: ARR lost from customers which stayed.";

fn exceptions(c: &Context, extras: &Extras) -> Vec<String> {
    let mut out = vec![format!("Pack {}.", extras.pack_id)];
    if c.now()
        .is_some_and(|at| at.figures.total.counts.opening < c.min_n())
    {
        out.push(format!(
            "Rates over fewer than {} customers are not shown.",
            c.min_n()
        ));
    }
    out
}

fn message(c: &Context) -> Message {
    let Some(now) = c.now() else {
        return one_close(c);
    };
    let headline = [Measure::NrrTtm, Measure::GrrTtm, Measure::DownsellRate];
    if headline.iter().all(|m| c.usable(&m.value(now))) {
        return full_message(c, now);
    }
    let rates = if c.usable(&Measure::Nrr.value(now)) {
        format!(
            "NRR {}, GRR {} of the {}; TTM needs 12 months.",
            token("nrr_period.q"),
            token("grr_period.q"),
            c.noun()
        )
    } else {
        String::new()
    };
    let moved = if now.tied.opening == now.tied.closing {
        format!("ARR stayed at {}", token("closing.q"))
    } else {
        format!(
            "ARR moved from {} to {}",
            token("opening.q"),
            token("closing.q")
        )
    };
    Message::of(format!(
        "{moved} in {}: downsell {}, churn {}, expansion {}.",
        token("period.q"),
        token("downsell.q"),
        token("churn.q"),
        token("expansion.q")
    ))
    .say(rates)
}

fn full_message(c: &Context, now: &At) -> Message {
    let against = c
        .py()
        .filter(|py| c.usable(&Measure::NrrTtm.value(py)))
        .map(|_| format!(" ({} vs PY)", token("nrr.dpy")))
        .or_else(|| {
            c.prior()
                .filter(|p| c.usable(&Measure::NrrTtm.value(p)))
                .map(|_| format!(" ({} vs {})", token("nrr.dpq"), token("period.pq")))
        })
        .unwrap_or_default();
    let mut m = Message::new();
    if now.figures.total.bridge.downsell.is_zero() {
        return m.say(format!(
            "NRR {}{against}, GRR {}; no downsell in {}{}.",
            token("nrr.q"),
            token("grr.q"),
            token("period.q"),
            after_downsell(c)
        ));
    }
    let direction = direction(c, now, &mut m).unwrap_or_default();
    m.say(format!(
        "NRR {}{against}, GRR {}; downsell cost {} of opening ARR in {}{direction}.",
        token("nrr.q"),
        token("grr.q"),
        token("downsell_rate.q"),
        token("period.q")
    ))
}

/// ", as in Q2 FY26", ", after −$165K in Q2 FY26".
fn after_downsell(c: &Context) -> String {
    match c.prior().map(|prior| prior.tied.part(Part::Downsell)) {
        None => String::new(),
        Some(before) if before.is_zero() => format!(", as in {}", token("period.pq")),
        Some(_) => format!(", after {} in {}", token("downsell.pq"), token("period.pq")),
    }
}

/// ", up for 3 quarters", ", down from 1.1% in Q2 FY26", ", level with Q2 FY26".
fn direction(c: &Context, now: &At, m: &mut Message) -> Option<String> {
    let prior = c.prior()?;
    let measure = Measure::DownsellRate;
    if !c.usable(&measure.value(prior)) {
        return None;
    }
    let word = match c.delta(measure, now, prior).direction() {
        1 => "up",
        -1 => "down",
        _ => return Some(format!(", level with {}", token("period.pq"))),
    };
    let run = run_length(c, measure);
    if run < 2 {
        return Some(format!(
            ", {word} from {} in {}",
            token("downsell_rate.pq"),
            token("period.pq")
        ));
    }
    let k = m.bind("downsell_rate.run", run.to_string());
    Some(format!(", {word} for {k} {}", c.nouns()))
}

/// For how many periods up to the newest the printed figure moved the same way.
fn run_length(c: &Context, measure: Measure) -> usize {
    let ats: Vec<Option<&At>> = c.slots.iter().map(|s| s.at.as_ref()).collect();
    let step = |w: &[Option<&At>]| match w {
        [Some(before), Some(now)] => c.delta(measure, now, before).direction(),
        _ => 0,
    };
    let steps: Vec<i8> = ats.windows(2).rev().map(step).collect();
    let Some(first) = steps.first().copied().filter(|d| *d != 0) else {
        return 0;
    };
    steps.iter().take_while(|d| **d == first).count()
}

fn one_close(c: &Context) -> Message {
    let mut m = Message::new();
    let Some(close) = c.report.closes.last() else {
        return Message::of(format!("0 closes are covered up to {}.", token("as_of")));
    };
    let arr = m.bind("arr", c.unit.money(close.amount));
    let n = m.bind("arr.customers", things(close.customers, "customer"));
    m.say(format!(
        "ARR is {arr} from {n} at {}; movements need a second close.",
        token("as_of")
    ))
}

fn tiles(c: &Context) -> Vec<Tile> {
    let Some(now) = c.now() else {
        return balance_tiles(c);
    };
    let yearly = c.report.basis.period == Grain::Year;
    let ttm = !yearly && now.figures.total.ttm.nrr.is_some();
    let [nrr, grr, logo] = if ttm {
        [Measure::NrrTtm, Measure::GrrTtm, Measure::LogoTtm]
    } else {
        [Measure::Nrr, Measure::Grr, Measure::Logo]
    };
    let mut out = vec![
        tile(c, now, nrr, "retention"),
        tile(c, now, grr, "retention"),
        tile(c, now, Measure::DownsellRate, "downsell"),
        tile(c, now, Measure::ChurnRate, "trend"),
        tile(c, now, logo, "trend"),
    ];
    out.push(
        kept_tile(c).unwrap_or_else(|| tile(c, now, Measure::DownsellToExpansion, "downsell")),
    );
    out
}

fn tile(c: &Context, now: &At, measure: Measure, link: &str) -> Tile {
    let before = c.py().map(|at| (at, "PY".to_owned()));
    let before = before.or_else(|| c.prior().map(|at| (at, at.short.clone())));
    let delta = before.as_ref().map(|(at, _)| c.delta(measure, now, at));
    let known = delta.as_ref().filter(|d| d.value.is_some());
    let spark = trend::sparkline(c, measure);
    let points = spark.iter().flatten().count();
    Tile {
        name: measure.caption(c.noun()),
        value: measure.value(now).sentence(c.min_n()),
        delta: match (known, &before) {
            (Some(d), Some((_, name))) => format!("{} vs {name}", d.sentence),
            _ => String::new(),
        },
        direction: known.map_or(0, Delta::direction),
        tone: known.map_or(Tone::Plain, |d| d.tone),
        foot: match points {
            0 | 1 if c.slots.len() == 1 => format!("1 {}: no trend", c.noun()),
            0 | 1 => "no trend: n/a or too few".to_owned(),
            _ => things(spark.len(), c.noun()),
        },
        spark: if points > 1 { spark } else { Vec::new() },
        link: link_to(c, link),
    }
}

/// A page of the template, as the target of a click.
fn link_to(c: &Context, page: &str) -> Option<String> {
    c.template.pages.iter().find(|p| *p == page).cloned()
}

/// What negotiations kept of the cuts asked for (N-10), where there is a log with resolved requests.
fn kept_tile(c: &Context) -> Option<Tile> {
    let n = c.inputs.negotiations?;
    if n.total.requested.is_zero() {
        return None;
    }
    let share = n.kept_share().filter(|_| n.resolved() >= c.min_n());
    Some(Tile {
        name: "ARR kept in negotiations".to_owned(),
        value: c.unit.money(n.total.kept),
        delta: share.map_or(String::new(), |s| {
            format!("{} of cuts asked", percent(Some(s), 0))
        }),
        direction: 0,
        tone: Tone::Plain,
        spark: Vec::new(),
        foot: format!(
            "{} of {} requests resolved",
            count(n.resolved()),
            count(n.requests())
        ),
        link: link_to(c, "funnel"),
    })
}

fn balance_tiles(c: &Context) -> Vec<Tile> {
    let Some(close) = c.report.closes.last() else {
        return Vec::new();
    };
    let tile = |name: &str, value: String| Tile {
        name: name.to_owned(),
        value,
        delta: String::new(),
        direction: 0,
        tone: Tone::Plain,
        spark: Vec::new(),
        foot: "needs a second close".to_owned(),
        link: None,
    };
    vec![
        tile("ARR", c.unit.money(close.amount)),
        tile("Customers", count(close.customers)),
    ]
}

fn state(c: &Context, extras: &Extras, left_out: &[LeftOut]) -> Vec<(Tone, String)> {
    let mut out = Vec::new();
    if c.now().is_some() {
        out.push(facts::status(c));
    }
    out.push(checks_line(c));
    out.push(restated_line(c));
    out.extend(left_out.iter().map(|l| {
        let noun = if l.pages.contains(',') {
            "Pages"
        } else {
            "Page"
        };
        (
            Tone::Muted,
            format!("{noun} {} left out: {}.", l.pages, l.reason),
        )
    }));
    out.push((
        Tone::Muted,
        format!("Pack {}, basis {}.", extras.pack_id, c.report.basis_hash),
    ));
    out
}

/// "312 checks passed" or what fails.
pub(super) fn checks_line(c: &Context) -> (Tone, String) {
    let checks = crate::checks::all(c);
    let failed = checks.iter().filter(|k| !k.ok).count();
    let n = things(checks.len(), "check");
    match failed {
        0 => (
            Tone::Ok,
            format!("{n} passed ({}).", number("reconciliation")),
        ),
        k => (
            Tone::Fail,
            format!("{k} of {n} failed ({}).", number("reconciliation")),
        ),
    }
}

fn restated_line(c: &Context) -> (Tone, String) {
    let page = number("restatements");
    match c.inputs.restated {
        None => (
            Tone::Muted,
            format!("No earlier pack to compare with ({}).", number("quality")),
        ),
        Some(r) if r.found.is_empty() => (
            Tone::Muted,
            format!("No past figure changed since the last pack ({page})."),
        ),
        Some(r) => (
            Tone::Warn,
            format!(
                "{} since the last pack: see {page}.",
                things(r.found.totals().count(), "restatement")
            ),
        ),
    }
}
