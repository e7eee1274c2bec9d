//! The published tables of chapters 17 to 20 (census, published correlations, deprivation, schools), cell by cell, and
//! the figures that are only in the text of these chapters. No cell was corrected; one heading was (I-67).

use crate::golden::{published, read};
use crate::program::Table;

/// Compares a share with its printed percentage, to the printed decimals.
fn same_percent(table: &Table, row: &str, column: &str, printed: &str) {
    let decimals = printed.split_once('.').map_or(0, |(_, after)| after.len());
    let built = format!("{:.decimals$}", table.number(row, column) * 100.0);
    assert_eq!(built, printed, "{row} / {column}");
}

/// Districts as the report names them.
fn district(printed: &str) -> &str {
    match printed {
        "Derby City" | "City of Derby" => "Derby",
        "Total" => "Total as printed",
        printed => printed,
    }
}

#[test]
fn census_of_city_and_county() {
    let (header, rows) = published("s17_census_summary.csv");
    assert_eq!(rows.len(), 2);
    let (areas, growth) = (read("census.areas"), read("census.growth"));
    for row in &rows {
        let area = district(&row[0]);
        for (title, printed) in header.iter().zip(row).skip(1) {
            match title.as_str() {
                "population" => assert_eq!(areas.at(area, "Residents"), printed, "{area}"),
                "households" => assert_eq!(areas.at(area, "Households"), printed, "{area}"),
                "male_pct" => same_percent(&growth, area, "Male", printed),
                "female_pct" => same_percent(&growth, area, "Female", printed),
                "population_change_from_2011_pct" => same_percent(&growth, area, "Change in residents", printed),
                "households_change_from_2011_pct" => same_percent(&growth, area, "Change in households", printed),
                other => panic!("{other} is compared with nothing"),
            }
        }
    }
}

/// Residents by district come from the manifest of the records; together they are the published city and county.
#[test]
fn residents_by_district_and_by_ethnic_group_add_up_to_the_published() {
    let districts = read("census.by_district");
    let (_, rows) = published("s17_census_summary.csv");
    let printed: f64 = rows.iter().map(|row| row[1].parse::<f64>().expect("a number")).sum();
    assert_eq!(districts.at("Derby", "value"), rows[0][1]);
    assert_eq!(districts.number("Total", "value"), printed);
    assert_eq!(read("census.ethnic_groups").number("Total", "value"), printed);
}

#[test]
fn correlations_and_none_beyond_the_published() {
    let built = read("context.context_published.grid");
    let circumstance = |printed: &str| match printed {
        "No car households" => "Households without a car".to_owned(),
        "Unemployment – Job Seekers claimants (JSA)" => "Claimants of Jobseeker's Allowance".to_owned(),
        "Overcrowded bedrooms" => "Overcrowding by bedrooms".to_owned(),
        "Overcrowded rooms" => "Overcrowding by rooms".to_owned(),
        printed => printed.to_owned(),
    };
    let (_, rows) = published("s18_correlations.csv");
    assert_eq!(rows.len(), 12);
    for row in &rows {
        same_percent(&built, &circumstance(&row[1]), &row[0], &row[2]);
    }
    let offences = ["Possession of weapons", "Violence with injury", "Robbery of personal property"];
    let cells = built.rows.iter().flat_map(|row| offences.map(|offence| built.at(row, offence)));
    assert_eq!(cells.filter(|cell| *cell != "[x]").count(), 12);
}

#[test]
fn deciles_by_domain() {
    let built = read("deprivation.domains");
    let (header, rows) = published("s19_imd_domain_deciles.csv");
    let domains = [
        ("barriers_to_housing_services", "Barriers to housing and services"),
        ("crime", "Crime"),
        ("education_skills_training", "Education, skills and training"),
        ("health", "Health"),
        ("income", "Income"),
        ("living_environment", "Living environment"),
    ];
    assert_eq!((header.len(), rows.len()), (7, 9));
    for row in &rows {
        for ((title, printed), (name, domain)) in header.iter().zip(row).skip(1).zip(domains) {
            assert_eq!(title, name);
            let cell = built.number(district(&row[0]), domain);
            assert_eq!(cell, printed.parse::<f64>().expect("a decile"), "{} / {domain}", row[0]);
        }
    }
}

