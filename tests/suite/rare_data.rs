//! Mistakes in records, boundaries and the data manifest that few people make. Each message is here as it is printed.

use crate::mistakes::refused;
use crate::program::Report;

const HEAD: &str = "\
report: { title: T, area: A, published: 2024-05-01, period: { financial_years: 1, to: 2023/24 } }
data: data.yaml
";

const MANIFEST: &str = "\
title: T
areas: [{ name: Derby }, { name: Bolsover }]
sources:
  offences:
    title: Offences
    files: o.csv
    columns: { id: id, date: date, hour: hour, offence: offence, district: district, ward: ward, street: street }
";

const OFFENCES: &str = "\
id,date,hour,offence,district,ward,street
1,2023-05-01,7,Robbery,Derby,Abbey,High Street
2,2023-05-02,8,Assault,Derby,Abbey,Mill Lane
3,2023-05-03,,,Bolsover,,
";

/// A report over these records with these blocks.
fn report(blocks: &str) -> Report {
    Report::with_head(HEAD, &format!("sections:\n  - title: A\n    blocks:\n{blocks}"))
        .file("data.yaml", MANIFEST)
        .file("o.csv", OFFENCES)
}

/// A report over this manifest, with a table of the offences.
fn with_manifest(manifest: &str) -> Report {
    report("      - table: { id: a, title: T, crosstab: { rows: financial_year } }\n").file("data.yaml", manifest)
}

/// What a report that can be built says.
fn warned(report: &Report) -> String {
    let (code, words) = report.check();
    assert_eq!(code, 0, "{words}");
    words
}

