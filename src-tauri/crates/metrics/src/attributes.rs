//! Segments: the value of an attribute which each customer has at each close (S-1, S-2).

use crate::balances::Balances;
use crate::basis::Basis;
use crate::error::{MOST_SEGMENTS, MetricsError};
use holdfast_ledger::{Attribute, Decimal, Grain, Ledger, Period, Symbol};

/// The segment of customers whose value is missing (S-2).
pub const UNASSIGNED: &str = "Unassigned";
/// Derived: thresholds on the amount (S-1).
pub const SIZE_BAND: &str = "Size band";
/// Derived: fiscal quarter of the first paid close (S-1).
pub const SIGN_UP_COHORT: &str = "Sign-up cohort";
/// Derived: fiscal year of the first paid close (S-1).
pub const SIGN_UP_YEAR: &str = "Sign-up year";
/// Derived: years since the first paid close (S-1).
pub const TENURE: &str = "Tenure";

/// Most values an attribute may have to be taken where the basis names none.
const MOST_BY_DEFAULT: usize = 50;

const DERIVED: [&str; 4] = [SIZE_BAND, SIGN_UP_COHORT, SIGN_UP_YEAR, TENURE];
const TENURES: [&str; 4] = [
    "under 1 year",
    "1 to 2 years",
    "2 to 3 years",
    "3 years and over",
];

/// An attribute with the segment of every customer at every close.
#[derive(Clone, Debug)]
pub struct Column {
    /// Caption.
    pub name: String,
    /// Names of the segments; [`UNASSIGNED`] is the last.
    pub values: Vec<String>,
    closes: usize,
    ids: Vec<u32>,
}

impl Column {
    /// The segment of a customer at a close at which it pays.
    pub fn segment(&self, customer: u32, close: u16) -> usize {
        self.ids[customer as usize * self.closes + close as usize] as usize
    }
}

impl Column {
    /// Gives the segments these names; every value of the column is among them.
    fn renumber(&mut self, values: &[String]) {
        let place = |v: &String| {
            values
                .iter()
                .position(|n| n == v)
                .unwrap_or(values.len() - 1)
        };
        let places: Vec<u32> = self.values.iter().map(|v| place(v) as u32).collect();
        self.ids
            .iter_mut()
            .for_each(|id| *id = places[*id as usize]);
        self.values = values.to_vec();
    }
}

/// Brings the columns of an earlier state into the order and to the values of a later one's, and the
/// later ones to the earlier values: segments then have the same places in both. An attribute which the
/// earlier state lacks has no value there.
pub(crate) fn align(later: &mut [Column], earlier: Vec<Column>, b: &Balances) -> Vec<Column> {
    let mut earlier = earlier;
    let aligned = later.iter_mut().map(|column| {
        let at = earlier.iter().position(|c| c.name == column.name);
        let mut was = at.map_or_else(
            || fill(b, &column.name, Vec::new(), |_, _| 0),
            |at| earlier.swap_remove(at),
        );
        let mut values = column.values.clone();
        let missing = values.pop();
        let more = was
            .values
            .iter()
            .filter(|v| *v != UNASSIGNED && !column.values.contains(v));
        values.extend(more.cloned());
        values.extend(missing);
        column.renumber(&values);
        was.renumber(&values);
        was
    });
    aligned.collect()
}

/// The attributes of the basis, or all of the file with few values where it names none.
pub fn columns(balances: &Balances) -> Result<Vec<Column>, MetricsError> {
    let names = &balances.basis().segments;
    if names.is_empty() {
        let few = |a: &&Attribute| (1..=MOST_BY_DEFAULT).contains(&distinct(balances.ledger(), a));
        let all = balances.ledger().attributes().iter().filter(few);
        return Ok(all.map(|a| from_ledger(balances, a)).collect());
    }
    let mut out: Vec<Column> = Vec::new();
    for name in names {
        let column = column(balances, name)?;
        if !out.iter().any(|c| c.name == column.name) {
            out.push(column);
        }
    }
    Ok(out)
}

