//! The answer frames of a scan as keys and counts.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::cube::CubePlan;
use super::engine::{Grouped, Key};
use super::{Part, Query};
use crate::Month;

/// The name of the yes/no column of a plan's condition.
pub(super) fn condition_name(at: usize) -> String {
    format!("_condition_{at}")
}

/// A grouping's cells.
pub(super) struct Cells {
    names: Vec<String>,
    cells: Vec<(Vec<Key>, u64)>,
    /// Positions of the cells with each value of a column that divides the whole into parts.
    parts: BTreeMap<&'static str, BTreeMap<Key, Vec<usize>>>,
}

impl Cells {
    /// Reads a grouping's answer.
    pub(super) fn of(frame: &DataFrame, parted: &BTreeSet<&'static str>) -> PolarsResult<Self> {
        let names: Vec<String> =
            frame.get_column_names().iter().map(|name| name.as_str().to_owned()).filter(|name| name != "len").collect();
        let columns: Vec<Vec<Key>> = names.iter().map(|name| keys(frame.column(name)?)).collect::<PolarsResult<_>>()?;
        let counts = frame.column("len")?.cast(&DataType::UInt64)?;
        let cells = counts.u64()?.iter().enumerate();
        let cells: Vec<(Vec<Key>, u64)> = cells
            .map(|(row, count)| (columns.iter().map(|column| column[row].clone()).collect(), count.unwrap_or(0)))
            .collect();
        let at = |name: &str| names.iter().position(|known| known == name);
        let parts = parted.iter().filter_map(|name| Some((*name, by_key(&cells, at(name)?)))).collect();
        Ok(Self { names, cells, parts })
    }

    /// The answer to one of the questions the grouping has.
    pub(super) fn answer(&self, query: &Query, plan: &CubePlan) -> Grouped {
        let at = |name: &str| self.names.iter().position(|known| known == name);
        let wanted: Vec<usize> = query.group_by.iter().filter_map(|dimension| at(dimension.frame_column())).collect();
        let conditions = query.scope.all_conditions();
        let cells = self.in_part(query.scope.part.as_ref());
        let must_hold: Vec<usize> = (plan.conditions.iter().enumerate())
            .filter(|(index, condition)| !plan.shared.contains(index) && conditions.contains(condition))
            .filter_map(|(index, _)| at(&condition_name(index)))
            .collect();
        let mut counts = BTreeMap::new();
        for (keys, count) in cells.filter(|(keys, _)| must_hold.iter().all(|at| keys[*at] == Key::Flag(true))) {
            *counts.entry(wanted.iter().map(|at| keys[*at].clone()).collect()).or_insert(0) += count;
        }
        Grouped(counts)
    }

    /// The cells of a part of the whole.
    fn in_part(&self, part: Option<&Part>) -> Box<dyn Iterator<Item = &(Vec<Key>, u64)> + '_> {
        let divided = part.and_then(|part| Some((part, self.parts.get(part.dimension)?)));
        let Some((part, by_key)) = divided else { return Box::new(self.cells.iter()) };
        let inside = by_key.iter().filter(|(key, _)| part.holds(key)).flat_map(|(_, at)| at);
        let at: Vec<usize> = inside.copied().collect();
        Box::new(at.into_iter().map(|at| &self.cells[at]))
    }
}

fn by_key(cells: &[(Vec<Key>, u64)], position: usize) -> BTreeMap<Key, Vec<usize>> {
    let mut by_key: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, (keys, _)) in cells.iter().enumerate() {
        by_key.entry(keys[position].clone()).or_default().push(at);
    }
    by_key
}

/// Every line of an answer, its keys by column.
pub(super) fn cells_by_name(frame: &DataFrame) -> PolarsResult<Vec<(BTreeMap<String, Key>, u64)>> {
    let Cells { names, cells, .. } = Cells::of(frame, &BTreeSet::new())?;
    Ok(cells.into_iter().map(|(keys, count)| (names.iter().cloned().zip(keys).collect(), count)).collect())
}

pub(super) fn keys(column: &Column) -> PolarsResult<Vec<Key>> {
    Ok(match column.dtype() {
        DataType::Boolean => column.bool()?.iter().map(|flag| flag.map_or(Key::Missing, Key::Flag)).collect(),
        DataType::String => {
            column.str()?.iter().map(|text| text.map_or(Key::Missing, |text| Key::Text(text.to_owned()))).collect()
        }
        dtype if dtype.is_integer() => {
            let numbers = column.cast(&DataType::Int64)?;
            numbers.i64()?.iter().map(|number| number.map_or(Key::Missing, Key::Number)).collect()
        }
        _ => {
            let text = column.cast(&DataType::String)?;
            text.str()?.iter().map(|text| text.map_or(Key::Missing, |text| Key::Text(text.to_owned()))).collect()
        }
    })
}

/// The sound rows of each month in which an answer has any.
pub(super) fn months(fates: &DataFrame) -> PolarsResult<BTreeMap<Month, u64>> {
    let mut months = BTreeMap::new();
    for (keys, rows) in cells_by_name(fates)? {
        if let (Some(Key::Missing), Some(Key::Number(number))) = (keys.get("_reject"), keys.get("_month"))
            && let Some(month) = Month::numbered(*number)
        {
            *months.entry(month).or_default() += rows;
        }
    }
    Ok(months)
}
