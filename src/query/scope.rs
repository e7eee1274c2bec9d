//! Which records a question is about. Scopes nest: a section's is its parent's and more.

use crate::data::{OFFENCES, Period};

/// A filter over records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Name of the source that is counted where a measure names none, if it is not the offences.
    pub of: Option<String>,
    /// The period.
    pub period: Period,
    /// The district, if the scope is one district's.
    pub area: Option<String>,
    /// Name and SQL of the definition.
    pub definition: Option<(String, String)>,
    /// Further SQL conditions, all of which must hold.
    pub conditions: Vec<String>,
}

/// One condition of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The date lies in the period.
    Period(Period),
    /// The district is this one.
    Area(String),
    /// The record meets the definition with this SQL.
    Definition(String),
    /// The record meets this SQL.
    Sql(String),
}

impl Scope {
    /// Name of the source that is counted where a measure names none.
    pub fn source(&self) -> &str {
        self.of.as_deref().unwrap_or(OFFENCES)
    }

    /// The scope's conditions, in the order in which a record is asked about them.
    pub fn all_conditions(&self) -> Vec<Condition> {
        let area = self.area.clone().map(Condition::Area);
        let definition = self.definition.clone().map(|(_, sql)| Condition::Definition(sql));
        let further = self.conditions.iter().cloned().map(Condition::Sql);
        [Condition::Period(self.period)].into_iter().chain(area).chain(definition).chain(further).collect()
    }
}

impl Condition {
    /// The author's SQL, if it is that.
    pub fn as_sql(&self) -> Option<&str> {
        match self {
            Self::Definition(sql) | Self::Sql(sql) => Some(sql),
            Self::Period(_) | Self::Area(_) => None,
        }
    }

    /// Portable SQL.
    pub fn sql(&self) -> String {
        match self {
            Self::Period(period) => format!("date BETWEEN DATE '{}' AND DATE '{}'", period.first, period.last),
            Self::Area(name) => format!("district = '{}'", name.replace('\'', "''")),
            Self::Definition(sql) | Self::Sql(sql) => {
                let one_line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
                format!("({one_line})")
            }
        }
    }
}
