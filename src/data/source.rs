//! One source of records, opened: its files as a lazy frame over canonical columns, and where its rows stand.

use polars::prelude::*;

use super::columns::{Canonical, Reason, condition, named, names_in};
use super::files::RecordFile;
use super::opening::{doubt_bits, stays};
use super::roles::{Kind, role};
use crate::diag::{Diagnostic, Place};

/// The name of the source whose records others may belong to.
pub const OFFENCES: &str = "offences";

/// One source: its files as a lazy frame.
pub struct SourceFrame {
    /// Name in the manifest.
    pub name: String,
    /// What the records are.
    pub title: String,
    /// The files, in order.
    pub files: Vec<RecordFile>,
    /// The records' own columns.
    own: LazyFrame,
    /// The offences that the records belong to.
    link: Option<Link>,
    /// The age by date of birth.
    by_birth: Option<Canonical>,
    /// Why rows are set aside.
    pub reasons: Vec<Reason>,
    /// Why values count as not known.
    pub doubts: Vec<Reason>,
    /// Names of the canonical columns, roles and derived.
    pub columns: Vec<&'static str>,
    /// Whether dates are known to the month only.
    pub months_only: bool,
}

/// What records get from the offence they belong to.
pub(super) struct Link {
    offences: LazyFrame,
    /// Names of the columns they get.
    pub(super) columns: Vec<&'static str>,
    pub(super) months_only: bool,
}

/// Columns that every frame has for counting by time.
const TIME: [&str; 5] = ["date", "_financial_year", "_year", "_month", "_weekday"];

/// The reason for a record whose offence is missing.
const NO_OFFENCE: &str = "no-such-offence";
/// The reason for a second row with one identifier; it is found by comparing rows, not by one row's values.
const DUPLICATE_ID: &str = "duplicate-id";

impl Link {
    /// The columns of `offences` that records have which lack them themselves.
    pub(super) fn to(offences: &SourceFrame, own: &[&'static str]) -> Self {
        let columns = offences.columns.iter().copied().filter(|name| !stays(name) && !own.contains(name)).collect();
        Self { offences: offences.own.clone(), columns, months_only: offences.months_only }
    }

    /// Whether a condition asks only of the offence. It is then worked out before the records get it: a yes or no is
    /// quicker to hand over than the texts it rests on.
    fn answers(&self, condition: &Expr) -> bool {
        let names = condition.clone().meta().root_names();
        names.iter().all(|name| self.columns.contains(&name.as_str()) || TIME.contains(&name.as_str()))
    }

    /// Sound offences by the hash of their number, with some conditions; `set_aside` are rows that repeat an earlier one.
    fn keyed(&self, names: &[&str], conditions: Vec<Expr>, set_aside: &[u32]) -> LazyFrame {
        let mut sound = self.offences.clone().filter(col("_reject").is_null());
        if !set_aside.is_empty() {
            let rows = lit(Series::new("rows".into(), set_aside)).implode(false);
            sound = sound.filter(col("_row").is_in(rows, false).not());
        }
        let roles = self.columns.iter().filter(|name| role(name).is_some() && **name != "date").map(|name| col(*name));
        let columns = TIME.iter().map(|name| col(*name)).chain(roles).chain([key("id").alias("_offence")]);
        let named = names.iter().filter(|name| self.columns.contains(*name)).filter_map(|name| named(name));
        let sound = sound.with_columns(named.collect::<Vec<_>>());
        sound.select(columns.chain(conditions).collect::<Vec<_>>())
    }
}

/// A number for a text: records are matched and persons counted by it, which is several times quicker than by the text. At twenty
/// million texts the chance that two of them share a number is 1 in 100,000.
pub(crate) fn key(column: &str) -> Expr {
    col(column).hash(1, 2, 3, 4)
}

impl SourceFrame {
    /// A source with its own frame: canonical columns, `_file` (position in `files`), `_row` (from 0 over all files),
    /// `_reject` (position in the reasons, missing where the row is sound) and `_doubt` (a bit for each doubt).
    pub(super) fn new(
        (name, title, files): (String, String, Vec<RecordFile>),
        own: LazyFrame,
        link: Option<Link>,
        by_birth: Option<Canonical>,
        (mut reasons, doubts): (Vec<Reason>, Vec<Reason>),
        columns: Vec<&'static str>,
        months_only: bool,
    ) -> Self {
        let text = "their offence is not among the sound records".to_owned();
        reasons.push(Reason { code: NO_OFFENCE, text });
        reasons.push(Reason { code: DUPLICATE_ID, text: "identifier stands twice".to_owned() });
        Self { name, title, files, own, link, by_birth, reasons, doubts, columns, months_only }
    }

