//! A question about persons: how many there are with each number of records, in one source or in several.
//!
//! Repeats, overlap and cohorts are all read from such an answer. A *side* is a set of records; each person has one
//! sum over each side. The answer says how many persons have each combination of sums, so persons, repeat persons,
//! their records and the most frequent ones follow by adding up, and no person is ever listed.

use std::collections::BTreeMap;

use super::quoted;
use super::sql_text::table_name;
use super::{Along, Dimension, Scope};

/// How many persons have each combination of sums over the sides. An answer's keys are `per`, then `by`, then one sum for
/// each side: a number, or missing where the person has no record on that side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonQuery {
    /// Sets of records; a person with a record on any of them counts.
    pub sides: Vec<Side>,
    /// A person counts once in each of these, such as each financial year.
    pub per: Vec<Dimension>,
    /// What is known of the person: the latest age; of other columns, the one value that all the person's records
    /// give, missing where they disagree.
    pub by: Vec<Dimension>,
}

/// A set of records and what is summed over each person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Name of the source.
    pub source: String,
    /// Which records; all where there is no scope.
    pub scope: Option<Scope>,
    /// What is summed.
    pub sum: Sum,
}

/// What is summed over a person's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sum {
    /// Records.
    Records,
    /// Days with a record: two crimes on one day are one incident.
    Days,
    /// Weights by the value of a column; a value without a weight adds 0.
    Weights {
        /// Name of the column.
        column: &'static str,
        /// Weight of each value.
        weights: BTreeMap<String, i64>,
    },
}

impl Side {
    /// The conditions of its scope.
    pub fn conditions(&self) -> Vec<super::Condition> {
        self.scope.as_ref().map(Scope::all_conditions).unwrap_or_default()
    }

    /// The records of this side, each with what it adds and, where any side counts days, its day.
    fn sql(&self, at: usize, kept: &[&str], shape: Shape) -> String {
        let (adds, day) = match &self.sum {
            Sum::Records => ("1".to_owned(), "CAST(NULL AS DATE)"),
            Sum::Days => ("NULL".to_owned(), "date"),
            Sum::Weights { column, weights } => (weight_sql(column, weights), "CAST(NULL AS DATE)"),
        };
        let adds = Some(format!("{adds} AS adds")).filter(|_| shape.sums);
        let day = Some(format!("{day} AS day")).filter(|_| shape.days);
        let kept = ["person_id"].iter().chain(kept).map(|name| (*name).to_owned());
        let list: Vec<String> = [format!("{at} AS side")].into_iter().chain(adds).chain(day).chain(kept).collect();
        let conditions: Vec<String> = ["person_id IS NOT NULL".to_owned()]
            .into_iter()
            .chain(self.conditions().iter().map(super::Condition::sql))
            .collect();
        format!("SELECT {} FROM {} WHERE {}", list.join(", "), table_name(&self.source), conditions.join(" AND "))
    }

    fn sum_sql(&self, at: usize) -> String {
        match self.sum {
            Sum::Records | Sum::Weights { .. } => format!("SUM(CASE WHEN side = {at} THEN adds END)"),
            Sum::Days => format!("NULLIF(COUNT(DISTINCT CASE WHEN side = {at} THEN day END), 0)"),
        }
    }
}

/// What the records of all sides have as well as their keys: numbers to add, days to count, or both.
#[derive(Debug, Clone, Copy)]
struct Shape {
    sums: bool,
    days: bool,
}

fn weight_sql(column: &str, weights: &BTreeMap<String, i64>) -> String {
    let cases: Vec<String> =
        weights.iter().map(|(value, weight)| format!("WHEN {} THEN {weight}", quoted(value))).collect();
    if cases.is_empty() { "0".to_owned() } else { format!("CASE {column} {} ELSE 0 END", cases.join(" ")) }
}

impl PersonQuery {
    /// Persons by the number of their records on one side.
    pub fn one(side: Side, per: Vec<Dimension>, by: Vec<Dimension>) -> Self {
        Self { sides: vec![side], per, by }
    }

    /// Adds a set of records; what this returns finds each person's sum over it in the answer.
    pub fn side(&mut self, side: Side) -> Along {
        self.sides.push(side);
        Along::Sum(self.sides.len() - 1)
    }

