//! Tests of tables of published figures.

use super::super::Body;
use super::super::fixture::{World, cell, number};
use sna_core::document::{Cell, Fraction, Missing, RowKind};
use sna_data::Figures;

/// Calls by response, sex and year, with a published total that holds more than the sexes; rates of two groups; districts.
pub(crate) fn world() -> World {
    let calls = "See,Male,2021/22,300\nSee,Male,2023/24,180\nSee,Female,2021/22,100\nSee,Female,2023/24,150\nSee,All,2021/22,420\nSee,All,2023/24,330\n\
                 Hear,Male,2021/22,30\nHear,Male,2023/24,33\nHear,Female,2021/22,5\nHear,Female,2023/24,c\nHear,All,2021/22,36\nHear,All,2023/24,40";
    let rates = "Mixed,2021/22,5.4\nMixed,2023/24,5.0\nWhite,2021/22,1.4\nWhite,2023/24,1.4";
    let shares = "North,2021/22,12.5\nNorth,2023/24,14\nSouth,2021/22,8.0\nSouth,2023/24,6.5";
    let fires = "Elm,40\nOak,10\nAsh,25";
    World::bare()
        .with_aggregate("calls", Figures::Count, "response,sex,year", calls)
        .with_aggregate("rates", Figures::Rate, "group,year", rates)
        .with_aggregate("shares", Figures::Percent, "district,year", shares)
        .with_aggregate("fires", Figures::Count, "ward", fires)
        .with_population_set("wards", "ward", &[("Elm", 10_000), ("Oak", 5_000), ("Ash", 5_000)])
}

fn table(options: &str) -> Body {
    world()
        .table(&format!("aggregate: {{ {options} }}"))
        .unwrap_or_else(|found| panic!("{}", sna_core::diag::render(&found, false)))
}

fn labels(body: &Body) -> Vec<&str> {
    body.rows.iter().map(|row| row.label.as_str()).collect()
}

#[test]
fn figures_stand_as_published_with_sums_and_changes() {
    let body = table(
        "of: calls, rows: sex, columns: year, where: { response: See, sex: [Male, Female] }, total: both, change: true, share: column",
    );
    assert_eq!(labels(&body), ["Male", "Female", "Total"]);
    assert_eq!(cell(&body, "Male", "2021/22"), Cell::Count(300));
    assert_eq!(cell(&body, "total", "total"), Cell::Count(730));
    assert_eq!(number(&body, "Male", "change"), -120.0);
    assert_eq!(cell(&body, "Male", "change_pct"), Cell::Fraction(Fraction::change(300, 180).unwrap()));
    assert_eq!(cell(&body, "Female", "share_2023/24"), Cell::Fraction(Fraction::share(150, 330).unwrap()));
    assert_eq!((body.base.as_deref(), body.row_header.as_str()), (Some("calls"), "Sex"));
    assert_eq!(body.notes, ["About calls."]);
    assert!(body.columns[1].emphasis && !body.columns[0].emphasis, "the newest year is set off");
    assert_eq!(
        body.taken[0].sql,
        "SELECT sex, year, value FROM calls WHERE response = 'See' AND sex IN ('Male', 'Female')"
    );
}

#[test]
fn what_a_published_total_holds_beyond_its_parts_is_a_row() {
    let body = table("of: calls, rows: sex, columns: year, where: { response: See }, whole: All");
    assert_eq!(labels(&body), ["Male", "Female", "Not recorded", "All"]);
    assert_eq!(
        (cell(&body, "unknown", "2021/22"), cell(&body, "unknown", "2023/24")),
        (Cell::Count(20), Cell::Count(0))
    );
    assert_eq!((body.rows[2].kind, body.rows[3].kind), (RowKind::Unknown, RowKind::Total));
    assert_eq!(cell(&body, "total", "2021/22"), Cell::Count(420));
}

#[test]
fn a_figure_kept_back_makes_its_sums_unavailable() {
    let body = table(
        "of: calls, rows: sex, columns: year, where: { response: Hear, sex: [Male, Female] }, total: row, change: true, trend: true",
    );
    assert_eq!(cell(&body, "Female", "2023/24"), Cell::Missing(Missing::Confidential));
    assert_eq!(cell(&body, "Female", "change"), Cell::Missing(Missing::Confidential));
    assert_eq!(cell(&body, "total", "2023/24"), Cell::Missing(Missing::NotAvailable));
    assert_eq!(cell(&body, "Male", "trend"), Cell::Text("● no clear change".to_owned()));
    assert!(body.notes.iter().any(|note| note.starts_with("Some figures are under 20")), "{:?}", body.notes);
}

#[test]
fn values_are_added_over_a_dimension_that_is_named() {
    let body =
        table("of: calls, rows: sex, columns: year, over: [response], where: { sex: [Male, Female] }, trend: true");
    assert_eq!(cell(&body, "Male", "2021/22"), Cell::Count(330));
    assert_eq!(cell(&body, "Male", "trend"), Cell::Text("▼ fall".to_owned()));
    assert_eq!(
        body.taken[0].sql,
        "SELECT sex, year, SUM(value) AS value FROM calls WHERE sex IN ('Male', 'Female') GROUP BY sex, year"
    );
}

