//! Made-up ledgers for packs at the edges.

/// A made-up company: customers whose amounts follow from a small linear congruence, so that every
/// run has the same figures.
#[derive(Clone, Debug)]
pub struct Company {
    pub customers: u32,
    /// Months from January 2024 on.
    pub months: u32,
    /// Largest monthly ARR of a new customer, units.
    pub largest: i64,
    /// Values of the segment attribute; below 2: no attribute.
    pub segments: usize,
    /// Characters of names, at least.
    pub name_length: usize,
    /// Months left out of the file.
    pub missing: Vec<u32>,
    /// Chance of a loss a month in per mille.
    pub losses: u64,
    /// Whether there are quantities, plans, reasons and renewal dates.
    pub rich: bool,
}

impl Default for Company {
    fn default() -> Self {
        Company {
            customers: 260,
            months: 33,
            largest: 60_000,
            segments: 4,
            name_length: 0,
            missing: Vec::new(),
            losses: 11,
            rich: true,
        }
    }
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides.max(1)
    }
}

const FIRST: [&str; 16] = [
    "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ironwood", "Juniper",
    "Katsura", "Larch", "Maple", "Nutmeg", "Oak", "Poplar",
];
const SECOND: [&str; 17] = [
    "Analytics",
    "Foods",
    "Logistics",
    "Health",
    "Energy",
    "Retail",
    "Systems",
    "Bank",
    "Media",
    "Motors",
    "Optics",
    "Textiles",
    "Robotics",
    "Water",
    "Legal",
    "Travel",
    "Studios",
];
const SEGMENTS: [&str; 4] = ["Enterprise", "Mid-market", "SMB", "Public sector"];
const REASONS: [&str; 4] = [
    "Budget cut",
    "Headcount reduced",
    "Unused module",
    "Price renegotiated",
];

impl Company {
    /// The ledger.
    pub fn ledger(&self) -> holdfast_ledger::Ledger {
        let mut dice = Dice(42);
        let attributes: Vec<String> = match self.segments {
            0 | 1 => Vec::new(),
            _ => vec!["Segment".to_owned(), "Region".to_owned()],
        };
        let mut builder = holdfast_ledger::LedgerBuilder::new("USD", &attributes);
        let closes: Vec<holdfast_ledger::Close> = (0..self.months)
            .filter(|m| !self.missing.contains(m))
            .filter_map(|m| Some(holdfast_ledger::Close::new(2024, 1)?.plus(m as i32)))
            .collect();
        for close in &closes {
            builder.cover(*close);
        }
        for index in 0..self.customers {
            self.customer(index, &closes, &mut builder, &mut dice);
        }
        builder.build().unwrap()
    }

    fn name(&self, index: u32) -> String {
        let first = FIRST[index as usize % FIRST.len()];
        let second = SECOND[(index as usize / FIRST.len()) % SECOND.len()];
        let mut name = format!("{first} {second}");
        while name.chars().count() < self.name_length {
            name.push_str(" and Partners Holding");
        }
        name
    }

    fn segment(&self, dice: &mut Dice) -> String {
        let at = dice
            .roll(self.segments.max(1) as u64 * 3)
            .min(dice.roll(self.segments.max(1) as u64 * 2));
        let at = at as usize % self.segments.max(1);
        SEGMENTS.get(at).map_or_else(
            || format!("Vertical {at:02} of the market, longer name"),
            |s| (*s).to_owned(),
        )
    }

    fn customer(
        &self,
        index: u32,
        closes: &[holdfast_ledger::Close],
        builder: &mut holdfast_ledger::LedgerBuilder,
        dice: &mut Dice,
    ) {
        let id = builder.symbol(&format!("K{index:04}"));
        builder.display_name(id, &self.name(index));
        let segment = self.segment(dice);
        let region = ["Americas", "EMEA", "APAC"][dice.roll(3) as usize];
        let values = [builder.symbol(&segment), builder.symbol(region)];
        let unit_price = 40 + dice.roll(160) as i64;
        let mut seats = 5
            + (dice.roll((self.largest / unit_price).max(6) as u64) as i64).pow(2)
                / (self.largest / unit_price).max(1);
        let starts = if dice.roll(10) < 6 {
            0
        } else {
            dice.roll(u64::from(self.months)) as usize
        };
        let renewal_month = dice.roll(12) as i32;
        let mut alive = true;
        for (at, close) in closes.iter().enumerate() {
            if at < starts || !alive {
                continue;
            }
            let mut reason = "";
            let renews = close.month() as i32 == renewal_month + 1;
            if at > starts {
                let roll = dice.roll(1000);
                let losses = if renews { self.losses * 2 } else { self.losses };
                if roll < losses {
                    let cut = 1 + dice.roll(4) as i64;
                    seats -= (seats * cut / 10).max(1);
                    reason = REASONS[dice.roll(4) as usize];
                } else if roll < losses * 5 / 4 + losses / 8 {
                    alive = false;
                } else if roll > 970 {
                    seats += (seats / 8).max(1);
                }
            }
            if !alive || seats <= 0 {
                continue;
            }
            let draft = holdfast_ledger::EntryDraft {
                customer: id,
                close: *close,
                currency: holdfast_ledger::Symbol::NONE,
                status: holdfast_ledger::Status::Active,
                line: holdfast_ledger::Symbol::NONE,
                plan: holdfast_ledger::Symbol::NONE,
                reason: if self.rich {
                    builder.symbol(reason)
                } else {
                    holdfast_ledger::Symbol::NONE
                },
                amount: rust_decimal::Decimal::from(seats * unit_price * 12)
                    + rust_decimal::Decimal::new(17, 2),
                quantity: self.rich.then(|| rust_decimal::Decimal::from(seats)),
                renewal: self.rich.then(|| {
                    let ahead = (renewal_month + 12 - close.month() as i32 + 1).rem_euclid(12);
                    close.plus(if ahead == 0 { 12 } else { ahead }).date()
                }),
                sheet: 0,
                row: index + 2,
                column: 3,
            };
            builder.push(draft, &values);
        }
    }

    /// Evidence which fits the ledger.
    pub fn evidence(&self, report: &holdfast_metrics::Report) -> holdfast_ledger::Evidence {
        holdfast_ledger::Evidence {
            sources: vec![holdfast_ledger::SourceProof {
                file: "arr_export_2026-09-30.xlsx".to_owned(),
                sheet: "ARR".to_owned(),
                range: "A1:H7204".to_owned(),
                sha256: "3f9a5b0c77d1e2a8461f90bb5e6c3d2a1908f7e6d5c4b3a29180f7e6d5c4c41e"
                    .to_owned(),
                layout: "long ledger".to_owned(),
                rows_read: 7204,
                rows_used: 7198,
                set_aside: vec![holdfast_ledger::SetAside {
                    reason: "total row".to_owned(),
                    rows: 6,
                    row_numbers: vec![12],
                    amount: None,
                }],
                format: String::new(),
            }],
            control_totals: report
                .closes
                .iter()
                .map(|c| holdfast_ledger::ControlTotal {
                    close: c.close,
                    imported: c.amount,
                    customers: c.customers,
                    file_total: Some(c.amount),
                })
                .collect(),
            currencies: vec!["USD".to_owned()],
            ..holdfast_ledger::Evidence::default()
        }
    }
}
