//! The rows or columns that a dimension gives: those that the registry of columns lists, then any others that occur;
//! unknown comes last.

use std::collections::BTreeSet;

use super::setting::At;
use sna_core::columns::Values;
use sna_core::document::{BodyRow, Column, Figure, Format, Role, RowKind};
use sna_data::query::{Along, Dimension, Key, Keys};
use sna_data::{FinancialYear, Month, Quarter, WEEKDAYS};

/// A value of a dimension, as tables name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Category {
    /// The key in answers.
    pub key: Key,
    /// The name in the table.
    pub label: String,
}

impl Category {
    /// Its key along a dimension.
    pub(super) fn of(&self, along: impl Into<Along>) -> Keys {
        Keys::only(along, &self.key)
    }

    /// A row for it.
    pub(super) fn row(&self, cells: Vec<Figure>) -> BodyRow {
        let kind = if self.key == Key::Missing { RowKind::Unknown } else { RowKind::Body };
        let key = if self.key == Key::Missing { "unknown".to_owned() } else { self.label.clone() };
        BodyRow { key, label: self.label.clone(), kind, cells }
    }

    /// A column for it.
    pub(super) fn column(&self, emphasis: bool) -> Column {
        let key = if self.key == Key::Missing { "unknown".to_owned() } else { self.label.clone() };
        Column { key, title: self.label.clone(), role: Role::Value, format: Format::Count, emphasis }
    }
}

/// The categories of a dimension: the values that its column lists, then any others that occur.
pub(super) fn categories(dimension: &Dimension, setting: &At<'_>, occurring: &BTreeSet<Key>) -> Vec<Category> {
    let mut keys: Vec<Key> = full(dimension, setting);
    let known: BTreeSet<Key> = keys.iter().cloned().collect();
    keys.extend(occurring.difference(&known).cloned());
    keys.into_iter().map(|key| Category { label: label(dimension, &key), key }).collect()
}

/// The values that are listed whether they occur or not.
fn full(dimension: &Dimension, setting: &At<'_>) -> Vec<Key> {
    let period = setting.scope.period;
    match dimension.column().values {
        Values::Occurring => Vec::new(),
        Values::FinancialYears => period.years().into_iter().map(|year| Key::Number(year.0.into())).collect(),
        Values::Years => period.calendar_years().into_iter().map(|year| Key::Number(year.into())).collect(),
        Values::Quarters => period.quarters().into_iter().map(|quarter| Key::Number(quarter.number())).collect(),
        Values::Months => period.months().into_iter().map(month_key).collect(),
        Values::Areas => match setting.scope.district() {
            Some(name) => vec![Key::Text(name.to_owned())],
            None => setting.catalogue.areas.iter().map(|area| Key::Text(area.name.clone())).collect(),
        },
        Values::Numbers(first, last) => (first..=last).map(Key::Number).collect(),
        Values::Names(names) => names.iter().map(|name| Key::Text((*name).to_owned())).collect(),
        Values::Codes(codes) => codes.iter().map(|known| Key::Text(known.code.to_owned())).collect(),
    }
}

/// The key of a month in answers.
pub(super) fn month_key(month: Month) -> Key {
    Key::Number(month.number())
}

fn label(dimension: &Dimension, key: &Key) -> String {
    match (dimension, key) {
        (_, Key::Missing) => dimension.column().missing.to_owned(),
        (_, Key::Flag(flag)) => if *flag { "Yes" } else { "No" }.to_owned(),
        (_, Key::Text(text)) => dimension.column().label(text).to_owned(),
        (Dimension::FinancialYear, Key::Number(year)) => FinancialYear(small(*year)).label(),
        (Dimension::Quarter, Key::Number(number)) => Quarter::numbered(*number).map(Quarter::label).unwrap_or_default(),
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
    dimension.column().header
}
