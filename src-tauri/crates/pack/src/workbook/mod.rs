//! The pack's workbook as pure values (pack section 2): every figure is a live formula over `Customers`,
//! with the exact result the engine computed; what is not a formula is an input in blue.

mod address;
mod block;
mod bridge;
mod build;
mod checks;
mod cohorts;
mod columns;
mod customers;
mod definitions;
mod facts;
mod fields;
mod kpi;
mod lines;
mod list;
mod names;
mod readme;
mod records;
mod requests;
mod restatements;
mod segments;
mod shown;
mod side;
mod source;
pub mod spec;
mod text;
mod trend;
mod words;

pub use side::{SUFFIX as SIDE_SUFFIX, write_source_csv};
pub use spec::{SideFile, Workbook};

use crate::PackInputs;
use crate::context::Context;
use crate::model::Document;
use crate::template::{Mode, Naming};
use build::Head;
use customers::{Base, Names};
use facts::Facts;
use facts::cohorts::Kind;
use fields::Fields;
use holdfast_metrics::MetricsError;
use shown::Printed;
use source::Sources;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The workbook of a pack; `document` is its PDF side, whose printed figures and page numbers it cites.
pub fn workbook<'a>(
    inputs: &PackInputs<'a>,
    document: &Document,
) -> Result<Workbook<'a>, MetricsError> {
    Ok(Grounds::new(inputs)?.workbook(inputs, document))
}

/// What the workbook rests on and the document doesn't: gathered while that is laid out.
#[derive(Debug)]
pub struct Grounds<'a>(Arc<Base<'a>>);

impl<'a> Grounds<'a> {
    /// Gathers them; the report is close to close, one movement a customer and period (M-3). A long source
    /// is hashed meanwhile.
    pub fn new(inputs: &PackInputs<'a>) -> Result<Grounds<'a>, MetricsError> {
        let coded = inputs.options.naming() == Naming::Codes;
        let (facts, sources) = std::thread::scope(|scope| {
            let sources = scope.spawn(|| Sources::new(inputs, coded));
            (Facts::new(inputs), sources.join())
        });
        let facts = facts?;
        let sources = sources.unwrap_or_else(|_| Sources::new(inputs, coded));
        let merged = (inputs.options.mode() == Mode::External).then(|| merged(inputs));
        Ok(Grounds(Arc::new(Base {
            fields: Fields::new(&facts, merged.as_ref(), coded),
            facts,
            sources: Arc::new(sources),
            names: Names {
                ledger: inputs.ledger,
                coded,
            },
        })))
    }

    /// The workbook of the same inputs and their document.
    pub fn workbook(self, inputs: &PackInputs<'a>, document: &Document) -> Workbook<'a> {
        let base = self.0;
        laid_out(inputs, document, &base)
    }
}

fn laid_out<'a>(
    inputs: &PackInputs<'a>,
    document: &Document,
    base: &Arc<Base<'a>>,
) -> Workbook<'a> {
    // The head of every sheet shows whether the checks hold, and the checks stand on those sheets: the
    // sheets are laid out twice, first to know the checks.
    let draft = sheets(inputs, document, base, &head(inputs, String::new()));
    let verdict = checks::verdict(inputs, &draft.live);
    let done = sheets(inputs, document, base, &head(inputs, verdict));
    Workbook {
        title: document.title.clone(),
        company: document.company.clone(),
        pack_id: document.pack_id.clone(),
        dated: document.dated,
        sheets: done.sheets,
        names: done.names,
        presentation: inputs.options.presentation,
        side: base.sources.side.clone(),
    }
}

/// Which segments an external pack shows by name, and the name under which it shows the others: small
/// ones are merged so that no hidden cell can be recomputed (S-4). By attribute.
type Merged = BTreeMap<String, (BTreeSet<String>, String)>;

fn merged(inputs: &PackInputs<'_>) -> Merged {
    let context = Context::new(inputs);
    let Some(now) = context.now() else {
        return Merged::new();
    };
    let attribute = |s: &holdfast_metrics::Segmentation| {
        let (others, named): (Vec<_>, Vec<_>) = crate::segments::printed(&context, s)
            .into_iter()
            .partition(super::segments::PrintedSegment::other);
        let other = others.into_iter().next()?;
        let named = named.into_iter().map(|p| p.whole_name).collect();
        Some((s.attribute.clone(), (named, other.whole_name)))
    };
    now.figures
        .segmentations
        .iter()
        .filter_map(attribute)
        .collect()
}

