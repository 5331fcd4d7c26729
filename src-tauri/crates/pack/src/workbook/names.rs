//! `Names`: the ten largest downsells and churns of the newest period, read from the head of their
//! blocks in `Customers`, and everyone else in one line.

use super::address::{cell, fixed};
use super::block::{Line, Written};
use super::bridge;
use super::build::{Build, Figure, Head, TOP};
use super::customers::{self, Base};
use super::facts::Row;
use super::fields::Field;
use super::lines;
use super::spec::{Look, Place, Role, Sheet, Shown, Style, Tab};
use super::words;
use crate::PackInputs;
use crate::tie::Part;
use holdfast_ledger::{Decimal, Ratio, ratio};
use holdfast_metrics::Class;

/// Name of the sheet.
pub const SHEET: &str = "Names";
const TOP_NAMES: u32 = 10;
const CAPTIONS: [&str; 12] = [
    "customer",
    "id",
    "segment",
    "before",
    "after",
    "Δ",
    "Δ %",
    "share of line",
    "driver",
    "timing",
    "next renewal",
    "rows",
];

struct Block<'b, 'a> {
    base: &'b Base<'a>,
    class: Class,
    part: Part,
    /// Row of the block's caption.
    top: u32,
}

/// The sheet.
pub fn sheet<'a>(
    inputs: &PackInputs<'a>,
    base: &Base<'a>,
    bridge: &Written,
    head: &Head,
) -> Sheet<'a> {
    let mut build = Build::new(SHEET, "Names: who made the losses", Tab::Figures, head);
    build.widths(&[34, 20, 18, 15, 15, 15, 10, 12, 12, 12, 13, 8]);
    build.freeze(TOP, 1);
    build.0.repeat = (0, 2);
    let mut top = TOP;
    for (class, part) in [
        (Class::Downsell, Part::Downsell),
        (Class::Churn, Part::Churn),
    ] {
        let block = Block {
            base,
            class,
            part,
            top,
        };
        top = block.write(&mut build, inputs, bridge);
    }
    build.muted(
        top,
        0,
        "In the order of the export: Customers is not sorted again when an input changes.",
    );
    build.finish()
}

impl Block<'_, '_> {
    fn rows(&self) -> impl Iterator<Item = &Row> {
        let of = |r: &&Row| r.period == 0 && r.class == self.class;
        self.base.facts.rows.iter().filter(of)
    }

    fn write(&self, build: &mut Build<'_>, inputs: &PackInputs<'_>, bridge: &Written) -> u32 {
        let label = inputs.report.newest().map_or("", |p| p.display.as_str());
        build.section(self.top, 0, &format!("{}, {label}", self.part.caption()));
        let count = self.rows().count() as u32;
        let (Some(line), Some(first), true) = (
            bridge.get(Line::Part(self.part), 0),
            self.base.facts.block(0, self.class),
            count > 0,
        ) else {
            build.muted(
                self.top + 1,
                0,
                &format!("No {} in {label}.", lines::key(self.part)),
            );
            return self.top + 3;
        };
        let attribute = self
            .base
            .fields
            .attributes
            .first()
            .map_or("segment", String::as_str);
        let mut captions = CAPTIONS;
        captions[2] = attribute;
        build.captions(self.top + 1, 0, &captions[..3], 3);
        build.captions(self.top + 1, 3, &captions[3..8], 0);
        build.captions(self.top + 1, 8, &captions[8..], 4);
        let start = self.start(build, first);
        let first_row = self.top + 3;
        let shown = count.min(TOP_NAMES);
        for (rank, row) in self.rows().take(TOP_NAMES as usize).enumerate() {
            self.name(
                build,
                first_row + rank as u32,
                (rank as u32, &start),
                row,
                line,
            );
        }
        self.rest(build, first_row + shown, (first_row, count - shown), line)
    }

    /// The place of the block's first row among the rows of `Customers`, live.
    fn start(&self, build: &mut Build<'_>, first: u32) -> Figure {
        let row = self.top + 2;
        build.muted(row, 0, "first row of the block in Customers");
        // The newest period's rows stand first, so the first match is its block.
        let text = format!("MATCH(\"{}\",cust_bucket,0)", lines::key(self.part));
        build.remote(
            (row, 3),
            text,
            Some(Decimal::from(first + 1)),
            Shown::Count,
            Look::Small,
        )
    }

    fn index(&self, column: &str, (rank, start): (u32, &Figure)) -> String {
        format!("INDEX({column},{}+{rank})", fixed(start.row, start.column))
    }

