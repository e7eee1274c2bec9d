//! Records by groups of outcomes, with those whose outcome is still open.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::axis::Axis;
use super::categories::Category;
use super::proportion::{count_column, proportion, proportion_column};
use super::{Body, Measure, Setting};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Column, Format, Role, Row, RowKind};
use sna_core::yaml::{Spanned, WordOrList};
use sna_data::query::{Counts, Dimension, Key, Question};

/// Records by year and by groups of outcomes, with the share of the first group in all and in those completed.
///
/// Completed are the records in any group: neither open nor without an outcome. The share of all falls while recent
/// records are open, so both shares are printed. An outcome that no group names is a fault, unless a group takes the rest.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcomes {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension of the rows; `financial_year` by default.
    #[schemars(with = "Option<String>")]
    pub rows: Option<Spanned<String>>,
    /// Groups by name, in the order of the columns: lists of outcomes, or `rest` for those that nothing else names. The
    /// shares are those of the first.
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub groups: IndexMap<Spanned<String>, WordOrList<Spanned<String>>>,
    /// Outcomes of records that are not yet complete.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub open: Vec<Spanned<String>>,
}

/// Where an outcome belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// The group at this position.
    Group(usize),
    /// Not yet complete.
    Open,
    /// No outcome is recorded.
    Unknown,
}

/// What an author's lists say of outcomes.
struct Grouping<'a> {
    named: BTreeMap<&'a str, Place>,
    /// The group that takes the rest.
    rest: Option<usize>,
}

impl Grouping<'_> {
    fn place(&self, outcome: &Key) -> Option<Place> {
        match outcome {
            Key::Text(name) => self.named.get(name.as_str()).copied().or(self.rest.map(Place::Group)),
            Key::Number(_) | Key::Flag(_) | Key::Missing => Some(Place::Unknown),
        }
    }
}

impl Outcomes {
    fn grouping(&self, setting: &Setting<'_>) -> Result<Grouping<'_>, Diagnostics> {
        let mut found = Diagnostics::default();
        let mut grouping = Grouping { named: BTreeMap::new(), rest: None };
        for (at, (name, outcomes)) in self.groups.iter().enumerate() {
            match outcomes {
                WordOrList::List(listed) => grouping.add(setting, listed, Place::Group(at), &mut found),
                WordOrList::Word(word) if word == "rest" && grouping.rest.is_none() => grouping.rest = Some(at),
                WordOrList::Word(word) => found.push(
                    Diagnostic::error(Code::BadGroup, format!("group `{}` cannot be read", name.value))
                        .at(setting.origin.place(name))
                        .found(format!("`{word}`"))
                        .expected("a list of outcomes, or `rest` once"),
                ),
            }
        }
        grouping.add(setting, &self.open, Place::Open, &mut found);
        if self.groups.is_empty() {
            found.push(
                Diagnostic::error(Code::NoGroups, "no group of outcomes is named").expected("groups under `groups:`"),
            );
        }
        found.into_result(grouping).map(|(grouping, _)| grouping)
    }

    fn rows(&self, setting: &Setting<'_>) -> Result<Axis, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        match &self.rows {
            Some(name) => Axis::read(setting, source, name, None),
            None => Ok(Axis::plain(Dimension::FinancialYear)),
        }
    }

    /// Outcomes that occur and that nothing names.
    fn ungrouped(&self, setting: &Setting<'_>, grouping: &Grouping<'_>, by_outcome: &Counts) -> Diagnostics {
        let fault = |(keys, count): (&Vec<Key>, &u64)| {
            let Some(Key::Text(name)) = keys.first().filter(|key| grouping.place(key).is_none()) else { return None };
            let (first, _) = self.groups.first()?;
            let fault = Diagnostic::error(
                Code::UngroupedOutcome,
                format!("no group names the outcome `{name}` ({count} records)"),
            )
            .at(setting.origin.place(first))
            .expected("every outcome in a group or under `open:`, or a group that takes the `rest`");
            let near = sna_core::diag::nearest(name, grouping.named.keys().copied());
            Some(near.map_or(fault.clone(), |near| fault.hint(format!("the lists name `{near}`"))))
        };
        by_outcome.0.iter().filter_map(fault).collect()
    }

    fn columns(&self, has_unknown: bool) -> Vec<Column> {
        let groups = self.groups.keys().map(|name| count_column(&name.value, &name.value));
        let open = (!self.open.is_empty()).then(|| count_column("open", "Not yet complete"));
        let unknown = has_unknown.then(|| count_column("unknown", "Not recorded"));
        let total = Column::new("total", "Total", Role::Total, Format::Count);
        let first = self.groups.keys().next().map_or("", |name| name.value.as_str());
        let shares = [
            proportion_column("share", &format!("{first}, of all")),
            proportion_column("share_of_completed", &format!("{first}, of completed")),
        ];
        groups.chain(open).chain(unknown).chain([total]).chain(shares).collect()
    }

