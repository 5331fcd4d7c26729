//! Which column is the amount, and whether it is MRR, ARR or TCV, in which scale and currency (L-2).

use super::{Detection, column_name, fields, lines, scale};
use crate::captions;
use crate::currency;
use crate::findings::Code;
use crate::mapping::{ColumnMapping, Confidence, Field, Layout, Per};
use crate::numbers;
use holdfast_ledger::{AmountKind, Answer, Cell, Decimal};

/// Settles amount column, kind, scale and currency.
pub(super) fn tell(d: &mut Detection<'_>) {
    if !matches!(d.map.layout, Layout::Wide | Layout::Across) {
        one_amount(d);
    }
    per_unit(d);
    kind(d);
    scale::tell(d);
    currency_of(d);
}

/// A price per unit or seat counts as often as there are units.
fn per_unit(d: &mut Detection<'_>) {
    let amount = d.map.column(Field::Amount);
    let priced = amount.is_some_and(|c| captions::is_per_unit(&c.caption));
    if !priced || d.given.is_some() || d.map.has(Field::Multiplier) {
        return;
    }
    let units = d
        .map
        .columns
        .iter_mut()
        .find(|c| c.field == Field::Quantity);
    if let Some(c) = units {
        c.field = Field::Multiplier;
    }
}

/// Of several amount columns one is read: asked, unless one is plainly worked out from the other.
fn one_amount(d: &mut Detection<'_>) {
    let candidates: Vec<ColumnMapping> = d.map.columns_of(Field::Amount).cloned().collect();
    if candidates.len() < 2 || d.given.is_some() {
        return;
    }
    let (mut kept, current): (Vec<_>, Vec<_>) = candidates
        .into_iter()
        .partition(|c| !captions::is_current(&c.caption));
    if kept.is_empty() {
        kept = current;
    } else {
        for c in &current {
            leave_out(d, c, Some(Code::CurrentColumn));
        }
    }
    kept = own_currency(d, kept);
    kept = whole_amounts(d, kept);
    if kept.len() > 1 && lines::settle(d, &kept) {
        return;
    }
    kept.sort_by_key(|c| (rank(&c.caption), c.confidence, c.column));
    let Some((first, rest)) = kept.split_first() else {
        return;
    };
    for other in rest {
        let decided = d.decided(Code::TwoAmountColumns, "").map(crate::text::key);
        if decided.as_deref() == Some(&crate::text::key(&other.caption)) {
            leave_out(d, first, None);
            continue;
        }
        let plain = captions::per(&first.caption).is_some() && is_plain_amount(&other.caption);
        if plain && decided.is_none() {
            let (a, b) = (column_name(first), column_name(other));
            let question = format!("Is the amount in {a} or in {b}?");
            d.notes
                .answer(&question, Some(&a), "its caption says what it is");
            leave_out(d, other, None);
            continue;
        }
        if decided.is_none() && !same_figures(d, first, other) {
            let text = format!(
                "{} has two columns of amounts, {} and {}; {} is read for now.",
                d.name(),
                column_name(first),
                column_name(other),
                column_name(first)
            );
            let (a, b) = (column_name(first), column_name(other));
            d.ask(
                Code::TwoAmountColumns,
                &text,
                Some(other.column),
                &format!("Is the amount in {a} or in {b}?"),
                &a,
            );
        }
        leave_out(d, other, None);
    }
}

/// Whether a caption says no more than that it is an amount: beside one captioned ARR it is what was sold or billed.
fn is_plain_amount(caption: &str) -> bool {
    matches!(
        crate::text::key(caption).as_str(),
        "amount" | "dealamount" | "totalamount" | "total"
    )
}

/// Of the same amount in several currencies the one in the currency to report in is read.
fn own_currency(d: &mut Detection<'_>, all: Vec<ColumnMapping>) -> Vec<ColumnMapping> {
    let Some(wanted) = d.options.currency.clone() else {
        return all;
    };
    let (own, others): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|c| currency::in_caption(&c.caption).is_none_or(|code| code == wanted));
    let named = own
        .iter()
        .any(|c| currency::in_caption(&c.caption).is_some());
    if !named {
        return own.into_iter().chain(others).collect();
    }
    for c in &others {
        leave_out(d, c, None);
    }
    own
}

