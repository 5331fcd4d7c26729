//! Blocks on the grid of 12 columns × 24 rows, and short ways to write tables.

use crate::model::{
    Align, Area, Block, Cell, Chart, ChartSpec, Column, Content, Row, RowKind, Table, Tone,
};

/// Rows of the grid.
pub(crate) const ROWS: u8 = 24;

/// A place on the grid.
pub(crate) fn area(column: u8, columns: u8, row: u8, rows: u8) -> Area {
    Area {
        column,
        columns,
        row,
        rows,
    }
}

pub(crate) fn block(area: Area, heading: Option<&str>, content: Content) -> Block {
    Block {
        area,
        heading: heading.map(str::to_owned),
        content,
    }
}

/// A row of the grid on the widest paper, in points.
const ROW: u32 = 147; // tenths
/// A table's head with the space under a block, a row at ease and at its closest, a footnote, a
/// heading; tenths of points, as the renderer sets them.
const HEAD: u32 = 260;
const EASY: u32 = 160;
const CLOSE: u32 = 120;
const FOOT: u32 = 170;
const HEADING: u32 = 190;

/// Blocks one under the other in some columns: at ease where there is room, closer where there is
/// not; the last ones are left out where they don't fit even so, and a sentence says what.
#[derive(Debug)]
pub(crate) struct Stack {
    column: u8,
    columns: u8,
    from: u8,
    items: Vec<Item>,
}

#[derive(Debug)]
struct Item {
    heading: Option<String>,
    content: Content,
    rows: u8,
    least: u8,
    /// What the notes say where the block is left out.
    said: String,
}

impl Stack {
    pub fn new(column: u8, columns: u8) -> Stack {
        Stack::under(column, columns, 0)
    }

    /// A stack which begins at a row.
    pub fn under(column: u8, columns: u8, from: u8) -> Stack {
        Stack {
            column,
            columns,
            from,
            items: Vec::new(),
        }
    }

    /// Adds a block of a fixed number of grid rows.
    pub fn push(&mut self, rows: u8, heading: Option<&str>, content: Content) {
        self.push_between(rows, rows, heading, content);
    }

    /// Adds a block which may be set in fewer grid rows where there is little room.
    pub fn push_between(&mut self, least: u8, rows: u8, heading: Option<&str>, content: Content) {
        self.items.push(Item {
            said: no_room(heading.unwrap_or("a further part")),
            heading: heading.map(str::to_owned),
            content,
            rows,
            least,
        });
    }

    /// What the notes say where the last block has no room.
    pub fn or_say(&mut self, sentence: String) {
        if let Some(item) = self.items.last_mut() {
            item.said = sentence;
        }
    }

    /// Adds a table as high as its rows; nothing where it has none.
    pub fn table(&mut self, heading: Option<&str>, table: Table) {
        if table.rows.is_empty() {
            return;
        }
        let (rows, least) = (
            table_rows(&table, heading.is_some(), EASY),
            table_rows(&table, heading.is_some(), CLOSE),
        );
        let caption = table.columns.first().map(|c| c.caption.clone());
        let named = heading.map(str::to_owned).or(caption).unwrap_or_default();
        self.push_between(least, rows, heading, Content::Table(table));
        self.or_say(no_room(&named));
    }

    /// The blocks at their places, and what the notes say of those which have none.
    fn blocks(mut self) -> (Vec<Block>, Vec<String>) {
        let room = ROWS.saturating_sub(self.from);
        let mut said = Vec::new();
        while self.sum(|i| i.least) > room {
            said.extend(self.items.pop().map(|item| item.said));
        }
        said.reverse();
        while self.sum(|i| i.rows) > room {
            let Some(loosest) = self.items.iter_mut().max_by_key(|i| i.rows - i.least) else {
                break;
            };
            loosest.rows -= 1;
        }
        let mut next = self.from;
        let mut out = Vec::new();
        for item in self.items {
            let at = area(self.column, self.columns, next, item.rows);
            next += item.rows;
            out.push(Block {
                area: at,
                heading: item.heading,
                content: item.content,
            });
        }
        (out, said)
    }

