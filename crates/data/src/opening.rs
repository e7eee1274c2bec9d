//! Opening one source: its files, the manifest's columns over them, and the offences its records belong to.

use polars::prelude::*;

use super::canonical::{Canonical, FileColumn};
use super::columns::{canonical, derived};
use super::copies::copies;
use super::csv_frame::RAGGED;
use super::evening::evening;
use super::files::{FileFormat, Opened, RecordFile};
use super::geography::Geography;
use super::manifest::{Area, Source};
use super::manifest_file::ManifestFile;
use super::names::WantedColumn;
use super::persons::age_by_birth;
use super::placing::{Places, own_roles};
use super::reasons::{Doubts, Faults, Reason, Test};
use super::source::{AgeByBirth, Link, SourceFrame, reasons_between_rows};
use super::supply::Supply;
use sna_core::columns::{Kind, OFFENCES, derived as derived_columns, role, roles};
use sna_core::diag::{Code, Diagnostic, Diagnostics};

/// The files of a source as canonical columns, and why rows are set aside or values count as not known.
#[derive(Default)]
struct OpenedSource {
    files: Vec<RecordFile>,
    frames: Vec<LazyFrame>,
    faults: Faults,
    doubts: Doubts,
}

impl ManifestFile {
    /// Opens a source, with warnings; `offences` are the offences that its records may belong to.
    ///
    /// # Errors
    /// Every mistake in the source's lines of the manifest and in the heads of its files.
    pub(super) fn open(
        &self,
        name: &str,
        source: &Source,
        (areas, geography): (&[Area], &Geography),
        offences: Option<&SourceFrame>,
    ) -> Result<(SourceFrame, Diagnostics), Diagnostics> {
        let (opened, warnings) = self.open_files(source, geography, offences.is_some())?;
        let OpenedSource { files, frames, faults, mut doubts } = opened;
        let offences = offences.filter(|_| source.has("offence_id"));
        let places = Places { areas, geography, own: own_roles(source) };
        let own = one_frame(frames, &places, source, doubts.bits(places.doubts())).map_err(|_| {
            Diagnostic::error(Code::UnreadableFile, format!("the files of `{name}` do not fit together"))
                .at(self.place(&source.files))
        })?;
        let by_birth = source.has("birth_date").then(|| AgeByBirth::of(age_by_birth(), &mut doubts));
        let link = offences.map(|offences| Link::to(offences, &places.roles()));
        let opened = SourceFrame {
            name: name.to_owned(),
            title: source.title.clone(),
            words: source.records.clone().unwrap_or_else(|| name.replace('_', " ")),
            files,
            own,
            reasons: faults.into_reasons().into_iter().chain(reasons_between_rows()).collect(),
            doubts: doubts.into_reasons(),
            columns: column_names(&places, link.as_ref(), by_birth.is_some()),
            months_only: link.as_ref().map_or_else(|| months_only(source), |link| link.months_only),
            day_begins: day_begins(source, offences),
            supply: Supply::all_time(),
            link,
            by_birth,
        };
        Ok((opened, warnings))
    }

    /// Opens the files of a source, with warnings.
    fn open_files(
        &self,
        source: &Source,
        geography: &Geography,
        has_offences: bool,
    ) -> Result<(OpenedSource, Diagnostics), Diagnostics> {
        let mut found = self.check_roles(source);
        let files = found.keep(self.record_files(&source.files));
        let mut opened = OpenedSource { files: files.unwrap_or_default(), ..OpenedSource::default() };
        found.extend(self.choose_sheets(source, &mut opened.files));
        let wanted: Vec<&str> = source.columns.values().map(|column| column.0.column.as_str()).collect();
        for (at, file) in (0u16..).zip(&mut opened.files) {
            let Some(Opened { mut frame, names, warnings }) = found.keep(file.open(&wanted)) else { continue };
            let lacking = names.lacking(file, &self.wanted_columns(source));
            let is_lacking = lacking.has_errors();
            found.extend(if is_lacking { lacking } else { warnings });
            let read = found.keep(self.canonical_columns(file, &mut frame, source, geography));
            let Some((read, ragged)) = read.filter(|_| !is_lacking) else { continue };
            let columns = select(read, ragged, &mut opened.faults, &mut opened.doubts);
            opened.frames.push(frame.select(columns).with_column(lit(at).alias("_file")));
        }
        found.extend(copies(&opened.files, &self.place(&source.files)));
        if source.has("offence_id") && !has_offences {
            found.push(self.no_offences(source));
        }
        found.into_result(opened)
    }

