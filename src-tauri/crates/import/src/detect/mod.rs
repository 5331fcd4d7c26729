//! From a table to its mapping: which fields, which layout, which styles. What can't be told is asked.

mod across;
mod amounts;
mod fields;
mod layout;
mod lines;
mod months;
mod movements;
mod one_close;
mod periods;
mod plain_id;
mod requests;
mod scale;
mod snapshot_date;
mod styles;

use crate::captions::{self, Export};
use crate::columns::{Kinds, Profile, profiles};
use crate::detected::Detected;
use crate::findings::{Code, Spot, sheet_name};
use crate::header::Block;
use crate::mapping::{ColumnMapping, Field, Mapping, Role, SourceMapping};
use crate::notes::Notes;
use crate::text::key;
use crate::{ImportOptions, text};
use holdfast_ledger::{Finding, Severity, Table};
pub(crate) use snapshot_date::{date_in, is_time, period_in};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// What is known of the tables beside one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// What sheets of notes say of the scale.
    pub scales: Vec<String>,
    /// Another table has the same captions.
    pub alike: bool,
}

/// A detection under way.
pub(crate) struct Detection<'a> {
    pub table: &'a Table,
    pub options: &'a ImportOptions,
    pub export: Option<&'static Export>,
    pub given: Option<&'a SourceMapping>,
    pub notes: Notes,
    pub map: SourceMapping,
    pub block: Block,
    pub profiles: Vec<Profile>,
    pub around: Around,
    /// The caption of a column left out because it is the sum of those which are read.
    pub summed: Option<String>,
    /// Decisions which answered a question.
    answered: RefCell<BTreeSet<usize>>,
}

impl Detection<'_> {
    fn finish(mut self) -> Detected {
        let answered = self.answered.take();
        self.notes
            .applied
            .extend(answered.into_iter().map(|at| (at, 0)));
        Detected {
            map: self.map,
            block: self.block,
            profiles: self.profiles,
            notes: self.notes,
        }
    }

    /// The table in words, for sentences.
    pub fn name(&self) -> String {
        sheet_name(self.table)
    }

    pub fn profile(&self, column: u16) -> Option<&Profile> {
        self.profiles
            .get(usize::from(column.checked_sub(self.block.columns.start)?))
    }

    /// The decision on a question about this table, or about one of its columns.
    pub fn decided(&self, code: Code, scope: &str) -> Option<&str> {
        let (at, found) = self.options.decisions.place(code.about().code, scope)?;
        self.answered.borrow_mut().insert(at);
        Some(if found.value.is_empty() {
            found.repair.as_str()
        } else {
            found.value.as_str()
        })
    }

    /// Asks: an error finding with the reading in use until it is answered.
    pub fn ask(
        &mut self,
        code: Code,
        scope: &str,
        column: Option<u16>,
        question: &str,
        reading: &str,
    ) {
        let spot = Spot {
            table: self.table,
            row: None,
            column,
        };
        self.notes
            .issues
            .rows(code, scope, spot, 0, None, String::new);
        self.notes.answer(question, None, reading);
    }
}

/// The header signature: captions without the months, which every quarter adds to.
pub(crate) fn signature(block: &Block) -> String {
    let mut parts: Vec<String> = Vec::new();
    for caption in &block.captions {
        let part = if caption.when.is_some() || caption.under.is_some() {
            "[months]".to_owned()
        } else {
            key(&caption.text)
        };
        if !part.is_empty() && parts.last() != Some(&part) {
            parts.push(part);
        }
    }
    parts.join("|")
}

/// Detects what a block holds. `given` mappings win over everything but the options.
pub(crate) fn detect(
    table: &Table,
    block: Block,
    options: &ImportOptions,
    kinds: &mut Kinds,
    around: Around,
) -> Detected {
    let profiles = profiles(table, &block, kinds);
    let captions = block.caption_texts();
    let signature = signature(&block);
    let given = options
        .mapping
        .as_ref()
        .and_then(|m| given_for(m, table, &block, &signature));
    let mut map = SourceMapping::blank(&table.file, &table.sheet);
    map.header_row = block.header.map_or(0, |h| table.row_number(h));
    map.signature = signature;
    let export = captions::known_export(&table.sheet, &captions);
    let mut d = Detection {
        table,
        options,
        export,
        given,
        notes: Notes::default(),
        map,
        block,
        profiles,
        around,
        summed: None,
        answered: RefCell::default(),
    };
    say_what_changed(&mut d);
    say_what_is_remembered(&mut d);
    styles::header_dates(&mut d);
    d.map.export = export.map(|e| e.name.clone());
    let waits = months::settle(&mut d);
    fields::assign(&mut d);
    plain_id::settle(&mut d);
    months::drop_remembered(&mut d);
    if waits {
        d.map.role = Role::Ledger;
        return d.finish();
    }
    if d.block.rows.is_empty() {
        // Nothing to read, nothing to ask.
        d.map.role = Role::Ledger;
        return d.finish();
    }
    layout::choose(&mut d);
    if d.map.role == Role::Requests {
        requests::columns(&mut d);
        return d.finish();
    }
    if d.map.role == Role::Ledger
        && d.map.has_customer()
        && d.map.columns.iter().any(|c| c.field.is_money())
    {
        amounts::tell(&mut d);
    }
    styles::infer(&mut d);
    styles::note_text_numbers(&mut d);
    d.finish()
}

