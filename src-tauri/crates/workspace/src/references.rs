//! Reference figures for the negotiation pages, from the shipped benchmark file (N-20): claims of grade
//! D, off unless the user switches them on.

pub(crate) const BENCHMARKS: &str = include_str!("../../../../templates/benchmarks.csv");

/// The metric of the benchmark file which the negotiation pages can be set beside.
const METRIC: &str = "share of downsell-requesting customers retained";

/// The claims as sentences for [`holdfast_pack::PackOptions::references`].
pub fn negotiation_references() -> Vec<String> {
    let mut rows = BENCHMARKS.lines().map(fields);
    let Some(head) = rows.next() else {
        return Vec::new();
    };
    rows.filter_map(|row| claim(&head, &row)).collect()
}

fn claim(head: &[String], row: &[String]) -> Option<String> {
    let of = |name: &str| {
        let column = head.iter().position(|h| h == name)?;
        row.get(column).map(String::as_str)
    };
    if of("metric")? != METRIC {
        return None;
    }
    let unit = if of("unit")?.starts_with('%') {
        "%"
    } else {
        ""
    };
    Some(format!(
        "{}, {}: {}{unit} (n = {}; {}, graded {})",
        capital(METRIC),
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

/// The fields of a line of CSV; quotes may hold commas, and no field of the file holds a line end.
pub(crate) fn fields(line: &str) -> Vec<String> {
    let (mut out, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(String::new()),
            c => {
                if let Some(field) = out.last_mut() {
                    field.push(c);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_claims_are_worded_with_their_source_and_grade() {
        assert_eq!(
            negotiation_references(),
            [
                "Share of downsell-requesting customers retained, structured right-size framework: 78% (n = 287 (claimed); Pavilion via Pulse RevOps, graded D)",
                "Share of downsell-requesting customers retained, defensive no-downsell approach: 42% (n = 287 (claimed); Pavilion via Pulse RevOps, graded D)",
            ]
        );
    }

    #[test]
    fn quoted_commas_stay_in_their_field() {
        assert_eq!(fields("a,\"b, c\",,d"), ["a", "b, c", "", "d"]);
    }
}
