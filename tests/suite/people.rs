//! Victims, suspects and pairs: what bad records get, and what questions about people give.

use std::fmt::Write;

use crate::program::{Report, Table, head};

/// A report over offences, victims and suspects of its own, with these blocks.
fn report(blocks: &str, victims: &str) -> Report {
    let manifest = "\
title: T
areas: [{ name: Derby }, { name: Bolsover }]
sources:
  offences: { title: Offences, files: o.csv, columns: { id: id, date: date, hour: hour, district: district, knife: knife } }
  victims:
    title: Victims
    files: v.csv
    columns: { offence_id: offence, person_id: person, age: age, birth_date: born, sex: sex, ethnicity: ethnicity }
";
    let head = "\
report: { title: T, area: A, published: 2024-01-01, period: { financial_years: 2, to: 2023/24 } }
data: data.yaml
";
    let rest = format!(
        "\
sections:
  - title: S
    id: s
    scope: {{ of: victims }}
    blocks:
{blocks}"
    );
    Report::with_head(head, &rest)
        .file("data.yaml", manifest)
        .file("o.csv", OFFENCES)
        .file("v.csv", format!("offence,person,age,born,sex,ethnicity\n{victims}"))
}

const OFFENCES: &str = "\
id,date,hour,district,knife
1,2023-05-01,7,Derby,yes
2,2023-06-01,23,Bolsover,no
3,2022-05-01,15,Derby,no
4,2023-13-01,1,Derby,no
2,2023-06-01,23,Bolsover,no
";

/// One victim for each way of being wrong.
const FAULTY: &str = "\
1,a,-1,,F,W1
1,b,0,,male,A1. Asian - Indian
1,c,120,,f,Z9
2,d,1020,,m,NS
2,e,forty,,X,W1
2,f,,2024-01-01,m,W1
2,g,,2001-06-02,m,
3,h,35,,unknown,W1
9,i,20,,m,W1
4,j,20,,m,W1
,k,20,,m,W1
3,a,30,,m,W1
";

const AGES: &str = "      - table: { id: ages, title: T, crosstab: { rows: age, bands: single, columns: district } }\n";

#[test]
fn faulty_records_of_people_are_reported_and_totals_add_up() {
    let blocks = format!(
        "\
{AGES}      - reconciliation: {{ of: victims }}
      - table: {{ id: sexes, title: T, crosstab: {{ rows: sex, count: persons }} }}
"
    );
    let report = report(&blocks, FAULTY);
    let (code, words) = report.check();
    assert_eq!(code, 0, "{words}");
    insta::assert_snapshot!(words);
    let out = report.build();
    let ages = Table::read(&out, "s.ages");
    assert_eq!(ages.at("0", "total"), "1", "an age of 0 is an age");
    assert_eq!(ages.at("21", "total"), "1", "worked out from the birth: 22 the day after the offence");
    assert_eq!(ages.at("Age not known", "total"), "5");
    assert_eq!(ages.at("Total", "total"), "9");
    let rows = Table::read(&out, "s.reconciliation");
    let parts: f64 = rows.rows.iter().filter(|row| *row != "Rows read").map(|row| rows.number(row, "rows")).sum();
    assert_eq!(parts, 12.0);
    assert_eq!(rows.number("Within the definition and the period", "rows"), 9.0);
    let sexes = Table::read(&out, "s.sexes");
    assert_eq!(sexes.at("Not recorded", "count"), "3", "two whose sex is not a sex, and one with both");
    assert_eq!(sexes.at("Total", "count"), "8", "nine records of eight people");
}

#[test]
fn messages_about_people_hold_nothing_of_them() {
    let (_, words) = report(AGES, FAULTY).check();
    for value in ["1020", "forty", "Z9", "2001", "2024-01-01"] {
        assert!(!words.contains(value), "`{value}` of a record is in: {words}");
    }
}

