//! Facts of the summary: as many that got better as that got worse, and the status in words (G-1).

use crate::context::Context;
use crate::display::percent;
use crate::measure::Measure;
use crate::model::Tone;
use crate::tie::Part;
use crate::value::Delta;
use holdfast_ledger::Decimal;
use holdfast_metrics::{Status, StatusReason};

/// Facts a side.
const MOST: usize = 3;

const CANDIDATES: [Measure; 8] = [
    Measure::NrrTtm,
    Measure::GrrTtm,
    Measure::LogoTtm,
    Measure::DownsellRate,
    Measure::ChurnRate,
    Measure::Line(Part::New),
    Measure::Line(Part::Expansion),
    Measure::Closing,
];

/// What got better and what got worse, the same number of each (at most three), and against what.
pub(super) struct Facts {
    pub better: Vec<String>,
    pub worse: Vec<String>,
    pub against: String,
}

pub(super) fn facts(c: &Context) -> Option<Facts> {
    let now = c.now()?;
    let before = c.py().or(c.prior())?;
    let mut all: Vec<(Measure, Delta)> = CANDIDATES
        .iter()
        .map(|m| (*m, c.delta(*m, now, before)))
        .collect();
    let size = |d: &Delta| d.relative.map_or(Decimal::ZERO, |r| r.abs());
    all.sort_by_key(|(_, d)| std::cmp::Reverse(size(d)));
    let sentence = |(m, d): &(Measure, Delta)| {
        format!(
            "{} {} against {} ({})",
            m.caption(c.noun()),
            m.value(now).sentence(c.min_n()),
            m.value(before).sentence(c.min_n()),
            if matches!(m, Measure::Line(_) | Measure::Closing) {
                d.relative_text()
            } else {
                d.sentence.clone()
            }
        )
    };
    let side = |tone: Tone| -> Vec<String> {
        all.iter()
            .filter(|(_, d)| d.tone == tone)
            .map(sentence)
            .collect()
    };
    let (mut better, mut worse) = (side(Tone::Good), side(Tone::Bad));
    let each = better.len().min(worse.len()).clamp(1, MOST);
    better.truncate(each);
    worse.truncate(each);
    Some(Facts {
        better,
        worse,
        against: before.label.clone(),
    })
}

/// "Watch: downsell ÷ expansion rose two quarters in a row: 20.1%, 27.9%, 35.0%."
pub(super) fn status(c: &Context) -> (Tone, String) {
    let (status, reason) = &c.report.status;
    let (tone, word) = match status {
        Status::Good => (Tone::Ok, "Good"),
        Status::Watch => (Tone::Warn, "Watch"),
        Status::Bad => (Tone::Fail, "Bad"),
        Status::NoSignal => (Tone::Muted, "No signal"),
    };
    (tone, format!("{word}: {}.", reason_words(c, reason)))
}

fn reason_words(c: &Context, reason: &StatusReason) -> String {
    let p = |v: &Decimal| percent(Some(*v), 1);
    let money = |v: &Decimal| c.unit.money(*v);
    let nouns = c.nouns();
    match reason {
        StatusReason::DownsellOverExpansion(v) => format!("downsell is {} of expansion", p(v)),
        StatusReason::HighAndRising(now, before) => {
            format!(
                "downsell is {} of opening ARR, up from {}",
                p(now),
                p(before)
            )
        }
        StatusReason::RatioRoseTwice(a, b, now) => format!(
            "downsell ÷ expansion rose two {nouns} in a row: {}, {}, {}",
            p(a),
            p(b),
            p(now)
        ),
        StatusReason::DownsellRoseTwice(a, b, now) => format!(
            "downsell rose two {nouns} in a row while expansion did not: {}, {}, {}",
            money(a),
            money(b),
            money(now)
        ),
        StatusReason::Concentrated(attribute, value, share, of_opening) => format!(
            "{value} ({attribute}) has {} of downsell with {} of opening ARR",
            percent(Some(*share), 0),
            percent(Some(*of_opening), 0)
        ),
        StatusReason::LowDownsellHighNrr(rate, nrr) => format!(
            "downsell {} of opening ARR with NRR {}, by the rule of thumb of at most {} and at least {}",
            p(rate),
            p(nrr),
            p(&c.report.basis.thresholds.good_downsell_rate),
            p(&c.report.basis.thresholds.good_nrr)
        ),
        StatusReason::Nothing => "no threshold is met".to_owned(),
    }
}
