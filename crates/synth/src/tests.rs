//! The records that come out, counted against the margins that went in, and the messages for margins that are wrong.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use polars::prelude::*;

use super::apportion::apportion;
use super::calendar::{Calendar, financial_year};
use super::file::{GroupEntry, MarginsFile, parse};
use super::*;
use sna_core::diag::render;
use sna_core::walls::Walls;

const DERBYSHIRE: &str = "../../data/derbyshire/margins.yaml";

/// A whole margins file, as small as one can be.
const SMALL: &str = "\
id_prefix: TST
years: [2022/23, 2023/24]
total: [10, 12]
groups:
  - group: Robbery
    total: [6, 7]
    knife: [2, 3]
    alcohol_or_drugs_percent: [50, 28.6]
  - group: Possession
    total: [4, 5]
    knife: [1, 1]
    offences:
      - { offence: Bladed article, weapon: Knife, counts: [1, 2] }
      - { offence: Firearm, weapon: Gun, knife_possible: false, counts: [3, 3] }
districts:
  - { district: North, counts: [4, 6] }
  - { district: South, counts: [6, 6] }
hours:
  by_weekday:
    - { hour: 0, counts: [1, 1, 1, 1, 1, 1, 1] }
    - { hour: 23, counts: [3, 2, 2, 2, 2, 2, 2] }