    fn name(&self, build: &mut Build<'_>, row: u32, at: (u32, &Figure), of: &Row, line: &Figure) {
        let green = Style::new(Role::Remote, Shown::Text);
        let names = &self.base.names;
        build.words(
            row,
            0,
            self.index("cust_name", at),
            &names.name(of.customer),
            green,
        );
        build.words(
            row,
            1,
            self.index("cust_id", at),
            &names.id(of.customer),
            green,
        );
        if let Some(segment) = self.segment(of) {
            build.words(row, 2, self.index("cust_seg_1", at), segment, green);
        }
        let before = build.remote(
            (row, 3),
            self.index("cust_open", at),
            Some(of.opening),
            Shown::Money,
            Look::Normal,
        );
        let after = build.remote(
            (row, 4),
            self.index("cust_close", at),
            Some(of.closing),
            Shown::Money,
            Look::Normal,
        );
        self.change(build, row, at, of, (&before, &after), line);
        if let Some(driver) = of.driver {
            build.words(row, 8, self.index("cust_driver", at), driver.id(), green);
        }
        if let Some(timing) = of.timing {
            build.words(
                row,
                9,
                self.index("cust_timing", at),
                words::timing(timing),
                green,
            );
        }
        if let (Some(renewal), true) = (of.renewal, self.base.fields.has(Field::Renewal)) {
            let style = Style::new(Role::Remote, Shown::Date);
            let serial = super::cohorts::serial_of(renewal);
            build.formula(
                row,
                10,
                self.index("cust_renewal", at),
                super::spec::Outcome::Number(serial),
                style,
            );
        }
        let first = self.base.facts.block(0, self.class).unwrap_or(0);
        build.link(
            row,
            11,
            "row",
            Place(customers::SHEET, customers::FIRST + first + at.0, 0),
        );
    }

    /// Δ as in the bridge: a step-down's part is not in it (M-5).
    fn change(
        &self,
        build: &mut Build<'_>,
        row: u32,
        at: (u32, &Figure),
        of: &Row,
        (before, after): (&Figure, &Figure),
        line: &Figure,
    ) {
        let stepped = self.base.fields.has(Field::StepDown);
        let step = if stepped {
            format!("+{}", self.index("cust_step", at))
        } else {
            String::new()
        };
        let delta = of.closing - of.opening + of.step_down;
        let role = if stepped { Role::Remote } else { Role::Local };
        let text = format!("{}-{}{step}", after.here(), before.here());
        let style = Style::new(role, Shown::Change).look(Look::Highlight);
        build.formula(row, 5, text, super::spec::Outcome::Number(delta), style);
        let percent: Ratio = ratio(delta, of.opening);
        let text = format!(
            "IF({b}=0,NA(),{d}/{b})",
            b = before.here(),
            d = cell(row, 5)
        );
        build.local((row, 6), text, percent, Shown::PercentChange, Look::Normal);
        self.share(build, row, delta, line, Look::Normal);
    }

    fn share(&self, build: &mut Build<'_>, row: u32, delta: Decimal, line: &Figure, look: Look) {
        let whole = line.there();
        let value = line.value.and_then(|w| ratio(delta, w));
        let text = format!("IF({whole}=0,NA(),{}/{whole})", cell(row, 5));
        build.remote((row, 7), text, value, Shown::Percent, look);
    }

    fn segment(&self, of: &Row) -> Option<&str> {
        let period = self.base.facts.periods.first()?.period;
        let opening = self.base.facts.close(period.opening())?;
        self.base
            .fields
            .segment(&self.base.facts, 0, of.customer, opening)
    }

    /// Everyone else, and the line of the bridge.
    fn rest(
        &self,
        build: &mut Build<'_>,
        row: u32,
        (first, others): (u32, u32),
        line: &Figure,
    ) -> u32 {
        let named: Decimal = self
            .rows()
            .take(TOP_NAMES as usize)
            .map(|r| r.closing - r.opening + r.step_down)
            .sum();
        let total = line.value.unwrap_or_default();
        let mut row = row;
        if others > 0 {
            build.label(row, 0, &format!("Other ({others})"));
            let text = format!(
                "{}-SUM({}:{})",
                line.there(),
                cell(first, 5),
                cell(row - 1, 5)
            );
            build.remote(
                (row, 5),
                text,
                Some(total - named),
                Shown::Change,
                Look::Normal,
            );
            self.share(build, row, total - named, line, Look::Normal);
            row += 1;
        }
        build.text(
            row,
            0,
            &format!("{}, as on Bridge", self.part.caption()),
            Style::default().look(Look::Total),
        );
        let text = format!("SUM({}:{})", cell(first, 5), cell(row - 1, 5));
        build.local((row, 5), text, Some(total), Shown::Change, Look::Total);
        self.share(build, row, total, line, Look::Total);
        build.link(
            row,
            11,
            "Bridge",
            Place(bridge::SHEET, line.row, line.column),
        );
        row + 3
    }
}
