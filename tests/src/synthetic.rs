//! A made-up ledger with every kind of movement, for whole-pipeline tests: seeded, so the same every time.

use chrono::NaiveDate;
use holdfast_ledger::requests::{
    Counter, CounterKind, Exchange, FirstResponse, LogColumn, RequestKind, RootCause,
    StatedOutcome, Trigger, TriggerKind,
};
use holdfast_ledger::{
    Close, Decimal, EntryDraft, Evidence, Ledger, LedgerBuilder, Request, RequestLog, Schedule,
    SourceProof, Status, Symbol, Table, TableBuilder,
};

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Customers.
    pub customers: u32,
    /// Months.
    pub months: u32,
    /// Every third customer pays in euros, at a rate which moves.
    pub euros: bool,
    /// Some falls were scheduled, some customers pause.
    pub contracts: bool,
    /// Names which could do harm.
    pub hostile: bool,
    /// A month in the middle without any row.
    pub gap: bool,
    /// Seed.
    pub seed: u64,
}

impl Default for Wanted {
    fn default() -> Self {
        Wanted {
            customers: 120,
            months: 30,
            euros: false,
            contracts: false,
            hostile: false,
            gap: false,
            seed: 7,
        }
    }
}

/// Names which could do harm in a spreadsheet.
pub const HOSTILE: [&str; 18] = [
    "=HYPERLINK(\"http://x\",\"y\")",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\tTab first",
    "\rReturn first",
    "0012",
    "1e5",
    "nan",
    "inf",
    "TRUE",
    "#N/A",
    "a\u{0}b\u{1f}c",
    "exe\u{202e}fdp",
    "日本電気 株式会社",
    "שלום בע\"מ",
    "Zoë & <Söhne> \"Ö\" 🚀",
    "_x0041_",
];

/// A ledger with its source sheet and proof.
#[derive(Debug)]
pub struct Synthetic {
    /// Ledger.
    pub ledger: Ledger,
    /// Source.
    pub table: Table,
    /// Proof.
    pub evidence: Evidence,
}

struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }
}

const TIERS: [&str; 4] = ["Enterprise", "Mid-market", "SMB", ""];
const REGIONS: [&str; 5] = ["< 10k seats", "EMEA", "APAC*", "emea", "0012"];
const HEADER: [&str; 7] = [
    "Customer", "Month", "ARR", "Currency", "Tier", "Region", "Seats",
];
const FILE: &str = "arr_export.xlsx";

/// Makes one.
pub fn synthetic(wanted: Wanted) -> Synthetic {
    let mut make = Make::new(wanted);
    for customer in 0..wanted.customers {
        make.customer(customer);
    }
    let rows = make.row - 2;
    let ledger = make.builder.build().expect("a valid ledger");
    let table = make.table.finish();
    let source = SourceProof {
        file: FILE.into(),
        sheet: "ARR".into(),
        sha256: table.sha256.clone(),
        layout: "long ledger".into(),
        rows_read: u64::from(rows),
        rows_used: u64::from(rows),
        ..SourceProof::default()
    };
    let evidence = Evidence {
        sources: vec![source],
        ..Evidence::default()
    };
    Synthetic {
        ledger,
        table,
        evidence,
    }
}

struct Make {
    wanted: Wanted,
    random: Random,
    builder: LedgerBuilder,
    table: TableBuilder,
    row: u32,
    first: Close,
}

impl Make {
    fn new(wanted: Wanted) -> Make {
        let mut builder = LedgerBuilder::new("USD", &["Tier".into(), "Region".into()]);
        let first = Close::new(2023, 1).expect("a close");
        for month in 0..wanted.months as i32 {
            let rate = Decimal::new(10_500 + i64::from(month * 37 % 900), 4);
            builder.rate("EUR", first.plus(month), rate);
            if !(wanted.gap && month as u32 == wanted.months / 2) {
                builder.cover(first.plus(month));
            }
        }
        let mut table = TableBuilder::new(FILE, "ARR", &"3f9a".repeat(16));
        for (column, caption) in HEADER.iter().enumerate() {
            table.text(column as u16, caption);
        }
        table.end_row(1);
        Make {
            wanted,
            random: Random(wanted.seed),
            builder,
            table,
            row: 2,
            first,
        }
    }

