//! What holds for every page of every pack: lengths, grid, notes, signs, and arithmetic as printed.

use super::fixture::cell_text;
use crate::message::MESSAGE_LIMIT;
use crate::model::{Area, Chart, ChartSpec, Content, Document, Page, RowKind, Table};
use holdfast_ledger::Decimal;
use std::str::FromStr;

/// Fails where a page breaks a rule.
pub fn audit(document: &Document) {
    assert!(!document.pages.is_empty());
    for page in &document.pages {
        frame(page);
        grid(page);
        for block in &page.blocks {
            match &block.content {
                Content::Table(table) => table_rules(page, table),
                Content::Chart(chart) => chart_rules(page, chart),
                _ => {}
            }
        }
        texts(page);
        bound(page);
    }
    arithmetic(document);
}

fn frame(page: &Page) {
    let at = &page.id;
    let length = page.message.chars().count();
    assert!(length <= MESSAGE_LIMIT, "{at}: message of {length}");
    assert!(
        page.message.chars().any(|c| c.is_ascii_digit()),
        "{at}: {}",
        page.message
    );
    assert!(!page.message.contains("{{"), "{at}: {}", page.message);
    assert!(
        page.title.iter().all(|t| !t.is_empty()),
        "{at}: title {:?}",
        page.title
    );
    assert!(!page.blocks.is_empty(), "{at}: empty");
    let notes = page.notes.join(" ");
    assert!(
        notes.contains("as of") && notes.contains("Source:"),
        "{at}: {notes}"
    );
    assert!(!page.number.is_empty() && !page.kicker.is_empty());
}

fn grid(page: &Page) {
    let cells = |a: &Area| (a.column, a.column + a.columns, a.row, a.row + a.rows);
    for (i, block) in page.blocks.iter().enumerate() {
        let (left, right, top, bottom) = cells(&block.area);
        assert!(
            right <= 12 && bottom <= 24 && left < right && top < bottom,
            "{}: {:?}",
            page.id,
            block.area
        );
        for other in &page.blocks[i + 1..] {
            let (l, r, t, b) = cells(&other.area);
            let apart = right <= l || r <= left || bottom <= t || b <= top;
            assert!(apart, "{}: {:?} over {:?}", page.id, block.area, other.area);
        }
    }
}

fn table_rules(page: &Page, table: &Table) {
    for row in &table.rows {
        let fits = row.cells.len() == table.columns.len() || row.cells.len() == 1;
        assert!(fits, "{}: {:?} in {:?}", page.id, row, table.columns);
    }
}

fn chart_rules(page: &Page, chart: &Chart) {
    assert!(!chart.alt.is_empty(), "{}", page.id);
    if let ChartSpec::Bridge { columns, .. } = &chart.spec {
        let (totals, parts): (Vec<_>, Vec<_>) = columns.iter().partition(|c| c.total);
        let sum: Decimal = parts.iter().map(|c| c.value).sum();
        assert_eq!(totals[0].value + sum, totals[1].value, "{}", page.id);
        assert_eq!(totals.len(), 2);
    }
    if let ChartSpec::Lines {
        categories,
        series,
        range,
        ..
    } = &chart.spec
    {
        assert!(range.0 < range.1);
        assert!(
            series
                .iter()
                .all(|s| s.values.len() == categories.len() && s.labels.len() == categories.len())
        );
    }
}

/// Every text of a page: minus signs are U+2212, nothing is a signed zero or a debug print.
fn texts(page: &Page) {
    let all = format!("{page:?}");
    assert!(
        !all.contains("−0\"") && !all.contains("−0.0\"") && !all.contains("−0%"),
        "{}",
        page.id
    );
    for block in &page.blocks {
        if let Content::Table(table) = &block.content {
            for text in table.rows.iter().flat_map(|r| &r.cells).map(cell_text) {
                let hyphen = text
                    .strip_prefix('-')
                    .is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()));
                assert!(!hyphen, "{}: {text}", page.id);
            }
        }
    }
}

/// A sentence's money is on its page, in the same digits; the user's own text is his.
fn bound(page: &Page) {
    if page.id == "outlook" {
        return;
    }
    let printed = format!("{:?}", page.blocks);
    for word in page.message.split_whitespace() {
        let Some((_, money)) = word.split_once('$') else {
            continue;
        };
        let digits = money.trim_end_matches(|c: char| !c.is_ascii_digit());
        assert!(
            printed.contains(digits),
            "{}: {digits} of “{}” is not on the page",
            page.id,
            page.message
        );
    }
}

/// The figure of a text; `None` for words.
pub fn figure(text: &str) -> Option<Decimal> {
    let plain: String = text
        .replace('−', "-")
        .chars()
        .filter(|c| !matches!(c, ',' | '+' | '%'))
        .collect();
    Decimal::from_str(&plain).ok()
}

fn figure_at(table: &Table, row: usize, column: usize) -> Option<Decimal> {
    figure(&cell_text(table.rows.get(row)?.cells.get(column)?))
}

/// Rows above the total add up to it, for the columns given.
fn adds_up(page: &str, table: &Table, columns: &[usize]) {
    let Some(total) = table.rows.iter().position(|r| r.kind == RowKind::Total) else {
        panic!("{page}: no total");
    };
    for column in columns {
        let parts: Decimal = (0..total)
            .filter_map(|r| figure_at(table, r, *column))
            .sum();
        assert_eq!(
            Some(parts),
            figure_at(table, total, *column),
            "{page} column {column}: {table:?}"
        );
    }
}

/// Figures which a reader can add on the page do add, in the digits printed.
fn arithmetic(document: &Document) {
    for page in &document.pages {
        let tables: Vec<&Table> = page
            .blocks
            .iter()
            .filter_map(|b| match &b.content {
                Content::Table(t) => Some(t),
                _ => None,
            })
            .collect();
        match page.id.as_str() {
            "bridge" => bridge_columns(&page.id, tables[0]),
            "trend" => trend_columns(tables[0]),
            "names" => {
                for table in &tables {
                    let delta = table.columns.iter().position(|c| c.caption == "Δ");
                    adds_up(&page.id, table, &[delta.unwrap()]);
                }
            }
            "downsell" => {
                let money = tables.iter().filter(|t| {
                    t.columns[0].caption.starts_with("Downsell by driver")
                        || t.columns[0].caption.starts_with("Timing")
                });
                money.for_each(|t| adds_up(&page.id, t, &[1, 3]));
            }
            id if id.starts_with("segments") => adds_up(id, tables[0], &[1, 2, 3]),
            _ => {}
        }
    }
}

fn bridge_columns(page: &str, table: &Table) {
    for (column, caption) in table.columns.iter().enumerate().skip(1) {
        if caption.caption.ends_with('%') {
            continue;
        }
        adds_up(page, table, &[column]);
    }
}

fn trend_columns(table: &Table) {
    let total = table
        .rows
        .iter()
        .position(|r| r.kind == RowKind::Total)
        .unwrap();
    for column in 1..table.columns.len() {
        if figure_at(table, total, column).is_some() {
            adds_up("trend", table, &[column]);
            let opening = figure_at(table, 0, column).unwrap();
            let net = figure_at(table, total + 1, column).unwrap();
            assert_eq!(Some(opening + net), figure_at(table, total, column));
        }
    }
}
