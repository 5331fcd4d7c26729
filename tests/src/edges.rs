//! Ledgers at the edges: no data in a class, one period, two customers, forty segments, long names, names in
//! many scripts, all zero, a huge swing, missing months.

use std::fmt::Write as _;

const HEAD: &str = "Customer,Close,ARR,Tier,Renewal date\n";

/// A ledger by its rules: name, tier and amount of a customer at a month (0 is the oldest).
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    pub name: &'static str,
    pub customers: u32,
    pub months: u32,
    pub called: fn(u32) -> String,
    pub tier: fn(u32) -> String,
    pub amount: fn(u32, u32) -> i64,
    pub missing: &'static [u32],
}

/// Forty customers, nine quarters, every movement.
pub const PLAIN: Edge = Edge {
    name: "plain",
    customers: 40,
    months: 27,
    called: |c| format!("Customer {c:02}"),
    tier: |c| ["Enterprise", "Mid-market", "SMB"][c as usize % 3].to_owned(),
    amount: |c, m| match (c % 7, m / 3) {
        (0, q) if q > c / 7 => 9_000 + i64::from(c) * 100,
        (1, q) if q > 6 => 0,
        (2, q) => 12_000 + i64::from(q) * 700,
        (3, 0..=3) => 0,
        (4, 8..) => 7_500 + i64::from(c) * 60,
        (5, 8..) if c > 20 => 0,
        _ => 12_000 + i64::from(c) * 100,
    },
    missing: &[],
};

const LONG: &str = "Consolidated Amalgamated Holdings International of the North";

/// Every edge of the issue, by name.
pub fn edges() -> Vec<Edge> {
    let steady = |c: u32, _: u32| 10_000 + i64::from(c) * 250;
    vec![
        PLAIN,
        Edge {
            name: "no-loss",
            amount: |c, m| 10_000 + i64::from(c * 10 + m * (c % 2)),
            ..PLAIN
        },
        Edge {
            name: "one-period",
            months: 4,
            ..PLAIN
        },
        Edge {
            name: "two-customers",
            customers: 2,
            amount: |c, m| i64::from(90_000 - m * 500 * c),
            ..PLAIN
        },
        Edge {
            name: "forty-segments",
            customers: 200,
            tier: |c| format!("Segment {:02}", c % 40),
            ..PLAIN
        },
        Edge {
            name: "long-names",
            called: |c| format!("{LONG} {c:02}"),
            tier: |c| format!("Public sector, higher education and research no. {}", c % 4),
            ..PLAIN
        },
        Edge {
            name: "scripts",
            called: |c| {
                let names = [
                    "株式会社サンプル",
                    "北京示例有限公司",
                    "한국상사 주식회사",
                    "شركة المثال",
                    "חברת הדוגמה",
                    "Ωμέγα ΑΕ",
                    "ООО Ёлка",
                ];
                format!("{} {c}", names[c as usize % 7])
            },
            tier: |c| ["大企業", "متوسط", "SMB"][c as usize % 3].to_owned(),
            ..PLAIN
        },
        Edge {
            name: "flat",
            amount: steady,
            ..PLAIN
        },
        Edge {
            name: "all-zero",
            amount: |_, _| 0,
            ..PLAIN
        },
        Edge {
            name: "all-lost",
            amount: |c, m| {
                if m < 26 {
                    10_000 + i64::from(c) * 250
                } else {
                    0
                }
            },
            ..PLAIN
        },
        Edge {
            name: "nearly-all-lost",
            amount: |c, m| {
                if m < 26 {
                    10_000 + i64::from(c) * 250
                } else {
                    400
                }
            },
            ..PLAIN
        },
        Edge {
            name: "huge-swing",
            amount: |c, m| {
                if c == 0 && m > 23 {
                    9_000_000_000
                } else {
                    10_000 + i64::from(c) * if m > 24 { 1 } else { 900_000 }
                }
            },
            ..PLAIN
        },
        Edge {
            name: "missing-months",
            missing: &[9, 10, 11, 17],
            ..PLAIN
        },
    ]
}

/// The ledger as CSV; without attributes and dates where it is to be poor.
pub fn csv(edge: &Edge, poor: bool) -> String {
    let mut out = if poor { "Customer,Close,ARR\n" } else { HEAD }.to_owned();
    for customer in 0..edge.customers {
        for month in (0..edge.months).filter(|m| !edge.missing.contains(m)) {
            let (year, of_year) = (2024 + (month + 6) / 12, (month + 6) % 12 + 1);
            let amount = (edge.amount)(customer, month);
            let name = (edge.called)(customer);
            let _ = write!(out, "\"{name}\",{year}-{of_year:02},{amount}");
            if !poor {
                let renewal = format!("{}-{:02}-15", year + 1, customer % 12 + 1);
                let _ = write!(out, ",\"{}\",{renewal}", (edge.tier)(customer));
            }
            out.push('\n');
        }
    }
    out
}
