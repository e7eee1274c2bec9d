//! The derived records as Parquet files: the tables that the SQL of a run's questions reads. The excluded rows are the
//! same as when the engine answers, so that every query gives the same counts anywhere.

use std::collections::BTreeSet;

use polars::prelude::*;

use super::asked_conditions::condition_columns;
use super::engine::Questions;
use super::fates::read_guarded;
use super::polars_engine::Asked;
use super::sought::Search;
use super::sql_text::table_name;
use super::{Dimension, Question, Sum};
use crate::{Catalogue, OFFENCES, SourceFrame, Wanted};
use sna_core::columns::{Kind, column};
use sna_core::diag::Diagnostics;

/// Rows of one row group.
const ROW_GROUP: usize = 512 * 512;

/// The sound records of one source with their derived columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedRecords {
    /// Name of the source.
    pub source: String,
    /// What the records are.
    pub title: String,
    /// Names of the columns, in alphabetical order.
    pub columns: Vec<String>,
    /// How many records.
    pub rows: usize,
    /// The file.
    pub parquet: Vec<u8>,
}

impl DerivedRecords {
    /// The file's name: the source's name, with characters that file systems refuse written as numbers.
    pub fn file_name(&self) -> String {
        let safe = |c: char| match c.is_ascii_alphanumeric() || "_-".contains(c) {
            true => c.to_string(),
            false => format!("%{:04X}", u32::from(c)),
        };
        self.source.chars().map(safe).collect::<String>() + ".parquet"
    }

    /// The statement that names the file as the SQL of the questions does.
    pub fn view(&self) -> String {
        format!("CREATE OR REPLACE VIEW {} AS SELECT * FROM '{}';\n", table_name(&self.source), self.file_name())
    }
}

/// The derived records of every source that questions ask.
///
/// Columns: the date, every column that records can be counted by, what conditions name, and the pseudonyms of persons
/// where persons are counted. Numbers of records, points and dates of birth are not included. A column that a question
/// asks for and a source does not have has no values.
///
/// # Errors
/// A file fails while it is read.
pub fn export(catalogue: &Catalogue, questions: &Questions) -> Result<Vec<DerivedRecords>, Diagnostics> {
    let (mut files, mut found) = (Vec::new(), Diagnostics::default());
    // Offences first: records that belong to them must know which of them are set aside.
    let (first, rest): (Vec<_>, Vec<_>) = catalogue.sources.values().partition(|source| !source.belongs_to_offences());
    let (mut repeated_offences, search) = (Vec::new(), Search::default());
    for source in first.into_iter().chain(rest) {
        let asked = asked_of(&questions.queries, &source.name);
        if asked.is_empty() && source.name != OFFENCES {
            continue;
        }
        let asking = Asked::of((questions, &[]), source, (catalogue, &search), &repeated_offences);
        let Some(repeated) = found.keep(read_guarded(source, || asking.repeated_rows())) else { continue };
        if !asked.is_empty() {
            let written = || written(source, &asked, &repeated, &repeated_offences);
            files.extend(found.keep(read_guarded(source, written)));
        }
        if source.name == OFFENCES {
            repeated_offences = repeated;
        }
    }
    found.into_result(files).map(|(files, _)| files)
}

/// Names of the columns that the SQL of the questions asks of a source; none where nothing is asked.
fn asked_of(questions: &[Question], source: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for question in questions {
        let keys = question.columns().into_iter().map(str::to_owned);
        match question {
            Question::Records(query) if query.source == source => {
                names.extend(keys.chain(query.scope.all_conditions().iter().flat_map(condition_columns)));
            }
            Question::Persons(query) if query.sides.iter().any(|side| side.source == source) => {
                names.extend(keys.chain(["person_id".to_owned()]));
                for side in query.sides.iter().filter(|side| side.source == source) {
                    names.extend(side.conditions().iter().flat_map(condition_columns));
                    names.extend(summed(&side.sum).map(str::to_owned));
                }
            }
            Question::Records(_) | Question::Persons(_) => {}
        }
    }
    names
}

fn summed(sum: &Sum) -> Option<&'static str> {
    match sum {
        Sum::Records => None,
        Sum::Days => Some("date"),
        Sum::Weights { column, .. } | Sum::Parts { dimension: column, .. } => Some(column),
        Sum::Values(dimension) => Some(dimension.needs()),
    }
}

fn written(
    source: &SourceFrame,
    asked: &BTreeSet<String>,
    repeated: &[u32],
    repeated_offences: &[u32],
) -> PolarsResult<DerivedRecords> {
    let dimensions = source.columns.iter().filter(|name| Dimension::named(name).is_some());
    let names: BTreeSet<&str> = dimensions.copied().chain(["date"]).chain(asked.iter().map(String::as_str)).collect();
    let mut frame = records(source, &names, repeated, repeated_offences)?;
    let mut parquet = Vec::new();
    ParquetWriter::new(&mut parquet).with_row_group_size(Some(ROW_GROUP)).finish(&mut frame)?;
    Ok(DerivedRecords {
        source: source.name.clone(),
        title: source.title.clone(),
        columns: names.into_iter().map(str::to_owned).collect(),
        rows: frame.height(),
        parquet,
    })
}

/// The sound rows, in the order of the files.
fn records(
    source: &SourceFrame,
    names: &BTreeSet<&str>,
    repeated: &[u32],
    repeated_offences: &[u32],
) -> PolarsResult<DataFrame> {
    let known: BTreeSet<&str> =
        names.iter().copied().filter(|name| *name == "date" || source.columns.contains(name)).collect();
    // A derived column of an offence is passed on like a condition, because the records have no column of that name.
    let as_asked = |name: &str| format!("_asked_{name}");
    let conditions = known.iter().map(|name| col(*name).alias(as_asked(name))).collect();
    let frame = source.records(Wanted { columns: known.clone(), conditions, repeated, repeated_offences })?;
    let columns = names.iter().map(|name| {
        let value = if known.contains(name) { col(as_asked(name)) } else { lit(NULL) };
        value.cast(exported(name)).alias(*name)
    });
    let columns: Vec<Expr> = columns.chain([col("_row")]).collect();
    let sound = frame.filter(col("_reject").is_null()).select(columns);
    let sound = sound.collect_with_engine(polars::prelude::Engine::Streaming)?.unwrap_single();
    sound.sort(["_row"], SortMultipleOptions::default())?.drop("_row")
}

/// The type of a column in the file. Whole numbers have room for the sums of conditions: databases do not widen them.
fn exported(name: &str) -> DataType {
    match column(name).map(|column| column.kind) {
        Some(Kind::Hour | Kind::Age) => DataType::Int32,
        Some(Kind::Flag) => DataType::Boolean,
        Some(Kind::Date | Kind::BirthDate) => DataType::Date,
        Some(Kind::Coordinate) => DataType::Float64,
        Some(Kind::FinancialYear | Kind::Year | Kind::Quarter | Kind::Month | Kind::Weekday) => DataType::String,
        Some(Kind::Identifier | Kind::Category | Kind::Area | Kind::Spot | Kind::Offence | Kind::Person) => {
            DataType::String
        }
        Some(Kind::Sex | Kind::Ethnicity) | None => DataType::String,
    }
}