/// The attribute of this name: one of the file, or a derived one.
pub fn column(balances: &Balances, name: &str) -> Result<Column, MetricsError> {
    if let Some(attribute) = balances.ledger().attribute(name.trim()) {
        let values = distinct(balances.ledger(), attribute);
        if values > MOST_SEGMENTS {
            return Err(MetricsError::TooManySegments {
                attribute: attribute.name.clone(),
                values,
            });
        }
        return Ok(from_ledger(balances, attribute));
    }
    derived(balances, name).ok_or_else(|| MetricsError::UnknownAttribute {
        name: name.to_owned(),
        nearest: nearest(balances.ledger(), name),
    })
}

/// The value of an attribute, of the file or derived, which a customer has at a close (S-2); where it
/// pays nothing then, the value at the last close before at which it paid.
pub fn customer_attribute_at(
    balances: &Balances,
    attribute: &str,
    customer: u32,
    close: u16,
) -> Result<String, MetricsError> {
    let column = column(balances, attribute)?;
    let at = balances
        .last_paid(customer, close)
        .or_else(|| balances.next_paid(customer, close));
    let id = at.map_or(column.values.len() - 1, |k| column.segment(customer, k));
    Ok(column.values[id].clone())
}

/// Names one can segment by: the file's, then the derived ones.
pub fn attribute_names(ledger: &Ledger) -> Vec<String> {
    let own = ledger.attributes().iter().map(|a| a.name.clone());
    own.chain(DERIVED.map(str::to_owned)).collect()
}

fn is_missing(name: &str) -> bool {
    name.trim().is_empty() || name.trim().eq_ignore_ascii_case(UNASSIGNED)
}

fn used(ledger: &Ledger, attribute: &Attribute) -> Vec<bool> {
    let mut used = vec![false; ledger.symbols().len()];
    for value in &attribute.values {
        used[value.index()] = true;
    }
    used
}

fn distinct(ledger: &Ledger, attribute: &Attribute) -> usize {
    let used = used(ledger, attribute);
    let named = ledger
        .symbols()
        .iter()
        .filter(|(s, n)| used[s.index()] && !is_missing(n));
    named.count()
}

fn from_ledger(balances: &Balances, attribute: &Attribute) -> Column {
    let ledger = balances.ledger();
    let used = used(ledger, attribute);
    let mut named: Vec<(&str, Symbol)> = ledger
        .symbols()
        .iter()
        .filter(|(s, n)| used[s.index()] && !is_missing(n))
        .map(|(s, n)| (n, s))
        .collect();
    named.sort_unstable();
    let mut id_of = vec![named.len() as u32; ledger.symbols().len()];
    for (id, (_, symbol)) in named.iter().enumerate() {
        id_of[symbol.index()] = id as u32;
    }
    let missing = named.len() as u32;
    let value = |p: u32| id_of[attribute.values[p as usize].index()];
    let names = named.iter().map(|(n, _)| (*n).to_owned()).collect();
    fill(balances, &attribute.name, names, |customer, close| {
        let parts = balances.parts(customer, close);
        dominant(balances, parts, close, missing, value)
    })
}

/// The value which stands beside most of the amount; missing only where no part has one. Of equal
/// amounts the first by name, so that the order of rows never matters.
fn dominant(
    balances: &Balances,
    parts: &[u32],
    close: u16,
    missing: u32,
    value: impl Fn(u32) -> u32,
) -> u32 {
    let first = parts.first().map_or(missing, |&p| value(p));
    if parts.iter().all(|&p| value(p) == first) {
        return first;
    }
    let entries = balances.ledger().entries();
    let mut sums: Vec<(u32, Decimal)> = Vec::new();
    for &p in parts.iter().filter(|&&p| value(p) != missing) {
        let amount = balances.converted(&entries[p as usize], close);
        match sums.iter_mut().find(|(v, _)| *v == value(p)) {
            Some((_, sum)) => *sum += amount,
            None => sums.push((value(p), amount)),
        }
    }
    let most = sums
        .iter()
        .max_by_key(|(v, sum)| (*sum, std::cmp::Reverse(*v)));
    most.map_or(missing, |(v, _)| *v)
}

