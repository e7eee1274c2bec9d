//! What a spec resolves to: scopes that add up, periods, names of sections, own kinds, what is left out of print. Each with a
//! small spec of its own.

use std::fs;

use tempfile::TempDir;

use super::{BlockPlan, ReportPlan, SectionPlan, TablePlan, read_spec, resolve};
use sna_core::diag::{Diagnostics, render};
use sna_data::Catalogue;
use sna_data::query::{Part, PartValue, Scope};

const DATA: &str = "
title: T
synthetic: true
areas: [{ name: North, population: 1000 }, { name: South, population: 500 }]
sources:
  offences:
    title: Offences
    files: offences.csv
    columns: { id: id, date: date, hour: hour, offence: offence, district: district, knife: knife }
  searches: { title: Searches, files: searches.csv, columns: { date: date, found: found } }
definitions:
  violence: { title: serious violence, since: 2020-01-01, description: D, where: offence = 'GBH' }
  robbery: { title: robbery, since: 2020-01-01, description: D, where: offence = 'Robbery' }
";

const OFFENCES: &str = "id,date,hour,offence,district,knife\n1,2023-04-01,7,GBH,North,yes\n";

const SEARCHES: &str = "date,found\n2023-04-01,Nothing\n";

const HEAD: &str = "
report: { title: T, area: Both, published: 2024-11-30, period: { financial_years: 3, to: 2023/24 } }
data: data.yaml
definition: violence
about: []
";

/// A spec, and files in its folder.
fn resolved(spec: &str, files: &[(&str, &str)]) -> Result<ReportPlan, Diagnostics> {
    let folder = TempDir::new().unwrap();
    let data = [("data.yaml", DATA), ("offences.csv", OFFENCES), ("searches.csv", SEARCHES), ("sna.yaml", spec)];
    for (name, text) in data.iter().chain(files) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let (catalogue, _) = Catalogue::alone(&folder.path().join("data.yaml"))?;
    let (spec, origin) = read_spec(&folder.path().join("sna.yaml"))?;
    resolve(spec, &origin, folder.path(), &catalogue, "sna")
}

fn plan(sections: &str) -> ReportPlan {
    plan_with(sections, &[])
}

fn plan_with(sections: &str, files: &[(&str, &str)]) -> ReportPlan {
    resolved(&format!("{HEAD}sections:\n{sections}"), files).unwrap_or_else(|found| panic!("{}", render(&found, false)))
}

fn faults(spec: &str, files: &[(&str, &str)]) -> String {
    let found = resolved(spec, files);
    found.err().map_or_else(|| panic!("no fault in {spec}"), |found| render(&found, false))
}

fn faults_of(sections: &str) -> String {
    faults(&format!("{HEAD}sections:\n{sections}"), &[])
}

/// The first and the last day of a scope.
fn days(scope: &Scope) -> String {
    format!("{} to {}", scope.period.first, scope.period.last)
}

fn conditions(scope: &Scope) -> Vec<&str> {
    scope.conditions.iter().map(sna_data::Predicate::sql).collect()
}

fn definition(scope: &Scope) -> Option<&str> {
    scope.definition.as_ref().map(|(name, _)| name.as_str())
}

fn is_printed(table: &TablePlan) -> bool {
    table.printed
}

fn table(section: &SectionPlan) -> &TablePlan {
    section.tables().next().expect("a table")
}

#[test]
fn scopes_inside_each_other_add_up() {
    let plan = plan(
        "
  - title: Knives
    scope: { where: knife, area: North }
    sections:
      - title: Nights
        scope: { where: hour < 6 }
        blocks:
          - table:
              id: t
              title: T
              scope: { where: offence = 'GBH', period: { last_years: 1 } }
              volume: {}
",
    );
    let (knives, nights) = (&plan.sections[0], &plan.sections[0].sections[0]);
    assert_eq!(conditions(&knives.scope), ["knife"]);
    assert_eq!(conditions(&nights.scope), ["knife", "hour < 6"]);
    assert_eq!(days(&nights.scope), "2021-04-01 to 2024-03-31", "three years, as the report");
    let scope = &table(nights).scope;
    assert_eq!(conditions(scope), ["knife", "hour < 6", "offence = 'GBH'"]);
    assert_eq!(scope.part, Some(Part { dimension: "district", value: PartValue::Is("North".to_owned()) }));
    assert_eq!(days(scope), "2023-04-01 to 2024-03-31");
    assert_eq!(definition(scope), Some("violence"));
    assert_eq!(conditions(&plan.scope), [""; 0], "a section narrows nothing outside it");
}

