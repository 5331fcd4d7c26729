//! What is read and how: the arguments which the commands share, and the inputs they become.

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use holdfast_workspace::ledger::{AmountKind, Close, FiscalYear, Grain, Scale};
use holdfast_workspace::{Inputs, Overrides, profiles, store};
use std::path::PathBuf;

/// Files and the choices every command shares.
#[derive(Args, Clone, Debug)]
pub struct SourceArgs {
    /// Exports to read: XLSX, XLS, XLSB, ODS, CSV; or a workspace.
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<PathBuf>,
    #[command(flatten)]
    /// Choices.
    pub shared: SharedArgs,
}

/// Choices which win over the basis file.
#[derive(Args, Clone, Debug, Default)]
pub struct SharedArgs {
    /// Close to report at, any day of its month (default: the newest close); lists of contracts and of
    /// requests are read as of the day itself.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub as_of: Option<NaiveDate>,
    /// Answers to findings, TOML.
    #[arg(long, value_name = "FILE")]
    pub decisions: Option<PathBuf>,
    /// Plan figures.
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    /// Customer renames and mergers: from, to, effective.
    #[arg(long, value_name = "FILE")]
    pub customers: Option<PathBuf>,
    /// Basis of preparation, TOML.
    #[arg(long, value_name = "FILE")]
    pub basis: Option<PathBuf>,
    /// Column mapping, TOML, as printed by `holdfast mapping`.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Read columns as they were chosen in the window for files with the same captions (mappings.json in the
    /// user's configuration folder); `check` says where that was done.
    #[arg(long, conflicts_with = "mapping")]
    pub remembered: bool,
    /// What the amounts are.
    #[arg(long, value_enum, ignore_case = true)]
    pub amounts: Option<AmountsArg>,
    /// Scale of the amounts.
    #[arg(long, value_enum, ignore_case = true)]
    pub scale: Option<ScaleArg>,
    /// Period to report.
    #[arg(long, value_enum, ignore_case = true)]
    pub period: Option<PeriodArg>,
    /// First month of the fiscal year, 1 to 12.
    #[arg(long, value_name = "MONTH", value_parser = parse_fiscal)]
    pub fiscal_year_start: Option<FiscalYear>,
    /// Encoding of text files which do not say their own, where the names read wrong.
    #[arg(long, value_name = "NAME", value_parser = ENCODINGS)]
    pub encoding: Option<String>,
    /// Exchange rates: currency, close, rate.
    #[arg(long, value_name = "FILE")]
    pub rates: Option<PathBuf>,
    /// Reporting currency, ISO code.
    #[arg(long, value_parser = parse_currency, value_name = "CODE")]
    pub currency: Option<String>,
    /// Column to segment by (repeatable; default: every attribute column).
    #[arg(long, value_name = "COLUMN")]
    pub segment_by: Vec<String>,
    /// Company as printed.
    #[arg(long, value_name = "NAME")]
    pub company: Option<String>,
}

/// Encodings which `--encoding` takes, as the finding `encoding-guessed` lists them.
const ENCODINGS: [&str; 18] = [
    "windows-1252",
    "macintosh",
    "windows-1250",
    "iso-8859-15",
    "iso-8859-2",
    "ibm850",
    "ibm852",
    "windows-1251",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "shift-jis",
    "euc-jp",
    "gbk",
    "big5",
    "euc-kr",
];

/// What the amounts of a source are (L-2).
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum AmountsArg {
    /// Monthly: ARR is twelve times as much.
    Mrr,
    /// Yearly.
    Arr,
}

/// Scale of the amounts of a source (L-2).
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ScaleArg {
    /// Whole currency, such as 1,200.50.
    Units,
    /// Hundredths.
    Cents,
    /// Thousands.
    Thousands,
}

/// Periods to report.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum PeriodArg {
    /// Months.
    Month,
    /// Quarters of the fiscal year.
    Quarter,
    /// Halves of the fiscal year.
    Half,
    /// Fiscal years.
    Year,
}

impl From<PeriodArg> for Grain {
    fn from(arg: PeriodArg) -> Grain {
        match arg {
            PeriodArg::Month => Grain::Month,
            PeriodArg::Quarter => Grain::Quarter,
            PeriodArg::Half => Grain::Half,
            PeriodArg::Year => Grain::Year,
        }
    }
}

/// What is said of the earlier export alone; else it is read as the later one.
#[derive(Args, Clone, Debug, Default)]
pub struct EarlierArgs {
    /// Basis of the earlier export, where it was another one.
    #[arg(long, value_name = "FILE", help_heading = "The earlier export")]
    pub old_basis: Option<PathBuf>,
    /// Mapping of the earlier export.
    #[arg(long, value_name = "FILE", help_heading = "The earlier export")]
    pub old_mapping: Option<PathBuf>,
    /// Decisions on the earlier export.
    #[arg(long, value_name = "FILE", help_heading = "The earlier export")]
    pub old_decisions: Option<PathBuf>,
    /// Exchange rates of the earlier export.
    #[arg(long, value_name = "FILE", help_heading = "The earlier export")]
    pub old_rates: Option<PathBuf>,
    /// Renames and mergers in force at the earlier export.
    #[arg(long, value_name = "FILE", help_heading = "The earlier export")]
    pub old_customers: Option<PathBuf>,
    /// Close of the earlier export.
    #[arg(long, value_name = "DATE", value_parser = parse_day, help_heading = "The earlier export")]
    pub old_as_of: Option<NaiveDate>,
}

