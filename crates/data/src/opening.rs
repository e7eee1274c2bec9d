//! Opening one source: its files, the manifest's columns over them, and the offences its records belong to.

use std::path::Path;
use std::sync::Arc;

use polars::prelude::*;

use super::columns::{Canonical, FileColumn, Reason, canonical, derived};
use super::evening::evening;
use super::files::{FileFormat, RecordFile, find};
use super::geography::Geography;
use super::manifest::{Area, Source};
use super::persons::age_by_birth;
use super::placing::{Places, own_roles};
use super::roles::{DERIVED, Kind, ROLES, role};
use super::source::{Link, OFFENCES, SourceFrame};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};
use sna_core::yaml::{self, Spanned};

/// A manifest's own place, for reading what it names and for pointing into it.
pub(super) struct Origin<'a> {
    pub(super) folder: &'a Path,
    pub(super) text: &'a str,
    pub(super) file: &'a str,
}

/// One file's rows as canonical columns, and why rows are set aside or values count as not known.
struct Opened {
    frame: LazyFrame,
    faults: Vec<Reason>,
    doubts: Vec<Reason>,
}

impl Origin<'_> {
    pub(super) fn place<T>(&self, spanned: &Spanned<T>) -> Place {
        yaml::place(spanned, self.text, self.file)
    }

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
        let mut found = self.check_roles(source);
        let mut files =
            found.keep(find(self.folder, &source.files.value, &self.place(&source.files))).unwrap_or_default();
        found.extend(self.choose_sheets(source, &mut files));
        let mut opened = Vec::new();
        for file in &mut files {
            let scanned = found.keep_both(file.scan());
            opened.extend(scanned.and_then(|frame| found.keep(self.canonical_frame(file, frame, source, geography))));
        }
        let linked = has(source, "offence_id");
        if linked && offences.is_none() {
            found.push(self.no_offences(source));
        }
        let ((), warnings) = found.into_result(())?;
        let faults = opened.first().map(|opened| opened.faults.clone()).unwrap_or_default();
        let mut doubts = opened.first().map(|opened| opened.doubts.clone()).unwrap_or_default();
        let frames: Vec<LazyFrame> =
            (0u16..).zip(opened).map(|(at, opened)| opened.frame.with_column(lit(at).alias("_file"))).collect();
        let places = Places { areas, geography, own: own_roles(source) };
        let frame = one_frame(frames, &places, source, doubts.len()).map_err(|error| {
            Diagnostic::error(Code::UnreadableFile, format!("the files of `{name}` do not fit together: {error}"))
        })?;
        doubts.extend(places.doubts().into_iter().map(|(_, reason)| reason));
        let by_birth = has(source, "birth_date").then(age_by_birth);
        doubts.extend(by_birth.iter().flat_map(|age| age.doubts.iter().map(|(_, reason)| reason.clone())));
        let link = offences.filter(|_| linked).map(|offences| Link::to(offences, &places.roles()));
        let columns = column_names(&places, link.as_ref(), by_birth.is_some());
        let months_only = link.as_ref().map_or_else(|| months_only(source), |link| link.months_only);
        let files_and_names = (name.to_owned(), source.title.clone(), files);
        let opened = SourceFrame::new(files_and_names, frame, link, by_birth, (faults, doubts), columns, months_only);
        // What belongs to offences has their days.
        let day_begins = offences.filter(|_| linked).map_or(0, |offences| offences.day_begins);
        let opened = opened.called(source.records.as_deref());
        Ok((opened.with_day_from(source.day_begins.as_ref().map_or(day_begins, |hour| hour.value)), warnings))
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
                Diagnostic::unknown(Code::UnknownRole, "role", &name.value, ROLES.iter().map(|role| role.name))
                    .at(self.place(name))
            })
            .collect();
        let stands_in_time = ["date", "offence_id", "person_id"].iter().any(|role| has(source, role));
        if !stands_in_time {
            found.push(
                Diagnostic::error(Code::MissingRole, "no column plays the role `date`")
                    .at(self.place(&source.files))
                    .expected("a line `date:` under `columns:`, or `offence_id:` where the offence has the date"),
            );
        }
        found.extend(self.half_a_point(source));
        found.extend(self.bad_day(source));
        if let Some(id) = source.columns.keys().find(|name| name.value == "offence_id" && has(source, "date")) {
            found.push(
                Diagnostic::error(Code::TwoDates, "the records have a date and an offence with a date")
                    .at(self.place(id))
                    .expected("either `date:` or `offence_id:`"),
            );
        }
        found
    }

    /// One file's rows as canonical columns.
    fn canonical_frame(
        &self,
        file: &RecordFile,
        mut frame: LazyFrame,
        source: &Source,
        geography: &Geography,
    ) -> Result<Opened, Diagnostics> {
        let schema = frame.collect_schema().map_err(|error| file.explain(&error))?;
        let (mut read, mut found) = (Vec::new(), Diagnostics::default());
        for (name, column) in &source.columns {
            let Some(role) = role(&name.value) else { continue };
            let Some(dtype) = schema.get(column.0.column.as_str()) else {
                found.push(self.unknown_column(file, name, &column.0.column, &schema));
                continue;
            };
            let is_text_file = file.format != FileFormat::Parquet;
            read.push((role, canonical(role, FileColumn { spec: &column.0, dtype, is_text_file })));
        }
        let ((), _) = found.into_result(())?;
        let (numbers, mut read): (Vec<_>, Vec<_>) =
            read.into_iter().partition(|(role, _)| role.kind == Kind::Coordinate);
        let mut number = |name| numbers.iter().find(|(role, _)| role.name == name).map(|(_, number)| number.clone());
        let point = geography.locator.place(&mut number).into_iter().flatten();
        let read = read.drain(..).map(|(_, canonical)| canonical).chain(point).collect();
        Ok(select(frame, read))
    }

    pub(super) fn unknown_column(
        &self,
        file: &RecordFile,
        role: &Spanned<String>,
        column: &str,
        schema: &Arc<Schema>,
    ) -> Diagnostic {
        let known: Vec<&str> = schema.iter_names().map(PlSmallStr::as_str).collect();
        Diagnostic::unknown(Code::UnknownColumn, "column", column, known).at(self.place(role)).hint(format!(
            "the role `{}` is read from `{}`",
            role.value,
            file.path.display()
        ))
    }
}