fn fill(
    balances: &Balances,
    name: &str,
    mut values: Vec<String>,
    id: impl Fn(u32, u16) -> u32,
) -> Column {
    values.push(UNASSIGNED.to_owned());
    let closes = balances.closes();
    let missing = values.len() as u32 - 1;
    let mut ids = Vec::with_capacity(balances.customers() as usize * closes);
    for customer in 0..balances.customers() {
        ids.extend((0..closes as u16).map(|k| {
            if balances.amount(customer, k).is_zero() {
                missing
            } else {
                id(customer, k)
            }
        }));
    }
    Column {
        name: name.to_owned(),
        values,
        closes,
        ids,
    }
}

fn derived(balances: &Balances, name: &str) -> Option<Column> {
    let wanted = key(name);
    let name = DERIVED.into_iter().find(|d| key(d) == wanted)?;
    Some(match name {
        SIZE_BAND => size_band(balances),
        SIGN_UP_COHORT => sign_up(balances, name, Grain::Quarter),
        SIGN_UP_YEAR => sign_up(balances, name, Grain::Year),
        _ => tenure(balances),
    })
}

fn size_band(balances: &Balances) -> Column {
    let bands = sorted_bands(balances.basis());
    fill(
        balances,
        SIZE_BAND,
        band_names(&bands),
        |customer, close| {
            let amount = balances.amount(customer, close);
            bands.iter().filter(|b| amount >= **b).count() as u32
        },
    )
}

fn sign_up(balances: &Balances, name: &str, grain: Grain) -> Column {
    let fiscal = balances.basis().fiscal_year_start;
    let labels: Vec<String> = balances
        .close_list()
        .iter()
        .map(|&c| Period::containing(grain, fiscal, c).label(fiscal))
        .collect();
    let mut names = labels.clone();
    names.dedup();
    let id_of: Vec<u32> = labels
        .iter()
        .map(|l| names.iter().position(|n| n == l).unwrap_or(names.len()) as u32)
        .collect();
    let missing = names.len() as u32;
    fill(balances, name, names, |customer, _| {
        balances
            .first_paid(customer)
            .map_or(missing, |k| id_of[usize::from(k)])
    })
}

fn tenure(balances: &Balances) -> Column {
    let closes = balances.close_list();
    fill(
        balances,
        TENURE,
        TENURES.map(str::to_owned).to_vec(),
        |customer, close| {
            let first = balances.first_paid(customer).unwrap_or(close);
            let months = closes[usize::from(close)].months_since(closes[usize::from(first)]);
            (months / 12).clamp(0, 3) as u32
        },
    )
}

fn band_names(bands: &[Decimal]) -> Vec<String> {
    let shown: Vec<String> = bands.iter().map(|b| grouped(*b)).collect();
    let (Some(lowest), Some(highest)) = (shown.first(), shown.last()) else {
        return vec!["all".to_owned()];
    };
    let mut names = vec![format!("under {lowest}")];
    names.extend(shown.windows(2).map(|w| format!("{} to {}", w[0], w[1])));
    names.push(format!("{highest} and over"));
    names
}

/// A threshold with thousands set apart by commas.
fn grouped(value: Decimal) -> String {
    let text = holdfast_ledger::money_text(value);
    let (whole, rest) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(w, r)| (w, Some(r)));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    match rest {
        Some(rest) => format!("{out}.{rest}"),
        None => out,
    }
}

/// Names are equal whatever their case and the signs between their words.
fn key(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn nearest(ledger: &Ledger, name: &str) -> Option<String> {
    let wanted = key(name);
    attribute_names(ledger)
        .into_iter()
        .min_by_key(|n| edits(&key(n), &wanted))
}

/// Levenshtein distance.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// The size-band thresholds, ascending whatever the basis says.
fn sorted_bands(basis: &Basis) -> Vec<Decimal> {
    let mut bands = basis.size_bands.clone();
    bands.sort_unstable();
    bands.dedup();
    bands
}
