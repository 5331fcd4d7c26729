//! Segments as printed: largest first, small ones merged where the reader may not see them (S-4),
//! "Other (k)" last.

use crate::context::Context;
use crate::names::{LABEL_LIMIT, NAME_LIMIT, told_apart};
use crate::slots::At;
use holdfast_ledger::{Decimal, Ratio, ratio};
use holdfast_metrics::{Bridge, Counts, PeriodFigures, Rates, Scope, SegmentFigures, Segmentation};
use std::collections::BTreeMap;

/// Named categories beside "Other" (pack 3.2).
const NAMED: usize = 7;
/// The share of one customer over which a cell is not shown outside (pack 1.1), in percent.
const EXTERNAL_DOMINANCE: i64 = 60;
/// How the metrics name a missing value (S-2).
const UNASSIGNED: &str = "Unassigned";

/// Which values of the attribute a printed segment holds.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Pick {
    One(String),
    AllBut(Vec<String>),
}

/// A printed segment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PrintedSegment {
    /// Name in a sentence.
    pub name: String,
    /// Name at a bar or row, where it may take two lines.
    pub label: String,
    /// Whole name, for alternative texts.
    pub whole_name: String,
    /// Figures of the pack's period.
    pub scope: Scope,
    /// Largest single customer's share of the downsell, where over the threshold (S-5).
    pub dominant: Ratio,
    pick: Pick,
}

impl PrintedSegment {
    pub fn n(&self) -> u32 {
        self.scope.counts.opening
    }

    pub fn other(&self) -> bool {
        matches!(self.pick, Pick::AllBut(_))
    }

    /// The same segment's figures in another period.
    pub fn scope_in(&self, attribute: &str, period: &PeriodFigures) -> Option<Scope> {
        let segmentation = find(period, attribute)?;
        let members: Vec<&Scope> = segmentation
            .segments
            .iter()
            .filter(|s| match &self.pick {
                Pick::One(value) => s.value == *value,
                Pick::AllBut(values) => !values.contains(&s.value),
            })
            .map(|s| &s.scope)
            .collect();
        (!members.is_empty()).then(|| sum(&members))
    }
}

/// The segmentation of a period by an attribute.
pub(crate) fn find<'a>(period: &'a PeriodFigures, attribute: &str) -> Option<&'a Segmentation> {
    period
        .segmentations
        .iter()
        .find(|s| s.attribute == attribute)
}

/// The attributes which can be printed: at least two values, also where small ones are merged.
pub(crate) fn printable<'a>(c: &Context, at: &At<'a>) -> Vec<&'a Segmentation> {
    at.figures
        .segmentations
        .iter()
        .filter(|s| s.segments.len() > 1 && printed(c, s).len() > 1)
        .collect()
}

/// The segment a headline may name: the one with most downsell, of enough customers (S-4).
pub(crate) fn headline(c: &Context, at: &At) -> Option<PrintedSegment> {
    printed(c, printable(c, at).first()?)
        .into_iter()
        .find(|s| s.n() >= c.min_n() && !s.other() && !s.scope.bridge.downsell.is_zero())
}

/// The segments as printed.
pub(crate) fn printed(c: &Context, segmentation: &Segmentation) -> Vec<PrintedSegment> {
    let mut all: Vec<&SegmentFigures> = segmentation.segments.iter().collect();
    all.sort_by(|a, b| rank(b).cmp(&rank(a)).then(a.value.cmp(&b.value)));
    let mut merged: Vec<&SegmentFigures> = Vec::new();
    if c.external() {
        (all, merged) = merge_small(all, c.min_n());
    }
    let over = all.len() + usize::from(!merged.is_empty()) > NAMED + 1;
    if over {
        merged.extend(all.split_off(NAMED.min(all.len())));
    }
    let named: Vec<String> = all.iter().map(|s| s.value.clone()).collect();
    let values = || all.iter().map(|s| s.value.as_str());
    let (names, labels) = (
        told_apart(values(), NAME_LIMIT),
        told_apart(values(), LABEL_LIMIT),
    );
    let mut out: Vec<PrintedSegment> = all.iter().map(|s| one(s, &names, &labels)).collect();
    if !merged.is_empty() {
        out.push(other(&merged, named));
    }
    out
}

/// Names as they are cut, by whole name.
type Cuts = BTreeMap<String, String>;

/// Larger downsell first, then larger opening; a missing value comes last.
fn rank(s: &SegmentFigures) -> (bool, Decimal, Decimal) {
    let b = &s.scope.bridge;
    (s.value != UNASSIGNED, b.downsell, b.opening)
}

