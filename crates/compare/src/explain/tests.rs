//! Questions about a small report whose every cell is known: what is meant by a name, which cells a figure comes from, and what
//! is behind them.

use super::{Asked, CellFacts, Explanation, FigureFacts, Subject, explain};
use crate::fixture::{by_district, by_year, report, table};
use sna_core::diag::{Diagnostics, render};
use sna_core::document::{Block, Cell, Claim, Document, Fraction, RowKind, Support, Table};

/// What is asked by a name alone.
fn named(what: &str) -> Asked<'_> {
    Asked { what: Some(what), ..Asked::default() }
}

fn answer(document: &Document, asked: &Asked<'_>) -> Explanation {
    explain(document, asked).unwrap_or_else(|found| panic!("{}", words(&found)))
}

fn fault(document: &Document, asked: &Asked<'_>) -> String {
    explain(document, asked).err().map_or_else(|| panic!("{asked:?} is answered"), |found| words(&found))
}

fn words(found: &Diagnostics) -> String {
    render(found, false)
}

/// The kind and identifier of what a name means.
fn meant(document: &Document, what: &str) -> String {
    match answer(document, &named(what)).subject {
        Subject::Section(section) => format!("section {}", section.id),
        Subject::Table(table) => format!("table {}", table.id),
        Subject::Chart(chart) => format!("chart {}", chart.id),
        other => panic!("{other:?}"),
    }
}

fn cells(document: &Document, what: &str, row: Option<&str>, column: Option<&str>) -> Vec<CellFacts> {
    match answer(document, &Asked { row, column, ..named(what) }).subject {
        Subject::Cells(cells) => cells,
        other => panic!("{other:?}"),
    }
}

fn cell(document: &Document, what: &str, row: &str, column: &str) -> CellFacts {
    let cells = cells(document, what, Some(row), Some(column));
    <[CellFacts; 1]>::try_from(cells).map_or_else(|cells| panic!("{cells:?}"), |[cell]| cell)
}

fn figure(document: &Document, figure: &str, what: Option<&str>) -> FigureFacts {
    match answer(document, &Asked { figure: Some(figure), what, ..Asked::default() }).subject {
        Subject::Figure(facts) => facts,
        other => panic!("{other:?}"),
    }
}

/// Table, row and column of cells.
fn places(cells: &[CellFacts]) -> Vec<(&str, &str, &str)> {
    cells.iter().map(|cell| (cell.table.as_str(), cell.row.as_str(), cell.column.as_str())).collect()
}

/// The report with one more table in the section on districts.
fn with_table(table: Table) -> Document {
    let mut document = report();
    document.sections[2].blocks.push(Block::Table(Box::new(table)));
    document
}

#[test]
fn a_name_is_whole_or_a_number_or_the_end_of_one() {
    let document = report();
    for (what, expected) in [
        ("volume.by_year", "table volume.by_year"),
        ("volume.by_year_chart", "chart volume.by_year_chart"),
        ("districts", "section districts"),
        ("table:volume.by_year", "table volume.by_year"),
        ("chart: by_year_chart", "chart volume.by_year_chart"),
        (" by_year ", "table volume.by_year"),
        ("places", "table districts.places"),
        ("Table 2", "table districts.places"),
        ("table 1", "table volume.by_year"),
        ("FIGURE 1", "chart volume.by_year_chart"),
        ("3", "section districts"),
    ] {
        assert_eq!(meant(&document, what), expected, "{what}");
    }
}

#[test]
fn a_whole_name_comes_before_the_end_of_another() {
    let other = Table { id: "districts.by_year".to_owned(), number: 3, ..by_year() };
    let document = with_table(Table { id: "places.districts".to_owned(), ..other.clone() });
    assert_eq!(meant(&document, "districts"), "section districts");
    let document = with_table(other);
    assert_eq!(meant(&document, "districts.by_year"), "table districts.by_year");
    let said = fault(&document, &named("by_year"));
    assert!(said.contains("error[ambiguous-name]"), "{said}");
    assert!(said.contains("`table:volume.by_year`") && said.contains("`table:districts.by_year`"), "{said}");
}

#[test]
fn what_means_nothing_is_refused() {
    let unprinted = Table { id: "districts.hidden".to_owned(), number: 0, printed: false, ..by_year() };
    let document = with_table(unprinted);
    assert_eq!(
        meant(&document, "hidden"),
        "table districts.hidden",
        "a table that is not printed can be asked by its name"
    );
    for what in ["by_yeer", "", " ", "table:", "Table 0", "Table 9", "chart:places", "year"] {
        let said = fault(&document, &named(what));
        assert!(said.contains("error[unknown-name]"), "{what}: {said}");
    }
    let row_of_nothing = Asked { row: Some("Derby"), ..Asked::default() };
    assert!(fault(&document, &row_of_nothing).contains("error[no-table]"));
    let row_of_section = Asked { row: Some("Derby"), ..named("districts") };
    assert!(fault(&document, &row_of_section).contains("error[not-a-table]"));
    let point_of_table = Asked { point: Some("Derby"), ..named("places") };
    assert!(fault(&document, &point_of_table).contains("error[not-a-chart]"));
    let point = Asked { point: Some("2024/25"), ..named("by_year_chart") };
    assert!(fault(&document, &point).contains("error[unknown-point]"));
}

