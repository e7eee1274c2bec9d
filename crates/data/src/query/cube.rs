//! Few groupings for many questions. Counts add up, so a question can be answered from any grouping that has its
//! columns and conditions; questions are put together as long as the grouping stays small compared with the records.

use std::collections::BTreeSet;

use super::{Condition, Dimension, Query};
use sna_core::columns::Values;

/// Most cells a shared grouping may have, by estimate. Below it, one hash table stays in the processor's cache.
const MOST_CELLS: u64 = 60_000;

/// A grouping: records counted by columns and by whether conditions are true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cube {
    /// Columns.
    pub dimensions: BTreeSet<Dimension>,
    /// Positions in the list of conditions.
    pub conditions: BTreeSet<usize>,
    /// Positions of the questions it answers.
    pub queries: Vec<usize>,
    /// Names of the columns whose values divide the whole into parts that have questions of their own.
    pub parted: BTreeSet<&'static str>,
}

/// The conditions of all questions, each once, and the groupings that answer the questions.
pub(super) struct CubePlan {
    /// Every condition that occurs.
    pub conditions: Vec<Condition>,
    /// Positions of the conditions that all questions share: applied once, as a filter.
    pub shared: BTreeSet<usize>,
    /// The groupings.
    pub cubes: Vec<Cube>,
}

/// Puts questions about one source together, the widest first.
pub(super) fn plan(queries: &[(usize, &Query)], areas: usize) -> CubePlan {
    let mut conditions: Vec<Condition> = Vec::new();
    let mut wanted: Vec<BTreeSet<usize>> = Vec::new();
    for (_, query) in queries {
        let asked =
            query.scope.all_conditions().into_iter().filter(|condition| !matches!(condition, Condition::Part(_)));
        wanted.push(asked.map(|condition| position(&mut conditions, condition)).collect());
    }
    let shared = wanted.iter().cloned().reduce(|all, each| &all & &each).unwrap_or_default();
    let mut cubes: Vec<Cube> = Vec::new();
    let mut order: Vec<usize> = (0..queries.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse((queries[*at].1.group_by.len(), queries[*at].1.group_by.clone())));
    for at in order {
        let (index, query) = queries[at];
        // All parts of the whole are read from one grouping by the dimension that divides it.
        let part = query.scope.part.as_ref().map(|part| part.dimension);
        let cube = Cube {
            dimensions: query.group_by.iter().cloned().chain(part.map(Dimension::Column)).collect(),
            conditions: &wanted[at] - &shared,
            queries: vec![index],
            parted: part.into_iter().collect(),
        };
        match cubes.iter_mut().find(|host| cells(&union(host, &cube), areas) <= MOST_CELLS) {
            Some(host) => *host = union(host, &cube),
            None => cubes.push(cube),
        }
    }
    CubePlan { conditions, shared, cubes }
}

fn position(conditions: &mut Vec<Condition>, condition: Condition) -> usize {
    conditions.iter().position(|known| *known == condition).unwrap_or_else(|| {
        conditions.push(condition);
        conditions.len() - 1
    })
}

fn union(one: &Cube, other: &Cube) -> Cube {
    Cube {
        dimensions: &one.dimensions | &other.dimensions,
        conditions: &one.conditions | &other.conditions,
        queries: one.queries.iter().chain(&other.queries).copied().collect(),
        parted: &one.parted | &other.parted,
    }
}

/// About how many cells a grouping has.
fn cells(cube: &Cube, areas: usize) -> u64 {
    let has_month = cube.dimensions.contains(&Dimension::Month);
    let dimensions = cube
        .dimensions
        .iter()
        .filter(|each| !(has_month && matches!(each, Dimension::FinancialYear | Dimension::Year | Dimension::Quarter)));
    let product = dimensions.map(|dimension| spread(dimension, areas)).fold(1u64, u64::saturating_mul);
    product.saturating_mul(1 << cube.conditions.len().min(20))
}

/// About how many times more cells a grouping has with a dimension.
fn spread(dimension: &Dimension, areas: usize) -> u64 {
    let column = dimension.column();
    // The areas, and the records elsewhere.
    if column.values == Values::Areas { areas as u64 + 1 } else { column.spread }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Scope;
    use crate::{FinancialYear, Period, Years};

    fn query(names: &[&str], condition: Option<&str>) -> Query {
        let period = Period::financial_years(FinancialYear(2019), FinancialYear(2023));
        let conditions = condition.iter().map(|text| crate::Predicate::read(text).expect("a condition")).collect();
        let scope =
            Scope { of: None, period, part: None, whole: false, definition: None, conditions, years: Years::default() };
        Query {
            source: "offences".into(),
            scope,
            group_by: names.iter().filter_map(|name| Dimension::named(name)).collect(),
        }
    }

    #[test]
    fn small_questions_ride_with_large_ones() {
        let queries = [
            query(&["financial_year"], None),
            query(&["offence_group", "financial_year"], None),
            query(&["offence_group", "financial_year"], Some("knife")),
            query(&["hour", "weekday"], None),
            query(&["month"], Some("knife")),
        ];
        let numbered: Vec<(usize, &Query)> = queries.iter().enumerate().collect();
        let plan = plan(&numbered, 9);
        assert_eq!(plan.conditions.len(), 2, "the period and `knife`");
        assert_eq!(plan.shared.len(), 1, "the period is a filter");
        assert!(plan.cubes.len() <= 2, "{:?}", plan.cubes);
        let mut answered: Vec<usize> = plan.cubes.iter().flat_map(|cube| cube.queries.clone()).collect();
        answered.sort_unstable();
        assert_eq!(answered, [0, 1, 2, 3, 4]);
    }
}
