//! Boundaries, schools and points read from files as an author has them, sound and unsound.

use std::fs;

use polars::prelude::*;
use tempfile::TempDir;

use crate::{Catalogue, SourceFrame, Wanted};
use sna_core::diag::{self, Diagnostics};

/// A square of 1 km as GeoJSON: its name, south-west corner, and points left out at the end or exchanged.
fn square(name: &str, [x, y]: [i32; 2], order: &[usize]) -> String {
    let corners = [[x, y], [x + 1000, y], [x + 1000, y + 1000], [x, y + 1000]];
    let ring: Vec<String> = order.iter().map(|at| format!("{:?}", corners[*at])).collect();
    format!(
        "{{\"type\":\"Feature\",\"properties\":{{\"name\":\"{name}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}}}",
        ring.join(",")
    )
}

fn layer(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(","))
}

const ROUND: [usize; 5] = [0, 1, 2, 3, 0];

/// A manifest with records at some points and further lines; the folder lives as long as the catalogue is asked.
fn read(files: &[(&str, String)], manifest: &str) -> Result<(TempDir, Catalogue, Diagnostics), Diagnostics> {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    fs::write(folder.path().join("data.yaml"), format!("title: T\n{manifest}")).unwrap();
    Catalogue::alone(&folder.path().join("data.yaml")).map(|(catalogue, told)| (folder, catalogue, told))
}

const POINTS: &str =
    "sources: { offences: { title: O, files: o.csv, columns: { date: date, hour: hour, easting: x, northing: y } } }\n";

fn offences(points: &[&str]) -> (&'static str, String) {
    let rows: String = points.iter().map(|point| format!("2024-01-01,22,{point}\n")).collect();
    ("o.csv", format!("date,hour,x,y\n{rows}"))
}

fn values(source: &SourceFrame, column: &str) -> Vec<Option<String>> {
    let wanted = Wanted { columns: [column].into_iter().collect(), ..Wanted::default() };
    let frame = source.records(wanted).unwrap().select([col(column).cast(DataType::String)]).collect().unwrap();
    frame.column(column).unwrap().str().unwrap().iter().map(|value| value.map(str::to_owned)).collect()
}

/// How many records have each doubt, by its code.
fn doubts(source: &SourceFrame) -> Vec<(&'static str, usize)> {
    let frame = source.records(Wanted::default()).unwrap().select([col("_doubt")]).collect().unwrap();
    let bits: Vec<u64> = frame.column("_doubt").unwrap().u64().unwrap().iter().flatten().collect();
    let count = |at: usize| bits.iter().filter(|bits| *bits >> at & 1 == 1).count();
    source
        .doubts
        .iter()
        .enumerate()
        .map(|(at, doubt)| (doubt.code.as_str(), count(at)))
        .filter(|(_, count)| *count > 0)
        .collect()
}

fn codes(found: &Diagnostics) -> Vec<&'static str> {
    found.iter().map(|fault| fault.code.as_str()).collect()
}

#[test]
fn a_record_gets_the_areas_of_its_point_and_says_where_it_has_none() {
    let wards =
        layer(&[square("East", [401_000, 300_000], &ROUND), square("West", [400_000, 300_000], &[0, 3, 2, 1, 0])]);
    let files = [
        ("wards.geojson", wards),
        offences(&[
            "400500,300500",
            "401500,300500",
            "300500,400500",
            "0,0",
            "-1.5,52.9",
            "400500,",
            ",",
            "450000,350000",
            "x,300500",
        ]),
    ];
    let manifest = format!(
        "{POINTS}geography: {{ layers: {{ ward: {{ files: wards.geojson, name: name }} }}, hexagon_metres: 1000 }}\n"
    );
    let (_folder, catalogue, told) = read(&files, &manifest).unwrap();
    assert_eq!(codes(&told), Vec::<&str>::new());
    let source = &catalogue.sources["offences"];
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(values(source, "ward")[..3], [named("West"), named("East"), None]);
    assert_eq!(values(source, "ward")[3..], [None, None, None, None, None, None]);
    assert!(values(source, "hexagon")[0].is_some() && values(source, "hexagon")[3].is_none());
    let expected = [
        ("unreadable-coordinate", 1),
        ("half-a-point", 2),
        ("zero-coordinates", 1),
        ("wrong-grid", 1),
        ("swapped-coordinates", 1),
        ("outside-areas", 1),
    ];
    assert_eq!(doubts(source), expected);
    assert_eq!(catalogue.layers["ward"].areas.len(), 2);
}