    /// The cells of a row from its counts by place.
    fn cells(&self, counts: &BTreeMap<Place, u64>, has_unknown: bool) -> Vec<Cell> {
        let at = |place: Place| counts.get(&place).copied().unwrap_or(0);
        let groups: Vec<u64> = (0..self.groups.len()).map(|group| at(Place::Group(group))).collect();
        let open = (!self.open.is_empty()).then(|| at(Place::Open));
        let unknown = has_unknown.then(|| at(Place::Unknown));
        let (first, completed) = (at(Place::Group(0)), groups.iter().sum());
        let total = counts.values().sum();
        let numbers = groups.into_iter().chain(open).chain(unknown).chain([total]).map(Cell::Count);
        numbers.chain([proportion(first, total), proportion(first, completed)]).collect()
    }

    /// Outcomes that are named and that no record has: a misspelt one would be counted elsewhere unseen.
    fn absent_note(grouping: &Grouping<'_>, by_outcome: &Counts) -> Option<String> {
        let occurs = |name: &str| by_outcome.0.contains_key(&[Key::Text(name.to_owned())][..]);
        let absent: Vec<String> =
            grouping.named.keys().filter(|name| !occurs(name)).map(|name| format!("\"{name}\"")).collect();
        (!absent.is_empty()).then(|| format!("No record here has these outcomes: {}.", absent.join(", ")))
    }
}

impl<'a> Grouping<'a> {
    fn add(&mut self, setting: &Setting<'_>, listed: &'a [Spanned<String>], place: Place, found: &mut Diagnostics) {
        for outcome in listed {
            if self.named.insert(&outcome.value, place).is_some() {
                let twice = format!("the outcome `{}` is named twice", outcome.value);
                found.push(
                    Diagnostic::error(Code::OutcomeNamedTwice, twice)
                        .at(setting.origin.place(outcome))
                        .expected("each outcome in one group, or under `open:`"),
                );
            }
        }
    }
}

/// Counts by place, of one row or of all.
fn by_place(grouping: &Grouping<'_>, counts: &Counts, row: Option<&Key>) -> BTreeMap<Place, u64> {
    let mut sums = BTreeMap::new();
    for (keys, count) in &counts.0 {
        let here = row.is_none_or(|row| keys.first() == Some(row));
        if let Some(place) = keys.get(1).filter(|_| here).and_then(|outcome| grouping.place(outcome)) {
            *sums.entry(place).or_insert(0) += count;
        }
    }
    sums
}

