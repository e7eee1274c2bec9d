//! One source of records, opened: its files as a lazy frame over canonical columns, and where its rows are.

use std::collections::BTreeSet;

use polars::prelude::*;

use super::canonical::Canonical;
use super::columns::named;
use super::condition::Predicate;
use super::files::RecordFile;
use super::joining::offence_rows;
use super::reasons::{Doubts, Reason};
use super::supply::Supply;
use sna_core::columns::{DISTRICT, Kind, OFFENCES, derived, role};
use sna_core::diag::{Code, Diagnostic, Place};

/// One source: its files as a lazy frame.
#[derive(Clone)]
pub struct SourceFrame {
    /// Name in the manifest.
    pub name: String,
    /// What the records are.
    pub title: String,
    /// What they are called in the plural: `stop searches`.
    pub words: String,
    /// The files, in order.
    pub files: Vec<RecordFile>,
    /// The records' own columns: canonical ones, `_file` (position in `files`), `_row` (from 0 over all files), `_reject`
    /// (position in `reasons`, missing where the row is sound) and `_doubt` (a bit for each of `doubts`).
    pub(super) own: LazyFrame,
    /// The offences that the records belong to.
    pub(super) link: Option<Link>,
    /// The age by date of birth.
    pub(super) by_birth: Option<AgeByBirth>,
    /// Why rows are set aside.
    pub reasons: Vec<Reason>,
    /// Why values count as not known.
    pub doubts: Vec<Reason>,
    /// Names of the canonical columns, roles and derived.
    pub columns: Vec<&'static str>,
    /// Whether dates are known to the month only.
    pub months_only: bool,
    /// The hour at which a day of the records begins: an earlier hour belongs to the day before.
    pub day_begins: i8,
    /// What the records cover.
    pub supply: Supply,
}

/// The age on a record's date by the date of birth, where no age is given.
#[derive(Clone)]
pub(super) struct AgeByBirth {
    /// The column `age`.
    pub(super) column: Expr,
    /// The bit of a birth that does not fit the record's date.
    pub(super) doubt: Expr,
}

impl AgeByBirth {
    pub(super) fn of(age: Canonical, doubts: &mut Doubts) -> Self {
        Self { column: age.column, doubt: doubts.bits(age.doubts) }
    }
}

/// What records get from the offence they belong to.
#[derive(Clone)]
pub(super) struct Link {
    offences: LazyFrame,
    /// Names of the columns they get.
    pub(super) columns: Vec<&'static str>,
    pub(super) months_only: bool,
}

/// Columns that every frame has for counting by time.
const TIME: [&str; 6] = ["date", "_financial_year", "_year", "_quarter", "_month", "_weekday"];

/// The code of a record whose offence is missing.
const NO_OFFENCE: Code = Code::NoSuchOffence;
/// The code of a second row with the same identifier.
const DUPLICATE_ID: Code = Code::DuplicateId;

/// The code of a row that is dated outside what its source covers.
const OUTSIDE_COVER: Code = Code::OutsideCover;

/// The reasons that are found by comparing rows, not by one row's values.
pub(super) fn reasons_between_rows() -> [Reason; 3] {
    let no_offence = "their offence is not among the sound records".to_owned();
    [
        Reason { code: NO_OFFENCE, text: no_offence },
        Reason { code: DUPLICATE_ID, text: "identifier appears twice".to_owned() },
        Reason { code: OUTSIDE_COVER, text: "date is outside what the source covers".to_owned() },
    ]
}

/// Whether a role names or dates a record, and so stays with the record it belongs to.
fn stays(name: &str) -> bool {
    role(name).is_some_and(|role| matches!(role.kind, Kind::Identifier | Kind::Offence | Kind::Person))
}

