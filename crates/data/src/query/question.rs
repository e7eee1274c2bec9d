//! One question: how many records of a source, within a scope, for each combination of some columns.

use super::persons::{PersonQuery, Side};
use super::sql_text::table_name;
use super::{Along, Part, Scope};
use crate::{Break, Concerns, Predicate};
use sna_core::columns::{self, Kind};

/// A column to count by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// April to March.
    FinancialYear,
    /// January to December.
    Year,
    /// January to March, and so on.
    Quarter,
    /// Calendar month.
    Month,
    /// Day of the week, Monday is 1.
    Weekday,
    /// Hour of the day.
    Hour,
    /// Whole years of age, by the name of its role.
    Age(&'static str),
    /// A category, a flag or a code, by the name of its role.
    Column(&'static str),
}

impl Dimension {
    /// The dimension with this name.
    pub fn named(name: &str) -> Option<Self> {
        let column = columns::column(name)?;
        match column.kind {
            Kind::FinancialYear => Some(Self::FinancialYear),
            Kind::Year => Some(Self::Year),
            Kind::Quarter => Some(Self::Quarter),
            Kind::Month => Some(Self::Month),
            Kind::Weekday => Some(Self::Weekday),
            Kind::Hour => Some(Self::Hour),
            Kind::Age => Some(Self::Age(column.name)),
            Kind::Category | Kind::Area | Kind::Spot | Kind::Flag | Kind::Sex | Kind::Ethnicity => {
                Some(Self::Column(column.name))
            }
            Kind::Identifier | Kind::Date | Kind::Offence | Kind::Person | Kind::BirthDate | Kind::Coordinate => None,
        }
    }

    /// Every name that [`Dimension::named`] knows.
    pub fn names() -> Vec<&'static str> {
        let columns = columns::derived().map(|(column, _)| column).chain(columns::roles());
        columns.filter(|column| column.kind.is_dimension()).map(|column| column.name).collect()
    }

    /// The registered facts about its column.
    ///
    /// # Panics
    /// The dimension was made in code from a name without a column. Names that people give go through
    /// [`Dimension::named`].
    pub fn column(&self) -> &'static columns::Column {
        columns::column(self.name()).expect("a dimension has the name of a registered column")
    }

    /// Its name, in manifests and in SQL.
    pub fn name(&self) -> &'static str {
        match self {
            Self::FinancialYear => "financial_year",
            Self::Year => "year",
            Self::Quarter => "quarter",
            Self::Month => "month",
            Self::Weekday => "weekday",
            Self::Hour => "hour",
            Self::Age(name) | Self::Column(name) => name,
        }
    }

    /// The column of the frame that is grouped by: whole numbers where there are any.
    pub(super) fn frame_column(&self) -> &'static str {
        match self {
            Self::FinancialYear => "_financial_year",
            Self::Year => "_year",
            Self::Quarter => "_quarter",
            Self::Month => "_month",
            Self::Weekday => "_weekday",
            Self::Hour => "hour",
            Self::Age(name) | Self::Column(name) => name,
        }
    }

    /// The column that the records must have.
    pub fn needs(&self) -> &'static str {
        match self {
            Self::FinancialYear | Self::Year | Self::Quarter | Self::Month | Self::Weekday => "date",
            Self::Hour => "hour",
            Self::Age(name) | Self::Column(name) => name,
        }
    }
}

impl From<&Dimension> for Along {
    fn from(dimension: &Dimension) -> Self {
        Self::Column(dimension.name())
    }
}

/// A question of either kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// How many records.
    Records(Query),
    /// How many persons.
    Persons(PersonQuery),
}

impl Question {
    /// The sources it asks.
    pub fn sources(&self) -> Vec<&str> {
        match self {
            Self::Records(query) => vec![&query.source],
            Self::Persons(query) => query.sides.iter().map(|side| side.source.as_str()).collect(),
        }
    }

    /// The conditions of authors that each source must be able to answer.
    pub fn conditions(&self) -> Vec<(&str, Predicate)> {
        let of = |source, scope: &Scope| -> Vec<(&str, Predicate)> {
            let all = scope.all_conditions();
            all.iter().filter_map(|condition| Some((source, condition.authored()?.clone()))).collect()
        };
        match self {
            Self::Records(query) => of(query.source.as_str(), &query.scope),
            Self::Persons(query) => {
                let sides = query.sides.iter().filter_map(|side| Some((side.source.as_str(), side.scope.as_ref()?)));
                sides.flat_map(|(source, scope)| of(source, scope)).collect()
            }
        }
    }

