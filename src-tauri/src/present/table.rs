//! How one table of a file is read: whether at all, where its captions stand, what its amounts, ends and
//! labels mean. What the mapping file of the command line can say is said here.

use super::choice::{chosen, typed, unknown, unreadable};
use super::{in_words, mapping};
use crate::desk::{Answer, Work};
use crate::view::data::QuestionView;
use holdfast_ledger::{Status, Table};
use holdfast_workspace::import::mapping::{
    Ends, Field, InMonth, Layout, Magnitude, Per, Role, SourceMapping,
};
use holdfast_workspace::import::{Mapping, mapping_at, mappings_of};
use holdfast_workspace::profiles::in_force;

const STATUSES: [(&str, Status); 6] = [
    ("active", Status::Active),
    ("paused", Status::Paused),
    ("past-due", Status::PastDue),
    ("trial", Status::Trial),
    ("free", Status::Free),
    ("cancelled", Status::Cancelled),
];
/// Classes of M-1 which the log's own labels can mean; empty: the amounts alone decide.
const CLASSES: [&str; 7] = [
    "",
    "new",
    "reactivation",
    "expansion",
    "downsell",
    "step-down",
    "churn",
];

/// What can be said of a table, beside its columns.
pub fn settings(id: usize, source: &SourceMapping) -> Vec<QuestionView> {
    if source.role != Role::Ledger {
        return Vec::new();
    }
    let mut out = vec![
        words(
            id,
            "amounts",
            "Amounts are for",
            "Where the basis above leaves it to the file.",
            &PERS,
            |p| source.amounts == *p,
        ),
        words(
            id,
            "scale",
            "Written in",
            "Where the basis above leaves it to the file.",
            &MAGNITUDES,
            |m| source.scale == *m,
        ),
        text(
            id,
            "currency",
            "Currency where no column says",
            "ISO code.",
            source.currency.clone(),
        ),
        text(
            id,
            "first-row",
            "Data from row",
            "Empty: below the captions.",
            number(source.first_row),
        ),
        text(
            id,
            "last-row",
            "Data to row",
            "Empty: to the end of the table.",
            number(source.last_row),
        ),
    ];
    if source.layout == Layout::Snapshot {
        let close = source.close.map(|d| d.to_string()).unwrap_or_default();
        out.push(text(
            id,
            "close",
            "Date of the list",
            "As 2026-09-30.",
            close,
        ));
    }
    if source.layout == Layout::Contracts {
        out.push(words(
            id,
            "ends",
            "The last day of a line",
            "L-6",
            &ENDS,
            |e| source.ends == *e,
        ));
        out.push(text(
            id,
            "term-months",
            "Term of a line without end, months",
            "Empty: open-ended.",
            number(source.term_months),
        ));
    }
    if matches!(source.layout, Layout::Long | Layout::Wide) {
        out.push(words(
            id,
            "in-month",
            "Several dates in one month",
            "Balances, or flows which add up.",
            &IN_MONTH,
            |m| source.in_month == *m,
        ));
    }
    if source.has(Field::CustomerName) {
        out.push(text(
            id,
            "split",
            "Customer and project parted by",
            "Empty: the whole cell is the customer.",
            source.split.clone(),
        ));
    }
    out.extend(labels(id, source));
    out
}

const PERS: [(&str, &str, Option<Per>); 5] = [
    ("", "Not said", None),
    ("mrr", "A month (MRR)", Some(Per::Mrr)),
    ("arr", "A year (ARR)", Some(Per::Arr)),
    ("tcv", "The whole term (TCV)", Some(Per::Term)),
    (
        "per-interval",
        "The row's billing interval",
        Some(Per::Interval),
    ),
];
const MAGNITUDES: [(&str, &str, Magnitude); 4] = [
    ("units", "Units", Magnitude::Units),
    ("cents", "Cents", Magnitude::Cents),
    ("thousands", "Thousands", Magnitude::Thousands),
    ("millions", "Millions", Magnitude::Millions),
];
const ENDS: [(&str, &str, Ends); 2] = [
    ("inclusive", "Is covered", Ends::Inclusive),
    ("exclusive", "Is the next line's first", Ends::Exclusive),
];
const IN_MONTH: [(&str, &str, InMonth); 2] = [
    ("last", "The last is the close", InMonth::Last),
    ("sum", "They add up", InMonth::Sum),
];

fn number(n: Option<u32>) -> String {
    n.map(|n| n.to_string()).unwrap_or_default()
}

fn key(id: usize, what: &str) -> String {
    format!("table:{id}:{what}")
}

fn text(id: usize, what: &str, question: &str, reading: &str, value: String) -> QuestionView {
    typed(&key(id, what), question, reading, value)
}

fn words<T>(
    id: usize,
    what: &str,
    question: &str,
    reading: &str,
    all: &[(&str, &str, T)],
    is: impl Fn(&T) -> bool,
) -> QuestionView {
    let choices = all
        .iter()
        .map(|(v, l, t)| ((*v).to_owned(), (*l).to_owned(), is(t)));
    chosen(&key(id, what), question, reading, choices.collect())
}

