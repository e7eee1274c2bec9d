//! A question about persons: how many there are with each number of records, in one source or in several.
//!
//! Repeats, overlap and cohorts are all read from such an answer. A *side* is a set of records; each person has one
//! sum over each side. The answer says how many persons have each combination of sums, so persons, repeat persons,
//! their records and the most frequent ones follow by adding up, and no person is ever listed.
//!
//! A question about a place, such as a district, does not put persons together from the records of the place: that would
//! make a person of two districts look like two people with few records each. All records count, wherever they are; the
//! place decides who is in the answer: everybody with at least one record in it. A part that is not a place, such as a
//! type of offence, is a condition like others: who repeats theft is judged by records of theft.

use std::collections::BTreeMap;

use super::quoted;
use super::sql_text::table_name;
use super::{Along, Condition, Dimension, Part, Scope};

/// How many persons have each combination of sums over the sides. An answer's keys are `per`, then `by`, then one sum for
/// each side: a number, or missing where the person has no record on that side.
///
/// If sides are about a place, a person belongs to it who has at least one record of these sides in it (within the same
/// `per`). Sums are over all records of the sides, in the place or not.
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
    /// Whether only the records in the scope's part are summed; if the part is a place, all of a person's are by default.
    pub only_in_part: bool,
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
    /// Different parts in which the records are; all that is in none of them is one more.
    Parts {
        /// The dimension of the parts.
        dimension: &'static str,
        /// Their names.
        names: Vec<String>,
    },
    /// Different values of a dimension; that there is none is one more.
    Values(Dimension),
}

impl Side {
    /// All records of a scope, whatever the part.
    pub fn new(source: &str, scope: Option<Scope>, sum: Sum) -> Self {
        Self { source: source.to_owned(), scope, sum, only_in_part: false }
    }

    /// The same records, of which only those in the part are summed.
    #[must_use]
    pub fn in_part(self) -> Self {
        Self { only_in_part: true, ..self }
    }

    /// The conditions of its scope.
    pub fn conditions(&self) -> Vec<Condition> {
        self.scope.as_ref().map(Scope::all_conditions).unwrap_or_default()
    }

    /// The part that it is about.
    pub fn part(&self) -> Option<&Part> {
        self.scope.as_ref()?.part.as_ref()
    }

    /// The conditions of the records that are summed, in this part or not.
    pub(super) fn conditions_beyond(&self, part: Option<&Part>) -> Vec<Condition> {
        let is_part = |condition: &Condition| matches!(condition, Condition::Part(own) if Some(own) == part);
        self.conditions().into_iter().filter(|condition| !is_part(condition)).collect()
    }

    /// SQL for whether a record makes its person belong to a part.
    fn here_sql(&self, part: &Part) -> String {
        match self.part() == Some(part) {
            true => format!("CASE WHEN {} THEN 1 ELSE 0 END AS here", part.sql()),
            false => "0 AS here".to_owned(),
        }
    }

    /// The records of this side, each with what it adds and, where any side counts days, its day.
    fn sql(&self, at: usize, kept: &[&str], shape: Shape<'_>) -> String {
        let (adds, day) = match &self.sum {
            Sum::Records => ("1".to_owned(), "CAST(NULL AS DATE)"),
            Sum::Days => ("NULL".to_owned(), "date"),
            Sum::Weights { column, weights } => (weight_sql(column, weights), "CAST(NULL AS DATE)"),
            Sum::Parts { dimension, names } => (part_sql(dimension, names), "CAST(NULL AS DATE)"),
            Sum::Values(of) => (format!("COALESCE(CAST({} AS VARCHAR), '')", of.name()), "CAST(NULL AS DATE)"),
        };
        let adds = Some(format!("{adds} AS adds")).filter(|_| shape.sums);
        let day = Some(format!("{day} AS day")).filter(|_| shape.days);
        let here = shape.part.map(|part| self.here_sql(part));
        let kept = ["person_id"].iter().chain(kept).map(|name| (*name).to_owned());
        let first = [format!("{at} AS side")].into_iter();
        let list: Vec<String> = first.chain(adds).chain(day).chain(here).chain(kept).collect();
        let conditions: Vec<String> = ["person_id IS NOT NULL".to_owned()]
            .into_iter()
            .chain(self.conditions_beyond(shape.part).iter().map(Condition::sql))
            .collect();
        format!("SELECT {} FROM {} WHERE {}", list.join(", "), table_name(&self.source), conditions.join(" AND "))
    }

