//! The neutral display list. Frame, tables, tiles and charts are laid out once into shapes; the PDF,
//! SVG and PNG writers only translate them, so screen and paper can't differ.

use crate::fonts::Face;
use crate::geometry::{Bounds, Point};
use crate::glyphs;
use crate::logo::Placed;

/// A colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// From `0xRRGGBB`.
    pub const fn hex(value: u32) -> Self {
        Self((value >> 16) as u8, (value >> 8) as u8, value as u8)
    }
}

/// A stroke; `dash` holds the lengths of dash and gap.
#[derive(Clone, PartialEq, Debug)]
pub struct Stroke {
    /// Colour.
    pub color: Rgb,
    /// Width in points.
    pub width: f64,
    /// Lengths of dash and gap in points; empty: solid.
    pub dash: Vec<f64>,
}

impl Stroke {
    /// An unbroken stroke.
    pub const fn solid(color: Rgb, width: f64) -> Self {
        Self {
            color,
            width,
            dash: Vec::new(),
        }
    }

    /// A dashed stroke.
    pub fn dashed(color: Rgb, width: f64, dash: &[f64]) -> Self {
        Self {
            color,
            width,
            dash: dash.to_vec(),
        }
    }
}

/// A run of text on one baseline.
#[derive(Clone, PartialEq, Debug)]
pub struct Run {
    /// Left end of the baseline.
    pub at: Point,
    /// Text, as it is read.
    pub text: String,
    /// Face.
    pub face: Face,
    /// Size in points.
    pub size: f64,
    /// Colour.
    pub color: Rgb,
    /// Slanted: the mark of small cohorts.
    pub slanted: bool,
    /// Turned counter-clockwise by degrees and drawn in outline only: the watermark.
    pub turned: Option<f64>,
}

/// What a group is to a reader that can't see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Role {
    /// Page furniture: not read.
    Artifact,
    /// A part of the page.
    Section,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// Notes under the page.
    Note,
    /// A table.
    Table,
    /// Its row.
    Row,
    /// Head of a column.
    ColumnHead,
    /// Head of a row.
    RowHead,
    /// A cell.
    Cell,
    /// A picture with a text alternative.
    Figure(String),
    /// A link to the page of that id; covers the given area.
    Link(String, BoundsKey),
}

/// Bounds in hundredths of a point, so that roles can be compared exactly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BoundsKey(i64, i64, i64, i64);

impl From<Bounds> for BoundsKey {
    fn from(b: Bounds) -> Self {
        let key = |v: f64| (v * 100.0).round() as i64;
        Self(key(b.left), key(b.top), key(b.right), key(b.bottom))
    }
}

impl From<BoundsKey> for Bounds {
    fn from(key: BoundsKey) -> Self {
        let points = |v: i64| v as f64 / 100.0;
        Self::new(points(key.0), points(key.1), points(key.2), points(key.3))
    }
}

/// One thing to draw.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// Text.
    Text(Run),
    /// A line through points, open or closed, filled or stroked.
    Path {
        /// Points.
        points: Vec<Point>,
        /// Whether the last point joins the first.
        closed: bool,
        /// Filling.
        fill: Option<Rgb>,
        /// Stroke.
        stroke: Option<Stroke>,
    },
    /// A circle.
    Circle {
        /// Middle.
        center: Point,
        /// Radius.
        radius: f64,
        /// Filling.
        fill: Option<Rgb>,
        /// Stroke.
        stroke: Option<Stroke>,
    },
    /// Shapes with one role.
    Group(Role, Vec<Shape>),
}

impl Shape {
    /// A filled rectangle.
    pub fn rect(bounds: Bounds, fill: Rgb) -> Self {
        Self::polygon(bounds.corners(), fill)
    }

    /// A filled polygon.
    pub fn polygon(points: Vec<Point>, fill: Rgb) -> Self {
        Self::Path {
            points,
            closed: true,
            fill: Some(fill),
            stroke: None,
        }
    }

    /// A rectangle in outline, the stroke inside the bounds.
    pub fn outline(bounds: Bounds, fill: Rgb, stroke: Stroke) -> Self {
        let half = (stroke.width / 2.0)
            .min(bounds.width() / 2.0)
            .min(bounds.height() / 2.0);
        Self::Path {
            points: bounds.inset(half, half, half, half).corners(),
            closed: true,
            fill: Some(fill),
            stroke: Some(stroke),
        }
    }

    /// A straight line.
    pub fn line(from: Point, to: Point, stroke: Stroke) -> Self {
        Self::polyline(vec![from, to], stroke)
    }

