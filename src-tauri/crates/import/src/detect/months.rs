//! Captions which name months, quarters or halves without their year. The year comes from the user, a title, the
//! name of the sheet or file, or the as-of date; nothing else tells it, so it is asked.

use super::Detection;
use crate::dates::{self, When};
use crate::findings::Code;
use crate::header::{Caption, within};
use holdfast_ledger::{Close, FiscalYear};

/// Completes such captions; whether the table has to wait for its year.
pub(super) fn settle(d: &mut Detection<'_>) -> bool {
    let columns = without_year(d);
    // M1 to M12 may be the months since a customer's start: a year in the title does not make them a year's.
    let numbered = columns
        .first()
        .and_then(|at| d.block.captions.get(*at))
        .is_some_and(|c| numbered_month(&c.text).is_some());
    let Some(months) = in_order(d, &columns) else {
        return false;
    };
    let wraps = months.last().map_or(0, |m| m.years);
    let said = d
        .decided(Code::YearUnknown, "")
        .and_then(|v| v.parse().ok())
        .map(|last: i32| calendar(last - wraps));
    let found = said
        .or_else(|| by_mapping(d, &columns, &months))
        .or_else(|| by_texts(d).filter(|y| !numbered && (wraps == 0 || y.is_fiscal())))
        .or_else(|| by_as_of(d, &months).filter(|_| !numbered));
    let name = d.name();
    let question = format!("Of which year are the columns of {name}?");
    let Some(first) = found else {
        d.ask(
            Code::YearUnknown,
            &name,
            None,
            &question,
            "none: it is left out",
        );
        return true;
    };
    d.notes.answer(
        &question,
        Some(&first.year().to_string()),
        "the year stated",
    );
    for month in months {
        let caption = d.block.captions.get_mut(month.at);
        if let Some(caption) = caption {
            // A fiscal year has its months in order; a calendar year ends between two columns.
            let years = if first.is_fiscal() { 0 } else { month.years };
            caption.when = within(plus(first, years), &caption.text);
        }
    }
    false
}

/// A caption in its place, and how many years after the first one it lies.
struct Part {
    at: usize,
    years: i32,
    /// Its close in that many years after 2000.
    close: Close,
}

fn calendar(year: i32) -> When {
    When::Year {
        year,
        fiscal: false,
    }
}

fn plus(year: When, years: i32) -> When {
    match year {
        When::Year { year, fiscal } => When::Year {
            year: year + years,
            fiscal,
        },
        other => other,
    }
}

/// The captions which a year completes; none where some caption has one already.
fn without_year(d: &Detection<'_>) -> Vec<usize> {
    let captions = &d.block.captions;
    if captions.iter().any(|c| c.when.is_some()) {
        return Vec::new();
    }
    let months: Vec<u32> = captions
        .iter()
        .filter_map(|c| numbered_month(&c.text))
        .collect();
    let whole_year = months.iter().copied().eq(1..=12);
    let part = |(_, c): &(usize, &Caption)| {
        is_part(&c.text) || whole_year && numbered_month(&c.text).is_some()
    };
    let found = captions.iter().enumerate().filter(part);
    found.map(|(at, _)| at).collect()
}

/// A month by its name, a quarter or half by its number: `Jan`, `Q1`, `H2`. "Month 1" may be any month's first.
fn is_part(text: &str) -> bool {
    let numbered = text.len() == 2 && text.starts_with(['Q', 'q', 'H', 'h']);
    (numbered || dates::month_name(text).is_some()) && within(calendar(2000), text).is_some()
}

/// The number of `M1`, `M01`.
fn numbered_month(text: &str) -> Option<u32> {
    let digits = text.trim().strip_prefix(['M', 'm'])?;
    let short = (1..=2).contains(&digits.len());
    digits
        .parse()
        .ok()
        .filter(|n| short && (1..=12).contains(n))
}

/// The captions in order of time, two or more of them, one after the other without a gap.
fn in_order(d: &Detection<'_>, columns: &[usize]) -> Option<Vec<Part>> {
    let mut out: Vec<Part> = Vec::new();
    for &at in columns {
        let when = within(calendar(2000), &d.block.captions.get(at)?.text)?;
        let close = when.close(FiscalYear::CALENDAR)?;
        let years = out.last().map_or(0, |last| {
            last.years + i32::from(close.plus(12 * last.years) <= last.close)
        });
        let close = close.plus(12 * years);
        if let Some(last) = out.last()
            && close != last.close.plus(when.months())
        {
            return None;
        }
        out.push(Part { at, years, close });
    }
    (out.len() > 1).then_some(out)
}

/// The mapping of this very file says the closes of its columns.
fn by_mapping(d: &Detection<'_>, columns: &[usize], months: &[Part]) -> Option<When> {
    let given = d.given.filter(|g| g.file == d.table.file)?;
    let at = d.block.columns.start + u16::try_from(*columns.first()?).ok()?;
    let close = given.columns.iter().find(|c| c.column == at)?.close?;
    let first = Close::of(close)?;
    (first.month() == months.first()?.close.month()).then(|| calendar(first.year()))
}

/// The one year which the title, the sheet or the file names, nearest first.
fn by_texts(d: &Detection<'_>) -> Option<When> {
    let stem = d.table.file.rsplit_once('.').map_or("", |(stem, _)| stem);
    let titles = d.block.titles.iter().map(String::as_str).collect();
    let levels: [Vec<&str>; 3] = [titles, vec![&d.table.sheet], vec![stem]];
    for texts in levels {
        let mut years: Vec<When> = texts.iter().flat_map(|t| years_in(t)).collect();
        years.dedup();
        match years.as_slice() {
            [] => {}
            [one] => return Some(*one),
            _ => return None,
        }
    }
    None
}

/// The last day of the month after which a sheet is called, where the title or the file says of which year.
pub(super) fn sheet(d: &Detection<'_>) -> Option<chrono::NaiveDate> {
    dates::month_name(&d.table.sheet)?;
    within(by_texts(d)?, &d.table.sheet)?.last_day()
}

fn years_in(text: &str) -> Vec<When> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let year = |w: &str| match dates::read(w, None)? {
        year @ When::Year { .. } => Some(year),
        _ => None,
    };
    words.filter(|w| w.len() >= 4).filter_map(year).collect()
}

/// The year in which the last column is the newest close up to the as-of date.
fn by_as_of(d: &Detection<'_>, months: &[Part]) -> Option<When> {
    let as_of = Close::of(d.options.as_of?)?;
    let last = months.last()?;
    let year = as_of.year() - i32::from(last.close.month() > as_of.month());
    Some(calendar(year - last.years))
}

/// Closes which a remembered mapping has for such captions are of another year's file.
pub(super) fn drop_remembered(d: &mut Detection<'_>) {
    let start = d.block.columns.start;
    for at in (0..d.block.captions.len()).filter_map(|at| u16::try_from(at).ok()) {
        let bare = d.block.captions.get(usize::from(at)).is_some_and(|c| {
            c.when.is_some()
                && dates::read(&c.text, None).is_none()
                && within(calendar(2000), &c.text).is_some()
        });
        let column = d.map.columns.iter_mut().find(|c| c.column == start + at);
        if let Some(column) = column.filter(|_| bare) {
            column.close = None;
        }
    }
}
