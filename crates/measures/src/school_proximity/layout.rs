//! The rows of a table of school proximity: groups and years, or the places.

use super::super::axis::Axis;
use super::super::categories::Category;
use super::super::proportion::{count_column, proportion, proportion_column};
use super::super::{Body, Setting};
use super::QUESTIONS;
use sna_core::document::{BodyRow, Column, Figure, Format, Role, RowKind};
use sna_data::query::{Grouped, Key};

/// Answers, four for each group, and what they are laid out by.
pub(super) struct Laid<'a> {
    /// Names of the groups that are conditions; none where groups are rows of a dimension.
    pub names: Vec<&'a str>,
    /// The dimension of the groups.
    pub rows: Option<Axis>,
    /// The dimension of the years.
    pub years: Option<Axis>,
    /// Of school age and at each place, by group and year.
    pub answers: &'a [Grouped],
}

/// One group: its name, its position among the answers, its key in them, and what its rows are.
#[derive(Clone)]
struct Group {
    name: Option<String>,
    at: usize,
    key: Option<Key>,
    kind: RowKind,
}

/// Records of school age, and those at each place.
struct Counted {
    school_age: u64,
    places: [u64; 3],
}

impl Counted {
    fn at_or_near(&self) -> u64 {
        self.places.iter().sum()
    }

    fn cells(&self) -> Vec<Figure> {
        let at_or_near = self.at_or_near();
        let first = [
            Figure::undeclared(self.school_age),
            Figure::undeclared(at_or_near),
            proportion(at_or_near, self.school_age),
        ];
        first.into_iter().chain(self.places.map(Figure::undeclared)).collect()
    }
}

/// The places, by key and by title.
const PLACES: [(&str, &str); 3] =
    [("at", "At a school"), ("near_secondary", "Near a secondary school"), ("near_primary", "Near a primary school")];

impl Laid<'_> {
    fn counted(&self, group: usize, key: Option<&Key>, year: Option<&Key>) -> Counted {
        let year_at = usize::from(self.rows.is_some());
        let inside = |keys: &[Key]| {
            key.is_none_or(|key| keys.first() == Some(key)) && year.is_none_or(|year| keys.get(year_at) == Some(year))
        };
        let sum = |question: usize| {
            let counts = self.answers.get(group * QUESTIONS + question);
            counts.map_or(0, |counts| counts.0.iter().filter(|(keys, _)| inside(keys)).map(|(_, count)| count).sum())
        };
        Counted { school_age: sum(0), places: [sum(1), sum(2), sum(3)] }
    }

    fn list(&self, setting: &Setting<'_>) -> Vec<Group> {
        if let Some(rows) = &self.rows {
            let occurring = self.answers.first().map(|counts| counts.keys(0)).unwrap_or_default();
            let group = |category: Category| {
                let kind = if category.key == Key::Missing { RowKind::Unknown } else { RowKind::Body };
                Group { name: Some(category.label), at: 0, key: Some(category.key), kind }
            };
            return rows.categories(setting, &occurring).into_iter().map(group).collect();
        }
        let named =
            |(at, name): (usize, &&str)| Group { name: Some((*name).to_owned()), at, key: None, kind: RowKind::Body };
        self.names.iter().enumerate().map(named).collect()
    }

    /// Groups with their years, and totals where they add up.
    pub(super) fn groups(&self, setting: &Setting<'_>) -> Body {
        let groups = self.list(setting);
        let mut rows: Vec<BodyRow> = groups.iter().flat_map(|group| self.group_rows(setting, group)).collect();
        if self.names.is_empty() {
            let all = Group { name: None, at: 0, key: None, kind: RowKind::Total };
            if groups.is_empty() {
                rows.extend(self.year_rows(setting, &all));
            }
            rows.push(BodyRow {
                key: "total".into(),
                label: "Total".into(),
                kind: RowKind::Total,
                cells: self.counted(0, None, None).cells(),
            });
        }
        let header = |axis: &Option<Axis>| axis.as_ref().map(Axis::header);
        let row_header = match (header(&self.rows), self.names.is_empty(), header(&self.years)) {
            (None, true, years) => years.unwrap_or("Victims").to_owned(),
            (rows, _, None) => rows.unwrap_or("Group").to_owned(),
            (rows, _, Some(_)) => format!("{} and year", rows.unwrap_or("Group")),
        };
        Body { row_header, columns: columns(), rows, ..Body::default() }
    }

    /// A group's years and their sum, or the group alone.
    fn group_rows(&self, setting: &Setting<'_>, group: &Group) -> Vec<BodyRow> {
        let name = group.name.clone().unwrap_or_default();
        let cells = self.counted(group.at, group.key.as_ref(), None).cells();
        let years = self.year_rows(setting, group);
        match years.is_empty() {
            true => vec![BodyRow { key: name.clone(), label: name, kind: group.kind, cells }],
            false => {
                let label = format!("{name}, all years");
                years.into_iter().chain([BodyRow { key: name, label, kind: RowKind::Total, cells }]).collect()
            }
        }
    }

    fn year_rows(&self, setting: &Setting<'_>, group: &Group) -> Vec<BodyRow> {
        let Some(years) = &self.years else { return Vec::new() };
        let year_at = usize::from(self.rows.is_some());
        let occurring = self.answers.iter().flat_map(|counts| counts.keys(year_at)).collect();
        let row = |year: Category| {
            let cells = self.counted(group.at, group.key.as_ref(), Some(&year.key)).cells().into_iter();
            let label =
                group.name.as_ref().map_or_else(|| year.label.clone(), |name| format!("{name}, {}", year.label));
            let cells = cells.map(|cell| years.figure(&setting.known(), &year, cell)).collect();
            let kind = if group.kind == RowKind::Unknown { RowKind::Unknown } else { RowKind::Body };
            BodyRow { key: label.clone(), label, kind, cells }
        };
        years.categories(setting, &occurring).into_iter().map(row).collect()
    }

    /// How those at or near a school fall to the places.
    pub(super) fn places(&self) -> Body {
        let counted = self.counted(0, None, None);
        let all = counted.at_or_near();
        let cells = |number: u64| vec![Figure::undeclared(number), proportion(number, all)];
        let place = |((key, title), number): (&(&str, &str), &u64)| BodyRow {
            key: (*key).to_owned(),
            label: (*title).to_owned(),
            kind: RowKind::Body,
            cells: cells(*number),
        };
        let rows = PLACES.iter().zip(&counted.places).map(place);
        let total = BodyRow { key: "total".into(), label: "Total".into(), kind: RowKind::Total, cells: cells(all) };
        let columns = vec![count_column("count", "Number"), proportion_column("share", "Share of total")];
        Body { row_header: "Place".to_owned(), columns, rows: rows.chain([total]).collect(), ..Body::default() }
    }
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