#[test]
fn an_inner_name_takes_the_place_of_an_outer_one() {
    let plan = plan(
        "
  - title: North
    scope: { area: North }
    sections:
      - { title: South, scope: { area: South } }
      - { title: Robberies, scope: { definition: robbery } }
      - { title: Everything, scope: { definition: none } }
      - { title: Searches, scope: { of: searches, definition: none } }
      - { title: Own words, subject: trouble, scope: { definition: robbery } }
",
    );
    let inner = &plan.sections[0].sections;
    assert_eq!(inner[0].scope.district(), Some("South"));
    let defined: Vec<_> = inner.iter().map(|section| definition(&section.scope)).collect();
    assert_eq!(defined, [Some("violence"), Some("robbery"), None, None, Some("robbery")]);
    let subjects: Vec<&str> = inner.iter().map(|section| section.subject.as_str()).collect();
    assert_eq!(subjects, ["serious violence", "robbery", "recorded crime", "recorded crime", "trouble"]);
    let sources: Vec<&str> = inner.iter().map(|section| section.scope.source()).collect();
    assert_eq!(sources, ["offences", "offences", "offences", "searches", "offences"]);
}

#[test]
fn a_period_is_years_or_months_or_the_end_of_another() {
    for (period, expected) in [
        ("{ to: 2023/24 }", "2019-04-01 to 2024-03-31"),
        ("{ financial_years: 1, to: 2023/24 }", "2023-04-01 to 2024-03-31"),
        ("{ from: 2023-11, to: 2024-02 }", "2023-11-01 to 2024-02-29"),
        ("{ last_years: 2 }", "2022-04-01 to 2024-03-31"),
        ("{ last_years: 3 }", "2021-04-01 to 2024-03-31"),
    ] {
        let plan = plan(&format!("  - {{ title: S, scope: {{ period: {period} }} }}"));
        assert_eq!(days(&plan.sections[0].scope), expected, "{period}");
    }
    // The last of two financial years that a period of months touches begins no earlier than the period.
    let plan = plan(
        "
  - title: S
    scope: { period: { from: 2023-06, to: 2024-08 } }
    sections:
      - { title: Last, scope: { period: { last_years: 1 } } }
      - { title: Both, scope: { period: { last_years: 2 } } }
",
    );
    let inner: Vec<String> = plan.sections[0].sections.iter().map(|section| days(&section.scope)).collect();
    assert_eq!(inner, ["2024-04-01 to 2024-08-31", "2023-06-01 to 2024-08-31"]);
}

#[test]
fn a_period_that_holds_no_time_is_refused() {
    for (period, code) in [
        ("{ last_years: 0 }", "bad-period"),
        ("{ last_years: 4 }", "bad-period"),
        ("{ from: 2024-02, to: 2023-11 }", "bad-period"),
        ("{ financial_years: 0, to: 2023/24 }", "bad-period"),
        ("{ from: 2024-02 }", "bad-period"),
        ("{ to: 2023/24, last_years: 1 }", "bad-period"),
        ("{}", "bad-period"),
        ("{ to: 2023/25 }", "unknown-period"),
        ("{ from: 2023/24, to: 2024-03 }", "unknown-period"),
    ] {
        let said = faults_of(&format!("  - {{ title: S, scope: {{ period: {period} }} }}"));
        assert!(said.contains(&format!("error[{code}]")), "{period}: {said}");
    }
}

