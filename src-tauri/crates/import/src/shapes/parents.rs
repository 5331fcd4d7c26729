//! Rows which are the sum of the rows right below or above them: groups of an outline or a pivot table, whose
//! label says nothing. Such rows would count everything twice; they are asked about (reliability 2).

use holdfast_ledger::Decimal;
use std::collections::BTreeMap;

/// Most rows looked at: an outline people read is not longer.
pub(super) const MOST: usize = 20_000;

/// A row with its amounts, and their sum.
struct Line<'a> {
    row: usize,
    amounts: &'a [Option<Decimal>],
    sum: Decimal,
}

/// The rows which equal the sum of two or more rows next to them, in two or more columns which are not 0, each with
/// the rows of which it is the sum.
pub(super) fn parents(rows: &[(usize, Vec<Option<Decimal>>)]) -> BTreeMap<usize, Vec<usize>> {
    let mut lines: Vec<Line<'_>> = rows
        .iter()
        .filter(|(_, a)| a.iter().flatten().any(|v| !v.is_zero()))
        .map(|(row, amounts)| Line {
            row: *row,
            amounts,
            sum: amounts.iter().flatten().sum(),
        })
        .collect();
    let mut out = BTreeMap::new();
    // A group of groups shows once the groups below it are known.
    for _ in 0..4 {
        let mut found = below(&lines);
        lines.reverse();
        found.extend(below(&lines));
        lines.reverse();
        if found.is_empty() {
            break;
        }
        lines.retain(|l| !found.contains_key(&l.row));
        out.extend(found);
    }
    out
}

/// The rows which are the sum of the rows that follow. The sums so far tell where such a run would end, so
/// that every row is looked at a few times only.
fn below(lines: &[Line<'_>]) -> BTreeMap<usize, Vec<usize>> {
    let negative = |l: &Line<'_>| l.amounts.iter().flatten().any(Decimal::is_sign_negative);
    if lines.iter().any(negative) {
        return BTreeMap::new();
    }
    let mut so_far = vec![Decimal::ZERO];
    for line in lines {
        so_far.push(so_far.last().copied().unwrap_or_default() + line.sum);
    }
    let ends: Vec<Option<usize>> = (0..lines.len())
        .map(|at| end_of_group(lines, &so_far, at))
        .collect();
    let run = |(at, end): (usize, &Option<usize>)| {
        let children = lines.get(at + 1..(*end)?)?;
        Some((lines.get(at)?.row, children.iter().map(|l| l.row).collect()))
    };
    let mut out: BTreeMap<usize, Vec<usize>> = ends.iter().enumerate().filter_map(run).collect();
    if !out.is_empty() {
        out.extend(only_children(lines, &ends));
    }
    out
}

/// One past the last of two or more rows of which the row at `at` is the sum.
fn end_of_group(lines: &[Line<'_>], so_far: &[Decimal], at: usize) -> Option<usize> {
    let line = lines.get(at)?;
    let wanted = *so_far.get(at + 1)? + line.sum;
    let end = so_far.partition_point(|s| *s < wanted);
    let run = lines.get(at + 1..end)?;
    let filled = line.amounts.iter().flatten().filter(|v| !v.is_zero());
    let fits = so_far.get(end) == Some(&wanted) && run.len() > 1 && filled.count() > 1;
    (fits && is_sum(line, run)).then_some(end)
}

/// In an outline whose other groups are told, a row where a group must begin and which equals the next row is
/// a group of one.
fn only_children(lines: &[Line<'_>], ends: &[Option<usize>]) -> Vec<(usize, Vec<usize>)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if let Some(end) = ends.get(at).copied().flatten() {
            at = end;
        } else if let Some(child) = lines.get(at + 1)
            && is_sum(line, std::slice::from_ref(child))
        {
            out.push((line.row, vec![child.row]));
            at += 2;
        } else {
            break;
        }
    }
    out
}

fn is_sum(line: &Line<'_>, run: &[Line<'_>]) -> bool {
    (0..line.amounts.len()).all(|c| {
        let own = |l: &Line<'_>| l.amounts.get(c).copied().flatten().unwrap_or_default();
        own(line) == run.iter().map(own).sum()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[[i64; 2]]) -> Vec<usize> {
        let rows: Vec<_> = rows
            .iter()
            .enumerate()
            .map(|(n, r)| (n, r.iter().map(|v| Some(Decimal::from(*v))).collect()))
            .collect();
        parents(&rows).into_keys().collect()
    }

    #[test]
    fn groups_are_told_by_their_sum() {
        let outline = [[30, 31], [10, 11], [20, 20], [80, 9], [50, 4], [30, 5]];
        assert_eq!(found(&outline), [0, 3]);
        let sums_last = [[10, 11], [20, 20], [30, 31], [50, 4], [30, 5], [80, 9]];
        assert_eq!(found(&sums_last), [2, 5]);
        let nested = [
            [110, 40],
            [30, 31],
            [10, 11],
            [20, 20],
            [80, 9],
            [50, 4],
            [30, 5],
        ];
        assert_eq!(found(&nested), [0, 1, 4]);
        let one_child = [[30, 31], [10, 11], [20, 20], [7, 8], [7, 8]];
        assert_eq!(found(&one_child), [0, 3]);
        assert_eq!(found(&[[10, 11], [20, 20], [35, 31]]), [0; 0]);
        assert_eq!(
            found(&[[10, 0], [5, 0], [5, 0]]),
            [0; 0],
            "one column tells too little"
        );
    }
}