    fn sum(&self, of: impl Fn(&Item) -> u8) -> u8 {
        self.items
            .iter()
            .fold(0, |sum: u8, item| sum.saturating_add(of(item)))
    }
}

/// Adds the blocks of stacks; what the notes say of those which have no room.
pub(crate) fn stacked(
    blocks: &mut Vec<Block>,
    stacks: impl IntoIterator<Item = Stack>,
) -> Vec<String> {
    let mut said = Vec::new();
    for (fitting, left_out) in stacks.into_iter().map(Stack::blocks) {
        blocks.extend(fitting);
        said.extend(left_out);
    }
    said
}

fn no_room(what: &str) -> String {
    format!("No room here for “{what}”.")
}

/// Grid rows which a table takes.
fn table_rows(table: &Table, heading: bool, pitch: u32) -> u8 {
    let rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let foot = if table.footnote.is_some() { FOOT } else { 0 };
    let head = HEAD + if heading { HEADING } else { 0 };
    let height = rows.saturating_mul(pitch).saturating_add(head + foot);
    u8::try_from(height.div_ceil(ROW)).unwrap_or(ROWS).min(ROWS)
}

/// Grid rows of a table at its closest.
pub(crate) fn close_rows(table: &Table, heading: bool) -> u8 {
    table_rows(table, heading, CLOSE)
}

/// Grid rows of a table at ease, for pages which place it themselves.
pub(crate) fn easy_rows(table: &Table, heading: bool) -> u8 {
    table_rows(table, heading, EASY)
}

pub(crate) fn left(caption: impl Into<String>, weight: u16) -> Column {
    Column {
        caption: caption.into(),
        align: Align::Left,
        weight,
    }
}

pub(crate) fn right(caption: impl Into<String>, weight: u16) -> Column {
    Column {
        caption: caption.into(),
        align: Align::Right,
        weight,
    }
}

pub(crate) fn row(kind: RowKind, cells: Vec<Cell>) -> Row {
    Row { kind, cells }
}

pub(crate) fn text(t: impl Into<String>) -> Cell {
    Cell::Text(t.into())
}

pub(crate) fn figure(t: impl Into<String>) -> Cell {
    Cell::Figure(t.into())
}

/// A figure in its tone; plain ones as figures.
pub(crate) fn toned(t: impl Into<String>, tone: Tone) -> Cell {
    match tone {
        Tone::Plain => Cell::Figure(t.into()),
        tone => Cell::FigureToned(t.into(), tone),
    }
}

/// A figure which is marked only where it is bad: tables stay calm.
pub(crate) fn warned(t: impl Into<String>, tone: Tone) -> Cell {
    match tone {
        Tone::Bad => toned(t, Tone::Bad),
        _ => figure(t),
    }
}

/// A chart with its text alternative.
pub(crate) fn chart(spec: ChartSpec, alt: String) -> Content {
    Content::Chart(Chart {
        spec,
        alt,
        empty: None,
    })
}

/// A chart without anything to draw: the sentence that stands instead.
pub(crate) fn empty_chart(spec: ChartSpec, sentence: String) -> Content {
    Content::Chart(Chart {
        spec,
        alt: sentence.clone(),
        empty: Some(sentence),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(caption: &str, rows: usize) -> Table {
        Table {
            columns: vec![left(caption, 10)],
            rows: vec![row(RowKind::Normal, vec![text("A")]); rows],
            footnote: None,
        }
    }

    #[test]
    fn what_has_no_room_is_said_in_its_order() {
        let mut stack = Stack::new(0, 6);
        stack.table(None, table("Drivers", 26));
        stack.table(None, table("Lead test", 3));
        stack.or_say("Lead test: 1 of 2.".to_owned());
        stack.table(None, table("Timing", 4));
        let mut blocks = Vec::new();
        let said = stacked(&mut blocks, [stack]);
        assert_eq!(blocks.len(), 1);
        assert_eq!(said, ["Lead test: 1 of 2.", "No room here for “Timing”."]);
    }
}
