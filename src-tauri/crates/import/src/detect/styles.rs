//! Number and date style of each column (reliability 2): one a column, asked where the column can't tell.

use super::{Detection, column_name, date_in};
use crate::dates::{self, DateStyle};
use crate::findings::{Code, Spot};
use crate::mapping::{Field, Layout, Role};
use crate::numbers::{self, NumberStyle};
use chrono::NaiveDate;
use holdfast_ledger::money_text;

/// Infers the styles of all columns in use.
pub(super) fn infer(d: &mut Detection<'_>) {
    number_styles(d);
    date_styles(d);
    if d.map.role == Role::Ledger && d.map.layout == Layout::Snapshot {
        snapshot_date(d);
    }
}

/// Amount columns of one sheet are written alike, so they decide together; other columns of figures decide
/// alone, and lend their evidence to amounts which say nothing themselves.
fn number_styles(d: &mut Detection<'_>) {
    let mut money = numbers::Evidence::default();
    let mut others = numbers::Evidence::default();
    for c in &d.map.columns {
        let Some(p) = d.profile(c.column) else {
            continue;
        };
        if c.field.is_money() {
            money.add(&p.number_style);
        } else {
            others.add(&p.number_style);
        }
    }
    let (mut asked, mut columns) = (false, std::mem::take(&mut d.map.columns));
    for c in columns
        .iter_mut()
        .filter(|c| c.field.is_number() || c.field == Field::StepDown || c.field == Field::Term)
    {
        let own = d
            .profile(c.column)
            .map(|p| p.number_style.clone())
            .unwrap_or_default();
        let own = if c.field.is_money() {
            money.clone()
        } else {
            own
        };
        c.numbers = c.numbers.or_else(|| own.decided()).or_else(|| {
            d.decided(Code::NumberStyleUnknown, "")
                .and_then(numbers::style_word)
        });
        if c.numbers.is_some() || own.ambiguous == 0 {
            continue;
        }
        c.numbers = others.decided();
        if c.numbers.is_none() && !(asked && c.field.is_money()) {
            asked |= c.field.is_money();
            let example = own.example.clone().unwrap_or_default();
            let shown = |style| {
                numbers::read(&example, style)
                    .map(|f| money_text(f.value))
                    .unwrap_or_default()
            };
            let text = format!(
                "{} in {} can be read two ways: \"{example}\" is {} or {}; read as {} for now",
                column_name(c),
                d.name(),
                shown(NumberStyle::Point),
                shown(NumberStyle::Comma),
                shown(NumberStyle::Point)
            );
            d.ask(
                Code::NumberStyleUnknown,
                &text,
                Some(c.column),
                &format!(
                    "Is \"{example}\" in {} {} or {}?",
                    column_name(c),
                    shown(NumberStyle::Point),
                    shown(NumberStyle::Comma)
                ),
                &shown(NumberStyle::Point),
            );
        }
    }
    d.map.columns = columns;
}

fn date_styles(d: &mut Detection<'_>) {
    // Dates of one file are written alike: a column that can't tell follows one that can.
    let decided: Vec<DateStyle> = d
        .profiles
        .iter()
        .map(|p| p.date_style.possible())
        .filter(|p| p.len() == 1)
        .flatten()
        .collect();
    let common = decided
        .first()
        .copied()
        .filter(|s| decided.iter().all(|o| o == s));
    let mut columns = std::mem::take(&mut d.map.columns);
    let mut asked = false;
    for c in columns
        .iter_mut()
        .filter(|c| c.field.is_date() || c.field == Field::ServicePeriod)
    {
        let Some(evidence) = d.profile(c.column).map(|p| p.date_style.clone()) else {
            continue;
        };
        let possible = evidence.possible();
        let answered = d
            .decided(Code::DateOrderUnknown, "")
            .and_then(dates::date_style_word);
        c.dates = c
            .dates
            .or_else(|| (possible.len() == 1).then(|| possible[0]));
        if c.dates.is_some() || possible.is_empty() {
            continue;
        }
        c.dates = common.filter(|s| possible.contains(s)).or(answered);
        if c.dates.is_none() {
            let guess = likeliest(&evidence, &possible);
            c.dates = guess;
            if !asked {
                asked = true;
                let (text, question, reading) =
                    date_question(&evidence, &possible, guess, &column_name(c), &d.name());
                d.ask(
                    Code::DateOrderUnknown,
                    &text,
                    Some(c.column),
                    &question,
                    &reading,
                );
            }
        }
    }
    d.map.columns = columns;
}

