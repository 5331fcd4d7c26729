//! The pages, one file each: from the context to message, title, blocks and notes.

pub(crate) mod bridge;
mod cohorts;
pub(crate) mod comparison;
mod downsell;
pub(crate) mod facts;
mod funnel;
mod log_tie;
mod methodology;
mod names;
mod outcomes;
mod outlook;
mod pipeline;
mod quality;
mod reconciliation;
mod requests;
mod restatements;
mod retention;
pub(crate) mod segments;
mod sources;
mod summary;
mod terms;
pub(crate) mod trend;
mod variance;

use crate::context::Context;
use crate::message::Message;
use crate::model::Block;
use holdfast_metrics::Movement;

/// A page before its message is resolved.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub id: String,
    /// "2", "1b", "A1".
    pub number: String,
    pub kicker: String,
    pub message: Message,
    /// Measure in unit, by structure.
    pub measure: String,
    /// Period, scenario, Δ.
    pub period: String,
    pub blocks: Vec<Block>,
    pub notes: Vec<String>,
}

/// A page which is not possible, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LeftOut {
    pub pages: String,
    pub reason: String,
}

/// What page builders are given beside the context.
#[derive(Clone, Debug)]
pub(crate) struct Extras {
    /// Movements of the pack's period.
    pub movements: Vec<Movement>,
    /// The first segmented attribute; empty where there is none.
    pub attribute: String,
    /// Its values, by customer, at the period's opening.
    pub segments: Vec<String>,
    pub pack_id: String,
}

impl Extras {
    /// The segment of a customer; empty where customers have none.
    pub fn segment(&self, customer: u32) -> String {
        self.segments
            .get(customer as usize)
            .cloned()
            .unwrap_or_default()
    }
}

type Built = Result<Draft, String>;

/// Every page of the template which is possible, and those left out with their reasons. The summary
/// and the data-quality page print the reasons, so they are built last.
pub(crate) fn all(c: &Context, extras: &Extras) -> (Vec<Draft>, Vec<LeftOut>) {
    let mut left_out = Vec::new();
    let mut built: Vec<(usize, Draft)> = Vec::new();
    let chosen = |(_, id): &(usize, &str)| !may_go(id) || !c.inputs.options.left_out.contains(*id);
    let pages = c.inputs.options.pages();
    let every = || pages.iter().copied().enumerate();
    for (_, id) in every().filter(|page| !chosen(page)) {
        note_left_out(&mut left_out, number(id), "left out by choice");
    }
    let wanted = || every().filter(chosen);
    for (at, id) in wanted().filter(|(_, id)| !late(id)) {
        for page in one(c, extras, id) {
            match page {
                Ok(draft) => built.push((at, draft)),
                Err(reason) => note_left_out(&mut left_out, number(id), &reason),
            }
        }
    }
    for (at, id) in wanted().filter(|(_, id)| late(id)) {
        let draft = match id {
            "summary" => summary::page(c, extras, &left_out),
            _ => restatements::foot(c, quality::page(c, &left_out)),
        };
        built.push((at, draft));
    }
    built.sort_by_key(|(at, _)| *at);
    let mut drafts: Vec<Draft> = built.into_iter().map(|(_, d)| d).collect();
    if drafts.len() > MOST_PAGES {
        fold(c, &mut drafts, &left_out);
    }
    (drafts, left_out)
}

/// What a pack may have (pack.md, what decides quality).
const MOST_PAGES: usize = 18;

/// A pack of more pages prints reconciliation, data quality and restatements on one, where the rows have
/// room and neither page has words of the user's own.
fn fold(c: &Context, drafts: &mut Vec<Draft>, left_out: &[LeftOut]) {
    let options = &c.inputs.options;
    let own = |id: &str| options.messages.contains_key(id) || options.notes.contains_key(id);
    let at = |id: &str| drafts.iter().position(|d| d.id == id);
    let (Some(first), Some(second)) = (at("reconciliation"), at("quality")) else {
        return;
    };
    if own("reconciliation") || own("quality") {
        return;
    }
    // The one before the other, as every template has them.
    let folded = reconciliation::with_quality(c, quality::log(c, left_out));
    if let Some(folded) = folded.filter(|_| first < second) {
        drafts.remove(second);
        if let Some(place) = drafts.get_mut(first) {
            *place = folded;
        }
    }
}

/// Whether a page can be left out by choice: not the summary, nor what proves the figures.
pub fn may_go(id: &str) -> bool {
    id != "summary" && !number(id).starts_with('A')
}

fn late(id: &str) -> bool {
    matches!(id, "summary" | "quality")
}