pub(super) fn has(source: &Source, role: &str) -> bool {
    source.columns.keys().any(|name| name.value == role)
}

/// The canonical columns of a file with `_reject` (why the row is set aside) and `_doubt` (a bit for each value that
/// counts as not known).
fn select(frame: LazyFrame, read: Vec<Canonical>) -> Opened {
    let (mut columns, mut faults, mut doubts) = (Vec::new(), Vec::new(), Vec::new());
    for canonical in read {
        columns.push(canonical.column);
        faults.extend(canonical.faults);
        doubts.extend(canonical.doubts);
    }
    let (tests, faults): (Vec<Expr>, Vec<Reason>) = faults.into_iter().unzip();
    let reject = (0u8..).zip(tests).collect::<Vec<_>>().into_iter().rev();
    let reject =
        reject.fold(lit(NULL).cast(DataType::UInt8), |rest, (at, test)| when(test).then(lit(at)).otherwise(rest));
    let (tests, doubts): (Vec<Expr>, Vec<Reason>) = doubts.into_iter().unzip();
    columns.push(reject.alias("_reject"));
    columns.push(doubt_bits(tests, 0).alias("_doubt"));
    Opened { frame: frame.select(columns), faults, doubts }
}

/// One bit for each doubt, the first at `from`.
pub(super) fn doubt_bits(tests: Vec<Expr>, from: u32) -> Expr {
    let bits = (from..32).zip(tests);
    let sum = bits.fold(lit(0u32), |all, (at, test)| all + when(test).then(lit(1u32 << at)).otherwise(lit(0u32)));
    sum.cast(DataType::UInt32)
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
    let derived = DERIVED.iter().filter(|derived| names.contains(&derived.from)).map(|derived| derived.name);
    let derived: Vec<&str> = derived.filter(|name| !names.contains(name)).collect();
    names.into_iter().chain(derived).collect()
}

/// All files as one frame; a district that is not among the areas counts as not known and stays in `_other_district`.
/// `doubts` are the number of doubts that the files' own values have.
fn one_frame(frames: Vec<LazyFrame>, places: &Places<'_>, source: &Source, doubts: usize) -> PolarsResult<LazyFrame> {
    let frame = concat(frames, UnionArgs { rechunk: false, ..UnionArgs::default() })?;
    let frame = frame.with_columns(places.columns());
    let tests = places.doubts().into_iter().map(|(test, _)| test).collect();
    let from = u32::try_from(doubts).unwrap_or(u32::BITS);
    let frame = frame.with_column((col("_doubt") + doubt_bits(tests, from)).alias("_doubt"));
    let areas = places.areas;
    let linked = has(source, "offence_id");
    let mut columns = Vec::new();
    if places.roles().contains(&"district") && !areas.is_empty() {
        let names = Series::new("areas".into(), areas.iter().map(|area| area.name.as_str()).collect::<Vec<_>>());
        let listed = col("district").is_in(lit(names).implode(false), false);
        columns.push(when(listed.clone()).then(col("district")).otherwise(lit(NULL)).alias("district"));
        columns.push(when(listed).then(lit(NULL)).otherwise(col("district")).alias("_other_district"));
    } else {
        columns.push(lit(NULL).cast(DataType::String).alias("_other_district"));
    }
    if has(source, "birth_date") && !has(source, "age") {
        columns.push(lit(NULL).cast(DataType::Int16).alias("age"));
    }
    let frame = frame.with_row_index("_row", None);
    let frame = match source.day_begins.as_ref().filter(|hour| hour.value > 0) {
        Some(hour) => frame.with_column(evening(hour.value)),
        None => frame,
    };
    Ok(match (linked, has(source, "date")) {
        (true, _) => frame.with_columns(columns),
        (false, true) => frame.with_columns([columns, derived()].concat()),
        // Records of persons that stand for no time.
        (false, false) => frame
            .with_columns(columns)
            .with_column(lit(NULL).cast(DataType::Date).alias("date"))
            .with_columns(derived()),
    })
}

/// Whether a role names or dates a record, and so stays with the record it belongs to.
pub(super) fn stays(name: &str) -> bool {
    role(name).is_some_and(|role| matches!(role.kind, Kind::Identifier | Kind::Offence | Kind::Person))
}
