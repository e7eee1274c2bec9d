//! The manifest's `covers:`, `gaps:`, `quiet:` and `breaks:` of a source.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Break, Concerns, Lapse, Supply};
use crate::files::RecordFile;
use crate::manifest::{Area, Definition, Source};
use crate::manifest_file::ManifestFile;
use sna_core::calendar::{CoveredDays, Month, Period};
use sna_core::columns::column;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::Spanned;

/// From which day to which records are complete.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoversSpec {
    /// The first day, such as 2019-04-01, or the first month; worked out from the records where it is left out.
    #[schemars(with = "Option<String>")]
    pub from: Option<Spanned<String>>,
    /// The last whole day, such as 2024-03-31, or the last month.
    #[schemars(with = "Option<String>")]
    pub to: Option<Spanned<String>>,
    /// Areas that are complete for other days than the rest.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, DaysSpec>")]
    pub areas: IndexMap<Spanned<String>, DaysSpec>,
    /// Files that are complete for other days than the rest, by their names. A day counts as covered if as many files
    /// cover it as on any other day.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, DaysSpec>")]
    pub files: IndexMap<Spanned<String>, DaysSpec>,
}

/// From which day to which.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DaysSpec {
    /// The first day, such as 2019-04-01, or the first month.
    #[schemars(with = "String")]
    pub from: Spanned<String>,
    /// The last whole day, such as 2024-03-31, or the last month.
    #[schemars(with = "String")]
    pub to: Spanned<String>,
}

/// A time in the records of a source or of one of its areas, and why it is as it is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LapseSpec {
    /// One of the manifest's areas; all of them where none is named.
    #[schemars(with = "Option<String>")]
    pub area: Option<Spanned<String>>,
    /// The first day or month.
    #[schemars(with = "String")]
    pub from: Spanned<String>,
    /// The last day or month.
    #[schemars(with = "String")]
    pub to: Spanned<String>,
    /// Why, for the reader.
    pub why: String,
}

/// A day from which records are not like those before.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakSpec {
    /// The first day, or the first month, of the new way.
    #[schemars(with = "String")]
    pub at: Spanned<String>,
    /// The column (`knife`), definition or area that it concerns; all records of the source where none is named.
    #[serde(rename = "where")]
    #[schemars(with = "Option<String>")]
    pub concerns: Option<Spanned<String>>,
    /// Why, for the reader.
    pub why: String,
}

/// The ends of a cover that the manifest states.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::supply) struct StatedEnds {
    pub first: Option<NaiveDate>,
    pub last: Option<NaiveDate>,
}

/// Which end of a period a date is.
#[derive(Clone, Copy)]
enum End {
    First,
    Last,
}

/// Reads the lines of one source.
struct Reading<'a> {
    file: &'a ManifestFile,
    found: Diagnostics,
}

impl ManifestFile {
    /// What the manifest says that a source covers; its days are empty where they have to be worked out from the records.
    ///
    /// # Errors
    /// A date that cannot be read, ends in the wrong order, or an area, file, column or definition that does not exist.
    pub(crate) fn supply(
        &self,
        source: &Source,
        (areas, definitions): (&[Area], &IndexMap<String, Definition>),
        files: &[RecordFile],
    ) -> Result<Supply, Diagnostics> {
        let mut reading = Reading { file: self, found: Diagnostics::default() };
        let known: Vec<&str> = areas.iter().map(|area| area.name.as_str()).collect();
        let covers = source.covers.clone().unwrap_or_default();
        let ends = reading.ends(&covers);
        let days = match (ends.first, ends.last) {
            (Some(first), Some(last)) => reading.in_order(Period { first, last }, covers.to.as_ref()),
            (None, _) | (_, None) => None,
        };
        let by_file = reading.of_files(&covers, files, days);
        // Records dated after the report is published are set aside: nothing is covered there.
        let published = |days: CoveredDays| match days.ends() {
            Some(ends) => days.within(Period { last: ends.last.min(self.latest), ..ends }),
            None => days,
        };
        let supply = Supply {
            is_assumed: days.is_none() && by_file.is_none(),
            days: by_file.or(days.map(CoveredDays::of)).map(published).unwrap_or_default(),
            areas: reading.of_areas(&covers, &known).into_iter().map(|(name, days)| (name, published(days))).collect(),
            gaps: source.gaps.iter().filter_map(|lapse| reading.lapse(lapse, &known)).collect(),
            quiet: source.quiet.iter().filter_map(|lapse| reading.lapse(lapse, &known)).collect(),
            breaks: source.breaks.iter().filter_map(|told| reading.told(told, &known, definitions)).collect(),
        };
        reading.found.into_result(supply).map(|(supply, _)| supply)
    }

    /// The ends that a source's cover states, without faults: `supply` reports them.
    pub(in crate::supply) fn stated_ends(&self, source: &Source) -> StatedEnds {
        let mut reading = Reading { file: self, found: Diagnostics::default() };
        reading.ends(&source.covers.clone().unwrap_or_default())
    }
}