/// What the last pack was made from, and what is done about what changed since.
#[derive(Args, Clone, Debug, Default)]
pub struct SinceArgs {
    /// Export from which the last pack was made: what changed since is found first, and waits for choices.
    #[arg(long, value_name = "EXPORT", help_heading = "Since the last pack")]
    pub since: Option<PathBuf>,
    /// Choices on what changed, TOML: [[choice]] with change (an id of `holdfast diff`, a cause, or all),
    /// treatment (recast or keep-as-reported), who, when, reason.
    #[arg(
        long,
        value_name = "FILE",
        requires = "since",
        help_heading = "Since the last pack"
    )]
    pub choices: Option<PathBuf>,
    /// How the earlier export is read.
    #[command(flatten)]
    pub earlier: EarlierArgs,
}

impl EarlierArgs {
    /// The earlier export: as the later one but for what is said of it alone. Customer mapping and as-of
    /// close belong to one export and are not carried over.
    pub fn inputs(&self, shared: &SharedArgs, source: PathBuf, grain: Grain) -> Inputs {
        let shared = SharedArgs {
            basis: self.old_basis.clone().or_else(|| shared.basis.clone()),
            mapping: self.old_mapping.clone().or_else(|| shared.mapping.clone()),
            decisions: self
                .old_decisions
                .clone()
                .or_else(|| shared.decisions.clone()),
            rates: self.old_rates.clone().or_else(|| shared.rates.clone()),
            customers: self.old_customers.clone(),
            as_of: self.old_as_of,
            ..shared.clone()
        };
        shared.inputs(vec![source], grain)
    }
}

impl SourceArgs {
    /// The inputs; `grain` is the period where neither option nor basis file names one.
    pub fn inputs(&self, grain: Grain) -> Inputs {
        self.shared.inputs(self.sources.clone(), grain)
    }
}

impl SharedArgs {
    /// The inputs for these sources.
    pub fn inputs(&self, sources: Vec<PathBuf>, grain: Grain) -> Inputs {
        // A workspace has its own basis.
        let own = sources.iter().any(|s| store::is_workspace(s));
        Inputs {
            sources,
            rates: self.rates.clone(),
            plan: self.plan.clone(),
            customers: self.customers.clone(),
            mapping: self.mapping.clone(),
            remembered: profiles::usual_file().filter(|_| self.remembered),
            decisions: self.decisions.clone(),
            basis: self.basis.clone(),
            overrides: self.overrides(),
            period_unless_said: (!own).then_some(grain),
            ..Inputs::default()
        }
    }

    /// The choices made one by one.
    pub fn overrides(&self) -> Overrides {
        Overrides {
            company: self.company.clone(),
            amounts: self.amounts.map(|a| match a {
                AmountsArg::Mrr => AmountKind::Mrr,
                AmountsArg::Arr => AmountKind::Arr,
            }),
            scale: self.scale.map(|s| match s {
                ScaleArg::Units => Scale::Units,
                ScaleArg::Cents => Scale::Cents,
                ScaleArg::Thousands => Scale::Thousands,
            }),
            currency: self.currency.clone(),
            period: self.period.map(Grain::from),
            fiscal_year_start: self.fiscal_year_start,
            as_of: self.as_of,
            segments: self.segment_by.clone(),
            encoding: self.encoding.clone(),
        }
    }
}

pub fn parse_close(text: &str) -> Result<Close, String> {
    let day = parse_day(text)?;
    Close::of(day).ok_or_else(too_far)
}

/// A day; of a month its last.
fn parse_day(text: &str) -> Result<NaiveDate, String> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d");
    let month = || NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
    let (date, whole_month) = match day {
        Ok(day) => (day, false),
        Err(_) => (
            month()
                .map_err(|_| "a date is written 2026-09-30 (or the month 2026-09)".to_owned())?,
            true,
        ),
    };
    let close = Close::of(date).ok_or_else(too_far)?;
    Ok(if whole_month { close.date() } else { date })
}

fn too_far() -> String {
    "the date must lie between 1900 and 2200".to_owned()
}

/// Three letters, in any case: what an export names currencies by.
fn parse_currency(text: &str) -> Result<String, String> {
    let letters = text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic());
    if letters {
        Ok(text.to_ascii_uppercase())
    } else {
        Err("a currency is written as its code of three letters, such as EUR".to_owned())
    }
}

fn parse_fiscal(text: &str) -> Result<FiscalYear, String> {
    let month = text
        .parse::<u8>()
        .map_err(|_| "a month is a number from 1 to 12".to_owned())?;
    FiscalYear::try_from(month)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_close_is_any_day_of_its_month() {
        assert_eq!(
            parse_close("2026-09-14").unwrap(),
            Close::new(2026, 9).unwrap()
        );
        assert_eq!(
            parse_close("2026-09").unwrap(),
            Close::new(2026, 9).unwrap()
        );
        assert!(parse_close("14.9.2026").is_err());
        let day = |text: &str| parse_day(text).unwrap().to_string();
        assert_eq!(day("2026-09-14"), "2026-09-14");
        assert_eq!(day("2026-09"), "2026-09-30");
    }
}
