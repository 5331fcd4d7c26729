//! Which field each column is: by the given mapping, the known export, the caption, the content.

use super::{Detection, column, column_name};
use crate::captions;
use crate::columns::Profile;
use crate::currency;
use crate::findings::{Code, Spot};
use crate::mapping::{ColumnMapping, Confidence, Field};
use crate::text::key;
use crate::vocabulary;
use holdfast_ledger::{Cell, Hint};
use std::collections::BTreeSet;

/// Assigns a field to every column of the block.
pub(super) fn assign(d: &mut Detection<'_>) {
    let columns: Vec<ColumnMapping> = d.block.columns.clone().map(|c| first_look(d, c)).collect();
    d.map.columns = columns;
    spare_columns(d);
    year_and_month(d);
    balance_alone(d);
    one_column_a_field(d);
    currency_twins(d);
    attributes(d);
    forced_segments(d);
}

fn first_look(d: &mut Detection<'_>, at: u16) -> ColumnMapping {
    let mut c = column(d, at);
    if let Some(given) = given_column(d, &c) {
        (c.field, c.confidence) = (given.field, given.confidence);
        (c.numbers, c.dates, c.close) = (given.numbers, given.dates, given.close);
        return c;
    }
    if d.block.caption(at).is_some_and(|k| k.of_period) {
        c.confidence = Confidence::Sure;
        return c;
    }
    if let Some(period) = period_field(d, at) {
        (c.field, c.confidence) = (period, Confidence::Sure);
        return c;
    }
    if let Some(field) = d.export.and_then(|e| e.field(&c.caption)) {
        (c.field, c.confidence) = (field, Confidence::Sure);
        return c;
    }
    let Some(profile) = d.profile(at) else {
        return c;
    };
    if let Some((field, confidence)) = captions::field(&c.caption)
        && fits(d, field, &c, profile)
    {
        // "Add-on ARR" with figures in it is an amount, whatever else its caption holds.
        let figures = confidence == Confidence::Guess
            && matches!(
                field,
                Field::Line | Field::Plan | Field::Attribute | Field::Reason
            )
            && profile.is_figures()
            && captions::per(&c.caption).is_some()
            && !captions::is_derived(&c.caption);
        let field = if figures { Field::Amount } else { field };
        (c.field, c.confidence) = (field, confidence);
    } else if profile.is_dates()
        && captions::field(&c.caption) == Some((Field::CancelledFlag, Confidence::Sure))
    {
        (c.field, c.confidence) = (Field::CancelledAt, Confidence::Guess);
    } else if profile.texts * 2 > profile.valued() && captions::speaks_of_customers(&c.caption) {
        (c.field, c.confidence) = (Field::CustomerName, Confidence::Guess);
    }
    c
}

fn given_column<'a>(d: &Detection<'a>, c: &ColumnMapping) -> Option<&'a ColumnMapping> {
    let given = d.given?;
    let caption = key(&c.caption);
    let mut all = given
        .columns
        .iter()
        .filter(|g| g.confidence != Confidence::None || g.field == Field::Ignore);
    if caption.is_empty() {
        return all.find(|g| g.caption.is_empty() && g.column == c.column);
    }
    all.find(|g| !g.caption.is_empty() && key(&g.caption) == caption)
}

/// A column headed by a period holds amounts, unless it is a forecast, a percentage or text.
fn period_field(d: &Detection<'_>, at: u16) -> Option<Field> {
    let caption = d.block.caption(at)?;
    caption.when?;
    let profile = d.profile(at)?;
    if profile.is_percent() || profile.texts * 2 > profile.valued().max(1) {
        return Some(Field::Ignore);
    }
    if profile.is_dates() && profile.dates * 2 > profile.valued() {
        return None;
    }
    Some(if caption.forecast {
        Field::Forecast
    } else {
        Field::Amount
    })
}

