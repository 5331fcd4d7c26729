//! What the PDF prints of a figure: the tied display figure, and on which page.

use super::block::Line;
use crate::PackInputs;
use crate::display::Unit;
use crate::model::Document;
use crate::tie::TiedBridge;
use holdfast_ledger::{Decimal, Ratio, round_half_away};
use holdfast_metrics::PeriodFigures;

/// How a printed figure relates to the exact one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PrintedUnit {
    /// Exact units in one printed unit.
    pub factor: Decimal,
    /// The last place printed: 1 for whole units, 0.1 for one decimal.
    pub last_place: Decimal,
}

/// The printed figures of the newest period.
#[derive(Clone, Debug)]
pub struct Printed<'a> {
    document: &'a Document,
    newest: Option<&'a PeriodFigures>,
    tied: Option<TiedBridge>,
}

impl<'a> Printed<'a> {
    /// The printed figures of a pack.
    pub fn new(inputs: &PackInputs<'a>, document: &'a Document) -> Printed<'a> {
        let report = inputs.report;
        let newest = report.newest();
        let largest = report
            .closes
            .iter()
            .map(|c| c.amount.abs())
            .max()
            .unwrap_or_default();
        let downsell = newest.map_or(Decimal::ZERO, |p| p.total.bridge.downsell);
        let unit = Unit::choose(&report.currency, largest, downsell);
        Printed {
            document,
            newest,
            tied: newest.map(|p| TiedBridge::new(&p.total.bridge, &unit)),
        }
    }

    /// The printed figure of a line; `None` where the PDF prints "n/a" or nothing.
    pub fn figure(&self, line: Line) -> Option<(Decimal, PrintedUnit)> {
        let tied = self.tied.as_ref()?;
        let scope = &self.newest?.total;
        let money = |value: Decimal| {
            let unit = PrintedUnit {
                factor: tied.unit.magnitude.factor(),
                last_place: Decimal::new(1, tied.unit.decimals),
            };
            Some((value, unit))
        };
        match line {
            Line::Opening => money(tied.opening),
            Line::Part(part) => money(tied.part(part)),
            Line::Closing => money(tied.closing),
            Line::NrrYear => percent(scope.ttm.nrr, 1),
            Line::GrrYear => percent(scope.ttm.grr, 1),
            Line::Nrr => percent(scope.rates.nrr, 1),
            Line::Grr => percent(scope.rates.grr, 1),
            Line::DownsellRate => percent(scope.rates.downsell_rate, 1),
            Line::ChurnRate => percent(scope.rates.churn_rate, 1),
            _ => None,
        }
    }

    /// The number of the PDF page which shows a line first ("2"), with the words it is found by.
    pub fn page(&self, line: Line) -> &str {
        let id = match line {
            Line::NrrYear
            | Line::GrrYear
            | Line::LogoYear
            | Line::Nrr
            | Line::Grr
            | Line::LogoRetention => "retention",
            Line::DownsellToExpansion | Line::DownsellRate => "downsell",
            Line::Opening | Line::Closing | Line::Part(_) => "bridge",
            _ => "trend",
        };
        let number = |id: &str| {
            self.document
                .pages
                .iter()
                .find(|p| p.id == id)
                .map(|p| p.number.as_str())
        };
        number(id).or_else(|| number("summary")).unwrap_or_default()
    }
}

fn percent(value: Ratio, places: u32) -> Option<(Decimal, PrintedUnit)> {
    let unit = PrintedUnit {
        factor: Decimal::new(1, 2),
        last_place: Decimal::new(1, places),
    };
    Some((round_half_away(value? * Decimal::ONE_HUNDRED, places), unit))
}
