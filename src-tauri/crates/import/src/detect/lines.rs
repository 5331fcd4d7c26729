//! Several amount columns which are not the same amount twice: lines side by side, where a column of their sum
//! proves it or the user says so (M-2).

use super::amounts::{leave_out, rough};
use super::{Detection, column_name};
use crate::findings::Code;
use crate::mapping::{ColumnMapping, Confidence, Field};
use holdfast_ledger::Decimal;

/// Whether the amount columns are settled as lines; of `all`, a column of their sum is left out.
pub(super) fn settle(d: &mut Detection<'_>, all: &[ColumnMapping]) -> bool {
    // Years of a contract add up to its value, and are no lines of one year's amount (L-6).
    if all.iter().any(|c| is_year_of_contract(&c.caption)) {
        return false;
    }
    let by_sum = all.iter().find(|total| is_sum(d, total, all)).cloned();
    if let Some(total) = &by_sum {
        leave_out(d, total, Some(Code::DerivedColumn));
    }
    let said = d.decided(Code::TwoAmountColumns, "") == Some("lines");
    if by_sum.is_none() && !said {
        return false;
    }
    let lines: Vec<&ColumnMapping> = all
        .iter()
        .filter(|c| by_sum.as_ref().is_none_or(|t| t.column != c.column))
        .collect();
    for c in &mut d.map.columns {
        if c.field == Field::Amount && lines.iter().any(|l| l.column == c.column) {
            c.confidence = Confidence::Sure;
        }
    }
    let names: Vec<String> = lines.iter().map(|c| column_name(c)).collect();
    let reading = by_sum.map_or("each is a line of it: you said so".to_owned(), |total| {
        format!(
            "each is a line of it: they add up to {}",
            column_name(&total)
        )
    });
    let question = format!("Is the amount of {} in several columns?", d.name());
    d.notes.answer(&question, Some(&names.join(", ")), &reading);
    true
}

/// `Year 1 ARR`, `ACV Y2`: the amount of one year of a contract.
pub(super) fn is_year_of_contract(caption: &str) -> bool {
    let words = crate::text::words(caption);
    let number = |w: &String| w.parse::<u32>().is_ok_and(|n| n < 20);
    let beside = words.windows(2).any(|w| {
        matches!(
            w[0].as_str(),
            "year" | "yr" | "y" | "jahr" | "année" | "año"
        ) && number(&w[1])
    });
    let joined = |w: &String| {
        let tail = w.strip_prefix("yr").or_else(|| w.strip_prefix('y'));
        tail.is_some_and(|t| !t.is_empty() && t.parse::<u32>().is_ok_and(|n| n < 20))
    };
    beside || words.iter().any(joined)
}

/// Whether a column is the sum of the others, row by row, in some row of more than one of them.
pub(super) fn is_sum(d: &Detection<'_>, total: &ColumnMapping, all: &[ColumnMapping]) -> bool {
    let (mut same, mut rows, mut several) = (0, 0, false);
    for row in d.block.rows.clone().take(2000) {
        let Some(whole) = rough(d.table.cell(row, total.column)) else {
            continue;
        };
        let others = all.iter().filter(|c| c.column != total.column);
        let parts: Vec<Decimal> = others
            .filter_map(|c| rough(d.table.cell(row, c.column)))
            .filter(|v| !v.is_zero())
            .collect();
        rows += 1;
        several |= parts.len() > 1;
        // Each part is rounded to cents, so their sum may be half a cent off for each.
        let slack = Decimal::new(5, 3) * Decimal::from(parts.len());
        same += u32::from((whole - parts.iter().sum::<Decimal>()).abs() <= slack);
    }
    several && same * 100 >= rows * 98
}
