//! The arguments, with an example for every command.

use crate::look::LookArgs;
use crate::workspace_args::WorkspaceCommand;
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use holdfast_workspace::ledger::{AmountKind, Close, FiscalYear, Grain, Scale};
use holdfast_workspace::{Failure, Inputs, Overrides, store};
use std::path::PathBuf;

/// Board-ready retention packs from an ARR export: downsell apart from churn, tied to the cent.
#[derive(Debug, Parser)]
#[command(name = "holdfast", version, about, after_help = EXIT_CODES, max_term_width = 110)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 done, but findings block a pack (listed); 2 the input can't be \
read or the arguments are wrong.\nNothing leaves this machine: no network, no telemetry.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the board pack: PDF and XLSX.
    #[command(
        after_help = "Example: holdfast pack arr.xlsx --negotiations requests.xlsx --out packs --company \"Alder\""
    )]
    Pack(PackArgs),
    /// Say what was recognised, what is wrong, and the control totals.
    #[command(after_help = "Example: holdfast check arr.xlsx")]
    Check(CheckArgs),
    /// Print every period's bridge, rates and segments.
    #[command(
        after_help = "Example: holdfast metrics arr.csv --amounts mrr --period quarter --json"
    )]
    Metrics(MetricsArgs),
    /// Print one row per customer and period.
    #[command(
        after_help = "Example: holdfast movements arr.csv --period quarter --csv > movements.csv"
    )]
    Movements(MovementArgs),
    /// Print outcomes of the negotiation log, its failure modes and its tie to the bridge.
    #[command(
        after_help = "Example: holdfast negotiations requests.xlsx arr.xlsx --period quarter --json"
    )]
    Negotiations(NegotiationArgs),
    /// Print the detected mapping as TOML, to edit and pass back with --mapping.
    #[command(after_help = "Example: holdfast mapping arr.csv > mapping.toml")]
    Mapping(SourceArgs),
    /// Show the source cells behind a customer's amount at a close.
    #[command(after_help = "Example: holdfast trace arr.xlsx --customer C-0042 --close 2026-09-30")]
    Trace(TraceArgs),
    /// Say what changed between two exports, by cause.
    #[command(after_help = "Example: holdfast diff arr-june.xlsx arr-september.xlsx")]
    Diff(DiffArgs),
    /// Write the sample company's export, negotiation log, plan and basis.
    #[command(after_help = "Example: holdfast sample --out sample")]
    Sample(SampleArgs),
    /// The workspace: one file a company which remembers everything.
    #[command(
        subcommand,
        after_help = "Example: holdfast workspace new Alder.holdfast arr-q2.xlsx requests.xlsx\nA workspace is a SOURCE for every other command: holdfast metrics Alder.holdfast"
    )]
    Workspace(WorkspaceCommand),
    /// Time import, metrics and pack on a generated ledger.
    #[command(after_help = "Example: holdfast bench --rows 100000")]
    Bench(BenchArgs),
}

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
#[allow(missing_docs)]
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
    /// What the amounts are.
    #[arg(long, value_enum)]
    pub amounts: Option<AmountsArg>,
    /// Scale of the amounts.
    #[arg(long, value_enum)]
    pub scale: Option<ScaleArg>,
    /// Period to report.
    #[arg(long, value_enum)]
    pub period: Option<PeriodArg>,
    /// First month of the fiscal year, 1 to 12.
    #[arg(long, value_name = "MONTH", value_parser = parse_fiscal)]
    pub fiscal_year_start: Option<FiscalYear>,
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

#[derive(Clone, Copy, Debug, ValueEnum)]
#[allow(missing_docs)]
pub enum AmountsArg {
    Mrr,
    Arr,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
#[allow(missing_docs)]
pub enum ScaleArg {
    Units,
    Cents,
    Thousands,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
#[allow(missing_docs)]
pub enum PeriodArg {
    Month,
    Quarter,
    Half,
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

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
#[allow(missing_docs)]
pub enum FormatArg {
    Pdf,
    Xlsx,
    Png,
    Svg,
}

/// `holdfast pack`.
#[derive(Args, Debug)]
#[allow(missing_docs)]
pub struct PackArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    #[command(flatten)]
    pub since: SinceArgs,
    /// Folder to write into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Negotiation log.
    #[arg(long, value_name = "FILE")]
    pub negotiations: Option<PathBuf>,
    #[command(flatten)]
    pub look: LookArgs,
    /// The user's own messages, outlook and decisions asked, TOML.
    #[arg(long, value_name = "FILE")]
    pub texts: Option<PathBuf>,
    /// Formats, separated by commas.
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["pdf", "xlsx"])]
    pub format: Vec<FormatArg>,
    /// Replace files which are already there.
    #[arg(long)]
    pub overwrite: bool,
    /// Export in spite of failed checks and open findings, marked DRAFT on every page.
    #[arg(long)]
    pub draft: bool,
}

