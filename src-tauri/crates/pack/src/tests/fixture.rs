//! A report made by hand, with the figures of the picture of the bridge page.

use crate::context::Context;
use crate::document::document_of;
use crate::model::{Cell, Content, Document, Page, Table};
use crate::pages::Extras;
use crate::{PackInputs, PackOptions};
use holdfast_ledger::{
    Close, ControlTotal, Decimal, EntryDraft, Evidence, FiscalYear, Grain, Ledger, LedgerBuilder,
    Period, PlanFigures, SourceProof, Status, Symbol, ratio,
};
use holdfast_metrics::{
    Basis, Bridge, Check, Class, CloseFigures, Cohorts, Counts, Driver, Drivers, GrossLines,
    MethodRow, Movement, PeriodFigures, Rates, Report, Scope, SegmentFigures, Segmentation,
    Status as Signal, StatusReason, Timing, Timings, Ttm,
};
use std::str::FromStr;

pub fn d(s: &str) -> Decimal {
    Decimal::from_str(s).unwrap()
}

pub fn close(year: i32, month: u32) -> Close {
    Close::new(year, month).unwrap()
}

/// Opening, new, expansion, downsell, churn; closing follows.
pub fn bridge(opening: &str, new: &str, expansion: &str, downsell: &str, churn: &str) -> Bridge {
    let mut b = Bridge {
        opening: d(opening),
        new: d(new),
        expansion: d(expansion),
        downsell: d(downsell),
        churn: d(churn),
        ..Bridge::default()
    };
    b.closing = b.opening + b.new + b.expansion - b.downsell - b.churn;
    b
}

pub fn counts(opening: u32, new: u32, expansion: u32, downsell: u32, churn: u32) -> Counts {
    Counts {
        opening,
        new,
        expansion,
        downsell,
        churn,
        closing: opening + new - churn,
        retained: opening - churn,
        ..Counts::default()
    }
}

pub fn scope(bridge: Bridge, counts: Counts, ttm: Ttm) -> Scope {
    let lost = bridge.downsell + bridge.churn;
    let rates = Rates {
        nrr: ratio(bridge.opening + bridge.expansion - lost, bridge.opening),
        grr: ratio(bridge.opening - lost, bridge.opening),
        logo_retention: ratio(
            Decimal::from(counts.retained),
            Decimal::from(counts.opening),
        ),
        downsell_rate: ratio(bridge.downsell, bridge.opening),
        churn_rate: ratio(bridge.churn, bridge.opening),
        downsell_to_expansion: ratio(bridge.downsell, bridge.expansion),
        share_of_losses: ratio(bridge.downsell, lost),
        ..Rates::default()
    };
    Scope {
        bridge,
        counts,
        rates,
        ttm,
        ..Scope::default()
    }
}

pub fn ttm(nrr: &str, grr: &str, logos: &str) -> Ttm {
    Ttm {
        nrr: Some(d(nrr)),
        grr: Some(d(grr)),
        logo_retention: Some(d(logos)),
    }
}

/// A quarter which closes in this month, with all its downsell by seats and mid-term.
pub fn quarter(closing: Close, total: Scope) -> PeriodFigures {
    let period = Period::containing(Grain::Quarter, FiscalYear::CALENDAR, closing);
    let (downsell, churn) = (total.bridge.downsell, total.bridge.churn);
    let (shrank, left) = (total.counts.downsell, total.counts.churn);
    let mut drivers = Drivers::default();
    drivers.0[0] = (downsell, shrank);
    let mut timings = Timings::default();
    timings.downsell[1] = (downsell, shrank);
    timings.churn[0] = (churn, left);
    PeriodFigures {
        period,
        label: period.label(FiscalYear::CALENDAR),
        display: period.display(FiscalYear::CALENDAR),
        partial: false,
        total,
        lines: GrossLines::default(),
        drivers,
        timings,
        segmentations: Vec::new(),
        renewals: None,
        sum_of_months: None,
        dominant: None,
    }
}

pub fn segment(value: &str, scope: Scope, dominant: Option<&str>) -> SegmentFigures {
    SegmentFigures {
        value: value.to_owned(),
        scope,
        drivers: Drivers::default(),
        timings: Timings::default(),
        concentration: None,
        dominant: dominant.map(|share| (0, d(share))),
    }
}

