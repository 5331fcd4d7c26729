//! Reference figures for the negotiation pages, from the shipped benchmark file (N-20): claims of grade
//! D, off unless the user switches them on.

use crate::benchmarks::{Row, rows};

/// The metrics of the benchmark file which the negotiation pages can be set beside.
const METRICS: [&str; 2] = [
    "share of downsell-requesting customers retained",
    "NRR advantage",
];

/// The claims as sentences for [`holdfast_pack::PackOptions::references`].
pub fn negotiation_references() -> Vec<String> {
    rows().iter().filter_map(claim).collect()
}

fn claim(row: &Row) -> Option<String> {
    let of = |name: &str| row.get(name).map(String::as_str);
    let metric = METRICS.into_iter().find(|m| Some(*m) == of("metric"))?;
    let unit = match of("unit")? {
        unit if unit.starts_with('%') => "%",
        "points" => " points",
        _ => "",
    };
    Some(format!(
        "{}, {}: {}{unit} (n = {}; {}, graded {})",
        capital(metric),
        of("population")?,
        of("value")?,
        of("n")?,
        of("publisher")?,
        of("solidity")?
    ))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_claim_is_worded_with_their_source_and_grade() {
        assert_eq!(
            negotiation_references(),
            [
                "Share of downsell-requesting customers retained, structured right-size framework: 78% (n = 287 (claimed); Pavilion via Pulse RevOps, graded D)",
                "Share of downsell-requesting customers retained, defensive no-downsell approach: 42% (n = 287 (claimed); Pavilion via Pulse RevOps, graded D)",
                "NRR advantage, all four negotiation components in place: 4 to 8 points (n = 287 (claimed); Pavilion via Pulse RevOps, graded D)",
            ]
        );
    }
}