/// Whether the cells agree with what the caption says.
fn fits(d: &Detection<'_>, field: Field, c: &ColumnMapping, p: &Profile) -> bool {
    let figures = || {
        p.is_figures()
            || p.is_empty()
            || p.figure_like() + p.errors + p.no_value > p.dates + p.text_dates
    };
    match field {
        Field::Delta => !p.is_percent() && figures(),
        f if f.is_money() => !captions::is_derived(&c.caption) && !p.is_percent() && figures(),
        Field::StepDown => true,
        Field::FreeFlag | Field::TrialFlag | Field::CancelledFlag => is_yes_or_no(d, c.column, p),
        Field::Year => holds_years(p),
        f if f.is_number() => p.is_figures() || p.is_empty(),
        Field::Close => p.is_dates() || p.is_empty(),
        Field::End => p.is_dates() || p.valued() == 0 || ends_known(d, c.column),
        f if f.is_date() => p.is_dates() || p.valued() == 0,
        Field::Movement => labels_known(d, c.column),
        Field::Currency => p.is_empty() || codes_known(d, c.column),
        Field::Status => p.distinct <= 40 && p.figure_like() * 2 < p.valued().max(1),
        Field::Interval => distinct(d, c.column, 60)
            .iter()
            .any(|t| vocabulary::interval_months(t).is_some()),
        Field::ServicePeriod => distinct(d, c.column, 20)
            .iter()
            .any(|t| crate::dates::range_in(t).is_some()),
        Field::Term => !p.is_dates() || p.dates == 0,
        Field::Reason | Field::Attribute | Field::Line | Field::Plan => p.hint != Hint::Percent,
        _ => true,
    }
}

/// Whether a column holds yes and no, in whatever words.
fn is_yes_or_no(d: &Detection<'_>, at: u16, p: &Profile) -> bool {
    const WORDS: &[&str] = &[
        "yes", "no", "y", "n", "true", "false", "t", "f", "x", "0", "1", "ja", "nein", "oui",
        "non", "sí", "si", "nee",
    ];
    let words = distinct(d, at, 20);
    let texts = words
        .iter()
        .all(|w| WORDS.contains(&w.to_lowercase().as_str()));
    let zero_or_one = |s: &String| s == "0" || s == "1";
    texts && p.dates == 0 && (p.numbers == 0 || p.samples.iter().all(zero_or_one))
}

/// The first distinct texts of a column.
pub(super) fn distinct(d: &Detection<'_>, at: u16, limit: usize) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for row in d.block.rows.clone().take(20_000) {
        if let Cell::Text(t) = d.table.cell(row, at) {
            let t = t.trim();
            if !t.is_empty() && !out.contains(t) {
                out.insert(t.to_owned());
            }
        }
        if out.len() >= limit {
            break;
        }
    }
    out
}

fn labels_known(d: &Detection<'_>, at: u16) -> bool {
    let labels = distinct(d, at, 40);
    let known = labels
        .iter()
        .filter(|l| vocabulary::movement(l).is_some())
        .count();
    known > 0 && known * 2 >= labels.len()
}

/// Whether the values of a column are years: `2025`, `FY25`.
pub(super) fn holds_years(p: &Profile) -> bool {
    use crate::dates::{When, read};
    let year = |s: &String| matches!(read(s, None), Some(When::Year { .. }));
    !p.samples.is_empty() && p.samples.iter().all(year)
}

/// Whether a column of ends holds dates and words which say that there is no end.
fn ends_known(d: &Detection<'_>, at: u16) -> bool {
    let values = distinct(d, at, 40);
    let open = values
        .iter()
        .filter(|v| crate::columns::is_open_ended(v))
        .count();
    let dated = d.profile(at).map_or(0, Profile::date_like) > 0;
    open > 0 && (dated || open == values.len())
}

fn codes_known(d: &Detection<'_>, at: u16) -> bool {
    let values = distinct(d, at, 40);
    let known = values
        .iter()
        .filter(|v| currency::code(v).is_some() || v.as_str() == "$")
        .count();
    // "kEUR" beside "EUR" is a unit.
    let units = values.iter().any(|v| captions::magnitude(v).is_some());
    !units && known > 0 && known * 2 >= values.len()
}

/// Columns which a known export may lack get their second choice.
fn spare_columns(d: &mut Detection<'_>) {
    let filled =
        |d: &Detection<'_>, c: &ColumnMapping| d.profile(c.column).is_some_and(|p| p.valued() > 0);
    for (word, spares) in d.export.map(|e| &e.spare).into_iter().flatten() {
        let Some(field) = Field::of_word(word) else {
            continue;
        };
        let there = d.map.column(field).is_some_and(|c| filled(d, c));
        let spare = spares.iter().find_map(|s| {
            d.map
                .columns
                .iter()
                .position(|c| key(&c.caption) == key(s) && filled(d, c))
        });
        if let (false, Some(spare)) = (there, spare) {
            for c in d.map.columns.iter_mut().filter(|c| c.field == field) {
                c.field = Field::Ignore;
            }
            if let Some(c) = d.map.columns.get_mut(spare) {
                (c.field, c.confidence) = (field, Confidence::Sure);
            }
        }
    }
    let has_customer = d.map.has_customer();
    for c in d
        .map
        .columns
        .iter_mut()
        .filter(|c| c.field == Field::SpareCustomer)
    {
        c.field = if has_customer {
            Field::Ignore
        } else {
            Field::CustomerId
        };
    }
}

