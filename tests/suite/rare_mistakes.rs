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
    insta::assert_snapshot!(words, @"");
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
    insta::assert_snapshot!(words, @"");
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
    insta::assert_snapshot!(words, @"");
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
    insta::assert_snapshot!(texts.concat(), @"");
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
    insta::assert_snapshot!(refused(&report), @"");
}

#[test]
fn a_claim_with_a_value_and_nothing_to_compare() {
    let words = refused(&blocks(
        "
      - table: { id: types, title: T, crosstab: { rows: offence_group } }
      - claim: { text: Offences were many., value: types.total }
",
    ));
    insta::assert_snapshot!(words, @"");
}

#[test]
fn tables_and_charts_without_words() {
    let words = refused(&blocks(
        "
      - table: { id: types, title: '', crosstab: { rows: offence_group, columns: financial_year } }
      - chart: { from: types, headline: '', plot: { lines: { of: rows } } }
",
    ));
    insta::assert_snapshot!(words, @"");
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
    insta::assert_snapshot!(words, @"");
}

#[test]
fn typst_warns_of_an_own_template() {
    let theme =
        std::fs::read_to_string(crate::program::project().join("templates/typst/cover.typ")).expect("a template");
    let report = Report::new("sections: []\n")
        .file("templates/cover.typ", format!("{theme}\n#let unused = text(font: \"No Such Font\")[]\n"));
    let (code, words) = report.run(&["build", "sna.yaml", "-o", "out"]);
    assert_eq!(code, 0, "{words}");
    insta::assert_snapshot!(words, @"");
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
    insta::assert_snapshot!(words, @"");
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
    insta::assert_snapshot!(texts.concat(), @"");
}

#[test]
fn yaml_that_would_use_up_the_memory() {
    let nested = refused(&Report::with_head(&format!("title: {}\n", "[".repeat(1000)), ""));
    let long = refused(&Report::with_head(&format!("# {}\n", "-".repeat(20_000_000)), ""));
    insta::assert_snapshot!([nested, long].concat(), @"");
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
    insta::assert_snapshot!(words, @"");
    let (code, words) = explain(&["explain-code", "unkown-area"]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(words, @"");
    let (code, words) = explain(&["explain-code"]);
    assert_eq!((code, words.lines().count()), (Some(0), sna_core::diag::Code::ALL.len()));
    assert!(words.lines().is_sorted() && words.contains("claim-fails "), "{words}");
}