/// Prices of one unit and of the price list, and what was planned or was before, are no amounts where a whole amount stands beside them.
fn whole_amounts(d: &mut Detection<'_>, all: Vec<ColumnMapping>) -> Vec<ColumnMapping> {
    let is_price = |c: &ColumnMapping| {
        let listed = crate::text::words(&c.caption).iter().any(|w| w == "list");
        let planned = captions::is_forecast(&c.caption) || captions::is_earlier(&c.caption);
        captions::is_per_unit(&c.caption) || listed || planned
    };
    let (prices, whole): (Vec<_>, Vec<_>) = all.into_iter().partition(is_price);
    if whole.is_empty() {
        return prices;
    }
    if prices.iter().any(|c| captions::is_per_unit(&c.caption)) {
        // What is whole has been multiplied by its units.
        let units = d.map.columns.iter_mut();
        for c in units.filter(|c| c.field == Field::Multiplier) {
            c.field = Field::Quantity;
        }
    }
    for c in &prices {
        leave_out(d, c, Some(Code::DerivedColumn));
    }
    whole
}

/// Contract values over a term come last, ARR before MRR before plain amounts.
fn rank(caption: &str) -> u8 {
    match captions::per(caption) {
        Some(Per::Arr) => 0,
        Some(Per::Mrr) => 1,
        Some(Per::Term) => 3,
        _ => 2,
    }
}

pub(super) fn leave_out(d: &mut Detection<'_>, c: &ColumnMapping, code: Option<Code>) {
    if let Some(own) = d.map.columns.iter_mut().find(|o| o.column == c.column) {
        (own.field, own.confidence) = (Field::Ignore, Confidence::Sure);
    }
    if let Some(code) = code {
        fields::note_column(d, code, c);
    }
}

/// Whether two columns tell the same: one is the MRR or the TCV of the other, or an own-currency twin.
pub(super) fn same_figures(d: &Detection<'_>, a: &ColumnMapping, b: &ColumnMapping) -> bool {
    let (ka, kb) = (captions::per(&a.caption), captions::per(&b.caption));
    if kb == Some(Per::Term) && ka.is_some() && ka != kb {
        return true;
    }
    if (ka, kb) == (Some(Per::Mrr), Some(Per::Arr)) {
        return same_figures(d, b, a);
    }
    let factor = match (ka, kb) {
        (Some(Per::Arr), Some(Per::Mrr)) => Decimal::from(12),
        (_, None) | (Some(Per::Arr), Some(Per::Arr)) | (Some(Per::Mrr), Some(Per::Mrr)) => {
            Decimal::ONE
        }
        _ => return false,
    };
    let (mut same, mut all) = (0, 0);
    for row in d.block.rows.clone().take(2000) {
        if let (Some(x), Some(y)) = (
            rough(d.table.cell(row, a.column)),
            rough(d.table.cell(row, b.column)),
        ) {
            all += 1;
            // Worked-out columns are rounded: half a unit, of each month where one is twelve of the other.
            same += u32::from((x - y * factor).abs() <= factor / Decimal::TWO);
        }
    }
    all > 0 && same * 100 >= all * 98
}

pub(super) fn rough(cell: Cell<'_>) -> Option<Decimal> {
    match cell {
        Cell::Number(n) => Some(n),
        Cell::Text(t) => numbers::read(t, numbers::NumberStyle::Point)
            .or_else(|| numbers::read(t, numbers::NumberStyle::Comma))
            .map(|f| f.value),
        _ => None,
    }
}

/// The texts which may say what the amounts are, nearest first.
pub(super) fn texts(d: &Detection<'_>) -> Vec<Vec<String>> {
    let own = d
        .map
        .columns
        .iter()
        .filter(|c| c.field.is_money())
        .map(|c| c.caption.clone())
        .chain(d.summed.clone())
        .collect();
    let file = d
        .table
        .file
        .rsplit_once('.')
        .map_or(d.table.file.as_str(), |(stem, _)| stem);
    // "Customer ARR" over the names says what the columns beside them hold.
    let whose = [Field::CustomerName, Field::CustomerId];
    let beside = whose.iter().filter_map(|f| d.map.column(*f));
    let mut titles = d.block.titles.clone();
    titles.extend(beside.map(|c| c.caption.clone()));
    vec![
        own,
        titles,
        vec![d.table.sheet.clone()],
        vec![file.to_owned()],
    ]
}

