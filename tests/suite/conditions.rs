//! Conditions in every place where an author can write one, and values that no record has. What a condition can contain is tested
//! where it is read, in `crates/data/src/condition/`.

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
    covers: { from: 2023-04, to: 2024-03 }
    columns:
      id: id
      date: date
      offence_group: { column: group, recode: { Damage: Criminal damage } }
      district: district
      ward: ward
      street: street
      knife: knife
  victims:
    title: Victims
    files: v.csv
    columns: { offence_id: offence, person_id: person, sex: sex, status: status }
definitions:
  violent:
    title: violence
    since: '2021-04-01'
    description: Violence and robbery.
    where: offence_group IN ('Violence', 'Robbery')
";

const OFFENCES: &str = "\
id,date,group,district,ward,street,knife
1,2023-05-01,Robbery,Derby,Abbey,Mary Jones,yes
2,2023-05-02,Violence,Derby,Abbey,Mill Lane,no
3,2023-05-03,Damage,Bolsover,,,
4,2023-05-04,Arson,Derby,Elm,High Street,no
";

const VICTIMS: &str = "\
offence,person,sex,status
1,P1,f,Visitor
2,P2,m,Resident
";

/// A report over these records with these blocks in its one section.
fn report(blocks: &str) -> Report {
    Report::with_head(HEAD, &format!("sections:\n  - title: A\n    blocks:\n{blocks}"))
        .file("data.yaml", MANIFEST)
        .file("o.csv", OFFENCES)
        .file("v.csv", VICTIMS)
}

/// A report whose one section has this scope.
fn scoped(condition: &str) -> Report {
    report(&format!(
        "      - table: {{ id: t, title: T, scope: {{ where: \"{condition}\" }}, crosstab: {{ rows: offence_group }} }}\n"
    ))
}

fn warned(report: &Report) -> String {
    let (code, words) = report.check();
    assert_eq!(code, 0, "{words}");
    words
}

/// A condition that asks a file is refused wherever it is written, before anything is opened.
#[test]
fn no_condition_asks_another_file() {
    let asks = "ward IN (SELECT ward FROM read_csv('secret.csv'))";
    let table = |measure: &str| report(&format!("      - table: {{ id: t, title: T, {measure} }}\n"));
    let rest = "sections: [{ title: A, blocks: [{ table: { id: t, title: T, volume: {} } }] }]\n";
    let over = |rest: &str, manifest: &str| {
        Report::with_head(HEAD, rest).file("data.yaml", manifest).file("o.csv", OFFENCES).file("v.csv", VICTIMS)
    };
    let reports = [
        scoped(asks),
        over(&format!("scope: {{ where: \"{asks}\" }}\n{rest}"), MANIFEST),
        over(&rest.replace("title: A", &format!("title: A, scope: {{ where: \"{asks}\" }}")), MANIFEST),
        over(rest, &MANIFEST.replace("offence_group IN ('Violence', 'Robbery')", asks)),
        table(&format!("share: {{ rows: district, columns: financial_year, where: \"{asks}\" }}")),
        table(&format!("tally: {{ rows: district, columns: {{ Met: \"{asks}\" }} }}")),
        table(&format!("standout: {{ conditions: {{ met: \"{asks}\" }} }}")),
        table(&format!("school_proximity: {{ groups: {{ Met: \"{asks}\" }} }}")),
        table(&format!("school_proximity: {{ near: \"{asks}\", at: \"{asks}\" }}")),
    ];
    for report in reports {
        let words = refused(&report.file("secret.csv", "ward,private\nAbbey,1\n"));
        assert!(words.contains("`SELECT`: a condition asks about one record"), "{words}");
        assert!(words.contains(".yaml:") && !words.contains("private"), "{words}");
    }
}