fn one(c: &Context, extras: &Extras, id: &str) -> Vec<Built> {
    match id {
        "variance" => vec![variance::page(c)],
        "bridge" => vec![bridge::page(c)],
        "trend" => vec![trend::page(c)],
        "retention" => vec![retention::page(c)],
        "downsell" => vec![downsell::page(c, extras)],
        "segments" => segments::pages(c),
        "cohorts" => vec![cohorts::page(c)],
        "names" => vec![names::page(c, extras)],
        "funnel" => vec![funnel::page(c)],
        "outcomes" => vec![outcomes::page(c)],
        "terms" => vec![terms::page(c)],
        "outlook" => vec![outlook::page(c, extras)],
        "methodology" => methodology::pages(c),
        "reconciliation" => vec![Ok(reconciliation::page(c))],
        "restatements" => restatements::pages(c),
        "sources" => vec![Ok(sources::page(c, extras))],
        _ => Vec::new(),
    }
}

/// One line a reason: "9, 10, 11: no negotiation log".
fn note_left_out(all: &mut Vec<LeftOut>, number: &str, reason: &str) {
    match all.iter_mut().find(|l| l.reason == reason) {
        Some(same) => same.pages = format!("{}, {number}", same.pages),
        None => all.push(LeftOut {
            pages: number.to_owned(),
            reason: reason.to_owned(),
        }),
    }
}

/// The printed number of a page.
pub(crate) fn number(id: &str) -> &'static str {
    match id {
        "summary" => "1",
        "variance" => "1b",
        "bridge" => "2",
        "trend" => "3",
        "retention" => "4",
        "downsell" => "5",
        "segments" => "6",
        "cohorts" => "7",
        "names" => "8",
        "funnel" => "9",
        "outcomes" => "10",
        "terms" => "11",
        "outlook" => "12",
        "methodology" => "A1",
        "reconciliation" => "A2",
        "quality" => "A3",
        "restatements" => "A4",
        "sources" => "A5",
        _ => "",
    }
}

/// What a page is called above its message, in capitals; empty for an unknown id.
pub fn kicker(id: &str) -> &'static str {
    match id {
        "summary" => "SUMMARY",
        "variance" => "KPI VARIANCE",
        "bridge" => "ARR BRIDGE",
        "trend" => "TREND",
        "retention" => "NRR AND GRR",
        "downsell" => "DOWNSELL TREND",
        "segments" => "WHERE",
        "cohorts" => "COHORTS",
        "names" => "NAMES",
        "funnel" => "NEGOTIATION FUNNEL",
        "outcomes" => "NEGOTIATION OUTCOMES",
        "terms" => "TERMS AND RISK",
        "outlook" => "OUTLOOK AND ASKS",
        "methodology" => "METHODOLOGY",
        "reconciliation" => "RECONCILIATION",
        "quality" => "DATA-QUALITY LOG",
        "restatements" => "RESTATEMENTS",
        "sources" => "SOURCES AND VERSION",
        _ => "",
    }
}

impl Draft {
    /// A page of this id with its number and kicker, empty otherwise.
    pub fn new(id: &str, message: Message) -> Draft {
        Draft {
            id: id.to_owned(),
            number: number(id).to_owned(),
            kicker: kicker(id).to_owned(),
            message,
            measure: String::new(),
            period: String::new(),
            blocks: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The `index`-th page of its kind: "segments-2", "6b".
    pub fn continued(mut self, index: usize) -> Draft {
        if let Some(letter) = (b'a'..=b'z').nth(index).filter(|_| index > 0) {
            self.id = format!("{}-{}", self.id, index + 1);
            self.number.push(char::from(letter));
        }
        self
    }

    /// Title lines 2 and 3.
    pub fn titled(mut self, measure: impl Into<String>, period: impl Into<String>) -> Draft {
        self.measure = measure.into();
        self.period = period.into();
        self
    }

    pub fn holding(mut self, blocks: Vec<Block>) -> Draft {
        self.blocks = blocks;
        self
    }

    pub fn noted(mut self, notes: Vec<String>) -> Draft {
        self.notes = notes;
        self
    }
}

/// "Q3 FY26 AC, ΔQ2 FY26, ΔPY".
pub(crate) fn scenario(c: &Context) -> String {
    let prior = c
        .prior()
        .map_or(String::new(), |p| format!(", Δ{}", p.label));
    let py = if c.py().is_some() { ", ΔPY" } else { "" };
    format!("{} AC{prior}{py}", c.period_label())
}

/// "Q3 FY24 to Q3 FY26, AC".
pub(crate) fn span(c: &Context) -> String {
    match (c.slots.first(), c.slots.last()) {
        (Some(first), Some(last)) if c.slots.len() > 1 => {
            format!("{} to {}, AC", first.label, last.label)
        }
        (_, Some(last)) => format!("{} AC", last.label),
        _ => c.as_of_text(),
    }
}

/// The reason where no period has figures.
pub(crate) fn needs_two_closes(c: &Context) -> String {
    match c.report.closes.len() {
        0 | 1 => "one close: movements need two".to_owned(),
        _ => format!("no whole {} between two covered closes", c.noun()),
    }
}
