//! The JSON of `holdfast metrics --json` (schema 1): decimals are strings, ratios unrounded to 20 places,
//! `null` is n/a. Stable: other programs read it.

mod signals;

use crate::failure::Failure;
use crate::project::Project;
use holdfast_ledger::{Close, Decimal, Findings, Ratio, money_text, ratio_text};
use holdfast_metrics::registry::Kpi;
use holdfast_metrics::{
    Bridge, Check, CloseFigures, CohortRow, Cohorts, Concentration, Counts, Drivers, GrossLines,
    MethodRow, Movement, PeriodFigures, Rates, Renewals, Report, SegmentFigures, Ttm,
};
use serde_json::{Map, Value, json};

/// The whole object.
pub fn metrics(project: &Project) -> Value {
    let mut out = Map::new();
    out.insert("schema".into(), json!(1));
    if let Ok((ledger, report)) = project.ledger_and_report() {
        insert_report(&mut out, report);
        signals::insert(&mut out, ledger, report);
    } else {
        insert_nothing(&mut out);
    }
    out.insert(
        "checks".into(),
        project.checks().iter().map(check).collect(),
    );
    out.insert("findings".into(), findings(project.findings()));
    Value::Object(out)
}

fn insert_report(out: &mut Map<String, Value>, report: &Report) {
    out.insert("basis".into(), basis(report));
    out.insert("currency".into(), json!(report.currency));
    out.insert("closes".into(), report.closes.iter().map(close).collect());
    out.insert(
        "missing".into(),
        report
            .missing
            .iter()
            .map(|c| json!(c.date().to_string()))
            .collect(),
    );
    out.insert(
        "periods".into(),
        report.periods.iter().map(period).collect(),
    );
    out.insert("cohorts".into(), cohorts(&report.cohorts));
    out.insert(
        "methods".into(),
        report.methods.iter().map(method).collect(),
    );
    out.insert(
        "kpis".into(),
        holdfast_metrics::registry::kpis(report)
            .iter()
            .map(kpi)
            .collect(),
    );
}

/// The findings as an array.
pub fn findings(findings: &Findings) -> Value {
    serde_json::to_value(findings).unwrap_or(Value::Null)
}

/// What a command prints where it could not begin: what stands in its way.
pub fn failed(failure: &Failure) -> Value {
    json!({ "schema": 1, "findings": [failure.finding] })
}

/// The same of `metrics`, whose lists are all there, and empty.
pub fn no_metrics(failure: &Failure) -> Value {
    let mut out = Map::new();
    out.insert("schema".into(), json!(1));
    insert_nothing(&mut out);
    out.insert("checks".into(), json!([]));
    out.insert("findings".into(), json!([failure.finding]));
    Value::Object(out)
}

/// Nothing was computed: readers find every list, and nothing in it.
fn insert_nothing(out: &mut Map<String, Value>) {
    for (key, value) in [
        ("basis", Value::Null),
        ("closes", json!([])),
        ("periods", json!([])),
        ("cohorts", cohorts(&Cohorts::default())),
        ("methods", json!([])),
        ("kpis", json!([])),
    ] {
        out.insert(key.into(), value);
    }
}

fn basis(report: &Report) -> Value {
    let mut value = serde_json::to_value(&report.basis).unwrap_or(Value::Null);
    if let Some(object) = value.as_object_mut() {
        object.insert("hash".into(), json!(report.basis_hash));
        object.insert("as_of".into(), json!(report.as_of.date().to_string()));
    }
    value
}

fn close(c: &CloseFigures) -> Value {
    json!({ "close": date(c.close), "amount": money(c.amount), "customers": c.customers, "partial": c.partial })
}

fn period(p: &PeriodFigures) -> Value {
    json!({
        "label": p.label,
        "opening_close": date(p.period.opening()),
        "closing_close": date(p.period.closing()),
        "partial": p.partial,
        "bridge": bridge(&p.total.bridge),
        "customers": counts(&p.total.counts),
        "rates": rates(&p.total.rates),
        "ttm": ttm(&p.total.ttm),
        "of_which": {
            "paused": money(p.total.of_which_paused),
            "multi_year_exchange": money(p.total.of_which_multi_year),
        },
        "lines": lines(&p.lines),
        "drivers": drivers(&p.drivers),
        "timing": timing(p.timings.downsell),
        "churn_timing": timing(p.timings.churn),
        "renewals": p.renewals.as_ref().map(renewals),
        "sum_of_months": p.sum_of_months.as_ref().map(bridge),
        "segments": p.segmentations.iter()
            .map(|s| (s.attribute.clone(), s.segments.iter().map(segment).collect::<Value>()))
            .collect::<Map<_, _>>(),
    })
}

fn segment(s: &SegmentFigures) -> Value {
    json!({
        "value": s.value,
        "bridge": bridge(&s.scope.bridge),
        "customers": counts(&s.scope.counts),
        "rates": rates(&s.scope.rates),
        "ttm": ttm(&s.scope.ttm),
        "drivers": drivers(&s.drivers),
        "timing": timing(s.timings.downsell),
        "churn_timing": timing(s.timings.churn),
        "concentration": s.concentration.as_ref().map(concentration),
    })
}

/// A segment's share of downsell against its share of opening (S-5).
fn concentration(c: &Concentration) -> Value {
    json!({
        "share_of_downsell": ratio(Some(c.share_of_downsell)), "share_of_opening": ratio(c.share_of_opening),
        "ratio": ratio(c.ratio),
    })
}

/// Rates over what was due for renewal (section 4, ATR).
fn renewals(r: &Renewals) -> Value {
    json!({
        "customers_due": r.customers_due, "available": money(r.available), "downsell": money(r.downsell),
        "churn": money(r.churn), "downsell_rate": ratio(r.downsell_rate), "churn_rate": ratio(r.churn_rate),
    })
}