    fn no_offences(&self, source: &Source) -> Diagnostic {
        let named = source.columns.keys().find(|role| role.value == "offence_id");
        let diagnostic = Diagnostic::error(Code::NoOffences, "the records belong to offences, and there are none")
            .expected(format!("a source `{OFFENCES}` that can be read"));
        named.map_or(diagnostic.clone(), |named| diagnostic.at(self.place(named)))
    }

    fn check_roles(&self, source: &Source) -> Diagnostics {
        let unknown = source.columns.keys().filter(|name| role(&name.value).is_none());
        let mut found: Diagnostics = unknown
            .map(|name| {
                Diagnostic::unknown(Code::UnknownRole, "role", &name.value, roles().map(|role| role.name))
                    .at(self.place(name))
            })
            .collect();
        let stands_in_time = ["date", "offence_id", "person_id"].iter().any(|role| source.has(role));
        if !stands_in_time {
            found.push(
                Diagnostic::error(Code::MissingRole, "no column has the role `date`")
                    .at(self.place(&source.files))
                    .expected("a line `date:` under `columns:`, or `offence_id:` where the offence has the date"),
            );
        }
        found.extend(self.half_a_point(source));
        found.extend(self.bad_day(source));
        if let Some(id) = source.columns.keys().find(|name| name.value == "offence_id" && source.has("date")) {
            found.push(
                Diagnostic::error(Code::TwoDates, "the records have a date and an offence with a date")
                    .at(self.place(id))
                    .expected("either `date:` or `offence_id:`"),
            );
        }
        found
    }

    fn wanted_columns<'a>(&self, source: &'a Source) -> Vec<WantedColumn<'a>> {
        let known = source.columns.iter().filter(|(name, _)| role(&name.value).is_some());
        known
            .map(|(name, column)| WantedColumn { role: &name.value, place: self.place(name), column: &column.0.column })
            .collect()
    }

    /// The canonical columns of a file, and the test for lines that do not fit the columns.
    fn canonical_columns(
        &self,
        file: &RecordFile,
        frame: &mut LazyFrame,
        source: &Source,
        geography: &Geography,
    ) -> Result<(Vec<Canonical>, Option<Test>), Diagnostics> {
        let schema = frame.collect_schema().map_err(|_| file.explain())?;
        let (mut read, mut given, mut found) = (Vec::new(), Vec::new(), Diagnostics::default());
        for (name, column) in &source.columns {
            let Some(role) = role(&name.value) else { continue };
            // A column that the file does not have was reported.
            let Some(dtype) = schema.get(column.0.column.as_str()) else { continue };
            let is_text_file = file.format != FileFormat::Parquet;
            let of_file = FileColumn { spec: &column.0, dtype, is_text_file, latest: self.latest };
            found.extend(of_file.misfit(role, &file.path));
            given.extend(of_file.given(role.name).map(Canonical::plain));
            read.push((role, canonical(role, of_file)));
        }
        let ((), _) = found.into_result(())?;
        let (numbers, mut read): (Vec<_>, Vec<_>) =
            read.into_iter().partition(|(role, _)| role.kind == Kind::Coordinate);
        let mut number = |name| numbers.iter().find(|(role, _)| role.name == name).map(|(_, number)| number.clone());
        let point = geography.locator.place(&mut number).into_iter().flatten();
        let ragged = schema.contains(RAGGED).then(|| (col(RAGGED), ragged()));
        Ok((read.drain(..).map(|(_, canonical)| canonical).chain(point).chain(given).collect(), ragged))
    }
}

/// The canonical columns of a file with `_reject` (why the row is set aside) and `_doubt` (a bit for each value that
/// counts as not known).
fn select(
    read: Vec<Canonical>,
    ragged: Option<Test>,
    known_faults: &mut Faults,
    known_doubts: &mut Doubts,
) -> Vec<Expr> {
    let (mut columns, mut faults, mut doubts) = (Vec::new(), Vec::from_iter(ragged), Vec::new());
    for canonical in read {
        columns.push(canonical.column);
        faults.extend(canonical.faults);
        doubts.extend(canonical.doubts);
    }
    columns.push(known_faults.reject(faults));
    columns.push(known_doubts.bits(doubts).alias("_doubt"));
    columns
}

/// Why a line that does not fit the columns is set aside.
fn ragged() -> Reason {
    Reason { code: Code::RaggedLine, text: "line has more or fewer cells than there are columns".to_owned() }
}

/// The hour at which a day of the records begins. What belongs to offences has their days.
fn day_begins(source: &Source, offences: Option<&SourceFrame>) -> i8 {
    let of_offences = offences.map_or(0, |offences| offences.day_begins);
    source.day_begins.as_ref().map_or(of_offences, |hour| hour.value)
}

