//! The published tables of probation, youth justice, the fire service, and liaison and diversion, cell by cell. No
//! cell of these tables is corrected; the mistakes of the published text about them (I-58 to I-65, I-79) are not
//! repeated in the report.

use crate::golden::{published, read, same_counts, total, year};

/// Years and the column of totals.
fn year_or_total(title: &str) -> Option<String> {
    if title == "total" { Some(title.to_owned()) } else { year(title) }
}

/// A row that the report words more plainly.
fn offence_group(label: &str) -> String {
    match label {
        "Number of violent offences" => "Violent offences".to_owned(),
        "Number of possession of an offensive weapon offences" => "Possession of an offensive weapon".to_owned(),
        "Number of possession of a firearm offence" => "Possession of a firearm".to_owned(),
        label => total(label),
    }
}

#[test]
fn probation_by_district_and_by_sex() {
    let by_district = read("probation.by_district");
    assert_eq!(same_counts("s14_probation_by_district.csv", &by_district, total, year), 10 * 3);
    let by_sex = read("probation.by_sex");
    assert_eq!(same_counts("s14_probation_by_sex.csv", &by_sex, str::to_owned, year), 2 * 3);
    for year in ["2021/22", "2022/23", "2023/24"] {
        assert_eq!(by_sex.at("Total", year), by_district.at("Total", year), "{year}");
    }
}

#[test]
fn youth_justice_in_derby() {
    let built = read("youth_justice.derby.offences");
    assert_eq!(same_counts("s15_1_youth_justice_derby_city.csv", &built, total, year_or_total), 13 * 4);
}

#[test]
fn youth_justice_rates_by_ethnic_group_in_derby() {
    let built = read("youth_justice.derby.ethnicity");
    let (header, rows) = published("s15_1_youth_justice_derby_city_ethnicity_rate.csv");
    assert_eq!(header, ["ethnicity", "cases_per_1000_population"]);
    assert_eq!(built.rows, rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>());
    for row in &rows {
        let printed: f64 = row[1].parse().expect("a rate");
        assert!((built.number(&row[0], "value") - printed).abs() < 1e-9, "{}", row[0]);
    }
}

#[test]
fn youth_justice_in_the_county_with_the_totals_of_both_groups() {
    let name = "s15_2_youth_justice_derbyshire_county.csv";
    let (header, rows) = published(name);
    let [serious, knife, groups] =
        ["serious_offences", "knife_offences", "by_group"].map(|table| read(&format!("youth_justice.county.{table}")));
    let mut compared = 0;
    for row in &rows {
        let (of_offences, group) = match row[0].as_str() {
            "Serious violence cases" => (Some(&serious), "Serious violence"),
            "Knife crime cases" => (Some(&knife), "Knife crime"),
            _ => (None, "Total"),
        };
        let is_total = row[1].ends_with("total");
        for (title, cell) in header.iter().zip(row).skip(2) {
            if let Some(built) = of_offences {
                assert_eq!(built.at(&total(&row[1]), title), cell, "{name}: {} / {title}", row[1]);
            }
            if is_total {
                assert_eq!(groups.at(group, title), cell, "{name}: {group} / {title}");
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 23 * 5);
}

#[test]
fn fires_false_alarms_and_attacks_on_firefighters() {
    let fires = read("fire.by_district");
    assert_eq!(same_counts("s16_deliberate_fires_by_district.csv", &fires, total, year), 10 * 3);
    let others = read("fire.calls_and_attacks");
    for (name, row) in [
        ("s16_malicious_false_alarms.csv", "Malicious false alarms"),
        ("s16_attacks_on_firefighters.csv", "Attacks on firefighters"),
    ] {
        assert_eq!(same_counts(name, &others, |_| row.to_owned(), year), 3);
    }
}

#[test]
fn referrals_to_liaison_and_diversion() {
    let built = read("liaison.by_offence");
    assert_eq!(same_counts("s23_liaison_diversion_referrals.csv", &built, offence_group, year), 4 * 2);
    // The text: 404 adults and 84 children and young people, 65% of the 750.
    let needs = read("liaison.needs");
    assert_eq!(needs.at("Total", "value"), "488");
    let share = needs.number("Total", "value") / built.number("Total", "2023/24");
    assert_eq!(format!("{:.0}", share * 100.0), "65");
}
