//! Page A5: what the pack was made from, the basis in full, and who approves it.

use super::{Draft, Extras};
use crate::basis::settings;
use crate::context::Context;
use crate::display::{count, things};
use crate::layout::{Stack, area, block, easy_rows, figure, left, right, row, stacked, text};
use crate::message::{Message, token};
use crate::model::{Block, Cell, Content, RowKind, Table, Tone};
use crate::notes::notes;
use holdfast_ledger::SourceProof;

pub(super) fn page(c: &Context, extras: &Extras) -> Draft {
    let sources = sources(c);
    let top = easy_rows(&sources, false).clamp(4, 10);
    let mut blocks = vec![block(area(0, 12, 0, top), None, Content::Table(sources))];
    blocks.extend(basis(c, top));
    let mut side = Stack::under(9, 3, top);
    let said = version(c, extras);
    let rows = u8::try_from(said.len() + 3).unwrap_or(10).min(12);
    side.push(rows, Some("Version and approval"), Content::Lines(said));
    side.table(None, approval());
    let left_out = stacked(&mut blocks, [side]);
    Draft::new("sources", message(c))
        .titled(
            "Files, basis of preparation, version",
            format!("As of {}", c.as_of_text()),
        )
        .holding(blocks)
        .noted(notes(c, DEFINITION, &left_out))
}

const DEFINITION: &str = "A file with the same SHA-256 is the same file, byte for byte; a pack with the same ID has the \
     same sources, basis, decisions, figures and texts.";

fn message(c: &Context) -> Message {
    let sources = &c.inputs.evidence.sources;
    let used: u64 = sources.iter().map(|s| s.rows_used).sum();
    let mut m = Message::new();
    let n = m.bind("sources", things(sources.len(), "source sheet"));
    let rows = m.bind("rows.used", count(used));
    let closes = m.bind("closes", things(c.report.closes.len(), "close"));
    m.say(format!(
        "{n} with {rows} rows in use cover {closes} to {}.",
        token("as_of")
    ))
}

fn sources(c: &Context) -> Table {
    let proofs = &c.inputs.evidence.sources;
    // A log read with the other files has its proof among theirs.
    let listed =
        |file: &str, sheet: &str| proofs.iter().any(|p| p.file == file && p.sheet == sheet);
    let log = c.inputs.requests.and_then(|r| r.source.as_ref());
    let log = log.filter(|(file, sheet, _)| !listed(file, sheet));
    let mut rows: Vec<_> = proofs.iter().map(|s| source_row(c, s)).collect();
    rows.extend(log.map(|(file, sheet, hash)| {
        row(
            RowKind::Normal,
            vec![
                text(file.clone()),
                text(sheet.clone()),
                text("negotiation log"),
                Cell::Empty,
                Cell::Mono(hash.clone()),
            ],
        )
    }));
    let mut columns = vec![
        left("File", 24),
        left("sheet and range", 18),
        left("layout", 13),
        right("rows used of read", 14),
        left("SHA-256", 48),
    ];
    if c.inputs.trail.is_some() {
        columns.push(left("imported", 16));
        let place = columns.len();
        for row in &mut rows {
            row.cells.resize(place, Cell::Empty);
        }
    }
    Table {
        columns,
        rows,
        footnote: c
            .inputs
            .evidence
            .rates_source
            .as_ref()
            .map(|r| format!("Exchange rates: {r}.")),
    }
}

fn source_row(c: &Context, s: &SourceProof) -> crate::model::Row {
    let place = match s.sheet.as_str() {
        "" => s.range.clone(),
        sheet => format!("{sheet} {}", s.range),
    };
    let mut cells = vec![
        text(s.file.clone()),
        text(place),
        text(s.layout.clone()),
        figure(format!("{} of {}", count(s.rows_used), count(s.rows_read))),
        Cell::Mono(s.sha256.clone()),
    ];
    cells.extend(c.inputs.imported(s).map(|stamp| text(stamp.text())));
    row(RowKind::Normal, cells)
}

/// The basis of preparation in full (metrics section 6), in two columns.
fn basis(c: &Context, from: u8) -> Vec<Block> {
    let all = settings(c);
    let half = all.len().div_ceil(2);
    let table = |part: &[(String, String)], caption: &str| {
        Content::Table(Table {
            columns: vec![left(caption, 44), left("", 42)],
            rows: part
                .iter()
                .map(|(name, value)| {
                    row(
                        RowKind::Normal,
                        vec![text(name.clone()), text(value.clone())],
                    )
                })
                .collect(),
            footnote: None,
        })
    };
    let (first, second) = all.split_at(half.min(all.len()));
    let heading = format!("Basis of preparation {}", c.report.basis_hash);
    vec![
        block(
            area(0, 4, from, 24 - from),
            Some(&heading),
            table(first, "Setting"),
        ),
        block(
            area(4, 5, from, 24 - from),
            Some(" "),
            table(second, "Setting"),
        ),
    ]
}

fn version(c: &Context, extras: &Extras) -> Vec<(Tone, String)> {
    let mut out = vec![
        (Tone::Plain, format!("Pack {}", extras.pack_id)),
        (Tone::Plain, format!("Template {}", c.template.name)),
        (
            Tone::Plain,
            format!("Holdfast {}", env!("CARGO_PKG_VERSION")),
        ),
    ];
    let e = c.inputs.evidence;
    if !e.ignored_columns.is_empty() {
        out.push((
            Tone::Muted,
            format!("Columns not used: {}", e.ignored_columns.join(", ")),
        ));
    }
    out.push((Tone::Plain, "Unaudited, management figures.".to_owned()));
    out
}

/// Lines to sign on, each over what it is for.
fn approval() -> Table {
    let signed = |what: &str| {
        [
            row(RowKind::Normal, vec![Cell::Empty]),
            row(RowKind::Total, vec![text(what)]),
        ]
    };
    Table {
        columns: vec![left("", 1)],
        rows: ["Approved by", "Date"]
            .into_iter()
            .flat_map(signed)
            .collect(),
        footnote: None,
    }
}