fn head(inputs: &PackInputs<'_>, checks: String) -> Head {
    let report = inputs.report;
    let mut parts = Vec::new();
    if !report.basis.company.is_empty() {
        parts.push(report.basis.company.clone());
    }
    parts.push(
        report
            .newest()
            .map_or_else(|| "no period".to_owned(), |p| p.display.clone()),
    );
    let currency = if report.currency.is_empty() {
        "currency units"
    } else {
        &report.currency
    };
    parts.push(format!("ARR in {currency}"));
    parts.push("unaudited".to_owned());
    if inputs.options.months_on_pages {
        parts.push("close to close; the PDF's bridge: sum of months (M-3), see Bridge".to_owned());
    }
    if inputs.options.sample {
        parts.push("SAMPLE DATA".to_owned());
    }
    if inputs.options.draft {
        parts.push("DRAFT".to_owned());
    }
    Head {
        line: parts.join(" · "),
        checks,
    }
}

struct Sheets<'a> {
    sheets: Vec<spec::Sheet<'a>>,
    live: Vec<checks::Live>,
    names: Vec<(String, String)>,
}

fn sheets<'a>(
    inputs: &PackInputs<'a>,
    document: &Document,
    base: &Arc<Base<'a>>,
    head: &Head,
) -> Sheets<'a> {
    let (facts, fields) = (&base.facts, &base.fields);
    let (bridge, written) = bridge::sheet(inputs, facts, fields, head);
    let (trend, trended) = trend::sheet(inputs, facts, fields, head);
    let (segments, sums) = segments::sheet(inputs, base, head);
    let context = Context::new(inputs);
    let printed = Printed::new(&context, document);
    let (kpi, differences) = kpi::sheet(inputs, &written, &printed, head);
    let negotiations = requests::sheets(inputs, base, head);
    let mut live = checks::live(inputs, &written, &trended, &sums, &differences);
    let mut names = customers::names(facts, fields);
    if let Some(n) = &negotiations {
        live.extend(n.live.iter().cloned());
        names.extend(n.names.iter().cloned());
    }
    let (checks, all_checks) = checks::sheet(inputs, &live, head);
    names.push(all_checks);
    let mut rest = vec![kpi, bridge, trend, segments];
    rest.extend(
        [Kind::Net, Kind::Gross]
            .into_iter()
            .filter_map(|kind| cohorts::sheet(inputs, facts, kind, head)),
    );
    rest.push(names::sheet(inputs, base, &written, head));
    let (figures, logs) = negotiations.map_or((None, None), |n| {
        (Some(n.figures), Some([n.log, n.triggers]))
    });
    rest.extend(figures.into_iter().flatten());
    rest.push(customers::sheet(base, head));
    rest.extend(logs.into_iter().flatten());
    rest.push(source::sheet(&base.sources, head));
    rest.push(records::adjustments(inputs, base, head));
    rest.push(restatements::sheet(inputs, head));
    rest.push(checks);
    rest.push(definitions::sheet(inputs, head));
    let map: Vec<_> = rest.iter().map(|s| (s.name, about(s.name))).collect();
    let mut sheets = vec![readme::sheet(inputs, document, &map, head)];
    sheets.extend(rest);
    Sheets {
        sheets,
        live,
        names,
    }
}

/// What is on a sheet, in one line.
fn about(sheet: &str) -> &'static str {
    match sheet {
        kpi::SHEET => {
            "every headline figure beside plan, prior period and prior year; what the PDF prints of it"
        }
        bridge::SHEET => "what moved ARR: opening to closing, customers, rates, drivers, timing",
        trend::SHEET => "the same lines for nine periods, with charts",
        segments::SHEET => "the bridge of every segment",
        cohorts::NRR => "net retention by sign-up cohort and age",
        cohorts::GRR => "gross retention by sign-up cohort and age",
        names::SHEET => "the largest downsells and churns by name",
        requests::summary::SHEET => {
            "requests, kept and given up, days, steps, failure modes, tie to the bridge"
        }
        requests::matrix::SHEET => "outcomes by root cause and counter-offer; against the playbook",
        requests::terms::SHEET => "multi-year terms, price discounts, triggers",
        requests::log::SHEET => "every request as logged, its outcome live",
        requests::triggers::SHEET => "every re-engagement trigger as it stands",
        records::ADJUSTMENTS => "every override, rename, exclusion and bridged gap: what, who, why",
        restatements::SHEET => "prior figures which changed since the last pack",
        customers::SHEET => "one row a customer and period: the rows behind every figure",
        source::SHEET => "the source as imported, untouched",
        checks::SHEET => "what adds up with what, and whether it does",
        definitions::SHEET => "every metric in words; the basis of preparation",
        _ => "",
    }
}
