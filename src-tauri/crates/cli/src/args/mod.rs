//! The arguments, with an example for every command.

mod format;
mod look;
mod source;
pub mod workspace;

pub use format::{FormatArg, formats};
pub use look::{LookArgs, unless_none};
pub use source::{EarlierArgs, SharedArgs, SinceArgs, SourceArgs};

use clap::{Args, Parser, Subcommand, ValueEnum};
use holdfast_workspace::Inputs;
use holdfast_workspace::ledger::{Close, Grain};
use look::parse_grades;
use source::parse_close;
use std::path::PathBuf;
use workspace::WorkspaceCommand;

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

/// `holdfast pack`.
#[derive(Args, Debug)]
pub struct PackArgs {
    /// What is read.
    #[command(flatten)]
    pub source: SourceArgs,
    /// What is compared with.
    #[command(flatten)]
    pub since: SinceArgs,
    /// Folder to write into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Negotiation log.
    #[arg(long, value_name = "FILE")]
    pub negotiations: Option<PathBuf>,
    /// How the pack looks.
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
pub struct CheckArgs {
    /// What is read.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Write the rows which were set aside, with reasons, as CSV.
    #[arg(long, value_name = "FILE")]
    pub rejected: Option<PathBuf>,
    /// Replace the file of --rejected where it is already there.
    #[arg(long, requires = "rejected")]
    pub overwrite: bool,
}

/// `holdfast metrics`.
#[derive(Args, Debug)]
pub struct MetricsArgs {
    /// What is read.
    #[command(flatten)]
    pub source: SourceArgs,
    /// What is compared with.
    #[command(flatten)]
    pub since: SinceArgs,
    /// One JSON object (schema 1) instead of text.
    #[arg(long)]
    pub json: bool,
}

/// `holdfast movements`.
#[derive(Args, Debug)]
pub struct MovementArgs {
    /// What is read.
    #[command(flatten)]
    pub source: SourceArgs,
    /// What is compared with.
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
pub struct NegotiationArgs {
    /// The log.
    pub log: PathBuf,
    /// Exports to tie it to.
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<PathBuf>,
    /// Choices of the basis and files beside it.
    #[command(flatten)]
    pub shared: SharedArgs,
    /// One JSON object instead of text.
    #[arg(long)]
    pub json: bool,
    /// Write due triggers as a calendar file.
    #[arg(long, value_name = "FILE")]
    pub ics: Option<PathBuf>,
    /// Claims of a survey on negotiations beside the outcomes, of sources of grade D: external, not verified
    /// ["none": without; default: as the workspace has it].
    #[arg(long, value_name = "GRADES", num_args = 0..=1, default_missing_value = "D", value_parser = parse_grades)]
    pub benchmarks: Option<String>,
    /// Write triggers as CSV.
    #[arg(long, value_name = "FILE")]
    pub triggers_csv: Option<PathBuf>,
    /// Replace the files of --ics and --triggers-csv where they are already there.
    #[arg(long)]
    pub overwrite: bool,
}

/// `holdfast trace`.
#[derive(Args, Debug)]
pub struct TraceArgs {
    /// What is read.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Customer id or name.
    #[arg(long)]
    pub customer: String,
    /// Close, any day of its month.
    #[arg(long, value_name = "DATE", value_parser = parse_close)]
    pub close: Close,
}

/// `holdfast diff`.
#[derive(Args, Debug)]
pub struct DiffArgs {
    /// The earlier export or workspace.
    pub old: PathBuf,
    /// The later export or workspace.
    pub new: PathBuf,
    /// Choices of the basis and files beside it.
    #[command(flatten)]
    pub shared: SharedArgs,
    /// How the earlier export is read.
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
pub enum BenchSource {
    /// A workbook.
    #[default]
    Xlsx,
    /// Text.
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
}
