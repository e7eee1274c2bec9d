//! What authors write and what is printed, with one small table.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use sna_core::diag::render;
use sna_core::document::{Cell, Column, Format, Fraction, Input, Missing, Role, Row, RowKind, plain_text};

fn column(key: &str, role: Role, format: Format) -> Column {
    Column { key: key.to_owned(), title: key.to_owned(), role, format, emphasis: false }
}

fn row(key: &str, label: &str, kind: RowKind, counts: [u64; 4], share: f64) -> Row {
    let mut cells: Vec<Cell> = counts.into_iter().map(Cell::Count).collect();
    cells.push(Cell::Number(share));
    Row { key: key.to_owned(), label: label.to_owned(), kind, cells }
}

fn table(id: &str) -> Table {
    let years = ["2021/22", "2022/23", "2023/24"].map(|year| column(year, Role::Value, Format::Count));
    let mut columns = years.to_vec();
    columns.push(column("total", Role::Total, Format::Count));
    columns.push(column("change_pct", Role::Change, Format::SignedPercent(1)));
    let mut rows = vec![
        row("derby", "Derby", RowKind::Body, [1220, 1500, 1610, 4330], 0.319_67),
        row("amber", "Amber Valley", RowKind::Body, [130, 128, 133, 391], 0.023_08),
        row("odd", "A*B*C [x](y)", RowKind::Body, [130, 20, 4, 154], -0.969_23),
        row("small", "Bolsover", RowKind::Body, [9, 0, 7, 16], -0.2),
        row("unknown", "Unknown", RowKind::Unknown, [0, 0, 9000, 9000], 0.0),
        row("total", "Total", RowKind::Total, [1489, 1648, 10754, 13891], 6.222_3),
    ];
    rows[3].cells[1] = Cell::Missing(Missing::Confidential);
    Table {
        id: id.to_owned(),
        number: 1,
        title: "Offences by district".to_owned(),
        base: "offences".to_owned(),
        narrowed: String::new(),
        row_header: "District".to_owned(),
        columns,
        rows,
        times: sna_core::document::Times::default(),
        tests: 0,
        heat: None,
        notes: Vec::new(),
        source: "Recorded crime".to_owned(),
        provenance: Vec::new(),
        rests_on: Vec::new(),
        printed: true,
    }
}

pub(super) fn narrator() -> Narrator {
    let names = ["volume", "knife_crime.volume", "knife_crime.districts", "by-ward"];
    let period = [("first_year".to_owned(), Word::from("2021/22")), ("last_year".to_owned(), Word::from("2023/24"))];
    let words = [
        ("area".to_owned(), Word::from("Derby and Derbyshire")),
        ("period".to_owned(), Word::Map(BTreeMap::from(period))),
        ("partners".to_owned(), Word::List(vec!["police".into(), "councils".into(), "health".into()])),
        ("population".to_owned(), Word::Number(1_070_000.0, Format::Count)),
    ];
    Narrator::new(names.map(|name| (name.to_owned(), Arc::new(table(name)))), words)
}

fn said(source: &str) -> String {
    match narrator().line(&Text::file("summary.md", source)) {
        Ok(content) => plain_text(&content),
        Err(found) => render(&found, false),
    }
}

fn faults(source: &str) -> String {
    match narrator().prose(&Text::file("summary.md", source)) {
        Ok(prose) => format!("no fault: {prose:?}"),
        Err(found) => render(&found, false),
    }
}