    /// The question as portable SQL.
    pub fn sql(&self) -> String {
        let (per, by): (Vec<&str>, Vec<&str>) =
            (self.per.iter().map(Dimension::name).collect(), self.by.iter().map(Dimension::name).collect());
        let kept: Vec<&str> = per.iter().chain(&by).copied().collect();
        let counts_days = |side: &Side| side.sum == Sum::Days;
        let shape = Shape { days: self.sides.iter().any(counts_days), sums: !self.sides.iter().all(counts_days) };
        let records: Vec<String> = self.sides.iter().enumerate().map(|(at, side)| side.sql(at, &kept, shape)).collect();
        let known = self.by.iter().map(|dimension| match dimension {
            Dimension::Age(name) => format!("MAX({name}) AS {name}"),
            other => format!("CASE WHEN MIN({0}) = MAX({0}) THEN MAX({0}) END AS {0}", other.name()),
        });
        let sums = self.sides.iter().enumerate().map(|(at, side)| format!("{} AS sum_{at}", side.sum_sql(at)));
        let inner: Vec<String> = per.iter().map(|name| (*name).to_owned()).chain(known).chain(sums).collect();
        let persons: Vec<&str> = ["person_id"].iter().chain(&per).copied().collect();
        let keys: Vec<String> = kept
            .iter()
            .map(|name| (*name).to_owned())
            .chain((0..self.sides.len()).map(|at| format!("sum_{at}")))
            .collect();
        let keys = keys.join(", ");
        format!(
            "SELECT {keys}, COUNT(*) AS persons FROM (SELECT {} FROM ({}) AS records GROUP BY {}) AS sums GROUP BY {keys}",
            inner.join(", "),
            records.join(" UNION ALL "),
            persons.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(source: &str, sum: Sum) -> Side {
        Side { source: source.to_owned(), scope: None, sum }
    }

    #[test]
    fn numbers_and_days_are_never_in_one_column() {
        let weights = [("A".to_owned(), 2), ("B's".to_owned(), 3)].into_iter().collect();
        let sums = [Sum::Records, Sum::Days, Sum::Weights { column: "offence", weights }];
        let sides =
            sums.into_iter().zip(["victims", "suspects", "order"]).map(|(sum, source)| side(source, sum)).collect();
        let query = PersonQuery { sides, per: Vec::new(), by: vec![Dimension::Age("age")] };
        assert_eq!(
            query.sql(),
            "SELECT age, sum_0, sum_1, sum_2, COUNT(*) AS persons FROM (SELECT MAX(age) AS age, \
             SUM(CASE WHEN side = 0 THEN adds END) AS sum_0, \
             NULLIF(COUNT(DISTINCT CASE WHEN side = 1 THEN day END), 0) AS sum_1, \
             SUM(CASE WHEN side = 2 THEN adds END) AS sum_2 FROM (\
             SELECT 0 AS side, 1 AS adds, CAST(NULL AS DATE) AS day, person_id, age FROM victims \
             WHERE person_id IS NOT NULL UNION ALL \
             SELECT 1 AS side, NULL AS adds, date AS day, person_id, age FROM suspects WHERE person_id IS NOT NULL UNION ALL \
             SELECT 2 AS side, CASE offence WHEN 'A' THEN 2 WHEN 'B''s' THEN 3 ELSE 0 END AS adds, CAST(NULL AS DATE) AS day, \
             person_id, age FROM \"order\" WHERE person_id IS NOT NULL) AS records GROUP BY person_id) AS sums \
             GROUP BY age, sum_0, sum_1, sum_2"
        );
    }

    #[test]
    fn days_alone_and_no_weights_are_plain_sql() {
        let days = PersonQuery::one(side("suspects", Sum::Days), Vec::new(), Vec::new());
        assert!(days.sql().contains("(SELECT 0 AS side, date AS day, person_id FROM suspects"), "{}", days.sql());
        let none = Sum::Weights { column: "offence", weights: BTreeMap::new() };
        let weightless = PersonQuery::one(side("suspects", none), Vec::new(), Vec::new());
        assert!(weightless.sql().contains("(SELECT 0 AS side, 0 AS adds, person_id"), "{}", weightless.sql());
    }
}
