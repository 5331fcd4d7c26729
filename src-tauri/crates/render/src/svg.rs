//! SVG: for the live preview in the window, and charts on their own. Text stays text, in the same
//! family as the PDF, without kerning and ligatures, since the layout was measured without them.

use crate::fonts::Face;
use crate::geometry::{Bounds, Point};
use crate::logo;
use crate::shapes::{Rgb, Role, Run, Shape, Sheet, Stroke};
use crate::text;
use std::fmt::Write;

const FAMILY: &str = "'IBM Plex Sans', Arial, Helvetica, sans-serif";
const MONO: &str = "'IBM Plex Mono', Consolas, monospace";

/// A sheet as an SVG document with the given title.
pub fn sheet(sheet: &Sheet, title: &str) -> String {
    let mut out = String::with_capacity(32 * 1024);
    let (w, h) = (number(sheet.width), number(sheet.height));
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
         role=\"document\" lang=\"en\" font-family=\"{FAMILY}\" font-weight=\"400\" \
         style=\"font-kerning:none;font-variant-ligatures:none;white-space:pre\">\
         <title>{}</title><rect width=\"{w}\" height=\"{h}\" fill=\"#ffffff\"/>",
        escaped(title)
    );
    for shape in &sheet.shapes {
        write_shape(&mut out, shape);
    }
    if let Some(placed) = &sheet.logo {
        let _ = write!(
            out,
            "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" aria-hidden=\"true\" \
             href=\"data:image/png;base64,{}\"/>",
            number(placed.area.left),
            number(placed.area.top),
            number(placed.area.width()),
            number(placed.area.height()),
            logo::base64(placed.logo.png())
        );
    }
    out.push_str("</svg>");
    out
}

fn write_shape(out: &mut String, shape: &Shape) {
    match shape {
        Shape::Text(run) => text::stretches(run).iter().for_each(|r| write_text(out, r)),
        Shape::Path {
            points,
            closed,
            fill,
            stroke,
        } => write_path(out, points, *closed, *fill, stroke.as_ref()),
        Shape::Circle {
            center,
            radius,
            fill,
            stroke,
        } => {
            let (x, y, r) = (number(center.0), number(center.1), number(*radius));
            let _ = write!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"");
            paint(out, *fill, stroke.as_ref());
            out.push_str("/>");
        }
        Shape::Group(role, shapes) => write_group(out, role, shapes),
    }
}

fn write_group(out: &mut String, role: &Role, shapes: &[Shape]) {
    let end = match role {
        Role::Artifact => {
            out.push_str("<g aria-hidden=\"true\">");
            "</g>"
        }
        Role::Figure(alt) => {
            let alt = escaped(alt);
            let _ = write!(
                out,
                "<g role=\"img\" aria-label=\"{alt}\"><title>{alt}</title>"
            );
            "</g>"
        }
        Role::Link(page, area) => {
            let page = escaped(page);
            let area = Bounds::from(*area);
            let _ = write!(
                out,
                "<a href=\"#{page}\" data-page=\"{page}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"#ffffff\" fill-opacity=\"0\"/>",
                number(area.left),
                number(area.top),
                number(area.width()),
                number(area.height())
            );
            "</a>"
        }
        _ => "",
    };
    for shape in shapes {
        write_shape(out, shape);
    }
    out.push_str(end);
}

fn write_text(out: &mut String, run: &Run) {
    let (x, y) = (number(run.at.0), number(run.at.1));
    let _ = write!(
        out,
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\"",
        number(run.size)
    );
    match run.face {
        Face::SemiBold => out.push_str(" font-weight=\"600\""),
        Face::Mono => {
            let _ = write!(out, " font-family=\"{MONO}\"");
        }
        Face::Fallback => out.push_str(" style=\"unicode-bidi:bidi-override;direction:ltr\""),
        Face::Regular => {}
    }
    if run.slanted {
        out.push_str(" font-style=\"oblique\"");
    }
    if let Some(degrees) = run.turned {
        let _ = write!(
            out,
            " transform=\"rotate({} {x} {y})\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.2\"",
            number(-degrees),
            hex(run.color)
        );
    } else {
        let _ = write!(out, " fill=\"{}\"", hex(run.color));
    }
    let _ = write!(out, ">{}</text>", escaped(&run.text));
}

fn write_path(
    out: &mut String,
    points: &[Point],
    closed: bool,
    fill: Option<Rgb>,
    stroke: Option<&Stroke>,
) {
    out.push_str("<path d=\"");
    for (i, (x, y)) in points.iter().enumerate() {
        let operator = if i == 0 { 'M' } else { 'L' };
        let _ = write!(out, "{operator}{} {}", number(*x), number(*y));
    }
    out.push_str(if closed { "Z\"" } else { "\"" });
    paint(out, fill, stroke);
    out.push_str("/>");
}

fn paint(out: &mut String, fill: Option<Rgb>, stroke: Option<&Stroke>) {
    match fill {
        Some(color) => {
            let _ = write!(out, " fill=\"{}\"", hex(color));
        }
        None => out.push_str(" fill=\"none\""),
    }
    if let Some(stroke) = stroke {
        let _ = write!(
            out,
            " stroke=\"{}\" stroke-width=\"{}\"",
            hex(stroke.color),
            number(stroke.width)
        );
        if !stroke.dash.is_empty() {
            let dash: Vec<String> = stroke.dash.iter().map(|d| number(*d)).collect();
            let _ = write!(out, " stroke-dasharray=\"{}\"", dash.join(" "));
        }
    }
}

fn hex(Rgb(r, g, b): Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// A length with at most two decimals and no trailing zeros.
fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// Text for XML: markup escaped, characters which XML forbids left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c < ' ' || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::BODY;

    #[test]
    fn a_name_can_not_become_markup() {
        let name = "<script>alert('x')</script> & \"Söhne\"\u{0}";
        let page = Sheet {
            width: 100.0,
            height: 50.0,
            shapes: vec![Shape::Group(
                Role::Figure(name.to_owned()),
                vec![text::left(0.0, 10.0, name, BODY)],
            )],
            logo: None,
        };
        let svg = sheet(&page, name);
        assert!(!svg.contains("<script"));
        assert_eq!(svg.matches("&lt;script&gt;").count(), 4);
        assert!(!svg.contains('\u{0}'));
    }

    #[test]
    fn lengths_are_short() {
        for (value, shown) in [(1.0, "1"), (0.125, "0.13"), (-0.001, "0"), (36.5, "36.5")] {
            assert_eq!(number(value), shown);
        }
    }
}