#[test]
fn degrees_and_metres_meet_on_the_grid() {
    // Derby's market place in degrees; the square around it in metres, and once more in degrees.
    let metres = layer(&[square("Centre", [435_000, 336_000], &ROUND)]);
    let ring = "[-1.4840,52.9190],[-1.4650,52.9190],[-1.4650,52.9290],[-1.4840,52.9290],[-1.4840,52.9190]";
    let degrees = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{\"n\":\"Around\",\"c\":7}},\"geometry\":{{\"type\":\"MultiPolygon\",\"coordinates\":[[[{ring}]]]}}}}]}}"
    );
    let manifest = "\
sources: { offences: { title: O, files: o.csv, columns: { date: date, longitude: x, latitude: y } } }
geography: { layers: { ward: { files: m.geojson, name: name }, lsoa: { files: d.geojson, name: n, code: c } } }
";
    let files = [("m.geojson", metres), ("d.geojson", degrees), offences(&["-1.4769,52.9225", "52.9225,-1.4769"])];
    let (_folder, catalogue, _) = read(&files, manifest).unwrap();
    let source = &catalogue.sources["offences"];
    assert_eq!(values(source, "ward"), [Some("Centre".to_owned()), None]);
    assert_eq!(values(source, "lsoa"), [Some("Around".to_owned()), None]);
    assert_eq!(doubts(source), [("swapped-coordinates", 1)]);
    assert_eq!(catalogue.layers["lsoa"].areas[0].code.as_deref(), Some("7"));
}

#[test]
fn schools_are_near_within_their_distance_and_those_without_a_point_are_reported() {
    let schools = "\
kind,x,y
Primary,400000,300000
Secondary,401000,300000
Primary,,
Special,400200,300000
";
    let manifest = format!(
        "{POINTS}geography: {{ schools: {{ files: s.csv, columns: {{ phase: kind, easting: x, northing: y }}, primary: [Primary], secondary: [Secondary] }} }}\n"
    );
    let files = [
        ("s.csv", schools.to_owned()),
        offences(&["400500,300000", "400501,300000", "400000,300500.5", "400600,300000"]),
    ];
    let (_folder, catalogue, told) = read(&files, &manifest).unwrap();
    assert_eq!(codes(&told), ["school-without-point"]);
    let source = &catalogue.sources["offences"];
    let flags = |words: [&str; 4]| words.map(|word| Some(word.to_owned()));
    assert_eq!(values(source, "near_primary"), flags(["true", "false", "false", "false"]));
    assert_eq!(values(source, "near_secondary"), flags(["true", "true", "false", "true"]));
    let nearest = values(source, "nearest_school");
    assert_eq!(nearest[..2], [Some("Special".to_owned()), Some("Special".to_owned())]);
    // As near to a special school as to a secondary one.
    assert_eq!(nearest[2..], [None, Some("Secondary".to_owned())]);
}

#[test]
fn unclean_boundaries_are_reported_and_used_as_far_as_possible() {
    let open = square("Open", [400_000, 300_000], &[0, 1, 2, 3]);
    let bow = square("Bow", [402_000, 300_000], &[0, 2, 1, 3, 0]);
    let files = [("w.geojson", layer(&[open, bow])), offences(&["400500,300500"])];
    let manifest = format!("{POINTS}geography: {{ layers: {{ ward: {{ files: w.geojson, name: name }} }} }}\n");
    let (_folder, catalogue, told) = read(&files, &manifest).unwrap();
    assert_eq!(codes(&told), ["open-ring", "crossing-boundary"]);
    assert_eq!(values(&catalogue.sources["offences"], "ward"), [Some("Open".to_owned())]);
}

