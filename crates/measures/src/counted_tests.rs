//! Every count of every measure is what it says it counts: of random answers, the declared keys add up to the cell.

use super::MEASURES;
use super::aggregate::tests::world as partners;
use super::correlations::tests::world as indicators;
use super::cost::tests::costed;
use super::fixture::World;
use super::school_proximity::tests::world as pupils;
use sna_core::document::{BodyRow, Figure, Meaning};

/// Answers are made at random this many times for each table.
const TRIALS: u64 = 24;

/// A table of each measure and the records it is asked of.
const TABLES: &[(fn() -> World, &str)] = &[
    (
        partners,
        "aggregate: { of: calls, rows: sex, columns: year, where: { response: See, sex: [Male, Female] }, total: both, rank: true }",
    ),
    (World::wide, "area_rates: { rows: ward, columns: financial_year, compare: true, funnel: true }"),
    (World::wide, "area_rates: {}"),
    (World::north, "area_rates: { rows: ward, columns: knife }"),
    (World::wide, "carrier_index: { weights: { Gang: 1, Weapons: 3 }, score_bands: [0-2, 3+] }"),
    (World::wide, "carrier_index: { weights: { Gang: 1, Weapons: 3 }, harm_bands_days: [1-3, 4+] }"),
    (World::wide, "cohort: {}"),
    (World::wide, "cohort: { by: age }"),
    (indicators, "correlations: { columns: offence_group }"),
    (World::wide, "cohort: { by: sex, incidents: { recent: 0 } }"),
    (World::wide, "cohort: { by: incidents }"),
    (World::wide, "concentration: { rows: street, places: 100 }"),
    (costed, "cost: {}"),
    (
        World::wide,
        "crosstab: { rows: offence_group, columns: financial_year, order: total, top: 2, change: last, share: true, rank: true }",
    ),
    (World::wide, "crosstab: { of: victims, rows: age, bands: { list: [10-17, 18-24] }, columns: sex }"),
    (World::wide, "crosstab: { rows: offence_group, columns: knife, keep: [Robbery] }"),
    (
        World::wide,
        "crosstab: { of: victims, rows: sex, columns: financial_year, count: persons, order: total, top: 1 }",
    ),
    (World::wide, "crosstab: { of: victims, rows: age, bands: child_adult, columns: sex, count: persons }"),
    (World::wide, "crosstab: { rows: district, show: row_share, columns: knife }"),
    (World::wide, "frequency: { of: suspects }"),
    (World::wide, "frequency: { of: victims, groups: [1, 2-3, 4+] }"),
    (World::wide, "harm: {}"),
    (World::wide, "harm: { of: victims, rows: age, bands: child_adult }"),
    (World::wide, "harm: { columns: knife }"),
    (World::wide, "heat: {}"),
    (World::wide, "heat: { hours: 20 }"),
    (World::wide, "hot_places: { top: 2 }"),
    (World::wide, "hot_places: { groups: { Both: [Mill Lane, High Street] }, within: { ward: [Elm] }, hours: 12 }"),
    (World::wide, "hotspots: { rows: ward }"),
    (World::north, "hotspots: { rows: ward, top: 2 }"),
    (World::wide, "lifestyle: {}"),
    (World::wide, "lifestyle: { weights: { Gang: 1, Weapons: 3 } }"),
    (World::wide, "outcomes: { groups: { Positive: [Charged], Other: rest }, open: [Gang] }"),
    (
        World::wide,
        "outcomes: { rows: offence_group, groups: { Positive: [Charged], Streets: [Mill Lane, High Street] }, open: [Gang] }",
    ),
    (World::wide, "overlap: {}"),
    (World::wide, "rate_ratio: { of: suspects }"),
    (World::wide, "repeats: { of: victims, top: 2 }"),
    (pupils, "school_proximity: { of: victims, rows: offence_group, years: year }"),
    (
        pupils,
        "school_proximity: { of: victims, groups: { All: 'TRUE', Robbery: \"offence_group = 'Robbery'\" }, years: year }",
    ),
    (pupils, "school_proximity: { of: victims, show: places }"),
    (
        partners,
        "scorecard: { indicators: [{ name: Calls, of: calls, where: { response: See, sex: Male }, over: year, from: 2021/22, to: 2023/24, aim: fewer }] }",
    ),
    (World::wide, "series: {}"),
    (World::wide, "series: { last_months: 6, process: xmr }"),
    (World::wide, "share: { where: knife, rows: offence_group, columns: financial_year }"),
    (
        World::wide,
        "share: { of: victims, where: \"sex = 'Male'\", rows: age, bands: { list: [10-17, 18-24] }, columns: sex }",
    ),
    (
        World::north,
        "standout: { shares: [offence_group, knife], conditions: { in the morning: 'hour < 12' }, smallest: 1, every: true }",
    ),
    (
        World::wide,
        "tally: { rows: offence_group, columns: { All: 'TRUE', Knife: knife }, shares: { Share: [Knife, All] }, total: true }",
    ),
    (
        World::wide,
        "tally: { of: victims, rows: age, bands: { list: [10-17, 18-24] }, columns: { All: 'TRUE', Men: \"sex = 'Male'\" }, total: true }",
    ),
    (World::wide, "volume: {}"),
    (World::examples, "bridge: { definitions: [serious_violence_2021, serious_violence_2023] }"),
];