/// What the file's own words mean: statuses (L-10) and labels of movements (L-7).
fn labels(id: usize, source: &SourceMapping) -> Vec<QuestionView> {
    let status = source.status.iter().map(|(word, now)| {
        let all = STATUSES.map(|(v, s)| (v.to_owned(), in_words(v), s == *now));
        chosen(
            &key(id, &format!("status:{word}")),
            &format!("Status \"{word}\" is"),
            "L-10",
            all.into(),
        )
    });
    let movement = source.movements.iter().map(|(word, now)| {
        let all = CLASSES.map(|c| {
            let label = if c.is_empty() {
                "Told by the amounts".to_owned()
            } else {
                in_words(c)
            };
            (c.to_owned(), label, c == now)
        });
        chosen(
            &key(id, &format!("movement:{word}")),
            &format!("Movement \"{word}\" is"),
            "L-7",
            all.into(),
        )
    });
    status.chain(movement).collect()
}

/// The mapping with something else said of a table: `0:ends`, `2:status:Live`.
pub fn with_setting(work: &Work, rest: &str, value: &str) -> Answer<Mapping> {
    let (table, what) = rest.split_once(':').ok_or_else(|| unknown(rest))?;
    let table = table.parse().map_err(|_| unknown(rest))?;
    if what == "header-row" {
        return moved(work, table, value.trim());
    }
    if what == "remembered" {
        return forgotten(work, table);
    }
    let mut said = Ok(());
    let mapping = mapping::edited(work, table, |source| said = set(source, what, value.trim()))?;
    said.map(|()| mapping)
}

fn set(source: &mut SourceMapping, what: &str, value: &str) -> Answer<()> {
    let of = |found: bool| if found { Ok(()) } else { Err(unknown(value)) };
    match what {
        "role" => source.role = Role::of_word(value).ok_or_else(|| unknown(value))?,
        "layout" => source.layout = Layout::of_word(value).ok_or_else(|| unknown(value))?,
        "amounts" => source.amounts = super::choice::of(&PERS, value)?,
        "scale" => source.scale = super::choice::of(&MAGNITUDES, value)?,
        "ends" => source.ends = super::choice::of(&ENDS, value)?,
        "in-month" => source.in_month = super::choice::of(&IN_MONTH, value)?,
        "currency" => value.to_ascii_uppercase().clone_into(&mut source.currency),
        "split" => value.clone_into(&mut source.split),
        "first-row" => source.first_row = row(value)?,
        "last-row" => source.last_row = row(value)?,
        "term-months" => source.term_months = row(value)?,
        "close" => source.close = date(value)?,
        what => match what.split_once(':') {
            Some(("status", word)) => {
                let found = STATUSES.iter().find(|s| s.0 == value);
                of(found.is_some())?;
                source.status.extend(found.map(|s| (word.to_owned(), s.1)));
            }
            Some(("movement", word)) => {
                of(CLASSES.contains(&value))?;
                source.movements.insert(word.to_owned(), value.to_owned());
            }
            _ => return Err(unknown(what)),
        },
    }
    Ok(())
}

fn row(value: &str) -> Answer<Option<u32>> {
    match value {
        "" => Ok(None),
        value => value
            .parse()
            .map(Some)
            .map_err(|_| unreadable(value, "Type a whole number, or nothing.")),
    }
}

fn date(value: &str) -> Answer<Option<chrono::NaiveDate>> {
    match value {
        "" => Ok(None),
        value => value
            .parse()
            .map(Some)
            .map_err(|_| unreadable(value, "Write it as 2026-09-30.")),
    }
}

/// The mapping with the captions of a table in another row: `up`, `down`, or its number (0: there are none).
fn moved(work: &Work, id: usize, value: &str) -> Answer<Mapping> {
    let old = mapping::source(work, id)?.clone();
    let table = sheet(work, &old).ok_or_else(|| unknown("that table"))?;
    let wanted = match value {
        "up" => beside(table, old.header_row, false),
        "down" => beside(table, old.header_row, true),
        value => row(value)?,
    };
    let found = wanted.and_then(|row| mapping_at(table, row, &work.project.options));
    let found = found.ok_or_else(|| no_row(value))?;
    mapping::edited(work, id, |source| *source = found)
}

/// The mapping with the tables of a sheet as they are recognised in it, whatever another project chose.
fn forgotten(work: &Work, id: usize) -> Answer<Mapping> {
    let old = mapping::source(work, id)?;
    let table = sheet(work, old).ok_or_else(|| unknown("that table"))?;
    let others = in_force(&work.project).filter(|s| (&s.file, &s.sheet) != (&old.file, &old.sheet));
    let recognised = mappings_of(table, &work.project.options);
    Ok(Mapping {
        sources: others.cloned().chain(recognised).collect(),
    })
}

fn no_row(value: &str) -> crate::view::failure::FailureView {
    crate::view::failure::FailureView::new(
        "row-unknown",
        format!("The sheet has no row there ({value})."),
        "Choose a row of the preview which has cells.",
    )
}

/// The sheet in which a table stands.
fn sheet<'a>(work: &'a Work, source: &SourceMapping) -> Option<&'a Table> {
    let mut tables = work.project.books.iter().flat_map(|b| &b.tables);
    tables.find(|t| t.file == source.file && t.sheet == source.sheet)
}

/// The next row with cells above or below a row.
fn beside(table: &Table, row: u32, below: bool) -> Option<u32> {
    let filled = |i: &usize| table.row(*i).next().is_some();
    let rows = (0..table.len()).filter(filled).map(|i| table.row_number(i));
    match below {
        true => rows.into_iter().find(|r| *r > row),
        false => rows.take_while(|r| *r < row).last(),
    }
}