/// A column of years belongs to one of months or quarters beside it; alone it is the close.
fn year_and_month(d: &mut Detection<'_>) {
    if d.given.is_some() {
        return;
    }
    let Some(year) = d.map.columns.iter().position(|c| c.field == Field::Year) else {
        return;
    };
    let is_part = |c: &&ColumnMapping| {
        let named = captions::field(&c.caption).is_some_and(|(f, _)| f == Field::Close);
        named && c.field == Field::Ignore && holds_parts(d, c.column)
    };
    let part = d.map.columns.iter().find(is_part).map(|c| c.column);
    let dated = d.map.has(Field::Close);
    let part = part.filter(|_| !dated);
    for c in &mut d.map.columns {
        if Some(c.column) == part {
            (c.field, c.confidence) = (Field::Close, Confidence::Sure);
        }
    }
    if let Some(c) = d.map.columns.get_mut(year).filter(|_| part.is_none()) {
        // Beside a whole date the year says nothing new.
        c.field = if dated { Field::Ignore } else { Field::Close };
    }
}

/// Whether a column holds months or quarters without their year: `3`, `March`, `M03`, `Q1`.
fn holds_parts(d: &Detection<'_>, at: u16) -> bool {
    let quarters = d
        .block
        .caption(at)
        .is_some_and(|k| crate::dates::says_quarter(&k.text));
    let rows = d.block.rows.clone().take(200);
    let mut cells = rows
        .map(|row| d.table.cell(row, at))
        .filter(|c| !c.is_empty());
    let mut any = false;
    let all = cells.all(|c| {
        any = true;
        crate::dates::of_parts("2000", &c.text(), false, quarters).is_some()
    });
    any && all
}

/// "Ending ARR" is the amount after a movement only beside what came before, or beside the movement itself.
fn balance_alone(d: &mut Detection<'_>) {
    let log = [Field::AmountBefore, Field::Delta, Field::Movement];
    if d.given.is_some() || log.iter().any(|f| d.map.has(*f)) {
        return;
    }
    for c in d
        .map
        .columns
        .iter_mut()
        .filter(|c| c.field == Field::AmountAfter)
    {
        c.field = Field::Amount;
    }
}

/// Of several columns for one field the surest, then the fullest, then the first stays. Amounts are decided elsewhere.
fn one_column_a_field(d: &mut Detection<'_>) {
    for &field in Field::ALL.iter().filter(|f| !f.is_shared()) {
        let rank = |c: &ColumnMapping| {
            let empty = d.profile(c.column).is_none_or(|p| p.valued() == 0);
            (empty, c.confidence, c.column)
        };
        let Some(best) = d
            .map
            .columns_of(field)
            .min_by_key(|c| rank(c))
            .map(|c| c.column)
        else {
            continue;
        };
        for c in d
            .map
            .columns
            .iter_mut()
            .filter(|c| c.field == field && c.column != best)
        {
            (c.field, c.confidence) = (Field::Ignore, Confidence::None);
        }
    }
}

/// A column of currency codes without a name of its own ("Amount Currency", or no caption) right before the
/// amount is its currency.
fn currency_twins(d: &mut Detection<'_>) {
    if d.map.has(Field::Currency) || d.given.is_some() {
        return;
    }
    let Some(amount) = d.map.column(Field::Amount).map(|c| c.column) else {
        return;
    };
    for beside in [amount.checked_sub(1), amount.checked_add(1)]
        .into_iter()
        .flatten()
    {
        let free = d
            .map
            .columns
            .iter()
            .position(|c| c.column == beside && c.field == Field::Ignore);
        let filled = d.profile(beside).is_some_and(|p| p.texts > 0);
        if let Some(at) = free.filter(|_| filled && codes_known(d, beside))
            && let Some(c) = d.map.columns.get_mut(at)
        {
            (c.field, c.confidence) = (Field::Currency, Confidence::Guess);
            return;
        }
    }
}

