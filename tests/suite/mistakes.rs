//! What bad input gets: every mistake at once, each with code, place, found, expected and hint. Whole texts are kept.

use std::fs;
use std::time::{Duration, Instant};

use crate::program::{Report, head};

/// A report with one section of these blocks.
pub(crate) fn blocks(blocks: &str) -> Report {
    Report::new(&format!(
        "\
sections:
  - title: A
    blocks:
{blocks}"
    ))
}

pub(crate) fn refused(report: &Report) -> String {
    let (code, words) = report.check();
    assert_eq!(code, 1, "{words}");
    words
}

/// A report over records of its own.
fn records(csv: impl AsRef<[u8]>) -> Report {
    let manifest = "\
title: T
areas: [{ name: Derby }, { name: Bolsover }]
sources:
  offences:
    title: T
    files: o.csv
    columns: { id: id, date: date, hour: hour, district: district, knife: knife }
";
    let spec = "\
report: { title: T, area: A, published: 2024-01-01, period: { financial_years: 1, to: 2023/24 } }
data: data.yaml
";
    let rest = "\
sections:
  - title: S
    blocks:
      - table: { id: t, title: T, crosstab: { rows: district } }
      - reconciliation: {}
";
    Report::with_head(spec, rest).file("data.yaml", manifest).file("o.csv", csv)
}

const GOOD: &str = "\
id,date,hour,district,knife
1,2023-05-01,7,Derby,yes
";

#[test]
fn unknown_names_are_found_all_at_once() {
    let spec = "\
sections:
  - use: volum
  - title: A
    scope: { area: Bolsovr, definition: serious_violence_2012, where: knive }
    blocks:
      - table: { id: t, title: T, crosstab: { rows: ofence_group } }
";
    insta::assert_snapshot!(refused(&Report::new(spec)));
}

#[test]
fn unknown_dimension_and_source() {
    let tables = "      - table: { id: t, title: T, crosstab: { rows: ofence_group, columns: financial_yeer } }
      - table: { id: u, title: T, series: { of: crimes } }
";
    insta::assert_snapshot!(refused(&blocks(tables)));
}

#[test]
fn unknown_key() {
    insta::assert_snapshot!(refused(&Report::new("sectoins: []\n")));
}

#[test]
fn unknown_measure() {
    insta::assert_snapshot!(refused(&blocks("      - table: { id: t, title: T, crostab: { rows: district } }\n")));
}

#[test]
fn no_measure() {
    insta::assert_snapshot!(refused(&blocks("      - table: { id: t, title: T }\n")));
}

#[test]
fn unknown_period() {
    let head = head().replace("to: 2023/24", "to: 2023-24");
    insta::assert_snapshot!(refused(&Report::with_head(&head, "sections: []\n")));
}

#[test]
fn wrong_type_and_yaml_traps() {
    let trap = |from: &str, to: &str| refused(&Report::with_head(&head().replace(from, to), "sections: []\n"));
    let texts = [
        trap("period: {", "period: { financial_years: five,"),
        trap("period: {", "period: { financial_years: 08,"),
        refused(&blocks("      - table: { id: t, title: T, print: no, crosstab: { rows: district } }\n")),
        trap("definition: serious_violence_2021", "definition: # serious_violence_2021"),
    ];
    insta::assert_snapshot!(texts.join("----\n"));
}

#[test]
fn missing_files() {
    // A name next to the spec: a path to the project would make the text as long as the machine's folders.
    let head = head();
    let relative = head.lines().map(|line| match line.starts_with("data:") {
        true => "data: dta.yaml\n".to_owned(),
        false => format!("{line}\n"),
    });
    let relative: String = relative.collect();
    let texts = [
        refused(&Report::with_head(&relative, "sections: []\n")),
        refused(&records(GOOD).file(
            "data.yaml",
            "\
title: T
sources: { offences: { title: T, files: p.csv, columns: { date: date } } }
",
        )),
    ];
    insta::assert_snapshot!(texts.join("----\n"));
}

#[test]
fn empty_truncated_and_foreign_files() {
    let gzip = |report: Report| {
        report.file(
            "data.yaml",
            "\
title: T
sources: { offences: { title: T, files: o.csv.gz, columns: { date: date } } }
",
        )
    };
    let parquet = |report: Report| {
        report.file(
            "data.yaml",
            "\
title: T
sources: { offences: { title: T, files: o.parquet, columns: { date: date } } }
",
        )
    };
    let texts = [
        refused(&records("")),
        refused(&records(b"id,date,hour,district,knife\n1,2023-05-01,7,Derb\xff,yes\n".as_slice())),
        refused(
            &gzip(records(GOOD)).file("o.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x2b\x49\x2c".as_slice()),
        ),
        refused(&parquet(records(GOOD)).file("o.parquet", b"PAR1 cut short".as_slice())),
    ];
    insta::assert_snapshot!(texts.join("----\n"));
}

#[test]
fn rows_that_cannot_be_read_are_set_aside_and_counted() {
    let rows = "\
2,31/05/2023,7,Derby,yes
3,,7,Derby,yes
4,2023-05-01,24,Derby,yes
5,2023-05-01,7,Derby,maybe
1,2023-05-02,8,Bolsover,no
6,2023-05-02,8,Bolsovr,no
7,2022-05-02,8,Derby,
";
    let report = records(format!("{GOOD}{rows}"));
    let (code, words) = report.run(&["build", "sna.yaml", "-o", "out"]);
    assert_eq!(code, 0, "{words}");
    insta::assert_snapshot!(words);
    let table =
        fs::read_to_string(report.folder.path().join("out/tables/s.reconciliation.csv")).expect("the reconciliation");
    insta::assert_snapshot!("reconciliation_of_bad_rows", table);
}