/// The count in a cell and the count of its keys, if they differ.
fn differing(row: &BodyRow, add_up: impl Fn(&Figure) -> Option<(u64, u64)>) -> Vec<(u64, u64)> {
    row.cells.iter().filter_map(add_up).filter(|(printed, counted)| printed != counted).collect()
}

#[test]
fn declared_keys_add_up_to_every_count() {
    for (world, yaml) in TABLES {
        let world = world();
        for trial in 0..TRIALS {
            let Ok((body, answers)) = world.random(yaml, trial) else { continue };
            let counted = |figure: &Figure| match figure {
                Figure::Count(counted) => Some((counted.value(), answers.add_up(counted)?)),
                Figure::Number(_) | Figure::Fraction(_) | Figure::Text(_) | Figure::Missing(_) => None,
            };
            for row in &body.rows {
                assert_eq!(differing(row, counted), [], "printed and added up, in row {} of {yaml}", row.key);
            }
        }
    }
}

/// The random answers reach the tables: with no row, or nothing but zeros, the test above would say nothing.
#[test]
fn random_answers_give_rows_and_counts() {
    for (world, yaml) in TABLES {
        let bodies: Vec<_> = (0..TRIALS).filter_map(|trial| world().random(yaml, trial).ok()).collect();
        let figures = bodies.iter().flat_map(|(body, _)| &body.rows).flat_map(|row| &row.cells);
        assert!(figures.filter_map(Figure::number).any(|number| number > 0.0), "{yaml}");
    }
}

#[test]
fn every_measure_has_a_table_here() {
    let measure = |yaml: &&str| yaml.split(':').next().unwrap_or_default().to_owned();
    let tested: Vec<String> = TABLES.iter().map(|(_, yaml)| measure(yaml)).collect();
    for (name, _) in MEASURES {
        assert!(tested.iter().any(|tested| tested == name), "no table of `{name}`");
    }
}

/// A wrong declaration is found: the count of one year declared as the count of another.
#[test]
fn a_wrong_declaration_does_not_add_up() {
    let (body, answers) = World::wide().random("volume: {}", 3).unwrap();
    let of_row = |at: usize| match &body.rows[at].cells[0] {
        Figure::Count(counted) => (counted.value(), answers.add_up(counted).unwrap(), counted.meaning().clone()),
        other => panic!("{other:?}"),
    };
    let (first, second) = (of_row(0), of_row(1));
    assert_eq!((first.0, second.0), (first.1, second.1));
    assert_ne!(first.0, second.1, "two years of one number would prove nothing");
    assert!(matches!(first.2, Meaning::Sum(_)) && first.2 != second.2);
}
