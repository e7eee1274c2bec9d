//! The arguments. No logic.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use sna_core::diag::Code;

/// Builds Strategic Needs Assessments from records and one YAML file.
#[derive(Debug, Parser)]
#[command(version, about, arg_required_else_help = true)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build a report: PDF, its document as JSON, and every table as CSV.
    Build(Build),
    /// Find every mistake in a report without rendering it.
    Check(Check),
    /// Show what changed between two drafts, and why.
    Diff(Diff),
    /// List the section kinds, or print one's source to copy and change.
    Kinds(Kinds),
    /// Make synthetic records that reproduce published totals.
    Synth(Synth),
    /// Write the derived records that the report's queries count, as Parquet.
    Export(Export),
    /// Show where a figure in a finished report comes from.
    Explain(Explain),
    /// Say what the code of a message means, or list all codes.
    ExplainCode(ExplainCode),
    /// Write the reference pages of the documentation.
    #[command(hide = true)]
    Docs(Docs),
}

/// Arguments of `sna build`.
#[derive(Debug, Args)]
pub(super) struct Build {
    /// The report's YAML file.
    pub spec: PathBuf,
    /// The folder to write to; it is created if it does not exist.
    #[arg(short, long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Which reports.
    #[command(flatten)]
    pub parts: Parts,
    /// A folder, besides those of the report and of its data manifest, that files of the project may be in; it can be given several times.
    #[arg(long, value_name = "FOLDER")]
    pub allow: Vec<PathBuf>,
    /// Print the time of each stage and the peak memory.
    #[arg(long)]
    pub timings: bool,
}

/// One report, or one for each part of the whole.
#[derive(Debug, Args)]
pub(super) struct Parts {
    /// Make one report for each value of a dimension: `district`, `ward`, `offence_group` ...
    #[arg(long, value_name = "DIMENSION")]
    pub each: Option<String>,
    /// Only for these values, with commas between them: "Bolsover,Derby".
    #[arg(long, value_name = "NAMES", requires = "each", value_delimiter = ',')]
    pub only: Vec<String>,
}

/// Arguments of `sna check`.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The report's YAML file.
    pub spec: PathBuf,
    /// Which reports.
    #[command(flatten)]
    pub parts: Parts,
    /// A folder, besides those of the report and of its data manifest, that files of the project may be in; it can be given several times.
    #[arg(long, value_name = "FOLDER")]
    pub allow: Vec<PathBuf>,
    /// Print the time of each stage and the peak memory.
    #[arg(long)]
    pub timings: bool,
}

/// Arguments of `sna diff`.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The earlier draft: a PDF made by `sna`, its JSON, or an output folder.
    pub old: PathBuf,
    /// The later draft.
    pub new: PathBuf,
    /// The format; without it, the name of the output file decides.
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// The file to write to, instead of the terminal.
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Show every change in full (terminal and Markdown).
    #[arg(long)]
    pub all: bool,
    /// End with exit code 1 if there are any of these.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    pub fail_on: Vec<FailOn>,
}

/// How a comparison is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Text for a terminal.
    Terminal,
    /// One page for a browser.
    Html,
    /// For a pull request.
    Markdown,
    /// For another program.
    Json,
}

/// What a caller does not want to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Any change.
    Changes,
    /// A direction that changed, in a table or a sentence.
    Reversals,
    /// A claim that is no longer true.
    Claims,
}

/// Arguments of `sna kinds`.
#[derive(Debug, Args)]
pub(super) struct Kinds {
    /// A kind to print.
    pub name: Option<String>,
}

/// Arguments of `sna synth`.
#[derive(Debug, Args)]
pub(super) struct Synth {
    /// The YAML file with the published totals.
    pub margins: PathBuf,
    /// The folder to write to; it is created if it does not exist.
    #[arg(short, long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// A folder, besides that of the totals, that the files it names may be in; it can be given several times.
    #[arg(long, value_name = "FOLDER")]
    pub allow: Vec<PathBuf>,
    /// A different seed gives different records with the same totals.
    #[arg(long, default_value_t = 2024)]
    pub seed: u64,
    /// Multiplies every total.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub scale: u32,
}

/// Arguments of `sna docs`.
#[derive(Debug, Args)]
pub(super) struct Docs {
    /// The folder to write to.
    #[arg(short, long, value_name = "FOLDER")]
    pub out: PathBuf,
}

/// Arguments of `sna export`.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The report's YAML file.
    pub spec: PathBuf,
    /// The folder to write to; it is created if it does not exist.
    #[arg(short, long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// A folder, besides those of the report and of its data manifest, that files of the project may be in; it can be given several times.
    #[arg(long, value_name = "FOLDER")]
    pub allow: Vec<PathBuf>,
}

/// Arguments of `sna explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A finished report: a PDF made by `sna`, its document as JSON, or the folder it was built into.
    pub report: PathBuf,
    /// A table, chart or section: its name, the end of its name if only one ends like that, or its number, such as
    /// `"Table 3"`. Without it, everything that can be asked is listed.
    pub what: Option<String>,
    /// A row of the table.
    #[arg(long)]
    pub row: Option<String>,
    /// A column of the table.
    #[arg(long)]
    pub column: Option<String>,
    /// A point of the chart: the name of its bar, its position on the time axis, or its area.
    #[arg(long, conflicts_with_all = ["row", "column"])]
    pub point: Option<String>,
    /// A figure as the text prints it, such as `11,647`.
    #[arg(long, conflicts_with_all = ["row", "column", "point"])]
    pub figure: Option<String>,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = AnswerAs::Text)]
    pub format: AnswerAs,
}

/// Arguments of `sna explain-code`.
#[derive(Debug, Args)]
pub(super) struct ExplainCode {
    /// The code of a message, such as `unknown-area`. Without it, every code is listed.
    #[arg(value_parser = super::explain_code::parse)]
    pub code: Option<Code>,
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum AnswerAs {
    /// For people.
    Text,
    /// For programs.
    Json,
}