/// The given mapping of a table: that of its signature, else that of its sheet or file where none has it.
fn given_for<'a>(
    mapping: &'a Mapping,
    table: &Table,
    block: &Block,
    signature: &str,
) -> Option<&'a SourceMapping> {
    let same = |s: &&SourceMapping| s.signature == signature;
    // Of tables with the same captions on one sheet each has its own place.
    let header = block.header.map_or(0, |h| table.row_number(h));
    let first = |s: &SourceMapping| s.columns.first().map(|c| c.column);
    let in_place =
        |s: &&SourceMapping| s.header_row == header && first(s) == Some(block.columns.start);
    let here = |s: &&SourceMapping| s.sheet == table.sheet && s.file == table.file;
    let all = || mapping.sources.iter();
    all()
        .filter(same)
        .filter(here)
        .find(in_place)
        .or_else(|| all().filter(same).find(here))
        .or_else(|| all().find(same))
        .or_else(|| all().find(here))
        .or_else(|| {
            let only = mapping
                .sources
                .first()
                .filter(|_| mapping.sources.len() == 1)?;
            (only.role == Role::Ledger).then_some(only)
        })
}

/// A mapping which no longer fits says what changed: captions that are gone, captions that are new.
fn say_what_changed(d: &mut Detection<'_>) {
    let Some(given) = d.given else { return };
    let mapped = |c: &&ColumnMapping| {
        !matches!(c.field, Field::Ignore | Field::Forecast) && !c.caption.is_empty()
    };
    let captions: Vec<String> = d.block.captions.iter().map(|c| key(&c.text)).collect();
    let gone: Vec<&str> = given
        .columns
        .iter()
        .filter(mapped)
        .filter(|c| !captions.contains(&key(&c.caption)))
        .map(|c| c.caption.as_str())
        .collect();
    if gone.is_empty() {
        return;
    }
    let known: Vec<String> = given.columns.iter().map(|c| key(&c.caption)).collect();
    let fresh: Vec<&str> = d
        .block
        .captions
        .iter()
        .filter(|c| c.when.is_none() && !c.text.is_empty() && !known.contains(&key(&c.text)))
        .map(|c| c.text.as_str())
        .collect();
    let new = if fresh.is_empty() {
        String::new()
    } else {
        format!("; new there: {}", fresh.join(", "))
    };
    let message = format!(
        "The mapping of {} no longer fits {}: gone from it: {}{new}.",
        given.file,
        d.name(),
        gone.join(", ")
    );
    let about = Code::MappingChanged.about();
    let finding = Finding::new(about.code, Severity::Error, message, about.hint);
    d.notes
        .issues
        .push(finding.at(Spot::sheet(d.table).place()));
}

/// Columns which another project chose move figures here: the proof says so.
fn say_what_is_remembered(d: &mut Detection<'_>) {
    if !d.given.is_some_and(|g| g.remembered) {
        return;
    }
    d.map.remembered = true;
    let question = format!("Which column of {} is what?", d.name());
    // Not for which: that may be another company's.
    let reading = "as was chosen for an earlier file with the same captions";
    d.notes.answer(&question, Some("remembered"), reading);
}

/// A column as first mapped: nothing known.
pub(crate) fn column(d: &Detection<'_>, column: u16) -> ColumnMapping {
    ColumnMapping {
        column,
        caption: d
            .block
            .caption(column)
            .map(|c| c.text.clone())
            .unwrap_or_default(),
        field: Field::Ignore,
        request: None,
        confidence: crate::mapping::Confidence::None,
        close: None,
        numbers: None,
        dates: None,
        samples: d
            .profile(column)
            .map(|p| p.samples.clone())
            .unwrap_or_default(),
    }
}

/// A column whose caption names a field which its cells don't fit: its name and its first value.
pub(crate) fn unread(map: &SourceMapping, field: Field) -> Option<(String, String)> {
    let sure = Some((field, crate::mapping::Confidence::Sure));
    let named = |c: &&ColumnMapping| c.field != field && captions::field(&c.caption) == sure;
    let column = map.columns.iter().find(named)?;
    Some((column_name(column), column.samples.first()?.clone()))
}

/// A column in words: its caption, or its letters.
pub(crate) fn column_name(c: &ColumnMapping) -> String {
    if c.caption.is_empty() {
        format!("column {}", text::letters(c.column))
    } else {
        format!("\"{}\"", c.caption)
    }
}
