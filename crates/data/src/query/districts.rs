//! Districts in the records that the manifest does not list. Their names are shown so that the author can list or recode them,
//! unless they may not be names of districts at all: then the column is probably the wrong one.

use polars::prelude::*;

use super::cells::cells_by_name;
use super::engine::Key;
use super::fates::Faulty;
use crate::SourceFrame;
use sna_core::diag::{Code, Diagnostic, Diagnostics, misspelt};

/// Most names in a message.
const MOST_SHOWN: usize = 10;
/// Fewer names than this are shown even where each is in one row only.
const FEW: usize = 4;
/// Longest name that is shown, in characters.
const LONGEST: usize = 60;

/// A name that is not listed.
struct Other {
    name: String,
    rows: u64,
    /// The first row that has it.
    first: u64,
}

/// A warning about the districts that are not among the areas, at the first row that has one.
pub(super) fn other_districts(
    source: &SourceFrame,
    areas: &[&str],
    faulty: &Faulty,
    frame: &DataFrame,
) -> PolarsResult<Diagnostics> {
    let mut others = others(frame)?;
    let Some(first) = others.iter().map(|other| other.first).min() else { return Ok(Diagnostics::default()) };
    others.sort_by(|a, b| b.rows.cmp(&a.rows).then(a.name.cmp(&b.name)));
    let rows: u64 = others.iter().map(|other| other.rows).sum();
    let rows_name = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    let verb = if rows == 1 { "names" } else { "name" };
    let message = format!("{rows_name} in `{}` {verb} a district that is not listed", source.name);
    let mut told = Diagnostic::warning(Code::UnlistedDistrict, message)
        .expected("a name under `areas:` in the data manifest")
        .hint("they count as not known or elsewhere");
    if let Some(place) = source.place(first, faulty.rows_by_file()) {
        told = told.at(place);
    }
    let (are_most, is_each_alone) = (rows * 2 > faulty.rows_read(), others.len() as u64 * 2 > rows);
    Ok(if are_most || (is_each_alone && others.len() >= FEW) {
        let names = if others.len() == 1 { "1 name".to_owned() } else { format!("{} different names", others.len()) };
        told.found(format!("{names}, not shown because they may not be districts"))
            .hint("is `district:` in the manifest the right column? if it is, list its names under `areas:`")
    } else {
        shown(told, &others, areas)
    }
    .into())
}

fn others(frame: &DataFrame) -> PolarsResult<Vec<Other>> {
    let read = cells_by_name(frame)?.into_iter().filter_map(|(keys, rows)| {
        let (Key::Text(name), Key::Number(first)) = (keys.get("_other_district")?, keys.get("_row")?) else {
            return None;
        };
        Some(Other { name: name.clone(), rows, first: u64::try_from(*first).ok()? })
    });
    Ok(read.collect())
}

/// Names the most frequent districts, and the areas that some of them may be.
fn shown(told: Diagnostic, others: &[Other], areas: &[&str]) -> Diagnostic {
    // What is in one row only, and like no area, may be a cell that slipped out of its column.
    let is_place = |other: &&Other| other.rows > 1 || misspelt(&other.name, areas.iter().copied()).is_some();
    let is_name = |other: &&Other| {
        other.name.chars().count() <= LONGEST && !other.name.contains(char::is_control) && is_place(other)
    };
    let named: Vec<&Other> = others.iter().filter(is_name).take(MOST_SHOWN).collect();
    let mut listed: Vec<String> = named.iter().map(|other| format!("`{}` ({})", other.name, other.rows)).collect();
    match others.len() - named.len() {
        0 => {}
        1 if named.is_empty() => listed.push("1 name, not shown because it may not be a district".to_owned()),
        more if named.is_empty() => listed.push(format!("{more} names, not shown because they may not be districts")),
        more => listed.push(format!("{more} more")),
    }
    let told = told.found(listed.join(", "));
    let alike = named.iter().filter_map(|other| Some((other, misspelt(&other.name, areas.iter().copied())?)));
    let alike: Vec<String> = alike.map(|(other, area)| format!("`{}` the area `{area}`", other.name)).collect();
    match alike.is_empty() {
        true => told,
        false => told.hint(format!("is {}? a `recode:` would say so", alike.join(", "))),
    }
}
