//! One question: how many records of a source, within a scope, for each combination of some columns.

use super::Scope;
use crate::data::roles::{DERIVED, Kind, ROLES};

/// A column to count by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// April to March.
    FinancialYear,
    /// January to December.
    Year,
    /// Calendar month.
    Month,
    /// Day of the week, Monday is 1.
    Weekday,
    /// Hour of the day.
    Hour,
    /// A category or a flag, by the name of its role.
    Column(&'static str),
}

impl Dimension {
    /// The dimension with this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "financial_year" => Some(Self::FinancialYear),
            "year" => Some(Self::Year),
            "month" => Some(Self::Month),
            "weekday" => Some(Self::Weekday),
            "hour" => Some(Self::Hour),
            _ => ROLES
                .iter()
                .find(|role| role.name == name && matches!(role.kind, Kind::Category | Kind::Flag))
                .map(|role| Self::Column(role.name)),
        }
    }

    /// Every name that [`Dimension::named`] knows.
    pub fn names() -> Vec<&'static str> {
        let roles = ROLES.iter().filter(|role| matches!(role.kind, Kind::Category | Kind::Flag)).map(|role| role.name);
        DERIVED.iter().map(|(name, _)| *name).chain(["hour"]).chain(roles).collect()
    }

    /// Its name, in manifests and in SQL.
    pub fn name(&self) -> &'static str {
        match self {
            Self::FinancialYear => "financial_year",
            Self::Year => "year",
            Self::Month => "month",
            Self::Weekday => "weekday",
            Self::Hour => "hour",
            Self::Column(name) => name,
        }
    }

    /// The column of the frame that is grouped by: whole numbers where there are any.
    pub(super) fn frame_column(&self) -> &'static str {
        match self {
            Self::FinancialYear => "_financial_year",
            Self::Year => "_year",
            Self::Month => "_month",
            Self::Weekday => "_weekday",
            Self::Hour => "hour",
            Self::Column(name) => name,
        }
    }

    /// The column that the records must have.
    pub fn needs(&self) -> &'static str {
        match self {
            Self::FinancialYear | Self::Year | Self::Month | Self::Weekday => "date",
            Self::Hour => "hour",
            Self::Column(name) => name,
        }
    }
}

/// How many records of `source` lie in `scope`, for each combination of `group_by`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Name of the source.
    pub source: String,
    /// Which records.
    pub scope: Scope,
    /// By what.
    pub group_by: Vec<Dimension>,
}

impl Query {
    /// The question as portable SQL: the provenance of every figure made from its answer.
    pub fn sql(&self) -> String {
        let names: Vec<&str> = self.group_by.iter().map(Dimension::name).collect();
        let list = names.join(", ");
        let conditions: Vec<String> = self.scope.all_conditions().iter().map(super::Condition::sql).collect();
        let select = if names.is_empty() { String::new() } else { format!("{list}, ") };
        let group = if names.is_empty() { String::new() } else { format!(" GROUP BY {list}") };
        format!("SELECT {select}COUNT(*) AS records FROM {} WHERE {}{group}", self.source, conditions.join(" AND "))
    }
}
