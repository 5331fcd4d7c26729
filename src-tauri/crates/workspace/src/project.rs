//! Books in, a computed project out. Nothing is kept between runs but what the files say.

use crate::failure::Failure;
use crate::no_log;
use chrono::NaiveDate;
use holdfast_import::{Book, ImportOptions, Imported, Watch};
use holdfast_ledger::{Decimal, Findings, Ledger, Period, PlanFigures, RequestLog, Table};
use holdfast_metrics::basis::Method;
use holdfast_metrics::negotiations::{Books, NegotiationReport, Playbook, evaluate};
use holdfast_metrics::restatement::{Decided, Kept, Restated};
use holdfast_metrics::{Applied, Balances, Basis, Check, Engine, MetricsError, Movement, Report};
use holdfast_pack::message::{PageMessage, Tokens};
use holdfast_pack::trail::Trail;
use holdfast_pack::{PackInputs, PackOptions, cited_values};

/// Everything computed from the inputs.
#[derive(Clone, Debug)]
pub struct Project {
    /// The files as read.
    pub books: Vec<Book>,
    /// How they were to be understood.
    pub options: ImportOptions,
    /// What the user has edited of them.
    pub edited: Edited,
    /// What was recognised in them.
    pub imported: Imported,
    /// Basis in force.
    pub basis: Basis,
    /// Figures; `None` where there is no ledger.
    pub report: Option<Report>,
    /// Outcomes of the negotiation log in the newest period; `None` without a log.
    pub negotiations: Option<NegotiationReport>,
    /// What changed since the last pack, and what was chosen; `None` where no earlier pack is known.
    pub restated: Option<Restated>,
    /// The past as it stays reported, where that was chosen.
    pub kept: Option<Kept>,
    /// Who did what to the input, and when; `None` where no journal was kept.
    pub trail: Option<Trail>,
    checks: Vec<Check>,
    /// The basis as applied for the report; an engine is drawn from it at once.
    applied: Option<Applied>,
}

/// What the user has edited of what was imported; it stands in the place of the import's own.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Edited {
    /// The negotiation log.
    pub requests: Option<RequestLog>,
    /// Plan figures.
    pub plan: Option<PlanFigures>,
}

/// Recognises and computes books already read, e.g. after an answer to a question.
pub fn compute(
    books: Vec<Book>,
    options: &ImportOptions,
    basis: Basis,
    watch: &dyn Watch,
) -> Result<Project, Failure> {
    compute_edited(books, options, basis, Edited::default(), watch)
}

/// As [`compute`], with what the user has edited.
pub fn compute_edited(
    books: Vec<Book>,
    options: &ImportOptions,
    basis: Basis,
    edited: Edited,
    watch: &dyn Watch,
) -> Result<Project, Failure> {
    let imported = read_as(&books, options, &edited, &basis, watch)?;
    let (report, applied) = imported
        .ledger
        .as_ref()
        .map(|ledger| figures(ledger, &basis, None))
        .transpose()?
        .unzip();
    let negotiations = negotiations(&imported, &basis, options, report.as_ref())?;
    let checks = all_checks(&imported, report.as_ref(), negotiations.as_ref());
    Ok(Project {
        books,
        options: options.clone(),
        edited,
        imported,
        basis,
        report,
        negotiations,
        restated: None,
        kept: None,
        trail: None,
        checks,
        applied,
    })
}

/// Recognises books under these options.
pub(crate) fn read_as(
    books: &[Book],
    options: &ImportOptions,
    edited: &Edited,
    basis: &Basis,
    watch: &dyn Watch,
) -> Result<Imported, Failure> {
    let mut imported = holdfast_import::recognise(books, options, watch);
    if watch.cancelled() {
        return Err(Failure::cancelled());
    }
    if let Some(log) = &edited.requests {
        crate::log::apply(&mut imported, log.clone());
    }
    imported.plan = edited.plan.clone().or(imported.plan);
    if let (Some(ledger), Some(log)) = (&mut imported.ledger, &imported.requests) {
        // Where the file states no reason for a fall, the log does (M-4).
        holdfast_metrics::reasons_from_log(ledger, basis, log).map_err(|e| does_not_fit(&e))?;
    }
    Ok(imported)
}

/// The log's outcomes at the as-of close: in the newest period where there is a ledger, else of the whole log,
/// which takes a date from the user.
fn negotiations(
    imported: &Imported,
    basis: &Basis,
    options: &ImportOptions,
    report: Option<&Report>,
) -> Result<Option<NegotiationReport>, Failure> {
    let Some(log) = &imported.requests else {
        return Ok(None);
    };
    let mut playbook: Playbook = crate::playbook::shipped_playbook();
    playbook.guardrail.breach_above = basis.guardrail;
    let (Some(ledger), Some(report)) = (&imported.ledger, report) else {
        let answered = || {
            options
                .decisions
                .find("as-of-unknown", "")?
                .value
                .parse()
                .ok()
        };
        let as_of = options.as_of.or_else(answered);
        return Ok(as_of.map(|day| evaluate(log, &playbook, None, day, None)));
    };
    let balances = Balances::new(ledger, &report.basis).map_err(|e| does_not_fit(&e))?;
    let newest = report.newest();
    let books = Books {
        balances: &balances,
        bridge: newest.map(|p| &p.total.bridge),
    };
    let window = newest.map(|p| p.period);
    Ok(Some(evaluate(
        log,
        &playbook,
        window,
        day_reported(ledger, report),
        Some(&books),
    )))
}

