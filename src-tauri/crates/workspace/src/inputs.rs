//! What the user chose to open, and how: files, options, and the small files which say how to read the others.

use crate::basis_file;
use crate::failure::Failure;
use crate::files::read_text;
use chrono::NaiveDate;
use holdfast_import::{Book, ImportOptions, Limits, Watch};
use holdfast_ledger::{AmountKind, Close, FiscalYear, Grain, Scale};
use holdfast_metrics::Basis;
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
    /// Mappings remembered from other projects, where they are asked for.
    pub remembered: Option<PathBuf>,
    /// Decisions file.
    pub decisions: Option<PathBuf>,
    /// Basis file.
    pub basis: Option<PathBuf>,
    /// Choices which win over the basis file.
    pub overrides: Overrides,
    /// The period where neither basis file nor option names one; wider where the closes are further apart.
    pub period_unless_said: Option<Grain>,
    /// Whether a ledger too short for the usual period is looked at by a shorter one, as a pack has to be; a
    /// comparison keeps its period.
    pub or_narrower: bool,
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
pub struct Overrides {
    /// Company as printed.
    pub company: Option<String>,
    /// Whether the amounts are MRR or ARR (L-2).
    pub amounts: Option<AmountKind>,
    /// Units, cents or thousands.
    pub scale: Option<Scale>,
    /// Reporting currency, ISO code (L-9).
    pub currency: Option<String>,
    /// Period to report.
    pub period: Option<Grain>,
    /// First month of the fiscal year.
    pub fiscal_year_start: Option<FiscalYear>,
    /// The day; its month's close is the one reported at, and a log without a ledger is read as of the day itself.
    pub as_of: Option<NaiveDate>,
    /// Attribute columns to segment by; empty: as the basis says.
    pub segments: Vec<String>,
    /// Encoding of text files which do not say their own: a repair of `encoding-guessed`.
    pub encoding: Option<String>,
}

impl Overrides {
    /// What is said of the encoding, as the decision it is.
    fn encoding(&self) -> Option<holdfast_import::DecisionEntry> {
        Some(holdfast_import::DecisionEntry {
            code: "encoding-guessed".to_owned(),
            repair: self.encoding.clone()?,
            reason: "--encoding".to_owned(),
            ..holdfast_import::DecisionEntry::default()
        })
    }

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
            encoding: _,
        } = self.clone();
        basis.company = company.unwrap_or_else(|| basis.company.clone());
        basis.amounts = amounts.or(basis.amounts);
        basis.scale = scale.or(basis.scale);
        basis.currency = currency.unwrap_or_else(|| basis.currency.clone());
        basis.period = period.unwrap_or(basis.period);
        basis.fiscal_year_start = fiscal_year_start.unwrap_or(basis.fiscal_year_start);
        basis.as_of = as_of.and_then(Close::of).or(basis.as_of);
        if !segments.is_empty() {
            basis.segments = segments;
        }
    }
}

/// The basis of the inputs: its file, with the choices which win over it.
pub fn load_basis(inputs: &Inputs) -> Result<Basis, Failure> {
    let mut basis = inputs
        .basis
        .as_deref()
        .map(basis_file::load)
        .transpose()?
        .unwrap_or_default();
    basis.period = usual_period(inputs)?.unwrap_or(basis.period);
    inputs.overrides.apply(&mut basis);
    Ok(basis)
}

/// The period to take where neither an option nor the basis file names one; `None` where one does.
pub fn usual_period(inputs: &Inputs) -> Result<Option<Grain>, Failure> {
    let named = match &inputs.basis {
        Some(path) => basis_file::names(path, "period")?,
        None => false,
    };
    let said = named || inputs.overrides.period.is_some();
    Ok(inputs.period_unless_said.filter(|_| !said))
}

/// How the files are to be understood under a basis.
pub fn import_options(inputs: &Inputs, basis: &Basis) -> Result<ImportOptions, Failure> {
    let mapping = inputs.mapping.as_deref().map(load_mapping).transpose()?;
    let decisions = inputs
        .decisions
        .as_deref()
        .map(load_decisions)
        .transpose()?;
    let mut decisions = decisions.unwrap_or_default();
    decisions.entries.extend(inputs.overrides.encoding());
    let mut options = options_of(basis, mapping, decisions);
    // January is what a basis has where nobody said anything: labels such as FY25 Q1 then need to be asked about.
    let said = inputs.basis.is_some() || inputs.overrides.fiscal_year_start.is_some();
    let of_file = inputs.basis.as_deref().map(basis_file::day).transpose()?;
    let day = inputs.overrides.as_of.or(of_file.flatten());
    options.as_of = day.or(options.as_of);
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
