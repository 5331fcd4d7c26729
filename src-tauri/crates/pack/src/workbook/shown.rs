//! What the PDF prints of a figure: the tied display figure, and on which page.

use super::block::Line;
use crate::context::Context;
use crate::measure::Measure;
use crate::model::Document;
use crate::value::Value;
use holdfast_ledger::{Decimal, round_half_away};

/// How a printed figure relates to the exact one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PrintedUnit {
    /// Exact units in one printed unit.
    pub factor: Decimal,
    /// The last place printed: 1 for whole units, 0.1 for one decimal.
    pub last_place: Decimal,
}

/// The printed figures of the newest period.
pub struct Printed<'a> {
    document: &'a Document,
    context: &'a Context<'a>,
}

impl<'a> Printed<'a> {
    /// The printed figures of a pack.
    pub fn new(context: &'a Context<'a>, document: &'a Document) -> Printed<'a> {
        Printed { document, context }
    }

    fn value(&self, line: Line) -> Option<Value> {
        Some(measure(line)?.value(self.context.now()?))
    }

    /// Whether a figure may set a status: known, and over enough customers (S-4).
    pub fn is_usable(&self, line: Line) -> bool {
        self.value(line).is_none_or(|v| self.context.usable(&v))
    }

    /// The printed figure of a line; `None` where the PDF prints "n/a", "n=3" or nothing.
    pub fn figure(&self, line: Line) -> Option<(Decimal, PrintedUnit)> {
        let value = self.value(line).filter(|v| self.context.usable(v))?;
        let of = |factor, places| PrintedUnit {
            factor,
            last_place: Decimal::new(1, places),
        };
        Some(match value {
            Value::Money { shown, unit, .. } => (shown, of(unit.magnitude.factor(), unit.decimals)),
            Value::Rate { value, places, .. } => (
                round_half_away(value? * Decimal::ONE_HUNDRED, places),
                of(Decimal::new(1, 2), places),
            ),
            Value::Count(n) => (Decimal::from(n), of(Decimal::ONE, 0)),
        })
    }

    /// The number of the PDF page which shows a line ("2").
    pub fn page(&self, line: Line) -> &str {
        use Line::{
            DownsellRate, DownsellToExpansion, Grr, GrrYear, LogoRetention, LogoYear, Nrr, NrrYear,
        };
        let id = match line {
            NrrYear | GrrYear | LogoYear | Nrr | Grr | LogoRetention => "retention",
            DownsellToExpansion | DownsellRate => "downsell",
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

fn measure(line: Line) -> Option<Measure> {
    Some(match line {
        Line::Opening => Measure::Opening,
        Line::Part(part) => Measure::Line(part),
        Line::Closing => Measure::Closing,
        Line::NrrYear => Measure::NrrTtm,
        Line::GrrYear => Measure::GrrTtm,
        Line::LogoYear => Measure::LogoTtm,
        Line::Nrr => Measure::Nrr,
        Line::Grr => Measure::Grr,
        Line::LogoRetention => Measure::Logo,
        Line::DownsellRate => Measure::DownsellRate,
        Line::ChurnRate => Measure::ChurnRate,
        Line::DownsellLogoRate => Measure::DownsellLogoRate,
        Line::DownsellToExpansion => Measure::DownsellToExpansion,
        Line::CustomersClosing => Measure::Customers,
        _ => return None,
    })
}
