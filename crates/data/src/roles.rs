//! The roles a column can play, and the columns derived from them. One slice: reading, messages and docs walk it.

/// What a role's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text that names a record; unique.
    Identifier,
    /// A date or a month.
    Date,
    /// A whole number from 0 to 23.
    Hour,
    /// A name from a list.
    Category,
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

impl Kind {
    /// Whether records can be counted by it.
    pub fn is_dimension(self) -> bool {
        match self {
            Self::Hour | Self::Category | Self::Flag | Self::Age | Self::Sex | Self::Ethnicity => true,
            Self::Identifier | Self::Date | Self::Offence | Self::Person | Self::BirthDate | Self::Coordinate => false,
        }
    }
}

/// A role.
#[derive(Debug, Clone, Copy)]
pub struct Role {
    /// The name that manifests, conditions and measures use.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// What it means.
    pub doc: &'static str,
}

/// Dimensions whose values are places.
pub const PLACES: [&str; 6] = ["district", "ward", "lsoa", "nte_area", "street", "hexagon"];

/// Whether the values of a dimension are places.
pub fn is_place(dimension: &str) -> bool {
    PLACES.contains(&dimension)
}

/// Every role a record can have.
pub const ROLES: &[Role] = &[
    Role {
        name: "id",
        kind: Kind::Identifier,
        doc: "the record's own number; a second row with the same one is set aside",
    },
    Role { name: "date", kind: Kind::Date, doc: "when it was committed; a row whose date cannot be read is set aside" },
    Role {
        name: "hour",
        kind: Kind::Hour,
        doc: "the hour it began, 0 to 23; a row whose hour cannot be read is set aside",
    },
    Role { name: "offence_group", kind: Kind::Category, doc: "the group of offences, such as violence with injury" },
    Role { name: "offence", kind: Kind::Category, doc: "the offence itself" },
    Role {
        name: "district",
        kind: Kind::Category,
        doc: "the district; names that are not among the manifest's areas count as not known",
    },
    Role { name: "weapon", kind: Kind::Category, doc: "the weapon's description" },
    Role { name: "outcome", kind: Kind::Category, doc: "the outcome so far" },
    Role { name: "knife", kind: Kind::Flag, doc: "a knife or bladed article was used, threatened or carried" },
    Role { name: "domestic", kind: Kind::Flag, doc: "domestic abuse" },
    Role { name: "alcohol", kind: Kind::Flag, doc: "alcohol was a factor; an optional field, so blank is not `no`" },
    Role { name: "drugs", kind: Kind::Flag, doc: "drugs were a factor; an optional field, so blank is not `no`" },
    Role {
        name: "offence_id",
        kind: Kind::Offence,
        doc: "the `id` of the offence that a victim, a suspect or a pair belongs to; the record then has all that is known of \
              the offence, and a row without its offence is set aside",
    },
    Role {
        name: "person_id",
        kind: Kind::Person,
        doc: "a pseudonym that is the same wherever the same person stands; blank where nobody was identified",
    },
    Role {
        name: "age",
        kind: Kind::Age,
        doc: "whole years at the time of the offence; what is not a number from 0 to 110 counts as not known",
    },
    Role {
        name: "birth_date",
        kind: Kind::BirthDate,
        doc: "date of birth, read where there is no age; after the offence it counts as not known",
    },
    Role { name: "sex", kind: Kind::Sex, doc: "male or female (`m`, `f`); any other word counts as not known" },
    Role {
        name: "ethnicity",
        kind: Kind::Ethnicity,
        doc: "self-defined ethnicity as a 16+1 code such as `W1` or `W1. White British`, or `NS`; any other text counts as not \
              recorded",
    },
    Role { name: "status", kind: Kind::Category, doc: "suspect or offender" },
    Role { name: "relationship", kind: Kind::Category, doc: "what the suspect is to the victim" },
    Role { name: "victim_age", kind: Kind::Age, doc: "of a pair: the victim's age" },
    Role { name: "victim_sex", kind: Kind::Sex, doc: "of a pair: the victim's sex" },
    Role { name: "suspect_age", kind: Kind::Age, doc: "of a pair: the suspect's age" },
    Role { name: "suspect_sex", kind: Kind::Sex, doc: "of a pair: the suspect's sex" },
    Role { name: "factor", kind: Kind::Category, doc: "of a person: a circumstance of life that was assessed" },
    Role { name: "present", kind: Kind::Flag, doc: "of a person: whether that circumstance holds" },
    Role { name: "easting", kind: Kind::Coordinate, doc: "metres east on the British National Grid" },
    Role { name: "northing", kind: Kind::Coordinate, doc: "metres north on the British National Grid" },
    Role { name: "longitude", kind: Kind::Coordinate, doc: "degrees east (WGS84), where there is no easting" },
    Role { name: "latitude", kind: Kind::Coordinate, doc: "degrees north (WGS84), where there is no northing" },
    Role { name: "ward", kind: Kind::Category, doc: "the ward; made from the point where `geography:` has wards" },
    Role { name: "lsoa", kind: Kind::Category, doc: "the LSOA; made from the point where `geography:` has LSOAs" },
    Role { name: "street", kind: Kind::Category, doc: "the street or place, as it is named in the record" },
    Role { name: "location_type", kind: Kind::Category, doc: "what kind of place it was: street, dwelling, school" },
    Role {
        name: "nte_area",
        kind: Kind::Category,
        doc: "the area of night-time economy, blank outside all of them; made from the point where `geography:` has such areas",
    },
    Role {
        name: "hexagon",
        kind: Kind::Category,
        doc: "the hexagon of a grid that the point lies in; made from the point where `geography:` says how wide hexagons are",
    },
    Role {
        name: "near_primary",
        kind: Kind::Flag,
        doc: "a primary school is near; made from the point where `geography:` has schools",
    },
    Role {
        name: "near_secondary",
        kind: Kind::Flag,
        doc: "a secondary school is near; made from the point where `geography:` has schools",
    },
    Role {
        name: "nearest_school",
        kind: Kind::Category,
        doc: "the phase of the nearest school that is near; made from the point where `geography:` has schools",
    },
    Role { name: "searched_for", kind: Kind::Category, doc: "of a stop and search: what was looked for" },
    Role { name: "found", kind: Kind::Category, doc: "of a stop and search: what was found; blank where nothing was" },
    Role {
        name: "age_range",
        kind: Kind::Category,
        doc: "a range of ages such as `18-24`, where the age itself is not given",
    },
];

/// A column made when the data are read.
#[derive(Debug, Clone, Copy)]
pub struct Derived {
    /// The name that conditions and measures use.
    pub name: &'static str,
    /// The role it is made from.
    pub from: &'static str,
    /// What it holds.
    pub doc: &'static str,
}

/// Columns made when the data are read.
pub const DERIVED: &[Derived] = &[
    Derived { name: "financial_year", from: "date", doc: "April to March, written `2023/24`" },
    Derived { name: "year", from: "date", doc: "the calendar year, written `2024`" },
    Derived { name: "month", from: "date", doc: "the month, written `2024-03`" },
    Derived { name: "weekday", from: "date", doc: "the day of the week, `Monday` to `Sunday`" },
    Derived { name: "ethnic_group", from: "ethnicity", doc: "one of five groups of codes; not stated is not recorded" },
];

/// The role of this name.
pub fn role(name: &str) -> Option<&'static Role> {
    ROLES.iter().find(|role| role.name == name)
}