pub fn report(periods: Vec<PeriodFigures>) -> Report {
    let first = periods
        .first()
        .map_or(close(2026, 9), |p| p.period.opening());
    let as_of = periods.last().map_or(first, |p| p.period.closing());
    let balance = |close: Close| {
        let opening = periods
            .iter()
            .find(|p| p.period.opening() == close)
            .map(|p| (p.total.bridge.opening, p.total.counts.opening));
        let closing = periods
            .iter()
            .find(|p| p.period.closing() == close)
            .map(|p| (p.total.bridge.closing, p.total.counts.closing));
        closing.or(opening)
    };
    let mut closes: Vec<CloseFigures> = [12, 9, 6, 3]
        .into_iter()
        .map(|before| CloseFigures {
            close: first.plus(-before),
            amount: periods
                .first()
                .map_or(Decimal::ZERO, |p| p.total.bridge.opening),
            customers: 200,
            partial: false,
        })
        .collect();
    closes.extend(
        (0..=as_of.months_since(first))
            .map(|m| first.plus(m))
            .filter_map(|close| {
                let (amount, customers) = balance(close)?;
                Some(CloseFigures {
                    close,
                    amount,
                    customers,
                    partial: false,
                })
            }),
    );
    Report {
        basis: Basis {
            company: "Northwind Analytics".to_owned(),
            as_of: Some(as_of),
            ..Basis::default()
        },
        basis_hash: "0a1b2c3d".to_owned(),
        as_of,
        currency: "USD".to_owned(),
        closes,
        missing: Vec::new(),
        periods,
        cohorts: Cohorts::default(),
        cross: None,
        methods: vec![MethodRow {
            period: "2026-Q3".to_owned(),
            method: "closed_cohort_ttm",
            nrr: Some(d("1.084")),
            grr: Some(d("0.906")),
            note: None,
        }],
        checks: vec![Check {
            check: "bridge_foots",
            scope: "2026-Q3".to_owned(),
            left: d("19762262"),
            right: d("19762262"),
            ok: true,
        }],
        status: (
            Signal::Watch,
            StatusReason::RatioRoseTwice(d("0.328"), d("0.279"), d("0.351")),
        ),
        lead: None,
        watch: Vec::new(),
        bridged: Vec::new(),
        phantoms: Vec::new(),
        absent_at_newest: Vec::new(),
    }
}

/// The five quarters of the picture, with a downsell in Mid-market and Enterprise.
pub fn northwind() -> Vec<PeriodFigures> {
    let all = [
        (
            close(2025, 9),
            bridge("14902000", "1120000", "541000", "118000", "290000"),
            counts(210, 28, 40, 11, 6),
            ttm("1.102", "0.923", "0.944"),
        ),
        (
            close(2025, 12),
            bridge("16155000", "800000", "400000", "130000", "350000"),
            counts(232, 20, 41, 12, 5),
            ttm("1.095", "0.92", "0.94"),
        ),
        (
            close(2026, 3),
            bridge("16875000", "900000", "500000", "164000", "500000"),
            counts(247, 22, 44, 13, 6),
            ttm("1.081", "0.914", "0.937"),
        ),
        (
            close(2026, 6),
            bridge("17611000", "1004000", "592412.17", "165000", "622000"),
            counts(263, 24, 49, 14, 8),
            ttm("1.079", "0.911", "0.935"),
        ),
        (
            close(2026, 9),
            bridge("18420412.17", "1213400", "688300", "241450", "318400.17"),
            counts(279, 31, 58, 19, 7),
            ttm("1.084", "0.906", "0.938"),
        ),
    ];
    let mut out: Vec<PeriodFigures> = all
        .into_iter()
        .map(|(c, b, n, t)| quarter(c, scope(b, n, t)))
        .collect();
    let newest = out.last_mut().unwrap();
    newest.segmentations = vec![Segmentation {
        attribute: "Segment".to_owned(),
        segments: vec![
            segment(
                "Mid-market",
                scope(
                    bridge("6200000", "400000", "200000", "154528", "100000"),
                    counts(120, 15, 20, 11, 3),
                    Ttm::default(),
                ),
                Some("0.41"),
            ),
            segment(
                "Enterprise",
                scope(
                    bridge("9800412.17", "600000", "400000", "86922", "0"),
                    counts(60, 6, 25, 8, 0),
                    Ttm::default(),
                ),
                None,
            ),
            segment(
                "SMB",
                scope(
                    bridge("2420000", "213400", "88300", "0", "218400.17"),
                    counts(99, 10, 13, 0, 4),
                    Ttm::default(),
                ),
                None,
            ),
        ],
    }];
    out
}

/// A downsell or churn of a customer.
pub fn movement(customer: u32, opening: &str, closing: &str) -> Movement {
    let (opening, closing) = (d(opening), d(closing));
    let left = closing.is_zero();
    Movement {
        customer,
        opening,
        closing,
        data_quality: Decimal::ZERO,
        closing_balance: closing,
        class: if left { Class::Churn } else { Class::Downsell },
        amount: opening - closing,
        step_down: Decimal::ZERO,
        driver: (!left).then_some(Driver::Seats),
        timing: Some(Timing::MidTerm),
        paused: false,
        multi_year: false,
        phantoms: Vec::new(),
        reason: None,
        renewal: None,
    }
}