#[test]
fn every_name_that_means_nothing_is_found_at_once() {
    let spec = "
report: { title: T, area: Both, published: the 30th, period: { to: 2023/24 } }
data: data.yaml
definition: violense
about: []
sections:
  - use: nothing_of_the_kind
  - title: S
    scope: { area: Nort, of: offence, where: knive }
    blocks:
      - table: { id: none, title: N }
      - table: { id: two, title: T, volume: {}, heat: {} }
      - prose: missing.md
      - reconciliation: { of: victims }
    unprinted: [three]
  - title: S
";
    let said = faults(spec, &[]);
    for code in [
        "bad-date",
        "unknown-definition",
        "unknown-kind",
        "unknown-area",
        "unknown-source",
        "unknown-column",
        "one-measure",
        "missing-file",
        "unknown-unprinted",
        "duplicate-id",
    ] {
        assert!(said.contains(&format!("error[{code}]")), "{code}: {said}");
    }
    assert_eq!(said.matches("error[one-measure]").count(), 2, "{said}");
    assert_eq!(said.matches("error[unknown-source]").count(), 2, "{said}");
}

#[test]
fn names_are_unique_in_the_report() {
    let plan = plan(
        "
  - use: volume
    sections: [{ use: temporal }, { use: temporal, id: again }]
  - { title: Knife crime, sections: [{ use: volume }] }
  - { title: \"Night-time: economy!\" }
",
    );
    let ids: Vec<&str> = plan.sections_below_about().iter().map(|section| section.id.as_str()).collect();
    let expected =
        ["volume", "volume.temporal", "volume.again", "knife_crime", "knife_crime.volume", "night_time_economy"];
    assert_eq!(ids, expected);
    assert!(plan.table("knife_crime.volume.by_year").is_some_and(|table| table.id.starts_with("knife_crime")));
    assert!(plan.table("by_year").is_none());
}

/// A kind's scope is inside the scope of the section that uses it, and the section's own comes after; blocks
/// likewise.
#[test]
fn a_kind_of_ones_own_comes_before_what_the_section_adds() {
    let kind = "
about: A kind of the project's own
section:
  title: Mine
  subject: my subject
  scope: { where: knife }
  blocks:
    - table: { id: first, title: F, volume: {} }
";
    let sections = "
  - use: mine
    scope: { where: hour < 6 }
    blocks:
      - table: { id: second, title: S, volume: {} }
";
    let plan = plan_with(sections, &[("sections/mine.yaml", kind)]);
    let section = &plan.sections[0];
    assert_eq!(conditions(&section.scope), ["knife", "hour < 6"]);
    assert_eq!((section.title.text.as_str(), section.subject.as_str()), ("Mine", "my subject"));
    let tables: Vec<&str> = section.tables().map(|table| table.id.as_str()).collect();
    assert_eq!(tables, ["mine.first", "mine.second"]);
    // A file with the name of a shipped kind replaces it.
    let plan = plan_with("  - use: volume", &[("sections/volume.yaml", kind)]);
    assert_eq!(table(&plan.sections[0]).id, "volume.first");
}

#[test]
fn a_kind_that_uses_itself_is_refused() {
    let kind = "{ about: A, section: { title: L, sections: [{ use: loop }] } }";
    let said = faults(&format!("{HEAD}sections: [{{ use: loop }}]\n"), &[("sections/loop.yaml", kind)]);
    assert!(said.contains("error[sections-too-deep]"), "{said}");
}

#[test]
fn what_is_left_out_of_print_is_a_table_or_a_chart_inside() {
    let sections = "
  - title: S
    unprinted: [counts, inner.counts, counts_chart]
    blocks:
      - table: { id: counts, title: C, volume: {} }
      - table: { id: kept, title: K, volume: {} }
      - chart: { from: counts, headline: H, plot: { columns: { column: count } } }
      - chart: { from: kept, headline: H, plot: { columns: { column: count } } }
    sections:
      - title: Inner
        blocks:
          - table: { id: counts, title: C, volume: {} }
";
    let plan = plan(sections);
    let section = &plan.sections[0];
    let printed: Vec<bool> = section.tables().chain(section.sections[0].tables()).map(is_printed).collect();
    assert_eq!(printed, [false, true, false]);
    let charts = section.blocks.iter().filter_map(|block| match block {
        BlockPlan::Chart(chart) => Some(chart.id.as_str()),
        _ => None,
    });
    assert_eq!(charts.collect::<Vec<_>>(), ["s.kept_chart"], "a chart is not drawn at all");
    // A name is valid within the section: not the table's whole name, and not the name of an inner table without its
    // section.
    let said = faults_of(&sections.replace("[counts, inner.counts, counts_chart]", "[s.counts, inner]"));
    assert_eq!(said.matches("error[unknown-unprinted]").count(), 2, "{said}");
    assert!(said.contains("`inner.counts`"), "what could be named is listed: {said}");
}

#[test]
fn findings_keep_their_rank_unless_a_section_around_them_says_no() {
    let plan = plan(
        "
  - title: A
    blocks: [{ finding: { text: One, rank: 1 } }]
  - title: B
    key_findings: false
    sections:
      - title: C
        key_findings: true
        blocks: [{ finding: { text: Two, rank: 2 } }]
",
    );
    let rank = |section: &SectionPlan| match &section.blocks[0] {
        BlockPlan::Finding(finding) => finding.spec.rank,
        other => panic!("{other:?}"),
    };
    assert_eq!(rank(&plan.sections[0]), Some(1));
    assert_eq!(rank(&plan.sections[1].sections[0]), None);
}

/// Text is in the spec, in a file next to it, in `sections/`, or shipped; in this order.
#[test]
fn prose_names_a_file_or_is_the_text() {
    let files = [("near.md", "Near."), ("sections/far.md", "Far."), ("sections/near.md", "Not this one.")];
    let plan = plan_with(
        "
  - title: S
    blocks:
      - prose: near.md
      - prose: far.md
      - prose: volume.md
      - prose: |
          Two lines,
          of which one ends in near.md
",
        &files,
    );
    let text = |at: usize| match &plan.sections[0].blocks[at] {
        BlockPlan::Prose(text) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!((text(0).text.as_str(), text(1).text.as_str()), ("Near.", "Far."));
    assert_eq!(text(2).origin.file, "templates/sections/volume.md");
    assert_eq!(text(3).text, "Two lines,\nof which one ends in near.md\n");
    // The place of a text that is written after `|` is its own first line.
    let line = text(3).origin.text.lines().nth(text(3).first_line - 1).unwrap_or_default();
    assert_eq!((line.trim(), text(3).column), ("Two lines,", 11));
}

#[test]
fn a_report_of_one_part_narrows_what_is_not_about_the_whole() {
    let plan = plan(
        "
  - title: Own
    blocks: [{ table: { id: t, title: T, volume: {} } }]
  - title: Whole
    scope: { whole: true }
    blocks: [{ table: { id: t, title: T, volume: {} } }]
  - title: South
    scope: { area: South }
",
    );
    let north = plan.of_part(&Part::is("district", "North"), "North", "sna-north");
    let districts: Vec<_> = north.sections.iter().map(|section| section.scope.district()).collect();
    assert_eq!(districts, [Some("North"), None, Some("South")]);
    assert_eq!(table(&north.sections[0]).scope.district(), Some("North"));
    assert_eq!(table(&north.sections[1]).scope.district(), None);
    assert_eq!((north.name.as_str(), north.report.as_str()), ("sna-north", "sna"));
    assert_eq!((north.cover.area.as_str(), north.whole.as_str()), ("North", "Both"));
    assert_eq!(north.sections[0].subject, "serious violence");
    // A part that is not a place is what the report is about.
    let robbery = plan.of_part(&Part::is("offence", "Robbery"), "Robbery", "sna-robbery");
    assert_eq!((robbery.cover.area.as_str(), robbery.subject.as_str()), ("Robbery, Both", "robbery"));
    let subjects: Vec<&str> = robbery.sections.iter().map(|section| section.subject.as_str()).collect();
    assert_eq!(subjects, ["robbery", "serious violence", "robbery"]);
}

#[test]
fn the_cover_says_the_scope() {
    let spec = HEAD.replace("definition: violence", "scope: { area: South }");
    let plan = resolved(&format!("{spec}sections: []\n"), &[]).expect("a plan");
    assert_eq!(plan.cover.area, "South");
    assert_eq!((plan.subject.as_str(), definition(&plan.scope)), ("recorded crime", None));
    assert_eq!(plan.cover.published, "2024-11-30");
    assert!(plan.cover.notice.is_some(), "the records are synthetic");
    assert_eq!(plan.name, "sna", "called after the file");
}