/// Dates among the captions: asked where two styles read them all.
pub(super) fn header_dates(d: &mut Detection<'_>) {
    let possible = d.block.date_styles.clone();
    if possible.is_empty() {
        return;
    }
    let told = d.given.and_then(|g| g.header_dates).or_else(|| {
        let answered = d
            .decided(Code::DateOrderUnknown, "")
            .and_then(dates::date_style_word);
        answered.filter(|_| possible.len() > 1)
    });
    let evidence = d.block.date_examples.clone();
    let style = told.or_else(|| likeliest(&evidence, &possible));
    if let Some(style) = style {
        d.block.read_dates(style);
    }
    d.map.header_dates = style;
    if possible.len() > 1 && told.is_none() {
        let (text, question, reading) =
            date_question(&evidence, &possible, style, "The captions", &d.name());
        d.ask(Code::DateOrderUnknown, &text, None, &question, &reading);
    }
}

/// Of the possible styles, the one under which the examples are ends of months, or the same day of each.
fn likeliest(evidence: &dates::Evidence, possible: &[DateStyle]) -> Option<DateStyle> {
    let days = |style: DateStyle| -> Vec<NaiveDate> {
        evidence
            .examples
            .iter()
            .filter_map(|t| dates::read(t, Some(style))?.first_day())
            .collect()
    };
    let regular = |style: &&DateStyle| {
        use chrono::Datelike;
        let days = days(**style);
        days.len() > 1 && days.windows(2).all(|w| w[0].day() == w[1].day())
    };
    possible
        .iter()
        .find(regular)
        .or_else(|| possible.first())
        .copied()
}

fn date_question(
    evidence: &dates::Evidence,
    possible: &[DateStyle],
    guess: Option<DateStyle>,
    column: &str,
    sheet: &str,
) -> (String, String, String) {
    let example = evidence.example().to_owned();
    let long = |style: DateStyle| {
        dates::read(&example, Some(style))
            .and_then(dates::When::first_day)
            .map(|d| d.format("%-d %B %Y").to_string())
            .unwrap_or_default()
    };
    let readings: Vec<String> = possible.iter().map(|s| long(*s)).collect();
    let reading = guess.map(long).unwrap_or_default();
    let either = readings.join(" or ");
    (
        format!(
            "{column} in {sheet} can be read two ways: \"{example}\" is {either}; read as {reading} for now"
        ),
        format!("Is \"{example}\" in {column} {either}?"),
        reading,
    )
}

/// The date of a snapshot: said by the user, the mapping, the sheet's name, a title, the file's name.
fn snapshot_date(d: &mut Detection<'_>) {
    d.map.close = stated_date(d);
    let question = format!("Of which date is {}?", d.name());
    if let Some(day) = d.map.close {
        d.notes
            .answer(&question, Some(&day.to_string()), "the date stated");
    } else {
        let unread =
            super::unread(&d.map, Field::Close).map_or_else(String::new, |(caption, sample)| {
                format!(" Its column {caption} can't be read as dates: \"{sample}\".")
            });
        let text = format!(
            "{} is a list of one date, and nothing says of which.{unread}",
            d.name()
        );
        d.ask(
            Code::AsOfUnknown,
            &text,
            None,
            &question,
            "none: it is left out",
        );
    }
}

/// The date which a list without a column of dates is of: by the mapping, its titles, or the user.
pub(super) fn stated_date(d: &Detection<'_>) -> Option<chrono::NaiveDate> {
    let titles = || d.block.titles.iter().find_map(|t| date_in(t));
    let found = d
        .map
        .close
        .or_else(|| date_in(&d.table.sheet))
        .or_else(|| super::months::sheet(d))
        .or_else(titles)
        .or_else(|| date_in(&d.table.file));
    found.or(d.options.as_of).or_else(|| {
        d.decided(Code::AsOfUnknown, "")
            .and_then(|v| v.parse().ok())
    })
}

/// Notes figures stored as text beside real ones.
pub(super) fn note_text_numbers(d: &mut Detection<'_>) {
    if d.table.sheet.is_empty() || d.map.role != Role::Ledger {
        return;
    }
    for c in d.map.columns.clone().iter().filter(|c| c.field.is_money()) {
        let Some(p) = d.profile(c.column) else {
            continue;
        };
        let texts = p.figures + p.either;
        if texts > 0 {
            let sample = p.samples.first().cloned().unwrap_or_default();
            let spot = Spot {
                table: d.table,
                row: None,
                column: Some(c.column),
            };
            d.notes
                .issues
                .rows(Code::TextNumber, "", spot, texts, None, || sample);
        }
    }
}
