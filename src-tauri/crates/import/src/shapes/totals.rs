//! Total, subtotal and heading rows: told by label and by equality with the sum of the rows above
//! (reliability 2). They are proposed for exclusion and listed, and the file's own total is kept for the proof.

use super::rows::Rows;
use crate::findings::{Code, Spot, shown};
use crate::sink::Sink;
use crate::vocabulary::{self, Total};
use holdfast_ledger::Decimal;

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// A row of data.
    Data,
    /// A row of data which equals the sum of those above.
    Possible,
    /// The sum of a section.
    Subtotal,
    /// The sum of all rows.
    Total,
    /// Neither customer nor amount: a heading or remark.
    Heading,
}

/// Sets a total row aside, listed with its label and amount; a decision on it is then settled.
pub(super) fn set_aside(
    sink: &mut Sink<'_>,
    rows: &Rows<'_>,
    row: usize,
    label: &str,
    amount: Option<Decimal>,
) {
    let number = rows.number(row);
    let spot = Spot::row(rows.table, number);
    let named = if label.is_empty() { "no label" } else { label };
    let example = || format!("{named}, {}", amount.map(shown).unwrap_or_default());
    let issues = &mut sink.notes.issues;
    issues.row(Code::TotalRow, "", spot, amount, example);
    let code = Code::TotalRow.about().code;
    if sink.options.decisions.find(code, label).is_some() {
        sink.settle(Code::TotalRow, "");
    }
    sink.aside(rows.sheet, number, "total row", amount);
}

/// Whether a row which may be a total is excluded: only the user says so.
pub(super) fn asked(
    sink: &mut Sink<'_>,
    rows: &Rows<'_>,
    row: usize,
    last: Option<Decimal>,
) -> bool {
    let number = rows.number(row);
    let label = rows.label(row);
    let spot = Spot::row(rows.table, number);
    let issues = &mut sink.notes.issues;
    issues.row(Code::PossibleTotal, "", spot, last, || label.to_owned());
    let decided = sink.decide(Code::PossibleTotal, label, 1, last);
    if decided.is_some() {
        sink.settle(Code::PossibleTotal, "");
    }
    let excluded = decided.is_some_and(|d| d.repair == "exclude");
    if excluded {
        sink.aside(rows.sheet, number, "total row", last);
    }
    excluded
}

/// Running sums of the amount columns.
#[derive(Debug)]
pub(crate) struct Sums {
    section: Vec<Decimal>,
    all: Vec<Decimal>,
    rows: usize,
}

impl Sums {
    pub fn new(columns: usize) -> Sums {
        Sums {
            section: vec![Decimal::ZERO; columns],
            all: vec![Decimal::ZERO; columns],
            rows: 0,
        }
    }

    /// Adds a row of data. One without amounts makes no sum: a customer which pays what the only other one does is
    /// no total.
    pub fn add(&mut self, amounts: &[Option<Decimal>]) {
        self.rows += usize::from(amounts.iter().flatten().any(|a| !a.is_zero()));
        for ((section, all), amount) in self.section.iter_mut().zip(&mut self.all).zip(amounts) {
            if let Some(amount) = amount {
                *section += *amount;
                *all += *amount;
            }
        }
    }

    /// Begins a new section.
    pub fn close_section(&mut self) {
        self.section.fill(Decimal::ZERO);
    }

