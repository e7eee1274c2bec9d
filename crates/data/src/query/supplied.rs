//! How many records a source has in each month, by area and by family of files, and where the supply seems to have stopped.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::cells::cells_by_name;
use super::engine::Key;
use crate::{DISTRICT, Month, Period, SourceFrame, Stop, Unit, family, stops};
use sna_core::calendar::months_in_words;
use sna_core::diag::{Code, Diagnostic, Place};

/// The column of areas by which the supply is watched. Records that belong to offences have the offences' areas.
pub(super) fn divided_by_area(source: &SourceFrame) -> Option<&'static str> {
    (source.columns.contains(&DISTRICT) && !source.belongs_to_offences()).then_some(DISTRICT)
}

/// The plan that counts the sound records by file, month and area.
pub(super) fn supplied(sound: &LazyFrame, source: &SourceFrame) -> LazyFrame {
    let by = ["_file", "_month"].into_iter().chain(divided_by_area(source)).map(col);
    sound.clone().group_by(by.collect::<Vec<_>>()).agg([len()])
}

/// The months that are doubted, as far as a question asks about them.
pub(super) fn stops_of(source: &SourceFrame, supplied: &DataFrame, periods: &[Period]) -> PolarsResult<Vec<Stop>> {
    let mut units: BTreeMap<Unit, BTreeMap<Month, u64>> = BTreeMap::new();
    for (keys, count) in cells_by_name(supplied)? {
        let Some(month) = number(&keys, "_month").and_then(Month::numbered) else { continue };
        let file = number(&keys, "_file").and_then(|at| source.files.get(usize::try_from(at).ok()?));
        let files = file.map(|file| Unit::Files(family(&file.name())));
        let area = match keys.get(DISTRICT) {
            Some(Key::Text(name)) => Some(Unit::Area(name.clone())),
            Some(Key::Number(_) | Key::Flag(_) | Key::Missing) | None => None,
        };
        for unit in [Some(Unit::Source), area, files].into_iter().flatten() {
            *units.entry(unit).or_default().entry(month).or_default() += count;
        }
    }
    // One family is the source itself.
    if units.keys().filter(|unit| matches!(unit, Unit::Files(_))).count() < 2 {
        units.retain(|unit, _| !matches!(unit, Unit::Files(_)));
    }
    let is_asked =
        |stop: &Stop| periods.is_empty() || periods.iter().any(|asked| asked.overlap(stop.period()).is_some());
    Ok(stops(&source.supply, &units).into_iter().filter(is_asked).collect())
}

fn number(keys: &BTreeMap<String, Key>, name: &str) -> Option<i64> {
    match keys.get(name) {
        Some(Key::Number(number)) => Some(*number),
        Some(Key::Text(_) | Key::Flag(_) | Key::Missing) | None => None,
    }
}

/// The warning about months that are doubted.
pub(super) fn stop_told(source: &SourceFrame, stop: &Stop) -> Diagnostic {
    let of = match &stop.unit {
        Unit::Source => String::new(),
        Unit::Area(name) => format!(" of {name}"),
        Unit::Files(family) => format!(" in files such as `{}`", example(source, family)),
    };
    let months = months_in_words(stop.period());
    let line = "{ area: ..., from: ..., to: ..., why: ... }";
    let told = Diagnostic::warning(Code::SupplyStops, format!("the records{of} in `{}` seem to stop", source.name))
        .found(format!("{} in {months}", records(stop.records)))
        .expected(format!("about {:.0} in each month, as in the others", stop.usual.max(1.0)))
        .hint(format!("if they are missing, say so: `gaps: [{line}]`; if the numbers are true: `quiet: [{line}]`"))
        .hint("until then these months have no figures, and no change is reported of them or of a total that contains them");
    match source.files.first() {
        Some(file) => told.at(Place::file(&file.path)),
        None => told,
    }
}

fn example(source: &SourceFrame, of: &str) -> String {
    source.files.iter().map(crate::RecordFile::name).find(|name| family(name) == of).unwrap_or_default()
}

fn records(number: u64) -> String {
    match number {
        0 => "no record".to_owned(),
        1 => "1 record".to_owned(),
        number => format!("{number} records"),
    }
}