impl Measure for Outcomes {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        let mut found = Diagnostics::default();
        found.keep(setting.require(source, "outcome", self.of.as_ref()));
        found.keep(self.grouping(setting));
        let rows = found.keep(self.rows(setting));
        let Some(rows) = rows else { return Err(found) };
        let query = setting.query(source, vec![rows.dimension, Dimension::Column("outcome")]);
        found.into_result(vec![query]).map(|(queries, _)| queries)
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let (rows, grouping) = (self.rows(setting)?, self.grouping(setting)?);
        let counts = answers.first().cloned().unwrap_or_default();
        let by_outcome = counts.by(&[1]);
        let ((), _) = self.ungrouped(setting, &grouping, &by_outcome).into_result(())?;
        let all = by_place(&grouping, &counts, None);
        let has_unknown = all.contains_key(&Place::Unknown);
        let row = |category: &Category| {
            let cells = self.cells(&by_place(&grouping, &counts, Some(&category.key)), has_unknown).into_iter();
            category.row(cells.map(|cell| rows.figure(setting, category, cell)).collect())
        };
        let mut body: Vec<Row> = rows.categories(setting, &counts.keys(0)).iter().map(row).collect();
        let cells = self.cells(&all, has_unknown);
        body.push(Row { key: "total".into(), label: "Total".into(), kind: RowKind::Total, cells });
        let completed = "Completed: all but those still open or without an outcome.".to_owned();
        let notes = [completed].into_iter().chain(Self::absent_note(&grouping, &by_outcome)).collect();
        let row_header = rows.header().to_owned();
        Ok(Body { row_header, columns: self.columns(has_unknown), rows: body, notes, ..Body::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, cell, number};
    use super::*;

    const MANIFEST: &str = "title: T
sources:
  offences: { title: O, files: offences.csv, columns: { date: date, outcome: outcome } }
";

    /// Published outcomes by year: positive, other, not yet complete, and the printed percentage.
    const PUBLISHED: [(i32, u64, u64, u64, &str); 5] = [
        (2019, 675, 1605, 5, "29.54"),
        (2020, 562, 1376, 4, "28.94"),
        (2021, 645, 1772, 13, "26.54"),
        (2022, 612, 1790, 88, "24.58"),
        (2023, 581, 1744, 194, "23.06"),
    ];

    fn records(blank: bool) -> World {
        let mut rows = vec!["date,outcome".to_owned()];
        for (year, positive, other, open, _) in PUBLISHED {
            let mut add = |number: u64, outcome: &str| {
                rows.extend((0..number).map(|at| format!("{year}-{:02}-03,{outcome}", 4 + at % 9)));
            };
            add(positive - 100, "Charged");
            add(100, "Caution");
            add(other - 300, "No suspect identified");
            add(300, "Victim declines");
            add(open, "Investigation not complete");
            add(u64::from(blank), "");
        }
        World::read(MANIFEST, &[("offences.csv", rows.join("\n") + "\n")]).with_years(2019, 2023)
    }

    const GROUPS: &str = "outcomes: { groups: { Positive outcome: [Charged, Caution], Other outcome: rest }, open: [Investigation not complete] }";

    #[test]
    fn the_published_outcomes_are_counted_and_both_shares_printed() {
        let body = records(false).table(GROUPS).unwrap();
        for (year, positive, other, open, percent) in PUBLISHED {
            let row = format!("{year}/{}", year - 1999);
            let counts = [positive, other, open, positive + other + open];
            for (column, count) in ["Positive outcome", "Other outcome", "open", "total"].iter().zip(counts) {
                assert_eq!(cell(&body, &row, column), Cell::Count(count), "{row} {column}");
            }
            assert_eq!(format!("{:.2}", number(&body, &row, "share") * 100.0), percent);
        }
        // 581 of 581 + 1,744: not 23.1 but 25.0 per cent once the open ones are out.
        assert_eq!(format!("{:.2}", number(&body, "2023/24", "share_of_completed") * 100.0), "24.99");
        let titles: Vec<&str> = body.columns.iter().map(|column| column.title.as_str()).collect();
        assert_eq!(titles[4..], ["Positive outcome, of all", "Positive outcome, of completed"]);
        assert_eq!(cell(&body, "Total", "Positive outcome"), Cell::Count(3075));
    }

    #[test]
    fn a_blank_outcome_is_in_the_total_but_not_completed() {
        let body = records(true).table(GROUPS).unwrap();
        assert_eq!(cell(&body, "2019/20", "unknown"), Cell::Count(1));
        assert_eq!(cell(&body, "2019/20", "total"), Cell::Count(2286));
        assert!((number(&body, "2019/20", "share_of_completed") - 675.0 / 2280.0).abs() < 1e-12);
    }

    #[test]
    fn a_named_outcome_without_records_is_told() {
        let misspelt = GROUPS.replace("Caution", "Cautoin");
        let body = records(false).table(&misspelt).unwrap();
        assert_eq!(body.notes[1], "No record here has these outcomes: \"Cautoin\".");
        assert_eq!(records(false).table(GROUPS).unwrap().notes.len(), 1);
    }

    #[test]
    fn what_no_group_names_is_a_fault() {
        let wrong = [
            "outcomes: { groups: { Positive: [Charged, Cautoin], Other: [Victim declines, No suspect identified] }, open: [Investigation not complete] }",
            "outcomes: { groups: { Positive: [Charged, Caution, Charged], Other: rest, More: rest, Odd: remains }, open: [Caution] }",
        ];
        let messages: Vec<String> = wrong.iter().map(|wrong| records(false).message(wrong)).collect();
        insta::assert_snapshot!(messages.join("\n----\n"));
        assert_eq!(records(false).fault("outcomes: { groups: {} }"), "no-groups");
        assert_eq!(World::people().fault("outcomes: { groups: { A: rest } }"), "missing-column");
    }

    #[test]
    fn the_five_most_frequent_other_outcomes_are_a_crosstab() {
        let top = "crosstab: { rows: outcome, columns: financial_year, order: total, top: 2 }";
        let body = records(false).table(top).unwrap();
        let rows: Vec<&str> = body.rows.iter().map(|row| row.label.as_str()).collect();
        assert_eq!(rows, ["No suspect identified", "Charged", "Other", "Total"]);
        assert_eq!(cell(&body, "Other", "2023/24"), Cell::Count(100 + 300 + 194));
    }
}
