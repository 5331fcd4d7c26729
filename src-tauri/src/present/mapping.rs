//! What each column is, and changing it.

use super::choice::{self, unknown};
use super::{basis, in_words, table};
use crate::desk::{Answer, Work};
use crate::view::data::ChoiceView;
use crate::view::mapping::{ColumnView, MappingView, TableMapping};
use holdfast_ledger::column_letters;
use holdfast_pack::display::day;
use holdfast_workspace::import::mapping::{
    ColumnMapping, Field, Layout, Role, SourceMapping, log_fields,
};
use holdfast_workspace::import::{DateStyle, Example, Mapping, NumberStyle, example};
use holdfast_workspace::profiles::{Profiles, in_force, same_table};

/// Every table which was recognised, then those which are not read; `known` tells for which file their columns
/// were chosen.
pub fn of(work: &Work, known: &Profiles) -> MappingView {
    let imported = &work.project.imported;
    let read = imported.mapping.sources.iter().map(|s| (s, true));
    let all = read.chain(imported.unread.iter().map(|s| (s, false)));
    let mut questions = basis::reading(work);
    questions.extend(choice::questions(work));
    MappingView {
        tables: all
            .enumerate()
            .map(|(i, (s, used))| mapped(i, s, used, known))
            .collect(),
        questions,
        basis: basis::settings(work),
    }
}

/// A table by its number on the screen.
pub fn source(work: &Work, table: usize) -> Answer<&SourceMapping> {
    let imported = &work.project.imported;
    let mut all = imported.mapping.sources.iter().chain(&imported.unread);
    all.nth(table).ok_or_else(|| unknown("that table"))
}

/// The mapping with another field for a column. A field which only one column can be leaves the other.
pub fn with_field(work: &Work, table: usize, column: u16, field: &str) -> Answer<Mapping> {
    let mut known = true;
    let mapping = edited(work, table, |source| known = source.assign(column, field))?;
    match known {
        true => Ok(mapping),
        false => Err(unknown(field)),
    }
}

/// The mapping with another style for a column: `0:3` is column 3 of table 0.
pub fn with_style(work: &Work, rest: &str, value: &str) -> Answer<Mapping> {
    let (table, column) = rest.split_once(':').ok_or_else(|| unknown(rest))?;
    let place = || Some((table.parse().ok()?, column.parse::<u16>().ok()?));
    let (table, column) = place().ok_or_else(|| unknown(rest))?;
    let date = DATES.iter().find(|d| d.0 == value).map(|d| d.2);
    let number = NUMBERS.iter().find(|n| n.0 == value).map(|n| n.2);
    if date.is_none() && number.is_none() {
        return Err(unknown(value));
    }
    edited(work, table, |source| {
        for chosen in source.columns.iter_mut().filter(|c| c.column == column) {
            chosen.dates = date.or(chosen.dates);
            chosen.numbers = number.or(chosen.numbers);
        }
    })
}

/// The mapping with a table changed; a table which was not read is, unless it is said what it is.
pub fn edited(work: &Work, table: usize, edit: impl FnOnce(&mut SourceMapping)) -> Answer<Mapping> {
    let mut sources: Vec<SourceMapping> = in_force(&work.project).cloned().collect();
    let read = work.project.imported.mapping.sources.len();
    if table < read {
        edit(
            sources
                .get_mut(table)
                .ok_or_else(|| unknown("that table"))?,
        );
    } else {
        let mut one = source(work, table)?.clone();
        sources.retain(|s| !same_table(s, &one));
        if one.role == Role::Ignore {
            one.role = Role::Ledger;
        }
        edit(&mut one);
        sources.push(one);
    }
    Ok(Mapping { sources })
}

fn mapped(id: usize, source: &SourceMapping, used: bool, known: &Profiles) -> TableMapping {
    let layout = |l: &Layout| ChoiceView {
        value: l.word().to_owned(),
        label: in_words(l.words()),
        chosen: *l == source.layout,
    };
    let is_ledger = source.role == Role::Ledger;
    let mut columns: Vec<&ColumnMapping> = source.columns.iter().collect();
    columns.sort_by_key(|c| (rank(c.field), c.column));
    TableMapping {
        id: id as u32,
        file: source.file.clone(),
        sheet: source.sheet.clone(),
        role: if used {
            role(source)
        } else {
            "not read".to_owned()
        },
        used,
        roles: Role::ALL
            .iter()
            .map(|r| ChoiceView {
                value: r.word().to_owned(),
                label: role_label(*r).to_owned(),
                chosen: *r == if used { source.role } else { Role::Ignore },
            })
            .collect(),
        header_row: source.header_row,
        remembered: match source.remembered {
            true => known
                .chosen_for(source)
                .unwrap_or("an earlier file")
                .to_owned(),
            false => String::new(),
        },
        settings: if used {
            table::settings(id, source)
        } else {
            Vec::new()
        },
        layouts: if is_ledger {
            Layout::ALL.iter().map(layout).collect()
        } else {
            Vec::new()
        },
        fields: fields(source.role),
        columns: columns.into_iter().map(|c| column(c, source)).collect(),
        problems: if is_ledger {
            problems(source)
        } else {
            Vec::new()
        },
    }
}