    /// A line through points.
    pub fn polyline(points: Vec<Point>, stroke: Stroke) -> Self {
        Self::Path {
            points,
            closed: false,
            fill: None,
            stroke: Some(stroke),
        }
    }

    /// A filled dot.
    pub fn dot(center: Point, radius: f64, fill: Rgb) -> Self {
        Self::Circle {
            center,
            radius,
            fill: Some(fill),
            stroke: None,
        }
    }

    /// The space which the shape takes; a turned run counts as its anchor. `None`: nothing drawn.
    pub fn bounds(&self) -> Option<Bounds> {
        match self {
            Self::Text(run) => Some(run.bounds()),
            Self::Path { points, stroke, .. } => {
                let reach = stroke.as_ref().map_or(0.0, |s| s.width / 2.0);
                around(points, reach)
            }
            Self::Circle {
                center,
                radius,
                stroke,
                ..
            } => around(
                &[*center],
                radius + stroke.as_ref().map_or(0.0, |s| s.width / 2.0),
            ),
            Self::Group(_, shapes) => bounds_of(shapes),
        }
    }

    /// The shape enlarged as a whole, its origin at `to`.
    #[must_use]
    pub fn placed(self, to: Point, by: f64) -> Self {
        let point = |(x, y): Point| (to.0 + x * by, to.1 + y * by);
        let stroke = |s: Stroke| Stroke {
            width: s.width * by,
            dash: s.dash.iter().map(|d| d * by).collect(),
            ..s
        };
        match self {
            Self::Text(run) => Self::Text(Run {
                at: point(run.at),
                size: run.size * by,
                ..run
            }),
            Self::Path {
                points,
                closed,
                fill,
                stroke: line,
            } => Self::Path {
                points: points.into_iter().map(point).collect(),
                closed,
                fill,
                stroke: line.map(stroke),
            },
            Self::Circle {
                center,
                radius,
                fill,
                stroke: line,
            } => Self::Circle {
                center: point(center),
                radius: radius * by,
                fill,
                stroke: line.map(stroke),
            },
            Self::Group(role, shapes) => {
                let shapes = shapes.into_iter().map(|s| s.placed(to, by));
                Self::Group(role, shapes.collect())
            }
        }
    }

    /// Calls `see` for this shape and everything in it.
    pub fn walk<'a>(&'a self, see: &mut impl FnMut(&'a Shape)) {
        see(self);
        if let Self::Group(_, shapes) = self {
            for shape in shapes {
                shape.walk(see);
            }
        }
    }
}

impl Run {
    /// The space which the run takes, from ascender to descender.
    pub fn bounds(&self) -> Bounds {
        if self.turned.is_some() {
            return Bounds::new(self.at.0, self.at.1, self.at.0, self.at.1);
        }
        let width = glyphs::width(&self.text, self.face, self.size);
        Bounds::new(
            self.at.0,
            self.at.1 - 0.78 * self.size,
            self.at.0 + width,
            self.at.1 + 0.22 * self.size,
        )
    }
}

/// The space which shapes take together.
pub fn bounds_of(shapes: &[Shape]) -> Option<Bounds> {
    shapes
        .iter()
        .filter_map(Shape::bounds)
        .reduce(|a, b| a.union(&b))
}

fn around(points: &[Point], reach: f64) -> Option<Bounds> {
    points
        .iter()
        .map(|p| Bounds::new(p.0 - reach, p.1 - reach, p.0 + reach, p.1 + reach))
        .reduce(|a, b| a.union(&b))
}

/// A page ready to be written.
#[derive(Clone, PartialEq, Debug)]
pub struct Sheet {
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// Shapes in the order in which they are painted and read.
    pub shapes: Vec<Shape>,
    /// The company's logo.
    pub logo: Option<Placed>,
}

/// The lines of a 45° hatch, clipped to the rectangle: one line every `step` points.
pub fn hatch(bounds: Bounds, color: Rgb, width: f64, step: f64) -> Vec<Shape> {
    let (w, h) = (bounds.width(), bounds.height());
    if w <= 0.0 || h <= 0.0 || step <= 0.0 {
        return Vec::new();
    }
    let count = ((w + h) / step).ceil().min(4000.0) as usize;
    (1..=count)
        .map(|i| i as f64 * step)
        .filter(|d| *d < w + h)
        .map(|d| {
            let from = (bounds.left + d.min(w), bounds.top + (d - w).max(0.0));
            let to = (bounds.left + (d - h).max(0.0), bounds.top + d.min(h));
            Shape::line(from, to, Stroke::solid(color, width))
        })
        .collect()
}
