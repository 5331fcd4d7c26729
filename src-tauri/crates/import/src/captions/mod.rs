//! What a caption says: which field; of amounts, their kind and scale; of periods, planned or actual. The words are data, in
//! `templates/captions.toml` and `templates/exports.toml`.

mod amounts;
mod periods;

use crate::mapping::{Confidence, Field, Layout, Magnitude, Per};
use crate::text::{key, words};
pub(crate) use amounts::{is_per_unit, magnitude, per, rate_pair};
pub(crate) use periods::{
    is_actual, is_current, is_earlier, is_forecast, says_balance, says_billed, speaks_of_flows,
};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct CaptionFile {
    field: Vec<CaptionField>,
    units: Units,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Units {
    drop: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaptionField {
    name: String,
    captions: Vec<String>,
}

/// A known export, as its documentation has it.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Export {
    pub name: String,
    layout: String,
    needs: Vec<String>,
    without: Vec<String>,
    sheet: String,
    amounts: String,
    scale: String,
    pub fields: BTreeMap<String, String>,
    pub spare: BTreeMap<String, Vec<String>>,
    /// All its dates have happened.
    pub facts: bool,
    /// By what its customers are parted from their projects.
    pub split: String,
    /// Its rows are transactions which add up within a month.
    pub flows: bool,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct ExportFile {
    export: Vec<Export>,
}

impl Export {
    pub fn layout(&self) -> Option<Layout> {
        Layout::of_word(&self.layout)
    }
    pub fn amounts(&self) -> Option<Per> {
        Per::of_word(&self.amounts)
    }
    pub fn scale(&self) -> Option<Magnitude> {
        Magnitude::of_word(&self.scale)
    }
    /// The field which its documentation gives a caption.
    pub fn field(&self, caption: &str) -> Option<Field> {
        let wanted = key(caption);
        let (_, word) = self.fields.iter().find(|(c, _)| key(c) == wanted)?;
        Field::of_word(word)
    }

    fn fits(&self, sheet: &str, keys: &[String]) -> bool {
        let has = |caption: &String| keys.contains(&key(caption));
        let sheet_fits = self.sheet.is_empty() || key(&self.sheet) == key(sheet);
        sheet_fits && self.needs.iter().all(has) && !self.without.iter().any(has)
    }
}

static EXPORTS: LazyLock<Vec<Export>> = LazyLock::new(|| {
    let text = include_str!("../../../../../templates/exports.toml");
    toml::from_str::<ExportFile>(text)
        .unwrap_or_default()
        .export
});

/// The known export which has these captions on this sheet.
pub(crate) fn known_export(sheet: &str, captions: &[String]) -> Option<&'static Export> {
    let keys: Vec<String> = captions.iter().map(|c| key(c)).collect();
    EXPORTS.iter().find(|e| e.fits(sheet, &keys))
}

struct Pattern {
    field: Field,
    groups: Vec<Vec<String>>,
}

struct Dictionary {
    exact: HashMap<String, Field>,
    patterns: Vec<Pattern>,
    units: Vec<String>,
}

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    let text = include_str!("../../../../../templates/captions.toml");
    let file: CaptionFile = toml::from_str(text).unwrap_or_default();
    let mut exact = HashMap::new();
    let mut patterns = Vec::new();
    for entry in &file.field {
        let Some(field) = Field::of_word(&entry.name) else {
            continue;
        };
        for caption in &entry.captions {
            let groups: Vec<Vec<String>> = caption
                .split(' ')
                .map(|g| g.split('/').map(str::to_owned).collect())
                .collect();
            for joined in joined(&groups) {
                exact.entry(joined).or_insert(field);
            }
            patterns.push(Pattern { field, groups });
        }
    }
    Dictionary {
        exact,
        patterns,
        units: file.units.drop,
    }
});

/// Every way to write a pattern without spaces.
fn joined(groups: &[Vec<String>]) -> Vec<String> {
    groups.iter().fold(vec![String::new()], |heads, group| {
        heads
            .iter()
            .flat_map(|h| group.iter().map(move |w| format!("{h}{w}")))
            .collect()
    })
}