impl Link {
    /// The columns of `offences` that are given to records without columns of these names.
    pub(super) fn to(offences: &SourceFrame, own: &[&'static str]) -> Self {
        let columns = offences.columns.iter().copied().filter(|name| !stays(name) && !own.contains(name)).collect();
        Self { offences: offences.own.clone(), columns, months_only: offences.months_only }
    }

    /// Whether a condition is only about the offence. It is then computed before the records get it: a yes or no is
    /// quicker to pass on than the texts it is based on.
    fn answers(&self, condition: &Expr) -> bool {
        let names = condition.clone().meta().root_names();
        names.iter().all(|name| self.columns.contains(&name.as_str()) || TIME.contains(&name.as_str()))
    }

    /// Sound offences: the columns of these names, some conditions, and the number that represents their identifier;
    /// `set_aside` are rows that repeat an earlier one.
    fn keyed(&self, names: &BTreeSet<&str>, conditions: Vec<Expr>, set_aside: &[u32]) -> LazyFrame {
        let mut sound = self.offences.clone().filter(col("_reject").is_null().and(col("id").is_not_null()));
        if !set_aside.is_empty() {
            let rows = lit(Series::new("rows".into(), set_aside)).implode(false);
            sound = sound.filter(col("_row").is_in(rows, false).not());
        }
        let own = |name: &&&str| TIME.contains(name) || (role(name).is_some() && self.columns.contains(name));
        let columns = names.iter().filter(own).map(|name| col(*name)).chain([key("id").alias("_offence")]);
        let derived = names.iter().filter(|name| self.columns.contains(name)).filter_map(|name| named(name));
        let sound = sound.with_columns(derived.collect::<Vec<_>>());
        sound.select(columns.chain(conditions).collect::<Vec<_>>())
    }
}

/// A number for a text: records are matched and persons counted by it, which is several times quicker than by the text. At twenty
/// million texts the chance that two of them share a number is 1 in 100,000.
pub(crate) fn key(column: &str) -> Expr {
    col(column).hash(1, 2, 3, 4)
}

/// The column with the number that represents a person; missing where nobody is named.
pub(crate) const PERSON: &str = "_person";

fn person() -> Expr {
    let named = col("person_id").is_not_null();
    when(named).then(key("person_id")).otherwise(lit(NULL).cast(DataType::UInt64)).alias(PERSON)
}

/// What is wanted of a source's records.
#[derive(Default)]
pub struct Wanted<'a> {
    /// Names of columns to count by or to ask for, and `_person`.
    pub columns: BTreeSet<&'a str>,
    /// Conditions, as columns.
    pub conditions: Vec<Expr>,
    /// Rows of this source whose identifier appeared before.
    pub repeated: &'a [u32],
    /// Rows of the offences whose identifier appeared before.
    pub repeated_offences: &'a [u32],
}

/// Columns that every source has as well as its roles.
const KEPT: [&str; 5] = ["_row", "_file", "_reject", "_doubt", "_other_district"];

impl SourceFrame {
    /// The row of this source at `row` (from 0 over all files), given each file's number of rows.
    pub fn place(&self, row: u64, rows_by_file: &[u64]) -> Option<Place> {
        let mut before = 0;
        for (file, rows) in self.files.iter().zip(rows_by_file) {
            if row < before + rows {
                return Some(file.place(usize::try_from(row - before).ok()?));
            }
            before += rows;
        }
        None
    }

    /// The records, each with what is known of its offence: the wanted columns and conditions. Derived columns that nobody wants are not made: planning them costs more than counting a year
    /// of records.
    ///
    /// # Errors
    /// A file fails while it is read: offences are read here if records belong to them.
    pub fn records(&self, mut wanted: Wanted<'_>) -> PolarsResult<LazyFrame> {
        let from = derived().filter(|(column, _)| wanted.columns.contains(column.name)).map(|(_, from)| from);
        let from: Vec<&str> = from.filter(|from| self.columns.contains(from)).collect();
        wanted.columns.extend(from);
        wanted.columns.extend(["date", "_month"]);
        let (conditions_of_offences, conditions) = match &self.link {
            Some(link) => wanted.conditions.into_iter().partition(|condition| link.answers(condition)),
            None => (Vec::new(), wanted.conditions),
        };
        let mut frame = match &self.link {
            Some(link) => {
                let offences = link.keyed(&wanted.columns, conditions_of_offences, wanted.repeated_offences);
                self.joined(&wanted.columns, offences)?
            }
            None if wanted.columns.contains(PERSON) => self.own.clone().with_column(person()),
            None => self.own.clone(),
        };
        if let Some(age) = &self.by_birth {
            let doubt = (col("_doubt") + age.doubt.clone()).alias("_doubt");
            frame = frame.with_columns([age.column.clone(), doubt]);
        }
        if !wanted.repeated.is_empty() {
            let rows = lit(Series::new("repeated".into(), wanted.repeated)).implode(false);
            let twice = col("_reject").is_null().and(col("_row").is_in(rows, false));
            frame = frame.with_column(when(twice).then(self.reason(DUPLICATE_ID)).otherwise(col("_reject")));
        }
        let of_offences = self.link.as_ref().map_or(&[][..], |link| &link.columns);
        let derived = wanted.columns.iter().filter(|name| !of_offences.contains(name)).filter_map(|name| named(name));
        Ok(frame.with_columns(derived.collect::<Vec<_>>()).with_columns(conditions))
    }