#[test]
fn a_value_that_no_record_has_is_reported() {
    let manifest = MANIFEST.replace("'Robbery'", "'Robery'").replace("Damage: Criminal", "Damge: Criminal");
    let defined = report("      - table: { id: t, title: T, volume: {} }\n").file("data.yaml", manifest);
    let defined = defined.file("sna.yaml", format!("{HEAD}definition: violent\nsections: [{{ title: A, blocks: [{{ table: {{ id: t, title: T, volume: {{}} }} }}] }}]\n"));
    let tables = report(
        "      - table: { id: a, title: T, tally: { rows: district, columns: { A: \"offence_group = 'Arsen'\", B: \"offence_group <> 'Damage'\" } } }
      - table: { id: b, title: T, share: { of: victims, where: \"status = 'Tourist' AND ward = 'Abby'\", rows: sex, columns: financial_year } }
      - table: { id: c, title: T, scope: { where: \"street = 'Mary Jonse' OR district = 'Bolsovr' OR ward = ''\" }, volume: {} }
",
    );
    insta::assert_snapshot!([refused(&defined), warned(&tables)].join("----\n"));
}

/// The case of a value matters, and a definition of what no record has would print zeros as findings.
#[test]
fn a_definition_in_another_case_is_refused() {
    let manifest = MANIFEST.replace("'Robbery'", "'ROBBERY'");
    let head = format!("{HEAD}definition: violent\n");
    let defined =
        Report::with_head(&head, "sections: [{ title: A, blocks: [{ table: { id: t, title: T, volume: {} } }] }]\n");
    let defined = defined.file("data.yaml", manifest).file("o.csv", OFFENCES).file("v.csv", VICTIMS);
    insta::assert_snapshot!(refused(&defined), @"
    error[unknown-value]: no record has `ROBBERY` in `offence_group`
      --> data.yaml:25:12
       |
    25 |     where: offence_group IN ('Violence', 'ROBBERY')
       |            ^^^^^^^^^^^^^
       |
       = hint: is `Robbery` meant by `ROBBERY`?
    ");
}

/// A blank leaves out what `NOT` would let in; what a condition says of blanks itself is not reported.
#[test]
fn blanks_under_what_a_condition_denies_are_reported() {
    let blanks = |condition: &str| warned(&scoped(condition));
    insta::assert_snapshot!(blanks("NOT knife AND ward <> 'Abbey'"), @r#"
    warning[blank-in-condition]: `knife` is blank in 1 of 4 rows, and this condition leaves it out
     --> sna.yaml:6:51
      |
    6 |       - table: { id: t, title: T, scope: { where: "NOT knife AND ward <> 'Abbey'" }, crosstab: { rows: offence_group } }
      |                                                   ^
      |
      = hint: where a blank means no, write `COALESCE(knife, FALSE)` for `knife`

    warning[blank-in-condition]: `ward` is blank in 1 of 4 rows, and this condition leaves it out
     --> sna.yaml:6:51
      |
    6 |       - table: { id: t, title: T, scope: { where: "NOT knife AND ward <> 'Abbey'" }, crosstab: { rows: offence_group } }
      |                                                   ^
      |
      = hint: to count it, add `OR ward IS NULL`
    "#);
    for condition in ["NOT COALESCE(knife, FALSE)", "knife IS NOT TRUE", "knife", "NOT knife OR knife IS NULL"] {
        assert_eq!(blanks(condition), "", "{condition}");
    }
}

#[test]
fn values_that_are_right_are_not_reported() {
    for condition in [
        "offence_group IN ('Robbery', 'Criminal damage')",
        "district = 'Bolsover' AND (ward <> 'Nowhere' OR ward IS NULL)",
        "COALESCE(ward, '') NOT IN ('Zzz') OR street = 'Mill Lane'",
        "offence_group LIKE 'Rob%' OR offence_group = 'Arson'",
        "id = '99' AND knife",
    ] {
        assert_eq!(warned(&scoped(condition)), "", "{condition}");
    }
    // The victims' sides of a condition are found among the offences, even if no victim has them.
    let of_victims = report(
        "      - table: { id: t, title: T, scope: { of: victims, where: \"offence_group = 'Arson'\" }, crosstab: { rows: sex } }\n",
    );
    assert_eq!(warned(&of_victims), "");
    // Kinds that come with the program name what other forces record.
    let shipped = Report::with_head(HEAD, "sections: [{ use: knife_crime }]\n");
    let shipped = shipped.file("data.yaml", MANIFEST).file("o.csv", OFFENCES).file("v.csv", VICTIMS);
    assert!(!shipped.check().1.contains("unknown-value"));
}
