//! What a column of records is. Reading, SQL, groupings, tables, messages, `explain` and the reference page all take their
//! facts from the one registry, [`COLUMNS`].

mod ethnicity;
mod registry;

pub use ethnicity::{ETHNIC_GROUPS, ETHNICITY_CODES, EthnicityCode};
pub use registry::COLUMNS;

/// The name of the source whose records other records may belong to; these then have the columns of their offence.
pub const OFFENCES: &str = "offences";

/// The name of the column whose values are the manifest's areas.
pub const DISTRICT: &str = "district";

/// A column that conditions, measures and manifests can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// What it means, as the reference page says it.
    pub doc: &'static str,
    /// The header over its values in tables.
    pub header: &'static str,
    /// What tables call the records that have no value.
    pub missing: &'static str,
    /// Which values tables list.
    pub values: Values,
    /// About how many times more cells a grouping has with it. Real records fill few of the combinations of offence,
    /// group and weapon, so a column that follows from another counts for little. For [`Values::Areas`] the manifest
    /// is more exact.
    pub spread: u64,
    /// Whether a column of a file can be read as it.
    pub is_role: bool,
    /// How it is made where no column of a file is read as it.
    pub made: Option<Made>,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text that names a record, unique where it is given.
    Identifier,
    /// A date or a month.
    Date,
    /// April to March.
    FinancialYear,
    /// January to December.
    Year,
    /// January to March, and so on.
    Quarter,
    /// A calendar month.
    Month,
    /// A day of the week.
    Weekday,
    /// A whole number from 0 to 23.
    Hour,
    /// A name from a list.
    Category,
    /// The name of an area, such as a district.
    Area,
    /// The name of a spot, such as a street or a cell of a grid.
    Spot,
    /// Yes, no or not recorded.
    Flag,
    /// Text that names the offence a record belongs to.
    Offence,
    /// A pseudonym: the same for all records of one person.
    Person,
    /// Whole years at the time of the offence, 0 to 110.
    Age,
    /// A date of birth, from which an age is worked out.
    BirthDate,
    /// `Male` or `Female`.
    Sex,
    /// A code of self-defined ethnicity, such as `W1`.
    Ethnicity,
    /// Metres east or north on the British National Grid, or degrees.
    Coordinate,
}

/// The values that a table lists for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// Those that occur in the records.
    Occurring,
    /// Every financial year of the period.
    FinancialYears,
    /// Every calendar year of the period.
    Years,
    /// Every calendar quarter of the period.
    Quarters,
    /// Every month of the period.
    Months,
    /// Every area of the manifest.
    Areas,
    /// Every whole number from the first to the last.
    Numbers(i64, i64),
    /// Each of these names.
    Names(&'static [&'static str]),
    /// Each of these codes, which tables write out in words.
    Codes(&'static [EthnicityCode]),
}

/// How a column is made when the data are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// From what.
    pub from: MadeFrom,
    /// What it then contains, as `explain` says it.
    pub how: &'static str,
}

/// What a column is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeFrom {
    /// Another column.
    Column(&'static str),
    /// The record's point, compared with the boundaries and schools of the manifest.
    Point,
}

impl Kind {
    /// What a column of a file contains if it is read as a column of this kind.
    pub fn holds(self) -> &'static str {
        match self {
            Self::Identifier => "text, unique where given",
            Self::Date => "date or month",
            Self::FinancialYear | Self::Year | Self::Quarter | Self::Month | Self::Weekday | Self::Offence => "text",
            Self::Hour => "0 to 23",
            Self::Category | Self::Area | Self::Spot => "name",
            Self::Flag => "yes, no or blank",
            Self::Person => "text or blank",
            Self::Age => "0 to 110, or blank",
            Self::BirthDate => "date or blank",
            Self::Sex => "male, female or blank",
            Self::Ethnicity => "code or blank",
            Self::Coordinate => "number or blank",
        }
    }

    /// Whether records can be counted by it.
    pub fn is_dimension(self) -> bool {
        match self {
            Self::FinancialYear | Self::Year | Self::Quarter | Self::Month | Self::Weekday | Self::Hour => true,
            Self::Category | Self::Area | Self::Spot | Self::Flag | Self::Age | Self::Sex | Self::Ethnicity => true,
            Self::Identifier | Self::Date | Self::Offence | Self::Person | Self::BirthDate | Self::Coordinate => false,
        }
    }

    /// Whether its values are names that are kept as the file gives them.
    pub fn is_name(self) -> bool {
        matches!(self, Self::Category | Self::Area | Self::Spot)
    }
}

