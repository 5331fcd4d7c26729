//! `Restatements`: as reported, what each cause did, restated, close by close and live; every change with
//! its choice; every figure. "None" is said too.

use super::address::cell;
use super::build::{Build, Head, TOP};
use super::list::List;
use super::spec::{Look, Role, Sheet, Shown, Style, Tab};
use crate::PackInputs;
use crate::words::{self, Words};
use holdfast_ledger::{Decimal, Ratio};
use holdfast_metrics::registry::Unit as Kind;
use holdfast_metrics::restatement::{Change, CustomerChange, FigureChange, Restated, few};

/// Name of the sheet.
pub const SHEET: &str = "Restatements";

/// Width which holds the name of a cause, and an amount to the cent.
const CAUSE: u16 = 18;

/// The sheet.
pub fn sheet<'a>(inputs: &PackInputs<'a>, head: &Head) -> Sheet<'a> {
    let mut build = Build::new(
        SHEET,
        "Restatements: prior figures which changed",
        Tab::Proof,
        head,
    );
    let note = match inputs.restated {
        None => "None: no earlier pack was issued from this workspace.".to_owned(),
        Some(r) if r.found.is_empty() => format!("None: no past figure changed since {}.", r.last),
        Some(r) => format!("Compared with {}; the figures reported are values.", r.last),
    };
    section(&mut build, TOP, &note);
    if let Some(r) = inputs.restated {
        let mut row = closes(&mut build, r, TOP + 2);
        row = changes(&mut build, inputs, r, row + 2);
        figures(&mut build, inputs, r, row + 2);
    }
    build.freeze(TOP + 1, 1);
    build.finish()
}

fn section(build: &mut Build<'_>, row: u32, text: &str) {
    let style = Style::new(Role::Plain, Shown::Plain).look(Look::Section);
    build.text(row, 0, text, style);
}

/// Every changed close: reported + Σ causes = restated, live, with the difference to the ledger.
fn closes(build: &mut Build<'_>, r: &Restated, top: u32) -> u32 {
    let causes = words::causes_of_closes(r);
    section(build, top, "ARR by close");
    let last = causes.len() as u16 + 2;
    build.widths(&vec![CAUSE; usize::from(last) + 3]);
    let mut captions = vec!["close".to_owned(), "as reported".to_owned()];
    captions.extend(causes.iter().map(|c| c.label().to_owned()));
    captions.extend([
        "restated".to_owned(),
        "of the ledger".to_owned(),
        "difference".to_owned(),
    ]);
    let captions: Vec<&str> = captions.iter().map(String::as_str).collect();
    build.captions(top + 1, 0, &captions, 1);
    let changed = r.found.closes.iter().filter(|l| !l.by_cause.is_empty());
    let mut row = top + 2;
    for line in changed {
        build.label(row, 0, &line.close.date().to_string());
        build.input(row, 1, line.before, Shown::Cents, Look::Normal);
        for (at, cause) in causes.iter().enumerate() {
            let step = line.by_cause.get(cause).copied().unwrap_or_default();
            build.input(row, at as u16 + 2, step, Shown::Cents, Look::Normal);
        }
        let sum = format!("SUM({}:{})", cell(row, 1), cell(row, last - 1));
        build.local(
            (row, last),
            sum,
            Some(line.after),
            Shown::Cents,
            Look::Normal,
        );
        build.input(row, last + 1, line.after, Shown::Cents, Look::Normal);
        let gap = format!("ROUND({}-{},2)", cell(row, last), cell(row, last + 1));
        build.local(
            (row, last + 2),
            gap,
            Some(Decimal::ZERO),
            Shown::Cents,
            Look::Small,
        );
        row += 1;
    }
    row
}

/// Every change, one row a customer it touches.
fn changes(build: &mut Build<'_>, inputs: &PackInputs<'_>, r: &Restated, top: u32) -> u32 {
    section(build, top, "Changes by customer, with the choice");
    let words = Words::new(inputs);
    let all: Vec<(&Change, Option<&CustomerChange>)> = r
        .found
        .changes
        .iter()
        .flat_map(|change| {
            let customers = change.customers.iter().map(Some);
            let none = change.customers.is_empty().then_some(None);
            customers.chain(none).map(move |c| (change, c))
        })
        .collect();
    let mut list: List<'_, (&Change, Option<&CustomerChange>)> = List::new();
    let amount = |pick: fn(&CustomerChange) -> Decimal| {
        move |(_, c): &(&Change, Option<&CustomerChange>)| c.map(pick)
    };
    list.text("cause", "", 24, |(change, _)| {
        change.cause.label().to_owned()
    });
    list.text("what", "", 34, |(change, _)| words.subject(change));
    list.text("customer", "", 26, |(_, c)| {
        c.map_or_else(String::new, |c| words.customer(&c.customer))
    });
    list.text("newest close", "", 14, |(_, c)| {
        c.map_or_else(String::new, |c| c.newest.date().to_string())
    });
    list.number("as reported", "", Shown::Cents, amount(|c| c.before));
    list.number("restated", "", Shown::Cents, amount(|c| c.after));
    list.number("Δ", "", Shown::Cents, amount(|c| c.after - c.before));
    list.text("choice", "", 18, |(change, _)| words::treatment(r, change));
    list.text("by, when", "", 26, |(change, _)| words::who(r, change));
    list.text("why", "", 50, |(change, _)| words::reason(r, change));
    list.write(build, top + 1, &all);
    top + 2 + all.len() as u32
}

/// Every figure, of segments too.
fn figures(build: &mut Build<'_>, inputs: &PackInputs<'_>, r: &Restated, top: u32) {
    section(
        build,
        top,
        "Past figures, as reported, restated and in this pack",
    );
    let mut all = words::sorted(&r.found);
    all.extend(r.found.figures.iter().filter(|f| f.key.segment.is_some()));
    let printed = |f: &FigureChange| words::printed(inputs.report, f);
    // Of a rate over few customers no sheet shows more than a page does (S-4).
    let told =
        |f: &FigureChange, value: Ratio| value.filter(|_| few(inputs.report, &f.key).is_none());
    let shown = |f: &&FigureChange| match words::kind(f) {
        Kind::Percent => Shown::Percent,
        Kind::Times => Shown::Multiple,
        Kind::Count => Shown::Count,
        Kind::Currency => Shown::Cents,
    };
    let mut list: List<'_, &FigureChange> = List::new();
    list.text("period", "", 16, |f| words::period(f));
    list.text("metric", "", 34, |f| words::metric(f));
    list.figure("as reported", 18, shown, |f| told(f, f.before));
    list.figure("restated", 18, shown, |f| told(f, f.after));
    list.figure("in this pack", 18, shown, |f| told(f, printed(f)));
    list.text("mark", "", 8, |f| {
        let recast = printed(f) != f.before;
        if recast { "ᴿ" } else { "" }.to_owned()
    });
    list.text("cause", "", 40, |f| words::causes(f));
    list.write(build, top + 1, &all);
}
