//! Blocks which stand under each other in the same columns of the grid are set as one: one type size,
//! one distance of rows, the same column edges for tables of one shape, even space between them.

use crate::geometry::Bounds;
use crate::grid::grid;
use crate::prose;
use crate::table::{self, Setting};
use crate::theme;
use holdfast_pack::model::{Area, Block, Content, Table};

/// Height of a block's heading.
pub const HEADING: f64 = 19.0;
/// Space between two blocks of a stack: at least, and at most.
const NARROW: f64 = 12.0;
const WIDE: f64 = 26.0;

/// Where a block stands, its heading included, and how its table is set.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// Where.
    pub space: Bounds,
    /// `None` where the block finds its own setting.
    pub setting: Option<Setting>,
    /// The tables above and below of the same shape, with which it shares its column edges.
    pub siblings: Vec<&'a Table>,
}

/// The places of a page's blocks, in their order. All tables of a page share the smallest type size
/// that one of them needs.
pub fn places(blocks: &[Block], content: Bounds) -> Vec<Place<'_>> {
    let mut places: Vec<Place> = blocks
        .iter()
        .map(|b| Place {
            space: grid(b.area, content),
            setting: None,
            siblings: siblings(b, blocks),
        })
        .collect();
    let stacks = stacks(blocks, content);
    let fits: Vec<Option<Fit>> = stacks.iter().map(|s| s.fit(f64::INFINITY)).collect();
    let size = fits
        .iter()
        .flatten()
        .map(|f| f.setting.size)
        .fold(f64::INFINITY, f64::min);
    for (stack, fit) in stacks.iter().zip(fits) {
        let fit = match fit {
            Some(fit) if fit.setting.size > size => stack.fit(size).or(Some(fit)),
            fit => fit,
        };
        for (index, space, setting) in fit.iter().flat_map(|f| stack.places(f)) {
            if let Some(place) = places.get_mut(index) {
                (place.space, place.setting) = (space, Some(setting));
            }
        }
    }
    places
}

/// The tables in the same columns of the grid which are of the block's shape, itself among them.
fn siblings<'a>(block: &'a Block, blocks: &'a [Block]) -> Vec<&'a Table> {
    let Content::Table(own) = &block.content else {
        return Vec::new();
    };
    let side = |b: &Block| (b.area.column, b.area.columns);
    let near = blocks.iter().filter(|b| side(b) == side(block));
    let tables = near.filter_map(|b| match &b.content {
        Content::Table(table) => Some(table),
        _ => None,
    });
    tables.filter(|t| table::is_alike(own, t)).collect()
}

/// Blocks of a stack with their indices and the siblings of their tables, and the space of all.
struct Stack<'a> {
    blocks: Vec<(usize, &'a Block, Vec<&'a Table>)>,
    space: Bounds,
}

/// A setting with which a stack fits its space.
struct Fit {
    setting: Setting,
    heights: Vec<f64>,
    gap: f64,
}

/// Tables and lines whose areas follow one upon the other, at least one table among them.
fn stacks(blocks: &[Block], content: Bounds) -> Vec<Stack<'_>> {
    let mut found: Vec<Stack> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        if !matches!(block.content, Content::Table(_) | Content::Lines(_)) {
            continue;
        }
        let space = grid(block.area, content);
        let above = found.iter_mut().find(|s| {
            let last = s.blocks.last();
            last.is_some_and(|(_, b, _)| follows(block.area, b.area))
        });
        let one = (index, block, siblings(block, blocks));
        match above {
            Some(stack) => {
                stack.blocks.push(one);
                stack.space.bottom = space.bottom;
            }
            None => found.push(Stack {
                blocks: vec![one],
                space,
            }),
        }
    }
    found.retain(|s| s.blocks.iter().any(|(_, _, tables)| !tables.is_empty()));
    found
}

fn follows(below: Area, above: Area) -> bool {
    (below.column, below.columns) == (above.column, above.columns)
        && below.row == above.row + above.rows
}

impl Stack<'_> {
    /// The best setting of at most this type size with which everything fits and no text is cut that a
    /// smaller type could keep.
    fn fit(&self, largest: f64) -> Option<Fit> {
        table::SETTINGS
            .into_iter()
            .filter(|(size, _)| *size <= largest)
            .find_map(|(size, most)| self.try_out(size, most))
    }

    fn try_out(&self, size: f64, most: usize) -> Option<Fit> {
        let (mut fixed, mut rows, mut least) = (Vec::new(), 0, 0.0_f64);
        for (_, block, siblings) in &self.blocks {
            let heading = if block.heading.is_some() {
                HEADING
            } else {
                0.0
            };
            match &block.content {
                Content::Table(one) => {
                    let needs = table::needs(one, siblings, self.space, (size, most));
                    if needs.cut && size > theme::SMALLEST {
                        return None;
                    }
                    fixed.push((heading + needs.fixed, needs.rows));
                    rows += needs.rows;
                    least = least.max(needs.least);
                }
                Content::Lines(lines) => {
                    let height = prose::height_at(lines, self.space.width(), size);
                    fixed.push((heading + height, 0));
                }
                _ => return None,
            }
        }
        let gaps = self.blocks.len().saturating_sub(1) as f64;
        let height: f64 = fixed.iter().map(|(h, _)| h).sum();
        let room = self.space.height() - height;
        let pitch = ((room - NARROW * gaps) / rows.max(1) as f64).min(table::PITCH.max(least));
        if pitch < least - 1e-6 {
            return None;
        }
        let left = room - pitch * rows as f64;
        Some(Fit {
            setting: Setting { size, most, pitch },
            heights: fixed.iter().map(|(h, n)| h + pitch * *n as f64).collect(),
            gap: (left / gaps.max(1.0)).clamp(NARROW, WIDE),
        })
    }

    fn places(&self, fit: &Fit) -> Vec<(usize, Bounds, Setting)> {
        let mut top = self.space.top;
        self.blocks
            .iter()
            .zip(&fit.heights)
            .map(|((index, _, _), height)| {
                let space = Bounds::new(self.space.left, top, self.space.right, top + height);
                top += height + fit.gap;
                (*index, space, fit.setting)
            })
            .collect()
    }
}