/// Everything a pack is made from, owned.
pub struct Fixture {
    pub ledger: Ledger,
    pub report: Report,
    pub evidence: Evidence,
    pub options: PackOptions,
    pub plan: Option<PlanFigures>,
    pub movements: Vec<Movement>,
    pub restated: Option<holdfast_metrics::restatement::Restated>,
    pub trail: Option<crate::trail::Trail>,
}

impl Fixture {
    pub fn of(periods: Vec<PeriodFigures>) -> Fixture {
        let report = report(periods);
        Fixture {
            ledger: customers(12),
            evidence: evidence(&report),
            report,
            options: PackOptions::default(),
            plan: None,
            movements: Vec::new(),
            restated: None,
            trail: None,
        }
    }

    pub fn inputs(&self) -> PackInputs<'_> {
        PackInputs {
            applied: None,
            ledger: &self.ledger,
            report: &self.report,
            evidence: &self.evidence,
            tables: &[],
            plan: self.plan.as_ref(),
            requests: None,
            negotiations: None,
            restated: self.restated.as_ref(),
            kept: None,
            trail: self.trail.as_ref(),
            options: &self.options,
        }
    }

    /// The document with the hand-made movements.
    pub fn document(&self) -> Document {
        let inputs = self.inputs();
        let extras = Extras {
            movements: self.movements.clone(),
            attribute: "Segment".to_owned(),
            segments: vec!["Mid-market".to_owned(); 12],
            pack_id: crate::pack_id(&inputs),
        };
        document_of(&Context::new(&inputs), &extras)
    }
}

/// A ledger of named customers; its amounts take no part.
pub fn customers(n: u32) -> Ledger {
    let mut b = LedgerBuilder::new("USD", &[]);
    for i in 0..n {
        let customer = b.symbol(&format!("K{i:02}"));
        b.display_name(
            customer,
            &format!("Customer {}", char::from(b'A' + i as u8)),
        );
        b.push(
            EntryDraft {
                customer,
                close: close(2026, 9),
                currency: Symbol::NONE,
                status: Status::Active,
                line: Symbol::NONE,
                plan: Symbol::NONE,
                reason: Symbol::NONE,
                amount: Decimal::ONE,
                quantity: None,
                renewal: None,
                sheet: 0,
                row: i + 2,
                column: 1,
            },
            &[],
        );
    }
    b.build().unwrap()
}

pub fn evidence(report: &Report) -> Evidence {
    Evidence {
        sources: vec![SourceProof {
            file: "arr_export.xlsx".to_owned(),
            sheet: "ARR".to_owned(),
            range: "A1:H99".to_owned(),
            sha256: format!("3f9a{}c41e", "0".repeat(56)),
            layout: "long ledger".to_owned(),
            rows_read: 99,
            rows_used: 98,
            ..SourceProof::default()
        }],
        control_totals: report
            .closes
            .iter()
            .map(|c| ControlTotal {
                close: c.close,
                imported: c.amount,
                customers: c.customers,
                file_total: Some(c.amount),
            })
            .collect(),
        currencies: vec!["USD".to_owned()],
        ..Evidence::default()
    }
}

/// A page by id.
pub fn page<'a>(document: &'a Document, id: &str) -> &'a Page {
    document
        .pages
        .iter()
        .find(|p| p.id == id)
        .unwrap_or_else(|| panic!("no page {id}"))
}

/// The tables of a page, in order.
pub fn tables(page: &Page) -> Vec<&Table> {
    page.blocks
        .iter()
        .filter_map(|b| match &b.content {
            Content::Table(t) => Some(t),
            _ => None,
        })
        .collect()
}

/// The texts of a row, by its first cell.
pub fn row_texts(table: &Table, caption: &str) -> Vec<String> {
    let texts = |r: &crate::model::Row| r.cells.iter().map(cell_text).collect::<Vec<_>>();
    table
        .rows
        .iter()
        .map(texts)
        .find(|r| r.first().is_some_and(|c| c == caption))
        .unwrap_or_else(|| panic!("no row {caption} in {:?}", table.rows))
}

pub fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Empty | Cell::Spark(_) => String::new(),
        Cell::Text(t)
        | Cell::Toned(t, _)
        | Cell::Mono(t)
        | Cell::Figure(t)
        | Cell::FigureToned(t, _)
        | Cell::Bar(_, _, t, _)
        | Cell::Pin(_, t, _) => t.clone(),
    }
}

/// The lines of text of a page.
pub fn lines(page: &Page) -> Vec<String> {
    page.blocks
        .iter()
        .filter_map(|b| match &b.content {
            Content::Lines(l) => Some(l.iter().map(|(_, t)| t.clone())),
            _ => None,
        })
        .flatten()
        .collect()
}
