//! The frame of every page (pack.md 1): kicker, banner, message, title, content on a grid of
//! 12 columns × 24 rows, rule, notes and page number; the same grid on 16:9, A4 and Letter.

use crate::charts;
use crate::geometry::Bounds;
use crate::grid::{GUTTER, size};
use crate::logo;
use crate::prose;
use crate::shapes::{Rgb, Role, Shape, Sheet, Stroke};
use crate::stack::{self, Place};
use crate::table;
use crate::text;
use crate::theme::{self, Style};
use crate::tiles;
use holdfast_pack::brand::Accent;
use holdfast_pack::model::{Block, Content, Document, Page};

const MARGIN: f64 = 36.0;
/// Height of the accent's band, and the space left of a logo.
const BAND: f64 = 4.0;
const LOGO_GAP: f64 = 14.0;
const CONTENT_TOP: f64 = 138.0;
/// From the bottom edge: end of the content, rule, first note, page number.
const CONTENT_END: f64 = 54.0;
const RULE: f64 = 44.0;
const FIRST_NOTE: f64 = 33.5;
const PAGE_NUMBER: f64 = 12.0;
const NOTE_LEADING: f64 = 10.3;
/// Room at the right of the notes for the page number.
const NUMBER_WIDTH: f64 = 48.0;
const NOTE_LINES: usize = 3;

/// Lays out one page.
pub fn lay_out(document: &Document, index: usize) -> Option<Sheet> {
    let page = document.pages.get(index)?;
    let (width, height) = size(document.paper);
    let paper = Bounds::new(0.0, 0.0, width, height);
    let notes = notes(page, paper);
    let mut shapes = Vec::new();
    shapes.extend(document.watermark.as_deref().map(|w| watermark(w, paper)));
    shapes.extend(document.brand.accent.map(|a| band(a, paper)));
    shapes.push(head(document, page, paper));
    shapes.extend(message(page, paper));
    shapes.push(title(page, paper));
    let content = content_area(paper, notes.len());
    let places = stack::places(&page.blocks, content);
    let blocks = page.blocks.iter().zip(places);
    shapes.extend(blocks.map(|(b, place)| block(b, &place)));
    shapes.extend(foot(&notes, index, document.pages.len(), paper));
    Some(Sheet {
        width,
        height,
        shapes: vec![Shape::Group(Role::Section, shapes)],
        logo: placed_logo(document, paper),
    })
}

/// Where content may be drawn: the area of the grid, less what further lines of notes need.
pub fn content_area(paper: Bounds, note_lines: usize) -> Bounds {
    let further = note_lines.saturating_sub(NOTE_LINES) as f64 * NOTE_LEADING;
    Bounds::new(
        MARGIN,
        CONTENT_TOP,
        paper.right - MARGIN,
        paper.bottom - CONTENT_END - further,
    )
}

/// Where the content of a page may be drawn.
pub fn content(document: &Document, index: usize) -> Option<Bounds> {
    let (width, height) = size(document.paper);
    let paper = Bounds::new(0.0, 0.0, width, height);
    let lines = notes(document.pages.get(index)?, paper).len();
    Some(content_area(paper, lines))
}

fn placed_logo(document: &Document, paper: Bounds) -> Option<logo::Placed> {
    let logo = document.brand.logo.as_ref()?;
    Some(logo::place(logo, paper.right - MARGIN))
}

/// A band of the accent colour along the top edge.
fn band(accent: Accent, paper: Bounds) -> Shape {
    let area = Bounds::new(0.0, 0.0, paper.right, BAND);
    Shape::Group(Role::Artifact, vec![Shape::rect(area, rgb(accent))])
}

fn rgb(Accent(r, g, b): Accent) -> Rgb {
    Rgb(r, g, b)
}

fn head(document: &Document, page: &Page, paper: Bounds) -> Shape {
    let kicker_style = Style::bold(9.0, document.brand.accent.map_or(theme::GOOD, rgb));
    let logo = placed_logo(document, paper);
    let right = logo.map_or(paper.right - MARGIN, |l| l.area.left - LOGO_GAP);
    let banner_style = Style::regular(9.0, theme::TEXT2);
    let kicker = format!("{}  {}", page.number, page.kicker);
    let room = right - MARGIN - text::measure(&kicker, kicker_style) - GUTTER;
    let banner = text::fit(&document.banner, banner_style, room);
    let banner = text::right(right, 30.0, banner, banner_style);
    Shape::Group(
        Role::Section,
        vec![
            Shape::Group(
                Role::Paragraph,
                vec![text::left(MARGIN, 30.0, kicker, kicker_style)],
            ),
            Shape::Group(Role::Artifact, vec![banner]),
        ],
    )
}

