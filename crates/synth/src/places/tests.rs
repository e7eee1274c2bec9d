//! The records of places, counted against the published tables cell by cell: which points are in which polygon, and the
//! distances to schools, are worked out again here. Then the messages for a places file that is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use polars::prelude::*;

use super::file::parse;
use super::*;
use crate::file as margins_file;
use crate::{read_margins, synthesise, write};
use sna_core::diag::render;
use sna_core::walls::Walls;

const MARGINS: &str = "../../data/derbyshire/margins.yaml";
const PLACES: &str = "../../data/derbyshire/places.yaml";

/// The files of a seed by name, without people.
fn made(seed: u64) -> BTreeMap<String, Vec<u8>> {
    let margins =
        Margins { people: None, ..read_margins(Path::new(MARGINS), &Walls::around(Path::new(MARGINS), &[])).unwrap() };
    synthesise(&margins, seed, 1).unwrap().into_iter().map(|file| (file.path, file.bytes)).collect()
}

fn seeds() -> Vec<BTreeMap<String, Vec<u8>>> {
    vec![made(2024), made(7)]
}

/// A file's rows: every value as text, by column; `None` where it is null.
struct Rows(BTreeMap<String, Vec<Option<String>>>);

impl Rows {
    fn of(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Self {
        let frame = ParquetReader::new(Cursor::new(&files[path])).finish().unwrap();
        let column = |column: &Column| {
            // A date as its number of days.
            let numbers =
                if column.dtype() == &DataType::Date { column.cast(&DataType::Int32).unwrap() } else { column.clone() };
            let text = numbers.cast(&DataType::String).unwrap();
            (column.name().to_string(), text.str().unwrap().iter().map(|value| value.map(str::to_owned)).collect())
        };
        Self(frame.columns().iter().map(column).collect())
    }

    fn len(&self) -> usize {
        self.0.values().next().map_or(0, Vec::len)
    }

    fn get(&self, column: &str, row: usize) -> Option<&str> {
        self.0[column][row].as_deref()
    }

    fn text(&self, column: &str, row: usize) -> &str {
        self.get(column, row).unwrap()
    }

    fn number(&self, column: &str, row: usize) -> i32 {
        self.text(column, row).parse().unwrap()
    }

    fn at(&self, row: usize) -> [i32; 2] {
        [self.number("easting", row), self.number("northing", row)]
    }

    fn count(&self, wanted: impl Fn(usize) -> bool) -> usize {
        (0..self.len()).filter(|&row| wanted(row)).count()
    }
}

/// A published table: the rows by their first cell, each cell by its title.
fn published(name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(format!("../../tests/golden/{name}")).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// The calendar date and year label of a number of days.
fn date(day: i32) -> chrono::NaiveDate {
    chrono::NaiveDate::default() + chrono::Duration::days(day.into())
}

fn financial_year(day: i32) -> String {
    use chrono::Datelike;
    let date = date(day);
    let first = if date.month() < 4 { date.year() - 1 } else { date.year() };
    format!("{first}/{:02}", (first + 1) % 100)
}

/// 0 is Monday.
fn weekday(day: i32) -> u32 {
    use chrono::Datelike;
    date(day).weekday().num_days_from_monday()
}

type Ring = Vec<[f64; 2]>;

fn rings(files: &BTreeMap<String, Vec<u8>>) -> Vec<(String, Ring)> {
    let json: serde_json::Value = serde_json::from_slice(&files["nte_areas.geojson"]).unwrap();
    assert_eq!(json["crs"]["properties"]["name"], "urn:ogc:def:crs:EPSG::27700");
    let ring = |feature: &serde_json::Value| {
        let corners = feature["geometry"]["coordinates"][0].as_array().unwrap();
        let corner = |at: &serde_json::Value| [at[0].as_f64().unwrap(), at[1].as_f64().unwrap()];
        (feature["properties"]["name"].as_str().unwrap().to_owned(), corners.iter().map(corner).collect())
    };
    json["features"].as_array().unwrap().iter().map(ring).collect()
}

/// Whether a ray to the east crosses the ring an odd number of times.
fn contains(ring: &[[f64; 2]], [east, north]: [i32; 2]) -> bool {
    let (east, north) = (f64::from(east), f64::from(north));
    let crosses = |side: &&[[f64; 2]]| {
        let ([x1, y1], [x2, y2]) = (side[0], side[1]);
        (y1 > north) != (y2 > north) && east < x1 + (north - y1) / (y2 - y1) * (x2 - x1)
    };
    ring.windows(2).filter(crosses).count() % 2 == 1
}

/// Which rows of the night-time records count, and the year to which they belong.
fn nights(files: &BTreeMap<String, Vec<u8>>, rows: &Rows, groups: &BTreeSet<String>) -> Vec<Option<String>> {
    let rings = rings(files);
    let mut known: BTreeMap<[i32; 2], bool> = BTreeMap::new();
    let mut of = |row: usize| {
        let (hour, at) = (rows.number("hour", row), rows.at(row));
        let inside = *known.entry(at).or_insert_with(|| rings.iter().any(|(_, ring)| contains(ring, at)));
        let is_night = !(6..18).contains(&hour);
        let day = rows.number("crime_date", row) - i32::from(hour < 6);
        (inside && is_night && groups.contains(rows.text("offence_group", row))).then(|| financial_year(day))
    };
    (0..rows.len()).map(&mut of).collect()
}

const NIGHT_YEARS: [&str; 3] = ["2021/22", "2022/23", "2023/24"];

#[test]
fn the_night_time_economy_has_its_published_crimes() {
    let by_offence = published("s09_nte_by_offence.csv");
    let groups: BTreeSet<String> =
        by_offence.iter().map(|row| row["nte_crime"].clone()).filter(|name| name != "Total crimes").collect();
    assert_eq!(groups.len(), 14);
    for files in seeds() {
        let rows = Rows::of(&files, "nte_crimes.parquet");
        let nights = nights(&files, &rows, &groups);
        let count = |year: &str, column: &str, value: &str| {
            let is = |row: usize| {
                nights[row].as_deref() == Some(year) && (value.is_empty() || rows.text(column, row) == value)
            };
            rows.count(is).to_string()
        };
        for (year, published) in NIGHT_YEARS.iter().flat_map(|year| by_offence.iter().map(move |row| (year, row))) {
            let name = published["nte_crime"].as_str();
            let name = if name == "Total crimes" { "" } else { name };
            assert_eq!(count(year, "offence_group", name), published[*year], "{name} {year}");
        }
        for published in self::published("s09_nte_by_district.csv") {
            let name = if published["district"] == "Force" { "" } else { published["district"].as_str() };
            NIGHT_YEARS
                .iter()
                .for_each(|year| assert_eq!(count(year, "district", name), published[*year], "{name} {year}"));
        }
    }
}

#[test]
fn about_a_quarter_of_the_night_records_do_not_count() {
    for files in seeds() {
        let rows = Rows::of(&files, "nte_crimes.parquet");
        let rings = rings(&files);
        let inside = |row: usize| rings.iter().any(|(_, ring)| contains(ring, rows.at(row)));
        let is_night = |row: usize| !(6..18).contains(&rows.number("hour", row));
        let other = ["Burglary", "Shoplifting", "Vehicle offences", "Other theft"];
        let is_listed = |row: usize| !other.contains(&rows.text("offence_group", row));
        let year =
            |row: usize| financial_year(rows.number("crime_date", row) - i32::from(rows.number("hour", row) < 6));
        let counted = rows.count(|row| inside(row) && is_night(row) && is_listed(row) && year(row) != "2020/21");
        assert_eq!(counted, 9_618 + 9_819 + 9_735);
        assert!((rows.len() - counted) * 100 / rows.len() == 25, "{}", rows.len());
        assert!(rows.count(|row| !inside(row)) > 3_000);
        assert!(rows.count(|row| !is_night(row)) > 3_000);
        assert!(rows.count(|row| !is_listed(row)) > 1_500);
        assert!(rows.count(|row| year(row) == "2020/21") > 10);
        // Of the last night, in the small hours of 1 April 2024.
        let last = day_of(2024, 4, 1);
        let late: Vec<usize> = (0..rows.len()).filter(|&row| rows.number("crime_date", row) >= last).collect();
        assert!(!late.is_empty() && late.iter().all(|&row| rows.number("hour", row) < 6), "{late:?}");
        let evenings = |wanted: u32| {
            rows.count(|row| {
                is_night(row)
                    && weekday(rows.number("crime_date", row) - i32::from(rows.number("hour", row) < 6)) == wanted
            })
        };
        assert!((0..7).filter(|day| ![4, 5].contains(day)).all(|day| evenings(day) < evenings(4).min(evenings(5))));
    }
}

fn day_of(year: i32, month: u32, day: u32) -> i32 {
    let date = chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap();
    i32::try_from(date.signed_duration_since(chrono::NaiveDate::default()).num_days()).unwrap()
}

#[test]
fn thirty_four_areas_are_simple_and_some_are_not_convex() {
    for files in seeds() {
        let rings = rings(&files);
        assert_eq!(rings.iter().map(|(name, _)| name).collect::<BTreeSet<_>>().len(), 34);
        let turns = |ring: &Ring| -> Vec<bool> {
            let corners = &ring[1..];
            let at = |index: usize| corners[index % corners.len()];
            let turn = |index: usize| {
                let ([x1, y1], [x2, y2], [x3, y3]) = (at(index), at(index + 1), at(index + 2));
                (x2 - x1) * (y3 - y2) - (y2 - y1) * (x3 - x2) > 0.0
            };
            (0..corners.len()).map(turn).collect()
        };
        for (name, ring) in &rings {
            assert_eq!(ring.first(), ring.last(), "{name}");
            let extent = |axis: usize| {
                let along: Vec<f64> = ring.iter().map(|at| at[axis]).collect();
                along.iter().copied().fold(f64::MIN, f64::max) - along.iter().copied().fold(f64::MAX, f64::min)
            };
            assert!((100.0..=500.0).contains(&extent(0)) && (100.0..=500.0).contains(&extent(1)), "{name}");
            assert!(!crosses_itself(ring), "{name}");
        }
        assert!(rings.iter().filter(|(_, ring)| turns(ring).contains(&false)).count() > 5);
    }
}

fn crosses_itself(ring: &[[f64; 2]]) -> bool {
    let side = |[a, b]: [[f64; 2]; 2], c: [f64; 2]| (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0.0;
    let cross = |one: [[f64; 2]; 2], other: [[f64; 2]; 2]| {
        side(one, other[0]) != side(one, other[1]) && side(other, one[0]) != side(other, one[1])
    };
    let sides: Vec<[[f64; 2]; 2]> = ring.windows(2).map(|side| [side[0], side[1]]).collect();
    let neighbours = |one: usize, other: usize| one + 1 == other || (one == 0 && other + 1 == sides.len());
    let pairs = (0..sides.len()).flat_map(|one| (one + 1..sides.len()).map(move |other| (one, other)));
    pairs.filter(|&(one, other)| !neighbours(one, other)).any(|(one, other)| cross(sides[one], sides[other]))
}

#[test]
fn every_district_has_the_number_of_schools_in_the_file() {
    for files in seeds() {
        let rows = Rows::of(&files, "schools.parquet");
        let phases = |name: &str| rows.count(|row| rows.text("phase", row) == name);
        assert_eq!(["Primary", "Secondary", "All-through", "Special"].map(phases), [420, 70, 3, 7]);
        let district = |name: &str| rows.count(|row| rows.text("district", row) == name);
        // 151 and 43 of 642 LSOAs; every town's share is rounded.
        assert!((113..=123).contains(&district("Derby")) && (30..=37).contains(&district("Derbyshire Dales")));
        let ids: BTreeSet<&str> = (0..rows.len()).map(|row| rows.text("school_id", row)).collect();
        let names: BTreeSet<&str> = (0..rows.len()).map(|row| rows.text("name", row)).collect();
        assert_eq!((ids.len(), names.len()), (500, 500));
        assert!(names.contains("Primary school 017"));
    }
}

/// The conditions of the definition of chapter 8, one field each.
#[derive(Clone, Copy)]
struct Asked {
    hour: bool,
    weekday: bool,
    at_school: bool,
    open: bool,
    /// Metres to the nearest school with pupils of 11 to 16, and with pupils of 5 to 11.
    secondary: f64,
    primary: f64,
    age: i32,
}

impl Asked {
    /// 0 at a school, 1 near a secondary one, 2 near a primary one.
    fn counted(self) -> Option<usize> {
        let of_school_age = (5..=16).contains(&self.age);
        let near_secondary = self.open && self.secondary <= 500.0 && self.age >= 11;
        let near_primary = self.open && self.primary <= 500.0 && self.age <= 11;
        let sort = [self.at_school, near_secondary, near_primary].into_iter().position(|is| is);
        sort.filter(|_| of_school_age && self.hour && self.weekday)
    }
}

fn asked(files: &BTreeMap<String, Vec<u8>>, rows: &Rows) -> Vec<Asked> {
    let schools = Rows::of(files, "schools.parquet");
    let mut known: BTreeMap<[i32; 2], [f64; 2]> = BTreeMap::new();
    let nearest = |at: [i32; 2], phases: [&str; 2]| {
        let of = (0..schools.len()).filter(|&row| phases.contains(&schools.text("phase", row)));
        let metres = |row: usize| {
            let school = schools.at(row);
            f64::from(school[0] - at[0]).hypot(f64::from(school[1] - at[1]))
        };
        of.map(metres).fold(f64::MAX, f64::min)
    };
    let mut of = |row: usize| {
        let (at, hour) = (rows.at(row), rows.number("hour", row));
        let [secondary, primary] = *known
            .entry(at)
            .or_insert_with(|| [nearest(at, ["Secondary", "All-through"]), nearest(at, ["Primary", "All-through"])]);
        let place = rows.text("location_type", row);
        Asked {
            hour: (8..=15).contains(&hour),
            weekday: weekday(rows.number("offence_date", row)) < 5,
            at_school: place == "Education establishment",
            open: ["Street", "Open space"].contains(&place),
            secondary,
            primary,
            age: rows.number("victim_age", row),
        }
    };
    (0..rows.len()).map(&mut of).collect()
}

#[test]
fn offences_at_and_near_schools_are_the_published_ones() {
    for files in seeds() {
        let rows = Rows::of(&files, "school_offences.parquet");
        let asked = asked(&files, &rows);
        let year = |row: usize| date(rows.number("offence_date", row)).format("%Y").to_string();
        for published in published("s08_school_proximity.csv") {
            let (group, label) = (&published["crime_group"], &published["calendar_year"]);
            let is = |row: usize| rows.text("offence_group", row) == group && (label == "Total" || year(row) == *label);
            let victims = rows.count(|row| is(row) && (5..=16).contains(&asked[row].age));
            let counted = rows.count(|row| is(row) && asked[row].counted().is_some());
            assert_eq!(victims.to_string(), published["offences_victim_school_age"], "{group} {label}");
            assert_eq!(counted.to_string(), published["offences_at_or_near_school"], "{group} {label}");
        }
        let sorts = [0, 1, 2].map(|sort| rows.count(|row| asked[row].counted() == Some(sort)));
        assert_eq!(sorts, [753, 206, 73]);
    }
}

#[test]
fn each_part_of_the_definition_excludes_some_records() {
    for files in seeds() {
        let rows = Rows::of(&files, "school_offences.parquet");
        let asked = asked(&files, &rows);
        let saved = |mend: fn(Asked) -> Asked| {
            asked.iter().filter(|asked| asked.counted().is_none() && mend(**asked).counted().is_some()).count()
        };
        assert!(saved(|asked| Asked { hour: true, ..asked }) > 300);
        assert!(saved(|asked| Asked { weekday: true, ..asked }) > 200);
        assert!(saved(|asked| Asked { open: true, ..asked }) > 300);
        assert!(saved(|asked| Asked { secondary: 0.0, primary: 0.0, ..asked }) > 300);
        assert!(saved(|asked| Asked { age: 11, ..asked }) > 500, "with those of other ages");
        let nearest = |asked: &Asked| asked.secondary.min(asked.primary);
        let around = |from: f64, to: f64| {
            asked.iter().filter(|asked| asked.open && (from..=to).contains(&nearest(asked))).count()
        };
        assert!(around(450.0, 499.0) > 20 && around(501.0, 560.0) > 50);
        let apart = |metres: f64| (metres - 500.0).abs() > 0.5;
        assert!(asked.iter().filter(|asked| asked.open).all(|asked| apart(asked.secondary) && apart(asked.primary)));
    }
}

#[test]
fn hot_wards_and_their_streets_are_the_published_ones() {
    for files in seeds() {
        let rows = Rows::of(&files, "hotspot_offences.parquet");
        let wards = published("s04_hotspot_wards.csv");
        for published in &wards {
            let found = rows.count(|row| rows.text("ward", row) == published["ward"]);
            assert_eq!(found.to_string(), published["sv_total"], "{}", published["ward"]);
        }
        assert_eq!(rows.len(), 3_230);
        let days = (0..rows.len()).map(|row| rows.number("offence_date", row));
        assert!(days.clone().all(|day| (day_of(2023, 5, 1)..=day_of(2024, 4, 30)).contains(&day)));
        let mut named = BTreeSet::new();
        for published in published("s04_hotspot_locations.csv") {
            let streets: Vec<String> =
                published["location_within_ward"].replace(" and ", ", ").split(", ").map(str::to_owned).collect();
            let found = rows.count(|row| streets.iter().any(|street| rows.text("street", row) == street));
            assert_eq!(found.to_string(), published["incidents"]);
            named.extend(streets);
        }
        let mut by_street: BTreeMap<&str, usize> = BTreeMap::new();
        (0..rows.len()).for_each(|row| *by_street.entry(rows.text("street", row)).or_default() += 1);
        let least = named.iter().map(|street| by_street[street.as_str()]).min().unwrap();
        assert!(by_street.iter().all(|(street, &count)| named.contains(*street) || count < least));
        let in_one_ward: BTreeSet<_> =
            (0..rows.len()).map(|row| (rows.text("street", row), rows.text("ward", row))).collect();
        assert_eq!(in_one_ward.len(), by_street.len());
    }
}

#[test]
fn the_named_streets_peak_when_they_are_said_to() {
    let wanted = [("Arboretum", 0..=3, vec![5, 6]), ("St Leonard's", 1..=3, vec![5, 6])];
    for files in seeds() {
        let rows = Rows::of(&files, "hotspot_offences.parquet");
        for (ward, hours, days) in wanted.clone() {
            let is_named =
                |row: usize| rows.text("ward", row) == ward && !rows.text("street", row).contains(" street ");
            let in_window = |day: u32, first: i32, length: i32| {
                let is = |row: usize| {
                    weekday(rows.number("offence_date", row)) == day
                        && (first..first + length).contains(&rows.number("hour", row))
                };
                rows.count(|row| is_named(row) && is(row))
            };
            let length = hours.end() - hours.start() + 1;
            let best = days.iter().map(|&day| in_window(day, *hours.start(), length)).min().unwrap();
            let others = (0..7).filter(|day| !days.contains(day)).flat_map(|day| (0..24).map(move |hour| (day, hour)));
            assert!(others.into_iter().all(|(day, first)| 2 * in_window(day, first, length) <= best + 1), "{ward}");
            let on_best_day = (0..24).map(|first| in_window(6, first, length)).max().unwrap();
            assert_eq!(in_window(6, *hours.start(), length), on_best_day, "{ward}");
        }
        let sunday = |day: u32| {
            rows.count(|row| {
                rows.text("ward", row) == "St Leonard's"
                    && !rows.text("street", row).contains(" street ")
                    && weekday(rows.number("offence_date", row)) == day
                    && (1..=3).contains(&rows.number("hour", row))
            })
        };
        assert_eq!((sunday(5), sunday(6)), (13, 22));
    }
}

#[test]
fn searches_and_the_weapons_they_find_are_the_published_ones() {
    for files in seeds() {
        let rows = Rows::of(&files, "stop_searches.parquet");
        let year = |row: usize| financial_year(rows.number("search_date", row));
        let for_weapons = |row: usize| rows.text("searched_for", row) == "Offensive weapons";
        let found = |row: usize| rows.get("found", row) == Some("Offensive weapon");
        for published in published("s10_stop_searches.csv") {
            let label = &published["period"];
            let count = |is: &dyn Fn(usize) -> bool| rows.count(|row| year(row) == *label && is(row)).to_string();
            assert_eq!(count(&|_| true), published["all_reasons"]);
            assert_eq!(count(&for_weapons), published["reason_offensive_weapons"]);
            assert_eq!(count(&|row| for_weapons(row) && found(row)), published["offensive_weapons_found"]);
            assert!(rows.count(|row| !for_weapons(row) && found(row)) == 19);
        }
        for published in published("s10_weapon_found_by_age.csv") {
            for (band, bounds) in
                [("10-17", 10..=17), ("18-24", 18..=24), ("25-34", 25..=34), ("35-59", 35..=59), ("60+", 60..=110)]
            {
                let of_age =
                    |row: usize| rows.get("age", row).is_some_and(|age| bounds.contains(&age.parse().unwrap()));
                let is = |row: usize| for_weapons(row) && found(row) && year(row) == published["period"] && of_age(row);
                assert_eq!(rows.count(is).to_string(), published[band], "{band}");
            }
        }
        let without_age = |row: usize| rows.get("age", row).is_none();
        assert_eq!(rows.count(|row| for_weapons(row) && found(row) && without_age(row)), 1);
        assert!((130..260).contains(&rows.count(without_age)));
        assert!((0..rows.len()).all(|row| rows.get("age", row).is_none_or(|age| age.parse::<u8>().unwrap() >= 10)));
    }
}

#[test]
fn outcomes_are_the_published_ones() {
    let positive = ["Charged or summonsed", "Caution", "Community resolution"];
    let (open, top) = ("Investigation not complete", published("s11_other_outcomes_top5.csv"));
    for files in seeds() {
        let rows = Rows::of(&files, "outcomes.parquet");
        let years = ["2019/20", "2020/21", "2021/22", "2022/23", "2023/24"];
        let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
        for row in 0..rows.len() {
            let year = financial_year(rows.number("offence_date", row));
            *counts.entry((rows.text("outcome", row).to_owned(), year)).or_default() += 1;
        }
        let sum = |year: &str, is: &dyn Fn(&str) -> bool| {
            counts.iter().filter(|((outcome, of), _)| of == year && is(outcome)).map(|(_, count)| count).sum::<usize>()
        };
        for (year, published) in
            years.iter().flat_map(|year| published("s11_outcomes_by_year.csv").into_iter().map(move |row| (year, row)))
        {
            let is: &dyn Fn(&str) -> bool = match published["outcome_type"].as_str() {
                "Positive outcome" => &|outcome| positive.contains(&outcome),
                "Other outcome" => &|outcome| !positive.contains(&outcome) && outcome != open,
                "Not yet complete" => &|outcome| outcome == open,
                "Total" => &|_| true,
                _ => continue,
            };
            assert_eq!(sum(year, is).to_string(), published[*year], "{year}");
        }
        for year in years {
            let named: Vec<&str> = top.iter().map(|row| row["other_outcome_type"].as_str()).collect();
            top.iter().for_each(|row| {
                assert_eq!(counts[&(row["other_outcome_type"].clone(), year.to_owned())].to_string(), row[year]);
            });
            let fifth: usize = top[4][year].parse().unwrap();
            let others: Vec<_> = counts
                .iter()
                .filter(|((outcome, of), _)| {
                    of == year
                        && outcome != open
                        && !positive.contains(&outcome.as_str())
                        && !named.contains(&outcome.as_str())
                })
                .collect();
            assert!(others.len() >= 3 && others.iter().all(|(_, count)| **count < fifth), "{year}");
        }
    }
}

#[test]
fn a_scene_does_not_change_the_other_columns_of_the_offences() {
    let margins = read_margins(Path::new(MARGINS), &Walls::around(Path::new(MARGINS), &[])).unwrap();
    let calendar = crate::calendar::Calendar::new(margins.first_year, margins.years.len());
    let records = crate::assign::assign(&margins, &calendar, 2024);
    let without = write::parquet(&margins, &calendar, &records, None, 1).unwrap();
    let scene = scene(margins.places.as_ref().unwrap(), &margins, &records, 2024);
    let with = write::parquet(&margins, &calendar, &records, Some(&scene), 1).unwrap();
    let [without, with] = [without, with].map(|bytes| ParquetReader::new(Cursor::new(bytes)).finish().unwrap());
    assert_eq!((without.width(), with.width()), (11, 16));
    without.columns().iter().for_each(|column| assert!(with.column(column.name()).unwrap().equals_missing(column)));
}

#[test]
fn offences_lie_on_few_points_of_their_lsoa_ward_and_district() {
    for files in seeds() {
        let rows = Rows::of(&files, "offences.parquet");
        let mut points: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let mut wards: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let mut of_point: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for row in (0..rows.len()).filter(|&row| rows.get("lsoa", row).is_some()) {
            let (lsoa, ward, district) = (rows.text("lsoa", row), rows.text("ward", row), rows.text("district", row));
            assert!(lsoa.starts_with(district));
            points.entry(lsoa).or_default().insert(rows.at(row));
            of_point.entry(rows.at(row)).or_default().insert(lsoa);
            wards.entry(ward).or_default().insert(lsoa);
            *counts.entry(lsoa).or_default() += 1;
        }
        assert!(points.values().all(|points| points.len() <= 6) && of_point.values().all(|lsoas| lsoas.len() == 1));
        assert!(points.len() > 600 && wards.values().all(|lsoas| lsoas.len() <= 6));
        let published = published("s04_hotspot_wards.csv");
        assert!(published.iter().all(|row| wards.contains_key(row["ward"].as_str())));
        let without = |row: usize| rows.get("easting", row).is_none();
        assert!((0..rows.len()).all(|row| rows.get("district", row).is_some() || without(row)));
        let share = 10_000 * rows.count(|row| without(row) && rows.get("district", row).is_some()) / rows.len();
        assert!((75..125).contains(&share), "{share}");
        let mut sorted: Vec<usize> = counts.into_values().collect();
        sorted.sort_unstable_by(|one, other| other.cmp(one));
        let top = sorted[..32].iter().sum::<usize>() * 100 / sorted.iter().sum::<usize>();
        assert!((25..40).contains(&top), "a twentieth of the LSOAs has {top}% of the offences");
    }
}

#[test]
fn a_district_has_its_lsoas_in_wards_of_three_to_five() {
    let margins = read_margins(Path::new(MARGINS), &Walls::around(Path::new(MARGINS), &[])).unwrap();
    let map = Geography::new(&margins.places.as_ref().unwrap().towns.value, &margins.districts);
    let in_district =
        |district: usize| map.lsoas.iter().filter(|lsoa| map.wards[lsoa.ward].district == district).count();
    assert_eq!((0..9).map(in_district).collect::<Vec<_>>(), [78, 48, 69, 151, 43, 73, 59, 63, 58]);
    let sizes = (0..map.wards.len()).map(|ward| map.lsoas.iter().filter(|lsoa| lsoa.ward == ward).count());
    assert!(sizes.into_iter().all(|size| (3..=5).contains(&size)));
    assert_eq!(map.lsoas[0].name, "Amber Valley 001");
    assert_eq!(map.spots.iter().map(|spot| spot.at).collect::<BTreeSet<_>>().len(), map.spots.len());
    assert!((0..9).all(|district| !map.spots_of(district).is_empty()));
}

fn refusal(change: impl Fn(&str) -> String) -> String {
    let (margins, _) = margins_file::read(Path::new(MARGINS)).unwrap();
    let text = change(&std::fs::read_to_string(PLACES).unwrap());
    let checked = parse("places.yaml".to_owned(), text).and_then(|(file, source)| {
        shape::check(&file, &source, &margins)?;
        sums::check(&file, &source)
    });
    render(&checked.unwrap_err(), false)
}

#[test]
fn tables_that_disagree_are_all_named_with_both_sums() {
    insta::assert_snapshot!(refusal(|text| text
        .replace("total: [9618,", "total: [9619,")
        .replace("name: Bolsover, counts: [1113,", "name: Bolsover, counts: [1213,")
        .replace("total: 4447", "total: 4448")
        .replace("near_primary: 73", "near_primary: 74")
        .replace("at_or_near: [14,", "at_or_near: [140,")
        .replace("ward: Arboretum\n      offences: 989", "ward: Arboretum\n      offences: 150")
        .replace(
            "Holywell Street, at: [438410, 371420], offences: 37",
            "Holywell Street, at: [438410, 371420], offences: 38"
        )
        .replace("weapons_found: [76,", "weapons_found: [77,")
        .replace("for_weapons: [391,", "for_weapons: [3910,")
        .replace("total: [675,", "total: [676,")
        .replace(
            "Formal action not in the public interest, weight: 4",
            "Formal action not in the public interest, weight: 40"
        )));
}

#[test]
fn a_wrong_shape_is_named_before_the_sums() {
    insta::assert_snapshot!(refusal(|text| text
        .replace("town: Belper, district: Amber Valley", "town: Belper, district: Amber Vally")
        .replace(
            "town: Ripley, district: Amber Valley, at: [439900, 350500], lsoas: 14",
            "town: Heanor, district: Amber Valley, at: [4399000, 350500], lsoas: 2"
        )
        .replace("without_point_percent: 1", "without_point_percent: 101")
        .replace("parts: [40, 24,", "parts: [40,")
        .replace("group: Homicide, parts", "group: Homicides, parts")
        .replace(
            "years: [2021/22, 2022/23, 2023/24]\n  total: [9618",
            "years: [2021/22, 2022/23, 2023/25]\n  total: [9618"
        )
        .replace("area: Melbourne, district: South Derbyshire", "area: Melbourne, district: Derby")
        .replace("area: Swadlincote, district: South Derbyshire", "area: Swadlincote, district: Derby")
        .replace("weekdays: [10, 9,", "weekdays: [9,")
        .replace("years: [2021, 2022, 2023]", "years: [2021, 2022, 20230]")
        .replace("from: 2023-05-01", "from: 2023-05-32")
        .replace("ward: Alvaston, offences", "ward: Alvastone, offences")
        .replace("peak_hours: [0, 3]", "peak_hours: [3, 0]")
        .replace("female_percent: 11", "female_percent: 111")
        .replace("name: Caution", "name: Community resolution")));
}

#[test]
fn areas_without_room_around_them_are_refused() {
    let text = std::fs::read_to_string(PLACES).unwrap();
    let mut margins = read_margins(Path::new(MARGINS), &Walls::around(Path::new(MARGINS), &[])).unwrap();
    // One area so wide that it contains another and everything around it.
    let wide = text.replace("at: [434500, 336450], metres: 260", "at: [435200, 336300], metres: 2000");
    margins.places = Some(parse("places.yaml".to_owned(), wide).unwrap().0);
    let found = files(margins.places.as_ref().unwrap(), &margins, 1).unwrap_err();
    insta::assert_snapshot!(render(&found.into(), false));
}

#[test]
fn an_absent_file_is_named_where_it_is_asked_for() {
    let (margins, source) = margins_file::read(Path::new(MARGINS)).unwrap();
    let named_at = source.place(margins.places.as_ref().unwrap());
    let found = read_places(Path::new("absent/places.yaml"), &named_at, &margins).unwrap_err();
    insta::assert_snapshot!(render(&found, false));
}

#[test]
fn a_seed_decides_the_files_and_not_the_map() {
    let (one, again, other) = (made(1), made(1), made(2));
    assert_eq!(one, again);
    assert!(one.iter().all(|(path, bytes)| bytes != &other[path]));
}