impl Column {
    /// Whether its values are places.
    pub fn is_place(&self) -> bool {
        matches!(self.kind, Kind::Area | Kind::Spot)
    }

    /// A value as tables write it: what a code stands for, any other text unchanged.
    pub fn label<'t>(&self, text: &'t str) -> &'t str {
        match self.values {
            Values::Codes(codes) => codes.iter().find(|known| known.code == text).map_or(text, |known| known.label),
            Values::Occurring
            | Values::FinancialYears
            | Values::Years
            | Values::Quarters
            | Values::Months
            | Values::Areas
            | Values::Numbers(..)
            | Values::Names(_) => text,
        }
    }

    /// The column that this one is made from; `None` where it is read from a file or made from a point.
    pub fn derived_from(&self) -> Option<&'static str> {
        match self.made {
            Some(Made { from: MadeFrom::Column(from), .. }) if !self.is_role => Some(from),
            Some(_) | None => None,
        }
    }
}

/// The column of this name.
pub fn column(name: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.name == name)
}

/// The column of this name, if a column of a file can be read as it.
pub fn role(name: &str) -> Option<&'static Column> {
    column(name).filter(|column| column.is_role)
}

/// The columns that a column of a file can be read as: the roles it can play.
pub fn roles() -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(|column| column.is_role)
}

/// The columns that are always made from another, each with the name of that column.
pub fn derived() -> impl Iterator<Item = (&'static Column, &'static str)> {
    COLUMNS.iter().filter_map(|column| Some((column, column.derived_from()?)))
}

/// Names of the columns whose values are places: areas, then spots.
pub fn places() -> Vec<&'static str> {
    let of_kind = |kind| COLUMNS.iter().filter(move |column| column.kind == kind);
    of_kind(Kind::Area).chain(of_kind(Kind::Spot)).map(|column| column.name).collect()
}

/// Whether the values of the column of this name are places.
pub fn is_place(name: &str) -> bool {
    column(name).is_some_and(Column::is_place)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_column_is_registered_once_and_made_from_registered_ones() {
        let names: BTreeSet<&str> = COLUMNS.iter().map(|column| column.name).collect();
        assert_eq!(names.len(), COLUMNS.len());
        for column in COLUMNS {
            assert!(column.is_role || column.made.is_some(), "`{}` comes from nowhere", column.name);
            if let Some(Made { from: MadeFrom::Column(from), .. }) = column.made {
                assert!(role(from).is_some(), "`{}` is made from `{from}`", column.name);
            }
        }
    }

    #[test]
    fn a_column_that_is_counted_by_has_its_words() {
        for column in COLUMNS.iter().filter(|column| column.kind.is_dimension()) {
            assert!(!column.header.is_empty() && !column.missing.is_empty() && column.spread > 1, "{column:?}");
        }
        let words = |name: &str| column(name).map(|column| (column.header, column.missing, column.is_role));
        assert_eq!(words("nte_area"), Some(("Area of night-time economy", "Outside these areas", true)));
        assert_eq!(words("weekday"), Some(("Day of the week", "Not recorded", false)));
        assert_eq!(words("knife"), Some(("knife", "Not recorded", true)));
        assert_eq!(words("victim_age"), Some(("Age of victim", "Age not known", true)));
        assert_eq!(words("weekdays"), None);
    }

    #[test]
    fn codes_are_written_out() {
        let ethnicity = column("ethnicity").expect("a column of codes");
        assert_eq!([ethnicity.label("W1"), ethnicity.label("Z9")], ["White: British", "Z9"]);
        assert_eq!(column("ward").map(|ward| ward.label("W1")), Some("W1"));
    }

    #[test]
    fn areas_come_before_spots() {
        assert_eq!(places(), ["district", "ward", "lsoa", "nte_area", "street", "hexagon"]);
        assert!(is_place("street") && !is_place("location_type"));
    }
}
