//! What the app's Metrics step shows: the pack's own tables, tiles and bridge, every figure with what
//! it is, so that a click can say what is behind it. Nothing here is printed differently in the pack.

use crate::PackInputs;
use crate::context::Context;
use crate::measure::Measure;
use crate::model::{Chart, Content, Document, Table, Tile, Tone};
use crate::pages::{bridge, comparison, facts, segments, trend};
use crate::segments::{find, printed};
use crate::slots::At;
use crate::tie::Part;
use holdfast_ledger::Period;

/// What a figure is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cite {
    /// Id in the metric registry.
    pub metric: &'static str,
    /// Period.
    pub period: Period,
    /// Attribute and value, for a segment's figure.
    pub segment: Option<(String, String)>,
}

/// A table whose figures say what they are: `cites[row][column]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cited {
    /// Table.
    pub table: Table,
    /// What its figures are; `None` for words and variances.
    pub cites: Vec<Vec<Option<Cite>>>,
}

/// The Metrics step for the report's newest period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Screen {
    /// Period.
    pub period: Period,
    /// "Q3 FY26".
    pub label: String,
    /// Whether it is not complete yet.
    pub partial: bool,
    /// The bridge page's message.
    pub message: String,
    /// Status in words (G-1).
    pub status: (Tone, String),
    /// The summary page's tiles; what each is.
    pub tiles: Vec<(Tile, Option<Cite>)>,
    /// The bridge (C2).
    pub bridge: Chart,
    /// The printed sum, and whether it ties.
    pub tie: (Tone, String),
    /// Movements against the prior period and the year before.
    pub movements: Cited,
    /// Rates against the same.
    pub rates: Cited,
    /// Nine periods.
    pub trend: Cited,
    /// Attribute of `segments`; empty where there is none.
    pub attribute: String,
    /// One attribute's segments.
    pub segments: Option<Cited>,
}

impl Screen {
    /// The newest period of the inputs' report, segmented by an attribute (the first one where `None`);
    /// `None` where no period has figures.
    pub fn new(inputs: &PackInputs, attribute: Option<&str>) -> Option<Screen> {
        let context = Context::new(inputs);
        let c = &context;
        let now = c.now()?;
        let document = crate::document(inputs);
        let segments =
            attribute_of(now, attribute).and_then(|a| Some((a.clone(), segments_of(c, now, &a)?)));
        Some(Screen {
            period: now.figures.period,
            label: now.label.clone(),
            partial: now.figures.partial,
            message: message(&document),
            status: facts::status(c),
            tiles: tiles(c, now, &document),
            bridge: chart(bridge::waterfall(c, now, bridge::cut_base(now)))?,
            tie: bridge::tie_line(c, now),
            movements: compared(c, bridge::movements_table(c, now), &bridge_measures(c, now)),
            rates: compared(
                c,
                comparison::table(c, "%", &comparison::rate_rows(c), false),
                &comparison::rate_rows(c),
            ),
            trend: trend_of(c, now),
            attribute: segments
                .as_ref()
                .map(|(a, _)| a.clone())
                .unwrap_or_default(),
            segments: segments.map(|(_, s)| s),
        })
    }
}

fn chart(content: Content) -> Option<Chart> {
    match content {
        Content::Chart(chart) => Some(chart),
        _ => None,
    }
}

fn message(document: &Document) -> String {
    let page = document.pages.iter().find(|p| p.id == "bridge");
    page.map(|p| p.message.clone()).unwrap_or_default()
}

/// The tiles as printed on page 1, each with its metric found by its name.
fn tiles(c: &Context, now: &At, document: &Document) -> Vec<(Tile, Option<Cite>)> {
    let blocks = document
        .pages
        .iter()
        .filter(|p| p.id == "summary")
        .flat_map(|p| &p.blocks);
    let tiles = blocks.filter_map(|b| match &b.content {
        Content::Tiles(tiles) => Some(tiles),
        _ => None,
    });
    let cited = |tile: &Tile| {
        let measure = Measure::CITED
            .into_iter()
            .find(|m| m.caption(c.noun()) == tile.name)?;
        cite(measure, now, None)
    };
    tiles.flatten().map(|t| (t.clone(), cited(t))).collect()
}