    /// The records it counts; of a question over several sets of records, the first set's.
    pub fn scope(&self) -> Option<&Scope> {
        match self {
            Self::Records(query) => Some(&query.scope),
            Self::Persons(query) => query.sides.first().and_then(|side| side.scope.as_ref()),
        }
    }

    /// The sources of which it counts all parts, although its table is about one part: it says nothing about a part.
    pub fn beyond_part(&self) -> Vec<&str> {
        let undivided = |scope: Option<&Scope>| scope.is_none_or(|scope| scope.part.is_none());
        match self {
            Self::Records(query) => [query]
                .iter()
                .filter(|query| undivided(Some(&query.scope)))
                .map(|query| query.source.as_str())
                .collect(),
            Self::Persons(query) => query
                .sides
                .iter()
                .filter(|side| undivided(side.scope.as_ref()))
                .map(|side| side.source.as_str())
                .collect(),
        }
    }

    /// The sources of which it counts the records of a part.
    pub fn within_part(&self) -> Vec<&str> {
        let is_divided = |scope: Option<&Scope>| scope.is_some_and(|scope| scope.part.is_some());
        match self {
            Self::Records(query) => [query]
                .iter()
                .filter(|query| is_divided(Some(&query.scope)))
                .map(|query| query.source.as_str())
                .collect(),
            Self::Persons(query) => {
                let sides = query.sides.iter().filter(|side| is_divided(side.scope.as_ref()));
                sides.map(|side| side.source.as_str()).collect()
            }
        }
    }

    /// Whether a break in the records concerns what it counts: all records, or a column, a definition or an area that it asks about.
    pub fn is_concerned_by(&self, told: &Break) -> bool {
        let name = match &told.concerns {
            Concerns::All => return true,
            Concerns::Area(name) => return self.scope().and_then(Scope::district).is_none_or(|asked| asked == name),
            Concerns::Named(name) => name.as_str(),
        };
        let asks = |scope: &Scope| {
            let defined = scope.definition.as_ref().is_some_and(|(definition, _)| definition == name);
            let conditions = scope.all_conditions();
            let mut authored = conditions.iter().filter_map(super::Condition::authored);
            defined || authored.any(|condition| condition.columns().contains(&name))
        };
        self.columns().contains(&name) || self.scopes().into_iter().any(asks)
    }

    /// The scopes of all the records it counts.
    pub(super) fn scopes(&self) -> Vec<&Scope> {
        match self {
            Self::Records(query) => vec![&query.scope],
            Self::Persons(query) => query.sides.iter().filter_map(|side| side.scope.as_ref()).collect(),
        }
    }

    /// The same question about another part, or about the whole; none if it is not about a part, all of it.
    pub fn in_part(&self, part: Option<&Part>) -> Option<Self> {
        let moved = |scope: &Scope| scope.part.as_ref().map(|_| Scope { part: part.cloned(), ..scope.clone() });
        match self {
            Self::Records(query) => Some(Self::Records(Query { scope: moved(&query.scope)?, ..query.clone() })),
            Self::Persons(query) => {
                let side = |side: &Side| Some(Side { scope: Some(moved(side.scope.as_ref()?)?), ..side.clone() });
                let sides = query.sides.iter().map(side).collect::<Option<_>>()?;
                Some(Self::Persons(PersonQuery { sides, ..query.clone() }))
            }
        }
    }

    /// The dimensions of the keys of its answer, in order.
    pub fn along(&self) -> Vec<Along> {
        match self {
            Self::Records(query) => query.group_by.iter().map(Along::from).collect(),
            Self::Persons(query) => {
                let sums = (0..query.sides.len()).map(Along::Sum);
                query.per.iter().chain(&query.by).map(Along::from).chain(sums).collect()
            }
        }
    }

    /// Names of the columns it counts by.
    pub fn columns(&self) -> Vec<&'static str> {
        match self {
            Self::Records(query) => query.group_by.iter().map(Dimension::name).collect(),
            Self::Persons(query) => query.per.iter().chain(&query.by).map(Dimension::name).collect(),
        }
    }

    /// Portable SQL: the provenance of every figure made from its answer.
    pub fn sql(&self) -> String {
        match self {
            Self::Records(query) => query.sql(),
            Self::Persons(query) => query.sql(),
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
        let source = table_name(&self.source);
        format!("SELECT {select}COUNT(*) AS records FROM {source} WHERE {}{group}", conditions.join(" AND "))
    }
}
