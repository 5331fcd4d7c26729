//! A mapping from TOML: raw settings become checked types here, and only here.
// A finding is returned once, to whoever named the file: its size costs nothing.
#![allow(clippy::result_large_err)]

use super::{
    ColumnMapping, Confidence, Ends, Field, InMonth, Layout, Magnitude, Mapping, Per, Role,
    SourceMapping,
};
use crate::decisions::toml_finding;
use crate::text::{column_of, nearest};
use crate::vocabulary;
use crate::{DateStyle, NumberStyle};
use chrono::NaiveDate;
use holdfast_ledger::{Finding, FiscalYear, Severity};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingRaw {
    #[serde(default)]
    source: Vec<SourceRaw>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct SourceRaw {
    file: String,
    sheet: String,
    signature: String,
    role: Option<String>,
    layout: Option<String>,
    export: Option<String>,
    header_row: u32,
    first_row: Option<u32>,
    last_row: Option<u32>,
    amounts: Option<String>,
    scale: Option<String>,
    currency: String,
    close: Option<String>,
    ends: Option<String>,
    term_months: Option<u32>,
    facts: bool,
    header_dates: Option<DateStyle>,
    aggregates: bool,
    split: String,
    remembered: bool,
    in_month: Option<String>,
    fiscal_year_start: Option<u8>,
    columns: Vec<ColumnRaw>,
    status: BTreeMap<String, String>,
    movements: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct ColumnRaw {
    column: Option<String>,
    columns: Option<String>,
    caption: String,
    field: String,
    confidence: Option<String>,
    close: Option<String>,
    numbers: Option<NumberStyle>,
    dates: Option<DateStyle>,
    samples: Vec<String>,
}

const KEYS: &[&str] = &[
    "source",
    "file",
    "sheet",
    "signature",
    "role",
    "layout",
    "export",
    "header-row",
    "first-row",
    "last-row",
    "amounts",
    "scale",
    "currency",
    "close",
    "ends",
    "term-months",
    "facts",
    "header-dates",
    "aggregates",
    "split",
    "remembered",
    "in-month",
    "fiscal-year-start",
    "columns",
    "status",
    "movements",
    "column",
    "caption",
    "field",
    "confidence",
    "numbers",
    "dates",
    "samples",
];

/// Classes which a movement label may be given.
const CLASSES: &[&str] = &[
    "new",
    "reactivation",
    "expansion",
    "downsell",
    "step-down",
    "churn",
    "",
];

const CODE: &str = "mapping-invalid";

impl Mapping {
    /// Reads a mapping file; an unknown key or word is an error which names the nearest known one.
    pub fn from_toml(text: &str) -> Result<Mapping, Finding> {
        let raw: MappingRaw =
            toml::from_str(text).map_err(|e| toml_finding(CODE, &e, text, KEYS))?;
        let sources = raw
            .source
            .into_iter()
            .map(source)
            .collect::<Result<_, _>>()?;
        Ok(Mapping { sources })
    }
}

fn wrong(key: &str, found: &str, known: &[&str]) -> Finding {
    let hint = match nearest(found, known.iter().copied()) {
        Some(word) => format!("Did you mean \"{word}\"?"),
        None => format!(
            "Known: {}.",
            known
                .iter()
                .filter(|k| !k.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    Finding::new(
        CODE,
        Severity::Error,
        format!("`{key}` is \"{found}\", which is not known."),
        hint,
    )
}

/// A word of a key, or its default where the key is not given.
fn word<T: Copy>(
    key: &str,
    given: Option<&str>,
    all: &[T],
    of: fn(T) -> &'static str,
    default: T,
) -> Result<T, Finding> {
    let Some(given) = given else {
        return Ok(default);
    };
    let known: Vec<&str> = all.iter().map(|v| of(*v)).collect();
    all.iter()
        .copied()
        .find(|v| of(*v) == given)
        .ok_or_else(|| wrong(key, given, &known))
}

fn date(key: &str, given: Option<&str>) -> Result<Option<NaiveDate>, Finding> {
    let read = |text: &str| {
        text.parse().map_err(|_| {
            Finding::new(
                CODE,
                Severity::Error,
                format!("`{key}` is \"{text}\", which is no date."),
                "Write it as YYYY-MM-DD.",
            )
        })
    };
    given.map(read).transpose()
}

fn source(raw: SourceRaw) -> Result<SourceMapping, Finding> {
    let per = raw
        .amounts
        .as_deref()
        .map(|a| word("amounts", Some(a), Per::ALL, Per::word, Per::Arr))
        .transpose()?;
    let fiscal = raw
        .fiscal_year_start
        .map(|m| {
            FiscalYear::starting(m).ok_or_else(|| {
                wrong(
                    "fiscal-year-start",
                    &m.to_string(),
                    &["1", "2", "4", "7", "10"],
                )
            })
        })
        .transpose()?;
    let mut status = BTreeMap::new();
    for (value, meaning) in raw.status {
        let known: Vec<&str> = vocabulary::STATUSES
            .iter()
            .map(|s| vocabulary::status_word(*s))
            .collect();
        let meaning = vocabulary::status_of_word(&meaning)
            .ok_or_else(|| wrong("status", &meaning, &known))?;
        status.insert(value, meaning);
    }
    if let Some(class) = raw
        .movements
        .values()
        .find(|c| !CLASSES.contains(&c.as_str()))
    {
        return Err(wrong("movements", class, CLASSES));
    }
    let mut columns = Vec::new();
    for c in raw.columns {
        column(&c, raw.role.as_deref(), &mut columns)?;
    }
    Ok(SourceMapping {
        role: word(
            "role",
            raw.role.as_deref(),
            Role::ALL,
            Role::word,
            Role::Ledger,
        )?,
        layout: word(
            "layout",
            raw.layout.as_deref(),
            Layout::ALL,
            Layout::word,
            Layout::Long,
        )?,
        amounts: per,
        scale: word(
            "scale",
            raw.scale.as_deref(),
            Magnitude::ALL,
            Magnitude::word,
            Magnitude::Units,
        )?,
        close: date("close", raw.close.as_deref())?,
        ends: word(
            "ends",
            raw.ends.as_deref(),
            Ends::ALL,
            Ends::word,
            Ends::Inclusive,
        )?,
        in_month: word(
            "in-month",
            raw.in_month.as_deref(),
            InMonth::ALL,
            InMonth::word,
            InMonth::Last,
        )?,
        fiscal_year_start: fiscal,
        file: raw.file,
        sheet: raw.sheet,
        signature: raw.signature,
        export: raw.export,
        header_row: raw.header_row,
        first_row: raw.first_row,
        last_row: raw.last_row,
        currency: raw.currency,
        term_months: raw.term_months,
        facts: raw.facts,
        header_dates: raw.header_dates,
        aggregates: raw.aggregates,
        split: raw.split,
        remembered: raw.remembered,
        movements: raw.movements,
        status,
        columns,
    })
}

/// A column, or the columns of a range such as `D:AB`, which then have no caption of their own.
fn column(
    raw: &ColumnRaw,
    role: Option<&str>,
    out: &mut Vec<ColumnMapping>,
) -> Result<(), Finding> {
    let letters = raw
        .columns
        .as_deref()
        .or(raw.column.as_deref())
        .unwrap_or("");
    let (first, last) = letters.split_once(':').unwrap_or((letters, letters));
    let at = |l: &str| {
        if l.is_empty() {
            Ok(0)
        } else {
            column_of(l).ok_or_else(|| wrong("column", l, &["A", "B", "AA"]))
        }
    };
    let known: Vec<&str> = Field::ALL.iter().map(|f| f.word()).collect();
    let request = (role == Some(Role::Requests.word()))
        .then(|| crate::log_words::Field::of_word(&raw.field))
        .flatten();
    let field = if request.is_some() {
        Field::Ignore
    } else {
        Field::of_word(&raw.field).ok_or_else(|| wrong("field", &raw.field, &known))?
    };
    let confidence = word(
        "confidence",
        raw.confidence.as_deref(),
        Confidence::ALL,
        Confidence::word,
        Confidence::Sure,
    )?;
    let close = date("close", raw.close.as_deref())?;
    let range = raw.columns.is_some() && first != last;
    for column in at(first)?..=at(last)? {
        out.push(ColumnMapping {
            column,
            caption: if range {
                String::new()
            } else {
                raw.caption.clone()
            },
            field,
            request,
            confidence,
            close,
            numbers: raw.numbers,
            dates: raw.dates,
            samples: if column == at(first)? {
                raw.samples.clone()
            } else {
                Vec::new()
            },
        });
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn wrong_keys_and_words_name_the_nearest() {
        let error = |text: &str| Mapping::from_toml(text).unwrap_err();
        assert_eq!(
            error("[[source]]\namonts = \"arr\"\n").hint,
            "Did you mean `amounts`?"
        );
        assert_eq!(
            error("[[source]]\namounts = \"ar\"\n").hint,
            "Did you mean \"arr\"?"
        );
        assert_eq!(
            error("[[source]]\ncolumns = [{ column = \"A\", field = \"custmer-id\" }]\n").hint,
            "Did you mean \"customer-id\"?"
        );
        assert!(
            error("[[source]]\nclose = \"31.1.2024\"\n")
                .message
                .contains("no date")
        );
    }
}
