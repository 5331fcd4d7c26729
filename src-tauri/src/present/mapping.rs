//! What each column is, and changing it.

use super::choice::{self, unknown};
use super::in_words;
use crate::desk::{Answer, Work};
use crate::view::data::ChoiceView;
use crate::view::mapping::{ColumnView, MappingView, TableMapping};
use holdfast_workspace::import::mapping::{
    ColumnMapping, Confidence, Field, Layout, Role, SourceMapping,
};
use holdfast_workspace::import::{DateStyle, Mapping};
use holdfast_ledger::column_letters;

/// Every table which was recognised.
pub fn of(work: &Work) -> MappingView {
    let tables = work.project.imported.mapping.sources.iter().enumerate();
    let mut questions = choice::settings(work);
    questions.extend(choice::questions(work));
    MappingView {
        tables: tables.map(|(i, s)| table(i, s)).collect(),
        questions,
    }
}

/// The mapping with another field for a column. A field which only one column can be leaves the other.
pub fn with_field(work: &Work, table: usize, column: u16, field: &str) -> Answer<Mapping> {
    let field = Field::of_word(field).ok_or_else(|| unknown(field))?;
    edited(work, table, |source| {
        for other in source
            .columns
            .iter_mut()
            .filter(|c| c.field == field && !field.many())
        {
            other.field = Field::Ignore;
        }
        for chosen in source.columns.iter_mut().filter(|c| c.column == column) {
            chosen.field = field;
            chosen.confidence = Confidence::Sure;
        }
    })
}

/// The mapping with another layout for a table; the key is `layout:` and the table's number.
pub fn with_layout(work: &Work, key: &str, value: &str) -> Answer<Mapping> {
    let table = key
        .strip_prefix("layout:")
        .and_then(|n| n.parse().ok())
        .ok_or_else(|| unknown(key))?;
    let layout = Layout::of_word(value).ok_or_else(|| unknown(value))?;
    edited(work, table, |source| source.layout = layout)
}

fn edited(work: &Work, table: usize, edit: impl FnOnce(&mut SourceMapping)) -> Answer<Mapping> {
    let mut mapping = work.project.imported.mapping.clone();
    edit(
        mapping
            .sources
            .get_mut(table)
            .ok_or_else(|| unknown("that table"))?,
    );
    Ok(mapping)
}

fn table(id: usize, source: &SourceMapping) -> TableMapping {
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
        role: role(source),
        layouts: if is_ledger {
            Layout::ALL.iter().map(layout).collect()
        } else {
            Vec::new()
        },
        fields: Field::ALL
            .iter()
            .map(|f| ChoiceView {
                value: f.word().to_owned(),
                label: label(*f),
                chosen: false,
            })
            .collect(),
        columns: columns.into_iter().map(|c| column(c, source)).collect(),
        problems: if is_ledger {
            problems(source)
        } else {
            Vec::new()
        },
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
        field: column.field.word().to_owned(),
        required: required(column.field, source),
        confidence: column.confidence.word().to_owned(),
        reading: reading(column),
        samples: column.samples.clone(),
        used: !matches!(column.field, Field::Ignore | Field::Forecast),
    }
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
    let close = column
        .close
        .map(|d| format!("close of {}", holdfast_pack::display::day(d)));
    let dates = column.dates.map(|d| match d {
        DateStyle::DayFirst => "day first".to_owned(),
        DateStyle::MonthFirst => "month first".to_owned(),
        DateStyle::YearFirst => "year first".to_owned(),
    });
    let numbers = column
        .numbers
        .map(|n| format!("\"{}\" before decimals", n.mark()));
    [close, dates, numbers]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

fn problems(source: &SourceMapping) -> Vec<String> {
    let mut out = Vec::new();
    if !source.has_customer() {
        out.push(
            "No column says whose the amounts are: give one \"Customer id\" or \"Customer name\"."
                .to_owned(),
        );
    }
    let change = source.layout == Layout::Events
        && (source.has(Field::Delta) || source.has(Field::AmountAfter));
    if !source.has(Field::Amount) && !change {
        out.push("No column holds recurring amounts: give one \"Amount\".".to_owned());
    }
    out
}
