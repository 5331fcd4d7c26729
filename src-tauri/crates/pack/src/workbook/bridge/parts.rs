//! What the lines of the bridge are made of: months, drivers, timings, gross movements.

use super::{AC, PQ, section};
use crate::PackInputs;
use crate::tie::Part;
use crate::workbook::address::cell;
use crate::workbook::block::{Blocks, Line};
use crate::workbook::build::Build;
use crate::workbook::lines::Lines;
use crate::workbook::spec::{Look, Role, Shown, Style};
use crate::workbook::words;
use holdfast_ledger::Decimal;
use holdfast_metrics::{Driver, PeriodFigures, Timing};

/// The bridge as a sum of months, as the pages print it, and what lies between it and close to close
/// (M-3).
pub(super) fn months(build: &mut Build<'_>, blocks: &mut Blocks<'_, '_>, inputs: &PackInputs<'_>) {
    let newest = inputs.report.newest();
    let between = newest.and_then(|p| p.sum_of_months.as_ref());
    let Some(between) = between.filter(|_| inputs.options.months_on_pages) else {
        return;
    };
    section(build, blocks, "Sum of months (M-3), as on the pages");
    let head = ["", "", "months less close to close", "sum of months"];
    build.captions(blocks.row, 0, &head, 2);
    blocks.row += 1;
    for part in Part::ALL {
        let Some(line) = blocks.written.get(Line::Part(part), 0).cloned() else {
            continue;
        };
        build.label(blocks.row, 0, part.caption());
        let more = part.of(between);
        let more = build.input(blocks.row, AC, more, Shown::Change, Look::Normal);
        let value = line.value.zip(more.value).map(|(a, b)| a + b);
        let text = format!("{}+{}", line.here(), more.here());
        build.local((blocks.row, PQ), text, value, Shown::Change, Look::Normal);
        blocks.row += 1;
    }
}

/// Downsell by driver (M-4), downsell and churn by timing (M-7): each adds up to its line.
pub(super) fn losses(build: &mut Build<'_>, blocks: &mut Blocks<'_, '_>) {
    let lines = Lines {
        fields: blocks.fields,
    };
    section(build, blocks, "Downsell by driver");
    let first = blocks.row;
    for (at, driver) in Driver::ALL.into_iter().enumerate() {
        let value = move |f: &PeriodFigures| f.drivers.0.get(at).map(|d| -d.0);
        let more = |key: String| vec![("cust_driver".to_owned(), key)];
        loss(
            build,
            blocks,
            driver.id(),
            &|key, end| lines.bucket("\"downsell\"", end, &more(key)),
            &value,
        );
    }
    total(build, blocks, first, Part::Downsell);
    for (caption, bucket, part) in [
        ("Downsell by timing", "\"downsell\"", Part::Downsell),
        ("Churn by timing", "\"churn\"", Part::Churn),
    ] {
        section(build, blocks, caption);
        let first = blocks.row;
        for (at, timing) in Timing::ALL.into_iter().enumerate() {
            let value = move |f: &PeriodFigures| {
                let cells = if part == Part::Downsell {
                    &f.timings.downsell
                } else {
                    &f.timings.churn
                };
                cells.get(at).map(|d| -d.0)
            };
            let more = |key: String| vec![("cust_timing".to_owned(), key)];
            loss(
                build,
                blocks,
                words::timing(timing),
                &|key, end| lines.bucket(bucket, end, &more(key)),
                &value,
            );
        }
        total(build, blocks, first, part);
    }
}

fn loss(
    build: &mut Build<'_>,
    blocks: &mut Blocks<'_, '_>,
    word: &str,
    formula: &dyn Fn(String, &str) -> String,
    value: &dyn Fn(&PeriodFigures) -> Option<Decimal>,
) {
    build.text(blocks.row, 0, word, Style::default().look(Look::Sub));
    build.text(blocks.row, 1, word, Style::new(Role::Muted, Shown::Plain));
    let key = format!("$B{}", blocks.row + 1);
    let style = (Shown::Change, Look::Normal);
    blocks.columns.line(
        build,
        blocks.row,
        style,
        |end| formula(key.clone(), end),
        value,
    );
    blocks.row += 1;
}

fn total(build: &mut Build<'_>, blocks: &mut Blocks<'_, '_>, first: u32, part: Part) {
    build.text(
        blocks.row,
        0,
        "together",
        Style::default().look(Look::Total),
    );
    let last = blocks.row - 1;
    let sum = |column| format!("SUM({}:{})", cell(first, column), cell(last, column));
    let style = (Shown::Change, Look::Total);
    blocks.columns.derived(build, blocks.row, style, sum, |f| {
        Some(part.of(&f.total.bridge))
    });
    blocks.row += 1;
}

/// The gross table (M-2): values, because the workbook holds customers and not their lines.
pub(super) fn gross(build: &mut Build<'_>, blocks: &mut Blocks<'_, '_>) {
    section(
        build,
        blocks,
        "Gross, line by line (M-2): customers present at both closes",
    );
    let first = blocks.row;
    type Pick = fn(&PeriodFigures) -> Decimal;
    let rows: [(&str, Pick); 2] = [
        ("increases", |f| f.lines.increase),
        ("decreases", |f| -f.lines.decrease),
    ];
    for (caption, pick) in rows {
        build.text(blocks.row, 0, caption, Style::default().look(Look::Sub));
        for at in &blocks.columns.list {
            if let Some(figures) = at.period.and_then(|p| p.figures) {
                build.input(
                    blocks.row,
                    at.column,
                    pick(figures),
                    Shown::Change,
                    Look::Normal,
                );
            }
        }
        blocks.row += 1;
    }
    build.text(
        blocks.row,
        0,
        "net = expansion − downsell − step-down",
        Style::default().look(Look::Total),
    );
    let last = blocks.row - 1;
    let sum = |column| format!("SUM({}:{})", cell(first, column), cell(last, column));
    let net = |f: &PeriodFigures| Some(f.lines.increase - f.lines.decrease);
    for at in &blocks.columns.list {
        if let Some(figures) = at.period.and_then(|p| p.figures) {
            build.local(
                (blocks.row, at.column),
                sum(at.column),
                net(figures),
                Shown::Change,
                Look::Total,
            );
        }
    }
    blocks.row += 1;
}