#[test]
fn figures_are_read_and_written() {
    for (source, expected) in [
        (r#"{{ volume.cell("Derby", "2023/24") }}"#, "1,610"),
        (r#"{{ volume.cell("derby", "change_pct") }}"#, "+32.0%"),
        (r#"{{ volume.row("Derby").last - volume.row("Derby").first }}"#, "390"),
        (r#"{{ (volume.row("Derby").last - volume.row("Derby").first) | signed }}"#, "+390"),
        (r#"{{ difference(volume.row("odd").last, volume.row("odd").first) }}"#, "\u{2212}126"),
        (r#"{{ ratio(volume.row("Derby").last, volume.row("Derby").first) }}"#, "1.3"),
        (r#"{{ ratio(volume.row("Derby").last, volume.row("Derby").first) | decimal(2) }}"#, "1.32"),
        (r#"{{ sum([volume.row("Derby").last, volume.row("amber").last]) }}"#, "1,743"),
        ("{{ volume.total }}", "13,891"),
        ("{{ knife_crime.volume.total }} {{ table(\"by-ward\").total }}", "13,891 13,891"),
        (r#"{{ volume.share("Derby") }}"#, "31.2%"),
        (r#"{{ volume.share("Derby", "2021/22") | pct(0) }}"#, "82%"),
        (r#"{{ volume.share("Derby", "2021/22") | signed_pct }}"#, "+81.9%"),
        (r#"{{ volume.rank("Amber Valley") }}"#, "2"),
        (r#"{{ volume.rank("Amber Valley") | in_words | upper_first }}"#, "Two"),
        ("{{ volume.columns | list }}", "2021/22, 2022/23 and 2023/24"),
        (
            "{{ population }} {{ population | count }} {{ area | lower_first }}",
            "1,070,000 1,070,000 derby and Derbyshire",
        ),
        (
            "{{ partners | list }}, {{ period.first_year }} to {{ period.last_year }}",
            "police, councils and health, 2021/22 to 2023/24",
        ),
        (
            r#"{{ volume.title }}: {{ stated("5,475", source="Census 2021") }} {{ plain("aged 10 to 17") }}"#,
            "Offences by district: 5,475 aged 10 to 17",
        ),
    ] {
        assert_eq!(said(source), expected, "{source}");
    }
}

#[test]
fn series_answer_for_rows_and_columns() {
    for (expression, expected) in [
        (r#"volume.row("Derby").first"#, "1,220"),
        (r#"volume.row("Derby").previous"#, "1,500"),
        (r#"volume.row("Derby").max"#, "1,610"),
        (r#"volume.row("Derby").min"#, "1,220"),
        (r#"volume.row("Derby").mean"#, "1,443.3"),
        (r#"volume.row("Derby").total"#, "4,330"),
        (r#"volume.row("Derby").at("total")"#, "4,330"),
        (r#"volume.row("Derby")["2022/23"]"#, "1,500"),
        (r#"volume.row("Derby").highest"#, "2023/24"),
        (r#"volume.column("2021/22").highest"#, "Derby"),
        (r#"volume.column("2021/22").lowest"#, "Bolsover"),
        (r#"volume.column("2023/24").total"#, "10,754"),
        (r#"volume.column("2023/24").keys | length"#, "4"),
        (r#"volume.column("2021/22").name"#, "2021/22"),
        (r#""yes" if volume.column("2021/22").is_highest("Derby") else "no""#, "yes"),
        (r#""yes" if volume.column("2021/22").is_highest("odd") else "no""#, "no"),
        ("volume.top(2)[1].name", "Amber Valley"),
        (r#"volume.top(2, "2021/22")[0].cell("2022/23")"#, "1,500"),
        ("volume.top(1)[0].share", "31.2%"),
        ("volume.top(1)[0].series.last", "1,610"),
        ("volume.rows | list", "Derby, Amber Valley, A*B*C [x](y) and Bolsover"),
    ] {
        assert_eq!(said(&format!("{{{{ {expression} }}}}")), expected, "{expression}");
    }
}

#[test]
fn equal_figures_are_all_named() {
    let mut table = table("volume");
    table.rows[0].cells[0] = Cell::Count(130);
    let narrator = Narrator::new([("volume".to_owned(), Arc::new(table))], []);
    let words = |source| narrator.words(&Text::file("a.md", source));
    assert_eq!(
        words(r#"{{ volume.column("2021/22").highest }}"#),
        Ok("Derby, Amber Valley and A*B*C [x](y)".to_owned())
    );
    let strict = r#"{{ "yes" if volume.column("2021/22").is_highest("Derby") else "no" }}"#;
    assert_eq!(words(strict), Ok("no".to_owned()));
}

/// Derby, Amber Valley and the third district had 130 each.
fn tied_narrator() -> Narrator {
    let mut table = table("volume");
    table.rows[0].cells[0] = Cell::Count(130);
    Narrator::new([("volume".to_owned(), Arc::new(table))], [])
}

#[test]
fn a_text_says_of_equals_what_is_true_of_all() {
    let words = |source| tied_narrator().words(&Text::file("a.md", source));
    for (source, said) in [
        (
            r#"{% set most = volume.column("2021/22").highest_names %}{{ most | list }} {{ verb(most, "was", "were") }} most"#,
            "Derby, Amber Valley and A*B*C [x](y) were most",
        ),
        (r#"{{ verb(volume.column("2023/24").highest_names, "was", "were") }}"#, "was"),
        (r#"{{ verb(volume.top(1, "2023/24"), "was", "were") }}"#, "was"),
        (r#"{{ "tied" if volume.column("2021/22") is tied else "one" }}"#, "tied"),
        (r#"{{ "tied" if volume.column("2023/24") is tied else "one" }}"#, "one"),
        (r#"{{ "tied" if volume.top(1, "2021/22") is tied else "one" }}"#, "tied"),
        (r#"{{ volume.top(1, "2021/22") | list }}"#, "Derby, Amber Valley and A*B*C [x](y)"),
        (r#"{{ volume.top(2, "2021/22") | length }}"#, "3"),
        (r#"{{ volume.top(4, "2021/22") | length }}"#, "4"),
        (r#"{{ volume.same_as("Derby", "2021/22") | list }}"#, "Amber Valley and A*B*C [x](y)"),
        (r#"{{ volume.same_as("Derby", "2023/24") | length }}"#, "0"),
        (r#"{{ (volume.top(1, "2023/24") | first).name }}"#, "Derby"),
        (r"{{ (volume.rows | first).name }}", "Derby"),
        (
            r#"{{ volume.top(4, "2021/22")[2].name }} and {{ volume.top(4, "2021/22")[3].name }}"#,
            "A*B*C [x](y) and Bolsover",
        ),
    ] {
        assert_eq!(words(source), Ok(said.to_owned()), "{source}");
    }
}

#[test]
fn a_text_cannot_take_one_of_equals() {
    let found = |source: &str| tied_narrator().words(&Text::file("a.md", source)).err().unwrap_or_default();
    for source in [
        r#"{{ (volume.top(1, "2021/22") | first).name }}"#,
        r#"{{ volume.top(1, "2021/22")[0].name }}"#,
        r#"{{ volume.top(2, "2021/22")[1].name }}"#,
        r#"{% set best = volume.top(3, "2021/22") | first %}{{ best.name }}"#,
        r#"{% set all = volume.top(4, "2021/22") %}{{ (all | sort(attribute="value", reverse=true) | first).name }}"#,
    ] {
        let codes: Vec<&str> = found(source).iter().map(|fault| fault.code.as_str()).collect();
        assert_eq!(codes, ["tied"], "{source}");
    }
    insta::assert_snapshot!(render(&found(r#"First, {{ (volume.top(1, "2021/22") | first).name }}."#), false));
}

#[test]
fn hours_that_are_equal_are_named_as_hours() {
    let mut week = table("week");
    for (row, label) in week.rows.iter_mut().zip(["08", "01", "02", "03"]) {
        row.label = label.to_owned();
        row.cells[0] = Cell::Count(40);
    }
    week.rows[2].cells[0] = Cell::Count(3);
    week.rows[3].cells[0] = Cell::Count(2);
    let narrator = Narrator::new([("week".to_owned(), Arc::new(week))], []);
    let words = |source| narrator.words(&Text::file("a.md", source));
    assert_eq!(
        words(r#"{{ week.column("2021/22").highest_names | hours }}"#),
        Ok("each of the hours from 08:00 and 01:00".to_owned())
    );
    assert_eq!(words(r#"{{ week.column("2021/22").lowest_names | hours }}"#), Ok("the hour from 03:00".to_owned()));
}

#[test]
fn a_direction_comes_from_a_test() {
    for (source, expected) in [
        (
            r#"Derby {{ change(volume.row("Derby"), "2021/22", "2023/24") }}."#,
            "Derby rose by 32.0% (from 1,220 to 1,610).",
        ),
        (
            r#"It {{ change(volume.row("odd"), "2021/22", "2023/24") }}."#,
            "It showed no clear change (from 130 to 4, while “Unknown” went from 0 to 9,000).",
        ),
        (
            r#"It {{ change(volume.row("amber"), period.first_year, period.last_year) }}."#,
            "It showed no clear change (from 130 to 133).",
        ),
        (r#"It {{ change(volume.row("Unknown"), "2021/22", "2023/24") }}."#, "It rose from 0 to 9,000."),
        (r#"It {{ change(volume.row("small"), "2021/22", "2022/23") }}."#, "It cannot be compared (from 9 to [c])."),
        (
            r#"It {{ direction(volume.row("Derby"), "2021/22", "2023/24") }}, a {{ changed(volume.row("Derby"), "2021/22", "2023/24") }}."#,
            "It rose, a rise.",
        ),
        (r#"{{ direction(volume.row("small"), "2021/22", "2022/23") }}"#, "cannot be compared"),
    ] {
        assert_eq!(said(source), expected, "{source}");
    }
    insta::assert_snapshot!(faults(
        "{{ change(volume.row(\"Derby\"), \"2021/22\", \"change_pct\") }}\n{{ change(4, 5, area) }}"
    ));
}

#[test]
fn a_missing_figure_shows_its_mark_and_is_never_compared() {
    assert_eq!(said(r#"{{ volume.cell("small", "2022/23") }}"#), "[c]");
    assert_eq!(
        said(r#"{% set gone = volume.cell("small", "2022/23") %}{{ (gone + 1) | count }}, {{ gone }}"#),
        "[c], [c]"
    );
    let asked = r#"{% if volume.cell("small", "2022/23") is missing %}too few{% else %}enough{% endif %}"#;
    assert_eq!(said(asked), "too few");
    insta::assert_snapshot!(faults("Here {% if volume.cell(\"small\", \"2022/23\") > 5 %}many{% endif %}."));
    insta::assert_snapshot!(faults("Here {{ \"many\" if volume.cell(\"small\", \"2022/23\") > 5 else \"few\" }}."));
}

#[test]
fn a_value_knows_its_expression_and_cells() -> Result<(), Diagnostics> {
    let source =
        "{% set last = volume.row(\"Derby\").last %}\n**{{ last - volume.cell(\"Derby\", \"2021/22\") }}** more";
    let blocks = narrator().prose(&Text::file("a.md", source))?;
    let input = |column: &str, value: f64| Input {
        table: "volume".to_owned(),
        row: "derby".to_owned(),
        column: column.to_owned(),
        value: Some(value),
    };
    let bound = Bound {
        text: "390".to_owned(),
        expression: "last - volume.cell(\"Derby\", \"2021/22\")".to_owned(),
        inputs: vec![input("2023/24", 1610.0), input("2021/22", 1220.0)],
        direction: None,
    };
    let expected = vec![Inline::Strong(vec![Inline::Value(bound)]), Inline::Text(" more".to_owned())];
    assert_eq!(blocks, [Prose::Paragraph(expected)]);
    Ok(())
}

#[test]
fn values_in_macros_keep_their_cells() -> Result<(), Diagnostics> {
    let source = "{% macro strong(figure) %}**{{ figure }}**{% endmacro %}{{ strong(volume.total) }} offences";
    let content = narrator().line(&Text::file("a.md", source))?;
    let Some(Inline::Strong(inner)) = content.first() else { panic!("{content:?}") };
    let [Inline::Value(bound)] = inner.as_slice() else { panic!("{inner:?}") };
    assert_eq!((bound.text.as_str(), bound.inputs.len()), ("13,891", 1));
    Ok(())
}

#[test]
fn values_are_never_read_as_markdown() -> Result<(), Diagnostics> {
    let content = narrator().line(&Text::file("a.md", "*{{ volume.rows[2].name }}* {{ \"<b>&amp;\" ~ area }}"))?;
    assert!(matches!(&content[0], Inline::Emphasis(inner) if plain_text(inner) == "A*B*C [x](y)"), "{content:?}");
    assert_eq!(plain_text(&content[2..]), "<b>&amp;Derby and Derbyshire");
    let joined = "{% macro bold() %}**a**{% endmacro %}{{ [bold(), volume.rows[2].name] | join(\" \") }}";
    assert_eq!(said(joined), "a A*B*C [x](y)");
    Ok(())
}

#[test]
fn markdown_becomes_prose() -> Result<(), Diagnostics> {
    let source = "## Where {{ ref(\"volume\") }}\n\nOne [](#map) and\ntwo.  \nThree [*words*](https://example.org/{{ area }}).\n\n\
        {% for row in volume.top(2) %}\n- {{ row.name }}: {{ row.value }}\n{% endfor %}\n\n1. one\n\n   more\n2. two\n\n> quoted";
    let blocks = narrator().prose(&Text::file("a.md", source))?;
    insta::assert_snapshot!(serde_json::to_string_pretty(&blocks).unwrap_or_default());
    Ok(())
}

#[test]
fn words_and_bound_values() {
    let narrator = narrator();
    let words = narrator.words(&Text::file("a.md", "Offences in *{{ area }}*,\n  {{ period.first_year }}"));
    assert_eq!(words, Ok("Offences in *Derby and Derbyshire*, 2021/22".to_owned()));
    let bound = narrator.bound(&Text::file("a.yaml", "volume.total | count"));
    assert_eq!(bound.map(|bound| (bound.text, bound.inputs.len())), Ok(("13,891".to_owned(), 1)));
}

#[test]
fn unknown_names_are_named_with_the_nearest() {
    insta::assert_snapshot!(faults("{{ volum.total }}"));
    insta::assert_snapshot!(faults("In {{ areaa }}."));
    insta::assert_snapshot!(faults("x\n{{ volume.cell(\"Derbi\", \"2023/24\") }}"));
    insta::assert_snapshot!(faults("{{ volume.cell(\"Derby\", \"2023/25\") }}"));
    insta::assert_snapshot!(faults("{{ knife_crime.volum.total }}"));
    insta::assert_snapshot!(faults("{{ table(\"by-wards\").total }}"));
    insta::assert_snapshot!(faults("{{ volume.row(\"Derby\").lst }}"));
    insta::assert_snapshot!(faults("{{ volume.shares(\"Derby\") }}"));
    insta::assert_snapshot!(faults("{{ period.frist_year }}"));
    insta::assert_snapshot!(faults("{{ volume.total | percent }}"));
    insta::assert_snapshot!(faults("{{ chance(volume.row(\"Derby\"), \"2021/22\", \"2023/24\") }}"));
    insta::assert_snapshot!(faults("{% if volume.total is mising %}x{% endif %}"));
    insta::assert_snapshot!(faults("{{ moved(volume.row(\"Derby\"), \"2021/22\", \"2023/24\") }}"));
}

#[test]
fn every_fault_of_a_text_is_found() {
    insta::assert_snapshot!(faults(
        "{{ areaa }}, {{ volume.totl }} and {{ area }} and\n12 {{ volume.total | percent }}"
    ));
}

#[test]
fn templates_that_fail_say_where() {
    insta::assert_snapshot!(faults("one\n{{ volume.total | }}\n"));
    insta::assert_snapshot!(faults("{% for a in range(9000) %}{% for b in range(9000) %}x{% endfor %}{% endfor %}"));
    insta::assert_snapshot!(faults("{{ volume }}"));
    insta::assert_snapshot!(faults("{{ area | pct }}"));
    insta::assert_snapshot!(faults("{{ volume.total / 0 }}"));
    insta::assert_snapshot!(faults("{{ volume.cell(\"Derby\") }}"));
    insta::assert_snapshot!(faults("{% include \"other\" %}"));
    insta::assert_snapshot!(faults("{{ volume.rows[99] }}"));
}

#[test]
fn places_are_those_of_the_file() {
    let file_text = "\
sections:
  - prose: |
      First line.
      There were 5,475 in {{ volum.total }}.
";
    let text = Text {
        source: "\
First line.
There were 5,475 in {{ volum.total }}.
",
        file: "sna.yaml",
        first_line: 3,
        column: 6,
        file_text,
    };
    let found = narrator().prose(&text).err().unwrap_or_default();
    insta::assert_snapshot!(render(&found, false));
}

#[test]
fn a_figure_typed_into_an_expression_is_found() {
    insta::assert_snapshot!(faults("There were {{ 5475 | count }} of them."));
}

/// The codes of what is wrong with a text.
fn codes(source: &str) -> Vec<&'static str> {
    let found = narrator().prose(&Text::file("summary.md", source)).err().unwrap_or_default();
    found.iter().map(|fault| fault.code.as_str()).collect()
}

#[test]
fn a_typed_figure_is_one_however_it_is_dressed() {
    for source in [
        "{% set x = 12345 %}{{ x }}",
        "{% set x = 12345 if area else 1 %}{% set y = x %}{{ y }}",
        "{{ 12345 if area }}",
        "{{ '12,345' if area }}",
        "{{ '12,345 people' if volume.total else '' }}",
        "{{ sum([12345]) }}",
        "{{ [12000, 345] | sum }}",
        "{{ ratio(12345, 24) }} {{ ratio(42, 100) | pct }}",
        "{{ difference(12345, 0) }} {{ ratio(volume.total, volume.total) * 0 + 7.3 }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(12345) }}",
        "{% macro m(x) %}{{ 12345 }}{% endmacro %}{{ m(volume.total) }}",
        "{% for n in [12345] %}{{ n }}{% endfor %}",
        "{% for row in volume.rows %}{{ 12345 if row.value > 1 else 12345 }}{% endfor %}",
        "{{ volume.total * 0 + 12345 }}",
        "{{ volume.total - volume.total + 12345 }}",
        "{{ 12345 if volume.total == 13891 else 54321 }}",
        "{{ '1' ~ '2' }}",
        "{{ '1' + '2' }}",
        "{{ 12345 | count }} {{ 0.5 | pct }} {{ 13 | in_words }}",
        "{{ 'abcdefghijklm' | length }}",
        "{{ [1, 2, 3] | length }}",
        "{{ ['a', 'b'] | length }}",
        "{{ range(5) | last }}",
        "{{ range(20) | length }}",
        "{% for row in volume.rows %}{{ loop.index }}{% endfor %}",
        "{% set ns = namespace(n=0) %}{% for i in range(15) %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}",
        "{% set ns = namespace(n=12345) %}{{ ns.n }}",
        "{{ [volume.total, 12345] | last }}",
        "{{ [volume.total, 12345] | list }}",
        "{{ volume.total }} of {{ 12345 }}",
        "{{ volume.total ~ ' of 12,345' }}",
        "{{ {'a': 12345}.a }}",
        "{{ (12345 | string) if false else [12345] | first }}",
        "{{ 12345 | abs }} {{ '12345' | int }} {{ 12.345 | round(1) }}",
        "{{ '½' }}",
        "{{ ['12,345', area] | join(' in ') }}",
    ] {
        assert!(codes(source).contains(&"unbound-figure"), "{source}: {:?}", said(source));
    }
    assert!(narrator().bound(&Text::file("a.yaml", "12345")).is_err());
    assert!(narrator().bound(&Text::file("a.yaml", "volume.total * 0 + 12345")).is_err());
    assert!(narrator().words(&Text::file("a.yaml", "{{ 12345 if area }} offences")).is_err());
}

#[test]
fn what_follows_the_data_is_no_typed_figure() {
    for (source, expected) in [
        ("{{ volume.total * 100 / 12 }}", "115,758.3"),
        ("{{ ratio(24, 168) | pct(0) }} of the hours of a week", "14% of the hours of a week"),
        (r#"{{ (volume.row("Derby").last / volume.total * 1000) | round | int }}"#, "116"),
        (r#"{{ 100 - 100 * volume.share("Derby") }}"#, "68.8"),
        (
            r#"{{ volume.rows | length }} {{ volume.columns | length }} {{ volume.row("Derby").keys | length }}"#,
            "4 3 3",
        ),
        (r#"{{ volume.rows | selectattr("value", "gt", 200) | list }}"#, "Derby and Amber Valley"),
        (r#"{{ volume.rows | selectattr("value", "gt", 200) | length }}"#, "2"),
        (r#"{{ volume.row("Derby").values | sum }}"#, "4,330"),
        (r#"{% for value in volume.row("Derby").values %}{{ value }} {% endfor %}"#, "1,220 1,500 1,610"),
        (
            "{% for row in volume.top(2) %}{{ row.name }}: {{ row.value }} {% endfor %}",
            "Derby: 4,330 Amber Valley: 391",
        ),
        (
            "{% set ns = namespace(n=0) %}{% for row in volume.rows %}{% if row.value > 200 %}{% set ns.n = ns.n + 1 %}\
             {% endif %}{% endfor %}{{ ns.n }}",
            "2",
        ),
        (r#"{{ "in " ~ period.last_year ~ ": " ~ (volume.total | count) }}"#, "in 2023/24: 13,891"),
        (r#"{{ "2023/24" }} {{ "aged 15 to 17" }} {{ "the A38" }}"#, "2023/24 aged 15 to 17 the A38"),
        (r#"{{ stated("5,475", source="Census") ~ " people" }}"#, "5,475 people"),
        (
            "{% set ns = namespace(n=0) %}{% for row in volume.rows if row.value > 99999 %}{% set ns.n = ns.n + 1 %}\
             {% endfor %}{{ ns.n }}, {{ (1 - ns.n / 4) | pct }}",
            "0, 100.0%",
        ),
        (
            "{% set ns = namespace(n=0) %}{% for row in volume.rows %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}",
            "4",
        ),
        (r#"{{ "£" ~ (volume.total / 1000) | decimal(1) ~ "k" }}"#, "£13.9k"),
        (r"{% set n = volume.total %}{% macro m(x) %}{{ x - 1 }}{% endmacro %}{{ m(n) }}", "13,890"),
        (r"{{ [volume.total, population] | max }} {{ population / 1000 }}", "1,070,000 1,070.0"),
        (r#"{{ ["none", "one", "two", "three"][volume.rank("Amber Valley")] }}"#, "two"),
    ] {
        assert_eq!(said(source).trim_end(), expected, "{source}");
    }
    let mut named = table("volume");
    named.rows[0].label = "0-17".to_owned();
    let narrator = Narrator::new([("volume".to_owned(), Arc::new(named))], []);
    let words = |source| narrator.words(&Text::file("a.md", source));
    assert_eq!(words("{{ volume.top(1)[0].name }}: {{ volume.column('total').highest }}"), Ok("0-17: 0-17".to_owned()));
    assert_eq!(
        words("{% for k in volume.column('total').keys %}{{ volume.column('total').at(k) - 1 }} {% endfor %}"),
        Ok("4,329 390 153 15".to_owned())
    );
}

#[test]
fn a_typed_figure_is_shown_where_it_is_typed() {
    insta::assert_snapshot!(faults("One.\n{% set x = volume.total * 0 + 9876 %}\nThere were {{ x }} of them."));
}

#[test]
fn a_text_cannot_fill_the_memory() {
    for source in [
        "{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x | length }}",
        &("{% set x = 'aaaaaaaa' %}".to_owned() + &"{% set x = x ~ x %}".repeat(60)),
        &("{% set x = [1] %}".to_owned() + &"{% set x = [x, x] %}".repeat(60) + "{{ 'a' if x == [x] }}"),
        &("{% set x = [1] %}".to_owned() + &"{% set x = x + x %}".repeat(60) + "{{ x | length }}"),
        "{{ 'a' * 99999999 }}",
        "{{ ('a' ~ 'b') * 49999999 ~ ('a') * 99999999 ~ 99999999 * 'a' }}",
        "{{ (1, 2) * 49999999 | length }}",
        "{% if 99999999 * area %}{% endif %}",
        "{% set n = 90000000 %}{% if (area) * n ~ area * n %}a{% endif %}",
        "{{ ([1] * 99999999) | length }}",
        "{{ range(100000) | join(area) | length }}",
        "{{ range(9000) | join('long words between') | length }}",
        "{{ '%0999999999d' | format(1) }}",
        "{{ area | indent(4000000000) }}",
        "{{ [1] | batch(4000000000, 0) | list }}",
        "{{ [1] | slice(4000000000) | list }}",
        "{{ area | replace('', area * 1000) }}",
        "{{ area | center(4000000000) }}",
        "{{ (area ~ ',') | split('') | list }}",
        "{% macro m(a) %}{{ m(a ~ a) }}{% endmacro %}{{ m('aaaaaaaa') }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for a in range(9000) %}{% for b in range(9000) %}{% for c in range(9000) %}{% endfor %}{% endfor %}{% endfor %}",
        &format!("{{% for a in range(9000) %}}{}{{% endfor %}}", "words ".repeat(500)),
        &format!(
            "{{% macro m() %}}{}{{% endmacro %}}{{% for a in range(9000) %}}{{{{ m() }}}}{{% endfor %}}",
            "words ".repeat(500)
        ),
        &format!("{{% set x %}}{}{{% endset %}}{{% set y = x ~ x ~ x ~ x %}}{{{{ y }}}}", "words ".repeat(5000)),
        &format!("{{% set x %}}{{% for a in range(9000) %}}{}{{% endfor %}}{{% endset %}}", "words ".repeat(500)),
        "{% set ns = namespace(x=0) %}{% set ns.x = ns %}{{ ns ~ '' }}",
        "{% set ns = namespace(x=0) %}{% set ns.x = [[ns]] %}{{ ns ~ '' }}",
        "{% filter upper %}{{ area }}{% endfilter %}",
        "{% with a = area ~ area, b = a ~ a %}{{ b }}{% endwith %}",
        "{{ 10 ** 30 ** 5 }}",
        "{{ lipsum(1000) }}",
    ] {
        let begun = std::time::Instant::now();
        let found = codes(source);
        assert!(!found.is_empty(), "{source}: {}", said(source).chars().take(200).collect::<String>());
        assert!(begun.elapsed().as_secs() < 5, "{source} took {:?}", begun.elapsed());
    }
}

#[test]
fn what_is_too_large_says_so() {
    insta::assert_snapshot!(faults("A\n{% set x = area * 3 %}"));
    insta::assert_snapshot!(
        faults(&format!("{{% set x = '{}' %}}", "a".repeat(20_000)))
            .lines()
            .filter(|line| line.len() < 200)
            .collect::<Vec<_>>()
            .join("\n")
    );
    insta::assert_snapshot!(faults("{% for a in range(20000) %}a{% endfor %}"));
    insta::assert_snapshot!(faults("{% set ns = namespace(x=0) %}\n{% set ns.x = ns %}"));
}

#[test]
fn rows_are_compared_by_figure_and_have_no_order_of_their_own() {
    assert_eq!(said("{{ 'more' if volume.rows[0] > volume.rows[1] else 'less' }}"), "more");
    assert_eq!(said("{{ 'in' if volume.rows[0] in volume.top(2) else 'out' }}"), "in");
    assert_eq!(said(r#"{{ (volume.rows | sort(attribute="value") | first).name }}"#), "Bolsover");
    assert_eq!(codes(r#"{{ volume.rows | sort(attribute="rate") | length }}"#), ["template-failed"]);
    for ordering in ["max", "min", "sort", "unique"] {
        assert_eq!(codes(&format!("{{{{ (volume.rows | {ordering}) }}}}")), ["template-failed"], "{ordering}");
    }
    for odd in [
        "volume < volume.rows[0]",
        "[volume, volume.rows[0], period, area] | sort",
        "volume == knife_crime",
        "period > volume",
        "volume.row('Derby') < volume.rows[0]",
        "volume ~ ''",
        "[volume] | join",
        "[volume.row('Derby')] | unique",
    ] {
        let _ = codes(&format!("{{% if {odd} %}}{{% endif %}}{{{{ {odd} }}}}"));
    }
    insta::assert_snapshot!(faults("{{ (volume.rows | max).name }}"));
    insta::assert_snapshot!(faults("{{ volume ~ '' }}"));
}

#[test]
fn a_claim_must_ask_something_of_the_data() {
    assert!(claimed("It was 12,345.", None, Some(("12345", "12,345"))).is_err());
    assert!(claimed("It was 12,345.", None, Some(("sum([12345])", "12,345"))).is_err());
    assert!(claimed("It was 12,345.", Some("1 == 1"), None).is_err_and(|fault| fault.contains("unbound-figure")));
    assert!(claimed("It was quiet.", Some("area != 'Elsewhere'"), None).is_ok());
}

#[test]
fn markdown_without_a_place_is_refused() {
    insta::assert_snapshot!(faults(
        "\
Text

    code

`code` <b>bold</b> ![](x.png)

| a | b |
|---|---|

---

Note[^a]

[^a]: this
"
    ));
    insta::assert_snapshot!(faults(
        "\
[see](#map) [run](javascript:alert)

2023. was a year"
    ));
    insta::assert_snapshot!(faults(&"> ".repeat(40)));
}

#[test]
fn a_line_is_one_paragraph() {
    let found = narrator().line(&Text::file("a.md", "One.\n\nTwo.")).err().unwrap_or_default();
    insta::assert_snapshot!(render(&found, false));
    assert_eq!(narrator().line(&Text::file("a.md", "{% if false %}x{% endif %}")), Ok(Vec::new()));
}

fn claimed(sentence: &str, holds: Option<&str>, equals: Option<(&str, &str)>) -> Result<Vec<Inline>, String> {
    let file = |source| Text::file("claims.md", source);
    let (sentence, holds, equals) =
        (file(sentence), holds.map(file), equals.map(|(expression, figure)| (file(expression), figure)));
    let claim = Claim {
        text: &sentence,
        holds: holds.as_ref(),
        equals: equals.as_ref().map(|(expression, figure)| (expression, *figure)),
    };
    narrator().claim(&claim).map_err(|found| render(&found, false))
}

#[test]
fn a_claim_that_holds_gives_its_sentence() {
    let sentence = "Derby had 82% of offences in 2021/22.";
    let content = claimed(sentence, None, Some((r#"volume.share("Derby", "2021/22")"#, "82%"))).unwrap_or_default();
    assert_eq!(plain_text(&content), sentence);
    assert!(
        matches!(&content[1], Inline::Value(bound) if bound.text == "82%" && bound.inputs.len() == 2),
        "{content:?}"
    );
    let ordered = claimed("Derby comes 1st.", Some(r#"volume.column("total").is_highest("Derby")"#), None);
    assert!(ordered.is_ok(), "{ordered:?}");
    assert!(claimed("It was 13,891.", None, Some(("volume.total", "13,891"))).is_ok());
    let pounds = |sentence: &str, figure: &str| claimed(sentence, None, Some(("volume.total", figure)));
    assert!(pounds("It cost £13,891.", "£13,891").is_ok());
    assert!(pounds("It cost £13,892.", "£13,892").is_err_and(|fault| fault.contains("expected: £13,891")));
    // 1,648 less 1,489 of 1,489 is 10.7 %; the other way round, 9.6 %.
    let change = r#"difference(volume.cell("total", "2022/23"), volume.cell("total", "2021/22")) / volume.cell("total", "2021/22")"#;
    let back = r#"difference(volume.cell("total", "2021/22"), volume.cell("total", "2022/23")) / volume.cell("total", "2022/23")"#;
    for (sentence, expression, figure) in [
        ("The change was +10.7%.", change, "+10.7%"),
        ("It rose by 10.7%.", change, "+10.7%"),
        ("The change was -9.6%.", back, "-9.6%"),
        ("The change was \u{2212}9.6%.", back, "-9.6%"),
        ("The change was \u{2212}9.6%.", back, "\u{2212}9.6%"),
        ("It fell by 9.6%.", back, "-9.6%"),
    ] {
        let content = claimed(sentence, None, Some((expression, figure))).unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!(plain_text(&content), sentence);
        assert!(content.iter().any(|inline| matches!(inline, Inline::Value(_))), "{sentence}");
    }
    assert!(claimed("It rose by 9.6%.", None, Some((back, "-9.6%"))).is_err_and(|fault| fault.contains("claim-fails")));
    assert!(claimed("It fell by 9.7%.", None, Some((back, "-9.7%"))).is_err_and(|fault| fault.contains("claim-fails")));
    assert!(claimed("It was Derby.", None, Some(("volume.top(1)[0].name", "Derby"))).is_ok());
}

#[test]
fn a_claim_that_fails_says_what_the_data_say() {
    let share = r#"volume.share("Derby", "2021/22")"#;
    let fails = |sentence, holds, equals| claimed(sentence, holds, equals).err().unwrap_or_default();
    insta::assert_snapshot!(fails("Derby had 16% of offences.", None, Some((share, "16%"))));
    insta::assert_snapshot!(fails("Derby had 83% and 12 more.", None, Some((share, "83%"))));
    insta::assert_snapshot!(fails("Most were elsewhere.", Some(r#"volume.share("Derby", "2021/22") < 0.5"#), None));
    insta::assert_snapshot!(fails("Bolsover is quiet.", Some(r#"volume.cell("small", "2022/23") < 5"#), None));
    insta::assert_snapshot!(fails("Nothing to test.", None, None));
    insta::assert_snapshot!(fails("Not a comparison.", Some("area"), None));
}

#[test]
fn every_registered_word_is_known_to_the_environment() {
    for entry in REGISTRY {
        let name = entry.name();
        let source = match entry.kind {
            Kind::Filter => format!("{{{{ volume.total | {name} }}}}"),
            Kind::Function => format!("{{{{ {name}(volume.total) }}}}"),
            Kind::Test => format!("{{{{ \"a\" if volume.total is {name} else \"b\" }}}}"),
            Kind::Table => {
                format!("{{{{ volume.{name}{} }}}}", if entry.signature.contains('(') { "(area)" } else { "" })
            }
            Kind::Series => format!(
                "{{{{ volume.row(\"Derby\").{name}{} }}}}",
                if entry.signature.contains('(') { "(area)" } else { "" }
            ),
            Kind::Row => format!(
                "{{{{ volume.top(1)[0].{name}{} }}}}",
                if entry.signature.contains('(') { "(area)" } else { "" }
            ),
        };
        let found = narrator().line(&Text::file("a.md", &source)).err().unwrap_or_default();
        let unknown = found.iter().any(|fault| fault.code.as_str() == "unknown-name");
        assert!(!unknown, "{source}\n{}", render(&found, false));
    }
}

const GUIDE: &str = include_str!("../../../docs/narrative.md");

/// The tables of words in the guide.
fn reference() -> String {
    let part = |title: &str, kind: Kind| {
        let rows = REGISTRY.iter().filter(|entry| entry.kind == kind);
        let lines: Vec<String> = rows.map(|entry| format!("| `{}` | {} |", entry.signature, entry.summary)).collect();
        format!("### {title}\n\n| word | gives |\n|---|---|\n{}\n\n", lines.join("\n"))
    };
    [
        part("Of a table", Kind::Table),
        part("Of a row in `table.rows` or `table.top(n)`", Kind::Row),
        part("Of `table.row(...)` and `table.column(...)`", Kind::Series),
        part("Functions", Kind::Function),
        part("Filters", Kind::Filter),
        part("Tests", Kind::Test),
    ]
    .concat()
}

#[test]
fn the_guide_lists_every_word() {
    let listed = GUIDE.split("<!-- words -->\n").nth(1).unwrap_or_default();
    assert!(
        listed == reference(),
        "put this between the marks `<!-- words -->` of docs/narrative.md:\n\n{}",
        reference()
    );
}

/// Each example of the guide is a pair of code blocks: what is written, and what is printed.
#[test]
fn the_examples_of_the_guide_are_true() {
    let blocks: Vec<&str> = GUIDE.split("```").skip(1).step_by(2).collect();
    let mut tried = 0;
    for pair in blocks.windows(2) {
        let (Some(source), Some(expected)) = (pair[0].strip_prefix("jinja\n"), pair[1].strip_prefix("text\n")) else {
            continue;
        };
        assert_eq!(said(source.trim_end()), expected.trim_end(), "{source}");
        tried += 1;
    }
    assert!(tried >= 5, "only {tried} examples were found");
}

mod hostile {
    use proptest::prelude::*;

    use super::*;

    fn any_text() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            Just("{{ "),
            Just(" }}"),
            Just("{% if "),
            Just(" %}"),
            Just("{% endif %}"),
            Just("{%- set x = "),
            Just("{# "),
            Just(" #}"),
            Just("volume"),
            Just(".row(\"Derby\")"),
            Just(".cell(\"small\", \"2022/23\")"),
            Just(".total"),
            Just(" | pct"),
            Just(" | list"),
            Just(" - "),
            Just("x"),
            Just("12"),
            Just("\n"),
            Just("    "),
            Just("- "),
            Just("> "),
            Just("[a](#b)"),
            Just("**"),
            Just("\""),
            Just("\\"),
            Just("é"),
            Just("{% for x in "),
            Just(" in "),
            Just("{% endfor %}"),
            Just("{% raw %}"),
            Just("{% endraw %}"),
            Just("-%}"),
            Just("\u{F0000}"),
            Just("\r\n"),
        ];
        let pieces = proptest::collection::vec(part, 0..24).prop_map(|parts| parts.concat());
        prop_oneof![pieces, any::<String>()]
    }

    proptest! {
        #[test]
        fn no_text_brings_it_down(source in any_text(), label in any::<String>(), cells in 0_usize..6) {
            let mut table = table("volume");
            table.rows[0].label = label;
            table.rows[1].cells.truncate(cells);
            let narrator = Narrator::new([("volume".to_owned(), Arc::new(table))], []);
            let text = Text { source: &source, file: "a.md", first_line: 3, column: 2, file_text: &source };
            for found in [
                narrator.prose(&text).err(),
                narrator.line(&text).err(),
                narrator.words(&text).err(),
                narrator.bound(&text).err(),
                narrator.claim(&Claim { text: &text, holds: Some(&text), equals: Some((&text, "16%")) }).err(),
            ] {
                render(&found.unwrap_or_default(), false);
            }
        }
    }
}

/// A table of shares: 6 of 14, 60 of 140.
fn shares() -> Narrator {
    let fraction = |part, whole, from| Cell::Fraction(Fraction::share(part, whole).unwrap().kept_back_below(from));
    let columns = vec![
        column("count", Role::Value, Format::Count),
        column("share", Role::Derived, Format::Percent(1)),
        column("all_small", Role::Derived, Format::Percent(1)),
    ];
    let row = |label: &str, kind, count, share, small| Row {
        key: label.to_lowercase(),
        label: label.to_owned(),
        kind,
        cells: vec![Cell::Count(count), share, small],
    };
    let rows = vec![
        row("Few", RowKind::Body, 6, fraction(6, 14, 20), fraction(1, 4, 20)),
        row("Many", RowKind::Body, 10, fraction(60, 140, 20), fraction(3, 4, 20)),
        row("Total", RowKind::Total, 16, fraction(66, 154, 20), fraction(4, 8, 20)),
    ];
    let table = Table { columns, rows, ..table("shares") };
    Narrator::new([("shares".to_owned(), Arc::new(table))], []).with_percentages_from(20)
}

#[test]
fn percentages_on_a_small_base_are_said_in_counts() {
    for (source, expected) in [
        (r#"{{ shares.cell("Few", "share") | pct }} and {{ shares.cell("Few", "share") }}"#, "6 of 14 and 6 of 14"),
        (r#"{{ shares.cell("Many", "share") | pct }}"#, "42.9%"),
        (r#"{{ shares.share("Few", "count") | pct(0) }}"#, "6 of 16"),
        (r#"{{ ratio(shares.cell("Few", "count"), shares.cell("Many", "count")) | pct }}"#, "6 of 10"),
        (r#"{{ ratio(shares.cell("Few", "count"), shares.cell("Many", "count")) }}"#, "0.6"),
        (r#"{{ (shares.cell("Few", "count") / shares.total) | pct }}"#, "[u]"),
        (r#"{{ difference(shares.cell("Few", "share"), shares.cell("Many", "share")) | signed_pct }}"#, "[u]"),
        (r#"{% if shares.cell("Few", "share") > 0.4 %}{{ shares.cell("Few", "share") }}{% endif %}"#, "6 of 14"),
        (r#"{{ shares.column("share").highest }}: {{ shares.column("share").max | pct }}"#, "Many: 42.9%"),
        (r#"{{ shares.column("all_small").highest }}: {{ shares.column("all_small").max | pct }}"#, "Many: 3 of 4"),
        (r#"{{ (shares.top(1, "all_small") | first).name }}"#, "Many"),
    ] {
        let said = match shares().line(&Text::file("summary.md", source)) {
            Ok(content) => plain_text(&content),
            Err(found) => render(&found, false),
        };
        assert_eq!(said, expected, "{source}");
    }
}

#[test]
fn a_change_from_a_small_count_is_said_in_counts() {
    let said = |from: u64| {
        let source = r#"{{ change(volume.row("Derby"), "2021/22", "2023/24") }}"#;
        let content = narrator().with_percentages_from(from).line(&Text::file("summary.md", source));
        content.map(|content| plain_text(&content)).unwrap_or_default()
    };
    assert_eq!(said(0), "rose by 32.0% (from 1,220 to 1,610)");
    assert_eq!(said(1221), "rose from 1,220 to 1,610");
    assert_eq!(said(1611), "rose from 1,220 to 1,610 (small numbers)");
}

/// Clopper and Pearson's interval of 1,610 of 2,830 as a ratio, less 1.
#[test]
fn a_change_can_be_said_with_its_interval() {
    let source = r#"{{ change_with_interval(volume.row("Derby"), "2021/22", "2023/24") }}"#;
    let said = |from: u64| {
        let content = narrator().with_percentages_from(from).line(&Text::file("summary.md", source));
        content.map(|content| plain_text(&content)).unwrap_or_default()
    };
    assert_eq!(said(0), "rose by 32.0% (from 1,220 to 1,610; 95% interval +22.4% to +42.3%)");
    assert_eq!(said(1221), "rose from 1,220 to 1,610", "no percentage, no interval");
}

#[test]
fn a_share_of_time_is_one_of_few() {
    assert_eq!(said("{{ ratio(3, 7) | pct }} {{ ratio(10, 24) | pct(0) }}"), "42.9% 42%");
    for dressed in [
        "{{ ratio(93, 365) | pct(0) }}",
        "{{ ratio(25, 168) | pct(0) }}",
        "{{ ratio(7, 60) | pct }}",
        "{{ plain(volume.total * 0 + 777) }}",
        "{{ plain(777) }}",
        "777 [x](mailto:a@b.c)",
    ] {
        assert!(!faults(dressed).starts_with("no fault"), "{dressed}");
    }
}

#[test]
fn what_is_not_a_figure_can_be_asked_whether_there_is_any() {
    for asked in [
        "volume",
        "volume.rows",
        "volume.row(\"Derby\")",
        "volume.column(\"total\")",
        "volume.columns",
        "volume.top(2)",
    ] {
        assert_eq!(said(&format!("{{% if {asked} %}}some{{% else %}}none{{% endif %}}")), "some", "{asked}");
        assert_eq!(
            said(&format!("{{% set kept = {asked} %}}{{% if kept and true %}}some{{% endif %}}")),
            "some",
            "{asked}"
        );
    }
}

/// Each pair of counts is tested once, however often and wherever a text asks for it.
#[test]
fn every_comparison_is_counted_once() {
    let comparisons = Comparisons::default();
    let narrator = narrator().counting(&comparisons);
    let tested = |source: &str| {
        assert!(narrator.words(&Text::file("a.md", source)).is_ok(), "{source}");
        comparisons.number()
    };
    assert_eq!(tested(r#"{{ volume.row("Derby").highest }}"#), 0);
    assert_eq!(tested(r#"{{ change(volume.row("Derby"), "2021/22", "2023/24") }}"#), 1);
    assert_eq!(tested(r#"{{ direction(volume.row("Derby"), "2021/22", "2023/24") }}"#), 1, "the same pair");
    assert_eq!(tested(r#"{{ changed(volume.row("Derby"), "2023/24", "2021/22") }}"#), 1, "the other way round");
    assert_eq!(tested(r#"{% if direction(volume.row("Derby"), "2021/22", "2022/23") == "rose" %}a{% endif %}"#), 2);
    assert_eq!(
        tested(r#"{% for row in volume.rows %}{{ change(row.series, "2021/22", "2023/24") }}{% endfor %}"#),
        5,
        "three more"
    );
    assert_eq!(tested(r#"{{ change(volume.row("Bolsover"), "2021/22", "2022/23") }}"#), 5, "a figure is missing");
}
