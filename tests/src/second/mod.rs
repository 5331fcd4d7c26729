//! A second computation of the same figures: SQL over the tables in which a workspace freezes its ledgers
//! (`figures.sql`), beside the report of the metric layer, both as one flat list of figures.

pub mod random;
mod reported;

pub use reported::reported;

use holdfast_ledger::{Decimal, Ledger, Ratio, ratio, round_half_away};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::collections::BTreeMap;

/// Figures by scope (the total is empty), closes and name. Zeros are left out; `None` is n/a.
pub type Figures = BTreeMap<(String, String, String), Ratio>;

/// What the basis chooses between.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// Quarters instead of months.
    pub quarters: bool,
    /// Pauses have a line of their own (M-9).
    pub paused_line: bool,
    /// Free customers keep their logo (M-9).
    pub free_logo: bool,
}

/// Places to which ratios are compared: those which are printed.
const PLACES: u32 = 20;

fn put(figures: &mut Figures, key: (&str, &str, &str), value: Ratio) {
    if value.is_none_or(|v| !v.is_zero()) {
        let value = value.map(|v| round_half_away(v, PLACES).normalize());
        figures.insert(
            (key.0.to_owned(), key.1.to_owned(), key.2.to_owned()),
            value,
        );
    }
}

/// The figures of a ledger by SQL.
///
/// # Panics
/// Where a statement fails.
pub fn by_sql(ledger: &Ledger, choice: Choice) -> Figures {
    let database = holdfast_workspace::store::frozen_in_memory(ledger).unwrap();
    let grain = if choice.quarters { 3 } else { 1 };
    let values = (grain, choice.paused_line, choice.free_logo);
    database
        .execute_batch("CREATE TEMP TABLE choice (grain, paused_line, free_logo)")
        .unwrap();
    database
        .execute("INSERT INTO choice VALUES (?1, ?2, ?3)", values)
        .unwrap();
    database.execute_batch(include_str!("figures.sql")).unwrap();
    let mut figures = Figures::new();
    read(&database, COHORTS, &mut figures);
    read(&database, AVERAGES, &mut figures);
    // A cohort which paid nothing at its period's end has no rate; a blank is not reported.
    figures.retain(|_, value| value.is_some());
    read(&database, PERIODS, &mut figures);
    figures
}

/// Columns after scope and closes: `m:` money in millionths, `n:` a count, `v:` and `d:` both sides of a ratio.
const PERIODS: &str = r#"
SELECT a.scope, o.day || ' ' || e.day AS closes,
       f.opening AS "m:opening", f.new AS "m:new", f.reactivation AS "m:reactivation", f.expansion AS "m:expansion",
       f.downsell AS "m:downsell", f.step_down AS "m:step_down", f.paused AS "m:paused", f.churn AS "m:churn",
       f.fx AS "m:fx", t.transfer AS "m:transfer", s.closing AS "m:closing",
       f.n_opening AS "n:opening", f.n_new AS "n:new", f.n_reactivation AS "n:reactivation",
       f.n_expansion AS "n:expansion", f.n_downsell AS "n:downsell", f.n_step_down AS "n:step_down",
       f.n_paused AS "n:paused", f.n_churn AS "n:churn", s.n_closing AS "n:closing",
       f.now AS "v:nrr", f.opening AS "d:nrr", f.kept AS "v:grr", f.opening AS "d:grr",
       f.logos AS "v:logo_retention", f.n_opening AS "d:logo_retention",
       f.downsell AS "v:downsell_rate", f.opening AS "d:downsell_rate",
       f.churn AS "v:churn_rate", f.opening AS "d:churn_rate",
       f.n_downsell AS "v:downsell_logo_rate", f.n_opening AS "d:downsell_logo_rate",
       f.downsell AS "v:downsell_to_expansion", f.expansion AS "d:downsell_to_expansion",
       f.new + f.reactivation + f.expansion AS "v:quick_ratio", f.downsell + f.step_down + f.churn AS "d:quick_ratio",
       y.now AS "v:ttm nrr", y.opening AS "d:ttm nrr", y.kept AS "v:ttm grr", y.opening AS "d:ttm grr",
       y.logos AS "v:ttm logo_retention", y.n_opening AS "d:ttm logo_retention",
       CASE a.scope WHEN '' THEN l.increase END AS "m:increase", CASE a.scope WHEN '' THEN l.decrease END AS "m:decrease",
       CASE a.scope WHEN '' THEN l.increase - f.expansion END AS "m:swap"
FROM (SELECT kind, scope, o, e FROM flow UNION SELECT kind, scope, o, e FROM shut UNION SELECT kind, '', o, e FROM pair) a
JOIN k o ON o.k = a.o JOIN k e ON e.k = a.e
LEFT JOIN flow f ON f.kind = a.kind AND f.scope = a.scope AND f.o = a.o AND f.e = a.e
LEFT JOIN shut s ON s.kind = a.kind AND s.scope = a.scope AND s.o = a.o AND s.e = a.e
LEFT JOIN moved t ON t.scope = a.scope AND t.o = a.o AND t.e = a.e
LEFT JOIN lined l ON l.o = a.o AND l.e = a.e
LEFT JOIN flow y ON y.kind = 'ttm' AND y.scope = a.scope AND y.e = a.e
WHERE a.kind = 'period'"#;

const COHORTS: &str = r#"
SELECT 'cohort' AS scope, CASE grain WHEN 1 THEN printf('%04d-%02d', cohort / 12, cohort % 12 + 1)
                          ELSE printf('%04d-Q%d', cohort / 12, cohort % 12 / 3 + 1) END || ' age ' || age AS closes,
       n AS "n:customers", base AS "m:amount", net AS "v:nrr", base AS "d:nrr", gross AS "v:grr", base AS "d:grr",
       logos AS "v:logos", n AS "d:logos"
FROM cohort, choice"#;

const AVERAGES: &str = r#"
SELECT 'average' AS scope, 'age ' || age AS closes, SUM(net * (base > 0)) AS "v:nrr", SUM(base) AS "d:nrr",
       SUM(gross * (base > 0)) AS "v:grr", SUM(base) AS "d:grr", SUM(logos) AS "v:logos", SUM(n) AS "d:logos"
FROM cohort GROUP BY age"#;

fn read(database: &Connection, query: &str, figures: &mut Figures) {
    let mut statement = database.prepare(query).unwrap();
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (scope, closes): (String, String) = (row.get(0).unwrap(), row.get(1).unwrap());
        let number = |name: &str| match row.get_ref(name).unwrap() {
            ValueRef::Integer(n) => Some(Decimal::from(n)),
            _ => None,
        };
        for name in &names[2..] {
            let (kind, figure) = name.split_once(':').unwrap();
            let value = match kind {
                "m" => Some(number(name).unwrap_or_default() / Decimal::from(1_000_000)),
                "n" => Some(number(name).unwrap_or_default()),
                "v" => number(name)
                    .zip(number(&format!("d:{figure}")))
                    .and_then(|(v, d)| ratio(v, d)),
                _ => continue,
            };
            let label = if kind == "n" {
                format!("n {figure}")
            } else {
                figure.to_owned()
            };
            put(figures, (&scope, &closes, &label), value);
        }
    }
}
