//! A small sound project that the test makes, with every kind of file that `sna` reads.

use std::sync::OnceLock;

use super::chance::Chance;
use super::judge::PRIVATE;
use super::{Files, Outcome, write};

/// The areas, in the order of the manifest.
pub(super) const AREAS: [&str; 3] = ["Ashby", "Brook", "Cotley"];

/// The first days of the two financial years, and the day after.
pub(super) const YEARS: [&str; 2] = ["2022/23", "2023/24"];

const GROUPS: [&str; 3] = ["Violence", "Robbery", "Weapons"];
const WARDS: [&str; 4] = ["Elm", "Oak", "St Mary's", "Low & High"];

pub(super) const SPEC: &str = "\
report:
  name: small
  title: A small report
  area: Testshire
  published: 2024-11-30
  period: { financial_years: 2, to: 2023/24 }
data: data.yaml
definition: violent
sections:
  - title: Offences
    id: one
    blocks:
      - finding:
          id: first
          text: 'Offences {{ change(by_year.column(\"count\"), period.first_year, period.last_year) }} in {{ area }}.'
      - prose: own.md
      - chart:
          from: by_district
          headline: \"{{ by_district.column('total').highest }} had most\"
          plot: { bars: { column: total } }
      - table: { id: by_year, title: Offences by year, volume: {} }
      - table:
          id: by_district
          title: \"Offences by district, {{ area }}\"
          crosstab: { rows: district, columns: financial_year, total: both, share: true }
  - title: Everything
    id: all
    scope: { definition: none, where: \"hour >= 0 AND ward <> 'Nowhere'\" }
    blocks:
      - table: { id: counted, title: All, crosstab: { rows: district, columns: financial_year } }
      - table: { id: ages, title: Victims, crosstab: { of: victims, rows: age, bands: { list: [0-17, 18-34, 35+] }, columns: sex } }
      - table: { id: calls, title: Calls, aggregate: { of: calls, rows: district, columns: financial_year, total: row } }
      - reconciliation: {}
";

pub(super) const MANIFEST: &str = "\
title: Test records
areas:
  - { name: Ashby, population: 1000, tile: [0, 0] }
  - { name: Brook, population: 2000, tile: [1, 0] }
  - { name: Cotley, population: 1500, tile: [0, 1] }
population_source: Census
geography:
  layers:
    nte_area: { files: zones.geojson, name: name, gaps: true }
sources:
  offences:
    title: Offences
    files: offences.csv
    covers: { from: 2022-04, to: 2024-03 }
    columns:
      id: number
      date: { column: committed, format: '%d/%m/%Y' }
      hour: hour
      offence_group: { column: group, recode: { Weapons: Possession of weapons } }
      offence: offence
      district: district
      ward: ward
      knife: knife
      easting: easting
      northing: northing
  victims:
    title: Victims
    files: victims.csv
    columns: { offence_id: number, person_id: person, age: age, sex: sex }
definitions:
  violent:
    title: violence
    since: '2021-04-01'
    description: Violence, robbery and whatever involves a knife.
    where: offence_group IN ('Violence', 'Robbery') OR knife
indicators: indicators.csv
harm_weights: harm.yaml
aggregates: partners.yaml
";

pub(super) const PARTNERS: &str = "\
calls:
  title: Calls
  publisher: Ambulance Service
  period: April 2022 to March 2024
  file: calls.csv
  unit: calls
  notes: [Counted by the service itself.]
rates:
  title: Rates
  file: rates.csv
  unit: '% of pupils'
  is: percent
";

pub(super) const PROSE: &str = "\
{{ by_district.cell('Ashby', '2023/24') }} of {{ by_district.total }} offences were in Ashby, {{ by_district.share('Ashby') | pct(0) }}.

{% for row in by_district.top(2) %}{{ row.name }} had {{ row.value }}{% if not loop.last %}, {% endif %}{% endfor %}.

- **{{ by_district.column('total').highest }}** came first, [as reported](https://example.org/).
- In {{ period.last_year }} they {{ direction(by_year.column('count'), period.first_year, period.last_year) }}; see {{ ref('one.by_district') }}.
";

/// The records of offences: a header, and a line for each.
pub(super) fn offences() -> Vec<Vec<String>> {
    let mut chance = Chance::new("offences", 1, 0);
    let head = [
        "number",
        "committed",
        "hour",
        "group",
        "offence",
        "district",
        "ward",
        "knife",
        "easting",
        "northing",
        "victim",
        "note",
    ];
    let mut lines = vec![head.map(str::to_owned).to_vec()];
    for number in 0..120 {
        let group = chance.pick(&GROUPS);
        let (day, month) = (chance.between(1, 28), chance.between(1, 12));
        let year = if month > 3 { 2022 } else { 2023 } + chance.below(2);
        lines.push(vec![
            format!("{PRIVATE}{number:04}"),
            format!("{day:02}/{month:02}/{year}"),
            chance.below(24).to_string(),
            group.to_owned(),
            format!("{group} {}", chance.below(2)),
            chance.pick(&AREAS).to_owned(),
            chance.pick(&WARDS).to_owned(),
            chance.pick(&["Y", "N", ""]).to_owned(),
            (430_000 + chance.below(4000)).to_string(),
            (340_000 + chance.below(4000)).to_string(),
            format!("{PRIVATE} the {number}th"),
            format!("said \"{PRIVATE}\", then left"),
        ]);
    }
    lines
}

fn victims() -> Vec<Vec<String>> {
    let mut chance = Chance::new("victims", 1, 0);
    let mut lines = vec![["number", "person", "age", "sex"].map(str::to_owned).to_vec()];
    for number in 0..120 {
        lines.push(vec![
            format!("{PRIVATE}{number:04}"),
            format!("{PRIVATE}-p{}", chance.below(80)),
            chance.between(1, 89).to_string(),
            chance.pick(&["M", "F"]).to_owned(),
        ]);
    }
    lines
}

/// Lines of cells as CSV.
pub(super) fn as_csv(lines: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    lines.iter().for_each(|line| writer.write_record(line).expect("a line"));
    writer.into_inner().expect("the lines")
}

/// A square as GeoJSON.
fn zone(name: &str, west: u32, south: u32, side: u32) -> String {
    let (east, north) = (west + side, south + side);
    format!(
        "{{\"type\":\"Feature\",\"properties\":{{\"name\":\"{name}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"
    )
}

/// The boundaries of two zones.
pub(super) fn zones() -> String {
    let both = [zone("Market", 430_500, 340_500, 900), zone("Wharf", 432_000, 342_000, 1100)];
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", both.join(",\n"))
}

/// The files of the small project.
pub(super) fn project() -> Files {
    static MADE: OnceLock<Files> = OnceLock::new();
    MADE.get_or_init(|| {
        let each_area = |figure: &dyn Fn(usize) -> String| -> String {
            AREAS.iter().enumerate().map(|(at, area)| figure(at).replace('@', area)).collect()
        };
        let calls = each_area(&|at| format!("@,2022/23,{}\n@,2023/24,{}\n", 100 + 7 * at, 131 + 7 * at));
        let harm: String = GROUPS
            .iter()
            .flat_map(|group| {
                (0..2).map(move |at| format!("{group} {at}: {{ days: {}, source: invented }}\n", 5 * at + 2))
            })
            .collect();
        let texts = [
            ("sna.yaml", SPEC.to_owned()),
            ("data.yaml", MANIFEST.to_owned()),
            ("partners.yaml", PARTNERS.to_owned()),
            ("own.md", PROSE.to_owned()),
            ("harm.yaml", harm),
            ("calls.csv", format!("district,financial_year,value\n{calls}")),
            ("rates.csv", format!("district,value\n{}", each_area(&|at| format!("@,{}.5%\n", 3 + at)))),
            (
                "indicators.csv",
                format!("district,indicator,value\n{}", each_area(&|at| format!("@,No car,{}.5\n", 10 + at))),
            ),
            ("zones.geojson", zones()),
        ];
        let mut files: Files = texts.map(|(name, text)| (name.to_owned(), text.into_bytes())).into_iter().collect();
        files.insert("offences.csv".to_owned(), as_csv(&offences()));
        files.insert("victims.csv".to_owned(), as_csv(&victims()));
        files
    })
    .clone()
}

/// The project with one of its files replaced.
pub(super) fn with(name: &str, bytes: impl Into<Vec<u8>>) -> Files {
    let mut files = project();
    files.insert(name.to_owned(), bytes.into());
    files
}

/// The project with another file of records.
pub(super) fn with_records(file: &str, bytes: Vec<u8>) -> Files {
    let mut files = with("data.yaml", MANIFEST.replace("offences.csv", file));
    files.remove("offences.csv");
    files.insert(file.to_owned(), bytes);
    files
}

/// What a command writes for the sound project, by the paths of the files.
pub(super) fn written(arguments: &[&str], names: &[&str]) -> Files {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    write(&project(), folder.path());
    let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    let outcome = Outcome::of(folder.path(), &arguments);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let read = |name: &&str| ((*name).to_owned(), std::fs::read(folder.path().join(name)).expect("a file"));
    names.iter().map(read).collect()
}
