//! The arguments of `holdfast workspace`, with an example for every command.

use super::format::FormatArg;
use super::look::LookArgs;
use super::source::SharedArgs;
use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use holdfast_workspace::pack::template::PAGES;
use holdfast_workspace::store::{Moment, read_moment};
use std::path::PathBuf;

/// One file a company which remembers everything: files read, choices, history, issued packs.
#[derive(Debug, Subcommand)]
pub enum WorkspaceCommand {
    /// Start a workspace.
    #[command(
        after_help = "Example: holdfast workspace new Alder.holdfast arr-q2.xlsx requests.xlsx"
    )]
    New(NewArgs),
    /// Read files into it; an export with last quarter's headers takes last quarter's place.
    #[command(after_help = "Example: holdfast workspace import Alder.holdfast arr-q3.xlsx")]
    Import(ImportArgs),
    /// Say what it holds: files and whether they changed on disk, history, packs, triggers which fired.
    #[command(after_help = "Example: holdfast workspace status Alder.holdfast")]
    Status(FileArgs),
    /// Change a choice: basis, mapping, decisions, texts, renames, looks of the pack.
    #[command(
        after_help = "Example: holdfast workspace set Alder.holdfast --company \"Alder\" --merge \"Alder Inc=Alder\" --reason \"one customer\""
    )]
    Set(Box<SetArgs>),
    /// Settle a finding by one of its repairs.
    #[command(
        after_help = "Example: holdfast workspace decide Alder.holdfast negative-balance hold-at-zero --scope Birch --reason \"credit note\""
    )]
    Decide(DecideArgs),
    /// Change fields of a request of the negotiation log, by their captions.
    #[command(
        after_help = "Example: holdfast workspace request Alder.holdfast R-041 \"ARR After=45000\" \"Resolved On=2026-09-14\""
    )]
    Request(RequestArgs),
    /// Take the last change back, an import too.
    #[command(after_help = "Example: holdfast workspace undo Alder.holdfast")]
    Undo(FileArgs),
    /// Do it again.
    #[command(after_help = "Example: holdfast workspace redo Alder.holdfast")]
    Redo(FileArgs),
    /// Print the audit trail: every change with its time and reason, every undo and redo.
    #[command(after_help = "Example: holdfast workspace history Alder.holdfast --csv > audit.csv")]
    History(HistoryArgs),
    /// Say what changed since the last issued pack, by cause, and what waits for a choice.
    #[command(after_help = "Example: holdfast workspace changes Alder.holdfast")]
    Changes(ChangesArgs),
    /// Choose what becomes of a change of the past.
    #[command(
        after_help = "Example: holdfast workspace choose Alder.holdfast amount_corrected recast --reason \"billing fixed it\""
    )]
    Choose(ChooseArgs),
    /// Issue the pack: freeze what it reports, and write its files.
    #[command(after_help = "Example: holdfast workspace issue Alder.holdfast --out packs")]
    Issue(IssueArgs),
    /// List the issued packs.
    #[command(after_help = "Example: holdfast workspace issued Alder.holdfast")]
    Issued(FileArgs),
    /// Write the files of an issued pack again, byte for byte.
    #[command(after_help = "Example: holdfast workspace export Alder.holdfast 2 --out packs")]
    Export(ExportArgs),
    /// Save a copy.
    #[command(
        after_help = "Example: holdfast workspace copy Alder.holdfast --out Alder-copy.holdfast"
    )]
    Copy(CopyArgs),
    /// Check that the file is whole, content by content.
    #[command(after_help = "Example: holdfast workspace check Alder.holdfast")]
    Check(FileArgs),
    /// Bring the newest whole backup back as a new file.
    #[command(
        after_help = "Example: holdfast workspace restore Alder.holdfast --out Alder-restored.holdfast"
    )]
    Restore(RestoreArgs),
}

/// The workspace, and what every command of it takes.
#[derive(Args, Clone, Debug)]
pub struct FileArgs {
    /// Workspace file.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Time for the journal, UTC (default: the clock; no figure depends on it).
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    pub at: Option<Moment>,
    /// Who, for the journal (default: the user of this computer).
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Folder for backups (default: in the user's data folder).
    #[arg(long, value_name = "DIR")]
    pub backups: Option<PathBuf>,
}

/// `holdfast workspace new`.
#[derive(Args, Debug)]
pub struct NewArgs {
    /// The workspace.
    #[command(flatten)]
    pub file: FileArgs,
    /// Files to read at once.
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<PathBuf>,
    /// Read columns as they were chosen in the window for files with the same captions.
    #[arg(long)]
    pub remembered: bool,
}

/// `holdfast workspace import`.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// The workspace.
    #[command(flatten)]
    pub file: FileArgs,
    /// Exports, negotiation logs, plans, rate sheets, customer mappings.
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<PathBuf>,
    /// Keep earlier files of the same headers beside the new ones.
    #[arg(long)]
    pub add: bool,
    /// Read columns as they were chosen in the window for files with the same captions.
    #[arg(long)]
    pub remembered: bool,
    /// Why, for the audit trail.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
}

