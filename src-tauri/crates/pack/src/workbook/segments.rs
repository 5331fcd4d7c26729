//! `Segments`: the bridge of every segment of the newest period, by each attribute (S-1, S-2). Rates over
//! few customers are replaced by their number (S-4).

mod rates;

use super::address::{cell, fixed};
use super::build::{Build, Figure, Head, TOP};
use super::customers::Base;
use super::facts::PackPeriod;
use super::lines::{self, Condition, Lines, number};
use super::spec::{Look, Role, Sheet, Shown, Style, Tab};
use crate::PackInputs;
use crate::tie::Part;
use holdfast_ledger::{Decimal, Ratio};
use holdfast_metrics::{PeriodFigures, Scope, SegmentFigures, Segmentation};

/// Name of the sheet.
pub const SHEET: &str = "Segments";
const END: (u32, u16) = (TOP, 1);
const YEAR_END: (u32, u16) = (TOP + 1, 1);
const LEAST: (u32, u16) = (TOP + 2, 1);
const FIRST_BLOCK: u32 = TOP + 4;

/// What `Checks` needs of an attribute: the sums of its segments' lines.
#[derive(Clone, Debug)]
pub struct SegmentSums {
    /// Attribute.
    pub attribute: String,
    /// Sum of the segments' opening ARR, downsell and closing ARR.
    pub opening: Figure,
    /// Downsell, negative.
    pub downsell: Figure,
    /// Closing ARR.
    pub closing: Figure,
    /// Sum of the transfers: nothing, because what leaves one segment enters another (S-2).
    pub transfer: Figure,
    /// Sum of the differences between each segment's bridge and its closing.
    pub foots: Figure,
}

/// Columns of a block.
#[derive(Clone, Debug)]
struct Layout {
    parts: Vec<Part>,
    transfer: u16,
    year: Option<u16>,
    rates: u16,
}

const COUNT: u16 = 2;
const OPENING: u16 = 3;
const FIRST_PART: u16 = 4;
const RATES: [&str; 6] = [
    "downsell rate",
    "NRR",
    "GRR",
    "logo retention",
    "share of downsell",
    "share of opening",
];
const YEAR: [&str; 5] = [
    "prior year: customers",
    "opening ARR",
    "Downsell",
    "downsell rate",
    "Δ pp",
];

impl Layout {
    fn new(parts: Vec<Part>, year: bool) -> Layout {
        let transfer = FIRST_PART + parts.len() as u16;
        let rates = transfer + 3;
        Layout {
            parts,
            transfer,
            year: year.then_some(rates + RATES.len() as u16),
            rates,
        }
    }
    fn closing(&self) -> u16 {
        self.transfer + 1
    }
    fn foots(&self) -> u16 {
        self.transfer + 2
    }
    fn part(&self, part: Part) -> Option<u16> {
        self.parts
            .iter()
            .position(|p| *p == part)
            .map(|at| FIRST_PART + at as u16)
    }
}

/// A row: a segment with its conditions, or the total with none.
struct Line<'l> {
    row: u32,
    scope: &'l Scope,
    year: Option<&'l Scope>,
    own: Vec<Condition>,
    at_close: Vec<Condition>,
}

struct Writer<'b, 'a> {
    base: &'b Base<'a>,
    layout: Layout,
    year: Option<&'b PackPeriod<'a>>,
    least: u32,
    total: &'b Scope,
    total_row: u32,
}

/// The sheet.
pub fn sheet<'a>(
    inputs: &PackInputs<'a>,
    base: &Base<'a>,
    head: &Head,
) -> (Sheet<'a>, Vec<SegmentSums>) {
    let mut build = Build::new(SHEET, "Segments", Tab::Figures, head);
    build.freeze(FIRST_BLOCK, 1);
    build.0.repeat = (0, TOP);
    let newest = base.facts.newest();
    let (Some(now), Some(figures)) = (newest, newest.and_then(|p| p.figures)) else {
        build.widths(&[60]);
        build.label(FIRST_BLOCK, 0, "No period: the file covers one close.");
        return (build.finish(), Vec::new());
    };
    let year = base
        .facts
        .year_before()
        .and_then(|i| base.facts.periods.get(i));
    let carried = |s: &SegmentFigures| !s.scope.bridge.data_quality.is_zero();
    let mut all = figures.segmentations.iter().flat_map(|s| &s.segments);
    let quality = all.any(carried) || !figures.total.bridge.data_quality.is_zero();
    let mut parts = lines::in_use(&base.facts);
    parts.retain(|p| *p != Part::DataQuality);
    if quality {
        parts.push(Part::DataQuality);
    }
    let layout = Layout::new(parts, year.is_some());
    inputs_of(&mut build, inputs, now, year);
    widths(&mut build, &layout);
    let least = inputs.report.basis.min_n;
    let mut writer = Writer {
        base,
        layout,
        year,
        least,
        total: &figures.total,
        total_row: 0,
    };
    let mut sums = Vec::new();
    let mut row = FIRST_BLOCK;
    for (index, segmentation) in figures.segmentations.iter().enumerate() {
        sums.push(writer.block(&mut build, row, index, segmentation));
        row = writer.total_row + 3;
    }
    if figures.segmentations.is_empty() {
        build.label(FIRST_BLOCK, 0, "No attribute to segment by: the file has none with few values, and the basis names none.");
    }
    (build.finish(), sums)
}

