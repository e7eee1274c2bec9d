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

/// Every role a record of an offence can have.
pub const ROLES: &[Role] = &[
    Role {
        name: "id",
        kind: Kind::Identifier,
        doc: "the offence's own number; a second row with the same one is set aside",
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
];

/// Columns made when the data are read, from the role `date`: their name and what they hold.
pub const DERIVED: &[(&str, &str)] = &[
    ("financial_year", "April to March, written `2023/24`"),
    ("year", "the calendar year, written `2024`"),
    ("month", "the month, written `2024-03`"),
    ("weekday", "the day of the week, `Monday` to `Sunday`"),
];

/// The role of this name.
pub fn role(name: &str) -> Option<&'static Role> {
    ROLES.iter().find(|role| role.name == name)
}
