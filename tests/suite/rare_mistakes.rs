//! Mistakes in a report, or in a command, that few people make. Each message is here as it is printed.

use crate::mistakes::{blocks, refused};
use crate::program::{Report, head};

#[test]
fn options_of_a_table_that_do_not_go_together() {
    let words = refused(&blocks(
        "
      - table: { id: a, title: T, crosstab: { rows: offence_group, keep: [Homicide], top: 2 } }
      - table: { id: b, title: T, crosstab: { rows: district, show: row_share } }
      - table: { id: c, title: T, crosstab: { rows: offence_group, rate_per_1000: true } }
",
    ));
    insta::assert_snapshot!(words, @"
    error[keep-and-top]: `keep:` and `top:` both choose the rows
     --> sna.yaml:8:53
      |
    8 |       - table: { id: a, title: T, crosstab: { rows: offence_group, keep: [Homicide], top: 2 } }
      |                                                     ^^^^^^^^^^^^^
      |
      = found: rows by `offence_group`
      = expected: either `keep:` or `top:`

    error[row-shares]: row shares need columns, and no change
     --> sna.yaml:9:53
      |
    9 |       - table: { id: b, title: T, crosstab: { rows: district, show: row_share } }
      |                                                     ^^^^^^^^
      |
      = found: rows by `district`
      = expected: `columns:`, and no `change:`

    error[rate-without-population]: only districts have populations
      --> sna.yaml:10:53
       |
    10 |       - table: { id: c, title: T, crosstab: { rows: offence_group, rate_per_1000: true } }
       |                                                     ^^^^^^^^^^^^^
       |
       = found: rows by `offence_group`
       = expected: records with rows by `district`
    ");
}

#[test]
fn nights_and_hours_that_are_none() {
    let words = refused(&blocks(
        "
      - table:
          id: a
          title: T
          heat: { window: { name: Weekend nights, nights: [Firday], from_hour: 18, to_hour: 5 }, first_hour: 25 }
",
    ));
    insta::assert_snapshot!(words, @"
    error[unknown-weekday]: unknown weekday `Firday`
      --> sna.yaml:11:60
       |
    11 |           heat: { window: { name: Weekend nights, nights: [Firday], from_hour: 18, to_hour: 5 }, first_hour: 25 }
       |                                                            ^^^^^^
       |
       = found: `Firday`
       = expected: `Monday`, `Tuesday`, `Wednesday`, `Thursday`, `Friday`, `Saturday` or `Sunday`
       = hint: did you mean `Friday`?

    error[bad-hour]: the first hour is not an hour of the day
      --> sna.yaml:11:110
       |
    11 |           heat: { window: { name: Weekend nights, nights: [Firday], from_hour: 18, to_hour: 5 }, first_hour: 25 }
       |                                                                                                              ^^
       |
       = found: 25
       = expected: 0 to 23
    ");
}

#[test]
fn tables_without_columns() {
    let words = refused(&Report::new(
        "
sections:
  - title: A
    scope: { definition: none }
    blocks:
      - table: { id: a, title: T, tally: { of: stop_searches, rows: age, columns: {} } }
      - table: { id: b, title: T, outcomes: { of: outcomes, groups: {} } }
",
    ));
    insta::assert_snapshot!(words, @"
    error[no-columns]: the table has no columns
     --> sna.yaml:9:69
      |
    9 |       - table: { id: a, title: T, tally: { of: stop_searches, rows: age, columns: {} } }
      |                                                                     ^^^
      |
      = expected: conditions by name under `columns:`

    error[no-groups]: `groups:` does not name a group of outcomes
      --> sna.yaml:10:22
       |
    10 |       - table: { id: b, title: T, outcomes: { of: outcomes, groups: {} } }
       |                      ^
       |
       = expected: groups under `groups:`
    ");
}

#[test]
fn periods_that_hold_no_time() {
    let period = |period: &str| {
        let head = head().replace("period: { to: 2023/24 }", &format!("period: {{ {period} }}"));
        refused(&Report::with_head(&head, "sections: []\n"))
    };
    let texts = [
        period("financial_years: 0, to: 2023/24"),
        period("from: 2024-03, to: 2024-01"),
        period("financial_years: 2"),
        refused(&Report::new("sections: [{ title: A, scope: { period: { last_years: 9 } } }]\n")),
    ];
    insta::assert_snapshot!(texts.concat(), @"
    error[bad-period]: the period is empty
     --> sna.yaml:1:106
      |
    1 | report: { title: T, area: Derby and Derbyshire, published: 2024-11-30, period: { financial_years: 0, to: 2023/24 } }
      |                                                                                                          ^^^^^^^
      |
      = found: 0 financial years
      = expected: 1 to 100

    error[bad-period]: the period is empty
     --> sna.yaml:1:101
      |
    1 | report: { title: T, area: Derby and Derbyshire, published: 2024-11-30, period: { from: 2024-03, to: 2024-01 } }
      |                                                                                                     ^^^^^^^
      |
      = found: 2024-03 to 2024-01
      = expected: a last month that is not before the first

    error[bad-period]: the period cannot be read
    --> sna.yaml
     = expected: `to: 2023/24`, or `from: 2024-01` and `to: 2024-03`, or inside another period `last_years: 1`

    error[bad-period]: the period is empty
     --> sna.yaml:4:55
      |
    4 | sections: [{ title: A, scope: { period: { last_years: 9 } } }]
      |                                                       ^
      |
      = found: the last 9 years
      = expected: 1 to 5
    ");
}

#[test]
fn a_section_kind_that_uses_itself() {
    let kind = "
about: A kind that never ends
section:
  title: Again
  sections:
    - use: again
";
    let report = Report::new("sections: [{ use: again }]\n").file("sections/again.yaml", kind);
    insta::assert_snapshot!(refused(&report), @"
    error[sections-too-deep]: section kind `again` is nested too deeply
     --> sections/again.yaml:6:12
      |
    6 |     - use: again
      |            ^^^^^
      |
      = expected: at most 6 sections inside each other
      = hint: does a section kind use itself?
    ");
}

#[test]
fn a_claim_with_a_value_and_nothing_to_compare() {
    let words = refused(&blocks(
        "
      - table: { id: types, title: T, crosstab: { rows: offence_group } }
      - claim: { text: Offences were many., value: types.total }
",
    ));
    insta::assert_snapshot!(words, @"
    error[half-a-claim]: a claim needs `holds`, or `value` and `is` together
     --> sna.yaml:9:24
      |
    9 |       - claim: { text: Offences were many., value: types.total }
      |                        ^^^^^^^^
    ");
}

#[test]
fn tables_and_charts_without_words() {
    let words = refused(&blocks(
        "
      - table: { id: types, title: '', crosstab: { rows: offence_group, columns: financial_year } }
      - chart: { from: types, headline: '', plot: { lines: { of: rows } } }
",
    ));
    insta::assert_snapshot!(words, @"
    error[table-without-title]: table `a.types` has no title
    --> sna.yaml

    error[chart-without-words]: chart `a.types_chart` has no headline
    --> sna.yaml

    error[too-many-lines]: chart `a.types_chart` has too many lines to tell apart
    --> sna.yaml
     = found: 5
     = expected: at most 4
     = hint: draw the table as `panels`: one small chart for each series on a shared scale
    ");
}

#[test]
fn what_no_page_can_hold_is_found_when_it_is_built() {
    let report = blocks(
        "
      - table: { id: hidden, title: T, print: false, crosstab: { rows: district } }
      - prose: The districts are in [](#a.hidden).
      - table: { id: wide, title: T, crosstab: { rows: district, columns: month } }
",
    );
    let (code, words) = report.run(&["build", "sna.yaml", "-o", "out"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(words, @"
    error[unprinted-reference]: the text refers to table `a.hidden`, which is attached but not printed
    --> sna.yaml
     = hint: print the table, or name it in words without a reference

    error[table-too-wide]: table `a.wide` does not fit on the page, even in small type
    --> sna.yaml
     = found: 61 columns
     = hint: remove columns, swap rows and columns, or do not print it: it is still attached as a file
    ");
}

#[test]
fn typst_warns_of_an_own_template() {
    let theme =
        std::fs::read_to_string(crate::program::project().join("templates/typst/cover.typ")).expect("a template");
    let report = Report::new("sections: []\n")
        .file("templates/cover.typ", format!("{theme}\n#let unused = text(font: \"No Such Font\")[]\n"));
    let (code, words) = report.run(&["build", "sna.yaml", "-o", "out"]);
    assert_eq!(code, 0, "{words}");
    insta::assert_snapshot!(words, @r#"
    warning[template-warning]: unknown font family: no such font
      --> cover.typ:39:26
       |
    39 | #let unused = text(font: "No Such Font")[]
       |                          ^
    "#);
}

#[test]
fn a_table_that_cannot_follow_the_area_is_refused() {
    let sections = "
sections:
  - title: Circumstances
    scope: { of: lifestyle, definition: none, area: Bolsover }
    blocks:
      - table: { id: circumstances, title: T, lifestyle: {} }
      - table: { id: whole, title: T, scope: { whole: true }, lifestyle: {} }
";
    let (code, words) = Report::new(sections).check();
    assert_eq!(code, 1);
    insta::assert_snapshot!(words, @r"
    error[area-not-followed]: table `circumstances` is about Bolsover, but its records do not say where they belong
     --> sna.yaml:9:22
      |
    9 |       - table: { id: circumstances, title: T, lifestyle: {} }
      |                      ^^^^^^^^^^^^^
      |
      = found: records of `lifestyle`, which cannot be divided by `district`
      = expected: records that say where they belong, or a table about the whole area
      = hint: `scope: { whole: true }` on the section or the table shows the whole area; its title should say so
    ");
}

#[test]
fn persons_of_several_rows_are_not_put_together() {
    let sections = "
sections:
  - title: Victims
    scope: { of: victims }
    blocks:
      - table: { id: by, title: T, crosstab: { rows: district, count: persons, top: 3 } }
";
    let (code, words) = Report::new(sections).check();
    assert_eq!(code, 1);
    insta::assert_snapshot!(words, @r"
    error[persons-in-other]: `keep:` and `top:` put rows together in which one person can be several times
     --> sna.yaml:9:54
      |
    9 |       - table: { id: by, title: T, crosstab: { rows: district, count: persons, top: 3 } }
      |                                                      ^^^^^^^^
      |
      = found: rows by `district`
      = expected: every row, or rows by `age`, `sex` or `ethnicity`
    ");
}

#[test]
fn what_is_not_true_of_a_part_is_left_out_of_its_report() {
    let report = Report::new(
        "
sections:
  - title: Districts
    blocks:
      - table: { id: types, title: T, crosstab: { rows: offence_group } }
      - claim: { text: Offences were many., holds: types.total > 5000 }
  - title: Circumstances
    scope: { of: lifestyle, definition: none }
    blocks:
      - table: { id: circumstances, title: T, lifestyle: {} }
",
    );
    let (code, words) = report.run(&["check", "sna.yaml", "--each", "district", "--only", "Bolsover"]);
    assert_eq!(code, 0, "{words}");
    insta::assert_snapshot!(words, @r#"
    warning[section-left-out]: section `circumstances` is left out of the reports by `district`
      --> sna.yaml:13:22
       |
    13 |       - table: { id: circumstances, title: T, lifestyle: {} }
       |                      ^^^^^^^^^^^^^
       |
       = found: records of `lifestyle`, which cannot be divided by `district`
       = hint: `scope: { whole: true }` on the section or the table keeps it, with the figures of the whole area

    warning[claim-left-out]: the data do not support a claim: Offences were many.
     --> sna.yaml:9:52
      |
    9 |       - claim: { text: Offences were many., holds: types.total > 5000 }
      |                                                    ^^^^^^^^^^^
      |
      = found: false
      = expected: true
      = hint: the claim rests on `types.total > 5000`
      = hint: `districts.types.cell("total", "count")` is 636
      = hint: it is left out of the report on Bolsover
    "#);
}

#[test]
fn drafts_of_different_parts_or_reports() {
    let report = blocks("      - table: { id: types, title: T, crosstab: { rows: offence_group } }\n");
    let only = "Bolsover,Derby";
    assert_eq!(report.run(&["build", "sna.yaml", "--each", "district", "--only", only, "-o", "parts"]).0, 0);
    assert_eq!(report.run(&["build", "sna.yaml", "-o", "whole"]).0, 0);
    let diff = |old: &str, new: &str| {
        let (code, words) = report.run(&["diff", old, new]);
        assert_eq!(code, 1, "{words}");
        words
    };
    let texts = [
        diff("parts/sna-bolsover.json", "parts/sna-derby.json"),
        diff("parts", "whole"),
        diff("whole/sna.json", "sna.yaml/sna.json"),
    ];
    insta::assert_snapshot!(texts.concat(), @"
    error[other-part]: the two documents are about different parts of the whole
    --> parts/sna-derby.json
     = found: district `Bolsover` and district `Derby`
     = expected: two drafts of the same part
     = hint: compare a part with its own earlier draft, or two folders with all parts

    error[unrelated-folders]: the two folders have no report in common
    --> whole
     = found: the reports in `whole` are not the reports in `parts`
     = expected: two drafts of at least one report
     = hint: reports are paired by the name of their report file and the part of the whole that they are about

    error[unreadable-draft]: cannot read the draft `sna.yaml/sna.json`
    --> sna.yaml/sna.json
     = found: Not a directory (os error 20)
     = expected: a PDF made by `sna build`, the JSON next to it, or a folder of reports
    ");
}

#[test]
fn yaml_that_would_use_up_the_memory() {
    let nested = refused(&Report::with_head(&format!("title: {}\n", "[".repeat(1000)), ""));
    let long = refused(&Report::with_head(&format!("# {}\n", "-".repeat(20_000_000)), ""));
    insta::assert_snapshot!([nested, long].concat(), @"
    error[unknown-key]: unknown key `title`
     --> sna.yaml:1:1
      |
    1 | title: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[...
      | ^^^^^
      |
      = found: `title`
      = expected: `report`, `data`, `definition`, `scope`, `about` or `sections`

    error[hostile-yaml]: `sna.yaml` is too large to be a settings file
    --> sna.yaml
     = found: 20000003 bytes
     = expected: at most 4194304 bytes
    ");
}

#[test]
fn codes_are_explained() {
    let report = Report::new("");
    let explain = |arguments: &[&str]| {
        let run = crate::program::sna(report.folder.path(), arguments);
        (run.status.code(), String::from_utf8_lossy(&[run.stdout, run.stderr].concat()).into_owned())
    };
    let (code, words) = explain(&["explain-code", "claim-fails"]);
    assert_eq!(code, Some(0));
    insta::assert_snapshot!(words, @"
    claim-fails

    A claim in the text is not true of these figures, so the report is not made. Change the sentence, or check the figures if the claim should be true.
    ");
    let (code, words) = explain(&["explain-code", "unkown-area"]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(words, @"
    error: invalid value 'unkown-area' for '[CODE]': there is no such code; did you mean `unknown-area`?

    For more information, try '--help'.
    ");
    let (code, words) = explain(&["explain-code"]);
    assert_eq!((code, words.lines().count()), (Some(0), sna_core::diag::Code::ALL.len()));
    assert!(words.lines().is_sorted() && words.contains("claim-fails "), "{words}");
}