/// The words of a caption without those which only tell the unit.
fn bare_words(caption: &str) -> Vec<String> {
    let all = words(caption);
    let bare: Vec<String> = all
        .iter()
        .filter(|w| !DICTIONARY.units.contains(w))
        .cloned()
        .collect();
    if bare.is_empty() { all } else { bare }
}

/// The field which a caption names, and how sure that is. Of `Account: Industry` the last part counts
/// where it names a field itself.
pub(crate) fn field(caption: &str) -> Option<(Field, Confidence)> {
    if let Some((table, column)) = of_table(caption) {
        let whole = field(&format!("{table} {column}"));
        let own = || field(column).filter(|_| !matches!(column, "id" | "name"));
        return match whole {
            Some((_, Confidence::Sure)) => whole,
            _ => own().or(whole),
        };
    }
    let tail = caption.rsplit_once(": ").map(|(_, tail)| tail);
    tail.and_then(exact_field)
        .map(|f| (f, Confidence::Sure))
        .or_else(|| {
            exact_field(caption)
                .map(|f| (f, Confidence::Sure))
                .or_else(|| guess(caption).map(|f| (f, Confidence::Guess)))
        })
}

/// A caption with the table of its column before it, as databases write them: `customers.id` is of a customer.
fn of_table(caption: &str) -> Option<(&str, &str)> {
    let (table, column) = caption.split_once('.')?;
    let name = |text: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c == '_';
        text.len() > 1 && text.chars().all(plain)
    };
    let one = table.strip_suffix('s').unwrap_or(table);
    (name(table) && name(column)).then_some((one, column))
}

fn exact_field(caption: &str) -> Option<Field> {
    if rate_pair(caption).is_some() {
        return Some(Field::Rate);
    }
    let whole = key(caption);
    DICTIONARY
        .exact
        .get(&whole)
        .or_else(|| DICTIONARY.exact.get(&bare_words(caption).concat()))
        .copied()
}

/// The field whose longest pattern is wholly contained in the caption.
fn guess(caption: &str) -> Option<Field> {
    let words = bare_words(caption);
    if words.len() > 8 || is_derived(caption) {
        return None;
    }
    let holds = |p: &&Pattern| p.groups.iter().all(|g| g.iter().any(|w| words.contains(w)));
    let mut best: Option<&Pattern> = None;
    // "Name" alone is the customer's; "Deal name" and "Owner name" are not.
    let holds =
        |p: &&Pattern| holds(p) && !matches!(p.groups.as_slice(), [one] if one == &["name"]);
    for pattern in DICTIONARY.patterns.iter().filter(holds) {
        if best.is_none_or(|b| pattern.groups.len() > b.groups.len()) {
            best = Some(pattern);
        }
    }
    best.map(|p| p.field)
}

/// Whether a caption speaks of customers, whatever else it says: "Customer ARR" over their names.
pub(crate) fn speaks_of_customers(caption: &str) -> bool {
    let words = words(caption);
    words.iter().any(|w| {
        let of = exact_field(w.strip_suffix('s').unwrap_or(w));
        matches!(of, Some(Field::CustomerName)) && w != "name"
    })
}