/// `holdfast workspace set`.
#[derive(Args, Debug)]
pub struct SetArgs {
    /// The workspace.
    #[command(flatten)]
    pub file: FileArgs,
    /// Choices of the basis and files beside it.
    #[command(flatten)]
    pub shared: SharedArgs,
    /// Message of a page (repeatable); empty: the automatic one.
    #[arg(long, value_name = "PAGE=TEXT", value_parser = parse_page_text)]
    pub message: Vec<(String, String)>,
    /// Messages, notes, outlook and decisions asked from a file, TOML, as `pack --texts` takes it.
    #[arg(long, value_name = "FILE")]
    pub texts: Option<PathBuf>,
    /// Note of a page's owner, with tokens like a message: "bridge=R. Meyer: ask billing" (repeatable).
    #[arg(long, value_name = "PAGE=TEXT", value_parser = parse_page_text)]
    pub note: Vec<(String, String)>,
    /// Page to leave out (repeatable); the summary and the appendix always stay.
    #[arg(long, value_name = "PAGE", value_parser = parse_page)]
    pub leave_out: Vec<String>,
    /// Page to take in again (repeatable).
    #[arg(long, value_name = "PAGE", value_parser = parse_page)]
    pub take_in: Vec<String>,
    /// Paragraph of the outlook page (repeatable; replaces those there).
    #[arg(long, value_name = "TEXT")]
    pub outlook: Vec<String>,
    /// How its packs look.
    #[command(flatten)]
    pub look: LookArgs,
    /// A customer renamed, or merged into another (repeatable).
    #[arg(long, value_name = "FROM=INTO", value_parser = parse_pair)]
    pub merge: Vec<(String, String)>,
    /// A file to take out, by its name (repeatable).
    #[arg(long, value_name = "NAME")]
    pub remove: Vec<String>,
    /// Why, for the audit trail.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
}

/// `holdfast workspace decide`.
#[derive(Args, Debug)]
pub struct DecideArgs {
    /// The workspace.
    #[command(flatten)]
    pub file: FileArgs,
    /// Code of the finding.
    pub code: String,
    /// One of the repairs which the finding lists.
    pub repair: String,
    /// What it applies to; default: all of that code.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub scope: String,
    /// What to set, for repairs which set something.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub value: String,
    /// Why.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
}

/// `holdfast workspace request`.
#[derive(Args, Debug)]
pub struct RequestArgs {
    /// The workspace.
    #[command(flatten)]
    pub file: FileArgs,
    /// Id of the request.
    pub id: String,
    /// Captions of the log with what to put there; nothing blanks the field.
    #[arg(required = true, value_name = "CAPTION=VALUE", value_parser = parse_pair)]
    pub fields: Vec<(String, String)>,
    /// Why, for the audit trail.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
}

/// `holdfast workspace history`.
#[derive(Args, Debug)]
pub struct HistoryArgs {
    /// The workspace.
    #[command(flatten)]
    pub file: FileArgs,
    /// CSV with a header line.
    #[arg(long)]
    pub csv: bool,
}

/// `holdfast workspace changes`.
#[derive(Args, Debug)]
pub struct ChangesArgs {
    /// The workspace.
    #[command(flatten)]
    pub file: FileArgs,
    /// One JSON object instead of text.
    #[arg(long)]
    pub json: bool,
}

/// `holdfast workspace choose`.
#[derive(Args, Debug)]
pub struct ChooseArgs {
    /// The workspace.
    #[command(flatten)]
    pub file: FileArgs,
    /// Id of the change, or a cause, or `all`.
    pub change: String,
    /// What becomes of it.
    #[arg(value_enum)]
    pub treatment: TreatmentArg,
    /// Why.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
}

/// What becomes of a change of the past.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum TreatmentArg {
    /// Past figures are shown as they are known now, marked ᴿ.
    Recast,
    /// Past figures stay; the difference is this period's data quality line.
    Keep,
}

/// `holdfast workspace issue`.
#[derive(Args, Debug)]
pub struct IssueArgs {
    /// The workspace.
    #[command(flatten)]
    pub file: FileArgs,
    /// Folder to write the files into; without it they are kept in the workspace only.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Formats, separated by commas.
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["pdf", "xlsx"])]
    pub format: Vec<FormatArg>,
    /// Issue in spite of failed checks and open findings, marked DRAFT; later packs don't compare with it.
    #[arg(long)]
    pub draft: bool,
    /// What is said of this issue in the list.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
    /// Replace files which are already there.
    #[arg(long)]
    pub overwrite: bool,
}

/// `holdfast workspace export`.
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// The workspace.
    #[command(flatten)]
    pub file: FileArgs,
    /// Number of the pack, as listed by `holdfast workspace issued`.
    pub number: i64,
    /// Folder to write into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Replace files which are already there.
    #[arg(long)]
    pub overwrite: bool,
}

/// `holdfast workspace copy`.
#[derive(Args, Debug)]
pub struct CopyArgs {
    /// The workspace.
    #[command(flatten)]
    pub file: FileArgs,
    /// The new file.
    #[arg(long, value_name = "NEW")]
    pub out: PathBuf,
}

/// `holdfast workspace restore`.
#[derive(Args, Debug)]
pub struct RestoreArgs {
    /// The workspace.
    #[command(flatten)]
    pub file: FileArgs,
    /// The new file.
    #[arg(long, value_name = "NEW")]
    pub out: PathBuf,
    /// A certain backup instead of the newest whole one.
    #[arg(long, value_name = "BACKUP")]
    pub from: Option<PathBuf>,
}

fn parse_moment(text: &str) -> Result<Moment, String> {
    let midnight = || {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        date.and_hms_opt(0, 0, 0)
    };
    read_moment(text)
        .or_else(midnight)
        .ok_or_else(|| "a time is written 2026-10-14T09:30:00Z".to_owned())
}

fn parse_page(text: &str) -> Result<String, String> {
    let page = text.split_once('-').map_or(text, |(page, _)| page);
    match PAGES.contains(&page) {
        true => Ok(text.to_owned()),
        false => Err(format!("the pages are {}", PAGES.join(", "))),
    }
}

fn parse_page_text(text: &str) -> Result<(String, String), String> {
    let (page, text) = parse_pair(text)?;
    Ok((parse_page(&page)?, text))
}

fn parse_pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()))
        .filter(|(a, _)| !a.is_empty())
        .ok_or_else(|| "give NAME=TEXT".to_owned())
}