/// I-67: the less deprived half was headed 5 to 10; rows add up to 100% with 6 to 10 only.
#[test]
fn more_and_less_deprived_halves() {
    let built = read("deprivation.halves");
    let (header, rows) = published("s19_imd_lsoa_split.csv");
    assert_eq!(header[1..], ["most_deprived_deciles_1_5_pct", "least_deprived_deciles_5_10_pct"]);
    assert_eq!(rows.len(), 10);
    for row in &rows {
        same_percent(&built, &row[0], "Deciles 1 to 5", &row[1]);
        same_percent(&built, &row[0], "Deciles 6 to 10", &row[2]);
    }
}

#[test]
fn residents_in_the_most_deprived_tenth() {
    let built = read("deprivation.most_deprived");
    let (_, rows) = published("s19_imd_population_in_most_deprived.csv");
    assert_eq!(rows.len(), 9);
    for row in &rows {
        same_percent(&built, &row[0], "value", &row[1]);
    }
    let counted = read("deprivation.neighbourhoods");
    assert_eq!(counted.at("All", "value"), "642");
    assert_eq!(counted.at("In the most deprived tenth of England", "value"), "46");
}

#[test]
fn attendance_and_absence_by_district() {
    let attended = read("school_absence.attendance.attended");
    let (header, rows) = published("s20_1_attendance_rate.csv");
    for (title, printed) in header.iter().zip(&rows[0]).skip(1) {
        same_percent(&attended, &rows[0][0], title.trim_end_matches(" pct"), printed);
    }
    let kinds = ["authorised", "unauthorised"].map(|kind| (kind, read(&format!("school_absence.attendance.{kind}"))));
    let (header, rows) = published("s20_1_absences_by_district.csv");
    let mut compared = 0;
    for row in &rows {
        for (title, printed) in header.iter().zip(row).skip(1) {
            let (kind, year) = title.trim_end_matches(" pct").split_once(' ').expect("kind and year");
            let (_, built) = kinds.iter().find(|(name, _)| *name == kind).expect("a kind of absence");
            same_percent(built, district(&row[0]), year, printed);
            compared += 1;
        }
    }
    assert_eq!(compared, 10 * 6);
}

/// I-70: printed as shares of all absence, which their sums rule out; here they are rates.
#[test]
fn absence_by_age_and_by_ethnic_group() {
    for (name, id, number) in [
        ("s20_1_absence_by_age.csv", "school_absence.attendance.by_age", 6),
        ("s20_1_absence_by_ethnicity.csv", "school_absence.attendance.by_ethnicity", 18),
    ] {
        let built = read(id);
        let (_, rows) = published(name);
        assert_eq!((rows.len(), built.rows.len()), (number, number), "{name}");
        for row in &rows {
            same_percent(&built, &row[0], "value", &row[1]);
        }
    }
}

/// Chapters 20.2 and 20.3 printed no table; these figures are in their text.
#[test]
fn reasons_and_suspensions_of_the_text() {
    for (area, shares) in [("county", ["48", "18", "13"]), ("derby", ["50", "17", "12"])] {
        let built = read(&format!("school_absence.{area}.reasons"));
        assert_eq!(built.rows.len(), 5, "{area}");
        for (row, printed) in built.rows.iter().zip(shares) {
            same_percent(&built, row, "value", printed);
        }
        assert!(built.rows[3..].iter().all(|row| built.at(row, "value") == "[x]"), "{area}");
    }
    let suspensions = read("school_absence.derby.suspensions");
    let built = ["Primary", "Secondary", "Total"].map(|phase| suspensions.at(phase, "2023/24"));
    assert_eq!(built, ["315", "4735", "5050"]);
}
