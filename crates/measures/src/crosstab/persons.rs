//! Persons in a crosstab: each once in every row and column where they have a record, and once in each total.

use super::super::Answered;
use super::super::axis::Axis;
use super::super::grid::{Assembled, Grid};
use super::super::numbers::number_of;
use super::{Axes, LaidCrosstab};
use sna_core::columns::Kind;
use sna_core::document::{Cell, Counted, Format};
use sna_data::query::{AnswerId, Ask, Dimension, Keys, Persons, Side, Sum};

/// The questions of a table of persons.
pub(super) struct AskedPersons {
    /// How many there are in each cell.
    pub counts: AnswerId,
    /// Those of each row, where one person can be in several columns.
    rows: Option<AnswerId>,
    /// Those of each column, where one person can be in several rows.
    columns: Option<AnswerId>,
    /// In how many rows each person is, where that can be several.
    over_rows: Option<Persons>,
    /// In how many columns each person is, where that can be several and columns are not times.
    over_columns: Option<Persons>,
}

/// Whether a person has one value of a dimension: the latest age, the sex or ethnicity that all their records give. Of others, such
/// as the district, the year or the offence, one person can have several.
fn is_of_person(axis: &Axis) -> bool {
    match &axis.dimension {
        Dimension::Age(_) => true,
        Dimension::Column(name) => {
            matches!(axis.dimension.column().kind, Kind::Sex | Kind::Ethnicity) || *name == "ethnic_group"
        }
        Dimension::FinancialYear
        | Dimension::Year
        | Dimension::Quarter
        | Dimension::Month
        | Dimension::Weekday
        | Dimension::Hour => false,
    }
}

/// Whether one person can be in several rows.
pub(super) fn can_be_in_several(axis: &Axis) -> bool {
    !is_of_person(axis)
}

impl Axes {
    pub(super) fn ask_persons(&self, side: &Side, ask: &mut Ask<'_>) -> AskedPersons {
        let across = self.columns.as_ref();
        let mut by = |axes: &[&Axis]| {
            let (known, several): (Vec<&Axis>, Vec<&Axis>) = axes.iter().partition(|axis| is_of_person(axis));
            let named = |axes: Vec<&Axis>| axes.into_iter().map(|axis| axis.dimension.clone()).collect();
            ask.persons_of(side.clone(), named(several), named(known)).answer
        };
        let all: Vec<&Axis> = [&self.rows].into_iter().chain(across).collect();
        let counts = by(&all);
        let rows = across.filter(|axis| can_be_in_several(axis)).map(|_| by(&[&self.rows]));
        let columns = can_be_in_several(&self.rows).then(|| by(&across.into_iter().collect::<Vec<_>>()));
        let mut over = |axis: &Axis| {
            let sum = Sum::Values(axis.dimension.clone());
            ask.persons_of(Side { sum, ..side.clone() }.in_part(), Vec::new(), Vec::new())
        };
        let over_rows = can_be_in_several(&self.rows).then(|| over(&self.rows));
        let over_columns = across.filter(|axis| can_be_in_several(axis) && !axis.is_time()).map(over);
        AskedPersons { counts, rows, columns, over_rows, over_columns }
    }
}