    fn sum_sql(&self, at: usize, place: Option<&Part>) -> String {
        let in_part = self.only_in_part && place.is_some() && self.part() == place;
        let here = if in_part { " AND here = 1" } else { "" };
        let side = format!("CASE WHEN side = {at}{here}");
        match self.sum {
            Sum::Records | Sum::Weights { .. } => format!("SUM({side} THEN adds END)"),
            Sum::Days => format!("NULLIF(COUNT(DISTINCT {side} THEN day END), 0)"),
            Sum::Parts { .. } | Sum::Values(_) => format!("NULLIF(COUNT(DISTINCT {side} THEN adds END), 0)"),
        }
    }
}

/// What the records of all sides have as well as their keys: numbers to add, days to count, and whether they are in a part.
#[derive(Debug, Clone, Copy)]
struct Shape<'q> {
    sums: bool,
    days: bool,
    part: Option<&'q Part>,
}

/// The part that a record is in; an empty name is none of them.
fn part_sql(dimension: &str, names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    format!("CASE WHEN {dimension} IN ({}) THEN {dimension} ELSE '' END", names.join(", "))
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

    /// The place that persons must belong to: that of the first side which is about one. Another side that is about a different
    /// part has only its own records.
    pub fn place(&self) -> Option<&Part> {
        self.sides.iter().filter_map(Side::part).find(|part| part.is_place())
    }

    /// Adds the same records as those of a side, of which only those in its part are summed. What this returns finds each
    /// person's sum over them: the side's own where it is about no place.
    pub fn side_in_part(&mut self, side: Side, own: Along) -> Along {
        if side.part().is_some_and(Part::is_place) { self.side(side.in_part()) } else { own }
    }

    /// The question as portable SQL.
    pub fn sql(&self) -> String {
        let (per, by): (Vec<&str>, Vec<&str>) =
            (self.per.iter().map(Dimension::name).collect(), self.by.iter().map(Dimension::name).collect());
        let kept: Vec<&str> = per.iter().chain(&by).copied().collect();
        let counts_days = |side: &Side| side.sum == Sum::Days;
        let days = self.sides.iter().any(counts_days);
        let shape = Shape { days, sums: !self.sides.iter().all(counts_days), part: self.place() };
        let records: Vec<String> = self.sides.iter().enumerate().map(|(at, side)| side.sql(at, &kept, shape)).collect();
        let known = self.by.iter().map(|dimension| match dimension {
            Dimension::Age(name) => format!("MAX({name}) AS {name}"),
            other => format!("CASE WHEN MIN({0}) = MAX({0}) THEN MAX({0}) END AS {0}", other.name()),
        });
        let sums =
            self.sides.iter().enumerate().map(|(at, side)| format!("{} AS sum_{at}", side.sum_sql(at, shape.part)));
        let inner: Vec<String> = per.iter().map(|name| (*name).to_owned()).chain(known).chain(sums).collect();
        let persons: Vec<&str> = ["person_id"].iter().chain(&per).copied().collect();
        let keys: Vec<String> = kept
            .iter()
            .map(|name| (*name).to_owned())
            .chain((0..self.sides.len()).map(|at| format!("sum_{at}")))
            .collect();
        let keys = keys.join(", ");
        let belong = if shape.part.is_some() { " HAVING MAX(here) = 1" } else { "" };
        format!(
            "SELECT {keys}, COUNT(*) AS persons FROM (SELECT {} FROM ({}) AS records GROUP BY {}{belong}) AS sums GROUP BY {keys}",
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
        Side::new(source, None, sum)
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
