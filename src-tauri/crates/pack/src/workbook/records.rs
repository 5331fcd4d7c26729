//! `Adjustments`: what was done to the input. "None" is said.

use super::build::{Build, Head, TOP};
use super::customers::Base;
use super::list::List;
use super::spec::{Sheet, Shown, Tab};
use crate::PackInputs;
use crate::trail::Stamp;
use holdfast_ledger::{Ratio, money_text};

/// Name of the sheet.
pub const ADJUSTMENTS: &str = "Adjustments";

/// One thing done to the input.
#[derive(Clone, Debug, Default)]
struct Adjustment {
    kind: &'static str,
    what: String,
    old: String,
    new: String,
    why: String,
    who: String,
    when: String,
    rows: Option<u64>,
    amount: Ratio,
}

impl Adjustment {
    /// Nothing but who and when.
    fn stamped(stamp: Option<&Stamp>) -> Adjustment {
        let Some(stamp) = stamp else {
            return Adjustment::default();
        };
        Adjustment {
            who: stamp.by.clone(),
            when: stamp.at.format("%Y-%m-%d %H:%M").to_string(),
            ..Adjustment::default()
        }
    }
}

/// Decisions, renames, answers, rows set aside, bridged gaps.
pub fn adjustments<'a>(inputs: &PackInputs<'a>, base: &Base<'_>, head: &Head) -> Sheet<'a> {
    let mut build = Build::new(
        ADJUSTMENTS,
        "Adjustments: every override, with its reason",
        Tab::Detail,
        head,
    );
    let all: Vec<Adjustment> = decisions(inputs)
        .into_iter()
        .chain(renames(inputs, base))
        .chain(answers(inputs))
        .chain(set_aside(inputs))
        .chain(bridged(inputs, base))
        .collect();
    let note = if all.is_empty() {
        "None: nothing was overridden, renamed, excluded or bridged."
    } else {
        match inputs.trail {
            Some(_) => "Times are UTC, from the journal of the company's file.",
            None => "Made from files alone: who and when were not recorded.",
        }
    };
    build.muted(TOP, 0, note);
    let mut list: List<'_, Adjustment> = List::new();
    list.text("kind", "", 18, |a| a.kind.to_owned());
    list.text("what", "", 46, |a| a.what.clone());
    list.text("old", "", 26, |a| a.old.clone());
    list.text("new", "", 26, |a| a.new.clone());
    list.text("why", "", 50, |a| a.why.clone());
    list.text("who", "", 16, |a| a.who.clone());
    list.text("when", "", 20, |a| a.when.clone());
    list.number("rows", "", Shown::Count, |a| a.rows.map(Into::into));
    list.number("ARR", "", Shown::Cents, |a| a.amount);
    list.write(&mut build, TOP + 1, &all);
    build.freeze(TOP + 2, 1);
    build.finish()
}

fn decisions(inputs: &PackInputs<'_>) -> Vec<Adjustment> {
    let of = |d: &holdfast_ledger::Decision| Adjustment {
        kind: "decision",
        what: format!("{} {}", d.code, d.scope).trim().to_owned(),
        new: d.repair.clone(),
        why: d.reason.clone(),
        rows: Some(d.rows),
        amount: d.amount,
        ..Adjustment::stamped(inputs.taken(d))
    };
    inputs.evidence.decisions.iter().map(of).collect()
}

fn renames(inputs: &PackInputs<'_>, base: &Base<'_>) -> Vec<Adjustment> {
    // A code can't be told from a former name, so external packs count renames and don't list them.
    let coded = base.names.coded;
    let of = |r: &holdfast_ledger::AppliedRename| Adjustment {
        kind: "rename or merger",
        what: r.effective.map_or_else(
            || "all closes".to_owned(),
            |c| format!("from {} on", c.date()),
        ),
        old: if coded {
            "(a customer)".to_owned()
        } else {
            r.from.clone()
        },
        new: if coded {
            "(a customer)".to_owned()
        } else {
            r.to.clone()
        },
        why: match inputs.renamed(r) {
            Some(stamp) => stamp.reason.clone(),
            None => "mapping sheet".to_owned(),
        },
        rows: Some(r.rows),
        ..Adjustment::stamped(inputs.renamed(r))
    };
    inputs.evidence.renames.iter().map(of).collect()
}

fn answers(inputs: &PackInputs<'_>) -> Vec<Adjustment> {
    let of = |a: &holdfast_ledger::Answer| Adjustment {
        kind: "answer",
        what: a.question.clone(),
        new: a.answer.clone().unwrap_or_else(|| "open".to_owned()),
        why: a.reading.clone(),
        ..Adjustment::default()
    };
    inputs.evidence.answers.iter().map(of).collect()
}

fn set_aside(inputs: &PackInputs<'_>) -> Vec<Adjustment> {
    let of = |source: &holdfast_ledger::SourceProof| {
        let place = format!("{} {}", source.file, source.sheet)
            .trim()
            .to_owned();
        let rows = source.set_aside.iter().map(move |s| {
            let mut numbers: Vec<String> =
                s.row_numbers.iter().take(12).map(u32::to_string).collect();
            if s.row_numbers.len() > 12 {
                numbers.push("…".to_owned());
            }
            Adjustment {
                kind: "rows set aside",
                what: place.clone(),
                old: format!("rows {}", numbers.join(", ")),
                new: "not used".to_owned(),
                why: s.reason.clone(),
                rows: Some(s.rows),
                amount: s.amount,
                ..Adjustment::default()
            }
        });
        rows.collect::<Vec<_>>()
    };
    inputs.evidence.sources.iter().flat_map(of).collect()
}

fn bridged(inputs: &PackInputs<'_>, base: &Base<'_>) -> Vec<Adjustment> {
    let of = |g: &holdfast_metrics::BridgedGap| Adjustment {
        kind: "bridged gap (M-8)",
        what: format!("{} at {}", base.names.name(g.customer), g.close.date()),
        old: "0".to_owned(),
        new: money_text(g.amount),
        why: "the basis bridges gaps which a return follows".to_owned(),
        amount: Some(g.amount),
        ..Adjustment::default()
    };
    inputs.report.bridged.iter().map(of).collect()
}