fn bridge(b: &Bridge) -> Value {
    json!({
        "opening": money(b.opening), "new": money(b.new), "reactivation": money(b.reactivation),
        "expansion": money(b.expansion), "downsell": money(b.downsell), "step_down": money(b.step_down),
        "paused": money(b.paused), "churn": money(b.churn), "fx": money(b.fx), "transfer": money(b.transfer),
        "data_quality": money(b.data_quality), "closing": money(b.closing),
    })
}

fn counts(c: &Counts) -> Value {
    json!({
        "opening": c.opening, "new": c.new, "reactivation": c.reactivation, "expansion": c.expansion,
        "downsell": c.downsell, "step_down": c.step_down, "paused": c.paused, "churn": c.churn,
        "closing": c.closing,
    })
}

fn rates(r: &Rates) -> Value {
    json!({
        "nrr": ratio(r.nrr), "grr": ratio(r.grr),
        "nrr_without_step_down": ratio(r.nrr_without_step_down),
        "grr_without_step_down": ratio(r.grr_without_step_down),
        "logo_retention": ratio(r.logo_retention),
        "downsell_rate": ratio(r.downsell_rate), "churn_rate": ratio(r.churn_rate),
        "downsell_logo_rate": ratio(r.downsell_logo_rate),
        "downsell_to_expansion": ratio(r.downsell_to_expansion),
        "quick_ratio": ratio(r.quick_ratio),
        "share_of_losses": ratio(r.share_of_losses),
        "arpa": ratio(r.arpa), "top10_share": ratio(r.top10_share),
    })
}

fn ttm(t: &Ttm) -> Value {
    json!({ "nrr": ratio(t.nrr), "grr": ratio(t.grr), "logo_retention": ratio(t.logo_retention) })
}

fn lines(l: &GrossLines) -> Value {
    json!({
        "increase": money(l.increase), "decrease": money(l.decrease), "swap": money(l.swap),
        "volume": l.volume.map(money), "price": l.price.map(money), "unsplit": money(l.unsplit),
    })
}

fn drivers(d: &Drivers) -> Value {
    let [seats, tier, module, price, mixed, unknown] = d.0.map(|(amount, _)| money(amount));
    json!({ "seats": seats, "tier": tier, "module": module, "price": price, "mixed": mixed, "unknown": unknown })
}

/// A loss by when it fell: the parts add up to the line of the bridge (M-7, M-10).
fn timing(parts: [(Decimal, u32); 3]) -> Value {
    let [renewal, mid_term, unknown] = parts.map(|(amount, _)| money(amount));
    json!({ "renewal": renewal, "mid_term": mid_term, "unknown": unknown })
}

fn cohorts(c: &Cohorts) -> Value {
    let rows = |rows: &[CohortRow]| -> Value {
        rows.iter()
            .map(|r| {
                json!({
                    "cohort": r.cohort, "customers": r.customers, "amount": money(r.amount),
                    "by_age": ratios(&r.by_age),
                })
            })
            .collect()
    };
    json!({
        "nrr": rows(&c.nrr), "grr": rows(&c.grr), "logos": rows(&c.logos),
        "average": { "nrr": ratios(&c.average_nrr), "grr": ratios(&c.average_grr), "logos": ratios(&c.average_logos) },
    })
}

fn method(m: &MethodRow) -> Value {
    json!({ "period": m.period, "method": m.method, "nrr": ratio(m.nrr), "grr": ratio(m.grr), "note": m.note })
}

fn kpi(k: &Kpi) -> Value {
    json!({
        "id": k.entry.id, "ontology_id": k.entry.ontology_id, "label": k.entry.label, "unit": k.entry.unit.word(),
        "higher_is_better": k.entry.higher_is_better,
        "basis": {
            "time": k.entry.basis.time, "money": k.entry.basis.money, "date": k.entry.basis.date,
            "cohort": k.entry.basis.cohort,
        },
        "period": k.period, "value": ratio(k.value),
    })
}

fn check(c: &Check) -> Value {
    json!({
        "check": c.check, "scope": c.scope, "left": money(c.left), "right": money(c.right),
        "difference": money(c.difference()), "ok": c.ok,
    })
}

/// One movement as an object, for `holdfast movements --json`.
pub fn movement(project: &Project, label: &str, m: &Movement) -> Value {
    let ledger = project.imported.ledger.as_ref();
    let customer = ledger.and_then(|l| l.customers().get(m.customer as usize));
    json!({
        "period": label,
        "customer_id": customer.map(|c| c.id.as_str()),
        "customer": customer.map(|c| c.name.as_str()),
        "class": m.class.id(),
        "opening": money(m.opening),
        "closing": money(m.closing),
        "closing_balance": money(m.closing_balance),
        "data_quality": money(m.data_quality),
        "amount": money(m.amount),
        "step_down": money(m.step_down),
        "driver": m.driver.map(holdfast_metrics::Driver::id),
        "timing": m.timing.map(holdfast_metrics::Timing::id),
        "paused": m.paused,
        "multi_year_exchange": m.multi_year,
        "reason": m.reason,
        "renewal": m.renewal.map(|d| d.to_string()),
    })
}

fn date(close: Close) -> String {
    close.date().to_string()
}

fn money(value: Decimal) -> String {
    money_text(value)
}

fn ratio(value: Ratio) -> Value {
    ratio_text(value).map_or(Value::Null, Value::String)
}

fn ratios(values: &[Ratio]) -> Value {
    values.iter().map(|v| ratio(*v)).collect()
}
