//! Records that do not say in which district they are, in the reports of districts: no rise or fall is said that they could have made.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::program::Report;

const HEAD: &str = "
data: data.yaml
about: []
report: { title: T, area: Both, published: 2024-11-30, period: { financial_years: 2, to: 2023/24 } }
";

const MANIFEST: &str = "title: T
areas: [{ name: North, population: 10000 }, { name: South, population: 8000 }]
population_source: Census
sources:
  offences:
    title: Offences
    files: o.csv
    covers: { from: 2022-04, to: 2024-03 }
    columns: { id: id, date: date, hour: hour, offence_group: type, district: district, knife: knife, alcohol: alcohol, drugs: drugs }
KEYS
  victims:
    title: Victims
    files: v.csv
    columns: { offence_id: offence, person_id: person, age: age, sex: sex, ethnicity: ethnicity }
  suspects:
    title: Suspects
    files: v.csv
    columns: { offence_id: offence, person_id: person, age: age, sex: sex, ethnicity: ethnicity }
";

const SECTIONS: &str = "
sections:
  - use: at_a_glance
  - use: volume
  - use: offence_types
  - use: temporal
  - use: knife_crime
  - use: victims
  - title: People
    id: people
    scope: { of: victims }
    blocks:
      - table: { id: persons, title: P, crosstab: { rows: sex, columns: years, count: persons } }
      - prose: 'Men {{ change(persons.row(\"Male\"), \"2022/23\", \"2023/24\") }}, women {{ change(persons.row(\"Female\"), \"2022/23\", \"2023/24\") }}.'
";

/// What share of the records of a month have no district, in hundredths.
type Lost = fn(usize) -> usize;

/// A hundred offences a month for two years, each with a victim: 60 in the North, of which in the second year only so many, and 40
/// in the South.
fn report(keys: &str, of_north: usize, lost: Lost) -> Report {
    let (mut offences, mut victims) = (
        "id,date,hour,type,district,knife,alcohol,drugs\n".to_owned(),
        "offence,person,age,sex,ethnicity\n".to_owned(),
    );
    for month in 0..24 {
        let (year, of_year) = (2022 + (month + 3) / 12, (month + 3) % 12 + 1);
        for at in 0..100 {
            // 37 has no factor in common with 100, so every kind of record loses its place alike.
            let is_lost = (at * 37 + month * 11) % 100 < lost(month);
            let is_north = at % 5 < 3;
            if is_north && month >= 12 && at / 5 * 3 + at % 5 >= of_north {
                continue;
            }
            let district = if is_lost {
                ""
            } else if is_north {
                "North"
            } else {
                "South"
            };
            let (kind, knife) =
                (if at % 2 == 0 { "Robbery" } else { "Violence" }, if at % 4 < 2 { "yes" } else { "no" });
            let (day, hour) = (at % 28 + 1, at % 24);
            writeln!(offences, "{month}-{at},{year}-{of_year:02}-{day:02},{hour},{kind},{district},{knife},,no")
                .expect("text");
            let (age, sex) = (if at % 3 == 0 { 15 } else { 30 }, if at % 7 < 4 { "m" } else { "f" });
            writeln!(victims, "{month}-{at},p{month}-{at},{age},{sex},{}", if at % 7 == 3 { "" } else { "W1" })
                .expect("text");
        }
    }
    Report::with_head(HEAD, SECTIONS)
        .file("data.yaml", MANIFEST.replace("KEYS", keys))
        .file("o.csv", offences)
        .file("v.csv", victims)
}

/// Two hundredths in the first year, thirty in the second.
fn rising(month: usize) -> usize {
    if month < 12 { 2 } else { 30 }
}

/// The document of one district.
fn of_district(report: &Report, name: &str) -> String {
    let (code, told) = report.run(&["build", "sna.yaml", "--each", "district", "-o", "out"]);
    assert_eq!(code, 0, "{told}");
    let folder = report.folder.path().join("out");
    fs::read_to_string(Path::new(&folder).join(format!("sna-{name}.json"))).expect("a document")
}

/// Everything that is said in a document, apart from its notes: they say when numbers are said to rise or fall.
fn said(document: &str) -> Vec<String> {
    let document: serde_json::Value = serde_json::from_str(document).expect("a document");
    let mut texts = Vec::new();
    gather(&document, &mut texts);
    texts
}

fn gather(value: &serde_json::Value, texts: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => texts.push(text.clone()),
        serde_json::Value::Array(values) => values.iter().for_each(|value| gather(value, texts)),
        serde_json::Value::Object(fields) => {
            fields.iter().filter(|(name, _)| *name != "notes").for_each(|(_, value)| gather(value, texts));
        }
        _ => {}
    }
}

/// The texts that say a word of numbers.
fn saying<'t>(texts: &'t [String], word: &str) -> Vec<&'t String> {
    // The chapter on ethnicity says what would be so if records fell to one group.
    let of_numbers = |text: &&String| !text.contains("if the unrecorded records fell to");
    let has_word = |text: &&String| text.split(|letter: char| !letter.is_alphabetic()).any(|own| own == word);
    texts.iter().filter(has_word).filter(of_numbers).collect()
}

#[test]
fn records_that_lose_their_district_make_no_fall() {
    let report = report("", 60, rising);
    for district in ["north", "south"] {
        let document = of_district(&report, district);
        let texts = said(&document);
        for word in ["fell", "rose"] {
            assert_eq!(saying(&texts, word), Vec::<&String>::new(), "{district}: {word}");
        }
        let told = texts.iter().any(|text| text.contains("while records without a district became more common"));
        assert!(told, "{district}: the text says why");
        assert!(
            document.contains("Of these records in all of Both, 2.0% had no district in 2022/23 and 30.0% in 2023/24."),
            "{district}: a note says so"
        );
    }
}

#[test]
fn nor_do_they_over_the_months_of_a_part_year() {
    let gap = "    gaps: [{ from: 2024-01, to: 2024-03, why: W }]";
    let report = report(gap, 60, |month| if month < 12 { 30 } else { 2 });
    let texts = said(&of_district(&report, "north"));
    for word in ["fell", "rose"] {
        assert_eq!(saying(&texts, word), Vec::<&String>::new(), "{word}");
    }
}

#[test]
fn a_fall_that_they_cannot_have_made_is_said() {
    let halved = report("", 20, rising);
    assert!(
        !saying(&said(&of_district(&halved, "north")), "fell").is_empty(),
        "two thirds fewer, whatever is not known"
    );
    let alike = report("", 42, |_| 20);
    let document = of_district(&alike, "north");
    assert!(!saying(&said(&document), "fell").is_empty(), "as many without a district in both years");
    assert!(!document.contains("had no district in 2022/23"), "no note is needed");
}