/// The day of the as-of close: its last, or the one up to which a newest close that is partial speaks (L-3).
/// Requests are as old as they are then (N-13).
fn day_reported(ledger: &Ledger, report: &Report) -> NaiveDate {
    let newest = ledger.closes().last() == Some(&report.as_of);
    ledger
        .partial()
        .filter(|_| newest)
        .unwrap_or_else(|| report.as_of.date())
}

fn as_of_missing() -> Failure {
    Failure::input(
        "as-of-missing",
        "The age of open requests needs a date, and without a ledger none can be told from the files.",
        "Add --as-of DATE; the clock is never read.",
    )
}

pub(crate) fn figures(
    ledger: &Ledger,
    basis: &Basis,
    kept: Option<&Kept>,
) -> Result<(Report, Applied), Failure> {
    let engine = Engine::with_kept(ledger, basis, kept).map_err(|e| does_not_fit(&e))?;
    Ok((engine.report(), engine.applied()))
}

/// The figures of a project close to close (M-3).
pub(crate) struct CloseToClose {
    report: Report,
    negotiations: Option<NegotiationReport>,
}

impl CloseToClose {
    /// The inputs of a pack with these figures.
    pub fn inputs<'a>(&'a self, of: PackInputs<'a>, options: &'a PackOptions) -> PackInputs<'a> {
        PackInputs {
            report: &self.report,
            negotiations: self.negotiations.as_ref(),
            options,
            ..of
        }
    }
}

fn does_not_fit(error: &MetricsError) -> Failure {
    let said = error.to_string();
    let stop = if said.ends_with('?') { "" } else { "." };
    Failure::input(
        "basis-does-not-fit",
        format!("{said}{stop}"),
        "Change the basis, or the option that sets it.",
    )
}

/// The metric layer's checks, the negotiations', and the imported totals against the file's own (M-10).
fn all_checks(
    imported: &Imported,
    report: Option<&Report>,
    negotiations: Option<&NegotiationReport>,
) -> Vec<Check> {
    let mut checks = report.map(|r| r.checks.clone()).unwrap_or_default();
    checks.extend(negotiations.iter().flat_map(|n| n.checks.clone()));
    checks.extend(crate::own_bridge::checks(&imported.own_bridge));
    for total in &imported.evidence.control_totals {
        if let Some(own) = total.file_total {
            checks.push(Check {
                check: "customers_equal_file_total",
                scope: total.close.to_string(),
                left: total.imported,
                right: own,
                ok: (total.imported - own).abs() < Decimal::new(5, 3),
            });
        }
    }
    checks
}

impl Project {
    /// Every check, the file's own totals included (M-10).
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// Every finding.
    pub fn findings(&self) -> &Findings {
        &self.imported.evidence.findings
    }

    /// Whether the files hold neither a ledger nor a negotiation log: nothing can be computed at all.
    pub fn is_empty(&self) -> bool {
        self.imported.ledger.is_none() && self.imported.requests.is_none()
    }

    /// Whether findings or failed checks block a pack.
    pub fn blocked(&self) -> bool {
        self.findings().block() || self.checks.iter().any(|c| !c.ok)
    }

    /// Whether the data is the shipped sample: its sheet says so.
    pub fn is_sample(&self) -> bool {
        let sources = &self.imported.evidence.sources;
        sources
            .iter()
            .any(|s| s.sheet.split(' ').any(|word| word == crate::sample::MARK))
    }

    /// The ledger and the figures, or why there are none.
    pub fn ledger_and_report(&self) -> Result<(&Ledger, &Report), Failure> {
        match (&self.imported.ledger, &self.report) {
            (Some(ledger), Some(report)) => Ok((ledger, report)),
            _ => Err(self.no_ledger()),
        }
    }

    fn no_ledger(&self) -> Failure {
        let blocking = self
            .findings()
            .0
            .iter()
            .find(|f| f.severity == holdfast_ledger::Severity::Error);
        blocking.map_or_else(
            || {
                Failure::input(
                    "no-ledger",
                    "No table with customers and recurring amounts was found in the files given.",
                    "Give an ARR or MRR export; `holdfast check FILE` says what was recognised.",
                )
            },
            |finding| Failure {
                finding: Box::new(finding.clone()),
                exit: 2,
            },
        )
    }