fn bridge_measures(c: &Context, now: &At) -> Vec<Measure> {
    let compared: Vec<&At> = [Some(now), c.prior(), c.py()]
        .into_iter()
        .flatten()
        .collect();
    comparison::bridge_rows(&compared)
}

/// A comparison's figures: now, the prior period before its variances, the year before.
fn compared(c: &Context, table: Table, measures: &[Measure]) -> Cited {
    let mut columns: Vec<Option<&At>> = vec![None, c.now()];
    if let Some(prior) = c.prior() {
        columns.extend([Some(prior), None, None]);
    }
    if let Some(py) = c.py() {
        columns.extend([Some(py), None]);
    }
    let row = |m: &Measure| columns.iter().map(|at| cite(*m, (*at)?, None)).collect();
    Cited {
        table,
        cites: measures.iter().map(row).collect(),
    }
}

fn trend_of(c: &Context, now: &At) -> Cited {
    let row = |line: Result<Measure, &str>| {
        let Ok(measure) = line else { return Vec::new() };
        let figures = c.slots.iter().map(|s| cite(measure, s.at.as_ref()?, None));
        std::iter::once(None).chain(figures).collect()
    };
    Cited {
        table: trend::table(c, now),
        cites: trend::lines(c).into_iter().map(row).collect(),
    }
}

fn attribute_of(now: &At, wanted: Option<&str>) -> Option<String> {
    let all = &now.figures.segmentations;
    let named = wanted.and_then(|w| all.iter().find(|s| s.attribute == w));
    named
        .or_else(|| all.iter().find(|s| s.segments.len() > 1))
        .map(|s| s.attribute.clone())
}

fn segments_of(c: &Context, now: &At, attribute: &str) -> Option<Cited> {
    let rows = printed(c, find(now.figures, attribute)?);
    let table = segments::table(c, now, attribute, &rows);
    let with_py = c.py().map(|_| None);
    let line = |segment: Option<(String, String)>| -> Vec<Option<Cite>> {
        let cite = |m: Measure| cite(m, now, segment.clone());
        let head = [
            None,
            None,
            cite(Measure::Opening),
            cite(Measure::Line(Part::Downsell)),
            cite(Measure::DownsellRate),
        ];
        head.into_iter()
            .chain(with_py.clone())
            .chain([cite(Measure::Nrr), cite(Measure::Grr), None])
            .collect()
    };
    let segment = |r: &crate::segments::PrintedSegment| {
        (!r.other()).then(|| (attribute.to_owned(), r.whole_name.clone()))
    };
    // "Other" is several segments: its figures lead nowhere.
    let mut cites: Vec<Vec<Option<Cite>>> = rows
        .iter()
        .map(|r| segment(r).map_or_else(Vec::new, |s| line(Some(s))))
        .collect();
    cites.push(line(None));
    Some(Cited { table, cites })
}

fn cite(measure: Measure, at: &At, segment: Option<(String, String)>) -> Option<Cite> {
    Some(Cite {
        metric: metric(measure)?,
        period: at.figures.period,
        segment,
    })
}

/// The registry id of a measure; `None` where the registry has no such metric.
fn metric(measure: Measure) -> Option<&'static str> {
    match measure {
        Measure::NetNew | Measure::NrrWithoutStepDown | Measure::GrrWithoutStepDown => None,
        Measure::DownsellCustomers => Some("downsell_arr"),
        Measure::ChurnCustomers => Some("churn_arr"),
        other => other.metrics().first().copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_metrics::registry;

    #[test]
    fn every_cited_metric_is_in_the_registry() {
        let parts = Part::ALL.into_iter().filter_map(Part::metric);
        let measures = Measure::CITED.into_iter().filter_map(metric);
        for id in parts.chain(measures) {
            assert!(registry::find(id).is_some(), "{id}");
        }
    }
}
