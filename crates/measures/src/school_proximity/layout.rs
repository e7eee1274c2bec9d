//! The rows of a table of school proximity: groups and years, or the places.

use std::collections::BTreeSet;

use super::super::axis::Axis;
use super::super::categories::Category;
use super::super::proportion::{count_column, proportion, proportion_column};
use super::super::{Answered, At, Body};
use super::Shown;
use sna_core::document::{BodyRow, Column, Counted, Figure, Format, Role, RowKind};
use sna_data::query::{AnswerId, Key, Keys};

/// School proximity whose questions are asked.
pub(super) struct LaidProximity<'a> {
    pub at: At<'a>,
    pub show: Shown,
    /// The groups that are conditions; if there are none, one without a name for all records.
    pub groups: Vec<Group>,
    /// The dimension whose values are the groups, where no condition is.
    pub rows: Option<Axis>,
    /// The dimension of the years.
    pub years: Option<Axis>,
    /// Notes that do not depend on the answers.
    pub notes: Vec<String>,
}

/// What was asked of a group's records, by row and year.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// With a victim of school age.
    pub school_age: AnswerId,
    /// Of those at a school, near a secondary school, near a primary school.
    pub places: [AnswerId; 3],
}

/// One group: its name, where its records are among the answers, and what its rows are.
#[derive(Clone)]
pub(super) struct Group {
    name: Option<String>,
    asked: Asked,
    /// Its key, where it is a row of a dimension.
    keys: Option<Keys>,
    kind: RowKind,
}

impl Group {
    /// A group that is a condition; all records where it has no name.
    pub(super) fn of(name: Option<&str>, asked: Asked) -> Self {
        let kind = if name.is_some() { RowKind::Body } else { RowKind::Total };
        Self { name: name.map(str::to_owned), asked, keys: None, kind }
    }
}

/// Records of school age, and those at each place.
struct Pupils {
    school_age: Counted,
    places: [Counted; 3],
}

impl Pupils {
    fn at_or_near(&self) -> Counted {
        self.places.iter().sum()
    }

    fn cells(self) -> Vec<Figure> {
        let at_or_near = self.at_or_near();
        let share = proportion(at_or_near.value(), self.school_age.value());
        let first = [Figure::Count(self.school_age), Figure::Count(at_or_near), share];
        first.into_iter().chain(self.places.map(Figure::Count)).collect()
    }
}

/// The places, by key and by title.
const PLACES: [(&str, &str); 3] =
    [("at", "At a school"), ("near_secondary", "Near a secondary school"), ("near_primary", "Near a primary school")];

