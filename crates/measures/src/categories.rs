//! The rows or columns that a dimension gives: complete for time and districts, else what occurs; unknown comes last.

use std::collections::BTreeSet;

use super::setting::Setting;
use sna_core::document::{Cell, Column, Format, Role, Row, RowKind};
use sna_data::query::{Dimension, Key};
use sna_data::{ETHNIC_GROUPS, ETHNICITY_CODES, FinancialYear, Month, WEEKDAYS, ethnicity_label};

/// A value of a dimension, as tables name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Category {
    /// The key in answers.
    pub key: Key,
    /// The name in the table.
    pub label: String,
}

impl Category {
    /// A row for it.
    pub(super) fn row(&self, cells: Vec<Cell>) -> Row {
        let kind = if self.key == Key::Missing { RowKind::Unknown } else { RowKind::Body };
        let key = if self.key == Key::Missing { "unknown".to_owned() } else { self.label.clone() };
        Row { key, label: self.label.clone(), kind, cells }
    }

    /// A column for it.
    pub(super) fn column(&self, emphasis: bool) -> Column {
        let key = if self.key == Key::Missing { "unknown".to_owned() } else { self.label.clone() };
        Column { key, title: self.label.clone(), role: Role::Value, format: Format::Count, emphasis }
    }
}

/// The categories of a dimension: time, hours, weekdays and districts in full, others as they occur.
pub(super) fn categories(dimension: &Dimension, setting: &Setting<'_>, occurring: &BTreeSet<Key>) -> Vec<Category> {
    let mut keys: Vec<Key> = full(dimension, setting);
    let known: BTreeSet<Key> = keys.iter().cloned().collect();
    keys.extend(occurring.difference(&known).cloned());
    keys.into_iter().map(|key| Category { label: label(dimension, &key), key }).collect()
}

#[expect(clippy::cast_possible_wrap, reason = "hours and weekdays are small")]
fn full(dimension: &Dimension, setting: &Setting<'_>) -> Vec<Key> {
    let period = setting.scope.period;
    match dimension {
        Dimension::FinancialYear => period.years().into_iter().map(|year| Key::Number(year.0.into())).collect(),
        Dimension::Year => period.calendar_years().into_iter().map(|year| Key::Number(year.into())).collect(),
        Dimension::Month => period.months().into_iter().map(month_key).collect(),
        Dimension::Weekday => (1..=WEEKDAYS.len() as i64).map(Key::Number).collect(),
        Dimension::Hour => (0..24).map(Key::Number).collect(),
        Dimension::Column("district") => match setting.scope.district() {
            Some(name) => vec![Key::Text(name.to_owned())],
            None => setting.catalogue.areas.iter().map(|area| Key::Text(area.name.clone())).collect(),
        },
        Dimension::Column("sex" | "victim_sex" | "suspect_sex") => names(&["Male", "Female"]),
        Dimension::Column("ethnicity") => {
            ETHNICITY_CODES.iter().map(|known| Key::Text(known.code.to_owned())).collect()
        }
        Dimension::Column("ethnic_group") => names(&ETHNIC_GROUPS),
        Dimension::Age(_) | Dimension::Column(_) => Vec::new(),
    }
}

fn names(names: &[&str]) -> Vec<Key> {
    names.iter().map(|name| Key::Text((*name).to_owned())).collect()
}

/// The key of a month in answers.
pub(super) fn month_key(month: Month) -> Key {
    Key::Number(month.number())
}

fn label(dimension: &Dimension, key: &Key) -> String {
    match (dimension, key) {
        (Dimension::Column("district" | "ward" | "lsoa" | "hexagon"), Key::Missing) => {
            "Not known or elsewhere".to_owned()
        }
        (Dimension::Column("nte_area"), Key::Missing) => "Outside these areas".to_owned(),
        (Dimension::Age(_), Key::Missing) => "Age not known".to_owned(),
        (_, Key::Missing) => "Not recorded".to_owned(),
        (Dimension::Column("ethnicity"), Key::Text(code)) => ethnicity_label(code).to_owned(),
        (_, Key::Flag(flag)) => if *flag { "Yes" } else { "No" }.to_owned(),
        (_, Key::Text(text)) => text.clone(),
        (Dimension::FinancialYear, Key::Number(year)) => FinancialYear(small(*year)).label(),
        (Dimension::Month, Key::Number(number)) => Month::numbered(*number).map(Month::short).unwrap_or_default(),
        (Dimension::Weekday, Key::Number(day)) => {
            usize::try_from(day - 1).ok().and_then(|at| WEEKDAYS.get(at)).copied().unwrap_or_default().to_owned()
        }
        (Dimension::Hour, Key::Number(hour)) => format!("{hour:02}"),
        (Dimension::Year | Dimension::Age(_) | Dimension::Column(_), Key::Number(number)) => number.to_string(),
    }
}

fn small(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(0)
}

/// The header over a dimension's labels.
pub(super) fn header(dimension: &Dimension) -> &'static str {
    match dimension {
        Dimension::FinancialYear => "Financial year",
        Dimension::Year => "Year",
        Dimension::Month => "Month",
        Dimension::Weekday => "Day of the week",
        Dimension::Hour => "Hour begun",
        Dimension::Column("offence_group") => "Offence type",
        Dimension::Column("offence") => "Offence",
        Dimension::Column("district") => "District",
        Dimension::Column("ward") => "Ward",
        Dimension::Column("lsoa") => "LSOA",
        Dimension::Column("nte_area") => "Area of night-time economy",
        Dimension::Column("street") => "Street or place",
        Dimension::Column("location_type") => "Kind of place",
        Dimension::Column("hexagon") => "Hexagon",
        Dimension::Column("near_primary") => "Primary school near",
        Dimension::Column("near_secondary") => "Secondary school near",
        Dimension::Column("nearest_school") => "Nearest school",
        Dimension::Column("age_range") => "Age",
        Dimension::Column("searched_for") => "Searched for",
        Dimension::Column("found") => "Found",
        Dimension::Column("weapon") => "Weapon",
        Dimension::Column("outcome") => "Outcome",
        Dimension::Column("relationship") => "Relationship",
        Dimension::Column("ethnicity" | "ethnic_group") => "Self-defined ethnicity",
        Dimension::Column("sex") => "Sex",
        Dimension::Column("victim_sex") => "Sex of victim",
        Dimension::Column("suspect_sex") => "Sex of suspect",
        Dimension::Column("status") => "Status",
        Dimension::Column("factor") => "Circumstance",
        Dimension::Age("victim_age") => "Age of victim",
        Dimension::Age("suspect_age") => "Age of suspect",
        Dimension::Age(_) => "Age",
        Dimension::Column(name) => name,
    }
}