    /// The negotiations' outcomes, or why there are none.
    pub fn negotiation_report(&self) -> Result<&NegotiationReport, Failure> {
        self.negotiations.as_ref().ok_or_else(|| {
            if self.imported.requests.is_some() {
                return as_of_missing();
            }
            Failure::input(
                "no-log",
                format!(
                    "No negotiation log was recognised in the files given{}.",
                    no_log::found_instead(&self.imported)
                ),
                "Its sheet needs at least the columns Customer, Requested On and ARR Before, better also ARR Asked For, Resolved On, Outcome and ARR After; `holdfast mapping` maps captions of other names.",
            )
        })
    }

    /// The engine from which the figures are drawn.
    pub fn engine(&self) -> Result<Engine<'_>, Failure> {
        let (ledger, report) = self.ledger_and_report()?;
        let (basis, kept) = (&report.basis, self.kept.as_ref());
        match &self.applied {
            Some(applied) => Ok(Engine::again(ledger, basis, kept, applied)),
            None => Engine::with_kept(ledger, basis, kept).map_err(|e| does_not_fit(&e)),
        }
    }

    /// The movements of a period.
    pub fn movements(&self, period: Period) -> Result<Vec<Movement>, Failure> {
        Ok(self.engine()?.movements(period))
    }

    /// The same project after a comparison with the last pack: the past recast, or kept as reported with
    /// the difference in this period, as was chosen (section 7).
    pub(crate) fn restated(
        mut self,
        decided: Decided,
        restated: Restated,
    ) -> Result<Project, Failure> {
        self.imported.ledger = Some(decided.ledger);
        self.kept = decided.kept;
        self.restated = Some(restated);
        let ledger = self.imported.ledger.as_ref();
        (self.report, self.applied) = ledger
            .map(|ledger| figures(ledger, &self.basis, self.kept.as_ref()))
            .transpose()?
            .unzip();
        let report = self.report.as_ref();
        self.negotiations = negotiations(&self.imported, &self.basis, &self.options, report)?;
        self.checks = all_checks(&self.imported, report, self.negotiations.as_ref());
        Ok(self)
    }

    /// The source sheets, parallel to the evidence's sources.
    pub fn source_tables(&self) -> Vec<&Table> {
        let all: Vec<&Table> = self.books.iter().flat_map(|b| &b.tables).collect();
        let of = |proof: &holdfast_ledger::SourceProof| {
            all.iter()
                .find(|t| t.file == proof.file && t.sheet == proof.sheet)
                .copied()
        };
        self.imported
            .evidence
            .sources
            .iter()
            .filter_map(of)
            .collect()
    }

    /// What the tokens of a page's text show now; nothing where there is no ledger yet.
    pub fn cited_values(&self, options: &PackOptions, page: &str, text: &str) -> Tokens {
        let tables = self.source_tables();
        self.pack_inputs(&tables, options).map_or_else(
            |_| Tokens::new(),
            |inputs| cited_values(&inputs, page, text),
        )
    }

    /// The user's messages of which a cited figure moved since they were written.
    ///
    /// # Errors
    /// Where the project has no ledger.
    pub fn stale_texts(&self, options: &PackOptions) -> Result<Vec<PageMessage>, Failure> {
        if options.written.is_empty() {
            return Ok(Vec::new());
        }
        let tables = self.source_tables();
        let mut all = holdfast_pack::messages(&self.pack_inputs(&tables, options)?);
        all.retain(|m| !m.stale.is_empty());
        Ok(all)
    }

    /// The figures close to close, where the basis makes the bridge a sum of months (M-3): the workbook's
    /// rows are one a customer and period.
    pub(crate) fn close_to_close(&self) -> Result<Option<CloseToClose>, Failure> {
        if self.basis.method == Method::CloseToClose {
            return Ok(None);
        }
        let (ledger, _) = self.ledger_and_report()?;
        let basis = Basis {
            method: Method::CloseToClose,
            ..self.basis.clone()
        };
        let (report, _) = figures(ledger, &basis, self.kept.as_ref())?;
        let negotiations = negotiations(&self.imported, &basis, &self.options, Some(&report))?;
        Ok(Some(CloseToClose {
            report,
            negotiations,
        }))
    }

    /// What the pack is made from.
    pub fn pack_inputs<'a>(
        &'a self,
        tables: &'a [&'a Table],
        options: &'a PackOptions,
    ) -> Result<PackInputs<'a>, Failure> {
        let (ledger, report) = self.ledger_and_report()?;
        Ok(PackInputs {
            ledger,
            report,
            evidence: &self.imported.evidence,
            tables,
            plan: self.imported.plan.as_ref(),
            requests: self.imported.requests.as_ref(),
            negotiations: self.negotiations.as_ref(),
            applied: self.applied.as_ref(),
            restated: self.restated.as_ref(),
            kept: self.kept.as_ref(),
            trail: self.trail.as_ref(),
            options,
        })
    }
}
