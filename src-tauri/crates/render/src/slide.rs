//! A chart as a slide of its own.

use crate::geometry::Bounds;
use crate::shapes::{Shape, Sheet};
use crate::{CHART_MARGIN, RenderError, charts, png, svg, text, theme};
use holdfast_pack::model::Chart;

/// Share of its height which a chart must take before it is enlarged no further.
const FILLED: f64 = 0.85;
/// Enlargements that are tried, in tenths: type of 9.5 pt gets at most 19 pt high.
const TENTHS: std::ops::RangeInclusive<u8> = 10..=20;
const HEADING: f64 = 13.0;

/// A chart for a slide, with what its page says around it: what is measured over it, company, period and
/// "unaudited" under it.
#[derive(Clone, Copy, Debug)]
pub struct Slide<'a> {
    /// The chart.
    pub chart: &'a Chart,
    /// What is measured, in which unit, by what.
    pub heading: &'a str,
    /// Company, period and state.
    pub source: &'a str,
    /// Width and height in points.
    pub size: (f64, f64),
}

impl Slide<'_> {
    /// As SVG.
    pub fn svg(&self) -> String {
        svg::sheet(&self.sheet(), &self.chart.alt)
    }

    /// As PNG at `scale` pixels a point.
    ///
    /// # Errors
    /// Where the picture is empty or too large.
    pub fn png(&self, scale: f64) -> Result<Vec<u8>, RenderError> {
        png::sheet(&self.sheet(), scale)
    }

    fn sheet(&self) -> Sheet {
        let (width, height) = self.size;
        let room = width - 2.0 * CHART_MARGIN;
        let heading = theme::HEADING.sized(HEADING);
        let (top, bottom) = (CHART_MARGIN + HEADING - 2.0, height - CHART_MARGIN);
        let words = text::fit(self.heading, heading, room);
        let source = text::fit(self.source, theme::NOTE, room);
        let area = Bounds::new(
            CHART_MARGIN,
            top + 13.0,
            width - CHART_MARGIN,
            bottom - 16.0,
        );
        Sheet {
            width,
            height,
            shapes: vec![
                text::left(CHART_MARGIN, top, words, heading),
                filling(self.chart, area),
                text::left(CHART_MARGIN, bottom, source, theme::NOTE),
            ],
            logo: None,
        }
    }
}

/// The chart over the height of its area. One of few rows, drawn for a part of a page, is laid out in less
/// space and enlarged as a whole, as long as that cuts no further word.
fn filling(chart: &Chart, area: Bounds) -> Shape {
    let plain = charts::draw(chart, area);
    if chart.empty.is_some() {
        return plain;
    }
    let cut = cuts(&plain);
    let mut best = (0.0, plain);
    for tenths in TENTHS {
        let by = f64::from(tenths) / 10.0;
        let room = Bounds::new(0.0, 0.0, area.width() / by, area.height() / by);
        let shape = charts::draw(chart, room);
        let filled = shape.bounds().map_or(1.0, |b| b.bottom / room.height());
        if filled > best.0 && cuts(&shape) <= cut {
            best = (filled, shape.placed((area.left, area.top), by));
        }
        if best.0 >= FILLED {
            break;
        }
    }
    best.1
}

/// Texts which are cut, lines that count what is left out among them.
fn cuts(shape: &Shape) -> usize {
    let mut count = 0;
    shape.walk(&mut |s| {
        if let Shape::Text(run) = s {
            count += usize::from(run.text.contains('…'));
        }
    });
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Bounds;
    use holdfast_pack::model::{ChartSpec, FunnelStep, Mark};
    use rust_decimal::Decimal;

    fn funnel(steps: u32) -> Chart {
        let step = |n: u32| FunnelStep {
            name: format!("Step {n}"),
            bar: Mark {
                value: Decimal::from(40 - n),
                label: format!("{}", 40 - n),
            },
            columns: vec!["581".to_owned(), "within 10 days: 34 of 35".to_owned()],
        };
        Chart {
            spec: ChartSpec::Funnel {
                columns: vec!["cut asked".to_owned(), "within target".to_owned()],
                steps: (0..steps).map(step).collect(),
            },
            alt: String::new(),
            empty: None,
        }
    }

    #[test]
    fn a_chart_of_few_rows_takes_the_height_of_its_slide_and_stays_inside() {
        let area = Bounds::new(12.0, 34.0, 700.0, 330.0);
        for steps in [3, 4, 6, 12, 40] {
            let chart = funnel(steps);
            let shape = filling(&chart, area);
            let taken = shape.bounds().unwrap();
            let least = if steps == 3 { 0.55 } else { 0.7 };
            assert!(taken.height() > least * area.height(), "{steps}: {taken:?}");
            assert!(area.contains(&taken, 1.0), "{steps}: {taken:?}");
            assert!(cuts(&shape) <= cuts(&charts::draw(&chart, area)), "{steps}");
        }
    }
}
