//! A plotters backend which records neutral shapes. Its coordinates are integers, so it takes 20 units
//! a point: at fewer, bars would visibly snap.

use crate::fonts::Face;
use crate::geometry::{Bounds, Point};
use crate::glyphs;
use crate::shapes::{Rgb, Shape, Stroke};
use crate::text;
use crate::theme::Style;
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind, FontStyle,
};
use std::cell::RefCell;
use std::convert::Infallible;
use std::ops::Range;
use std::rc::Rc;

/// Units a point.
pub const UNITS: f64 = 20.0;

type Sink = Rc<RefCell<Vec<Shape>>>;
type Recorded = Result<(), DrawingErrorKind<Infallible>>;

/// Records what plotters draws.
pub struct Recorder {
    origin: Point,
    size: (u32, u32),
    sink: Sink,
}

impl Recorder {
    fn point(&self, (x, y): BackendCoord) -> Point {
        (
            self.origin.0 + f64::from(x) / UNITS,
            self.origin.1 + f64::from(y) / UNITS,
        )
    }

    fn push(&self, shape: Shape) {
        self.sink.borrow_mut().push(shape);
    }
}

fn rgb(color: BackendColor) -> Rgb {
    Rgb(color.rgb.0, color.rgb.1, color.rgb.2)
}

fn stroke<S: BackendStyle>(style: &S) -> Stroke {
    Stroke::solid(rgb(style.color()), f64::from(style.stroke_width()) / UNITS)
}

fn style_of<T: BackendTextStyle>(style: &T) -> Style {
    let size = style.size() / UNITS;
    let color = rgb(style.color());
    match style.style() {
        FontStyle::Bold => Style::bold(size, color),
        _ => Style::regular(size, color),
    }
}

impl DrawingBackend for Recorder {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Recorded {
        Ok(())
    }