/// What a column can be in a table of this kind; renames and a plan find theirs by their captions.
fn fields(role: Role) -> Vec<ChoiceView> {
    let of = |fields: &[Field]| {
        fields
            .iter()
            .map(|f| field_choice(f.word(), label(*f)))
            .collect()
    };
    match role {
        Role::Ledger | Role::Ignore => of(Field::ALL),
        Role::Rates => of(&[Field::Close, Field::Currency, Field::Rate, Field::Ignore]),
        Role::Customers => of(&[
            Field::CustomerId,
            Field::CustomerName,
            Field::Attribute,
            Field::Ignore,
        ]),
        Role::Requests => {
            let none = (Field::Ignore.word().to_owned(), label(Field::Ignore));
            let all = std::iter::once(none).chain(log_fields());
            all.map(|(word, caption)| field_choice(&word, caption))
                .collect()
        }
        Role::Renames | Role::Plan => Vec::new(),
    }
}

fn field_choice(value: &str, label: String) -> ChoiceView {
    ChoiceView {
        value: value.to_owned(),
        label,
        chosen: false,
    }
}

fn role_label(role: Role) -> &'static str {
    match role {
        Role::Ledger => "Ledger",
        Role::Requests => "Negotiation log",
        Role::Rates => "Exchange rates",
        Role::Renames => "Renames and mergers",
        Role::Customers => "Customer attributes",
        Role::Plan => "Plan figures",
        Role::Ignore => "Not read",
    }
}

/// Fields in the order of their list, columns which nothing reads last.
fn rank(field: Field) -> usize {
    Field::ALL
        .iter()
        .position(|f| *f == field)
        .unwrap_or(usize::MAX)
}

fn role(source: &SourceMapping) -> String {
    match (&source.export, source.role) {
        (Some(export), _) => export.clone(),
        (None, Role::Ledger) => format!("{}, {}", source.role.word(), source.layout.words()),
        (None, role) => role.word().to_owned(),
    }
}

fn label(field: Field) -> String {
    match field {
        Field::CustomerId => "Customer id".to_owned(),
        Field::Attribute => "Attribute (segment by it)".to_owned(),
        Field::Close => "Date or month".to_owned(),
        Field::Ignore => "Not read".to_owned(),
        field => in_words(field.word()),
    }
}

fn column(column: &ColumnMapping, source: &SourceMapping) -> ColumnView {
    ColumnView {
        index: column.column.into(),
        letters: column_letters(column.column),
        caption: column.caption.clone(),
        field: column.word(),
        required: required(column.field, source),
        confidence: column.confidence.word().to_owned(),
        reading: reading(column),
        samples: column.samples.clone(),
        used: column.request.is_some()
            || matches!(source.role, Role::Renames | Role::Plan)
            || !matches!(column.field, Field::Ignore | Field::Forecast),
        styles: styles(column),
        single: !column.field.is_shared(),
    }
}

const DATES: [(&str, &str, DateStyle); 3] = [
    ("day-first", "Day first", DateStyle::DayFirst),
    ("month-first", "Month first", DateStyle::MonthFirst),
    ("year-first", "Year first", DateStyle::YearFirst),
];
const NUMBERS: [(&str, &str, NumberStyle); 2] = [
    ("point", "1,234.56", NumberStyle::Point),
    ("comma", "1.234,56", NumberStyle::Comma),
];

/// Only texts leave a choice: typed cells are what they are.
fn styles(column: &ColumnMapping) -> Vec<ChoiceView> {
    let dates = column
        .dates
        .iter()
        .flat_map(|now| DATES.map(|(value, label, style)| (value, label, style == *now)));
    let numbers = column
        .numbers
        .iter()
        .flat_map(|now| NUMBERS.map(|(value, label, style)| (value, label, style == *now)));
    let choice = |(value, label, chosen): (&str, &str, bool)| ChoiceView {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen,
    };
    dates.chain(numbers).map(choice).collect()
}

fn required(field: Field, source: &SourceMapping) -> bool {
    match field {
        Field::Amount => true,
        Field::CustomerId => true,
        Field::CustomerName => !source.has(Field::CustomerId),
        Field::Close => matches!(source.layout, Layout::Long | Layout::Across),
        Field::Start => source.layout == Layout::Contracts,
        _ => false,
    }
}

/// How the values are read, where there is something to say.
fn reading(column: &ColumnMapping) -> String {
    let close = column.close.map(|d| format!("Close of {}", day(d)));
    let read = example(column).and_then(|(sample, is)| {
        let is = match is {
            Example::Day(date) => day(date),
            Example::Figure(figure) => holdfast_pack::display::figure(figure),
        };
        (is != sample).then(|| format!("{sample} → {is}"))
    });
    close.or(read).unwrap_or_default()
}

fn problems(source: &SourceMapping) -> Vec<String> {
    let mut out = Vec::new();
    if !source.has_customer() {
        out.push(
            "Blocked: no column says whose the amounts are. Give one \"Customer id\" or \"Customer name\"."
                .to_owned(),
        );
    }
    let change = source.layout == Layout::Events
        && [Field::Delta, Field::AmountAfter, Field::Gained]
            .iter()
            .any(|f| source.has(*f));
    if !source.has(Field::Amount) && !change {
        out.push("Blocked: no column holds recurring amounts. Give one \"Amount\".".to_owned());
    }
    out
}
