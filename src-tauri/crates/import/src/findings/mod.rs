//! Findings while they are collected: one a code and scope, with rows, amount, examples and repairs.

mod catalogue;

pub(crate) use catalogue::Code;
use holdfast_ledger::{Decimal, Finding, Findings, Place, Severity, Table, money_text};
use std::collections::BTreeMap;

/// Where something was met.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot<'a> {
    pub table: &'a Table,
    pub row: Option<u32>,
    pub column: Option<u16>,
}

impl<'a> Spot<'a> {
    pub fn sheet(table: &'a Table) -> Spot<'a> {
        Spot {
            table,
            row: None,
            column: None,
        }
    }
    pub fn row(table: &'a Table, row: u32) -> Spot<'a> {
        Spot {
            table,
            row: Some(row),
            column: None,
        }
    }
    pub fn cell(table: &'a Table, row: u32, column: u16) -> Spot<'a> {
        Spot {
            table,
            row: Some(row),
            column: Some(column),
        }
    }
    pub fn place(&self) -> Place {
        Place {
            file: self.table.file.clone(),
            sheet: Some(self.table.sheet.clone()).filter(|s| !s.is_empty()),
            row: self.row,
            column: self.column.map(crate::text::letters),
        }
    }
    /// The address as people write it: `C12`, `row 12`, `column C`.
    fn address(&self) -> String {
        match (self.row, self.column) {
            (Some(row), Some(column)) => format!("{}{row}", crate::text::letters(column)),
            (Some(row), None) => format!("row {row}"),
            (None, Some(column)) => format!("column {}", crate::text::letters(column)),
            (None, None) => self.table.file.clone(),
        }
    }
}

#[derive(Clone, Debug)]
struct Group {
    place: Place,
    rows: u32,
    amount: Option<Decimal>,
    examples: Vec<String>,
    settled: bool,
    /// Rows settled one by one.
    decided: u32,
}

impl Group {
    fn is_settled(&self) -> bool {
        self.settled || (self.rows > 0 && self.decided >= self.rows)
    }
}

/// Findings under way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Issues {
    groups: BTreeMap<(Code, String), Group>,
    whole: Findings,
}

/// A sheet in words: `sheet "ARR" of file.xlsx`, or the file.
pub(crate) fn sheet_name(table: &Table) -> String {
    if table.sheet.is_empty() {
        table.file.clone()
    } else {
        format!("sheet \"{}\" of {}", table.sheet, table.file)
    }
}

/// Examples a finding shows.
const EXAMPLES: usize = 5;

impl Issues {
    /// One row more for a code. `scope` parts findings which are settled one by one (a status value, a
    /// currency); it fills the `{}` of the message.
    pub fn row(
        &mut self,
        code: Code,
        scope: &str,
        spot: Spot<'_>,
        amount: Option<Decimal>,
        example: impl FnOnce() -> String,
    ) {
        self.rows(code, scope, spot, 1, amount, example);
    }

    /// Several rows more for a code.
    pub fn rows(
        &mut self,
        code: Code,
        scope: &str,
        spot: Spot<'_>,
        rows: u32,
        amount: Option<Decimal>,
        example: impl FnOnce() -> String,
    ) {
        let group = self
            .groups
            .entry((code, scope.to_owned()))
            .or_insert_with(|| Group {
                place: spot.place(),
                rows: 0,
                amount: None,
                examples: Vec::new(),
                settled: false,
                decided: 0,
            });
        group.rows += rows;
        if let Some(amount) = amount {
            group.amount = Some(group.amount.unwrap_or_default() + amount);
        }
        if rows > 0 && group.examples.len() < EXAMPLES {
            let text = example();
            let place = spot.address();
            group.examples.push(if text.is_empty() {
                place
            } else {
                format!("{place}: {text}")
            });
        }
    }

    /// Whether a code was noted.
    pub fn has(&self, code: Code) -> bool {
        self.groups.keys().any(|(c, _)| *c == code)
    }

    /// Adds findings collected elsewhere.
    pub fn extend(&mut self, other: Issues) {
        self.whole.0.extend(other.whole.0);
        for (key, group) in other.groups {
            match self.groups.get_mut(&key) {
                Some(own) => own.rows += group.rows,
                None => {
                    self.groups.insert(key, group);
                }
            }
        }
    }

    /// A finding made elsewhere.
    pub fn push(&mut self, finding: Finding) {
        self.whole.push(finding);
    }

    /// Says that a decision settles a code and scope: it is then stated for the record only.
    pub fn settle(&mut self, code: Code, scope: &str) {
        if let Some(group) = self.groups.get_mut(&(code, scope.to_owned())) {
            group.settled = true;
        }
    }

    /// Says that a decision settles one row of a code and scope; the finding is settled once all its rows are.
    pub fn settle_row(&mut self, code: Code, scope: &str) {
        if let Some(group) = self.groups.get_mut(&(code, scope.to_owned())) {
            group.decided += 1;
        }
    }

    /// Settles every finding of a code (of a scope, where one is given); how many rows they touch, `None`
    /// where there is none.
    pub fn settle_all(&mut self, code: Code, scope: &str) -> Option<u64> {
        let mut rows = None;
        for ((_, own), group) in self.groups.iter_mut().filter(|((c, _), _)| *c == code) {
            if scope.is_empty() || own == scope {
                group.settled = true;
                rows = Some(rows.unwrap_or(0) + u64::from(group.rows));
            }
        }
        rows
    }

    /// Settles findings made while reading the file, by file or sheet; how many rows they touch, `None` where
    /// there is none.
    pub fn settle_whole(&mut self, code: &str, repair: &str, scope: &str) -> Option<u64> {
        let fits = |f: &&mut Finding| {
            let here = scope.is_empty()
                || scope == f.place.file
                || Some(scope) == f.place.sheet.as_deref();
            f.code == code && here && f.repairs.iter().any(|r| r == repair)
        };
        let mut rows = None;
        for finding in self.whole.0.iter_mut().filter(fits) {
            finding.severity = Severity::Info;
            rows = Some(rows.unwrap_or(0) + u64::from(finding.rows));
        }
        rows
    }

    /// Whether anything found so far blocks a pack.
    pub fn blocks(&self) -> bool {
        let grave = |((code, _), group): (&(Code, String), &Group)| {
            !group.is_settled() && code.about().severity == Severity::Error
        };
        self.whole.block() || self.groups.iter().any(grave)
    }

    /// All findings, gravest first, then by code.
    pub fn finish(self) -> Findings {
        let mut all = self.whole.0;
        for ((code, scope), group) in self.groups {
            all.push(finding(code, &scope, group));
        }
        all.sort_by(|a, b| {
            (b.severity, &a.code, &a.place.file, a.place.row).cmp(&(
                a.severity,
                &b.code,
                &b.place.file,
                b.place.row,
            ))
        });
        Findings(all)
    }
}

impl Code {
    /// Whether each scope of the code takes a decision of its own.
    fn is_settled_by_scope(self) -> bool {
        use Code::{
            CollectiveRow, ColumnGuessed, FileTotalDiffers, HiddenColumns, HiddenRows,
            OverlappingSources, SameTotals, SecondTable, SegmentTypo, SimilarNames, UnknownLabel,
            UnknownStatus,
        };
        matches!(
            self,
            CollectiveRow
                | ColumnGuessed
                | FileTotalDiffers
                | HiddenColumns
                | HiddenRows
                | OverlappingSources
                | SameTotals
                | SecondTable
                | SegmentTypo
                | SimilarNames
                | UnknownLabel
                | UnknownStatus
        )
    }
}

fn finding(code: Code, scope: &str, group: Group) -> Finding {
    let about = code.about();
    let n = if group.rows == 1 {
        "1 row".to_owned()
    } else {
        format!("{} rows", group.rows)
    };
    let message = agreeing(about.message, group.rows == 1);
    let message = message.replace("{n}", &n).replace("{}", scope);
    let severity = if group.is_settled() {
        Severity::Info
    } else {
        about.severity
    };
    let mut finding = Finding::new(
        about.code,
        severity,
        message,
        about.hint.replace("{}", scope),
    )
    .at(group.place);
    finding.rows = group.rows;
    finding.amount = group.amount;
    finding.examples = group.examples;
    if code.is_settled_by_scope() {
        scope.clone_into(&mut finding.scope);
    }
    finding.repairs = about.repairs.iter().map(|r| (*r).to_owned()).collect();
    finding
}

/// A sentence of the catalogue with the words which agree with one row, or with several.
fn agreeing(message: &str, one: bool) -> String {
    let mut parts = message.split('[');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (choice, rest) = part.split_once(']').unwrap_or(("", part));
        let (single, several) = choice.split_once('|').unwrap_or((choice, choice));
        text += if one { single } else { several };
        text += rest;
    }
    text
}

/// An amount in an example.
pub(crate) fn shown(amount: Decimal) -> String {
    money_text(amount).replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::agreeing;
    use super::catalogue::Code;

    #[test]
    fn sentences_agree_with_the_number_of_rows() {
        let message = Code::TotalRow.about().message;
        assert!(agreeing(message, true).starts_with("{n} is a total and is left out"));
        assert!(agreeing(message, false).starts_with("{n} are totals and are left out"));
        for code in Code::ALL {
            let text = agreeing(code.about().message, true);
            assert!(!text.contains(['[', '|', ']']), "{text}");
        }
    }
}
