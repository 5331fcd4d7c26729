//! PNG: the same shapes filled by tiny-skia, text as outlines of the shipped faces.

use crate::RenderError;
use crate::fonts::Face;
use crate::geometry::Point;
use crate::logo;
use crate::shapes::{Rgb, Run, Shape, Sheet, Stroke};
use crate::text;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use tiny_skia::{
    Color, FillRule, Paint, Path, PathBuilder, Pixmap, Stroke as SkiaStroke, StrokeDash, Transform,
};

/// Largest picture in pixels along one side.
const LARGEST: f64 = 8192.0;

/// A sheet as PNG at `scale` pixels a point.
pub fn sheet(sheet: &Sheet, scale: f64) -> Result<Vec<u8>, RenderError> {
    let (width, height) = (sheet.width * scale, sheet.height * scale);
    let failed = |what: &str| RenderError::Picture(what.to_owned());
    if !(1.0..=LARGEST).contains(&width) || !(1.0..=LARGEST).contains(&height) {
        return Err(failed("its size is out of range"));
    }
    let mut pixmap = Pixmap::new(width.round() as u32, height.round() as u32)
        .ok_or_else(|| failed("its size is out of range"))?;
    pixmap.fill(Color::WHITE);
    let mut painter = Painter {
        pixmap,
        scale: Transform::from_scale(scale as f32, scale as f32),
    };
    for shape in &sheet.shapes {
        painter.shape(shape);
    }
    if let Some(placed) = &sheet.logo {
        logo::draw(placed, &mut painter.pixmap, painter.scale);
    }
    painter
        .pixmap
        .encode_png()
        .map_err(|e| RenderError::Picture(e.to_string()))
}

struct Painter {
    pixmap: Pixmap,
    scale: Transform,
}

impl Painter {
    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Text(run) => text::stretches(run).iter().for_each(|r| self.text(r)),
            Shape::Path {
                points,
                closed,
                fill,
                stroke,
            } => {
                if let Some(path) = outline(points, *closed) {
                    self.paint(&path, *fill, stroke.as_ref(), self.scale);
                }
            }
            Shape::Circle {
                center,
                radius,
                fill,
                stroke,
            } => {
                let (x, y) = (center.0 as f32, center.1 as f32);
                if let Some(path) = PathBuilder::from_circle(x, y, *radius as f32) {
                    self.paint(&path, *fill, stroke.as_ref(), self.scale);
                }
            }
            Shape::Group(_, shapes) => shapes.iter().for_each(|s| self.shape(s)),
        }
    }

    fn paint(&mut self, path: &Path, fill: Option<Rgb>, stroke: Option<&Stroke>, to: Transform) {
        if let Some(color) = fill {
            self.pixmap
                .fill_path(path, &paint(color), FillRule::Winding, to, None);
        }
        if let Some(stroke) = stroke {
            let dash: Vec<f32> = stroke.dash.iter().map(|d| *d as f32).collect();
            let how = SkiaStroke {
                width: stroke.width as f32,
                dash: StrokeDash::new(dash, 0.0),
                ..SkiaStroke::default()
            };
            self.pixmap
                .stroke_path(path, &paint(stroke.color), &how, to, None);
        }
    }

    fn text(&mut self, run: &Run) {
        let Some(path) = letters(run) else { return };
        let (x, y) = (run.at.0 as f32, run.at.1 as f32);
        let mut to = self.scale.pre_translate(x, y);
        if run.slanted {
            to = to.pre_concat(Transform::from_skew(-0.2126, 0.0));
        }
        match run.turned {
            Some(degrees) => {
                let to = to.pre_concat(Transform::from_rotate(-degrees as f32));
                self.paint(&path, None, Some(&Stroke::solid(run.color, 1.2)), to);
            }
            None => self.paint(&path, Some(run.color), None, to),
        }
    }
}

fn paint(Rgb(r, g, b): Rgb) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(r, g, b, 255);
    paint
}

fn outline(points: &[Point], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (i, (x, y)) in points.iter().enumerate() {
        if i == 0 {
            path.move_to(*x as f32, *y as f32);
        } else {
            path.line_to(*x as f32, *y as f32);
        }
    }
    if closed {
        path.close();
    }
    path.finish()
}

/// The outlines of a run from its left end on the baseline.
fn letters(run: &Run) -> Option<Path> {
    let font = FontRef::new(Face::bytes(run.face)).ok()?;
    let outlines = font.outline_glyphs();
    let size = Size::new(run.size as f32);
    let mut pen = Pen {
        path: PathBuilder::new(),
        x: 0.0,
    };
    for c in run.text.chars() {
        let Some(glyph) = run.face.metrics().glyph(c) else {
            continue;
        };
        if let Some(outline) = outlines.get(GlyphId::from(glyph.id)) {
            let _drawn = outline.draw(
                DrawSettings::unhinted(size, LocationRef::default()),
                &mut pen,
            );
        }
        pen.x += f32::from(glyph.advance) * run.size as f32 / 1000.0;
    }
    pen.path.finish()
}

struct Pen {
    path: PathBuilder,
    x: f32,
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.x + x, -y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.x + x, -y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(self.x + cx, -cy, self.x + x, -y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path
            .cubic_to(self.x + ax, -ay, self.x + bx, -by, self.x + x, -y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