fn inputs_of(
    build: &mut Build<'_>,
    inputs: &PackInputs<'_>,
    now: &PackPeriod<'_>,
    year: Option<&PackPeriod<'_>>,
) {
    build.label(END.0, 0, "period end");
    build.date(END.0, END.1, now.period.closing().date());
    build.label(YEAR_END.0, 0, "period end, prior year");
    match year {
        Some(year) => build.date(YEAR_END.0, YEAR_END.1, year.period.closing().date()),
        None => build.muted(YEAR_END.0, YEAR_END.1, "not covered"),
    }
    build.label(LEAST.0, 0, "fewest customers for a rate");
    build.input(
        LEAST.0,
        LEAST.1,
        inputs.report.basis.min_n.into(),
        Shown::Count,
        Look::Normal,
    );
}

fn widths(build: &mut Build<'_>, layout: &Layout) {
    let mut widths = vec![28, 22, 11];
    widths.extend(vec![14; usize::from(layout.rates) - 3]);
    widths.extend([11; RATES.len()]);
    if layout.year.is_some() {
        widths.extend([12; YEAR.len()]);
    }
    build.widths(&widths);
}

impl Writer<'_, '_> {
    fn lines(&self) -> Lines<'_> {
        Lines {
            fields: &self.base.fields,
        }
    }

    fn block(
        &mut self,
        build: &mut Build<'_>,
        row: u32,
        index: usize,
        segmentation: &Segmentation,
    ) -> SegmentSums {
        build.section(row, 0, &format!("By {}", segmentation.attribute));
        self.captions(build, row + 1);
        let first = row + 2;
        let segments = self.shown(index, segmentation);
        let before = self
            .year
            .and_then(|p| p.figures)
            .and_then(|f| find(f, &segmentation.attribute));
        let before = before.map_or_else(Vec::new, |s| self.shown(index, s));
        self.total_row = first + segments.len() as u32;
        for (at, (name, label, scope)) in segments.iter().enumerate() {
            let row = first + at as u32;
            build.label(row, 0, name);
            build.text(row, 1, label, Style::new(Role::Muted, Shown::Text));
            let of = |suffix: &str| {
                vec![(
                    format!("cust_seg_{}{suffix}", index + 1),
                    format!("$B{}", row + 1),
                )]
            };
            let year = before.iter().find(|b| b.0 == *name).map(|b| &b.2);
            let line = Line {
                row,
                scope,
                year,
                own: of(""),
                at_close: of("_end"),
            };
            self.bridge(build, &line);
            self.rates(build, &line);
            self.year(build, &line);
        }
        self.totals(build, first, &segmentation.attribute)
    }

    /// The segments as shown: name, label in `Customers`, figures; merged ones added up.
    fn shown(&self, index: usize, segmentation: &Segmentation) -> Vec<(String, String, Scope)> {
        let mut names: Vec<((String, String), Vec<&Scope>)> = Vec::new();
        for segment in &segmentation.segments {
            let label = self
                .base
                .fields
                .label(&self.base.facts, index, &segment.value);
            let label = label
                .cloned()
                .unwrap_or_else(|| (segment.value.clone(), segment.value.clone()));
            match names.iter_mut().find(|(l, _)| *l == label) {
                Some((_, scopes)) => scopes.push(&segment.scope),
                None => names.push((label, vec![&segment.scope])),
            }
        }
        let sum = |((name, label), scopes): ((String, String), Vec<&Scope>)| {
            (name, label, crate::segments::sum(&scopes))
        };
        names.into_iter().map(sum).collect()
    }

    fn captions(&self, build: &mut Build<'_>, row: u32) {
        let layout = &self.layout;
        build.captions(
            row,
            0,
            &["segment", "in Customers as", "customers", "opening ARR"],
            2,
        );
        for (at, part) in layout.parts.iter().enumerate() {
            build.captions(row, FIRST_PART + at as u16, &[part.caption()], 0);
        }
        build.captions(
            row,
            layout.transfer,
            &["Transfer", "closing ARR", "difference"],
            0,
        );
        build.captions(row, layout.rates, &RATES, 0);
        if let Some(year) = layout.year {
            build.captions(row, year, &YEAR, 0);
        }
        build.0.heights.push((row, 26));
    }

    /// Customers, opening, movements, transfer, closing, and whether they foot.
    fn bridge(&self, build: &mut Build<'_>, line: &Line<'_>) {
        let (lines, layout, b) = (self.lines(), &self.layout, &line.scope.bridge);
        let end = fixed(END.0, END.1);
        let mut put = |column, text: String, value: Ratio, shown, look| {
            build.remote((line.row, column), text, value, shown, look);
        };
        put(
            COUNT,
            lines.paying("cust_open", &end, &line.own),
            number(line.scope.counts.opening),
            Shown::Count,
            Look::Normal,
        );
        let quality = layout.part(Part::DataQuality);
        let quality = quality.map_or_else(String::new, |at| format!("-{}", cell(line.row, at)));
        put(
            OPENING,
            lines.opening(&end, &line.own) + &quality,
            Some(b.opening),
            Shown::Money,
            Look::Normal,
        );
        let balance = |with: &[Condition]| lines.sum(lines.balance(), &end, with);
        let transfer = format!("{}-{}", balance(&line.at_close), balance(&line.own));
        put(
            layout.transfer,
            transfer,
            Some(b.transfer),
            Shown::Change,
            Look::Normal,
        );
        put(
            layout.closing(),
            balance(&line.at_close),
            Some(b.closing),
            Shown::Money,
            Look::Normal,
        );
        self.parts(build, line);
        self.foots(build, line.row, Look::Small);
    }

    /// The movements, and what past figures are kept at.
    fn parts(&self, build: &mut Build<'_>, line: &Line<'_>) {
        let (lines, layout, b) = (self.lines(), &self.layout, &line.scope.bridge);
        let end = fixed(END.0, END.1);
        for (at, part) in layout.parts.iter().enumerate() {
            let column = FIRST_PART + at as u16;
            if *part == Part::DataQuality {
                build.input(
                    line.row,
                    column,
                    b.data_quality,
                    Shown::Change,
                    Look::Normal,
                );
                continue;
            }
            let text = lines.part(
                *part,
                &format!("\"{}\"", lines::key(*part)),
                &end,
                &line.own,
            );
            let look = if *part == Part::Downsell {
                Look::Highlight
            } else {
                Look::Normal
            };
            let at = (line.row, column);
            build.remote(at, text, Some(part.of(b)), Shown::Change, look);
        }
    }

    fn foots(&self, build: &mut Build<'_>, row: u32, look: Look) -> Figure {
        let (from, to) = (cell(row, OPENING), cell(row, self.layout.transfer));
        let text = format!(
            "ROUND(SUM({from}:{to})-{},2)",
            cell(row, self.layout.closing())
        );
        build.local(
            (row, self.layout.foots()),
            text,
            Some(0.into()),
            Shown::Cents,
            look,
        )
    }

    /// The total row: sums of the segments, rates from their money.
    fn totals(&self, build: &mut Build<'_>, first: u32, attribute: &str) -> SegmentSums {
        let (row, b) = (self.total_row, &self.total.bridge);
        build.text(row, 0, "Total", Style::default().look(Look::Total));
        let last = row - 1;
        let mut sum = |column: u16, value: Decimal, shown| {
            let text = format!("SUM({}:{})", cell(first, column), cell(last, column));
            build.local((row, column), text, Some(value), shown, Look::Total)
        };
        sum(COUNT, self.total.counts.opening.into(), Shown::Count);
        let opening = sum(OPENING, b.opening, Shown::Money);
        let mut downsell = opening.clone();
        for (at, part) in self.layout.parts.iter().enumerate() {
            let figure = sum(FIRST_PART + at as u16, part.of(b), Shown::Change);
            if *part == Part::Downsell {
                downsell = figure;
            }
        }
        let transfer = sum(self.layout.transfer, Decimal::ZERO, Shown::Change);
        let closing = sum(self.layout.closing(), b.closing, Shown::Money);
        let foots = self.foots(build, row, Look::Total);
        let year = self.year.and_then(|p| p.figures).map(|f| &f.total);
        let line = Line {
            row,
            scope: self.total,
            year,
            own: Vec::new(),
            at_close: Vec::new(),
        };
        self.rates(build, &line);
        self.year(build, &line);
        SegmentSums {
            attribute: attribute.to_owned(),
            opening,
            downsell,
            closing,
            transfer,
            foots,
        }
    }
}

fn find<'f>(figures: &'f PeriodFigures, attribute: &str) -> Option<&'f Segmentation> {
    figures
        .segmentations
        .iter()
        .find(|s| s.attribute == attribute)
}
