//! Shapes to page operators, with marked content for everything that is read and artifacts for the rest.

use super::structure::Node;
use super::units::points;
use crate::fonts::Face;
use crate::geometry::Point;
use crate::shapes::{Rgb, Role, Run, Shape, Sheet, Stroke};
use crate::text;
use printpdf::{
    Color, DictItem, FontId, Line, LineDashPattern, LinePoint, Op, PaintMode, PdfFontHandle,
    Polygon, PolygonRing, Rgb as PdfRgb, TextItem, TextMatrix, TextRenderingMode, WindingOrder,
};
use std::collections::{BTreeMap, BTreeSet};

/// Slant of an oblique: 12°.
const SLANT: f32 = 0.2126;
/// Handle length of a quarter circle.
const ARC: f64 = 0.552_284_75;

/// Characters in use by face.
pub type Used = BTreeMap<Face, BTreeSet<char>>;

/// What a page became.
pub struct Written {
    /// Operators.
    pub ops: Vec<Op>,
    /// Its part of the structure tree.
    pub nodes: Vec<Node>,
    /// Marked pieces of content on the page.
    pub marks: usize,
}

/// Resource name of a face.
pub fn font_id(face: Face) -> FontId {
    FontId(
        match face {
            Face::Regular => "Regular",
            Face::SemiBold => "SemiBold",
            Face::Mono => "Mono",
            Face::Fallback => "Fallback",
        }
        .to_owned(),
    )
}

/// Translates a page; adds its characters to `used`.
pub fn write(sheet: &Sheet, used: &mut Used) -> Written {
    let mut writer = Writer {
        height: sheet.height,
        ops: Vec::new(),
        marks: 0,
        open: None,
        state: State::default(),
        used,
    };
    let mut nodes = Vec::new();
    for shape in &sheet.shapes {
        writer.shape(shape, Mark::Artifact, &mut nodes);
    }
    writer.close();
    Written {
        ops: writer.ops,
        nodes,
        marks: writer.marks,
    }
}

/// What plain shapes belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Artifact,
    Content,
}

/// The graphics state which the operators so far have left.
#[derive(Default)]
struct State {
    fill: Option<Rgb>,
    stroke: Option<Rgb>,
    width: Option<f64>,
    dash: Vec<f64>,
}

struct Writer<'a> {
    height: f64,
    ops: Vec<Op>,
    marks: usize,
    open: Option<Mark>,
    state: State,
    used: &'a mut Used,
}

