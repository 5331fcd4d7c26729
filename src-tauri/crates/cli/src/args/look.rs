//! How a pack looks and for whom it is: the options of `holdfast pack`, for this one time, and of
//! `holdfast workspace set`, for good.

use clap::{Args, ValueEnum};
use holdfast_workspace::Failure;
use holdfast_workspace::brand_files::{read_accent, read_logo};
use holdfast_workspace::pack::display::Magnitude;
use holdfast_workspace::pack::model::Paper;
use holdfast_workspace::pack::template::{Mode, Naming, PAGES};
use holdfast_workspace::pack::{Template, may_go};
use holdfast_workspace::store::PackChoices;
use std::path::PathBuf;

/// What takes a choice back.
const NONE: &str = "none";

/// How a pack looks and for whom it is; without an option: as in the workspace, else the default.
#[derive(Args, Clone, Debug, Default)]
pub struct LookArgs {
    /// Which pack (default: board).
    #[arg(long, value_enum)]
    pub template: Option<TemplateArg>,
    /// Paper (default: wide).
    #[arg(long, value_enum)]
    pub paper: Option<PaperArg>,
    /// Who reads it: external packs merge small segments and carry no owners' notes (default: the template's).
    #[arg(long, value_enum)]
    pub mode: Option<ModeArg>,
    /// Customers by name or by code (default: the template's).
    #[arg(long, value_enum)]
    pub names: Option<NamesArg>,
    /// Unit of money (default: by the largest total; "auto": that again).
    #[arg(long, value_enum)]
    pub unit: Option<UnitArg>,
    /// Pages in this order, the others after them, separated by commas; the summary stays first and the
    /// appendix last ["none": the template's].
    #[arg(long, value_name = "PAGES", value_delimiter = ',', value_parser = parse_movable)]
    pub order: Vec<String>,
    /// Accent colour of the pages, #RRGGBB; refused where text in it would read badly ["none": without].
    #[arg(long, value_name = "COLOUR")]
    pub accent: Option<String>,
    /// Logo at the top right of every page, PNG ["none": without].
    #[arg(long, value_name = "FILE")]
    pub logo: Option<PathBuf>,
    /// Workbook as a presentation copy: without the font colours of inputs and formulas.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub presentation: Option<bool>,
    /// The bridge in the strict way of IBCS: instead of cut columns two panels, both from zero.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub strict_ibcs: Option<bool>,
    /// Published NRR and GRR beside the company's own, from sources of these grades; with D also the
    /// survey's claims on negotiations [without a value: AB; "none": without].
    #[arg(long, value_name = "GRADES", num_args = 0..=1, default_missing_value = "AB", value_parser = parse_grades)]
    pub benchmarks: Option<String>,
}

/// Unit of money.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum UnitArg {
    /// By the largest total.
    Auto,
    /// 1.
    Units,
    /// 1,000.
    Thousands,
    /// 1,000,000.
    Millions,
}

impl From<UnitArg> for Option<Magnitude> {
    fn from(arg: UnitArg) -> Option<Magnitude> {
        match arg {
            UnitArg::Auto => None,
            UnitArg::Units => Some(Magnitude::Units),
            UnitArg::Thousands => Some(Magnitude::Thousands),
            UnitArg::Millions => Some(Magnitude::Millions),
        }
    }
}

macro_rules! words {
    ($($(#[$doc:meta])* $arg:ident of $kind:ty { $($(#[$about:meta])* $variant:ident),+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
        pub enum $arg { $($(#[$about])* $variant),+ }
        impl From<$arg> for $kind {
            fn from(arg: $arg) -> $kind {
                match arg { $($arg::$variant => <$kind>::$variant),+ }
            }
        }
    )+};
}
words! {
    /// A template of pages.
    TemplateArg of Template {
        /// For the board.
        Board,
        /// For revenue operations.
        Revops,
        /// For a fundraise: external, codes for names.
        Fundraise
    }
    /// Paper.
    PaperArg of Paper {
        /// Slide, 16:9.
        Wide,
        /// A4 landscape.
        A4,
        /// Letter landscape.
        Letter
    }
    /// Who reads the pack.
    ModeArg of Mode {
        /// The board.
        Board,
        /// Readers outside the company.
        External
    }
    /// How customers are called.
    NamesArg of Naming {
        /// By name.
        Names,
        /// By code.
        Codes
    }
}

impl LookArgs {
    /// Puts what was given into the choices of a pack.
    ///
    /// # Errors
    /// Where the accent or the logo is refused.
    pub fn apply(&self, choices: &mut PackChoices) -> Result<(), Failure> {
        choices.template = self.template.map_or(choices.template, Template::from);
        choices.paper = self.paper.map_or(choices.paper, Paper::from);
        choices.mode = self.mode.map(Mode::from).or(choices.mode);
        choices.naming = self.names.map(Naming::from).or(choices.naming);
        choices.unit = self.unit.map_or(choices.unit, Option::from);
        choices.presentation = self.presentation.unwrap_or(choices.presentation);
        choices.strict_ibcs = self.strict_ibcs.unwrap_or(choices.strict_ibcs);
        if let Some(grades) = &self.benchmarks {
            choices.benchmarks = unless_none(grades).map(str::to_owned).unwrap_or_default();
        }
        if !self.order.is_empty() {
            let named = self.order.iter().filter(|page| *page != NONE);
            choices.order = named.cloned().collect();
        }
        if let Some(accent) = &self.accent {
            choices.accent = unless_none(accent).map(read_accent).transpose()?;
        }
        if let Some(logo) = &self.logo {
            let named = Some(logo.as_path()).filter(|path| *path != NONE);
            choices.logo = named.map(read_logo).transpose()?;
        }
        Ok(())
    }
}

/// A choice, where it was not taken back.
pub fn unless_none(text: &str) -> Option<&str> {
    Some(text).filter(|text| *text != NONE)
}

fn parse_movable(text: &str) -> Result<String, String> {
    if text == NONE || PAGES.contains(&text) && may_go(text) {
        return Ok(text.to_owned());
    }
    let movable: Vec<&str> = PAGES.into_iter().filter(|id| may_go(id)).collect();
    Err(format!(
        "the pages which can be moved are {}",
        movable.join(", ")
    ))
}

/// Grades of sources, A to D.
pub fn parse_grades(text: &str) -> Result<String, String> {
    let grades = text.to_ascii_uppercase();
    match text == NONE || !grades.is_empty() && grades.chars().all(|g| ('A'..='D').contains(&g)) {
        true if text == NONE => Ok(text.to_owned()),
        true => Ok(grades),
        false => Err("grades are letters from A to D, such as AB".to_owned()),
    }
}
