//! Records by groups of outcomes, with those whose outcome is still open.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::axis::Axis;
use super::categories::Category;
use super::numbers::number_of;
use super::proportion::{count_column, proportion, proportion_column};
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{BodyRow, Column, Counted, Figure, Format, Role, RowKind};
use sna_core::yaml::{Spanned, WordOrList};
use sna_data::SourceFrame;
use sna_data::query::{AnswerId, Ask, Counts, Dimension, Key, Keys};

/// Records by year and by groups of outcomes, with the share of the first group in all and in those completed.
///
/// A record is completed if its outcome is in any group: it is not open or without an outcome. The share of all falls
/// while recent records are open, so both shares are printed. An outcome in no group is a mistake, unless a group takes
/// the rest.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcomes {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension of the rows; `financial_year` by default.
    #[schemars(with = "Option<String>")]
    pub rows: Option<Spanned<String>>,
    /// Groups by name, in the order of the columns: lists of outcomes, or `rest` for all others. The shares are of the
    /// first group.
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub groups: IndexMap<Spanned<String>, WordOrList<Spanned<String>>>,
    /// Outcomes of records that are not yet complete.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub open: Vec<Spanned<String>>,
}

const OUTCOME: Dimension = Dimension::Column("outcome");

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

/// The outcomes in an author's lists.
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

    /// The outcomes of a place.
    fn keys(&self, place: Place) -> Keys {
        let named = |here: bool| {
            let names = self.named.iter().filter(move |(_, known)| (**known == place) == here);
            names.map(|(name, _)| Key::Text((*name).to_owned()))
        };
        match place {
            Place::Unknown => Keys::only(&OUTCOME, &Key::Missing),
            Place::Group(group) if self.rest == Some(group) => {
                Keys::all_but(&OUTCOME, named(false).chain([Key::Missing]))
            }
            Place::Group(_) | Place::Open => Keys::any_of(&OUTCOME, named(true)),
        }
    }

    /// Outcomes that are named and that no record has: a misspelt one would be counted elsewhere unnoticed.
    fn absent_note(&self, occurring: &BTreeSet<Key>) -> Option<String> {
        let occurs = |name: &str| occurring.contains(&Key::Text(name.to_owned()));
        let absent: Vec<String> =
            self.named.keys().filter(|name| !occurs(name)).map(|name| format!("\"{name}\"")).collect();
        (!absent.is_empty()).then(|| format!("No record here has these outcomes: {}.", absent.join(", ")))
    }
}

impl Outcomes {
    fn grouping(&self, at: &At<'_>) -> Result<Grouping<'_>, Diagnostics> {
        let mut found = Diagnostics::default();
        let mut grouping = Grouping { named: BTreeMap::new(), rest: None };
        for (group, (name, outcomes)) in self.groups.iter().enumerate() {
            match outcomes {
                WordOrList::List(listed) => grouping.add(at, listed, Place::Group(group), &mut found),
                WordOrList::Word(word) if word == "rest" && grouping.rest.is_none() => grouping.rest = Some(group),
                WordOrList::Word(word) => found.push(
                    Diagnostic::error(Code::BadGroup, format!("group `{}` cannot be read", name.value))
                        .at(at.origin.place(name))
                        .found(format!("`{word}`"))
                        .expected("a list of outcomes, or `rest` once"),
                ),
            }
        }
        grouping.add(at, &self.open, Place::Open, &mut found);
        if self.groups.is_empty() {
            found.push(
                Diagnostic::error(Code::NoGroups, "`groups:` does not name a group of outcomes")
                    .expected("groups under `groups:`"),
            );
        }
        found.into_result(grouping).map(|(grouping, _)| grouping)
    }

    fn rows(&self, at: &At<'_>, source: &SourceFrame) -> Result<Axis, Diagnostics> {
        match &self.rows {
            Some(name) => Axis::read(at, source, name, None),
            None => Ok(Axis::plain(at.years())),
        }
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
        let most = (!self.open.is_empty())
            .then(|| Column::new("most", &format!("{first} at most"), Role::Derived, Format::Count));
        groups.chain(open).chain(unknown).chain([total]).chain(shares).chain(most).collect()
    }
}

impl<'a> Grouping<'a> {
    fn add(&mut self, at: &At<'_>, listed: &'a [Spanned<String>], place: Place, found: &mut Diagnostics) {
        for outcome in listed {
            if self.named.insert(&outcome.value, place).is_some() {
                let twice = format!("the outcome `{}` is named twice", outcome.value);
                found.push(
                    Diagnostic::error(Code::OutcomeNamedTwice, twice)
                        .at(at.origin.place(outcome))
                        .expected("each outcome in one group, or under `open:`"),
                );
            }
        }
    }
}

/// Records by groups of outcomes whose question is asked.
struct LaidOutcomes<'a> {
    options: &'a Outcomes,
    at: At<'a>,
    grouping: Grouping<'a>,
    rows: Axis,
    counts: AnswerId,
}