#[test]
fn templates_that_fail_or_never_end() {
    let texts = [
        refused(&blocks("      - prose: |\n          All was {{ calm.\n")),
        refused(&blocks(
            "      - prose: |
          {% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}
",
        )),
        refused(&blocks(
            "      - prose: |
          There is {{ nothing.here }}.
",
        )),
    ];
    insta::assert_snapshot!(texts.join("----\n"));
}

#[test]
fn a_figure_typed_by_hand() {
    insta::assert_snapshot!(refused(&blocks(
        "      - prose: |
          In 2023/24 there were
          2,513 offences.
"
    )));
}

#[test]
fn a_claim_that_does_not_hold() {
    let table = "      - table: { id: types, title: T, crosstab: { rows: offence_group } }\n";
    let claims = r#"      - claim: { text: Robbery was most of it., holds: types.share("Robbery of personal property") > 0.5 }
      - claim: { text: Possession was 16% of it., value: types.share("Possession of weapons offences"), is: 16% }
"#;
    insta::assert_snapshot!(refused(&blocks(&format!("{table}{claims}"))));
}

#[test]
fn two_parts_of_one_name() {
    let table = "      - table: { id: t, title: T, crosstab: { rows: district } }\n";
    insta::assert_snapshot!(refused(&blocks(&format!("{table}{table}"))));
}

#[test]
fn tiles_that_two_areas_share_or_no_page_holds() {
    let areas =
        "areas: [{ name: Derby, tile: [1, 2] }, { name: Bolsover, tile: [1, 2] }, { name: Erewash, tile: [8, 0] }]";
    let manifest = format!(
        "\
title: T
{areas}
sources: {{}}
"
    );
    insta::assert_snapshot!(refused(&records(GOOD).file("data.yaml", manifest)));
}

#[test]
fn a_chart_of_a_table_or_column_that_is_not_there() {
    let parts = "      - table: { id: types, title: T, crosstab: { rows: offence_group } }
      - chart: { from: tipes, headline: H, plot: { bars: { column: count } } }
      - chart: { id: c, from: types, headline: H, plot: { bars: { column: counts } } }
";
    insta::assert_snapshot!(refused(&blocks(parts)));
}

#[test]
fn weekdays_of_months() {
    let manifest = r#"title: T
sources: { offences: { title: T, files: o.csv, columns: { date: { column: m, format: "%Y-%m" } } } }
"#;
    let head = "\
report: { title: T, area: A, published: 2024-01-01, period: { from: 2024-01, to: 2024-03 } }
data: data.yaml
";
    let rest = "\
sections:
  - title: A
    blocks:
      - table: { id: t, title: T, crosstab: { rows: weekday } }
";
    let report = Report::with_head(head, rest).file("data.yaml", manifest).file("o.csv", "m\n2024-01\n");
    insta::assert_snapshot!(refused(&report));
}

#[test]
fn conditions_that_cannot_be_used() {
    let conditions = ["hour >= 'late'", "hour", "COUNT(*) > 3", "knife IS /* c */ NOT TRUE", "knife AND"];
    let section = |sql: &str| {
        Report::new(&format!(
            r#"sections:
  - title: A
    scope: {{ where: "{sql}" }}
"#
        ))
    };
    insta::assert_snapshot!(conditions.map(|sql| refused(&section(sql))).join("----\n"));
}

#[test]
fn hostile_yaml_is_refused_quickly() {
    let begun = Instant::now();
    let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (name, before) in ('b'..='k').zip('a'..) {
        bomb += &format!(
            "{name}: &{name} [*{before},*{before},*{before},*{before},*{before},*{before},*{before},*{before}]\n"
        );
    }
    let texts = [refused(&Report::with_head(&bomb, "")), refused(&Report::with_head(&"[".repeat(10_000), ""))];
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(texts.iter().all(|text| text.contains("hostile-yaml") || text.contains("unknown-key")), "{texts:?}");
}

#[test]
fn an_output_place_that_cannot_be_written_leaves_the_old_output() {
    let report = Report::new("sections: []\n").file("out", "a file where the folder should be");
    let (code, words) = report.run(&["build", "sna.yaml", "-o", "out"]);
    assert_eq!(code, 3);
    insta::assert_snapshot!(words);
    assert_eq!(
        fs::read_to_string(report.folder.path().join("out")).expect("the old file"),
        "a file where the folder should be"
    );
}

#[test]
fn a_failed_build_leaves_the_old_output_untouched() {
    let report = Report::new("sections: [{ use: volume }]\n");
    let pdf = report.build().join("sna.pdf");
    let before = fs::read(&pdf).expect("the PDF");
    let report = report.file("sna.yaml", format!("{}sections: [{{ use: volum }}]\n", head()));
    assert_eq!(report.run(&["build", "sna.yaml", "-o", "out"]).0, 1);
    assert!(fs::read(&pdf).expect("the PDF") == before);
    let strays = fs::read_dir(report.folder.path().join("out")).expect("out").flatten();
    assert!(strays.map(|entry| entry.file_name()).all(|name| !name.to_string_lossy().starts_with(".sna")));
}

#[test]
fn wrong_usage_has_an_exit_code_of_its_own() {
    let report = Report::new("sections: []\n");
    assert_eq!(report.run(&["biuld"]).0, 2);
    assert_eq!(report.run(&["build"]).0, 2);
    assert_eq!(report.run(&["synth", "m.yaml", "-o", "o", "--scale", "0"]).0, 2);
    assert_eq!(report.run(&["kinds", "volum"]).0, 1);
}