    fn customer(&mut self, index: u32) {
        let hostile = self
            .wanted
            .hostile
            .then(|| HOSTILE.get(index as usize))
            .flatten();
        let name = hostile.map_or_else(|| format!("Customer {index:05}"), |n| (*n).to_owned());
        let long = if self.wanted.hostile && index == 40 {
            "x".repeat(500)
        } else {
            name.clone()
        };
        let start = self.random.next(u64::from(self.wanted.months)) as u32
            * u32::from(!index.is_multiple_of(3));
        let mut amount = 500_000 + self.random.next(9_000_000) as i64;
        let mut tier = self.random.next(4) as usize;
        let region = self.random.next(5) as usize;
        let euro = self.wanted.euros && index.is_multiple_of(3);
        let mut away = 0;
        for month in start..self.wanted.months {
            if self.wanted.gap && month == self.wanted.months / 2 {
                continue;
            }
            if away > 0 {
                away -= 1;
                if self.wanted.contracts && away == 2 {
                    self.push(&long, month, 0, euro, (tier, region), Status::Paused);
                }
                continue;
            }
            match self.random.next(60) {
                0 => amount += amount / 7,
                1 => amount -= amount / 5,
                2 if self.wanted.contracts => {
                    let customer = self.builder.symbol(&long);
                    let close = self.first.plus(month as i32);
                    self.builder.schedule(
                        customer,
                        close,
                        Schedule::Cut(Decimal::new(amount / 10, 2)),
                    );
                    amount -= amount / 8;
                }
                3 => {
                    away = 2 + self.random.next(8) as u32;
                    if self.random.next(3) == 0 {
                        return;
                    }
                    continue;
                }
                4 => tier = self.random.next(4) as usize,
                _ => {}
            }
            self.push(&long, month, amount, euro, (tier, region), Status::Active);
        }
    }

    fn push(
        &mut self,
        name: &str,
        month: u32,
        cents: i64,
        euro: bool,
        (tier, region): (usize, usize),
        status: Status,
    ) {
        let close = self.first.plus(month as i32);
        let currency = if euro { "EUR" } else { "USD" };
        let amount = Decimal::new(cents, 2);
        let values = [TIERS[tier], REGIONS[region]];
        let renewal = NaiveDate::from_ymd_opt(close.year() + 1, close.month(), 15);
        let draft = EntryDraft {
            customer: self.builder.symbol(name),
            close,
            currency: self.builder.symbol(currency),
            status,
            line: Symbol::NONE,
            plan: self.builder.symbol(TIERS[tier]),
            reason: if cents % 11 == 0 {
                self.builder.symbol("budget cut")
            } else {
                Symbol::NONE
            },
            amount,
            quantity: Some(Decimal::from(10 + cents / 100_000)),
            renewal,
            sheet: 0,
            row: self.row,
            column: 2,
        };
        let attributes = values.map(|v| self.builder.symbol(v));
        self.builder.push(draft, &attributes);
        let t = &mut self.table;
        t.text(0, name);
        t.date(1, close.date());
        t.number(2, amount);
        t.text(3, currency);
        t.text(4, values[0]);
        t.text(5, values[1]);
        t.number(6, Decimal::from(10 + cents / 100_000));
        t.end_row(self.row);
        self.row += 1;
    }
}

/// A negotiation log over the ledger's customers: requests of every kind, some open, some without dates,
/// some with triggers and discounts.
pub fn requests(made: &Synthetic, as_of: NaiveDate, count: u32) -> RequestLog {
    let mut random = Random(11);
    let request = |index: u32| request(made, as_of, index, &mut random);
    let left_out = [LogColumn::EscalatedOn, LogColumn::AeInvolved];
    let recorded = LogColumn::ALL.iter().filter(|c| !left_out.contains(c));
    RequestLog {
        requests: (0..count).map(request).collect(),
        recorded: recorded.copied().collect(),
        source: None,
    }
}