    /// What a row is, by its label, whether it names a customer, and its amounts.
    pub fn judge(&self, label: &str, customer: bool, amounts: &[Option<Decimal>]) -> Verdict {
        let told = vocabulary::total(label);
        let filled = amounts.iter().flatten().filter(|a| !a.is_zero()).count();
        if amounts.iter().all(Option::is_none) {
            return if customer && told.is_none() {
                Verdict::Data
            } else {
                Verdict::Heading
            };
        }
        let (all, section) = (is(&self.all, amounts), is(&self.section, amounts));
        let subtotal = section && (!all || vocabulary_says_part(label));
        match (told, customer) {
            (Some(Total::Sure), _) | (Some(Total::Maybe), false) => {
                if subtotal || vocabulary_says_part(label) && !all {
                    Verdict::Subtotal
                } else {
                    Verdict::Total
                }
            }
            (Some(Total::Maybe), true) if all && filled > 0 => Verdict::Total,
            (Some(Total::Maybe), true) if section && filled > 0 => Verdict::Subtotal,
            (Some(Total::Maybe), true) if self.is_nearly(amounts) => Verdict::Possible,
            (None, false) if all && filled > 0 && self.rows > 1 => Verdict::Total,
            (None, false) if section && filled > 0 && self.rows > 1 => Verdict::Subtotal,
            (None, true) if all && filled > 1 && self.rows > 2 => Verdict::Possible,
            _ => Verdict::Data,
        }
    }
}

impl Sums {
    /// Whether amounts are nearly the sum of several rows: the total of rows of which one was corrected later, or a
    /// company called "Total …" by chance of that size.
    fn is_nearly(&self, amounts: &[Option<Decimal>]) -> bool {
        let close = |sums: &[Decimal]| {
            let mut pairs = sums.iter().zip(amounts);
            let near = |(sum, amount): (&Decimal, &Option<Decimal>)| {
                let off = (*sum - amount.unwrap_or_default()).abs();
                off * Decimal::from(20) <= sum.abs()
            };
            sums.iter().any(|sum| !sum.is_zero()) && pairs.all(near)
        };
        self.rows > 1 && (close(&self.all) || close(&self.section))
    }
}

/// Whether amounts are these sums.
fn is(sums: &[Decimal], amounts: &[Option<Decimal>]) -> bool {
    // A file's totals may be rounded sums: half a unit of the last place a row.
    sums.iter()
        .zip(amounts)
        .all(|(sum, amount)| (*sum - amount.unwrap_or_default()).abs() < Decimal::new(1, 2))
}

fn vocabulary_says_part(label: &str) -> bool {
    let words = crate::text::words(label);
    words.iter().any(|w| {
        matches!(
            w.as_str(),
            "sub" | "subtotal" | "subtotals" | "zwischensumme" | "sous"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(amounts: &[i64]) -> Vec<Option<Decimal>> {
        amounts.iter().map(|a| Some(Decimal::from(*a))).collect()
    }

    #[test]
    fn rows_without_amounts_make_no_sum() {
        let mut s = Sums::new(2);
        for r in [[10, 20], [0, 0], [0, 0]] {
            s.add(&row(&r));
        }
        assert_eq!(s.judge("Alder", true, &row(&[10, 20])), Verdict::Data);
    }

    #[test]
    fn totals_are_told_by_label_and_by_sum() {
        let mut s = Sums::new(2);
        for r in [[10, 20], [1, 2], [5, 5]] {
            s.add(&row(&r));
        }
        let sum = row(&[16, 27]);
        assert_eq!(s.judge("Total", true, &sum), Verdict::Total);
        assert_eq!(s.judge("Total", true, &row(&[16, 28])), Verdict::Total);
        assert_eq!(
            s.judge("Total Energies", true, &row(&[7, 7])),
            Verdict::Data
        );
        assert_eq!(s.judge("Total Europe", true, &sum), Verdict::Total);
        assert_eq!(s.judge("", false, &sum), Verdict::Total);
        assert_eq!(s.judge("Alder", true, &sum), Verdict::Possible);
        assert_eq!(s.judge("", false, &row(&[1, 1])), Verdict::Data);
        assert_eq!(s.judge("Europe", false, &[None, None]), Verdict::Heading);
        s.close_section();
        s.add(&row(&[3, 3]));
        assert_eq!(s.judge("Subtotal", true, &row(&[3, 3])), Verdict::Subtotal);
        assert_eq!(
            s.judge("Total Asia", true, &row(&[3, 3])),
            Verdict::Subtotal
        );
        assert_eq!(
            s.judge("Grand total", true, &row(&[19, 30])),
            Verdict::Total
        );
    }
}