    /// The wanted columns of the records, with the columns of their offences.
    fn joined(&self, names: &BTreeSet<&str>, offences: LazyFrame) -> PolarsResult<LazyFrame> {
        let read = |frame: LazyFrame| {
            let read = frame.collect_with_engine(polars::prelude::Engine::Streaming)?;
            Ok::<_, PolarsError>(read.unwrap_single())
        };
        let (mut own, mut offences) = (read(self.own_columns(names))?, read(offences)?);
        let keys = offences.drop_in_place("_offence")?;
        let keys: Vec<u64> = keys.u64()?.iter().map(|key| key.unwrap_or(0)).collect();
        let rows = offence_rows(own.drop_in_place("_offence")?.u64()?.iter(), &keys);
        let rows: IdxCa = rows.into_iter().collect();
        let alone = rows.is_null();
        own.hstack_mut(offences.take(&rows)?.columns())?;
        own.with_column(alone.into_series().with_name("_alone".into()).into_column())?;
        let reject = when(col("_reject").is_null().and(col("_alone"))).then(self.reason(NO_OFFENCE));
        Ok(own.lazy().with_column(reject.otherwise(col("_reject")).alias("_reject")))
    }

    /// The records' own columns, without those that nobody wants.
    fn own_columns(&self, names: &BTreeSet<&str>) -> LazyFrame {
        let of_offences = self.link.as_ref().map_or(&[][..], |link| &link.columns);
        let own = |name: &&&str| role(name).is_some() && self.columns.contains(name) && !of_offences.contains(name);
        let wanted = names.iter().filter(own).map(|name| col(*name));
        let person = names.get(PERSON).map(|_| person());
        let born = self.by_birth.iter().flat_map(|_| ["age", "birth_date"]);
        let born = born.filter(|name| !names.contains(name)).map(col);
        let columns = KEPT.iter().map(|name| col(*name)).chain([key("offence_id").alias("_offence")]);
        self.own.clone().select(columns.chain(wanted).chain(person).chain(born).collect::<Vec<_>>())
    }

    /// Sets the rows aside that are dated outside what the manifest says the source covers: they would be counted over days that
    /// are not.
    pub(super) fn keep_to_cover(&mut self) {
        let has_area = self.columns.contains(&DISTRICT);
        let Some(outside) = self.supply.outside(has_area) else { return };
        let reject = when(col("_reject").is_null().and(outside)).then(self.reason(OUTSIDE_COVER));
        self.own = self.own.clone().with_column(reject.otherwise(col("_reject")).alias("_reject"));
    }

    fn reason(&self, code: Code) -> Expr {
        let at = self.reasons.iter().position(|reason| reason.code == code);
        lit(at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)).alias("_reject")
    }

    /// The source whose records have a column of this one's: the offences', if it is theirs.
    pub(crate) fn has_from(&self, column: &str) -> &str {
        let of_offences = self.link.as_ref().is_some_and(|link| link.columns.contains(&column));
        if of_offences { OFFENCES } else { &self.name }
    }

    /// Puts other names in a column, where the records or the offences they belong to have it and their district.
    pub(super) fn rename(&mut self, column: &str, other: impl Fn(Expr) -> Expr) {
        let renamed = |frame: &LazyFrame| frame.clone().with_column(other(col(column)).alias(column));
        let has = |name: &str| self.columns.contains(&name);
        if !has(column) || !has(DISTRICT) {
            return;
        }
        let (of_column, of_district) = (self.has_from(column) == self.name, self.has_from(DISTRICT) == self.name);
        if of_column && of_district {
            self.own = renamed(&self.own);
        } else if !of_column && let Some(link) = &mut self.link {
            link.offences = renamed(&link.offences);
        }
    }

    /// The records with the texts of recoded columns as the files have them.
    pub(crate) fn as_given(&self) -> LazyFrame {
        self.own.clone()
    }

    /// The columns that a condition names and this source's records lack.
    pub fn lacks(&self, condition: &Predicate) -> Vec<&'static str> {
        condition.columns().iter().copied().filter(|name| !self.columns.contains(name)).collect()
    }

    /// Reads a condition on this source's records.
    ///
    /// # Errors
    /// The condition cannot be asked; the caller adds the place.
    pub fn condition(&self, text: &str) -> Result<Predicate, Diagnostic> {
        Predicate::read_over(text, &self.columns)
    }

    /// Whether the records belong to offences.
    pub fn belongs_to_offences(&self) -> bool {
        self.link.is_some()
    }

    /// Whether records have an identifier that must be unique.
    pub fn has_identifier(&self) -> bool {
        self.columns.iter().any(|name| role(name).is_some_and(|role| role.kind == Kind::Identifier))
    }
}
