//! Campaigns on CSV records, held against a second reading of the same file.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use super::chance::Chance;
use super::damage::{PIECES, bytes as damaged};
use super::inputs::{AREAS, YEARS, as_csv, offences, with, with_records};
use super::judge::PRIVATE;
use super::{Outcome, Try};
use crate::program::Table;

const BUILD: &[&str] = &["build", "sna.yaml", "-o", "out"];

/// Changes bytes of the file of records.
pub(super) fn bytes(chance: &mut Chance) -> Try {
    let mut file = as_csv(&offences());
    damaged(chance, &mut file);
    Try::new(with("offences.csv", file), BUILD)
}

/// Changes cells, lines, columns, or how the file is written.
pub(super) fn cells(chance: &mut Chance) -> Try {
    let mut lines = offences();
    for _ in 0..chance.between(1, 3) {
        change(chance, &mut lines);
    }
    let mut file = as_csv(&lines);
    match chance.below(8) {
        0 => file.splice(0..0, "\u{feff}".bytes()).for_each(drop),
        1 => file = String::from_utf8_lossy(&file).replace('\n', "\r\n").into_bytes(),
        2 => file = String::from_utf8_lossy(&file).replace('\n', "\r").into_bytes(),
        3 => file = String::from_utf8_lossy(&file).replace(',', chance.pick(&[";", "\t", "|"])).into_bytes(),
        _ => {}
    }
    Try::new(with("offences.csv", file), BUILD)
}

fn change(chance: &mut Chance, lines: &mut Vec<Vec<String>>) {
    let (from, number) = (chance.between(1, lines.len() - 2), chance.between(1, 40));
    let column = chance.below(12);
    let cell = match chance.below(4) {
        0 => chance
            .pick(&[
                "",
                "0",
                "31/02/2023",
                "2023-05-01",
                "01/04/23",
                "01/04/1023",
                "25",
                "Ashbi",
                "Nowhere",
                "maybe",
                "Elm\nOak",
            ])
            .to_owned(),
        1 => format!("{PRIVATE}{}", chance.pick(PIECES)),
        2 => "x".repeat(chance.between(100, 30_000)),
        _ => chance.pick(PIECES).to_owned(),
    };
    let some = lines.iter_mut().skip(from).take(number);
    match chance.below(9) {
        0 | 1 => some.for_each(|line| line.iter_mut().skip(column).take(1).for_each(|old| old.clone_from(&cell))),
        2 => some.for_each(|line| line.truncate(column)),
        3 => some.for_each(|line| line.insert(column.min(line.len()), cell.clone())),
        4 => lines.truncate(from.min(3)),
        5 => drop(lines.remove(0)),
        // What is in a line of names is a name, and may be shown.
        6 => lines[0][column] = cell.replace(PRIVATE, "other"),
        7 => "district".clone_into(&mut lines[0][column]),
        _ => {
            let again = lines[from].clone();
            lines.insert(from, again);
        }
    }
}

/// The file of records in gzip: damaged afterwards, cut short, twice in a row, or damaged before.
pub(super) fn gzip(chance: &mut Chance) -> Try {
    let mut plain = as_csv(&offences());
    if chance.one_in(3) {
        damaged(chance, &mut plain);
    }
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(&plain).expect("room");
    let mut packed = writer.finish().expect("room");
    match chance.below(4) {
        0 => packed.extend(packed.clone()),
        1 => packed.truncate(chance.below(packed.len())),
        2 => damaged(chance, &mut packed),
        _ => {}
    }
    Try::new(with_records("offences.csv.gz", packed), &["check", "sna.yaml"])
}

/// If the program says nothing, its counts are those of a second reading, which finds every line sound.
pub(super) fn agree(one: &Try, folder: &Path, outcome: &Outcome) -> Vec<String> {
    if outcome.code != Some(0) || !outcome.stderr.is_empty() {
        return Vec::new();
    }
    let counts = match read_again(&one.files["offences.csv"]) {
        Ok(counts) => counts,
        Err(fault) => return vec![format!("nothing is said, but {fault}")],
    };
    let table = Table::read(&folder.join("out"), "all.counted");
    let differing = counts.iter().filter_map(|((district, year), count)| {
        let printed =
            table.cells.get(&(district.clone(), year.clone())).cloned().unwrap_or_else(|| "nothing".to_owned());
        (printed != count.to_string()).then(|| format!("{district} {year} is {printed}, and {count} records are there"))
    });
    differing.take(1).collect()
}

/// Offences by district and financial year.
///
/// # Errors
/// A line that cannot be counted as it is.
fn read_again(file: &[u8]) -> Result<BTreeMap<(String, String), usize>, String> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_reader(file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file));
    let head = reader.headers().map_err(|_| "the header is not text".to_owned())?.clone();
    let column = |name: &str| {
        let found: Vec<usize> = (0..head.len()).filter(|at| &head[*at] == name).collect();
        if let [only] = found.as_slice() {
            Ok(*only)
        } else {
            Err(format!("{} columns are called {name}", found.len()))
        }
    };
    let [number, committed, hour, district, ward] =
        [column("number")?, column("committed")?, column("hour")?, column("district")?, column("ward")?];
    let mut counts: BTreeMap<(String, String), usize> = AREAS
        .iter()
        .flat_map(|area| YEARS.map(|year| ((*area).to_owned(), year.to_owned())))
        .map(|key| (key, 0))
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    for line in reader.records() {
        let line = line.map_err(|_| "a line is not text".to_owned())?;
        if line.len() != head.len() {
            return Err(format!("a line has {} cells of {}", line.len(), head.len()));
        }
        if !seen.insert(line[number].to_owned()) {
            return Err("an identifier is there twice".to_owned());
        }
        let year = year_of(&line[committed]).ok_or("a date is not one")?;
        // A record without an hour or a ward is not asked for by the table: its condition is not true of it.
        if line[hour].trim().is_empty() || line[ward].trim().is_empty() || line[district].trim().is_empty() {
            continue;
        }
        if !line[hour].trim().parse().is_ok_and(|hour: u8| hour < 24) {
            return Err("an hour is not one".to_owned());
        }
        match counts.get_mut(&(line[district].trim().to_owned(), year)) {
            Some(count) => *count += 1,
            None if AREAS.contains(&line[district].trim()) => {}
            None => return Err("a district is not listed".to_owned()),
        }
    }
    if seen.is_empty() { Err("there is no record".to_owned()) } else { Ok(counts) }
}

/// The financial year of a day written as `31/12/2023`.
fn year_of(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.trim().split('/').collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let [day, month, year]: [u32; 3] = [day.parse().ok()?, month.parse().ok()?, year.parse().ok()?];
    let days = match month {
        2 => 29 - u32::from(year % 4 != 0 || (year % 100 == 0 && year % 400 != 0)),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let is_day = (1..=days).contains(&day) && (1900..=2024).contains(&year);
    let first = if month > 3 { year } else { year - 1 };
    is_day.then(|| format!("{first}/{:02}", (first + 1) % 100))
}
