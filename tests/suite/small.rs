//! A small project that tests change: two districts, four offences, one table.

use std::fs;
use std::path::Path;

use crate::program::Report;

/// The manifest.
pub(crate) const DATA: &str = "
title: T
areas: [{ name: North, population: 1000 }, { name: South, population: 500 }]
sources:
  offences:
    title: Offences
    files: offences.csv
    covers: { from: 2023-04, to: 2024-03 }
    columns: { id: id, date: date, offence: offence, district: district, ward: ward }
";

/// Four offences.
pub(crate) const OFFENCES: &str = "\
id,date,offence,district,ward
1,2023-04-01,Robbery,North,St Mary's
2,2023-05-01,Robbery,North,St Mary s
3,2023-06-01,GBH,South,Καλλιθέα
4,2023-07-01,GBH,South,...
";

/// The beginning of the report; more keys of `report:` may follow.
pub(crate) const HEAD: &str = "
data: data.yaml
about: []
report: { title: T, area: Both, published: 2024-11-30, period: { financial_years: 1, to: 2023/24 } }
";

/// One section with two tables.
pub(crate) const SECTIONS: &str = "
sections:
  - title: S
    blocks:
      - table: { id: t, title: Offences, crosstab: { rows: offence, columns: financial_year } }
      - table: { id: u, title: Districts, crosstab: { rows: district, columns: financial_year } }
";

/// The project with other sections.
pub(crate) fn small(sections: &str) -> Report {
    Report::with_head(HEAD, sections).file("data.yaml", DATA).file("offences.csv", OFFENCES)
}

/// The names of everything under a folder, sorted, with `/` after those of folders.
pub(crate) fn listing(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().expect("a type").is_dir() {
            names.extend(listing(&entry.path()).into_iter().map(|inner| format!("{name}/{inner}")));
            names.push(format!("{name}/"));
        } else {
            names.push(name);
        }
    }
    names.sort();
    names
}