#[test]
fn a_condition_that_a_source_cannot_answer() {
    let blocks =
        "      - table: { id: a, title: T, scope: { where: 'age < 18' }, crosstab: { of: offences, rows: district } }
      - table: { id: b, title: T, crosstab: { rows: district, bands: fives } }
      - table: { id: c, title: T, crosstab: { rows: age, bands: sixes } }
      - table: { id: d, title: T, crosstab: { rows: age, bands: { list: [0-17, 15-20] } } }
      - table: { id: e, title: T, crosstab: { rows: financial_year, count: persons } }
      - table: { id: f, title: T, crosstab: { of: offences, rows: district, count: persons } }
";
    let (code, words) = report(blocks, FAULTY).check();
    assert_eq!(code, 1);
    insta::assert_snapshot!(words);
}

#[test]
fn people_without_offences_are_refused() {
    let manifest = "\
title: T
sources:
  victims: { title: V, files: v.csv, columns: { offence_id: offence, age: age } }
";
    let report = report(AGES, FAULTY).file("data.yaml", manifest);
    let (code, words) = report.check();
    assert_eq!(code, 1);
    insta::assert_snapshot!(words);
}

#[test]
fn a_person_counts_once_a_year_and_once_in_the_period() {
    let victims = "\
1,a,20,,m,W1
2,a,20,,m,W1
3,a,19,,m,W1
3,b,40,,f,W1
2,,50,,f,W1
";
    let blocks =
        "      - table: { id: persons, title: T, crosstab: { rows: sex, columns: financial_year, count: persons } }\n";
    let persons = Table::read(&report(blocks, victims).build(), "s.persons");
    assert_eq!(
        (persons.at("Male", "2022/23"), persons.at("Male", "2023/24"), persons.at("Male", "total")),
        ("1", "1", "1")
    );
    assert_eq!(persons.at("Female", "total"), "1", "nobody is counted for a record without a person");
}

#[test]
fn a_wrong_share_of_repeat_suspects_stops_the_build_and_names_the_right_one() {
    let spec = r#"sections:
  - title: Suspects
    id: s
    scope: { of: suspects }
    blocks:
      - table: { id: repeats, title: T, repeats: {} }
      - claim: { text: Repeat suspects were suspects in 16% of crimes., value: 'repeats.cell("period", "repeat_share") | pct', is: 16% }
"#;
    let (code, words) = Report::with_head(&head(), spec).check();
    assert_eq!(code, 1);
    assert!(words.contains("claim-fails") && words.contains("44.6%"), "{words}");
}

#[test]
fn ages_by_birth_alone_and_conditions_on_persons() {
    let victims = "\
1,a,99,2000-05-02,m,W1
1,,99,2000-05-01,m,W1
2,b,99,1990-01-01,f,W1
";
    let manifest = "\
title: T
areas: [{ name: Derby }, { name: Bolsover }]
sources:
  offences: { title: Offences, files: o.csv, columns: { id: id, date: date, district: district } }
  victims: { title: V, files: v.csv, columns: { offence_id: offence, person_id: person, birth_date: born } }
";
    let blocks = "      - table: { id: ages, title: T, crosstab: { rows: age, bands: single } }
      - table: { id: adults, title: T, scope: { where: 'age > 22' }, crosstab: { rows: district } }
      - table: { id: named, title: T, scope: { where: person_id IS NOT NULL }, crosstab: { rows: district } }
";
    let report = report(blocks, victims).file("data.yaml", manifest);
    let out = report.build();
    let ages = Table::read(&out, "s.ages");
    // The offence was on 1 May 2023: the day before a birthday, and the birthday itself.
    assert_eq!((ages.at("22", "count"), ages.at("23", "count"), ages.at("33", "count")), ("1", "1", "1"));
    assert_eq!(Table::read(&out, "s.adults").at("Total", "count"), "2");
    assert_eq!(Table::read(&out, "s.named").at("Total", "count"), "2");
}

#[test]
fn many_faulty_rows_are_reported_once() {
    let mut victims = String::new();
    for person in 0..500 {
        let _ = writeln!(victims, "1,p{person},{},,m,W1", 200 + person);
    }
    let (code, words) = report(AGES, &victims).check();
    assert_eq!((code, words.matches("unbelievable-age").count()), (0, 1), "{words}");
    assert!(words.contains("and 490 more"));
}