    /// The row of this source that stands at `row` (from 0 over all files), given each file's number of rows.
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

    /// The records, each with what is known of its offence, the derived columns of these names, and these conditions as columns.
    /// Derived columns that nobody names are not made: planning them costs more than counting a year of records.
    /// `repeated` are rows of this source, and `repeated_offences` rows of the offences, that carry an identifier which
    /// stood before.
    pub fn records<'n>(
        &self,
        names: impl IntoIterator<Item = &'n str>,
        conditions: Vec<Expr>,
        repeated: &[u32],
        repeated_offences: &[u32],
    ) -> LazyFrame {
        let mut names: Vec<&str> = names.into_iter().collect();
        names.sort_unstable();
        names.dedup();
        let (mut frame, conditions) = self.joined(&names, conditions, repeated_offences);
        if let Some(age) = &self.by_birth {
            let from = u32::try_from(self.doubts.len() - 1).unwrap_or(31);
            let tests = age.doubts.iter().map(|(test, _)| test.clone()).collect();
            let doubt = (col("_doubt") + doubt_bits(tests, from)).alias("_doubt");
            frame = frame.with_columns([age.column.clone(), doubt]);
        }
        if !repeated.is_empty() {
            let rows = lit(Series::new("repeated".into(), repeated)).implode(false);
            let twice = col("_reject").is_null().and(col("_row").is_in(rows, false));
            frame = frame.with_column(when(twice).then(self.reason(DUPLICATE_ID)).otherwise(col("_reject")));
        }
        let frame =
            frame.with_columns(names.into_iter().filter_map(named).collect::<Vec<_>>()).with_columns(conditions);
        // Without this every plan over the frame would join for itself.
        if self.link.is_some() { frame.cache() } else { frame }
    }

    /// The records with their offences, and the conditions that are still to be worked out.
    fn joined(&self, names: &[&str], conditions: Vec<Expr>, repeated_offences: &[u32]) -> (LazyFrame, Vec<Expr>) {
        let Some(link) = &self.link else { return (self.own.clone(), conditions) };
        let (of_offences, rest) = conditions.into_iter().partition(|condition| link.answers(condition));
        let own = self.own.clone().with_column(key("offence_id").alias("_offence"));
        let offences = link.keyed(names, of_offences, repeated_offences);
        let joined = own.join(offences, [col("_offence")], [col("_offence")], JoinArgs::new(JoinType::Left));
        let alone = col("_reject").is_null().and(col("date").is_null());
        let reject = when(alone).then(self.reason(NO_OFFENCE)).otherwise(col("_reject")).alias("_reject");
        (joined.with_column(reject), rest)
    }

    fn reason(&self, code: &str) -> Expr {
        let at = self.reasons.iter().position(|reason| reason.code == code);
        lit(at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)).alias("_reject")
    }

    /// The columns that a SQL condition names and this source's records lack.
    pub fn lacks(&self, sql: &str) -> Vec<String> {
        names_in(sql).into_iter().filter(|name| !self.columns.contains(&name.as_str())).collect()
    }

    /// Checks that a SQL condition can be asked of this source's records.
    ///
    /// # Errors
    /// What is wrong with it; the caller adds the place.
    pub fn check_condition(&self, sql: &str) -> Result<(), Diagnostic> {
        let names = names_in(sql);
        condition(sql, &self.columns, &self.records(names.iter().map(String::as_str), Vec::new(), &[], &[]))
    }

    /// Whether the records belong to offences.
    pub fn belongs_to_offences(&self) -> bool {
        self.link.is_some()
    }

    /// Whether records carry an identifier that must be unique.
    pub fn has_identifier(&self) -> bool {
        self.columns.iter().any(|name| role(name).is_some_and(|role| role.kind == Kind::Identifier))
    }
}