#[test]
fn rates_and_per_cent_are_compared_and_not_tested() {
    let body = table("of: rates, rows: group, columns: year, change: true, trend: true, rank: true");
    assert_eq!(cell(&body, "Mixed", "trend"), Cell::Text("▼ lower".to_owned()));
    assert_eq!(cell(&body, "White", "trend"), Cell::Text("● same".to_owned()));
    assert_eq!(cell(&body, "Mixed", "rank"), Cell::Count(1));
    let body = table("of: shares, rows: district, columns: year, change: true, order: lowest");
    assert_eq!(labels(&body), ["South", "North"]);
    assert_eq!(number(&body, "North", "2021/22"), 0.125);
    let at = body.columns.iter().position(|column| column.key == "change").unwrap();
    assert_eq!(body.columns[at].title, "Change since 2021/22, percentage points");
    assert_eq!(cell(&body, "North", "change").print(body.columns[at].format), "+1.5");
}

#[test]
fn the_first_rows_the_rest_and_rates_of_residents() {
    let body = table("of: fires, rows: ward, order: highest, top: 2, share: column, total: row");
    assert_eq!(labels(&body), ["Elm", "Ash", "Other", "Total"]);
    assert_eq!(cell(&body, "Other", "value"), Cell::Count(10));
    assert_eq!(cell(&body, "Elm", "share"), Cell::Fraction(Fraction::share(40, 75).unwrap()));
    let body = table(
        "of: fires, rows: ward, only: [Oak, Elm, Ash], total: row, rate: { per: 1000, of: wards }, per_month: true",
    );
    assert_eq!(labels(&body), ["Oak", "Elm", "Ash", "Total"]);
    assert_eq!((number(&body, "Elm", "rate"), number(&body, "total", "rate")), (4.0, 3.75));
    assert_eq!(number(&body, "Ash", "per_month"), 25.0 / 12.0);
    assert_eq!(body.columns[0].title, "Fires");
}

#[test]
fn a_year_is_a_value_like_any_other() {
    let world =
        World::bare().with_aggregate("knives", Figures::Count, "measure,year", "Offences,2024,676\nVictims,2024,376");
    let body = world.table("aggregate: { of: knives, rows: measure, where: { year: 2024 } }").unwrap();
    assert_eq!(cell(&body, "Victims", "value"), Cell::Count(376));
}

#[test]
fn mistakes_are_told() {
    let told: Vec<String> = [
        "of: cals, rows: sex",
        "of: calls, rows: gender, columns: yeer",
        "of: calls, rows: sex, columns: year",
        "of: calls, rows: sex, columns: year, where: { response: See, sex: [Male, Femal] }",
        "of: calls, rows: sex, columns: year, over: [response, sex]",
        "of: calls, rows: sex, columns: year, where: { response: See }, only: [Mail], whole: Al",
        "of: rates, rows: group, columns: year, total: row, top: 1",
        "of: fires, rows: ward, whole: Oak",
        "of: fires, rows: ward, rate: { per: 1000, of: ward }",
    ]
    .iter()
    .map(|options| world().message(&format!("aggregate: {{ {options} }}")))
    .collect();
    insta::assert_snapshot!(told.join("----\n"));
}

/// The same things stand in both figures of a stock: it is given without a test, and its cells are not counts of events.
#[test]
fn stocks_are_not_tested_as_events() {
    let world = World::bare().with_aggregate(
        "held",
        Figures::Stock,
        "sex,day",
        "Male,June 2023,900\nMale,June 2024,1000\nFemale,June 2023,40\nFemale,June 2024,40",
    );
    let body =
        world.table("aggregate: { of: held, rows: sex, columns: day, total: row, change: true, trend: true }").unwrap();
    assert_eq!(cell(&body, "Male", "June 2024"), Cell::Number(1000.0));
    assert_eq!((number(&body, "Male", "change"), number(&body, "total", "June 2024")), (100.0, 1040.0));
    assert_eq!(cell(&body, "Male", "trend"), Cell::Text("▲ higher".to_owned()));
    assert_eq!(cell(&body, "Female", "trend"), Cell::Text("● same".to_owned()));
    assert_eq!(
        body.notes.last().map(String::as_str),
        Some(
            "Trend: June 2024 compared with June 2023, as published; a number of things there are at a moment is not tested as events are."
        )
    );
}

#[test]
fn a_file_can_hold_stocks_beside_counts() {
    let lines = "Referrals,2022/23,900\nReferrals,2023/24,1100\nPlans,2022/23,900\nPlans,2023/24,1100";
    let world =
        World::bare().with_aggregate("care", Figures::Count, "measure,year", lines).with_stocks("care", &["Plans"]);
    let body = world.table("aggregate: { of: care, rows: measure, columns: year, trend: true }").unwrap();
    assert_eq!(
        [cell(&body, "Referrals", "2023/24"), cell(&body, "Plans", "2023/24")],
        [Cell::Count(1100), Cell::Number(1100.0)]
    );
    assert_eq!(cell(&body, "Referrals", "trend"), Cell::Text("▲ rise".to_owned()));
    assert_eq!(cell(&body, "Plans", "trend"), Cell::Text("▲ higher".to_owned()));
    let of_plans = world
        .table("aggregate: { of: care, columns: year, rows: measure, where: { measure: [Plans] }, trend: true }")
        .unwrap();
    assert_eq!(cell(&of_plans, "Plans", "trend"), Cell::Text("▲ higher".to_owned()));
}