#[test]
fn tables_that_need_what_the_manifest_lacks() {
    let words = refused(&report(
        "
      - table: { id: a, title: T, harm: {} }
      - table: { id: b, title: T, cost: { rows: offence } }
      - table: { id: c, title: T, correlations: {} }
",
    ));
    insta::assert_snapshot!(words, @"
    error[no-harm-weights]: the data manifest does not name a file of harm weights
     --> sna.yaml:7:22
      |
    7 |       - table: { id: a, title: T, harm: {} }
      |                      ^
      |
      = expected: a line `harm_weights:` in the data manifest

    error[no-unit-costs]: the data manifest does not name a file of unit costs
     --> sna.yaml:8:22
      |
    8 |       - table: { id: b, title: T, cost: { rows: offence } }
      |                      ^
      |
      = expected: a line `unit_costs:` in the data manifest

    error[no-indicators]: the data manifest does not name a file of indicators
     --> sna.yaml:9:22
      |
    9 |       - table: { id: c, title: T, correlations: {} }
      |                      ^
      |
      = expected: a line `indicators:` in the data manifest
    ");
}

#[test]
fn two_populations_of_wards() {
    let populations = "
populations:
  wards: { of: ward, source: Census, residents: { Abbey: 1000 } }
  adults: { of: ward, source: Census, residents: { Abbey: 800 } }
";
    let table = report("      - table: { id: a, title: T, area_rates: { rows: ward } }\n");
    insta::assert_snapshot!(refused(&table.file("data.yaml", format!("{MANIFEST}{populations}"))), @"
    error[several-populations]: there are several populations by `ward`
     --> sna.yaml:6:55
      |
    6 |       - table: { id: a, title: T, area_rates: { rows: ward } }
      |                                                       ^^^^
      |
      = expected: `population:` with one of `wards` or `adults`
    ");
}

#[test]
fn harm_weights_that_are_wrong_or_missing() {
    let harm = |weights: &str| {
        refused(
            &report("      - table: { id: a, title: T, harm: {} }\n")
                .file("data.yaml", format!("{MANIFEST}harm_weights: harm.yaml\n"))
                .file("harm.yaml", weights),
        )
    };
    let texts = [
        harm("Robbery: { days: -1, source: S }\nAssault: { days: .nan, source: S }\n"),
        harm("Robbery: { days: 365, source: S }\n"),
    ];
    insta::assert_snapshot!(texts.concat(), @"
    error[bad-weight]: the harm weight of `Assault` is not a number of days
    --> harm.yaml
     = found: NaN
     = expected: a number from 0 up

    error[bad-weight]: the harm weight of `Robbery` is not a number of days
    --> harm.yaml
     = found: -1
     = expected: a number from 0 up

    error[missing-weight]: no harm weight for `Assault` (1 record)
     --> sna.yaml:6:22
      |
    6 |       - table: { id: a, title: T, harm: {} }
      |                      ^
      |
      = expected: a weight in the file that `harm_weights:` names

    error[missing-weight]: 1 record has no offence, so no harm weight
     --> sna.yaml:6:22
      |
    6 |       - table: { id: a, title: T, harm: {} }
      |                      ^
      |
      = expected: a weight in the file that `harm_weights:` names

    warning[cover-assumed]: what the records cover is worked out from the records
    --> data.yaml
     = found: `offences` 1 May to 3 May 2023
     = expected: `covers: { from: ..., to: ... }` under each of these sources
     = hint: a month without a record inside these days counts as a true zero; outside them there is no figure
    ");
}

#[test]
fn groups_of_places_that_clash() {
    let words = refused(&report(
        "
      - table:
          id: a
          title: T
          hot_places: { groups: { One: [High Street], Two: [High Street, High Stret], Mill Lane: [High Street] } }
",
    ));
    insta::assert_snapshot!(words, @"
    error[place-grouped-twice]: `High Street` is counted twice
      --> sna.yaml:10:61
       |
    10 |           hot_places: { groups: { One: [High Street], Two: [High Street, High Stret], Mill Lane: [High Street] } }
       |                                                             ^^^^
       |
       = expected: each place in one group

    error[unknown-place]: unknown place `High Stret`
      --> sna.yaml:10:74
       |
    10 |           hot_places: { groups: { One: [High Street], Two: [High Street, High Stret], Mill Lane: [High Street] } }
       |                                                                          ^^^^
       |
       = found: `High Stret`
       = expected: `High Street` or `Mill Lane`
       = hint: did you mean `High Street`?

    error[place-taken]: `Mill Lane` is already the name of a place
      --> sna.yaml:10:87
       |
    10 |           hot_places: { groups: { One: [High Street], Two: [High Street, High Stret], Mill Lane: [High Street] } }
       |                                                                                       ^^^^
       |
       = expected: a different name for the places together, or this place among them

    error[place-grouped-twice]: `High Street` is counted twice
      --> sna.yaml:10:99
       |
    10 |           hot_places: { groups: { One: [High Street], Two: [High Street, High Stret], Mill Lane: [High Street] } }
       |                                                                                                   ^^^^
       |
       = expected: each place in one group

    warning[cover-assumed]: what the records cover is worked out from the records
    --> data.yaml
     = found: `offences` 1 May to 3 May 2023
     = expected: `covers: { from: ..., to: ... }` under each of these sources
     = hint: a month without a record inside these days counts as a true zero; outside them there is no figure
    ");
}

#[test]
fn a_person_assessed_twice() {
    let manifest = "
title: T
sources:
  lifestyle:
    title: Assessments
    files: l.csv
    columns: { person_id: person, date: date, factor: factor, present: present }
";
    let rows = "person,date,factor,present\na,2023-05-01,Gang,yes\na,2023-06-01,Gang,yes\n";
    let report = report("      - table: { id: a, title: T, lifestyle: {} }\n");
    insta::assert_snapshot!(refused(&report.file("data.yaml", manifest).file("l.csv", rows)), @"
    error[assessed-twice]: 1 person has several assessments of `Gang`
     --> sna.yaml:6:22
      |
    6 |       - table: { id: a, title: T, lifestyle: {} }
      |                      ^
      |
      = expected: one record for each person and circumstance

    warning[cover-assumed]: what the records cover is worked out from the records
    --> data.yaml
     = found: `lifestyle` 1 April to 31 August 2023
     = expected: `covers: { from: ..., to: ... }` under each of these sources
     = hint: a month without a record inside these days counts as a true zero; outside them there is no figure
    ");
}

#[test]
fn roles_that_do_not_go_together() {
    let words = refused(&with_manifest(
        "
title: T
sources:
  offences: { title: O, files: o.csv, columns: { id: id, date: date }, day_begins: 6 }
  victims: { title: V, files: o.csv, columns: { date: date, offence_id: id } }
  stops: { title: S, files: o.csv, columns: { date: date, easting: hour } }
",
    ));
    insta::assert_snapshot!(words, @"
    error[bad-hour]: a day of these records cannot begin at this hour
     --> data.yaml:4:84
      |
    4 |   offences: { title: O, files: o.csv, columns: { id: id, date: date }, day_begins: 6 }
      |                                                                                    ^
      |
      = found: 6
      = expected: columns for `date` and `hour`

    error[two-dates]: the records have a date and an offence with a date
     --> data.yaml:5:61
      |
    5 |   victims: { title: V, files: o.csv, columns: { date: date, offence_id: id } }
      |                                                             ^^^^^^^^^^
      |
      = expected: either `date:` or `offence_id:`

    error[no-offences]: the records belong to offences, and there are none
     --> data.yaml:5:61
      |
    5 |   victims: { title: V, files: o.csv, columns: { date: date, offence_id: id } }
      |                                                             ^^^^^^^^^^
      |
      = expected: a source `offences` that can be read

    error[half-a-point]: these columns do not make a pair of coordinates
     --> data.yaml:6:59
      |
    6 |   stops: { title: S, files: o.csv, columns: { date: date, easting: hour } }
      |                                                           ^^^^^^^
      |
      = found: `easting`
      = expected: `easting` and `northing`, or `longitude` and `latitude`
    ");
}

#[test]
fn a_definition_called_none() {
    let definitions = "
definitions:
  none: { title: nothing, since: '2020-04-01', description: D, where: \"offence = 'Robbery'\" }
";
    insta::assert_snapshot!(refused(&with_manifest(&format!("{MANIFEST}{definitions}"))), @r#"
    error[reserved-name]: a definition cannot be called `none`
      --> data.yaml:10:71
       |
    10 |   none: { title: nothing, since: '2020-04-01', description: D, where: "offence = 'Robbery'" }
       |                                                                       ^
       |
       = expected: another name: a scope with `definition: none` counts every record
    "#);
}

#[test]
fn a_pattern_of_files_that_is_none() {
    let manifest = MANIFEST.replace("o.csv", "'o[.csv'");
    insta::assert_snapshot!(refused(&with_manifest(&manifest)), @"
    error[bad-pattern]: `o[.csv` is not a file pattern: invalid range pattern
     --> data.yaml:6:12
      |
    6 |     files: 'o[.csv'
      |            ^
    ");
}

/// A blank identifier repeats no other: the rows are counted, and those that are alike throughout are told where they are many.
#[test]
fn rows_without_an_identifier() {
    let blank: String =
        (4..10).map(|day| format!(",2023-05-0{day},9,Robbery,Derby,Abbey,{day} High Street\n")).collect();
    let rows = format!("{OFFENCES}{blank}{blank}");
    insta::assert_snapshot!(warned(&with_manifest(MANIFEST).file("o.csv", rows)), @"
    warning[cover-assumed]: what the records cover is worked out from the records
    --> data.yaml
     = found: `offences` 1 May to 9 May 2023
     = expected: `covers: { from: ..., to: ... }` under each of these sources
     = hint: a month without a record inside these days counts as a true zero; outside them there is no figure

    warning[repeated-rows]: 6 of 12 rows without an identifier in `offences` repeat an earlier row in every column that is read
    --> o.csv
     = expected: less than 1 by chance
     = hint: all of them are counted: check that no file or record was exported twice
    ");
}

#[test]
fn dates_of_birth_that_cannot_be_read() {
    let victims = "  victims: { title: Victims, files: v.csv, columns: { offence_id: offence, birth_date: born } }\n";
    let report = report("      - table: { id: a, title: T, crosstab: { of: victims, rows: age } }\n")
        .file("data.yaml", format!("{MANIFEST}{victims}"))
        .file("v.csv", "offence,born\n1,May 2001\n2,2001-05-01\n");
    insta::assert_snapshot!(warned(&report), @"
    warning[unreadable-birth-date]: 1 row is counted with a value not known in `victims`: `birth_date` cannot be read
    --> v.csv:2
     = found: v.csv:2
     = hint: tables count these rows as not known
    ");
}

#[test]
fn no_record_names_a_part() {
    let (code, words) = with_manifest(MANIFEST)
        .file("o.csv", "id,date,hour,offence,district,ward,street\n1,2023-05-01,,,,,\n")
        .run(&["check", "sna.yaml", "--each", "ward"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(words, @"
    error[no-parts]: no record has a `ward` that is a name
    --> sna.yaml
    ");
}

/// A square of 1 km as GeoJSON, by the order of its corners.
fn square(name: &str, west: u32, order: &[usize]) -> String {
    let east = west + 1000;
    let corners = [[west, 300_000], [east, 300_000], [east, 301_000], [west, 301_000]];
    let ring: Vec<String> = order.iter().map(|at| format!("{:?}", corners[*at])).collect();
    let ring = ring.join(",");
    format!(
        r#"{{"type":"Feature","properties":{{"name":"{name}"}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}"#
    )
}

#[test]
fn points_schools_and_boundaries_that_are_not_sound() {
    let manifest = "
title: T
sources:
  offences: { title: Offences, files: o.csv, columns: { date: date, easting: x, northing: y } }
  stops: { title: Stops, files: s.csv, columns: { date: date, longitude: x, latitude: y } }
geography:
  layers: { ward: { files: wards.geojson, name: name } }
  schools: { files: schools.csv, columns: { phase: phase, easting: x, northing: y }, primary: [Primary], secondary: [] }
";
    let squares = [
        square("Open", 400_000, &[0, 1, 2, 3]),
        square("Bow", 402_000, &[0, 2, 1, 3, 0]),
        square("Sound", 404_000, &[0, 1, 2, 3, 0]),
    ];
    let wards = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, squares.join(","));
    let offences = "
date,x,y
2023-05-01,400500,300500
2023-05-01,300500,400500
2023-05-01,0,0
2023-05-01,-1.5,52.9
2023-05-01,400500,
2023-05-01,450000,350000
2023-05-01,unknown,300500
";
    let stops = "date,x,y\n2023-05-01,2.35,48.85\n";
    let report = report(
        "
      - table: { id: a, title: T, crosstab: { rows: ward } }
      - table: { id: b, title: T, crosstab: { of: stops, rows: ward } }
",
    )
    .file("data.yaml", manifest)
    .file("wards.geojson", wards)
    .file("schools.csv", "phase,x,y\nPrimary,400000,300000\nPrimary,,\n")
    .file("o.csv", offences.trim_start())
    .file("s.csv", stops);
    insta::assert_snapshot!(warned(&report), @"
    warning[open-ring]: the boundaries of 1 area are not closed
     --> data.yaml:7:28
      |
    7 |   layers: { ward: { files: wards.geojson, name: name } }
      |                            ^^^^^^^^^^^^^
      |
      = found: `Open`
      = hint: they were closed by a straight line

    warning[crossing-boundary]: the boundaries of 1 area are not clean outlines
     --> data.yaml:7:28
      |
    7 |   layers: { ward: { files: wards.geojson, name: name } }
      |                            ^^^^^^^^^^^^^
      |
      = found: `Bow`
      = hint: rings cross or touch themselves; points near the fault may be counted on the wrong side

    warning[school-without-point]: 1 school has no usable point
    --> schools.csv:3
     = found: lines 3
     = hint: no offence is counted as near them

    warning[cover-assumed]: what the records cover is worked out from the records
    --> data.yaml
     = found: `offences` 1 April 2023 to 31 March 2024 (the whole period), `stops` 1 April 2023 to 31 March 2024 (the whole period)
     = expected: `covers: { from: ..., to: ... }` under each of these sources
     = hint: a month without a record inside these days counts as a true zero; outside them there is no figure

    warning[unreadable-coordinate]: 1 row is counted with a value not known in `offences`: `easting` is not a number
    --> o.csv:8
     = found: o.csv:8
     = hint: tables count these rows as not known

    warning[half-a-point]: 2 rows are counted with a value not known in `offences`: one of the two coordinates is missing
    --> o.csv:6
     = found: o.csv:6, o.csv:8
     = hint: tables count these rows as not known

    warning[zero-coordinates]: 1 row is counted with a value not known in `offences`: the coordinates are 0, 0
    --> o.csv:4
     = found: o.csv:4
     = hint: tables count these rows as not known

    warning[wrong-grid]: 1 row is counted with a value not known in `offences`: the coordinates are in the wrong system (degrees instead of metres, or metres instead of degrees)
    --> o.csv:5
     = found: o.csv:5
     = hint: tables count these rows as not known

    warning[swapped-coordinates]: 1 row is counted with a value not known in `offences`: the coordinates look swapped
    --> o.csv:3
     = found: o.csv:3
     = hint: tables count these rows as not known

    warning[outside-areas]: 1 row is counted with a value not known in `offences`: the point is not in any `ward`
    --> o.csv:7
     = found: o.csv:7
     = hint: tables count these rows as not known

    warning[far-away]: 1 row is counted with a value not known in `stops`: the coordinates lie outside Great Britain
    --> s.csv:2
     = found: s.csv:2
     = hint: tables count these rows as not known
    ");
}
