//! The arguments. No logic.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

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
    /// List the section kinds, or print one's source to copy and change.
    Kinds(Kinds),
    /// Make synthetic records that reproduce published totals.
    Synth(Synth),
    /// Write the reference pages of the documentation.
    #[command(hide = true)]
    Docs(Docs),
}

/// Arguments of `sna build`.
#[derive(Debug, Args)]
pub(super) struct Build {
    /// The report's YAML file.
    pub spec: PathBuf,
    /// The folder to write to; made if it is not there.
    #[arg(short, long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Which reports.
    #[command(flatten)]
    pub parts: Parts,
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
    /// Print the time of each stage and the peak memory.
    #[arg(long)]
    pub timings: bool,
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
    /// The folder to write to; made if it is not there.
    #[arg(short, long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Another seed gives other records with the same totals.
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
