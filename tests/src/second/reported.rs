//! The metric layer's report as the flat list of figures which the SQL gives.

use super::{Figures, put};
use holdfast_ledger::{Decimal, Ratio};
use holdfast_metrics::{CohortRow, PeriodFigures, Report, Scope};

/// Every figure of a report which the SQL computes too.
pub fn reported(report: &Report) -> Figures {
    let mut figures = Figures::new();
    for p in &report.periods {
        period(&mut figures, p);
    }
    let c = &report.cohorts;
    for (name, rows) in [("nrr", &c.nrr), ("grr", &c.grr), ("logos", &c.logos)] {
        for row in rows {
            cohort(&mut figures, name, row);
        }
    }
    for (name, row) in [
        ("nrr", &c.average_nrr),
        ("grr", &c.average_grr),
        ("logos", &c.average_logos),
    ] {
        for (age, value) in row.iter().enumerate().filter(|(_, v)| v.is_some()) {
            put(
                &mut figures,
                ("average", &format!("age {age}"), name),
                *value,
            );
        }
    }
    figures
}

fn cohort(figures: &mut Figures, name: &str, row: &CohortRow) {
    // An age whose close is missing is blank; the SQL has no row for it.
    for (age, value) in row.by_age.iter().enumerate().filter(|(_, v)| v.is_some()) {
        let closes = format!("{} age {age}", row.cohort);
        put(figures, ("cohort", &closes, name), *value);
        put(
            figures,
            ("cohort", &closes, "n customers"),
            Some(row.customers.into()),
        );
        put(figures, ("cohort", &closes, "amount"), Some(row.amount));
    }
}

fn period(figures: &mut Figures, p: &PeriodFigures) {
    let closes = format!(
        "{} {}",
        p.period.opening().date(),
        p.period.closing().date()
    );
    scope(figures, "", &closes, &p.total);
    let l = &p.lines;
    for (name, value) in [
        ("increase", l.increase),
        ("decrease", l.decrease),
        ("swap", l.swap),
    ] {
        put(figures, ("", &closes, name), Some(value));
    }
    for segmentation in &p.segmentations {
        for s in &segmentation.segments {
            scope(
                figures,
                &format!("{}={}", segmentation.attribute, s.value),
                &closes,
                &s.scope,
            );
        }
    }
}

fn scope(figures: &mut Figures, name: &str, closes: &str, scope: &Scope) {
    let mut add = |figure: &str, value: Ratio| put(figures, (name, closes, figure), value);
    let (b, n, r, t) = (&scope.bridge, &scope.counts, &scope.rates, &scope.ttm);
    let money: [(&str, Decimal); 11] = [
        ("opening", b.opening),
        ("new", b.new),
        ("reactivation", b.reactivation),
        ("expansion", b.expansion),
        ("downsell", b.downsell),
        ("step_down", b.step_down),
        ("paused", b.paused),
        ("churn", b.churn),
        ("fx", b.fx),
        ("transfer", b.transfer),
        ("closing", b.closing),
    ];
    for (figure, value) in money {
        add(figure, Some(value));
    }
    let counts = [
        ("n opening", n.opening),
        ("n new", n.new),
        ("n reactivation", n.reactivation),
        ("n expansion", n.expansion),
        ("n downsell", n.downsell),
        ("n step_down", n.step_down),
        ("n paused", n.paused),
        ("n churn", n.churn),
        ("n closing", n.closing),
    ];
    for (figure, value) in counts {
        add(figure, Some(value.into()));
    }
    let rates = [
        ("nrr", r.nrr),
        ("grr", r.grr),
        ("logo_retention", r.logo_retention),
        ("downsell_rate", r.downsell_rate),
        ("churn_rate", r.churn_rate),
        ("downsell_logo_rate", r.downsell_logo_rate),
        ("downsell_to_expansion", r.downsell_to_expansion),
        ("quick_ratio", r.quick_ratio),
        ("ttm nrr", t.nrr),
        ("ttm grr", t.grr),
        ("ttm logo_retention", t.logo_retention),
    ];
    for (figure, value) in rates {
        add(figure, value);
    }
}