fn one(s: &SegmentFigures, names: &Cuts, labels: &Cuts) -> PrintedSegment {
    let cut = |cuts: &Cuts| cuts.get(&s.value).unwrap_or(&s.value).clone();
    PrintedSegment {
        name: cut(names),
        label: cut(labels),
        whole_name: s.value.clone(),
        scope: s.scope.clone(),
        dominant: s.dominant.map(|(_, share)| share),
        pick: Pick::One(s.value.clone()),
    }
}

fn other(merged: &[&SegmentFigures], named: Vec<String>) -> PrintedSegment {
    let name = format!("Other ({})", merged.len());
    let scopes: Vec<&Scope> = merged.iter().map(|s| &s.scope).collect();
    PrintedSegment {
        whole_name: name.clone(),
        label: name.clone(),
        name,
        scope: sum(&scopes),
        dominant: None,
        pick: Pick::AllBut(named),
    }
}

/// Merges the smallest segments until every cell rests on enough customers and none is mostly one
/// customer (pack 1.1, external mode). Returns those kept and those merged.
fn merge_small(
    all: Vec<&SegmentFigures>,
    min_n: u32,
) -> (Vec<&SegmentFigures>, Vec<&SegmentFigures>) {
    let (mut merged, mut kept): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|s| !showable(&[s], min_n));
    while !merged.is_empty() && !showable(&merged, min_n) {
        let Some(at) = smallest(&kept) else { break };
        merged.push(kept.remove(at));
    }
    (kept, merged)
}

fn smallest(kept: &[&SegmentFigures]) -> Option<usize> {
    let size = |s: &SegmentFigures| (s.scope.counts.opening, s.scope.bridge.opening);
    (0..kept.len()).min_by_key(|i| kept.get(*i).map(|s| size(s)))
}

fn showable(segments: &[&SegmentFigures], min_n: u32) -> bool {
    let n: u32 = segments.iter().map(|s| s.scope.counts.opening).sum();
    let downsell: Decimal = segments.iter().map(|s| s.scope.bridge.downsell).sum();
    let largest = segments
        .iter()
        .filter_map(|s| Some(s.dominant?.1 * s.scope.bridge.downsell))
        .max()
        .unwrap_or_default();
    n >= min_n && largest * Decimal::ONE_HUNDRED <= downsell * Decimal::from(EXTERNAL_DOMINANCE)
}

/// Several scopes as one: money and counts add up, rates come from the sums. Trailing-year
/// rates can't be told from sums and stay n/a.
pub(crate) fn sum(scopes: &[&Scope]) -> Scope {
    if let [only] = scopes {
        return (*only).clone();
    }
    let mut out = Scope::default();
    for scope in scopes {
        add_bridge(&mut out.bridge, &scope.bridge);
        add_counts(&mut out.counts, &scope.counts);
        out.of_which_paused += scope.of_which_paused;
        out.of_which_multi_year += scope.of_which_multi_year;
    }
    out.rates = rates(&out.bridge, &out.counts);
    out
}

fn add_bridge(to: &mut Bridge, b: &Bridge) {
    to.opening += b.opening;
    to.new += b.new;
    to.reactivation += b.reactivation;
    to.expansion += b.expansion;
    to.downsell += b.downsell;
    to.step_down += b.step_down;
    to.paused += b.paused;
    to.churn += b.churn;
    to.fx += b.fx;
    to.transfer += b.transfer;
    to.data_quality += b.data_quality;
    to.closing += b.closing;
}

fn add_counts(to: &mut Counts, n: &Counts) {
    to.opening += n.opening;
    to.new += n.new;
    to.reactivation += n.reactivation;
    to.expansion += n.expansion;
    to.downsell += n.downsell;
    to.step_down += n.step_down;
    to.paused += n.paused;
    to.churn += n.churn;
    to.transfer_in += n.transfer_in;
    to.transfer_out += n.transfer_out;
    to.closing += n.closing;
    to.retained += n.retained;
}

fn rates(b: &Bridge, n: &Counts) -> Rates {
    let lost = b.downsell + b.step_down + b.paused + b.churn;
    let customers = |k: u32| ratio(Decimal::from(k), Decimal::from(n.opening));
    Rates {
        nrr: ratio(b.opening + b.expansion - lost, b.opening),
        grr: ratio(b.opening - lost, b.opening),
        logo_retention: customers(n.retained),
        downsell_rate: ratio(b.downsell, b.opening),
        churn_rate: ratio(b.churn, b.opening),
        downsell_logo_rate: customers(n.downsell),
        downsell_to_expansion: ratio(b.downsell, b.expansion),
        ..Rates::default()
    }
}