impl Reading<'_> {
    fn ends(&mut self, covers: &CoversSpec) -> StatedEnds {
        let first = covers.from.as_ref().and_then(|day| self.day(day, End::First));
        StatedEnds { first, last: covers.to.as_ref().and_then(|day| self.day(day, End::Last)) }
    }

    /// A day, or an end of a month.
    fn day(&mut self, text: &Spanned<String>, end: End) -> Option<NaiveDate> {
        let of_month = |month: Month| match end {
            End::First => month.period().first,
            End::Last => month.period().last,
        };
        let trimmed = text.value.trim();
        let read = trimmed.parse().ok().or_else(|| Month::from_key(trimmed).map(of_month));
        if read.is_none() {
            self.found.push(
                Diagnostic::error(Code::BadDate, "a day of `covers:`, `gaps:`, `quiet:` or `breaks:` cannot be read")
                    .at(self.file.place(text))
                    .found(format!("`{}`", text.value))
                    .expected("a day such as `2024-03-31`, or a month such as `2024-03`"),
            );
        }
        read
    }

    fn in_order(&mut self, period: Period, last: Option<&Spanned<String>>) -> Option<Period> {
        if period.first <= period.last {
            return Some(period);
        }
        let fault = Diagnostic::error(Code::BadPeriod, "the period is empty")
            .found(format!("{} to {}", period.first, period.last))
            .expected("a last day that is not before the first");
        self.found.push(last.map_or(fault.clone(), |last| fault.at(self.file.place(last))));
        None
    }

    fn period(&mut self, from: &Spanned<String>, to: &Spanned<String>) -> Option<Period> {
        let (first, last) = (self.day(from, End::First), self.day(to, End::Last));
        self.in_order(Period { first: first?, last: last? }, Some(to))
    }

    fn known(&mut self, name: &Spanned<String>, what: (Code, &str), known: &[&str]) -> Option<String> {
        if known.contains(&name.value.as_str()) {
            return Some(name.value.clone());
        }
        let fault = Diagnostic::unknown(what.0, what.1, &name.value, known.iter().copied());
        self.found.push(fault.at(self.file.place(name)));
        None
    }

    fn of_areas(&mut self, covers: &CoversSpec, known: &[&str]) -> BTreeMap<String, CoveredDays> {
        let mut areas = BTreeMap::new();
        for (name, days) in &covers.areas {
            let area = self.known(name, (Code::UnknownArea, "area"), known);
            let period = self.period(&days.from, &days.to);
            areas.extend(area.zip(period.map(CoveredDays::of)));
        }
        areas
    }

    /// The days that as many files cover as on any other day; `None` where no file has days of its own.
    fn of_files(&mut self, covers: &CoversSpec, files: &[RecordFile], rest: Option<Period>) -> Option<CoveredDays> {
        let names: Vec<String> = files.iter().map(RecordFile::name).collect();
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut own: BTreeMap<String, Period> = BTreeMap::new();
        for (name, days) in &covers.files {
            let file = self.known(name, (Code::UnknownFile, "file"), &known);
            own.extend(file.zip(self.period(&days.from, &days.to)));
        }
        let all: Option<Vec<Period>> = names.iter().map(|name| own.get(name).copied().or(rest)).collect();
        if covers.files.is_empty() {
            return None;
        }
        if all.is_none() && !self.found.has_errors() {
            let first = covers.files.keys().next()?;
            self.found.push(
                Diagnostic::error(Code::CoverLeftOpen, "some files have no days")
                    .at(self.file.place(first))
                    .expected("`from:` and `to:` under `covers:` for all other files, or every file under `files:`"),
            );
        }
        Some(most_covered(&all?))
    }

    fn lapse(&mut self, lapse: &LapseSpec, known: &[&str]) -> Option<Lapse> {
        let area = lapse.area.as_ref().map(|name| self.known(name, (Code::UnknownArea, "area"), known));
        let period = self.period(&lapse.from, &lapse.to);
        let area = match area {
            Some(area) => Some(area?),
            None => None,
        };
        Some(Lapse { area, period: period?, why: lapse.why.trim().to_owned() })
    }

    fn told(&mut self, told: &BreakSpec, areas: &[&str], definitions: &IndexMap<String, Definition>) -> Option<Break> {
        let at = self.day(&told.at, End::First);
        let concerns = match &told.concerns {
            Some(name) if column(&name.value).is_some() => Concerns::Named(name.value.clone()),
            Some(name) if areas.contains(&name.value.as_str()) => Concerns::Area(name.value.clone()),
            Some(name) => {
                let known: Vec<&str> = definitions.keys().map(String::as_str).chain(areas.iter().copied()).collect();
                Concerns::Named(self.known(name, (Code::UnknownName, "column, definition or area"), &known)?)
            }
            None => Concerns::All,
        };
        Some(Break { at: at?, concerns, of: None, why: told.why.trim().trim_end_matches('.').to_owned() })
    }
}

/// The days on which as many of some periods hold as on any other day.
fn most_covered(periods: &[Period]) -> CoveredDays {
    let holding = |day: NaiveDate| periods.iter().filter(|period| period.holds(day)).count();
    let most = periods.iter().map(|period| holding(period.first)).max().unwrap_or(0);
    // Where a number of periods hold changes only at their ends.
    let mut edges: Vec<NaiveDate> =
        periods.iter().flat_map(|period| [Some(period.first), period.last.succ_opt()]).flatten().collect();
    edges.sort_unstable();
    edges.dedup();
    let runs = edges.windows(2).filter(|pair| holding(pair[0]) == most);
    CoveredDays::of_all(runs.filter_map(|pair| Some(Period { first: pair[0], last: pair[1].pred_opt()? })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(first: &str, last: &str) -> Period {
        Period { first: first.parse().unwrap(), last: last.parse().unwrap() }
    }

    #[test]
    fn files_of_years_add_up_and_files_of_areas_must_all_cover_a_day() {
        let years = [period("2022-04-01", "2023-03-31"), period("2023-04-01", "2024-03-31")];
        assert_eq!(most_covered(&years).runs(), [period("2022-04-01", "2024-03-31")]);
        let areas = [period("2022-04-01", "2024-03-31"), period("2022-04-01", "2023-06-30")];
        assert_eq!(most_covered(&areas).runs(), [period("2022-04-01", "2023-06-30")]);
    }
}