/// `holdfast check`.
#[derive(Args, Debug)]
#[allow(missing_docs)]
pub struct CheckArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// Write the rows which were set aside, with reasons, as CSV.
    #[arg(long, value_name = "FILE")]
    pub rejected: Option<PathBuf>,
}

/// `holdfast metrics`.
#[derive(Args, Debug)]
#[allow(missing_docs)]
pub struct MetricsArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    #[command(flatten)]
    pub since: SinceArgs,
    /// One JSON object (schema 1) instead of text.
    #[arg(long)]
    pub json: bool,
}

/// `holdfast movements`.
#[derive(Args, Debug)]
#[allow(missing_docs)]
pub struct MovementArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    #[command(flatten)]
    pub since: SinceArgs,
    /// One JSON object.
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// CSV with a header line.
    #[arg(long)]
    pub csv: bool,
    /// Movements of no change too.
    #[arg(long)]
    pub flat: bool,
}

/// `holdfast negotiations`.
#[derive(Args, Debug)]
#[allow(missing_docs)]
pub struct NegotiationArgs {
    /// The log.
    pub log: PathBuf,
    /// Exports to tie it to.
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<PathBuf>,
    #[command(flatten)]
    pub shared: SharedArgs,
    /// One JSON object instead of text.
    #[arg(long)]
    pub json: bool,
    /// Write due triggers as a calendar file.
    #[arg(long, value_name = "FILE")]
    pub ics: Option<PathBuf>,
    /// Write triggers as CSV.
    #[arg(long, value_name = "FILE")]
    pub triggers_csv: Option<PathBuf>,
}

/// `holdfast trace`.
#[derive(Args, Debug)]
#[allow(missing_docs)]
pub struct TraceArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// Customer id or name.
    #[arg(long)]
    pub customer: String,
    /// Close, any day of its month.
    #[arg(long, value_name = "DATE", value_parser = parse_close)]
    pub close: Close,
}

/// What is said of the earlier export alone; else it is read as the later one.
#[derive(Args, Clone, Debug, Default)]
#[allow(missing_docs)]
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
#[allow(missing_docs)]
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
    #[command(flatten)]
    pub earlier: EarlierArgs,
}

/// `holdfast diff`.
#[derive(Args, Debug)]
#[allow(missing_docs)]
pub struct DiffArgs {
    /// The earlier export or workspace.
    pub old: PathBuf,
    /// The later export or workspace.
    pub new: PathBuf,
    #[command(flatten)]
    pub shared: SharedArgs,
    #[command(flatten)]
    pub earlier: EarlierArgs,
    /// One JSON object instead of text.
    #[arg(long)]
    pub json: bool,
}

/// `holdfast sample`.
#[derive(Args, Debug)]
pub struct SampleArgs {
    /// Folder to write into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Replace files which are already there.
    #[arg(long)]
    pub overwrite: bool,
}

/// `holdfast bench`.
#[derive(Args, Debug)]
pub struct BenchArgs {
    /// Ledger rows to generate.
    #[arg(long, default_value_t = 100_000)]
    pub rows: u32,
    /// File format of the generated ledger.
    #[arg(long, value_enum, default_value_t)]
    pub source: BenchSource,
    /// Keep the generated ledger in this folder instead of a temporary one.
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
}

/// Source format of the benchmark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
#[allow(missing_docs)]
pub enum BenchSource {
    #[default]
    Xlsx,
    Csv,
}

impl DiffArgs {
    /// The later export or workspace.
    pub fn new_inputs(&self) -> Inputs {
        self.shared.inputs(vec![self.new.clone()], Grain::Month)
    }

    /// The earlier export, by the period of the later.
    pub fn old_inputs(&self, period: Grain) -> Inputs {
        self.earlier.inputs(&self.shared, self.old.clone(), period)
    }
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
        }
    }
}

fn parse_close(text: &str) -> Result<Close, String> {
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

/// The failure of a file the command line itself could not write.
pub fn write_failure(path: &std::path::Path, error: &std::io::Error) -> Failure {
    Failure::input(
        "write-failed",
        format!("The file could not be written: {error}."),
        "Choose another place.",
    )
    .about(path)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_command_has_an_example() {
        let example = |command: &clap::Command, above: &str| {
            let help = command.get_after_help().unwrap().to_string();
            let start = format!("Example: holdfast {above}{}", command.get_name());
            assert!(help.starts_with(&start), "{help}");
        };
        for command in Cli::command().get_subcommands() {
            example(command, "");
            for below in command.get_subcommands() {
                example(below, &format!("{} ", command.get_name()));
            }
        }
    }

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }

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