#[test]
fn a_night_belongs_to_the_evening_it_began() {
    let files = [(
        "o.csv",
        "\
date,hour
2024-04-01,2
2024-04-01,6
2024-04-01,
"
        .to_owned(),
    )];
    let manifest =
        "sources: { offences: { title: O, files: o.csv, columns: { date: date, hour: hour }, day_begins: 6 } }\n";
    let (_folder, catalogue, _) = read(&files, manifest).unwrap();
    let source = &catalogue.sources["offences"];
    let words = |words: [&str; 3]| words.map(|word| Some(word.to_owned()));
    assert_eq!(values(source, "financial_year"), words(["2023/24", "2024/25", "2024/25"]));
    assert_eq!(values(source, "weekday"), words(["Sunday", "Monday", "Monday"]));
}

/// Every mistake of a manifest's geography is reported at once, with what would be right.
#[test]
fn mistakes_of_geography() {
    let files = [
        ("w.geojson", layer(&[square("A", [0, 300_000], &ROUND), square("A", [1000, 300_000], &ROUND)])),
        ("far.geojson", layer(&[square("B", [9_000_000, 0], &ROUND)])),
        ("broken.geojson", "{\"type\":\"FeatureCollection\",".to_owned()),
        ("point.geojson", layer(&["{\"type\":\"Feature\",\"properties\":{\"name\":\"C\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}".to_owned()])),
        ("s.csv", "phase,x,y\nPrimary,400000,300000\n".to_owned()),
        offences(&["1,2"]),
    ];
    let manifest = format!(
        "{POINTS}geography:
  layers:
    wards: {{ files: w.geojson, name: name }}
    ward: {{ files: w.geojson, name: nam }}
    lsoa: {{ files: w.geojson, name: name }}
    district: {{ files: far.geojson, name: name }}
    nte_area: {{ files: broken.geojson, name: name }}
    street: {{ files: point.geojson, name: name }}
    hexagon: {{ files: none.geojson, name: name }}
  schools: {{ files: s.csv, columns: {{ phase: phase, easting: x, latitude: y, nothing: z }}, primary: [Primry], secondary: [], near_metres: -1 }}
  hexagon_metres: 1
"
    );
    let Err(found) = read(&files, &manifest).map(|_| ()) else { panic!("read") };
    insta::assert_snapshot!(masked(&diag::render(&found, false)));
}

/// Hides the temporary folder, whose name ends in six random letters.
fn masked(text: &str) -> String {
    let begins = std::env::temp_dir().join(".tmp").display().to_string();
    let mut parts = text.split(&begins);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |masked, part| masked + "[FOLDER]" + &part[6..])
}

#[test]
fn mistakes_of_points_and_days() {
    let code = |columns: &str| {
        let manifest = format!("sources: {{ offences: {{ title: O, files: o.csv, {columns} }} }}\n");
        read(&[offences(&["1,2"])], &manifest).map(|_| ()).map_err(|found| codes(&found))
    };
    assert_eq!(code("columns: { date: date, easting: x }"), Err(vec!["half-a-point"]));
    assert_eq!(code("columns: { date: date, easting: x, latitude: y }"), Err(vec!["half-a-point"]));
    assert_eq!(code("columns: { date: date }, day_begins: 6"), Err(vec!["bad-hour"]));
    assert_eq!(code("columns: { date: date, hour: hour }, day_begins: 24"), Err(vec!["bad-hour"]));
    assert_eq!(code("columns: { date: date, easting: x, northing: y }"), Ok(()));
}