months:
  weights:
    - [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    - [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
  fixed: [{ month: 2024-02, count: 7 }]
qualifiers: { decimals: 1, split: { alcohol: 2, drugs: 1, both: 1 } }
outside:
  - { group: Other, offence: Theft, knife_percent: 25, counts: [4, 8] }
";

/// One row of the file, with the parts of its date.
struct Row {
    id: String,
    year: usize,
    month: usize,
    weekday: usize,
    hour: usize,
    group: String,
    offence: String,
    district: Option<String>,
    weapon: Option<String>,
    knife: bool,
    domestic: bool,
    qualified: bool,
}

fn rows(bytes: &[u8], first_year: &str) -> Vec<Row> {
    let frame = ParquetReader::new(Cursor::new(bytes)).finish().unwrap();
    let calendar = Calendar::new(financial_year(first_year).unwrap(), 5);
    let mut dates = BTreeMap::new();
    for (month, weekday) in (0..60).flat_map(|month| (0..7).map(move |weekday| (month, weekday))) {
        let days = calendar.days(month, weekday).iter();
        dates.extend(days.map(|&day| (calendar.origin + i32::from(day), (month, weekday))));
    }
    let text = |name: &str| frame.column(name).unwrap().str().unwrap().clone();
    let flag = |name: &str| frame.column(name).unwrap().bool().unwrap().clone();
    let days = frame.column("committed_date").unwrap().cast(&DataType::Int32).unwrap();
    let (id, group, offence) = (text("offence_id"), text("offence_group"), text("offence"));
    let (district, weapon, hour) = (text("district"), text("weapon"), frame.column("committed_hour").unwrap());
    let (knife, domestic, alcohol, drugs) = (flag("knife"), flag("domestic"), flag("alcohol"), flag("drugs"));
    let row = |row: usize| {
        let (month, weekday) = dates[&days.i32().unwrap().get(row).unwrap()];
        Row {
            id: id.get(row).unwrap().to_owned(),
            year: month / 12,
            month: month % 12,
            weekday,
            hour: usize::try_from(hour.i32().unwrap().get(row).unwrap()).unwrap(),
            group: group.get(row).unwrap().to_owned(),
            offence: offence.get(row).unwrap().to_owned(),
            district: district.get(row).map(str::to_owned),
            weapon: weapon.get(row).map(str::to_owned),
            knife: knife.get(row).unwrap(),
            domestic: domestic.get(row).unwrap(),
            qualified: alcohol.get(row).unwrap() || drugs.get(row).unwrap(),
        }
    };
    (0..frame.height()).map(row).collect()
}

fn made(margins: &Margins, seed: u64, scale: u32) -> Vec<u8> {
    let mut files = synthesise(margins, seed, scale).unwrap();
    assert_eq!(files[0].path, "offences.parquet");
    files.swap_remove(0).bytes
}

/// Counts by year of the rows that a condition lets through.
fn by_year(rows: &[&Row], years: usize, scale: u32, wanted: impl Fn(&Row) -> bool) -> Vec<u32> {
    let mut counts = vec![0; years];
    rows.iter().filter(|row| wanted(row)).for_each(|row| counts[row.year] += 1);
    assert!(counts.iter().all(|count| count % scale == 0), "{counts:?} are not multiples of {scale}");
    counts.into_iter().map(|count| count / scale).collect()
}

/// Every margin of a file, counted in the rows.
fn assert_held(file: &MarginsFile, all: &[Row], scale: u32) {
    let outside = |row: &Row| {
        let same = |entry: &super::file::OutsideEntry| {
            (&entry.group, &entry.offence.value, entry.domestic) == (&row.group, &row.offence, row.domestic)
        };
        file.outside.iter().any(same)
    };
    let inside: Vec<&Row> = all.iter().filter(|row| !outside(row)).collect();
    let count = |wanted: &dyn Fn(&Row) -> bool| by_year(&inside, file.years.value.len(), scale, wanted);
    assert_eq!(count(&|_| true), file.total.value);
    for group in &file.groups {
        assert_group(group, file, &count);
    }
    for entry in &file.districts {
        assert_eq!(count(&|row| row.district.as_ref() == Some(&entry.district.value)), entry.counts.value);
    }
    if let Some(unknown) = &file.unknown_district {
        assert_eq!(count(&|row| row.district.is_none()), unknown.value);
    }
    for row in &file.hours.by_weekday.value {
        let cell = |weekday: usize| {
            inside.iter().filter(|other| (other.hour, other.weekday) == (row.hour.value.into(), weekday)).count()
        };
        let expected: Vec<usize> = row.counts.value.iter().map(|count| (count * scale) as usize).collect();
        assert_eq!((0..7).map(cell).collect::<Vec<_>>(), expected, "hour {}", row.hour.value);
    }
    for entry in &file.outside {
        let rows: Vec<&Row> = all.iter().filter(|row| outside(row)).collect();
        let same = |row: &Row| (&row.offence, row.domestic) == (&entry.offence.value, entry.domestic);
        assert_eq!(by_year(&rows, file.years.value.len(), scale, same), entry.counts.value, "{}", entry.offence.value);
    }
}

fn assert_group(group: &GroupEntry, file: &MarginsFile, count: &dyn Fn(&dyn Fn(&Row) -> bool) -> Vec<u32>) {
    let name = &group.group.value;
    let of_group = |row: &Row| row.group == *name;
    assert_eq!(count(&of_group), group.total.value, "{name}");
    if let Some(knife) = &group.knife {
        assert_eq!(count(&|row| of_group(row) && row.knife), knife.value, "knife of {name}");
    }
    for entry in &group.offences {
        let same = |row: &Row| of_group(row) && row.offence == entry.offence.value && row.weapon == entry.weapon;
        assert_eq!(count(&same), entry.counts.value, "{} {:?}", entry.offence.value, entry.weapon);
        if !entry.knife_possible {
            assert!(count(&|row| same(row) && row.knife).iter().all(|knives| *knives == 0), "{}", entry.offence.value);
        }
    }
    if let Some(percents) = &group.alcohol_or_drugs_percent {
        let qualified = count(&|row| of_group(row) && row.qualified);
        for ((count, total), percent) in qualified.into_iter().zip(&group.total.value).zip(&percents.value) {
            let unit = 10_f64.powi(i32::try_from(file.qualifiers.decimals.value).unwrap());
            let printed = (100.0 * f64::from(count) / f64::from(*total) * unit + 0.5 + 1e-9).floor() / unit;
            assert!((printed - percent).abs() < 1e-9, "{name}: {count} of {total} is {printed}, not {percent}");
        }
    }
}

fn file_at(path: &str) -> MarginsFile {
    parse(path.to_owned(), std::fs::read_to_string(path).unwrap()).unwrap().0
}

fn small(change: impl Fn(&str) -> String) -> Result<Margins, Diagnostics> {
    let (file, source) = parse("margins.yaml".to_owned(), change(SMALL))?;
    shape::check(&file, &source)?;
    margins::resolve(&file, &source)
}

fn refusal(change: impl Fn(&str) -> String) -> String {
    render(&small(change).unwrap_err(), false)
}

#[test]
fn every_margin_of_derbyshire_is_held() {
    let margins = read_margins(Path::new(DERBYSHIRE), &Walls::around(Path::new(DERBYSHIRE), &[])).unwrap();
    for (seed, scale) in [(2024, 1), (7, 3)] {
        let rows = rows(&made(&margins, seed, scale), "2019/20");
        assert_held(&file_at(DERBYSHIRE), &rows, scale);
    }
}

#[test]
fn every_margin_of_a_small_area_is_held() {
    let margins = small(str::to_owned).unwrap();
    for (seed, scale) in [(0, 1), (1, 1), (2, 5)] {
        let rows = rows(&made(&margins, seed, scale), "2022/23");
        assert_held(&parse(String::new(), SMALL.to_owned()).unwrap().0, &rows, scale);
        let february = rows.iter().filter(|row| (row.year, row.month) == (1, 10) && row.group != "Other").count();
        assert_eq!(february, 7 * scale as usize);
    }
}

#[test]
fn the_committed_records_are_what_the_margins_make() {
    let margins = read_margins(Path::new(DERBYSHIRE), &Walls::around(Path::new(DERBYSHIRE), &[])).unwrap();
    let files = synthesise(&margins, 2024, 1).unwrap();
    assert_eq!(files.len(), 12);
    for file in files {
        let committed = std::fs::read(Path::new("../../data/derbyshire").join(&file.path)).unwrap();
        assert!(file.bytes == committed, "{}: sna synth {DERBYSHIRE} -o data/derbyshire --seed 2024", file.path);
    }
}

/// How many rows and how many distinct values of a column a file has.
fn size(bytes: &[u8], column: &str) -> (usize, usize) {
    let frame = ParquetReader::new(Cursor::new(bytes)).finish().unwrap();
    (frame.height(), frame.column(column).unwrap().n_unique().unwrap())
}

#[test]
fn the_files_have_their_columns() {
    let margins = read_margins(Path::new(DERBYSHIRE), &Walls::around(Path::new(DERBYSHIRE), &[])).unwrap();
    let mut shown = String::new();
    for file in synthesise(&margins, 2024, 1).unwrap().iter().filter(|file| file.path.ends_with(".parquet")) {
        let frame = ParquetReader::new(Cursor::new(&file.bytes)).finish().unwrap();
        shown += &format!("{}: {} rows\n", file.path, frame.height());
        for column in frame.columns() {
            shown += &format!("  {}: {}, {} null\n", column.name(), column.dtype(), column.null_count());
        }
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn the_files_join_by_their_ids() {
    let margins = read_margins(Path::new(DERBYSHIRE), &Walls::around(Path::new(DERBYSHIRE), &[])).unwrap();
    let files = synthesise(&margins, 2024, 1).unwrap();
    let frames: Vec<DataFrame> =
        files[..4].iter().map(|file| ParquetReader::new(Cursor::new(&file.bytes)).finish().unwrap()).collect();
    let ids = |frame: usize| frames[frame].column("offence_id").unwrap().str().unwrap().clone();
    let (year_of, victims): (BTreeMap<String, usize>, _) =
        (rows(&files[0].bytes, "2019/20").into_iter().map(|row| (row.id, row.year)).collect(), ids(1));
    let ages = frames[1].column("age").unwrap().i16().unwrap();
    let mut aged_15 = [0; 5];
    let mut known: BTreeMap<&str, Vec<Option<i16>>> = BTreeMap::new();
    for (id, age) in victims.iter().zip(ages.iter()) {
        known.entry(id.unwrap()).or_default().push(age);
        aged_15[year_of[id.unwrap()]] += usize::from(age == Some(15));
    }
    // With those outside the definition, so more than the 321 within it.
    assert!(aged_15.iter().sum::<usize>() > 321);
    for frame in 1..4 {
        let in_order: Vec<String> = ids(frame).iter().map(|id| id.unwrap().to_owned()).collect();
        assert!(in_order.is_sorted() && in_order.iter().all(|id| year_of.contains_key(id)));
    }
    let of_pairs = frames[3].column("victim_age").unwrap().i16().unwrap();
    assert!(ids(3).iter().zip(of_pairs.iter()).all(|(id, age)| known[id.unwrap()].contains(&age)));
}

#[test]
fn without_a_people_file_there_are_offences_alone() {
    let files = synthesise(&small(str::to_owned).unwrap(), 0, 1).unwrap();
    assert_eq!(files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["offences.parquet"]);
}

#[test]
fn every_copy_is_a_different_person_on_a_different_offence() {
    let margins = read_margins(Path::new(DERBYSHIRE), &Walls::around(Path::new(DERBYSHIRE), &[])).unwrap();
    let (once, thrice) = (synthesise(&margins, 2024, 1).unwrap(), synthesise(&margins, 2024, 3).unwrap());
    assert_eq!(once[5..], thrice[5..], "records of places stay at scale 1");
    for (one, three) in once.iter().zip(&thrice).take(5) {
        let column = if one.path == "lifestyle.parquet" { "person_id" } else { "offence_id" };
        let [(rows, ids), (rows_of_three, ids_of_three)] = [one, three].map(|file| size(&file.bytes, column));
        assert_eq!((rows_of_three, ids_of_three), (3 * rows, 3 * ids), "{}", one.path);
    }
    for path in ["victims.parquet", "suspects.parquet"] {
        let of =
            |files: &[SyntheticFile]| size(&files.iter().find(|file| file.path == path).unwrap().bytes, "person_id").1;
        assert_eq!(of(&thrice), 3 * of(&once), "{path}");
    }
}

#[test]
fn ids_are_numbered_in_order_of_time() {
    let margins = small(str::to_owned).unwrap();
    let rows = rows(&made(&margins, 0, 1), "2022/23");
    assert_eq!(rows.len(), 34);
    assert_eq!((rows[0].id.as_str(), rows[33].id.as_str()), ("TST-000001", "TST-000034"));
    assert!(rows.is_sorted_by_key(|row| (row.year, row.month)));
}

#[test]
fn a_seed_decides_the_rows() {
    let margins = small(str::to_owned).unwrap();
    assert_eq!(made(&margins, 1, 2), made(&margins, 1, 2));
    assert_ne!(made(&margins, 1, 2), made(&margins, 2, 2));
}

#[test]
fn july_2023_is_the_highest_of_the_last_three_years() {
    let margins = read_margins(Path::new(DERBYSHIRE), &Walls::around(Path::new(DERBYSHIRE), &[])).unwrap();
    let months: Vec<u32> = margins.years[2..].iter().flat_map(|year| year.months.clone()).collect();
    assert_eq!(months[27], 268);
    assert_eq!(months.iter().filter(|count| **count >= 268).count(), 1);
    // The assessment says "around 205 offences per month".
    assert_eq!(months.iter().sum::<u32>() / 36, 206);
}

#[test]
fn the_unprinted_hour_takes_what_the_table_does_not_show() {
    let margins = read_margins(Path::new(DERBYSHIRE), &Walls::around(Path::new(DERBYSHIRE), &[])).unwrap();
    assert_eq!(margins.cells[..7], apportion(811, &[51, 35, 37, 45, 58, 120, 134]));
}

#[test]
fn margins_that_disagree_are_all_named_with_both_sums() {
    insta::assert_snapshot!(refusal(|text| text
        .replace("total: [6, 7]", "total: [6, 8]")
        .replace("28.6", "40.0")
        .replace("knife: [1, 1]", "knife: [2, 3]")
        .replace("counts: [3, 3]", "counts: [3, 4]")
        .replace("North, counts: [4, 6]", "North, counts: [5, 7]")
        .replace("[3, 2, 2, 2, 2, 2, 2]", "[1, 2, 2, 2, 2, 2, 2]")
        .replace("count: 7", "count: 70")));
}

#[test]
fn a_wrong_shape_is_named_before_the_sums() {
    insta::assert_snapshot!(refusal(|text| text
        .replace("[2022/23, 2023/24]", "[2022/23, 2024/25]")
        .replace("knife: [2, 3]", "knife: [2, 3, 4]")
        .replace("hour: 23", "hour: 24")
        .replace("2024-02", "2024-13")
        .replace("South", "North")
        .replace("group: Other, offence: Theft", "group: Possession, offence: Firearm")
        .replace("knife_percent: 25", "knife_percent: 250")));
}

#[test]
fn a_misspelt_key_gets_its_place_and_the_right_one() {
    insta::assert_snapshot!(refusal(|text| text.replace("knife_possible", "knife_posible")));
}

#[test]
fn text_for_a_count_gets_its_place() {
    insta::assert_snapshot!(refusal(|text| text.replace("total: [10, 12]", "total: [ten, 12]")));
}

#[test]
fn a_file_of_another_kind_is_refused() {
    let texts = ["", "years: [2022/23]\n", "just text\n", "total: [1\n"];
    let refusals = texts.map(|text| refusal(|_| text.to_owned()));
    insta::assert_snapshot!(refusals.concat());
}

#[test]
fn a_scale_out_of_range_says_the_range() {
    let margins = small(str::to_owned).unwrap();
    let refusals = [0, u32::MAX].map(|scale| render(&synthesise(&margins, 0, scale).unwrap_err(), false));
    insta::assert_snapshot!(refusals.concat());
}

#[test]
fn an_absent_file_is_named() {
    insta::assert_snapshot!(render(
        &read_margins(Path::new("absent/margins.yaml"), &Walls::around(Path::new("absent/margins.yaml"), &[]))
            .unwrap_err(),
        false
    ));
}

#[test]
fn more_districts_than_the_records_have_room_for() {
    let district = |number: usize| format!("  - {{ district: D{number}, counts: [0, 0] }}\n");
    let districts: String = (0..255).map(district).collect();
    insta::assert_snapshot!(refusal(|text| text.replace("districts:\n", &format!("districts:\n{districts}"))), @"
    error[too-many-names]: 4 offences and 257 districts are too many
     --> margins.yaml:2:8
      |
    2 | years: [2022/23, 2023/24]
      |        ^
      |
      = expected: at most 255 offences and weapons, and 254 districts
    ");
}

#[test]
fn records_that_cannot_be_encoded() {
    let told = not_encoded(&PolarsError::ComputeError("no memory is left".into()));
    insta::assert_snapshot!(render(&told.into(), false), @"error[records-not-encoded]: cannot encode the records: a column has no form in Parquet");
}
