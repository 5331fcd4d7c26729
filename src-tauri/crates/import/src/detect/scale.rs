//! In what amounts are written: units, thousands, millions, cents (L-2).

use super::Detection;
use super::amounts::texts;
use crate::captions;
use crate::findings::Code;
use crate::mapping::{ColumnMapping, Field, Magnitude};
use crate::text::{key, words};
use holdfast_ledger::{Cell, Scale};

/// Settles the scale: by the user, the mapping, the known export, the nearest text which says one thing.
pub(super) fn tell(d: &mut Detection<'_>) {
    let of = |s: Scale| match s {
        Scale::Units => Magnitude::Units,
        Scale::Cents => Magnitude::Cents,
        Scale::Thousands => Magnitude::Thousands,
    };
    let by_user = d.options.scale.map(of).or_else(|| {
        d.decided(Code::ScaleUnknown, "")
            .and_then(Magnitude::of_word)
    });
    let by_mapping = d.given.map(|g| g.scale);
    let by_export = d.export.and_then(captions::Export::scale);
    let told = by_user.or(by_mapping).or(by_export);
    d.map.scale = told.unwrap_or_else(|| by_texts(d));
    if by_user.or(by_mapping).is_none() && by_export == Some(Magnitude::Cents) && has_fractions(d) {
        doubt_cents(d);
    }
    if d.map.scale != Magnitude::Units {
        let reading = d.map.scale.word();
        let said = if by_user.is_some() {
            "you said so"
        } else {
            "the file's layout or captions say so"
        };
        let question = format!("In what are the amounts of {} written?", d.name());
        d.notes
            .answer(&question, Some(reading), &format!("{reading}: {said}"));
    }
}

/// What captions, titles, a column of units and the names of sheet and file say, nearest first; where two of one
/// kind differ, or only a remark below the table says it, it is asked.
fn by_texts(d: &mut Detection<'_>) -> Magnitude {
    let said = |all: &[String]| {
        let mut found: Vec<Magnitude> = all.iter().filter_map(|t| captions::magnitude(t)).collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    let mut levels: Vec<Vec<Magnitude>> = vec![of_units(d)];
    levels.extend(scale_texts(d).iter().map(|all| said(all)));
    let nearest = levels
        .into_iter()
        .find(|found| !found.is_empty())
        .unwrap_or_default();
    match nearest.as_slice() {
        [one] if !plain_beside(d) => *one,
        [one, ..] => {
            ask(d, *one, "its captions and notes say different things");
            *one
        }
        [] => {
            let below = said(&remarks(d))
                .first()
                .map(|one| (*one, "only a remark below the table says so"));
            let notes = || {
                said(&d.around.scales)
                    .first()
                    .map(|one| (*one, "only the notes on another sheet say so"))
            };
            let Some((one, why)) = below.or_else(notes) else {
                return Magnitude::Units;
            };
            ask(d, one, why);
            one
        }
    }
}

fn ask(d: &mut Detection<'_>, reading: Magnitude, why: &str) {
    let name = d.name();
    let word = reading.word();
    let text =
        format!("The amounts of {name} may be in {word} or not: {why}; read in {word} for now");
    let question = format!("In what are the amounts of {name} written?");
    d.ask(Code::ScaleUnknown, &text, None, &question, word);
}

/// Whether a column of amounts beside one in thousands names its currency and no thousands: `Feb ($)`.
fn plain_beside(d: &Detection<'_>) -> bool {
    let money = || d.map.columns.iter().filter(|c| c.field.is_money());
    let scaled = |c: &ColumnMapping| captions::magnitude(&c.caption).is_some();
    let plain = |c: &ColumnMapping| !scaled(c) && c.caption.contains(['$', '€', '£']);
    money().any(scaled) && money().any(plain)
}

/// What a column of units says of its rows; a unit without a magnitude is units.
fn of_units(d: &Detection<'_>) -> Vec<Magnitude> {
    let is_unit = |c: &&ColumnMapping| {
        matches!(
            key(&c.caption).as_str(),
            "unit" | "units" | "uom" | "einheit" | "unité" | "unidad" | "scale"
        ) && matches!(c.field, Field::Ignore | Field::Attribute)
    };
    let Some(column) = d.map.columns.iter().find(is_unit) else {
        return Vec::new();
    };
    let values = super::fields::distinct(d, column.column, 20);
    let mut found: Vec<Magnitude> = values
        .iter()
        .filter_map(|v| captions::magnitude(v))
        .collect();
    if !found.is_empty() && found.len() < values.len() {
        found.push(Magnitude::Units);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Texts which stand alone among the rows and speak of all amounts.
fn remarks(d: &Detection<'_>) -> Vec<String> {
    let alone = |row: usize| {
        let mut cells = d.table.row(row).filter(|(_, c)| !c.is_empty());
        match (cells.next()?.1, cells.next()) {
            (Cell::Text(t), None) => Some(t.to_owned()),
            _ => None,
        }
    };
    let of_all = |text: &String| {
        let all = [
            "all", "amounts", "figures", "values", "numbers", "in", "alle", "angaben", "beträge",
            "montants", "en", "importes",
        ];
        words(text).iter().any(|w| all.contains(&w.as_str()))
    };
    let last = d.block.rows.clone().rev().take(40);
    last.filter_map(alone).filter(of_all).collect()
}

/// The texts which may say the scale: a lone "k" in the name of a sheet or file is no unit.
fn scale_texts(d: &Detection<'_>) -> Vec<Vec<String>> {
    let no_unit = |w: &&str| !matches!(crate::text::key(w).as_str(), "k" | "m" | "mm" | "000");
    let mut all = texts(d);
    for name in all.iter_mut().skip(2).flatten() {
        let kept: Vec<&str> = name
            .split([' ', '_', '-', '.'])
            .filter(|w| no_unit(w) || w.contains(['$', '€', '£', '\'']))
            .collect();
        *name = kept.join(" ");
    }
    all
}

/// Cents have no decimals: a known export in cents which has some was brought to units.
fn doubt_cents(d: &mut Detection<'_>) {
    d.map.scale = Magnitude::Units;
    let question = format!("Are the amounts of {} units or cents?", d.name());
    let reading = "units: such exports are in cents, and these have decimals";
    d.notes.answer(&question, Some("units"), reading);
}

fn has_fractions(d: &Detection<'_>) -> bool {
    let fraction = |row: usize, c: &ColumnMapping| match d.table.cell(row, c.column) {
        Cell::Number(n) => !n.fract().is_zero(),
        Cell::Text(t) => t
            .trim()
            .rsplit_once(['.', ','])
            .is_some_and(|(_, tail)| tail.len() != 3 && tail.bytes().all(|b| b.is_ascii_digit())),
        _ => false,
    };
    let money: Vec<&ColumnMapping> = d
        .map
        .columns
        .iter()
        .filter(|c| c.field.is_money())
        .collect();
    d.block
        .rows
        .clone()
        .take(5000)
        .any(|row| money.iter().any(|c| fraction(row, c)))
}