fn request(made: &Synthetic, as_of: NaiveDate, index: u32, random: &mut Random) -> Request {
    let mut chance = |below: u64| random.next(below);
    let day = |from: NaiveDate, days: u64| {
        from.checked_add_days(chrono::Days::new(days))
            .expect("a date")
    };
    let customers = made.ledger.customers();
    let customer = &customers[chance(customers.len() as u64) as usize];
    let requested_on = as_of
        .checked_sub_days(chrono::Days::new(chance(170)))
        .expect("a date");
    let before = Decimal::new(2_000_000 + chance(9_000_000) as i64, 2);
    let cut = Decimal::from(1 + chance(5)) / Decimal::TEN;
    let kind = RequestKind::ALL[chance(6) as usize];
    let asked = if kind == RequestKind::FullCancellation {
        Decimal::ZERO
    } else {
        before - before * cut
    };
    let resolved_on = Some(day(requested_on, 3 + chance(50))).filter(|d| *d <= as_of);
    let after = match chance(7) {
        0 => Decimal::ZERO,
        1 => asked,
        2 => before,
        3 => before + Decimal::ONE_HUNDRED,
        4 => asked / Decimal::TWO,
        _ => (before + asked) / Decimal::TWO,
    };
    let counter = Counter {
        on: Some(day(requested_on, 9 + chance(9))),
        kind: Some(CounterKind::ALL[chance(7) as usize]),
        arr: Some(asked),
        rejected_on: (chance(3) == 0).then(|| day(requested_on, 20)),
    };
    let trigger = Trigger {
        kind: Some(TriggerKind::Headcount),
        condition: "=headcount >= 120".into(),
        set_on: resolved_on.map(|d| day(d, chance(12))),
        due_on: Some(day(requested_on, 90)),
        arr_recovered: (chance(4) == 0).then(|| Decimal::from(1_500)),
        ..Trigger::default()
    };
    let outcome = if after.is_zero() && chance(2) == 0 {
        StatedOutcome::Paused
    } else {
        StatedOutcome::RightSized
    };
    Request {
        id: if index == 3 {
            "0012".into()
        } else {
            format!("R-{index:03}")
        },
        customer: customer.id.clone(),
        requested_on,
        kind: (chance(12) > 0).then_some(kind),
        arr_before: before,
        arr_asked: (chance(15) > 0).then_some(asked),
        root_cause: (chance(6) > 0).then(|| RootCause::ALL[chance(7) as usize]),
        owner: "+Owner".into(),
        first_response: Some(FirstResponse::Acknowledged),
        acknowledged_on: (chance(5) > 0).then(|| day(requested_on, chance(3))),
        deal_desk_on: Some(day(requested_on, 2)),
        vp_cs_on: (chance(3) > 0).then(|| day(requested_on, chance(6))),
        diagnosed_on: (chance(4) > 0).then(|| day(requested_on, 4 + chance(8))),
        counters: if chance(5) > 0 {
            vec![counter]
        } else {
            Vec::new()
        },
        exchange_asked: Some(Exchange::MultiYear),
        exchange_obtained: Some(Exchange::MultiYear),
        months_offered: Some(24),
        term_before: (chance(3) > 0).then_some(12),
        term_after: (chance(3) > 0).then_some(if chance(2) == 0 { 24 } else { 12 }),
        list_price: Some(before),
        net_price: (chance(3) > 0).then(|| before - before * Decimal::new(chance(30) as i64, 2)),
        discount: None,
        approver: "@Approver".into(),
        escalated_on: None,
        ae_involved: Some(true),
        resolved_on,
        outcome: resolved_on.map(|_| outcome),
        arr_after: resolved_on.map(|_| after),
        triggers: if chance(3) > 0 {
            vec![trigger]
        } else {
            Vec::new()
        },
        notes: String::new(),
        row: index + 2,
    }
}