fn months_only(source: &Source) -> bool {
    source.columns.iter().any(|(role, column)| {
        role.value == "date" && column.0.format.as_deref().is_some_and(|format| !format.contains("%d"))
    })
}

/// Roles and derived columns, also those of the offences that the records belong to.
fn column_names(places: &Places<'_>, link: Option<&Link>, has_age: bool) -> Vec<&'static str> {
    let mut names = places.roles();
    names.extend(link.iter().flat_map(|link| link.columns.iter().copied()));
    if has_age && !names.contains(&"age") {
        names.push("age");
    }
    let derived = derived_columns().filter(|(_, from)| names.contains(from)).map(|(column, _)| column.name);
    let derived: Vec<&str> = derived.filter(|name| !names.contains(name)).collect();
    names.into_iter().chain(derived).collect()
}

/// All files as one frame; a district that is not among the areas counts as not known and stays in `_other_district`.
/// `nowhere` are the bits of points outside every area.
fn one_frame(frames: Vec<LazyFrame>, places: &Places<'_>, source: &Source, nowhere: Expr) -> PolarsResult<LazyFrame> {
    let frame = concat(frames, UnionArgs { rechunk: false, ..UnionArgs::default() })?;
    let frame = frame.with_columns(places.columns());
    let frame = frame.with_column((col("_doubt") + nowhere).alias("_doubt"));
    let areas = places.areas;
    let linked = source.has("offence_id");
    let mut columns = Vec::new();
    if places.roles().contains(&"district") && !areas.is_empty() {
        let names = Series::new("areas".into(), areas.iter().map(|area| area.name.as_str()).collect::<Vec<_>>());
        let listed = col("district").is_in(lit(names).implode(false), false);
        columns.push(when(listed.clone()).then(col("district")).otherwise(lit(NULL)).alias("district"));
        columns.push(when(listed).then(lit(NULL)).otherwise(col("district")).alias("_other_district"));
    } else {
        columns.push(lit(NULL).cast(DataType::String).alias("_other_district"));
    }
    if source.has("birth_date") && !source.has("age") {
        columns.push(lit(NULL).cast(DataType::Int16).alias("age"));
    }
    let frame = frame.with_row_index("_row", None);
    let frame = match source.day_begins.as_ref().filter(|hour| hour.value > 0) {
        Some(hour) => frame.with_column(evening(hour.value)),
        None => frame,
    };
    Ok(match (linked, source.has("date")) {
        (true, _) => frame.with_columns(columns),
        (false, true) => frame.with_columns([columns, derived()].concat()),
        // Records of persons that belong to no time.
        (false, false) => frame
            .with_columns(columns)
            .with_column(lit(NULL).cast(DataType::Date).alias("date"))
            .with_columns(derived()),
    })
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::*;
    use crate::{Catalogue, Wanted};

    const MANIFEST: &str = "title: T
sources:
  offences: { title: O, files: records.*, columns: { date: date, hour: hour } }
";

    /// A text may not be a date, but a date in Parquet always is: the files give different reasons.
    #[test]
    fn files_of_two_formats_name_the_reasons_alike() {
        let folder = std::env::temp_dir().join(format!("sna-two-formats-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("data.yaml"), MANIFEST).expect("a manifest");
        fs::write(folder.join("records.csv"), "date,hour\nlater,7\n2024-01-01,99\n").expect("a file of text");
        let day = lit(chrono::NaiveDate::default()).alias("date");
        let rows = df!("hour" => [99i64]).expect("a frame").lazy().with_column(day);
        let mut rows = rows.collect().expect("a frame");
        let file = File::create(folder.join("records.parquet")).expect("a file");
        ParquetWriter::new(file).finish(&mut rows).expect("a file of Parquet");
        let (catalogue, _) = Catalogue::alone(&folder.join("data.yaml")).expect("a catalogue");
        let source = &catalogue.sources["offences"];
        let rows = source.records(Wanted::default()).expect("records").select([col("_reject"), col("_doubt")]);
        let rows = rows.collect().expect("records");
        let numbers = rows.column("_reject").expect("a column").u8().expect("numbers");
        let rejected: Vec<&str> =
            numbers.iter().flatten().map(|number| source.reasons[usize::from(number)].code.as_str()).collect();
        let bits = rows.column("_doubt").expect("a column").u64().expect("bits");
        let doubted = bits.iter().flatten().flat_map(crate::doubts_in);
        let doubted: Vec<&str> = doubted.map(|number| source.doubts[usize::from(number)].code.as_str()).collect();
        assert_eq!((rejected, doubted), (vec!["unreadable-date"], vec!["unreadable-hour"; 2]));
        fs::remove_dir_all(&folder).expect("a folder to remove");
    }
}