impl LaidProximity<'_> {
    fn pupils(&self, answered: &Answered<'_>, group: &Group, year: Option<&Category>) -> Pupils {
        let of_year = self.years.as_ref().and_then(|years| year.map(|year| years.of(year)));
        let keys: Vec<Keys> = group.keys.iter().cloned().chain(of_year).collect();
        let sum = |answer: AnswerId| answered[answer].sum(keys.iter().cloned());
        Pupils { school_age: sum(group.asked.school_age), places: group.asked.places.map(sum) }
    }

    /// All records, where no group is a condition: only then do groups add up.
    fn all(&self) -> Option<&Group> {
        self.groups.first().filter(|group| group.name.is_none())
    }

    /// The groups with rows of their own.
    fn list(&self, answered: &Answered<'_>) -> Vec<Group> {
        let Some(all) = self.all() else { return self.groups.clone() };
        let Some(rows) = &self.rows else { return Vec::new() };
        let group = |category: Category| {
            let kind = if category.key == Key::Missing { RowKind::Unknown } else { RowKind::Body };
            Group { keys: Some(rows.of(&category)), name: Some(category.label), asked: all.asked, kind }
        };
        rows.listed(&self.at, &answered[all.asked.school_age]).into_iter().map(group).collect()
    }

    /// Groups with their years, and totals where they add up.
    pub(super) fn groups_body(&self, answered: &Answered<'_>) -> Body {
        let groups = self.list(answered);
        let mut rows: Vec<BodyRow> = groups.iter().flat_map(|group| self.group_rows(answered, group)).collect();
        if let Some(all) = self.all() {
            if groups.is_empty() {
                rows.extend(self.year_rows(answered, all));
            }
            rows.push(total(self.pupils(answered, all, None).cells()));
        }
        Body { row_header: self.row_header(), columns: columns(), rows, ..Body::default() }
    }

    fn row_header(&self) -> String {
        let header = |axis: &Option<Axis>| axis.as_ref().map(Axis::header);
        match (header(&self.rows), self.all().is_some(), header(&self.years)) {
            (None, true, years) => years.unwrap_or("Victims").to_owned(),
            (rows, _, None) => rows.unwrap_or("Group").to_owned(),
            (rows, _, Some(_)) => format!("{} and year", rows.unwrap_or("Group")),
        }
    }

    /// A group's years and their sum, or the group alone.
    fn group_rows(&self, answered: &Answered<'_>, group: &Group) -> Vec<BodyRow> {
        let name = group.name.clone().unwrap_or_default();
        let cells = self.pupils(answered, group, None).cells();
        let years = self.year_rows(answered, group);
        match years.is_empty() {
            true => vec![BodyRow { key: name.clone(), label: name, kind: group.kind, cells }],
            false => {
                let label = format!("{name}, all years");
                years.into_iter().chain([BodyRow { key: name, label, kind: RowKind::Total, cells }]).collect()
            }
        }
    }

    fn year_rows(&self, answered: &Answered<'_>, group: &Group) -> Vec<BodyRow> {
        let Some(years) = &self.years else { return Vec::new() };
        let row = |year: Category| {
            let cells = self.pupils(answered, group, Some(&year)).cells().into_iter();
            let label =
                group.name.as_ref().map_or_else(|| year.label.clone(), |name| format!("{name}, {}", year.label));
            let cells = cells.map(|cell| years.figure(&self.at, answered, &year, cell)).collect();
            let kind = if group.kind == RowKind::Unknown { RowKind::Unknown } else { RowKind::Body };
            BodyRow { key: label.clone(), label, kind, cells }
        };
        years.categories(&self.at, &self.occurring_years(answered, years)).into_iter().map(row).collect()
    }

    fn occurring_years(&self, answered: &Answered<'_>, years: &Axis) -> BTreeSet<Key> {
        let answers =
            self.groups.iter().flat_map(|group| [group.asked.school_age].into_iter().chain(group.asked.places));
        answers.flat_map(|answer| years.occurring(&answered[answer])).collect()
    }

    /// How many of those at or near a school are at each place.
    pub(super) fn places_body(&self, answered: &Answered<'_>) -> Body {
        let columns = vec![count_column("count", "Number"), proportion_column("share", "Share of total")];
        let rows = self.all().map(|all| place_rows(self.pupils(answered, all, None))).unwrap_or_default();
        Body { row_header: "Place".to_owned(), columns, rows, ..Body::default() }
    }
}

fn place_rows(pupils: Pupils) -> Vec<BodyRow> {
    let all = pupils.at_or_near();
    let whole = all.value();
    let cells = |number: Counted| {
        let share = proportion(number.value(), whole);
        vec![Figure::Count(number), share]
    };
    let place = |((key, title), number): (&(&str, &str), Counted)| BodyRow {
        key: (*key).to_owned(),
        label: (*title).to_owned(),
        kind: RowKind::Body,
        cells: cells(number),
    };
    PLACES.iter().zip(pupils.places).map(place).chain([total(cells(all))]).collect()
}

fn total(cells: Vec<Figure>) -> BodyRow {
    BodyRow { key: "total".into(), label: "Total".into(), kind: RowKind::Total, cells }
}

fn columns() -> Vec<Column> {
    let first = [
        count_column("school_age", "Victim of school age"),
        count_column("at_or_near", "At or near a school"),
        proportion_column("share", "Share at or near a school"),
    ];
    let places = PLACES.iter().map(|(key, title)| Column::new(key, title, Role::Derived, Format::Count));
    first.into_iter().chain(places).collect()
}