/// Derby: 180, 200, 240, in all 620 of 940.
#[test]
fn a_cell_is_given_with_its_totals_and_all_its_digits() {
    let document = report();
    let count = cell(&document, "places", "Derby", "2023/24");
    assert_eq!((count.printed.as_str(), count.exact.as_str(), count.value), ("240", "240", Some(240.0)));
    let totals: Vec<_> =
        count.totals.iter().map(|total| (total.row.as_str(), total.column.as_str(), total.printed.as_str())).collect();
    assert_eq!(totals, [("Derby", "total", "620"), ("total", "2023/24", "360")]);
    let sum = cell(&document, "places", "total", "total");
    assert!(sum.totals.is_empty(), "the sum of all is part of no total");
    assert_eq!(sum.row_holds.as_deref(), Some("a sum over rows"));
    let rate = cell(&document, "places", "Derby", "rate");
    assert_eq!((rate.printed.as_str(), rate.totals.len()), ("2.38", 0), "a rate adds up to nothing");
    let change = cell(&document, "by_year", "2022/23", "change_pct");
    assert_eq!((change.printed.as_str(), change.value), ("+7.1%", Some(20.0 / 280.0)));
    assert_eq!(change.exact, (20.0 / 280.0_f64).to_string());
    let first = cell(&document, "by_year", "2021/22", "change_pct");
    assert_eq!((first.printed.as_str(), first.exact.as_str(), first.value), ("[x]", "not available", None));
}

#[test]
fn a_share_names_its_counts_and_a_small_one_only_those() {
    let mut changed = by_district();
    let share = Fraction::share(6, 40).unwrap();
    changed.id = "districts.shares".to_owned();
    changed.rows[0].cells[4] = Cell::Fraction(share);
    changed.rows[1].cells[4] = Cell::Fraction(share.kept_back_below(50));
    let document = with_table(changed);
    assert_eq!(cell(&document, "shares", "Derby", "rank").exact, "0.15: 6 of 40");
    let small = cell(&document, "shares", "Bolsover", "rank");
    assert_eq!(small.exact, "6 of 40");
    assert!(!small.printed.contains("15"), "{}", small.printed);
}

#[test]
fn a_row_or_a_column_alone_is_all_its_cells() {
    let document = report();
    assert_eq!(cells(&document, "places", Some("Bolsover"), None).len(), 6);
    let column = cells(&document, "places", None, Some("rate"));
    let printed: Vec<&str> = column.iter().map(|cell| cell.printed.as_str()).collect();
    assert_eq!(printed, ["2.38", "4.00", "2.76"]);
    let said = fault(&document, &Asked { row: Some("Erewash"), column: Some("rato"), ..named("places") });
    assert!(said.contains("error[unknown-row]") && said.contains("error[unknown-column]"), "both at once: {said}");
}

/// A row is found by its key before any row of that name: a key is what a reader was given by the program.
#[test]
fn a_key_comes_before_a_label() {
    let mut changed = by_district();
    changed.id = "districts.renamed".to_owned();
    changed.rows[0].label = "Bolsover".to_owned();
    let document = with_table(changed);
    assert_eq!(cell(&document, "renamed", "Bolsover", "total").printed, "320");
    assert_eq!(cell(&document, "renamed", "Derby", "total").row_label, "Bolsover");
}

/// 360 is printed in two cells, in the finding (twice: the key findings print it too), in the text, and in the chart's headline.
#[test]
fn a_figure_is_found_wherever_it_is_printed() {
    let document = report();
    let found = figure(&document, "360", None);
    assert_eq!(
        places(&found.cells),
        [("volume.by_year", "2023/24", "count"), ("districts.places", "total", "2023/24")]
    );
    assert_eq!(found.cells_found, 2);
    let uses: Vec<_> = found.uses.iter().map(|each| (each.section.as_str(), each.stands_in.as_str())).collect();
    assert_eq!(uses, [("summary", "the key findings"), ("volume", "the finding"), ("volume", "the text")]);
    assert_eq!(
        found.titles.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(),
        ["chart:volume.by_year_chart"]
    );
    let text = &found.uses[2];
    assert_eq!(text.expression, "by_year.column(\"count\").max");
    assert_eq!(text.sentence, "The most in a year were 360, in the year 2023/24.");
    assert_eq!(places(&text.cells), [("volume.by_year", "2023/24", "count")]);
    // The change names both of its cells.
    let both = [("volume.by_year", "2022/23", "count"), ("volume.by_year", "2023/24", "count")];
    assert_eq!(places(&found.uses[1].cells), both);
}

