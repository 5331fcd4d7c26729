//! Labels that do not collide: the first free place of several, or none.

use crate::geometry::{Bounds, Point};
use crate::shapes::Shape;
use crate::text;
use crate::theme::Style;

/// Which side of its point a label stands on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Centred above.
    Above,
    /// Centred below.
    Below,
}

/// Remembers which places are taken.
#[derive(Default)]
pub struct Labels {
    taken: Vec<Bounds>,
    within: Option<Bounds>,
}

impl Labels {
    /// Labels that have to stay within an area.
    pub fn within(area: Bounds) -> Self {
        Self {
            taken: Vec::new(),
            within: Some(area),
        }
    }

    /// Keeps a place free of labels.
    pub fn block(&mut self, bounds: Bounds) {
        self.taken.push(bounds);
    }

    /// The label at the first of the places that is free.
    pub fn place(&mut self, words: &str, style: Style, places: &[(Point, Side)]) -> Option<Shape> {
        if words.is_empty() {
            return None;
        }
        for (point, side) in places {
            let at = anchor(words, style, *point, *side);
            let bounds = extent(words, style, at);
            let inside = self.within.is_none_or(|area| area.contains(&bounds, 0.5));
            if inside && !self.taken.iter().any(|t| t.overlaps(&bounds)) {
                self.taken.push(bounds);
                return Some(text::left(at.0, at.1, words, style));
            }
        }
        None
    }
}

/// The space of the letters themselves, from cap height to baseline with a point of air.
fn extent(words: &str, style: Style, at: Point) -> Bounds {
    Bounds::new(
        at.0 - 1.0,
        at.1 - 0.72 * style.size - 1.0,
        at.0 + text::measure(words, style) + 1.0,
        at.1 + 1.5,
    )
}

/// Left end of the baseline for a label beside a point.
pub fn anchor(words: &str, style: Style, (x, y): Point, side: Side) -> Point {
    let width = text::measure(words, style);
    let cap = 0.7 * style.size;
    match side {
        Side::Above => (x - width / 2.0, y - 4.0),
        Side::Below => (x - width / 2.0, y + cap + 4.0),
    }
}

/// Moves positions apart so that each is at least `distance` from the next, staying near where they were
/// and within the limits; returns them in the order given.
pub fn spread(positions: &[f64], distance: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..positions.len()).collect();
    order.sort_by(|a, b| positions[*a].total_cmp(&positions[*b]));
    let mut moved: Vec<f64> = order
        .iter()
        .map(|i| positions[*i].clamp(low, high))
        .collect();
    for i in 1..moved.len() {
        moved[i] = moved[i].max(moved[i - 1] + distance);
    }
    let over = moved.last().map_or(0.0, |last| (last - high).max(0.0));
    if let Some(last) = moved.last_mut() {
        *last -= over;
    }
    for i in (1..moved.len()).rev() {
        moved[i - 1] = moved[i - 1].min(moved[i] - distance);
    }
    let mut result = vec![0.0; positions.len()];
    for (place, index) in order.into_iter().enumerate() {
        result[index] = moved[place];
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::BODY;

    #[test]
    fn a_second_label_takes_the_next_place_and_a_third_is_dropped() {
        let mut labels = Labels::default();
        let places = [((50.0, 50.0), Side::Above), ((50.0, 50.0), Side::Below)];
        let first = labels.place("18,420", BODY, &places);
        let second = labels.place("18,421", BODY, &places);
        assert!(first.is_some() && second.is_some());
        assert!(labels.place("18,422", BODY, &places).is_none());
    }

    #[test]
    fn spreads_in_both_directions_and_keeps_the_order() {
        assert_eq!(spread(&[10.0, 11.0], 10.0, 0.0, 100.0), vec![10.0, 20.0]);
        assert_eq!(spread(&[99.0, 98.0], 10.0, 0.0, 100.0), vec![100.0, 90.0]);
    }
}
