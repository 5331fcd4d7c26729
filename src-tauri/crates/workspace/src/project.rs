//! Opening: files in, a computed project out. Nothing is kept between runs but what the files say.

use crate::basis_file;
use crate::failure::Failure;
use holdfast_import::{Book, ImportOptions, Imported, Limits, Watch};
use holdfast_ledger::{
    AmountKind, Close, Decimal, Findings, FiscalYear, Grain, Ledger, Period, PlanFigures,
    RequestLog, Scale, Table,
};
use holdfast_metrics::negotiations::{Books, NegotiationReport, Playbook, evaluate};
use holdfast_metrics::restatement::{Decided, Kept, Restated};
use holdfast_metrics::{Applied, Balances, Basis, Check, Engine, MetricsError, Movement, Report};
use holdfast_pack::message::{PageMessage, Tokens};
use holdfast_pack::trail::Trail;
use holdfast_pack::{PackInputs, PackOptions, cited_values};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What the user chose to open, and how.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Inputs {
    /// Exports: ledgers, and whatever else is recognised by its headers.
    pub sources: Vec<PathBuf>,
    /// Negotiation log.
    pub negotiations: Option<PathBuf>,
    /// Rate sheet.
    pub rates: Option<PathBuf>,
    /// Plan figures.
    pub plan: Option<PathBuf>,
    /// Customer mapping (renames, mergers).
    pub customers: Option<PathBuf>,
    /// Mapping file.
    pub mapping: Option<PathBuf>,
    /// Decisions file.
    pub decisions: Option<PathBuf>,
    /// Basis file.
    pub basis: Option<PathBuf>,
    /// Choices which win over the basis file.
    pub overrides: Overrides,
    /// The period where neither basis file nor option names one; wider where the closes are further apart.
    pub period_unless_said: Option<Grain>,
    /// Limits for reading.
    pub limits: Limits,
}

impl Inputs {
    /// Whether a path leads to one of these files.
    pub fn hold(&self, path: &Path) -> bool {
        let one = [
            &self.negotiations,
            &self.rates,
            &self.plan,
            &self.customers,
            &self.mapping,
            &self.decisions,
            &self.basis,
        ];
        let given = self.sources.iter().chain(one.into_iter().flatten());
        let Ok(path) = path.canonicalize() else {
            return false;
        };
        given
            .filter_map(|file| file.canonicalize().ok())
            .any(|file| file == path)
    }
}

/// Choices given one by one; each wins over the basis file.
#[derive(Clone, PartialEq, Debug, Default)]
#[allow(missing_docs)]
pub struct Overrides {
    pub company: Option<String>,
    pub amounts: Option<AmountKind>,
    pub scale: Option<Scale>,
    pub currency: Option<String>,
    pub period: Option<Grain>,
    pub fiscal_year_start: Option<FiscalYear>,
    pub as_of: Option<Close>,
    pub segments: Vec<String>,
}

impl Overrides {
    /// Puts the choices into a basis.
    pub fn apply(&self, basis: &mut Basis) {
        let Overrides {
            company,
            amounts,
            scale,
            currency,
            period,
            fiscal_year_start,
            as_of,
            segments,
        } = self.clone();
        basis.company = company.unwrap_or_else(|| basis.company.clone());
        basis.amounts = amounts.or(basis.amounts);
        basis.scale = scale.or(basis.scale);
        basis.currency = currency.unwrap_or_else(|| basis.currency.clone());
        basis.period = period.unwrap_or(basis.period);
        basis.fiscal_year_start = fiscal_year_start.unwrap_or(basis.fiscal_year_start);
        basis.as_of = as_of.or(basis.as_of);
        if !segments.is_empty() {
            basis.segments = segments;
        }
    }
}

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

/// Reads, recognises and computes.
pub fn open(inputs: &Inputs, watch: &dyn Watch) -> Result<Project, Failure> {
    if let Some(path) = crate::store::workspace_among(&inputs.sources)? {
        return crate::store::open_source(path, inputs, watch);
    }
    let basis = load_basis(inputs)?;
    let options = import_options(inputs, &basis)?;
    let books = read_books(inputs, watch)?;
    let project = compute(books, &options, basis, watch)?;
    match widened(inputs, &project) {
        Some(basis) => compute(project.books, &options, basis, watch),
        None => Ok(project),
    }
}

/// The basis with a wider period, where nobody chose one and the closes are too far apart for the usual.
fn widened(inputs: &Inputs, project: &Project) -> Option<Basis> {
    let usual = inputs.period_unless_said?;
    let chosen = inputs.overrides.period.is_some();
    if chosen || !project.report.as_ref()?.periods.is_empty() {
        return None;
    }
    let ledger = project.imported.ledger.as_ref()?;
    let wider = [Grain::Quarter, Grain::Half, Grain::Year];
    wider
        .into_iter()
        .filter(|grain| grain.months() > usual.months())
        .map(|period| Basis {
            period,
            ..project.basis.clone()
        })
        .find(|basis| figures(ledger, basis, None).is_ok_and(|(r, _)| !r.periods.is_empty()))
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
        let as_of = basis.as_of.map(Close::date).or_else(answered);
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
        report.as_of.date(),
        Some(&books),
    )))
}

