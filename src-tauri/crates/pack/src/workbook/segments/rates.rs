//! Rates of a segment, its shares, and the year before.

use super::{COUNT, END, LEAST, Line, OPENING, Writer, YEAR_END};
use crate::tie::Part;
use crate::workbook::address::{cell, fixed};
use crate::workbook::build::Build;
use crate::workbook::spec::{Look, Outcome, Role, Shown, Style};
use holdfast_ledger::{Decimal, Ratio, ratio};
use holdfast_metrics::Scope;

impl Writer<'_, '_> {
    /// What the movements are measured from: the opening reported and the data quality line (section 7).
    fn measured_from(&self, row: u32) -> String {
        let opening = cell(row, OPENING);
        match self.layout.part(Part::DataQuality) {
            Some(column) => format!("({opening}+{})", cell(row, column)),
            None => opening,
        }
    }

    /// Opening with these parts, over opening; losses are negative.
    fn retention(&self, row: u32, parts: &[Part]) -> String {
        let opening = self.measured_from(row);
        let shown = parts.iter().filter_map(|p| self.layout.part(*p));
        let sum: String = shown
            .map(|column| format!("+{}", cell(row, column)))
            .collect();
        format!("({opening}{sum})/{opening}")
    }

    pub(super) fn rates(&self, build: &mut Build<'_>, line: &Line<'_>) {
        use Part::{Churn, Downsell, Expansion, Paused, StepDown};
        let (row, n, r) = (line.row, line.scope.counts.opening, &line.scope.rates);
        let (opening, count) = (self.measured_from(row), cell(row, COUNT));
        let downsell = self.layout.part(Downsell).unwrap_or(OPENING);
        let at = |offset: u16| (row, self.layout.rates + offset);
        let retained =
            self.lines()
                .retained("cust_open", "cust_close", &fixed(END.0, END.1), &line.own);
        let net = self.retention(row, &[Expansion, Downsell, StepDown, Paused, Churn]);
        let gross = self.retention(row, &[Downsell, StepDown, Paused, Churn]);
        let lost = format!("-{}/{opening}", cell(row, downsell));
        let kept = format!("({retained})/{count}");
        self.rate(
            build,
            at(0),
            (COUNT, n),
            &opening,
            &lost,
            r.downsell_rate,
            Role::Local,
        );
        self.rate(build, at(1), (COUNT, n), &opening, &net, r.nrr, Role::Local);
        self.rate(
            build,
            at(2),
            (COUNT, n),
            &opening,
            &gross,
            r.grr,
            Role::Local,
        );
        self.rate(
            build,
            at(3),
            (COUNT, n),
            &count,
            &kept,
            r.logo_retention,
            Role::Remote,
        );
        self.share(
            build,
            at(4),
            downsell,
            line.scope.bridge.downsell,
            self.total.bridge.downsell,
        );
        self.share(
            build,
            at(5),
            OPENING,
            line.scope.bridge.opening,
            self.total.bridge.opening,
        );
    }

    fn share(
        &self,
        build: &mut Build<'_>,
        at: (u32, u16),
        column: u16,
        part: Decimal,
        whole: Decimal,
    ) {
        let total = fixed(self.total_row, column);
        let text = format!("IF({total}=0,NA(),{}/{total})", cell(at.0, column));
        build.local(at, text, ratio(part, whole), Shown::Percent, Look::Normal);
    }

    /// A rate: "n=3" over few customers, `#N/A` where the denominator is 0 (S-4, R-3).
    #[allow(clippy::too_many_arguments)]
    fn rate(
        &self,
        build: &mut Build<'_>,
        at: (u32, u16),
        (column, n): (u16, u32),
        below: &str,
        text: &str,
        value: Ratio,
        role: Role,
    ) {
        let count = cell(at.0, column);
        let text = format!(
            "IF({count}<{},\"n=\"&{count},IF({below}=0,NA(),{text}))",
            fixed(LEAST.0, LEAST.1)
        );
        let result = if n < self.least {
            Outcome::Text(format!("n={n}"))
        } else {
            value.into()
        };
        build.formula(at.0, at.1, text, result, Style::new(role, Shown::Percent));
    }

    /// The year before: customers, opening, downsell, its rate, and the change in points.
    pub(super) fn year(&self, build: &mut Build<'_>, line: &Line<'_>) {
        let (Some(column), Some(year)) = (self.layout.year, self.year) else {
            return;
        };
        let none = Scope::default();
        let before = line.year.unwrap_or(&none);
        let (n, b) = (before.counts.opening, &before.bridge);
        let (lines, end) = (self.lines(), fixed(YEAR_END.0, YEAR_END.1));
        let mut put = |offset: u16, text: String, value: Decimal, shown| {
            let at = (line.row, column + offset);
            if year.with_rows() {
                build.remote(at, text, Some(value), shown, Look::Normal);
            } else {
                build.input(at.0, at.1, value, shown, Look::Normal);
            }
        };
        put(
            0,
            lines.paying("cust_open", &end, &line.own),
            n.into(),
            Shown::Count,
        );
        put(1, lines.opening(&end, &line.own), b.opening, Shown::Money);
        put(
            2,
            lines.part(Part::Downsell, "\"downsell\"", &end, &line.own),
            -b.downsell,
            Shown::Change,
        );
        let at = |offset: u16| (line.row, column + offset);
        let here = |offset: u16| cell(line.row, column + offset);
        let rate = format!("-{}/{}", here(2), here(1));
        self.rate(
            build,
            at(3),
            (column, n),
            &here(1),
            &rate,
            before.rates.downsell_rate,
            Role::Local,
        );
        self.change(build, at(4), line, (n, before.rates.downsell_rate), column);
    }

    /// The change of the downsell rate in points, where both rates are shown.
    fn change(
        &self,
        build: &mut Build<'_>,
        at: (u32, u16),
        line: &Line<'_>,
        (n, before): (u32, Ratio),
        column: u16,
    ) {
        let least = fixed(LEAST.0, LEAST.1);
        let (now, then) = (cell(at.0, self.layout.rates), cell(at.0, column + 3));
        let (count, counted) = (cell(at.0, COUNT), cell(at.0, column));
        let text =
            format!("IF({count}<{least},NA(),IF({counted}<{least},NA(),({now}-{then})*100))");
        let shown = line.scope.counts.opening >= self.least && n >= self.least;
        let rates = line.scope.rates.downsell_rate.zip(before).filter(|_| shown);
        let value = rates.map(|(a, b)| (a - b) * Decimal::ONE_HUNDRED);
        build.local(at, text, value, Shown::Points, Look::Normal);
    }
}
