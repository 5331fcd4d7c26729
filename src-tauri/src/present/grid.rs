//! The document model's tables, tiles and charts for the page.

use crate::view::grid::{
    ChartView, GridCell, GridColumn, GridRow, GridView, Link, RowKind, TileView, ToneView,
};
use holdfast_ledger::{Decimal, Ratio};
use holdfast_pack::model::{self, Cell, Chart, Table, Tile, Tone};

/// The tone of a text.
pub fn tone(tone: Tone) -> ToneView {
    match tone {
        Tone::Plain => ToneView::Plain,
        Tone::Muted => ToneView::Muted,
        Tone::Good => ToneView::Good,
        Tone::Bad => ToneView::Bad,
        Tone::Ok => ToneView::Ok,
        Tone::Warn => ToneView::Warn,
        Tone::Fail => ToneView::Fail,
    }
}

/// A table of the document; `link` says where the cell of a row and column leads.
pub fn table(
    caption: &str,
    table: &Table,
    link: impl Fn(usize, usize) -> Option<Link>,
) -> GridView {
    let columns = table.columns.iter().map(|c| GridColumn {
        caption: c.caption.clone(),
        figures: c.align == model::Align::Right,
        hint: String::new(),
    });
    let rows = table.rows.iter().enumerate().map(|(r, row)| GridRow {
        kind: kind(row.kind),
        cells: row
            .cells
            .iter()
            .enumerate()
            .map(|(c, cell_)| GridCell {
                link: link(r, c),
                ..cell(cell_)
            })
            .collect(),
    });
    GridView {
        caption: caption.to_owned(),
        columns: columns.collect(),
        rows: rows.collect(),
        footnote: table.footnote.clone().unwrap_or_default(),
    }
}

fn kind(kind: model::RowKind) -> RowKind {
    match kind {
        model::RowKind::Normal => RowKind::Normal,
        model::RowKind::Total => RowKind::Total,
        model::RowKind::Highlight => RowKind::Highlight,
        model::RowKind::Sub => RowKind::Sub,
        model::RowKind::Section => RowKind::Section,
    }
}

fn cell(cell: &Cell) -> GridCell {
    match cell {
        Cell::Empty => GridCell::default(),
        Cell::Text(text) | Cell::Figure(text) => GridCell::text(text.as_str()),
        Cell::Mono(text) => GridCell {
            mono: true,
            ..GridCell::text(text.as_str())
        },
        Cell::Toned(text, t)
        | Cell::FigureToned(text, t)
        | Cell::Bar(_, _, text, t)
        | Cell::Pin(_, text, t) => GridCell::toned(text.as_str(), tone(*t)),
        Cell::Spark(values) => GridCell {
            spark: spark(values),
            ..GridCell::default()
        },
    }
}

/// A KPI tile.
pub fn tile(tile: &Tile, link: Option<Link>) -> TileView {
    TileView {
        name: tile.name.clone(),
        value: tile.value.clone(),
        delta: tile.delta.clone(),
        direction: tile.direction,
        tone: tone(tile.tone),
        spark: spark(&tile.spark),
        foot: tile.foot.clone(),
        link,
    }
}

/// A chart at a size in points.
pub fn chart(chart: &Chart, width: f64, height: f64) -> ChartView {
    ChartView {
        svg: holdfast_render::chart_svg(chart, width, height),
        alt: chart.alt.clone(),
        empty: chart.empty.clone(),
    }
}

/// The lines of a sparkline in a box of 100 × 20: places of marks, not figures.
pub fn spark(values: &[Ratio]) -> Vec<String> {
    let known = || values.iter().flatten().copied();
    let (Some(low), Some(high)) = (known().min(), known().max()) else {
        return Vec::new();
    };
    if known().count() < 2 {
        return Vec::new();
    }
    let step = Decimal::ONE_HUNDRED / Decimal::from(values.len().saturating_sub(1).max(1));
    let height = |v: Decimal| match (high - low).is_zero() {
        true => Decimal::TEN,
        false => Decimal::from(20) * (high - v) / (high - low),
    };
    let point =
        |(i, v): (usize, Decimal)| format!("{:.1},{:.1}", Decimal::from(i) * step, height(v));
    let places: Vec<(usize, Ratio)> = values.iter().copied().enumerate().collect();
    places
        .split(|(_, v)| v.is_none())
        .map(|run| {
            run.iter()
                .filter_map(|(i, v)| Some(point((*i, (*v)?))))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .filter(|line| !line.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_breaks_where_there_is_no_data() {
        let at = |n: i64| Some(Decimal::from(n));
        assert_eq!(
            spark(&[at(1), at(3), None, at(2)]),
            ["0.0,20.0 33.3,0.0", "100.0,10.0"]
        );
        assert_eq!(spark(&[at(1)]), Vec::<String>::new());
        assert_eq!(spark(&[at(5), at(5)]), ["0.0,10.0 100.0,10.0"]);
    }
}
