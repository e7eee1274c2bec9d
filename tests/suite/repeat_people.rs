//! Records of people who come back: numbers of them rise and fall by more than those of as many people, and texts know it.

use std::fmt::Write;

use crate::program::{Report, Table};

const HEAD: &str = "
data: data.yaml
about: []
report: { title: T, area: Both, published: 2024-11-30, period: { financial_years: 2, to: 2023/24 } }
";

const SECTIONS: &str = "
sections:
  - title: S
    id: s
    scope: { of: victims }
    blocks:
      - table: { id: by_year, title: T, volume: {} }
      - table: { id: ages, title: A, crosstab: { rows: age, bands: { list: [0-17, 18+] }, columns: years } }
      - prose: >
          All {{ change(by_year.column(\"count\"), \"2022/23\", \"2023/24\") }}. Adults {{ change(ages.row(\"18 and over\"), \"2022/23\", \"2023/24\") }}.
";

const NAMED: &str = "{ offence_id: offence, person_id: person, age: age }";

/// 100 records of victims before, 140 after, in two districts; `person` names the victim of a record by its number in the year. Half
/// of each person's records give one age, half the next.
fn report(columns: &str, sections: &str, person: fn(usize, usize) -> usize) -> Report {
    let manifest = format!(
        "title: T
areas: [{{ name: North, population: 50000 }}, {{ name: South, population: 50000 }}]
population_source: Census
populations: {{ sex: {{ residents: {{ Male: 50000, Female: 50000 }} }} }}
sources:
  offences: {{ title: O, files: o.csv, covers: {{ from: 2022-04, to: 2024-03 }}, columns: {{ id: id, date: date, district: district }} }}
  victims: {{ title: V, files: v.csv, columns: {columns} }}
"
    );
    let (mut offences, mut victims) = ("id,date,district\n".to_owned(), "offence,person,age,sex\n".to_owned());
    for (year, number) in [(2022, 100), (2023, 140)] {
        for at in 0..number {
            let (id, who) = (format!("{year}-{at}"), person(year, at));
            let month = if at % 12 < 9 {
                format!("{year}-{:02}", at % 12 + 4)
            } else {
                format!("{}-{:02}", year + 1, at % 12 - 8)
            };
            let district = if who % 2 == 0 { "North" } else { "South" };
            writeln!(offences, "{id},{month}-{:02},{district}", at % 28 + 1).expect("text");
            let sex = if who % 2 == 0 { "m" } else { "f" };
            writeln!(victims, "{id},p{year}-{who},{},{sex}", 30 + at % 2).expect("text");
        }
    }
    Report::with_head(HEAD, sections).file("data.yaml", manifest).file("o.csv", offences).file("v.csv", victims)
}

/// Ten people with ten records each before; a record for each of 140 after.
fn ten_people(year: usize, at: usize) -> usize {
    if year == 2022 { at % 10 } else { at }
}

fn text(report: &Report) -> String {
    std::fs::read_to_string(report.build().join("sna.json")).expect("a document")
}

/// As independent records, 140 after 100 are a rise (p = 0.011). The variance is 10 x 100 + 140, so the numbers count as 21 and 29.
#[test]
fn a_rise_of_records_that_few_people_made_is_not_clear() {
    let told = text(&report(NAMED, SECTIONS, ten_people));
    // All, and the adults, whose ages are put together.
    assert_eq!(told.matches("\"showed no clear change (from 100 to 140)\"").count(), 2);
    assert!(told.contains("the test allows for it"), "a note says so");
}

#[test]
fn a_rise_of_as_many_people_is_clear() {
    for (columns, who) in [(NAMED, "each a person"), ("{ offence_id: offence, age: age }", "nobody named")] {
        let told = text(&report(columns, SECTIONS, |_, at| at));
        assert_eq!(told.matches("\"rose by 40.0% (from 100 to 140)\"").count(), 2, "{who}");
        assert!(!told.contains("the test allows for it"), "{who}");
    }
}

const RATES: &str = "
sections:
  - title: S
    id: s
    scope: { of: victims, period: { last_years: 1 } }
    blocks:
      - table: { id: areas, title: T, area_rates: {} }
      - table: { id: rates, title: T, crosstab: { rows: district, columns: years, rate_per_1000: true } }
      - table: { id: bare, title: T, crosstab: { rows: district, rate_per_1000: true } }
      - table: { id: sexes, title: T, rate_ratio: { rows: sex, reference: Female } }
";

/// In the last year five people of the North have 13 records each, and 75 people of the South one. The same rule in every table of
/// rates.
#[test]
fn every_table_of_rates_knows_people_with_several_records() {
    let of = |_: usize, at: usize| if at < 65 { at % 5 * 2 } else { 101 + at * 2 };
    let columns = "{ offence_id: offence, person_id: person, age: age, sex: sex }";
    let report = report(columns, RATES, of);
    let out = report.build();
    let [areas, rates, bare] = ["s.areas", "s.rates", "s.bare"].map(|table| Table::read(&out, table));
    for (row, other) in [("North", "North"), ("South", "South"), ("Whole area", "Total")] {
        for end in ["rate_low", "rate_high"] {
            assert_eq!(rates.at(other, end), areas.at(row, end), "{row} {end}");
            assert_eq!(bare.at(other, end), areas.at(row, end), "{row} {end}");
        }
    }
    // 65 of 50,000: Byar's 50.163 and 82.849, moved away by the root of 845 / 65.
    assert!(
        (rates.number("North", "rate") - 1.3).abs() < 0.005
            && (rates.number("North", "rate_low") - 0.2301).abs() < 0.005
    );
    let sexes = Table::read(&out, "s.sexes");
    // 65 / 75, with exp(1.96 √(845 / 65² + 1 / 75)).
    assert!((sexes.number("Male", "low") - 0.3505).abs() < 0.005);
}
