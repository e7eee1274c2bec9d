//! The published tables of chapter 21, children's social care, cell by cell. What was misprinted is expected as computed and named with its number in
//! the list of inconsistencies.

use crate::golden::{published, read, same_counts, total, year};
use crate::program::Table;

/// The row of a measure as the report writes it: `Social Care Referrals` of `Male` is `Social care referrals, male`.
fn row(measure: &str, sex: &str) -> String {
    let mut words = measure.to_lowercase();
    words[..1].make_ascii_uppercase();
    if sex == "All" { words } else { format!("{words}, {}", sex.to_lowercase()) }
}

/// A change that was cut off after two decimals instead of rounded (I-51), or that follows from a misprint: the row, as printed, as computed.
type Corrected = (&'static str, &'static str, &'static str);

/// Compares the three years and the change of every row; returns how many cells were compared.
fn same_years_and_change(name: &str, all: &Table, by_sex: &Table, corrected: &[Corrected]) -> usize {
    let (header, rows) = published(name);
    assert_eq!(header, ["sex", "measure", "2021/22", "2022/23", "2023/24", "change_from_2021/22_pct"]);
    let mut seen = 0;
    for printed in &rows {
        let label = row(&printed[1], &printed[0]);
        let built = if printed[0] == "All" { all } else { by_sex };
        for (at, title) in header.iter().enumerate().skip(2).take(3) {
            // I-74: a slip of a digit; the two sexes add up to 5,595.
            let cell = if printed[at] == "5995" { "5595" } else { &printed[at] };
            assert_eq!(built.at(&label, title), cell, "{name}: {label} / {title}");
        }
        let change = corrected.iter().find(|(row, _, _)| *row == label);
        seen += usize::from(change.is_some());
        if let Some((_, wrong, _)) = change {
            assert_eq!(printed[5], *wrong, "{name}: {label} is not misprinted so");
        }
        let expected = change.map_or(printed[5].as_str(), |(_, _, right)| right);
        let number = format!("{:.2}", built.number(&label, "change_pct") * 100.0);
        assert_eq!(number, expected, "{name}: change of {label}");
    }
    assert_eq!(seen, corrected.len(), "{name}: a corrected row is not in the table");
    rows.len() * 4
}

#[test]
fn social_care_in_the_county() {
    let corrected: &[Corrected] = &[
        // I-74: from the corrected 5,595.
        ("Child protection plans", "-2.86", "4.08"),
        // I-51.
        ("Admissions to care", "43.14", "43.15"),
        ("Care leavers", "20.23", "20.24"),
        ("Social care referrals, male", "9.67", "9.68"),
        ("Child protection plans, male", "4.31", "4.32"),
        ("Care leavers, male", "29.69", "29.70"),
        ("Social care referrals, female", "15.10", "15.11"),
        ("Child protection plans, female", "3.36", "3.37"),
        ("Admissions to care, female", "47.61", "47.62"),
    ];
    let compared = same_years_and_change(
        "s21_1_social_care_derbyshire_county.csv",
        &read("social_care.county.by_measure"),
        &read("social_care.county.by_sex"),
        corrected,
    );
    assert_eq!(compared, 12 * 4);
}

#[test]
fn social_care_in_the_city() {
    let corrected: &[Corrected] = &[
        // I-51.
        ("Social care referrals", "-14.06", "-14.07"),
        ("Admissions to care", "2.12", "2.13"),
        ("Social care referrals, male", "-15.34", "-15.35"),
        ("Child protection plans, male", "-45.62", "-45.63"),
        ("Admissions to care, male", "-6.89", "-6.90"),
    ];
    let compared = same_years_and_change(
        "s21_2_social_care_derby_city.csv",
        &read("social_care.derby.by_measure"),
        &read("social_care.derby.by_sex"),
        corrected,
    );
    assert_eq!(compared, 9 * 4);
}

#[test]
fn what_became_of_referrals() {
    let label = |printed: &str| match printed {
        "NFA" => "No further action".to_owned(),
        "Total" => total(printed),
        printed => row(printed, "All"),
    };
    let built = read("social_care.county.referral_outcomes");
    assert_eq!(same_counts("s21_1_referral_outcomes.csv", &built, label, year), 6 * 3);
}

#[test]
fn care_leavers_with_a_plan() {
    let built = read("social_care.county.plans_of_leavers");
    let (header, rows) = published("s21_1_care_leavers_ehcp.csv");
    assert_eq!(rows.len(), 1);
    for (title, printed) in header.iter().zip(&rows[0]).skip(1) {
        let share = built.number("Care leavers with a plan", title.trim_end_matches(" pct"));
        assert_eq!(format!("{:.0}", share * 100.0), *printed, "{title}");
    }
}

/// What is only in the text of chapters 22 and 24.
#[test]
fn figures_that_are_only_in_the_text() {
    let shares = |id: &str, cells: &[(&str, &str, &str)]| {
        let built = read(id);
        for (row, column, printed) in cells {
            let percent = built.number(row, column) * 100.0;
            assert!(
                (percent - printed.parse::<f64>().expect("a number")).abs() < 1e-9,
                "{id}: {row} / {column}: {percent}"
            );
        }
    };
    shares(
        "neet.rates",
        &[
            ("Derbyshire", "First", "1.75"),
            ("Derbyshire", "Latest", "1.5"),
            ("Derby", "First", "6.9"),
            ("Derby", "Latest", "5.6"),
        ],
    );
    shares(
        "interventions.survey",
        &[
            ("Aware of violence in their area", "value", "50"),
            ("Most worried about knife crime", "value", "45"),
            ("Had experienced violence themselves", "value", "37"),
            ("Most worried about gangs", "value", "28"),
        ],
    );
}