#[test]
fn a_figure_can_be_asked_of_one_part_of_the_report() {
    let document = report();
    let of_table = figure(&document, "360", Some("by_year"));
    assert_eq!(places(&of_table.cells), [("volume.by_year", "2023/24", "count")]);
    let of_section = figure(&document, "620", Some("districts"));
    assert_eq!((of_section.uses.len(), of_section.cells_found), (1, 1));
    let said = fault(&document, &Asked { figure: Some("620"), ..named("volume") });
    assert!(said.contains("error[unknown-figure]"), "{said}");
    assert!(fault(&document, &Asked { figure: Some("361"), ..Asked::default() }).contains("error[unknown-figure]"));
}

/// A figure that an author typed rests on no cell that is kept: the cells that print it are shown instead.
#[test]
fn a_figure_of_a_claim_is_found() {
    let mut document = report();
    document.sections[1].blocks.push(Block::Claim(Claim {
        text: vec![crate::fixture::words("There were 280 in the first year.")],
        holds: None,
        equals: Some(("by_year.cell(\"2021/22\", \"count\")".to_owned(), "280".to_owned())),
    }));
    let found = figure(&document, "280", None);
    assert_eq!(found.uses.len(), 1);
    assert_eq!(found.uses[0].stands_in, "a claim that was true when the report was built,");
    assert_eq!(
        places(&found.cells),
        [("volume.by_year", "2021/22", "count"), ("districts.places", "total", "2021/22")]
    );
    let asked = Asked { figure: Some("280"), ..Asked::default() };
    let tables: Vec<String> = answer(&document, &asked).tables.into_iter().map(|table| table.id).collect();
    assert_eq!(tables, ["volume.by_year", "districts.places"]);
}

#[test]
fn many_cells_are_counted_and_some_are_shown() {
    let column = vec![sna_core::document::Column::new(
        "count",
        "Number",
        by_year().columns[0].role,
        by_year().columns[0].format,
    )];
    let rows = (0..25).map(|at| crate::fixture::row(&format!("r{at}"), RowKind::Body, vec![Cell::Count(77)])).collect();
    let found = figure(&with_table(table("districts.many", "Many", column, rows, &["district"])), "77", None);
    assert_eq!((found.cells.len(), found.cells_found), (20, 25));
}

#[test]
fn a_section_lists_what_it_holds_and_the_figures_that_rest_on_cells() {
    let Subject::Section(facts) = answer(&report(), &named("volume")).subject else { panic!("a section") };
    let held: Vec<&str> = facts.holds.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(held, ["table:volume.by_year", "chart:volume.by_year_chart"]);
    let printed: Vec<&str> = facts.figures.iter().map(|each| each.printed.as_str()).collect();
    assert_eq!(printed, ["rose by 20.0% (from 300 to 360)", "360"], "the year 2023/24 rests on no cell");
}

#[test]
fn a_point_is_the_cell_of_the_charts_column() {
    for what in ["by_year_chart", "volume.by_year"] {
        let Subject::Chart(facts) = answer(&report(), &Asked { point: Some("2023/24"), ..named(what) }).subject else {
            panic!("a chart")
        };
        assert_eq!(facts.drawn.len(), 1);
        assert_eq!((facts.drawn[0].printed.as_str(), facts.drawn[0].value), ("360", Some(360.0)));
        assert_eq!(places(&facts.drawn[0].cells), [("volume.by_year", "2023/24", "count")]);
    }
}

/// 25 sound records in each of 36 months; a query of one year has 12 of them behind it.
#[test]
fn the_evidence_is_that_of_the_queries() {
    let mut narrow = Table { id: "districts.narrow".to_owned(), number: 3, ..by_year() };
    narrow.provenance[0].scope.period.first = "2023-04-01".to_owned();
    narrow.provenance.push(narrow.provenance[0].clone());
    let document = with_table(narrow);
    let wide = answer(&document, &named("by_year"));
    assert_eq!(wide.tables[0].queries[0].sound, [("offences".to_owned(), 900)]);
    let narrow = answer(&document, &named("narrow"));
    assert_eq!(narrow.tables[0].queries.len(), 1, "the same query is listed once");
    assert_eq!(narrow.tables[0].queries[0].sound, [("offences".to_owned(), 300)]);
    let definitions: Vec<&str> = wide.definitions.iter().map(|definition| definition.name.as_str()).collect();
    assert_eq!(definitions, ["narrow"], "the wide one decides nothing here");
}

#[test]
fn columns_and_populations_are_those_a_table_rests_on() {
    let places = answer(&report(), &named("places"));
    let columns: Vec<&str> = places.sources[0].columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(columns, ["district"]);
    assert_eq!(places.sources[0].columns[0].from, "column `DISTRICT` of the file");
    let supports: Vec<Support> = places.supports.iter().map(|support| support.support).collect();
    assert_eq!(supports, [Support::Populations]);
    assert_eq!(places.supports[0].populations[0].name, "district");
    assert!(answer(&report(), &named("by_year")).supports.is_empty());
}