impl Writer<'_> {
    fn shape(&mut self, shape: &Shape, mark: Mark, nodes: &mut Vec<Node>) {
        match shape {
            Shape::Group(_, shapes) if mark == Mark::Artifact && self.open == Some(mark) => {
                for shape in shapes {
                    self.shape(shape, mark, nodes);
                }
            }
            Shape::Group(role, shapes) => self.group(role, shapes, nodes),
            plain => {
                self.mark(mark, nodes);
                self.plain(plain);
            }
        }
    }

    fn group(&mut self, role: &Role, shapes: &[Shape], nodes: &mut Vec<Node>) {
        self.close();
        if *role == Role::Artifact {
            for shape in shapes {
                self.mark(Mark::Artifact, nodes);
                self.shape(shape, Mark::Artifact, nodes);
            }
            return self.close();
        }
        let mark = match role {
            Role::Section | Role::Table | Role::Row | Role::Link(..) => Mark::Artifact,
            _ => Mark::Content,
        };
        let mut children = Vec::new();
        for shape in shapes {
            self.shape(shape, mark, &mut children);
        }
        self.close();
        nodes.push(Node::Element(role.clone(), children));
    }

    /// Opens marked content, unless it is open already.
    fn mark(&mut self, mark: Mark, nodes: &mut Vec<Node>) {
        if self.open == Some(mark) {
            return;
        }
        self.close();
        self.open = Some(mark);
        self.ops.push(match mark {
            Mark::Artifact => Op::BeginMarkedContent {
                tag: "Artifact".to_owned(),
            },
            Mark::Content => {
                let id = self.marks;
                self.marks += 1;
                nodes.push(Node::Content(id));
                let map = BTreeMap::from([("MCID".to_owned(), DictItem::Int(id as i64))]);
                Op::BeginMarkedContentWithProperties {
                    tag: "Span".to_owned(),
                    properties: DictItem::Dict { map },
                }
            }
        });
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.ops.push(Op::EndMarkedContent);
        }
    }

    fn plain(&mut self, shape: &Shape) {
        match shape {
            Shape::Text(run) => {
                let stretches = text::stretches(run);
                let last = stretches.len().saturating_sub(1);
                for (i, part) in stretches.iter().enumerate() {
                    self.text(part, i == last);
                }
            }
            Shape::Path {
                points,
                closed,
                fill,
                stroke,
            } => {
                let ring = points.iter().map(|p| self.corner(*p, false)).collect();
                self.paint(ring, *closed, *fill, stroke.as_ref());
            }
            Shape::Circle {
                center,
                radius,
                fill,
                stroke,
            } => {
                let ring = self.circle(*center, *radius);
                self.paint(ring, true, *fill, stroke.as_ref());
            }
            Shape::Group(..) => {}
        }
    }

    fn paint(
        &mut self,
        points: Vec<LinePoint>,
        closed: bool,
        fill: Option<Rgb>,
        stroke: Option<&Stroke>,
    ) {
        if let Some(color) = fill {
            self.fill(color);
        }
        if let Some(stroke) = stroke {
            self.stroke(stroke);
        }
        let mode = match (fill, stroke) {
            (Some(_), Some(_)) => PaintMode::FillStroke,
            (Some(_), None) => PaintMode::Fill,
            (None, Some(_)) if closed => PaintMode::Stroke,
            (None, Some(_)) => {
                let line = Line {
                    points,
                    is_closed: false,
                };
                return self.ops.push(Op::DrawLine { line });
            }
            (None, None) => return,
        };
        let polygon = Polygon {
            rings: vec![PolygonRing { points }],
            mode,
            winding_order: WindingOrder::NonZero,
        };
        self.ops.push(Op::DrawPolygon { polygon });
    }

    fn corner(&self, p: Point, bezier: bool) -> LinePoint {
        LinePoint {
            p: printpdf::Point {
                x: points(p.0),
                y: points(self.height - p.1),
            },
            bezier,
        }
    }

    fn circle(&self, (x, y): Point, r: f64) -> Vec<LinePoint> {
        let k = r * ARC;
        let arcs = [
            [(x + r, y + k), (x + k, y + r), (x, y + r)],
            [(x - k, y + r), (x - r, y + k), (x - r, y)],
            [(x - r, y - k), (x - k, y - r), (x, y - r)],
            [(x + k, y - r), (x + r, y - k), (x + r, y)],
        ];
        let mut ring = vec![self.corner((x + r, y), false)];
        for [a, b, end] in arcs {
            ring.push(self.corner(a, true));
            ring.push(self.corner(b, true));
            ring.push(self.corner(end, false));
        }
        ring
    }

    fn fill(&mut self, color: Rgb) {
        if self.state.fill != Some(color) {
            self.state.fill = Some(color);
            self.ops.push(Op::SetFillColor { col: pdf(color) });
        }
    }

    fn stroke(&mut self, stroke: &Stroke) {
        if self.state.stroke != Some(stroke.color) {
            self.state.stroke = Some(stroke.color);
            self.ops.push(Op::SetOutlineColor {
                col: pdf(stroke.color),
            });
        }
        if self.state.width != Some(stroke.width) {
            self.state.width = Some(stroke.width);
            self.ops.push(Op::SetOutlineThickness {
                pt: points(stroke.width),
            });
        }
        if self.state.dash != stroke.dash {
            self.state.dash.clone_from(&stroke.dash);
            let lengths: Vec<f32> = stroke.dash.iter().map(|d| *d as f32).collect();
            self.ops.push(Op::SetLineDashPattern {
                dash: LineDashPattern::new(0.0, &lengths),
            });
        }
    }

    /// A stretch of one face; `ends` where it is the last of its run.
    fn text(&mut self, run: &Run, ends: bool) {
        let mut shown = run.text.clone();
        if ends && self.open == Some(Mark::Content) {
            // Runs of one paragraph are read one after the other: words must not touch.
            shown.push(' ');
        }
        self.used.entry(run.face).or_default().extend(shown.chars());
        if run.turned.is_some() {
            self.stroke(&Stroke::solid(run.color, 1.2));
        } else {
            self.fill(run.color);
        }
        self.ops.push(Op::StartTextSection);
        self.ops.push(Op::SetFont {
            font: PdfFontHandle::External(font_id(run.face)),
            size: points(run.size),
        });
        let outlined = |mode| Op::SetTextRenderingMode { mode };
        if run.turned.is_some() {
            self.ops.push(outlined(TextRenderingMode::Stroke));
        }
        self.ops.push(self.place(run));
        self.ops.push(Op::ShowText {
            items: vec![TextItem::Text(shown)],
        });
        if run.turned.is_some() {
            self.ops.push(outlined(TextRenderingMode::Fill));
        }
        self.ops.push(Op::EndTextSection);
    }

    fn place(&self, run: &Run) -> Op {
        let (x, y) = (points(run.at.0), points(self.height - run.at.1));
        let matrix = |m| Op::SetTextMatrix {
            matrix: TextMatrix::Raw(m),
        };
        if let Some(degrees) = run.turned {
            let (sin, cos) = degrees.to_radians().sin_cos();
            let (sin, cos) = (sin as f32, cos as f32);
            return matrix([cos, sin, -sin, cos, x.0, y.0]);
        }
        if run.slanted {
            return matrix([1.0, 0.0, SLANT, 1.0, x.0, y.0]);
        }
        Op::SetTextCursor {
            pos: printpdf::Point { x, y },
        }
    }
}

fn pdf(Rgb(r, g, b): Rgb) -> Color {
    let part = |v: u8| (f32::from(v) / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(PdfRgb {
        r: part(r),
        g: part(g),
        b: part(b),
        icc_profile: None,
    })
}