impl LaidCrosstab<'_> {
    /// Puts each person once into the total of each column.
    pub(super) fn count_once_in_columns(&self, answered: &Answered<'_>, grid: &Grid, table: &mut Assembled) {
        let Some(columns) = self.persons.as_ref().and_then(|asked| asked.columns) else { return };
        let persons = &answered[columns];
        let sums: Vec<Counted> = match &self.axes.columns {
            Some(across) => grid.columns.iter().map(|column| persons.sum([across.of(column)])).collect(),
            None => vec![persons.all()],
        };
        table.set_sums(sums);
    }

    /// Puts each person once into the total of each row, and once into that of all.
    pub(super) fn count_once_in_rows(&self, answered: &Answered<'_>, grid: &Grid, table: &mut Assembled) {
        let Some(asked) = &self.persons else { return };
        if let Some(rows) = asked.rows {
            table.totals = self.pooled_totals(grid, &answered[rows]);
        }
        let all = asked.over_rows.map(|over| answered[over.answer].all());
        if let (Some(all), Some(last)) = (all, table.totals.last_mut()) {
            *last = all;
        }
    }

    /// Which persons are counted how often.
    pub(super) fn persons_notes(&self, answered: &Answered<'_>, table: &Assembled) -> Vec<String> {
        let Some(asked) = &self.persons else { return Vec::new() };
        let once = match (asked.over_rows.is_some(), self.axes.columns.is_some()) {
            (false, _) => "Each person counts once in each column, however many records they have.",
            (true, false) => "Each person counts once in every row in which they have a record, and once in the total.",
            (true, true) => {
                "Each person counts once in every row and column in which they have a record, and once in each total."
            }
        };
        let several = |over: Option<Persons>, what: &str, sum: u64| {
            let over = over?;
            let several = answered[over.answer].sum([Keys::band(over.records, 2, None)]).value();
            let more = sum.saturating_sub(answered[over.answer].total());
            let (who, verb) = (number_of(several, "person", "people"), if several == 1 { "is" } else { "are" });
            let more = Cell::Count(more).print(Format::Count);
            (several > 0)
                .then(|| format!("The {what} add up to {more} more than the total: {who} {verb} in more than one."))
        };
        let of_rows = table.totals.split_last().map_or(0, |(_, rows)| rows.iter().map(Counted::value).sum());
        let of_columns = table.counts.last().map_or(0, |counts| counts.iter().map(Counted::value).sum());
        let told = [several(asked.over_rows, "rows", of_rows), several(asked.over_columns, "columns", of_columns)];
        [once.to_owned()].into_iter().chain(told.into_iter().flatten()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{World, cell};
    use sna_core::document::Cell;

    /// V1 is a victim in both districts, V2 in the North, V3 in the South.
    #[test]
    fn a_person_of_two_districts_is_in_both_and_once_in_the_total() {
        let body = World::districts().table("crosstab: { of: victims, rows: district, count: persons }").unwrap();
        for (row, persons) in [("North", 2), ("South", 2), ("total", 3)] {
            assert_eq!(cell(&body, row, "count"), Cell::Count(persons), "{row}");
        }
        assert_eq!(
            body.notes,
            [
                "Each person counts once in every row in which they have a record, and once in the total.",
                "The rows add up to 1 more than the total: 1 person is in more than one."
            ]
        );
    }

    #[test]
    fn districts_as_columns_and_times_as_columns_follow_the_same_rule() {
        let world = World::districts();
        let of = "crosstab: { of: victims, rows: sex, columns: district, count: persons }";
        let body = world.table(of).unwrap();
        assert_eq!((cell(&body, "Female", "North"), cell(&body, "Female", "South")), (Cell::Count(1), Cell::Count(1)));
        assert_eq!((cell(&body, "Female", "total"), cell(&body, "total", "total")), (Cell::Count(1), Cell::Count(3)));
        assert_eq!(body.notes[1], "The columns add up to 1 more than the total: 1 person is in more than one.");
        let of = "crosstab: { of: victims, rows: district, columns: financial_year, count: persons }";
        let body = world.table(of).unwrap();
        assert_eq!(
            (cell(&body, "North", "2023/24"), cell(&body, "total", "2023/24")),
            (Cell::Count(2), Cell::Count(3))
        );
        assert_eq!(cell(&body, "total", "total"), Cell::Count(3));
    }

    #[test]
    fn in_the_report_of_a_district_only_its_own_rows_have_persons() {
        let world = World::districts().with_area("North");
        let body = world.table("crosstab: { of: victims, rows: district, count: persons }").unwrap();
        assert_eq!((cell(&body, "North", "count"), cell(&body, "total", "count")), (Cell::Count(2), Cell::Count(2)));
        assert_eq!(body.notes.len(), 1, "nobody is in two rows: {:?}", body.notes);
    }

    #[test]
    fn rows_of_which_a_person_has_several_are_not_put_together() {
        let of = "crosstab: { of: victims, rows: district, count: persons, top: 1 }";
        assert_eq!(World::districts().fault(of), "persons-in-other");
    }
}
