//! What every page must keep, whatever its content: nothing outside its area, no text on text, type of
//! 8 pt and more, on all papers.
#![allow(clippy::unwrap_used, clippy::panic)]

mod fixture;

use fixture::everything;
use holdfast_pack::model::{Area, Block, Content, Document, Paper};
use holdfast_render::frame;
use holdfast_render::geometry::Bounds;
use holdfast_render::grid::grid;
use holdfast_render::shapes::{Role, Run, Shape, Sheet};

/// The tint of a highlighted row reaches 4 pt beyond its figures.
const REACH: f64 = 4.6;

fn papers() -> Vec<Document> {
    [Paper::Wide, Paper::A4, Paper::Letter]
        .into_iter()
        .map(|paper| {
            let mut document = everything();
            document.paper = paper;
            document
        })
        .collect()
}

fn runs(sheet: &Sheet) -> Vec<Run> {
    let mut runs = Vec::new();
    for shape in &sheet.shapes {
        shape.walk(&mut |shape| {
            if let Shape::Text(run) = shape {
                runs.push(run.clone());
            }
        });
    }
    runs
}

/// The letters themselves: between cap height and baseline.
fn letters(run: &Run) -> Bounds {
    let whole = run.bounds();
    Bounds::new(
        whole.left + 0.3,
        run.at.1 - 0.68 * run.size,
        whole.right - 0.3,
        run.at.1 - 0.02 * run.size,
    )
}

#[test]
fn no_text_stands_on_other_text() {
    let mut faults = Vec::new();
    for document in papers() {
        for (index, page) in document.pages.iter().enumerate() {
            let runs: Vec<(Bounds, Run)> = runs(&frame::lay_out(&document, index).unwrap())
                .into_iter()
                .filter(|r| r.turned.is_none() && !r.text.trim().is_empty())
                .map(|r| (letters(&r), r))
                .collect();
            for (i, (at, a)) in runs.iter().enumerate() {
                for (other, b) in &runs[i + 1..] {
                    if at.overlaps(other) {
                        faults.push(format!(
                            "{:?} {}: “{}” and “{}” at {:.0},{:.0}",
                            document.paper, page.id, a.text, b.text, a.at.0, a.at.1
                        ));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}

/// The space a block may use: that of all tables and lines which follow upon each other in its columns,
/// since these are set as one.
fn room(blocks: &[Block], own: Area, content: Bounds) -> Bounds {
    let stacked = |b: &&Block| matches!(b.content, Content::Table(_) | Content::Lines(_));
    let mut all = grid(own, content);
    let side = |a: Area| (a.column, a.columns);
    if !blocks.iter().filter(stacked).any(|b| b.area == own) {
        return all;
    }
    let (mut first, mut last) = (own.row, own.row + own.rows);
    for _ in blocks {
        for block in blocks
            .iter()
            .filter(stacked)
            .filter(|b| side(b.area) == side(own))
        {
            let (from, to) = (block.area.row, block.area.row + block.area.rows);
            if to == first || from == last {
                (first, last) = (first.min(from), last.max(to));
                all = all.union(&grid(block.area, content));
            }
        }
    }
    all
}

#[test]
fn every_block_stays_in_its_area() {
    let mut faults = Vec::new();
    for document in papers() {
        for (index, page) in document.pages.iter().enumerate() {
            let sheet = frame::lay_out(&document, index).unwrap();
            let content = frame::content(&document, index).unwrap();
            let [Shape::Group(Role::Section, parts)] = sheet.shapes.as_slice() else {
                panic!("a page is one section");
            };
            // The first section is the head of the page.
            let blocks = parts
                .iter()
                .filter(|p| matches!(p, Shape::Group(Role::Section, _)))
                .skip(1);
            for (block, drawn) in page.blocks.iter().zip(blocks) {
                let area = room(&page.blocks, block.area, content);
                let bounds = drawn.bounds().unwrap();
                if !area.contains(&bounds, REACH) {
                    faults.push(format!(
                        "{:?} {} {:?}: {bounds:?} not in {area:?}",
                        document.paper, page.id, block.heading
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn nothing_leaves_the_page_and_type_is_8_pt_or_more() {
    for document in papers() {
        for index in 0..document.pages.len() {
            let sheet = frame::lay_out(&document, index).unwrap();
            let paper = Bounds::new(0.0, 0.0, sheet.width, sheet.height);
            for run in runs(&sheet) {
                assert!(run.size >= 8.0, "{} is set in {} pt", run.text, run.size);
                assert!(paper.contains(&run.bounds(), 0.0), "{run:?}");
            }
        }
    }
}

#[test]
fn a_long_message_is_set_smaller_and_kept_whole() {
    let document = everything();
    for (index, page) in document.pages.iter().enumerate() {
        let sheet = frame::lay_out(&document, index).unwrap();
        let shown: Vec<String> = runs(&sheet).into_iter().map(|r| r.text).collect();
        let words = |text: &str| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let all = words(&shown.join(" "));
        for word in words(&page.message) {
            assert!(all.contains(&word), "{}: “{word}” of the message", page.id);
        }
    }
}

#[test]
fn rows_without_room_are_counted_and_the_total_stays() {
    let document = everything();
    let index = document
        .pages
        .iter()
        .position(|p| p.id == "edge-many")
        .unwrap();
    let text: Vec<String> = runs(&frame::lay_out(&document, index).unwrap())
        .into_iter()
        .map(|r| r.text)
        .collect();
    let shown = text
        .iter()
        .filter(|t| t.starts_with("100") && t.len() == 4)
        .count();
    let more = text.iter().find(|t| t.contains("more rows")).unwrap();
    assert_eq!(*more, format!("… {} more rows: see the XLSX", 60 - shown));
    assert!(text.iter().any(|t| t == "61,830"), "the total row");
}
