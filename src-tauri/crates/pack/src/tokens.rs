//! The standard tokens: every cited measure for this period (q), the one before (pq) and a year before (py).

use crate::context::Context;
use crate::measure::Measure;
use crate::message::Tokens;
use crate::slots::At;

/// All standard tokens of a pack.
pub(crate) fn standard(c: &Context) -> Tokens {
    let mut out = Tokens::new();
    out.insert("company.display".to_owned(), c.company());
    out.insert("as_of.display".to_owned(), c.as_of_text());
    let periods = [("q", c.now()), ("pq", c.prior()), ("py", c.py())];
    for (when, at) in periods {
        if let Some(at) = at {
            add_period(c, &mut out, when, at);
        }
    }
    if let Some(now) = c.now() {
        for (when, before) in [("dpq", c.prior()), ("dpy", c.py())] {
            if let Some(before) = before {
                add_deltas(c, &mut out, when, now, before);
            }
        }
    }
    out
}

fn add_period(c: &Context, out: &mut Tokens, when: &str, at: &At) {
    out.insert(format!("period.{when}.display"), at.label.clone());
    for measure in Measure::CITED {
        let text = measure.value(at).sentence(c.min_n());
        out.insert(format!("{}.{when}.display", measure.token()), text);
    }
}

fn add_deltas(c: &Context, out: &mut Tokens, when: &str, now: &At, before: &At) {
    for measure in Measure::CITED {
        let text = c.delta(measure, now, before).sentence;
        out.insert(format!("{}.{when}.display", measure.token()), text);
    }
}