/// Whether a caption is of a ratio or a difference worked out from other columns: never an amount.
pub(crate) fn is_derived(caption: &str) -> bool {
    const DERIVED: &[&str] = &[
        "growth",
        "ratio",
        "share",
        "pct",
        "percent",
        "percentage",
        "nrr",
        "grr",
        "yoy",
        "mom",
        "qoq",
        "cagr",
        "average",
        "avg",
        "retention",
        "variance",
        "cumulative",
        "ytd",
        "margin",
        "discount",
        "probability",
    ];
    caption.contains('%') || words(caption).iter().any(|w| DERIVED.contains(&w.as_str()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn shipped_words_are_all_valid() {
        let text = include_str!("../../../../../templates/captions.toml");
        let file: CaptionFile = toml::from_str(text).unwrap();
        assert!(file.field.iter().all(|f| Field::of_word(&f.name).is_some()));
        let text = include_str!("../../../../../templates/exports.toml");
        let file: ExportFile = toml::from_str(text).unwrap();
        for e in &file.export {
            assert!(e.layout().is_some(), "{}", e.name);
            assert!(e.amounts.is_empty() || e.amounts().is_some(), "{}", e.name);
            assert!(e.scale.is_empty() || e.scale().is_some(), "{}", e.name);
            assert!(
                e.fields.values().all(|f| Field::of_word(f).is_some()),
                "{}",
                e.name
            );
            assert!(
                e.spare.keys().all(|f| Field::of_word(f).is_some()),
                "{}",
                e.name
            );
        }
    }

    #[test]
    fn captions_name_fields_whatever_their_spelling() {
        for (caption, wanted) in [
            ("customer", Field::CustomerName),
            ("CustomerID", Field::CustomerId),
            ("customer_id", Field::CustomerId),
            ("Account No.", Field::CustomerId),
            ("period", Field::Close),
            ("Month End", Field::Close),
            ("ARR (USD)", Field::Amount),
            ("MRR in $K", Field::Amount),
            ("Opportunity: Amount", Field::Amount),
            ("Account Name: Industry", Field::Attribute),
            ("Start Date (UTC)", Field::Start),
            ("Contract End Date", Field::End),
            ("Währung", Field::Currency),
            ("sub-segment", Field::Attribute),
            ("mrr_before", Field::AmountBefore),
            ("customers.id", Field::CustomerId),
            ("subscriptions.mrr", Field::Amount),
            ("subscriptions.cancelled_at", Field::CancelledAt),
            ("customers.company", Field::CustomerName),
        ] {
            assert_eq!(
                field(caption),
                Some((wanted, Confidence::Sure)),
                "{caption}"
            );
        }
        assert_eq!(
            field("End customer account id"),
            Some((Field::CustomerId, Confidence::Guess))
        );
        assert_eq!(field("Growth % of ARR"), None);
        assert_eq!(field("xyz"), None);
        assert_eq!(field("things.id"), None);
    }

    #[test]
    fn kinds_and_scales_are_told_only_where_they_are_one() {
        assert_eq!(per("Customer MRR by month"), Some(Per::Mrr));
        assert_eq!(per("Annual contract value"), Some(Per::Arr));
        assert_eq!(per("Total contract value"), Some(Per::Term));
        assert_eq!(
            (per("MRR and ARR"), per("amount"), per("Array")),
            (None, None, None)
        );
        assert_eq!(magnitude("ARR ($K)"), Some(Magnitude::Thousands));
        assert_eq!(magnitude("in $000s"), Some(Magnitude::Thousands));
        assert_eq!(magnitude("amount in cents"), Some(Magnitude::Cents));
        for thousands in ["ARR, T€", "ARR (x1000)", "ARR (milliers €)", "ARR in T €"] {
            assert_eq!(
                magnitude(thousands),
                Some(Magnitude::Thousands),
                "{thousands}"
            );
        }
        assert_eq!((magnitude("Amount €"), magnitude("Net €")), (None, None));
        assert_eq!(magnitude("ARR $m"), Some(Magnitude::Millions));
        assert_eq!(magnitude("Customer"), None);
    }

    #[test]
    fn rate_captions_name_their_pair() {
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(rate_pair("usd_per_eur"), pair("USD", "EUR"));
        assert_eq!(rate_pair("EUR/USD"), pair("USD", "EUR"));
        assert_eq!(rate_pair("EURUSD"), pair("USD", "EUR"));
        assert_eq!(rate_pair("rate"), None);
    }

    #[test]
    fn exports_are_told_by_their_captions() {
        let captions = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        let of =
            |sheet: &str, text: &str| known_export(sheet, &captions(text)).map(|e| e.name.as_str());
        assert_eq!(
            of("", "Customer ID,Customer,Customer Email,Currency,2024-01"),
            Some("Stripe, MRR per subscriber")
        );
        assert_eq!(
            of("Customer Revenue", "Customer,2024-01-31"),
            Some("SaaSGrid template")
        );
        assert_eq!(of("", "customer,period,amount"), None);
    }
}