/// The message in two lines; long ones are set smaller rather than cut.
fn message(page: &Page, paper: Bounds) -> Option<Shape> {
    if page.message.is_empty() {
        return None;
    }
    let room = paper.width() - 2.0 * MARGIN;
    let style = (14..=18)
        .rev()
        .map(|size| Style::bold(f64::from(size), theme::TEXT))
        .find(|style| text::wrap(&page.message, *style, room).len() <= 2)
        .unwrap_or(Style::bold(13.0, theme::TEXT));
    let lines = at_a_clause(text::wrap_to(&page.message, style, room, 2), style, room);
    let shapes = text::lines((MARGIN, 54.0), 22.0, &lines, style);
    Some(Shape::Group(Role::Heading(1), shapes))
}

/// Two lines broken at the end of a clause, where that keeps the first line longer than the second's rest.
fn at_a_clause(lines: Vec<String>, style: Style, room: f64) -> Vec<String> {
    let [first, second] = lines.as_slice() else {
        return lines;
    };
    let clause = first
        .match_indices([';', ':', '.', ','])
        .map(|(at, _)| at + 1)
        .filter(|at| first[*at..].starts_with(' '))
        .rfind(|at| text::measure(&first[..*at], style) > room * 0.5);
    let Some(at) = clause else { return lines };
    let rest = format!("{} {second}", first[at..].trim_start());
    if text::measure(&rest, style) > room {
        return lines;
    }
    vec![first[..at].to_owned(), rest]
}

fn title(page: &Page, paper: Bounds) -> Shape {
    let room = paper.width() - 2.0 * MARGIN;
    let shapes = page
        .title
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
        .map(|(i, line)| {
            let style = match i {
                1 => theme::BODY_BOLD,
                _ => theme::BODY.colored(theme::TEXT2),
            };
            let y = 98.0 + 12.5 * i as f64;
            text::left(MARGIN, y, text::fit(line, style, room), style)
        })
        .collect();
    Shape::Group(Role::Paragraph, shapes)
}

fn block(block: &Block, place: &Place) -> Shape {
    let mut space = place.space;
    let mut shapes = Vec::new();
    if let Some(heading) = &block.heading {
        let words = text::fit(heading, theme::HEADING, space.width());
        let line = text::left(space.left, space.top + 9.5, words, theme::HEADING);
        shapes.push(Shape::Group(Role::Heading(2), vec![line]));
        space.top += stack::HEADING;
    }
    shapes.extend(match (&block.content, place.setting) {
        (Content::Table(table), Some(setting)) => {
            table::draw_as(table, &place.siblings, space, setting)
        }
        (Content::Table(table), None) => table::draw(table, space),
        (Content::Chart(chart), _) => vec![charts::draw(chart, space)],
        (Content::Tiles(tiles), _) => tiles::draw(tiles, space),
        (Content::Lines(lines), _) => prose::draw(lines, space),
    });
    Shape::Group(Role::Section, shapes)
}

/// The notes as printed: a line each where three lines are enough, else run together.
fn notes(page: &Page, paper: Bounds) -> Vec<String> {
    let room = paper.width() - 2.0 * MARGIN - NUMBER_WIDTH;
    let each: Vec<String> = page
        .notes
        .iter()
        .filter(|note| !note.is_empty())
        .flat_map(|note| text::wrap(note, theme::NOTE, room))
        .collect();
    if each.len() <= NOTE_LINES {
        return each;
    }
    text::wrap(&page.notes.join(" "), theme::NOTE, room)
}

fn foot(notes: &[String], index: usize, pages: usize, paper: Bounds) -> Vec<Shape> {
    let further = notes.len().saturating_sub(NOTE_LINES) as f64 * NOTE_LEADING;
    let y = paper.bottom - RULE - further;
    let rule = Shape::line(
        (MARGIN, y),
        (paper.right - MARGIN, y),
        Stroke::solid(theme::GRID, 0.75),
    );
    let number = text::right(
        paper.right - MARGIN,
        paper.bottom - PAGE_NUMBER,
        format!("{} / {pages}", index + 1),
        Style::regular(8.5, theme::TEXT2),
    );
    let first = paper.bottom - FIRST_NOTE - further;
    let lines = text::lines((MARGIN, first), NOTE_LEADING, notes, theme::NOTE);
    vec![
        Shape::Group(Role::Artifact, vec![rule]),
        Shape::Group(Role::Note, lines),
        Shape::Group(Role::Artifact, vec![number]),
    ]
}

/// Letters in outline across the page, painted first so that the content stays readable.
fn watermark(words: &str, paper: Bounds) -> Shape {
    let angle: f64 = 24.0;
    let full = Style::bold(190.0, theme::WATERMARK);
    let room = paper.width() * 0.8;
    let style = full.sized((190.0 * room / text::measure(words, full)).min(190.0));
    let (sin, cos) = angle.to_radians().sin_cos();
    let along = text::measure(words, style) / 2.0;
    let up = style.size * 0.35;
    let middle = (paper.middle(), f64::midpoint(paper.top, paper.bottom));
    let at = (
        middle.0 - along * cos + up * sin,
        middle.1 + along * sin + up * cos,
    );
    let mut run = text::run(at, words, style);
    run.turned = Some(angle);
    Shape::Group(Role::Artifact, vec![Shape::Text(run)])
}
