//! Measures and section kinds about places: hotspots, night-time economy, context, concentration.

use std::fs;

use crate::program::{Report, Table};

const MANIFEST: &str = "title: T
areas: [{ name: North, population: 30000 }, { name: South, population: 20000 }, { name: East, population: 10000 }, { name: West, population: 40000 }]
population_source: Census
populations:
  wards: { of: ward, residents: { Elm: 9000, \"St Mary's\": 3000, Oak: 6000 } }
indicators: { file: indicators.csv, source: Census }
sources:
  offences: { title: Offences, files: o.csv, covers: { from: 2022-04, to: 2024-03 }, quiet: [{ from: 2022-04, to: 2024-03, why: they are invented }], columns: { date: date, hour: hour, offence_group: kind, district: district, ward: ward, street: street, lsoa: lsoa } }
  night_time_crimes: { title: Crime in night-time economy areas, files: n.csv, covers: { from: 2022-04, to: 2024-03 }, quiet: [{ from: 2022-04, to: 2024-03, why: they are invented }], columns: { date: date, hour: hour, offence_group: kind, district: district } }
definitions:
  nte_crime: { title: night-time economy crime, since: \"2024-01-01\", description: Crime at night in the centres of towns., where: hour >= 18 OR hour < 6 }
";

const HEAD: &str = "\
report: { title: T, area: A, published: 2024-05-01, period: { financial_years: 2, to: 2023/24 } }
data: data.yaml
";

const INDICATORS: &str = "\
district,indicator,value
North,No car,20
South,No car,31
East,No car,40
West,No car,10
North,Jobless,3
South,Jobless,1
East,Jobless,2
West,Jobless,4
";

/// Offences of two years: some in every place each month.
fn offences() -> String {
    let mut rows = "date,hour,kind,district,ward,street,lsoa\n".to_owned();
    for month in ["2022-05", "2022-11", "2023-06", "2024-02"] {
        for (district, ward, street, number) in [
            ("North", "Elm", "High Street", 8),
            ("South", "St Mary's", "Church Lane", 5),
            ("East", "Oak", "", 4),
            ("West", "", "Mill Lane", 2),
        ] {
            for at in 0..number {
                let (day, hour, kind) =
                    (at % 3 + 5, if at % 2 == 0 { 23 } else { 12 }, if at % 3 == 0 { "Robbery" } else { "Violence" });
                rows += &format!("{month}-{day:02},{hour},{kind},{district},{ward},{street},E{}\n", at % 5);
            }
        }
    }
    rows
}

fn report(sections: &str) -> Report {
    let records = offences();
    Report::with_head(HEAD, &format!("sections:\n{sections}"))
        .file("data.yaml", MANIFEST)
        .file("o.csv", &records)
        .file("n.csv", &records)
        .file("indicators.csv", INDICATORS)
}

#[test]
fn the_kinds_about_places_build_over_an_authors_own_records() {
    let sections = "  - use: hotspots
  - use: nte
  - use: context
  - title: Crowding
    id: crowding
    blocks:
      - table: { id: crowding, title: T, concentration: { places: 40 } }
  - use: method
";
    let report = report(sections);
    let out = report.build();
    let wards = Table::read(&out, "hotspots.wards");
    assert_eq!(wards.rows, ["Elm", "St Mary's", "Oak", "Not known or elsewhere", "All wards"]);
    assert_eq!(
        (wards.at("Elm", "count"), wards.at("Not known or elsewhere", "count"), wards.at("All wards", "count")),
        ("32", "8", "76")
    );
    let streets = Table::read(&out, "hotspots.streets");
    assert_eq!(streets.at("High Street", "count"), "32");
    assert!(streets.at("High Street", "peak_hours").contains(":00 to "));
    assert_eq!(streets.at("Mill Lane", "peak_days"), "[u]", "eight offences name no peak");
    let nte = Table::read(&out, "nte.by_district");
    assert_eq!(nte.at("North", "2022/23"), "8", "half of them are at night");
    assert_eq!((nte.number("Whole area", "average"), nte.number("Whole area", "population")), (20.0, 100_000.0));
    assert!((nte.number("Whole area", "rate") - 0.2).abs() < 1e-12);
    let links = Table::read(&out, "context.links");
    // Ranks 2, 3, 4 and 1 against 2.5, 2.5, 4 and 1: North and South have the same rate. 4.5 divided by the root of 5 times 4.5.
    assert!((links.number("Robbery: No car", "coefficient") - 4.5 / (5.0f64 * 4.5).sqrt()).abs() < 1e-12);
    assert_eq!(links.at("Robbery: No car", "areas"), "4");
    let crowding = Table::read(&out, "crowding.crowding");
    assert!(crowding.number("Observed", "gini") > crowding.number("By chance", "gini"));
    let json = fs::read_to_string(out.join("sna.json")).expect("the document");
    for condition in ["GROUP BY street, weekday, hour", "(hour >= 18 OR hour < 6)"] {
        assert!(json.contains(condition), "{condition} is not in the provenance");
    }
}

#[test]
fn places_within_a_ward_with_an_apostrophe() {
    let table = r#"  - title: S
    id: s
    blocks:
      - table: { id: t, title: T, hot_places: { within: { ward: ["St Mary's"] } } }
"#;
    let built = Table::read(&report(table).build(), "s.t");
    assert_eq!(built.rows, ["Church Lane", "All places"]);
    assert_eq!(built.at("All places", "count"), "20");
}

#[test]
fn mistakes_about_places_are_found_all_at_once() {
    let table = |id: &str, measure: &str| format!("      - table: {{ id: {id}, title: T, {measure} }}\n");
    let tables = [
        table("a", "area_rates: { rows: offence_group }"),
        table("b", "area_rates: { population: wards }"),
        table("c", "area_rates: { rows: lsoa }"),
        table("d", "hotspots: { population: wrds, top: 0, weights: { volume: 0, rate: 0 } }"),
        table("e", "hotspots: { labels: { rate: { High: [Elm, Elm] } } }"),
        table("f", "hot_places: { hours: 30 }"),
        table("g", "concentration: { places: 0 }"),
        table("h", "correlations: { indicators: [No cars], offences: [Robbery] }"),
    ];
    let (code, words) = report(&format!(
        "  - title: S
    blocks:
{}",
        tables.concat()
    ))
    .check();
    assert_eq!(code, 1);
    let later = [
        table("i", "hotspots: { labels: { Type: { Hotspot: [Elmm] } } }"),
        table("j", "hot_places: { within: { ward: [Elmm] }, groups: { Two: [High Stret] } }"),
        table("k", "concentration: { places: 3 }"),
        table("l", "correlations: { columns: offence_group, offences: [Robery] }"),
    ];
    let (_, found) = report(&format!(
        "  - title: S
    blocks:
{}",
        later.concat()
    ))
    .check();
    insta::assert_snapshot!([words, found].join("----\n"));
}