    fn present(&mut self) -> Recorded {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Recorded {
        let (x, y) = self.point(point);
        let unit = 1.0 / UNITS;
        self.push(Shape::rect(
            Bounds::new(x, y, x + unit, y + unit),
            rgb(color),
        ));
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Recorded {
        self.push(Shape::line(self.point(from), self.point(to), stroke(style)));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Recorded {
        let ((x0, y0), (x1, y1)) = (self.point(a), self.point(b));
        let bounds = Bounds::new(x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1));
        if fill {
            self.push(Shape::rect(bounds, rgb(style.color())));
            return Ok(());
        }
        self.push(Shape::Path {
            points: bounds.corners(),
            closed: true,
            fill: None,
            stroke: Some(stroke(style)),
        });
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Recorded {
        let points = path.into_iter().map(|p| self.point(p)).collect();
        self.push(Shape::polyline(points, stroke(style)));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Recorded {
        self.push(Shape::Circle {
            center: self.point(center),
            radius: f64::from(radius) / UNITS,
            fill: fill.then(|| rgb(style.color())),
            stroke: (!fill).then(|| stroke(style)),
        });
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Recorded {
        let points = corners.into_iter().map(|p| self.point(p)).collect();
        self.push(Shape::polygon(points, rgb(style.color())));
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        words: &str,
        style: &T,
        at: BackendCoord,
    ) -> Recorded {
        let set = style_of(style);
        let (x, y) = self.point(at);
        let anchor = style.anchor();
        let x = match anchor.h_pos {
            HPos::Left => x,
            HPos::Center => x - text::measure(words, set) / 2.0,
            HPos::Right => x - text::measure(words, set),
        };
        let y = match anchor.v_pos {
            VPos::Top => y + 0.78 * set.size,
            VPos::Center => y + 0.35 * set.size,
            VPos::Bottom => y - 0.22 * set.size,
        };
        self.push(text::left(x, y, words, set));
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        words: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = style.size() / UNITS;
        let face = match style.style() {
            FontStyle::Bold => Face::SemiBold,
            _ => Face::Regular,
        };
        let units = |points: f64| (points * UNITS).round() as u32;
        Ok((units(glyphs::width(words, face, size)), units(size)))
    }
}

/// A plot: data coordinates over a rectangle of the page, drawn through plotters.
pub struct Plot {
    area: DrawingArea<Recorder, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    origin: Point,
    bottom: f64,
    sink: Sink,
}

impl Plot {
    /// A plot over `bounds` with the given ranges; larger y is higher on the page.
    pub fn new(bounds: Bounds, x: Range<f64>, y: Range<f64>) -> Self {
        let sink = Sink::default();
        let units = |points: f64| (points.max(0.05) * UNITS).round() as i32;
        let (width, height) = (units(bounds.width()), units(bounds.height()));
        let recorder = Recorder {
            origin: (bounds.left, bounds.top),
            size: (width.unsigned_abs(), height.unsigned_abs()),
            sink: Rc::clone(&sink),
        };
        let whole: DrawingArea<Recorder, Shift> = recorder.into_drawing_area();
        let ranges = Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(
            widened(x),
            widened(y),
            (0..width, height..0),
        );
        Self {
            area: whole.apply_coord_spec(ranges),
            origin: (bounds.left, bounds.top),
            bottom: bounds.bottom,
            sink,
        }
    }

    /// The lower edge on the page.
    pub fn bottom(&self) -> f64 {
        self.bottom
    }

    /// The place of a value on the page.
    pub fn place(&self, x: f64, y: f64) -> Point {
        let (px, py) = self.area.map_coordinate(&(x, y));
        (
            self.origin.0 + f64::from(px) / UNITS,
            self.origin.1 + f64::from(py) / UNITS,
        )
    }

    /// A rectangle between two values as page bounds.
    pub fn bounds(&self, a: (f64, f64), b: (f64, f64)) -> Bounds {
        let ((x0, y0), (x1, y1)) = (self.place(a.0, a.1), self.place(b.0, b.1));
        Bounds::new(x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1))
    }

    /// A line through values.
    pub fn line(&self, points: Vec<(f64, f64)>, color: Rgb, width: f64) {
        self.element(&PathElement::new(points, shape_style(color, width)));
    }

    /// A dashed line through values; lengths in points.
    pub fn dashed(&self, points: Vec<(f64, f64)>, color: Rgb, width: f64, dash: &[f64]) {
        let points = points.into_iter().map(|(x, y)| self.place(x, y)).collect();
        self.push(Shape::polyline(points, Stroke::dashed(color, width, dash)));
    }

    /// A filled area.
    pub fn fill(&self, corners: Vec<(f64, f64)>, color: Rgb) {
        self.element(&Polygon::new(corners, rgb_color(color).filled()));
    }

    /// A dot of the given radius in points, filled, or hollow with a stroke.
    pub fn dot(&self, at: (f64, f64), radius: f64, color: Rgb, filled: bool) {
        let units = (radius * UNITS).round() as u32;
        if filled {
            self.element(&Circle::new(at, units, rgb_color(color).filled()));
        } else {
            self.element(&Circle::new(at, units, shape_style(color, 1.2)));
        }
    }

    /// Text centred on or beside a place, shifted by points.
    pub fn push(&self, shape: Shape) {
        self.sink.borrow_mut().push(shape);
    }

    /// Further shapes.
    pub fn extend(&self, shapes: impl IntoIterator<Item = Shape>) {
        self.sink.borrow_mut().extend(shapes);
    }

    /// What was drawn.
    pub fn finish(self) -> Vec<Shape> {
        std::mem::take(&mut *self.sink.borrow_mut())
    }

    /// Recording can't fail, so there is no error to pass on.
    fn element<'a, E, B>(&self, element: &'a E)
    where
        B: plotters::element::CoordMapper,
        &'a E: plotters::element::PointCollection<'a, (f64, f64), B>,
        E: plotters::element::Drawable<Recorder, B>,
    {
        let _recorded = self.area.draw(element);
    }
}

fn rgb_color(color: Rgb) -> RGBColor {
    RGBColor(color.0, color.1, color.2)
}

fn shape_style(color: Rgb, width: f64) -> ShapeStyle {
    ShapeStyle::from(rgb_color(color)).stroke_width((width * UNITS).round() as u32)
}

/// A range with some extent, so that a value always has a place.
fn widened(range: Range<f64>) -> Range<f64> {
    if (range.end - range.start).abs() < 1e-12 {
        range.start - 0.5..range.start + 0.5
    } else {
        range
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme;

    #[test]
    fn records_in_points_with_20_units_each() {
        let plot = Plot::new(Bounds::new(10.0, 20.0, 110.0, 70.0), 0.0..10.0, 0.0..100.0);
        plot.line(vec![(0.0, 0.0), (10.0, 100.0)], theme::GOOD, 0.9);
        let shapes = plot.finish();
        assert_eq!(
            shapes,
            vec![Shape::line(
                (10.0, 70.0),
                (110.0, 20.0),
                Stroke::solid(theme::GOOD, 0.9)
            )]
        );
    }

    #[test]
    fn an_empty_range_still_has_a_place() {
        let plot = Plot::new(Bounds::new(0.0, 0.0, 100.0, 50.0), 0.0..1.0, 5.0..5.0);
        assert_eq!(plot.place(0.5, 5.0), (50.0, 25.0));
    }

    #[test]
    fn text_drawn_through_plotters_is_measured_by_our_face() {
        let plot = Plot::new(Bounds::new(0.0, 0.0, 100.0, 50.0), 0.0..1.0, 0.0..1.0);
        let style = TextStyle::from(("IBM Plex Sans", 10.0 * UNITS).into_font());
        plot.element(&Text::new("18", (0.5, 0.5), style));
        assert!(matches!(&plot.finish()[0], Shape::Text(run) if (run.size - 10.0).abs() < 1e-9));
    }
}
