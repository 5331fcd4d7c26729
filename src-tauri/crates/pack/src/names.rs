//! How customers and segments are called on a page (pack 1.1 and 3.2).

use crate::template::Naming;
use holdfast_ledger::Ledger;
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a name on one line.
pub(crate) const NAME_LIMIT: usize = 24;
/// Characters of a name on two lines.
pub(crate) const LABEL_LIMIT: usize = 2 * NAME_LIMIT;

/// A customer by name or code; codes are numbers in the order of ids.
pub fn customer_called(ledger: &Ledger, naming: Naming, index: u32) -> String {
    let width = ledger.customers().len().to_string().len().max(3);
    match (naming, ledger.customers().get(index as usize)) {
        (Naming::Names, Some(customer)) => customer.name.clone(),
        _ => format!("C{:0width$}", index + 1),
    }
}

/// A name cut at its end; one which others would then read like keeps what stands `from` there on, the
/// place at which it begins to differ (see [`confusable`]).
pub(crate) fn shortened(name: &str, limit: usize, from: Option<usize>) -> String {
    let cut = end_cut(name, limit);
    match from {
        Some(from) if cut != name => keeping(name, from, limit),
        _ => cut,
    }
}

/// Names which read the same when they are cut at [`NAME_LIMIT`], with the place of the word at which
/// each begins to differ from the others.
pub(crate) fn confusable(ledger: &Ledger) -> BTreeMap<String, usize> {
    let names = ledger.customers().iter().map(|c| c.name.as_str());
    differing(names.filter(|n| n.chars().count() > NAME_LIMIT), &end_cut)
}

/// Names cut in the middle to `limit` characters, by whole name; those which would then read the same
/// keep the part by which they differ.
pub(crate) fn told_apart<'n>(
    names: impl Iterator<Item = &'n str> + Clone,
    limit: usize,
) -> BTreeMap<String, String> {
    let long = names.clone().filter(|n| n.chars().count() > limit);
    let differ = differing(long, &|name, _| middle_cut(name, limit));
    let by_beginning = differing(differ.keys().map(String::as_str), &|name, _| {
        word_cut(name, limit)
    });
    names
        .map(|name| {
            let cut = match differ.get(name) {
                Some(_) if !by_beginning.contains_key(name) => word_cut(name, limit),
                Some(from) => keeping(name, *from, limit),
                None => middle_cut(name, limit),
            };
            (name.to_owned(), cut)
        })
        .collect()
}

/// Of names with the same cut: where each begins to differ from the others, back to its word's start.
fn differing<'n>(
    names: impl Iterator<Item = &'n str>,
    cut: &dyn Fn(&str, usize) -> String,
) -> BTreeMap<String, usize> {
    let mut groups: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for name in names {
        groups
            .entry(cut(name, NAME_LIMIT))
            .or_default()
            .insert(name);
    }
    let mut out = BTreeMap::new();
    for group in groups.into_values().filter(|g| g.len() > 1) {
        let common = group.iter().map(|n| n.chars().collect::<Vec<char>>());
        let common = common.reduce(|a, b| {
            let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
            a.into_iter().take(same).collect()
        });
        let common = common.unwrap_or_default();
        let from = common
            .iter()
            .rposition(|k| k.is_whitespace())
            .map_or(0, |at| at + 1);
        out.extend(group.into_iter().map(|name| (name.to_owned(), from)));
    }
    out
}

/// The beginning of a name and what it differs by, in `limit` characters.
fn keeping(name: &str, from: usize, limit: usize) -> String {
    let tail: String = name.chars().skip(from).collect();
    let tail = end_cut(&tail, limit * 2 / 3);
    let room = limit.saturating_sub(1 + tail.chars().count());
    if from <= room {
        return end_cut(name, limit);
    }
    format!(
        "{}…{tail}",
        at_word(&name.chars().take(room).collect::<String>())
    )
}

/// A beginning without its broken last word, where enough of it is left.
fn at_word(head: &str) -> &str {
    match head.rfind(char::is_whitespace) {
        Some(at) if at * 2 >= head.len() => head.get(..at).unwrap_or(head).trim_end(),
        _ => head.trim_end(),
    }
}

/// A text cut at its end.
pub(crate) fn end_cut(name: &str, limit: usize) -> String {
    if name.chars().count() <= limit {
        return name.to_owned();
    }
    let head: String = name.chars().take(limit.saturating_sub(1)).collect();
    format!("{}…", head.trim_end())
}

/// A text cut at its end, after a word where that leaves enough.
fn word_cut(name: &str, limit: usize) -> String {
    let cut = end_cut(name, limit);
    match cut.strip_suffix('…') {
        Some(head) => format!("{}…", at_word(head)),
        None => cut,
    }
}

/// A segment's name cut in the middle, at words where that leaves enough: its end often tells it from
/// others.
pub(crate) fn middle_cut(name: &str, limit: usize) -> String {
    let length = name.chars().count();
    if length <= limit {
        return name.to_owned();
    }
    let tail_length = (limit - 1) / 2;
    let tail: String = name.chars().skip(length - tail_length).collect();
    let after_word = tail
        .find(char::is_whitespace)
        .filter(|at| *at * 2 <= tail.len());
    let tail = after_word.and_then(|at| tail.get(at..)).unwrap_or(&tail);
    let tail = tail.trim_start();
    // What the tail leaves free is the beginning's.
    let head: String = name
        .chars()
        .take(limit - 1 - tail.chars().count())
        .collect();
    format!("{}…{tail}", at_word(&head).trim_end_matches(','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_keep_both_ends_or_the_beginning() {
        let long = "Public sector and education, Northern Europe";
        assert_eq!(middle_cut(long, 24), "Public sector…Europe");
        assert_eq!(
            middle_cut("Supercalifragilisticexpialidocious", 24),
            "Supercalifra…ialidocious"
        );
        assert_eq!(end_cut(long, 24), "Public sector and educa…");
        assert_eq!(middle_cut("Mid-market", 24), "Mid-market");
    }

    #[test]
    fn names_which_would_read_the_same_keep_what_they_differ_by() {
        let holdings = "Consolidated Amalgamated Holdings International";
        let (north, south) = (format!("{holdings} North"), format!("{holdings} South"));
        let names = [north.as_str(), south.as_str(), "Mid-market"];
        let cut = told_apart(names.into_iter(), 24);
        assert_eq!(cut[&north], "Consolidated…North");
        assert_eq!(cut[&south], "Consolidated…South");
        assert_eq!(cut["Mid-market"], "Mid-market");
        let numbered = [8, 16].map(|n| format!("Segment number {n:02} of the catalogue"));
        let cut = told_apart(numbered.iter().map(String::as_str), 24);
        assert_eq!(cut[&numbered[1]], "Segment number 16 of…");
        let schools = ["higher", "further"]
            .map(|k| format!("Public sector, {k} education and research institutions"));
        let cut = told_apart(schools.iter().map(String::as_str), 24);
        assert_ne!(cut[&schools[0]], cut[&schools[1]]);
        assert!(cut.values().all(|k| k.chars().count() <= 24), "{cut:?}");
    }
}