/// The remaining columns of texts with repeated values segment the customers (S-1).
fn attributes(d: &mut Detection<'_>) {
    let rows = d.block.rows.len() as u32;
    let customers = [Field::CustomerId, Field::CustomerName]
        .iter()
        .filter_map(|f| d.map.column(*f))
        .filter_map(|c| d.profile(c.column))
        .map(|p| p.distinct.max(1))
        .max()
        .unwrap_or(rows);
    let mut columns = std::mem::take(&mut d.map.columns);
    for c in &mut columns {
        let Some(p) = d.profile(c.column) else {
            continue;
        };
        let known = c.field == Field::Attribute;
        let free = c.field == Field::Ignore
            && c.confidence == Confidence::None
            && d.export.and_then(|e| e.field(&c.caption)).is_none()
            && captions::field(&c.caption).is_none_or(|(f, _)| f != Field::Ignore);
        if d.given
            .is_some_and(|g| g.columns.iter().any(|g| key(&g.caption) == key(&c.caption)))
            || !(known || free)
        {
            continue;
        }
        let texts = p.texts + p.either + p.bools;
        let few = if known {
            p.distinct <= 500
        } else {
            p.distinct <= 200 && (p.distinct * 2 <= texts || p.distinct * 2 <= customers)
        };
        let of_texts = texts * 2 > p.valued() && !c.caption.is_empty();
        if few && p.valued() > 0 && (of_texts || known) {
            c.field = Field::Attribute;
            c.confidence = if known {
                Confidence::Sure
            } else {
                Confidence::Guess
            };
        } else if known {
            c.field = Field::Ignore;
        }
    }
    d.map.columns = columns;
}

/// Columns by which the user wants to segment are attributes, whatever they hold.
fn forced_segments(d: &mut Detection<'_>) {
    for wanted in &d.options.segment_by {
        let wanted = key(wanted);
        if let Some(c) = d
            .map
            .columns
            .iter_mut()
            .find(|c| key(&c.caption) == wanted && c.field == Field::Ignore)
        {
            (c.field, c.confidence) = (Field::Attribute, Confidence::Sure);
        }
    }
}

/// Gives a field which must be there to the column whose content fits it best, and asks.
pub(super) fn by_content(d: &mut Detection<'_>, field: Field) -> bool {
    let free = |c: &&ColumnMapping| {
        matches!(c.field, Field::Ignore | Field::Attribute)
            && d.given
                .is_none_or(|g| !g.columns.iter().any(|g| key(&g.caption) == key(&c.caption)))
    };
    let score = |c: &ColumnMapping| {
        let p = d.profile(c.column)?;
        let fits = match field {
            Field::Amount => {
                p.is_figures()
                    && p.date_like() * 2 < p.valued()
                    && !captions::is_derived(&c.caption)
            }
            // The day a record was made, or a customer came, is no close.
            Field::Close => p.is_dates() && p.serials == 0 && captions::field(&c.caption).is_none(),
            _ => p.texts * 2 > p.valued() && p.valued() > 0,
        };
        fits.then_some((p.distinct.max(p.numbers), u16::MAX - c.column))
    };
    let best = d
        .map
        .columns
        .iter()
        .filter(free)
        .filter_map(|c| score(c).map(|s| (s, c.column)))
        .max();
    let Some((_, best)) = best else { return false };
    let name = {
        let Some(c) = d.map.columns.iter_mut().find(|c| c.column == best) else {
            return false;
        };
        (c.field, c.confidence) = (field, Confidence::Guess);
        column_name(c)
    };
    if field == Field::CustomerName && by_customer(d, best) {
        return true;
    }
    let what = match field {
        Field::Amount => "the recurring amount",
        Field::Close => "the close",
        _ => "the customer",
    };
    if d.block.header.is_some() {
        let reading = format!(
            "{name} of {} is read as {what}, by what is in it.",
            d.name()
        );
        let accepted = d.decided(Code::ColumnGuessed, &reading).is_some();
        d.ask(
            Code::ColumnGuessed,
            &reading,
            Some(best),
            &format!("Is {name} {what}?"),
            &reading,
        );
        if accepted {
            d.notes.issues.settle(Code::ColumnGuessed, &reading);
        }
    }
    true
}

/// Whether a title says whose the rows of a column without a caption are: "Sales by Customer Summary".
fn by_customer(d: &mut Detection<'_>, column: u16) -> bool {
    let bare = d.block.caption(column).is_some_and(|c| c.text.is_empty());
    let says = |title: &String| {
        let words = crate::text::words(title);
        words
            .windows(2)
            .any(|w| w[0] == "by" && captions::speaks_of_customers(&w[1]))
    };
    let told = bare && d.block.titles.iter().any(says);
    for c in d
        .map
        .columns
        .iter_mut()
        .filter(|c| told && c.column == column)
    {
        c.confidence = Confidence::Sure;
    }
    told
}

/// Notes a column which looks like an amount and is none.
pub(super) fn note_column(d: &mut Detection<'_>, code: Code, c: &ColumnMapping) {
    let spot = Spot {
        table: d.table,
        row: None,
        column: Some(c.column),
    };
    d.notes
        .issues
        .rows(code, &column_name(c), spot, 0, None, String::new);
}
