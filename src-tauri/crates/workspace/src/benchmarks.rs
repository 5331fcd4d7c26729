//! Published NRR and GRR from the shipped benchmark file, for the retention page. Sources of grade A and
//! B are taken, others only where asked for.

use holdfast_ledger::Decimal;
use holdfast_pack::benchmark::Benchmark;
use std::collections::HashMap;
use std::str::FromStr;

/// A line of the benchmark file, by column.
pub(crate) type Row = HashMap<String, String>;

/// The lines of the shipped benchmark file.
pub(crate) fn rows() -> Vec<Row> {
    let file = include_str!("../../../../templates/benchmarks.csv");
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    reader.deserialize().filter_map(Result::ok).collect()
}

/// Statistics which are set beside a company's own figure.
const STATISTICS: [(&str, &str); 3] = [
    ("median", "median"),
    ("p25", "25th percentile"),
    ("p75", "75th percentile"),
];

/// The benchmarks whose source has one of these grades: "A" stands for A+, A and A−.
pub fn benchmarks(grades: &[char]) -> Vec<Benchmark> {
    let mut out: Vec<Benchmark> = Vec::new();
    for row in rows() {
        let of = |name: &str| row.get(name).map(String::as_str);
        if let Some((metric, one)) = read(&of, grades) {
            add(&mut out, metric, one);
        }
    }
    out.sort_by_key(|b| b.statistic != "median");
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Metric {
    Nrr,
    Grr,
}

/// A line as a benchmark of one metric; `None` for what is not to be set beside NRR and GRR.
fn read<'a>(of: &impl Fn(&str) -> Option<&'a str>, grades: &[char]) -> Option<(Metric, Benchmark)> {
    let metric = match of("metric")? {
        "NRR" => Metric::Nrr,
        "GRR" => Metric::Grr,
        _ => return None,
    };
    let grade = of("solidity")?.split(' ').next()?;
    if !grade.chars().next().is_some_and(|g| grades.contains(&g)) || of("unit")? != "%" {
        return None;
    }
    let statistic = of("statistic")?;
    let statistic = STATISTICS.iter().find(|(key, _)| *key == statistic)?.1;
    let contract = match of("band_type")? {
        "all" => None,
        "ACV USD" => Some(band(of("band")?)?),
        _ => return None,
    };
    let size = contract.map_or(String::new(), |_| {
        format!(", contracts of ${}", of("band").unwrap_or_default())
    });
    let value = Some(of("value")?.to_owned());
    let (nrr, grr) = match metric {
        Metric::Nrr => (value, None),
        Metric::Grr => (None, value),
    };
    let one = Benchmark {
        statistic: statistic.to_owned(),
        population: format!("{}{size}", of("population")?),
        contract,
        nrr,
        grr,
        source: format!("{}, {}", of("publisher")?, of("data_period")?),
        grade: grade.replace('-', "\u{2212}"),
    };
    Some((metric, one))
}

/// NRR and GRR of one population are one line.
fn add(all: &mut Vec<Benchmark>, metric: Metric, one: Benchmark) {
    let key = |b: &Benchmark| (b.statistic.clone(), b.population.clone(), b.source.clone());
    let Some(same) = all.iter_mut().find(|b| key(b) == key(&one)) else {
        return all.push(one);
    };
    match metric {
        Metric::Nrr => same.nrr = one.nrr,
        Metric::Grr => same.grr = one.grr,
    }
    if same.grade != one.grade {
        same.grade = format!("{}, {}", same.grade, one.grade);
    }
}

/// "<12k", "12-25k", ">250k" in dollars.
fn band(text: &str) -> Option<(Decimal, Option<Decimal>)> {
    let thousands = |t: &str| {
        let number = Decimal::from_str(t.trim_end_matches('k')).ok()?;
        Some(number * Decimal::ONE_THOUSAND)
    };
    if let Some(below) = text.strip_prefix('<') {
        return Some((Decimal::ZERO, Some(thousands(below)?)));
    }
    if let Some(from) = text.strip_prefix('>') {
        return Some((thousands(from)?, None));
    }
    let (from, below) = text.split_once('-')?;
    Some((thousands(from)?, Some(thousands(below)?)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn grades_a_and_b_by_default_and_both_rates_in_one_line() {
        let all = benchmarks(&['A', 'B']);
        assert!(all.iter().all(|b| !b.grade.contains(['C', 'D'])));
        let one = all
            .iter()
            .find(|b| b.source == "Benchmarkit, 2024")
            .unwrap();
        assert_eq!(
            (one.nrr.as_deref(), one.grr.as_deref()),
            (Some("101"), Some("88"))
        );
        assert_eq!(
            (one.grade.as_str(), one.statistic.as_str()),
            ("A\u{2212}, B", "median")
        );
        let sized = all
            .iter()
            .find(|b| b.population.contains("25-50k"))
            .unwrap();
        let thousand = |n: i64| Decimal::from(n * 1000);
        assert_eq!(sized.contract, Some((thousand(25), Some(thousand(50)))));
        assert!(benchmarks(&['A']).len() < all.len());
    }

    #[test]
    fn every_line_of_the_file_is_read() {
        assert_eq!(rows().len(), 65);
        assert!(rows().iter().all(|row| row.len() == 16));
    }

    #[test]
    fn bands_are_read_in_dollars() {
        assert_eq!(band("<12k"), Some((Decimal::ZERO, Some(12_000.into()))));
        assert_eq!(band(">250k"), Some((250_000.into(), None)));
        assert_eq!(band("some"), None);
    }
}
