//! The vocabulary of the records: values that begin, end or look alike, and tables that are narrowed to some of them.

use crate::program::{Report, Table};

const HEAD: &str = "
data: data.yaml
about: []
report: { title: T, area: Both, published: 2024-11-30, period: { financial_years: 2, to: 2023/24 } }
";

const BY_OFFENCE: &str = "
sections:
  - title: S
    blocks:
      - table: { id: by, title: T, crosstab: { rows: offence, columns: years, total: both, change: last } }
      - table: { id: v, title: V, scope: { where: \"offence = 'Robbery'\" }, volume: {} }
      - chart: { from: v, headline: H, plot: { columns: { column: count } } }
      - prose: >
          Robberies {{ change(by.row(\"Robbery\"), \"2022/23\", \"2023/24\") }}. Those of the other table
          {{ change(v.column(\"count\"), \"2022/23\", \"2023/24\") }}. Assaults
          {{ change(by.row(\"Assault\"), \"2022/23\", \"2023/24\") }}. All
          {{ change_with_interval(by.row(\"total\"), \"2022/23\", \"2023/24\") }}.
";

fn manifest(keys: &str) -> String {
    format!(
        "title: T
areas: [{{ name: North, population: 1000 }}]
sources:
  offences:
    title: Offences
    files: o.csv
    covers: {{ from: 2022-04, to: 2024-03 }}
    columns: {{ date: date, district: district, offence: offence }}
{keys}"
    )
}

/// Each offence with its number in every month from April 2022 to March 2023, and in every month of the year after.
fn records(offences: &[(&str, usize, usize)]) -> String {
    let mut rows = "date,district,offence\n".to_owned();
    for at in 3..27 {
        let month = format!("{}-{:02}", 2022 + at / 12, at % 12 + 1);
        for (name, before, after) in offences {
            let number = if at < 15 { *before } else { *after };
            rows.extend((0..number).map(|day| format!("{month}-{:02},North,{name}\n", day % 28 + 1)));
        }
    }
    rows
}

fn report(keys: &str, offences: &[(&str, usize, usize)]) -> Report {
    let report = Report::with_head(HEAD, BY_OFFENCE);
    report.file("data.yaml", manifest(keys)).file("o.csv", records(offences))
}

fn document(report: &Report) -> (std::path::PathBuf, String) {
    let out = report.build();
    let text = std::fs::read_to_string(out.join("sna.json")).expect("the document");
    (out, text)
}

const RENAMED: &[(&str, usize, usize)] = &[("Robbery", 4, 0), ("Robbery of a person", 0, 4), ("Assault", 20, 20)];

#[test]
fn a_value_that_ends_is_told_and_no_fall_is_said_of_it() {
    let report = report("", RENAMED);
    let (out, document) = document(&report);
    let by = Table::read(&out, "s.by");
    assert_eq!([by.at("Robbery", "change"), by.at("Assault", "change"), by.at("Total", "change")], ["[x]", "0", "0"]);
    assert_eq!(Table::read(&out, "s.v").at("2023/24", "change"), "[x]");
    assert!(
        document.contains("From 1 April 2023: no more records with “Robbery”, so no change is given across that day.")
    );
    assert!(document.contains("[b] From 1 April 2023: no more records with “Robbery”."), "the narrowed table");
    insta::assert_snapshot!(report.check().1);
}

#[test]
fn a_value_that_begins_is_told() {
    let offences = [("Robbery", 0, 4), ("Assault", 20, 20)];
    insta::assert_snapshot!(report("", &offences).check().1);
}

#[test]
fn the_author_settles_it() {
    let declared = "    breaks: [{ at: 2023-04, where: offence, why: a new list of offences }]\n";
    let recoded = manifest("")
        .replace("offence: offence", "offence: { column: offence, recode: { Robbery of a person: Robbery } }");
    assert!(!report(declared, RENAMED).check().1.contains("category-"));
    let recoded = report("", RENAMED).file("data.yaml", recoded);
    assert_eq!(Table::read(&recoded.build(), "s.by").at("Robbery", "change"), "0");
    assert_eq!(recoded.check().1, "");
}

#[test]
fn a_slip_is_told() {
    let offences = [("Robbery", 40, 40), ("Robery", 1, 1), ("Assault", 20, 20)];
    insta::assert_snapshot!(report("", &offences).check().1);
}

#[test]
fn a_narrowed_table_and_its_chart_say_so() {
    let (_, document) = document(&report("", &[("Robbery", 40, 40), ("Assault", 20, 20)]));
    assert!(document.contains("\"narrowed\": \" (Robbery only)\""), "{document}");
    assert!(document.contains("Number of recorded crime offences (Robbery only), Both"), "{document}");
    assert!(document.contains("stayed at 720"), "no interval where nothing changed");
}
