//! The published table of school proximity from records made to fit it, and the edges of the definition.

use std::fmt::Write;

use super::super::fixture::{World, cell, number};
use sna_core::document::{Cell, RowKind};

const MANIFEST: &str = "title: T
sources:
  offences:
    title: O
    files: offences.csv
    columns: { id: id, date: date, hour: hour, offence_group: group, location_type: place, near_primary: primary, near_secondary: secondary }
  victims: { title: V, files: victims.csv, columns: { offence_id: offence, age: age } }
";

/// Printed by group and year: victims of school age, and those at or near a school.
const PUBLISHED: [(&str, [(u64, u64); 3], &str); 3] = [
    ("Serious violence", [(215, 42), (270, 40), (249, 40)], "17"),
    ("Knife crime", [(136, 14), (133, 16), (140, 18)], "12"),
    ("Lower-level violence", [(946, 231), (1223, 309), (1135, 322)], "26"),
];

/// Of 1,032 at or near a school: 73, 20 and 7 per cent.
const SPLIT: [u64; 3] = [753, 207, 72];

/// One record: day, hour, place, near a primary, near a secondary, age.
type Record<'a> = (&'a str, u32, &'a str, &'a str, &'a str, &'a str);

const AT: Record<'_> = ("06", 8, "Education establishment", "no", "no", "16");
const SECONDARY: Record<'_> = ("06", 15, "Street", "yes", "yes", "11");
const PRIMARY: Record<'_> = ("06", 12, "Open space", "yes", "no", "11");
/// Of school age, and neither at nor near a school: too late, too far, at home, too old for the school nearby.
const NEITHER: [Record<'_>; 5] = [
    ("06", 16, "Education establishment", "yes", "yes", "12"),
    ("06", 9, "Street", "no", "no", "5"),
    ("06", 9, "Dwelling", "yes", "yes", "12"),
    ("06", 9, "Street", "yes", "", "12"),
    ("06", 9, "Street", "no", "yes", "10"),
];
const NO_PUPIL: [Record<'_>; 2] =
    [("06", 9, "Education establishment", "yes", "yes", "17"), ("06", 9, "Street", "yes", "yes", "")];

struct Files {
    offences: String,
    victims: String,
    number: usize,
}

impl Files {
    fn new() -> Self {
        Self {
            offences: "id,date,hour,group,place,primary,secondary\n".into(),
            victims: "offence,age\n".into(),
            number: 0,
        }
    }

    /// 6 September is a Monday in 2021, a Tuesday in 2022 and a Wednesday in 2023.
    fn add(&mut self, year: i32, group: &str, (day, hour, place, primary, secondary, age): Record<'_>) {
        self.number += 1;
        let id = self.number;
        let _ = writeln!(self.offences, "o{id},{year}-09-{day},{hour},{group},{place},{primary},{secondary}");
        let _ = writeln!(self.victims, "o{id},{age}");
    }

    fn world(self) -> World {
        let files = [("offences.csv", self.offences), ("victims.csv", self.victims)];
        World::read(MANIFEST, &files).within("2021-01", "2023-12")
    }
}

fn published() -> World {
    let mut files = Files::new();
    let mut places = SPLIT
        .iter()
        .zip([AT, SECONDARY, PRIMARY])
        .flat_map(|(count, place)| std::iter::repeat_n(place, usize::try_from(*count).unwrap_or(0)));
    for (group, years, _) in PUBLISHED {
        for (year, (school_age, at_or_near)) in (2021..).zip(years) {
            places.by_ref().take(usize::try_from(at_or_near).unwrap()).for_each(|place| files.add(year, group, place));
            let neither = NEITHER.iter().cycle().take(usize::try_from(school_age - at_or_near).unwrap());
            neither.for_each(|record| files.add(year, group, *record));
            NO_PUPIL.iter().for_each(|record| files.add(year, group, *record));
        }
    }
    files.world()
}

/// One record, for answers made at random.
pub(in super::super) fn world() -> World {
    let mut files = Files::new();
    files.add(2022, "Robbery", AT);
    files.world().with_months("2022-01", "2023-12")
}

fn rounded(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

#[test]
fn the_published_groups_and_years() {
    let body = published().table("school_proximity: { of: victims, rows: offence_group, years: year }").unwrap();
    for (group, years, percent) in PUBLISHED {
        for (year, (school_age, at_or_near)) in (2021..).zip(years) {
            let row = format!("{group}, {year}");
            assert_eq!(cell(&body, &row, "school_age"), Cell::Count(school_age), "{row}");
            assert_eq!(cell(&body, &row, "at_or_near"), Cell::Count(at_or_near), "{row}");
        }
        assert_eq!(rounded(number(&body, group, "share")), percent, "{group}");
    }
    assert_eq!(rounded(number(&body, "Lower-level violence, 2023", "share")), "28");
    assert_eq!(cell(&body, "total", "school_age"), Cell::Count(4447));
    assert_eq!(body.row_header, "Offence type and year");
    assert_eq!(body.rows.iter().filter(|row| row.kind == RowKind::Total).count(), 4);
}

#[test]
fn the_published_places_once_each() {
    let body = published().table("school_proximity: { of: victims, show: places }").unwrap();
    let shares: Vec<String> = body.rows.iter().map(|row| rounded(number(&body, &row.key, "share"))).collect();
    assert_eq!(shares, ["73", "20", "7", "100"]);
    assert_eq!(cell(&body, "total", "count"), Cell::Count(1032));
}

#[test]
fn named_groups_may_overlap_and_have_no_common_total() {
    let yaml = "school_proximity: { of: victims, years: year, groups: { All: 'TRUE', Knife crime: \"offence_group = 'Knife crime'\" } }";
    let body = published().table(yaml).unwrap();
    assert_eq!(cell(&body, "Knife crime", "at_or_near"), Cell::Count(48));
    assert_eq!(cell(&body, "All", "at_or_near"), Cell::Count(1032));
    assert!(!body.rows.iter().any(|row| row.key == "total"));
    assert!(body.notes.iter().any(|note| note.contains("overlap")));
    let plain = published().table("school_proximity: { of: victims, years: year }").unwrap();
    let rows: Vec<&str> = plain.rows.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(rows, ["2021", "2022", "2023", "Total"]);
}

/// 2021-09-06 is a Monday, the 10th a Friday, the 11th a Saturday.
#[test]
fn days_terms_and_ages_are_options() {
    let mut files = Files::new();
    for day in ["06", "10", "11"] {
        files.add(2021, "Robbery", (day, 9, "Education establishment", "no", "no", "4"));
        files.add(2021, "Robbery", (day, 9, "", "no", "yes", "11"));
    }
    let world = files.world();
    let counted = |options: &str| {
        let body = world.table(&format!("school_proximity: {{ of: victims{options} }}")).unwrap();
        ["school_age", "at_or_near"].map(|column| number(&body, "total", column))
    };
    assert_eq!(counted(""), [3.0, 0.0], "a record without a place is in the street of nobody");
    assert_eq!(counted(", ages: { from: 4, to: 10 }"), [3.0, 2.0]);
    assert_eq!(counted(", ages: { from: 4, to: 10 }, days: [Saturday]"), [3.0, 1.0]);
    assert_eq!(counted(", near: 'near_secondary'"), [3.0, 2.0], "a blank place is not at a school");
    let terms = ", near: 'near_secondary', terms: [{ from: 2021-09-07, to: 2021-09-30 }]";
    assert_eq!(counted(terms), [3.0, 1.0]);
    assert_eq!(counted(", near: 'near_secondary', hours: { from: 10, to: 15 }"), [3.0, 0.0]);
}

#[test]
fn what_cannot_be_read_is_told_at_once() {
    let wrong = "school_proximity:
  of: victims
  rows: offence_group
  groups: { A: knief }
  years: month
  days: [Mondey]
  hours: { from: 16, to: 8 }
  at: locaton_type = 'School'
  terms:
    - { from: 2023-01-04, to: 2022-12-20 }
    - { from: soon, to: 2022-12-20 }
";
    insta::assert_snapshot!(published().message(wrong));
    assert_eq!(World::people().fault("school_proximity: { of: victims }"), "missing-column");
    assert_eq!(published().fault("school_proximity: { of: victims, show: places, years: year }"), "school-rows");
}