/// The one thing which the nearest texts that say something say.
fn told<T: PartialEq>(texts: &[Vec<String>], read: impl Fn(&str) -> Option<T>) -> Option<T> {
    for level in texts {
        let mut said: Vec<T> = level.iter().filter_map(|t| read(t)).collect();
        said.dedup();
        match said.len() {
            0 => {}
            1 => return said.pop(),
            _ => return None,
        }
    }
    None
}

fn kind(d: &mut Detection<'_>) {
    let by_measure = crate::measures::measure(d.table, &d.block, &d.map).and_then(|c| c.per);
    let by_file = by_measure.or_else(|| told(&texts(d), captions::per));
    // "ARR" said of every file does not make a column captioned TCV one (L-6); the mapping can.
    let by_user = d
        .options
        .amounts
        .filter(|_| by_file != Some(Per::Term))
        .map(|k| {
            if k == AmountKind::Mrr {
                Per::Mrr
            } else {
                Per::Arr
            }
        });
    let answered = d
        .decided(Code::AmountKindUnknown, "")
        .and_then(Per::of_word);
    let by_interval =
        (d.map.layout == Layout::Contracts && d.map.has(Field::Interval)).then_some(Per::Interval);
    let by_export = d.export.and_then(captions::Export::amounts);
    let by_mapping = d.given.and_then(|g| g.amounts);
    let by_service = d.map.has(Field::ServicePeriod).then_some(Per::Term);
    // A billing interval says what the amounts are for, unless the file or the user says otherwise.
    let found = by_user
        .or(answered)
        .or(by_mapping)
        .or(by_export)
        .or(by_file)
        .or(by_interval)
        .or(by_service);
    d.map.amounts = found;
    let question = format!("Are the amounts of {} {}", d.name(), Answer::KIND);
    if let Some(per) = found {
        let whose = if by_user.is_some() || answered.is_some() {
            "you said so"
        } else {
            "the file says so"
        };
        let reading = match per {
            Per::Mrr => "MRR, times 12",
            Per::Arr => "ARR",
            Per::Term => "value of the whole term, brought to a year",
            Per::Interval => "per billing interval, brought to a year",
        };
        d.notes
            .answer(&question, Some(per.word()), &format!("{reading}: {whose}"));
    } else {
        let name = d.name();
        d.ask(
            Code::AmountKindUnknown,
            &name,
            None,
            &question,
            "ARR, for now",
        );
    }
}

fn currency_of(d: &mut Detection<'_>) {
    if let Some(given) = d.given {
        d.map.currency.clone_from(&given.currency);
        return;
    }
    if d.map.has(Field::Currency) {
        return;
    }
    several_formats(d);
    // One symbol beside all figures, and not one which several currencies share.
    let by_figures = d
        .map
        .column(Field::Amount)
        .and_then(|c| d.profile(c.column))
        .and_then(|p| match p.currencies.as_slice() {
            [one] if !one.is_empty() => Some(one.clone()),
            _ => None,
        });
    d.map.currency = told(&texts(d), currency::in_caption)
        .or(by_figures)
        .unwrap_or_default();
}

/// One column of amounts formatted as several currencies adds euros to dollars: it is asked (L-9).
fn several_formats(d: &mut Detection<'_>) {
    let mixed = |c: &&ColumnMapping| {
        c.field.is_money() && d.table.hint(c.column) == holdfast_ledger::Hint::Currencies
    };
    let Some(column) = d.map.columns.iter().find(mixed) else {
        return;
    };
    let (name, at) = (column_name(column), column.column);
    let text = format!(
        "The figures of {name} in {} are formatted in several currencies, and no column names them: they are added up as one currency for now.",
        d.name()
    );
    let question = format!("Are the figures of {name} of one currency?");
    d.ask(
        Code::CurrencyFormats,
        &text,
        Some(at),
        &question,
        "yes, for now",
    );
    if d.decided(Code::CurrencyFormats, &text).is_some() {
        d.notes.issues.settle(Code::CurrencyFormats, &text);
    }
}
