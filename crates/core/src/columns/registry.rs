//! The registry: every column, in the order in which pages and messages list them.

use super::{Column, ETHNIC_GROUPS, ETHNICITY_CODES, Kind, Made, MadeFrom, Values};

/// Cells of a grouping by a column with few values.
const FEW: u64 = 3;

const SEXES: Values = Values::Names(&["Male", "Female"]);

/// A column that a column of a file can be read as.
const fn role(name: &'static str, kind: Kind, doc: &'static str) -> Column {
    let missing = if matches!(kind, Kind::Age) { "Age not known" } else { "Not recorded" };
    let values = Values::Occurring;
    Column { name, kind, doc, header: name, missing, values, spread: FEW, is_role: true, made: None }
}

/// A column that is always made from another.
const fn derived(name: &'static str, kind: Kind, from: &'static str, doc: &'static str) -> Column {
    let made = Some(Made { from: MadeFrom::Column(from), how: doc });
    Column { is_role: false, made, ..role(name, kind, doc) }
}

impl Column {
    const fn headed(self, header: &'static str) -> Self {
        Self { header, ..self }
    }

    const fn without(self, missing: &'static str) -> Self {
        Self { missing, ..self }
    }

    const fn listing(self, values: Values) -> Self {
        Self { values, ..self }
    }

    const fn spread(self, spread: u64) -> Self {
        Self { spread, ..self }
    }

    const fn or_made(self, from: MadeFrom, how: &'static str) -> Self {
        Self { made: Some(Made { from, how }), ..self }
    }
}