impl Measure for Outcomes {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        let mut found = Diagnostics::default();
        found.keep(at.require(source, OUTCOME.name(), self.of.as_ref()));
        let grouping = found.keep(self.grouping(&at));
        let rows = found.keep(self.rows(&at, source));
        let (Some(grouping), Some(rows), false) = (grouping, rows, found.has_errors()) else { return Err(found) };
        let counts = ask.records(source, at.scope, [rows.dimension.clone(), OUTCOME]);
        Ok(Box::new(LaidOutcomes { options: self, at, grouping, rows, counts }))
    }
}

impl LaidOutcomes<'_> {
    /// Outcomes that occur and that nothing names.
    fn ungrouped(&self, counts: &Counts, occurring: &BTreeSet<Key>) -> Diagnostics {
        let fault = |key: &Key| {
            let Key::Text(name) = key else { return None };
            let ((first, _), None) = (self.options.groups.first()?, self.grouping.place(key)) else { return None };
            let count = counts.sum([Keys::only(&OUTCOME, key)]).value();
            let fault = Diagnostic::error(
                Code::UngroupedOutcome,
                format!("the outcome `{name}` is not in any group ({})", number_of(count, "record", "records")),
            )
            .at(self.at.origin.place(first))
            .expected("every outcome in a group or under `open:`, or a group that takes the `rest`");
            let near = sna_core::diag::nearest(name, self.grouping.named.keys().copied());
            Some(near.map_or(fault.clone(), |near| fault.hint(format!("the lists name `{near}`"))))
        };
        occurring.iter().filter_map(fault).collect()
    }

    /// The cells of a row, or of all records.
    fn cells(&self, counts: &Counts, row: Option<&Category>, has_unknown: bool) -> Vec<Figure> {
        let of_row: Vec<Keys> = row.map(|row| self.rows.of(row)).into_iter().collect();
        let at = |place: Place| counts.sum(of_row.iter().cloned().chain([self.grouping.keys(place)]));
        let groups: Vec<Counted> = (0..self.options.groups.len()).map(|group| at(Place::Group(group))).collect();
        let open = (!self.options.open.is_empty()).then(|| at(Place::Open));
        let unknown = has_unknown.then(|| at(Place::Unknown));
        let total = counts.sum(of_row.iter().cloned());
        let first = groups.first().map_or(0, Counted::value);
        let shares = [proportion(first, total.value()), proportion(first, groups.iter().map(Counted::value).sum())];
        // Every record without an outcome so far may yet end as the first group.
        let most = open.clone().zip(groups.first().cloned()).map(|(open, mut most)| {
            most += open;
            unknown.iter().for_each(|unknown| most += unknown.clone());
            most
        });
        let numbers = groups.into_iter().chain(open).chain(unknown).chain([total]).map(Figure::Count);
        numbers.chain(shares).chain(most.map(Figure::Count)).collect()
    }
}

impl Laid for LaidOutcomes<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let (counts, rows) = (&answered[self.counts], &self.rows);
        let occurring = counts.keys(&OUTCOME);
        let ((), _) = self.ungrouped(counts, &occurring).into_result(())?;
        let has_unknown = occurring.contains(&Key::Missing);
        let row = |category: &Category| {
            let cells = self.cells(counts, Some(category), has_unknown).into_iter();
            category.row(cells.map(|cell| rows.figure(&self.at, answered, category, cell)).collect())
        };
        let mut body: Vec<BodyRow> = rows.listed(&self.at, counts).iter().map(row).collect();
        let cells = self.cells(counts, None, has_unknown);
        body.push(BodyRow { key: "total".into(), label: "Total".into(), kind: RowKind::Total, cells });
        let completed = "Completed: all except those still open or without an outcome.".to_owned();
        let most = self.options.groups.keys().next().filter(|_| !self.options.open.is_empty());
        let most = most.map(|first| {
            format!("{} at most: with all that are still open or without an outcome. The number so far can only grow towards it.", first.value)
        });
        let notes = [completed].into_iter().chain(most).chain(self.grouping.absent_note(&occurring)).collect();
        let row_header = rows.header().to_owned();
        Ok(Body { row_header, columns: self.options.columns(has_unknown), rows: body, notes, ..Body::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, cell, number};
    use sna_core::document::Cell;

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
        assert_eq!(
            titles[4..],
            ["Positive outcome, of all", "Positive outcome, of completed", "Positive outcome at most"]
        );
        // The 194 cases of 2023/24 that are open could all end well: 581 and 194 are 775, more than the 675 of 2019/20.
        assert_eq!(cell(&body, "2023/24", "most"), Cell::Count(775));
        assert!(number(&body, "2019/20", "most") >= 675.0);
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
        assert_eq!(body.notes[2], "No record here has these outcomes: \"Cautoin\".");
        assert_eq!(records(false).table(GROUPS).unwrap().notes.len(), 2);
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