fn as_of_missing() -> Failure {
    Failure::input(
        "as-of-missing",
        "The age of open requests needs a date, and without a ledger none can be told from the files.",
        "Add --as-of DATE; the clock is never read.",
    )
}

fn figures(
    ledger: &Ledger,
    basis: &Basis,
    kept: Option<&Kept>,
) -> Result<(Report, Applied), Failure> {
    let engine = Engine::with_kept(ledger, basis, kept).map_err(|e| does_not_fit(&e))?;
    Ok((engine.report(), engine.applied()))
}

fn does_not_fit(error: &MetricsError) -> Failure {
    Failure::input(
        "basis-does-not-fit",
        format!("{error}."),
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

/// The basis of the inputs: its file, with the choices which win over it.
pub fn load_basis(inputs: &Inputs) -> Result<Basis, Failure> {
    let mut basis = inputs
        .basis
        .as_deref()
        .map(basis_file::load)
        .transpose()?
        .unwrap_or_default();
    basis.period = inputs.period_unless_said.unwrap_or(basis.period);
    inputs.overrides.apply(&mut basis);
    Ok(basis)
}

/// How the files are to be understood under a basis.
pub fn import_options(inputs: &Inputs, basis: &Basis) -> Result<ImportOptions, Failure> {
    let mapping = inputs.mapping.as_deref().map(load_mapping).transpose()?;
    let decisions = inputs
        .decisions
        .as_deref()
        .map(load_decisions)
        .transpose()?;
    let mut options = options_of(basis, mapping, decisions.unwrap_or_default());
    // January is what a basis has where nobody said anything: labels such as FY25 Q1 then need to be asked about.
    let said = inputs.basis.is_some() || inputs.overrides.fiscal_year_start.is_some();
    if said {
        options.fiscal_year_start = Some(basis.fiscal_year_start);
    }
    Ok(options)
}

/// How files are to be understood under a basis, a mapping and decisions.
pub fn options_of(
    basis: &Basis,
    mapping: Option<holdfast_import::Mapping>,
    decisions: holdfast_import::Decisions,
) -> ImportOptions {
    ImportOptions {
        amounts: basis.amounts,
        scale: basis.scale,
        currency: Some(basis.currency.clone()).filter(|c| !c.is_empty()),
        mapping,
        decisions,
        segment_by: basis.segments.clone(),
        fiscal_year_start: Some(basis.fiscal_year_start).filter(|f| *f != FiscalYear::CALENDAR),
        as_of: basis.as_of.map(Close::date),
    }
}

/// Reads a mapping file.
pub fn load_mapping(path: &Path) -> Result<holdfast_import::Mapping, Failure> {
    let text = read_text(path, "mapping-unreadable")?;
    holdfast_import::Mapping::from_toml(&text).map_err(|finding| {
        Failure {
            finding: Box::new(finding),
            exit: 2,
        }
        .about(path)
    })
}

/// Reads a decisions file.
pub fn load_decisions(path: &Path) -> Result<holdfast_import::Decisions, Failure> {
    let text = read_text(path, "decisions-unreadable")?;
    holdfast_import::Decisions::from_toml(&text).map_err(|finding| {
        Failure {
            finding: Box::new(finding),
            exit: 2,
        }
        .about(path)
    })
}

/// Largest settings file; the mapping of a book of 500 sheets takes a tenth of it.
const SETTINGS: u64 = 16 << 20;

/// Reads a small text file which the user named.
pub fn read_text(path: &Path, code: &str) -> Result<String, Failure> {
    small_text(path).map_err(|error| {
        Failure::input(
            code,
            format!("The file can't be read: {error}."),
            "Check its path, and that it is a text file in UTF-8.",
        )
        .about(path)
    })
}

/// A text of at most [`SETTINGS`] bytes; a device may have no end.
fn small_text(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let read = File::open(path)?
        .take(SETTINGS + 1)
        .read_to_string(&mut text)?;
    if read as u64 > SETTINGS {
        return Err(std::io::Error::other("it is larger than 16 MB"));
    }
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

/// Reads every file of the inputs.
pub fn read_books(inputs: &Inputs, watch: &dyn Watch) -> Result<Vec<Book>, Failure> {
    let extra = [
        &inputs.negotiations,
        &inputs.rates,
        &inputs.plan,
        &inputs.customers,
    ];
    inputs
        .sources
        .iter()
        .chain(extra.into_iter().flatten())
        .map(|path| holdfast_import::read(path, &inputs.limits, watch).map_err(Failure::from))
        .collect()
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
                "No negotiation log was recognised in the files given.",
                "Its sheet needs at least the columns Customer, Requested On and ARR Before.",
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