/// Every column: those of files, then those that are always made from another.
pub const COLUMNS: &[Column] = &[
    role(
        "id",
        Kind::Identifier,
        "the record's own number; a second row with the same one is set aside, a blank repeats none",
    ),
    role("date", Kind::Date, "when it was committed; a row whose date cannot be read is set aside"),
    role("hour", Kind::Hour, "the hour it began, 0 to 23; an hour that cannot be read counts as not known")
        .headed("Hour begun")
        .listing(Values::Numbers(0, 23))
        .spread(24),
    role("offence_group", Kind::Category, "the group of offences, such as violence with injury")
        .headed("Offence type")
        .spread(2),
    role("offence", Kind::Category, "the offence itself").headed("Offence").spread(20),
    role("district", Kind::Area, "the district; names that are not among the manifest's areas count as not known")
        .headed("District")
        .without("Not known or elsewhere")
        .listing(Values::Areas),
    role("weapon", Kind::Category, "the weapon's description").headed("Weapon").spread(6),
    role("outcome", Kind::Category, "the outcome so far").headed("Outcome").spread(20),
    role("knife", Kind::Flag, "a knife or bladed article was used, threatened or carried"),
    role("domestic", Kind::Flag, "domestic abuse"),
    role("alcohol", Kind::Flag, "alcohol was a factor; an optional field, so blank is not `no`"),
    role("drugs", Kind::Flag, "drugs were a factor; an optional field, so blank is not `no`"),
    role(
        "offence_id",
        Kind::Offence,
        "the `id` of the offence that a victim, a suspect or a pair belongs to; the record then has all \
         that is known of the offence, and a row without its offence is set aside",
    ),
    role(
        "person_id",
        Kind::Person,
        "a pseudonym, the same in all records of a person; blank where nobody was identified",
    ),
    role(
        "age",
        Kind::Age,
        "whole years at the time of the offence; any value other than a number from 0 to 110 counts as not known",
    )
    .headed("Age")
    .spread(95)
    .or_made(MadeFrom::Column("birth_date"), "whole years on the record's date"),
    role(
        "birth_date",
        Kind::BirthDate,
        "date of birth, read where there is no age; a date after the offence counts as not known",
    ),
    role("sex", Kind::Sex, "male or female (`m`, `f`); any other word counts as not known")
        .headed("Sex")
        .listing(SEXES),
    role(
        "ethnicity",
        Kind::Ethnicity,
        "self-defined ethnicity as a 16+1 code such as `W1` or `W1. White British`, or `NS`; any other text \
         counts as not recorded",
    )
    .headed("Self-defined ethnicity")
    .listing(Values::Codes(ETHNICITY_CODES))
    .spread(20),
    role("status", Kind::Category, "suspect or offender").headed("Status"),
    role("relationship", Kind::Category, "what the suspect is to the victim").headed("Relationship").spread(20),
    role("victim_age", Kind::Age, "of a pair: the victim's age").headed("Age of victim").spread(95),
    role("victim_sex", Kind::Sex, "of a pair: the victim's sex").headed("Sex of victim").listing(SEXES),
    role("suspect_age", Kind::Age, "of a pair: the suspect's age").headed("Age of suspect").spread(95),
    role("suspect_sex", Kind::Sex, "of a pair: the suspect's sex").headed("Sex of suspect").listing(SEXES),
    role("factor", Kind::Category, "of a person: a circumstance of life that was assessed").headed("Circumstance"),
    role("present", Kind::Flag, "of a person: whether that circumstance applies"),
    role("easting", Kind::Coordinate, "metres east on the British National Grid"),
    role("northing", Kind::Coordinate, "metres north on the British National Grid"),
    role("longitude", Kind::Coordinate, "degrees east (WGS84), where there is no easting"),
    role("latitude", Kind::Coordinate, "degrees north (WGS84), where there is no northing"),
    role("ward", Kind::Area, "the ward; made from the point where `geography:` has wards")
        .headed("Ward")
        .without("Not known or elsewhere")
        .spread(200)
        .or_made(MadeFrom::Point, "the ward that the point lies in"),
    role("lsoa", Kind::Area, "the LSOA; made from the point where `geography:` has LSOAs")
        .headed("LSOA")
        .without("Not known or elsewhere")
        .spread(700)
        .or_made(MadeFrom::Point, "the LSOA that the point lies in"),
    role("street", Kind::Spot, "the street or place, as it is named in the record")
        .headed("Street or place")
        .spread(2_000),
    role("location_type", Kind::Category, "what kind of place it was: street, dwelling, school")
        .headed("Kind of place"),
    role(
        "nte_area",
        Kind::Area,
        "the area of night-time economy, blank outside all of them; made from the point where `geography:` \
         has such areas",
    )
    .headed("Area of night-time economy")
    .without("Outside these areas")
    .spread(35)
    .or_made(MadeFrom::Point, "the area of night-time economy that the point lies in"),
    role(
        "hexagon",
        Kind::Spot,
        "the hexagon of a grid that the point lies in; made from the point where `geography:` says how wide \
         hexagons are",
    )
    .headed("Hexagon")
    .without("Not known or elsewhere")
    .spread(2_000)
    .or_made(MadeFrom::Point, "the hexagon that the point lies in"),
    role("near_primary", Kind::Flag, "a primary school is near; made from the point where `geography:` has schools")
        .headed("Primary school near")
        .or_made(MadeFrom::Point, "whether a primary school is near the point"),
    role(
        "near_secondary",
        Kind::Flag,
        "a secondary school is near; made from the point where `geography:` has schools",
    )
    .headed("Secondary school near")
    .or_made(MadeFrom::Point, "whether a secondary school is near the point"),
    role(
        "nearest_school",
        Kind::Category,
        "the phase of the nearest school that is near; made from the point where `geography:` has schools",
    )
    .headed("Nearest school")
    .or_made(MadeFrom::Point, "the phase of the nearest school that is near the point"),
    role("searched_for", Kind::Category, "of a stop and search: what was looked for").headed("Searched for"),
    role("found", Kind::Category, "of a stop and search: what was found; blank where nothing was").headed("Found"),
    role("age_range", Kind::Category, "a range of ages such as `18-24`, where the age itself is not given")
        .headed("Age"),
    derived("financial_year", Kind::FinancialYear, "date", "April to March, written `2023/24`")
        .headed("Financial year")
        .listing(Values::FinancialYears)
        .spread(6),
    derived("year", Kind::Year, "date", "the calendar year, written `2024`")
        .headed("Year")
        .listing(Values::Years)
        .spread(6),
    derived("quarter", Kind::Quarter, "date", "the calendar quarter, written `2024-Q1`")
        .headed("Quarter")
        .listing(Values::Quarters)
        .spread(20),
    derived("month", Kind::Month, "date", "the month, written `2024-03`")
        .headed("Month")
        .listing(Values::Months)
        .spread(60),
    derived("weekday", Kind::Weekday, "date", "the day of the week, `Monday` to `Sunday`")
        .headed("Day of the week")
        .listing(Values::Numbers(1, 7))
        .spread(7),
    derived("ethnic_group", Kind::Category, "ethnicity", "one of five groups of codes; not stated is not recorded")
        .headed("Self-defined ethnicity")
        .listing(Values::Names(&ETHNIC_GROUPS)),
];
